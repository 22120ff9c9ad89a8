/* place: the tables, and the search in them.
 *
 * Every commune of today and every one of before the merger is an entry under the hash of its name without marks and
 * kind word.  What stands beside the name – province, district, kind word, marks – only narrows the choice.  Where
 * several entries remain, the place is all of them: the union of the communes of today that they became. */
#include "linkage/place.h"

#include "unit/unit.h"
#include "vn/vn.h"
#include <stdlib.h>
#include <string.h>

typedef struct Commune {
    uint64_t bare, placed;
    uint64_t district;         /* bare; 0 = a commune of today */
    uint64_t written_province; /* bare, of its time */
    uint32_t code;
    uint32_t today_from;
    uint16_t today_count;
    uint8_t kind, province; /* of today */
    Str shown;
} Commune;

typedef struct Province {
    uint64_t bare;
    int code;          /* of today */
    uint64_t identity; /* equal for all forms of the same name */
    Str shown;
} Province;

struct LinkPlaces {
    Commune *entry; /* by bare, then today's before old ones, then code */
    ptrdiff_t entries;
    uint32_t *today;
    uint32_t *by_code;  /* entries in the order of their codes, today's first */
    Province *province; /* names of before and after, short forms */
    ptrdiff_t provinces;
};

/* ---- names ---------------------------------------------------------------------------- */

#define WORD(word, kind)               \
    {                                  \
        {word, sizeof(word) - 1}, kind \
    }

static const struct {
    Str word;
    PlaceKind kind;
} kind_words[] = {
    WORD("xa", PLACE_XA),
    WORD("phuong", PLACE_PHUONG),
    WORD("thi tran", PLACE_THI_TRAN),
    WORD("dac khu", PLACE_DAC_KHU),
    WORD("quan", PLACE_DISTRICT),
    WORD("huyen", PLACE_DISTRICT),
    WORD("thi xa", PLACE_DISTRICT),
    WORD("thanh pho", PLACE_CITY),
    WORD("tinh", PLACE_PROVINCE),
    WORD("thon", PLACE_BELOW),
    WORD("ap", PLACE_BELOW),
    WORD("xom", PLACE_BELOW),
    WORD("to dan pho", PLACE_BELOW),
    WORD("khu pho", PLACE_BELOW),
    WORD("to", PLACE_BELOW),
    WORD("khu", PLACE_BELOW),
    WORD("so", PLACE_BELOW),
    WORD("so nha", PLACE_BELOW),
    WORD("duong", PLACE_BELOW),
    WORD("pho", PLACE_BELOW),
    WORD("ban", PLACE_BELOW),
    WORD("p", PLACE_PHUONG),
    WORD("x", PLACE_XA),
    WORD("tt", PLACE_THI_TRAN),
    WORD("dk", PLACE_DAC_KHU),
    WORD("q", PLACE_DISTRICT),
    WORD("h", PLACE_DISTRICT),
    WORD("tx", PLACE_DISTRICT),
    WORD("tp", PLACE_CITY),
    WORD("t", PLACE_PROVINCE),
    WORD("tdp", PLACE_BELOW),
    WORD("kp", PLACE_BELOW),
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What follows the kind word, or all; "p12" and "q1" are written in one. */
static Str without_kind(Str key, PlaceKind *ret)
{
    *ret = PLACE_ANY;
    if (key.len >= 2 && (key.ptr[0] == 'p' || key.ptr[0] == 'q') && is_digit(key.ptr[1])) {
        *ret = key.ptr[0] == 'p' ? PLACE_PHUONG : PLACE_DISTRICT;
        return str_slice(key, 1, key.len);
    }
    Str rest = key;
    for (ptrdiff_t i = 0; i < COUNTOF(kind_words); i++) {
        Str word = kind_words[i].word;
        if (key.len > word.len + 1 && key.ptr[word.len] == ' ' && str_starts(key, word) &&
            key.len - word.len - 1 < rest.len) {
            *ret = kind_words[i].kind;
            rest = str_slice(key, word.len + 1, key.len);
        }
    }
    return rest;
}

static Str last_words(Str s, Str key, Str rest)
{
    ptrdiff_t blanks = 0;
    for (ptrdiff_t i = 0; i < key.len - rest.len; i++)
        blanks += key.ptr[i] == ' ';
    for (; blanks > 0; blanks--)
        s = str_cut(s, ' ').tail;
    return s;
}

static uint64_t name_hash(Str name)
{
    while (name.len > 1 && name.ptr[0] == '0' && is_digit(name.ptr[1])) /* Phường 01 */
        name = str_slice(name, 1, name.len);
    return link_mix(str_hash(name), 0);
}

PlaceName link_place_name(Arena scratch, Str written)
{
    PlaceName name;
    Str key = vn_fold(&scratch, written, VN_KEY);
    Str rest = without_kind(key, &name.kind);
    Str placed = vn_fold(&scratch, written, VN_FOLD_CASE | VN_FOLD_PLACE | VN_FOLD_SPACE | VN_FOLD_PUNCT);
    name.bare = name_hash(rest);
    name.whole = name_hash(key);
    name.placed = name_hash(last_words(placed, key, rest));
    return name;
}

Str link_place_bare(Arena *arena, Str written)
{
    PlaceKind kind;
    return without_kind(vn_fold(arena, written, VN_KEY), &kind);
}

/* ---- building ------------------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
    const Commune *x = a, *y = b;
    if (x->bare != y->bare)
        return x->bare < y->bare ? -1 : 1;
    if (!x->district != !y->district)
        return x->district ? 1 : -1;
    if (x->code != y->code)
        return x->code < y->code ? -1 : 1;
    return (x->district > y->district) - (x->district < y->district);
}

typedef struct Coded {
    uint32_t code, entry;
    bool old;
} Coded;

static int by_code(const void *a, const void *b)
{
    const Coded *x = a, *y = b;
    if (x->code != y->code)
        return x->code < y->code ? -1 : 1;
    return x->old != y->old ? x->old - y->old : (x->entry > y->entry) - (x->entry < y->entry);
}

static int number(Str s)
{
    int n = 0;
    for (ptrdiff_t i = 0; i < s.len && i < 6 && is_digit(s.ptr[i]); i++)
        n = n * 10 + (s.ptr[i] - '0');
    return n;
}

static const Province *province_of_name(const LinkPlaces *places, uint64_t bare)
{
    for (ptrdiff_t i = 0; i < places->provinces; i++)
        if (places->province[i].bare == bare)
            return &places->province[i];
    return NULL;
}

static void add_province(LinkPlaces *places, uint64_t bare, int code, Str shown)
{
    if (!province_of_name(places, bare))
        places->province[places->provinces++] = (Province){bare, code, link_mix(bare, 63), shown};
}

/* Forms that people write and that no table has. */
static void add_short_forms(LinkPlaces *places, Arena scratch)
{
    static const char *const forms[][2] = {
        {"hn", "ha noi"},           {"hcm", "ho chi minh"}, {"tphcm", "ho chi minh"},    {"tp hcm", "ho chi minh"},
        {"sai gon", "ho chi minh"}, {"hp", "hai phong"},    {"brvt", "ba ria vung tau"}, {"daklak", "dak lak"},
        {"dac lac", "dak lak"},     {"darlac", "dak lak"},  {"bac can", "bac kan"},
    };
    for (ptrdiff_t i = 0; i < COUNTOF(forms); i++) {
        const Province *whole = province_of_name(places, link_place_name(scratch, str_from(forms[i][1])).bare);
        if (whole)
            places->province[places->provinces++] =
                (Province){name_hash(str_from(forms[i][0])), whole->code, whole->identity, whole->shown};
    }
}

/* Lists name one province after the other, one district after the other. */
typedef struct Again {
    Str written;
    uint64_t bare;
} Again;

static uint64_t bare_again(Arena scratch, Again *last, Str written)
{
    if (written.len == 0 || !str_eq(written, last->written))
        *last = (Again){written, link_place_name(scratch, written).bare};
    return last->bare;
}

static Commune entry_of_today(Arena *arena, LinkPlaces *places, const Unit *unit, Str province, Again *last,
                              uint32_t at)
{
    PlaceName name = link_place_name(*arena, unit->full_name);
    uint32_t code = (uint32_t)number(unit->code);
    places->today[at] = code;
    return (Commune){.bare = name.bare,
                     .placed = name.placed,
                     .written_province = bare_again(*arena, last, province),
                     .code = code,
                     .today_from = at,
                     .today_count = 1,
                     .kind = (uint8_t)name.kind,
                     .province = (uint8_t)number(unit->province),
                     .shown =
                         str_fmt(arena, "%.*s, %.*s (%.*s)", STRF(unit->full_name), STRF(province), STRF(unit->code))};
}

static Commune entry_of_old(Arena *arena, LinkPlaces *places, const UnitOld *old, Again last[2])
{
    PlaceName name = link_place_name(*arena, old->name);
    uint64_t home = bare_again(*arena, &last[0], old->province);
    const Province *province = province_of_name(places, home);
    bool island = str_eq(old->name, old->district);
    return (Commune){.bare = name.bare,
                     .placed = name.placed,
                     .district = bare_again(*arena, &last[1], old->district),
                     .written_province = home,
                     .code = (uint32_t)number(old->code),
                     .kind = (uint8_t)name.kind,
                     .province = (uint8_t)(province ? province->code : 0),
                     .shown = island ? str_fmt(arena, "%.*s, %.*s", STRF(old->name), STRF(old->province))
                                     : str_fmt(arena, "%.*s, %.*s, %.*s", STRF(old->name), STRF(old->district),
                                               STRF(old->province))};
}

static void index_codes(Arena *arena, LinkPlaces *places)
{
    qsort(places->entry, (size_t)places->entries, sizeof *places->entry, by_name);
    places->by_code = new (arena, uint32_t, places->entries);
    Arena scratch = *arena;
    Coded *coded = new (&scratch, Coded, places->entries);
    for (ptrdiff_t i = 0; i < places->entries; i++)
        coded[i] = (Coded){places->entry[i].code, (uint32_t)i, places->entry[i].district != 0};
    qsort(coded, (size_t)places->entries, sizeof *coded, by_code);
    for (ptrdiff_t i = 0; i < places->entries; i++)
        places->by_code[i] = coded[i].entry;
}

static Str province_name(UnitList provinces, Str code)
{
    for (ptrdiff_t i = 0; i < provinces.count; i++)
        if (str_eq(provinces.unit[i].code, code))
            return provinces.unit[i].full_name;
    return (Str){0};
}

/* The provinces of before under the province in which their communes lie today. */
static void add_old_provinces(Arena scratch, LinkPlaces *places, UnitList communes, const UnitOld *old, ptrdiff_t olds)
{
    for (ptrdiff_t i = 0; i < olds; i++) {
        if (i > 0 && str_eq(old[i].province, old[i - 1].province))
            continue;
        uint64_t bare = link_place_name(scratch, old[i].province).bare;
        for (ptrdiff_t u = 0; u < communes.count && !province_of_name(places, bare); u++)
            if (str_eq(communes.unit[u].code, old[i].new_code))
                add_province(places, bare, number(communes.unit[u].province), old[i].province);
    }
}

Err *link_places_shipped(Arena *arena, LinkPlaces **ret)
{
    UnitShipped shipped = {0};
    TRY(unit_shipped_all(arena, (Date){0}, &shipped));
    const UnitList provinces = shipped.provinces, communes = shipped.communes;
    UnitOld *old = shipped.old;
    ptrdiff_t olds = shipped.olds;
    LinkPlaces *places = new (arena, LinkPlaces, 1);
    places->entry = new (arena, Commune, communes.count + olds);
    places->today = new (arena, uint32_t, communes.count + olds);
    places->province = new (arena, Province, 3 * provinces.count + 100);
    for (ptrdiff_t i = 0; i < provinces.count; i++)
        add_province(places, link_place_name(*arena, provinces.unit[i].full_name).bare, number(provinces.unit[i].code),
                     provinces.unit[i].full_name);
    add_old_provinces(*arena, places, communes, old, olds);
    add_short_forms(places, *arena);
    Again last[3] = {0};
    for (ptrdiff_t i = 0; i < communes.count; i++)
        places->entry[places->entries++] =
            entry_of_today(arena, places, &communes.unit[i], province_name(provinces, communes.unit[i].province),
                           &last[0], (uint32_t)i);
    for (ptrdiff_t i = 0; i < olds; i++) {
        bool again = i > 0 && str_eq(old[i].code, old[i - 1].code) && str_eq(old[i].district, old[i - 1].district);
        if (!again) {
            places->entry[places->entries] = entry_of_old(arena, places, &old[i], &last[1]);
            places->entry[places->entries++].today_from = (uint32_t)(communes.count + i);
        }
        places->entry[places->entries - 1].today_count++;
        places->today[communes.count + i] = (uint32_t)number(old[i].new_code);
    }
    index_codes(arena, places);
    *ret = places;
    return NULL;
}

/* ---- finding ---------------------------------------------------------------------------- */

enum { CANDIDATES = 256 };

typedef struct Candidates {
    const Commune *entry[CANDIDATES];
    int count;
} Candidates;

static void named(const LinkPlaces *places, uint64_t bare, int province, Candidates *ret)
{
    ptrdiff_t low = 0, high = places->entries;
    while (low < high) {
        ptrdiff_t middle = low + (high - low) / 2;
        if (places->entry[middle].bare < bare)
            low = middle + 1;
        else
            high = middle;
    }
    ret->count = 0;
    for (; low < places->entries && places->entry[low].bare == bare && ret->count < CANDIDATES; low++)
        if (province == 0 || places->entry[low].province == province)
            ret->entry[ret->count++] = &places->entry[low];
}

/* Those that agree, if any does; true if so. */
static bool prefer(Candidates *c, bool (*agrees)(const Commune *entry, const void *with), const void *with)
{
    int kept = 0;
    for (int i = 0; i < c->count; i++)
        if (agrees(c->entry[i], with)) {
            const Commune *swapped = c->entry[kept];
            c->entry[kept++] = c->entry[i];
            c->entry[i] = swapped;
        }
    if (kept > 0)
        c->count = kept;
    return kept > 0;
}

static bool in_district(const Commune *entry, const void *with)
{
    const PlaceName *name = with;
    return entry->district && (entry->district == name->bare || entry->district == name->whole);
}

static bool in_written_province(const Commune *entry, const void *with)
{
    return entry->written_province == *(const uint64_t *)with;
}

static bool has_marks(const Commune *entry, const void *with)
{
    return entry->placed == ((const PlaceName *)with)->placed;
}

static bool is_of_kind(const Commune *entry, const void *with)
{
    return entry->kind == ((const PlaceName *)with)->kind;
}

typedef struct Wanted {
    const PlaceName *part;
    int count;                /* without the province */
    const Province *province; /* NULL = not said */
} Wanted;

/* How well part `at` can be the commune: 0 not, more is better. */
static int try_part(const LinkPlaces *places, const Wanted *wanted, int at, Candidates *c)
{
    const PlaceName *name = &wanted->part[at];
    if (name->kind == PLACE_BELOW || name->kind == PLACE_PROVINCE ||
        (name->kind >= PLACE_DISTRICT && at + 1 < wanted->count))
        return 0;
    int province = wanted->province ? wanted->province->code : 0;
    named(places, name->bare, province, c);
    if (c->count == 0 && name->whole != name->bare)
        named(places, name->whole, province, c);
    if (c->count == 0)
        return 0;
    int rank = 1;
    for (int d = at + 1; d < wanted->count; d++)
        if (prefer(c, in_district, &wanted->part[d])) {
            rank += 2;
            break;
        }
    if (wanted->province)
        prefer(c, in_written_province, &wanted->province->bare);
    rank += name->kind != PLACE_ANY && prefer(c, is_of_kind, name) ? 4 : 0;
    prefer(c, has_marks, name);
    return rank;
}

static int insert_today(uint32_t *today, int count, uint32_t code)
{
    int at = 0;
    while (at < count && today[at] < code)
        at++;
    if (at < count && today[at] == code)
        return count;
    if (count == PLACE_TODAY_MAX)
        return count + 1;
    memmove(today + at + 1, today + at, (size_t)(count - at) * sizeof *today);
    today[at] = code;
    return count + 1;
}

/* A commune of today that all candidates became is that commune, whatever else bore its name. */
static void unite(const LinkPlaces *places, const Candidates *c, PlaceFound *ret)
{
    int count = 0, province = c->entry[0]->province;
    const Commune *first = c->entry[0];
    for (int i = 0; i < c->count; i++) {
        const Commune *e = c->entry[i];
        province = e->province == province ? province : 0;
        first = !e->district && first->district ? e : first;
        for (int t = 0; t < e->today_count && count <= PLACE_TODAY_MAX; t++)
            count = insert_today(ret->today, count, places->today[e->today_from + (uint32_t)t]);
    }
    ret->province = province;
    if (count > PLACE_TODAY_MAX)
        return;
    ret->count = count;
    bool one = c->count == 1 || (count == 1 && !first->district);
    uint64_t identity = one ? link_mix(first->code, first->district) : 1;
    for (int i = 0; i < c->count && !one; i++)
        identity += link_mix(c->entry[i]->code, c->entry[i]->district);
    ret->identity = link_mix(identity, (uint64_t)one);
    ret->shown = one ? first->shown : (Str){0};
}

static PlaceFound found_province(const Province *province)
{
    return (PlaceFound){.province = province->code, .identity = province->identity, .shown = province->shown};
}

/* The last part, unless it says that it is a commune and stands alone. */
static const Province *said_province(const LinkPlaces *places, const PlaceName *part, int count)
{
    const PlaceName *last = &part[count - 1];
    if (count == 1 && last->kind >= PLACE_XA && last->kind <= PLACE_DISTRICT)
        return NULL;
    const Province *province = province_of_name(places, last->bare);
    return province ? province : province_of_name(places, last->whole);
}

PlaceFound link_place_find(const LinkPlaces *places, const PlaceName *part, int count)
{
    PlaceFound found = {0};
    if (count == 0)
        return found;
    Wanted wanted = {part, count, said_province(places, part, count)};
    if (wanted.province && --wanted.count == 0)
        return found_province(wanted.province);
    Candidates best = {.count = 0}, c;
    for (int at = 0, best_rank = 0; at < wanted.count; at++) {
        int rank = try_part(places, &wanted, at, &c);
        if (rank > best_rank) {
            best_rank = rank;
            best = c;
        }
    }
    if (best.count > 0)
        unite(places, &best, &found);
    if (wanted.province)
        found.province = wanted.province->code;
    return found;
}

PlaceFound link_place_code(const LinkPlaces *places, uint32_t code, int digits)
{
    PlaceFound found = {0};
    for (ptrdiff_t i = 0; digits <= 2 && i < places->provinces; i++)
        if (places->province[i].code == (int)code)
            return found_province(&places->province[i]);
    ptrdiff_t low = 0, high = places->entries;
    while (low < high) {
        ptrdiff_t middle = low + (high - low) / 2;
        if (places->entry[places->by_code[middle]].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    if (digits == 5 && code && low < places->entries && places->entry[places->by_code[low]].code == code) {
        Candidates one = {.entry = {&places->entry[places->by_code[low]]}, .count = 1};
        unite(places, &one, &found);
    }
    return found;
}
