/* xml: the elements and texts of one XML part, one after the other.
 *
 * UTF-8 only.  A DTD, and with it every entity but the five that XML has itself,
 * is refused before the parser sees it; so are nesting, attributes and runs of
 * text beyond what office files hold.  Elements are known by their local names,
 * because writers differ in their prefixes. */
#pragma once
#include "table/pack.h"

typedef enum XmlEvent { XML_EVENT_END, XML_EVENT_OPEN, XML_EVENT_CLOSE, XML_EVENT_TEXT } XmlEvent;

typedef struct Xml Xml;

/* `run`: the longest text or tag in bytes.  Close it before its part. */
Err *xml_open(Arena *arena, Feed feed, ptrdiff_t run, Xml **ret) MUST_CHECK;
void xml_close(Xml **xml);

/* An empty element gives OPEN and CLOSE like any other.  Those below are about
 * the last event and borrowed until the next. */
Err *xml_next(Xml *xml, Arena *arena, XmlEvent *ret) MUST_CHECK;
Str xml_attr(const Xml *xml, const char *name); /* OPEN; by local name, {0} where it is not given */
Str xml_text(const Xml *xml);                   /* TEXT */
bool xml_is(const Xml *xml, const char *name);  /* OPEN, CLOSE; by local name */

/* Passes over the rest of the element that was just opened. */
Err *xml_skip(Xml *xml, Arena *arena) MUST_CHECK;
