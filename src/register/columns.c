/* One block of columns: two numbers, then for each column its form, how long it is unpacked and packed, and the packed
 * bytes.  All numbers are little-endian. */
#include "register/columns.h"

#include <assert.h>
#include <string.h>
#include <zstd.h>

enum {
    FORM_PLAIN,
    FORM_DICTIONARY,
    DICTIONARY_MOST = 4096,
    SLOTS = 4 * DICTIONARY_MOST,
    LEVEL = 1,
    COLUMNS_MOST = 256
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
    uint32_t at = (uint32_t)(str_hash(text) % SLOTS);
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
static bool find_numbers(Dictionary *d, const Str *cell, ptrdiff_t rows, ptrdiff_t columns)
{
    for (ptrdiff_t row = 0; row < rows; row++)
        if (!number_of(d, cell[row * columns], &d->number[row]) || (d->count > 512 && d->count > row / 2))
            return false;
    return true;
}

static char *put(char *at, const void *bytes, ptrdiff_t len)
{
    if (len > 0)
        memcpy(at, bytes, (size_t)len);
    return at + len;
}

static char *put_texts(char *at, const Str *text, ptrdiff_t count, ptrdiff_t stride)
{
    for (ptrdiff_t i = 0; i < count; i++) {
        assert(text[i * stride].len <= COLUMNS_CELL);
        at = put(at, &(uint16_t){(uint16_t)text[i * stride].len}, 2);
    }
    for (ptrdiff_t i = 0; i < count; i++)
        at = put(at, text[i * stride].ptr, text[i * stride].len);
    return at;
}

static ptrdiff_t bytes_of(const Str *cell, ptrdiff_t rows, ptrdiff_t columns)
{
    ptrdiff_t bytes = 0;
    for (ptrdiff_t row = 0; row < rows; row++)
        bytes += cell[row * columns].len;
    return bytes;
}

/* A column in its form, not yet packed. */
static Str lay_out(Arena *scratch, const Str *cell, ptrdiff_t rows, ptrdiff_t columns, uint32_t *ret_form)
{
    Dictionary *d = new (scratch, Dictionary, 1);
    bool known = find_numbers(d, cell, rows, columns);
    ptrdiff_t most = known ? 2 + 2 * d->count + d->bytes + 2 * rows : 2 * rows + bytes_of(cell, rows, columns);
    char *out = new_raw(scratch, char, most), *at = out;
    if (known) {
        at = put(at, &d->count, 2);
        at = put_texts(at, d->text, d->count, 1);
        at = put(at, d->number, 2 * rows);
    } else {
        at = put_texts(at, cell, rows, columns);
    }
    *ret_form = known ? FORM_DICTIONARY : FORM_PLAIN;
    return (Str){out, at - out};
}

static char *pack_column(Arena scratch, ZSTD_CCtx *zstd, char *at, const Str *cell, ptrdiff_t rows, ptrdiff_t columns)
{
    Head head = {0};
    Str laid = lay_out(&scratch, cell, rows, columns, &head.form);
    size_t bound = ZSTD_compressBound((size_t)laid.len);
    size_t packed = ZSTD_compressCCtx(zstd, at + sizeof head, bound, laid.ptr, (size_t)laid.len, LEVEL);
    assert(!ZSTD_isError(packed)); /* the room suffices, and there is no other reason */
    head.bytes = (uint32_t)laid.len;
    head.packed = (uint32_t)packed;
    put(at, &head, sizeof head);
    return at + sizeof head + packed;
}

Str columns_pack(Arena *arena, const Str *cell, ptrdiff_t rows, ptrdiff_t columns)
{
    assert(rows >= 0 && rows <= COLUMNS_ROWS && columns > 0 && columns <= COLUMNS_MOST);
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    ptrdiff_t most = 8;
    for (ptrdiff_t c = 0; c < columns; c++)
        most +=
            (ptrdiff_t)(sizeof(Head) + ZSTD_compressBound((size_t)(4 * rows + 2 + bytes_of(cell + c, rows, columns))));
    char *out = new_raw(&scratch, char, most), *at = out;
    at = put(at, (const uint32_t[]){(uint32_t)rows, (uint32_t)columns}, 8);
    ZSTD_CCtx *zstd = ZSTD_createCCtx();
    for (ptrdiff_t c = 0; c < columns; c++)
        at = pack_column(scratch, zstd, at, cell + c, rows, columns);
    ZSTD_freeCCtx(zstd);
    return str_copy(arena, (Str){out, at - out});
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

Err *columns_unpack(Arena *arena, Str packed, const bool *wanted, Columns *ret)
{
    uint32_t size[2];
    if (!take(&packed, size, sizeof size) || size[0] > COLUMNS_ROWS || size[1] == 0 || size[1] > COLUMNS_MOST)
        return damaged(arena);
    *ret = (Columns){.rows = size[0], .columns = size[1], .cell = new (arena, Str *, size[1])};
    for (ptrdiff_t c = 0; c < ret->columns; c++) {
        Head head;
        if (!take(&packed, &head, sizeof head) || head.packed > packed.len)
            return damaged(arena);
        if (!wanted || wanted[c]) {
            ret->cell[c] = new (arena, Str, ret->rows);
            if (!read_column(arena, head, str_slice(packed, 0, head.packed), ret->cell[c], ret->rows))
                return damaged(arena);
        }
        packed = str_slice(packed, head.packed, packed.len);
    }
    return packed.len == 0 ? NULL : damaged(arena);
}
