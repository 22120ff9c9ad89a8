/* Rows of a CSV file that one core reads in a second: as cells, and as records of fields. */
#include "base/clock.h"
#include "base/file.h"
#include "table/form.h"
#include <stdio.h>
#include <string.h>

static const Field fields[] = {
    {"unit", "Đơn vị", FIELD_TEXT, true},
    {"indicator", "Chỉ tiêu", FIELD_TEXT, true},
    {"period", "Kỳ", FIELD_TEXT, true},
    {"value", "Giá trị", FIELD_INT, true},
};

static Err *write_sample(Arena *arena, Str path, int rows)
{
    static const char *const names[] = {"Phường Hồng Châu", "Xã Tân Hưng", "Xã Nguyễn Văn Linh",
                                        "\"Xã Đông Hưng, cũ\""};
    Buf text = buf_open(arena);
    buf_add(&text, S("unit,indicator,period,value,note\n"));
    for (int i = 0; i < rows; i++)
        buf_fmt(&text, "%s,participants_voluntary,2026-%02d,%d,ghi chú %d\n", names[i % 4], i % 12 + 1, i, i % 97);
    return file_write(arena, path, buf_str(&text));
}

static void report(const char *what, int64_t rows, int64_t bytes, int64_t ms)
{
    double s = (double)(ms ? ms : 1) / 1000;
    printf("%-8s %9lld rows %6.3f s  %6.2f million rows/s  %7.1f MB/s\n", what, (long long)rows, s,
           (double)rows / s / 1e6, (double)bytes / s / 1e6);
}

static Err *read_cells(Str path, int64_t bytes)
{
    AUTO(arena_close) Arena own = arena_open(1 << 30), rows = arena_open(1 << 30);
    AUTO(table_close) Table *table = NULL;
    int64_t start = clock_tick_ms(), count = 0;
    TRY(table_open(&own, path, (TableOptions){0}, &table));
    for (bool more = true; more; count += more) {
        Row row;
        arena_reset(&rows);
        TRY(table_next(table, &rows, &row, &more));
    }
    report("cells", count, bytes, clock_tick_ms() - start);
    return NULL;
}

static Err *read_records(Str path, int64_t bytes)
{
    AUTO(arena_close) Arena own = arena_open(1 << 30), rows = arena_open(1 << 30);
    AUTO(table_close) Table *table = NULL;
    Form *form;
    int64_t start = clock_tick_ms(), count = 0;
    TRY(table_open(&own, path, (TableOptions){0}, &table));
    TRY(form_open(&own, table, fields, COUNTOF(fields), &form));
    for (bool more = true; more; count += more) {
        Record record;
        arena_reset(&rows);
        TRY(form_next(form, &rows, &record, &more));
    }
    report("records", count, bytes, clock_tick_ms() - start);
    return NULL;
}

static Err *run(Arena *arena, Str path, bool make)
{
    Str bytes;
    if (make)
        return write_sample(arena, path, 2000000);
    TRY(file_read(arena, path, (int64_t)1 << 34, &bytes)); /* into the page cache, and its size */
    TRY(read_cells(path, bytes.len));
    return read_records(path, bytes.len);
}

int main(int argc, char **argv)
{
    AUTO(arena_close) Arena arena = arena_open(ARENA_DEFAULT);
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "bench-csv [--make] FILE\n");
        return 64;
    }
    Err *err = run(&arena, str_from(argv[argc - 1]), strcmp(argv[1], "--make") == 0);
    if (err)
        fprintf(stderr, "%.*s\n", STRF(err_text(&arena, LANG_EN, err)));
    return err ? err_exit_status(err) : 0;
}
