/* keys: of records in files the keys of all rules, a file for each, and which records a rule must read.
 *
 * A record that shares its key with nobody, or only with those whom an earlier rule brought it together with, need not
 * be read for the rule.  That is most of them, and known from the keys and from the number of the block in which a
 * record met others (LinkData.met). */
#include "linkage/spill.h"

#include "base/pool.h"
#include <string.h>
#include <unistd.h>

enum { PARTS = 64 }; /* of a side, read side by side */

/* ---- making ------------------------------------------------------------------------------------- */
static int64_t row_before(const LinkData *data, int side)
{
    return side ? data->rows[0] : 0;
}

static void write_keys(void *arg, Worker *worker, const Chunk *chunk, uint64_t *records)
{
    const Visit *v = arg;
    Spill *spill = v->data->spill;
    uint32_t *rules = (uint32_t *)(void *)spill->rules[chunk->side].base + chunk->row;
    uint64_t *key = new_raw(&worker->scratch, uint64_t, (ptrdiff_t)chunk->rows * v->model->rules);
    for (int i = 0; i < chunk->rows; i++) {
        RecordHead head;
        memcpy(&head, records, sizeof head);
        uint64_t *row = records + RECORD_HEAD;
        for (int r = 0; r < v->model->rules; r++)
            key[(ptrdiff_t)r * chunk->rows + i] = row_key_flagged(v->data, row, v->model, r);
        rules[i] = flags_rules(row[v->data->fields]);
        records += head.words;
    }
    int64_t at = (row_before(v->data, chunk->side) + chunk->row) * 8;
    for (int r = 0; r < v->model->rules; r++)
        if (!spill_write(spill->key_file[r], key + (ptrdiff_t)r * chunk->rows, (int64_t)chunk->rows * 8, at))
            spill_note_failure(spill);
}

Err *keys_open(LinkData *data, Arena *arena, Arena *memory, const LinkModel *model)
{
    Spill *spill = data->spill;
    Visit visit = {.data = data, .model = model};
    for (; spill->key_files < model->rules; spill->key_files++)
        TRY(spill_file(data, arena, &spill->key_file[spill->key_files]));
    for (int side = 0; side < data->sides; side++)
        spill->wanted[side] = new (memory, atomic_uint_fast64_t, data->rows[side] / 64 + 1);
    work_begin(data, TEXT("Tính khóa", "Making keys"), 0);
    spill->written += (data->rows[0] + data->rows[1]) * model->rules * 8;
    return spill_stream(data, arena, -1, write_keys, &visit);
}

void keys_close(LinkData *data)
{
    Spill *spill = data->spill;
    while (spill->key_files > 0)
        close(spill->key_file[--spill->key_files]);
    spill->wanted[0] = spill->wanted[1] = NULL;
}

/* ---- who is wanted ------------------------------------------------------------------------------ */
void keys_want(const LinkData *data, uint32_t who)
{
    uint32_t row = who & 0x7fffffffu;
    atomic_fetch_or_explicit(&data->spill->wanted[who >> 31][row >> 6], UINT64_C(1) << (row & 63),
                             memory_order_relaxed);
}

int64_t keys_wanted(const LinkData *data, int side, int64_t from, int64_t rows)
{
    int64_t n = 0;
    for (int64_t row = from; row < from + rows;) {
        uint64_t bits = atomic_load_explicit(&data->spill->wanted[side][row >> 6], memory_order_relaxed) >> (row & 63);
        int64_t here = 64 - (row & 63) < from + rows - row ? 64 - (row & 63) : from + rows - row;
        n += __builtin_popcountll(here < 64 ? bits & ((UINT64_C(1) << here) - 1) : bits);
        row += here;
    }
    return n;
}

/* ---- blocks of keys ----------------------------------------------------------------------------- */
typedef struct Take { /* entries of one partition, from the file of the rule's keys */
    const Visit *visit;
    ptrdiff_t partitions, partition; /* -1: counts those of all */
    ptrdiff_t *count;                /* [part][partition]; then where they go */
    Entry *entry;
} Take;

static ptrdiff_t partition_of(const Take *t, uint64_t key)
{
    return (ptrdiff_t)((key >> 32) * (uint64_t)t->partitions >> 32);
}

static void take_keys(const Take *t, int side, int64_t from, const uint64_t *key, ptrdiff_t rows, ptrdiff_t *count)
{
    const uint32_t *met = t->visit->data->met[side];
    for (ptrdiff_t i = 0; i < rows; i++) {
        if (!key[i])
            continue;
        ptrdiff_t p = t->partitions > 1 ? partition_of(t, key[i]) : 0;
        if (t->partition < 0)
            count[p]++;
        else if (p == t->partition)
            t->entry[count[p]++] = (Entry){key[i], (uint32_t)side << 31 | (uint32_t)(from + i), met[from + i]};
    }
}

static void take_part(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    enum { AT_ONCE = 8192 };
    const Take *t = arg;
    LinkData *data = t->visit->data;
    uint64_t key[AT_ONCE];
    for (ptrdiff_t part = from; part < to; part++) {
        int side = (int)(part / PARTS);
        int64_t rows = data->rows[side], row = rows * (part % PARTS) / PARTS, end = rows * (part % PARTS + 1) / PARTS;
        for (; row < end; row += AT_ONCE) {
            ptrdiff_t n = end - row < AT_ONCE ? (ptrdiff_t)(end - row) : AT_ONCE;
            if (!spill_read(data->spill->key_file[t->visit->rule], key, n * 8, (row_before(data, side) + row) * 8)) {
                spill_note_failure(data->spill);
                return;
            }
            take_keys(t, side, row, key, n, t->count + part * t->partitions);
        }
    }
}

/* Counts become places, partition by partition from 0 on; returns the entries of each. */
static ptrdiff_t *places(const Take *t, Arena *scratch)
{
    ptrdiff_t *all = new (scratch, ptrdiff_t, t->partitions);
    for (ptrdiff_t p = 0; p < t->partitions; p++)
        for (ptrdiff_t part = 0; part < (ptrdiff_t)PARTS * t->visit->data->sides; part++) {
            ptrdiff_t *count = &t->count[part * t->partitions + p], n = *count;
            *count = all[p];
            all[p] += n;
        }
    return all;
}

static ptrdiff_t partitions_of(const LinkData *data)
{
    int64_t need = (data->rows[0] + data->rows[1]) * 2 * (int64_t)sizeof(Entry), room = spill_room(data);
    int64_t n = need / (room / 8 * 7 + 1) + 1; /* the rest for uneven keys */
    return n < LINK_PARTITIONS ? (ptrdiff_t)n : LINK_PARTITIONS;
}

Err *keys_mark(const Visit *visit, Arena *arena)
{
    LinkData *data = visit->data;
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Visit keys = {.data = data, .model = visit->model, .rule = visit->rule, .raw = true, .whole = visit->mark};
    Take take = {.visit = visit, .partitions = partitions_of(data), .partition = -1};
    ptrdiff_t parts = (ptrdiff_t)PARTS * data->sides;
    take.count = new (&scratch, ptrdiff_t, parts * take.partitions);
    for (int side = 0; side < data->sides; side++)
        memset((void *)data->spill->wanted[side], 0, (size_t)(data->rows[side] / 64 + 1) * 8);
    parallel_for(data->threads, parts, 1, take_part, &take);
    const ptrdiff_t *all = places(&take, &scratch);
    const Arena memory = shelves_open(data);
    for (take.partition = 0; take.partition < take.partitions; take.partition++) {
        Arena own = memory;
        int64_t need = all[take.partition] * 2 * (int64_t)sizeof(Entry), room = spill_room(data);
        if (need > room + room / 4)
            return spill_too_small(data, arena, need);
        Shelf shelf = {.data = data, .len = all[take.partition]};
        shelf.entry = take.entry = new_raw(&own, Entry, shelf.len);
        parallel_for(data->threads, parts, 1, take_part, &take);
        TRY(spill_end(data, arena));
        blocks_visit(&keys, &own, &shelf);
        TRY(work_end(data, arena));
    }
    return NULL;
}
