/* Facts of a chunk as they are kept: a head, the length of each column, the columns (gather_column.c), of which the
 * last says which subjects are there, then columns.h of commune and village.
 *
 * What is other in a later month stands beside it (gather_facts_beside.c).  What grows by itself with the month is kept
 * as the month that it grows from: of who is not due, what is kept is the same in every month, and it is unpacked as of
 * whichever month.  Who paid up to the month goes on paying, who did not goes on not paying.
 *
 * Up to version 1 of FOLDS (gather_kept.c) all columns were packed together as they were in the month; these are still
 * read. */
#include "reconcile/gather_internal.h"

#include <string.h>
#include <zstd.h>

typedef struct FactsHead {
    uint32_t subjects, facts, packed, places; /* facts: with BY_COLUMN; before, the number alone */
} FactsHead;

enum { BY_COLUMN = 1 << 16, PAYS = 0 /* in place of the last month paid: it is the month */ };

/* ---- as of a month ----------------------------------------------------------------------- */

static int32_t less(int32_t a, int32_t b)
{
    return b == FACT_MISSING ? FACT_MISSING : (int32_t)((uint32_t)a - (uint32_t)b);
}

static void turn_age(int32_t *age, ptrdiff_t count, int month)
{
    for (ptrdiff_t i = 0; i < count; i++)
        age[i] = less(month, age[i]);
}

/* Both ways: what is reckoned from the month is the month less what is kept. */
static void turn_ages(int32_t *column, ptrdiff_t step, ptrdiff_t count, int month, uint64_t wanted)
{
    static const int ages[] = {PERSON_age_months, PERSON_dead_months};
    for (int i = 0; i < COUNTOF(ages); i++)
        if (wanted >> ages[i] & 1)
            turn_age(column + ages[i] * step, count, month);
}

static void turn_payments(int32_t *column, ptrdiff_t step, ptrdiff_t count, int month, bool keeping)
{
    int32_t *last = column + PERSON_last_month * step, *paid = column + PERSON_months_paid * step;
    int32_t *dropped = column + PERSON_dropped_months * step;
    for (ptrdiff_t i = 0; i < count; i++) {
        bool pays = last[i] == (keeping ? month : PAYS);
        last[i] = pays ? (keeping ? PAYS : month) : last[i];
        paid[i] = pays ? less(month, paid[i]) : paid[i];
        dropped[i] = pays ? dropped[i] : less(month, dropped[i]);
    }
}

static void turn(int32_t *column, ptrdiff_t step, ptrdiff_t count, int month, uint64_t wanted)
{
    turn_ages(column, step, count, month, wanted);
    if (wanted >> PERSON_last_month & 1)
        turn_payments(column, step, count, month, false);
}

static const int turned[] = {PERSON_age_months, PERSON_dead_months, PERSON_last_month, PERSON_months_paid,
                             PERSON_dropped_months};

/* A column as it is kept; those that turn with the month are copied. */
static void turn_copies(Arena *scratch, const Chunk *chunk, const int32_t **ret_column)
{
    ptrdiff_t count = chunk->count;
    int32_t *copy = new_raw(scratch, int32_t, count * PERSON_FACT_COUNT);
    for (int i = 0; i < COUNTOF(turned); i++) {
        memcpy(copy + turned[i] * count, chunk->column + turned[i] * chunk->step, (size_t)count * sizeof *copy);
        ret_column[turned[i]] = copy + turned[i] * count;
    }
    turn_ages(copy, count, count, chunk->month, FACTS_ALL);
    turn_payments(copy, count, count, chunk->month, true);
}

/* The columns of a chunk as they are kept. */
void facts_as_kept(Arena *scratch, const Chunk *chunk, const int32_t **ret_column)
{
    for (int f = 0; f <= fact_count(chunk->employer); f++)
        ret_column[f] = chunk->column + f * chunk->step;
    if (!chunk->employer)
        turn_copies(scratch, chunk, ret_column);
}

/* ---- packing ------------------------------------------------------------------------------- */

Str pack_places(Arena *arena, Arena scratch, const Chunk *chunk)
{
    Str *place = new_raw(&scratch, Str, 2 * chunk->count);
    for (ptrdiff_t i = 0; i < chunk->count; i++) {
        place[2 * i] = chunk->subject[i].unit;
        place[2 * i + 1] = chunk->subject[i].village;
    }
    return columns_pack_in(arena, scratch, place, chunk->count, 2);
}

Str pack_facts(Arena *arena, Arena scratch, const Chunk *chunk, int64_t *ret_digest)
{
    int facts = fact_count(chunk->employer);
    const int32_t *column[FACTS_MOST + 1];
    Str part[FACTS_MOST + 1];
    uint32_t length[FACTS_MOST + 1];
    ptrdiff_t packed = (ptrdiff_t)((facts + 1) * (int)sizeof *length);
    facts_as_kept(&scratch, chunk, column);
    for (int f = 0; f <= facts; f++) {
        part[f] = column_pack(&scratch, column[f], chunk->count);
        length[f] = (uint32_t)part[f].len;
        packed += part[f].len;
    }
    Str places = pack_places(&scratch, *arena, chunk);
    FactsHead head = {(uint32_t)chunk->count, (uint32_t)facts | BY_COLUMN, (uint32_t)packed, (uint32_t)places.len};
    int32_t month = chunk->month;
    ptrdiff_t bytes = (ptrdiff_t)(sizeof head + sizeof month) + packed + places.len;
    char *out = new_raw(arena, char, bytes), *at = out;
    memcpy(at, &head, sizeof head);
    at += sizeof head;
    memcpy(at, &month, sizeof month);
    at += sizeof month;
    memcpy(at, length, (size_t)(facts + 1) * sizeof *length);
    at += (size_t)(facts + 1) * sizeof *length;
    for (int f = 0; f <= facts; f++) {
        memcpy(at, part[f].ptr, (size_t)part[f].len);
        at += part[f].len;
    }
    memcpy(at, places.ptr, (size_t)places.len);
    *ret_digest = part_digest((Str){out, bytes});
    return (Str){out, bytes};
}

/* ---- unpacking ------------------------------------------------------------------------------ */

static bool take(Str *from, void *ret, ptrdiff_t bytes)
{
    if (from->len < bytes)
        return false;
    memcpy(ret, from->ptr, (size_t)bytes);
    *from = str_slice(*from, bytes, from->len);
    return true;
}

/* How many months were paid, and how long it is since the last, hang on who goes on paying. */
static uint64_t with_payments(uint64_t wanted)
{
    static const uint64_t payments =
        1ull << PERSON_last_month | 1ull << PERSON_months_paid | 1ull << PERSON_dropped_months;
    return wanted & payments ? wanted | payments : wanted;
}

/* The columns wanted, and the last, which says who is there. */
static bool take_columns(Arena scratch, Str packed, int facts, uint64_t wanted, ptrdiff_t count, ptrdiff_t step,
                         int32_t *column, FactParts *ret)
{
    uint32_t length[FACTS_MOST + 1];
    if (!take(&packed, length, (ptrdiff_t)((facts + 1) * (int)sizeof *length)))
        return false;
    for (int f = 0; f <= facts; f++) {
        if ((ptrdiff_t)length[f] > packed.len)
            return false;
        ret->column[f] = str_slice(packed, 0, (ptrdiff_t)length[f]);
        packed = str_slice(packed, (ptrdiff_t)length[f], packed.len);
        if ((f == facts || wanted >> f & 1) && (!column_unpack(scratch, ret->column[f], count, column + f * step) ||
                                                !beside_over(&ret->beside, f, count, column + f * step)))
            return false;
    }
    return packed.len == 0;
}

static bool take_together(Str packed, int facts, ptrdiff_t count, int32_t *column)
{
    size_t bytes = (size_t)(facts + 1) * (size_t)count * sizeof *column;
    return ZSTD_decompress(column, bytes, packed.ptr, (size_t)packed.len) == bytes;
}

/* ret_where: commune and village, packed. */
static Err *take_chunk(Arena *arena, Str kept, Str beside, bool employer, ptrdiff_t chunk, int month, uint64_t wanted,
                       FactParts *ret_parts, Str *ret_where, GatheredFacts *ret)
{
    int facts = fact_count(employer);
    FactsHead head;
    FactParts parts = {.bytes = kept.len};
    if (!take(&kept, &head, (ptrdiff_t)sizeof head))
        return part_damaged(arena);
    bool by_column = head.facts == ((uint32_t)facts | BY_COLUMN);
    if ((by_column && !take(&kept, &parts.month, (ptrdiff_t)sizeof parts.month)) || head.subjects > SUBJECT_CHUNK ||
        (!by_column && head.facts != (uint32_t)facts) || (uint64_t)head.packed + head.places != (uint64_t)kept.len)
        return part_damaged(arena);
    if (!beside_take(beside, (ptrdiff_t)head.subjects, facts, &parts.beside))
        return part_damaged(arena);
    ptrdiff_t count = head.subjects, step = by_column ? facts_step(count) : count;
    int32_t *column = new_raw(arena, int32_t, (facts + 1) * step);
    Str packed = str_slice(kept, 0, head.packed);
    wanted = employer ? wanted : with_payments(wanted);
    if (by_column ? !take_columns(*arena, packed, facts, wanted, count, step, column, &parts)
                  : !take_together(packed, facts, count, column))
        return part_damaged(arena);
    int as_of = month > 0 ? month : parts.beside.month > 0 ? parts.beside.month : parts.month;
    if (by_column && !employer)
        turn(column, step, count, as_of, wanted);
    *ret_where = parts.beside.places.len > 0 ? parts.beside.places : str_slice(kept, head.packed, kept.len);
    *ret_parts = parts;
    *ret = (GatheredFacts){
        .first = (int64_t)chunk * SUBJECT_CHUNK + 1, .count = count, .facts = facts, .column = column, .step = step};
    return NULL;
}

Err *unpack_fact_columns(Arena *arena, Str kept, Str beside, bool employer, ptrdiff_t chunk, uint64_t wanted,
                         GatheredFacts *ret)
{
    FactParts parts;
    Str where;
    return take_chunk(arena, kept, beside, employer, chunk, 0, wanted, &parts, &where, ret);
}

Err *unpack_facts_some(Arena *arena, Str kept, Str beside, bool employer, ptrdiff_t chunk, int month, uint64_t wanted,
                       FactParts *ret_parts, GatheredFacts *ret)
{
    FactParts parts;
    Columns places;
    Str where;
    TRY(take_chunk(arena, kept, beside, employer, chunk, month, wanted, &parts, &where, ret));
    bool *there = new_raw(arena, bool, ret->count);
    for (ptrdiff_t i = 0; i < ret->count; i++)
        there[i] = ret->column[ret->facts * ret->step + i] != 0;
    TRY(columns_unpack(arena, where, NULL, &places));
    if (places.rows != ret->count || places.columns != 2)
        return part_damaged(arena);
    if (ret_parts)
        *ret_parts = parts;
    ret->unit = places.cell[0];
    ret->village = places.cell[1];
    ret->there = there;
    return NULL;
}

Err *unpack_facts(Arena *arena, Str kept, Str beside, bool employer, ptrdiff_t chunk, int month, FactParts *ret_parts,
                  GatheredFacts *ret)
{
    return unpack_facts_some(arena, kept, beside, employer, chunk, month, FACTS_ALL, ret_parts, ret);
}
