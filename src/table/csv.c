/* CSV and TSV after RFC 4180: quotes around cells that hold delimiters, quotes or line
 * ends; CR, LF and CRLF.  A quote inside a cell that does not begin with one is a
 * letter like any other (12" pipe).  Where one is never closed, or is followed by other
 * text, a guess would swallow rows without a word: if the line alone, its quotes taken for
 * letters, has as many cells as the row before it, it comes out as it stands and marked;
 * else it is an error.
 *
 * The cells of a row are found where the file lies and then copied at once.  UTF-16 is
 * brought to UTF-8 in a window that moves along. */
#include "table/csv_scan.h"
#include "table/kind.h"
#include <sys/mman.h>

enum { WINDOW = 256 << 10, UTF8_ROOM = 8, GIVE_BACK = 16 << 20, PAGE = 4096 };

typedef struct Span {
    int32_t from, len; /* in the row */
    bool doubled;      /* holds "" for " */
} Span;

typedef struct Csv {
    const Source *source;
    Arena *arena;
    Encoding encoding;
    Scan scan;
    const char *at, *end; /* unread: in the file or in the window */
    Str wide;             /* UTF-16 that is not in the window yet */
    char *window;
    ptrdiff_t window_cap;
    const char *given_back; /* to here */
    Span *span;
    ptrdiff_t spans, span_cap;
    ptrdiff_t line, lines_in_row, damaged;
    ptrdiff_t usual;   /* cells of the row before */
    bool wrong_quotes; /* why there is an Err */
    bool misquoted;    /* the row that was found was read in spite of them */
} Csv;

typedef enum Outcome { ROW_DONE, ROW_MORE, ROW_END } Outcome; /* MORE: the window ends within the row */

/* ---- the bytes --------------------------------------------------------------------- */

/* Moves what is unread to the front of the window and fills it up; twice as wide where
 * one row fills it, so that no row is read more often than a few times. */
static void refill(Csv *c)
{
    ptrdiff_t kept = c->end - c->at;
    char *from = c->window;
    if (kept * 2 > c->window_cap) {
        c->window_cap = c->window_cap * 2;
        c->window = new (c->arena, char, c->window_cap + UTF8_ROOM);
    }
    if (kept > 0)
        memmove(c->window, from + (c->at - from), (size_t)kept);
    Buf out = {.arena = c->arena, .ptr = c->window, .len = kept, .cap = c->window_cap + UTF8_ROOM};
    ptrdiff_t taken = encoding_narrow(&c->encoding, c->wide, c->window_cap - kept, true, &out);
    c->wide = str_slice(c->wide, taken, c->wide.len);
    c->at = c->window;
    c->end = c->window + out.len;
    scan_from(&c->scan, c->at, c->end);
}

/* A file of gigabytes does not stay in memory behind the reader. */
static void give_back(Csv *c)
{
    const char *read_to = c->window ? c->wide.ptr : c->at;
    if (!c->source->mapped || !read_to || read_to - c->given_back < GIVE_BACK)
        return;
    ptrdiff_t pages = (read_to - c->given_back) / PAGE * PAGE;
    madvise((void *)(uintptr_t)c->given_back, (size_t)pages, MADV_DONTNEED);
    c->given_back += pages;
}

/* ---- one row ------------------------------------------------------------------------- */

static Place place_of(const Csv *c)
{
    return (Place){.file = c->source->name, .row = c->line, .column = c->spans + 1};
}

static Err *too_long(Csv *c, Arena *arena, bool quoted)
{
    ptrdiff_t limit = c->source->options.limits.cell_bytes;
    c->wrong_quotes = quoted;
    Err *err =
        quoted ? FAIL(arena, TOO_LARGE,
                      "ô có dấu ngoặc kép mở mà sau %td byte vẫn chưa đóng; hãy xem lại dấu ngoặc kép ở ô này",
                      "a quote opens a cell and is not closed within %td bytes; look at the quotes of this cell", limit)
               : FAIL(arena, TOO_LARGE, "dòng dài hơn giới hạn %td byte; tệp có thể không phải là bảng",
                      "the line is longer than the limit of %td bytes; the file may not be a table", limit);
    return err_at(err, place_of(c));
}

static Err *bad_quote(Csv *c, Arena *arena, bool closed)
{
    c->wrong_quotes = true;
    Err *err =
        closed ? FAIL(arena, BAD_INPUT,
                      "sau dấu ngoặc kép đóng ô còn có chữ; dấu ngoặc kép trong ô phải viết hai lần (\"\")",
                      "text follows the quote that closes the cell; a quote inside a cell is written twice (\"\")")
               : FAIL(arena, BAD_INPUT, "dấu ngoặc kép mở ô mà đến hết tệp không đóng; hãy thêm hoặc bỏ dấu này",
                      "the quote that opens the cell is not closed before the end of the file; add one or remove it");
    return err_at(err, place_of(c));
}

static Err *add_span(Csv *c, Arena *arena, Span span)
{
    ptrdiff_t limit = c->source->options.limits.columns;
    if (c->spans == limit)
        return err_at(FAIL(arena, TOO_LARGE, "dòng có hơn %td cột, vượt giới hạn",
                           "the line has more than the %td columns allowed", limit),
                      place_of(c));
    if (c->spans == c->span_cap) {
        ptrdiff_t wider = c->span_cap * 2;
        c->span = arena_grow(c->arena, c->span, c->span_cap * (ptrdiff_t)sizeof(Span), wider * (ptrdiff_t)sizeof(Span),
                             _Alignof(Span));
        c->span_cap = wider;
    }
    c->span[c->spans++] = span;
    return NULL;
}

typedef struct Cursor { /* within the row being read */
    const char *start;  /* of the row */
    const char *stop;   /* the row may not reach further */
    const char *mark;   /* what ended the cell: a delimiter, a line end or `stop` */
} Cursor;

/* From the opening quote at p to the mark behind the closing one. */
static Err *quoted_cell(Csv *c, Arena *arena, Cursor *k, const char *p, Outcome *ret)
{
    Span span = {.from = (int32_t)(p + 1 - k->start)};
    bool at_end = k->stop == c->end, last = c->wide.len == 0;
    const char *quote = scan_next(&c->scan, k->stop); /* the opening one itself */
    for (;;) {
        quote = scan_next(&c->scan, k->stop);
        if (quote == k->stop) {
            *ret = ROW_MORE;
            return !at_end ? too_long(c, arena, true) : last ? bad_quote(c, arena, false) : NULL;
        }
        if (*quote == '\n' || (*quote == '\r' && quote + 1 < c->end && quote[1] != '\n'))
            c->lines_in_row++;
        if (*quote != '"')
            continue;
        if (quote + 1 == k->stop && at_end && !last) {
            *ret = ROW_MORE;
            return NULL;
        }
        if (quote + 1 < k->stop && quote[1] == '"') {
            scan_next(&c->scan, k->stop);
            span.doubled = true;
            continue;
        }
        break;
    }
    span.len = (int32_t)(quote - k->start - span.from);
    const char *behind = quote + 1;
    while (behind < k->stop && *behind == ' ')
        behind++;
    k->mark = scan_next(&c->scan, k->stop);
    if (behind == k->stop && at_end && !last) {
        *ret = ROW_MORE;
        return NULL;
    }
    if (k->mark != behind || (k->mark < k->stop && *k->mark == '"'))
        return bad_quote(c, arena, true);
    return add_span(c, arena, span);
}

static Err *plain_cell(Csv *c, Arena *arena, Cursor *k, const char *p)
{
    do
        k->mark = scan_next(&c->scan, k->stop);
    while (k->mark < k->stop && *k->mark == '"');
    return add_span(c, arena, (Span){.from = (int32_t)(p - k->start), .len = (int32_t)(k->mark - p)});
}

/* Finds the cells of the row at c->at and leaves c->at behind its line end. */
static Err *find_cells(Csv *c, Arena *arena, Outcome *ret)
{
    ptrdiff_t limit = c->source->options.limits.cell_bytes;
    bool last = c->wide.len == 0, cut = c->end - c->at > limit;
    Cursor k = {.start = c->at, .stop = cut ? c->at + limit : c->end};
    const char *p = c->at;
    *ret = ROW_DONE;
    c->misquoted = c->wrong_quotes = false;
    c->spans = 0;
    c->lines_in_row = 1;
    if (p == c->end) {
        *ret = last ? ROW_END : ROW_MORE;
        return NULL;
    }
    for (;;) {
        if (p < k.stop && *p == '"')
            TRY(quoted_cell(c, arena, &k, p, ret));
        else
            TRY(plain_cell(c, arena, &k, p));
        if (*ret == ROW_MORE)
            return NULL;
        if (k.mark == k.stop || *k.mark != c->scan.delimiter)
            break;
        p = k.mark + 1;
    }
    if (k.mark == k.stop && cut)
        return too_long(c, arena, false);
    bool cr = k.mark < k.stop && *k.mark == '\r';
    if (!last && (k.mark == k.stop || (cr && k.mark + 1 == c->end))) {
        *ret = ROW_MORE;
        return NULL;
    }
    c->at = k.mark + (k.mark < c->end);
    if (cr && c->at < c->end && *c->at == '\n') {
        scan_next(&c->scan, c->end);
        c->at++;
    }
    return NULL;
}

/* Cells of the line that begins at `start`, with quotes as letters. */
static Err *letter_cells(Csv *c, Arena *arena, const char *start, const char *stop)
{
    c->spans = 0;
    for (const char *p = start, *mark;; p = mark + 1) {
        mark = memchr(p, c->scan.delimiter, (size_t)(stop - p));
        mark = mark ? mark : stop;
        TRY(add_span(c, arena, (Span){.from = (int32_t)(p - start), .len = (int32_t)(mark - p)}));
        if (mark == stop)
            return NULL;
    }
}

/* After wrong quotes in the row that begins at c->at.  *err becomes NULL where the line
 * can be read alone. */
static Err *read_line_alone(Csv *c, Arena *arena, Outcome *ret, Err **err)
{
    ptrdiff_t room = c->end - c->at, limit = c->source->options.limits.cell_bytes;
    const char *stop = c->at, *end = c->at + (room < limit ? room : limit);
    while (stop < end && *stop != '\n' && *stop != '\r')
        stop++;
    if (stop == c->end && c->wide.len > 0) { /* look again with more of the file */
        *err = NULL;
        *ret = ROW_MORE;
        return NULL;
    }
    if (c->usual == 0 || (stop == end && end != c->end))
        return NULL;
    TRY(letter_cells(c, arena, c->at, stop));
    if (c->spans != c->usual)
        return NULL;
    *err = NULL;
    *ret = ROW_DONE;
    c->misquoted = true;
    c->lines_in_row = 1;
    bool pair = stop + 1 < c->end && stop[0] == '\r' && stop[1] == '\n';
    c->at = stop + (stop < c->end) + pair;
    scan_from(&c->scan, c->at, c->end);
    return NULL;
}

static Err *find_row(Csv *c, Arena *arena, Outcome *ret)
{
    Err *err = find_cells(c, arena, ret);
    if (err && c->wrong_quotes)
        TRY(read_line_alone(c, arena, ret, &err));
    return err;
}

/* ---- what the cells say -------------------------------------------------------------- */

typedef struct Traits {
    bool ascii, zero;
} Traits;

static Traits traits_of(Str s)
{
    uint64_t any = 0, zero = 0, w;
    ptrdiff_t i = 0;
    for (; s.len - i >= 8; i += 8) {
        memcpy(&w, s.ptr + i, 8);
        any |= w;
        zero |= (w - 0x0101010101010101u) & ~w;
    }
    for (w = 0; i < s.len; i++) {
        any |= (uint64_t)(unsigned char)s.ptr[i];
        w |= s.ptr[i] == 0;
    }
    return (Traits){.ascii = !(any & 0x8080808080808080u), .zero = w || (zero & 0x8080808080808080u)};
}

static Str single_quotes(char *p, ptrdiff_t len)
{
    ptrdiff_t out = 0;
    for (ptrdiff_t i = 0; i < len; i++) {
        p[out++] = p[i];
        i += p[i] == '"';
    }
    return (Str){p, out};
}

/* Writers put an apostrophe before text that a spreadsheet would run. */
static Str without_guard(Str s)
{
    bool guarded = s.len >= 2 && s.ptr[0] == '\'' && strchr("=+-@", s.ptr[1]);
    return guarded ? str_slice(s, 1, s.len) : s;
}

static Err *make_row(Csv *c, Arena *arena, Str raw, Row *ret)
{
    Traits traits = traits_of(raw);
    if (traits.zero)
        return err_at(FAIL(arena, BAD_INPUT, "dòng có byte 0; tệp bị hỏng hoặc không phải văn bản",
                           "the line has a zero byte; the file is damaged or not text"),
                      (Place){.file = c->source->name, .row = c->line});
    char *copy = new (arena, char, raw.len);
    if (raw.len > 0)
        memcpy(copy, raw.ptr, (size_t)raw.len);
    *ret = (Row){.cell = new (arena, Cell, c->spans), .count = c->spans, .line = c->line, .misquoted = c->misquoted};
    bool plain = traits.ascii && encoding_keeps_ascii(&c->encoding);
    for (ptrdiff_t i = 0; i < c->spans; i++) {
        Str s = {copy + c->span[i].from, c->span[i].len};
        bool damaged = false;
        if (c->span[i].doubled)
            s = single_quotes(copy + c->span[i].from, s.len);
        s = plain ? str_trim(s) : encoding_text(arena, &c->encoding, s, &damaged);
        s = without_guard(s);
        c->damaged += damaged;
        if (s.len > 0)
            ret->cell[i] = (Cell){.kind = CELL_TEXT, .damaged = damaged, .text = s};
    }
    return NULL;
}

static bool is_blank_line(Str raw)
{
    return str_trim(raw).len == 0;
}

static Err *csv_next(void *state, Arena *arena, Row *ret, bool *ret_more)
{
    Csv *c = state;
    for (;;) {
        Outcome outcome;
        const char *start = c->at;
        TRY(find_row(c, arena, &outcome));
        if (outcome == ROW_MORE) {
            refill(c);
            continue;
        }
        *ret_more = outcome == ROW_DONE;
        if (outcome == ROW_END)
            return NULL;
        Str raw = {start, c->at - start};
        bool blank = c->spans == 1 && is_blank_line(raw);
        Err *err = blank ? NULL : make_row(c, arena, raw, ret);
        c->usual = blank ? c->usual : c->spans;
        c->line += c->lines_in_row;
        give_back(c);
        if (err || !blank)
            return err;
    }
}

/* "sep=;" as Excel writes it on the first line. */
static char told_delimiter(Csv *c)
{
    Str head = {c->at, c->end - c->at < 7 ? c->end - c->at : 7};
    if (head.len < 6 || !str_starts(head, S("sep=")) || (head.ptr[5] != '\n' && head.ptr[5] != '\r'))
        return 0;
    char delimiter = head.ptr[4];
    c->at += 6 + (head.len == 7 && head.ptr[5] == '\r' && head.ptr[6] == '\n');
    c->line = 2;
    return strchr(",;|\t", delimiter) ? delimiter : 0;
}

Err *csv_reader(Arena *arena, const Source *source, Reader *ret)
{
    Csv *c = new (arena, Csv, 1);
    *c = (Csv){.source = source, .arena = arena, .line = 1, .span_cap = 64, .span = new (arena, Span, 64)};
    c->encoding = *source->encoding;
    Str bytes = str_slice(source->bytes, c->encoding.bom, source->bytes.len);
    c->at = c->given_back = source->bytes.ptr + c->encoding.bom;
    c->end = c->at + bytes.len;
    c->given_back -= c->encoding.bom; /* the mapping's first page */
    if (encoding_is_wide(&c->encoding)) {
        c->wide = bytes;
        c->window_cap = WINDOW;
        c->window = new (arena, char, WINDOW + UTF8_ROOM);
        c->at = c->end = c->window;
        refill(c);
    }
    char told = told_delimiter(c);
    char delimiter = source->options.delimiter ? source->options.delimiter : told;
    if (!delimiter)
        delimiter = kind_delimiter(*arena, source, &c->encoding);
    c->scan.delimiter = delimiter ? delimiter : ',';
    scan_from(&c->scan, c->at, c->end);
    *ret = (Reader){.state = c,
                    .next = csv_next,
                    .encoding = encoding_name(&c->encoding),
                    .delimiter = c->scan.delimiter,
                    .damaged = &c->damaged};
    return NULL;
}
