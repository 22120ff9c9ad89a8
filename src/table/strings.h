/* strings: the shared strings of a workbook, packed one after the other. */
#pragma once
#include "base/err.h"

enum { STRINGS_BYTES = 128 << 20 }; /* text and offsets together */

typedef struct Strings {
    Arena text, ends; /* each in its own arena, so that both grow in place */
    char *ptr;
    uint32_t *end; /* where string i ends; it starts where i-1 ended */
    int64_t len, count, cap;
} Strings;

void strings_open(Strings *strings);
void strings_close(Strings *strings); /* also one that was never opened */
Err *strings_add(Strings *strings, Arena *arena, Str text) MUST_CHECK;
Str strings_at(const Strings *strings, int64_t i); /* 0 ≤ i < count */
