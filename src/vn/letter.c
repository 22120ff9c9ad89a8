#include "vn/letter.h"

#include <assert.h>

/* base, and its lower-case code with each tone in the order of VnTone */
#define ROWS(X)                                                  \
    X(VN_A, 'a', 0xE0, 0x1EA3, 0xE3, 0xE1, 0x1EA1)               \
    X(VN_A_BREVE, 0x103, 0x1EB1, 0x1EB3, 0x1EB5, 0x1EAF, 0x1EB7) \
    X(VN_A_HAT, 0xE2, 0x1EA7, 0x1EA9, 0x1EAB, 0x1EA5, 0x1EAD)    \
    X(VN_E, 'e', 0xE8, 0x1EBB, 0x1EBD, 0xE9, 0x1EB9)             \
    X(VN_E_HAT, 0xEA, 0x1EC1, 0x1EC3, 0x1EC5, 0x1EBF, 0x1EC7)    \
    X(VN_I, 'i', 0xEC, 0x1EC9, 0x129, 0xED, 0x1ECB)              \
    X(VN_O, 'o', 0xF2, 0x1ECF, 0xF5, 0xF3, 0x1ECD)               \
    X(VN_O_HAT, 0xF4, 0x1ED3, 0x1ED5, 0x1ED7, 0x1ED1, 0x1ED9)    \
    X(VN_O_HORN, 0x1A1, 0x1EDD, 0x1EDF, 0x1EE1, 0x1EDB, 0x1EE3)  \
    X(VN_U, 'u', 0xF9, 0x1EE7, 0x169, 0xFA, 0x1EE5)              \
    X(VN_U_HORN, 0x1B0, 0x1EEB, 0x1EED, 0x1EEF, 0x1EE9, 0x1EF1)  \
    X(VN_Y, 'y', 0x1EF3, 0x1EF7, 0x1EF9, 0xFD, 0x1EF5)

/* Latin-1 keeps its capitals 32 below; the later blocks keep them one below, but Ư at 1AF. */
#define UPPER(c) ((c) < 0x100 ? (c)-0x20 : (c)-1)

static const uint16_t codes[VN_BASES][VN_TONES] = {
#define X(base, ...) [base] = {__VA_ARGS__},
    ROWS(X)
#undef X
        [VN_D_BAR] = {0x111, 0x111, 0x111, 0x111, 0x111, 0x111},
};

enum { LOW_END = 0x1B1, HIGH = 0x1EA0, HIGH_END = 0x1EFA };

/* Rows fall into two blocks of Unicode; a code outside the block lands on the unused slot. */
#define IN_LOW(c) ((c) < LOW_END ? (c) : LOW_END)
#define IN_HIGH(c) ((c) >= HIGH ? (c)-HIGH : HIGH_END - HIGH)
#define PAIR(at, c, b, t) [at(c)] = {b, t, false}, [at(UPPER(c))] = {b, t, true}
#define ROW(at, b, c0, c1, c2, c3, c4, c5)                                                                     \
    PAIR(at, c0, b, VN_LEVEL), PAIR(at, c1, b, VN_GRAVE), PAIR(at, c2, b, VN_HOOK), PAIR(at, c3, b, VN_TILDE), \
        PAIR(at, c4, b, VN_ACUTE), PAIR(at, c5, b, VN_DOT),

#pragma GCC diagnostic push /* the unused slot is written many times, on purpose */
#pragma GCC diagnostic ignored "-Woverride-init"
static const VnLetter low[LOW_END + 1] = {
#define X(...) ROW(IN_LOW, __VA_ARGS__)
    ROWS(X)
#undef X
        [0x110] = {VN_D_BAR, VN_LEVEL, true},
    [0x111] = {VN_D_BAR, VN_LEVEL, false},
    [LOW_END] = {0},
};
static const VnLetter high[HIGH_END - HIGH + 1] = {
#define X(...) ROW(IN_HIGH, __VA_ARGS__)
    ROWS(X)
#undef X
        [HIGH_END - HIGH] = {0},
};
#pragma GCC diagnostic pop

VnLetter vn_letter(uint32_t code)
{
    if (code < LOW_END)
        return low[code];
    if (code >= HIGH && code < HIGH_END)
        return high[code - HIGH];
    return (VnLetter){0};
}

uint32_t vn_letter_code(VnBase base, VnTone tone, bool upper)
{
    assert(base > VN_NONE && base < VN_BASES && tone < VN_TONES);
    uint32_t code = codes[base][tone];
    return upper ? (uint32_t)UPPER(code) : code;
}

char vn_letter_plain(VnBase base)
{
    return "?aaaeeiooouuyd"[base];
}
