/* What chosen rows hold in the columns of linking, read from the register: for the engine a batch at a time, for others
 * in memory.  Rows that were read already (Work.fresh) are at hand. */
#include "base/pool.h"
#include "reconcile/identify_internal.h"
#include <string.h>

enum { OLD_DIGITS = 9 /* of a number of before 2016 */ };

/* ---- a source of records ------------------------------------------------------------------------------ */

typedef struct Chosen { /* rows over all deliveries, ascending */
    Work *w;
    const uint32_t *row;
    int64_t rows, at, fresh;
    const LinkingSide *side; /* of the engine's */
    int64_t fill;
    ptrdiff_t part;
    int64_t number;     /* of the block that comes next, in the part */
    int64_t first, end; /* rows of the block at hand, over all deliveries */
    Arena memory;       /* of the block */
    RegisterPacked packed;
    int64_t from;  /* … and the first of the chosen rows that lie in it */
    Columns cells; /* of these */
    ptrdiff_t column[LINKING_FIELDS];
} Chosen;

void linking_tidy(Str *ret)
{
    if (ret[LINKING_PERSONAL].len == OLD_DIGITS) {
        if (ret[LINKING_OLD].len == 0)
            ret[LINKING_OLD] = ret[LINKING_PERSONAL];
        ret[LINKING_PERSONAL] = (Str){0};
    }
    if (ret[LINKING_TAX].len == 12) {
        if (ret[LINKING_PERSONAL].len == 0)
            ret[LINKING_PERSONAL] = ret[LINKING_TAX];
        ret[LINKING_TAX] = (Str){0};
    }
}

/* Of the chosen row at this place; they live in the block. */
static void take_cells(const Chosen *c, int64_t at, Str *ret)
{
    for (int f = 0; f < LINKING_FIELDS; f++)
        ret[f] = c->column[f] < 0 ? (Str){0} : c->cells.cell[c->column[f]][at - c->from];
    linking_tidy(ret);
}

static void copy_cells(Arena *arena, Str *cell)
{
    for (int f = 0; f < LINKING_FIELDS; f++)
        cell[f] = str_copy(arena, cell[f]);
}

/* The block that holds the next chosen row becomes the one at hand; it is not unpacked. */
static Err *find_block(Chosen *c)
{
    const Part *part = &c->w->part[c->part];
    int64_t row = c->row[c->at];
    while (part->first < 0 || row >= part->first + part->out->delivery.rows) {
        part = &c->w->part[++c->part];
        c->number = 0;
    }
    for (c->end = 0; c->end <= row; c->number++) {
        bool found;
        arena_rewind(&c->memory);
        TRY(register_fetch_cells(c->w->store, &c->memory, c->w->ret->province, part->out->delivery.id, c->number,
                                 &c->packed, &found));
        if (!found)
            return FAIL(&c->memory, INTERNAL, "lần gửi %.*s lưu không trọn; hãy khôi phục từ bản sao lưu",
                        "the delivery %.*s is not whole; restore a backup", STRF(part->out->delivery.id));
        c->first = part->first + c->packed.first;
        c->end = c->first + c->packed.rows;
    }
    return NULL;
}

/* Of the chosen rows those from … to - 1 lie in the block. */
static Err *unpack_block(Chosen *c, int64_t from, int64_t to)
{
    bool wanted[REGISTER_COLUMNS] = {0};
    uint16_t *row = new_raw(&c->memory, uint16_t, to - from);
    for (int64_t i = from; i < to; i++)
        row[i - from] = (uint16_t)(c->row[i] - c->first);
    for (int f = 0; f < LINKING_FIELDS; f++) {
        c->column[f] = linking_column(c->w->part[c->part].out->source, (LinkingField)f);
        if (c->column[f] >= 0)
            wanted[c->column[f]] = true;
    }
    c->from = from;
    return register_pick(&c->memory, &c->packed, wanted, row, (ptrdiff_t)(to - from), &c->cells);
}

static Err *next_block(Chosen *c)
{
    int64_t to = c->at;
    TRY(find_block(c));
    while (to < c->rows && c->row[to] < c->end)
        to++;
    return unpack_block(c, c->at, to);
}

/* Rows ascend on either side. */
static const LinkingRow *fresh_at_hand(Chosen *c)
{
    const Work *w = c->w;
    while (c->fresh < w->freshes && w->fresh[c->fresh].row < c->row[c->at])
        c->fresh++;
    return c->fresh < w->freshes && w->fresh[c->fresh].row == c->row[c->at] ? &w->fresh[c->fresh] : NULL;
}

static Err *read_row(Chosen *c, Arena *arena, Str *ret)
{
    const LinkingRow *fresh = fresh_at_hand(c);
    if (fresh) {
        memcpy(ret, fresh->cell, sizeof fresh->cell);
        return NULL;
    }
    if (c->row[c->at] >= c->end)
        TRY(err_keep(arena, next_block(c)));
    take_cells(c, c->at, ret);
    copy_cells(arena, ret);
    return NULL;
}

static Err *chosen_read(LinkSource *source, Arena *arena, LinkBatch *ret)
{
    Chosen *c = source->state;
    Str *cell = new_raw(arena, Str, LINK_BATCH * LINKING_FIELDS);
    *ret = (LinkBatch){.cell = cell, .columns = LINKING_FIELDS};
    for (; c->at < c->rows && ret->rows < LINK_BATCH; c->at++, ret->rows++) {
        Str *to = cell + ret->rows * LINKING_FIELDS;
        TRY(read_row(c, arena, to));
        fill_put(c->side, &c->fill, c->row[c->at], to);
    }
    return NULL;
}

static Err *chosen_rewind(LinkSource *source, Arena *arena)
{
    Chosen *c = source->state;
    c->at = c->fresh = c->fill = c->number = c->first = c->end = 0;
    c->part = 0;
    (void)arena;
    return NULL;
}

LinkSource cells_source(Work *w, Str name, const LinkingSide *side)
{
    Chosen *c = new (w->room, Chosen, 1);
    *c = (Chosen){.w = w, .side = side, .row = side->row, .rows = side->rows, .memory = arena_open(ARENA_DEFAULT)};
    return (LinkSource){.name = name,
                        .heading = linking_heading,
                        .columns = LINKING_FIELDS,
                        .id_column = -1,
                        .read = chosen_read,
                        .rewind = chosen_rewind,
                        .state = c};
}

void cells_close(LinkSource *source)
{
    Chosen *c = source->state;
    if (c)
        arena_close(&c->memory);
}

/* ---- in memory ------------------------------------------------------------------------------------------ */

typedef struct CellSlot {
    Chosen c;         /* the block */
    int64_t from, to; /* of the chosen rows those that lie in it */
    Err *err;
} CellSlot;

typedef struct Reading { /* blocks on their way */
    Chosen next;         /* what comes next */
    Arena *memory;
    LinkingCells *ret;
    uint8_t *at_hand; /* of each chosen row */
    CellSlot *slot;
    Err *err;
} Reading;

static void pass_row(Reading *r)
{
    const LinkingRow *fresh = fresh_at_hand(&r->next);
    r->at_hand[r->next.at] = fresh != NULL;
    if (fresh)
        memcpy(r->ret[r->next.at], fresh->cell, sizeof fresh->cell);
    r->next.at++;
}

static bool fetch_block(void *arg, int at)
{
    Reading *r = arg;
    Chosen *next = &r->next;
    CellSlot *slot = &r->slot[at];
    Arena memory = slot->c.memory;
    while (next->at < next->rows && fresh_at_hand(next))
        pass_row(r);
    if (next->at == next->rows)
        return false;
    slot->c = *next;
    slot->c.memory = memory;
    r->err = err_keep(r->memory, find_block(&slot->c));
    next->part = slot->c.part;
    next->number = slot->c.number;
    for (slot->from = next->at; !r->err && next->at < next->rows && next->row[next->at] < slot->c.end;)
        pass_row(r);
    slot->to = next->at;
    return !r->err;
}

static void read_slot(void *arg, int at, int worker)
{
    const Reading *r = arg;
    CellSlot *slot = &r->slot[at];
    (void)worker;
    slot->err = unpack_block(&slot->c, slot->from, slot->to);
    for (int64_t i = slot->from; i < slot->to && !slot->err; i++)
        if (!r->at_hand[i])
            take_cells(&slot->c, i, r->ret[i]);
}

static bool keep_cells(void *arg, int at)
{
    Reading *r = arg;
    const CellSlot *slot = &r->slot[at];
    if (slot->err)
        r->err = err_keep(r->memory, slot->err);
    for (int64_t i = slot->from; i < slot->to && !slot->err; i++)
        if (!r->at_hand[i])
            copy_cells(r->memory, r->ret[i]);
    return !slot->err;
}

Err *identify_cells(Work *w, Arena *memory, const uint32_t *row, ptrdiff_t rows, LinkingCells *ret)
{
    static const Pipe pipe = {fetch_block, read_slot, keep_cells};
    int slots = 2 * w->threads;
    Reading r = {.next = {.w = w, .row = row, .rows = rows},
                 .memory = memory,
                 .ret = ret,
                 .at_hand = new_raw(memory, uint8_t, rows + 1),
                 .slot = new (memory, CellSlot, slots)};
    for (int i = 0; i < slots; i++)
        r.slot[i].c.memory = arena_open(ARENA_DEFAULT);
    parallel_pipe(w->threads, slots, &pipe, &r);
    for (int i = 0; i < slots; i++)
        arena_close(&r.slot[i].c.memory);
    return r.err;
}
