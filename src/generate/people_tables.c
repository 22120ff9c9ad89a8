/* The tables of the simulated world: names by frequency, communes by population. */
#include "generate/people_internal.h"

#include "base/file.h"
#include "table/form.h"
#include "unit/unit.h"

/* ---- alias tables --------------------------------------------------------------------- */

/* Columns of equal width, each shared by at most two entries.  All in units of sum / count; the sum
 * of the weights is below 2^32. */
PeopleAlias people_alias(Arena *arena, const int64_t *weight, ptrdiff_t count)
{
    PeopleAlias a = {(uint32_t)count, new (arena, uint32_t, count), new (arena, uint32_t, count)};
    int64_t *left = new (arena, int64_t, count), sum = 0;
    ptrdiff_t *small = new (arena, ptrdiff_t, count), *large = new (arena, ptrdiff_t, count), smalls = 0, larges = 0;
    for (ptrdiff_t i = 0; i < count; i++)
        sum += weight[i];
    for (ptrdiff_t i = 0; i < count; i++) {
        left[i] = weight[i] * count;
        a.limit[i] = UINT32_MAX;
        a.other[i] = (uint32_t)i;
        if (left[i] < sum)
            small[smalls++] = i;
        else
            large[larges++] = i;
    }
    while (smalls > 0 && larges > 0) {
        ptrdiff_t s = small[--smalls], l = large[larges - 1];
        a.limit[s] = (uint32_t)(((uint64_t)left[s] << 32) / (uint64_t)sum);
        a.other[s] = (uint32_t)l;
        left[l] -= sum - left[s];
        if (left[l] < sum) {
            larges--;
            small[smalls++] = l;
        }
    }
    return a;
}

/* ---- names ------------------------------------------------------------------------------ */

enum { N_TEXT, N_MALE, N_FEMALE, N_COUNT };

typedef struct Counts {
    Str *text;
    int64_t *by_sex[2];
    ptrdiff_t count;
} Counts;

static Err *read_counts(Arena *arena, Str path, Counts *ret)
{
    enum { MOST = 4000, DIGITS = 6 }; /* so that sums stay below 2^32 */
    Str bytes;
    TRY(file_read(arena, path, 4 << 20, &bytes));
    *ret = (Counts){new (arena, Str, MOST), {new (arena, int64_t, MOST), new (arena, int64_t, MOST)}, 0};
    StrCut line = str_cut(bytes, '\n');
    for (ptrdiff_t at = 2; line.ok && line.tail.len > 0; at++) {
        line = str_cut(line.tail, '\n');
        StrCut text = str_cut(line.head, ','), male = str_cut(text.tail, ',');
        int64_t count[2] = {0};
        Str number[2] = {male.head, male.tail};
        bool fits = male.ok && ret->count < MOST && text.head.len <= 40;
        for (int sex = 0; sex < 2 && fits; sex++)
            for (ptrdiff_t i = 0; i < number[sex].len && fits; i++) {
                fits = number[sex].ptr[i] >= '0' && number[sex].ptr[i] <= '9' && i < DIGITS;
                count[sex] = count[sex] * 10 + number[sex].ptr[i] - '0';
            }
        if (!fits)
            return err_at(FAIL(arena, BAD_INPUT, "dòng không phải là: tên, số nam, số nữ",
                               "the row is not: name, count of men, count of women"),
                          (Place){.file = path, .row = at});
        ret->text[ret->count] = text.head;
        ret->by_sex[0][ret->count] = count[0];
        ret->by_sex[1][ret->count++] = count[1];
    }
    return NULL;
}

static Err *read_names(Arena *arena, const char *file, PeopleNames *ret)
{
    Str path;
    Counts counts;
    int64_t sum[2] = {0};
    TRY(file_shipped(arena, str_from(file), &path));
    TRY(read_counts(arena, path, &counts));
    for (ptrdiff_t i = 0; i < counts.count; i++)
        for (int sex = 0; sex < 2; sex++)
            sum[sex] += counts.by_sex[sex][i];
    if (sum[0] == 0 || sum[1] == 0)
        return FAIL(arena, BAD_INPUT, "“%.*s” không có tên nào của nam hoặc của nữ",
                    "“%.*s” has no names of men or none of women", STRF(path));
    *ret = (PeopleNames){counts.text, counts.count, {{0}}};
    for (int sex = 0; sex < 2; sex++)
        ret->by_sex[sex] = people_alias(arena, counts.by_sex[sex], counts.count);
    return NULL;
}

static uint32_t find_name(const PeopleNames *names, Str text)
{
    for (ptrdiff_t i = 0; i < names->count; i++)
        if (str_eq(names->text[i], text))
            return (uint32_t)i;
    return 0;
}

/* ---- communes ------------------------------------------------------------------------------ */

/* Provinces of before the reform with the three digits that begin personal numbers. */
static const struct {
    int code;
    const char *name;
} REGISTRIES[] = {
    {1, "Hà Nội"},
    {2, "Hà Giang"},
    {4, "Cao Bằng"},
    {6, "Bắc Kạn"},
    {8, "Tuyên Quang"},
    {10, "Lào Cai"},
    {11, "Điện Biên"},
    {12, "Lai Châu"},
    {14, "Sơn La"},
    {15, "Yên Bái"},
    {17, "Hòa Bình"},
    {19, "Thái Nguyên"},
    {20, "Lạng Sơn"},
    {22, "Quảng Ninh"},
    {24, "Bắc Giang"},
    {25, "Phú Thọ"},
    {26, "Vĩnh Phúc"},
    {27, "Bắc Ninh"},
    {30, "Hải Dương"},
    {31, "Hải Phòng"},
    {33, "Hưng Yên"},
    {34, "Thái Bình"},
    {35, "Hà Nam"},
    {36, "Nam Định"},
    {37, "Ninh Bình"},
    {38, "Thanh Hóa"},
    {40, "Nghệ An"},
    {42, "Hà Tĩnh"},
    {44, "Quảng Bình"},
    {45, "Quảng Trị"},
    {46, "Huế"},
    {48, "Đà Nẵng"},
    {49, "Quảng Nam"},
    {51, "Quảng Ngãi"},
    {52, "Bình Định"},
    {54, "Phú Yên"},
    {56, "Khánh Hòa"},
    {58, "Ninh Thuận"},
    {60, "Bình Thuận"},
    {62, "Kon Tum"},
    {64, "Gia Lai"},
    {66, "Đắk Lắk"},
    {67, "Đắk Nông"},
    {68, "Lâm Đồng"},
    {70, "Bình Phước"},
    {72, "Tây Ninh"},
    {74, "Bình Dương"},
    {75, "Đồng Nai"},
    {77, "Bà Rịa - Vũng Tàu"},
    {79, "Hồ Chí Minh"},
    {80, "Long An"},
    {82, "Tiền Giang"},
    {83, "Bến Tre"},
    {84, "Trà Vinh"},
    {86, "Vĩnh Long"},
    {87, "Đồng Tháp"},
    {89, "An Giang"},
    {91, "Kiên Giang"},
    {92, "Cần Thơ"},
    {93, "Hậu Giang"},
    {94, "Sóc Trăng"},
    {95, "Bạc Liêu"},
    {96, "Cà Mau"},
};

static int registry_of(Str province)
{
    for (int i = 0; i < COUNTOF(REGISTRIES); i++)
        if (str_ends(province, str_from(REGISTRIES[i].name)))
            return REGISTRIES[i].code;
    return 1;
}

enum { O_CODE, O_NAME, O_PROVINCE, O_NEW, O_COUNT };
static const Field OLD_FIELDS[O_COUNT] = {
    {"old_code", "", FIELD_TEXT, false},
    {"old_name", "", FIELD_TEXT, false},
    {"old_province", "", FIELD_TEXT, true},
    {"new_code", "", FIELD_TEXT, true},
};

typedef struct Old {
    Str code, name, province, new_code;
} Old;

static Err *read_old(Arena *arena, Old **ret, ptrdiff_t *ret_count)
{
    enum { MOST = 20000 };
    Str path;
    AUTO(table_close) Table *table = NULL;
    Form *form;
    Record row;
    Old *old = new (arena, Old, MOST);
    ptrdiff_t count = 0;
    TRY(file_shipped(arena, S("unit/predecessor.csv"), &path));
    TRY(table_open(arena, path, (TableOptions){0}, &table));
    TRY(form_open(arena, table, OLD_FIELDS, O_COUNT, &form));
    for (bool more = true; count < MOST;) {
        TRY(form_next(form, arena, &row, &more));
        if (!more)
            break;
        if (row.kind == RECORD_DATA && row.problem_count == 0)
            old[count++] = (Old){row.entry[O_CODE].text, row.entry[O_NAME].text, row.entry[O_PROVINCE].text,
                                 row.entry[O_NEW].text};
    }
    *ret = old;
    *ret_count = count;
    return NULL;
}

/* A text as a CSV cell: names of units hold no quotes; one with a comma is quoted. */
static Str cell_of(Arena *arena, Str s)
{
    return str_find(s, S(",")) >= 0 ? str_fmt(arena, "\"%.*s\"", STRF(s)) : s;
}

static void add_old(Arena *arena, PeopleCommune *commune, const Old *old, ptrdiff_t olds)
{
    Str code[64], name[64];
    for (ptrdiff_t i = 0; i < olds && commune->olds < COUNTOF(code); i++) {
        if (!str_eq(old[i].new_code, commune->code))
            continue;
        commune->registry = registry_of(old[i].province);
        if (old[i].code.len == 0 || old[i].name.len == 0)
            continue;
        code[commune->olds] = old[i].code;
        name[commune->olds++] = cell_of(arena, old[i].name);
    }
    Str *kept = new (arena, Str, 2 * commune->olds + 1);
    for (int i = 0; i < commune->olds; i++) {
        kept[i] = code[i];
        kept[commune->olds + i] = name[i];
    }
    commune->old_code = kept;
    commune->old_name = kept + commune->olds;
}

static PeopleCommune commune_of(Arena *arena, Str code, Str name, int64_t population, uint64_t seed)
{
    return (PeopleCommune){.code = code,
                           .name = cell_of(arena, name),
                           .population = population > 0 ? population : 8000,
                           .stream = rng_fork(generate_unit_stream(seed, code), S("person")).state,
                           .registry = 1};
}

static const Date reform = {2025, 7, 1};

/* Of the communes elsewhere one in twelve: where those come from who work here and live there. */
static Err *read_communes(Arena *arena, PeopleSpec spec, PeopleWorld *w)
{
    enum { ELSEWHERE = 12 };
    GenerateUnit *home;
    UnitList all;
    ptrdiff_t homes, olds;
    Old *old;
    TRY(generate_units(arena, spec.province, &home, &homes));
    TRY(unit_shipped_communes(arena, reform, &all));
    TRY(read_old(arena, &old, &olds));
    w->commune = new (arena, PeopleCommune, homes + all.count);
    for (ptrdiff_t i = 0; i < homes; i++)
        w->commune[w->communes++] = commune_of(arena, home[i].code, home[i].name, home[i].population, spec.seed);
    w->homes = w->communes;
    for (ptrdiff_t i = 0; i < all.count; i += ELSEWHERE)
        if (!str_eq(all.unit[i].province, home[0].province))
            w->commune[w->communes++] =
                commune_of(arena, all.unit[i].code, all.unit[i].full_name, all.unit[i].population, spec.seed);
    for (uint32_t i = 0; i < w->communes; i++)
        add_old(arena, &w->commune[i], old, olds);
    return NULL;
}

/* homes: none. */
static Err *find_whole(Arena *arena, const PeopleWorld *w, uint32_t *ret)
{
    Unit province;
    UnitList units;
    *ret = w->homes;
    if (w->spec.whole.len == 0)
        return NULL;
    TRY(unit_shipped_province(arena, w->spec.province, reform, &province));
    TRY(unit_shipped(arena, province.code, reform, &units));
    UnitMatch match = unit_match(unit_index(arena, units, NULL, 0), arena, w->spec.whole);
    for (uint32_t i = 0; i < w->homes && match.sure; i++)
        if (str_eq(w->commune[i].code, match.unit.code))
            *ret = i;
    if (*ret < w->homes)
        return NULL;
    return FAIL(arena, BAD_INPUT, "%.*s không có xã, phường “%.*s”", "%.*s has no commune “%.*s”",
                STRF(province.full_name), STRF(w->spec.whole));
}

/* ---- hamlets -------------------------------------------------------------------------------- */

/* Shares hamlets out by population: hamlet h belongs to the commune in which the point
 * (h + ½) / count of the summed population lies.  Numbers begin anew in each commune. */
static void spread(PeopleWorld *w, int64_t from, int64_t to, uint32_t first, uint32_t last)
{
    int64_t sum = 0, passed = 0;
    for (uint32_t i = first; i < last; i++)
        sum += w->commune[i].population;
    uint32_t commune = first, number = 0;
    for (int64_t h = from; h < to; h++) {
        int64_t point = (2 * (h - from) + 1) * sum / (2 * (to - from));
        while (commune + 1 < last && point >= passed + w->commune[commune].population) {
            passed += w->commune[commune++].population;
            number = 0;
        }
        w->hamlet_commune[h] = commune;
        w->hamlet_number[h] = number++;
    }
}

static int64_t hamlets_of(int64_t persons)
{
    return (persons + PEOPLE_HAMLET - 1) / PEOPLE_HAMLET;
}

/* What its share of persons leaves of a commune; no hamlet that is there changes. */
static void fill_commune(PeopleWorld *w, uint32_t commune)
{
    uint32_t number = 0;
    w->whole = w->commune[commune].population;
    for (int64_t h = 0; h < w->home_hamlets; h++) {
        int64_t left = w->persons - h * PEOPLE_HAMLET;
        if (w->hamlet_commune[h] != commune)
            continue;
        w->whole -= left < PEOPLE_HAMLET ? left : PEOPLE_HAMLET;
        number++;
    }
    w->whole = w->whole > 0 ? w->whole : 0;
    w->hamlets += hamlets_of(w->whole);
    for (int64_t h = w->whole_from; h < w->hamlets; h++) {
        w->hamlet_commune[h] = commune;
        w->hamlet_number[h] = number++;
    }
}

/* whole: a commune, or homes. */
static void open_hamlets(Arena *arena, PeopleWorld *w, uint32_t whole)
{
    enum { OUTSIDE_PERMILLE = 50 };
    w->outside = w->spec.what <= PEOPLE_MONTH ? w->persons * OUTSIDE_PERMILLE / 1000 : 0;
    w->home_hamlets = hamlets_of(w->persons);
    w->hamlets = w->whole_from = w->home_hamlets + hamlets_of(w->outside);
    int64_t most = w->hamlets + (whole < w->homes ? hamlets_of(w->commune[whole].population) : 0);
    w->hamlet_commune = new (arena, uint32_t, most);
    w->hamlet_number = new (arena, uint32_t, most);
    spread(w, 0, w->home_hamlets, 0, w->homes);
    spread(w, w->home_hamlets, w->hamlets, w->homes, w->communes);
    if (whole < w->homes)
        fill_commune(w, whole);
    w->slots = w->hamlets * PEOPLE_HAMLET;
}

static int64_t persons_of(const PeopleWorld *w)
{
    int64_t sum = 0;
    if (w->spec.what == PEOPLE_PAIR)
        return 2 * w->spec.persons - w->spec.overlap;
    if (w->spec.what == PEOPLE_LIST)
        return w->spec.persons - w->spec.overlap;
    for (uint32_t i = 0; i < w->homes; i++)
        sum += w->commune[i].population;
    return w->spec.persons > 0 ? w->spec.persons : sum < PEOPLE_MOST ? sum : PEOPLE_MOST;
}

Err *people_world(Arena *arena, PeopleSpec spec, PeopleWorld *ret)
{
    uint32_t whole;
    PeopleWorld w = {.spec = spec, .key = rng_fork(rng_open(spec.seed), S("people numbers")).state};
    TRY(read_names(arena, "name/family.csv", &w.family));
    TRY(read_names(arena, "name/middle.csv", &w.middle));
    TRY(read_names(arena, "name/given.csv", &w.given));
    w.plain_middle[0] = find_name(&w.middle, S("Văn"));
    w.plain_middle[1] = find_name(&w.middle, S("Thị"));
    TRY(people_profile(arena, spec.profile, w.rate));
    TRY(read_communes(arena, spec, &w));
    w.persons = persons_of(&w);
    TRY(find_whole(arena, &w, &whole));
    open_hamlets(arena, &w, whole);
    w.employers = (uint32_t)(w.persons / 90 + 5);
    *ret = w;
    return NULL;
}
