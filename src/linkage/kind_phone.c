/* Telephone numbers of Vietnam: 84 and zeros in front, and the mobile numbers of 11 digits that became 10 in 2018. */
#include "linkage/value.h"

#include <string.h>

enum { LEAST = 7, MOST = 13, MOBILE = 10, MOBILE_OLD = 11 };

/* Plan of the ministry of information, 15 September to 14 November 2018. */
static const char renumbered[][2][5] = {
    {"0120", "070"}, {"0121", "079"}, {"0122", "077"}, {"0126", "076"}, {"0128", "078"}, {"0123", "083"},
    {"0124", "084"}, {"0125", "085"}, {"0127", "081"}, {"0129", "082"}, {"0162", "032"}, {"0163", "033"},
    {"0164", "034"}, {"0165", "035"}, {"0166", "036"}, {"0167", "037"}, {"0168", "038"}, {"0169", "039"},
    {"0186", "056"}, {"0188", "058"}, {"0199", "059"},
};

static void drop(LinkDigits *d, int count)
{
    d->count -= count;
    memmove(d->digit, d->digit + count, (size_t)d->count);
}

static bool starts(const LinkDigits *d, const char *prefix)
{
    return (size_t)d->count >= strlen(prefix) && memcmp(d->digit, prefix, strlen(prefix)) == 0;
}

/* 0084…, 84… and numbers whose zero was lost begin with 0. */
static void to_national(LinkDigits *d)
{
    while ((starts(d, "00") || starts(d, "84")) && d->count > MOBILE)
        drop(d, 2);
    bool whole = (d->count == MOBILE || d->count == MOBILE_OLD) && d->digit[0] == '0';
    bool lost = d->count == MOBILE - 1 || (d->count == MOBILE_OLD - 1 && (d->digit[0] == '1' || d->digit[0] == '2'));
    if (!whole && lost && d->digit[0] != '0')
        link_digits_restore(d, 1);
}

static void renumber(LinkDigits *d)
{
    for (ptrdiff_t i = 0; i < COUNTOF(renumbered) && d->count == MOBILE_OLD; i++)
        if (starts(d, renumbered[i][0])) {
            drop(d, 1);
            memcpy(d->digit, renumbered[i][1], 3);
        }
}

/* Of several numbers in a cell the first. */
static Str first_of(Str s)
{
    for (ptrdiff_t i = 0, digits = 0; i < s.len; i++) {
        digits += s.ptr[i] >= '0' && s.ptr[i] <= '9';
        if (digits >= LEAST + 2 && (s.ptr[i] == '/' || s.ptr[i] == ';' || s.ptr[i] == ','))
            return str_slice(s, 0, i);
    }
    return s;
}

static LinkValue parse_phone(const LinkParse *parse, Str written)
{
    LinkDigits d;
    if (!link_digits_read(parse, first_of(written), &d))
        return (LinkValue){0};
    to_national(&d);
    renumber(&d);
    if (d.count < LEAST || d.count > MOST || link_digits_placeholder(d.digit + 1, d.count - 1))
        return (LinkValue){0};
    return (LinkValue){.cell = link_digits_cell(&d, 1)};
}

enum { DIFFERENT = 1, SAME_END, NEAR, EQUAL, TAIL = 7 };

static const Text levels[] = {
    TEXT_INIT("khác nhau", "different"),
    TEXT_INIT("trùng bảy số cuối", "same last seven digits"),
    TEXT_INIT("sai một chữ số hoặc đảo hai chữ số", "one digit wrong or two exchanged"),
    TEXT_INIT("bằng nhau", "equal"),
};

static int compare(LinkView a, LinkView b)
{
    LinkDigitsAre are = link_digits_compare(a.cell, b.cell);
    if (are == LINK_DIGITS_EQUAL)
        return EQUAL;
    if (are == LINK_DIGITS_ONE_WRONG || are == LINK_DIGITS_EXCHANGED)
        return NEAR;
    return ((a.cell ^ b.cell) & ((UINT64_C(1) << (4 * TAIL)) - 1)) == 0 ? SAME_END : DIFFERENT;
}

static const char *const parts[] = {"full", "tail7", NULL};

static uint64_t key(LinkView v, int part)
{
    return part == 0 ? link_digits_key(v.cell, 0, 0) : link_digits_tail(v.cell, TAIL);
}

const LinkKind link_kind_phone = {
    .name = "phone",
    .title = TEXT_INIT("số điện thoại", "telephone number"),
    .level_count = COUNTOF(levels),
    .level = levels,
    .frequency = true, /* an agency's own number stands with many */
    .frequency_from = EQUAL,
    .parse = parse_phone,
    .compare = compare,
    .unequal_most = NEAR,
    .part = parts,
    .key = key,
    .show = link_digits_show,
};
