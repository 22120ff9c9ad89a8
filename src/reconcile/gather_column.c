/* One fact of the subjects of a chunk, packed: a byte that says how, a number, and what belongs to it.
 *
 * SAME    all have the number
 * FEW     most have the number: how many others, their places, two bytes each, what they have
 * PAIRS … in two, four, eight or sixteen bits: how far they are above the number, plus one; 0 for a missing one
 * WHOLE   as they are
 *
 * Most facts are yes or no, and of few persons.  They are read several times in a run and written once: what zstd would
 * spare in room it takes in time.  Columns that it packed are still read. */
#include "reconcile/gather_internal.h"

#include <assert.h>
#include <string.h>
#include <zstd.h>

enum { LEVEL = 1, HEAD = 5, PLACE = 2, OTHER = PLACE + 4 };
enum {
    SAME = 0,
    PACKED_BYTES = 1,
    PACKED_SHORTS = 2,
    PACKED_WHOLE = 4,
    FEW = 8,
    PAIRS,
    FOURS,
    EIGHTS,
    SIXTEENS,
    WHOLE
};
static_assert(SUBJECT_CHUNK - 1 <= UINT16_MAX, "a place has two bytes");

Squeezer *squeezer_open(void)
{
    Squeezer *squeezer = ZSTD_createCCtx();
    assert(squeezer);
    return squeezer;
}

void squeezer_close(Squeezer *squeezer)
{
    ZSTD_freeCCtx(squeezer);
}

Str squeeze(Arena *arena, Squeezer *squeezer, Str bytes)
{
    size_t bound = ZSTD_compressBound((size_t)bytes.len);
    char *out = new_raw(arena, char, (ptrdiff_t)bound);
    size_t packed = ZSTD_compressCCtx(squeezer, out, bound, bytes.ptr, (size_t)bytes.len, LEVEL);
    assert(!ZSTD_isError(packed)); /* the room suffices, and there is no other reason */
    return (Str){out, (ptrdiff_t)packed};
}

/* ---- packing ----------------------------------------------------------------------------- */

typedef struct Range {
    int32_t least, most; /* of those that are not missing */
    bool missing, any;
} Range;

static Range range_of(const int32_t *value, ptrdiff_t count)
{
    int32_t least = INT32_MAX, most = INT32_MIN;
    int missing = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        int32_t v = value[i];
        missing |= v == FACT_MISSING;
        most = v > most ? v : most; /* a missing one is the least of all */
        int32_t known = v == FACT_MISSING ? INT32_MAX : v;
        least = known < least ? known : least;
    }
    return (Range){least, most, missing != 0, most != FACT_MISSING};
}

/* What more than half of them have, where there is such a number. */
static int32_t usual_of(const int32_t *value, ptrdiff_t count)
{
    int32_t usual = 0;
    ptrdiff_t votes = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        usual = votes == 0 ? value[i] : usual;
        votes += value[i] == usual ? 1 : -1;
    }
    return usual;
}

static ptrdiff_t others_than(int32_t usual, const int32_t *value, ptrdiff_t count)
{
    ptrdiff_t others = 0;
    for (ptrdiff_t i = 0; i < count; i++)
        others += value[i] != usual;
    return others;
}

static char *new_column(Arena *arena, int form, int32_t number, ptrdiff_t bytes, Str *ret)
{
    char *out = new_raw(arena, char, HEAD + bytes);
    out[0] = (char)form;
    memcpy(out + 1, &number, sizeof number);
    *ret = (Str){out, HEAD + bytes};
    return out + HEAD;
}

static Str pack_few(Arena *arena, int32_t usual, ptrdiff_t others, const int32_t *value, ptrdiff_t count)
{
    Str ret;
    char *place = new_column(arena, FEW, usual, PLACE + others * OTHER, &ret);
    memcpy(place, &(uint16_t){(uint16_t)others}, PLACE);
    place += PLACE;
    char *other = place + others * PLACE;
    for (ptrdiff_t i = 0; i < count; i++)
        if (value[i] != usual) {
            memcpy(place, &(uint16_t){(uint16_t)i}, PLACE);
            memcpy(other, &value[i], sizeof *value);
            place += PLACE;
            other += sizeof *value;
        }
    return ret;
}

static int bits_of(int form)
{
    return form == WHOLE ? 32 : 2 << (form - PAIRS);
}

static int form_of(uint32_t above)
{
    return above < 3 ? PAIRS : above < 15 ? FOURS : above < UINT8_MAX ? EIGHTS : above < UINT16_MAX ? SIXTEENS : WHOLE;
}

static ptrdiff_t bytes_of(int form, ptrdiff_t count)
{
    return (count * bits_of(form) + 7) / 8;
}

static uint32_t step_of(int32_t value, uint32_t least)
{
    return value == FACT_MISSING ? 0 : (uint32_t)value - least + 1;
}

/* Several to a byte. */
static void put_small(int form, uint32_t least, const int32_t *value, ptrdiff_t count, char *to)
{
    int each = 8 / bits_of(form);
    for (ptrdiff_t i = 0; i < count; to++) {
        uint32_t byte = 0;
        for (int at = 0; at < each && i < count; at++, i++)
            byte |= step_of(value[i], least) << at * bits_of(form);
        *to = (char)byte;
    }
}

static Str pack_all(Arena *arena, int form, int32_t least, const int32_t *value, ptrdiff_t count)
{
    Str ret;
    char *to = new_column(arena, form, least, bytes_of(form, count), &ret);
    if (form <= FOURS)
        put_small(form, (uint32_t)least, value, count, to);
    for (ptrdiff_t i = 0; form == EIGHTS && i < count; i++)
        to[i] = (char)step_of(value[i], (uint32_t)least);
    for (ptrdiff_t i = 0; form == SIXTEENS && i < count; i++)
        memcpy(to + 2 * i, &(uint16_t){(uint16_t)step_of(value[i], (uint32_t)least)}, 2);
    if (form == WHOLE)
        memcpy(to, value, (size_t)count * sizeof *value);
    return ret;
}

Str column_pack(Arena *arena, const int32_t *value, ptrdiff_t count)
{
    Str same;
    Range r = range_of(value, count);
    uint32_t above = (uint32_t)r.most - (uint32_t)r.least;
    if (!r.any || (!r.missing && above == 0)) {
        (void)new_column(arena, SAME, r.any ? r.least : FACT_MISSING, 0, &same);
        return same;
    }
    int form = form_of(above);
    int32_t usual = usual_of(value, count);
    ptrdiff_t others = others_than(usual, value, count);
    return others * OTHER < bytes_of(form, count) ? pack_few(arena, usual, others, value, count)
                                                  : pack_all(arena, form, r.least, value, count);
}

/* ---- unpacking ----------------------------------------------------------------------------- */

static void take_same(int32_t number, ptrdiff_t count, int32_t *ret)
{
    for (ptrdiff_t i = 0; i < count; i++)
        ret[i] = number;
}

static bool take_few(Str body, int32_t usual, ptrdiff_t count, int32_t *ret)
{
    uint16_t others;
    if (body.len < PLACE)
        return false;
    memcpy(&others, body.ptr, PLACE);
    if (body.len != PLACE + others * OTHER)
        return false;
    take_same(usual, count, ret);
    const char *place = body.ptr + PLACE, *other = place + others * PLACE;
    for (ptrdiff_t i = 0; i < others; i++) {
        uint16_t at;
        memcpy(&at, place + i * PLACE, PLACE);
        if (at >= count)
            return false;
        memcpy(&ret[at], other + i * (ptrdiff_t)sizeof *ret, sizeof *ret);
    }
    return true;
}

static int32_t value_of(uint32_t step, uint32_t least)
{
    return step == 0 ? FACT_MISSING : (int32_t)(least + step - 1u);
}

static void take_pairs(const unsigned char *from, uint32_t least, ptrdiff_t count, int32_t *ret)
{
    const int32_t value[] = {FACT_MISSING, value_of(1, least), value_of(2, least), value_of(3, least)};
    for (; count >= 4; count -= 4, from++, ret += 4) {
        ret[0] = value[*from & 3];
        ret[1] = value[*from >> 2 & 3];
        ret[2] = value[*from >> 4 & 3];
        ret[3] = value[*from >> 6];
    }
    for (int i = 0; i < count; i++)
        ret[i] = value[*from >> 2 * i & 3];
}

static void take_fours(const unsigned char *from, uint32_t least, ptrdiff_t count, int32_t *ret)
{
    int32_t value[16];
    for (uint32_t step = 0; step < 16; step++)
        value[step] = value_of(step, least);
    for (; count >= 2; count -= 2, from++, ret += 2) {
        ret[0] = value[*from & 15];
        ret[1] = value[*from >> 4];
    }
    if (count > 0)
        ret[0] = value[*from & 15];
}

static bool take_all(int form, Str body, uint32_t least, ptrdiff_t count, int32_t *ret)
{
    const unsigned char *from = (const unsigned char *)body.ptr;
    if (form < PAIRS || form > WHOLE || body.len != bytes_of(form, count))
        return false;
    if (form == PAIRS)
        take_pairs(from, least, count, ret);
    if (form == FOURS)
        take_fours(from, least, count, ret);
    for (ptrdiff_t i = 0; form == EIGHTS && i < count; i++)
        ret[i] = value_of(from[i], least);
    for (ptrdiff_t i = 0; form == SIXTEENS && i < count; i++) {
        uint16_t step;
        memcpy(&step, from + 2 * i, 2);
        ret[i] = value_of(step, least);
    }
    if (form == WHOLE && count > 0)
        memcpy(ret, from, (size_t)count * sizeof *ret);
    return true;
}

/* As zstd packed it. */
static bool take_packed(Arena scratch, int width, Str body, int32_t least, ptrdiff_t count, int32_t *ret)
{
    int form = width == PACKED_BYTES ? EIGHTS : width == PACKED_SHORTS ? SIXTEENS : WHOLE;
    ptrdiff_t bytes = bytes_of(form, count);
    char *out = new_raw(&scratch, char, bytes);
    return ZSTD_decompress(out, (size_t)bytes, body.ptr, (size_t)body.len) == (size_t)bytes &&
           take_all(form, (Str){out, bytes}, (uint32_t)least, count, ret);
}

bool column_unpack(Arena scratch, Str packed, ptrdiff_t count, int32_t *ret)
{
    int32_t number;
    if (packed.len < HEAD)
        return false;
    memcpy(&number, packed.ptr + 1, sizeof number);
    Str body = str_slice(packed, HEAD, packed.len);
    switch (packed.ptr[0]) {
    case SAME:
        take_same(number, count, ret);
        return body.len == 0;
    case FEW:
        return take_few(body, number, count, ret);
    case PACKED_BYTES:
    case PACKED_SHORTS:
    case PACKED_WHOLE:
        return take_packed(scratch, packed.ptr[0], body, number, count, ret);
    default:
        return take_all(packed.ptr[0], body, (uint32_t)number, count, ret);
    }
}
