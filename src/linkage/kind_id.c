/* Any other number or code of letters and digits: a file number, a passport, a postcode. */
#include "linkage/distance.h"
#include "linkage/value.h"

#include "vn/vn.h"

enum { LONGEST = 64 };

/* Upper-cased without separators; a pure number without the zeros that spreadsheets drop. */
static Str bare(Arena *arena, Str key)
{
    Buf out = buf_open(arena);
    for (ptrdiff_t i = 0; i < key.len && out.len < 2 * LONGEST; i++) {
        char c = key.ptr[i];
        if (c == ' ')
            continue;
        buf_byte(&out, (char)(c >= 'a' && c <= 'z' ? c - 32 : c));
    }
    Str code = link_cut(buf_str(&out), LONGEST);
    bool digits = true;
    for (ptrdiff_t i = 0; i < code.len; i++)
        digits &= code.ptr[i] >= '0' && code.ptr[i] <= '9';
    while (digits && code.len > 1 && code.ptr[0] == '0')
        code = str_slice(code, 1, code.len);
    return digits && str_eq(code, S("0")) ? (Str){0} : code;
}

static Str unless_nothing(Arena *arena, Str code) /* "nul/l" */
{
    return link_is_nothing(vn_fold(arena, code, VN_KEY)) ? (Str){0} : code;
}

static LinkValue parse_id(const LinkParse *parse, Str written)
{
    Arena scratch = parse->scratch;
    Str s = str_trim(written);
    if (str_ends(s, S(".0")))
        s = str_slice(s, 0, s.len - 2);
    return link_text_value(&scratch, unless_nothing(&scratch, bare(&scratch, link_folded(&scratch, s))));
}

enum { DIFFERENT = 1, TWO_EDITS, ONE_EDIT, EQUAL };

static const Text levels[] = {
    TEXT_INIT("khác nhau", "different"),
    TEXT_INIT("lệch hai ký tự", "two letters or digits wrong"),
    TEXT_INIT("lệch một ký tự", "one letter or digit wrong or two exchanged"),
    TEXT_INIT("bằng nhau", "equal"),
};

/* One letter of three says little, of two nothing. */
static int compare(LinkView left, LinkView right)
{
    Str a = link_text_of(left.blob), b = link_text_of(right.blob);
    ptrdiff_t longer = a.len > b.len ? a.len : b.len;
    int edits = distance_osa(a.ptr, (int)a.len, b.ptr, (int)b.len, 2);
    if (edits == 0)
        return EQUAL;
    if (edits == 1 && longer >= 3)
        return ONE_EDIT;
    return edits == 2 && longer >= 6 ? TWO_EDITS : DIFFERENT;
}

static const char *const parts[] = {"full", "without_1", "without_2", "without_3", NULL};

/* In thirds, so that the key without the third of a wrong letter is right. */
static uint64_t key(LinkView v, int part)
{
    Str s = link_text_of(v.blob);
    if (part == 0)
        return link_text_key(v);
    if (s.len < 4)
        return 0;
    ptrdiff_t from = s.len * (part - 1) / 3, to = s.len * part / 3;
    uint64_t kept = link_mix(str_hash(str_slice(s, 0, from)), str_hash(str_slice(s, to, s.len)));
    return link_mix(kept, (uint64_t)part);
}

const LinkKind link_kind_id = {
    .name = "id",
    .title = TEXT_INIT("số hoặc mã khác", "another number or code"),
    .level_count = COUNTOF(levels),
    .level = levels,
    .blobs = true,
    .frequency_from = EQUAL,
    .parse = parse_id,
    .compare = compare,
    .unequal_most = ONE_EDIT,
    .part = parts,
    .key = key,
    .show = link_text_show,
};
