/* letter: the 134 letters with marks, by structure: vowel × tone × case, and đ.
 *
 * A letter is its base (a … y or đ), its tone and its case; everything else (folding,
 * order, old encodings, syllables) is arithmetic on these three. */
#pragma once
#include "base/str.h"

/* In the order of the alphabet.  The code of a letter without tone is vn_letter_code(base, 0, false). */
typedef enum VnBase {
    VN_NONE, /* not a Vietnamese vowel and not d or đ */
    VN_A,
    VN_A_BREVE,
    VN_A_HAT,
    VN_E,
    VN_E_HAT,
    VN_I,
    VN_O,
    VN_O_HAT,
    VN_O_HORN,
    VN_U,
    VN_U_HORN,
    VN_Y,
    VN_D_BAR,
    VN_BASES,
} VnBase;

/* In the order of the dictionaries. */
typedef enum VnTone { VN_LEVEL, VN_GRAVE, VN_HOOK, VN_TILDE, VN_ACUTE, VN_DOT, VN_TONES } VnTone;

typedef struct VnLetter {
    uint8_t base; /* VnBase */
    uint8_t tone; /* VnTone */
    bool upper;
} VnLetter;

VnLetter vn_letter(uint32_t code);                             /* base VN_NONE for every other character */
uint32_t vn_letter_code(VnBase base, VnTone tone, bool upper); /* base ≠ VN_NONE */
char vn_letter_plain(VnBase base);                             /* its ASCII letter: ấ → a, đ → d */

static inline bool vn_is_ascii_letter(uint32_t code)
{
    return (code | 32) >= 'a' && (code | 32) <= 'z';
}
