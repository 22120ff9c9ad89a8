/* kind: what a file is, decided on its first bytes and its container, not on its name. */
#pragma once
#include "table/encoding.h"

/* Err for what cannot be read, with what to do about it: PDF, RTF, HTML under the name
 * of a workbook, a password, a damaged container. */
Err *kind_find(Arena *arena, Source *source, TableKind *ret) MUST_CHECK;

/* For text without a container: the delimiter that divides most lines into the same
 * number of cells; 0 where it is prose or a pasted document. */
char kind_delimiter(Arena scratch, const Source *source, const Encoding *encoding);
