/* A file that is mostly as the one before it.
 *
 * Of lines that the delivery before has too (follow.h) nothing is looked at.  Only the others are cut into cells,
 * checked and packed.  A block is kept as a difference from the block before it (difference.h), and from what that one
 * differs from where it is a difference itself.  Where too much is other than before, the file is taken in whole
 * (put_rows). */
#include "base/vec.h"
#include "register/difference.h"
#include "register/follow.h"
#include "register/put_internal.h"

enum { OWN_PART = 4, OWN_FEW = 4096 }; /* of so many rows one may be its own, and some at the beginning */

typedef Vec(Str) Cells;
typedef Vec(RowDigest) Digests;
typedef struct Own { /* rows of a block that are not its base's */
    Cells cell[REGISTER_COLUMNS];
    Digests digest;
    Vec(RowLine) line;
} Own;

typedef struct Differing {
    Arena memory; /* what is gathered */
    LastRows last;
    Following following;
    ptrdiff_t block;  /* of it: what comes next stands there */
    ptrdiff_t closed; /* blocks that are written */
    Arena room;       /* of the block at hand */
    Vec(Run) run;     /* in rows of the block before it */
    Own own;
    ptrdiff_t rows; /* of the block at hand */
    int64_t owns;   /* of all blocks, those of the delivery before among them */
    Digests news;   /* of all blocks */
    Checker *checker;
    bool given_up;
} Differing;

/* ---- the block at hand ------------------------------------------------------------------------------- */

static void add_run(Differing *d, uint16_t from)
{
    Run *run = d->run.len > 0 ? &d->run.data[d->run.len - 1] : NULL;
    bool goes_on =
        run && (from == RUN_OWN ? run->from == RUN_OWN : run->from != RUN_OWN && run->from + run->rows == from);
    if (goes_on)
        run->rows++;
    else
        vec_push(&d->room, &d->run, ((Run){from, 1}));
    d->rows++;
}

static void add_own(Differing *d, Own *own, RowDigest digest, RowLine line)
{
    vec_push(&d->room, &own->digest, digest);
    vec_push(&d->room, &own->line, line);
}

static void add_new(Putting *p, Differing *d, const CheckedRows *rows, ptrdiff_t row)
{
    for (ptrdiff_t c = 0; c < p->source->columns; c++)
        vec_push(&d->room, &d->own.cell[c], str_copy(&d->room, rows->cell[c][row]));
    add_own(d, &d->own, rows->digest[row], rows->line[row]);
    vec_push(&d->memory, &d->news, rows->digest[row]);
    add_run(d, RUN_OWN);
}

/* ---- ending a block ------------------------------------------------------------------------------------- */

typedef struct Ending {
    Differing *d;
    const LastBlock *before;
    Columns before_own; /* cells of the rows that the block before has of its own */
    Own own;
    Vec(Run) run;
} Ending;

static void end_run(Ending *e, uint16_t from, ptrdiff_t rows)
{
    Run *run = e->run.len > 0 ? &e->run.data[e->run.len - 1] : NULL;
    if (run && from == RUN_OWN && run->from == RUN_OWN)
        run->rows = (uint16_t)(run->rows + rows);
    else
        vec_push(&e->d->room, &e->run, ((Run){from, (uint16_t)rows}));
}

/* A row that is the block's own, of those of the block at hand or of the block before it. */
static void end_own(Ending *e, const Own *of, ptrdiff_t row)
{
    for (ptrdiff_t c = 0; c < REGISTER_COLUMNS; c++)
        if (of->cell[c].len > 0)
            vec_push(&e->d->room, &e->own.cell[c], of->cell[c].data[row]);
    add_own(e->d, &e->own, of->digest.data[row], of->line.data[row]);
}

static void end_own_before(Ending *e, ptrdiff_t columns, ptrdiff_t own, int64_t row)
{
    for (ptrdiff_t c = 0; c < columns; c++)
        vec_push(&e->d->room, &e->own.cell[c], e->before_own.cell[c][own]);
    add_own(e->d, &e->own, e->d->last.digest[row], e->d->last.line[row]);
}

/* So many rows of the block before, from a row of it on: of its base, or its own. */
static void end_kept(Ending *e, ptrdiff_t columns, ptrdiff_t from, ptrdiff_t rows)
{
    ptrdiff_t begin = 0, own = 0;
    Str runs = e->before->runs;
    if (e->before->base.len == 0)
        end_run(e, (uint16_t)from, rows);
    for (ptrdiff_t i = 0; i < runs_count(runs) && begin < from + rows; i++) {
        Run run = run_at(runs, i);
        ptrdiff_t first = from > begin ? from : begin, end = begin + run.rows;
        end = end < from + rows ? end : from + rows;
        if (first < end)
            end_run(e, run.from == RUN_OWN ? (uint16_t)RUN_OWN : (uint16_t)(run.from + (first - begin)), end - first);
        for (ptrdiff_t row = first; run.from == RUN_OWN && row < end; row++)
            end_own_before(e, columns, own + (row - begin), e->before->first + row);
        own += run.from == RUN_OWN ? run.rows : 0;
        begin += run.rows;
    }
}

static Err *read_own(Putting *p, Differing *d, Columns *ret)
{
    RegisterPacked packed;
    bool found;
    *ret = (Columns){0};
    if (runs_own(d->last.block[d->closed].runs) == 0)
        return NULL;
    TRY(register_fetch_cells(p->store, &d->room, p->put->province, p->last.id, d->closed, &packed, &found));
    return columns_unpack_as(&d->room, packed.body, NULL, p->source->columns, ret);
}

static Err *write_own(Putting *p, Ending *e)
{
    Differing *d = e->d;
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    ptrdiff_t owns = e->own.digest.len;
    const Str *cell[REGISTER_COLUMNS];
    Str digests = {(const char *)e->own.digest.data, owns * (ptrdiff_t)sizeof(RowDigest)};
    Str runs = {(const char *)e->run.data, e->run.len * (ptrdiff_t)sizeof(Run)};
    bool whole = e->before->base.len == 0;
    PackedBlock block = {.first = p->report->delivery.rows,
                         .rows = d->rows,
                         .digests = str_copy(&p->waiting, digests),
                         .lines = lines_pack(&p->waiting, e->own.line.data, owns),
                         .base = str_copy(&p->waiting, whole ? p->last.id : e->before->base),
                         .base_block = whole ? d->closed : e->before->base_block,
                         .runs = str_copy(&p->waiting, runs)};
    for (ptrdiff_t c = 0; c < p->source->columns; c++)
        cell[c] = e->own.cell[c].data;
    if (owns > 0)
        block.body = columns_pack_by(&p->waiting, scratch, cell, owns, p->source->columns, 1);
    d->owns += owns;
    return put_block(p, &block);
}

/* Runs in rows of the block before become runs in rows of its base. */
static Err *end_block(Putting *p, Differing *d)
{
    Ending e = {.d = d, .before = &d->last.block[d->closed]};
    ptrdiff_t own = 0;
    TRY(read_own(p, d, &e.before_own));
    for (ptrdiff_t i = 0; i < d->run.len; i++) {
        Run run = d->run.data[i];
        if (run.from != RUN_OWN) {
            end_kept(&e, p->source->columns, run.from, run.rows);
            continue;
        }
        end_run(&e, RUN_OWN, run.rows);
        for (ptrdiff_t row = 0; row < run.rows; row++)
            end_own(&e, &d->own, own++);
    }
    TRY(write_own(p, &e));
    p->report->delivery.rows += d->rows;
    d->closed++;
    d->rows = 0;
    d->own = (Own){0};
    d->run.data = NULL, d->run.len = d->run.cap = 0;
    arena_rewind(&d->room);
    return NULL;
}

/* A block that would be empty or too long, or too many rows of their own. */
static void look_whether_it_pays(const Putting *p, Differing *d, int64_t few)
{
    int64_t owns = d->owns + d->own.digest.len, rows = p->report->delivery.rows + d->rows;
    d->given_up = d->given_up || owns > rows / OWN_PART + few;
}

/* Blocks before the one that the next row stands in are at their end. */
static Err *end_blocks(Putting *p, Differing *d, ptrdiff_t before)
{
    while (!d->given_up && d->closed < before) {
        d->given_up = d->rows == 0;
        if (!d->given_up)
            TRY(end_block(p, d));
    }
    return NULL;
}

/* ---- pieces of the file --------------------------------------------------------------------------------------- */

static void work(const Putting *p, PutLane *lane)
{
    LineForm form = line_form(p->source, p->file, p->put->as_of.year);
    lane->line = new_raw(&lane->memory, uint64_t, lane->read.rows);
    for (ptrdiff_t row = 0; row < lane->read.rows; row++)
        lane->line[row] = line_digest(&form, lane->read.text[row]);
}

typedef struct Piece { /* of its rows */
    int64_t *is;       /* the row of the delivery before, -1 a new one */
    ptrdiff_t *block;  /* where it belongs */
    int32_t *news;     /* the new ones */
    ptrdiff_t count;
} Piece;

/* The block of a row of the delivery before; beyond its end the last. */
static void move_to(Differing *d, int64_t row)
{
    while (d->block + 1 < d->last.blocks && row >= d->last.block[d->block + 1].first)
        d->block++;
}

static Piece find_rows(Differing *d, PutLane *lane)
{
    ptrdiff_t rows = lane->read.rows;
    Piece piece = {.is = new_raw(&lane->memory, int64_t, rows),
                   .block = new_raw(&lane->memory, ptrdiff_t, rows),
                   .news = new_raw(&lane->memory, int32_t, rows)};
    for (ptrdiff_t row = 0; row < rows; row++) {
        piece.is[row] = follow_line(&d->following, lane->line[row]);
        if (piece.is[row] < 0)
            piece.news[piece.count++] = (int32_t)row;
        else
            move_to(d, piece.is[row]);
        piece.block[row] = d->block;
        move_to(d, d->following.at);
    }
    return piece;
}

/* Of a piece nearly all rows are new: a list that is sorted otherwise than before says so before it is looked at. */
static bool is_hopeless(const Putting *p, const Differing *d, const PutLane *lane, const Piece *piece)
{
    int64_t owns = d->owns + d->own.digest.len + piece->count;
    return owns > (p->report->delivery.rows + d->rows + lane->read.rows) / OWN_PART + OWN_FEW &&
           piece->count > lane->read.rows / 4 * 3;
}

/* New rows become what is in the file's order: the row of the checked ones, -1 where it is not used. */
static Err *check_news(Putting *p, Differing *d, PutLane *lane, const Piece *piece, int32_t **ret_row)
{
    RegisterRows read;
    int32_t *which = new_raw(&lane->memory, int32_t, piece->count);
    int32_t *row = *ret_row = new_raw(&lane->memory, int32_t, lane->read.rows);
    lane->rows = (CheckedRows){0};
    if (piece->count == 0)
        return NULL;
    for (ptrdiff_t i = 0; i < piece->count; i++)
        row[piece->news[i]] = -1;
    TRY(register_file_cells(p->file, &lane->memory, &lane->read, piece->news, piece->count, &read, which));
    checker_run(d->checker, &read, &lane->rows);
    for (ptrdiff_t i = 0, bad = 0, used = 0; i < read.rows; i++)
        if (bad < lane->rows.problems && lane->rows.bad[bad] == i)
            bad++;
        else
            row[which[i]] = (int32_t)used++;
    put_count(p, &read, &lane->rows);
    return NULL;
}

static Err *use(Putting *p, void *arg, PutLane *lane, bool *ret_ended)
{
    Differing *d = arg;
    int32_t *row;
    Piece piece = find_rows(d, lane);
    *ret_ended = d->given_up = is_hopeless(p, d, lane, &piece);
    if (d->given_up)
        return NULL;
    TRY(check_news(p, d, lane, &piece, &row));
    for (ptrdiff_t i = 0; i < lane->read.rows && !d->given_up; i++) {
        TRY(end_blocks(p, d, piece.block[i]));
        if (d->given_up)
            break;
        if (piece.is[i] >= 0)
            add_run(d, (uint16_t)(piece.is[i] - d->last.block[d->closed].first));
        else if (row[i] >= 0)
            add_new(p, d, &lane->rows, row[i]);
        d->given_up = d->rows > COLUMNS_ROWS;
    }
    look_whether_it_pays(p, d, OWN_FEW);
    *ret_ended = d->given_up;
    return d->given_up ? NULL : put_goes_on(p);
}

static Err *run(Putting *p, Differing *d)
{
    static const PutWay way = {register_file_lines, work, use};
    d->last = p->last_rows;
    d->given_up = !d->last.known;
    if (d->given_up)
        return NULL;
    d->following = follow_open(&d->memory, d->last.line, d->last.rows);
    d->checker = checker_open(p->arena, p->source, p->file, p->put->name, p->put->as_of.year, 1);
    TRY(put_lanes(p, &way, d));
    look_whether_it_pays(p, d, 0);
    TRY(end_blocks(p, d, d->last.blocks));
    if (d->given_up)
        return NULL;
    last_count(p, &d->last, d->following.met, d->news.data, d->news.len);
    return put_flush(p);
}

Err *put_differ(Putting *p, bool *ret_done)
{
    Differing d = {.memory = arena_open_large(), .room = arena_open(ARENA_DEFAULT)};
    Err *err = err_keep(p->arena, run(p, &d));
    *ret_done = !err && !d.given_up;
    checker_close(&d.checker);
    arena_close(&d.room);
    arena_close(&d.memory);
    return err;
}
