/* xml_guard: a look at the bytes of an XML text before the parser gets them.
 *
 * The parser compares each attribute of a tag with each other and keeps whole tags
 * and texts in memory, so hostile input could make it slow or large.  This scanner
 * follows comments, CDATA, tags and quotes exactly and stops what is out of measure. */
#pragma once
#include "base/str.h"

typedef enum XmlFault {
    XML_FINE,
    XML_HAS_DTD,
    XML_TOO_DEEP,
    XML_TOO_MANY_ATTRIBUTES,
    XML_RUN_TOO_LONG,
    XML_IS_WIDE
} XmlFault;

enum { XML_MAX_DEPTH = 200, XML_MAX_ATTRIBUTES = 256 };

typedef struct XmlGuard {
    ptrdiff_t max_run; /* set by the caller, the rest starts at zero */
    ptrdiff_t run;     /* bytes since the state began */
    int seen;          /* of the first bytes, which show UTF-16 */
    int state, depth, attributes;
    char quote, before, before2;
} XmlGuard;

XmlFault xml_guard(XmlGuard *guard, Str bytes);
