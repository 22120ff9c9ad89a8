/* Two variants side by side. */
#include "plan/variant.h"

static const int64_t *levels(Arena *arena, const AllocateRun *run, int part, ptrdiff_t unit, const VariantCompare *c)
{
    if (part && !c->voluntary)
        return NULL;
    int64_t *level = new (arena, int64_t, c->years);
    for (int t = 0; t < c->years; t++)
        level[t] = allocate_run_level(run, part, unit, c->first_year + t - run->first);
    return level;
}

static void add_units(Arena *arena, const AllocateRun *run, int side, VariantCompare *c)
{
    for (ptrdiff_t i = 0, at = 0; i < run->file.units; i++, at++) {
        Str code = run->file.code[i];
        if (at >= c->pairs || !str_eq(c->pair[at].code, code)) /* as a rule they have the same order */
            for (at = 0; at < c->pairs && !str_eq(c->pair[at].code, code);)
                at++;
        if (at == c->pairs)
            c->pair[c->pairs++] = (VariantPair){.code = code, .name = run->file.name[i]};
        for (int part = 0; part < PAIR_PARTS; part++)
            c->pair[at].level[side][part] = levels(arena, run, part, i, c);
    }
}

int64_t variant_difference(const VariantPair *p, int part, int year)
{
    int64_t a = p->level[0][part] ? p->level[0][part][year] : 0, b = p->level[1][part] ? p->level[1][part][year] : 0;
    return b - a;
}

static int64_t size(int64_t n)
{
    return n < 0 ? -n : n;
}

static void sum_up(Arena *arena, VariantCompare *c)
{
    c->differ = new (arena, ptrdiff_t, c->years);
    c->most = new (arena, ptrdiff_t, c->years);
    for (int t = 0; t < c->years; t++) {
        c->most[t] = -1;
        for (ptrdiff_t i = 0; i < c->pairs; i++) {
            int64_t total = size(variant_difference(&c->pair[i], PAIR_TOTAL, t));
            if (total == 0 && variant_difference(&c->pair[i], PAIR_VOLUNTARY, t) == 0)
                continue;
            c->differ[t]++;
            if (c->most[t] < 0 || total > size(variant_difference(&c->pair[c->most[t]], PAIR_TOTAL, t)))
                c->most[t] = i;
        }
    }
}

static Err *check_two(Arena *arena, const VariantDetail *d, const VariantCompare *c)
{
    for (int side = 0; side < 2; side++)
        if (!d[side].run.result.done)
            return FAIL(arena, CONFLICT, "phương án “%.*s” chưa chia được nên chưa so sánh được",
                        "the variant “%.*s” cannot be met, so that there is nothing to compare",
                        STRF(d[side].variant.name));
    if (!str_eq(d[0].variant.province, d[1].variant.province) || !str_eq(d[0].variant.parent, d[1].variant.parent))
        return FAIL(arena, BAD_INPUT,
                    "hai phương án không chia cho cùng các đơn vị; hãy chọn hai phương án của cùng một cấp trên",
                    "the two do not share among the same units; choose two of one parent");
    if (c->years <= 0)
        return FAIL(arena, BAD_INPUT, "hai phương án không có năm nào chung (%d và %d)",
                    "the two have no year in common (%d and %d)", d[0].variant.first_year, d[1].variant.first_year);
    return NULL;
}

Err *variant_compare(Store *store, Arena *arena, Str a, Str b, VariantCompare *ret)
{
    VariantDetail *d = new (arena, VariantDetail, 2);
    TRY(variant_compute(store, arena, a, &d[0]));
    TRY(variant_compute(store, arena, b, &d[1]));
    int first[2] = {d[0].variant.first_year, d[1].variant.first_year};
    int last[2] = {first[0] + d[0].variant.years, first[1] + d[1].variant.years};
    VariantCompare c = {.of = {d[0].variant, d[1].variant}, .first_year = first[0] > first[1] ? first[0] : first[1]};
    c.years = (last[0] < last[1] ? last[0] : last[1]) - c.first_year;
    TRY(check_two(arena, d, &c));
    c.voluntary = d[0].run.voluntary && d[1].run.voluntary;
    c.pair = new (arena, VariantPair, d[0].run.file.units + d[1].run.file.units);
    for (int side = 0; side < 2; side++)
        add_units(arena, &d[side].run, side, &c);
    sum_up(arena, &c);
    *ret = c;
    return NULL;
}

/* ---- as a table -------------------------------------------------------------------------------------- */

enum { OF_YEAR = 3, NAMES = 2 }; /* columns: first, second, difference */

static GridColumn year_column(Arena *arena, const VariantCompare *c, int part, int year, int k)
{
    static const char *const keys[] = {"a", "b", "difference"};
    Str name = k < 2 ? c->of[k].name : S("");
    const char *tn = part ? "TN " : "", *vol = part ? "Vol. " : "";
    Text heading =
        k < 2 ? (Text){str_fmt(arena, "%s%d · %.*s", tn, year, STRF(name)),
                       str_fmt(arena, "%s%d · %.*s", vol, year, STRF(name))}
              : (Text){str_fmt(arena, "%s%d · chênh", tn, year), str_fmt(arena, "%s%d · difference", vol, year)};
    Str key = str_fmt(arena, "%s_%s%d", keys[k], part ? "voluntary_" : "", year);
    return (GridColumn){str_c(arena, key), heading, GRID_INT, 0, true};
}

static void put_levels(GridCell *cell, const VariantPair *p, int part, int year)
{
    for (int side = 0; side < 2; side++)
        cell[side] = p->level[side][part] ? G_INT(p->level[side][part][year]) : G_NONE;
    cell[2] = G_INT(variant_difference(p, part, year));
}

Grid variant_compare_grid(Arena *arena, const VariantCompare *c)
{
    int parts = c->voluntary ? PAIR_PARTS : 1;
    ptrdiff_t columns = NAMES + (ptrdiff_t)c->years * parts * OF_YEAR;
    GridColumn *column = new (arena, GridColumn, columns);
    column[0] = (GridColumn){"code", TEXT("Mã", "Code"), GRID_TEXT, 0, false};
    column[1] = (GridColumn){"unit", TEXT("Đơn vị", "Unit"), GRID_TEXT, 0, false};
    for (ptrdiff_t k = NAMES; k < columns; k++) {
        int at = (int)(k - NAMES) / OF_YEAR;
        column[k] = year_column(arena, c, at % parts, c->first_year + at / parts, (int)(k - NAMES) % OF_YEAR);
    }
    Text title = {str_fmt(arena, "So sánh “%.*s” và “%.*s”", STRF(c->of[0].name), STRF(c->of[1].name)),
                  str_fmt(arena, "“%.*s” and “%.*s” compared", STRF(c->of[0].name), STRF(c->of[1].name))};
    Grid grid = grid_open(title,
                          TEXT("TN: tự nguyện; chênh: phương án sau trừ phương án trước",
                               "Vol.: voluntary; difference: the second less the first"),
                          column, columns);
    for (ptrdiff_t i = 0; i < c->pairs; i++) {
        GridCell *cell = grid_row(&grid, arena);
        cell[0] = G_TEXT(c->pair[i].code);
        cell[1] = G_TEXT(c->pair[i].name);
        for (int at = 0; at < c->years * parts; at++)
            put_levels(cell + NAMES + at * OF_YEAR, &c->pair[i], at % parts, at / parts);
    }
    return grid;
}
