/* facts_newer: facts of persons that are other than in their chunk.  They stand beside it, so that a chunk of thousands
 * is not packed anew for some; when they are too many the chunk is, and nothing stands beside it.
 *
 * A head, of each fact how many are other (two bytes), of each fact their places (two bytes each) and values (as they
 * are kept, four each), then columns.h of commune and village where those of somebody are other. */
#include "reconcile/gather_internal.h"

#include <string.h>

typedef struct BesideHead {
    int32_t month;
    uint32_t subjects, facts, places;
} BesideHead;

enum { PLACE = 2, VALUE = 4, COUNT = 2, TIMES = 4 /* as much may the chunk have */ };

/* ---- packing ------------------------------------------------------------------------------ */

/* What is kept of payments says one thing in three columns. */
static bool is_changed(const Chunk *chunk, int fact)
{
    bool payment = fact == PERSON_last_month || fact == PERSON_months_paid || fact == PERSON_dropped_months;
    return chunk->changed[fact] ||
           (payment && (chunk->changed[PERSON_last_month] || chunk->changed[PERSON_months_paid] ||
                        chunk->changed[PERSON_dropped_months]));
}

static bool is_same(const int32_t *a, const int32_t *b, ptrdiff_t count)
{
    int32_t other = 0;
    for (ptrdiff_t i = 0; i < count; i++)
        other |= a[i] ^ b[i];
    return other == 0;
}

/* Places and values of those that are other, one after the other. */
static uint16_t list_others(const int32_t *now, const int32_t *before, ptrdiff_t count, char *to)
{
    enum { TILE = 32 };
    uint16_t place[SUBJECT_CHUNK], others = 0;
    for (ptrdiff_t from = 0; from < count; from += TILE) {
        ptrdiff_t end = from + TILE < count ? from + TILE : count;
        if (is_same(now + from, before + from, end - from))
            continue;
        for (ptrdiff_t i = from; i < end; i++)
            if (now[i] != before[i])
                place[others++] = (uint16_t)i;
    }
    memcpy(to, place, (size_t)others * PLACE);
    for (int i = 0; i < others; i++)
        memcpy(to + others * PLACE + i * VALUE, &now[place[i]], VALUE);
    return others;
}

/* Of a fact that nobody changed what stood there still does. */
static uint16_t put_others(Arena scratch, const Chunk *chunk, int fact, const int32_t *now, char *to)
{
    const FactsBeside *before = &chunk->kept->beside;
    if (!is_changed(chunk, fact)) {
        if (before->others[fact] > 0)
            memcpy(to, before->other[fact], (size_t)before->others[fact] * (PLACE + VALUE));
        return before->others[fact];
    }
    int32_t *column = new_raw(&scratch, int32_t, chunk->count);
    bool sound = column_unpack(scratch, chunk->kept->column[fact], chunk->count, column);
    return sound ? list_others(now, column, chunk->count, to) : 0; /* it was unpacked before */
}

bool pack_beside_facts(Arena *arena, Arena scratch, const Chunk *chunk, Str *ret, int64_t *ret_digest)
{
    int facts = fact_count(chunk->employer);
    const int32_t *column[FACTS_MOST + 1];
    uint16_t others[FACTS_MOST + 1];
    ptrdiff_t head_bytes = (ptrdiff_t)sizeof(BesideHead) + (facts + 1) * COUNT, most = chunk->kept->bytes / TIMES;
    ptrdiff_t room = most + chunk->count * (PLACE + VALUE), bytes = 0;
    char *list = new_raw(&scratch, char, room);
    facts_as_kept(&scratch, chunk, column);
    for (int f = 0; f <= facts; f++) {
        others[f] = put_others(scratch, chunk, f, column[f], list + bytes);
        bytes += others[f] * (PLACE + VALUE);
        if (bytes > most)
            return false;
    }
    Str places = chunk->moved ? pack_places(&scratch, *arena, chunk) : chunk->kept->beside.places;
    *ret = (Str){0};
    if (bytes + places.len == 0 && chunk->month == chunk->kept->month)
        return true;
    BesideHead head = {chunk->month, (uint32_t)chunk->count, (uint32_t)facts, (uint32_t)places.len};
    char *out = new_raw(arena, char, head_bytes + bytes + places.len);
    memcpy(out, &head, sizeof head);
    memcpy(out + sizeof head, others, (size_t)(facts + 1) * COUNT);
    memcpy(out + head_bytes, list, (size_t)bytes);
    if (places.len > 0)
        memcpy(out + head_bytes + bytes, places.ptr, (size_t)places.len);
    *ret = (Str){out, head_bytes + bytes + places.len};
    *ret_digest = part_digest(*ret) | 2; /* 1: there is nothing any more */
    return true;
}

/* ---- unpacking ------------------------------------------------------------------------------ */

/* kept: nothing, or a byte where there is nothing any more. */
bool beside_take(Str kept, ptrdiff_t subjects, int facts, FactsBeside *ret)
{
    BesideHead head;
    ptrdiff_t at = (ptrdiff_t)sizeof head + (facts + 1) * COUNT;
    *ret = (FactsBeside){0};
    if (kept.len <= 1)
        return true;
    if (kept.len < at)
        return false;
    memcpy(&head, kept.ptr, sizeof head);
    memcpy(ret->others, kept.ptr + sizeof head, (size_t)(facts + 1) * COUNT);
    if (head.month <= 0 || (ptrdiff_t)head.subjects != subjects || head.facts != (uint32_t)facts)
        return false;
    for (int f = 0; f <= facts; f++) {
        ret->other[f] = kept.ptr + at;
        at += ret->others[f] * (PLACE + VALUE);
        if (at > kept.len)
            return false;
    }
    ret->month = head.month;
    ret->places = str_slice(kept, at, kept.len);
    return ret->places.len == (ptrdiff_t)head.places;
}

/* The others of a column over those of the chunk. */
bool beside_over(const FactsBeside *beside, int fact, ptrdiff_t count, int32_t *column)
{
    const char *value = beside->others[fact] > 0 ? beside->other[fact] + beside->others[fact] * PLACE : NULL;
    for (int i = 0; i < beside->others[fact]; i++) {
        uint16_t place;
        memcpy(&place, beside->other[fact] + i * PLACE, PLACE);
        if (place >= count)
            return false;
        memcpy(&column[place], value + i * VALUE, VALUE);
    }
    return true;
}
