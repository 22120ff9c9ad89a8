/* Units straight from the reference files, for commands that need no database. */
#include "unit/reference.h"
#include "unit/unit_internal.h"
#include <stdlib.h>

Str day_or_last(Arena *arena, Date on)
{
    return date_iso(arena, on.year ? on : (Date){9999, 12, 31});
}

/* The rows of naming.csv in the order of their codes, then of the file. */
typedef struct NamingRow {
    Str code;
    ptrdiff_t row;
} NamingRow;

static int cmp_naming(const void *a, const void *b)
{
    const NamingRow *x = a, *y = b;
    int order = str_cmp(x->code, y->code);
    return order ? order : (x->row > y->row) - (x->row < y->row);
}

static NamingRow *sorted_naming(Arena *arena, const Facts *naming)
{
    NamingRow *row = new (arena, NamingRow, naming->rows);
    for (ptrdiff_t r = 0; r < naming->rows; r++)
        row[r] = (NamingRow){facts_at(naming, r, NAMING_CODE), r};
    qsort(row, (size_t)naming->rows, sizeof *row, cmp_naming);
    return row;
}

static ptrdiff_t first_of_code(const NamingRow *row, ptrdiff_t count, Str code)
{
    ptrdiff_t low = 0, high = count;
    while (low < high) {
        ptrdiff_t middle = low + (high - low) / 2;
        if (str_cmp(row[middle].code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Gives each unit the name it had on the day; one that had none then is left out. */
static UnitList named_on(Arena scratch, UnitList all, const Facts *naming, Str day)
{
    UnitList named = {all.unit, 0};
    NamingRow *row = sorted_naming(&scratch, naming);
    for (ptrdiff_t i = 0; i < all.count; i++)
        for (ptrdiff_t at = first_of_code(row, naming->rows, all.unit[i].code);
             at < naming->rows && str_eq(row[at].code, all.unit[i].code); at++) {
            ptrdiff_t r = row[at].row;
            Str to = facts_at(naming, r, NAMING_TO);
            if (str_cmp(facts_at(naming, r, NAMING_FROM), day) > 0 || (to.len > 0 && str_cmp(to, day) < 0))
                continue;
            Unit unit = all.unit[i];
            unit.kind = facts_at(naming, r, NAMING_KIND);
            unit.full_name = facts_at(naming, r, NAMING_FULL_NAME);
            named.unit[named.count++] = unit;
            break;
        }
    return named;
}

static Err *communes_on(Arena *arena, const Reference *reference, Date on, UnitList *ret)
{
    UnitList all = {new (arena, Unit, reference->commune.rows), 0};
    for (; all.count < reference->commune.rows; all.count++)
        TRY(reference_commune(arena, reference, all.count, &all.unit[all.count]));
    Str day = day_or_last(arena, on);
    *ret = named_on(*arena, all, &reference->naming, day);
    return NULL;
}

Err *unit_shipped_communes(Arena *arena, Date on, UnitList *ret)
{
    Reference reference = {0};
    TRY(reference_read(arena, (Str){0}, false, &reference));
    return communes_on(arena, &reference, on, ret);
}

/* Provinces, or the communes of one. */
static Err *units_on(Arena *arena, const Reference *reference, Str province, Date on, UnitList *ret)
{
    const Facts *facts = province.len > 0 ? &reference->commune : &reference->province;
    UnitList all = {new (arena, Unit, facts->rows), 0};
    for (ptrdiff_t i = 0; i < facts->rows; i++) {
        if (province.len == 0)
            TRY(reference_province(arena, reference, i, &all.unit[all.count++]));
        else if (str_eq(facts_at(facts, i, COMMUNE_PROVINCE), province))
            TRY(reference_commune(arena, reference, i, &all.unit[all.count++]));
    }
    if (all.count == 0)
        return FAIL(arena, NOT_FOUND, "không có tỉnh mang mã “%.*s”", "no province has the code “%.*s”",
                    STRF(province));
    Str day = day_or_last(arena, on);
    *ret = named_on(*arena, all, &reference->naming, day);
    units_sort(*ret, *arena);
    return NULL;
}

Err *unit_shipped(Arena *arena, Str province, Date on, UnitList *ret)
{
    Reference reference = {0};
    TRY(reference_read(arena, (Str){0}, false, &reference));
    return units_on(arena, &reference, province, on, ret);
}

static void take_olds(Arena *arena, const Facts *facts, UnitOld **ret, ptrdiff_t *ret_count)
{
    *ret = new (arena, UnitOld, facts->rows);
    *ret_count = facts->rows;
    for (ptrdiff_t r = 0; r < facts->rows; r++) {
        UnitOld *old = &(*ret)[r];
        *old = (UnitOld){.code = facts_at(facts, r, OLD_CODE),
                         .name = facts_at(facts, r, OLD_NAME),
                         .district = facts_at(facts, r, OLD_DISTRICT),
                         .province = facts_at(facts, r, OLD_PROVINCE),
                         .new_code = facts_at(facts, r, OLD_NEW_CODE),
                         .divided = str_eq(facts_at(facts, r, OLD_DIVIDED), S("1"))};
        if (old->name.len == 0) /* an island district without communes */
            old->name = old->district;
    }
}

Err *unit_shipped_all(Arena *arena, Date on, UnitShipped *ret)
{
    Reference reference = {0};
    TRY(reference_read(arena, (Str){0}, true, &reference));
    TRY(units_on(arena, &reference, (Str){0}, on, &ret->provinces));
    TRY(communes_on(arena, &reference, on, &ret->communes));
    take_olds(arena, &reference.predecessor, &ret->old, &ret->olds);
    return NULL;
}
