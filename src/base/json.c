#include "base/json.h"
#include "base/utf8.h"

#include <assert.h>
#include <math.h>

Json json_open(Arena *arena)
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

void json_object(Json *j)
{
    begin(j, false);
}

void json_array(Json *j)
{
    begin(j, true);
}

void json_end(Json *j)
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

void json_key_str(Json *j, Str key)
{
    assert(j->depth > 0 && !j->array[j->depth - 1] && !j->keyed);
    comma(j);
    quoted(&j->buf, key);
    buf_byte(&j->buf, ':');
    j->keyed = true;
}

void json_key(Json *j, const char *key)
{
    json_key_str(j, str_from(key));
}

void json_text(Json *j, Str s)
{
    comma(j);
    quoted(&j->buf, s);
}

void json_int(Json *j, int64_t n)
{
    comma(j);
    buf_fmt(&j->buf, "%lld", (long long)n);
}

void json_real(Json *j, double n, int decimals)
{
    if (!isfinite(n)) {
        json_null(j);
        return;
    }
    comma(j);
    buf_fmt(&j->buf, "%.*f", decimals, n);
}

void json_bool(Json *j, bool b)
{
    comma(j);
    buf_add(&j->buf, b ? S("true") : S("false"));
}

void json_null(Json *j)
{
    comma(j);
    buf_add(&j->buf, S("null"));
}

void json_raw(Json *j, Str json)
{
    comma(j);
    buf_add(&j->buf, json);
}

Str json_str(const Json *j)
{
    assert(j->depth == 0);
    return buf_str(&j->buf);
}

void json_put_text(Json *j, const char *key, Str s)
{
    json_key(j, key);
    json_text(j, s);
}

void json_put_int(Json *j, const char *key, int64_t n)
{
    json_key(j, key);
    json_int(j, n);
}

void json_put_real(Json *j, const char *key, double n, int decimals)
{
    json_key(j, key);
    json_real(j, n, decimals);
}

void json_put_bool(Json *j, const char *key, bool b)
{
    json_key(j, key);
    json_bool(j, b);
}

void json_put_null(Json *j, const char *key)
{
    json_key(j, key);
    json_null(j);
}
