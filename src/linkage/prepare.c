/* prepare: written cells become rows.
 *
 * Batch by batch in three steps, each by all threads: cells are parsed, a small part of a batch at a time, while the
 * next batch is read; then each field gives its values their cells, in the order of rows, so that cells do not depend
 * on threads; then rows are put together. */
#include "linkage/spill.h"

#include "base/pool.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { WRITTEN_SLOTS = 8192, WRITTEN_TEXT = 110, PARTS_OF_BATCH = 32, TRIAL = 8 * LINK_BATCH, AHEAD = 12 };

/* Columns of registers repeat themselves: what a cell of the same bytes became. */
typedef struct WrittenSlot {
    uint64_t cell;
    uint64_t term;
    char text[WRITTEN_TEXT];
    uint8_t len;
    bool used;
} WrittenSlot;

struct Written {
    WrittenSlot slot[WRITTEN_SLOTS];
    bool closed;         /* blobs are not kept in memory */
    int64_t asked, hits; /* a column of distinct values is not asked any more */
};

typedef struct Parsed {
    uint64_t cell;
    uint64_t term; /* of values beyond memory, and of kinds without blobs */
    const void *blob;
    uint64_t hash; /* of the blob */
    int32_t bytes;
    bool asked; /* something is written there */
    bool known; /* cell and term are final */
} Parsed;

typedef struct Prepare {
    LinkData *data;
    LinkSource *source;
    int side;
    LinkBatch batch, next;
    Arena batch_arena[2], task_arena[PARTS_OF_BATCH], scratch[PARTS_OF_BATCH];
    int turn;
    Err *failed;
    Parsed *parsed[LINK_FIELDS];
    uint64_t *row;
    ptrdiff_t record_at[LINK_BATCH];
} Prepare;

/* ---- parsing ------------------------------------------------------------------- */
static WrittenSlot *written_slot(const DataField *f, Str written)
{
    return &f->written->slot[(str_hash(written) * 0x9e3779b97f4a7c15u >> 40) % WRITTEN_SLOTS];
}

static bool written_worth(const DataField *f, Str written)
{
    const Written *w = f->written;
    return written.len <= WRITTEN_TEXT && !w->closed && (w->asked < TRIAL || w->hits > w->asked / 8);
}

static bool written_known(const DataField *f, Str written, Parsed *ret)
{
    if (!written_worth(f, written))
        return false;
    const WrittenSlot *slot = written_slot(f, written);
    if (!slot->used || slot->len != written.len || memcmp(slot->text, written.ptr, (size_t)written.len) != 0)
        return false;
    *ret = (Parsed){.cell = slot->cell, .term = slot->term, .asked = true, .known = true};
    return true;
}

static void parse_cell(const DataField *f, const LinkParse *parse, Arena *blobs, Str written, Parsed *ret)
{
    *ret = (Parsed){.known = true};
    if (written.len == 0 || written_known(f, written, ret))
        return;
    LinkValue value = f->kind->parse(parse, written);
    *ret = (Parsed){.cell = f->kind->blobs ? 0 : value.cell, .asked = true};
    if (!f->kind->blobs || !value.blob)
        return;
    assert(value.bytes > 0 && value.bytes <= LINK_BLOB_MAX && value.bytes % 8 == 0);
    uint64_t *blob = new_raw(blobs, uint64_t, value.bytes / 8);
    memcpy(blob, value.blob, (size_t)value.bytes);
    ret->blob = blob;
    ret->bytes = (int32_t)value.bytes;
    ret->hash = blob_hash(blob, value.bytes);
}

/* Few enough rows that their texts stay at hand from one field to the next. */
static void parse_rows(Prepare *p, const Worker *worker, int part, ptrdiff_t from, ptrdiff_t to)
{
    LinkParse parse = {.scratch = p->scratch[part],
                       .style = p->data->style,
                       .pivot_year = p->data->pivot_year,
                       .places = p->data->places,
                       .names = worker->names};
    for (int field = 0; field < p->data->fields; field++) {
        const DataField *f = &p->data->field[field];
        for (ptrdiff_t row = from; row < to; row++) {
            Str written = p->batch.cell[row * p->batch.columns + f->column[p->side]];
            parse_cell(f, &parse, &p->task_arena[part], written, &p->parsed[field][row]);
        }
    }
}

static void parse_part(Prepare *p, int part)
{
    enum { ROWS = 256 };
    ptrdiff_t from = p->batch.rows * part / PARTS_OF_BATCH, to = p->batch.rows * (part + 1) / PARTS_OF_BATCH;
    Worker *worker = worker_take(p->data);
    arena_reset(&p->task_arena[part]);
    for (ptrdiff_t row = from; row < to; row += ROWS)
        parse_rows(p, worker, part, row, to - row < ROWS ? to : row + ROWS);
    worker_give(worker);
}

static void read_next(Prepare *p)
{
    arena_reset(&p->batch_arena[p->turn]);
    p->next = (LinkBatch){0};
    p->failed = p->source->read(p->source, &p->batch_arena[p->turn], &p->next);
}

static void add_ids(Prepare *p)
{
    Ids *ids = &p->data->ids[p->side];
    for (ptrdiff_t row = 0; row < p->batch.rows; row++) {
        char number[24];
        Str id = {number, 0};
        if (p->source->id_column < 0)
            id.len =
                snprintf(number, sizeof number, "%td", p->batch.line ? (ptrdiff_t)p->batch.line[row] : ids->rows + 1);
        else
            id = p->batch.cell[row * p->batch.columns + p->source->id_column];
        ids_add(ids, id);
    }
}

static void parse_task(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Prepare *p = arg;
    for (ptrdiff_t i = from; i < to; i++)
        if (i == 0)
            read_next(p);
        else if (i == 1)
            add_ids(p);
        else
            parse_part(p, (int)(i - 2));
}

/* ---- cells ----------------------------------------------------------------------- */
static uint64_t term_of(const LinkKind *kind, uint64_t cell, const void *blob)
{
    return kind->term ? kind->term((LinkView){cell, blob}) : cell;
}

/* The blob itself goes to a file behind the row. */
static void settle_hash(const DataField *f, Parsed *v)
{
    v->cell = v->blob ? v->hash : 0;
    if (v->blob && f->kind->frequency)
        v->term = term_of(f->kind, v->cell, v->blob);
}

static void settle(const LinkData *data, DataField *f, Parsed *v)
{
    if (f->kind->blobs && data->spill)
        settle_hash(f, v);
    else if (f->kind->blobs)
        v->cell = v->blob ? heap_intern(&f->heap, v->blob, v->bytes, v->hash) : 0;
    else if (f->kind->frequency && v->cell)
        v->term = term_of(f->kind, v->cell, NULL);
}

static void remember(DataField *f, Str written, const Parsed *v)
{
    if (!written_worth(f, written))
        return;
    WrittenSlot *slot = written_slot(f, written);
    *slot = (WrittenSlot){.cell = v->cell, .term = v->term, .len = (uint8_t)written.len, .used = true};
    memcpy(slot->text, written.ptr, (size_t)written.len);
}

static void count_again(DataField *f, const Parsed *v)
{
    f->written->hits++;
    if (f->kind->blobs && f->heap.base && v->cell)
        heap_head(&f->heap, v->cell)->count++;
}

/* Where a value will be looked up lies anywhere. */
static void fetch_place(const LinkData *data, const DataField *f, const Parsed *v)
{
    if (f->kind->blobs && v->blob && !data->spill)
        heap_fetch(&f->heap, v->hash);
    else if (!f->kind->blobs && f->kind->frequency && v->cell)
        terms_fetch(&f->terms, term_of(f->kind, v->cell, NULL));
}

static void settle_field(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Prepare *p = arg;
    for (ptrdiff_t field = from; field < to; field++) {
        DataField *f = &p->data->field[field];
        for (ptrdiff_t row = 0; row < p->batch.rows; row++) {
            Parsed *v = &p->parsed[field][row];
            if (row + AHEAD < p->batch.rows)
                fetch_place(p->data, f, v + AHEAD);
            if (!v->asked)
                continue;
            f->written->asked++;
            if (v->known) {
                count_again(f, v);
            } else {
                settle(p->data, f, v);
                remember(f, p->batch.cell[row * p->batch.columns + f->column[p->side]], v);
            }
            if ((!f->kind->blobs || p->data->spill) && f->kind->frequency)
                terms_add(&f->terms, v->term, 1);
        }
    }
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

static void fill_rows(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Prepare *p = arg;
    LinkData *data = p->data;
    for (ptrdiff_t i = from; i < to; i++) {
        uint64_t *row = p->row + i * data->stride;
        for (int f = 0; f < data->fields; f++)
            row[f] = p->parsed[f][i].cell;
        memset(row + data->fields, 0, (size_t)(data->stride - data->fields) * sizeof *row);
        row_finish(data, row);
    }
}

static void keep_batch(Prepare *p)
{
    LinkData *data = p->data;
    ptrdiff_t bytes = data->stride * (ptrdiff_t)sizeof(uint64_t);
    p->row = slab_add(&data->rows_slab[p->side], p->batch.rows * bytes);
    data->row[p->side] = (uint64_t *)(void *)data->rows_slab[p->side].base;
    parallel_for(data->threads, p->batch.rows, LINK_BATCH / 4, fill_rows, p);
}

/* ---- rows to a file -------------------------------------------------------------------- */
static ptrdiff_t blob_words(const Prepare *p, ptrdiff_t row)
{
    ptrdiff_t words = 0;
    for (int f = 0; f < p->data->fields; f++)
        words += p->parsed[f][row].blob ? p->parsed[f][row].bytes / 8 : 0;
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
            const Parsed *v = &p->parsed[f][i];
            row[f] = v->cell;
            if (v->blob)
                words = spill_put_blob(data, row, f, words, v->blob, v->bytes);
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
    ptrdiff_t words = 0;
    for (ptrdiff_t i = 0; i < p->batch.rows; i++) {
        p->record_at[i] = words;
        words += spill_words(data, blob_words(p, i));
    }
    p->row = new (&scratch, uint64_t, words);
    parallel_for(data->threads, p->batch.rows, LINK_BATCH / 4, fill_records, p);
    return spill_append(data, data->errors, p->side, p->row, words, p->batch.rows);
}

/* What grows with the rows, and what sorting the keys of a rule will take. */
static int64_t bytes_held(const LinkData *data)
{
    int64_t bytes = 0;
    for (int side = 0; side < data->sides; side++)
        bytes += data->rows_slab[side].cap + data->ids[side].bytes.cap + data->ids[side].hashes.cap +
                 data->rows[side] * 2 * (int64_t)sizeof(Entry);
    for (int f = 0; f < data->fields; f++)
        bytes += data->field[f].heap.blobs.cap + data->field[f].heap.slots * 8 +
                 data->field[f].terms.slots * (int64_t)sizeof(Term);
    return bytes;
}

/* What a written cell became is no place in memory any more. */
static Err *begin_spill(LinkData *data)
{
    for (int f = 0; f < data->fields; f++)
        if (data->field[f].kind->blobs)
            data->field[f].written->closed = true;
    return spill_begin(data, data->errors);
}

static Err *prepare_batch(Prepare *p)
{
    LinkData *data = p->data;
    if (p->batch.rows > LINK_BATCH || p->batch.columns < p->source->columns)
        return FAIL(p->data->errors, INTERNAL, "nguồn \"%.*s\" đưa một lô sai cỡ",
                    "source \"%.*s\" gave a batch of a wrong size", STRF(p->source->name));
    if (data->rows[p->side] + p->batch.rows > INT32_MAX)
        return FAIL(data->errors, TOO_LARGE, "%.*s: quá 2.147.483.647 dòng", "%.*s: more than 2,147,483,647 rows",
                    STRF(p->source->name));
    p->turn = !p->turn;
    parallel_for(data->threads, 2 + PARTS_OF_BATCH, 1, parse_task, p);
    parallel_for(data->threads, data->fields, 1, settle_field, p);
    if (data->spill)
        TRY(spill_batch(p));
    else
        keep_batch(p);
    data->rows[p->side] += p->batch.rows;
    if (data->spill)
        TRY(ids_spill(data, data->errors, p->side));
    else if (data->spill_at > 0 && bytes_held(data) > data->spill_at)
        TRY(begin_spill(data));
    return work_step(data, p->batch.rows) ? p->failed : work_end(data, data->errors);
}

static void prepare_open(Prepare *p, Arena *arena)
{
    for (int i = 0; i < 2; i++)
        p->batch_arena[i] = arena_open(ARENA_DEFAULT);
    for (int i = 0; i < PARTS_OF_BATCH; i++) {
        p->task_arena[i] = arena_open(ARENA_DEFAULT);
        p->scratch[i] = arena_open((ptrdiff_t)1 << 30);
    }
    for (int f = 0; f < p->data->fields; f++)
        p->parsed[f] = new (arena, Parsed, LINK_BATCH);
}

static void prepare_close(Prepare *p)
{
    for (int i = 0; i < 2; i++)
        arena_close(&p->batch_arena[i]);
    for (int i = 0; i < COUNTOF(p->scratch); i++) {
        arena_close(&p->task_arena[i]);
        arena_close(&p->scratch[i]);
    }
}

static Err *prepare_all(Prepare *p)
{
    TRY(p->source->rewind(p->source, &p->batch_arena[0]));
    read_next(p);
    TRY(p->failed);
    for (p->batch = p->next; p->batch.rows > 0; p->batch = p->next)
        TRY(prepare_batch(p));
    return NULL;
}

/* Errors of a source live in its batch's arena. */
static Err *err_kept(Arena *arena, const Err *err)
{
    Err *kept = new (arena, Err, 1);
    *kept = *err;
    kept->text = (Text){str_copy(arena, err->text.vi), str_copy(arena, err->text.en)};
    kept->place.file = str_copy(arena, err->place.file);
    kept->place.sheet = str_copy(arena, err->place.sheet);
    kept->place.field = str_copy(arena, err->place.field);
    return kept;
}

Err *prepare_source(LinkData *data, Arena *arena, LinkSource *source, int side)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Prepare *p = new (&scratch, Prepare, 1);
    *p = (Prepare){.data = data, .source = source, .side = side};
    data->errors = arena;
    prepare_open(p, &scratch);
    Err *err = prepare_all(p);
    if (err)
        err = err_kept(arena, err);
    prepare_close(p);
    return err;
}

/* ---- fields --------------------------------------------------------------------------- */
void prepare_field_open(LinkData *data, DataField *f)
{
    f->written = new (&data->arena, Written, 1);
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
    each_term(f, add_term);
    each_term(f, take_count);
}

void prepare_done(DataField *f)
{
    if (!f->kind->blobs)
        return;
    arena_close(&f->heap.slots_memory);
    f->heap.slot = NULL;
    f->heap.slots = 0;
    if (f->kind->frequency) {
        arena_close(&f->terms.memory);
        f->terms.slot = NULL;
        f->terms.slots = 0;
    }
}
