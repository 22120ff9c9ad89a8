/* out: a file written piece by piece, in bounded memory.
 *
 * It is written beside the target and renamed at the end: readers see the old file or
 * the whole new one, and what is given up leaves nothing behind.  out_open already fails where
 * nothing could be written, so that long work is not done in vain. */
#pragma once
#include "base/err.h"

typedef struct Out {
    Str path;
    char *beside;
    int fd;
    char *piece; /* not written yet */
    ptrdiff_t len;
    int64_t written, begun; /* bytes of the file; of them those the disk was told of */
    int why;                /* errno of the first write that failed; later ones do nothing */
} Out;

Err *out_open(Arena *arena, Str path, Out *ret) MUST_CHECK;
void out_add(Out *out, Str s);
void out_byte(Out *out, char c);
Err *out_close(Out *out, Arena *arena) MUST_CHECK; /* the file is there, or an error */
void out_drop(Out *out);                           /* gives it up; nothing where it is closed or was never opened */
