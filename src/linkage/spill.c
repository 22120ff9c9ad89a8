#include "linkage/spill.h"

#include "base/pool.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FEW_ROWS = 16, CHUNK_WORDS = 1 << 18, STAYS = 40 }; /* a heap may stay in so much of what rows may take */

/* ---- files ------------------------------------------------------------------------ */
Err *spill_failed(Arena *arena, int error)
{
    return FAIL_BECAUSE(arena, UNAVAILABLE, error, "không dùng được tệp tạm (thư mục: TMPDIR)",
                        "could not use a temporary file (its folder: TMPDIR)");
}

Err *spill_file(LinkData *data, Arena *arena, int *ret)
{
    const char *folder = getenv("TMPDIR");
    Str where = data->folder.len > 0 ? data->folder : folder && *folder ? str_from(folder) : S("/tmp");
    char *path = str_c(arena, str_fmt(arena, "%.*s/baophu-link-XXXXXX", STRF(where)));
    *ret = mkostemp(path, O_CLOEXEC);
    if (*ret < 0)
        return FAIL_BECAUSE(arena, UNAVAILABLE, errno, "không tạo được tệp tạm trong “%.*s”",
                            "could not make a temporary file in “%.*s”", STRF(where));
    unlink(path);
    return NULL;
}

bool spill_write(int file, const void *bytes, int64_t n, int64_t at)
{
    for (const char *p = bytes; n > 0;) {
        ssize_t done = pwrite(file, p, (size_t)n, at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        p += done, n -= done, at += done;
    }
    return true;
}

bool spill_read(int file, void *bytes, int64_t n, int64_t at)
{
    for (char *p = bytes; n > 0;) {
        ssize_t done = pread(file, p, (size_t)n, at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        p += done, n -= done, at += done;
    }
    return true;
}

void spill_note_failure(Spill *spill)
{
    int none = 0;
    atomic_compare_exchange_strong(&spill->error, &none, errno ? errno : EIO);
}

/* ---- records -------------------------------------------------------------------------- */
static uint16_t *offsets(const LinkData *data, uint64_t *row)
{
    return (uint16_t *)(void *)(row + data->fields + 1);
}

const void *spill_blob(const LinkData *data, const uint64_t *row, int field)
{
    const uint64_t *base = row + data->fields + 1;
    uint16_t at;
    memcpy(&at, (const char *)base + 2 * data->spill->blob_index[field], sizeof at);
    return base + at;
}

ptrdiff_t spill_put_blob(const LinkData *data, uint64_t *row, int field, ptrdiff_t blob_words, const void *blob,
                         ptrdiff_t bytes)
{
    ptrdiff_t at = data->spill->offset_words + blob_words;
    uint16_t written = (uint16_t)at;
    memcpy((char *)offsets(data, row) + 2 * data->spill->blob_index[field], &written, sizeof written);
    memcpy(row + data->fields + 1 + at, blob, (size_t)bytes);
    return blob_words + bytes / 8;
}

/* Where a chunk goes in the file of its side. */
static int64_t place_chunk(LinkData *data, Chunk chunk)
{
    Spill *spill = data->spill;
    chunk.at = spill->size[chunk.side];
    spill->size[chunk.side] += chunk.bytes;
    memcpy(slab_add(&spill->chunks, (ptrdiff_t)sizeof chunk), &chunk, sizeof chunk);
    ptrdiff_t rules = chunk.rows * (ptrdiff_t)sizeof(uint32_t);
    memset(slab_add(&spill->rules[chunk.side], rules), 0, (size_t)rules);
    spill->most_chunk = chunk.bytes > spill->most_chunk ? chunk.bytes : spill->most_chunk;
    return chunk.at;
}

typedef struct Writing {
    Spill *spill;
    int side;
    const char *bytes;
    int64_t at, len;
} Writing;

enum { SLICE = 256 << 10 };

static void write_slices(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Writing *w = arg;
    int64_t begin = from * (int64_t)SLICE, end = to * (int64_t)SLICE < w->len ? to * (int64_t)SLICE : w->len;
    if (!spill_write(w->spill->file[w->side], w->bytes + begin, end - begin, w->at + begin))
        spill_note_failure(w->spill);
}

Err *spill_append(LinkData *data, Arena *arena, int side, const uint64_t *records, ptrdiff_t words)
{
    Writing w = {data->spill, side, (const char *)records, data->spill->size[side], words * 8};
    ptrdiff_t from = 0, to = 0;
    Chunk chunk = {.side = side, .row = data->rows[side]};
    while (to < words) {
        RecordHead head;
        memcpy(&head, records + to, sizeof head);
        to += head.words;
        chunk.rows++;
        if (to - from < CHUNK_WORDS && to < words)
            continue;
        chunk.bytes = (to - from) * 8;
        place_chunk(data, chunk);
        chunk.row += chunk.rows;
        chunk.rows = 0;
        from = to;
    }
    parallel_for(data->threads, (ptrdiff_t)((w.len + SLICE - 1) / SLICE), 1, write_slices, &w);
    int error = atomic_load(&data->spill->error);
    return error ? spill_failed(arena, error) : NULL;
}

/* ---- from memory to files ----------------------------------------------------------------- */
static ptrdiff_t record_from_memory(const LinkData *data, int side, int64_t row, uint64_t *record)
{
    uint64_t *cells = record + RECORD_HEAD;
    const uint64_t *from = data->row[side] + row * data->stride;
    ptrdiff_t blob_words = 0;
    memset(record, 0, (size_t)spill_words(data, 0) * 8);
    memcpy(cells, from, (size_t)(data->fields + 1) * 8);
    for (int f = 0; f < data->fields; f++) {
        const Heap *heap = &data->field[f].heap;
        if (!data->field[f].kind->blobs || !from[f] || data->field[f].stays)
            continue;
        const void *blob = heap->base + 8 * from[f];
        cells[f] = blob_hash(blob, heap_head(heap, from[f])->bytes);
        blob_words = spill_put_blob(data, cells, f, blob_words, blob, heap_head(heap, from[f])->bytes);
    }
    row_finish(data, cells);
    RecordHead head = {(uint32_t)side << 31 | (uint32_t)row, (uint16_t)spill_words(data, blob_words), 0};
    memcpy(record, &head, sizeof head);
    return head.words;
}

enum { MOVED_AT_ONCE = 2048, MOVES = 16 };

typedef struct Moving { /* some thousand rows of a side, by several threads */
    const LinkData *data;
    int side;
    int64_t from, to;
    uint64_t *records[MOVES];
    int64_t bytes[MOVES], at[MOVES];
    int rows[MOVES];
} Moving;

static void move_some(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Moving *m = arg;
    for (ptrdiff_t i = from; i < to; i++) {
        int64_t row = m->from + i * MOVED_AT_ONCE;
        int64_t end = row + MOVED_AT_ONCE < m->to ? row + MOVED_AT_ONCE : m->to;
        ptrdiff_t words = 0;
        m->rows[i] = end > row ? (int)(end - row) : 0;
        for (; row < end; row++)
            words += record_from_memory(m->data, m->side, row, m->records[i] + words);
        m->bytes[i] = words * 8;
    }
}

static void write_moved(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Moving *m = arg;
    for (ptrdiff_t i = from; i < to; i++)
        if (!spill_write(m->data->spill->file[m->side], m->records[i], m->bytes[i], m->at[i]))
            spill_note_failure(m->data->spill);
}

static Err *move_side(LinkData *data, Arena *arena, int side)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Moving m = {.data = data, .side = side, .to = data->rows[side]};
    ptrdiff_t most = (ptrdiff_t)MOVED_AT_ONCE * (LINK_BLOB_MAX / 8 * data->fields + 64);
    for (int i = 0; i < MOVES; i++)
        m.records[i] = new_raw(&scratch, uint64_t, most);
    for (; m.from < m.to; m.from += (int64_t)MOVES * MOVED_AT_ONCE) {
        int moved = 0;
        parallel_for(data->threads, MOVES, 1, move_some, &m);
        for (; moved < MOVES && m.rows[moved] > 0; moved++)
            m.at[moved] = place_chunk(data, (Chunk){.side = side,
                                                    .row = m.from + moved * MOVED_AT_ONCE,
                                                    .rows = m.rows[moved],
                                                    .bytes = m.bytes[moved]});
        parallel_for(data->threads, moved, 1, write_moved, &m);
        if (atomic_load(&data->spill->error))
            return spill_failed(arena, atomic_load(&data->spill->error));
    }
    return NULL;
}

static Err *open_spill(LinkData *data, Arena *arena, Spill *spill)
{
    spill->chunks = slab_open();
    spill->file[0] = spill->file[1] = -1;
    for (int f = 0; f < data->fields; f++)
        if (data->field[f].kind->blobs)
            spill->blob_index[f] = spill->blob_fields++;
    spill->offset_words = (spill->blob_fields + 3) / 4;
    for (int side = 0; side < data->sides; side++) {
        spill->rules[side] = slab_open();
        TRY(spill_file(data, arena, &spill->file[side]));
    }
    return NULL;
}

Err *spill_begin(LinkData *data, Arena *arena)
{
    Spill *spill = new (&data->arena, Spill, 1);
    Err *err = open_spill(data, arena, spill);
    for (int f = 0; f < data->fields; f++) {
        DataField *field = &data->field[f];
        prepare_terms(field);
        field->stays =
            field->kind->blobs && field->heap.blobs.len + heap_slots_bytes(&field->heap) < data->spill_at / STAYS;
    }
    data->spill = spill; /* closed with the data, whatever happens */
    for (int side = 0; !err && side < data->sides; side++) {
        err = move_side(data, arena, side);
        slab_close(&data->rows_slab[side]);
        data->row[side] = NULL; /* all are in the file */
        if (!err)
            err = ids_spill(data, arena, side);
    }
    for (int f = 0; f < data->fields; f++)
        if (data->field[f].kind->blobs && !data->field[f].stays)
            heap_close(&data->field[f].heap);
    return err;
}

/* ---- all records ------------------------------------------------------------------------------ */
typedef struct Stream {
    LinkData *data;
    int side;
    SpillFn *fn;
    void *arg;
} Stream;

const Chunk *spill_chunk(const Spill *spill, ptrdiff_t i)
{
    return (const Chunk *)(const void *)spill->chunks.base + i;
}

ptrdiff_t spill_chunks(const Spill *spill)
{
    return spill->chunks.len / (ptrdiff_t)sizeof(Chunk);
}

static void know_rules(const Spill *spill, const Chunk *chunk, uint64_t *records, int fields)
{
    const uint32_t *rules = (const uint32_t *)(const void *)spill->rules[chunk->side].base + chunk->row;
    for (int i = 0; i < chunk->rows; i++) {
        RecordHead head;
        memcpy(&head, records, sizeof head);
        records[RECORD_HEAD + fields] |= (uint64_t)rules[i] << 16;
        records += head.words;
    }
}

static void stream_chunks(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Stream *s = arg;
    Spill *spill = s->data->spill;
    for (ptrdiff_t i = from; i < to; i++) {
        const Chunk *chunk = spill_chunk(spill, i);
        if ((s->side >= 0 && chunk->side != s->side) || !work_step(s->data, 0) || atomic_load(&spill->error))
            continue;
        Worker *worker = worker_take(s->data);
        Arena mark = worker->scratch;
        uint64_t *records = new_raw(&worker->scratch, uint64_t, chunk->bytes / 8 + PADDING_WORDS);
        memset(records + chunk->bytes / 8, 0, PADDING_WORDS * sizeof *records);
        if (spill_read(spill->file[chunk->side], records, chunk->bytes, chunk->at)) {
            know_rules(spill, chunk, records, s->data->fields);
            s->fn(s->arg, worker, chunk, records);
        } else {
            spill_note_failure(spill);
        }
        worker->scratch = mark;
        worker_give(worker);
    }
}

Err *spill_end(LinkData *data, Arena *arena)
{
    int error = atomic_load(&data->spill->error);
    if (error)
        return spill_failed(arena, error);
    return work_end(data, arena);
}

Err *spill_stream(LinkData *data, Arena *arena, int side, SpillFn *fn, void *arg)
{
    Stream stream = {data, side, fn, arg};
    parallel_for(data->threads, spill_chunks(data->spill), 1, stream_chunks, &stream);
    return spill_end(data, arena);
}

/* ---- what fits -------------------------------------------------------------------------------------------- */
/* Besides rows: what batches, threads and the program need. */
enum { FIXED_MIB = 48 };
/* What training takes beside a sample of rows, their own bytes included: keys of all rules and tables of them. */
static const double SAMPLE_SHARE = 2.7;

int64_t spill_held(const LinkData *data)
{
    int64_t bytes = (int64_t)FIXED_MIB << 20;
    for (int f = 0; f < data->fields; f++)
        bytes += data->field[f].terms.slots * (int64_t)sizeof(Term) + data->field[f].heap.blobs.cap +
                 heap_slots_bytes(&data->field[f].heap);
    for (int side = 0; side < data->sides; side++)
        bytes += data->spill->rules[side].cap + data->ids[side].starts.cap +
                 (data->met[side] ? data->rows[side] * (int64_t)(sizeof *data->met[side] + 1) : 0);
    for (int i = 0; i < LINK_THREADS_MAX; i++)
        bytes += data->worker[i].pairs.cap;
    return bytes + 3 * data->threads * data->spill->most_chunk;
}

int64_t spill_room(const LinkData *data)
{
    if (data->spill_room > 0)
        return data->spill_room;
    return (data->memory - spill_held(data)) / 8 * 5;
}

static Err *too_small(LinkData *data, Arena *arena, int64_t need)
{
    long long mib = (long long)((spill_held(data) + need) >> 20) + 1;
    return FAIL(arena, TOO_LARGE, "bộ nhớ cho phép quá ít: cần ít nhất %lld MiB",
                "the memory allowed is too small: %lld MiB are needed", mib);
}

Err *spill_too_small(LinkData *data, Arena *arena, int64_t need)
{
    return too_small(data, arena, need / 5 * 8);
}

/* ---- samples -------------------------------------------------------------------------------------------------- */
typedef struct Fetch {
    LinkData *data;
    const int64_t *row; /* ascending */
    const uint64_t **ret;
    ptrdiff_t len;
    Arena *arena;
    pthread_mutex_t *lock;
} Fetch;

static ptrdiff_t first_from(const Fetch *f, int64_t row)
{
    ptrdiff_t low = 0, high = f->len;
    while (low < high) {
        ptrdiff_t middle = (low + high) / 2;
        if (f->row[middle] < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Room is taken by one thread at a time, for all wanted rows of a chunk. */
static uint64_t *fetch_room(const Fetch *f, ptrdiff_t words)
{
    pthread_mutex_lock(f->lock);
    uint64_t *room = new (f->arena, uint64_t, words + PADDING_WORDS);
    pthread_mutex_unlock(f->lock);
    return room;
}

static void fetch_chunk(void *arg, Worker *worker, const Chunk *chunk, uint64_t *records)
{
    const Fetch *f = arg;
    ptrdiff_t from = first_from(f, chunk->row), to = first_from(f, chunk->row + chunk->rows), words = 0;
    const uint64_t **place = new (&worker->scratch, const uint64_t *, to - from);
    for (ptrdiff_t i = 0, at = from; at < to; i++) {
        RecordHead head;
        memcpy(&head, records, sizeof head);
        for (; at < to && f->row[at] == chunk->row + i; at++) {
            place[at - from] = records;
            words += head.words;
        }
        records += head.words;
    }
    uint64_t *room = fetch_room(f, words);
    for (ptrdiff_t at = from; at < to; at++) {
        RecordHead head;
        memcpy(&head, place[at - from], sizeof head);
        memcpy(room, place[at - from], (size_t)head.words * 8);
        f->ret[at] = room + RECORD_HEAD;
        room += head.words;
    }
}

/* A few rows, one after the other. */
static Err *fetch_few(const Fetch *f, Arena *arena, int side)
{
    Spill *spill = f->data->spill;
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Worker worker = {0};
    for (ptrdiff_t c = 0; c < spill_chunks(spill); c++) {
        const Chunk *chunk = spill_chunk(spill, c);
        if (chunk->side != side || first_from(f, chunk->row) == first_from(f, chunk->row + chunk->rows))
            continue;
        worker.scratch = scratch;
        uint64_t *records = new (&worker.scratch, uint64_t, chunk->bytes / 8);
        if (!spill_read(spill->file[side], records, chunk->bytes, chunk->at))
            return spill_failed(arena, errno);
        know_rules(spill, chunk, records, f->data->fields);
        fetch_chunk((void *)(uintptr_t)f, &worker, chunk, records);
    }
    return NULL;
}

Err *spill_rows(LinkData *data, Arena *arena, int side, const int64_t *row, ptrdiff_t n, const uint64_t **ret)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    Fetch fetch = {data, row, ret, n, arena, &lock};
    if (n <= FEW_ROWS)
        return fetch_few(&fetch, arena, side);
    int64_t all = data->rows[0] + data->rows[1], bytes = data->spill->size[0] + data->spill->size[1];
    int64_t need = (int64_t)((double)bytes / (double)all * (double)n * SAMPLE_SHARE) * data->sides;
    if (data->spill_room == 0 && need > data->memory - spill_held(data))
        return too_small(data, arena, need);
    work_begin(data, TEXT("Đọc mẫu", "Reading a sample"), n);
    return spill_stream(data, arena, side, fetch_chunk, &fetch);
}

void spill_close(Spill *spill)
{
    for (int side = 0; side < 2; side++) {
        if (spill->file[side] >= 0)
            close(spill->file[side]);
        slab_close(&spill->rules[side]);
    }
    slab_close(&spill->chunks);
}
