#include "register/difference.h"

ptrdiff_t runs_own(Str runs)
{
    ptrdiff_t own = 0;
    for (ptrdiff_t i = 0; i < runs_count(runs); i++)
        own += run_at(runs, i).from == RUN_OWN ? run_at(runs, i).rows : 0;
    return own;
}

bool runs_fit(Str runs, ptrdiff_t rows, ptrdiff_t base_rows)
{
    ptrdiff_t of_base = 0, all = 0;
    for (ptrdiff_t i = 0; i < runs_count(runs); i++) {
        Run run = run_at(runs, i);
        all += run.rows;
        if (run.from == RUN_OWN)
            continue;
        if (run.from < of_base)
            return false;
        of_base = (ptrdiff_t)run.from + run.rows;
        if (of_base > base_rows)
            return false;
    }
    return all == rows && runs.len % (ptrdiff_t)sizeof(Run) == 0;
}

void runs_lay(Str runs, const void *base, const void *own, size_t size, void *ret)
{
    const char *next = own;
    char *to = ret;
    for (ptrdiff_t i = 0; i < runs_count(runs); i++) {
        Run run = run_at(runs, i);
        size_t bytes = run.rows * size;
        bool is_own = run.from == RUN_OWN;
        if (bytes == 0)
            continue;
        memcpy(to, is_own ? next : (const char *)base + run.from * size, bytes);
        if (is_own)
            next += bytes;
        to += bytes;
    }
}
