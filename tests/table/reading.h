/* reading: what the tests of the office readers share. */
#pragma once
#include "table/table_internal.h"
#include "test.h"
#include "zipped.h"

typedef Err *ReaderFn(Arena *arena, const Source *source, Reader *ret);

/* All rows as lines "region|sheet|line: cell; cell", a number with #, a date with @ before
 * it.  Each row is read into an arena of its own that is wiped after it. */
Err *reading(Arena *arena, ReaderFn *reader, Str bytes, TableOptions options, Str *ret) MUST_CHECK;
Str reading_file(Arena *arena, ReaderFn *reader, Str path); /* fails the test on an error */
TableLimits reading_limits(void);                           /* the defaults of table.h */

/* Line n (from 1) of a text; {0} beyond the last. */
Str line_of(Str text, ptrdiff_t n);
