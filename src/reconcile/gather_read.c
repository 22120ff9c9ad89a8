/* The deliveries, a few blocks at a time: blocks are fetched one after the other and taken apart side by side.
 *
 * What a row says is laid out behind a RowHead and waits until the chunks of its band are folded: of the first band in
 * memory, of later ones in a file (gather_spool.c); the pieces stand in the order of the deliveries whatever the
 * threads. */
#include "reconcile/gather_read.h"

#include "base/pool.h"

enum { ROW_BYTES = 176 /* of a row that waits, about */ };

/* ---- all blocks of a band ---------------------------------------------------------------------------- */

static void keep_block(Reading *r, const Slot *slot)
{
    Gather *g = r->g;
    if (slot->persons.len > 0)
        vec_push(&r->own, &r->persons, slot->persons);
    if (slot->employers.len > 0)
        vec_push(&r->own, &r->employers, slot->employers);
    for (ptrdiff_t b = 1; b < r->bands; b++)
        if (slot->later[b].len > 0)
            vec_push(&r->own, &r->later[b], slot->later[b]);
    for (ptrdiff_t i = 0; i < slot->links; i++)
        r->link[r->links++] = slot->link[i];
    for (ptrdiff_t i = 0; i < slot->uses; i++) {
        r->use[r->uses++] = slot->use[i];
        g->state[slot->use[i].person] |= slot->use[i].state;
    }
    for (ptrdiff_t i = 0; i < slot->houses; i++)
        g->house[slot->house[i].person] = slot->house[i].house;
    r->rows += slot->packed.rows;
}

/* Blocks on their way: fetched one after the other, taken apart side by side, kept in their order. */
typedef struct Stream {
    Reading *r;
    ptrdiff_t delivery;
    int64_t number; /* the block that comes next, of the delivery */
    Err *err;
} Stream;

static void clear_slot(Slot *slot, ptrdiff_t delivery)
{
    arena_rewind(&slot->scratch);
    slot->delivery = delivery;
    slot->persons = slot->employers = (Piece){0};
    slot->links = slot->uses = slot->houses = 0;
}

static bool fetch_block(void *arg, int at)
{
    Stream *s = arg;
    const Gather *g = s->r->g;
    Slot *slot = &s->r->slot[at];
    for (; s->delivery < g->identify->deliveries; s->delivery++, s->number = 0) {
        bool found;
        clear_slot(slot, s->delivery);
        s->err =
            register_fetch_cells(g->store, &slot->scratch, g->options->province,
                                 g->identify->delivery[s->delivery].delivery.id, s->number++, &slot->packed, &found);
        s->err = err_keep(g->arena, s->err);
        if (s->err || found)
            return !s->err;
    }
    return false;
}

static void take_block(void *arg, int at, int worker)
{
    const Stream *s = arg;
    (void)worker;
    s->r->slot[at].err = gather_take(&s->r->slot[at]);
}

static Err *keep_or_stop(Reading *r, const Slot *slot)
{
    const GatherOptions *o = r->g->options;
    TRY(err_keep(r->g->arena, slot->err));
    keep_block(r, slot);
    if (o->progress)
        o->progress(o->arg, r->rows);
    if (o->cancelled && o->cancelled(o->arg))
        return FAIL(r->g->arena, CONFLICT, "đã dừng theo yêu cầu; chưa có gì thay đổi",
                    "stopped as asked; nothing has changed");
    return NULL;
}

static bool kept_block(void *arg, int at)
{
    Stream *s = arg;
    Err *err = keep_or_stop(s->r, &s->r->slot[at]);
    s->err = s->err ? s->err : err;
    return !err;
}

static Err *read_blocks(Reading *r)
{
    static const Pipe pipe = {fetch_block, take_block, kept_block};
    Stream s = {.r = r};
    parallel_pipe(r->g->threads, r->slots, &pipe, &s);
    TRY(s.err);
    return gather_spool_check(&r->spool, r->g->arena);
}

/* ---- by chunk ------------------------------------------------------------------------------------------ */

static ptrdiff_t chunk_of(const RowHead *head, bool employer)
{
    return ((employer ? head->employer : head->person) - 1) / SUBJECT_CHUNK;
}

typedef struct Sorting { /* pieces by several threads */
    const Pieces *pieces;
    Band *band;
    bool employer, placing;
    ptrdiff_t *at; /* of each piece and chunk: how many rows, then where they go */
} Sorting;

static void sort_pieces(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Sorting *s = arg;
    for (ptrdiff_t i = from; i < to; i++) {
        const char *row = s->pieces->data[i].bytes, *end = row + s->pieces->data[i].len;
        ptrdiff_t *at = s->at + i * s->band->chunks;
        for (; row < end; row += ((const RowHead *)(const void *)row)->bytes) {
            const RowHead *head = (const RowHead *)(const void *)row;
            ptrdiff_t chunk = chunk_of(head, s->employer) - s->band->chunk;
            if (s->placing)
                s->band->row[at[chunk]] = head;
            at[chunk]++;
        }
    }
}

static void by_chunk(int threads, Arena *arena, const Pieces *pieces, bool employer, Band *band)
{
    ptrdiff_t rows = 0;
    Sorting s = {.pieces = pieces, .band = band, .employer = employer};
    s.at = new (arena, ptrdiff_t, pieces->len * band->chunks + 1);
    band->first = new (arena, ptrdiff_t, band->chunks + 1);
    parallel_for(threads, pieces->len, 1, sort_pieces, &s);
    for (ptrdiff_t c = 0; c < band->chunks; c++) {
        for (ptrdiff_t i = 0; i < pieces->len; i++) {
            ptrdiff_t n = s.at[i * band->chunks + c];
            s.at[i * band->chunks + c] = rows;
            rows += n;
        }
        band->first[c + 1] = rows;
    }
    band->row = new_raw(arena, const RowHead *, rows);
    s.placing = true;
    parallel_for(threads, pieces->len, 1, sort_pieces, &s);
}

/* ---- the door --------------------------------------------------------------------------------------------- */

/* Of deliveries that only name employers one row of each is enough to know it by. */
static void choose_evidence(Reading *r)
{
    const Identify *id = r->g->identify;
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    uint8_t *seen = new (&scratch, uint8_t, (ptrdiff_t)id->employers + 1);
    r->evidence = new (&r->own, uint8_t *, id->deliveries);
    for (ptrdiff_t d = 0; d < id->deliveries; d++) {
        SourceKind kind = r->g->delivery[d]->kind;
        uint8_t bit = kind == FROM_tax_income ? 1 : kind == FROM_participants ? 2 : 0;
        if (bit == 0 || !id->delivery[d].employer)
            continue;
        r->evidence[d] = new (&r->own, uint8_t, (ptrdiff_t)id->delivery[d].delivery.rows);
        for (int64_t row = 0; row < id->delivery[d].delivery.rows; row++) {
            int32_t employer = id->delivery[d].employer[row];
            r->evidence[d][row] = employer > 0 && !(seen[employer] & bit);
            seen[employer] |= bit;
        }
    }
}

static int64_t rows_read(const Gather *g)
{
    int64_t rows = 0;
    for (ptrdiff_t d = 0; d < g->identify->deliveries; d++) {
        const IdentifyDelivery *from = &g->identify->delivery[d];
        for (int64_t row = 0; from->person && row < from->delivery.rows; row++)
            rows += is_touched(g, from->person[row]);
    }
    return rows;
}

Err *gather_read_open(Gather *g, Reading **ret)
{
    Reading *r = new (g->arena, Reading, 1);
    *ret = r;
    *r = (Reading){.g = g, .own = arena_open_large(), .once = arena_open_large(), .slots = 4 * g->threads};
    r->slot = new (g->arena, Slot, r->slots);
    for (int i = 0; i < r->slots; i++)
        r->slot[i] = (Slot){.reading = r,
                            .scratch = arena_open_large(),
                            .keep = arena_open_large(),
                            .keep_employers = arena_open(ARENA_DEFAULT)};
    int64_t rows = 0, memory = g->options->memory > 0 ? g->options->memory : (int64_t)256 << 20;
    for (ptrdiff_t d = 0; d < g->identify->deliveries; d++)
        rows += g->identify->delivery[d].delivery.rows;
    r->link = new_raw(&r->once, Link, (ptrdiff_t)rows);
    r->use = new_raw(&r->once, Use, (ptrdiff_t)rows);
    r->chunks = ((ptrdiff_t)g->identify->persons + SUBJECT_CHUNK - 1) / SUBJECT_CHUNK;
    ptrdiff_t bands = (ptrdiff_t)(rows_read(g) * ROW_BYTES / memory) + 1;
    r->band_chunks = r->chunks / bands + 1;
    r->bands = r->chunks > 0 ? (r->chunks + r->band_chunks - 1) / r->band_chunks : 1;
    r->later = new (&r->own, Laters, r->bands);
    if (r->bands > 1)
        TRY(gather_spool_open(g->arena, &r->spool));
    choose_evidence(r);
    r->units = unit_index(&r->own, g->communes, NULL, 0);
    return NULL;
}

typedef struct First {
    Reading *reading;
    Err *err;
} First;

static void read_own(void *arg)
{
    First *first = arg;
    first->err = read_blocks(first->reading);
}

static void list_aside(void *arg)
{
    const First *first = arg;
    if (first->reading->g->touched)
        kept_list_rows(first->reading->g);
}

static Err *read_first(Reading *r)
{
    First first = {.reading = r};
    parallel_two(r->g->threads, read_own, &first, list_aside, &first);
    TRY(first.err);
    for (int i = 0; i < r->slots; i++)
        arena_reset(&r->slot[i].scratch);
    gather_across(r);
    arena_close(&r->once);
    return NULL;
}

Err *gather_read_band(Reading *r, Band *ret, bool *ret_more)
{
    *ret_more = r->band < r->bands;
    if (!*ret_more)
        return NULL;
    for (int i = 0; i < r->slots; i++)
        arena_reset(&r->slot[i].keep);
    r->persons.len = 0;
    TRY(r->band == 0 ? read_first(r) : gather_spool_band(r));
    ptrdiff_t next = r->band * r->band_chunks, left = r->chunks - next;
    *ret = (Band){.chunk = next, .chunks = left < r->band_chunks ? left : r->band_chunks};
    by_chunk(r->g->threads, &r->slot[0].keep, &r->persons, false, ret);
    r->band++;
    return NULL;
}

void gather_read_employers(Reading *r, Band *ret)
{
    *ret = (Band){.chunks = ((ptrdiff_t)r->g->identify->employers + SUBJECT_CHUNK - 1) / SUBJECT_CHUNK};
    by_chunk(r->g->threads, &r->own, &r->employers, true, ret);
}

int64_t gather_read_rows(const Reading *r)
{
    return r->rows;
}

void gather_read_close(Reading **reading)
{
    Reading *r = *reading;
    if (!r)
        return;
    for (int i = 0; i < r->slots; i++) {
        arena_close(&r->slot[i].scratch);
        arena_close(&r->slot[i].keep);
        arena_close(&r->slot[i].keep_employers);
    }
    gather_spool_close(&r->spool);
    arena_close(&r->once);
    Arena own = r->own;
    *reading = NULL;
    arena_close(&own);
}
