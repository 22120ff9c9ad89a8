/* difference: a block of rows kept as what it has of a block of another delivery, its base, and rows of its own.
 *
 * What is kept of it are runs: so many rows of the base from one on, or so many of its own rows, in the order in which
 * they stand.  A base is whole itself: nothing has to be followed any further.  In each run rows of the base come after
 * those of the run before. */
#pragma once
#include "base/str.h"
#include <stdbool.h>
#include <string.h>

typedef struct Run {
    uint16_t from; /* RUN_OWN: the next of its own */
    uint16_t rows;
} Run;
enum { RUN_OWN = UINT16_MAX };

static inline ptrdiff_t runs_count(Str runs)
{
    return runs.len / (ptrdiff_t)sizeof(Run);
}
static inline Run run_at(Str runs, ptrdiff_t i)
{
    Run run;
    memcpy(&run, runs.ptr + i * (ptrdiff_t)sizeof run, sizeof run);
    return run;
}
ptrdiff_t runs_own(Str runs); /* rows of its own */
/* Whether they give `rows` rows of a base of so many: a database can be damaged. */
bool runs_fit(Str runs, ptrdiff_t rows, ptrdiff_t base_rows);
/* Things of `size` bytes a row, in the order of the runs, which fit. */
void runs_lay(Str runs, const void *base, const void *own, size_t size, void *ret);
