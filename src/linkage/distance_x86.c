/* distance: the places of a letter by comparing 16 or 32 letters at once.
 *
 * Texts are not padded and nothing is read beyond them: what is longer than one register is covered by two that
 * overlap, whose answers agree where they do.  Up to 32 letters SSE2 does, which every x86-64 has; up to 64 AVX2, where
 * the processor has it. */
#include "linkage/distance_word.h"

#ifdef __x86_64__
#include <immintrin.h>
#include <string.h>

enum { HALF = 8, ONE = 16, TWO = 32, FOUR = 64 };

static uint64_t load(const char *p, int bytes)
{
    uint64_t x = 0;
    memcpy(&x, p, (size_t)bytes);
    return x; /* x86: the first byte lowest */
}

/* 1 … 7 letters, zeros behind them. */
static uint64_t load_few(const char *a, int n)
{
    if (n >= 4)
        return load(a, 4) | load(a + n - 4, 4) << (8 * (n - 4));
    return load(a, 1) | load(a + n / 2, 1) << (8 * (n / 2)) | load(a + n - 1, 1) << (8 * (n - 1));
}

typedef struct Few { /* 1 … 16 letters: the first and the last eight; of fewer than eight, only they */
    __m128i letters;
    uint32_t kept;
    int shift;
} Few;

INLINED Few few_of(const char *a, int n)
{
    if (n < HALF)
        return (Few){_mm_set_epi64x(0, (long long)load_few(a, n)), (1u << n) - 1, 0};
    return (Few){_mm_set_epi64x((long long)load(a + n - HALF, HALF), (long long)load(a, HALF)), 0xFFFF, n - HALF};
}

INLINED uint64_t few_at(const void *places, unsigned char letter)
{
    const Few *few = places;
    __m128i equal = _mm_cmpeq_epi8(few->letters, _mm_set1_epi8((char)letter));
    uint32_t found = (uint32_t)_mm_movemask_epi8(equal) & few->kept;
    return (found & 0xFF) | found >> HALF << few->shift;
}

typedef struct Some { /* 16 … 32 letters */
    __m128i first, last;
    int shift;
} Some;

INLINED uint64_t some_at(const void *places, unsigned char letter)
{
    const Some *some = places;
    __m128i wanted = _mm_set1_epi8((char)letter);
    uint32_t first = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(some->first, wanted));
    uint32_t last = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(some->last, wanted));
    return first | last << some->shift;
}

INLINED Some some_of(const char *a, int n)
{
    return (Some){_mm_loadu_si128((const __m128i *)a), _mm_loadu_si128((const __m128i *)(a + n - ONE)), n - ONE};
}

typedef struct Many { /* 32 … 64 letters */
    __m256i first, last;
    int shift;
} Many;

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline uint64_t many_at(const void *places, unsigned char letter)
{
    const Many *many = places;
    __m256i wanted = _mm256_set1_epi8((char)letter);
    uint32_t first = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(many->first, wanted));
    uint32_t last = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(many->last, wanted));
    return first | (uint64_t)last << many->shift;
}

AVX2 static inline Many many_of(const char *a, int n)
{
    return (Many){_mm256_loadu_si256((const __m256i *)a), _mm256_loadu_si256((const __m256i *)(a + n - TWO)), n - TWO};
}

AVX2 static int osa_many(const char *a, int n, const char *b, int m, int limit)
{
    Many many = many_of(a, n);
    return osa_by_words(many_at, &many, n, b, m, limit);
}

AVX2 static double jaro_many(const char *a, int n, const char *b, int m)
{
    Many many = many_of(a, n);
    return jaro_by_words(many_at, &many, a, n, b, m);
}

static int osa_few(const char *a, int n, const char *b, int m, int limit)
{
    Few few = few_of(a, n);
    return osa_by_words(few_at, &few, n, b, m, limit);
}

static int osa_some(const char *a, int n, const char *b, int m, int limit)
{
    Some some = some_of(a, n);
    return osa_by_words(some_at, &some, n, b, m, limit);
}

static double jaro_few(const char *a, int n, const char *b, int m)
{
    Few few = few_of(a, n);
    return jaro_by_words(few_at, &few, a, n, b, m);
}

static double jaro_some(const char *a, int n, const char *b, int m)
{
    Some some = some_of(a, n);
    return jaro_by_words(some_at, &some, a, n, b, m);
}

bool distance_osa_x86(const char *a, int n, const char *b, int m, int limit, int *ret)
{
    bool can = n <= TWO || __builtin_cpu_supports("avx2");
    if (can)
        *ret = n <= ONE   ? osa_few(a, n, b, m, limit)
               : n <= TWO ? osa_some(a, n, b, m, limit)
                          : osa_many(a, n, b, m, limit);
    return can;
}

bool distance_jaro_x86(const char *a, int n, const char *b, int m, double *ret)
{
    bool can = n <= TWO || __builtin_cpu_supports("avx2");
    if (can)
        *ret = n <= ONE ? jaro_few(a, n, b, m) : n <= TWO ? jaro_some(a, n, b, m) : jaro_many(a, n, b, m);
    return can;
}

#else

bool distance_osa_x86(const char *a, int n, const char *b, int m, int limit, int *ret)
{
    (void)a, (void)n, (void)b, (void)m, (void)limit, (void)ret;
    return false;
}

bool distance_jaro_x86(const char *a, int n, const char *b, int m, double *ret)
{
    (void)a, (void)n, (void)b, (void)m, (void)ret;
    return false;
}
#endif
