/* Text of a pasted or converted document: prose with tables in it.
 *
 * A line with tabs is a row, and so is a line between pipes (Markdown).  Columns
 * divided by blanks are believed only where at least three lines in a row leave the
 * same gap of two blanks or more, because a value put into the wrong column is worse
 * than none.  Every other line is a row of one cell: titles, numbers, dates and notes
 * are there for those who look for them.  Blank lines, as between pages, are passed over. */
#include "table/encoding.h"
#include "base/utf8.h"
#include "base/vec.h"
#include <string.h>

enum { WIDE_LIMIT = 64 << 20, GRID_WIDTH = 1024, GRID_LINES = 3 };

typedef struct Line { /* one line and where it stands */
    Str raw;
    const char *behind;
    ptrdiff_t number;
} Line;

typedef struct Doc {
    const Source *source;
    Encoding encoding;
    const char *at, *end;
    ptrdiff_t line, damaged;
    const char *run_end;           /* lines before it were looked at for gaps … */
    uint64_t gap[GRID_WIDTH / 64]; /* … and leave these places blank */
    bool gapped;
} Doc;

typedef Vec(Cell) Cells;

static Place place_of(const Doc *d)
{
    return (Place){.file = d->source->name, .row = d->line};
}

/* The next line with something on it; a form feed ends a page and a line. */
static bool next_line(const Doc *d, const char *at, ptrdiff_t number, Line *ret)
{
    while (at < d->end) {
        const char *p = at;
        ptrdiff_t room = d->end - at, limit = d->source->options.limits.cell_bytes + 1;
        const char *stop = at + (room < limit ? room : limit);
        while (p < stop && *p != '\n' && *p != '\r' && *p != '\f')
            p++;
        Str raw = {at, p - at};
        bool pair = p + 1 < d->end && p[0] == '\r' && p[1] == '\n';
        bool page = p < d->end && *p == '\f';
        *ret = (Line){.raw = raw, .number = number, .behind = p < d->end ? p + 1 + pair : p};
        if (str_trim(raw).len > 0)
            return true;
        at = ret->behind;
        number += !page;
    }
    return false;
}

/* ---- rows ------------------------------------------------------------------------ */

static Err *add_cell(Doc *d, Arena *arena, Cells *cells, Str raw, bool damaged)
{
    ptrdiff_t limit = d->source->options.limits.columns;
    if (cells->len == limit)
        return err_at(FAIL(arena, TOO_LARGE, "dòng có hơn %td cột, vượt giới hạn",
                           "the line has more than the %td columns allowed", limit),
                      place_of(d));
    damaged = damaged && raw.len > 0;
    d->damaged += damaged;
    vec_push(arena, cells, ((Cell){.kind = raw.len > 0 ? CELL_TEXT : CELL_EMPTY, .damaged = damaged, .text = raw}));
    return NULL;
}

static Err *add_text(Doc *d, Arena *arena, Cells *cells, Str raw)
{
    bool damaged = false;
    Str text = encoding_text(arena, &d->encoding, raw, &damaged);
    return add_cell(d, arena, cells, text, damaged);
}

static Err *tab_row(Doc *d, Arena *arena, Str line, Cells *cells)
{
    for (StrCut cut = {.tail = line, .ok = true}; cut.ok;) {
        cut = str_cut(cut.tail, '\t');
        TRY(add_text(d, arena, cells, cut.head));
    }
    return NULL;
}

static bool is_pipe_row(Str line)
{
    return line.len >= 2 && line.ptr[0] == '|' && line.ptr[line.len - 1] == '|';
}

/* "|:---|---:|" stands between heading and rows. */
static bool is_pipe_rule(Str line)
{
    bool dash = false;
    for (ptrdiff_t i = 0; i < line.len; i++) {
        if (!strchr("|:- ", line.ptr[i]))
            return false;
        dash = dash || line.ptr[i] == '-';
    }
    return dash && is_pipe_row(line);
}

static Str without_escapes(Arena *arena, Str s)
{
    if (str_find(s, S("\\|")) < 0)
        return s;
    Buf out = buf_open(arena);
    for (ptrdiff_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '\\' || i + 1 == s.len || s.ptr[i + 1] != '|')
            buf_byte(&out, s.ptr[i]);
    return buf_str(&out);
}

static Err *pipe_row(Doc *d, Arena *arena, Str line, Cells *cells)
{
    Str rest = str_slice(line, 1, line.len);
    for (ptrdiff_t from = 0, i = 0; i < rest.len; i++) {
        if (rest.ptr[i] != '|' || (i > 0 && rest.ptr[i - 1] == '\\'))
            continue;
        TRY(add_text(d, arena, cells, without_escapes(arena, str_slice(rest, from, i))));
        from = i + 1;
    }
    return NULL;
}

/* ---- columns divided by blanks ------------------------------------------------------ */

static bool has_inner_gap(Str line)
{
    return str_find(str_trim(line), S("  ")) >= 0 && !memchr(line.ptr, '\t', (size_t)line.len) &&
           !is_pipe_row(str_trim(line));
}

static bool gap_at(const Doc *d, ptrdiff_t column)
{
    return column < GRID_WIDTH && (d->gap[column / 64] >> (column % 64) & 1);
}

/* The line's letters; *ret_indent columns of blanks stand before them. */
static Str laid_out(const Doc *d, Arena *arena, Str raw, ptrdiff_t *ret_indent, bool *ret_damaged)
{
    ptrdiff_t indent = 0;
    *ret_damaged = false;
    while (indent < raw.len && raw.ptr[indent] == ' ')
        indent++;
    *ret_indent = indent;
    return encoding_text(arena, &d->encoding, str_copy(arena, raw), ret_damaged);
}

/* Takes from the common gap what this line has written on; returns where it ends. */
static ptrdiff_t narrow_gap(Doc *d, Str line, ptrdiff_t column)
{
    for (ptrdiff_t at = 0; at < line.len; column++) {
        Rune r = utf8_get(line, at);
        if (r.code != ' ' && r.code != 0xA0 && column < GRID_WIDTH)
            d->gap[column / 64] &= ~((uint64_t)1 << (column % 64));
        at += r.len;
    }
    return column;
}

/* A gap counts where enough lines go on behind it: right of a short line all is blank. */
static void keep_reached(Doc *d, const int32_t *ends)
{
    int64_t reach = 0;
    for (ptrdiff_t i = GRID_WIDTH - 1; i >= 0; i--) {
        reach += ends[i + 1];
        if (reach < GRID_LINES)
            d->gap[i / 64] &= ~((uint64_t)1 << (i % 64));
    }
}

/* Single blanks of all lines that happen to stand below each other divide nothing, nor
 * does what lies before the first letters. */
static void keep_gaps(Doc *d)
{
    ptrdiff_t gaps = 0, begin = 0;
    while (begin < GRID_WIDTH && gap_at(d, begin))
        begin++;
    for (ptrdiff_t i = 0; i < GRID_WIDTH; i++) {
        bool alone = !(i > 0 && gap_at(d, i - 1)) && !gap_at(d, i + 1);
        if (i < begin || alone)
            d->gap[i / 64] &= ~((uint64_t)1 << (i % 64));
        else
            gaps += gap_at(d, i);
    }
    d->gapped = gaps > 0;
}

/* Looks over the run of lines with inner gaps that begins here. */
static void look_over_run(Doc *d, Arena scratch, const char *at, ptrdiff_t number)
{
    ptrdiff_t lines = 0;
    int32_t ends[GRID_WIDTH + 1] = {0}; /* lines that end before this place */
    memset(d->gap, 0xFF, sizeof d->gap);
    d->gapped = false;
    for (Line line; next_line(d, at, number, &line) && has_inner_gap(line.raw); lines++) {
        Arena one = scratch;
        ptrdiff_t indent;
        bool damaged;
        Str text = laid_out(d, &one, line.raw, &indent, &damaged);
        ptrdiff_t end = narrow_gap(d, text, indent);
        ends[end < GRID_WIDTH ? end : GRID_WIDTH]++;
        at = line.behind;
    }
    d->run_end = at;
    keep_reached(d, ends);
    if (lines >= GRID_LINES)
        keep_gaps(d);
}

static Err *gapped_row(Doc *d, Arena *arena, Str raw, Cells *cells)
{
    ptrdiff_t column, from = 0, at = 0;
    bool in_gap = false, damaged; /* which cell lost letters is not known: all of them may have */
    Str line = laid_out(d, arena, raw, &column, &damaged);
    for (ptrdiff_t i = 0; i < column; i++) { /* cells that lie wholly in the indent */
        if (in_gap && !gap_at(d, i))
            TRY(add_cell(d, arena, cells, (Str){0}, false));
        in_gap = gap_at(d, i);
    }
    for (; at < line.len; column++) {
        bool gap = gap_at(d, column);
        if (in_gap && !gap) {
            TRY(add_cell(d, arena, cells, str_trim(str_slice(line, from, at)), damaged));
            from = at;
        }
        in_gap = gap;
        at += utf8_get(line, at).len;
    }
    return add_cell(d, arena, cells, str_trim(str_slice(line, from, at)), damaged);
}

/* ---- the reader --------------------------------------------------------------------- */

static Err *divide(Doc *d, Arena *arena, const Line *line, Cells *cells)
{
    Str raw = line->raw;
    if (raw.len > 0 && memchr(raw.ptr, '\t', (size_t)raw.len)) /* blanks at the ends are cells here */
        return tab_row(d, arena, str_copy(arena, raw), cells);
    if (line->raw.ptr >= d->run_end && has_inner_gap(raw))
        look_over_run(d, *arena, raw.ptr, line->number);
    if (raw.ptr < d->run_end && d->gapped)
        return gapped_row(d, arena, raw, cells);
    Str kept = str_copy(arena, str_trim(raw));
    return is_pipe_row(kept) ? pipe_row(d, arena, kept, cells) : add_text(d, arena, cells, kept);
}

static Err *text_next(void *state, Arena *arena, Row *ret, bool *ret_more)
{
    Doc *d = state;
    for (Line line; next_line(d, d->at, d->line, &line);) {
        d->line = line.number;
        if (line.raw.len > d->source->options.limits.cell_bytes)
            return err_at(FAIL(arena, TOO_LARGE, "dòng dài hơn giới hạn %td byte; tệp có thể không phải là bảng",
                               "the line is longer than the limit of %td bytes; the file may not be a table",
                               d->source->options.limits.cell_bytes),
                          place_of(d));
        if (memchr(line.raw.ptr, 0, (size_t)line.raw.len))
            return err_at(FAIL(arena, BAD_INPUT, "dòng có byte 0; tệp bị hỏng hoặc không phải văn bản",
                               "the line has a zero byte; the file is damaged or not text"),
                          place_of(d));
        d->at = line.behind;
        d->line = line.number + (line.behind[-1] == '\n' || line.behind[-1] == '\r');
        if (is_pipe_rule(str_trim(line.raw)))
            continue;
        Cells cells = {0};
        TRY(divide(d, arena, &line, &cells));
        *ret = (Row){.cell = cells.data, .count = cells.len, .line = line.number};
        return NULL;
    }
    *ret_more = false;
    return NULL;
}

/* Documents in UTF-16 are small: brought to UTF-8 as a whole. */
static Err *narrow_all(Arena *arena, Doc *d)
{
    Str wide = {d->at, d->end - d->at};
    if (wide.len > WIDE_LIMIT)
        return FAIL(arena, TOO_LARGE, "văn bản UTF-16 lớn hơn %d MB; hãy lưu lại dạng UTF-8",
                    "the UTF-16 text is larger than %d MB; save it as UTF-8", WIDE_LIMIT >> 20);
    Buf out = buf_open(arena);
    encoding_narrow(&d->encoding, wide, PTRDIFF_MAX / 2, true, &out);
    d->at = out.ptr;
    d->end = out.ptr + out.len;
    return NULL;
}

Err *text_reader(Arena *arena, const Source *source, Reader *ret)
{
    Doc *d = new (arena, Doc, 1);
    *d = (Doc){.source = source, .line = 1};
    d->encoding = *source->encoding;
    d->at = source->bytes.ptr + d->encoding.bom;
    d->end = source->bytes.ptr + source->bytes.len;
    if (encoding_is_wide(&d->encoding))
        TRY(narrow_all(arena, d));
    d->run_end = d->at;
    *ret = (Reader){.state = d, .next = text_next, .encoding = encoding_name(&d->encoding), .damaged = &d->damaged};
    return NULL;
}
