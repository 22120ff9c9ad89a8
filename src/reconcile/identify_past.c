/* The past of a delivery: the rows that the last run saw in it, or in the one that it replaces.  A row that is there
 * with the same key and content keeps its mark and its person, and nothing of it is read again. */
#include "base/pool.h"
#include "base/vec.h"
#include "reconcile/identify_internal.h"
#include "reconcile/identify_map.h"
#include <string.h>

/* ---- opening ---------------------------------------------------------------------------------------- */

static bool is_current(const Work *w, Str delivery)
{
    for (ptrdiff_t p = 0; p < w->parts; p++)
        if (w->part[p].first >= 0 && str_eq(w->part[p].out->delivery.id, delivery))
            return true;
    return false;
}

/* The delivery itself; else the only one of its source that is no more, if it is the only new one of its source. */
static ptrdiff_t past_of(const Work *w, const Part *part)
{
    ptrdiff_t news = 0, gone = 0, found = -1;
    Str source = part->out->source->code;
    for (ptrdiff_t i = 0; i < w->olds; i++)
        if (str_eq(w->old[i].id, part->out->delivery.id))
            return i;
    for (ptrdiff_t i = 0; i < w->olds; i++)
        if (str_eq(w->old[i].source, source) && !is_current(w, w->old[i].id))
            gone++, found = i;
    for (ptrdiff_t p = 0; p < w->parts; p++) {
        bool known = false;
        for (ptrdiff_t i = 0; i < w->olds; i++)
            known |= str_eq(w->old[i].id, w->part[p].out->delivery.id);
        news += !known && str_eq(w->part[p].out->source->code, source);
    }
    return gone == 1 && news == 1 ? found : -1;
}

/* Keys and contents stand in the register still; false where they are not those of the state. */
static Err *read_digests(Work *w, Str delivery, const Past *past, bool *ret_whole)
{
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
    int64_t rows = 0;
    for (int64_t number = 0;; number++) {
        RegisterPacked packed;
        bool found;
        arena_rewind(&once);
        TRY(err_keep(w->arena,
                     register_fetch_digests(w->store, &once, w->ret->province, delivery, number, &packed, &found)));
        if (!found)
            break;
        *ret_whole = packed.first == rows && rows + packed.rows <= past->rows;
        if (!*ret_whole)
            return NULL;
        for (ptrdiff_t i = 0; i < packed.rows; i++, rows++)
            register_digest(&packed, i, &past->digest[rows].key, &past->digest[rows].content);
    }
    *ret_whole = rows == past->rows;
    return NULL;
}

static Err *open_past(Work *w, Arena *arena, const Part *part, const OldDelivery *old, Past *past)
{
    bool fits;
    past->rows = old->rows;
    TRY(state_read(w, arena, old, marks_version(part->out->source), &past->state, &fits));
    if (!fits || past->rows == 0)
        return NULL;
    past->digest = new_raw(arena, PastDigest, past->rows + 1);
    past->met = new (arena, uint8_t, past->rows + 1);
    return read_digests(w, old->id, past, &past->open);
}

Err *past_open(Work *w, Arena *arena, Part *part, Past *ret)
{
    *ret = (Past){0};
    bool asked = w->last.any && part->first >= 0 && !w->options->anew;
    ptrdiff_t old = asked ? past_of(w, part) : -1;
    if (old < 0)
        return NULL;
    TRY(open_past(w, arena, part, &w->old[old], ret));
    if (!ret->open)
        return NULL;
    w->old[old].met = true;
    part->base = w->old[old].base;
    part->same = str_eq(w->old[old].id, part->out->delivery.id) && ret->rows == part->out->delivery.rows;
    return NULL;
}

/* ---- meeting ------------------------------------------------------------------------------------------ */

enum { REACH = 64 }; /* rows that came or went in one place, at most, for the rows behind them to meet */

typedef struct Walk {
    Past *past;
    const RegisterPacked *packed;
    ptrdiff_t row;
} Walk;

static bool has_key(const Walk *walk, ptrdiff_t row, int64_t at)
{
    uint64_t key, content;
    register_digest(walk->packed, row, &key, &content);
    return walk->past->digest[at].key == key;
}

/* The keys at hand differ: rows of the past that are gone are passed over, or the row at hand is new. */
static void find_again(Walk *walk)
{
    Past *past = walk->past;
    for (int ahead = 1; ahead <= REACH; ahead++) {
        if (past->at + ahead < past->rows && has_key(walk, walk->row, past->at + ahead)) {
            past->at += ahead;
            return;
        }
        if (walk->row + ahead < walk->packed->rows && has_key(walk, walk->row + ahead, past->at))
            return;
    }
    past->at++; /* neither: one is another */
}

void past_meet(Past *past, const RegisterPacked *packed, int64_t *ret)
{
    Walk walk = {past, packed, 0};
    for (; walk.row < packed->rows; walk.row++) {
        uint64_t key, content;
        ret[walk.row] = -1;
        if (past->at >= past->rows)
            continue;
        if (!has_key(&walk, walk.row, past->at))
            find_again(&walk);
        if (past->at >= past->rows || !has_key(&walk, walk.row, past->at))
            continue;
        register_digest(packed, walk.row, &key, &content);
        past->met[past->at] = past->digest[past->at].content == content;
        if (past->met[past->at])
            ret[walk.row] = past->at;
        past->at++;
    }
}

/* Old rows by shares, side by side. */
typedef struct Ending {
    const Past *past;
    uint64_t source;
    IdentifyMap keys; /* of rows that met none */
    int shares;
    Arena *memory;
    Vec(int64_t) * of; /* of each share: old rows that met none, or whose key one that met none has */
} Ending;

static void list_share(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Ending *e = arg;
    for (ptrdiff_t share = from; share < to; share++) {
        int64_t row = e->past->rows * share / e->shares, end = e->past->rows * (share + 1) / e->shares;
        for (; row < end; row++)
            if (!e->past->met[row] || identify_map_get(&e->keys, link_mix(e->source, e->past->digest[row].key)))
                vec_push(&e->memory[share], &e->of[share], row);
    }
}

/* Old rows whose key a row has that met none: what is known of it may say whose it is. */
static void keep_old(Work *w, const Ending *e, int64_t row)
{
    const Kept *k = state_row(&e->past->state, row);
    uint64_t key = link_mix(e->source, e->past->digest[row].key);
    bool met = e->past->met[row];
    if (!met)
        w->lost[k->person] = 1;
    if (met || identify_map_get(&e->keys, key)) {
        Old old = {key, k->link, k->name, k->birth, k->person, met};
        vec_push(w->olds_room, &w->old_row, old);
    }
}

void past_end(Work *w, const Part *part, const Past *past)
{
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    int64_t rows = part->out->delivery.rows, news = 0;
    for (int64_t row = part->first; row < part->first + rows; row++)
        news += w->before[row] == 0;
    Ending e = {.past = past,
                .source = str_hash(part->out->source->code),
                .keys = identify_map(&memory, news),
                .shares = w->threads,
                .memory = new (&memory, Arena, w->threads)};
    e.of = arena_alloc(&memory, sizeof *e.of, _Alignof(Olds), w->threads);
    for (int64_t row = part->first; row < part->first + rows; row++)
        if (w->before[row] == 0)
            *identify_map_at(&e.keys, w->mark[row].key) = 1;
    for (int share = 0; share < e.shares; share++)
        e.memory[share] = arena_open(ARENA_DEFAULT);
    parallel_for(w->threads, e.shares, 1, list_share, &e);
    for (int share = 0; share < e.shares; share++) {
        for (ptrdiff_t i = 0; i < e.of[share].len; i++)
            keep_old(w, &e, e.of[share].data[i]);
        arena_close(&e.memory[share]);
    }
}
