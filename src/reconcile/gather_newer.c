/* newer: golden values of subjects that are other than in their chunk.  They stand beside it, so that a chunk of
 * thousands is not packed anew for some; when they are too many the chunk is, and nothing stands beside it. */
#include "reconcile/gather_internal.h"

#include "register/digest.h"
#include <string.h>

/* columns.h of: place in the chunk (two bytes), golden values, origins. */
enum { PLACE, VALUES, ORIGIN = VALUES + GOLDEN_FIELDS, COLUMNS };

static Err *damaged(Arena *arena)
{
    return FAIL(arena, INTERNAL, "một phần dữ liệu đối soát đã lưu bị hỏng; hãy chạy đối soát lại",
                "a part of the kept reconciliation is damaged; run it again");
}

Str pack_newer(Arena *arena, Arena scratch, const Chunk *chunk, const uint16_t *place, ptrdiff_t count, int64_t kept,
               int64_t *ret_digest)
{
    Str *cell = new_raw(&scratch, Str, count * COLUMNS);
    uint64_t digest = digest_join(digest_start(), (uint64_t)count);
    for (ptrdiff_t i = 0; i < count; i++) {
        const ChunkGolden *s = chunk->subject[place[i]].golden;
        Str *row = cell + i * COLUMNS;
        row[PLACE] = (Str){(const char *)&place[i], (ptrdiff_t)sizeof *place};
        memcpy(row + VALUES, s->value, sizeof s->value);
        row[ORIGIN] = (Str){(const char *)s->origin, (ptrdiff_t)sizeof s->origin};
        for (int c = 0; c < COLUMNS; c++)
            digest = digest_add(digest, row[c]);
    }
    *ret_digest = (int64_t)(digest | 2); /* neither 0, there is none, nor 1, there is none any more */
    return *ret_digest == kept ? (Str){0} : columns_pack_in(arena, scratch, cell, count, COLUMNS);
}

ptrdiff_t newer_rows(Str kept)
{
    uint32_t rows = 0;
    if (kept.len >= 8)
        memcpy(&rows, kept.ptr, sizeof rows);
    return (ptrdiff_t)rows;
}

Err *unpack_newer(Arena *arena, Str kept, Newer *ret)
{
    *ret = (Newer){0};
    if (newer_rows(kept) == 0)
        return NULL;
    TRY(columns_unpack(arena, kept, NULL, &ret->columns));
    if (ret->columns.columns != COLUMNS)
        return damaged(arena);
    ret->row = new (arena, uint16_t, SUBJECT_CHUNK);
    for (ptrdiff_t i = 0; i < ret->columns.rows; i++) {
        uint16_t place;
        Str written = ret->columns.cell[PLACE][i];
        if (written.len != (ptrdiff_t)sizeof place)
            return damaged(arena);
        memcpy(&place, written.ptr, sizeof place);
        if (place >= SUBJECT_CHUNK)
            return damaged(arena);
        ret->row[place] = (uint16_t)(i + 1);
    }
    return NULL;
}

bool newer_values(const Newer *newer, ptrdiff_t place, Str *ret_value, Str *ret_origin)
{
    ptrdiff_t row = newer->row ? newer->row[place] : 0;
    for (int f = 0; row > 0 && f < GOLDEN_FIELDS; f++)
        ret_value[f] = newer->columns.cell[VALUES + f][row - 1];
    if (row > 0)
        *ret_origin = newer->columns.cell[ORIGIN][row - 1];
    return row > 0;
}

void newer_over(const Newer *newer, Columns *golden)
{
    for (ptrdiff_t place = 0; newer->row && place < golden->rows; place++) {
        Str value[GOLDEN_FIELDS + 1];
        if (!newer_values(newer, place, value, &value[GOLDEN_FIELDS]))
            continue;
        for (int f = 0; f <= GOLDEN_FIELDS; f++)
            if (golden->cell[f])
                golden->cell[f][place] = value[f];
    }
}
