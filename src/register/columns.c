/* One block of columns: two numbers, then for each column its form, how long it is unpacked and packed, and the packed
 * bytes.  All numbers are little-endian. */
#include "register/columns.h"
#include "base/pool.h"
#include "register/columns_amounts.h"
#include "register/columns_codes.h"
#include "register/columns_pick.h"
#include "register/columns_shape.h"

#include <assert.h>
#include <string.h>
#include <zstd.h>

/* Plain texts alone are packed any further. */
enum {
    FORM_PLAIN,
    FORM_DICTIONARY, /* read, and no longer written */
    FORM_SHAPE,      /* columns_shape.h */
    FORM_CODES,      /* columns_codes.h */
    FORM_AMOUNTS,    /* columns_amounts.h */
    FORM_SAME,       /* rows that are as those above them, and a column of the others */
    LEVEL = 1,
    BITS = 8,
    SAME_PART = 8,  /* of so many rows more than one, */
    SAME_STEP = 5,  /* by every fifth */
    LONG_CODES = 2, /* bytes a row, beyond which another form may be shorter */
};

static_assert(COLUMNS_CELL <= UINT16_MAX, "lengths have two bytes");
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are copied as they are");

typedef struct Head {
    uint32_t form, bytes, packed;
} Head;

/* ---- packing ---------------------------------------------------------------------- */

static char *put(char *at, const void *bytes, ptrdiff_t len)
{
    if (len > 0)
        memcpy(at, bytes, (size_t)len);
    return at + len;
}

static ptrdiff_t bytes_of_bits(ptrdiff_t rows)
{
    return (rows + BITS - 1) / BITS;
}

static bool is_same(const Str *cell, ptrdiff_t row)
{
    return row > 0 && cell[row].len == cell[row - 1].len && str_eq(cell[row], cell[row - 1]);
}

static char *put_texts(char *at, const Str *text, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i < count; i++) {
        assert(text[i].len <= COLUMNS_CELL);
        at = put(at, &(uint16_t){(uint16_t)text[i].len}, 2);
    }
    for (ptrdiff_t i = 0; i < count; i++)
        at = put(at, text[i].ptr, text[i].len);
    return at;
}

static ptrdiff_t bytes_of(const Str *cell, ptrdiff_t rows)
{
    ptrdiff_t bytes = 0;
    for (ptrdiff_t row = 0; row < rows; row++)
        bytes += cell[row].len;
    return bytes;
}

typedef struct Packing {
    const Str *const *cell;
    ptrdiff_t rows;
    char **room; /* for each column, its head before it */
    Str *packed;
    const Arena *scratch; /* of one thread; NULL: each opens its own */
} Packing;

static size_t room_of(const Str *cell, ptrdiff_t rows)
{
    return 2 * sizeof(Head) + SHAPE_HEAD + ZSTD_compressBound((size_t)(10 * rows + 2 + bytes_of(cell, rows)));
}

/* The length with its head, which goes before the body. */
static ptrdiff_t end_column(char *out, uint32_t form, ptrdiff_t bytes, ptrdiff_t packed)
{
    put(out, &(Head){form, (uint32_t)bytes, (uint32_t)packed}, sizeof(Head));
    return (ptrdiff_t)sizeof(Head) + packed;
}

static ptrdiff_t pack_plain(Arena scratch, ZSTD_CCtx *zstd, const Str *cell, ptrdiff_t rows, char *out)
{
    ptrdiff_t most = 2 * rows + bytes_of(cell, rows);
    char *laid = new_raw(&scratch, char, most), *end = put_texts(laid, cell, rows);
    size_t bound = ZSTD_compressBound((size_t)most), bytes = (size_t)(end - laid);
    size_t packed = ZSTD_compressCCtx(zstd, out + sizeof(Head), bound, laid, bytes, LEVEL);
    assert(!ZSTD_isError(packed)); /* the room suffices, and there is no other reason */
    return end_column(out, FORM_PLAIN, (ptrdiff_t)bytes, (ptrdiff_t)packed);
}

/* Of many different texts. */
static ptrdiff_t pack_many(Arena scratch, ZSTD_CCtx *zstd, const Str *cell, ptrdiff_t rows, char *out)
{
    ptrdiff_t len;
    char *body = out + sizeof(Head);
    if (shape_pack(cell, rows, body, &len))
        return end_column(out, FORM_SHAPE, len, len);
    if (amounts_pack(cell, rows, body, &len))
        return end_column(out, FORM_AMOUNTS, len, len);
    return pack_plain(scratch, zstd, cell, rows, out);
}

/* Which rows are as the row above them; then the others. */
static ptrdiff_t pack_same(Arena scratch, ZSTD_CCtx *zstd, const Str *cell, ptrdiff_t rows, char *out)
{
    Str *other = new_raw(&scratch, Str, rows);
    char *same = out + sizeof(Head);
    ptrdiff_t others = 0, bytes = bytes_of_bits(rows);
    assert(bytes > 0 && bytes <= COLUMNS_ROWS / BITS);
    memset(same, 0, (size_t)bytes);
    for (ptrdiff_t row = 0; row < rows; row++)
        if (is_same(cell, row))
            same[row / BITS] = (char)((unsigned char)same[row / BITS] | 1u << row % BITS);
        else
            other[others++] = cell[row];
    bytes += pack_many(scratch, zstd, other, others, same + bytes);
    return end_column(out, FORM_SAME, bytes, bytes);
}

static ptrdiff_t pack_others(Arena scratch, ZSTD_CCtx *zstd, const Str *cell, ptrdiff_t rows, char *out)
{
    ptrdiff_t same = 0, asked = 0;
    for (ptrdiff_t row = 1; row < rows; row += SAME_STEP, asked++)
        same += is_same(cell, row);
    return same > asked / SAME_PART ? pack_same(scratch, zstd, cell, rows, out)
                                    : pack_many(scratch, zstd, cell, rows, out);
}

static Str pack_column(Arena scratch, ZSTD_CCtx *zstd, const Str *cell, ptrdiff_t rows, char *out)
{
    ptrdiff_t coded;
    if (!codes_pack(scratch, cell, rows, out + sizeof(Head), &coded))
        return (Str){out, pack_others(scratch, zstd, cell, rows, out)};
    ptrdiff_t len = end_column(out, FORM_CODES, coded, coded);
    if (coded <= LONG_CODES * rows)
        return (Str){out, len};
    char *other = new_raw(&scratch, char, (ptrdiff_t)room_of(cell, rows));
    ptrdiff_t others = pack_others(scratch, zstd, cell, rows, other);
    if (others < len)
        put(out, other, others);
    return (Str){out, others < len ? others : len};
}

static void pack_some(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Packing *p = arg;
    AUTO(arena_close) Arena own = p->scratch ? (Arena){0} : arena_open(ARENA_DEFAULT);
    const Arena scratch = p->scratch ? *p->scratch : own;
    ZSTD_CCtx *zstd = ZSTD_createCCtx();
    for (ptrdiff_t c = from; c < to; c++)
        p->packed[c] = pack_column(scratch, zstd, p->cell[c], p->rows, p->room[c]);
    ZSTD_freeCCtx(zstd);
}

static Str pack(Arena *arena, Arena scratch, const Str *const *cell, ptrdiff_t rows, ptrdiff_t columns, int threads)
{
    assert(rows >= 0 && rows <= COLUMNS_ROWS && columns > 0 && columns <= COLUMNS_MOST);
    Str packed[COLUMNS_MOST];
    char *room[COLUMNS_MOST];
    ptrdiff_t bytes = 8;
    for (ptrdiff_t c = 0; c < columns; c++)
        room[c] = new_raw(&scratch, char, (ptrdiff_t)room_of(cell[c], rows));
    Packing packing = {cell, rows, room, packed, threads > 1 ? NULL : &scratch};
    parallel_for(threads, columns, threads > 1 ? 1 : columns, pack_some, &packing);
    for (ptrdiff_t c = 0; c < columns; c++)
        bytes += packed[c].len;
    char *out = new_raw(arena, char, bytes), *at = put(out, (const uint32_t[]){(uint32_t)rows, (uint32_t)columns}, 8);
    for (ptrdiff_t c = 0; c < columns; c++)
        at = put(at, packed[c].ptr, packed[c].len);
    return (Str){out, bytes};
}

Str columns_pack_by(Arena *arena, Arena scratch, const Str *const *cell, ptrdiff_t rows, ptrdiff_t columns, int threads)
{
    return pack(arena, scratch, cell, rows, columns, threads);
}

Str columns_pack_in(Arena *arena, Arena scratch, const Str *cell, ptrdiff_t rows, ptrdiff_t columns)
{
    const Str *by[COLUMNS_MOST];
    assert(columns > 0 && columns <= COLUMNS_MOST);
    for (ptrdiff_t c = 0; c < columns; c++) {
        Str *column = new_raw(&scratch, Str, rows);
        for (ptrdiff_t row = 0; row < rows; row++)
            column[row] = cell[row * columns + c];
        by[c] = column;
    }
    return pack(arena, scratch, by, rows, columns, 1);
}

Str columns_pack(Arena *arena, const Str *cell, ptrdiff_t rows, ptrdiff_t columns)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    return columns_pack_in(arena, scratch, cell, rows, columns);
}

/* ---- unpacking ---------------------------------------------------------------------- */

static Err *damaged(Arena *arena)
{
    return FAIL(arena, BAD_INPUT,
                "một phần dữ liệu đã lưu bị hỏng; hãy khôi phục từ bản sao lưu, hoặc nhận lại tệp của cơ quan gửi",
                "a part of the kept data is damaged; restore a backup, or take the agency's file in again");
}

static bool take(Str *from, void *to, ptrdiff_t len)
{
    if (from->len < len)
        return false;
    memcpy(to, from->ptr, (size_t)len);
    *from = str_slice(*from, len, from->len);
    return true;
}

/* Lengths, then texts. */
static bool take_texts(Str *from, const Pick *pick, Str *text)
{
    if (pick->of == 0) /* where nothing is left there is no address either */
        return true;
    if (from->len < 2 * pick->of)
        return false;
    const char *lengths = from->ptr, *at = lengths + 2 * pick->of, *end = from->ptr + from->len;
    for (ptrdiff_t row = 0, i = 0; row < pick->of; row++) {
        uint16_t len;
        memcpy(&len, lengths + 2 * row, 2);
        if (len > end - at)
            return false;
        while (i < pick->count && row == pick_row(pick, i))
            text[i++] = (Str){at, len};
        at += len;
    }
    *from = (Str){at, end - at};
    return true;
}

static bool read_dictionary(Arena scratch, Str laid, const Pick *pick, Str *cell)
{
    uint16_t count;
    if (!take(&laid, &count, 2) || count > CODES_MOST)
        return false;
    Str *text = new (&scratch, Str, count);
    if (!take_texts(&laid, &(Pick){NULL, count, count}, text) || laid.len != 2 * pick->of)
        return false;
    for (ptrdiff_t i = 0; i < pick->count; i++) {
        uint16_t number;
        memcpy(&number, laid.ptr + 2 * pick_row(pick, i), 2);
        if (number >= count)
            return false;
        cell[i] = text[number];
    }
    return true;
}

static bool read_packed(Arena *arena, Head head, Str packed, const Pick *pick, Str *cell)
{
    if (head.bytes > COLUMNS_ROWS * (COLUMNS_CELL + 2) + (uint32_t)1)
        return false;
    char *laid = new_raw(arena, char, head.bytes);
    size_t bytes = ZSTD_decompress(laid, head.bytes, packed.ptr, (size_t)packed.len);
    if (ZSTD_isError(bytes) || bytes != head.bytes)
        return false;
    Str left = {laid, head.bytes};
    if (head.form == FORM_DICTIONARY)
        return read_dictionary(*arena, left, pick, cell);
    return take_texts(&left, pick, cell) && left.len == 0;
}

static bool read_many(Arena *arena, Head head, Str packed, const Pick *pick, Str *cell)
{
    if (head.form == FORM_PLAIN || head.form == FORM_DICTIONARY)
        return read_packed(arena, head, packed, pick, cell);
    if (head.bytes != head.packed)
        return false;
    switch (head.form) {
    case FORM_SHAPE:
        return shape_unpack(arena, packed, pick, cell);
    case FORM_CODES:
        return codes_unpack(arena, packed, pick, cell);
    case FORM_AMOUNTS:
        return amounts_unpack(arena, packed, pick, cell);
    default:
        return false;
    }
}

/* All rows: the others stand first, and move back. */
static void repeat(const char *same, ptrdiff_t others, Str *cell, ptrdiff_t rows)
{
    for (ptrdiff_t row = rows - 1, at = others - 1; row >= 0; row--) {
        cell[row] = cell[at];
        at -= !bit_at(same, row);
    }
}

/* Of each row the one that it is as, among the others. */
static uint16_t *others_of(Arena *arena, const char *same, const Pick *pick)
{
    uint16_t *other = new_raw(arena, uint16_t, pick->count);
    ptrdiff_t passed = 0, at = -1; /* rows that were looked at; the last of the others among them */
    for (ptrdiff_t i = 0; i < pick->count; i++) {
        ptrdiff_t to = pick_row(pick, i) + 1;
        at += to - passed - bits_set(same, passed, to);
        passed = to;
        other[i] = (uint16_t)at;
    }
    return other;
}

static bool read_same(Arena *arena, Str packed, const Pick *pick, Str *cell)
{
    Head head;
    ptrdiff_t rows = pick->of, bytes = bytes_of_bits(rows);
    const char *same = packed.ptr;
    if (packed.len < bytes)
        return false;
    Pick of = {.of = rows - bits_set(same, 0, rows)};
    packed = str_slice(packed, bytes, packed.len);
    if (!take(&packed, &head, sizeof head) || head.packed != packed.len || (of.of == 0) != (rows == 0) ||
        (rows > 0 && same[0] & 1))
        return false;
    of.row = pick->row ? others_of(arena, same, pick) : NULL;
    of.count = pick->row ? pick->count : of.of;
    if (!read_many(arena, head, packed, &of, cell))
        return false;
    if (!pick->row)
        repeat(same, of.of, cell, rows);
    return true;
}

static bool read_column(Arena *arena, Head head, Str packed, const Pick *pick, Str *cell)
{
    if (head.form == FORM_SAME)
        return head.bytes == head.packed && read_same(arena, packed, pick, cell);
    return read_many(arena, head, packed, pick, cell);
}

/* asked: how many columns there are to be; 0 as many as there are.  pick: how many there are is not known yet. */
static Err *unpack(Arena *arena, Str packed, const bool *wanted, ptrdiff_t asked, Pick pick, Columns *ret)
{
    uint32_t size[2];
    if (!take(&packed, size, sizeof size) || size[0] > COLUMNS_ROWS || size[1] == 0 || size[1] > COLUMNS_MOST)
        return damaged(arena);
    ptrdiff_t there = size[1];
    asked = asked > 0 ? asked : there;
    pick.of = size[0];
    pick.count = pick.row ? pick.count : pick.of;
    if (pick.row && pick.count > 0 && pick.row[pick.count - 1] >= pick.of)
        return damaged(arena);
    *ret = (Columns){.rows = pick.count, .columns = asked, .cell = new (arena, Str *, asked)};
    for (ptrdiff_t c = 0; c < asked; c++)
        if (!wanted || wanted[c])
            ret->cell[c] = c < there ? new_raw(arena, Str, ret->rows) : new (arena, Str, ret->rows);
    for (ptrdiff_t c = 0; c < there; c++) {
        Head head;
        if (!take(&packed, &head, sizeof head) || head.packed > packed.len)
            return damaged(arena);
        if (c < asked && ret->cell[c] &&
            !read_column(arena, head, str_slice(packed, 0, head.packed), &pick, ret->cell[c]))
            return damaged(arena);
        packed = str_slice(packed, head.packed, packed.len);
    }
    return packed.len == 0 ? NULL : damaged(arena);
}

Err *columns_unpack(Arena *arena, Str packed, const bool *wanted, Columns *ret)
{
    return unpack(arena, packed, wanted, 0, (Pick){0}, ret);
}

Err *columns_unpack_as(Arena *arena, Str packed, const bool *wanted, ptrdiff_t columns, Columns *ret)
{
    assert(columns > 0 && columns <= COLUMNS_MOST);
    return unpack(arena, packed, wanted, columns, (Pick){0}, ret);
}

Err *columns_pick(Arena *arena, Str packed, const bool *wanted, ptrdiff_t columns, const uint16_t *row, ptrdiff_t rows,
                  Columns *ret)
{
    assert(columns > 0 && columns <= COLUMNS_MOST && row);
    return unpack(arena, packed, wanted, columns, (Pick){.row = row, .count = rows}, ret);
}
