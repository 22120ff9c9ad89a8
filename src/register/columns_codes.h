/* columns_codes: a column of few different texts: each once, and for each row which of them it is, in as many bits as
 * that takes, or run by run where rows of one text stand together.  About as short as zstd makes it, in a small part of
 * the time. */
#pragma once
#include "base/err.h"
#include "register/columns_pick.h"

enum { CODES_MOST = 4096, CODES_HEAD = 4 };

/* What it takes at out, at most: CODES_HEAD, the texts and 2 bytes for each row and each text.  False where too many
 * texts are different. */
bool codes_pack(Arena scratch, const Str *cell, ptrdiff_t rows, char *out, ptrdiff_t *ret_len);
/* False where the bytes are not of codes_pack. */
bool codes_unpack(Arena *arena, Str packed, const Pick *pick, Str *cell);
