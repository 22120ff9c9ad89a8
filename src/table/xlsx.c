/* XLSX, one row after the other: the sheets' parts are parsed while they are
 * unpacked, and only the shared strings are held in memory.  The value of a merged
 * range stands in its first cell and the others are empty, as in the file: what a
 * merged heading covers is decided where headings are understood (form). */
#include "table/celltext.h"
#include "table/xlsx_internal.h"

#include "vn/vn.h"
#include <stdlib.h>
#include <string.h>

typedef struct Xlsx {
    const Source *source;
    Pack *pack;
    Book book;
    Xml *xml;
    Arena of_sheet;  /* what lives as long as one sheet is read; rows come and go */
    ptrdiff_t sheet; /* the one being read; the next is sheet + 1 */
    int32_t region;
    ptrdiff_t line, rows;
    Celltext texts;
    int64_t produced; /* bytes of cells and their texts */
} Xlsx;

typedef struct Placed { /* a cell that is not empty */
    ptrdiff_t column;
    Cell cell;
} Placed;

typedef Vec(Placed) Cells;

typedef struct CellHead { /* what <c> says */
    ptrdiff_t column;     /* from 0 */
    NumFmt format;
    char type; /* n, s, b, e, d; t = a formula's text, i = inline */
} CellHead;

static Place place_of(const Xlsx *x, ptrdiff_t column)
{
    return (Place){
        .file = x->source->name, .sheet = x->book.sheets.data[x->sheet].name, .row = x->line, .column = column};
}

/* "BC12" → 54; -1 where there are no letters. */
static ptrdiff_t column_of(Str reference)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < reference.len && i < 8; i++) {
        char c = reference.ptr[i] & (char)~0x20;
        if (c < 'A' || c > 'Z')
            break;
        n = n * 26 + (c - 'A' + 1);
    }
    return n - 1;
}

static char type_of(Str t)
{
    static const struct {
        Str name;
        char type;
    } types[] = {{{"s", 1}, 's'}, {{"str", 3}, 't'}, {{"inlineStr", 9}, 'i'},
                 {{"b", 1}, 'b'}, {{"e", 1}, 'e'},   {{"d", 1}, 'd'}};
    for (int i = 0; i < COUNTOF(types); i++)
        if (str_eq(t, types[i].name))
            return types[i].type;
    return 'n';
}

static bool parse_number(Str s, double *ret)
{
    char text[64];
    s = str_trim(s);
    if (s.len == 0 || s.len >= (ptrdiff_t)sizeof text)
        return false;
    for (ptrdiff_t i = 0; i < s.len; i++) {
        if (!memchr("0123456789+-.eE", s.ptr[i], 15))
            return false;
        text[i] = s.ptr[i];
    }
    text[s.len] = 0;
    char *end;
    *ret = strtod(text, &end);
    return *end == 0;
}

static void text_cell(Xlsx *x, Arena *arena, Str raw, Cell *ret)
{
    *ret = celltext(arena, &x->texts, celltext_unescape(arena, raw));
}

static Err *shared_cell(Xlsx *x, Arena *arena, Str index, Cell *ret)
{
    double i;
    if (!parse_number(index, &i) || !(i >= 0 && i < (double)x->book.strings.count))
        return FAIL(arena, BAD_INPUT, "ô trỏ tới chữ số “%.*s” không có trong tệp; hãy mở bằng Excel và lưu lại",
                    "the cell refers to text number “%.*s”, which the file lacks; open it in Excel and save it again",
                    STRF(index));
    text_cell(x, arena, strings_at(&x->book.strings, (int64_t)i), ret);
    return NULL;
}

/* `value` is the text of <v>, or of <is>. */
static Err *make_cell(Xlsx *x, Arena *arena, const CellHead *head, Str value, Cell *ret)
{
    double number;
    Date date;
    Str trimmed = str_trim(value);
    if (head->type == 's' && trimmed.len > 0)
        return shared_cell(x, arena, trimmed, ret);
    if (head->type == 'b' && trimmed.len > 0)
        *ret = (Cell){.kind = CELL_TEXT, .text = str_eq(trimmed, S("0")) ? S("FALSE") : S("TRUE")};
    else if (head->type == 'n' && parse_number(value, &number))
        numfmt_cell(arena, number, head->format, x->book.since_1904, ret);
    else if (head->type == 'd' && date_parse_iso(str_cut(trimmed, 'T').head, &date))
        *ret = (Cell){.kind = CELL_DATE, .date = date, .text = vn_date(arena, date)};
    else
        text_cell(x, arena, value, ret);
    return NULL;
}

static Err *cell_head(Xlsx *x, Arena *arena, ptrdiff_t expected, CellHead *ret)
{
    ptrdiff_t column = column_of(xml_attr(x->xml, "r"));
    int64_t style = attr_int(x->xml, "s", 0);
    ret->column = column < 0 ? expected : column;
    ret->type = type_of(xml_attr(x->xml, "t"));
    ret->format = style < x->book.formats.len ? x->book.formats.data[style] : NUMFMT_PLAIN;
    if (ret->column < x->source->options.limits.columns)
        return NULL;
    return FAIL(arena, TOO_LARGE, "bảng có hơn %td cột", "the table has more than %td columns",
                x->source->options.limits.columns);
}

/* The texts of <v> and <is> of the cell just opened; <f> and extensions are passed over. */
static Err *cell_value(Xlsx *x, Arena *arena, const CellHead *head, Buf *out)
{
    ptrdiff_t limit = x->source->options.limits.cell_bytes;
    bool wanted = false;
    for (int depth = 1; depth > 0;) {
        XmlEvent event;
        TRY(xml_next(x->xml, arena, &event));
        if (event == XML_EVENT_END)
            return NULL;
        if (event == XML_EVENT_OPEN && xml_is(x->xml, "is")) {
            TRY(rich_text(x->xml, arena, out, limit));
            continue;
        }
        depth += event == XML_EVENT_OPEN ? 1 : event == XML_EVENT_CLOSE ? -1 : 0;
        if (event != XML_EVENT_TEXT)
            wanted = event == XML_EVENT_OPEN && xml_is(x->xml, "v") && head->type != 'i';
        else if (wanted)
            buf_add(out, xml_text(x->xml));
        if (out->len > limit)
            return FAIL(arena, TOO_LARGE, "ô dài hơn %lld KB", "the cell is longer than %lld KB",
                        (long long)(limit >> 10));
    }
    return NULL;
}

static Err *read_cells(Xlsx *x, Arena *arena, Cells *cells)
{
    CellHead head = {.column = -1};
    int64_t row_bytes = 0;
    for (ptrdiff_t count = 0;;) {
        XmlEvent event;
        TRY(xml_next(x->xml, arena, &event));
        if (event == XML_EVENT_CLOSE || event == XML_EVENT_END)
            return NULL;
        if (event != XML_EVENT_OPEN)
            continue;
        if (!xml_is(x->xml, "c")) {
            TRY(xml_skip(x->xml, arena));
            continue;
        }
        TRY(err_at(cell_head(x, arena, head.column + 1, &head), place_of(x, 0)));
        if (count++ >= x->source->options.limits.columns) /* the same cell over and over */
            return err_at(FAIL(arena, TOO_LARGE, "dòng có hơn %td ô", "the row has more than %td cells", count - 1),
                          place_of(x, 0));
        Buf value = buf_open(arena);
        Placed placed = {.column = head.column};
        TRY(err_at(cell_value(x, arena, &head, &value), place_of(x, head.column + 1)));
        TRY(err_at(make_cell(x, arena, &head, buf_str(&value), &placed.cell), place_of(x, head.column + 1)));
        if (placed.cell.kind == CELL_EMPTY)
            continue;
        vec_push(arena, cells, placed);
        row_bytes += placed.cell.text.len;
        x->produced += placed.cell.text.len;
        TRY(err_at(celltext_within(arena, &x->source->options.limits, x->produced, row_bytes),
                   place_of(x, head.column + 1)));
    }
}

static Err *lay_out(Xlsx *x, Arena *arena, const Cells *cells, Row *ret)
{
    ptrdiff_t count = 0;
    for (ptrdiff_t i = 0; i < cells->len; i++)
        if (cells->data[i].column >= count)
            count = cells->data[i].column + 1;
    x->produced += count * (int64_t)sizeof(Cell);
    TRY(err_at(celltext_within(arena, &x->source->options.limits, x->produced, 0), place_of(x, 0)));
    *ret = (Row){.cell = new (arena, Cell, count),
                 .count = count,
                 .line = x->line,
                 .region = x->region,
                 .sheet = x->book.sheets.data[x->sheet].name};
    for (ptrdiff_t i = 0; i < cells->len; i++)
        ret->cell[cells->data[i].column] = cells->data[i].cell;
    return NULL;
}

/* Reads the row just opened; *ret_given tells whether anything stood in it. */
static Err *read_row(Xlsx *x, Arena *arena, Row *ret, bool *ret_given)
{
    Cells cells = {0};
    ptrdiff_t line = (ptrdiff_t)attr_int(x->xml, "r", 0);
    x->line = line > 0 ? line : x->line + 1;
    TRY(read_cells(x, arena, &cells));
    *ret_given = cells.len > 0;
    if (!*ret_given)
        return NULL;
    if (++x->rows > x->source->options.limits.rows)
        return err_at(FAIL(arena, TOO_LARGE, "bảng có hơn %td dòng", "the table has more than %td rows", x->rows - 1),
                      place_of(x, 0));
    return lay_out(x, arena, &cells, ret);
}

static Err *open_sheet(Xlsx *x, Arena *arena)
{
    Feed feed;
    TRY(err_at(pack_part(x->pack, arena, x->book.sheets.data[x->sheet].part, &feed), place_of(x, 0)));
    x->line = 0;
    x->region++;
    arena_reset(&x->of_sheet);
    return err_at(xml_open(&x->of_sheet, feed, x->source->options.limits.cell_bytes, &x->xml), place_of(x, 0));
}

static bool wanted_sheet(const Xlsx *x, ptrdiff_t i)
{
    Str only = x->source->options.sheet;
    return only.len == 0 || str_eq(only, x->book.sheets.data[i].name);
}

static Err *xlsx_next(void *state, Arena *arena, Row *ret, bool *ret_more)
{
    Xlsx *x = state;
    for (bool given = false;;) {
        if (!x->xml) {
            while (++x->sheet < x->book.sheets.len && !wanted_sheet(x, x->sheet)) {
            }
            *ret_more = x->sheet < x->book.sheets.len;
            if (!*ret_more)
                return NULL;
            TRY(open_sheet(x, arena));
        }
        XmlEvent event;
        TRY(err_at(xml_next(x->xml, arena, &event), place_of(x, 0)));
        if (event == XML_EVENT_END)
            xml_close(&x->xml);
        else if (event == XML_EVENT_OPEN && xml_is(x->xml, "row"))
            TRY(read_row(x, arena, ret, &given));
        if (given)
            return NULL;
    }
}

static void xlsx_close(void *state)
{
    Xlsx *x = state;
    xml_close(&x->xml);
    pack_close(&x->pack);
    book_close(&x->book);
    arena_close(&x->of_sheet);
}

static Err *check_sheets(Xlsx *x, Arena *arena)
{
    Buf names = buf_open(arena);
    for (ptrdiff_t i = 0; i < x->book.sheets.len; i++) {
        if (wanted_sheet(x, i))
            return NULL;
        buf_fmt(&names, "%s“%.*s”", i > 0 ? ", " : "", STRF(x->book.sheets.data[i].name));
    }
    if (x->book.sheets.len == 0)
        return FAIL(arena, BAD_INPUT, "bảng tính không có trang nào", "the workbook has no sheet");
    return FAIL(arena, NOT_FOUND, "không có trang tính “%.*s”; tệp có: %.*s",
                "there is no sheet “%.*s”; the file has: %.*s", STRF(x->source->options.sheet), STRF(buf_str(&names)));
}

Err *xlsx_reader(Arena *arena, const Source *source, Reader *ret)
{
    Xlsx *x = new (arena, Xlsx, 1);
    *x = (Xlsx){
        .source = source, .sheet = -1, .of_sheet = arena_open(1 << 20), .book = {.limits = source->options.limits}};
    Err *err = pack_open(arena, source, &x->pack);
    if (!err)
        err = book_read(&x->book, arena, x->pack);
    if (!err)
        err = check_sheets(x, arena);
    for (int64_t i = 0; i < x->book.strings.count; i++)
        celltext_learn(&x->texts, strings_at(&x->book.strings, i));
    if (err) {
        xlsx_close(x);
        return err_at(err, (Place){.file = source->name});
    }
    *ret = (Reader){.state = x,
                    .next = xlsx_next,
                    .close = xlsx_close,
                    .encoding = celltext_encoding(&x->texts),
                    .damaged = &x->texts.damaged};
    return NULL;
}
