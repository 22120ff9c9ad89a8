/* Distances against their plain twins and against known values. */
#include "test.h"

#include "base/rng.h"
#include "linkage/distance_word.h"
#include <string.h>

static int osa(Str a, Str b, int limit)
{
    return distance_osa(a.ptr, (int)a.len, b.ptr, (int)b.len, limit);
}

TEST(osa_counts_changes_and_exchanged_neighbours)
{
    assert_int_equal(osa(S("nguyen"), S("nguyen"), 5), 0);
    assert_int_equal(osa(S("nguyen"), S("nguyne"), 5), 1);
    assert_int_equal(osa(S("nguyen"), S("nguen"), 5), 1);
    assert_int_equal(osa(S(""), S("an"), 5), 2);
    assert_int_equal(osa(S("kitten"), S("sitting"), 5), 3);
    assert_int_equal(osa(S("ca"), S("abc"), 5), 3); /* no letter is touched twice */
    assert_int_equal(osa(S("kitten"), S("sitting"), 2), 3);
    assert_int_equal(osa(S("a"), S("bcdefgh"), 2), 3);
    assert_int_equal(osa(S(""), S(""), 0), 0);
}

static double jaro_winkler(Str a, Str b)
{
    return distance_jaro_winkler(a.ptr, (int)a.len, b.ptr, (int)b.len);
}

TEST(jaro_winkler_gives_the_published_values)
{
    /* Winkler 1990, table; values to 1e-4 */
    assert_true(__builtin_fabs(jaro_winkler(S("MARTHA"), S("MARHTA")) - 0.9611) < 1e-4);
    assert_true(__builtin_fabs(jaro_winkler(S("DWAYNE"), S("DUANE")) - 0.84) < 1e-4);
    assert_true(__builtin_fabs(jaro_winkler(S("DIXON"), S("DICKSONX")) - 0.8133) < 1e-4);
    assert_true(jaro_winkler(S(""), S("")) == 1);
    assert_true(jaro_winkler(S("a"), S("")) == 0);
    assert_true(jaro_winkler(S("abc"), S("xyz")) == 0);
}

/* Texts that are hard: near lengths 64 and 65, few letters, changed a little, high bytes. */
static int make(Rng *rng, char *out, int most)
{
    int letters = (int)rng_between(rng, 1, 5), n = (int)rng_between(rng, 0, most);
    int first = rng_below(rng, 8) ? 'a' : 254;
    for (int i = 0; i < n; i++)
        out[i] = (char)(first + rng_below(rng, letters));
    return n;
}

static int change(Rng *rng, char *text, int n)
{
    int edits = (int)rng_below(rng, 4);
    for (int e = 0; e < edits && n > 1; e++) {
        int at = (int)rng_below(rng, n - 1);
        char kept = text[at];
        switch (rng_below(rng, 3)) {
        case 0:
            text[at] = 'z';
            break;
        case 1:
            text[at] = text[at + 1];
            text[at + 1] = kept;
            break;
        default:
            memmove(text + at, text + at + 1, (size_t)(n - at - 1));
            n--;
        }
    }
    return n;
}

TEST(fast_forms_agree_with_their_twins_bit_for_bit)
{
    static const int most[] = {8, 20, 64, 70, 140};
    Rng rng = rng_open(7);
    for (int round = 0; round < 60000; round++) {
        char room_a[160], room_b[160];
        int longest = most[round % COUNTOF(most)];
        int n = make(&rng, room_a, longest), m = make(&rng, room_b, longest);
        if (rng_below(&rng, 2)) {
            memcpy(room_b, room_a, (size_t)n);
            m = change(&rng, room_b, n);
        }
        char *a = memcpy(new (arena, char, n + 1), room_a, (size_t)n);
        char *b = memcpy(new (arena, char, m + 1), room_b, (size_t)m);
        int limit = (int)rng_below(&rng, 8);
        int fast = distance_osa(a, n, b, m, limit);
        assert_int_equal(fast, distance_osa_plain(a, n, b, m, limit));
        assert_int_equal(fast, distance_osa(b, m, a, n, limit));
        double jaro = distance_jaro(a, n, b, m), twin = distance_jaro_plain(a, n, b, m);
        assert_memory_equal(&jaro, &twin, sizeof jaro);
        double back = distance_jaro(b, m, a, n);
        assert_memory_equal(&jaro, &back, sizeof jaro);
        assert_true(jaro >= 0 && jaro <= 1);
        if (n >= m && m > 0 && n <= 64) {
            assert_int_equal(distance_osa_table(a, n, b, m, limit), distance_osa_plain(a, n, b, m, limit));
            jaro = distance_jaro_table(a, n, b, m);
            assert_memory_equal(&jaro, &twin, sizeof jaro);
            int osa_x86 = distance_osa_plain(a, n, b, m, limit);
            distance_osa_x86(a, n, b, m, limit, &osa_x86);
            assert_int_equal(osa_x86, distance_osa_plain(a, n, b, m, limit));
        }
    }
}

TEST(jaccard_counts_words)
{
    assert_true(distance_jaccard("a b c", 5, "c b d", 5) == 0.5);
    assert_true(distance_jaccard("a a", 3, "a", 1) == 0.5);
    assert_true(distance_jaccard("", 0, "", 0) == 1);
    assert_true(distance_jaccard("", 0, "a", 1) == 0);
    assert_true(distance_jaccard("a  b", 4, " b a ", 5) == 1);
}

TEST_MAIN
