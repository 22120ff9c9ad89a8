/* Reads data/unit and refuses what would make a unit appear twice or nowhere. */
#include "unit/reference.h"

#include "base/file.h"
#include <stdlib.h>

static const char *const province_columns[] = {"code", "name", "name_en", "area_km2", "population", "lon", "lat"};
static const char *const commune_columns[] = {"code",       "province_code",      "name", "area_km2",
                                              "population", "population_quality", "lon",  "lat"};
static const char *const naming_columns[] = {"code", "kind", "full_name", "valid_from", "valid_to", "decision"};
static const char *const old_columns[] = {"old_code",     "old_name", "old_district",
                                          "old_province", "new_code", "divided"};

static int by_code(const void *a, const void *b)
{
    return str_cmp(((const Home *)a)->code, ((const Home *)b)->code);
}

Str reference_home(const Reference *reference, Str code)
{
    Home wanted = {.code = code};
    const Home *found = bsearch(&wanted, reference->home, (size_t)reference->homes, sizeof wanted, by_code);
    return found ? found->province : (Str){0};
}

static Err *check_homes(Arena *arena, Reference *reference)
{
    const Facts *provinces = &reference->province, *communes = &reference->commune;
    reference->home = new (arena, Home, provinces->rows + communes->rows);
    for (ptrdiff_t i = 0; i < provinces->rows; i++)
        reference->home[i] = (Home){facts_at(provinces, i, PROVINCE_CODE), facts_at(provinces, i, PROVINCE_CODE)};
    reference->homes = provinces->rows;
    qsort(reference->home, (size_t)reference->homes, sizeof *reference->home, by_code);
    for (ptrdiff_t i = 0; i < communes->rows; i++)
        if (reference_home(reference, facts_at(communes, i, COMMUNE_PROVINCE)).len == 0)
            return facts_fail(arena, communes, i, COMMUNE_PROVINCE);
    for (ptrdiff_t i = 0; i < communes->rows; i++)
        reference->home[reference->homes++] =
            (Home){facts_at(communes, i, COMMUNE_CODE), facts_at(communes, i, COMMUNE_PROVINCE)};
    qsort(reference->home, (size_t)reference->homes, sizeof *reference->home, by_code);
    for (ptrdiff_t i = 1; i < reference->homes; i++)
        if (by_code(&reference->home[i - 1], &reference->home[i]) == 0)
            return FAIL(arena, BAD_INPUT, "mã đơn vị “%.*s” có hai lần", "the unit code “%.*s” is there twice",
                        STRF(reference->home[i].code));
    return NULL;
}

typedef struct Span {
    Str code, from, to;
    ptrdiff_t row;
} Span;

static int by_span(const void *a, const void *b)
{
    const Span *x = a, *y = b;
    int order = str_cmp(x->code, y->code);
    return order ? order : str_cmp(x->from, y->from);
}

static bool is_day(Str text)
{
    Date day;
    return date_parse_iso(text, &day) && date_is_day(day);
}

/* Each naming is of a known unit, and no unit has two names on one day. */
static Err *check_namings(Arena *arena, const Reference *reference)
{
    const Facts *facts = &reference->naming;
    Span *span = new (arena, Span, facts->rows);
    for (ptrdiff_t i = 0; i < facts->rows; i++) {
        span[i] =
            (Span){facts_at(facts, i, NAMING_CODE), facts_at(facts, i, NAMING_FROM), facts_at(facts, i, NAMING_TO), i};
        if (reference_home(reference, span[i].code).len == 0)
            return facts_fail(arena, facts, i, NAMING_CODE);
        if (!is_day(span[i].from))
            return facts_fail(arena, facts, i, NAMING_FROM);
        if (span[i].to.len > 0 && (!is_day(span[i].to) || str_cmp(span[i].to, span[i].from) < 0))
            return facts_fail(arena, facts, i, NAMING_TO);
        if (facts_at(facts, i, NAMING_FULL_NAME).len == 0)
            return facts_fail(arena, facts, i, NAMING_FULL_NAME);
    }
    qsort(span, (size_t)facts->rows, sizeof *span, by_span);
    for (ptrdiff_t i = 1; i < facts->rows; i++)
        if (str_eq(span[i - 1].code, span[i].code) &&
            (span[i - 1].to.len == 0 || str_cmp(span[i].from, span[i - 1].to) <= 0))
            return facts_fail(arena, facts, span[i].row, NAMING_FROM);
    return NULL;
}

static Err *check_predecessors(Arena *arena, const Reference *reference)
{
    const Facts *facts = &reference->predecessor;
    for (ptrdiff_t i = 0; i < facts->rows; i++)
        if (reference_home(reference, facts_at(facts, i, OLD_NEW_CODE)).len == 0)
            return facts_fail(arena, facts, i, OLD_NEW_CODE);
    return NULL;
}

Err *reference_read(Arena *arena, Str folder, bool with_old, Reference *ret)
{
    const struct {
        const char *name;
        const char *const *column;
        ptrdiff_t columns;
        Facts *facts;
    } files[] = {{"province.csv", province_columns, COUNTOF(province_columns), &ret->province},
                 {"commune.csv", commune_columns, COUNTOF(commune_columns), &ret->commune},
                 {"naming.csv", naming_columns, COUNTOF(naming_columns), &ret->naming},
                 {"predecessor.csv", old_columns, COUNTOF(old_columns), &ret->predecessor}};
    for (ptrdiff_t i = 0; i < COUNTOF(files) - !with_old; i++) {
        Str path = str_fmt(arena, "%.*s/%s", STRF(folder), files[i].name);
        if (folder.len == 0)
            TRY(file_shipped(arena, str_fmt(arena, "unit/%s", files[i].name), &path));
        TRY(facts_read(arena, path, files[i].column, files[i].columns, files[i].facts));
    }
    TRY(check_homes(arena, ret));
    TRY(check_namings(arena, ret));
    return check_predecessors(arena, ret);
}

Err *reference_province(Arena *arena, const Reference *reference, ptrdiff_t row, Unit *ret)
{
    const Facts *facts = &reference->province;
    *ret = (Unit){.level = UNIT_PROVINCE};
    ret->code = ret->province = facts_at(facts, row, PROVINCE_CODE);
    ret->name = facts_at(facts, row, PROVINCE_NAME);
    TRY(facts_real(arena, facts, row, PROVINCE_AREA, &ret->area_km2));
    TRY(facts_real(arena, facts, row, PROVINCE_LON, &ret->longitude));
    TRY(facts_real(arena, facts, row, PROVINCE_LAT, &ret->latitude));
    return facts_int(arena, facts, row, PROVINCE_POPULATION, &ret->population);
}

/* The flags of a population are words joined by '|'; those on the area do not touch it. */
static bool is_suspect(Str quality)
{
    for (StrCut cut = {.tail = quality}; cut.tail.len > 0;) {
        cut = str_cut(cut.tail, '|');
        if (cut.head.len > 0 && !str_starts(cut.head, S("area_")))
            return true;
    }
    return false;
}

Err *reference_commune(Arena *arena, const Reference *reference, ptrdiff_t row, Unit *ret)
{
    const Facts *facts = &reference->commune;
    *ret = (Unit){.level = UNIT_COMMUNE};
    ret->code = facts_at(facts, row, COMMUNE_CODE);
    ret->province = ret->parent = facts_at(facts, row, COMMUNE_PROVINCE);
    ret->name = facts_at(facts, row, COMMUNE_NAME);
    TRY(facts_real(arena, facts, row, COMMUNE_AREA, &ret->area_km2));
    TRY(facts_real(arena, facts, row, COMMUNE_LON, &ret->longitude));
    TRY(facts_real(arena, facts, row, COMMUNE_LAT, &ret->latitude));
    TRY(facts_int(arena, facts, row, COMMUNE_POPULATION, &ret->population));
    if (is_suspect(facts_at(facts, row, COMMUNE_QUALITY)))
        ret->population = 0;
    return NULL;
}
