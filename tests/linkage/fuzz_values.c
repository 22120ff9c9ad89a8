/* Every kind on any bytes, two values an input (cut at the first 0xFF): reading what is shown gives the same,
 * comparing is symmetric and in range, equal is the highest level, keys do not depend on where a blob lies. */
#include "linkage/kind.h"
#include "linkage/place.h"
#include "linkage/distance.h"
#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static LinkView view_of(Arena *arena, const LinkKind *kind, LinkParse *parse, Str s)
{
    LinkValue v = kind->parse(parse, s);
    if (!kind->blobs || !v.blob)
        return (LinkView){.cell = kind->blobs ? 0 : v.cell};
    must(v.bytes > 0 && v.bytes % 8 == 0 && v.bytes <= LINK_BLOB_MAX);
    return (LinkView){1, memcpy(new (arena, uint64_t, v.bytes / 8), v.blob, (size_t)v.bytes)};
}

static void check_shown(Arena *arena, const LinkKind *kind, LinkParse *parse, LinkView v)
{
    Str shown = kind->show(arena, v);
    must(utf8_valid(shown));
    LinkView again = view_of(arena, kind, parse, shown);
    must(again.cell != 0);
    must(kind->compare(v, again) == kind->level_count || v.cell == again.cell);
    must(str_eq(kind->show(arena, again), shown));
    for (int part = 0; kind->part[part]; part++)
        must(kind->key(v, part) == kind->key(again, part));
}

static void check_pair(const LinkKind *kind, LinkView a, LinkView b)
{
    int level = kind->compare(a, b);
    must(level >= 0 && level <= kind->level_count && level == kind->compare(b, a));
    if (kind->term && level < kind->frequency_from)
        must(kind->term(a) != kind->term(b) || level == 0);
}

static void check_kinds(Arena *arena, LinkParse *parse, Str s, Str t)
{
    for (const LinkKind *const *kind = link_kinds; *kind; kind++) {
        if (*kind == &link_kind_name || *kind == &link_kind_word) /* they have a target of their own */
            continue;
        LinkView a = view_of(arena, *kind, parse, s), b = view_of(arena, *kind, parse, t);
        if (a.cell)
            check_shown(arena, *kind, parse, a);
        if (a.cell && b.cell)
            check_pair(*kind, a, b);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static LinkPlaces *places;
    static Arena kept, arena, scratch;
    if (size > 1 << 12)
        return 0;
    if (!kept.base) {
        kept = arena_open((ptrdiff_t)1 << 30);
        arena = arena_open((ptrdiff_t)1 << 28);
        scratch = arena_open((ptrdiff_t)1 << 26);
        must(link_places_shipped(&kept, &places) == NULL);
    }
    const uint8_t *cut = size ? memchr(data, 0xFF, size) : NULL;
    ptrdiff_t at = cut ? cut - data : (ptrdiff_t)size;
    Str s = {(const char *)data, at};
    Str t = cut ? (Str){(const char *)cut + 1, (ptrdiff_t)size - at - 1} : s;
    for (int style = 0; style < 2; style++) {
        LinkParse parse = {.scratch = scratch, .style = (LinkStyle)style, .pivot_year = 2026, .places = places};
        check_kinds(&arena, &parse, s, t);
    }
    int limit = (int)(size % 7), n = (int)s.len, m = (int)t.len;
    must(distance_osa(s.ptr, n, t.ptr, m, limit) == distance_osa_plain(s.ptr, n, t.ptr, m, limit));
    must(distance_jaro(s.ptr, n, t.ptr, m) == distance_jaro_plain(s.ptr, n, t.ptr, m));
    arena_reset(&arena);
    return 0;
}
