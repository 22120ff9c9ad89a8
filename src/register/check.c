/* Rows of a file, cell by cell, into the form in which they are kept.  Column by column: the cells of one go the same
 * way through the code; of a strip of rows so short that what is read and written stays in the nearest cache. */
#include "base/pool.h"
#include "register/register_internal.h"
#include <string.h>

enum { SLICE = 2048, SLICES = (COLUMNS_ROWS + SLICE - 1) / SLICE, STRIP = 64 };
enum { MEMO = 64, MEMO_TEXT = 26 };
/* Rows between columns: cells of one row a power of two apart would drive each other out of the cache. */
enum { APART = 36 };

/* What the same text of a column of codes meant before; its meaning is never in a slice's memory. */
typedef struct Memo {
    char text[MEMO_TEXT];
    uint8_t len; /* 0 free */
    uint8_t found;
    Str value;
} Memo;

typedef struct Strip {
    ptrdiff_t rows, to; /* its first row's place among those that are used */
    uint32_t sound[STRIP], doubtful[STRIP];
    uint64_t digest[REGISTER_COLUMNS][STRIP], sum[STRIP], content[STRIP];
    const Text *refused[STRIP]; /* what was expected where a row is not to be used; NULL: it is */
    uint8_t fault[STRIP];       /* the column of that */
} Strip;

typedef struct Slice {
    Arena memory;       /* of cells that are not as written */
    Memo (*memo)[MEMO]; /* by column */
    ptrdiff_t from, rows, problems, room;
    Problem *problem;
    ptrdiff_t *bad;
    ColumnQuality column[REGISTER_COLUMNS];
} Slice;

struct Checker {
    const RegisterSource *source;
    const RegisterFile *file;
    const RegisterRows *rows;
    Str name;
    int pivot_year, threads;
    Text expected[REGISTER_COLUMNS];
    Str *cell[REGISTER_COLUMNS]; /* of all slices */
    RowDigest *digest;
    RowLine *line;
    LineForm form;
    Slice slice[SLICES];
    Arena problems;
};

/* ---- digests ------------------------------------------------------------------------------ */

/* The first key of which every column is filled; else the last. */
static uint64_t key_of(const Checker *w, const Strip *p, ptrdiff_t row)
{
    uint64_t sum = digest_start();
    for (int k = 0; k < w->source->keys; k++) {
        bool filled = true;
        sum = digest_start() + (uint64_t)k;
        for (uint32_t left = w->source->key[k]; left; left &= left - 1) {
            int c = __builtin_ctz(left);
            filled &= w->cell[c][p->to + row].len > 0;
            sum = digest_join(sum, p->digest[c][row]);
        }
        if (filled)
            break;
    }
    return sum;
}

/* A row's content ends with the last cell that is filled: it stays the same where its source gains a column. */
static void add_to_content(Strip *p, const Str *cell, const uint64_t *digest)
{
    for (ptrdiff_t i = 0; i < p->rows; i++) {
        p->sum[i] = digest_join(p->sum[i], digest[i]);
        p->content[i] = cell[i].len > 0 ? p->sum[i] : p->content[i];
    }
}

/* ---- cells ---------------------------------------------------------------------------------- */

static ValueFound read_memo(Slice *s, const Checker *w, ptrdiff_t c, Str written, Str *ret)
{
    const RegisterColumn *column = &w->source->column[c];
    Memo *memo = &s->memo[c][digest_cell(written) % MEMO];
    if (memo->len == written.len && memcmp(memo->text, written.ptr, memo->len) == 0) {
        *ret = memo->value;
        return (ValueFound)memo->found;
    }
    ValueFound found = value_read(&s->memory, column->sort, &column->codes, w->pivot_year, written, ret);
    memo->len = (uint8_t)written.len;
    memcpy(memo->text, written.ptr, memo->len);
    memo->found = (uint8_t)found;
    memo->value = *ret;
    return found;
}

static ValueFound read_cell(Slice *s, const Checker *w, ptrdiff_t c, Str written, Str *ret)
{
    const RegisterColumn *column = &w->source->column[c];
    bool word = column->sort == SORT_CODE || column->sort == SORT_SEX;
    if (word && written.len <= MEMO_TEXT)
        return read_memo(s, w, c, written, ret);
    return value_read(&s->memory, column->sort, &column->codes, w->pivot_year, written, ret);
}

/* Why its row is not to be used; NULL where it is. */
static const Text *check_cell(Slice *s, const Checker *w, ptrdiff_t c, Str written, Str *ret, ValueFound *ret_found)
{
    static const Text missing = TEXT_INIT("một giá trị, cột này bắt buộc", "a value, the column is required");
    static const Text too_long = TEXT_INIT("không quá 2.000 chữ", "no more than 2,000 letters");
    bool required = w->source->column[c].required;
    *ret = (Str){0};
    *ret_found = VALUE_EMPTY;
    if (written.len == 0)
        return required ? &missing : NULL;
    if (written.len > COLUMNS_CELL / 2)
        return &too_long;
    *ret_found = read_cell(s, w, c, written, ret);
    bool usable = *ret_found == VALUE_SOUND || *ret_found == VALUE_DOUBTFUL || (*ret_found == VALUE_EMPTY && !required);
    return usable ? NULL : &w->expected[c];
}

static void check_column(Slice *s, Checker *w, Strip *p, ptrdiff_t from, ptrdiff_t c)
{
    Str *cell = w->cell[c] + p->to;
    uint64_t *digest = p->digest[c];
    for (ptrdiff_t i = 0; i < p->rows; i++) {
        ValueFound found;
        const Text *expected = check_cell(s, w, c, register_cell(w->rows, from + i, c), &cell[i], &found);
        digest[i] = digest_cell(cell[i]);
        p->sound[i] |= (uint32_t)(found == VALUE_SOUND) << c;
        p->doubtful[i] |= (uint32_t)(found == VALUE_DOUBTFUL) << c;
        if (expected && !p->refused[i]) {
            p->refused[i] = expected;
            p->fault[i] = (uint8_t)c;
        }
    }
    add_to_content(p, cell, digest);
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void refuse(Slice *s, const Checker *w, ptrdiff_t row, ptrdiff_t column, Text expected)
{
    const RegisterRows *r = w->rows;
    if (!s->problem) {
        s->problem = new_raw(&s->memory, Problem, s->room);
        s->bad = new_raw(&s->memory, ptrdiff_t, s->room);
    }
    s->bad[s->problems] = row;
    s->problem[s->problems++] = (Problem){.place = {.file = w->name,
                                                    .sheet = r->sheet ? r->sheet[row] : (Str){0},
                                                    .row = r->line[row],
                                                    .field = register_file_heading(w->file, column)},
                                          .value = register_cell(r, row, column),
                                          .expected = expected};
}

/* Only rows that are used count. */
static void count(Slice *s, ptrdiff_t columns, const RowLine *line, ptrdiff_t rows)
{
    for (ptrdiff_t c = 0; c < columns; c++) {
        uint32_t sound = 0, doubtful = 0;
        for (ptrdiff_t i = 0; i < rows; i++) {
            sound += line[i].sound >> c & 1;
            doubtful += line[i].doubtful >> c & 1;
        }
        s->column[c].sound += sound;
        s->column[c].doubtful += doubtful;
        s->column[c].filled += sound + doubtful;
    }
}

/* Rows of the strip that are used move up to where the last ones end. */
static void use_rows(Slice *s, Checker *w, const Strip *p, ptrdiff_t from)
{
    ptrdiff_t used = 0;
    for (ptrdiff_t i = 0; i < p->rows; i++) {
        if (p->refused[i]) {
            refuse(s, w, from + i, p->fault[i], *p->refused[i]);
            continue;
        }
        ptrdiff_t to = p->to + used;
        w->digest[to] = (RowDigest){key_of(w, p, i), p->content[i]};
        for (ptrdiff_t c = 0; c < w->source->columns && used < i; c++)
            w->cell[c][to] = w->cell[c][p->to + i];
        uint64_t written = w->rows->text ? line_digest(&w->form, w->rows->text[from + i]) : 0;
        w->line[to] = (RowLine){written, p->sound[i], p->doubtful[i]};
        used++;
    }
    count(s, w->source->columns, w->line + p->to, used);
    s->rows += used;
}

static void check_strip(Slice *s, Checker *w, ptrdiff_t from, ptrdiff_t to)
{
    Strip p; /* 18 KB, most of which every strip writes itself: not set to 0 */
    p.rows = to - from;
    p.to = s->from + s->rows;
    for (ptrdiff_t i = 0; i < p.rows; i++) {
        p.sound[i] = p.doubtful[i] = 0;
        p.sum[i] = p.content[i] = digest_start();
        p.refused[i] = NULL;
    }
    for (ptrdiff_t c = 0; c < w->source->columns; c++)
        check_column(s, w, &p, from, c);
    use_rows(s, w, &p, from);
}

static void check_slice(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Checker *w = arg;
    Slice *s = &w->slice[from / SLICE];
    arena_rewind(&s->memory);
    s->from = from;
    s->rows = s->problems = 0;
    s->room = to - from;
    s->problem = NULL;
    memset(s->column, 0, sizeof s->column);
    for (ptrdiff_t row = from; row < to; row += STRIP)
        check_strip(s, w, row, to - row < STRIP ? to : row + STRIP);
}

/* ---- all of them ---------------------------------------------------------------------------------- */

/* Rows of a slice move up where rows before them were left out. */
static void join(Checker *w, const Slice *s, Problem *problem, ptrdiff_t *bad, CheckedRows *ret)
{
    ptrdiff_t columns = w->source->columns, to = ret->rows;
    for (ptrdiff_t c = 0; c < columns && to < s->from; c++)
        memmove(w->cell[c] + to, w->cell[c] + s->from, (size_t)s->rows * sizeof(Str));
    if (to < s->from) {
        memmove(w->digest + to, w->digest + s->from, (size_t)s->rows * sizeof(RowDigest));
        memmove(w->line + to, w->line + s->from, (size_t)s->rows * sizeof(RowLine));
    }
    for (ptrdiff_t i = 0; i < s->problems; i++) {
        problem[ret->problems] = s->problem[i];
        bad[ret->problems++] = s->bad[i];
    }
    ret->rows += s->rows;
    for (ptrdiff_t c = 0; c < columns; c++) {
        ret->column[c].filled += s->column[c].filled;
        ret->column[c].sound += s->column[c].sound;
        ret->column[c].doubtful += s->column[c].doubtful;
    }
}

void checker_run(Checker *w, const RegisterRows *rows, CheckedRows *ret)
{
    ptrdiff_t problems = 0, slices = (rows->rows + SLICE - 1) / SLICE;
    w->rows = rows;
    parallel_for(w->threads, rows->rows, SLICE, check_slice, w);
    for (ptrdiff_t i = 0; i < slices; i++)
        problems += w->slice[i].problems;
    arena_rewind(&w->problems);
    Problem *problem = new_raw(&w->problems, Problem, problems);
    ptrdiff_t *bad = new_raw(&w->problems, ptrdiff_t, problems);
    *ret = (CheckedRows){.digest = w->digest, .line = w->line, .problem = problem, .bad = bad};
    for (ptrdiff_t c = 0; c < w->source->columns; c++)
        ret->cell[c] = w->cell[c];
    for (ptrdiff_t i = 0; i < slices; i++)
        join(w, &w->slice[i], problem, bad, ret);
}

Checker *checker_open(Arena *arena, const RegisterSource *source, const RegisterFile *file, Str name, int pivot_year,
                      int threads)
{
    Checker *w = new (arena, Checker, 1);
    *w = (Checker){.source = source,
                   .file = file,
                   .name = name,
                   .pivot_year = pivot_year,
                   .threads = threads,
                   .digest = new_raw(arena, RowDigest, COLUMNS_ROWS),
                   .line = new_raw(arena, RowLine, COLUMNS_ROWS),
                   .problems = arena_open(ARENA_DEFAULT)};
    if (register_file_is_plain(file))
        w->form = line_form(source, file, pivot_year);
    for (ptrdiff_t c = 0; c < source->columns; c++) {
        w->expected[c] = value_sort_text(source->column[c].sort);
        w->cell[c] = new_raw(arena, Str, COLUMNS_ROWS + APART);
    }
    for (int i = 0; i < SLICES; i++) {
        w->slice[i].memory = arena_open(ARENA_DEFAULT);
        bool shared = threads == 1 && i > 0; /* one after the other */
        w->slice[i].memo = shared ? w->slice[0].memo : (Memo(*)[MEMO])(void *)new (arena, Memo, source->columns * MEMO);
    }
    return w;
}

void checker_close(Checker **checker)
{
    if (!*checker)
        return;
    for (int i = 0; i < SLICES; i++)
        arena_close(&(*checker)->slice[i].memory);
    arena_close(&(*checker)->problems);
    *checker = NULL;
}
