/* columns_amounts: a column of whole numbers as they are written – wages, counts of months – as binary numbers without
 * the zeros that all of them end with. */
#pragma once
#include "base/err.h"
#include "register/columns_pick.h"

enum { AMOUNTS_HEAD = 4 };

/* Room for *ret_len bytes at out: AMOUNTS_HEAD and 9 bytes a row.  False where a text is no such number: more than 15
 * digits, a sign, a zero before others. */
bool amounts_pack(const Str *cell, ptrdiff_t rows, char *out, ptrdiff_t *ret_len);
/* False where the bytes are not of amounts_pack. */
bool amounts_unpack(Arena *arena, Str packed, const Pick *pick, Str *cell);
