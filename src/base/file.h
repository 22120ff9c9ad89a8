/* file: whole files in and out. */
#pragma once
#include "base/err.h"

/* The bytes of a regular file; refuses more than `limit` bytes before reading. */
Err *file_read(Arena *arena, Str path, int64_t limit, Str *ret) MUST_CHECK;

/* Writes beside the target and renames: readers see the old file or the new one. */
Err *file_write(Arena *arena, Str path, Str bytes) MUST_CHECK;

bool file_exists(Str path);

/* A file of the reference data that ships with the program (`data/…`): in
 * BAOPHU_DATA if set, else where it was installed, else in the source tree. */
Err *file_shipped(Arena *arena, Str name, Str *ret_path) MUST_CHECK;
