/* distance: the choice between the forms, and the bit-parallel ones that find a letter's places by a table.
 *
 * The table has 256 words; only those of letters that occur are cleared, which costs less than a hash or a memset. */
#include "linkage/distance_word.h"
#include <string.h>

enum { WORD = 64 };

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int cut(int n)
{
    return n < 0 ? 0 : least(n, DISTANCE_MAX);
}

/* ---- by a table ------------------------------------------------------------------------- */

/* set[c]: where c stands in a; right for the letters of both texts, whatever for others. */
static void fill(uint64_t set[256], const char *a, int n, const char *b, int m)
{
    for (int j = 0; j < m; j++)
        set[(unsigned char)b[j]] = 0;
    for (int i = 0; i < n; i++)
        set[(unsigned char)a[i]] = 0;
    for (int i = 0; i < n; i++)
        set[(unsigned char)a[i]] |= UINT64_C(1) << i;
}

INLINED uint64_t table_at(const void *places, unsigned char letter)
{
    return ((const uint64_t *)places)[letter];
}

int distance_osa_table(const char *a, int n, const char *b, int m, int limit)
{
    uint64_t set[256];
    fill(set, a, n, b, m);
    return osa_by_words(table_at, set, n, b, m, limit);
}

double distance_jaro_table(const char *a, int n, const char *b, int m)
{
    uint64_t set[256];
    fill(set, a, n, b, m);
    return jaro_by_words(table_at, set, a, n, b, m);
}

/* ---- the choice ------------------------------------------------------------------------- */

int distance_osa(const char *a, int n, const char *b, int m, int limit)
{
    n = cut(n), m = cut(m);
    if ((n > m ? n - m : m - n) > limit)
        return limit + 1;
    for (; n > 0 && m > 0 && a[0] == b[0]; a++, b++)
        n--, m--;
    for (; n > 0 && m > 0 && a[n - 1] == b[m - 1]; n--)
        m--;
    if (n == 0 || m == 0)
        return least(n + m, limit + 1);
    if (n < m)
        return distance_osa(b, m, a, n, limit);
    int distance;
    if (n > WORD)
        return distance_osa_plain(a, n, b, m, limit);
    return distance_osa_x86(a, n, b, m, limit, &distance) ? distance : distance_osa_table(a, n, b, m, limit);
}

double distance_jaro(const char *a, int n, const char *b, int m)
{
    n = cut(n), m = cut(m);
    if (n == 0 || m == 0)
        return n == m;
    if (n < m)
        return distance_jaro(b, m, a, n);
    double jaro;
    if (n > WORD)
        return distance_jaro_plain(a, n, b, m);
    return distance_jaro_x86(a, n, b, m, &jaro) ? jaro : distance_jaro_table(a, n, b, m);
}

static double winkler(double jaro, const char *a, int n, const char *b, int m)
{
    int prefix = 0;
    while (prefix < 4 && prefix < n && prefix < m && a[prefix] == b[prefix])
        prefix++;
    return jaro > 0.7 ? jaro + prefix * 0.1 * (1 - jaro) : jaro;
}

double distance_jaro_winkler(const char *a, int n, const char *b, int m)
{
    return winkler(distance_jaro(a, n, b, m), a, n, b, m);
}

double distance_jaro_winkler_plain(const char *a, int n, const char *b, int m)
{
    return winkler(distance_jaro_plain(a, n, b, m), a, n, b, m);
}

/* ---- words ---------------------------------------------------------------------------- */

DistanceWords distance_words(const char *a, int n)
{
    DistanceWords words;
    words.count = 0;
    for (int at = 0; at < n && words.count < DISTANCE_WORDS;) {
        const char *blank = memchr(a + at, ' ', (size_t)(n - at));
        int end = blank ? (int)(blank - a) : n;
        if (end > at)
            words.word[words.count++] = (Str){a + at, end - at};
        at = end + 1;
    }
    return words;
}

int distance_words_common(const DistanceWords *a, const DistanceWords *b)
{
    uint32_t taken = 0;
    int common = 0;
    for (int i = 0; i < a->count; i++)
        for (int j = 0; j < b->count; j++)
            if (!(taken >> j & 1) && str_eq(a->word[i], b->word[j])) {
                taken |= UINT32_C(1) << j;
                common++;
                break;
            }
    return common;
}

double distance_jaccard(const char *a, int n, const char *b, int m)
{
    DistanceWords x = distance_words(a, n), y = distance_words(b, m);
    int common = distance_words_common(&x, &y), all = x.count + y.count - common;
    return all == 0 ? 1 : (double)common / all;
}
