#include "linkage/spill.h"

#include "base/pool.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FEW_ROWS = 16, CHUNK_WORDS = 1 << 18, PADDING_WORDS = LINK_STRIDE_MAX };

/* ---- files ------------------------------------------------------------------------ */
static Err *failed(Arena *arena, int error)
{
    return FAIL(arena, UNAVAILABLE, "không dùng được tệp tạm: %s; hãy xem còn chỗ trong thư mục tạm không (TMPDIR)",
                "could not use a temporary file: %s; is there room in the temporary folder (TMPDIR)?", strerror(error));
}

Err *spill_file(LinkData *data, Arena *arena, int *ret)
{
    const char *folder = getenv("TMPDIR");
    Str where = data->folder.len > 0 ? data->folder : folder && *folder ? str_from(folder) : S("/tmp");
    char *path = str_c(arena, str_fmt(arena, "%.*s/baophu-link-XXXXXX", STRF(where)));
    *ret = mkostemp(path, O_CLOEXEC);
    if (*ret < 0)
        return FAIL(arena, UNAVAILABLE, "không tạo được tệp tạm trong “%.*s”: %s",
                    "could not make a temporary file in “%.*s”: %s", STRF(where), strerror(errno));
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

static void note_failure(Spill *spill)
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

static Err *append_chunk(LinkData *data, Arena *arena, Chunk chunk, const uint64_t *records)
{
    Spill *spill = data->spill;
    chunk.at = spill->size[chunk.side];
    if (!spill_write(spill->file[chunk.side], records, chunk.bytes, chunk.at))
        return failed(arena, errno);
    spill->size[chunk.side] += chunk.bytes;
    memcpy(slab_add(&spill->chunks, (ptrdiff_t)sizeof chunk), &chunk, sizeof chunk);
    spill->most_chunk = chunk.bytes > spill->most_chunk ? chunk.bytes : spill->most_chunk;
    return NULL;
}

Err *spill_append(LinkData *data, Arena *arena, int side, const uint64_t *records, ptrdiff_t words, ptrdiff_t rows)
{
    ptrdiff_t from = 0, to = 0;
    Chunk chunk = {.side = side, .row = data->rows[side]};
    memset(slab_add(&data->spill->rules[side], rows * (ptrdiff_t)sizeof(uint32_t)), 0, (size_t)rows * sizeof(uint32_t));
    while (to < words) {
        RecordHead head;
        memcpy(&head, records + to, sizeof head);
        to += head.words;
        chunk.rows++;
        if (to - from < CHUNK_WORDS && to < words)
            continue;
        chunk.bytes = (to - from) * 8;
        TRY(append_chunk(data, arena, chunk, records + from));
        chunk.row += chunk.rows;
        chunk.rows = 0;
        from = to;
    }
    return NULL;
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
        if (!data->field[f].kind->blobs || !from[f])
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

static Err *move_side(LinkData *data, Arena *arena, int side)
{
    enum { ROWS = 2048 };
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    int64_t rows = data->rows[side];
    uint64_t *records = new (&scratch, uint64_t, (ptrdiff_t)ROWS * (LINK_BLOB_MAX / 8 * data->fields + 64));
    for (data->rows[side] = 0; data->rows[side] < rows;) {
        ptrdiff_t words = 0, n = 0;
        for (; n < ROWS && data->rows[side] + n < rows; n++)
            words += record_from_memory(data, side, data->rows[side] + n, records + words);
        TRY(spill_append(data, arena, side, records, words, n));
        data->rows[side] += n;
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
    for (int f = 0; f < data->fields; f++)
        prepare_terms(&data->field[f]);
    data->spill = spill; /* closed with the data, whatever happens */
    for (int side = 0; !err && side < data->sides; side++) {
        err = move_side(data, arena, side);
        slab_close(&data->rows_slab[side]);
        data->row[side] = NULL;
        if (!err)
            err = ids_spill(data, arena, side);
    }
    for (int f = 0; f < data->fields; f++)
        if (data->field[f].kind->blobs)
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

static const Chunk *chunk_at(const Spill *spill, ptrdiff_t i)
{
    return (const Chunk *)(const void *)spill->chunks.base + i;
}

static ptrdiff_t chunk_count(const Spill *spill)
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
        const Chunk *chunk = chunk_at(spill, i);
        if ((s->side >= 0 && chunk->side != s->side) || !work_step(s->data, 0) || atomic_load(&spill->error))
            continue;
        Worker *worker = worker_take(s->data);
        Arena mark = worker->scratch;
        uint64_t *records = new (&worker->scratch, uint64_t, chunk->bytes / 8 + PADDING_WORDS);
        if (spill_read(spill->file[chunk->side], records, chunk->bytes, chunk->at)) {
            know_rules(spill, chunk, records, s->data->fields);
            s->fn(s->arg, worker, chunk, records);
        } else {
            note_failure(spill);
        }
        worker->scratch = mark;
        worker_give(worker);
    }
}

static Err *stream_end(LinkData *data, Arena *arena)
{
    int error = atomic_load(&data->spill->error);
    if (error)
        return failed(arena, error);
    return work_end(data, arena);
}

Err *spill_stream(LinkData *data, Arena *arena, int side, SpillFn *fn, void *arg)
{
    Stream stream = {data, side, fn, arg};
    parallel_for(data->threads, chunk_count(data->spill), 1, stream_chunks, &stream);
    return stream_end(data, arena);
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
    for (ptrdiff_t c = 0; c < chunk_count(spill); c++) {
        const Chunk *chunk = chunk_at(spill, c);
        if (chunk->side != side || first_from(f, chunk->row) == first_from(f, chunk->row + chunk->rows))
            continue;
        worker.scratch = scratch;
        uint64_t *records = new (&worker.scratch, uint64_t, chunk->bytes / 8);
        if (!spill_read(spill->file[side], records, chunk->bytes, chunk->at))
            return failed(arena, errno);
        know_rules(spill, chunk, records, f->data->fields);
        fetch_chunk((void *)(uintptr_t)f, &worker, chunk, records);
    }
    return NULL;
}

/* The same rows are asked for again and again while a model is trained: they are kept until rules are visited. */
static bool is_kept(const SpillKept *k, const int64_t *row, ptrdiff_t n)
{
    return k->len == n && memcmp(k->row, row, (size_t)n * sizeof *row) == 0;
}

static Err *fetch_kept(Fetch *f, Arena *arena, int side)
{
    Spill *spill = f->data->spill;
    SpillKept *k = &spill->kept[side][0];
    if (!is_kept(k, f->row, f->len) && is_kept(k + 1, f->row, f->len))
        k++;
    if (!is_kept(k, f->row, f->len)) {
        k += k->len > 0 && k[1].len == 0; /* a free one, or the first again */
        arena_close(&k->memory);
        *k = (SpillKept){.memory = arena_open(ARENA_DEFAULT), .len = f->len};
        int64_t *row = new (&k->memory, int64_t, f->len);
        memcpy(row, f->row, (size_t)f->len * sizeof *row);
        k->row = row;
        k->cells = new (&k->memory, const uint64_t *, f->len);
        Fetch fetch = *f;
        fetch.ret = k->cells;
        fetch.arena = &k->memory;
        work_begin(f->data, TEXT("Đọc mẫu", "Reading a sample"), f->len);
        TRY(spill_stream(f->data, arena, side, fetch_chunk, &fetch));
    }
    memcpy(f->ret, k->cells, (size_t)f->len * sizeof *f->ret);
    return NULL;
}

static void forget_kept(Spill *spill)
{
    for (int side = 0; side < 2; side++)
        for (int i = 0; i < 2; i++) {
            arena_close(&spill->kept[side][i].memory);
            spill->kept[side][i] = (SpillKept){0};
        }
}

Err *spill_rows(LinkData *data, Arena *arena, int side, const int64_t *row, ptrdiff_t n, const uint64_t **ret)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    Fetch fetch = {data, row, ret, n, arena, &lock};
    return n <= FEW_ROWS ? fetch_few(&fetch, arena, side) : fetch_kept(&fetch, arena, side);
}

/* ---- dealing out by key --------------------------------------------------------------------------- */
typedef struct Piece { /* what one chunk gave to one partition */
    int64_t at;
    uint32_t words, rows;
} Piece;

typedef struct Deal {
    LinkData *data;
    const LinkModel *model;
    int rule;
    bool keys_only, sample; /* sample: all of it stands in memory, as one partition */
    uint64_t below;         /* the greatest key that is taken */
    ptrdiff_t partitions;
    int *file;
    atomic_int_fast64_t *size;
    Piece *piece; /* [chunk][partition] */
} Deal;

static ptrdiff_t partition_of(const Deal *deal, uint64_t key)
{
    return (ptrdiff_t)((key >> 32) * (uint64_t)deal->partitions >> 32);
}

/* Makes keys; counts what each partition gets; returns the words of all. */
static ptrdiff_t deal_count(const Deal *deal, const Chunk *chunk, uint64_t *records, Piece *piece)
{
    Spill *spill = deal->data->spill;
    uint32_t *rules = (uint32_t *)(void *)spill->rules[chunk->side].base + chunk->row;
    ptrdiff_t all = 0;
    for (int i = 0; i < chunk->rows; i++) {
        RecordHead head;
        memcpy(&head, records, sizeof head);
        uint64_t *row = records + RECORD_HEAD, key = row_key_flagged(deal->data, row, deal->model, deal->rule);
        rules[i] = flags_rules(row[deal->data->fields]);
        records[1] = key && key <= deal->below ? key : 0;
        if (records[1]) {
            Piece *p = &piece[partition_of(deal, key)];
            ptrdiff_t words = deal->keys_only ? RECORD_HEAD : head.words;
            p->words += (uint32_t)words;
            p->rows++;
            all += words;
        }
        records += head.words;
    }
    return all;
}

static void deal_copy(const Deal *deal, const Chunk *chunk, const uint64_t *records, uint64_t *const *place)
{
    uint64_t *to[LINK_PARTITIONS];
    memcpy(to, place, (size_t)deal->partitions * sizeof *to);
    for (int i = 0; i < chunk->rows; i++) {
        RecordHead head;
        memcpy(&head, records, sizeof head);
        ptrdiff_t words = head.words;
        if (records[1]) {
            uint64_t **at = &to[partition_of(deal, records[1])];
            head.words = deal->keys_only ? RECORD_HEAD : head.words;
            memcpy(*at, records, (size_t)head.words * 8);
            memcpy(*at, &head, sizeof head);
            *at += head.words;
        }
        records += words;
    }
}

static void deal_chunk(void *arg, Worker *worker, const Chunk *chunk, uint64_t *records)
{
    const Deal *deal = arg;
    Piece *piece = deal->piece + (chunk - chunk_at(deal->data->spill, 0)) * deal->partitions;
    ptrdiff_t words = deal_count(deal, chunk, records, piece);
    uint64_t *dealt = new (&worker->scratch, uint64_t, words), *place[LINK_PARTITIONS], *at = dealt;
    for (ptrdiff_t p = 0; p < deal->partitions; p++) {
        place[p] = at;
        at += piece[p].words;
    }
    deal_copy(deal, chunk, records, place);
    for (ptrdiff_t p = 0; p < deal->partitions; p++) {
        piece[p].at = atomic_fetch_add(&deal->size[p], (int64_t)piece[p].words * 8);
        if (!spill_write(deal->file[p], place[p], (int64_t)piece[p].words * 8, piece[p].at))
            note_failure(deal->data->spill);
    }
}

static Err *deal_out(Deal *deal, Arena *arena, Arena *scratch)
{
    deal->file = new (scratch, int, deal->partitions);
    deal->size = new (scratch, atomic_int_fast64_t, deal->partitions);
    deal->piece = new (scratch, Piece, deal->partitions * chunk_count(deal->data->spill));
    for (ptrdiff_t p = 0; p < deal->partitions; p++)
        deal->file[p] = -1;
    for (ptrdiff_t p = 0; p < deal->partitions; p++)
        TRY(spill_file(deal->data, arena, &deal->file[p]));
    TRY(spill_stream(deal->data, arena, -1, deal_chunk, deal));
    int64_t all = 0;
    for (ptrdiff_t p = 0; p < deal->partitions; p++)
        all += atomic_load(&deal->size[p]);
    deal->data->spill->written += all;
    return NULL;
}

static void deal_close(Deal *deal)
{
    for (ptrdiff_t p = 0; deal->file && p < deal->partitions; p++)
        if (deal->file[p] >= 0)
            close(deal->file[p]);
}

/* ---- a partition into memory ------------------------------------------------------------------------- */
typedef struct Load {
    const Deal *deal;
    ptrdiff_t partition;
    uint64_t *words;
    int64_t *word_at, *row_at; /* of each chunk's piece */
    Entry *entry;
} Load;

static void load_pieces(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Load *load = arg;
    for (ptrdiff_t c = from; c < to; c++) {
        const Piece *piece = &load->deal->piece[c * load->deal->partitions + load->partition];
        uint64_t *record = load->words + load->word_at[c];
        if (!spill_read(load->deal->file[load->partition], record, (int64_t)piece->words * 8, piece->at)) {
            note_failure(load->deal->data->spill);
            return;
        }
        for (uint32_t i = 0; i < piece->rows; i++) {
            RecordHead head;
            memcpy(&head, record, sizeof head);
            load->entry[load->row_at[c] + i] =
                (Entry){record[1], head.who, (uint32_t)(record + RECORD_HEAD - load->words)};
            record += head.words;
        }
    }
}

static Err *load_partition(const Deal *deal, Arena *arena, Arena *memory, ptrdiff_t partition, Shelf *ret)
{
    ptrdiff_t chunks = chunk_count(deal->data->spill);
    int64_t words = 0, rows = 0;
    Load load = {.deal = deal, .partition = partition};
    load.word_at = new (memory, int64_t, chunks);
    load.row_at = new (memory, int64_t, chunks);
    for (ptrdiff_t c = 0; c < chunks; c++) {
        load.word_at[c] = words;
        load.row_at[c] = rows;
        words += deal->piece[c * deal->partitions + partition].words;
        rows += deal->piece[c * deal->partitions + partition].rows;
    }
    int64_t need = words * 8 + rows * 2 * (int64_t)sizeof(Entry), room = spill_room(deal->data);
    if (deal->sample && deal->data->spill_room == 0 && room < need)
        return spill_too_small(deal->data, arena, need);
    if (!deal->sample && need > room + room / 4) /* the rest is for what blocks take on their way */
        return spill_too_small(deal->data, arena, need);
    load.words = new (memory, uint64_t, words + PADDING_WORDS);
    load.entry = new (memory, Entry, rows);
    parallel_for(deal->data->threads, chunks, 8, load_pieces, &load);
    *ret = (Shelf){.data = deal->data, .entry = load.entry, .len = rows, .file = load.words};
    return stream_end(deal->data, arena);
}

/* ---- what fits -------------------------------------------------------------------------------------------- */
/* Besides rows: what batches, threads and the program need. */
enum { FIXED_MIB = 48, ROOM_LEAST_MIB = 16 };

static int64_t held(const LinkData *data)
{
    int64_t bytes = (int64_t)FIXED_MIB << 20;
    for (int f = 0; f < data->fields; f++)
        bytes += data->field[f].terms.slots * 12;
    for (int side = 0; side < data->sides; side++)
        bytes += data->spill->rules[side].cap + data->ids[side].starts.cap;
    for (int i = 0; i < LINK_THREADS_MAX; i++)
        bytes += data->worker[i].pairs.cap;
    return bytes + 3 * data->threads * data->spill->most_chunk;
}

int64_t spill_room(const LinkData *data)
{
    if (data->spill_room > 0)
        return data->spill_room;
    return (data->memory - held(data)) / 8 * 5;
}

Err *spill_too_small(LinkData *data, Arena *arena, int64_t need)
{
    long long mib = (long long)((held(data) + need / 5 * 8 + (1 << 20)) >> 20);
    return FAIL(arena, TOO_LARGE, "bộ nhớ cho phép quá ít: cần ít nhất %lld MiB",
                "the memory allowed is too small: %lld MiB are needed", mib);
}

static Err *count_partitions(Deal *deal, Arena *arena)
{
    const Spill *spill = deal->data->spill;
    int64_t rows = deal->data->rows[0] + (deal->data->sides > 1 ? deal->data->rows[1] : 0);
    int64_t bytes = deal->keys_only ? rows * 16 : spill->size[0] + spill->size[1], room = spill_room(deal->data);
    int64_t need = bytes + rows * 2 * (int64_t)sizeof(Entry);
    if (room < (int64_t)ROOM_LEAST_MIB << 20 && deal->data->spill_room <= 0)
        return spill_too_small(deal->data, arena, (int64_t)ROOM_LEAST_MIB << 20);
    deal->partitions = (ptrdiff_t)(need / (room / 8 * 7) + 1); /* the rest for uneven keys */
    if (deal->partitions > LINK_PARTITIONS)
        return spill_too_small(deal->data, arena, need / LINK_PARTITIONS);
    return NULL;
}

/* ---- rules ---------------------------------------------------------------------------------------------------- */
static Err *visit_partitions(Visit *visit, Deal *deal, Arena *arena)
{
    AUTO(arena_close) Arena memory = arena_open_large();
    for (ptrdiff_t p = 0; p < deal->partitions; p++) {
        Shelf shelf;
        arena_reset(&memory);
        TRY(load_partition(deal, arena, &memory, p, &shelf));
        close(deal->file[p]);
        deal->file[p] = -1;
        blocks_visit(visit, &memory, &shelf);
        TRY(work_end(visit->data, arena));
    }
    return NULL;
}

Err *spill_visit(Visit *visit, Arena *arena, bool keys_only)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Deal deal = {
        .data = visit->data, .model = visit->model, .rule = visit->rule, .keys_only = keys_only, .below = UINT64_MAX};
    forget_kept(visit->data->spill);
    TRY(count_partitions(&deal, arena));
    Err *err = deal_out(&deal, arena, &scratch);
    if (!err)
        err = visit_partitions(visit, &deal, arena);
    deal_close(&deal);
    return err;
}

Err *spill_shelf(LinkData *data, Arena *arena, Arena *memory, const LinkModel *model, int rule, uint64_t below,
                 Shelf *ret)
{
    Deal deal = {.data = data, .model = model, .rule = rule, .sample = true, .below = below, .partitions = 1};
    Err *err = deal_out(&deal, arena, memory);
    if (!err)
        err = load_partition(&deal, arena, memory, 0, ret);
    deal_close(&deal);
    return err;
}

void spill_close(Spill *spill)
{
    for (int side = 0; side < 2; side++) {
        if (spill->file[side] >= 0)
            close(spill->file[side]);
        slab_close(&spill->rules[side]);
    }
    slab_close(&spill->chunks);
    forget_kept(spill);
}
