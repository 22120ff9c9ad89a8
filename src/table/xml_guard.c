#include "table/xml_guard.h"

enum { TEXT_RUN, OPENING, TAG, END_TAG, BANG, COMMENT, CDATA, INSTRUCTION };

static void enter(XmlGuard *g, int state)
{
    g->state = state;
    g->run = 0;
}

static XmlFault after_opening(XmlGuard *g, char c)
{
    enter(g, c == '!' ? BANG : c == '?' ? INSTRUCTION : c == '/' ? END_TAG : TAG);
    if (g->state == TAG) {
        g->attributes = 0;
        g->quote = 0;
        if (++g->depth > XML_MAX_DEPTH)
            return XML_TOO_DEEP;
    }
    return XML_FINE;
}

static XmlFault in_tag(XmlGuard *g, char c)
{
    if (g->quote) {
        if (c == g->quote)
            g->quote = 0;
    } else if (c == '"' || c == '\'') {
        g->quote = c;
        if (++g->attributes > XML_MAX_ATTRIBUTES)
            return XML_TOO_MANY_ATTRIBUTES;
    } else if (c == '>') {
        if (g->before == '/')
            g->depth--;
        enter(g, TEXT_RUN);
    }
    return XML_FINE;
}

static XmlFault step(XmlGuard *g, char c)
{
    switch (g->state) {
    case TEXT_RUN:
        if (c == '<')
            enter(g, OPENING);
        return XML_FINE;
    case OPENING:
        return after_opening(g, c);
    case TAG:
        return in_tag(g, c);
    case END_TAG:
        if (c == '>') {
            g->depth--;
            enter(g, TEXT_RUN);
        }
        return XML_FINE;
    case BANG:
        if (c != '-' && c != '[')
            return XML_HAS_DTD;
        enter(g, c == '-' ? COMMENT : CDATA);
        return XML_FINE;
    case COMMENT: /* "<!-->" opens a comment and does not end it */
        if (c == '>' && g->before == '-' && g->before2 == '-' && g->run >= 4)
            enter(g, TEXT_RUN);
        return XML_FINE;
    case CDATA:
        if (c == '>' && g->before == ']' && g->before2 == ']')
            enter(g, TEXT_RUN);
        return XML_FINE;
    default:
        if (c == '>' && g->before == '?')
            enter(g, TEXT_RUN);
        return XML_FINE;
    }
}

/* FE FF, FF FE or a zero beside the first letter: no UTF-8 begins so. */
static bool is_wide(char c)
{
    return c == 0 || c == '\xFE' || c == '\xFF';
}

XmlFault xml_guard(XmlGuard *g, Str bytes)
{
    for (ptrdiff_t i = 0; i < bytes.len; i++) {
        if (g->seen < 2 && is_wide(bytes.ptr[i]))
            return XML_IS_WIDE;
        g->seen += g->seen < 2;
        if (++g->run > g->max_run)
            return XML_RUN_TOO_LONG;
        XmlFault fault = step(g, bytes.ptr[i]);
        if (fault)
            return fault;
        g->before2 = g->before;
        g->before = bytes.ptr[i];
    }
    return XML_FINE;
}
