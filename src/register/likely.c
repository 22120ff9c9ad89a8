/* Whether a file is another source's: its headings say so. */
#include "register/register_internal.h"

#include "table/heading.h"

enum { MORE = 3 }; /* so many headings more than the source that it was sent for */

static ptrdiff_t matched(Arena *arena, const RegisterSource *source, const Headings *headings, bool *ret_whole)
{
    Clash clash;
    ptrdiff_t at[REGISTER_COLUMNS], count = 0;
    FieldKeys *keys = heading_keys(arena, register_fields(arena, source, NULL, 0), source->columns);
    heading_match(*arena, keys, headings, at, &clash);
    *ret_whole = true;
    for (ptrdiff_t c = 0; c < source->columns; c++) {
        count += at[c] >= 0;
        *ret_whole &= at[c] >= 0 || !source->column[c].required;
    }
    return count;
}

Err *register_likely(Arena *arena, const RegisterSource *source, const Str *heading, ptrdiff_t count,
                     const RegisterSource **ret)
{
    RegisterSources sources;
    bool whole;
    Headings headings = {.text = new (arena, Str, count), .count = count};
    *ret = NULL;
    for (ptrdiff_t i = 0; i < count; i++)
        headings.text[i] = heading[i];
    TRY(register_sources(arena, &sources));
    ptrdiff_t best = matched(arena, source, &headings, &whole) + MORE - 1;
    for (ptrdiff_t i = 0; i < sources.count; i++) {
        const RegisterSource *other = &sources.source[i];
        ptrdiff_t fits = str_eq(other->code, source->code) ? 0 : matched(arena, other, &headings, &whole);
        if (fits <= best || !whole)
            continue;
        best = fits;
        *ret = other;
    }
    return NULL;
}
