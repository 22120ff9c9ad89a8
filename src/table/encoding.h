/* encoding: which bytes stand for which characters in a file without a container.
 *
 * A byte order mark decides; then zero bytes at every second place (UTF-16); then
 * whether the bytes are UTF-8; then, on the letters themselves, the old Vietnamese
 * encodings TCVN3 and VNI – also inside valid UTF-8, where a program took their bytes
 * for Latin letters – and the two Windows code pages.  Where a file shows one of the old
 * encodings each cell is decoded by what it is itself, for tables were pasted together. */
#pragma once
#include "table/table_internal.h"
#include "vn/vn.h"

typedef enum Unit { UNIT_UTF8, UNIT_UTF16LE, UNIT_UTF16BE, UNIT_1252, UNIT_1258 } Unit;

typedef struct Encoding {
    Unit unit;
    VnEncoding legacy;   /* of the file as a whole; VN_DAMAGED: TCVN3 that lost letters */
    bool by_cell;        /* cells may be in an old encoding … */
    VnDetector detector; /* … and this is what is known of them all */
    ptrdiff_t bom;       /* bytes to pass over */
} Encoding;

/* Err where the bytes are not text. */
Err *encoding_find(Arena *arena, Str bytes, Encoding *ret) MUST_CHECK;
Str encoding_name(const Encoding *encoding);
bool encoding_is_wide(const Encoding *encoding); /* UTF-16: to be brought to UTF-8 before it is cut into cells */

/* The text of one cell in UTF-8 NFC, trimmed.  `raw` must not be wide and must live as
 * long as `arena`: clean text is returned as the slice it is.  *damaged becomes true
 * where letters were lost. */
Str encoding_text(Arena *arena, const Encoding *encoding, Str raw, bool *damaged);

/* Text of ASCII alone comes out as it is; not so where plain letters may lack an ư. */
bool encoding_keeps_ascii(const Encoding *encoding);

/* Adds UTF-8 for whole UTF-16 code units at the front of `wide`, stopping after at
 * least `enough` bytes of output, and returns how many bytes of `wide` that took; with
 * `last` a half unit at the end becomes U+FFFD. */
ptrdiff_t encoding_narrow(const Encoding *encoding, Str wide, ptrdiff_t enough, bool last, Buf *out);
