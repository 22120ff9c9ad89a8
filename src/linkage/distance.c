/* distance: the forms in use.  Bit-parallel up to 64 bytes, the plain twins beyond.
 *
 * Both need, for a byte of one text, the set of its places in the other as a word of bits.  The table of these
 * sets has 256 words; only those of bytes that occur are cleared, which costs less than a hash or a memset. */
#include "linkage/distance.h"
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

/* set[c]: where c stands in a; right for the bytes of both texts, whatever for others. */
static void places(uint64_t set[256], const unsigned char *a, int n, const unsigned char *b, int m)
{
    for (int j = 0; j < m; j++)
        set[b[j]] = 0;
    for (int i = 0; i < n; i++)
        set[a[i]] = 0;
    for (int i = 0; i < n; i++)
        set[a[i]] |= UINT64_C(1) << i;
}

/* ---- optimal string alignment ------------------------------------------------------ */

/* One column of the matrix a step: vertical differences as two words (up, down), as Hyyrö 2003, figure 4. */
static int osa_word(const unsigned char *a, int n, const unsigned char *b, int m, int limit)
{
    uint64_t set[256];
    places(set, a, n, b, m);
    uint64_t up = ~UINT64_C(0), down = 0, diagonal = 0, before = 0;
    int distance = n;
    for (int j = 0; j < m; j++) {
        uint64_t here = set[b[j]];
        uint64_t exchanged = ((~diagonal & here) << 1) & before;
        diagonal = (((here & up) + up) ^ up) | here | down | exchanged;
        uint64_t right = down | ~(diagonal | up), left = diagonal & up;
        distance += (int)(right >> (n - 1) & 1) - (int)(left >> (n - 1) & 1);
        right = right << 1 | 1;
        up = left << 1 | ~(diagonal | right);
        down = right & diagonal;
        before = here;
        if (distance - (m - 1 - j) > limit) /* each step takes at most one off */
            return limit + 1;
    }
    return least(distance, limit + 1);
}

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
    if (n <= WORD)
        return osa_word((const unsigned char *)a, n, (const unsigned char *)b, m, limit);
    if (m <= WORD)
        return osa_word((const unsigned char *)b, m, (const unsigned char *)a, n, limit);
    return distance_osa_plain(a, n, b, m, limit);
}

/* ---- Jaro ----------------------------------------------------------------------------- */

static uint64_t low_bits(int count)
{
    return count >= WORD ? ~UINT64_C(0) : (UINT64_C(1) << count) - 1;
}

double distance_jaro(const char *text_a, int n, const char *text_b, int m)
{
    n = cut(n), m = cut(m);
    if (n == 0 || m == 0)
        return n == m;
    if (n > WORD || m > WORD)
        return distance_jaro_plain(text_a, n, text_b, m);
    const unsigned char *a = (const unsigned char *)text_a, *b = (const unsigned char *)text_b;
    uint64_t set[256];
    places(set, a, n, b, m);
    int reach = (n > m ? n : m) / 2 - 1;
    reach = reach < 0 ? 0 : reach;
    uint64_t taken_a = 0, taken_b = 0;
    for (int j = 0; j < m; j++) { /* the first free place within reach */
        uint64_t window = low_bits(j + reach + 1) & ~low_bits(j > reach ? j - reach : 0);
        uint64_t free = set[b[j]] & window & ~taken_a;
        taken_a |= free & (0 - free);
        taken_b |= (uint64_t)(free != 0) << j;
    }
    int common = __builtin_popcountll(taken_a), displaced = 0;
    if (common == 0)
        return 0;
    for (uint64_t rest = taken_b; rest; rest &= rest - 1, taken_a &= taken_a - 1)
        displaced += a[__builtin_ctzll(taken_a)] != b[__builtin_ctzll(rest)];
    double c = common;
    return (c / n + c / m + (c - displaced / 2) / c) / 3;
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
