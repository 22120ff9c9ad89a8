/* What is kept of a run: whose each row is, employers' keys, the log of merges and splits, pairs for persons. */
#include "base/pool.h"
#include "base/vec.h"
#include "identify_sql.h"
#include "reconcile/identify_internal.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum { LEVEL = 1 };

/* ---- packing ------------------------------------------------------------------------------------ */

typedef struct Packer { /* of one thread */
    Arena scratch;
    ZSTD_CCtx *zstd;
} Packer;

static Packer packer_open(void)
{
    Packer packer = {arena_open(ARENA_DEFAULT), ZSTD_createCCtx()};
    if (!packer.zstd)
        abort(); /* as where an arena is exhausted */
    return packer;
}

static void packer_close(Packer *packer)
{
    ZSTD_freeCCtx(packer->zstd);
    arena_close(&packer->scratch);
}

static ptrdiff_t room_for(ptrdiff_t len)
{
    return (ptrdiff_t)ZSTD_compressBound((size_t)len);
}

/* out: room_for(len). */
static Str packed(const Packer *packer, char *out, const char *bytes, ptrdiff_t len)
{
    size_t got = ZSTD_compressCCtx(packer->zstd, out, (size_t)room_for(len), bytes, (size_t)len, LEVEL);
    assert(!ZSTD_isError(got)); /* the room suffices, and there is no other reason */
    return (Str){out, (ptrdiff_t)got};
}

typedef struct Task { /* a block to be packed */
    const Part *part;
    int64_t first;
    ptrdiff_t rows;
    StateBlock *to;
    char *room;
} Task;

typedef struct Packing {
    Work *w;
    Task *task;
    ptrdiff_t tasks, next;
    Packer *packer; /* of each worker */
    Task **at;      /* of each slot */
} Packing;

static ptrdiff_t bytes_of(const Task *task)
{
    return task->rows * STATE_BYTES + 8;
}

static void pack_block(Packer *packer, const Work *w, const Task *task)
{
    Arena scratch = packer->scratch;
    ptrdiff_t n = task->rows, bytes = bytes_of(task);
    uint64_t version = marks_version(task->part->out->source);
    char *out = new_raw(&scratch, char, bytes);
    for (ptrdiff_t i = 0; i < n; i++) {
        int64_t row = task->part->first + task->first + i;
        const Mark *m = &w->mark[row];
        memcpy(out + 8 * i, &m->link, 8);
        memcpy(out + 8 * n + 8 * i, &m->personal, 8);
        memcpy(out + 16 * n + 8 * i, &m->other, 8);
        memcpy(out + 24 * n + 4 * i, &m->name, 4);
        memcpy(out + 28 * n + 4 * i, &m->birth, 4);
        memcpy(out + 32 * n + 4 * i, &task->part->out->person[task->first + i], 4);
        memcpy(out + 36 * n + 4 * i, &(uint32_t){w->unit[row] | (uint32_t)w->loose[row] << LOOSE_AT}, 4);
        memcpy(out + 40 * n + 4 * i, &task->part->out->employer[task->first + i], 4);
    }
    memcpy(out + 44 * n, w->trace + task->part->first + task->first, (size_t)n * sizeof(Trace));
    memcpy(out + 60 * n, &version, sizeof version);
    task->to->body = packed(packer, task->room, out, bytes);
}

/* A block has room for whatever it may come to: pages that nobody writes to are none. */
static bool next_task(void *arg, int slot)
{
    Packing *p = arg;
    if (p->next == p->tasks)
        return false;
    Task *task = p->at[slot] = &p->task[p->next++];
    task->room = new_raw(p->w->arena, char, room_for(bytes_of(task)));
    return true;
}

static void pack_task(void *arg, int slot, int worker)
{
    const Packing *p = arg;
    pack_block(&p->packer[worker], p->w, p->at[slot]);
}

static bool has_packed(void *arg, int slot)
{
    (void)arg, (void)slot;
    return true;
}

static bool row_differs(const Work *w, const Part *part, int64_t row)
{
    int64_t at = part->first + row;
    return part->out->person[row] != w->before[at] || part->out->employer[row] != w->worked[at];
}

static bool block_changed(const Work *w, const Part *part, int64_t first, ptrdiff_t rows)
{
    for (ptrdiff_t i = 0; part->same && i < rows; i++)
        if (row_differs(w, part, first + i))
            return true;
    return !part->same;
}

static void list_blocks(Work *w, Packing *p)
{
    struct IdentifyStore *keep = w->ret->kept;
    ptrdiff_t most = 1;
    for (ptrdiff_t i = 0; i < w->parts; i++)
        most += (ptrdiff_t)(w->part[i].out->delivery.rows / STATE_ROWS + 1);
    p->task = new (w->room, Task, most);
    keep->block = new (w->arena, StateBlock, most);
    for (ptrdiff_t i = 0; i < w->parts; i++) {
        const Part *part = &w->part[i];
        for (int64_t first = 0; part->first >= 0 && first < part->out->delivery.rows; first += STATE_ROWS) {
            int64_t left = part->out->delivery.rows - first;
            ptrdiff_t rows = left < STATE_ROWS ? (ptrdiff_t)left : STATE_ROWS;
            if (!block_changed(w, part, first, rows))
                continue;
            StateBlock *to = &keep->block[keep->blocks++];
            *to = (StateBlock){.delivery = part->out->delivery.id,
                               .source = part->out->source->code,
                               .block = first / STATE_ROWS,
                               .rows = rows};
            p->task[p->tasks++] = (Task){.part = part, .first = first, .rows = rows, .to = to};
        }
    }
}

static void pack_blocks(Work *w)
{
    static const Pipe pipe = {next_task, pack_task, has_packed};
    int slots = 2 * w->threads;
    Packing p = {.w = w, .packer = new (w->room, Packer, w->threads), .at = new (w->room, Task *, slots)};
    list_blocks(w, &p);
    for (int t = 0; t < w->threads; t++)
        p.packer[t] = packer_open();
    parallel_pipe(w->threads, slots, &pipe, &p);
    for (int t = 0; t < w->threads; t++)
        packer_close(&p.packer[t]);
}

static void list_gone(Work *w)
{
    struct IdentifyStore *keep = w->ret->kept;
    keep->gone = new (w->arena, Str, w->olds + 1);
    for (ptrdiff_t i = 0; i < w->olds; i++) {
        bool here = false;
        for (ptrdiff_t p = 0; p < w->parts; p++)
            here |= w->part[p].first >= 0 && w->part[p].same && str_eq(w->part[p].out->delivery.id, w->old[i].id);
        if (!here)
            keep->gone[keep->gones++] = w->old[i].id;
    }
}

static void pack_employers(Work *w)
{
    uint64_t count = (uint64_t)w->employer_keys;
    ptrdiff_t bytes = (ptrdiff_t)(8 + count * 12);
    char *out = new_raw(w->room, char, bytes);
    memcpy(out, &count, 8);
    memcpy(out + 8, w->employer_key, count * 8);
    memcpy(out + 8 + count * 8, w->employer, count * 4);
    Packer packer = packer_open();
    w->ret->kept->employer_keys = packed(&packer, new_raw(w->arena, char, room_for(bytes)), out, bytes);
    packer_close(&packer);
}

static bool employers_changed(const Work *w)
{
    return w->employer_keys != w->last.employer_keys ||
           memcmp(w->employer_key, w->last.employer_key, (size_t)w->employer_keys * 8) != 0 ||
           memcmp(w->employer, w->last.employer, (size_t)w->employer_keys * 4) != 0;
}

Err *identify_pack(Work *w)
{
    struct IdentifyStore *keep = w->ret->kept = new (w->arena, struct IdentifyStore, 1);
    list_gone(w);
    pack_blocks(w);
    pack_employers(w);
    TRY(pairs_pack(w));
    bool usual =
        w->model && !w->ret->trained && w->last.trained_on == 0; /* kept to explain pairs, not for later runs */
    keep->model = w->ret->trained || usual ? link_model_json(w->arena, w->model) : w->last.model;
    keep->trained_on = w->ret->trained ? w->trained_on : w->last.trained_on;
    w->ret->model = w->model;
    keep->counters = !w->last.any || w->ret->persons != w->last.persons || w->ret->employers != w->last.employers ||
                     employers_changed(w) || w->ret->trained || !str_eq(keep->model, w->last.model);
    return NULL;
}

/* ---- writing ------------------------------------------------------------------------------------- */

static Str hex(Arena *arena, uint64_t key)
{
    return str_fmt(arena, "%016llx", (unsigned long long)key);
}

static Str unit_text(Arena *arena, uint32_t unit)
{
    return unit ? str_fmt(arena, "%05u", (unsigned)unit) : S("");
}

static Err *save_blocks(Store *store, Arena *arena, const Identify *identify)
{
    const struct IdentifyStore *keep = identify->kept;
    for (ptrdiff_t i = 0; i < keep->gones; i++)
        TRY(store_exec(store, arena, SQL_IDENTITY_BLOCK_CLEAR, ARGS(V_TEXT(identify->province), V_TEXT(keep->gone[i])),
                       NULL));
    for (ptrdiff_t i = 0; i < keep->blocks; i++) {
        const StateBlock *b = &keep->block[i];
        TRY(store_exec(store, arena, SQL_IDENTITY_BLOCK_PUT,
                       ARGS(V_TEXT(identify->province), V_TEXT(b->delivery), V_TEXT(b->source), V_INT(b->block),
                            V_INT(b->rows), V_BYTES(b->body)),
                       NULL));
    }
    return NULL;
}

static Err *save_log(Store *store, Arena *arena, const Identify *identify, int64_t run)
{
    enum { COLUMNS = 6 };
    Value *args = new (arena, Value, identify->changes * COLUMNS + 1);
    for (ptrdiff_t i = 0; i < identify->changes; i++) {
        const IdentifyChange *c = &identify->change[i];
        Value *to = args + i * COLUMNS;
        to[0] = V_TEXT(identify->province);
        to[1] = V_INT(run);
        to[2] = V_INT(c->employer);
        to[3] = V_TEXT(c->split ? S("split") : S("merged"));
        to[4] = V_INT(c->from);
        to[5] = V_INT(c->to);
    }
    return store_exec_many(store, arena, SQL_IDENTITY_LOG_PUT, args, COLUMNS, identify->changes, NULL);
}

static Err *save_new_pairs(Store *store, Arena *arena, const Identify *identify, int64_t run)
{
    enum { COLUMNS = 19 };
    const struct IdentifyStore *keep = identify->kept;
    int64_t last;
    bool found;
    ptrdiff_t count = 0;
    Value *args = new (arena, Value, keep->pairs * COLUMNS + 1);
    TRY(store_one_int(store, arena, SQL_PAIR_LAST, ARGS(V_TEXT(identify->province)), &last, &found));
    for (ptrdiff_t i = 0; i < keep->pairs; i++) {
        const PairNew *p = &keep->pair[i];
        if (p->id != 0)
            continue;
        Value row[COLUMNS] = {V_TEXT(identify->province),
                              V_INT(++last),
                              V_TEXT(hex(arena, p->key[0])),
                              V_TEXT(hex(arena, p->key[1])),
                              V_TEXT(p->source[0]),
                              V_TEXT(p->source[1]),
                              V_TEXT(p->delivery[0]),
                              V_TEXT(p->delivery[1]),
                              V_INT(p->row[0]),
                              V_INT(p->row[1]),
                              V_INT(p->person[0]),
                              V_INT(p->person[1]),
                              V_TEXT(unit_text(arena, p->unit[0])),
                              V_TEXT(unit_text(arena, p->unit[1])),
                              V_REAL(p->weight),
                              V_TEXT(p->reason),
                              V_TEXT(p->pattern),
                              V_INT(p->needed),
                              V_INT(run)};
        memcpy(args + count++ * COLUMNS, row, sizeof row);
    }
    return store_exec_many(store, arena, SQL_PAIR_NEW, args, COLUMNS, count, NULL);
}

static Err *save_moved_pairs(Store *store, Arena *arena, const Identify *identify, int64_t run)
{
    const struct IdentifyStore *keep = identify->kept;
    for (ptrdiff_t i = 0; i < keep->pairs; i++) {
        const PairNew *p = &keep->pair[i];
        if (p->id == 0)
            continue;
        TRY(store_exec(store, arena, SQL_PAIR_MOVE,
                       ARGS(V_TEXT(identify->province), V_INT(p->id), V_TEXT(p->delivery[0]), V_INT(p->row[0]),
                            V_TEXT(p->delivery[1]), V_INT(p->row[1]), V_INT(p->person[0]), V_INT(p->person[1]),
                            V_INT(p->gone), V_INT(run)),
                       NULL));
    }
    return NULL;
}

Err *identify_save(Store *store, Arena *arena, const Identify *identify, int64_t run)
{
    const struct IdentifyStore *keep = identify->kept;
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    TRY(err_keep(arena, save_blocks(store, &scratch, identify)));
    TRY(err_keep(arena, save_log(store, &scratch, identify, run)));
    TRY(err_keep(arena, save_new_pairs(store, &scratch, identify, run)));
    TRY(err_keep(arena, save_moved_pairs(store, &scratch, identify, run)));
    if (!keep->counters)
        return NULL;
    return store_exec(store, arena, SQL_IDENTITY_PUT,
                      ARGS(V_TEXT(identify->province), V_INT(identify->persons), V_INT(identify->employers),
                           V_TEXT(keep->model), V_INT(keep->trained_on), V_BYTES(keep->employer_keys), V_INT(run)),
                      NULL);
}

/* ---- looking --------------------------------------------------------------------------------------- */

Err *identify_events(Store *store, Arena *arena, Str province, bool employer, int64_t number, IdentifyEvent **ret,
                     ptrdiff_t *ret_count)
{
    Vec(IdentifyEvent) list = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_IDENTITY_LOG_OF, ARGS(V_TEXT(province), V_INT(employer), V_INT(number)), &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        IdentifyEvent e = {.run = rows_int(&rows, 0),
                           .change = {.employer = employer,
                                      .split = str_eq(rows_text(&rows, arena, 1), S("split")),
                                      .from = (int32_t)rows_int(&rows, 2),
                                      .to = (int32_t)rows_int(&rows, 3)}};
        vec_push(arena, &list, e);
    }
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

Err *identify_merges(Store *store, Arena *arena, Str province, int64_t run, IdentifyChange **ret, ptrdiff_t *ret_count)
{
    Vec(IdentifyChange) list = {0};
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(store, arena, SQL_IDENTITY_LOG_MERGES, ARGS(V_TEXT(province), V_INT(run)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        IdentifyChange c = {.employer = rows_int(&rows, 0) != 0,
                            .from = (int32_t)rows_int(&rows, 1),
                            .to = (int32_t)rows_int(&rows, 2)};
        vec_push(arena, &list, c);
    }
    *ret = list.data;
    *ret_count = list.len;
    return err;
}

Err *identify_now(Store *store, Arena *arena, Str province, bool employer, int64_t number, int64_t *ret)
{
    for (*ret = number;;) { /* a number is merged into a lower one, so this ends */
        bool found;
        int64_t into;
        TRY(store_one_int(store, arena, SQL_IDENTITY_LOG_MERGED, ARGS(V_TEXT(province), V_INT(employer), V_INT(*ret)),
                          &into, &found));
        if (!found || into >= *ret)
            return NULL;
        *ret = into;
    }
}
