#include "base/json.h"
#include "base/utf8.h"

#include <assert.h>
#include <math.h>

Json js_open(Arena *arena)
{
    return (Json){.buf = buf_open(arena)};
}

static void comma(Json *j)
{
    if (j->keyed) {
        j->keyed = false;
        return;
    }
    if (j->depth > 0 && j->filled[j->depth - 1])
        buf_byte(&j->buf, ',');
    if (j->depth > 0)
        j->filled[j->depth - 1] = true;
}

static void begin(Json *j, bool array)
{
    assert(j->depth < JSON_DEPTH);
    comma(j);
    buf_byte(&j->buf, array ? '[' : '{');
    j->array[j->depth] = array;
    j->filled[j->depth++] = false;
}

void js_object(Json *j)
{
    begin(j, false);
}

void js_array(Json *j)
{
    begin(j, true);
}

void js_end(Json *j)
{
    assert(j->depth > 0 && !j->keyed);
    buf_byte(&j->buf, j->array[--j->depth] ? ']' : '}');
}

static void quoted(Buf *buf, Str s)
{
    buf_byte(buf, '"');
    Rune rune;
    for (ptrdiff_t at = 0; at < s.len; at += rune.len) {
        rune = utf8_get(s, at);
        if (rune.code == '"' || rune.code == '\\')
            buf_byte(buf, '\\'), buf_byte(buf, (char)rune.code);
        else if (rune.code < 0x20 || rune.code == 0x7f)
            buf_fmt(buf, "\\u%04x", (unsigned)rune.code);
        else
            buf_rune(buf, rune.code);
    }
    buf_byte(buf, '"');
}

void js_key_str(Json *j, Str key)
{
    assert(j->depth > 0 && !j->array[j->depth - 1] && !j->keyed);
    comma(j);
    quoted(&j->buf, key);
    buf_byte(&j->buf, ':');
    j->keyed = true;
}

void js_key(Json *j, const char *key)
{
    js_key_str(j, str_from(key));
}

void js_text(Json *j, Str s)
{
    comma(j);
    quoted(&j->buf, s);
}

void js_int(Json *j, int64_t n)
{
    comma(j);
    buf_fmt(&j->buf, "%lld", (long long)n);
}

void js_real(Json *j, double n, int decimals)
{
    if (!isfinite(n)) {
        js_null(j);
        return;
    }
    comma(j);
    buf_fmt(&j->buf, "%.*f", decimals, n);
}

void js_bool(Json *j, bool b)
{
    comma(j);
    buf_add(&j->buf, b ? S("true") : S("false"));
}

void js_null(Json *j)
{
    comma(j);
    buf_add(&j->buf, S("null"));
}

void js_raw(Json *j, Str json)
{
    comma(j);
    buf_add(&j->buf, json);
}

Str js_str(const Json *j)
{
    assert(j->depth == 0);
    return buf_str(&j->buf);
}

void js_put_text(Json *j, const char *key, Str s)
{
    js_key(j, key);
    js_text(j, s);
}

void js_put_int(Json *j, const char *key, int64_t n)
{
    js_key(j, key);
    js_int(j, n);
}

void js_put_real(Json *j, const char *key, double n, int decimals)
{
    js_key(j, key);
    js_real(j, n, decimals);
}

void js_put_bool(Json *j, const char *key, bool b)
{
    js_key(j, key);
    js_bool(j, b);
}

void js_put_null(Json *j, const char *key)
{
    js_key(j, key);
    js_null(j);
}
