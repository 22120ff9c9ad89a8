/* Addresses of electronic mail, in small letters; the part before the @ is the user. */
#include "linkage/distance.h"
#include "linkage/value.h"

#include "vn/vn.h"

enum { LONGEST = 254 };

/* Small letters without marks; blanks and whatever cannot stand in an address is dropped. */
static LinkValue parse_email(const LinkParse *parse, Str written)
{
    Arena scratch = parse->scratch;
    Str s = str_slice(written, 0, written.len < LONGEST ? written.len : LONGEST);
    if (link_folded(&scratch, s).len == 0)
        return (LinkValue){0};
    Str folded = vn_fold(&scratch, s, VN_FOLD_CASE | VN_FOLD_MARK);
    Buf out = buf_open(&scratch);
    for (ptrdiff_t i = 0; i < folded.len; i++)
        if (folded.ptr[i] > ' ' && folded.ptr[i] < 0x7F)
            buf_byte(&out, folded.ptr[i]);
    Str address = buf_str(&out);
    return link_folded(&scratch, address).len > 0 ? link_text_value(&scratch, address) : (LinkValue){0};
}

enum { DIFFERENT = 1, SIMILAR, TWO_EDITS, SAME_USER, EQUAL };

static const Text levels[] = {
    TEXT_INIT("khác nhau", "different"),
    TEXT_INIT("gần giống", "similar"),
    TEXT_INIT("lệch một hoặc hai ký tự", "one or two letters wrong"),
    TEXT_INIT("cùng tên người dùng", "same user, another domain"),
    TEXT_INIT("bằng nhau", "equal"),
};

static Str user_of(Str s)
{
    return str_cut(s, '@').head;
}

static int compare(LinkView left, LinkView right)
{
    Str a = link_text_of(left.blob), b = link_text_of(right.blob), x = user_of(a), y = user_of(b);
    if (str_eq(a, b))
        return EQUAL;
    if (x.len > 0 && str_eq(x, y))
        return SAME_USER;
    if (distance_osa(a.ptr, (int)a.len, b.ptr, (int)b.len, 2) <= 2)
        return TWO_EDITS;
    bool similar = distance_jaro_winkler(a.ptr, (int)a.len, b.ptr, (int)b.len) >= 0.92 ||
                   distance_jaro_winkler(x.ptr, (int)x.len, y.ptr, (int)y.len) >= 0.92;
    return similar ? SIMILAR : DIFFERENT;
}

static const char *const parts[] = {"full", "user", NULL};

static uint64_t key(LinkView v, int part)
{
    Str user = user_of(link_text_of(v.blob));
    return part == 0 ? link_text_key(v) : user.len > 0 ? link_mix(str_hash(user), 1) : 0;
}

const LinkKind link_kind_email = {
    .name = "email",
    .title = TEXT_INIT("thư điện tử", "electronic mail"),
    .level_count = COUNTOF(levels),
    .level = levels,
    .blobs = true,
    .frequency = true,
    .frequency_from = EQUAL,
    .parse = parse_email,
    .compare = compare,
    .unequal_most = SAME_USER,
    .part = parts,
    .key = key,
    .show = link_text_show,
};
