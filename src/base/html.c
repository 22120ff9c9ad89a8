/* html: text that may come from any file, in a page that a browser and a strict parser read alike. */
#include "base/html.h"
#include "base/utf8.h"

static bool unwelcome(uint32_t c)
{
    return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0) || (c & 0xfffe) == 0xfffe ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static const char *entity(uint32_t c) /* NULL: stands for itself */
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void html_text(Buf *page, Str text)
{
    for (ptrdiff_t i = 0; i < text.len;) {
        Rune rune = utf8_get(text, i);
        i += rune.len;
        const char *instead = entity(rune.code);
        if (instead)
            buf_add(page, str_from(instead));
        else
            buf_rune(page, unwelcome(rune.code) ? UTF8_BAD : rune.code);
    }
}
