/* file: whole files in and out. */
#pragma once
#include "base/err.h"

/* The bytes of a regular file; refuses more than `limit` bytes before reading. */
Err *file_read(Arena *arena, Str path, int64_t limit, Str *ret) MUST_CHECK;

/* Writes beside the target and renames: readers see the old file or the new one. */
Err *file_write(Arena *arena, Str path, Str bytes) MUST_CHECK;

/* A name as someone sent it, for a file of ours: its last part, without what means something to a file system, at most
 * 180 bytes from the end, so that the ending stays; never empty, never hidden. */
Str file_plain_name(Arena *arena, Str name);

bool file_exists(Str path);
/* The file that writing to this path replaces: behind a symbolic link, the one it points to.
 * UNAVAILABLE where a folder, a device or anything else but a file stands. */
Err *file_target(Arena *arena, Str path, Str *ret) MUST_CHECK;
bool file_same(Arena scratch, Str a, Str b); /* both names lead to one file, there already or not */

/* A file of the reference data that ships with the program (`data/…`): in
 * BAOPHU_DATA if set, else where it was installed, else in the source tree. */
Err *file_shipped(Arena *arena, Str name, Str *ret_path) MUST_CHECK;
