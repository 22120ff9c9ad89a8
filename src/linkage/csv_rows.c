#include "linkage/csv_rows.h"

#include "table/csv_scan.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BUFFER = 1 << 20,
    COLUMNS_MAX = 16384,
    LEAD = 16,
    GROWTH = 64 << 10,
    PLACES = 2048,
    PIECE = 4 << 10,
    LEAST = 64
};

struct CsvRows {
    Str path, name;
    int fd;
    const char *at, *end; /* of the buffer: not given out yet */
    char *rest;           /* what was not when the buffer went: the beginning of a row */
    ptrdiff_t rest_len;
    bool last; /* the end of the file is at `end` */
    bool begun;
    Scan scan;
    int64_t line;     /* of the row at `at` */
    int64_t row_line; /* of the last row given */
};

typedef enum Outcome { ROW_DONE, ROW_MORE, ROW_QUOTE } Outcome; /* MORE: the buffer ends within; QUOTE: wrong quotes */

typedef struct Line { /* of a row being read */
    Str *cell;
    ptrdiff_t columns, cells;
    int lines;           /* it goes over */
    bool doubled, extra; /* holds "" for "; has something beyond its columns */
    const char *end;     /* behind its line end */
} Line;

/* ---- the buffer ---------------------------------------------------------------------- */

/* A new buffer in the arena, with what was left and more of the file. */
static Err *fill(CsvRows *r, Arena *arena)
{
    char *to = new_raw(arena, char, LEAD + BUFFER) + LEAD;
    ptrdiff_t len = r->rest_len;
    memcpy(to, r->rest, (size_t)len);
    while (len < BUFFER && !r->last) {
        ssize_t n = read(r->fd, to + len, (size_t)(BUFFER - len));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return FAIL_BECAUSE(arena, UNAVAILABLE, errno, "không đọc được tệp “%.*s”", "could not read “%.*s”",
                                STRF(r->path));
        r->last = n == 0;
        len += n;
    }
    r->at = to;
    r->end = to + len;
    return NULL;
}

/* Past the byte order mark and "sep=;", as Excel writes it. */
static void skip_marks(CsvRows *r)
{
    Str head = {r->at, r->end - r->at};
    if (str_starts(head, S("\xEF\xBB\xBF")))
        head = str_slice(head, 3, head.len);
    const char *newline = head.len > 0 ? memchr(head.ptr, '\n', (size_t)head.len) : NULL;
    r->at = head.ptr;
    if (str_starts(head, S("sep=")) && newline && newline - head.ptr < 8) {
        r->at = newline + 1;
        r->line = 2;
    }
    r->begun = true;
}

static void keep_rest(CsvRows *r)
{
    r->rest_len = r->end - r->at;
    if (r->rest_len > 0)
        memcpy(r->rest, r->at, (size_t)r->rest_len);
}

static void begin(CsvRows *r)
{
    r->line = 1;
    r->rest_len = 0;
    r->last = r->begun = false;
}

Err *csv_rows_open(Arena *arena, Str path, Str name, char delimiter, CsvRows **ret)
{
    int fd = open(str_c(arena, path), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return FAIL_BECAUSE(arena, NOT_FOUND, errno, "không mở được tệp “%.*s”", "could not open “%.*s”", STRF(path));
    CsvRows *r = new (arena, CsvRows, 1);
    *r = (CsvRows){.path = path, .name = name, .fd = fd, .rest = new (arena, char, BUFFER)};
    r->scan.delimiter = delimiter;
    begin(r);
    *ret = r;
    return NULL;
}

Err *csv_rows_rewind(CsvRows *r, Arena *arena)
{
    if (lseek(r->fd, 0, SEEK_SET) != 0)
        return FAIL_BECAUSE(arena, UNAVAILABLE, errno, "không đọc lại được tệp “%.*s”", "could not read “%.*s” again",
                            STRF(r->path));
    begin(r);
    return NULL;
}

void csv_rows_close(CsvRows *r)
{
    if (r && r->fd >= 0)
        close(r->fd);
    if (r)
        r->fd = -1;
}

/* ---- cells --------------------------------------------------------------------------- */

/* Bytes at either end of a cell that ask for a closer look: blanks, the guard before a formula. */
static inline bool is_edge(char c)
{
    unsigned char b = (unsigned char)c;
    return b <= ' ' || b == '\'' || b == 0xC2 || b == 0xA0;
}

static Str clean_edges(Str s)
{
    s = str_trim(s);
    bool guarded = s.len >= 2 && s.ptr[0] == '\'' && strchr("=+-@", s.ptr[1]);
    return guarded ? str_slice(s, 1, s.len) : s;
}

static inline Str clean(Str s)
{
    return s.len > 0 && (is_edge(s.ptr[0]) || is_edge(s.ptr[s.len - 1])) ? clean_edges(s) : s;
}

static inline void add_cell(Line *line, Str s)
{
    if (line->cells < line->columns)
        line->cell[line->cells] = s;
    else
        line->extra = line->extra || s.len > 0;
    line->cells++;
}

/* A bare CR ends a line too. */
static inline bool ends_line(const char *mark, const char *stop)
{
    return *mark == '\n' || (*mark == '\r' && !(mark + 1 < stop && mark[1] == '\n'));
}

/* From the opening quote at p to *ret_mark, the mark behind the closing one. */
static Outcome quoted_cell(CsvRows *r, Line *line, const char *p, const char **ret_mark)
{
    bool doubled = false;
    const char *stop = r->end, *quote;
    scan_next(&r->scan, stop); /* the opening one itself */
    for (;;) {
        quote = scan_next(&r->scan, stop);
        if (quote == stop)
            return r->last ? ROW_QUOTE : ROW_MORE;
        line->lines += ends_line(quote, stop);
        if (*quote != '"')
            continue;
        if (quote + 1 == stop && !r->last)
            return ROW_MORE;
        if (quote + 1 == stop || quote[1] != '"')
            break;
        scan_next(&r->scan, stop);
        doubled = true;
    }
    Str s = {p + 1, quote - p - 1};
    const char *behind = quote + 1;
    while (behind < stop && *behind == ' ')
        behind++;
    if (behind == stop && !r->last)
        return ROW_MORE;
    *ret_mark = scan_next(&r->scan, stop);
    if (*ret_mark != behind || (behind < stop && *behind == '"'))
        return ROW_QUOTE;
    line->doubled = line->doubled || doubled;
    add_cell(line, doubled ? s : clean(s));
    return ROW_DONE;
}

static Outcome find_cells(CsvRows *r, Line *line)
{
    const char *p = r->at, *stop = r->end, *mark;
    for (;;) {
        if (p < stop && *p == '"') {
            Outcome outcome = quoted_cell(r, line, p, &mark);
            if (outcome != ROW_DONE)
                return outcome;
        } else {
            do
                mark = scan_next(&r->scan, stop);
            while (mark < stop && *mark == '"');
            add_cell(line, clean((Str){p, mark - p}));
        }
        if (mark == stop || *mark != r->scan.delimiter)
            break;
        p = mark + 1;
    }
    if (!r->last && (mark == stop || mark + 1 == stop)) /* a CR may have its LF in the next buffer */
        return ROW_MORE;
    line->end = mark + (mark < stop);
    if (mark + 1 < stop && mark[0] == '\r' && mark[1] == '\n') {
        scan_next(&r->scan, stop);
        line->end++;
    }
    return ROW_DONE;
}

/* Quotes taken for letters of one line. */
static Outcome letter_cells(CsvRows *r, Line *line)
{
    const char *stop = r->at;
    while (stop < r->end && *stop != '\n' && *stop != '\r')
        stop++;
    if (stop == r->end && !r->last)
        return ROW_MORE;
    for (const char *p = r->at, *mark; p; p = mark ? mark + 1 : NULL) {
        mark = memchr(p, r->scan.delimiter, (size_t)(stop - p));
        add_cell(line, clean((Str){p, (mark ? mark : stop) - p}));
    }
    line->end = stop + (stop < r->end) + (stop + 1 < r->end && stop[0] == '\r' && stop[1] == '\n');
    scan_from(&r->scan, line->end, r->end);
    return line->cells == line->columns ? ROW_DONE : ROW_QUOTE;
}

/* In place: the buffer is ours, and the row is whole. */
static void single_quotes(Line *line)
{
    for (ptrdiff_t i = 0; i < line->cells && i < line->columns; i++) {
        Str s = line->cell[i];
        if (s.len == 0 || s.ptr[-1] != '"' || !memchr(s.ptr, '"', (size_t)s.len))
            continue;
        char *p = (char *)(uintptr_t)s.ptr;
        ptrdiff_t out = 0;
        for (ptrdiff_t k = 0; k < s.len; k++) {
            p[out++] = p[k];
            k += p[k] == '"';
        }
        line->cell[i] = clean((Str){p, out});
    }
}

static Outcome find_row(CsvRows *r, Line *line, Str *cell, ptrdiff_t columns)
{
    *line = (Line){.cell = cell, .columns = columns, .lines = 1};
    Outcome outcome = find_cells(r, line);
    bool swallowed = outcome == ROW_MORE && r->end - r->at >= BUFFER - LEAD; /* by a quote that is not closed */
    if (outcome == ROW_QUOTE || swallowed) {
        scan_from(&r->scan, r->at, r->end);
        *line = (Line){.cell = cell, .columns = columns, .lines = 1};
        outcome = letter_cells(r, line);
    } else if (outcome == ROW_DONE && line->doubled) {
        single_quotes(line);
    }
    return outcome;
}

/* ---- rows ---------------------------------------------------------------------------- */

static Err *fail_row(const CsvRows *r, Arena *arena, const Line *line, int64_t at, bool quote)
{
    Err *err =
        quote ? FAIL(arena, BAD_INPUT,
                     "dấu ngoặc kép mở ô mà không đóng, hoặc sau dấu đóng còn có chữ; dấu ngoặc kép trong ô phải viết "
                     "hai lần (\"\")",
                     "a quote opens a cell and does not close it, or text follows the closing one; a quote inside a "
                     "cell is written twice (\"\")")
              : FAIL(arena, BAD_INPUT,
                     "dòng có %td ô, tiêu đề chỉ có %td cột; có lẽ một ô chứa dấu phân cách mà không có ngoặc kép",
                     "the line has %td cells and the header only %td columns; perhaps a cell holds the delimiter "
                     "without quotes",
                     line->cells, line->columns);
    return err_at(err, (Place){.file = r->name, .row = (ptrdiff_t)at});
}

static bool is_empty(const Line *line)
{
    for (ptrdiff_t i = 0; i < line->cells && i < line->columns; i++)
        if (line->cell[i].len > 0)
            return false;
    return !line->extra;
}

/* One row that is not empty, at `cell`, and where it begins; *ret false at the end of what the buffer has. */
static Err *next_row(CsvRows *r, Arena *arena, Str *cell, ptrdiff_t columns, const char **ret_from, bool *ret)
{
    Line line;
    for (*ret = false; !*ret && r->at < r->end;) {
        Outcome outcome = find_row(r, &line, cell, columns);
        if (outcome == ROW_MORE)
            return NULL;
        if (outcome == ROW_QUOTE || line.extra)
            return fail_row(r, arena, &line, r->line, outcome == ROW_QUOTE);
        *ret_from = r->at;
        r->at = line.end;
        r->row_line = r->line;
        r->line += line.lines;
        *ret = cell[0].len > 0 || !is_empty(&line);
    }
    for (ptrdiff_t i = *ret ? line.cells : columns; i < columns; i++)
        cell[i] = (Str){0};
    return NULL;
}

static Err *too_long(CsvRows *r, Arena *arena)
{
    return err_at(FAIL(arena, TOO_LARGE, "dòng dài hơn giới hạn %d byte; tệp có thể không phải là bảng",
                       "the line is longer than the limit of %d bytes; the file may not be a table", BUFFER),
                  (Place){.file = r->name, .row = (ptrdiff_t)r->line});
}

typedef struct Cells { /* grow at the end of the arena */
    Str *cell;
    ptrdiff_t columns, rows, cap;
} Cells;

static Str *room_for_row(Arena *arena, Cells *c)
{
    ptrdiff_t row = c->columns * (ptrdiff_t)sizeof(Str);
    if (c->rows == c->cap) {
        ptrdiff_t more = 1 + GROWTH / row;
        c->cell = arena_grow_raw(arena, c->cell, c->cap * row, (c->cap + more) * row, _Alignof(Str));
        c->cap += more;
    }
    return c->cell + c->rows * c->columns;
}

static Str without_end(const char *from, const char *to)
{
    while (to > from && (to[-1] == '\n' || to[-1] == '\r'))
        to--;
    return (Str){from, to - from};
}

/* From the buffer; what is not a whole row of it stays.  text, line: NULL, or room for `most`. */
static Err *find_rows(CsvRows *r, Arena *arena, Cells *cells, ptrdiff_t most, Str *text, uint32_t *line)
{
    bool more = true;
    scan_from(&r->scan, r->at, r->end);
    while (more && cells->rows < most) {
        const char *from = r->at;
        TRY(next_row(r, arena, room_for_row(arena, cells), cells->columns, &from, &more));
        if (line && more)
            line[cells->rows] = (uint32_t)r->row_line;
        if (text && more)
            text[cells->rows] = without_end(from, r->at);
        cells->rows += more;
    }
    return NULL;
}

Err *csv_rows_next(CsvRows *r, Arena *arena, ptrdiff_t columns, ptrdiff_t most, const Str **ret_cell,
                   const uint32_t **ret_line, ptrdiff_t *ret_rows)
{
    Cells cells = {.columns = columns};
    uint32_t *line = ret_line ? new (arena, uint32_t, most) : NULL;
    while (cells.rows == 0) {
        TRY(fill(r, arena));
        if (!r->begun)
            skip_marks(r);
        TRY(find_rows(r, arena, &cells, most, NULL, line));
        if (cells.rows == 0 && r->end - r->at >= BUFFER - LEAD)
            return too_long(r, arena);
        keep_rest(r);
        if (r->last && r->at == r->end)
            break;
    }
    *ret_cell = cells.cell;
    *ret_rows = cells.rows;
    if (ret_line)
        *ret_line = line;
    return NULL;
}

/* ---- rows as texts ---------------------------------------------------------------------- */

/* Lines of the buffer; false where they are no rows: a quote may hold a line end, and a bare CR is one. */
static bool cut_lines(CsvRows *r, ptrdiff_t most, CsvTexts *ret, Str *text, uint32_t *number)
{
    const char *at = r->at, *end = r->end;
    int64_t line = r->line;
    ptrdiff_t rows = 0;
    if (at < end && memchr(at, '"', (size_t)(end - at)))
        return false;
    for (const char *newline; rows < most && at < end; at = newline < end ? newline + 1 : end) {
        newline = memchr(at, '\n', (size_t)(end - at));
        if (!newline && !r->last)
            break;
        newline = newline ? newline : end;
        ptrdiff_t len = newline - at;
        len -= newline < end && len > 0 && at[len - 1] == '\r';
        if (memchr(at, '\r', (size_t)len))
            return false;
        text[rows] = (Str){at, len};
        number[rows++] = (uint32_t)line++;
    }
    r->at = at;
    r->line = line;
    ret->rows = rows;
    return true;
}

Err *csv_rows_texts(CsvRows *r, Arena *arena, ptrdiff_t columns, ptrdiff_t most, bool with_cells, CsvTexts *ret)
{
    Str *text = new_raw(arena, Str, most);
    uint32_t *line = new_raw(arena, uint32_t, most);
    *ret = (CsvTexts){.text = text, .line = line};
    while (ret->rows == 0) {
        TRY(fill(r, arena));
        if (!r->begun)
            skip_marks(r);
        if (with_cells || !cut_lines(r, most, ret, text, line)) {
            Cells cells = {.columns = columns};
            TRY(find_rows(r, arena, &cells, most, text, line));
            ret->cell = cells.cell;
            ret->rows = cells.rows;
        }
        if (ret->rows == 0 && r->end - r->at >= BUFFER - LEAD)
            return too_long(r, arena);
        keep_rest(r);
        if (r->last && r->at == r->end)
            break;
    }
    return NULL;
}

Err *csv_rows_split(const CsvRows *r, Arena *arena, const CsvTexts *texts, ptrdiff_t row, ptrdiff_t columns, Str *cell,
                    bool *ret_any)
{
    if (texts->cell) {
        memcpy(cell, texts->cell + row * columns, (size_t)columns * sizeof *cell);
        *ret_any = true;
        return NULL;
    }
    Str text = texts->text[row];
    Line line = {.cell = cell, .columns = columns};
    for (const char *p = text.ptr, *end = text.ptr + text.len, *mark; p; p = mark ? mark + 1 : NULL) {
        mark = p < end ? memchr(p, r->scan.delimiter, (size_t)(end - p)) : NULL;
        add_cell(&line, clean((Str){p, (mark ? mark : end) - p}));
    }
    if (line.extra)
        return fail_row(r, arena, &line, texts->line[row], false);
    *ret_any = !is_empty(&line);
    for (ptrdiff_t i = line.cells; i < columns; i++)
        cell[i] = (Str){0};
    return NULL;
}

char csv_rows_delimiter(const CsvRows *r)
{
    return r->scan.delimiter;
}

Err *csv_rows_header(CsvRows *r, Arena *arena, const Str **ret_cell, ptrdiff_t *ret_count)
{
    ptrdiff_t rows;
    *ret_count = 0;
    TRY(csv_rows_next(r, arena, COLUMNS_MAX, 1, ret_cell, NULL, &rows));
    for (ptrdiff_t i = 0; rows > 0 && i < COLUMNS_MAX; i++)
        *ret_count = (*ret_cell)[i].len > 0 ? i + 1 : *ret_count;
    return NULL;
}

/* ---- a sample -------------------------------------------------------------------------- */

/* The piece is used for the next one: of it the row alone is kept. */
static void keep_row(const CsvRows *r, Arena *arena, const Line *line)
{
    char *kept = new_raw(arena, char, line->end - r->at);
    memcpy(kept, r->at, (size_t)(line->end - r->at));
    for (ptrdiff_t i = 0; i < line->columns; i++)
        if (line->cell[i].len > 0)
            line->cell[i].ptr = kept + (line->cell[i].ptr - r->at);
}

/* The first whole row of a piece.  Only one: neighbours in a file are often more alike than rows are. */
static void sample_piece(CsvRows *r, Arena *arena, Cells *cells, int64_t *bytes)
{
    Line line;
    Str *cell = room_for_row(arena, cells);
    scan_from(&r->scan, r->at, r->end);
    if (r->at == r->end || find_row(r, &line, cell, cells->columns) != ROW_DONE)
        return;
    *bytes += line.end - r->at;
    if (line.cells != cells->columns || is_empty(&line))
        return;
    keep_row(r, arena, &line);
    cells->rows++;
}

static Err *read_piece(CsvRows *r, Arena *arena, char *to, int64_t at)
{
    ssize_t n = pread(r->fd, to, PIECE, at);
    if (n < 0)
        return FAIL_BECAUSE(arena, UNAVAILABLE, errno, "không đọc được tệp “%.*s”", "could not read “%.*s”",
                            STRF(r->path));
    const char *newline = n > 0 ? memchr(to, '\n', (size_t)n) : NULL; /* the row at hand began before the piece */
    r->end = to + n;
    r->at = newline ? newline + 1 : r->end;
    r->last = false;
    return NULL;
}

/* As far as one reading goes: all of a small file. */
static Err *sample_beginning(CsvRows *r, Arena *arena, ptrdiff_t columns, const Str **ret_cell, ptrdiff_t *ret_rows)
{
    const Str *header;
    ptrdiff_t count;
    TRY(csv_rows_rewind(r, arena));
    TRY(csv_rows_header(r, arena, &header, &count));
    return csv_rows_next(r, arena, columns, PTRDIFF_MAX, ret_cell, NULL, ret_rows);
}

Err *csv_rows_sample(CsvRows *r, Arena *arena, ptrdiff_t columns, const Str **ret_cell, ptrdiff_t *ret_rows,
                     int64_t *ret_about)
{
    struct stat st;
    Cells cells = {.columns = columns};
    int64_t bytes = 0;
    char piece[LEAD + PIECE];
    bool large = fstat(r->fd, &st) == 0 && st.st_size > BUFFER;
    for (int i = 0; large && i < PLACES; i++) {
        TRY(read_piece(r, arena, piece + LEAD, (st.st_size - PIECE) / (PLACES - 1) * i));
        sample_piece(r, arena, &cells, &bytes);
    }
    *ret_cell = cells.cell;
    *ret_rows = cells.rows;
    *ret_about = large ? (int64_t)((double)st.st_size / (double)(bytes + 1) * (double)cells.rows) : 0;
    if (cells.rows >= LEAST)
        return NULL;
    TRY(sample_beginning(r, arena, columns, ret_cell, ret_rows)); /* a small file, or rows longer than a piece */
    *ret_about = large ? (int64_t)((double)st.st_size / BUFFER * (double)*ret_rows) : *ret_rows;
    return NULL;
}
