/* How many texts, whether runs or bits; the lengths of the texts and the texts; then for each run its text and the rows
 * it has less one, or for each row its text in so many bits. */
#include "register/columns_codes.h"
#include "register/columns.h"
#include "register/digest.h"

#include <assert.h>
#include <string.h>

enum { SLOTS = 4 * CODES_MOST, RUN_BYTES = 4, FEW = 512, BYTE = 8 };
enum { BY_BITS, BY_RUNS };

static_assert(CODES_MOST <= UINT16_MAX && COLUMNS_ROWS <= UINT16_MAX, "numbers have two bytes");

typedef struct Dictionary {
    uint16_t slot[SLOTS]; /* number + 1; 0 free */
    Str text[CODES_MOST];
    uint16_t count, number[COLUMNS_ROWS];
    ptrdiff_t runs;
} Dictionary;

/* ---- packing ---------------------------------------------------------------------- */

static bool number_of(Dictionary *d, Str text, uint16_t *ret)
{
    uint32_t at = (uint32_t)(digest_cell(text) % SLOTS);
    for (; d->slot[at]; at = (at + 1) % SLOTS) {
        if (!str_eq(d->text[d->slot[at] - 1], text))
            continue;
        *ret = (uint16_t)(d->slot[at] - 1);
        return true;
    }
    if (d->count == CODES_MOST)
        return false;
    d->text[d->count] = text;
    *ret = d->count++;
    d->slot[at] = d->count;
    return true;
}

/* False where too many texts are different for numbers to be shorter. */
static bool find_numbers(Dictionary *d, const Str *cell, ptrdiff_t rows)
{
    for (ptrdiff_t row = 0; row < rows; row++) {
        if (row > 0 && cell[row].len == cell[row - 1].len && str_eq(cell[row], cell[row - 1])) {
            d->number[row] = d->number[row - 1];
            continue;
        }
        if (!number_of(d, cell[row], &d->number[row]) || (d->count > FEW && d->count > row / 2))
            return false;
        d->runs++;
    }
    return true;
}

static int bits_of(ptrdiff_t count)
{
    int bits = 0;
    while ((ptrdiff_t)1 << bits < count)
        bits++;
    return bits;
}

static ptrdiff_t bytes_of_bits(ptrdiff_t rows, int bits)
{
    return (rows * bits + BYTE - 1) / BYTE;
}

static char *put(char *at, const void *bytes, ptrdiff_t len)
{
    if (len > 0)
        memcpy(at, bytes, (size_t)len);
    return at + len;
}

static char *put_texts(char *at, const Str *text, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i < count; i++)
        at = put(at, &(uint16_t){(uint16_t)text[i].len}, 2);
    for (ptrdiff_t i = 0; i < count; i++)
        at = put(at, text[i].ptr, text[i].len);
    return at;
}

static char *put_runs(char *at, const Dictionary *d, ptrdiff_t rows)
{
    for (ptrdiff_t row = 0, end; row < rows; row = end) {
        for (end = row + 1; end < rows && d->number[end] == d->number[row];)
            end++;
        at = put(at, (const uint16_t[]){d->number[row], (uint16_t)(end - row - 1)}, RUN_BYTES);
    }
    return at;
}

static char *put_bits(char *at, const Dictionary *d, ptrdiff_t rows, int bits)
{
    uint64_t word = 0;
    int filled = 0;
    for (ptrdiff_t row = 0; row < rows; row++) {
        word |= (uint64_t)d->number[row] << filled;
        filled += bits;
        if (filled < 32)
            continue;
        at = put(at, &word, 4);
        word >>= 32;
        filled -= 32;
    }
    return put(at, &word, bytes_of_bits(filled, 1));
}

bool codes_pack(Arena scratch, const Str *cell, ptrdiff_t rows, char *out, ptrdiff_t *ret_len)
{
    Dictionary *d = new_raw(&scratch, Dictionary, 1);
    memset(d->slot, 0, sizeof d->slot);
    d->count = 0;
    d->runs = 0;
    if (!find_numbers(d, cell, rows))
        return false;
    int bits = bits_of(d->count);
    uint16_t how = d->runs * RUN_BYTES < bytes_of_bits(rows, bits) ? BY_RUNS : BY_BITS;
    char *at = put(out, (const uint16_t[]){d->count, how}, CODES_HEAD);
    at = put_texts(at, d->text, d->count);
    at = how == BY_RUNS ? put_runs(at, d, rows) : put_bits(at, d, rows, bits);
    *ret_len = at - out;
    return true;
}

/* ---- unpacking ------------------------------------------------------------------------ */

typedef struct Codes {
    Str *text;
    uint16_t count, how;
    Str left; /* runs or bits */
} Codes;

/* The texts outlive the bytes that they come from. */
static bool read_texts(Arena *arena, Str packed, Codes *ret)
{
    if (packed.len < CODES_HEAD)
        return false;
    memcpy(&ret->count, packed.ptr, 2);
    memcpy(&ret->how, packed.ptr + 2, 2);
    packed = str_slice(packed, CODES_HEAD, packed.len);
    if (ret->count > CODES_MOST || ret->how > BY_RUNS || packed.len < 2 * ret->count)
        return false;
    ptrdiff_t bytes = 0;
    uint16_t *length = new_raw(arena, uint16_t, ret->count + 1);
    put((char *)length, packed.ptr, 2 * ret->count);
    for (int i = 0; i < ret->count; i++)
        bytes += length[i];
    packed = str_slice(packed, 2 * ret->count, packed.len);
    if (packed.len < bytes)
        return false;
    const char *at = str_copy(arena, str_slice(packed, 0, bytes)).ptr;
    ret->text = new_raw(arena, Str, ret->count + 1);
    for (int i = 0; i < ret->count; i++) {
        ret->text[i] = length[i] ? (Str){at, length[i]} : (Str){0};
        at += length[i];
    }
    ret->left = str_slice(packed, bytes, packed.len);
    return true;
}

static bool read_runs(const Codes *c, const Pick *pick, Str *cell)
{
    ptrdiff_t row = 0, i = 0;
    for (Str left = c->left; left.len > 0; left = str_slice(left, RUN_BYTES, left.len)) {
        uint16_t run[2];
        if (left.len < RUN_BYTES)
            return false;
        memcpy(run, left.ptr, RUN_BYTES);
        if (run[0] >= c->count || run[1] >= pick->of - row)
            return false;
        for (row += run[1] + 1; i < pick->count && pick_row(pick, i) < row; i++)
            cell[i] = c->text[run[0]];
    }
    return row == pick->of;
}

/* room: 8 bytes more than the bits */
static bool read_bits(const Codes *c, const Pick *pick, Str *cell, char *room)
{
    int bits = bits_of(c->count);
    uint64_t mask = (UINT64_C(1) << bits) - 1;
    if (c->left.len != bytes_of_bits(pick->of, bits) || (c->count == 0 && pick->of > 0))
        return false;
    memset(put(room, c->left.ptr, c->left.len), 0, sizeof(uint64_t));
    for (ptrdiff_t i = 0; i < pick->count; i++) {
        ptrdiff_t at = pick_row(pick, i) * bits;
        uint64_t number = digest_load(room + at / BYTE, 8) >> at % BYTE & mask;
        if (number >= c->count)
            return false;
        cell[i] = c->text[number];
    }
    return true;
}

bool codes_unpack(Arena *arena, Str packed, const Pick *pick, Str *cell)
{
    Codes c;
    if (!read_texts(arena, packed, &c))
        return false;
    if (c.how == BY_RUNS)
        return read_runs(&c, pick, cell);
    Arena scratch = *arena;
    return read_bits(&c, pick, cell, new_raw(&scratch, char, c.left.len + (ptrdiff_t)sizeof(uint64_t)));
}
