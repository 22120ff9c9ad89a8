/* The past of a delivery: the rows that the last run saw in it, or in the one that it replaces.  A row that is there
 * with the same key and content keeps its mark and its person, and nothing of it is read again. */
#include "base/pool.h"
#include "base/vec.h"
#include "identify_sql.h"
#include "reconcile/identify_internal.h"
#include "reconcile/identify_map.h"
#include <string.h>
#include <zstd.h>

/* ---- blocks of state ------------------------------------------------------------------------------ */

static Err *damaged(Arena *arena)
{
    return FAIL(arena, INTERNAL, "số của người đã lưu không trọn; hãy khôi phục từ bản sao lưu",
                "the kept numbers of persons are not whole; restore a backup");
}

Err *state_fetch(Work *w, Arena *arena, Str delivery, int64_t number, StatePacked *ret, bool *ret_found)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(w->store, arena, SQL_IDENTITY_BLOCK_ONE,
                    ARGS(V_TEXT(w->ret->province), V_TEXT(delivery), V_INT(number)), &rows));
    TRY(rows_next(&rows, arena, ret_found));
    if (*ret_found)
        *ret = (StatePacked){.rows = (ptrdiff_t)rows_int(&rows, 0), .body = rows_bytes(&rows, arena, 1)};
    return NULL;
}

/* Bytes of a row in the forms that there were; the first had neither numbers nor unit, the second no employer, the
 * third no trace. */
static const ptrdiff_t forms[] = {20, 40, 44, STATE_BYTES};
enum { FORM_FIRST, FORM_SECOND, FORM_THIRD, FORM_NOW, FORMS };

static int form_of(unsigned long long size, ptrdiff_t rows)
{
    int form = FORM_FIRST;
    while (form < FORMS &&
           size != (unsigned long long)(rows * forms[form]) + (form == FORM_FIRST ? 0 : sizeof(uint64_t)))
        form++;
    return form;
}

/* Columns one after the other. */
static void point(StateRows *s, const char *at, int form)
{
    ptrdiff_t n = s->rows;
    s->link = at, at += 8 * n;
    if (form != FORM_FIRST)
        s->personal = at, s->other = at + 8 * n, at += 16 * n;
    s->name = at, s->birth = at + 4 * n, s->person = at + 8 * n, at += 12 * n;
    if (form != FORM_NOW)
        return;
    s->unit = at, s->employer = at + 4 * n;
    s->trace = at + 8 * n;
    memcpy(&s->version, at + 24 * n, sizeof s->version);
}

Err *state_unpack(Arena *arena, const StatePacked *packed, int32_t persons, StateRows *ret)
{
    ptrdiff_t n = packed->rows;
    *ret = (StateRows){.rows = n};
    if (n < 1 || n > STATE_ROWS)
        return damaged(arena);
    unsigned long long size = ZSTD_getFrameContentSize(packed->body.ptr, (size_t)packed->body.len);
    int form = form_of(size, n);
    if (form == FORMS)
        return damaged(arena);
    char *out = new_raw(arena, char, (ptrdiff_t)size);
    size_t got = ZSTD_decompress(out, (size_t)size, packed->body.ptr, (size_t)packed->body.len);
    if (ZSTD_isError(got) || got != size)
        return damaged(arena);
    point(ret, out, form);
    for (ptrdiff_t i = 0; i < n; i++) {
        int32_t person;
        memcpy(&person, ret->person + 4 * i, 4);
        if (person < 0 || person > persons)
            return damaged(arena);
    }
    return NULL;
}

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

static void take_rows(Kept *to, const StateRows *s)
{
    for (ptrdiff_t i = 0; i < s->rows; i++) {
        Kept *k = &to[i];
        uint32_t unit;
        memcpy(&k->link, s->link + 8 * i, 8);
        memcpy(&k->personal, s->personal + 8 * i, 8);
        memcpy(&k->other, s->other + 8 * i, 8);
        memcpy(&k->name, s->name + 4 * i, 4);
        memcpy(&k->birth, s->birth + 4 * i, 4);
        memcpy(&k->person, s->person + 4 * i, 4);
        memcpy(&k->employer, s->employer + 4 * i, 4);
        memcpy(&unit, s->unit + 4 * i, 4);
        memcpy(&k->trace, s->trace + sizeof k->trace * (size_t)i, sizeof k->trace);
        k->unit = unit & (INT32_MAX >> 1);
        k->loose = unit >> LOOSE_AT != 0;
    }
}

/* Blocks on their way: fetched one after the other, unpacked side by side. */
typedef struct StateSlot {
    Arena memory;
    StatePacked packed;
    int64_t first; /* row */
    enum { STATE_FITS, STATE_OF_OTHERS, STATE_DAMAGED } is;
} StateSlot;

typedef struct Unpacking {
    Work *w;
    Str delivery;
    Past *past;
    uint64_t version;
    StateSlot *slot;
    int64_t number, rows; /* that were fetched */
    bool of_others;       /* of another version */
    Err *err;
} Unpacking;

static bool fetch_state(void *arg, int at)
{
    Unpacking *u = arg;
    StateSlot *slot = &u->slot[at];
    bool found;
    arena_rewind(&slot->memory);
    u->err = err_keep(u->w->arena, state_fetch(u->w, &slot->memory, u->delivery, u->number++, &slot->packed, &found));
    if (u->err || !found)
        return false;
    slot->first = u->rows;
    u->rows += slot->packed.rows;
    if (slot->packed.rows < 1 || slot->packed.rows > STATE_ROWS || u->rows > u->past->rows)
        u->err = damaged(u->w->arena);
    return !u->err;
}

static void unpack_state(void *arg, int at, int worker)
{
    const Unpacking *u = arg;
    StateSlot *slot = &u->slot[at];
    StateRows rows;
    (void)worker;
    if (state_unpack(&slot->memory, &slot->packed, u->w->last.persons, &rows))
        slot->is = STATE_DAMAGED;
    else if (rows.version != u->version)
        slot->is = STATE_OF_OTHERS;
    else
        take_rows(u->past->row + slot->first, &rows), slot->is = STATE_FITS;
}

static bool state_unpacked(void *arg, int at)
{
    Unpacking *u = arg;
    u->of_others = u->slot[at].is == STATE_OF_OTHERS;
    if (u->slot[at].is == STATE_DAMAGED)
        u->err = damaged(u->w->arena);
    return u->slot[at].is == STATE_FITS;
}

/* False where the state is of another version, or there is none. */
static Err *read_state(Work *w, const Part *part, Str delivery, Past *past, bool *ret_fits)
{
    static const Pipe pipe = {fetch_state, unpack_state, state_unpacked};
    int slots = 2 * w->threads;
    AUTO(arena_close) Arena own = arena_open(ARENA_DEFAULT);
    Unpacking u = {.w = w,
                   .delivery = delivery,
                   .past = past,
                   .version = marks_version(part->out->source),
                   .slot = new (&own, StateSlot, slots)};
    for (int i = 0; i < slots; i++)
        u.slot[i].memory = arena_open((ptrdiff_t)1 << 24);
    parallel_pipe(w->threads, slots, &pipe, &u);
    for (int i = 0; i < slots; i++)
        arena_close(&u.slot[i].memory);
    *ret_fits = !u.of_others && past->rows > 0;
    return u.err || u.of_others || u.rows == past->rows ? u.err : damaged(w->arena);
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
    past->row = new_raw(arena, Kept, past->rows + 1);
    TRY(read_state(w, part, old->id, past, &fits));
    if (!fits)
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
    ret->itself = str_eq(w->old[old].id, part->out->delivery.id);
    part->same = ret->itself && ret->rows == part->out->delivery.rows;
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
    const Kept *k = &e->past->row[row];
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
