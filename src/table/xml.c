#include "table/xml.h"

#include "table/xml_guard.h"
#include <libxml/xmlreader.h>
#include <string.h>

struct Xml {
    Feed feed;
    XmlGuard guard;
    XmlFault fault;
    bool feed_failed, close_pending;
    xmlTextReader *reader;
};

static int read_guarded(void *context, char *out, int room)
{
    Xml *xml = context;
    ptrdiff_t n = xml->feed.read(xml->feed.self, out, room);
    if (n < 0)
        xml->feed_failed = true;
    else if (!xml->fault)
        xml->fault = xml_guard(&xml->guard, (Str){out, n});
    return xml->fault ? -1 : (int)n;
}

/* What went wrong is told from the reader's state; the library's own words help nobody. */
static void hush(void *arg, xmlErrorPtr error)
{
    (void)arg, (void)error;
}

Err *xml_open(Arena *arena, Feed feed, ptrdiff_t run, Xml **ret)
{
    Xml *xml = new (arena, Xml, 1);
    *xml = (Xml){.feed = feed, .guard.max_run = run};
    xml->reader = xmlReaderForIO(read_guarded, NULL, xml, NULL, "UTF-8",
                                 XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT);
    if (!xml->reader)
        return FAIL(arena, UNAVAILABLE, "không đủ bộ nhớ để đọc tệp", "there is not enough memory to read the file");
    xmlTextReaderSetStructuredErrorHandler(xml->reader, hush, NULL);
    *ret = xml;
    return NULL;
}

void xml_close(Xml **xml)
{
    if (*xml && (*xml)->reader)
        xmlFreeTextReader((*xml)->reader);
    *xml = NULL;
}

static Err *failure(Xml *xml, Arena *arena)
{
    switch (xml->fault) {
    case XML_HAS_DTD:
        return FAIL(arena, BAD_INPUT, "tệp chứa khai báo DTD, bảng tính bình thường không có; tệp không được đọc",
                    "the file carries a DTD, which no ordinary table has; it was not read");
    case XML_IS_WIDE:
        return FAIL(arena, BAD_INPUT, "nội dung tệp ghi bằng UTF-16, cần UTF-8; hãy mở bằng Excel hoặc Word và lưu lại",
                    "the content is in UTF-16 and has to be in UTF-8; open it in Excel or Word and save it again");
    case XML_TOO_DEEP:
        return FAIL(arena, TOO_LARGE, "nội dung tệp lồng nhau quá %d tầng",
                    "the content is nested deeper than %d levels", (int)XML_MAX_DEPTH);
    case XML_TOO_MANY_ATTRIBUTES:
        return FAIL(arena, TOO_LARGE, "nội dung tệp có thẻ mang hơn %d thuộc tính",
                    "the content has a tag with more than %d attributes", (int)XML_MAX_ATTRIBUTES);
    case XML_RUN_TOO_LONG:
        return FAIL(arena, TOO_LARGE, "nội dung tệp có đoạn dài hơn %lld KB",
                    "the content has a run longer than %lld KB", (long long)(xml->guard.max_run >> 10));
    default:
        break;
    }
    if (xml->feed_failed)
        return xml->feed.failure(xml->feed.self, arena);
    return FAIL(arena, BAD_INPUT, "nội dung tệp bị hỏng (XML sai ở dòng %d); hãy mở bằng Excel hoặc Word và lưu lại",
                "the content is damaged (bad XML on line %d); open it in Excel or Word and save it again",
                xmlTextReaderGetParserLineNumber(xml->reader));
}

Err *xml_next(Xml *xml, Arena *arena, XmlEvent *ret)
{
    if (xml->close_pending) {
        xml->close_pending = false;
        *ret = XML_EVENT_CLOSE;
        return NULL;
    }
    for (;;) {
        int more = xmlTextReaderRead(xml->reader);
        if (more < 0 || xml->fault || xml->feed_failed)
            return failure(xml, arena);
        if (more == 0) {
            *ret = XML_EVENT_END;
            return NULL;
        }
        switch (xmlTextReaderNodeType(xml->reader)) {
        case XML_READER_TYPE_ELEMENT:
            xml->close_pending = xmlTextReaderIsEmptyElement(xml->reader) == 1;
            *ret = XML_EVENT_OPEN;
            return NULL;
        case XML_READER_TYPE_END_ELEMENT:
            *ret = XML_EVENT_CLOSE;
            return NULL;
        case XML_READER_TYPE_TEXT:
        case XML_READER_TYPE_CDATA:
        case XML_READER_TYPE_WHITESPACE:
        case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
            *ret = XML_EVENT_TEXT;
            return NULL;
        default: /* comments and processing instructions say nothing to us */
            break;
        }
    }
}

bool xml_is(const Xml *xml, const char *name)
{
    const xmlNode *node = xmlTextReaderCurrentNode(xml->reader);
    return node && node->name && strcmp((const char *)node->name, name) == 0;
}

/* Attributes are read off the node: moving the reader over them costs a search each. */
Str xml_attr(const Xml *xml, const char *name)
{
    const xmlNode *node = xmlTextReaderCurrentNode(xml->reader);
    if (!node || node->type != XML_ELEMENT_NODE)
        return (Str){0};
    for (const xmlAttr *a = node->properties; a; a = a->next)
        if (strcmp((const char *)a->name, name) == 0)
            return a->children ? str_from((const char *)a->children->content) : (Str){"", 0};
    return (Str){0};
}

Str xml_text(const Xml *xml)
{
    return str_from((const char *)xmlTextReaderConstValue(xml->reader));
}

Err *xml_skip(Xml *xml, Arena *arena)
{
    for (int depth = 1; depth > 0;) {
        XmlEvent event;
        TRY(xml_next(xml, arena, &event));
        if (event == XML_EVENT_END)
            return NULL;
        depth += event == XML_EVENT_OPEN ? 1 : event == XML_EVENT_CLOSE ? -1 : 0;
    }
    return NULL;
}
