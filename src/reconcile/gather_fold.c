/* Chunks of subjects, side by side: rows by subject, golden values and facts; then packed (gather_chunk.c). */
#include "reconcile/gather_fold.h"

#include "base/pool.h"
#include <string.h>

/* ---- rows ----------------------------------------------------------------------------- */

static void read_row(const Gather *g, const RowHead *head, SourceRow *ret)
{
    const unsigned char *length = (const unsigned char *)(head + 1);
    ptrdiff_t len[REGISTER_COLUMNS];
    ret->plan = g->delivery[head->delivery];
    ret->delivery = head->delivery;
    ret->row = head->row;
    ret->person = head->person;
    ret->employer = head->employer;
    for (int s = 0; s < ret->plan->slots; s++) {
        len[s] = *length++;
        if (len[s] >= 128)
            len[s] = (len[s] & 127) << 8 | *length++;
    }
    const char *text = (const char *)length;
    for (int s = 0; s < ret->plan->slots; s++) {
        ret->cell[s] = (Str){text, len[s]};
        text += len[s];
    }
}

static ptrdiff_t place_of(const FoldSlot *slot, const RowHead *head)
{
    return (slot->employer ? head->employer : head->person) - 1 - slot->chunk * SUBJECT_CHUNK;
}

/* The rows of the chunk by subject, in the order in which they came; first: of each subject, and the end. */
static const RowHead **by_subject(FoldSlot *slot, ptrdiff_t *first)
{
    const RowHead *const *row = slot->band->row + slot->band->first[slot->chunk - slot->band->chunk];
    ptrdiff_t rows =
        slot->band->first[slot->chunk - slot->band->chunk + 1] - slot->band->first[slot->chunk - slot->band->chunk];
    const RowHead **sorted = new_raw(&slot->scratch, const RowHead *, rows);
    ptrdiff_t *next = new (&slot->scratch, ptrdiff_t, slot->out.count + 1);
    for (ptrdiff_t i = 0; i < rows; i++)
        first[place_of(slot, row[i]) + 1]++;
    for (ptrdiff_t i = 0; i < slot->out.count; i++)
        first[i + 1] += first[i];
    memcpy(next, first, (size_t)slot->out.count * sizeof *next);
    for (ptrdiff_t i = 0; i < rows; i++)
        sorted[next[place_of(slot, row[i])]++] = row[i];
    return sorted;
}

/* ---- who works where ---------------------------------------------------------------------- */

static ptrdiff_t first_link(const Link *link, ptrdiff_t count, bool employer, int32_t number)
{
    ptrdiff_t low = 0, high = count;
    while (low < high) {
        ptrdiff_t at = (low + high) / 2;
        if ((employer ? link[at].employer : link[at].person) < number)
            low = at + 1;
        else
            high = at;
    }
    return low;
}

void fold_members(FoldSlot *slot, const Link *link, ptrdiff_t links, ChunkSubject *s)
{
    s->member = new_raw(&slot->scratch, SubjectMember, links);
    for (ptrdiff_t i = 0; i < links;) {
        int32_t other = slot->employer ? link[i].person : link[i].employer;
        uint32_t state = 0;
        for (; i < links && (slot->employer ? link[i].person : link[i].employer) == other; i++)
            state |= link_state(slot->g, &link[i]);
        if (state)
            s->member[s->members++] = (SubjectMember){other, state};
    }
}

/* ---- facts -------------------------------------------------------------------------------------- */

static void put_facts(FoldSlot *slot, ptrdiff_t place)
{
    for (int f = 0; !slot->row && f < fact_count(slot->employer); f++)
        fold_set_fact(&slot->out, f, place, slot->one[f]);
}

/* What was kept goes on where it stands; of a chunk that is new or has grown columns are made of rows. */
static void open_facts(FoldSlot *slot)
{
    Chunk *out = &slot->out;
    int facts = fact_count(slot->employer);
    const GatheredFacts *kept = &slot->kept.facts;
    bool goes_on = kept->count == out->count && out->count > 0;
    out->kept = goes_on ? &slot->kept.parts : NULL;
    out->step = goes_on ? kept->step : facts_step(out->count);
    out->column = goes_on ? (int32_t *)kept->column : new_raw(&slot->scratch, int32_t, (facts + 1) * out->step);
    slot->row = goes_on ? NULL : new_raw(&slot->scratch, int32_t, facts * out->count);
}

static void close_facts(FoldSlot *slot)
{
    enum { TILE = 16 }; /* numbers of a cache line */
    Chunk *out = &slot->out;
    int facts = fact_count(slot->employer);
    for (ptrdiff_t from = 0; slot->row && from < out->count; from += TILE)
        for (int f = 0; f < facts; f++)
            for (ptrdiff_t i = from; i < out->count && i < from + TILE; i++)
                out->column[f * out->step + i] = slot->row[i * facts + f];
    for (ptrdiff_t i = 0; slot->row && i < out->count; i++)
        out->column[facts * out->step + i] = out->subject[i].there;
    for (ptrdiff_t i = 0; !slot->row && i < out->count; i++)
        fold_set_fact(out, facts, i, out->subject[i].there);
}

/* ---- a subject -------------------------------------------------------------------------------- */

static void end_person(FoldSlot *slot, const Chosen *chosen, int32_t number, int32_t *fact, ChunkSubject *s)
{
    uint64_t key[KEYS_MOST];
    person_facts_of(slot->person, &slot->turn, chosen, fact);
    slot->g->state[number] |= person_state(fact);
    s->due = person_due(slot->person);
    s->keys = person_keys(slot->person, slot->turn, chosen, key, &s->who);
    s->key = new_raw(&slot->scratch, uint64_t, s->keys);
    memcpy(s->key, key, (size_t)s->keys * sizeof *key);
}

static void end_employer(FoldSlot *slot, const Link *link, ptrdiff_t links, int32_t *fact, ChunkSubject *s)
{
    const KeyKind kinds[] = {KEY_TAX, KEY_CODE};
    const int fields[] = {GOLDEN_tax_code, GOLDEN_code};
    employer_facts_of(slot->as_employer, link, links, fact);
    s->key = new_raw(&slot->scratch, uint64_t, COUNTOF(kinds));
    for (int i = 0; i < COUNTOF(kinds); i++)
        if ((s->key[s->keys] = key_of(kinds[i], s->golden->value[fields[i]])))
            s->keys++;
}

static void fold_rows(FoldSlot *slot, const RowHead *const *row, ptrdiff_t rows, Chosen *chosen, ChunkSubject *s)
{
    RowAt *at = new_raw(&slot->scratch, RowAt, rows);
    for (ptrdiff_t i = 0; i < rows; i++) {
        SourceRow record;
        read_row(slot->g, row[i], &record);
        golden_row(chosen, slot->g, &record, slot->employer, (int)i);
        if (slot->employer)
            employer_row(slot->as_employer, &record);
        else
            person_row(slot->person, &slot->turn, &record);
        at[i] = (RowAt){record.delivery, record.row};
    }
    s->at = at;
    s->rows = (int)rows;
    s->there = rows > 0;
    s->due = INT16_MAX; /* of who is not there */
}

void fold_take_golden(FoldSlot *slot, const Str *value, const int16_t *origin, ChunkSubject *s)
{
    ChunkGolden *golden = new_raw(&slot->scratch, ChunkGolden, 1);
    memcpy(golden->value, value, sizeof golden->value);
    memcpy(golden->origin, origin, sizeof golden->origin);
    s->golden = golden;
    s->unit = value[GOLDEN_unit];
    s->village = value[GOLDEN_village];
}

static bool has_moved(const FoldSlot *slot, ptrdiff_t place, const ChunkSubject *s)
{
    const GatheredFacts *kept = &slot->kept.facts;
    return place >= kept->count || !str_eq(kept->unit[place], s->unit) || !str_eq(kept->village[place], s->village);
}

static void fold_subject(FoldSlot *slot, ptrdiff_t place, const RowHead *const *row, ptrdiff_t rows, const Link *link,
                         ptrdiff_t links)
{
    int32_t number = (int32_t)(slot->chunk * SUBJECT_CHUNK + place + 1);
    int32_t *fact = fold_facts_of(slot, place);
    ChunkSubject *s = &slot->out.subject[place];
    Chosen chosen;
    golden_start(&chosen);
    arena_rewind(&slot->turn);
    slot->person = person_fold(&slot->turn);
    slot->as_employer = employer_fold(&slot->turn);
    person_start(slot->person, slot->g, number);
    employer_start(slot->as_employer, slot->g, number);
    fold_rows(slot, row, rows, &chosen, s);
    fold_take_golden(slot, chosen.value, chosen.origin, s);
    slot->out.moved |= has_moved(slot, place, s);
    if (!s->there) {
        for (int f = 0; f < fact_count(slot->employer); f++)
            fact[f] = FACT_MISSING;
        put_facts(slot, place);
        return;
    }
    if (slot->employer)
        end_employer(slot, link, links, fact, s);
    else
        end_person(slot, &chosen, number, fact, s);
    put_facts(slot, place);
    fold_members(slot, link, links, s);
}

/* ---- a chunk ------------------------------------------------------------------------------------ */

static Err *fold_chunk(FoldSlot *slot)
{
    const Gather *g = slot->g;
    const Link *link = slot->employer ? g->link_of_employer : g->link;
    int32_t from = (int32_t)(slot->chunk * SUBJECT_CHUNK);
    int64_t most = slot->employer ? g->identify->employers : g->identify->persons;
    ptrdiff_t count = most - from < SUBJECT_CHUNK ? (ptrdiff_t)(most - from) : SUBJECT_CHUNK;
    if (g->touched && !slot->employer)
        TRY(kept_unpack(g, &slot->scratch, slot->chunk, &slot->kept));
    slot->out = (Chunk){.employer = slot->employer,
                        .number = slot->chunk,
                        .count = count,
                        .subject = new (&slot->scratch, ChunkSubject, count),
                        .month = slot->employer ? 0 : g->month,
                        .squeezer = slot->squeezer};
    open_facts(slot);
    ptrdiff_t *first = new (&slot->scratch, ptrdiff_t, count + 1);
    const RowHead **row = by_subject(slot, first);
    ptrdiff_t at = first_link(link, g->links, slot->employer, from + 1);
    for (ptrdiff_t i = 0; i < count; i++) {
        ptrdiff_t end = at;
        while (end < g->links && (slot->employer ? link[end].employer : link[end].person) == from + 1 + i)
            end++;
        if (slot->employer || is_touched(g, from + 1 + (int32_t)i) || i >= slot->kept.facts.count)
            fold_subject(slot, i, row + first[i], first[i + 1] - first[i], link + at, end - at);
        else
            fold_keep_person(slot, i, link + at, end - at);
        at = end;
    }
    close_facts(slot);
    arena_reset(&slot->turn);
    fold_pack(slot);
    return NULL;
}

static void keep_chunk(Gather *g, const FoldSlot *slot, GatheredChunk *ret)
{
    for (int part = 0; part < GATHERED_PARTS; part++) {
        ret->digest[part] = slot->digest[part];
        ret->changed[part] = slot->digest[part] != fold_kept_digest(slot, (GatheredPart)part);
        bool here = part == GATHERED_FACTS && slot->part[part].ptr == slot->kept.part[part].ptr; /* in g->arena */
        ret->part[part] = slot->part[part].len == 0 ? (Str){0}
                          : here                    ? slot->part[part]
                                                    : str_copy(g->arena, slot->part[part]);
    }
}

static Err *open_chunk(Gather *g, FoldSlot *slot, ptrdiff_t chunk)
{
    arena_rewind(&slot->scratch);
    slot->chunk = chunk;
    slot->kept = (KeptChunk){0};
    return g->touched && !slot->employer ? kept_fetch(g, &slot->scratch, chunk, &slot->kept) : NULL;
}

/* Chunks on their way: what was kept of them is fetched one after the other, they are folded side by side, and kept in
 * their order. */
typedef struct Stream {
    Gather *g;
    FoldSlot *slot;
    const Band *band;
    ptrdiff_t next; /* chunk of the band */
    GatheredChunk *chunk;
    Err *err;
} Stream;

static bool fetch_chunk(void *arg, int at)
{
    Stream *s = arg;
    if (s->next == s->band->chunks)
        return false;
    s->err = err_keep(s->g->arena, open_chunk(s->g, &s->slot[at], s->band->chunk + s->next++));
    return !s->err;
}

static void fold_slot(void *arg, int at, int worker)
{
    const Stream *s = arg;
    (void)worker;
    s->slot[at].err = fold_chunk(&s->slot[at]);
}

static Err *keep_or_stop(Gather *g, const FoldSlot *slot, GatheredChunk *chunk)
{
    TRY(err_keep(g->arena, slot->err));
    keep_chunk(g, slot, &chunk[slot->chunk]);
    if (g->options->cancelled && g->options->cancelled(g->options->arg))
        return FAIL(g->arena, CONFLICT, "đã dừng theo yêu cầu; chưa có gì thay đổi",
                    "stopped as asked; nothing has changed");
    return NULL;
}

static bool kept_chunk(void *arg, int at)
{
    Stream *s = arg;
    Err *err = keep_or_stop(s->g, &s->slot[at], s->chunk);
    s->err = s->err ? s->err : err;
    return !err;
}

Err *gather_fold(Gather *g, const Band *band, bool employer, GatheredChunk *chunk)
{
    static const Pipe pipe = {fetch_chunk, fold_slot, kept_chunk};
    int slots = 2 * g->threads;
    AUTO(arena_close) Arena arena = arena_open(ARENA_DEFAULT);
    FoldSlot *slot = new (&arena, FoldSlot, slots);
    for (int i = 0; i < slots; i++)
        slot[i] = (FoldSlot){.g = g,
                             .band = band,
                             .employer = employer,
                             .scratch = arena_open_large(),
                             .turn = arena_open(ARENA_DEFAULT),
                             .squeezer = squeezer_open()};
    Stream stream = {.g = g, .slot = slot, .band = band, .chunk = chunk};
    parallel_pipe(g->threads, slots, &pipe, &stream);
    for (int i = 0; i < slots; i++) {
        arena_close(&slot[i].scratch);
        arena_close(&slot[i].turn);
        squeezer_close(slot[i].squeezer);
    }
    return stream.err;
}
