/* syllable: how a Vietnamese syllable is built: initial, rhyme, tone.
 *
 * Decides where the tone mark stands, and whether a word can be Vietnamese at all. */
#pragma once
#include "base/str.h"

enum { VN_SYLLABLE_MAX = 7 }; /* nghiêng */

/* `codes` are the letters of one word in NFC, any case. */
typedef struct VnSyllable {
    bool shape;    /* a known initial and rhyme, at most one tone */
    bool possible; /* and its spelling and tone occur: "kà", "các" but not "cà" with k, not "càc" */
    int tone;      /* VnTone */
    bool placed;   /* the tone stands where the old or the new placement (hoà, thuỷ) sets it */
    int tone_at;   /* index of the letter that carries the tone by the old placement: hòa, thủy, quý */
} VnSyllable;

VnSyllable vn_syllable(const uint32_t *codes, ptrdiff_t count);
