/* vn: Vietnamese text, numbers and dates.  Pure functions; results live in the arena. */
#pragma once
#include "base/date.h"
#include "base/str.h"

/* ---- Unicode ---------------------------------------------------------------- */
Str vn_nfc(Arena *arena, Str s); /* bad bytes become U+FFFD */
Str vn_nfd(Arena *arena, Str s);
int vn_width(Str s);             /* columns on a terminal: combining marks 0, wide characters 2 */

/* ---- folding: keys for comparing, never for showing ------------------------- */
typedef enum VnFold {
    VN_FOLD_CASE = 1,  /* Đ → đ, Ấ → ấ */
    VN_FOLD_PLACE = 2, /* one place for the tone mark: hoà → hòa, thuỵ → thụy, quý stays */
    VN_FOLD_TONE = 4,  /* no tone: hòa → hoa, ấ → â */
    VN_FOLD_MARK = 8,  /* no tone and no diacritic: ấ → a, ơ → o, đ → d */
    VN_FOLD_SPACE = 16, /* blanks joined to one, none at the ends; all kinds of blanks, dashes and apostrophes alike */
    VN_FOLD_PUNCT = 32, /* only letters and digits remain; with VN_FOLD_SPACE the rest separates words */
} VnFold;

#define VN_KEY (VN_FOLD_CASE | VN_FOLD_MARK | VN_FOLD_SPACE | VN_FOLD_PUNCT) /* "P. Hòa-Bình " → "p hoa binh" */

Str vn_fold(Arena *arena, Str s, unsigned fold); /* input in any normal form, output NFC */
Str vn_upper(Arena *arena, Str s);
Str vn_title(Arena *arena, Str s); /* first letter of each word */

/* ---- order ------------------------------------------------------------------ */
/* A key whose bytes compare as Vietnamese words do: a ă â b c d đ e ê …; then the tones
 * ngang huyền hỏi ngã sắc nặng; then case; syllable by syllable, digits by value. */
Str vn_sort_key(Arena *arena, Str s);
int vn_compare(Str a, Str b);

/* ---- numbers ---------------------------------------------------------------- */
/* "1.899", "1 899", "1899", "-3", "+4", "(5)" = -5; a decimal part of zeros is let
 * pass.  False for anything else, and for "1.89" (neither grouping nor a whole number). */
bool vn_parse_int(Str s, int64_t *ret);
/* "1.234,5", "1234.5", "1,5", "12,5%", "1.899" = 1899; exact decimal: value / 10^scale. */
typedef struct VnDecimal {
    int64_t digits;
    int scale;
    bool percent;
} VnDecimal;
bool vn_parse_decimal(Str s, VnDecimal *ret);
double vn_decimal_real(VnDecimal d);
Str vn_int(Arena *arena, int64_t n);                /* 1.551.009 */
Str vn_real(Arena *arena, double x, int decimals);  /* 96,25 */
Str vn_money_words(Arena *arena, int64_t dong);     /* "Một triệu hai trăm linh năm nghìn đồng" */

/* ---- dates ------------------------------------------------------------------ */
/* dd/mm/yyyy, d/m/yy, dd-mm-yyyy, dd.mm.yyyy, yyyy-mm-dd, mm/yyyy, yyyy-mm, yyyy, "ngày 5 tháng 9
 * năm 2026", "tháng 9/2026", Excel serial (20000 … 80000, whole).  Two-digit years are the latest
 * not after pivot_year.  "00/00/1960" and "1960" give a year only. */
bool vn_parse_date(Str s, int pivot_year, Date *ret);
bool vn_excel_date(double serial, bool since_1904, Date *ret);
Str vn_date(Arena *arena, Date d);                  /* 21/11/2026, 11/2026, 2026 */

/* ---- old encodings ---------------------------------------------------------- */
typedef enum VnEncoding { VN_UNICODE, VN_TCVN3, VN_VNI, VN_DAMAGED } VnEncoding;

/* What a text is, decided on the text: `s` is UTF-8 whose characters U+0080…U+00FF may be
 * bytes of an old encoding (as office files give them).  VN_DAMAGED: an old encoding of which
 * characters were lost on the way, so that it cannot be restored surely. */
VnEncoding vn_detect(Str s);
/* To Unicode NFC; the case of a run is set right where TCVN3's capital fonts lost it only
 * if the text itself shows it.  *ret_damaged counts places where letters were lost. */
Str vn_decode(Arena *arena, Str s, VnEncoding from, ptrdiff_t *ret_damaged);
