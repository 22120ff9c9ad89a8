/* XLS: workbooks of Excel 97-2003 and Excel 5/95.
 *
 * FreeXL, the library that Debian has for this, leaves out every formula with its
 * result (a column of totals comes out empty) and knows no percentages; so the few
 * records that carry values are read here.  The stream lies in memory, and a first
 * pass over a sheet notes where each row's records begin, because some writers do not
 * keep rows in order. */
#include "base/vec.h"
#include "table/biff.h"
#include "table/celltext.h"
#include "table/ole.h"
#include "table/table_internal.h"

#include <stdlib.h>
#include <string.h>

enum { BIFF8 = 0x600, BIFF5 = 0x500, MAX_COLUMNS = 256 };
enum { MAX_SHEETS = 4096, MAX_FORMATS = 1 << 16, MAX_CUSTOM = 1024, SCANS = 4, DOUBTED = 1 << 20 };

typedef struct Sheet {
    Str name;
    BiffRecord record; /* that lists it */
    uint32_t offset;
    bool hidden;
} Sheet;

typedef struct Run { /* records of one row that follow each other */
    uint32_t row, offset;
} Run;

typedef struct Xls {
    const Source *source;
    Str stream;
    unsigned version, codepage;
    bool since_1904;
    Vec(struct {
        uint32_t id;
        NumFmt format;
    }) custom;
    Vec(NumFmt) formats; /* by XF */
    Vec(Sheet) sheets;
    Strings strings;

    ptrdiff_t sheet; /* being read, -1 before the first */
    int32_t region;
    Arena of_sheet;
    Vec(Run) runs;
    ptrdiff_t run; /* the next one to read */
    ptrdiff_t rows;
    Celltext texts;
    int64_t produced;
    int64_t scanned; /* bytes of sheets so far: sheets that overlap would be read over and over */
} Xls;

typedef struct Line { /* the row being read */
    Cell *cell;       /* MAX_COLUMNS */
    ptrdiff_t count;
    int64_t bytes;
    ptrdiff_t awaits_text; /* column of a formula whose text follows, or -1 */
} Line;

static Place place_of(const Xls *x, ptrdiff_t row, ptrdiff_t column)
{
    return (Place){.file = x->source->name,
                   .row = row,
                   .column = column,
                   .sheet = x->sheet >= 0 && x->sheet < x->sheets.len ? x->sheets.data[x->sheet].name : (Str){0}};
}

/* ---- texts --------------------------------------------------------------------- */

/* A text with its length before it, in `width` bytes; the two versions differ. */
static Str read_text(const Xls *x, Arena *arena, const BiffRecord *record, ptrdiff_t at, int width)
{
    Buf out = buf_open(arena);
    uint32_t count = width == 2 ? biff_u16(record->data, at) : biff_u8(record->data, at);
    at += width;
    if (x->version == BIFF8) {
        BiffText text = biff_text(x->stream, record, at);
        bool wide = biff_text_u8(&text) & 1;
        biff_text_chars(&text, &out, count, wide);
    } else {
        at = at < record->data.len ? at : record->data.len;
        Str bytes = str_slice(record->data, at, record->data.len);
        bytes.len = bytes.len < (ptrdiff_t)count ? bytes.len : (ptrdiff_t)count;
        return x->codepage == 1258 ? vn_from_1258(arena, bytes) : vn_from_1252(arena, bytes);
    }
    return buf_str(&out);
}

static Err *read_shared_strings(Xls *x, Arena *arena, const BiffRecord *record)
{
    AUTO(arena_close) Arena scratch = arena_open(1 << 22); /* a text has at most 65,535 characters */
    BiffText text = biff_text(x->stream, record, 8);
    uint32_t count = biff_u32(record->data, 4);
    strings_close(&x->strings);
    strings_open(&x->strings);
    for (uint32_t i = 0; i < count; i++) {
        arena_reset(&scratch);
        Buf out = buf_open(&scratch);
        uint32_t chars = biff_text_u16(&text), flags = biff_text_u8(&text);
        int64_t runs = flags & 8 ? biff_text_u16(&text) : 0;
        int64_t extra = flags & 4 ? biff_text_u32(&text) : 0;
        biff_text_chars(&text, &out, chars, flags & 1);
        biff_text_skip(&text, runs * 4 + extra);
        if (text.ended && out.len == 0 && (chars > 0 || flags == 0)) /* the count promised more */
            return NULL;
        TRY(strings_add(&x->strings, arena, buf_str(&out)));
    }
    return NULL;
}

/* ---- the workbook -------------------------------------------------------------- */

static NumFmt format_by_id(const Xls *x, uint32_t id)
{
    for (ptrdiff_t i = x->custom.len - 1; i >= 0; i--)
        if (x->custom.data[i].id == id)
            return x->custom.data[i].format;
    return numfmt_builtin(id);
}

static void add_sheet(Xls *x, Arena *arena, const BiffRecord *record)
{
    if (biff_u8(record->data, 5) != 0 || x->sheets.len == MAX_SHEETS) /* charts and macros have no cells */
        return;
    Sheet sheet = {.record = *record, .offset = biff_u32(record->data, 0), .hidden = biff_u8(record->data, 4) & 3};
    vec_push(arena, &x->sheets, sheet);
}

static Err *on_global(Xls *x, Arena *arena, const BiffRecord *record)
{
    __typeof__(*x->custom.data) custom;
    switch (record->type) {
    case BIFF_FILEPASS:
        return FAIL(arena, BAD_INPUT, "tệp có mật khẩu; hãy bỏ mật khẩu trong Excel rồi nhập lại",
                    "the file has a password; remove it in Excel and import again");
    case BIFF_CODEPAGE:
        x->codepage = biff_u16(record->data, 0);
        return NULL;
    case BIFF_DATEMODE:
        x->since_1904 = biff_u16(record->data, 0) == 1;
        return NULL;
    case BIFF_FORMAT:
        custom.id = biff_u16(record->data, 0);
        custom.format = numfmt_code(read_text(x, arena, record, 2, x->version == BIFF8 ? 2 : 1));
        if (x->custom.len < MAX_CUSTOM)
            vec_push(arena, &x->custom, custom);
        return NULL;
    case BIFF_XF: /* resolved when all formats are known */
        if (x->formats.len < MAX_FORMATS)
            vec_push(arena, &x->formats, (NumFmt)biff_u16(record->data, 2));
        return NULL;
    case BIFF_BOUNDSHEET:
        add_sheet(x, arena, record);
        return NULL;
    case BIFF_SST:
        return read_shared_strings(x, arena, record);
    default:
        return NULL;
    }
}

static void hidden_last(Xls *x, Arena *arena)
{
    __typeof__(x->sheets) ordered = {0};
    for (int hidden = 0; hidden < 2; hidden++)
        for (ptrdiff_t i = 0; i < x->sheets.len; i++)
            if (x->sheets.data[i].hidden == hidden)
                vec_push(arena, &ordered, x->sheets.data[i]);
    x->sheets = ordered;
}

static Err *read_globals(Xls *x, Arena *arena)
{
    BiffRecord record = {0};
    if (!biff_record(x->stream, 0, &record) || record.type != BIFF_BOF)
        return FAIL(arena, BAD_INPUT,
                    "tệp .xls thuộc phiên bản Excel quá cũ hoặc bị hỏng; hãy mở và lưu lại thành .xlsx",
                    "the .xls is of too old an Excel or damaged; open it and save it as .xlsx");
    x->version = biff_u16(record.data, 0) >= BIFF8 ? BIFF8 : BIFF5;
    while (biff_record(x->stream, record.next, &record) && record.type != BIFF_EOF)
        TRY(on_global(x, arena, &record));
    for (ptrdiff_t i = 0; i < x->formats.len; i++)
        x->formats.data[i] = format_by_id(x, (uint32_t)x->formats.data[i]);
    hidden_last(x, arena);
    return NULL;
}

/* ---- cells --------------------------------------------------------------------- */

static bool is_cell(unsigned type)
{
    static const unsigned types[] = {BIFF_FORMULA, BIFF_MULRK, BIFF_RSTRING, BIFF_LABELSST,
                                     BIFF_NUMBER,  BIFF_LABEL, BIFF_BOOLERR, BIFF_RK};
    for (int i = 0; i < COUNTOF(types); i++)
        if (types[i] == type)
            return true;
    return false;
}

static int by_row(const void *a, const void *b)
{
    const Run *x = a, *y = b;
    int order = (x->row > y->row) - (x->row < y->row);
    return order ? order : (x->offset > y->offset) - (x->offset < y->offset);
}

static Err *find_rows(Xls *x, Arena *arena)
{
    BiffRecord record = {.next = (ptrdiff_t)x->sheets.data[x->sheet].offset};
    arena_reset(&x->of_sheet);
    x->runs.data = NULL;
    x->runs.len = x->runs.cap = x->run = 0;
    if (!biff_record(x->stream, record.next, &record) || record.type != BIFF_BOF)
        return NULL;
    bool sorted = true;
    uint32_t row = UINT32_MAX;
    ptrdiff_t at = record.next;
    for (int depth = 1; depth > 0 && biff_record(x->stream, at, &record); at = record.next) {
        depth += record.type == BIFF_BOF ? 1 : record.type == BIFF_EOF ? -1 : 0; /* charts lie inside */
        if (depth != 1 || !is_cell(record.type) || biff_u16(record.data, 0) == row)
            continue;
        Run run = {biff_u16(record.data, 0), (uint32_t)at};
        sorted &= row == UINT32_MAX || run.row > row;
        row = run.row;
        vec_push(&x->of_sheet, &x->runs, run);
    }
    if (!sorted)
        qsort(x->runs.data, (size_t)x->runs.len, sizeof *x->runs.data, by_row);
    x->scanned += at - (ptrdiff_t)x->sheets.data[x->sheet].offset;
    return x->scanned <= SCANS * x->stream.len
               ? NULL
               : err_at(FAIL(arena, BAD_INPUT, "tệp bị hỏng: các trang tính chồng lên nhau",
                             "the file is damaged: its sheets overlap"),
                        place_of(x, 0, 0));
}

static Err *put(Xls *x, Arena *arena, Line *line, uint32_t column, Cell cell)
{
    if (column >= MAX_COLUMNS || cell.kind == CELL_EMPTY)
        return NULL;
    line->cell[column] = cell;
    if ((ptrdiff_t)column >= line->count)
        line->count = (ptrdiff_t)column + 1;
    line->bytes += cell.text.len;
    x->produced += cell.text.len;
    return celltext_within(arena, &x->source->options.limits, x->produced, line->bytes);
}

static Err *put_number(Xls *x, Arena *arena, Line *line, uint32_t column, uint32_t xf, double number)
{
    Cell cell;
    NumFmt format = (ptrdiff_t)xf < x->formats.len ? x->formats.data[xf] : NUMFMT_PLAIN;
    numfmt_cell(arena, number, format, x->since_1904, &cell);
    return put(x, arena, line, column, cell);
}

static Err *put_text(Xls *x, Arena *arena, Line *line, uint32_t column, Str raw)
{
    return put(x, arena, line, column, celltext(arena, &x->texts, raw));
}

static Str error_text(uint32_t code)
{
    static const struct {
        uint32_t code;
        const char *text;
    } errors[] = {{0x00, "#NULL!"}, {0x07, "#DIV/0!"}, {0x0F, "#VALUE!"}, {0x17, "#REF!"},
                  {0x1D, "#NAME?"}, {0x24, "#NUM!"},   {0x2A, "#N/A"}};
    for (int i = 0; i < COUNTOF(errors); i++)
        if (errors[i].code == code)
            return str_from(errors[i].text);
    return S("#ERR!");
}

static Err *put_bool_or_error(Xls *x, Arena *arena, Line *line, uint32_t column, uint32_t value, bool is_error)
{
    return put_text(x, arena, line, column, is_error ? error_text(value) : value ? S("TRUE") : S("FALSE"));
}

/* A formula carries its last result: a number, or where its upper bytes are FFFF the
 * kind of result in the lowest. */
static Err *put_formula(Xls *x, Arena *arena, Line *line, Str data)
{
    uint32_t column = biff_u16(data, 2), kind = biff_u8(data, 6);
    if (biff_u16(data, 12) != 0xFFFF)
        return put_number(x, arena, line, column, biff_u16(data, 4), biff_double(data, 6));
    if (kind == 0)
        line->awaits_text = (ptrdiff_t)column;
    return kind == 1 || kind == 2 ? put_bool_or_error(x, arena, line, column, biff_u8(data, 8), kind == 2) : NULL;
}

static Err *put_shared(Xls *x, Arena *arena, Line *line, Str data)
{
    uint32_t i = biff_u32(data, 6), column = biff_u16(data, 2);
    if (i < x->strings.count)
        return put_text(x, arena, line, column, strings_at(&x->strings, i));
    return err_at(FAIL(arena, BAD_INPUT, "ô trỏ tới chữ số %u không có trong tệp; hãy mở bằng Excel và lưu lại",
                       "the cell refers to text number %u, which the file lacks; open it in Excel and save it again",
                       i),
                  place_of(x, (ptrdiff_t)biff_u16(data, 0) + 1, (ptrdiff_t)column + 1));
}

static Err *put_record(Xls *x, Arena *arena, Line *line, const BiffRecord *record)
{
    Str data = record->data;
    uint32_t column = biff_u16(data, 2), xf = biff_u16(data, 4);
    switch (record->type) {
    case BIFF_NUMBER:
        return put_number(x, arena, line, column, xf, biff_double(data, 6));
    case BIFF_RK:
        return put_number(x, arena, line, column, xf, biff_rk(biff_u32(data, 6)));
    case BIFF_MULRK:
        for (ptrdiff_t at = 4; at + 8 <= data.len; at += 6, column++)
            TRY(put_number(x, arena, line, column, biff_u16(data, at), biff_rk(biff_u32(data, at + 2))));
        return NULL;
    case BIFF_LABEL:
    case BIFF_RSTRING:
        return put_text(x, arena, line, column, read_text(x, arena, record, 6, 2));
    case BIFF_LABELSST:
        return put_shared(x, arena, line, data);
    case BIFF_BOOLERR:
        return put_bool_or_error(x, arena, line, column, biff_u8(data, 6), biff_u8(data, 7) == 1);
    case BIFF_FORMULA:
        return put_formula(x, arena, line, data);
    default:
        return NULL;
    }
}

static Err *read_run(Xls *x, Arena *arena, const Run *run, Line *line)
{
    BiffRecord record = {.next = (ptrdiff_t)run->offset};
    line->awaits_text = -1;
    while (biff_record(x->stream, record.next, &record)) {
        if (record.type == BIFF_EOF || record.type == BIFF_BOF)
            return NULL;
        if (record.type == BIFF_STRING && line->awaits_text >= 0) {
            TRY(put_text(x, arena, line, (uint32_t)line->awaits_text, read_text(x, arena, &record, 0, 2)));
            line->awaits_text = -1;
        }
        if (!is_cell(record.type))
            continue;
        if (biff_u16(record.data, 0) != run->row)
            return NULL;
        TRY(put_record(x, arena, line, &record));
    }
    return NULL;
}

/* ---- rows ---------------------------------------------------------------------- */

static Err *read_row(Xls *x, Arena *arena, Row *ret, bool *ret_given)
{
    uint32_t row = x->runs.data[x->run].row;
    Line line = {.cell = new (arena, Cell, MAX_COLUMNS)};
    for (; x->run < x->runs.len && x->runs.data[x->run].row == row; x->run++)
        TRY(err_at(read_run(x, arena, &x->runs.data[x->run], &line), place_of(x, (ptrdiff_t)row + 1, 0)));
    *ret_given = line.count > 0;
    x->produced += MAX_COLUMNS * (int64_t)sizeof(Cell);
    if (!*ret_given)
        return NULL;
    if (line.count > x->source->options.limits.columns)
        return err_at(FAIL(arena, TOO_LARGE, "bảng có hơn %td cột", "the table has more than %td columns",
                           x->source->options.limits.columns),
                      place_of(x, (ptrdiff_t)row + 1, 0));
    if (++x->rows > x->source->options.limits.rows)
        return err_at(FAIL(arena, TOO_LARGE, "bảng có hơn %td dòng", "the table has more than %td rows", x->rows - 1),
                      place_of(x, (ptrdiff_t)row + 1, 0));
    *ret = (Row){.cell = line.cell,
                 .count = line.count,
                 .line = (ptrdiff_t)row + 1,
                 .region = x->region,
                 .sheet = x->sheets.data[x->sheet].name};
    return NULL;
}

static bool wanted_sheet(const Xls *x, ptrdiff_t i)
{
    Str only = x->source->options.sheet;
    return only.len == 0 || str_eq(only, x->sheets.data[i].name);
}

static Err *xls_next(void *state, Arena *arena, Row *ret, bool *ret_more)
{
    Xls *x = state;
    for (bool given = false; !given;) {
        if (x->run < x->runs.len) {
            TRY(read_row(x, arena, ret, &given));
            continue;
        }
        while (++x->sheet < x->sheets.len && !wanted_sheet(x, x->sheet)) {
        }
        if (x->sheet >= x->sheets.len) {
            x->sheet = x->sheets.len;
            *ret_more = false;
            return NULL;
        }
        x->region++;
        TRY(find_rows(x, arena));
    }
    *ret_more = true;
    return NULL;
}

static void xls_close(void *state)
{
    Xls *x = state;
    strings_close(&x->strings);
    arena_close(&x->of_sheet);
}

/* ---- the file ------------------------------------------------------------------ */

static Err *not_a_workbook(Arena *arena, Str bytes)
{
    static const struct {
        const char *stream;
        Text text;
    } kinds[] = {
        {"WordDocument",
         TEXT_INIT("tệp là văn bản Word 97-2003 (.doc); hãy chép bảng sang Excel và lưu dạng .xlsx",
                   "the file is a Word 97-2003 document (.doc); copy its table to Excel and save that as .xlsx")},
        {"EncryptedPackage", TEXT_INIT("tệp có mật khẩu; hãy bỏ mật khẩu trong Excel hoặc Word rồi nhập lại",
                                       "the file has a password; remove it in Excel or Word and import again")},
        {"PowerPoint Document", TEXT_INIT("tệp là bản trình chiếu; hãy lưu bảng thành .xlsx hoặc CSV",
                                          "the file is a presentation; save its table as .xlsx or CSV")},
    };
    Err *err = FAIL(arena, BAD_INPUT, "tệp không chứa bảng tính Excel; hãy lưu bảng thành .xlsx hoặc CSV",
                    "the file holds no Excel workbook; save the table as .xlsx or CSV");
    for (int i = 0; i < COUNTOF(kinds); i++) {
        Str stream;
        bool found;
        TRY(ole_stream(arena, bytes, kinds[i].stream, &stream, &found));
        if (found) {
            err->text = kinds[i].text;
            break;
        }
    }
    return err;
}

static Err *check_sheets(Xls *x, Arena *arena)
{
    Buf names = buf_open(arena);
    for (ptrdiff_t i = 0; i < x->sheets.len; i++) {
        if (wanted_sheet(x, i))
            return NULL;
        buf_fmt(&names, "%s“%.*s”", i > 0 ? ", " : "", STRF(x->sheets.data[i].name));
    }
    if (x->sheets.len == 0)
        return FAIL(arena, BAD_INPUT, "bảng tính không có trang nào", "the workbook has no sheet");
    return FAIL(arena, NOT_FOUND, "không có trang tính “%.*s”; tệp có: %.*s",
                "there is no sheet “%.*s”; the file has: %.*s", STRF(x->source->options.sheet), STRF(buf_str(&names)));
}

static bool is_label(const BiffRecord *record)
{
    return record->type == BIFF_LABEL || record->type == BIFF_RSTRING;
}

/* A workbook that claims windows-1258 may hold the bytes of TCVN3 or VNI, shown by a font:
 * then its bytes are to be seen as windows-1252. */
static void doubt_code_page(Xls *x)
{
    AUTO(arena_close) Arena scratch = arena_open(1 << 26);
    Buf all = buf_open(&scratch);
    BiffRecord record = {0};
    while (all.len < DOUBTED && biff_record(x->stream, record.next, &record)) {
        if (!is_label(&record) || record.data.len < 8)
            continue;
        buf_add(&all, str_slice(record.data, 8, record.data.len));
        buf_byte(&all, '\n');
    }
    VnEncoding from;
    vn_from_bytes(&scratch, buf_str(&all), &from, NULL);
    if (from != VN_UNICODE)
        x->codepage = 1252;
}

/* Texts stand in a table of their own since Excel 97, and in their cells before. */
static void learn_texts(Xls *x)
{
    if (x->version == BIFF5 && x->codepage == 1258)
        doubt_code_page(x);
    AUTO(arena_close) Arena scratch = arena_open(1 << 22);
    for (int64_t i = 0; i < x->strings.count; i++)
        celltext_learn(&x->texts, strings_at(&x->strings, i));
    BiffRecord record = {0};
    while (x->version == BIFF5 && biff_record(x->stream, record.next, &record))
        if (is_label(&record)) {
            arena_reset(&scratch);
            celltext_learn(&x->texts, read_text(x, &scratch, &record, 6, 2));
        }
}

static Err *open_workbook(Xls *x, Arena *arena)
{
    bool found = false;
    TRY(ole_stream(arena, x->source->bytes, "Workbook", &x->stream, &found));
    if (!found)
        TRY(ole_stream(arena, x->source->bytes, "Book", &x->stream, &found));
    if (!found)
        return not_a_workbook(arena, x->source->bytes);
    TRY(read_globals(x, arena));
    learn_texts(x);
    for (ptrdiff_t i = 0; i < x->sheets.len; i++)
        x->sheets.data[i].name = celltext(arena, &x->texts, read_text(x, arena, &x->sheets.data[i].record, 6, 1)).text;
    return check_sheets(x, arena);
}

Err *xls_reader(Arena *arena, const Source *source, Reader *ret)
{
    Xls *x = new (arena, Xls, 1);
    *x = (Xls){
        .source = source, .codepage = 1252, .sheet = -1, .of_sheet = arena_open(source->bytes.len * 4 + (1 << 20))};
    Err *err = open_workbook(x, arena);
    if (err) {
        xls_close(x);
        return err_at(err, (Place){.file = source->name});
    }
    *ret = (Reader){.state = x,
                    .next = xls_next,
                    .close = xls_close,
                    .encoding = celltext_encoding(&x->texts),
                    .damaged = &x->texts.damaged};
    return NULL;
}
