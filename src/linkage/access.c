/* access: all rows, some rows, the rows of a rule; in memory or in files. */
#include "linkage/spill.h"

#include "base/pool.h"
#include <string.h>

/* ---- all rows of a side ------------------------------------------------------------ */
typedef struct Each {
    const LinkData *data;
    int side;
    RowFn *fn;
    void *arg;
} Each;

static void each_in_memory(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Each *each = arg;
    for (ptrdiff_t row = from; row < to; row++)
        each->fn(each->arg, row, each->data->row[each->side] + row * each->data->stride);
}

static void each_in_chunk(void *arg, Worker *worker, const Chunk *chunk, uint64_t *records)
{
    const Each *each = arg;
    (void)worker;
    for (int i = 0; i < chunk->rows; i++) {
        RecordHead head;
        memcpy(&head, records, sizeof head);
        each->fn(each->arg, chunk->row + i, records + RECORD_HEAD);
        records += head.words;
    }
}

Err *rows_each(LinkData *data, Arena *arena, int side, RowFn *fn, void *arg)
{
    Each each = {data, side, fn, arg};
    if (data->spill)
        return spill_stream(data, arena, side, each_in_chunk, &each);
    parallel_for(data->threads, data->rows[side], 4096, each_in_memory, &each);
    return NULL;
}

/* ---- some rows ------------------------------------------------------------------------ */
Err *rows_get(LinkData *data, Arena *arena, int side, const int64_t *row, ptrdiff_t n, const uint64_t **ret)
{
    if (data->spill)
        return spill_rows(data, arena, side, row, n, ret);
    for (ptrdiff_t i = 0; i < n; i++)
        ret[i] = data->row[side] + row[i] * data->stride;
    return NULL;
}

/* ---- entries that are sorted ----------------------------------------------------------------- */
Arena shelves_open(LinkData *data)
{
    if (!data->shelves.base)
        data->shelves = arena_open_large();
    return data->shelves;
}

void shelves_close(LinkData *data)
{
    arena_close(&data->shelves);
    for (int side = 0; side < data->sides; side++)
        data->met[side] = NULL, data->shared[side] = NULL;
}

/* ---- rows of a rule --------------------------------------------------------------------- */
Err *rule_visit(Visit *visit, Arena *arena, bool keys_only)
{
    if (visit->data->spill)
        return spill_visit(visit, arena, keys_only);
    Arena memory = shelves_open(visit->data);
    Shelf shelf = shelf_of_rule(visit->data, &memory, visit->model, visit->rule, UINT64_MAX);
    blocks_visit(visit, &memory, &shelf);
    return work_end(visit->data, arena);
}

Err *rule_shelf(LinkData *data, Arena *arena, Arena *memory, const LinkModel *model, int rule, uint64_t below,
                Shelf *ret)
{
    if (data->spill)
        return spill_shelf(data, arena, memory, model, rule, below, ret);
    *ret = shelf_of_rule(data, memory, model, rule, below);
    return NULL;
}
