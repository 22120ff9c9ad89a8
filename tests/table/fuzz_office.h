/* fuzz_office: one input through one of the office readers. */
#pragma once
#include "table/table_internal.h"

typedef Err *ReaderFn(Arena *arena, const Source *source, Reader *ret);

/* Reads all rows under small limits and checks what a reader owes to its caller. */
void fuzz_reader(ReaderFn *reader, Str bytes);

Str fuzz_exact(const uint8_t *data, size_t size); /* a block of its own size; released by fuzz_release */
void fuzz_release(Str bytes);
