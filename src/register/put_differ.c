/* A file that is mostly as the one before it.
 *
 * Of lines that the delivery before has too (follow.h) nothing is looked at.  Only the others are cut into cells,
 * checked and packed.  A block is kept as a difference from the block before it (difference.h).  Where too much is
 * other than before, the file is taken in whole (put_rows).
 *
 * Rows are found, blocks put together and written in the order of the file; lines are digested, new rows checked and
 * blocks packed side by side. */
#include "base/pool.h"
#include "base/vec.h"
#include "register/follow.h"
#include "register/put_differ.h"

enum { OWN_PART = 4, OWN_FEW = 4096 }; /* of so many rows one may be its own, and some at the beginning */

typedef struct Differing {
    Arena memory; /* what is gathered */
    const LastRows *last;
    Following following;
    ptrdiff_t block;      /* of the delivery before: what comes next stands there */
    int64_t read, unlike; /* lines so far, and which of them are new */
    DifferBlock *now;     /* put together */
    ptrdiff_t closed;     /* blocks that were */
    Vec(DifferBlock *) spare, all;
    int64_t owns; /* of all blocks that were written, those of the delivery before among them */
    Digests news; /* of all blocks */
    bool given_up;
} Differing;

typedef struct Piece { /* of the file: of its rows */
    int64_t *is;       /* the row of the delivery before, -1 a new one */
    ptrdiff_t *block;  /* where it belongs */
    int32_t *news;     /* the new ones … */
    ptrdiff_t count;
    RegisterRows read; /* … cut into cells */
    int32_t *row;      /* of each the checked one, -1 where it is not used */
    Vec(DifferBlock *) closed;
    int64_t rows, open; /* so far, and the own ones of the block that is not closed */
    Err *err;
} Piece;

/* ---- lines ------------------------------------------------------------------------------------------- */

static void digest_lines(const Putting *p, PutLane *lane)
{
    LineForm form = line_form(p->source, p->file, p->put->as_of.year);
    lane->line = new_raw(&lane->memory, uint64_t, lane->read.rows);
    for (ptrdiff_t row = 0; row < lane->read.rows; row++)
        lane->line[row] = line_digest(&form, lane->read.text[row]);
}

/* The block of a row of the delivery before; beyond its end the last. */
static void move_to(Differing *d, int64_t row)
{
    while (d->block + 1 < d->last->blocks && row >= d->last->block[d->block + 1].first)
        d->block++;
}

/* A list that is sorted otherwise says so before its rows are looked at: of a piece nearly all are new. */
static bool is_hopeless(const Differing *d, const PutLane *lane, const Piece *piece)
{
    return d->unlike > d->read / OWN_PART + OWN_FEW && piece->count > lane->read.rows / 4 * 3;
}

static Err *find_rows(Putting *p, void *arg, PutLane *lane, bool *ret_ended)
{
    Differing *d = arg;
    ptrdiff_t rows = lane->read.rows;
    Piece *piece = lane->piece = new (&lane->memory, Piece, 1);
    (void)p;
    *piece = (Piece){.is = new_raw(&lane->memory, int64_t, rows),
                     .block = new_raw(&lane->memory, ptrdiff_t, rows),
                     .news = new_raw(&lane->memory, int32_t, rows)};
    for (ptrdiff_t row = 0; row < rows; row++) {
        piece->is[row] = follow_line(&d->following, lane->line[row]);
        if (piece->is[row] < 0)
            piece->news[piece->count++] = (int32_t)row;
        else
            move_to(d, piece->is[row]);
        piece->block[row] = d->block;
        move_to(d, d->following.at);
    }
    d->read += rows;
    d->unlike += piece->count;
    d->given_up = d->given_up || is_hopeless(d, lane, piece);
    *ret_ended = d->given_up;
    return NULL;
}

/* ---- new rows ----------------------------------------------------------------------------------------- */

static void check_news(const Putting *p, PutLane *lane)
{
    Piece *piece = lane->piece;
    int32_t *which = new_raw(&lane->memory, int32_t, piece->count);
    lane->rows = (CheckedRows){0};
    if (piece->count == 0)
        return;
    piece->row = new_raw(&lane->memory, int32_t, lane->read.rows);
    for (ptrdiff_t i = 0; i < piece->count; i++)
        piece->row[piece->news[i]] = -1;
    piece->err =
        register_file_cells(p->file, &lane->memory, &lane->read, piece->news, piece->count, &piece->read, which);
    if (piece->err)
        return;
    checker_run(lane->checker, &piece->read, &lane->rows);
    for (ptrdiff_t i = 0, bad = 0, used = 0; i < piece->read.rows; i++)
        if (bad < lane->rows.problems && lane->rows.bad[bad] == i)
            bad++;
        else
            piece->row[which[i]] = (int32_t)used++;
}

/* ---- the block at hand ------------------------------------------------------------------------------- */

static void open_block(Differing *d)
{
    if (d->spare.len == 0) {
        DifferBlock *fresh = new (&d->memory, DifferBlock, 1);
        fresh->room = arena_open(ARENA_DEFAULT);
        vec_push(&d->memory, &d->all, fresh);
        vec_push(&d->memory, &d->spare, fresh);
    }
    d->now = d->spare.data[--d->spare.len];
    *d->now = (DifferBlock){.room = d->now->room};
}

static void add_run(DifferBlock *b, uint16_t from)
{
    Run *run = b->run.len > 0 ? &b->run.data[b->run.len - 1] : NULL;
    bool goes_on =
        run && (from == RUN_OWN ? run->from == RUN_OWN : run->from != RUN_OWN && run->from + run->rows == from);
    if (goes_on)
        run->rows++;
    else
        vec_push(&b->room, &b->run, ((Run){from, 1}));
    b->rows++;
}

static void add_new(const Putting *p, Differing *d, const CheckedRows *rows, ptrdiff_t row)
{
    DifferBlock *b = d->now;
    for (ptrdiff_t c = 0; c < p->source->columns; c++)
        vec_push(&b->room, &b->own.cell[c], str_copy(&b->room, rows->cell[c][row]));
    vec_push(&b->room, &b->own.digest, rows->digest[row]);
    vec_push(&b->room, &b->own.line, rows->line[row]);
    vec_push(&d->memory, &d->news, rows->digest[row]);
    add_run(b, RUN_OWN);
}

static Err *close_block(Putting *p, Differing *d, Arena *arena, Piece *piece)
{
    DifferBlock *b = d->now;
    bool found;
    b->before = d->closed++;
    b->first = p->report->delivery.rows;
    p->report->delivery.rows += b->rows;
    vec_push(arena, &piece->closed, b);
    open_block(d);
    if (runs_own(d->last->block[b->before].runs) == 0)
        return NULL;
    return register_fetch_cells(p->store, &b->room, p->put->province, p->last.id, b->before, &b->kept, &found);
}

/* Blocks before the one that the next row stands in are at their end.  One that would be empty or too long: the file is
 * of another kind. */
static Err *close_blocks(Putting *p, Differing *d, Arena *arena, Piece *piece, ptrdiff_t before)
{
    while (!d->given_up && d->closed < before) {
        d->given_up = d->now->rows == 0;
        if (!d->given_up)
            TRY(close_block(p, d, arena, piece));
    }
    return NULL;
}

static Err *put_together(Putting *p, void *arg, PutLane *lane, bool *ret_ended)
{
    Differing *d = arg;
    Piece *piece = lane->piece;
    TRY(piece->err);
    if (piece->count > 0)
        put_count(p, &piece->read, &lane->rows);
    for (ptrdiff_t i = 0; i < lane->read.rows && !d->given_up; i++) {
        TRY(close_blocks(p, d, &lane->memory, piece, piece->block[i]));
        if (d->given_up)
            break;
        if (piece->is[i] >= 0)
            add_run(d->now, (uint16_t)(piece->is[i] - d->last->block[d->closed].first));
        else if (piece->row[i] >= 0)
            add_new(p, d, &lane->rows, piece->row[i]);
        d->given_up = d->now->rows > COLUMNS_ROWS;
    }
    piece->rows = p->report->delivery.rows + d->now->rows;
    piece->open = d->now->own.digest.len;
    *ret_ended = d->given_up;
    return d->given_up ? NULL : put_goes_on(p);
}

/* ---- blocks that are closed ----------------------------------------------------------------------------- */

static void pack_blocks(const Putting *p, PutLane *lane)
{
    Piece *piece = lane->piece;
    for (ptrdiff_t i = 0; i < piece->closed.len; i++)
        differ_pack(p, piece->closed.data[i]);
}

static Err *write_blocks(Putting *p, Differing *d, const Piece *piece)
{
    for (ptrdiff_t i = 0; i < piece->closed.len; i++) {
        DifferBlock *b = piece->closed.data[i];
        PackedBlock kept = b->packed;
        TRY(b->err);
        kept.body = str_copy(&p->waiting, kept.body);
        kept.digests = str_copy(&p->waiting, kept.digests);
        kept.lines = str_copy(&p->waiting, kept.lines);
        kept.base = str_copy(&p->waiting, kept.base);
        kept.runs = str_copy(&p->waiting, kept.runs);
        TRY(put_block(p, &kept));
        d->owns += b->owns;
        arena_rewind(&b->room);
        vec_push(&d->memory, &d->spare, b);
    }
    return NULL;
}

/* Too many rows of their own. */
static bool pays_not(const Differing *d, const Piece *piece, int64_t few)
{
    return d->owns + piece->open > piece->rows / OWN_PART + few;
}

static Err *write_closed(Putting *p, void *arg, PutLane *lane, bool *ret_ended)
{
    Differing *d = arg;
    TRY(write_blocks(p, d, lane->piece));
    d->given_up = d->given_up || pays_not(d, lane->piece, OWN_FEW);
    *ret_ended = d->given_up;
    return NULL;
}

/* ---- all of it ---------------------------------------------------------------------------------------------- */

static Err *close_last(Putting *p, Differing *d)
{
    Piece rest = {.rows = p->report->delivery.rows + d->now->rows, .open = d->now->own.digest.len};
    d->given_up = d->given_up || pays_not(d, &rest, 0);
    TRY(close_blocks(p, d, &d->memory, &rest, d->last->blocks));
    for (ptrdiff_t i = 0; i < rest.closed.len; i++)
        differ_pack(p, rest.closed.data[i]);
    return d->given_up ? NULL : write_blocks(p, d, &rest);
}

typedef struct Last {
    Putting *p;
    const Differing *d;
    Err *err;
} Last;

static void write_last(void *arg)
{
    Last *l = arg;
    l->err = put_flush_much(l->p);
}

static void count_all(void *arg)
{
    const Last *l = arg;
    last_count(l->p, l->d->last, l->d->following.met, l->d->news.data, l->d->news.len);
}

static Err *run(Putting *p, Differing *d)
{
    static const PutWay way = {
        register_file_lines, {digest_lines, check_news, pack_blocks}, {find_rows, put_together, write_closed}};
    d->last = &p->last_rows;
    d->following = follow_open(&d->memory, d->last->line, d->last->rows);
    open_block(d);
    TRY(put_lanes(p, &way, d));
    if (!d->given_up)
        TRY(close_last(p, d));
    if (d->given_up)
        return NULL;
    Last last = {.p = p, .d = d};
    parallel_two(p->threads, write_last, &last, count_all, &last); /* the one waits for the disk */
    return last.err;
}

Err *put_differ(Putting *p, bool *ret_done)
{
    Differing d = {.memory = arena_open_large()};
    Err *err = err_keep(p->arena, run(p, &d));
    *ret_done = !err && !d.given_up;
    for (ptrdiff_t i = 0; i < d.all.len; i++)
        arena_close(&d.all.data[i]->room);
    arena_close(&d.memory);
    return err;
}
