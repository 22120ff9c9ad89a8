/* value: what the kinds share – texts as blobs, words that mean "nothing", digits in a cell.
 *
 * For the kind_*.c files only. */
#pragma once
#include "linkage/kind.h"

/* ---- texts ------------------------------------------------------------------------ */
/* A text as a blob: two bytes of length, the bytes, zeros up to a multiple of 8.  Cut where it is longer than
 * LINK_BLOB_MAX allows; an empty text is missing. */
Str link_cut(Str s, ptrdiff_t most); /* at most so many bytes, no character divided */
LinkValue link_text_value(Arena *arena, Str text);
Str link_text_of(const void *blob); /* borrowed from the blob */
uint64_t link_text_key(LinkView v);
Str link_text_show(Arena *arena, LinkView v);

/* "", "-", "null", "n/a", "không có", "chưa rõ" …; `key` is folded by VN_KEY. */
bool link_is_nothing(Str key);
/* VN_KEY of what was written, {0} when it means nothing. */
Str link_folded(Arena *arena, Str written);

enum { LINK_MAN = 1, LINK_WOMAN = 2 }; /* cells of sex */

/* ---- digits ------------------------------------------------------------------------ */
enum { LINK_DIGITS = 13 };

/* A number as a cell: bits 0–51 its digits, four bits each, the last one lowest; 52–55 how many; 56–57 its form (a
 * kind's own matter; numbers of different forms are not compared); 58 doubtful. */
typedef struct LinkDigits { /* what was written: digits, and the letters before them */
    char digit[LINK_DIGITS + 8];
    int count;
    char letters[8]; /* folded, without blanks, cut */
} LinkDigits;

#define LINK_DOUBTFUL (UINT64_C(1) << 58)
#define LINK_DIGIT_BITS ((UINT64_C(1) << 52) - 1)

/* False when there are no digits, too many, or letters behind digits: "1.2E+10" is a number that a spreadsheet has
 * damaged.  Separators and a decimal part of zeros are dropped. */
bool link_digits_read(const LinkParse *parse, Str written, LinkDigits *ret);
void link_digits_restore(LinkDigits *digits, int zeros); /* zeros that a spreadsheet took off the front */
/* All alike, or counting up or down: 000000000, 123456789012. */
bool link_digits_placeholder(const char *digit, int count);
uint64_t link_digits_cell(const LinkDigits *digits, int form);
int link_digits_count(uint64_t cell);
int link_digits_form(uint64_t cell);
int link_digit(uint64_t cell, int at); /* the digit at this place from the left */

typedef enum LinkDigitsAre {
    LINK_DIGITS_OTHER,
    LINK_DIGITS_TWO_WRONG,
    LINK_DIGITS_ONE_WRONG, /* or one more, one less */
    LINK_DIGITS_EXCHANGED, /* two neighbours */
    LINK_DIGITS_EQUAL,
} LinkDigitsAre;
LinkDigitsAre link_digits_compare(uint64_t a, uint64_t b); /* form and doubt are not looked at */

/* A key of the digits without those in [from, to), so that a wrong digit there does not matter. */
uint64_t link_digits_key(uint64_t cell, int from, int to);
uint64_t link_digits_tail(uint64_t cell, int count); /* a key of the last `count` digits; 0 if there are fewer */
Str link_digits_show(Arena *arena, LinkView v);
/* Numbers of 12 and 10 digits that stand as they are: not doubtful, nothing to be put back. */
bool link_personal_plain(const char *digit, int pivot_year);
bool link_tax_plain(const char *digit);
