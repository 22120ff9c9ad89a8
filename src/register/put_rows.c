/* The rows of an agency's file: read, checked, packed, counted and written.
 *
 * Each thread takes the next piece of the file, checks and packs it; what is counted and written of it waits until the
 * pieces before it were.  So neither the number of threads nor which was faster shows in what is kept. */
#include "base/pool.h"
#include "register/put_internal.h"
#include "register_sql.h"
#include "table/heading.h"
#include <pthread.h>

enum { REJECTS_MOST = 200000, WAITING_MOST = 8 << 20, LANES = 8 };

typedef struct Lane Lane;

typedef struct Lanes {
    Putting *p;
    Lane *lane;
    pthread_mutex_t reading, using; /* never both by one thread */
    pthread_cond_t turned;
    int64_t next; /* of the piece to be read; under `reading` */
    int64_t turn; /* of the piece to be used; under `using` */
    bool ended;   /* under `using`: nothing more is used */
    Err *err;
} Lanes;

struct Lane {
    Arena memory, scratch;
    Checker *checker;
    RegisterRows read;
    CheckedRows rows;
    Str body; /* packed */
    Err *err; /* lives in the memory of the lane */
};

/* ---- writing ---------------------------------------------------------------------------------- */

static Err *write_blocks(Putting *p)
{
    for (ptrdiff_t i = 0; i < p->packed.len; i++) {
        const PackedBlock *b = &p->packed.data[i];
        TRY(store_exec(p->store, p->arena, SQL_BLOCK_PUT,
                       ARGS(V_TEXT(p->put->province), V_TEXT(p->report->delivery.id), V_INT(p->blocks++),
                            V_INT(b->first), V_INT(b->rows), V_BYTES(b->body), V_BYTES(b->digests)),
                       NULL));
    }
    return NULL;
}

/* Many blocks in one transaction, since each ends with a wait for the disk.  None is open while rows are read: others
 * write meanwhile. */
static Err *flush_blocks(Putting *p)
{
    Err *err = p->packed.len > 0 ? put_transaction(p, write_blocks) : NULL;
    p->packed = (PackedBlocks){0};
    p->packed_bytes = 0;
    arena_rewind(&p->waiting);
    return err;
}

static Err *put_block(Putting *p, const Lane *lane)
{
    Str digests = {(const char *)lane->rows.digest, lane->rows.rows * (ptrdiff_t)sizeof(RowDigest)};
    PackedBlock block = {.first = p->report->delivery.rows,
                         .rows = lane->rows.rows,
                         .body = str_copy(&p->waiting, lane->body),
                         .digests = str_copy(&p->waiting, digests)};
    vec_push(&p->waiting, &p->packed, block);
    p->packed_bytes += block.body.len + block.digests.len;
    return p->packed_bytes < WAITING_MOST ? NULL : flush_blocks(p);
}

/* ---- counting ----------------------------------------------------------------------------------- */

static void count_rows(Putting *p, const CheckedRows *rows)
{
    RegisterReport *r = p->report;
    for (ptrdiff_t c = 0; c < p->source->columns; c++) {
        r->column[c].filled += rows->column[c].filled;
        r->column[c].sound += rows->column[c].sound;
        r->column[c].doubtful += rows->column[c].doubtful;
    }
    for (ptrdiff_t i = 0; i < rows->rows; i++) {
        if (i + PUT_AHEAD < rows->rows) {
            digest_set_fetch(&p->keys, rows->digest[i + PUT_AHEAD].key);
            digest_set_fetch(&p->before, rows->digest[i + PUT_AHEAD].content);
        }
        r->twins += !digest_set_put(&p->keys, p->arena, rows->digest[i].key);
        r->delivery.changed += p->last.id.len == 0 || !digest_set_has(&p->before, rows->digest[i].content);
    }
}

/* ---- rows that are not used ------------------------------------------------------------------------ */

static Str kept(Arena *arena, Str s)
{
    return str_copy(arena, s);
}

bool put_takes_rest(const RegisterPut *put)
{
    return put->take_rest || put->rejects.len > 0;
}

static void keep_rejects(Putting *p, const RegisterRows *read, const CheckedRows *rows)
{
    RegisterReport *r = p->report;
    ptrdiff_t columns = p->source->columns;
    for (ptrdiff_t i = 0; i < rows->problems; i++) {
        Problem problem = rows->problem[i];
        problem.value = kept(p->arena, problem.value);
        problem.place.sheet = kept(p->arena, problem.place.sheet);
        if (r->problems < PUT_PROBLEMS)
            r->problem[r->problems++] = problem;
        if (!put_takes_rest(p->put) || p->rejects.rows >= REJECTS_MOST)
            continue;
        GridCell *cell = grid_row(&p->rejects, p->arena);
        for (ptrdiff_t c = 0; c < columns; c++)
            cell[c] = G_TEXT(kept(p->arena, register_cell(read, rows->bad[i], c)));
        cell[columns] = G_TEXT(place_text(p->arena, p->put->lang, problem.place));
        cell[columns + 1] = G_TEXT(text_in(p->put->lang, problem.expected));
    }
    r->delivery.rejected += rows->problems;
}

Grid put_rejects(const Putting *p)
{
    ptrdiff_t columns = p->source->columns;
    GridColumn *column = new (p->arena, GridColumn, columns + 2);
    for (ptrdiff_t c = 0; c < columns; c++) {
        Str heading = register_file_heading(p->file, c);
        heading = heading.len > 0 ? heading : p->source->column[c].code;
        column[c] = (GridColumn){.key = str_c(p->arena, p->source->column[c].code), .heading = {heading, heading}};
    }
    column[columns] = (GridColumn){.key = "place", .heading = heading_reject(0)};
    column[columns + 1] = (GridColumn){.key = "expected", .heading = heading_reject(1)};
    return grid_open(TEXT("", ""), TEXT("", ""), column, columns + 2);
}

/* ---- a piece of the file ---------------------------------------------------------------------------- */

/* Its number; an error and the end of the file (no rows) wait for their turn as rows do. */
static int64_t read_piece(Lanes *l, Lane *lane)
{
    arena_rewind(&lane->memory);
    pthread_mutex_lock(&l->reading);
    int64_t number = l->next++;
    lane->err = register_file_next(l->p->file, &lane->memory, &lane->read);
    pthread_mutex_unlock(&l->reading);
    return number;
}

static void check_piece(const Putting *p, Lane *lane)
{
    lane->rows = (CheckedRows){0};
    if (lane->err || lane->read.rows == 0)
        return;
    checker_run(lane->checker, &lane->read, &lane->rows);
    arena_rewind(&lane->scratch);
    if (p->store_rows && lane->rows.rows > 0)
        lane->body =
            columns_pack_by(&lane->memory, lane->scratch, lane->rows.cell, lane->rows.rows, p->source->columns, 1);
}

static bool has_enough(const Putting *p)
{
    const Delivery *d = &p->report->delivery;
    return p->put->preview && p->put->most_rows > 0 && d->rows + d->rejected >= p->put->most_rows;
}

static Err *cancelled(const Putting *p)
{
    return FAIL(p->arena, CONFLICT, "đã dừng theo yêu cầu; chưa có gì thay đổi",
                "stopped as asked; nothing has changed");
}

static Err *use_piece(Putting *p, const Lane *lane, bool *ret_ended)
{
    TRY(err_keep(p->arena, lane->err));
    *ret_ended = lane->read.rows == 0;
    if (*ret_ended)
        return NULL;
    if (p->comparing)
        compare_rows(p->comparing, &lane->rows);
    count_rows(p, &lane->rows);
    keep_rejects(p, &lane->read, &lane->rows);
    days_look(p, &lane->read, &lane->rows);
    if (p->store_rows && lane->rows.rows > 0)
        TRY(put_block(p, lane));
    p->report->delivery.rows += lane->rows.rows;
    if (p->put->progress)
        p->put->progress(p->put->arg, p->report->delivery.rows);
    *ret_ended = p->report->cut = has_enough(p);
    return !*ret_ended && p->put->cancelled && p->put->cancelled(p->put->arg) ? cancelled(p) : NULL;
}

/* False where nothing more is to be read. */
static bool take_turn(Lanes *l, const Lane *lane, int64_t number)
{
    pthread_mutex_lock(&l->using);
    while (l->turn != number)
        pthread_cond_wait(&l->turned, &l->using);
    if (!l->ended) {
        l->err = use_piece(l->p, lane, &l->ended);
        l->ended = l->ended || l->err;
    }
    bool more = !l->ended;
    l->turn++;
    pthread_cond_broadcast(&l->turned);
    pthread_mutex_unlock(&l->using);
    return more;
}

/* A lane that no thread of its own was to be had for finds the end of the file. */
static void run_lanes(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Lanes *l = arg;
    for (ptrdiff_t i = from; i < to; i++) {
        int64_t number;
        do {
            number = read_piece(l, &l->lane[i]);
            check_piece(l->p, &l->lane[i]);
        } while (take_turn(l, &l->lane[i], number));
    }
}

/* ---- all of them ---------------------------------------------------------------------------------- */

/* A workbook or a file in another encoding is read by who opened it; the checking alone is shared. */
static int lanes_of(const Putting *p)
{
    return !register_file_is_plain(p->file) ? 1 : p->threads < LANES ? p->threads : LANES;
}

Err *put_rows(Putting *p)
{
    Lane lane[LANES];
    int count = lanes_of(p);
    Lanes l = {.p = p,
               .lane = lane,
               .reading = PTHREAD_MUTEX_INITIALIZER,
               .using = PTHREAD_MUTEX_INITIALIZER,
               .turned = PTHREAD_COND_INITIALIZER};
    p->waiting = arena_open(ARENA_DEFAULT);
    for (int i = 0; i < count; i++) {
        lane[i] = (Lane){.memory = arena_open(ARENA_DEFAULT), .scratch = arena_open(ARENA_DEFAULT)};
        lane[i].checker = checker_open(p->arena, p->source, p->file, p->put->name, p->put->as_of.year,
                                       register_file_is_plain(p->file) ? 1 : p->threads);
    }
    parallel_for(count, count, 1, run_lanes, &l);
    Err *err = l.err ? l.err : flush_blocks(p);
    for (int i = 0; i < count; i++) {
        checker_close(&lane[i].checker);
        arena_close(&lane[i].scratch);
        arena_close(&lane[i].memory);
    }
    arena_close(&p->waiting);
    return err;
}
