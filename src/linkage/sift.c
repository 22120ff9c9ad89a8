/* sift: which of many rows are worth comparing with one.
 *
 * Whether the cells of two rows are equal, differ or are missing is a word of bits, and from it follow by
 * a look into a table what the pair can reach at best and whether an earlier rule has found it.
 * The form for AVX2 compares four cells at a time; all else is the same in both, in the same order,
 * so that not even rounding differs. */
#include "linkage/scale.h"

/* Equal bits may hold bits of missing cells and of the flags; present clears them. */
static inline bool worth(const Scale *scale, unsigned equal, unsigned present, uint32_t rules)
{
    equal &= present;
    float most = 0;
    for (int g = 0; g < scale->groups; g++)
        most += scale->bound[g][(equal >> 4 * g & 15) | (present >> 4 * g & 15) << 4];
    uint32_t owned = scale->owned[0][equal & 255] & scale->owned[1][equal >> 8 & 255] & rules;
    return (most >= scale->give_up) & !owned;
}

ptrdiff_t scale_sift_plain(const Scale *scale, const uint64_t *a, const uint64_t *b, ptrdiff_t n, int stride,
                           uint16_t *ret)
{
    int fields = scale->fields;
    uint64_t flags = a[fields];
    ptrdiff_t len = 0;
    for (ptrdiff_t i = 0; i < n; i++, b += stride) {
        unsigned equal = 0;
        for (int f = 0; f < fields; f++)
            equal |= (unsigned)(a[f] == b[f]) << f;
        ret[len] = (uint16_t)i;
        len += worth(scale, equal, (unsigned)(flags & b[fields] & 0xffff), flags_rules(flags));
    }
    return len;
}

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx2"))) static inline unsigned equal_four(__m256i a, const uint64_t *b)
{
    __m256i same = _mm256_cmpeq_epi64(a, _mm256_loadu_si256((const __m256i *)(const void *)b));
    return (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(same));
}

/* Up to seven fields: a row is two registers, and the tables of both groups are looked up. */
__attribute__((target("avx2"))) static ptrdiff_t sift_line(const Scale *scale, const uint64_t *a, const uint64_t *b,
                                                           ptrdiff_t n, uint16_t *ret)
{
    __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)a);
    __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(a + 4));
    uint64_t flags = a[scale->fields];
    const uint32_t rules = flags_rules(flags) & scale->owned[1][0];
    const float give_up = scale->give_up;
    const uint64_t *at = b + scale->fields;
    ptrdiff_t len = 0;
    for (ptrdiff_t i = 0; i < n; i++, b += 8, at += 8) {
        unsigned present = (unsigned)(flags & *at & 0xff);
        unsigned equal = (equal_four(low, b) | equal_four(high, b + 4) << 4) & present;
        float most = 0;
        most += scale->bound[0][(equal & 15) | (present & 15) << 4];
        most += scale->bound[1][equal >> 4 | (present & 0xf0)];
        ret[len] = (uint16_t)i;
        len += (most >= give_up) & !(scale->owned[0][equal] & rules);
    }
    return len;
}

__attribute__((target("avx2"))) ptrdiff_t scale_sift_avx2(const Scale *scale, const uint64_t *a, const uint64_t *b,
                                                          ptrdiff_t n, int stride, uint16_t *ret)
{
    if (stride == 8 && scale->groups == 2)
        return sift_line(scale, a, b, n, ret);
    uint64_t flags = a[scale->fields];
    ptrdiff_t len = 0;
    for (ptrdiff_t i = 0; i < n; i++, b += stride) {
        unsigned equal = 0;
        for (int w = 0; w < 16 && w < stride; w += 4)
            equal |= equal_four(_mm256_loadu_si256((const __m256i *)(const void *)(a + w)), b + w) << w;
        ret[len] = (uint16_t)i;
        len += worth(scale, equal, (unsigned)(flags & b[scale->fields] & 0xffff), flags_rules(flags));
    }
    return len;
}

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2");
}
#else
ptrdiff_t scale_sift_avx2(const Scale *scale, const uint64_t *a, const uint64_t *b, ptrdiff_t n, int stride,
                          uint16_t *ret)
{
    return scale_sift_plain(scale, a, b, n, stride, ret);
}

static bool has_avx2(void)
{
    return false;
}
#endif

ptrdiff_t scale_sift(const Scale *scale, const uint64_t *a, const uint64_t *b, ptrdiff_t n, int stride, uint16_t *ret)
{
    return has_avx2() ? scale_sift_avx2(scale, a, b, n, stride, ret) : scale_sift_plain(scale, a, b, n, stride, ret);
}
