/* What a run leaves to the next one: packed by all threads, the states of deliveries as what they have of the last. */
#include "base/pool.h"
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
    const uint32_t *row; /* which rows of the part's; NULL: from first on */
    int64_t first;
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
    return task->to->rows * STATE_BYTES + 8;
}

static void pack_block(Packer *packer, const Work *w, const Task *task)
{
    Arena scratch = packer->scratch;
    ptrdiff_t n = task->to->rows, bytes = bytes_of(task);
    const IdentifyDelivery *of = task->part->out;
    uint64_t version = marks_version(of->source);
    char *out = new_raw(&scratch, char, bytes);
    for (ptrdiff_t i = 0; i < n; i++) {
        int64_t at = task->row ? task->row[i] : task->first + i, row = task->part->first + at;
        const Mark *m = &w->mark[row];
        memcpy(out + 8 * i, &m->link, 8);
        memcpy(out + 8 * n + 8 * i, &m->personal, 8);
        memcpy(out + 16 * n + 8 * i, &m->other, 8);
        memcpy(out + 24 * n + 4 * i, &m->name, 4);
        memcpy(out + 28 * n + 4 * i, &m->birth, 4);
        memcpy(out + 32 * n + 4 * i, &of->person[at], 4);
        memcpy(out + 36 * n + 4 * i, &(uint32_t){w->unit[row] | (uint32_t)w->loose[row] << LOOSE_AT}, 4);
        memcpy(out + 40 * n + 4 * i, &of->employer[at], 4);
        memcpy(out + 44 * n + (ptrdiff_t)sizeof(Trace) * i, &w->trace[row], sizeof(Trace));
    }
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

/* ---- what is other than it was ------------------------------------------------------------------------ */

typedef struct Comparing {
    Work *w;
    const Part *part;
    struct {
        int64_t own; /* rows that are not as one of the base */
        bool other;  /* one is not as it was */
    } of[SHARES];
} Comparing;

/* w->origin of the part's rows that are other than they were: none. */
static void compare_some(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Comparing *c = arg;
    const Work *w = c->w;
    int64_t rows = c->part->out->delivery.rows;
    for (ptrdiff_t share = from; share < to; share++) {
        int64_t i = rows * share / SHARES, end = rows * (share + 1) / SHARES, own = 0;
        bool others = false;
        for (; i < end; i++) {
            int64_t row = c->part->first + i;
            bool other = c->part->out->person[i] != w->before[row] || c->part->out->employer[i] != w->worked[row] ||
                         w->loose[row] != w->origin[row] >> LOOSE_AT;
            w->origin[row] = other ? 0 : w->origin[row] & ~ORIGIN_LOOSE;
            own += w->origin[row] == 0;
            others |= other;
        }
        c->of[share].own = own;
        c->of[share].other = others;
    }
}

typedef struct Runs {
    StateRun *run;
    ptrdiff_t count;
    uint32_t *own; /* rows of the part */
    int64_t owns;
} Runs;

/* Rows of a part whose own ones are counted; a run is begun where one comes to an end. */
static Runs runs_of(const Work *w, Arena *arena, const Part *part, int64_t own)
{
    int64_t rows = part->out->delivery.rows, breaks = 1;
    const uint32_t *origin = w->origin + part->first;
    for (int64_t i = 1; i < rows; i++)
        breaks += origin[i] != (origin[i - 1] ? origin[i - 1] + 1 : 0);
    Runs runs = {.run = new_raw(arena, StateRun, (ptrdiff_t)breaks),
                 .own = new_raw(arena, uint32_t, (ptrdiff_t)own + 1)};
    for (int64_t i = 0; i < rows; i++) {
        if (i == 0 || origin[i] != (origin[i - 1] ? origin[i - 1] + 1 : 0))
            runs.run[runs.count++] = (StateRun){origin[i] ? origin[i] - 1 : STATE_OWN, 0};
        runs.run[runs.count - 1].rows++;
        if (!origin[i])
            runs.own[runs.owns++] = (uint32_t)i;
    }
    return runs;
}

/* ---- all of them ----------------------------------------------------------------------------------------- */

static void list_blocks(Packing *p, const Part *part, const StateNew *of, const Runs *runs)
{
    struct IdentifyStore *keep = p->w->ret->kept;
    int64_t rows = runs ? runs->owns : of->rows;
    for (int64_t first = 0; first < rows; first += STATE_ROWS) {
        int64_t left = rows - first;
        StateBlock *to = &keep->block[keep->blocks++];
        *to = (StateBlock){
            .of = of, .block = first / STATE_ROWS, .rows = left < STATE_ROWS ? (ptrdiff_t)left : STATE_ROWS};
        p->task[p->tasks++] = (Task){.part = part, .row = runs ? runs->own + first : NULL, .first = first, .to = to};
    }
}

/* A state that would hardly follow its base is a base itself. */
static void list_state(Packing *p, const Part *part)
{
    enum { OWN_SHARE = 4 };
    Work *w = p->w;
    struct IdentifyStore *keep = w->ret->kept;
    Comparing c = {.w = w, .part = part};
    int64_t own = 0, rows = part->out->delivery.rows;
    bool other = !part->same || part->base.len == 0;
    parallel_for(w->threads, SHARES, 1, compare_some, &c);
    for (int share = 0; share < SHARES; share++)
        own += c.of[share].own, other |= c.of[share].other;
    if (!other || rows == 0)
        return;
    StateNew *state = &keep->state[keep->states++];
    *state = (StateNew){.delivery = part->out->delivery.id, .source = part->out->source->code, .rows = rows};
    if (part->base.len == 0 || own > rows / OWN_SHARE) {
        list_blocks(p, part, state, NULL);
        return;
    }
    Runs runs = runs_of(w, w->room, part, own);
    Packer packer = packer_open();
    ptrdiff_t bytes = runs.count * (ptrdiff_t)sizeof *runs.run;
    state->base = part->base;
    state->runs = packed(&packer, new_raw(w->arena, char, room_for(bytes)), (const char *)runs.run, bytes);
    packer_close(&packer);
    list_blocks(p, part, state, &runs);
}

static void pack_states(Work *w)
{
    static const Pipe pipe = {next_task, pack_task, has_packed};
    struct IdentifyStore *keep = w->ret->kept;
    int slots = 2 * w->threads;
    ptrdiff_t most = 1;
    Packing p = {.w = w, .packer = new (w->room, Packer, w->threads), .at = new (w->room, Task *, slots)};
    for (ptrdiff_t i = 0; i < w->parts; i++)
        most += (ptrdiff_t)(w->part[i].out->delivery.rows / STATE_ROWS + 1);
    p.task = new (w->room, Task, most);
    keep->block = new (w->arena, StateBlock, most);
    keep->state = new (w->arena, StateNew, w->parts + 1);
    for (ptrdiff_t i = 0; i < w->parts; i++)
        if (w->part[i].first >= 0)
            list_state(&p, &w->part[i]);
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
            here |= w->part[p].first >= 0 && str_eq(w->part[p].out->delivery.id, w->old[i].id);
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
    pack_states(w);
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
