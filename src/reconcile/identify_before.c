/* The last run: whose every row was.  A row that came before as it is stays with its person; one of which linking
 * columns changed stays where name or birth date did not. */
#include "base/pool.h"
#include "base/vec.h"
#include "identify_sql.h"
#include "reconcile/identify_internal.h"
#include "reconcile/identify_map.h"
#include <string.h>
#include <zstd.h>

static Err *unpacked(Arena *arena, Str body, int64_t bytes, const char **ret)
{
    char *out = new_raw(arena, char, bytes > 0 ? bytes : 1);
    size_t got = ZSTD_decompress(out, (size_t)bytes, body.ptr, (size_t)body.len);
    if (ZSTD_isError(got) || got != (size_t)bytes)
        return state_damaged(arena);
    *ret = out;
    return NULL;
}

/* Pairs of key and number; how many stands before them. */
static Err *read_employers(Work *w, Str body)
{
    const char *at = NULL;
    uint64_t count;
    if (body.len == 0)
        return NULL;
    unsigned long long bytes = ZSTD_getFrameContentSize(body.ptr, (size_t)body.len);
    if (bytes < sizeof count || bytes > (unsigned long long)1 << 32)
        return state_damaged(w->arena);
    TRY(unpacked(w->room, body, (int64_t)bytes, &at));
    memcpy(&count, at, sizeof count);
    if (bytes != sizeof count + count * 12)
        return state_damaged(w->arena);
    w->last.employer_keys = (ptrdiff_t)count;
    w->last.employer_key = new_raw(w->room, uint64_t, (ptrdiff_t)count + 1);
    w->last.employer = new_raw(w->room, int32_t, (ptrdiff_t)count + 1);
    memcpy(w->last.employer_key, at + sizeof count, count * 8);
    memcpy(w->last.employer, at + sizeof count + count * 8, count * 4);
    for (uint64_t i = 0; i < count; i++)
        if (w->last.employer[i] < 1 || w->last.employer[i] > w->last.employers || !w->last.employer_key[i])
            return state_damaged(w->arena);
    return NULL;
}

static Err *read_counters(Work *w)
{
    bool found;
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(w->store, w->arena, SQL_IDENTITY_ONE, ARGS(V_TEXT(w->ret->province)), &rows));
    TRY(rows_next(&rows, w->arena, &found));
    if (!found)
        return NULL;
    w->last.any = true;
    w->last.persons = (int32_t)rows_int(&rows, 0);
    w->last.employers = (int32_t)rows_int(&rows, 1);
    w->last.model = rows_text(&rows, w->arena, 2);
    w->last.trained_on = rows_int(&rows, 3);
    if (w->last.persons < 0 || w->last.employers < 0)
        return state_damaged(w->arena);
    return read_employers(w, rows_bytes(&rows, w->room, 4));
}

static Err *list_deliveries(Work *w)
{
    Vec(OldDelivery) list = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(w->store, w->arena, SQL_IDENTITY_DELIVERIES, ARGS(V_TEXT(w->ret->province)), &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, w->arena, &more));
        if (!more)
            break;
        OldDelivery old = {.id = rows_text(&rows, w->arena, 0),
                           .source = rows_text(&rows, w->arena, 1),
                           .base = rows_text(&rows, w->arena, 2),
                           .rows = rows_int(&rows, 3),
                           .base_rows = rows_int(&rows, 4)};
        if (old.rows < 0 || old.rows >= INT32_MAX || old.base_rows < 0 || old.base_rows >= INT32_MAX)
            return state_damaged(w->arena);
        vec_push(w->arena, &list, old);
    }
    w->old = list.data;
    w->olds = list.len;
    return NULL;
}

Err *before_read(Work *w)
{
    TRY(read_counters(w));
    w->lost = new (w->room, uint8_t, (ptrdiff_t)w->last.persons + 1);
    return w->last.any ? list_deliveries(w) : NULL;
}

/* ---- rows -------------------------------------------------------------------------------------- */

static void same_rows(Work *w, Part *part, const State *state)
{
    for (int64_t i = 0; i < state->rows; i++) {
        const Kept *k = state_row(state, i);
        int64_t row = part->first + i;
        w->before[row] = k->person;
        w->how[row] = k->person == 0 ? HOW_ALONE : w->mark[row].link == k->link ? HOW_KEPT : HOW_CHANGED;
    }
    part->same = state->rows == part->out->delivery.rows;
}

static void lost_rows(Work *w, const State *state)
{
    for (int64_t i = 0; i < state->rows; i++) {
        const Kept *k = state_row(state, i);
        Old old = {.link = k->link, .name = k->name, .birth = k->birth, .person = k->person};
        vec_push(w->olds_room, &w->old_row, old);
        w->lost[k->person] = 1;
    }
}

/* The keys of a delivery that was replaced stand in the register still. */
static Err *old_keys(Work *w, Str delivery, Str source, Olds *olds, ptrdiff_t from)
{
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
    static const bool none[REGISTER_COLUMNS] = {0};
    uint64_t hash = str_hash(source);
    ptrdiff_t at = from;
    for (int64_t number = 0;; number++) {
        bool found;
        RegisterPacked packed;
        RegisterBlock block;
        arena_reset(&once);
        TRY(err_keep(w->arena, register_fetch(w->store, &once, w->ret->province, delivery, number, &packed, &found)));
        if (!found)
            break;
        TRY(err_keep(w->arena, register_unpack(&once, &packed, none, &block)));
        for (ptrdiff_t i = 0; i < packed.rows && at < olds->len; i++)
            olds->data[at++].key = link_mix(hash, block.key[i]);
    }
    if (at < olds->len)
        olds->len = at; /* what has no key any more is not known again */
    return NULL;
}

static Part *part_of(Work *w, Str delivery)
{
    for (ptrdiff_t p = 0; p < w->parts; p++)
        if (w->part[p].first >= 0 && str_eq(w->part[p].out->delivery.id, delivery))
            return &w->part[p];
    return NULL;
}

static Err *read_delivery(Work *w, const OldDelivery *old)
{
    AUTO(arena_close) Arena memory = arena_open_large();
    Part *part = part_of(w, old->id);
    ptrdiff_t from = w->old_row.len;
    State state;
    bool fits;
    TRY(state_read(w, &memory, old, 0, &state, &fits));
    if (part && state.rows > part->out->delivery.rows)
        return state_damaged(w->arena);
    if (part)
        same_rows(w, part, &state);
    else
        lost_rows(w, &state);
    return part ? NULL : old_keys(w, old->id, old->source, &w->old_row, from);
}

static bool alike(const Mark *m, const Old *old)
{
    uint32_t day = mark_day(m);
    return (m->name && m->name == old->name) || (mark_full_day(day) && day == (old->birth & MARK_DAY));
}

/* Rows as they were; each old row that one is has no other. */
static void find_whole(Work *w, const Part *part, IdentifyMap *whole, const Olds *olds, uint8_t *taken)
{
    for (int64_t row = part->first; row < part->first + part->out->delivery.rows; row++) {
        if (w->how[row] == HOW_KEPT)
            continue; /* it met its own */
        int64_t at = identify_map_get(whole, link_mix(w->mark[row].key, w->mark[row].link));
        if (!at)
            continue;
        w->before[row] = olds->data[at - 1].person;
        w->how[row] = HOW_KEPT;
        taken[at - 1] = 1;
    }
}

/* Rows of which linking columns changed. */
static void find_changed(Work *w, const Part *part, IdentifyMap *by_key, const Olds *olds, uint8_t *taken)
{
    for (int64_t row = part->first; row < part->first + part->out->delivery.rows; row++) {
        int64_t at = w->how[row] == HOW_KEPT ? 0 : identify_map_get(by_key, w->mark[row].key);
        if (!at || taken[at - 1] || !alike(&w->mark[row], &olds->data[at - 1]))
            continue;
        w->before[row] = olds->data[at - 1].person;
        w->how[row] = HOW_CHANGED;
        taken[at - 1] = 1;
    }
}

/* Each entry of the maps is the place of an old row, + 1. */
static void find_rows(Work *w, Arena *memory, const Olds *olds)
{
    uint8_t *taken = new (memory, uint8_t, olds->len + 1);
    for (ptrdiff_t i = 0; i < olds->len; i++)
        taken[i] = olds->data[i].taken;
    IdentifyMap whole = identify_map(memory, olds->len), by_key = identify_map(memory, olds->len);
    for (ptrdiff_t i = 0; i < olds->len; i++) {
        int64_t *at = identify_map_at(&whole, link_mix(olds->data[i].key, olds->data[i].link));
        *at = *at ? *at : i + 1;
    }
    for (ptrdiff_t p = 0; p < w->parts; p++)
        if (w->part[p].first >= 0 && !w->part[p].same)
            find_whole(w, &w->part[p], &whole, olds, taken);
    for (ptrdiff_t i = 0; i < olds->len; i++) {
        int64_t *at = taken[i] ? NULL : identify_map_at(&by_key, olds->data[i].key);
        if (at)
            *at = *at ? *at : i + 1;
    }
    for (ptrdiff_t p = 0; p < w->parts; p++)
        if (w->part[p].first >= 0 && !w->part[p].same)
            find_changed(w, &w->part[p], &by_key, olds, taken);
}

/* ---- joining ------------------------------------------------------------------------------------- */

/* Persons whose rows a label parts now are found anew. */
static void reopen(Work *w, Arena *memory)
{
    uint8_t *open = new (memory, uint8_t, w->last.persons + 1);
    bool any = false;
    for (ptrdiff_t i = 0; i < w->labels; i++) {
        const Label *l = &w->label[i];
        if (l->yes || l->row[0] < 0 || l->row[1] < 0)
            continue;
        int32_t p = w->before[l->row[0]];
        open[p] = p == w->before[l->row[1]];
        any |= open[p];
    }
    open[0] = 0;
    for (int64_t row = 0; any && row < w->rows; row++)
        if (open[w->before[row]])
            w->how[row] = HOW_ALONE;
}

typedef struct Joining {
    Work *w;
    uint32_t *hub;   /* of each person its first row that is as it was, + 1 */
    uint8_t *spoken; /* of each person: a label speaks of one of its rows, which may be joined with others' */
    int shares;
} Joining;

/* Persons and their first rows stand anywhere: both are on their way before a row is joined. */
static void fetch_hubs(const Joining *j, int64_t row, int32_t from, int32_t to)
{
    enum { FAR = 32, AHEAD = 16 };
    const Work *w = j->w;
    if (row + FAR >= w->rows)
        return;
    int32_t far = w->before[row + FAR], ahead = w->before[row + AHEAD];
    if (far >= from && far < to)
        __builtin_prefetch(&j->hub[far], 1);
    if (ahead < from || ahead >= to || !j->hub[ahead])
        return;
    __builtin_prefetch(&w->parent[j->hub[ahead] - 1]);
    __builtin_prefetch(&w->number[j->hub[ahead] - 1]);
}

static void join_row(const Joining *j, int64_t row, int32_t person)
{
    if (j->hub[person])
        group_join(j->w, (uint32_t)row, j->hub[person] - 1, true);
    else
        j->hub[person] = (uint32_t)row + 1;
}

/* The rows of some persons, of whom no label speaks: nobody else's are joined with them. */
static void join_share(void *arg, ptrdiff_t first, ptrdiff_t end)
{
    const Joining *j = arg;
    const Work *w = j->w;
    for (ptrdiff_t share = first; share < end; share++) {
        int64_t persons = (int64_t)w->last.persons + 1;
        int32_t from = (int32_t)(persons * share / j->shares), to = (int32_t)(persons * (share + 1) / j->shares);
        for (int64_t row = 0; row < w->rows; row++) {
            int32_t p = w->before[row];
            fetch_hubs(j, row, from, to);
            if (p >= from && p < to && p > 0 && w->how[row] == HOW_KEPT && !j->spoken[p])
                join_row(j, row, p);
        }
    }
}

static bool list_spoken(const Work *w, uint8_t *spoken)
{
    for (ptrdiff_t i = 0; i < w->labels; i++)
        for (int side = 0; side < 2; side++)
            if (w->label[i].row[side] >= 0)
                spoken[w->before[w->label[i].row[side]]] = 1;
    spoken[0] = 0;
    return w->labels > 0;
}

static void join_kept(Work *w, Arena *memory)
{
    Joining j = {.w = w, .shares = w->threads};
    j.hub = new (memory, uint32_t, w->last.persons + 1);
    j.spoken = new (memory, uint8_t, w->last.persons + 1);
    bool any = list_spoken(w, j.spoken);
    parallel_for(w->threads, j.shares, 1, join_share, &j);
    for (int64_t row = 0; any && row < w->rows; row++)
        if (j.spoken[w->before[row]] && w->how[row] == HOW_KEPT)
            join_row(&j, row, w->before[row]);
    for (int64_t row = 0; row < w->rows; row++) {
        if (w->how[row] != HOW_CHANGED)
            continue;
        int32_t p = w->before[row];
        w->how[row] = j.hub[p] && group_join(w, (uint32_t)row, j.hub[p] - 1, false) ? HOW_CERTAIN : HOW_ALONE;
    }
}

Err *before_rows(Work *w)
{
    AUTO(arena_close) Arena memory = arena_open_large();
    if (!w->last.any)
        return NULL;
    for (ptrdiff_t i = 0; i < w->olds; i++)
        if (!w->old[i].met)
            TRY(read_delivery(w, &w->old[i]));
    find_rows(w, &memory, &w->old_row);
    arena_reset(w->olds_room);
    reopen(w, &memory);
    join_kept(w, &memory);
    return NULL;
}
