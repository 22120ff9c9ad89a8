#include "base/str.h"

#include "base/utf8.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

Str str_from(const char *c)
{
    return c ? (Str){c, (ptrdiff_t)strlen(c)} : (Str){0};
}

Str str_copy(Arena *arena, Str s)
{
    char *p = new_raw(arena, char, s.len);
    if (s.len > 0)
        memcpy(p, s.ptr, (size_t)s.len);
    return (Str){p, s.len};
}

char *str_c(Arena *arena, Str s)
{
    char *p = new (arena, char, s.len + 1);
    if (s.len > 0)
        memcpy(p, s.ptr, (size_t)s.len);
    return p;
}

bool str_eq(Str a, Str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, (size_t)a.len) == 0);
}

int str_cmp(Str a, Str b)
{
    ptrdiff_t common = a.len < b.len ? a.len : b.len;
    int order = common > 0 ? memcmp(a.ptr, b.ptr, (size_t)common) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool str_starts(Str s, Str prefix)
{
    return s.len >= prefix.len && str_eq((Str){s.ptr, prefix.len}, prefix);
}

bool str_ends(Str s, Str suffix)
{
    return s.len >= suffix.len && str_eq(str_slice(s, s.len - suffix.len, s.len), suffix);
}

ptrdiff_t str_find(Str s, Str what)
{
    if (what.len == 0)
        return 0;
    if (s.len < what.len)
        return -1;
    const char *p = memmem(s.ptr, (size_t)s.len, what.ptr, (size_t)what.len);
    return p ? p - s.ptr : -1;
}

Str str_slice(Str s, ptrdiff_t from, ptrdiff_t to)
{
    assert(0 <= from && from <= to && to <= s.len);
    return from == to ? (Str){0} : (Str){s.ptr + from, to - from};
}

static ptrdiff_t blank_at_start(Str s)
{
    if (s.len >= 1 && (s.ptr[0] == ' ' || (s.ptr[0] >= '\t' && s.ptr[0] <= '\r')))
        return 1;
    return str_starts(s, S("\xc2\xa0")) ? 2 : str_starts(s, S("\xef\xbb\xbf")) ? 3 : 0;
}

static ptrdiff_t blank_at_end(Str s)
{
    char last = s.len >= 1 ? s.ptr[s.len - 1] : 'x';
    if (last == ' ' || (last >= '\t' && last <= '\r'))
        return 1;
    return str_ends(s, S("\xc2\xa0")) ? 2 : 0;
}

static bool is_visible_ascii(char c)
{
    return c > ' ' && c <= '~';
}

Str str_trim(Str s)
{
    if (s.len > 0 && is_visible_ascii(s.ptr[0]) && is_visible_ascii(s.ptr[s.len - 1])) /* most texts by far */
        return s;
    for (ptrdiff_t n; (n = blank_at_start(s)) > 0;)
        s = str_slice(s, n, s.len);
    for (ptrdiff_t n; (n = blank_at_end(s)) > 0;)
        s = str_slice(s, 0, s.len - n);
    return s;
}

StrCut str_cut(Str s, char separator)
{
    const char *p = s.len > 0 ? memchr(s.ptr, separator, (size_t)s.len) : NULL;
    if (!p)
        return (StrCut){.head = s};
    ptrdiff_t at = p - s.ptr;
    return (StrCut){.head = str_slice(s, 0, at), .tail = str_slice(s, at + 1, s.len), .ok = true};
}

uint64_t str_hash(Str s)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (ptrdiff_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * 0x100000001b3u;
    return h;
}

Str str_vfmt(Arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    assert(len >= 0);
    char *p = new (arena, char, len + 1);
    vsnprintf(p, (size_t)len + 1, format, again);
    va_end(again);
    return (Str){p, len};
}

Str str_fmt(Arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Str s = str_vfmt(arena, format, args);
    va_end(args);
    return s;
}

Buf buf_open(Arena *arena)
{
    return (Buf){.arena = arena};
}

static char *buf_room(Buf *buf, ptrdiff_t more)
{
    if (more > buf->cap - buf->len) {
        ptrdiff_t cap = buf->cap * 2 > buf->len + more ? buf->cap * 2 : buf->len + more + 32;
        buf->ptr = arena_grow(buf->arena, buf->ptr, buf->cap, cap, 1);
        buf->cap = cap;
    }
    return buf->ptr + buf->len;
}

void buf_add(Buf *buf, Str s)
{
    if (s.len > 0)
        memcpy(buf_room(buf, s.len), s.ptr, (size_t)s.len);
    buf->len += s.len;
}

void buf_byte(Buf *buf, char c)
{
    *buf_room(buf, 1) = c;
    buf->len++;
}

void buf_rune(Buf *buf, uint32_t rune)
{
    buf->len += utf8_put(buf_room(buf, UTF8_MAX), rune);
}

void buf_fmt(Buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    assert(len >= 0);
    vsnprintf(buf_room(buf, len + 1), (size_t)len + 1, format, again);
    buf->len += len;
    va_end(again);
    va_end(args);
}

Str buf_str(const Buf *buf)
{
    return (Str){buf->ptr, buf->len};
}
