/* Any bytes as two names: read, shown, read again, compared both ways, in both styles. */
#include "base/utf8.h"
#include "linkage/name.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static LinkView read_value(Arena *arena, const LinkKind *kind, LinkStyle style, Str written)
{
    Arena scratch = *arena;
    scratch.beg += (scratch.end - scratch.beg) / 2;
    LinkParse parse = {.scratch = scratch, .style = style, .pivot_year = 2026};
    LinkValue value = kind->parse(&parse, written);
    if (!value.blob)
        return (LinkView){0};
    must(value.bytes > 0 && value.bytes % 8 == 0 && value.bytes <= LINK_BLOB_MAX);
    uint64_t *blob = new (arena, uint64_t, value.bytes / 8);
    memcpy(blob, value.blob, (size_t)value.bytes);
    return (LinkView){.cell = 1, .blob = blob};
}

static void read_again(Arena *arena, const LinkKind *kind, LinkStyle style, LinkView v)
{
    Str text = kind->show(arena, v);
    must(utf8_valid(text));
    LinkView again = read_value(arena, kind, style, text);
    must(again.blob && str_eq(kind->show(arena, again), text));
    for (int part = 0; kind->part[part]; part++)
        must(kind->key(v, part) == kind->key(again, part));
}

static void compare_both(Arena *arena, const LinkKind *kind, LinkStyle style, Str a, Str b)
{
    LinkView x = read_value(arena, kind, style, a), y = read_value(arena, kind, style, b);
    if (x.blob)
        read_again(arena, kind, style, x);
    if (!x.blob || !y.blob)
        return;
    int level = kind->compare(x, y);
    must(level >= 1 && level <= kind->level_count && level == kind->compare(y, x));
    must(level < kind->frequency_from || kind->term(x) == kind->term(y));
}

/* What the short way takes, the long way reads the same. */
static void split_both(Arena scratch, LinkStyle style, NameMemo *memo, Str written)
{
    NameTokens quick, slow;
    if (!name_split_fast(scratch, written, style, memo, &quick))
        return;
    name_split(scratch, written, style, &slow);
    must(quick.count == slow.count);
    for (int i = 0; i < quick.count; i++) {
        const NameToken *a = &quick.token[i], *b = &slow.token[i];
        must(str_eq((Str){a->marked, a->marked_len}, (Str){b->marked, b->marked_len}));
        must(str_eq((Str){a->folded, a->folded_len}, (Str){b->folded, b->folded_len}) && a->dotted == b->dotted);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 1 << 10)
        return 0;
    Arena arena = arena_open((ptrdiff_t)1 << 24);
    StrCut cut = str_cut((Str){(const char *)data, (ptrdiff_t)size}, '\n');
    for (int style = LINK_VIETNAMESE; style <= LINK_WESTERN; style++) {
        NameMemo *memo = name_memo(&arena);
        for (int turn = 0; turn < 3; turn++) /* without and with; then with what was read before */
            split_both(arena, (LinkStyle)style, turn ? memo : NULL, cut.head);
        compare_both(&arena, &link_kind_name, (LinkStyle)style, cut.head, cut.tail);
        compare_both(&arena, &link_kind_word, (LinkStyle)style, cut.head, cut.tail);
    }
    arena_close(&arena);
    return 0;
}
