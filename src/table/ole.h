/* ole: a stream out of a compound file (MS-CFB), the container of Office 97-2003. */
#pragma once
#include "base/err.h"

bool ole_is(Str bytes);

/* The named stream of the root, not of what is embedded, as one piece: where it lies in the file if it is in one piece
 * there, else copied.  *ret_found is false when there is no such stream.  Err where the chain of its sectors is broken
 * or runs in a circle. */
Err *ole_stream(Arena *arena, Str bytes, const char *name, Str *ret, bool *ret_found) MUST_CHECK;
