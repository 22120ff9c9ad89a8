/* How much room a cell has: the engine itself is asked, by halves, what it can be while all else stays as wished. */
#include "plan/allocate_wish.h"

typedef struct Asking {
    Store *store;
    AllocateWish wish; /* without the cell, which is its last */
} Asking;

static Err *possible(Asking *a, Arena scratch, Arena *errors, int64_t value, bool *ret)
{
    AllocateRun run;
    AllocateWish w = a->wish;
    w.cell[w.cells].fixed = value;
    w.cells++;
    TRY(err_keep(errors, allocate_wish_run(a->store, &scratch, &w, (Str){0}, &run)));
    *ret = run.result.done;
    return NULL;
}

/* Between one value that can be and one beyond which nothing is asked. */
static Err *furthest(Asking *a, Arena *arena, int64_t good, int64_t end, int64_t *ret)
{
    bool fits;
    TRY(possible(a, *arena, arena, end, &fits));
    *ret = fits ? end : good;
    for (int64_t bad = end; *ret != end && (*ret - bad > 1 || bad - *ret > 1);) {
        int64_t middle = *ret + (bad - *ret) / 2;
        TRY(possible(a, *arena, arena, middle, &fits));
        *(fits ? ret : &bad) = middle;
    }
    return NULL;
}

static ptrdiff_t unit_at(const AllocateRun *run, Str unit)
{
    for (ptrdiff_t i = 0; i < run->file.units; i++)
        if (str_eq(run->file.code[i], unit))
            return i;
    return -1;
}

/* The wish without what it says of the cell, with room for it at the end. */
static AllocateWish without(Arena *arena, const AllocateWish *wish, const AllocateCell *cell)
{
    AllocateWish w = *wish;
    w.cell = new (arena, AllocateCell, wish->cells + 1);
    w.cells = 0;
    for (ptrdiff_t i = 0; i < wish->cells; i++) {
        const AllocateCell *c = &wish->cell[i];
        if (!str_eq(c->unit, cell->unit) || c->year != cell->year || c->voluntary != cell->voluntary)
            w.cell[w.cells++] = *c;
    }
    w.cell[w.cells] =
        (AllocateCell){.unit = cell->unit, .year = cell->year, .voluntary = cell->voluntary, .min = -1, .max = -1};
    return w;
}

Err *allocate_wish_room(Store *store, Arena *arena, const AllocateWish *wish, const AllocateCell *cell,
                        AllocateRoom *ret)
{
    AllocateRun run;
    Asking a = {.store = store, .wish = without(arena, wish, cell)};
    *ret = (AllocateRoom){.low = -1, .high = -1};
    TRY(allocate_wish_run(store, arena, &a.wish, (Str){0}, &run));
    ptrdiff_t unit = unit_at(&run, cell->unit);
    int t = cell->year - run.first, part = cell->voluntary ? PAIR_VOLUNTARY : PAIR_TOTAL;
    if (unit < 0 || t < 0 || t >= run.years || (cell->voluntary && !run.voluntary))
        return err_at(FAIL(arena, NOT_FOUND, "không có ô của đơn vị “%.*s” năm %d", "there is no cell of “%.*s” in %d",
                           STRF(cell->unit), cell->year),
                      (Place){.field = S("unit")});
    if (!run.result.done)
        return NULL; /* what else is asked cannot be met either */
    int64_t now = allocate_run_level(&run, part, unit, t);
    TRY(furthest(&a, arena, now, 0, &ret->low));
    return furthest(&a, arena, now, run.share[part].path[t], &ret->high);
}
