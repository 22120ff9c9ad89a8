/* The parts of a chunk as they are kept.
 *
 * facts   gather_facts_pack.c
 * golden  columns.h of the golden values and, in the last column, their origins (two bytes a field)
 * links   zstd of numbers in LEB128: deliveries by name, then of each subject its rows and members
 * keys    gather_keys.c
 * due     of persons: zstd of Due, without what lies behind the last of them
 *
 * All numbers are little-endian.  A database can be damaged: nothing that is read back is believed. */
#include "reconcile/gather_internal.h"

#include "register/columns.h"
#include "register/digest.h"
#include "vn/vn.h"
#include <string.h>
#include <zstd.h>

enum { LINKS_MOST = 64 << 20 };

int fact_count(bool employer)
{
    return employer ? EMPLOYER_FACT_COUNT : PERSON_FACT_COUNT;
}

Err *part_damaged(Arena *arena)
{
    return FAIL(arena, INTERNAL, "một phần dữ liệu đối soát đã lưu bị hỏng; hãy chạy đối soát lại",
                "a part of the kept reconciliation is damaged; run it again");
}

/* ---- zstd -------------------------------------------------------------------------------- */

static bool expand(Arena *arena, Str packed, ptrdiff_t len, void *ret)
{
    (void)arena;
    size_t bytes = ZSTD_decompress(ret, (size_t)len, packed.ptr, (size_t)packed.len);
    return !ZSTD_isError(bytes) && (ptrdiff_t)bytes == len;
}

int64_t part_digest(Str bytes)
{
    return (int64_t)(digest_add(digest_start(), bytes) | 1); /* 0: there is none */
}

/* ---- golden values ----------------------------------------------------------------------------- */

static int64_t digest_of_cells(Arena scratch, const Str *cell, ptrdiff_t count)
{
    ptrdiff_t bytes = 0;
    for (ptrdiff_t i = 0; i < count; i++)
        bytes += 2 + cell[i].len;
    char *out = new_raw(&scratch, char, bytes), *at = out;
    for (ptrdiff_t i = 0; i < count; i++) {
        memcpy(at, &(uint16_t){(uint16_t)cell[i].len}, 2);
        if (cell[i].len > 0)
            memcpy(at + 2, cell[i].ptr, (size_t)cell[i].len);
        at += 2 + cell[i].len;
    }
    return part_digest((Str){out, bytes});
}

Str pack_golden(Arena *arena, Arena scratch, const Chunk *chunk, int64_t kept, int64_t *ret_digest)
{
    enum { COLUMNS = GOLDEN_FIELDS + 1 };
    Str *cell = new_raw(&scratch, Str, chunk->count * COLUMNS);
    for (ptrdiff_t i = 0; i < chunk->count; i++) {
        const ChunkGolden *s = chunk->subject[i].golden;
        for (int f = 0; f < GOLDEN_FIELDS; f++)
            cell[i * COLUMNS + f] = s->value[f];
        cell[i * COLUMNS + GOLDEN_FIELDS] = (Str){(const char *)s->origin, (ptrdiff_t)sizeof s->origin};
    }
    *ret_digest = digest_of_cells(scratch, cell, chunk->count * COLUMNS);
    return *ret_digest == kept ? (Str){0} : columns_pack_in(arena, scratch, cell, chunk->count, COLUMNS);
}

Err *unpack_golden(Arena *arena, Str kept, uint64_t wanted, Columns *ret)
{
    bool flag[COLUMNS_MOST] = {0};
    for (int c = 0; c <= GOLDEN_FIELDS; c++)
        flag[c] = wanted >> c & 1;
    TRY(columns_unpack(arena, kept, flag, ret));
    return ret->columns == GOLDEN_FIELDS + 1 && ret->rows <= SUBJECT_CHUNK ? NULL : part_damaged(arena);
}

/* ---- rows and members --------------------------------------------------------------------------- */

static char *put_number(char *at, uint64_t n)
{
    for (; n >= 128; n >>= 7)
        *at++ = (char)(n | 128);
    *at++ = (char)n;
    return at;
}

static bool take_number(Str *from, uint64_t *ret)
{
    *ret = 0;
    for (int shift = 0; shift < 63 && from->len > 0; shift += 7) {
        unsigned char byte = (unsigned char)from->ptr[0];
        *from = str_slice(*from, 1, from->len);
        *ret |= (uint64_t)(byte & 127) << shift;
        if (byte < 128)
            return true;
    }
    return false;
}

static char *put_text(char *at, Str text)
{
    at = put_number(at, (uint64_t)text.len);
    memcpy(at, text.ptr, (size_t)text.len);
    return at + text.len;
}

static bool take_text(Str *from, Str *ret)
{
    uint64_t len;
    if (!take_number(from, &len) || len > (uint64_t)from->len)
        return false;
    *ret = str_slice(*from, 0, (ptrdiff_t)len);
    *from = str_slice(*from, (ptrdiff_t)len, from->len);
    return true;
}

Str pack_links(Arena *arena, Arena scratch, const Chunk *chunk, const Gather *g, int64_t kept, int64_t *ret_digest)
{
    enum { NUMBER_MOST = 10, TEXT_MOST = 2 * (NUMBER_MOST + 64) };
    const Identify *id = g->identify;
    ptrdiff_t most = NUMBER_MOST + id->deliveries * TEXT_MOST;
    for (ptrdiff_t i = 0; i < chunk->count; i++)
        most += (2 + 2 * (ptrdiff_t)chunk->subject[i].rows + 2 * chunk->subject[i].members) * NUMBER_MOST;
    char *out = new_raw(&scratch, char, most), *at = put_number(out, (uint64_t)id->deliveries);
    for (ptrdiff_t d = 0; d < id->deliveries; d++) {
        at = put_text(at, id->delivery[d].source->code);
        at = put_text(at, id->delivery[d].delivery.id);
    }
    for (ptrdiff_t i = 0; i < chunk->count; i++) {
        const ChunkSubject *s = &chunk->subject[i];
        at = put_number(at, (uint64_t)s->rows);
        for (int r = 0; r < s->rows; r++)
            at = put_number(put_number(at, s->at[r].delivery), s->at[r].row);
        at = put_number(at, (uint64_t)s->members);
        for (ptrdiff_t m = 0; m < s->members; m++)
            at = put_number(put_number(at, (uint64_t)s->member[m].id), s->member[m].state);
    }
    *ret_digest = part_digest((Str){out, at - out});
    if (*ret_digest == kept)
        return (Str){0};
    Str packed = squeeze(&scratch, chunk->squeezer, (Str){out, at - out});
    char *whole = new_raw(arena, char, packed.len + 4);
    memcpy(whole, &(uint32_t){(uint32_t)(at - out)}, 4);
    memcpy(whole + 4, packed.ptr, (size_t)packed.len);
    return (Str){whole, packed.len + 4};
}

typedef struct Sent {
    Str source, id;
} Sent;

static bool take_subject(Arena *arena, Str *from, const Sent *sent, uint64_t deliveries, Subject *ret)
{
    uint64_t rows, members, delivery, number, state;
    if (!take_number(from, &rows) || rows > (uint64_t)from->len)
        return false;
    ret->row = new_raw(arena, SubjectRow, (ptrdiff_t)rows);
    for (; ret->rows < (ptrdiff_t)rows; ret->rows++) {
        if (!take_number(from, &delivery) || !take_number(from, &number) || delivery >= deliveries)
            return false;
        ret->row[ret->rows] = (SubjectRow){sent[delivery].source, sent[delivery].id, (int64_t)number};
    }
    if (!take_number(from, &members) || members > (uint64_t)from->len)
        return false;
    ret->member = new_raw(arena, SubjectMember, (ptrdiff_t)members);
    for (; ret->members < (ptrdiff_t)members; ret->members++) {
        if (!take_number(from, &number) || !take_number(from, &state))
            return false;
        ret->member[ret->members] = (SubjectMember){(int64_t)number, (uint32_t)state};
    }
    return true;
}

static bool skip_subject(Str *from)
{
    uint64_t count, number;
    for (int part = 0; part < 2; part++) {
        if (!take_number(from, &count) || count > (uint64_t)from->len)
            return false;
        for (uint64_t i = 0; i < 2 * count; i++)
            if (!take_number(from, &number))
                return false;
    }
    return true;
}

/* Rows and members of one subject, by its place in the chunk. */
Err *unpack_links(Arena *arena, Str kept, ptrdiff_t place, Subject *ret)
{
    uint32_t bytes;
    uint64_t deliveries;
    if (kept.len < 4)
        return part_damaged(arena);
    memcpy(&bytes, kept.ptr, 4);
    if (bytes > LINKS_MOST)
        return part_damaged(arena);
    char *out = new_raw(arena, char, bytes);
    Str left = {out, bytes};
    if (!expand(arena, str_slice(kept, 4, kept.len), bytes, out) || !take_number(&left, &deliveries) ||
        deliveries > (uint64_t)left.len)
        return part_damaged(arena);
    Sent *sent = new (arena, Sent, (ptrdiff_t)deliveries);
    for (uint64_t d = 0; d < deliveries; d++)
        if (!take_text(&left, &sent[d].source) || !take_text(&left, &sent[d].id))
            return part_damaged(arena);
    for (ptrdiff_t i = 0; i < place; i++)
        if (!skip_subject(&left))
            return part_damaged(arena);
    return take_subject(arena, &left, sent, deliveries, ret) ? NULL : part_damaged(arena);
}

/* ---- until when ------------------------------------------------------------------------------------- */

Str pack_due(Arena *arena, Arena scratch, const Chunk *chunk, const Gather *g, int64_t kept, int64_t *ret_digest)
{
    Due *due = new (&scratch, Due, 1);
    *due = (Due){.month = g->month, .tax_year = g->tax_year, .count = (int32_t)chunk->count};
    for (ptrdiff_t i = 0; i < chunk->count; i++)
        due->until[i] = chunk->subject[i].due;
    Str bytes = {(const char *)due, (ptrdiff_t)offsetof(Due, until) + chunk->count * (ptrdiff_t)sizeof *due->until};
    *ret_digest = part_digest(bytes);
    return *ret_digest == kept ? (Str){0} : squeeze(arena, chunk->squeezer, bytes);
}

Err *unpack_due(Arena *arena, Str kept, Due *ret)
{
    memset(ret, 0, sizeof *ret);
    size_t bytes = ZSTD_decompress(ret, sizeof *ret, kept.ptr, (size_t)kept.len), head = offsetof(Due, until);
    if (ZSTD_isError(bytes) || bytes < head || ret->count < 0 || ret->count > SUBJECT_CHUNK ||
        bytes != head + (size_t)ret->count * sizeof *ret->until)
        return part_damaged(arena);
    return NULL;
}
