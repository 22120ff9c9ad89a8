#include "table/biff.h"

#include <string.h>

uint32_t biff_u8(Str data, ptrdiff_t at)
{
    return at < data.len ? (unsigned char)data.ptr[at] : 0;
}

uint32_t biff_u16(Str data, ptrdiff_t at)
{
    return biff_u8(data, at) | biff_u8(data, at + 1) << 8;
}

uint32_t biff_u32(Str data, ptrdiff_t at)
{
    return biff_u16(data, at) | biff_u16(data, at + 2) << 16;
}

static double double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

double biff_double(Str data, ptrdiff_t at)
{
    return double_of(biff_u32(data, at) | (uint64_t)biff_u32(data, at + 4) << 32);
}

double biff_rk(uint32_t rk)
{
    double x = rk & 2 ? (double)((int32_t)rk >> 2) : double_of((uint64_t)(rk & ~3u) << 32);
    return rk & 1 ? x / 100 : x;
}

bool biff_record(Str stream, ptrdiff_t at, BiffRecord *ret)
{
    if (at < 0 || stream.len - at < 4)
        return false;
    ptrdiff_t size = (ptrdiff_t)biff_u16(stream, at + 2);
    if (stream.len - at - 4 < size)
        return false;
    *ret = (BiffRecord){biff_u16(stream, at), str_slice(stream, at + 4, at + 4 + size), at + 4 + size};
    return true;
}

BiffText biff_text(Str stream, const BiffRecord *record, ptrdiff_t from)
{
    from = from < record->data.len ? from : record->data.len;
    return (BiffText){stream, str_slice(record->data, from, record->data.len), record->next, false};
}

/* Goes on to the next CONTINUE record when this one is used up. */
static bool more(BiffText *t)
{
    BiffRecord record;
    while (t->left.len == 0) {
        if (!biff_record(t->stream, t->next, &record) || record.type != BIFF_CONTINUE) {
            t->ended = true;
            return false;
        }
        t->left = record.data;
        t->next = record.next;
    }
    return true;
}

uint32_t biff_text_u8(BiffText *t)
{
    if (!more(t))
        return 0;
    uint32_t byte = (unsigned char)t->left.ptr[0];
    t->left = str_slice(t->left, 1, t->left.len);
    return byte;
}

uint32_t biff_text_u16(BiffText *t)
{
    uint32_t low = biff_text_u8(t);
    return low | biff_text_u8(t) << 8;
}

uint32_t biff_text_u32(BiffText *t)
{
    uint32_t low = biff_text_u16(t);
    return low | biff_text_u16(t) << 16;
}

void biff_text_skip(BiffText *t, int64_t bytes)
{
    while (bytes > 0 && more(t)) {
        ptrdiff_t n = bytes < t->left.len ? (ptrdiff_t)bytes : t->left.len;
        t->left = str_slice(t->left, n, t->left.len);
        bytes -= n;
    }
}

static void put_unit(Buf *out, uint32_t unit, uint32_t *high)
{
    bool low = unit >= 0xDC00 && unit < 0xE000;
    if (*high && low)
        buf_rune(out, 0x10000 + ((*high - 0xD800) << 10) + (unit - 0xDC00));
    else if (low)
        buf_rune(out, 0xFFFD);
    else if (*high)
        buf_rune(out, 0xFFFD);
    bool is_high = unit >= 0xD800 && unit < 0xDC00;
    if (!low && !is_high)
        buf_rune(out, unit);
    *high = is_high ? unit : 0;
}

void biff_text_chars(BiffText *t, Buf *out, uint32_t count, bool wide)
{
    uint32_t high = 0;
    for (; count > 0; count--) {
        if (t->left.len == 0) {
            if (!more(t))
                break;
            wide = biff_text_u8(t) & 1;
        }
        put_unit(out, wide ? biff_text_u16(t) : biff_text_u8(t), &high);
        if (t->ended)
            break;
    }
    if (high)
        buf_rune(out, 0xFFFD);
}
