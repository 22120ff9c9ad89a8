#include "plan/path.h"

#include "plan/wide.h"
#include <assert.h>

const char *const path_method_names[] = {"geometric", "linear", "logistic", "weights", NULL};

/* ---- geometric: powers compared as whole numbers ----------------------------- */

enum { LIMBS = 64 }; /* 4096 bits hold 60 factors of 10^15 · 2 and more */

typedef struct Big {
    uint64_t limb[LIMBS]; /* least first */
} Big;

static void big_times(Big *big, uint64_t factor)
{
    uint64_t carry = 0;
    for (int i = 0; i < LIMBS; i++) {
        UWide product = (UWide)big->limb[i] * factor + carry;
        big->limb[i] = (uint64_t)product;
        carry = (uint64_t)(product >> 64);
    }
    assert(carry == 0);
}

static Big big_power(uint64_t a, int times_a, uint64_t b, int times_b)
{
    Big big = {{1}};
    for (int i = 0; i < times_a; i++)
        big_times(&big, a);
    for (int i = 0; i < times_b; i++)
        big_times(&big, b);
    return big;
}

static bool big_at_most(const Big *a, const Big *b)
{
    for (int i = LIMBS - 1; i >= 0; i--)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i];
    return true;
}

/* The multiple of `round` nearest to from^(1-k/n) · to^(k/n): the largest m·round with
 * (m - 1/2)·round not above the curve, both sides raised to the power n and doubled. */
static int64_t geometric(const PathSpec *p, int n, int k)
{
    Big curve = big_power((uint64_t)(2 * p->from), n - k, (uint64_t)(2 * p->to), k);
    int64_t low = 0, high = (p->from > p->to ? p->from : p->to) / p->round + 1;
    while (low < high) {
        int64_t m = low + (high - low + 1) / 2;
        Big edge = big_power((uint64_t)((2 * m - 1) * p->round), n, 1, 0);
        if (big_at_most(&edge, &curve))
            low = m;
        else
            high = m - 1;
    }
    return low * p->round;
}

/* ---- linear and weights: exact fractions --------------------------------------- */

static int64_t at_fraction(const PathSpec *p, Wide part, Wide whole)
{
    Wide value = (Wide)p->from * whole + ((Wide)p->to - p->from) * part;
    return (int64_t)(wide_round_div(value, whole * p->round) * p->round);
}

static int64_t linear(const PathSpec *p, int n, int k)
{
    return at_fraction(p, k, n);
}

static int64_t weighted(const PathSpec *p, int n, int k)
{
    Wide part = 0, whole = 0;
    for (int i = 0; i < n; i++) {
        whole += p->weight[i];
        part += i < k ? p->weight[i] : 0;
    }
    return at_fraction(p, part, whole);
}

/* ---- logistic: e^-y in fixed point ------------------------------------------------ */

enum { POINT = 60 };
#define ONE ((Wide)1 << POINT)

/* e^-(part/whole) by Taylor's series on an argument cut to 1/64 and squared back six times. */
static Wide exp_minus(Wide part, Wide whole)
{
    Wide y = part * ONE / whole / 64, term = ONE, sum = 0;
    for (int i = 1; term != 0; i++) {
        sum += term;
        term = -(term * y >> POINT) / i;
    }
    for (int i = 0; i < 6; i++)
        sum = sum * sum >> POINT;
    return sum;
}

/* 1 / (1 + e^-(s·(k/n - 1/2))), times ONE. */
static Wide sigmoid(int shape, int n, int k)
{
    int64_t part = (int64_t)shape * (2 * k - n), whole = (int64_t)2000 * n;
    if (part < 0)
        return ONE - sigmoid(shape, n, n - k);
    return ((Wide)1 << 2 * POINT) / (ONE + exp_minus(part, whole));
}

static int64_t logistic(const PathSpec *p, int n, int k)
{
    Wide start = sigmoid(p->shape, n, 0), end = sigmoid(p->shape, n, n);
    return at_fraction(p, sigmoid(p->shape, n, k) - start, end - start);
}

/* ---- the path ----------------------------------------------------------------------- */

static Err *check(Arena *arena, const PathSpec *p)
{
    int n = p->to_year - p->from_year;
    if (n < 1 || n > PATH_YEARS)
        return FAIL(arena, BAD_INPUT, "năm cuối (%d) phải sau năm đầu (%d), không quá %d năm",
                    "the last year (%d) must come after the first (%d), by %d years at most", p->to_year, p->from_year,
                    PATH_YEARS);
    if (p->from < 0 || p->to < 0 || p->from > PATH_VALUE_MAX || p->to > PATH_VALUE_MAX)
        return FAIL(arena, BAD_INPUT, "mức đầu và mức cuối phải từ 0 đến %lld",
                    "the first and the last level must be between 0 and %lld", (long long)PATH_VALUE_MAX);
    if (p->method == PATH_GEOMETRIC && (p->from == 0 || p->to == 0))
        return FAIL(arena, BAD_INPUT, "lộ trình tăng đều theo tỷ lệ cần mức đầu và mức cuối lớn hơn 0; hãy dùng %s",
                    "a geometric path needs both ends above 0; use %s", "linear");
    if (p->round < 1 || p->round > 1000000000)
        return FAIL(arena, BAD_INPUT, "đơn vị làm tròn phải từ 1 đến %d", "the rounding unit must be between 1 and %d",
                    1000000000);
    if (p->method == PATH_LOGISTIC && (p->shape < 1 || p->shape > 20000))
        return FAIL(arena, BAD_INPUT, "hệ số hình dạng phải từ %s đến 20", "the shape must be between %s and 20",
                    "0.001");
    if (p->method != PATH_WEIGHTS)
        return NULL;
    int64_t sum = 0;
    for (int i = 0; i < n; i++) {
        if (p->weight[i] < 0 || p->weight[i] > 1000000000)
            return FAIL(arena, BAD_INPUT, "trọng số của một năm phải từ 0 đến %d",
                        "the weight of a year must be between 0 and %d", 1000000000);
        sum += p->weight[i];
    }
    if (sum == 0)
        return FAIL(arena, BAD_INPUT, "ít nhất một trong %d trọng số phải lớn hơn 0",
                    "at least one of the %d weights must be above 0", n);
    return NULL;
}

Err *path_make(Arena *arena, const PathSpec *spec, int64_t *ret)
{
    static int64_t (*const curve[])(const PathSpec *, int, int) = {geometric, linear, logistic, weighted};
    TRY(check(arena, spec));
    int n = spec->to_year - spec->from_year;
    int64_t low = spec->from < spec->to ? spec->from : spec->to;
    int64_t high = spec->from < spec->to ? spec->to : spec->from;
    ret[0] = spec->from;
    ret[n] = spec->to;
    for (int k = 1; k < n; k++) {
        int64_t value = curve[spec->method](spec, n, k);
        ret[k] = value < low ? low : value > high ? high : value;
    }
    return NULL;
}
