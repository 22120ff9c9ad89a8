/* Units straight from the reference files, for commands that need no database. */
#include "unit/reference.h"
#include "unit/unit_internal.h"

Str day_or_last(Arena *arena, Date on)
{
    return date_iso(arena, on.year ? on : (Date){9999, 12, 31});
}

/* Gives each unit the name it had on the day; one that had none then is left out. */
static UnitList named_on(UnitList all, const Facts *naming, Str day)
{
    UnitList named = {all.unit, 0};
    for (ptrdiff_t i = 0; i < all.count; i++)
        for (ptrdiff_t r = 0; r < naming->rows; r++) {
            Str to = facts_at(naming, r, NAMING_TO);
            if (!str_eq(facts_at(naming, r, NAMING_CODE), all.unit[i].code) ||
                str_cmp(facts_at(naming, r, NAMING_FROM), day) > 0 || (to.len > 0 && str_cmp(to, day) < 0))
                continue;
            Unit unit = all.unit[i];
            unit.kind = facts_at(naming, r, NAMING_KIND);
            unit.full_name = facts_at(naming, r, NAMING_FULL_NAME);
            named.unit[named.count++] = unit;
            break;
        }
    return named;
}

Err *unit_shipped(Arena *arena, Str province, Date on, UnitList *ret)
{
    Reference reference = {0};
    TRY(reference_read(arena, (Str){0}, false, &reference));
    const Facts *facts = province.len > 0 ? &reference.commune : &reference.province;
    UnitList all = {new (arena, Unit, facts->rows), 0};
    for (ptrdiff_t i = 0; i < facts->rows; i++) {
        if (province.len == 0)
            TRY(reference_province(arena, &reference, i, &all.unit[all.count++]));
        else if (str_eq(facts_at(facts, i, COMMUNE_PROVINCE), province))
            TRY(reference_commune(arena, &reference, i, &all.unit[all.count++]));
    }
    if (all.count == 0)
        return FAIL(arena, NOT_FOUND, "không có tỉnh mang mã “%.*s”", "no province has the code “%.*s”",
                    STRF(province));
    *ret = named_on(all, &reference.naming, day_or_last(arena, on));
    units_sort(*ret, *arena);
    return NULL;
}
