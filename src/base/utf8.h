/* utf8: code points in and out of bytes.  A byte sequence that is not valid
 * UTF-8 (overlong, surrogate, cut off) reads as U+FFFD, one byte at a time. */
#pragma once
#include "base/str.h"

enum { UTF8_MAX = 4, UTF8_BAD = 0xFFFD };

typedef struct Rune {
    uint32_t code;
    int len;    /* bytes taken; 0 at the end of the text */
    bool valid; /* false where code is a stand-in for a bad byte */
} Rune;

Rune utf8_get(Str s, ptrdiff_t at);     /* the code point that starts at byte `at` */
int utf8_put(char *out, uint32_t code); /* writes 1 to 4 bytes, returns how many */
bool utf8_valid(Str s);
ptrdiff_t utf8_count(Str s); /* code points */
