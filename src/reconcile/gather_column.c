/* One fact of the subjects of a chunk, packed: a byte that says how wide a number is, the least of them (or the one
 * that all have), then zstd of the numbers above the least, 0 for a missing one.  Most facts are yes or no and take a
 * byte. */
#include "reconcile/gather_internal.h"

#include <assert.h>
#include <string.h>
#include <zstd.h>

enum { LEVEL = 1, HEAD = 5, SAME = 0, BYTES = 1, SHORTS = 2, WHOLE = 4 };

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

static Str with_head(Arena *arena, int width, int32_t least, Str body)
{
    char *out = new_raw(arena, char, HEAD + body.len);
    out[0] = (char)width;
    memcpy(out + 1, &least, sizeof least);
    if (body.len > 0)
        memcpy(out + HEAD, body.ptr, (size_t)body.len);
    return (Str){out, HEAD + body.len};
}

Str column_pack(Arena *arena, Arena scratch, Squeezer *squeezer, const int32_t *value, ptrdiff_t count)
{
    Range r = range_of(value, count);
    uint32_t above = (uint32_t)r.most - (uint32_t)r.least, least = (uint32_t)r.least;
    if (!r.any || (!r.missing && above == 0))
        return with_head(arena, SAME, r.any ? r.least : FACT_MISSING, (Str){0});
    int width = above < UINT8_MAX ? BYTES : above < UINT16_MAX ? SHORTS : WHOLE;
    uint8_t *byte = new_raw(&scratch, uint8_t, count);
    uint16_t *two = new_raw(&scratch, uint16_t, count);
    for (ptrdiff_t i = 0; width == BYTES && i < count; i++)
        byte[i] = (uint8_t)(value[i] == FACT_MISSING ? 0 : (uint32_t)value[i] - least + 1);
    for (ptrdiff_t i = 0; width == SHORTS && i < count; i++)
        two[i] = (uint16_t)(value[i] == FACT_MISSING ? 0 : (uint32_t)value[i] - least + 1);
    const char *from = width == BYTES ? (const char *)byte : width == SHORTS ? (const char *)two : (const char *)value;
    return with_head(arena, width, r.least, squeeze(&scratch, squeezer, (Str){from, count * width}));
}

/* ---- unpacking ----------------------------------------------------------------------------- */

static bool expand(ZSTD_DCtx *expander, Str packed, void *ret, ptrdiff_t len)
{
    size_t bytes = ZSTD_decompressDCtx(expander, ret, (size_t)len, packed.ptr, (size_t)packed.len);
    return !ZSTD_isError(bytes) && (ptrdiff_t)bytes == len;
}

bool column_unpack(Arena scratch, Expander *expander, Str packed, ptrdiff_t count, int32_t *ret)
{
    uint32_t least;
    if (packed.len < HEAD)
        return false;
    memcpy(&least, packed.ptr + 1, sizeof least);
    int width = packed.ptr[0];
    Str body = str_slice(packed, HEAD, packed.len);
    if (width == SAME) {
        for (ptrdiff_t i = 0; i < count; i++)
            ret[i] = (int32_t)least;
        return body.len == 0;
    }
    if (width == WHOLE)
        return expand(expander, body, ret, count * WHOLE);
    uint8_t *byte = new_raw(&scratch, uint8_t, count);
    uint16_t *two = new_raw(&scratch, uint16_t, count);
    if ((width != BYTES && width != SHORTS) ||
        !expand(expander, body, width == BYTES ? (void *)byte : (void *)two, count * width))
        return false;
    for (ptrdiff_t i = 0; width == BYTES && i < count; i++)
        ret[i] = byte[i] == 0 ? FACT_MISSING : (int32_t)(least + byte[i] - 1u);
    for (ptrdiff_t i = 0; width == SHORTS && i < count; i++)
        ret[i] = two[i] == 0 ? FACT_MISSING : (int32_t)(least + two[i] - 1u);
    return true;
}

Expander *expander_open(void)
{
    Expander *expander = ZSTD_createDCtx();
    assert(expander);
    return expander;
}

void expander_close(Expander **expander)
{
    ZSTD_freeDCtx(*expander);
    *expander = NULL;
}
