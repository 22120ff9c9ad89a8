/* What the lowest row of a group lacks and another of its rows has: date of birth, sex, personal number, commune.
 * Nobody is read for it: marks say which rows have what; cells are read of those alone that the engine asks for. */
#include "base/vec.h"
#include "reconcile/identify_internal.h"
#include <stdlib.h>
#include <string.h>

static const struct {
    FillWhat what;
    LinkingField field;
} fields[] = {{FILL_YEAR, LINKING_BIRTH},
              {FILL_BIRTH, LINKING_BIRTH},
              {FILL_SEX, LINKING_SEX},
              {FILL_PERSONAL, LINKING_PERSONAL},
              {FILL_COMMUNE, LINKING_COMMUNE}};

/* ---- which rows ------------------------------------------------------------------------------------ */

/* The first of January is what registers write for a day that nobody knows. */
static bool is_sure(uint32_t day)
{
    return mark_full_day(day) && (day & 511) != (1 << 5 | 1);
}

static unsigned lacked(const Work *w, int64_t row, bool has_commune)
{
    const Mark *m = &w->mark[row];
    return (mark_day(m) ? 0u : FILL_YEAR) | (is_sure(mark_day(m)) ? 0u : FILL_BIRTH) |
           (m->birth >> MARK_SEX_AT ? 0u : FILL_SEX) | (m->personal ? 0u : FILL_PERSONAL) |
           (has_commune && w->unit[row] ? 0u : FILL_COMMUNE);
}

/* Another year is another date, not a better one. */
static bool is_of_its_year(const Work *w, uint32_t lowest, int64_t row)
{
    uint32_t year = mark_day(&w->mark[lowest]) >> 9;
    return !year || year == mark_day(&w->mark[row]) >> 9;
}

static int by_group(const void *a, const void *b)
{
    const Fill *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return x->from < y->from ? -1 : x->from > y->from;
}

/* Rows ascend, and the lowest comes first: the others add what it still lacks.  w->parent is flat. */
void fill_find(Work *w)
{
    enum { AHEAD = 16 }; /* rows whose lowest, who stands anywhere, is on its way */
    AUTO(arena_close) Arena once = arena_open_large();
    uint8_t *lacks = new_raw(&once, uint8_t, w->rows + 1);
    Vec(Fill) list = {0};
    for (ptrdiff_t p = 0; p < w->parts; p++) {
        const Part *part = &w->part[p];
        bool has_commune = part->first >= 0 && linking_column(part->out->source, LINKING_COMMUNE) >= 0;
        for (int64_t row = part->first; part->first >= 0 && row < part->first + part->out->delivery.rows; row++) {
            uint32_t lowest = w->parent[row];
            if (row + AHEAD < w->rows)
                __builtin_prefetch(&lacks[w->parent[row + AHEAD]]);
            if (lowest == row) {
                lacks[row] = (uint8_t)lacked(w, row, has_commune);
                continue;
            }
            unsigned gain = lacks[lowest] ? lacks[lowest] & ~lacked(w, row, has_commune) : 0;
            if (gain & FILL_BIRTH && !is_of_its_year(w, lowest, row))
                gain ^= FILL_BIRTH;
            if (!gain)
                continue;
            lacks[lowest] &= (uint8_t)~gain;
            vec_push(w->firms, &list, ((Fill){lowest, (uint32_t)row, (uint8_t)gain}));
        }
    }
    if (list.len > 1)
        qsort(list.data, (size_t)list.len, sizeof(Fill), by_group);
    w->fill = list.data;
    w->fills = list.len;
    w->filled = new (w->firms, uint8_t, w->rows / 8 + 1);
    for (ptrdiff_t i = 0; i < w->fills; i++)
        w->filled[w->fill[i].group >> 3] |= (uint8_t)(1u << (w->fill[i].group & 7));
}

const Fill *fill_of(const Work *w, uint32_t lowest, ptrdiff_t *ret_count)
{
    ptrdiff_t low = 0, high = w->fills;
    *ret_count = 0;
    if (!(w->filled[lowest >> 3] >> (lowest & 7) & 1))
        return NULL;
    while (low < high) {
        ptrdiff_t middle = low + (high - low) / 2;
        if (w->fill[middle].group < lowest)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + *ret_count < w->fills && w->fill[low + *ret_count].group == lowest)
        ++*ret_count;
    return &w->fill[low];
}

uint32_t fill_shown(const Work *w, uint32_t lowest)
{
    ptrdiff_t count;
    const Fill *fill = fill_of(w, lowest, &count);
    for (ptrdiff_t i = 0; i < count; i++)
        if (fill[i].what & FILL_YEAR)
            return fill[i].from;
    return lowest;
}

/* ---- what they hold --------------------------------------------------------------------------------- */

static int by_from(const void *a, const void *b)
{
    uint32_t x = ((const Fill *)a)->from, y = ((const Fill *)b)->from;
    return x < y ? -1 : x > y;
}

static void take_cells(LinkingRow *to, const Fill *fill, const Str *cell)
{
    for (ptrdiff_t i = 0; i < COUNTOF(fields); i++)
        if (fill->what & fields[i].what)
            to->cell[fields[i].field] = cell[fields[i].field];
}

/* Each of the rows that lacks something, once, with a place for what is found. */
static void list_groups(LinkingSide *side, Arena *memory, const Fill *fill, ptrdiff_t fills)
{
    side->fill = new (memory, LinkingRow, fills + 1);
    for (ptrdiff_t i = 0; i < fills; i++)
        if (side->fills == 0 || side->fill[side->fills - 1].row != fill[i].group)
            side->fill[side->fills++].row = fill[i].group;
}

static int by_row(const void *a, const void *b)
{
    const LinkingRow *x = a, *y = b;
    return x->row < y->row ? -1 : x->row > y->row;
}

Err *fill_read(Work *w, LinkingSide *side)
{
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
    Vec(Fill) asked = {0};
    for (int64_t i = 0; i < side->rows; i++) {
        ptrdiff_t count;
        const Fill *fill = fill_of(w, side->row[i], &count);
        for (ptrdiff_t k = 0; k < count; k++)
            vec_push(&once, &asked, fill[k]);
    }
    if (asked.len == 0)
        return NULL;
    list_groups(side, w->room, asked.data, asked.len);
    qsort(asked.data, (size_t)asked.len, sizeof(Fill), by_from);
    uint32_t *row = new_raw(&once, uint32_t, asked.len);
    LinkingCells *cell = new (w->room, LinkingCells, asked.len);
    for (ptrdiff_t i = 0; i < asked.len; i++)
        row[i] = asked.data[i].from;
    TRY(err_keep(w->arena, identify_cells(w, w->room, row, asked.len, cell)));
    for (ptrdiff_t i = 0; i < asked.len; i++) {
        LinkingRow wanted = {.row = asked.data[i].group};
        take_cells(bsearch(&wanted, side->fill, (size_t)side->fills, sizeof wanted, by_row), &asked.data[i], cell[i]);
    }
    return NULL;
}

void fill_put(const LinkingSide *side, int64_t *at, uint32_t row, Str *cell)
{
    while (*at < side->fills && side->fill[*at].row < row)
        ++*at;
    if (*at == side->fills || side->fill[*at].row != row)
        return;
    for (int f = 0; f < LINKING_FIELDS; f++)
        if (side->fill[*at].cell[f].len > 0)
            cell[f] = side->fill[*at].cell[f];
}
