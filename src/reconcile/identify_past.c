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

typedef struct Unpacking {
    Past *past;
    StatePacked *packed;
    int64_t *first; /* row of each block */
    ptrdiff_t blocks;
    int32_t persons;
    uint64_t version;
    atomic_int wrong; /* 1: of another version, 2: damaged */
} Unpacking;

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
        k->met = 0;
    }
}

static void unpack_blocks(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Unpacking *u = arg;
    for (ptrdiff_t i = from; i < to; i++) {
        AUTO(arena_close) Arena once = arena_open((ptrdiff_t)1 << 24);
        StateRows rows;
        if (state_unpack(&once, &u->packed[i], u->persons, &rows))
            atomic_store(&u->wrong, 2);
        else if (rows.version != u->version)
            atomic_store(&u->wrong, atomic_load(&u->wrong) == 2 ? 2 : 1);
        else
            take_rows(u->past->row + u->first[i], &rows);
    }
}

/* All blocks of state of the delivery; *ret_rows: how many rows they hold. */
static Err *fetch_state(Work *w, Arena *arena, Str delivery, Unpacking *u, int64_t *ret_rows)
{
    Vec(StatePacked) list = {0};
    *ret_rows = 0;
    for (bool found = true;;) {
        StatePacked packed;
        TRY(state_fetch(w, arena, delivery, list.len, &packed, &found));
        if (!found)
            break;
        if (packed.rows < 1 || packed.rows > STATE_ROWS)
            return damaged(arena);
        vec_push(arena, &list, packed);
        *ret_rows += packed.rows;
    }
    u->packed = list.data;
    u->blocks = list.len;
    u->first = new (arena, int64_t, list.len + 1);
    for (ptrdiff_t i = 0; i < list.len; i++)
        u->first[i + 1] = u->first[i] + list.data[i].rows;
    return NULL;
}

/* Keys and contents stand in the register still; false where they are not those of the state. */
static Err *fetch_digests(Work *w, Str delivery, Past *past, bool *ret_whole)
{
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
    int64_t rows = 0;
    for (int64_t number = 0;; number++) {
        RegisterPacked packed;
        bool found;
        arena_rewind(&once);
        TRY(err_keep(w->arena, register_fetch(w->store, &once, w->ret->province, delivery, number, &packed, &found)));
        if (!found)
            break;
        *ret_whole = register_has_digests(&packed) && packed.first == rows && rows + packed.rows <= past->rows;
        if (!*ret_whole)
            return NULL;
        for (ptrdiff_t i = 0; i < packed.rows; i++) {
            Kept *k = &past->row[rows++];
            register_digest(&packed, i, &k->key, &k->content);
        }
    }
    *ret_whole = rows == past->rows;
    return NULL;
}

static Err *open_past(Work *w, Arena *arena, const Part *part, ptrdiff_t old, Past *past)
{
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
    Unpacking u = {.past = past, .persons = w->last.persons, .version = marks_version(part->out->source)};
    bool whole;
    TRY(err_keep(w->arena, fetch_state(w, &once, w->old[old].id, &u, &past->rows)));
    past->row = new_raw(arena, Kept, past->rows + 1);
    parallel_for(w->threads, u.blocks, 1, unpack_blocks, &u);
    if (atomic_load(&u.wrong) == 2)
        return damaged(w->arena);
    if (atomic_load(&u.wrong) == 1 || past->rows == 0)
        return NULL;
    TRY(fetch_digests(w, w->old[old].id, past, &whole));
    past->open = whole;
    return NULL;
}

Err *past_open(Work *w, Arena *arena, Part *part, Past *ret)
{
    *ret = (Past){0};
    bool asked = w->last.any && part->first >= 0 && !w->options->anew;
    ptrdiff_t old = asked ? past_of(w, part) : -1;
    if (old < 0)
        return NULL;
    TRY(open_past(w, arena, part, old, ret));
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
    return walk->past->row[at].key == key;
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
        if (past->row[past->at].content == content)
            ret[walk.row] = past->at;
        past->row[past->at].met = past->row[past->at].content == content;
        past->at++;
    }
}

/* Old rows whose key a row has that met none: what is known of it may say whose it is. */
void past_end(Work *w, const Part *part, const Past *past)
{
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    int64_t rows = part->out->delivery.rows, news = 0;
    uint64_t source = str_hash(part->out->source->code);
    for (int64_t row = part->first; row < part->first + rows; row++)
        news += w->before[row] == 0;
    IdentifyMap keys = identify_map(&memory, news);
    for (int64_t row = part->first; row < part->first + rows; row++)
        if (w->before[row] == 0)
            *identify_map_at(&keys, w->mark[row].key) = 1;
    for (int64_t i = 0; i < past->rows; i++) {
        const Kept *k = &past->row[i];
        uint64_t key = link_mix(source, k->key);
        if (!k->met)
            w->lost[k->person] = 1;
        if (!identify_map_get(&keys, key))
            continue;
        Old old = {key, k->link, k->name, k->birth, k->person, k->met};
        vec_push(w->olds_room, &w->old_row, old);
    }
}
