/* The state of a delivery as it is kept: what marks its rows had, and whose they were.
 *
 * A delivery is mostly as the one before it, so its state is kept as what it has of a base, in runs, and rows of its
 * own.  A base is never written to: it goes when no delivery has anything of it any more. */
#include "base/pool.h"
#include "identify_sql.h"
#include "reconcile/identify_internal.h"
#include <string.h>
#include <zstd.h>

Err *state_damaged(Arena *arena)
{
    return FAIL(arena, INTERNAL, "số của người đã lưu không trọn; hãy khôi phục từ bản sao lưu",
                "the kept numbers of persons are not whole; restore a backup");
}

/* ---- blocks ----------------------------------------------------------------------------------------- */

typedef struct StatePacked {
    ptrdiff_t rows;
    Str body;
} StatePacked;

typedef struct StateRows { /* columns of a block; NULL in former forms that had them not */
    ptrdiff_t rows;
    const char *link, *personal, *other, *name, *birth, *person, *unit, *employer, *trace;
    uint64_t version; /* marks_version; 0 in former forms */
} StateRows;

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

/* False: damaged. */
static bool unpack(Arena *arena, const StatePacked *packed, int32_t persons, StateRows *ret)
{
    ptrdiff_t n = packed->rows;
    unsigned long long size = ZSTD_getFrameContentSize(packed->body.ptr, (size_t)packed->body.len);
    int form = form_of(size, n);
    *ret = (StateRows){.rows = n};
    if (form == FORMS)
        return false;
    char *out = new_raw(arena, char, (ptrdiff_t)size);
    size_t got = ZSTD_decompress(out, (size_t)size, packed->body.ptr, (size_t)packed->body.len);
    if (ZSTD_isError(got) || got != size)
        return false;
    point(ret, out, form);
    bool whole = true;
    for (ptrdiff_t i = 0; i < n; i++) {
        int32_t person;
        memcpy(&person, ret->person + 4 * i, 4);
        whole &= person >= 0 && person <= persons;
    }
    return whole;
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

/* Of a former form, or of marks that were made otherwise: enough to know the row again. */
static void take_little(Kept *to, const StateRows *s)
{
    for (ptrdiff_t i = 0; i < s->rows; i++) {
        to[i] = (Kept){0};
        memcpy(&to[i].link, s->link + 8 * i, 8);
        memcpy(&to[i].name, s->name + 4 * i, 4);
        memcpy(&to[i].birth, s->birth + 4 * i, 4);
        memcpy(&to[i].person, s->person + 4 * i, 4);
    }
}

/* ---- on their way: fetched one after the other, unpacked side by side ---------------------------------- */

typedef struct Slot {
    Arena memory;
    StatePacked packed;
    int64_t first; /* row */
    enum { FITS, OF_OTHERS, DAMAGED } is;
} Slot;

typedef struct Unpacking {
    Work *w;
    const Query *query; /* of a block */
    Str of;
    Kept *to;
    int64_t expected;
    uint64_t version;
    Slot *slot;
    int64_t number, rows; /* that were fetched */
    bool of_others;       /* some are of another version */
    Err *err;
} Unpacking;

static Err *fetch(Unpacking *u, Slot *slot, bool *ret_found)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(u->w->store, &slot->memory, *u->query,
                    ARGS(V_TEXT(u->w->ret->province), V_TEXT(u->of), V_INT(u->number++)), &rows));
    TRY(rows_next(&rows, &slot->memory, ret_found));
    if (*ret_found)
        slot->packed =
            (StatePacked){.rows = (ptrdiff_t)rows_int(&rows, 0), .body = rows_bytes(&rows, &slot->memory, 1)};
    return NULL;
}

static bool fetch_next(void *arg, int at)
{
    Unpacking *u = arg;
    Slot *slot = &u->slot[at];
    bool found;
    arena_rewind(&slot->memory);
    u->err = err_keep(u->w->arena, fetch(u, slot, &found));
    if (u->err || !found)
        return false;
    slot->first = u->rows;
    u->rows += slot->packed.rows;
    if (slot->packed.rows < 1 || slot->packed.rows > STATE_ROWS || u->rows > u->expected)
        u->err = state_damaged(u->w->arena);
    return !u->err;
}

static void unpack_slot(void *arg, int at, int worker)
{
    const Unpacking *u = arg;
    Slot *slot = &u->slot[at];
    StateRows rows;
    (void)worker;
    if (!unpack(&slot->memory, &slot->packed, u->w->last.persons, &rows)) {
        slot->is = DAMAGED;
        return;
    }
    slot->is = rows.version == u->version ? FITS : OF_OTHERS;
    (slot->is == FITS ? take_rows : take_little)(u->to + slot->first, &rows);
}

static bool has_unpacked(void *arg, int at)
{
    Unpacking *u = arg;
    u->of_others |= u->slot[at].is == OF_OTHERS;
    if (u->slot[at].is == DAMAGED)
        u->err = state_damaged(u->w->arena);
    return !u->err;
}

static Err *read_blocks(Unpacking *u)
{
    static const Pipe pipe = {fetch_next, unpack_slot, has_unpacked};
    AUTO(arena_close) Arena own = arena_open(ARENA_DEFAULT);
    int slots = 2 * u->w->threads;
    u->slot = new (&own, Slot, slots);
    for (int i = 0; i < slots; i++)
        u->slot[i].memory = arena_open((ptrdiff_t)1 << 24);
    parallel_pipe(u->w->threads, slots, &pipe, u);
    for (int i = 0; i < slots; i++)
        arena_close(&u->slot[i].memory);
    return u->err || u->rows == u->expected ? u->err : state_damaged(u->w->arena);
}

/* ---- runs ------------------------------------------------------------------------------------------- */

static Err *fetch_runs(Work *w, Arena *arena, Str delivery, StateRun **ret, ptrdiff_t *ret_count)
{
    AUTO(rows_close) Rows rows = {0};
    bool found;
    TRY(store_query(w->store, arena, SQL_IDENTITY_STATE_RUNS, ARGS(V_TEXT(w->ret->province), V_TEXT(delivery)), &rows));
    TRY(rows_next(&rows, arena, &found));
    *ret = NULL;
    *ret_count = 0;
    if (!found || rows_null(&rows, 0))
        return NULL;
    Str body = rows_bytes(&rows, arena, 0);
    unsigned long long size = ZSTD_getFrameContentSize(body.ptr, (size_t)body.len);
    if (size == 0 || size > (unsigned long long)INT32_MAX || size % sizeof(StateRun) != 0)
        return state_damaged(w->arena);
    *ret = new_raw(arena, StateRun, (ptrdiff_t)(size / sizeof(StateRun)));
    size_t got = ZSTD_decompress(*ret, (size_t)size, body.ptr, (size_t)body.len);
    if (ZSTD_isError(got) || got != size)
        return state_damaged(w->arena);
    *ret_count = (ptrdiff_t)(size / sizeof(StateRun));
    return NULL;
}

/* Rows of its own stand behind those of the base; -1 where runs do not fit. */
static int64_t lay(const StateRun *run, ptrdiff_t runs, State *s)
{
    int64_t row = 0, own = 0;
    for (ptrdiff_t r = 0; r < runs; r++) {
        bool is_own = run[r].from == STATE_OWN;
        if (run[r].rows > s->rows - row || (!is_own && (int64_t)run[r].from + run[r].rows > s->base_rows))
            return -1;
        uint32_t at = is_own ? (uint32_t)(s->base_rows + own) : run[r].from;
        for (uint32_t i = 0; i < run[r].rows; i++)
            s->at[row++] = at + i;
        own += is_own ? run[r].rows : 0;
    }
    return row == s->rows ? own : -1;
}

Err *state_read(Work *w, Arena *arena, const OldDelivery *old, uint64_t version, State *ret, bool *ret_fits)
{
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
    StateRun *run = NULL;
    ptrdiff_t runs = 0;
    int64_t own = 0;
    *ret = (State){.rows = old->rows, .base_rows = old->base_rows};
    TRY(err_keep(w->arena, fetch_runs(w, &once, old->id, &run, &runs)));
    if (runs > 0) {
        ret->at = new_raw(arena, uint32_t, ret->rows + 1);
        own = lay(run, runs, ret);
    }
    if (own < 0 || (runs == 0 && ret->rows != ret->base_rows))
        return state_damaged(w->arena);
    ret->kept = new_raw(arena, Kept, ret->base_rows + own + 1);
    Unpacking base = {.w = w,
                      .query = &SQL_IDENTITY_BLOCK_ONE,
                      .of = old->base,
                      .to = ret->kept,
                      .expected = ret->base_rows,
                      .version = version};
    Unpacking others = base;
    others.query = &SQL_IDENTITY_OWN_ONE;
    others.of = old->id;
    others.to = ret->kept + ret->base_rows;
    others.expected = own;
    TRY(read_blocks(&base));
    TRY(read_blocks(&others));
    *ret_fits = !base.of_others && !others.of_others;
    return NULL;
}
