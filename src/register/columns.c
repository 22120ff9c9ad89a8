/* One block of columns: two numbers, then for each column its form, how long it is unpacked and packed, and the packed
 * bytes.  All numbers are little-endian. */
#include "register/columns.h"
#include "base/pool.h"
#include "register/columns_shape.h"
#include "register/digest.h"

#include <assert.h>
#include <string.h>
#include <zstd.h>

enum {
    FORM_PLAIN,
    FORM_DICTIONARY,
    FORM_SHAPE, /* columns_shape.h, not packed any further */
    DICTIONARY_MOST = 4096,
    SLOTS = 4 * DICTIONARY_MOST,
    LEVEL = 1,
};

static_assert(COLUMNS_CELL <= UINT16_MAX && DICTIONARY_MOST <= UINT16_MAX, "lengths and numbers have two bytes");
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are copied as they are");

typedef struct Head {
    uint32_t form, bytes, packed;
} Head;

/* ---- packing ---------------------------------------------------------------------- */

typedef struct Dictionary {
    uint16_t slot[SLOTS]; /* number + 1; 0 free */
    Str text[DICTIONARY_MOST];
    uint16_t count, number[COLUMNS_ROWS];
    ptrdiff_t bytes; /* of the texts */
} Dictionary;

static bool number_of(Dictionary *d, Str text, uint16_t *ret)
{
    uint32_t at = (uint32_t)(digest_cell(text) % SLOTS);
    for (; d->slot[at]; at = (at + 1) % SLOTS) {
        if (!str_eq(d->text[d->slot[at] - 1], text))
            continue;
        *ret = (uint16_t)(d->slot[at] - 1);
        return true;
    }
    if (d->count == DICTIONARY_MOST)
        return false;
    d->text[d->count] = text;
    d->bytes += text.len;
    *ret = d->count++;
    d->slot[at] = d->count;
    return true;
}

/* False where too many texts are different for numbers to be shorter. */
static bool find_numbers(Dictionary *d, const Str *cell, ptrdiff_t rows)
{
    for (ptrdiff_t row = 0; row < rows; row++) {
        if (row > 0 && cell[row].len == cell[row - 1].len && str_eq(cell[row], cell[row - 1]))
            d->number[row] = d->number[row - 1];
        else if (!number_of(d, cell[row], &d->number[row]) || (d->count > 512 && d->count > row / 2))
            return false;
    }
    return true;
}

static char *put(char *at, const void *bytes, ptrdiff_t len)
{
    if (len > 0)
        memcpy(at, bytes, (size_t)len);
    return at + len;
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

/* A column in its form; all but that of a shape are not packed yet. */
static Str lay_out(Arena *scratch, const Str *cell, ptrdiff_t rows, uint32_t *ret_form)
{
    Dictionary *d = new_raw(scratch, Dictionary, 1);
    memset(d->slot, 0, sizeof d->slot);
    d->count = 0;
    d->bytes = 0;
    bool known = find_numbers(d, cell, rows);
    ptrdiff_t shaped;
    char *shape = known ? NULL : new_raw(scratch, char, 4 * rows + bytes_of(cell, rows) + SHAPE_HEAD);
    if (shape && shape_pack(cell, rows, shape, &shaped)) {
        *ret_form = FORM_SHAPE;
        return (Str){shape, shaped};
    }
    ptrdiff_t most = known ? 2 + 2 * d->count + d->bytes + 2 * rows : 2 * rows + bytes_of(cell, rows);
    char *out = new_raw(scratch, char, most), *at = out;
    if (known) {
        at = put(at, &d->count, 2);
        at = put_texts(at, d->text, d->count);
        at = put(at, d->number, 2 * rows);
    } else {
        at = put_texts(at, cell, rows);
    }
    *ret_form = known ? FORM_DICTIONARY : FORM_PLAIN;
    return (Str){out, at - out};
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
    return sizeof(Head) + SHAPE_HEAD + ZSTD_compressBound((size_t)(4 * rows + 2 + bytes_of(cell, rows)));
}

static Str pack_column(Arena scratch, ZSTD_CCtx *zstd, const Str *cell, ptrdiff_t rows, char *out)
{
    Head head = {0};
    Str laid = lay_out(&scratch, cell, rows, &head.form);
    size_t bound = ZSTD_compressBound((size_t)laid.len), packed = (size_t)laid.len;
    if (head.form == FORM_SHAPE)
        put(out + sizeof head, laid.ptr, laid.len);
    else
        packed = ZSTD_compressCCtx(zstd, out + sizeof head, bound, laid.ptr, (size_t)laid.len, LEVEL);
    assert(!ZSTD_isError(packed)); /* the room suffices, and there is no other reason */
    head.bytes = (uint32_t)laid.len;
    head.packed = (uint32_t)packed;
    put(out, &head, sizeof head);
    return (Str){out, (ptrdiff_t)(sizeof head + packed)};
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

/* `count` lengths, then that many texts. */
static bool take_texts(Str *from, Str *text, ptrdiff_t count)
{
    if (count == 0) /* where nothing is left there is no address either */
        return true;
    if (from->len < 2 * count)
        return false;
    const char *lengths = from->ptr, *at = lengths + 2 * count, *end = from->ptr + from->len;
    for (ptrdiff_t i = 0; i < count; i++) {
        uint16_t len;
        memcpy(&len, lengths + 2 * i, 2);
        if (len > end - at)
            return false;
        text[i] = (Str){at, len};
        at += len;
    }
    *from = (Str){at, end - at};
    return true;
}

static bool read_dictionary(Arena scratch, Str laid, Str *cell, ptrdiff_t rows)
{
    uint16_t count;
    if (!take(&laid, &count, 2) || count > DICTIONARY_MOST)
        return false;
    Str *text = new (&scratch, Str, count);
    if (!take_texts(&laid, text, count) || laid.len != 2 * rows)
        return false;
    for (ptrdiff_t row = 0; row < rows; row++) {
        uint16_t number;
        memcpy(&number, laid.ptr + 2 * row, 2);
        if (number >= count)
            return false;
        cell[row] = text[number];
    }
    return true;
}

static bool read_column(Arena *arena, Head head, Str packed, Str *cell, ptrdiff_t rows)
{
    if (head.form == FORM_SHAPE)
        return head.bytes == head.packed && shape_unpack(arena, packed, cell, rows);
    if (head.bytes > COLUMNS_ROWS * (COLUMNS_CELL + 2) + (uint32_t)1)
        return false;
    char *laid = new_raw(arena, char, head.bytes);
    size_t bytes = ZSTD_decompress(laid, head.bytes, packed.ptr, (size_t)packed.len);
    if (ZSTD_isError(bytes) || bytes != head.bytes)
        return false;
    Str left = {laid, head.bytes};
    if (head.form == FORM_DICTIONARY)
        return read_dictionary(*arena, left, cell, rows);
    return head.form == FORM_PLAIN && take_texts(&left, cell, rows) && left.len == 0;
}

/* asked: how many columns there are to be; 0 as many as there are. */
static Err *unpack(Arena *arena, Str packed, const bool *wanted, ptrdiff_t asked, Columns *ret)
{
    uint32_t size[2];
    if (!take(&packed, size, sizeof size) || size[0] > COLUMNS_ROWS || size[1] == 0 || size[1] > COLUMNS_MOST)
        return damaged(arena);
    ptrdiff_t there = size[1];
    asked = asked > 0 ? asked : there;
    *ret = (Columns){.rows = size[0], .columns = asked, .cell = new (arena, Str *, asked)};
    for (ptrdiff_t c = 0; c < asked; c++)
        if (!wanted || wanted[c])
            ret->cell[c] = c < there ? new_raw(arena, Str, ret->rows) : new (arena, Str, ret->rows);
    for (ptrdiff_t c = 0; c < there; c++) {
        Head head;
        if (!take(&packed, &head, sizeof head) || head.packed > packed.len)
            return damaged(arena);
        if (c < asked && ret->cell[c] &&
            !read_column(arena, head, str_slice(packed, 0, head.packed), ret->cell[c], ret->rows))
            return damaged(arena);
        packed = str_slice(packed, head.packed, packed.len);
    }
    return packed.len == 0 ? NULL : damaged(arena);
}

Err *columns_unpack(Arena *arena, Str packed, const bool *wanted, Columns *ret)
{
    return unpack(arena, packed, wanted, 0, ret);
}

Err *columns_unpack_as(Arena *arena, Str packed, const bool *wanted, ptrdiff_t columns, Columns *ret)
{
    assert(columns > 0 && columns <= COLUMNS_MOST);
    return unpack(arena, packed, wanted, columns, ret);
}
