/* prepare: written cells become rows.
 *
 * Batch by batch: while one is read, the one before is parsed, a small part at a time, of the one before that each
 * field gives its values their cells, in the order of rows, so that cells do not depend on threads, and of the one
 * before that the rows are put together. */
#include "linkage/spill.h"

#include "base/pool.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { WRITTEN_SLOTS = 8192, WRITTEN_TEXT = 110, PARTS_OF_BATCH = 32, KEEPS = 8, TRIAL = 4 * LINK_BATCH, AHEAD = 12 };

/* Columns of registers repeat themselves: what a text was parsed to, by one thread.  The first ones stay. */
typedef struct WrittenSlot {
    const char *text; /* NULL = free */
    ptrdiff_t len;
    uint64_t cell;
    const HeapHead *blob;
} WrittenSlot;

typedef struct Written {
    WrittenSlot slot[WRITTEN_SLOTS];
    ptrdiff_t used;
    int64_t asked, hits; /* a column of distinct values is not asked any more */
} Written;

typedef struct Batch {
    LinkBatch in;
    Arena memory, blobs[PARTS_OF_BATCH];
    uint64_t *cell[LINK_FIELDS];        /* parsed: of kinds with blobs the hash; settled: the cell */
    const HeapHead **blob[LINK_FIELDS]; /* the blob stands behind it; NULL for kinds without */
    bool *wanted;                       /* of each row: it has a partner; where data->partners */
    uint16_t *kept;                     /* the places of those that are wanted */
    ptrdiff_t count;                    /* rows that are kept */
} Batch;

typedef struct Prepare {
    LinkData *data;
    LinkSource *source;
    int side;
    Batch *reading, *parsing, *settling, *keeping;
    Batch batch[4];
    bool ended;
    Err *failed;
    uint64_t *row; /* of the batch that is kept, its first */
    ptrdiff_t record_at[LINK_BATCH];
} Prepare;

/* ---- parsing ------------------------------------------------------------------- */
static Written *written_of(Worker *worker, int field)
{
    if (!worker->written[field])
        worker->written[field] = new (&worker->written_memory, Written, 1);
    return worker->written[field];
}

static bool written_worth(const Written *w, Str written)
{
    return written.len <= WRITTEN_TEXT && (w->asked < TRIAL || w->hits > w->asked / 2);
}

/* Where the text stands, or a free place; NULL when there is neither. */
static WrittenSlot *written_slot(Written *w, Str written)
{
    uint64_t at = text_hash(written) >> 32;
    for (;; at++) {
        WrittenSlot *slot = &w->slot[at % WRITTEN_SLOTS];
        if (!slot->text)
            return w->used < WRITTEN_SLOTS / 4 * 3 ? slot : NULL;
        if (slot->len == written.len && memcmp(slot->text, written.ptr, (size_t)written.len) == 0)
            return slot;
    }
}

/* A blob behind its head, as the heap keeps it. */
static const HeapHead *blob_copy(Arena *arena, const LinkValue *value)
{
    assert(value->bytes > 0 && value->bytes <= LINK_BLOB_MAX && value->bytes % 8 == 0);
    HeapHead *head = (HeapHead *)(void *)new_raw(arena, uint64_t, 1 + value->bytes / 8);
    *head = (HeapHead){.count = 1, .bytes = (uint32_t)value->bytes};
    memcpy(head + 1, value->blob, (size_t)value->bytes);
    return head;
}

static uint64_t parse_text(const LinkKind *kind, const LinkParse *parse, Arena *blobs, Str written,
                           const HeapHead **ret_blob)
{
    LinkValue value = kind->parse(parse, written);
    *ret_blob = kind->blobs && value.blob ? blob_copy(blobs, &value) : NULL;
    if (!kind->blobs)
        return value.cell;
    return *ret_blob ? blob_hash(*ret_blob + 1, value.bytes) : 0;
}

static uint64_t parse_cell(const LinkKind *kind, const LinkParse *parse, Worker *worker, Written *w, Arena *blobs,
                           Str written, const HeapHead **ret_blob)
{
    *ret_blob = NULL;
    if (written.len == 0)
        return 0;
    if (!written_worth(w, written))
        return parse_text(kind, parse, blobs, written, ret_blob);
    w->asked++;
    WrittenSlot *slot = written_slot(w, written);
    if (!slot)
        return parse_text(kind, parse, blobs, written, ret_blob);
    if (slot->text) {
        w->hits++;
    } else {
        Str kept = str_copy(&worker->written_memory, written);
        *slot = (WrittenSlot){.text = kept.ptr, .len = kept.len};
        slot->cell = parse_text(kind, parse, &worker->written_memory, written, &slot->blob);
        w->used++;
    }
    *ret_blob = slot->blob;
    return slot->cell;
}

/* Few enough rows that their texts stay at hand from one field to the next. */
static void parse_rows(Prepare *p, Worker *worker, int part, ptrdiff_t from, ptrdiff_t to)
{
    Batch *b = p->parsing;
    LinkParse parse = {.scratch = worker->scratch,
                       .style = p->data->style,
                       .pivot_year = p->data->pivot_year,
                       .places = p->data->places,
                       .names = worker->names};
    for (int field = 0; field < p->data->fields; field++) {
        const DataField *f = &p->data->field[field];
        Written *w = written_of(worker, field);
        for (ptrdiff_t row = from; row < to; row++) {
            Str written = b->in.cell[row * b->in.columns + f->column[p->side]];
            const HeapHead *blob;
            b->cell[field][row] = parse_cell(f->kind, &parse, worker, w, &b->blobs[part], written, &blob);
            if (f->kind->blobs)
                b->blob[field][row] = blob;
        }
    }
}

/* The right side, and the left is known. */
static bool picks(const Prepare *p)
{
    return p->data->partners && p->side == 1;
}

static void want_rows(Prepare *p, ptrdiff_t from, ptrdiff_t to)
{
    Batch *b = p->parsing;
    const LinkData *data = p->data;
    uint64_t row[LINK_FIELDS + 4];
    LinkView view[LINK_FIELDS];
    for (ptrdiff_t i = from; i < to; i++) {
        for (int f = 0; f < data->fields; f++)
            row[f] = b->cell[f][i];
        row_finish(data, row);
        for (int f = 0; f < data->fields; f++)
            view[f] = (LinkView){row[f], data->field[f].kind->blobs && b->blob[f][i] ? b->blob[f][i] + 1 : NULL};
        b->wanted[i] = partners_want(data, view);
    }
}

/* Places of the rows that are kept, once a batch is parsed. */
static void list_kept(const Prepare *p, Batch *b)
{
    b->count = b->in.rows;
    if (!picks(p))
        return;
    b->count = 0;
    for (ptrdiff_t i = 0; i < b->in.rows; i++)
        if (b->wanted[i])
            b->kept[b->count++] = (uint16_t)i;
}

static void parse_part(Prepare *p, int part)
{
    enum { ROWS = 256 };
    ptrdiff_t rows = p->parsing->in.rows;
    ptrdiff_t from = rows * part / PARTS_OF_BATCH, to = rows * (part + 1) / PARTS_OF_BATCH;
    Worker *worker = worker_take(p->data);
    arena_reset(&p->parsing->blobs[part]);
    for (ptrdiff_t row = from; row < to; row += ROWS) {
        parse_rows(p, worker, part, row, to - row < ROWS ? to : row + ROWS);
        if (picks(p))
            want_rows(p, row, to - row < ROWS ? to : row + ROWS);
    }
    worker_give(worker);
}

static void read_next(Prepare *p)
{
    arena_reset(&p->reading->memory);
    p->reading->in = (LinkBatch){0};
    if (p->ended)
        return;
    p->failed = p->source->read(p->source, &p->reading->memory, &p->reading->in);
    p->ended = p->reading->in.rows == 0;
}

static void add_ids(Prepare *p)
{
    Ids *ids = &p->data->ids[p->side];
    const LinkBatch *in = &p->parsing->in;
    for (ptrdiff_t row = 0; row < in->rows; row++) {
        char number[24];
        Str id = {number, 0};
        if (p->source->id_column < 0)
            id.len = snprintf(number, sizeof number, "%td", in->line ? (ptrdiff_t)in->line[row] : ids->rows + 1);
        else
            id = in->cell[row * in->columns + p->source->id_column];
        ids_add(ids, id);
    }
}

/* ---- cells ----------------------------------------------------------------------- */
static uint64_t term_of(const LinkKind *kind, uint64_t cell, const void *blob)
{
    return kind->term ? kind->term((LinkView){cell, blob}) : cell;
}

/* Rows that are not kept have been counted, and leave nothing else. */
static void forget_blobs(const Batch *b, int field)
{
    for (ptrdiff_t row = 0; row < b->in.rows; row++)
        if (!b->wanted[row])
            b->blob[field][row] = NULL;
}

/* Each distinct blob once; what is looked up lies anywhere, first its slot, then itself. */
static void settle_blobs(const Batch *b, DataField *f, int field)
{
    ptrdiff_t rows = b->in.rows;
    const HeapHead **blob = b->blob[field];
    uint64_t *cell = b->cell[field];
    for (ptrdiff_t row = 0; row < rows; row++) {
        if (row + 2 * AHEAD < rows && blob[row + 2 * AHEAD])
            heap_fetch(&f->heap, cell[row + 2 * AHEAD]);
        if (row + AHEAD < rows && blob[row + AHEAD])
            heap_fetch_blob(&f->heap, cell[row + AHEAD]);
        if (blob[row])
            cell[row] = heap_intern(&f->heap, blob[row], cell[row]);
    }
}

static void settle_terms(const Batch *b, DataField *f, int field)
{
    const LinkKind *kind = f->kind;
    uint64_t term[AHEAD] = {0}; /* of the rows before, soon to be counted */
    for (ptrdiff_t row = 0; row < b->in.rows + AHEAD; row++) {
        terms_add(&f->terms, term[row % AHEAD], 1);
        term[row % AHEAD] = 0;
        if (row >= b->in.rows || !b->cell[field][row])
            continue;
        const void *blob = kind->blobs ? b->blob[field][row] + 1 : NULL;
        term[row % AHEAD] = term_of(kind, b->cell[field][row], blob);
        terms_fetch(&f->terms, term[row % AHEAD]);
    }
}

/* Beyond memory: what is in the heap that stayed has its cell there, and no blob any more. */
static void settle_known(const Batch *b, const DataField *f, int field)
{
    for (ptrdiff_t row = 0; row < b->in.rows; row++) {
        const HeapHead *blob = b->blob[field][row];
        uint64_t cell = blob ? heap_find(&f->heap, blob, b->cell[field][row]) : 0;
        if (!cell)
            continue;
        b->cell[field][row] = cell;
        b->blob[field][row] = NULL;
    }
}

/* Beyond memory the cell of other blobs stays their hash: they go to a file behind the row. */
static void settle_field(Prepare *p, int field)
{
    DataField *f = &p->data->field[field];
    bool spilled = p->data->spill;
    if (f->kind->frequency && (spilled || picks(p) || !f->kind->blobs))
        settle_terms(p->settling, f, field);
    if (f->kind->blobs && picks(p))
        forget_blobs(p->settling, field);
    if (f->kind->blobs && !spilled)
        settle_blobs(p->settling, f, field);
    if (f->kind->blobs && spilled && f->heap.base)
        settle_known(p->settling, f, field);
}

/* ---- rows --------------------------------------------------------------------------- */
static void check_persons(const LinkData *data, uint64_t *row)
{
    if (data->personal < 0)
        return;
    if (data->tax >= 0 && !row[data->personal] && row[data->tax])
        row[data->personal] = link_personal_of_tax(row[data->tax]);
    if (row[data->personal])
        row[data->personal] = link_personal_checked(row[data->personal], data->birth >= 0 ? row[data->birth] : 0,
                                                    data->sex >= 0 ? row[data->sex] : 0);
}

void row_finish(const LinkData *data, uint64_t *row)
{
    check_persons(data, row);
    uint64_t present = 0, hash = 0;
    for (int f = 0; f < data->fields; f++) {
        present |= (uint64_t)(row[f] != 0) << f;
        hash = (hash ^ row[f]) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
    }
    row[data->fields] = hash >> 40 << 40 | present;
}

static void fill_rows(Prepare *p, ptrdiff_t from, ptrdiff_t to)
{
    LinkData *data = p->data;
    for (ptrdiff_t i = from; i < to; i++) {
        uint64_t *row = p->row + i * data->stride;
        ptrdiff_t place = picks(p) ? p->keeping->kept[i] : i;
        for (int f = 0; f < data->fields; f++)
            row[f] = p->keeping->cell[f][place];
        memset(row + data->fields, 0, (size_t)(data->stride - data->fields) * sizeof *row);
        row_finish(data, row);
    }
}

static void make_room(Prepare *p)
{
    LinkData *data = p->data;
    ptrdiff_t bytes = data->stride * (ptrdiff_t)sizeof(uint64_t);
    p->row = slab_add(&data->rows_slab[p->side], p->keeping->count * bytes);
    data->row[p->side] = (uint64_t *)(void *)data->rows_slab[p->side].base;
}

/* ---- rows to a file -------------------------------------------------------------------- */
static ptrdiff_t blob_words(const Prepare *p, ptrdiff_t row)
{
    ptrdiff_t words = 0;
    for (int f = 0; f < p->data->fields; f++)
        words += p->data->field[f].kind->blobs && p->keeping->blob[f][row] ? p->keeping->blob[f][row]->bytes / 8 : 0;
    return words;
}

static void fill_records(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Prepare *p = arg;
    LinkData *data = p->data;
    for (ptrdiff_t i = from; i < to; i++) {
        uint64_t *record = p->row + p->record_at[i], *row = record + RECORD_HEAD;
        memset(record, 0, (size_t)spill_words(data, 0) * 8);
        ptrdiff_t words = 0;
        for (int f = 0; f < data->fields; f++) {
            const HeapHead *blob = data->field[f].kind->blobs ? p->keeping->blob[f][i] : NULL;
            row[f] = p->keeping->cell[f][i];
            if (blob)
                words = spill_put_blob(data, row, f, words, blob + 1, blob->bytes);
        }
        row_finish(data, row);
        RecordHead head = {(uint32_t)p->side << 31 | (uint32_t)(data->rows[p->side] + i),
                           (uint16_t)spill_words(data, words), 0};
        memcpy(record, &head, sizeof head);
    }
}

static Err *spill_batch(Prepare *p)
{
    LinkData *data = p->data;
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    ptrdiff_t words = 0, rows = p->keeping->in.rows;
    for (ptrdiff_t i = 0; i < rows; i++) {
        p->record_at[i] = words;
        words += spill_words(data, blob_words(p, i));
    }
    p->row = new_raw(&scratch, uint64_t, words);
    parallel_for(data->threads, rows, LINK_BATCH / 4, fill_records, p);
    return spill_append(data, data->errors, p->side, p->row, words);
}

/* What grows with the rows, and what sorting the keys of a rule will take. */
static int64_t bytes_held(const LinkData *data)
{
    int64_t bytes = 0;
    for (int side = 0; side < data->sides; side++)
        bytes += data->rows_slab[side].cap + data->ids[side].bytes.cap + data->ids[side].hashes.cap +
                 data->rows[side] * (2 * (int64_t)sizeof(Entry) + 12); /* what is noted of rows while scoring */
    for (int f = 0; f < data->fields; f++)
        bytes += data->field[f].heap.blobs.cap + heap_slots_bytes(&data->field[f].heap) +
                 data->field[f].terms.slots * (int64_t)sizeof(Term);
    return bytes;
}

/* What was settled last has cells of heaps that go. */
static Err *begin_spill(Prepare *p)
{
    LinkData *data = p->data;
    p->keeping = p->settling;
    make_room(p);
    fill_rows(p, 0, p->keeping->in.rows);
    data->rows[p->side] += p->keeping->in.rows;
    p->settling->in.rows = p->settling->count = 0;
    return spill_begin(data, data->errors);
}

static Err *keep_batch(Prepare *p)
{
    LinkData *data = p->data;
    Batch *kept = p->keeping;
    if (data->spill)
        TRY(spill_batch(p));
    data->rows[p->side] += kept->count;
    if (data->spill)
        return ids_spill(data, data->errors, p->side);
    if (picks(p)) { /* few rows, and nothing that goes to files */
        partners_keep(data, kept->kept, kept->count, kept->in.rows);
        return NULL;
    }
    bool full = data->spill_at > 0 && bytes_held(data) > data->spill_at;
    Err *err = full ? begin_spill(p) : NULL;
    p->keeping = kept;
    return err;
}

static Err *check_batch(const Prepare *p)
{
    LinkData *data = p->data;
    const LinkBatch *in = &p->parsing->in;
    if (in->rows > LINK_BATCH || (in->rows > 0 && in->columns < p->source->columns))
        return FAIL(data->errors, INTERNAL, "nguồn \"%.*s\" đưa một lô sai cỡ",
                    "source \"%.*s\" gave a batch of a wrong size", STRF(p->source->name));
    if (data->rows[p->side] + p->keeping->in.rows + p->settling->in.rows + in->rows > INT32_MAX)
        return FAIL(data->errors, TOO_LARGE, "%.*s: quá 2.147.483.647 dòng", "%.*s: more than 2,147,483,647 rows",
                    STRF(p->source->name));
    return NULL;
}

static void batch_task(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Prepare *p = arg;
    int fields = p->data->fields;
    ptrdiff_t rows = p->keeping->count;
    for (ptrdiff_t i = from; i < to; i++) {
        ptrdiff_t keep = i - fields - 2 - PARTS_OF_BATCH;
        if (i < fields)
            settle_field(p, fields - 1 - (int)i);
        else if (i == fields)
            read_next(p);
        else if (i == fields + 1 && picks(p))
            continue;
        else if (i == fields + 1)
            add_ids(p);
        else if (keep < 0)
            parse_part(p, (int)i - fields - 2);
        else if (!p->data->spill)
            fill_rows(p, rows * keep / KEEPS, rows * (keep + 1) / KEEPS);
    }
}

/* What was read is parsed, what was parsed is settled, and what was settled is kept. */
static Err *prepare_next(Prepare *p)
{
    LinkData *data = p->data;
    Batch *kept = p->keeping;
    p->keeping = p->settling, p->settling = p->parsing, p->parsing = p->reading, p->reading = kept;
    TRY(check_batch(p));
    list_kept(p, p->settling);
    if (!data->spill)
        make_room(p);
    parallel_for(data->threads, data->fields + 2 + PARTS_OF_BATCH + KEEPS, 1, batch_task, p);
    if (p->keeping->in.rows > 0)
        TRY(keep_batch(p));
    return work_step(data, p->settling->in.rows) ? p->failed : work_end(data, data->errors);
}

static void prepare_open(Prepare *p, Arena *arena)
{
    for (int i = 0; i < COUNTOF(p->batch); i++) {
        Batch *b = &p->batch[i];
        b->memory = arena_open((ptrdiff_t)1 << 34);
        for (int k = 0; k < PARTS_OF_BATCH; k++)
            b->blobs[k] = arena_open((ptrdiff_t)1 << 28);
        for (int f = 0; f < p->data->fields; f++) {
            b->cell[f] = new_raw(arena, uint64_t, LINK_BATCH);
            b->blob[f] = p->data->field[f].kind->blobs ? new_raw(arena, const HeapHead *, LINK_BATCH) : NULL;
        }
        b->wanted = picks(p) ? new_raw(arena, bool, LINK_BATCH) : NULL;
        b->kept = picks(p) ? new_raw(arena, uint16_t, LINK_BATCH) : NULL;
    }
    p->reading = &p->batch[0], p->parsing = &p->batch[1], p->settling = &p->batch[2], p->keeping = &p->batch[3];
}

static void prepare_close(Prepare *p)
{
    for (int i = 0; i < COUNTOF(p->batch); i++) {
        arena_close(&p->batch[i].memory);
        for (int k = 0; k < PARTS_OF_BATCH; k++)
            arena_close(&p->batch[i].blobs[k]);
    }
}

static Err *prepare_all(Prepare *p)
{
    TRY(p->source->rewind(p->source, &p->batch[0].memory));
    read_next(p);
    TRY(p->failed);
    while (p->reading->in.rows > 0 || p->parsing->in.rows > 0 || p->settling->in.rows > 0)
        TRY(prepare_next(p));
    return NULL;
}

Err *prepare_source(LinkData *data, Arena *arena, LinkSource *source, int side)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Prepare *p = new (&scratch, Prepare, 1);
    *p = (Prepare){.data = data, .source = source, .side = side};
    data->errors = arena;
    prepare_open(p, &scratch);
    Err *err = err_keep(arena, prepare_all(p)); /* those of a source live in its batch's arena */
    prepare_close(p);
    return err;
}

/* ---- fields --------------------------------------------------------------------------- */
void prepare_field_open(DataField *f)
{
    terms_open(&f->terms);
    if (f->kind->blobs)
        heap_open(&f->heap);
}

/* Blobs in the order in which they lie, some ahead of those that are worked: their terms lie anywhere. */
typedef struct Walk {
    DataField *field;
    ptrdiff_t at; /* of the head, in bytes */
} Walk;

static HeapHead *walk_next(Walk *w, uint64_t *ret_term)
{
    const Heap *heap = &w->field->heap;
    if (w->at >= heap->blobs.len)
        return NULL;
    HeapHead *head = (HeapHead *)(void *)(heap->base + w->at);
    *ret_term = term_of(w->field->kind, blob_hash(head + 1, head->bytes), head + 1);
    terms_fetch(&w->field->terms, *ret_term);
    w->at += (ptrdiff_t)sizeof *head + head->bytes;
    return head;
}

static void each_term(DataField *f, void (*fn)(Terms *terms, HeapHead *head, uint64_t term))
{
    enum { FAR = 16 };
    HeapHead *head[FAR];
    uint64_t term[FAR];
    Walk walk = {f, 8};
    for (int i = 0; i < FAR; i++)
        head[i] = walk_next(&walk, &term[i]);
    for (int i = 0; head[i]; i = (i + 1) % FAR) {
        fn(&f->terms, head[i], term[i]);
        head[i] = walk_next(&walk, &term[i]);
    }
}

static void add_term(Terms *terms, HeapHead *head, uint64_t term)
{
    terms_add(terms, term, head->count);
}

static void take_count(Terms *terms, HeapHead *head, uint64_t term)
{
    head->count = terms_count(terms, term);
}

/* Counts of blobs become counts of terms, which then stand with the blobs too. */
void prepare_terms(DataField *f)
{
    if (!f->kind->blobs || !f->kind->frequency)
        return;
    terms_reserve(&f->terms, f->heap.used);
    each_term(f, add_term);
    each_term(f, take_count);
}

void prepare_counts(DataField *f)
{
    if (f->kind->blobs && f->kind->frequency)
        each_term(f, take_count);
}

void prepare_done(DataField *f)
{
    if (!f->kind->blobs)
        return;
    arena_close(&f->heap.slots_memory);
    f->heap.slot = NULL;
    if (f->kind->frequency) {
        arena_close(&f->terms.memory);
        f->terms.slot = NULL;
        f->terms.slots = 0;
    }
}
