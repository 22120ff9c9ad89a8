/* columns_shape: a column whose texts differ in their digits alone – numbers of persons, telephones, days – as binary
 * numbers: as short as zstd makes them, in a small part of the time. */
#pragma once
#include "base/err.h"
#include "register/columns_pick.h"

enum { SHAPE_HEAD = 64 };

/* Room for *ret_len bytes at out: that of the texts and of 4 bytes a row, and SHAPE_HEAD.  False where the texts have
 * no shape in common, or come again so often that zstd makes them shorter. */
bool shape_pack(const Str *cell, ptrdiff_t rows, char *out, ptrdiff_t *ret_len);
/* False where the bytes are not of shape_pack. */
bool shape_unpack(Arena *arena, Str packed, const Pick *pick, Str *cell);
