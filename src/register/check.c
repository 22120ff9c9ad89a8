/* Rows of a file, cell by cell, into the form in which they are kept. */
#include "base/pool.h"
#include "register/register_internal.h"
#include <string.h>

enum { SLICE = 2048, SLICES = (COLUMNS_ROWS + SLICE - 1) / SLICE };

typedef struct Slice {
    Arena memory;
    Str *cell;
    RowDigest *digest;
    ptrdiff_t rows, problems;
    Problem problem[SLICE];
    ptrdiff_t bad[SLICE];
    ColumnQuality column[REGISTER_COLUMNS];
} Slice;

typedef struct Work {
    const RegisterSource *source;
    const RegisterFile *file;
    const RegisterRows *rows;
    Str name;
    int pivot_year;
    Slice *slice;
} Work;

/* The first key of which every column is filled; else the last. */
static uint64_t key_of(const RegisterSource *source, const Str *cell)
{
    uint64_t digest = digest_start();
    for (int k = 0; k < source->keys; k++) {
        bool filled = true;
        digest = digest_start() + (uint64_t)k;
        for (ptrdiff_t c = 0; c < source->columns; c++) {
            if (!(source->key[k] >> c & 1))
                continue;
            filled &= cell[c].len > 0;
            digest = digest_add(digest, cell[c]);
        }
        if (filled)
            break;
    }
    return digest;
}

static uint64_t content_of(const RegisterSource *source, const Str *cell)
{
    uint64_t digest = digest_start();
    for (ptrdiff_t c = 0; c < source->columns; c++)
        digest = digest_add(digest, cell[c]);
    return digest;
}

static Problem problem_of(const Work *w, ptrdiff_t row, ptrdiff_t column, Text expected)
{
    const RegisterRows *r = w->rows;
    return (Problem){.place = {.file = w->name,
                               .sheet = r->sheet ? r->sheet[row] : (Str){0},
                               .row = r->line[row],
                               .field = register_file_heading(w->file, column)},
                     .value = r->cell[row * w->source->columns + column],
                     .expected = expected};
}

/* One cell; false where its row is not to be used, with the reason in expected. */
static bool check_cell(Slice *s, const Work *w, ptrdiff_t row, ptrdiff_t c, Str *ret, Text *ret_expected)
{
    const RegisterColumn *column = &w->source->column[c];
    Str written = w->rows->cell[row * w->source->columns + c];
    *ret = (Str){0};
    *ret_expected = value_sort_text(column->sort);
    if (written.len == 0) {
        *ret_expected = TEXT("một giá trị, cột này bắt buộc", "a value, the column is required");
        return !column->required;
    }
    if (written.len > COLUMNS_CELL / 2) {
        *ret_expected = TEXT("không quá 2.000 chữ", "no more than 2,000 letters");
        return false;
    }
    switch (value_read(&s->memory, column->sort, &column->codes, w->pivot_year, written, ret)) {
    case VALUE_EMPTY:
        return !column->required;
    case VALUE_SOUND:
        s->column[c].sound++;
        break;
    case VALUE_DOUBTFUL:
        s->column[c].doubtful++;
        break;
    case VALUE_UNREADABLE:
        return false;
    }
    s->column[c].filled++;
    return true;
}

static void check_row(Slice *s, const Work *w, ptrdiff_t row)
{
    ptrdiff_t columns = w->source->columns;
    Str *cell = s->cell + s->rows * columns;
    ColumnQuality before[REGISTER_COLUMNS];
    memcpy(before, s->column, sizeof before);
    for (ptrdiff_t c = 0; c < columns; c++) {
        Text expected;
        if (check_cell(s, w, row, c, &cell[c], &expected))
            continue;
        memcpy(s->column, before, sizeof before); /* only rows that are used count */
        s->bad[s->problems] = row;
        s->problem[s->problems++] = problem_of(w, row, c, expected);
        return;
    }
    s->digest[s->rows++] = (RowDigest){key_of(w->source, cell), content_of(w->source, cell)};
}

static void check_slice(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Work *w = arg;
    Slice *s = &w->slice[from / SLICE];
    s->memory = arena_open(ARENA_DEFAULT);
    s->cell = new_raw(&s->memory, Str, (to - from) * w->source->columns);
    s->digest = new_raw(&s->memory, RowDigest, to - from);
    for (ptrdiff_t row = from; row < to; row++)
        check_row(s, w, row);
}

static void join(Arena *arena, ptrdiff_t columns, const Slice *s, CheckedRows *ret)
{
    for (ptrdiff_t i = 0; i < s->rows * columns; i++)
        ret->cell[ret->rows * columns + i] = str_copy(arena, s->cell[i]);
    memcpy(ret->digest + ret->rows, s->digest, (size_t)s->rows * sizeof *s->digest);
    memcpy(ret->problem + ret->problems, s->problem, (size_t)s->problems * sizeof *s->problem);
    memcpy(ret->bad + ret->problems, s->bad, (size_t)s->problems * sizeof *s->bad);
    ret->rows += s->rows;
    ret->problems += s->problems;
    for (ptrdiff_t c = 0; c < columns; c++) {
        ret->column[c].filled += s->column[c].filled;
        ret->column[c].sound += s->column[c].sound;
        ret->column[c].doubtful += s->column[c].doubtful;
    }
}

void register_check(Arena *arena, const RegisterSource *source, const RegisterFile *file, Str name,
                    const RegisterRows *rows, int pivot_year, int threads, CheckedRows *ret)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Work w = {.source = source,
              .file = file,
              .rows = rows,
              .name = name,
              .pivot_year = pivot_year,
              .slice = new (&scratch, Slice, SLICES)};
    ptrdiff_t columns = source->columns;
    parallel_for(threads, rows->rows, SLICE, check_slice, &w);
    *ret = (CheckedRows){.cell = new_raw(arena, Str, rows->rows * columns),
                         .digest = new_raw(arena, RowDigest, rows->rows),
                         .problem = new (arena, Problem, rows->rows),
                         .bad = new (arena, ptrdiff_t, rows->rows)};
    for (ptrdiff_t i = 0; i * SLICE < rows->rows; i++) {
        join(arena, columns, &w.slice[i], ret);
        arena_close(&w.slice[i].memory);
    }
}
