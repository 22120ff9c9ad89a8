/* What the fuzz targets of plain text share: an exact-size table over small limits, and
 * a walk over its rows that looks at every byte of every cell. */
#pragma once
#include "table/table.h"

Err *fuzz_open(Arena *arena, const char *name, const uint8_t *data, size_t size, Table **ret);
void fuzz_look(const Row *row); /* the row keeps what table.h says */
void fuzz_walk(Arena *arena, Table *table);
