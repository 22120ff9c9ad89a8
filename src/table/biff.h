/* biff: the records of an Excel 97-2003 (BIFF8) or Excel 5/95 (BIFF5) workbook stream. */
#pragma once
#include "table/numfmt.h"
#include "table/strings.h"

typedef struct BiffRecord {
    unsigned type;
    Str data;
    ptrdiff_t next; /* offset of the record after it */
} BiffRecord;

enum {
    BIFF_FORMULA = 0x06,
    BIFF_EOF = 0x0A,
    BIFF_DATEMODE = 0x22,
    BIFF_FILEPASS = 0x2F,
    BIFF_CONTINUE = 0x3C,
    BIFF_CODEPAGE = 0x42,
    BIFF_BOUNDSHEET = 0x85,
    BIFF_MULRK = 0xBD,
    BIFF_RSTRING = 0xD6,
    BIFF_XF = 0xE0,
    BIFF_SST = 0xFC,
    BIFF_LABELSST = 0xFD,
    BIFF_NUMBER = 0x203,
    BIFF_LABEL = 0x204,
    BIFF_BOOLERR = 0x205,
    BIFF_STRING = 0x207,
    BIFF_RK = 0x27E,
    BIFF_FORMAT = 0x41E,
    BIFF_BOF = 0x809,
};

/* False at the end of the stream and where a record is cut off. */
bool biff_record(Str stream, ptrdiff_t at, BiffRecord *ret);

/* Little-endian; 0 beyond the end. */
uint32_t biff_u8(Str data, ptrdiff_t at);
uint32_t biff_u16(Str data, ptrdiff_t at);
uint32_t biff_u32(Str data, ptrdiff_t at);
double biff_double(Str data, ptrdiff_t at);
double biff_rk(uint32_t rk); /* the short form of numbers */

/* Text that runs on over CONTINUE records; `left` is what remains of this one. */
typedef struct BiffText {
    Str stream, left;
    ptrdiff_t next;
    bool ended; /* something was asked for beyond the end */
} BiffText;

BiffText biff_text(Str stream, const BiffRecord *record, ptrdiff_t from);
uint32_t biff_text_u16(BiffText *text);
uint32_t biff_text_u8(BiffText *text);
uint32_t biff_text_u32(BiffText *text);
void biff_text_skip(BiffText *text, int64_t bytes);

/* `count` characters as UTF-8; wide ones are UTF-16, the others U+0000 … U+00FF.  Where
 * a CONTINUE record begins a new flag says which. */
void biff_text_chars(BiffText *text, Buf *out, uint32_t count, bool wide);
