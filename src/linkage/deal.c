/* deal: the records of a rule, dealt out by key to partitions that fit in the memory allowed, and worked one
 * after the other; or, where those that are wanted fit all at once, straight into memory.
 *
 * Each chunk of records is dealt by one thread, which appends what each partition gets to that partition's
 * file and notes where; read back in the order of chunks the records stand in the order of rows again, so that
 * nothing shows which thread came first. */
#include "linkage/spill.h"

#include "base/pool.h"
#include <string.h>
#include <unistd.h>

enum { ROOM_LEAST_MIB = 16 }; /* less is not worth a partition */

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
        if (!spill->wanted[0])
            rules[i] = flags_rules(row[deal->data->fields]);
        records[1] = key && key <= deal->below && keys_is_wanted(spill, chunk->side, chunk->row + i) ? key : 0;
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
    Piece *piece = deal->piece + (chunk - spill_chunk(deal->data->spill, 0)) * deal->partitions;
    ptrdiff_t words = deal_count(deal, chunk, records, piece);
    uint64_t *dealt = new_raw(&worker->scratch, uint64_t, words), *place[LINK_PARTITIONS], *at = dealt;
    for (ptrdiff_t p = 0; p < deal->partitions; p++) {
        place[p] = at;
        at += piece[p].words;
    }
    deal_copy(deal, chunk, records, place);
    for (ptrdiff_t p = 0; p < deal->partitions; p++) {
        piece[p].at = atomic_fetch_add(&deal->size[p], (int64_t)piece[p].words * 8);
        if (!spill_write(deal->file[p], place[p], (int64_t)piece[p].words * 8, piece[p].at))
            spill_note_failure(deal->data->spill);
    }
}

static Err *deal_out(Deal *deal, Arena *arena, Arena *scratch)
{
    deal->file = new (scratch, int, deal->partitions);
    deal->size = new (scratch, atomic_int_fast64_t, deal->partitions);
    deal->piece = new (scratch, Piece, deal->partitions * spill_chunks(deal->data->spill));
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
            spill_note_failure(load->deal->data->spill);
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
    ptrdiff_t chunks = spill_chunks(deal->data->spill);
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
    load.words = new_raw(memory, uint64_t, words + PADDING_WORDS);
    memset(load.words + words, 0, PADDING_WORDS * sizeof *load.words);
    load.entry = new_raw(memory, Entry, rows);
    parallel_for(deal->data->threads, chunks, 8, load_pieces, &load);
    *ret = (Shelf){.data = deal->data, .entry = load.entry, .len = rows, .file = load.words};
    return spill_end(deal->data, arena);
}

/* ---- those that are wanted into memory ------------------------------------------------------------ */
typedef struct Gather {
    LinkData *data;
    const LinkModel *model;
    int rule;
    uint64_t *words;
    atomic_int_fast64_t used; /* of them: in which order does not show */
    int64_t *row_at;          /* of each chunk's first */
    Entry *entry;
} Gather;

static int64_t wanted_words(const Gather *g, const Chunk *chunk, const uint64_t *records)
{
    int64_t words = 0;
    for (int i = 0; i < chunk->rows; i++) {
        RecordHead head;
        memcpy(&head, records, sizeof head);
        words += keys_is_wanted(g->data->spill, chunk->side, chunk->row + i) ? head.words : 0;
        records += head.words;
    }
    return words;
}

static void gather_chunk(void *arg, Worker *worker, const Chunk *chunk, uint64_t *records)
{
    Gather *g = arg;
    (void)worker;
    int64_t at = atomic_fetch_add(&g->used, wanted_words(g, chunk, records));
    Entry *entry = g->entry + g->row_at[chunk - spill_chunk(g->data->spill, 0)];
    for (int i = 0; i < chunk->rows; i++) {
        RecordHead head;
        memcpy(&head, records, sizeof head);
        if (keys_is_wanted(g->data->spill, chunk->side, chunk->row + i)) {
            uint64_t *record = g->words + at;
            memcpy(record, records, (size_t)head.words * 8);
            *entry++ = (Entry){
                row_key(g->data, record + RECORD_HEAD, g->model->rule[g->rule].part, g->model->rule[g->rule].parts),
                head.who, (uint32_t)(at + RECORD_HEAD)};
            at += head.words;
        }
        records += head.words;
    }
}

/* Room for all records is asked for and only what is wanted is touched. */
static Err *gather(const Visit *visit, Arena *arena, Arena *memory, Shelf *ret)
{
    Spill *spill = visit->data->spill;
    ptrdiff_t chunks = spill_chunks(spill);
    int64_t rows = 0;
    Gather g = {.data = visit->data, .model = visit->model, .rule = visit->rule};
    g.row_at = new (memory, int64_t, chunks);
    for (ptrdiff_t c = 0; c < chunks; c++) {
        const Chunk *chunk = spill_chunk(spill, c);
        g.row_at[c] = rows;
        rows += keys_wanted(visit->data, chunk->side, chunk->row, chunk->rows);
    }
    g.entry = new_raw(memory, Entry, 2 * rows);
    g.words = new_raw(memory, uint64_t, (spill->size[0] + spill->size[1]) / 8 + PADDING_WORDS);
    TRY(rows ? spill_stream(visit->data, arena, -1, gather_chunk, &g) : NULL);
    memset(g.words + atomic_load(&g.used), 0, PADDING_WORDS * sizeof *g.words);
    *ret = (Shelf){.data = visit->data, .entry = g.entry, .len = rows, .file = g.words};
    return NULL;
}

/* ---- partitions and what fits them -------------------------------------------------- */
static Err *count_partitions(Deal *deal, Arena *arena)
{
    const Spill *spill = deal->data->spill;
    int64_t all = deal->data->rows[0] + (deal->data->sides > 1 ? deal->data->rows[1] : 0), rows = all;
    for (int side = 0; spill->wanted[0] && side < deal->data->sides; side++)
        rows = (side ? rows : 0) + keys_wanted(deal->data, side, 0, deal->data->rows[side]);
    int64_t bytes = deal->keys_only ? rows * 16 : (spill->size[0] + spill->size[1]) / all * rows;
    int64_t room = spill_room(deal->data), left = room - rows / 2 * (int64_t)sizeof(LinkPair);
    int64_t need = bytes + rows * 2 * (int64_t)sizeof(Entry);
    if (room < (int64_t)ROOM_LEAST_MIB << 20 && deal->data->spill_room <= 0)
        return spill_too_small(deal->data, arena, (int64_t)ROOM_LEAST_MIB << 20);
    if (deal->data->spill_room == 0 && !deal->keys_only)
        room = left > room / 4 ? left : room / 4;              /* the pairs that are found come on top */
    deal->partitions = (ptrdiff_t)(need / (room / 8 * 7) + 1); /* the rest for uneven keys */
    if (deal->partitions > LINK_PARTITIONS)
        return spill_too_small(deal->data, arena, need / LINK_PARTITIONS);
    return NULL;
}

/* ---- rules ---------------------------------------------------------------------------------------------------- */
static Err *visit_partitions(Visit *visit, Deal *deal, Arena *arena)
{
    const Arena memory = shelves_open(visit->data); /* its pages are kept for the next rule too */
    for (ptrdiff_t p = 0; p < deal->partitions; p++) {
        Shelf shelf;
        Arena own = memory; /* given back with its pages kept for the next partition */
        TRY(load_partition(deal, arena, &own, p, &shelf));
        close(deal->file[p]);
        deal->file[p] = -1;
        blocks_visit(visit, &own, &shelf);
        TRY(work_end(visit->data, arena));
    }
    return NULL;
}

static Err *visit_dealt(Visit *visit, Deal *deal, Arena *arena)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Err *err = deal_out(deal, arena, &scratch);
    if (!err)
        err = visit_partitions(visit, deal, arena);
    deal_close(deal);
    return err;
}

static Err *visit_gathered(Visit *visit, Arena *arena)
{
    Arena memory = shelves_open(visit->data);
    Shelf shelf;
    TRY(gather(visit, arena, &memory, &shelf));
    blocks_visit(visit, &memory, &shelf);
    return work_end(visit->data, arena);
}

Err *spill_visit(Visit *visit, Arena *arena, bool keys_only)
{
    Deal deal = {
        .data = visit->data, .model = visit->model, .rule = visit->rule, .keys_only = keys_only, .below = UINT64_MAX};
    Visit wanted = *visit;
    wanted.counted = visit->mark != NULL;
    if (visit->mark)
        TRY(keys_mark(visit, arena));
    TRY(count_partitions(&deal, arena));
    return deal.partitions == 1 && visit->mark ? visit_gathered(&wanted, arena) : visit_dealt(&wanted, &deal, arena);
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
