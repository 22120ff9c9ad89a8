/* vn: Vietnamese text, numbers and dates.  Pure functions; results live in the arena. */
#pragma once
#include "base/date.h"
#include "base/err.h"

/* ---- Unicode ---------------------------------------------------------------- */
Str vn_nfc(Arena *arena, Str s); /* bad bytes become U+FFFD */
Str vn_nfd(Arena *arena, Str s);
int vn_width(Str s); /* columns on a terminal: combining marks 0, wide characters 2 */

/* ---- folding: keys for comparing, never for showing ------------------------- */
typedef enum VnFold {
    VN_FOLD_CASE = 1,   /* Đ → đ, Ấ → ấ */
    VN_FOLD_PLACE = 2,  /* one place for the tone mark: hoà → hòa, thuỵ → thụy, tòan → toàn, quý stays */
    VN_FOLD_TONE = 4,   /* no tone: hòa → hoa, ấ → â */
    VN_FOLD_MARK = 8,   /* no tone and no diacritic: ấ → a, ơ → o, đ → d */
    VN_FOLD_SPACE = 16, /* blanks joined to one, none at the ends; all kinds of blanks, dashes and apostrophes alike */
    VN_FOLD_PUNCT = 32, /* only letters and digits remain; with VN_FOLD_SPACE the rest separates words */
} VnFold;

#define VN_KEY (VN_FOLD_CASE | VN_FOLD_MARK | VN_FOLD_SPACE | VN_FOLD_PUNCT) /* "P. Hòa-Bình " → "p hoa binh" */

Str vn_fold(Arena *arena, Str s, unsigned fold); /* input in any normal form, output NFC */
Str vn_upper(Arena *arena, Str s);
Str vn_title(Arena *arena, Str s); /* first letter of each word, the rest lower: NGUYỄN AN → Nguyễn An */

/* ---- order ------------------------------------------------------------------ */
/* A key whose bytes compare as Vietnamese words do: a ă â b c d đ e ê …; then the tones
 * ngang huyền hỏi ngã sắc nặng; syllable by syllable, digits by value; then case of the whole.
 * Equal only for texts of the same NFC. */
Str vn_sort_key(Arena *arena, Str s);
int vn_compare(Str a, Str b);

/* ---- numbers ---------------------------------------------------------------- */
/* "1.899", "1 899", "1899", "-3", "+4", "(5)" = -5; a decimal part of zeros is let
 * pass ("1.899,00", "12.0").  Commas group where nothing else can be meant ("1,551,009").  False
 * for anything else: "1.89" (neither grouping nor whole), "1,000" (1 here, 1000 in English). */
bool vn_parse_int(Str s, int64_t *ret);
/* "1.234,5", "1234.5", "1,5", "12,5%", "1.899" = 1899, "1,899" = 1.899; digits / 10^scale exactly. */
typedef struct VnDecimal {
    int64_t digits;
    int scale;
    bool percent;
} VnDecimal;
bool vn_parse_decimal(Str s, VnDecimal *ret);
double vn_decimal_real(VnDecimal d);               /* 12.5 for "12,5%" */
Str vn_int(Arena *arena, int64_t n);               /* 1.551.009 */
Str vn_real(Arena *arena, double x, int decimals); /* 1.096,25; "–" where x is not a number */
/* The same for a reader of either language: 1.551.009 or 1,551,009. */
Str vn_int_in(Arena *arena, Lang lang, int64_t n);
Str vn_real_in(Arena *arena, Lang lang, double x, int decimals);
/* A number of things: "1.551.009 cặp", "1,551,009 pairs", "1 pair". */
Text vn_count(Arena *arena, int64_t n, const char *vi, const char *en_one, const char *en_many);
Str vn_money_words(Arena *arena, int64_t dong); /* "Một triệu hai trăm linh năm nghìn đồng" */

/* ---- dates ------------------------------------------------------------------ */
/* dd/mm/yyyy, d/m/yy, dd-mm-yyyy, dd.mm.yyyy, yyyy-mm-dd, mm/yyyy, yyyy-mm, yyyy, "ngày 5 tháng 9
 * năm 2026", "tháng 9/2026", Excel serial (20000 … 80000, whole).  Two-digit years are the latest
 * not after pivot_year.  "00/00/1960" and "1960" give a year only.  A time after a full date is
 * dropped.  Never month/day: 11/21/2026 is refused as 31/02/2026 is. */
bool vn_parse_date(Str s, int pivot_year, Date *ret);
bool vn_excel_date(double serial, bool since_1904, Date *ret);
Str vn_date(Arena *arena, Date d); /* 21/11/2026, 11/2026, 2026 */
/* What a machine wrote as people do: "2026-11-21" as 21/11/2026, "2026-11" as 11/2026, "2026-11-21T08:30:00+07:00" as
 * 08:30 21/11/2026; anything else as it is. */
Str vn_stamp(Arena *arena, Str written);

/* ---- old encodings ---------------------------------------------------------- */
/* Files of before 2010 show Vietnamese by fonts: TCVN3 (ABC, ".VnTime") and VNI write their letters
 * on the bytes of Latin text.  A text in this view is UTF-8 whose characters U+0080 … U+00FF may be such
 * bytes, as XLS and DOC give them (both encodings leave 80 … A0 alone, so that it may be windows-1252). */
typedef enum VnEncoding { VN_UNICODE, VN_TCVN3, VN_VNI, VN_DAMAGED } VnEncoding;

/* What a text is, decided on the text alone, never on a font.  Text without old letters, and text of
 * other languages, is VN_UNICODE.  VN_DAMAGED: an old encoding of which characters were lost on the
 * way, so that it cannot be restored surely. */
VnEncoding vn_detect(Str s);
/* To Unicode NFC.  TCVN3's capital fonts store small letters: they stay small except in words
 * that have a capital beside them.  *ret_damaged (or NULL) counts places where letters were lost; their
 * words come out as they stand.  From VN_UNICODE it is vn_nfc. */
Str vn_decode(Arena *arena, Str s, VnEncoding from, ptrdiff_t *ret_damaged);

/* One document, whose cells may differ in encoding: first add every text cell, then decode cell by
 * cell.  A cell that shows its encoding is decoded by it; a short or doubtful one by what most of the
 * document is.  Starts as {0}. */
typedef struct VnDetector {
    int64_t score[3]; /* by VnEncoding: evidence of the cells added so far */
    int64_t words;    /* of the TCVN3 cells, those with old letters */
    int64_t lost;     /* of them those that lack an ư: its byte is a soft hyphen, which programs drop */
    int64_t u_horn;   /* of them those that have it */
    int64_t text[3], text_lost, text_u_horn; /* of all cells as if they were one */
} VnDetector;
VnEncoding vn_detector_add(VnDetector *detector, Str cell);  /* what the cell alone shows: vn_detect */
VnEncoding vn_detector_text(const VnDetector *detector);     /* vn_detect of all cells as one text */
VnEncoding vn_detector_encoding(const VnDetector *detector); /* of the document as a whole */
Str vn_detector_decode(Arena *arena, const VnDetector *detector, Str cell, VnEncoding *ret_from,
                       ptrdiff_t *ret_damaged);

/* Bytes of a code page as UTF-8 (C1 bytes without a character stay U+0080 … U+009F). */
Str vn_from_1252(Arena *arena, Str bytes);
Str vn_from_1258(Arena *arena, Str bytes); /* NFC */
/* A text file of 8 bits, whatever it is: UTF-8, windows-1258, TCVN3, VNI or windows-1252, to NFC,
 * decided line by line with the file as a whole in doubt.  *ret_from and *ret_damaged may be NULL. */
Str vn_from_bytes(Arena *arena, Str bytes, VnEncoding *ret_from, ptrdiff_t *ret_damaged);
