/* Communes and provinces, before and after the merger of 1 July 2025; other places as texts.
 *
 * "Xã Tân Tiến, Huyện Văn Giang, Tỉnh Hưng Yên", "Phường Phố Hiến, Hưng Yên", "11983", "33", "TP. HCM".  A
 * name that several communes bear is all of them; it may be the same commune as one of them. */
#include "linkage/distance.h"
#include "linkage/place.h"
#include "linkage/value.h"

#include "vn/vn.h"
#include <string.h>

enum { PARTS = 8, SHOWN_MOST = 608, TEXT_MOST = 304 };
/* A text that is longer than ROOM is cut to CUT, so that what is shown, a few commas longer, is never cut again. */
enum { RAW_MOST = 1024, ROOM = 256, CUT = 200 };

/* The blob: this, the communes of today, what is shown, the spelling. */
typedef struct PlaceBlob {
    uint64_t identity; /* 0: a text */
    uint16_t province, today, shown, text;
} PlaceBlob;

static const uint32_t *today_of(const PlaceBlob *blob)
{
    return (const uint32_t *)(blob + 1);
}

static Str shown_of(const PlaceBlob *blob)
{
    return (Str){(const char *)(today_of(blob) + blob->today), blob->shown};
}

static Str text_of(const PlaceBlob *blob)
{
    return (Str){(const char *)(today_of(blob) + blob->today) + blob->shown, blob->text};
}

static LinkValue make_value(Arena *arena, const PlaceFound *found, Str shown, Str text)
{
    shown = link_cut(shown, SHOWN_MOST);
    text = link_cut(text, TEXT_MOST);
    ptrdiff_t codes = found->count * (ptrdiff_t)sizeof(uint32_t);
    ptrdiff_t bytes = ((ptrdiff_t)sizeof(PlaceBlob) + codes + shown.len + text.len + 7) & ~(ptrdiff_t)7;
    PlaceBlob *blob = (PlaceBlob *)new (arena, uint64_t, bytes / 8);
    *blob = (PlaceBlob){found->identity, (uint16_t)found->province, (uint16_t)found->count, (uint16_t)shown.len,
                        (uint16_t)text.len};
    char *at = (char *)(blob + 1);
    memcpy(at, found->today, (size_t)codes);
    memcpy(at + codes, shown.ptr ? shown.ptr : "", (size_t)shown.len);
    memcpy(at + codes + shown.len, text.ptr ? text.ptr : "", (size_t)text.len);
    return (LinkValue){.blob = blob, .bytes = bytes};
}

/* ---- reading ---------------------------------------------------------------------------- */

typedef struct Parts {
    Str list[PARTS];
    int count;
} Parts;

static void add_part(Parts *parts, Str s)
{
    s = str_trim(s);
    if (s.len == 0)
        return;
    if (parts->count == PARTS) { /* the smallest ones say least */
        memmove(parts->list, parts->list + 1, (PARTS - 1) * sizeof *parts->list);
        parts->count--;
    }
    parts->list[parts->count++] = s;
}

static bool separates(Str s, ptrdiff_t at, bool dashes)
{
    char c = s.ptr[at];
    if (c == ',' || c == ';' || c == '|')
        return true;
    return dashes && c == '-' && at > 0 && at + 1 < s.len && s.ptr[at - 1] == ' ' && s.ptr[at + 1] == ' ';
}

static Parts split(Str s, bool dashes)
{
    Parts parts = {.count = 0};
    ptrdiff_t from = 0;
    for (ptrdiff_t at = 0; at < s.len; at++)
        if (separates(s, at, dashes)) {
            add_part(&parts, str_slice(s, from, at));
            from = at + 1;
        }
    add_part(&parts, str_slice(s, from, s.len));
    return parts;
}

/* "xã Tân Tiến huyện Văn Giang tỉnh Hưng Yên", without commas: before each word that names a kind. */
static Parts split_at_kinds(Arena *arena, Str s)
{
    static const Str kinds[] = {{" huyện ", 9}, {" quận ", 8},  {" thị xã ", 11}, {" thành phố ", 14},
                                {" tỉnh ", 8},  {" huyen ", 7}, {" tinh ", 6},    {" thanh pho ", 11},
                                {" tp ", 4},    {" tp.", 4},    {" xã ", 5},      {" phường ", 11}};
    Str lower = vn_fold(arena, s, VN_FOLD_CASE);
    Parts parts = {.count = 0};
    ptrdiff_t from = 0;
    for (ptrdiff_t at = 1; at < lower.len; at++)
        for (ptrdiff_t k = 0; k < COUNTOF(kinds); k++)
            if (str_starts(str_slice(lower, at, lower.len), kinds[k])) {
                add_part(&parts, str_slice(lower, from, at));
                from = at;
                break;
            }
    add_part(&parts, str_slice(lower, from, lower.len));
    return parts;
}

static PlaceFound find_parts(Arena scratch, const LinkPlaces *places, const Parts *parts)
{
    PlaceName name[PARTS];
    for (int i = 0; i < parts->count; i++)
        name[i] = link_place_name(scratch, parts->list[i]);
    return link_place_find(places, name, parts->count);
}

/* A code alone, or in brackets at the end as places are shown. */
static int code_digits(Str s, Str *ret)
{
    ptrdiff_t end = str_ends(s, S(")")) ? s.len - 1 : s.len, from = end;
    while (from > 0 && s.ptr[from - 1] >= '0' && s.ptr[from - 1] <= '9')
        from--;
    *ret = str_slice(s, from, end);
    bool alone = end == s.len && from == 0,
         bracketed = end < s.len && from > 0 && s.ptr[from - 1] == '(' && end - from == 5;
    return (alone && end <= 5) || bracketed ? (int)(end - from) : 0;
}

static PlaceFound find_code(const LinkPlaces *places, Str s)
{
    Str digits;
    int count = code_digits(s, &digits);
    uint32_t code = 0;
    for (int i = 0; i < count; i++)
        code = code * 10 + (uint32_t)(digits.ptr[i] - '0');
    if (count == 3 || count == 4) /* a spreadsheet took its zeros */
        count = 5;
    return count > 0 ? link_place_code(places, code, count) : (PlaceFound){0};
}

static PlaceFound find(Arena *arena, const LinkPlaces *places, Str s, Parts *parts)
{
    PlaceFound found = find_code(places, s);
    if (found.identity)
        return found;
    PlaceFound first = find_parts(*arena, places, parts);
    if (first.identity)
        return first;
    Parts finer = split(s, true);
    found = find_parts(*arena, places, &finer);
    if (!found.identity) {
        finer = split_at_kinds(arena, s);
        found = finer.count > 1 ? find_parts(*arena, places, &finer) : found;
    }
    if (!found.identity)
        return first;
    *parts = finer;
    return found;
}

static Str joined(Arena *arena, const Parts *parts)
{
    Buf out = buf_open(arena);
    for (int i = 0; i < parts->count; i++) {
        buf_add(&out, i ? S(", ") : S(""));
        buf_add(&out, parts->list[i]);
    }
    return buf_str(&out);
}

/* The spelling that is compared when a place was not found: without kind words, and without the province. */
static Str spelling(Arena *arena, const Parts *parts, bool province)
{
    Buf out = buf_open(arena);
    for (int i = 0; i < parts->count - province; i++) {
        buf_add(&out, i ? S(" ") : S(""));
        buf_add(&out, link_place_bare(arena, parts->list[i]));
    }
    return buf_str(&out);
}

/* Lines become parts, blanks single; cut. */
static Str one_line(Arena *arena, Str written)
{
    char *copy = new (arena, char, written.len + 1);
    for (ptrdiff_t i = 0; i < written.len; i++)
        copy[i] = written.ptr[i] == '\n' ? ',' : written.ptr[i];
    Str s = vn_fold(arena, (Str){copy, written.len}, VN_FOLD_SPACE);
    return s.len > ROOM ? str_trim(link_cut(s, CUT)) : s;
}

/* Parts that are the same when they are joined and read again. */
static Parts steady(Arena *arena, Str *s)
{
    Parts parts = split(*s, false);
    for (int round = 0; round < PARTS; round++) {
        Str whole = joined(arena, &parts);
        if (str_eq(whole, *s))
            break;
        *s = one_line(arena, whole);
        parts = split(*s, false);
    }
    return parts;
}

static LinkValue parse_place(const LinkParse *parse, Str written)
{
    Arena scratch = parse->scratch;
    Str s = one_line(&scratch, str_slice(written, 0, written.len < RAW_MOST ? written.len : RAW_MOST));
    if (link_folded(&scratch, s).len == 0)
        return (LinkValue){0};
    Parts parts = steady(&scratch, &s);
    PlaceFound found = {0};
    if (parse->places && parse->style == LINK_VIETNAMESE)
        found = find(&scratch, parse->places, s, &parts);
    if (found.shown.len > 0) {
        Str name = str_cut(found.shown, ',').head;
        return make_value(&scratch, &found, found.shown, found.count ? link_place_bare(&scratch, name) : (Str){0});
    }
    return make_value(&scratch, &found, joined(&scratch, &parts),
                      spelling(&scratch, &parts, found.province != 0 && parts.count > 1));
}

/* ---- comparing ---------------------------------------------------------------------------- */

enum { DIFFERENT = 1, SAME_PROVINCE, SIMILAR, MAY_BE_MERGED, MERGED, EQUAL };

static const Text levels[] = {
    TEXT_INIT("khác nhau", "different"),
    TEXT_INIT("cùng tỉnh", "same province"),
    TEXT_INIT("tên gần giống", "similar name"),
    TEXT_INIT("có thể cùng xã sau sáp nhập", "may be the same commune after the merger"),
    TEXT_INIT("cùng xã (tỉnh) sau sáp nhập", "same commune (province) after the merger"),
    TEXT_INIT("cùng nơi", "same place"),
};

static bool meet(const PlaceBlob *a, const PlaceBlob *b)
{
    for (int i = 0, j = 0; i < a->today && j < b->today;) {
        uint32_t x = today_of(a)[i], y = today_of(b)[j];
        if (x == y)
            return true;
        i += x < y;
        j += y < x;
    }
    return false;
}

static bool is_province(const PlaceBlob *blob)
{
    return blob->identity && !blob->today;
}

static int compare(LinkView left, LinkView right)
{
    const PlaceBlob *a = left.blob, *b = right.blob;
    Str x = text_of(a), y = text_of(b);
    bool same_province = a->province && a->province == b->province;
    bool other_province = a->province && b->province && !same_province;
    if (a->identity && a->identity == b->identity)
        return EQUAL;
    if (is_province(a) || is_province(b))
        return is_province(a) && is_province(b) && same_province ? MERGED : same_province ? SAME_PROVINCE : DIFFERENT;
    if (meet(a, b))
        return a->today == 1 && b->today == 1 ? MERGED : MAY_BE_MERGED;
    if ((!a->identity || !b->identity) && !other_province) {
        if (x.len > 0 && str_eq(x, y))
            return EQUAL;
        if (distance_jaro_winkler(x.ptr, (int)x.len, y.ptr, (int)y.len) >= 0.9)
            return SIMILAR;
    }
    return same_province ? SAME_PROVINCE : DIFFERENT;
}

enum { PART_FULL, PART_COMMUNE, PART_PROVINCE };
static const char *const parts_named[] = {"full", "commune", "province", NULL};

static uint64_t term(LinkView v)
{
    const PlaceBlob *blob = v.blob;
    return blob->identity ? blob->identity : link_mix(str_hash(text_of(blob)), 0);
}

static uint64_t key(LinkView v, int part)
{
    const PlaceBlob *blob = v.blob;
    if (part == PART_FULL)
        return term(v);
    if (part == PART_COMMUNE)
        return blob->today == 1 ? link_mix(today_of(blob)[0], PART_COMMUNE) : 0;
    return blob->province ? link_mix(blob->province, PART_PROVINCE) : 0;
}

static Str show(Arena *arena, LinkView v)
{
    return str_copy(arena, shown_of(v.blob));
}

const LinkKind link_kind_place = {
    .name = "place",
    .title = TEXT_INIT("xã, tỉnh hoặc nơi khác", "commune, province or another place"),
    .level_count = COUNTOF(levels),
    .level = levels,
    .blobs = true,
    .frequency = true,
    .frequency_from = EQUAL,
    .parse = parse_place,
    .compare = compare,
    .term = term,
    .part = parts_named,
    .key = key,
    .show = show,
};
