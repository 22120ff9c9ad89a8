/* legacy: what the old encodings make of one word; inside the module only. */
#pragma once
#include "vn/letter.h"
#include "vn/vn.h"

enum { VN_WORD_MAX = 48 };

/* A run of ASCII letters and of characters that are letters in one of the encodings. */
typedef struct VnWord {
    uint32_t codes[VN_WORD_MAX];
    int count;
    bool old;  /* has a character U+00A1 … U+00FF */
    bool wide; /* has a Vietnamese letter beyond U+00FF: surely Unicode */
} VnWord;

/* The next word of s at or after *at, which moves behind it; what stands before it is s[*ret_from …].
 * count 0 at the end. */
VnWord vn_next_word(Str s, ptrdiff_t *at, ptrdiff_t *ret_from);

/* The letters of a word read as `from`; false where a character has no meaning there. */
bool vn_decode_word(const VnWord *word, VnEncoding from, VnWord *ret);

/* A TCVN3 word that is none, and is one with the lost ư back before its ơ: níc (nước), ®îc (được). */
bool vn_lost_u_horn(const VnWord *decoded);
