/* Rows of a register that one core reads in a second: every cell found, trimmed and unquoted. */
#include "base/clock.h"
#include "linkage/link_csv.h"
#include <stdio.h>

static Err *run(Arena *arena, Str path, int64_t *ret_rows, int64_t *ret_bytes)
{
    AUTO(link_csv_close) LinkSource *source = NULL;
    TRY(link_csv_open(arena, path, &source));
    for (bool more = true; more;) {
        Arena scratch = *arena;
        LinkBatch batch;
        TRY(source->read(source, &scratch, &batch));
        for (ptrdiff_t i = 0; i < batch.rows * batch.columns; i++)
            *ret_bytes += batch.cell[i].len;
        *ret_rows += batch.rows;
        more = batch.rows > 0;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    AUTO(arena_close) Arena arena = arena_open(ARENA_DEFAULT);
    if (argc != 2) {
        fprintf(stderr, "bench-link-csv FILE\n");
        return 64;
    }
    int64_t start = clock_tick_ms(), rows = 0, bytes = 0;
    Err *err = run(&arena, str_from(argv[1]), &rows, &bytes);
    if (err) {
        fprintf(stderr, "%.*s\n", STRF(err->text.en));
        return 1;
    }
    double s = (double)(clock_tick_ms() - start) / 1000;
    printf("ours   %9lld rows %7.3f s %6.2f million rows/s, %lld bytes in cells\n", (long long)rows, s,
           (double)rows / s / 1e6, (long long)bytes);
    return 0;
}
