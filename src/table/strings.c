#include "table/strings.h"

#include <string.h>

void strings_open(Strings *s)
{
    *s = (Strings){.text = arena_open((ptrdiff_t)STRINGS_BYTES * 2), .ends = arena_open((ptrdiff_t)STRINGS_BYTES * 2)};
}

void strings_close(Strings *s)
{
    arena_close(&s->text);
    arena_close(&s->ends);
}

Err *strings_add(Strings *s, Arena *arena, Str text)
{
    const ptrdiff_t width = (ptrdiff_t)sizeof *s->end;
    if (s->len + text.len + (s->count + 1) * width > STRINGS_BYTES)
        return FAIL(arena, TOO_LARGE, "bảng chữ chung của tệp lớn hơn %d MB; hãy tách tệp hoặc lưu thành CSV",
                    "the shared strings exceed %d MB; split the file or save it as CSV", (int)(STRINGS_BYTES >> 20));
    if (s->count == s->cap) {
        int64_t wider = s->cap ? s->cap * 2 : 1024;
        s->end = arena_grow(&s->ends, s->end, s->cap * width, wider * width, _Alignof(uint32_t));
        s->cap = wider;
    }
    s->ptr = arena_grow(&s->text, s->ptr, s->len, s->len + text.len, 1);
    if (text.len > 0)
        memcpy(s->ptr + s->len, text.ptr, (size_t)text.len);
    s->len += text.len;
    s->end[s->count++] = (uint32_t)s->len;
    return NULL;
}

Str strings_at(const Strings *s, int64_t i)
{
    int64_t from = i > 0 ? s->end[i - 1] : 0;
    return (Str){s->ptr + from, (ptrdiff_t)(s->end[i] - from)};
}
