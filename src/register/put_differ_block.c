/* A block that is kept as a difference from the block before it, and from what that one differs from where it is a
 * difference itself: a base is whole. */
#include "base/vec.h"
#include "register/put_differ.h"

typedef struct Ending {
    DifferBlock *block;
    const LastRows *last;
    const LastBlock *before;
    Columns before_own; /* cells of the rows that the block before has of its own */
    Own own;
    Runs run;
} Ending;

static void add_own(Arena *room, Own *own, RowDigest digest, RowLine line)
{
    vec_push(room, &own->digest, digest);
    vec_push(room, &own->line, line);
}

static void end_run(Ending *e, uint16_t from, ptrdiff_t rows)
{
    Run *run = e->run.len > 0 ? &e->run.data[e->run.len - 1] : NULL;
    if (run && from == RUN_OWN && run->from == RUN_OWN)
        run->rows = (uint16_t)(run->rows + rows);
    else
        vec_push(&e->block->room, &e->run, ((Run){from, (uint16_t)rows}));
}

/* A row that is the block's own, of those of the block at hand or of the block before it. */
static void end_own(Ending *e, const Own *of, ptrdiff_t row)
{
    for (ptrdiff_t c = 0; c < REGISTER_COLUMNS; c++)
        if (of->cell[c].len > 0)
            vec_push(&e->block->room, &e->own.cell[c], of->cell[c].data[row]);
    add_own(&e->block->room, &e->own, of->digest.data[row], of->line.data[row]);
}

static void end_own_before(Ending *e, ptrdiff_t columns, ptrdiff_t own, int64_t row)
{
    for (ptrdiff_t c = 0; c < columns; c++)
        vec_push(&e->block->room, &e->own.cell[c], e->before_own.cell[c][own]);
    add_own(&e->block->room, &e->own, e->last->digest[row], e->last->line[row]);
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

static void pack(const Putting *p, const Ending *e)
{
    DifferBlock *b = e->block;
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    const Str *cell[REGISTER_COLUMNS];
    bool whole = e->before->base.len == 0;
    b->owns = e->own.digest.len;
    b->packed = (PackedBlock){.first = b->first,
                              .rows = b->rows,
                              .digests = {(const char *)e->own.digest.data, b->owns * (ptrdiff_t)sizeof(RowDigest)},
                              .lines = lines_pack(&b->room, e->own.line.data, b->owns),
                              .base = whole ? p->last.id : e->before->base,
                              .base_block = whole ? b->before : e->before->base_block,
                              .runs = {(const char *)e->run.data, e->run.len * (ptrdiff_t)sizeof(Run)}};
    for (ptrdiff_t c = 0; c < p->source->columns; c++)
        cell[c] = e->own.cell[c].data;
    if (b->owns > 0)
        b->packed.body = columns_pack_by(&b->room, scratch, cell, b->owns, p->source->columns, 1);
}

void differ_pack(const Putting *p, DifferBlock *b)
{
    Ending e = {.block = b, .last = &p->last_rows, .before = &p->last_rows.block[b->before]};
    ptrdiff_t own = 0;
    if (b->kept.body.len > 0)
        b->err = columns_unpack_as(&b->room, b->kept.body, NULL, p->source->columns, &e.before_own);
    for (ptrdiff_t i = 0; i < b->run.len && !b->err; i++) {
        Run run = b->run.data[i];
        if (run.from != RUN_OWN) {
            end_kept(&e, p->source->columns, run.from, run.rows);
            continue;
        }
        end_run(&e, RUN_OWN, run.rows);
        for (ptrdiff_t row = 0; row < run.rows; row++)
            end_own(&e, &b->own, own++);
    }
    if (!b->err)
        pack(p, &e);
}
