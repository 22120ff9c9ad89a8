/* distance: how far apart or how alike two short texts are, by bytes.
 *
 * Texts are folded before (ASCII mostly), so a byte is a letter.  They need no NUL and no padding, and only
 * their first DISTANCE_MAX bytes count.  Up to 64 bytes go through bit-parallel forms, 64 cells of the matrix
 * in a word; each has a plain twin here, which tests hold it to bit for bit.  Pure, symmetric, no memory. */
#pragma once
#include "base/str.h"

enum { DISTANCE_MAX = 1024, DISTANCE_WORDS = 32 };

/* Optimal string alignment: inserted, lost, changed letters and exchanged neighbours, each 1; no letter is touched
 * twice (Damerau 1964; bit-parallel: Hyyrö, Nordic J. of Computing 10, 2003).  limit + 1 when it is more than
 * limit ≥ 0. */
int distance_osa(const char *a, int n, const char *b, int m, int limit);
int distance_osa_plain(const char *a, int n, const char *b, int m, int limit);

/* Jaro 1989: letters in common within half the longer length, and how many of them are out of order; 0 … 1.
 * Two empty texts are 1.  Jaro–Winkler (Winkler 1990) lifts what is above 0.7 by 0.1 for each of the first
 * four letters that agree. */
double distance_jaro(const char *a, int n, const char *b, int m);
double distance_jaro_plain(const char *a, int n, const char *b, int m);
double distance_jaro_winkler(const char *a, int n, const char *b, int m);
double distance_jaro_winkler_plain(const char *a, int n, const char *b, int m);

/* Words between single blanks, at most DISTANCE_WORDS of them; the rest is not looked at. */
typedef struct DistanceWords {
    Str word[DISTANCE_WORDS];
    int count;
} DistanceWords;
DistanceWords distance_words(const char *a, int n);
/* How many words of the one stand in the other, each used once. */
int distance_words_common(const DistanceWords *a, const DistanceWords *b);
/* Jaccard: words in common by words of both, each word as often as it stands; 0 … 1; two empty texts are 1. */
double distance_jaccard(const char *a, int n, const char *b, int m);
