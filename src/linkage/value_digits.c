/* value: numbers of up to 13 digits in a cell, compared digit by digit without a loop. */
#include "linkage/value.h"

#include "vn/vn.h"
#include <string.h>

enum { FORM_AT = 56, COUNT_AT = 52, FOUR = 4 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* 123456789.0, as programs write a number that they took for a measure. */
static Str without_decimals(Str s)
{
    ptrdiff_t end = s.len;
    while (end > 0 && s.ptr[end - 1] == '0')
        end--;
    bool zeros = end < s.len && s.len - end <= 2 && end > 1 && s.ptr[end - 1] == '.' && is_digit(s.ptr[end - 2]);
    return zeros ? str_slice(s, 0, end - 1) : s;
}

static bool take(LinkDigits *d, Str s)
{
    int letters = 0;
    for (ptrdiff_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (is_digit(c)) {
            if (d->count == (int)sizeof d->digit)
                return false;
            d->digit[d->count++] = c;
        } else if (c != ' ') {
            if (d->count > 0)
                return false;
            if (letters < (int)sizeof d->letters - 1)
                d->letters[letters++] = c;
        }
    }
    return d->count > 0;
}

/* Digits alone, as most numbers stand. */
static bool take_plain(LinkDigits *d, Str s)
{
    bool plain = s.len > 0 && s.len <= (ptrdiff_t)sizeof d->digit;
    for (ptrdiff_t i = 0; plain && i < s.len; i++)
        plain = is_digit(s.ptr[i]);
    if (!plain)
        return false;
    memcpy(d->digit, s.ptr, (size_t)s.len);
    d->count = (int)s.len;
    return true;
}

bool link_digits_read(const LinkParse *parse, Str written, LinkDigits *ret)
{
    *ret = (LinkDigits){0};
    if (take_plain(ret, written))
        return true;
    if (written.len > 200)
        return false;
    Str s = without_decimals(str_trim(written));
    bool plain = s.len > 0;
    for (ptrdiff_t i = 0; i < s.len && plain; i++)
        plain = is_digit(s.ptr[i]);
    Arena scratch = parse->scratch;
    return take(ret, plain ? s : vn_fold(&scratch, s, VN_KEY));
}

void link_digits_restore(LinkDigits *d, int zeros)
{
    for (; zeros > 0 && d->count < (int)sizeof d->digit; zeros--) {
        for (int i = d->count++; i > 0; i--)
            d->digit[i] = d->digit[i - 1];
        d->digit[0] = '0';
    }
}

bool link_digits_placeholder(const char *digit, int count)
{
    bool alike = true, up = true, down = true;
    for (int i = 1; i < count && (alike || up || down); i++) {
        int step = digit[i] - digit[i - 1];
        alike &= step == 0;
        up &= step == 1 || step == -9;
        down &= step == -1 || step == 9;
    }
    return alike || up || down;
}

uint64_t link_digits_cell(const LinkDigits *d, int form)
{
    uint64_t cell = 0;
    int count = d->count < LINK_DIGITS ? d->count : LINK_DIGITS;
    for (int i = 0; i < count; i++)
        cell = cell << FOUR | (uint64_t)(d->digit[i] - '0');
    return cell | (uint64_t)count << COUNT_AT | (uint64_t)form << FORM_AT;
}

int link_digits_count(uint64_t cell)
{
    return (int)(cell >> COUNT_AT & 15);
}

int link_digits_form(uint64_t cell)
{
    return (int)(cell >> FORM_AT & 3);
}

int link_digit(uint64_t cell, int at)
{
    return (int)(cell >> (FOUR * (link_digits_count(cell) - 1 - at)) & 15);
}

/* Whether the longer one is the other with a digit more. */
static bool one_more(uint64_t longer, uint64_t other, int count)
{
    for (int i = 0; i < count; i++) {
        uint64_t low = (UINT64_C(1) << (FOUR * i)) - 1;
        if (((longer & low) | (longer >> FOUR & ~low)) == other)
            return true;
    }
    return false;
}

static bool exchanged(uint64_t a, uint64_t b, uint64_t wrong)
{
    int at = __builtin_ctzll(wrong);
    return wrong >> at == 0x11 && (a >> at & 15) == (b >> (at + FOUR) & 15) &&
           (b >> at & 15) == (a >> (at + FOUR) & 15);
}

LinkDigitsAre link_digits_compare(uint64_t a, uint64_t b)
{
    int n = link_digits_count(a), m = link_digits_count(b);
    a &= LINK_DIGIT_BITS, b &= LINK_DIGIT_BITS;
    if (n != m) {
        bool near = n == m + 1 ? one_more(a, b, n) : m == n + 1 && one_more(b, a, m);
        return near ? LINK_DIGITS_ONE_WRONG : LINK_DIGITS_OTHER;
    }
    uint64_t x = a ^ b;
    x |= x >> 2;
    x |= x >> 1;
    uint64_t wrong = x & UINT64_C(0x1111111111111);
    int count = __builtin_popcountll(wrong);
    if (count == 2 && exchanged(a, b, wrong))
        return LINK_DIGITS_EXCHANGED;
    return count == 0   ? LINK_DIGITS_EQUAL
           : count == 1 ? LINK_DIGITS_ONE_WRONG
           : count == 2 ? LINK_DIGITS_TWO_WRONG
                        : LINK_DIGITS_OTHER;
}

uint64_t link_digits_key(uint64_t cell, int from, int to)
{
    int count = link_digits_count(cell);
    uint64_t above = from == 0 ? 0 : ~UINT64_C(0) << (FOUR * (count - from));
    uint64_t below = (UINT64_C(1) << (FOUR * (count - to))) - 1;
    uint64_t kept = from < to ? cell & LINK_DIGIT_BITS & (above | below) : cell & LINK_DIGIT_BITS;
    return link_mix(kept | (cell & ~LINK_DIGIT_BITS & ~LINK_DOUBTFUL), (uint64_t)(from < to ? from + 1 : 0));
}

uint64_t link_digits_tail(uint64_t cell, int count)
{
    if (link_digits_count(cell) < count)
        return 0;
    return link_mix(cell & ((UINT64_C(1) << (FOUR * count)) - 1), 100 + (uint64_t)count);
}

Str link_digits_show(Arena *arena, LinkView v)
{
    Buf out = buf_open(arena);
    for (int i = 0; i < link_digits_count(v.cell); i++)
        buf_byte(&out, (char)('0' + link_digit(v.cell, i)));
    return buf_str(&out);
}
