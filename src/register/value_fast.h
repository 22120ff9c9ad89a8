/* value_fast: the forms in which nearly all cells come, read without making anything but dates. */
#pragma once
#include "register/value.h"

/* False: value_read has to look closer.  True: what it would say, in the same form. */
bool value_read_fast(Arena *arena, ValueSort sort, int pivot_year, Str written, Str *ret, ValueFound *ret_found);
/* value_read without it; tests compare the two. */
ValueFound value_read_closely(Arena *arena, ValueSort sort, const ValueCodes *codes, int pivot_year, Str written,
                              Str *ret);
