/* DOCX: the tables of a document, and the text around them as rows of one cell, so
 * that titles, numbers and dates above a table are seen.  A table inside a cell is
 * part of that cell's text.  A cell over several columns is followed by empty ones;
 * one merged with the cell above is empty.  What tracked changes deleted is gone. */
#include "table/celltext.h"
#include "table/relation.h"

enum { ROW_BYTES = 64 << 20, LEARNED_ROWS = 4000 };

typedef Vec(Cell) Cells;

typedef struct Docx {
    const Source *source;
    Pack *pack;
    Xml *xml;
    Celltext texts;
    bool learning;
    ptrdiff_t rows;
    ptrdiff_t paragraphs; /* rows of text outside tables so far */
    ptrdiff_t tables;     /* begun so far */
    ptrdiff_t table_row;
    int open_paragraphs, inner_tables;
    bool in_table, in_text, in_row_properties;
    ptrdiff_t span; /* of the cell being read */
    bool below;     /* it is merged with the one above */
    bool row_deleted;
    ptrdiff_t row_bytes;
} Docx;

typedef struct Draft { /* the row being read; in the caller's arena */
    Arena *arena;
    Buf text;
    Cells cells;
    bool done;
} Draft;

static Str sheet_name(const Docx *d, Arena *arena)
{
    return d->in_table ? str_fmt(arena, "%td", d->tables) : (Str){0};
}

static Place place_of(const Docx *d, Arena *arena)
{
    return (Place){
        .file = d->source->name, .sheet = sheet_name(d, arena), .row = d->in_table ? d->table_row : d->paragraphs + 1};
}

static Err *push_cells(Docx *d, Draft *draft, Str text, ptrdiff_t count)
{
    if (count > d->source->options.limits.columns - draft->cells.len)
        return FAIL(draft->arena, TOO_LARGE, "bảng có hơn %td cột", "the table has more than %td columns",
                    d->source->options.limits.columns);
    if (d->learning)
        celltext_learn(&d->texts, text);
    Cell cell = celltext(draft->arena, &d->texts, text);
    for (; count > 0; count--, cell = (Cell){0})
        vec_push(draft->arena, &draft->cells, cell);
    return NULL;
}

static void blank(Draft *draft)
{
    if (draft->text.len > 0)
        buf_byte(&draft->text, ' ');
}

static int64_t small_value(const Xml *xml)
{
    Str s = xml_attr(xml, "val");
    int64_t n = 0;
    for (ptrdiff_t i = 0; i < s.len && i < 9; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return 0;
        n = n * 10 + (s.ptr[i] - '0');
    }
    return n;
}

static bool in_outer_table(const Docx *d)
{
    return d->in_table && d->inner_tables == 0;
}

static void open_table(Docx *d)
{
    if (d->in_table || d->open_paragraphs > 0) {
        d->inner_tables++;
        return;
    }
    d->in_table = true;
    d->table_row = 0;
    d->tables++;
}

static void close_table(Docx *d)
{
    if (d->inner_tables > 0)
        d->inner_tables--;
    else
        d->in_table = false;
}

static void open_row(Docx *d, Draft *draft)
{
    if (!in_outer_table(d))
        return;
    d->table_row++;
    d->row_deleted = false;
    draft->cells = (Cells){0};
    draft->text = buf_open(draft->arena);
    d->row_bytes = 0;
}

static void close_row(Docx *d, Draft *draft)
{
    if (in_outer_table(d) && !d->row_deleted)
        for (ptrdiff_t i = 0; i < draft->cells.len; i++)
            draft->done |= draft->cells.data[i].kind != CELL_EMPTY;
}

static Err *close_cell(Docx *d, Draft *draft)
{
    blank(draft);
    if (!in_outer_table(d))
        return NULL;
    d->row_bytes += draft->text.len;
    TRY(push_cells(d, draft, d->below ? (Str){0} : buf_str(&draft->text), d->span));
    draft->text = buf_open(draft->arena);
    return NULL;
}

static Err *close_paragraph(Docx *d, Draft *draft)
{
    d->open_paragraphs -= d->open_paragraphs > 0;
    blank(draft);
    if (d->in_table || d->open_paragraphs > 0)
        return NULL;
    draft->cells = (Cells){0};
    TRY(push_cells(d, draft, buf_str(&draft->text), 1));
    draft->text = buf_open(draft->arena);
    draft->done = draft->cells.data[0].kind != CELL_EMPTY;
    return NULL;
}

/* What is not text of the document as it now reads; true where it was passed over. */
static bool is_passed_over(Docx *d)
{
    static const char *const names[] = {"pPr", "rPr", "tblPr", "tblGrid", "sectPr", "del", "moveFrom", "Fallback"};
    for (int i = 0; i < COUNTOF(names); i++)
        if (xml_is(d->xml, names[i])) {
            d->row_deleted |= d->in_row_properties && in_outer_table(d) && xml_is(d->xml, "del");
            return true;
        }
    return false;
}

static Err *on_cell_property(Docx *d, Draft *draft)
{
    int64_t n = small_value(d->xml);
    if (!in_outer_table(d))
        return NULL;
    if (xml_is(d->xml, "tc"))
        d->span = 1, d->below = false;
    else if (xml_is(d->xml, "gridSpan"))
        d->span = n > 1 ? (ptrdiff_t)n : 1;
    else if (xml_is(d->xml, "vMerge"))
        d->below = !str_eq(xml_attr(d->xml, "val"), S("restart"));
    else if (xml_is(d->xml, "gridBefore"))
        return push_cells(d, draft, (Str){0}, (ptrdiff_t)n);
    return NULL;
}

static Err *on_open(Docx *d, Draft *draft)
{
    Xml *xml = d->xml;
    if (is_passed_over(d))
        return xml_skip(xml, draft->arena);
    if (xml_is(xml, "t"))
        d->in_text = true;
    else if (xml_is(xml, "tab") || xml_is(xml, "br") || xml_is(xml, "cr"))
        blank(draft);
    else if (xml_is(xml, "noBreakHyphen"))
        buf_byte(&draft->text, '-');
    else if (xml_is(xml, "softHyphen")) /* Word's element for the byte that is TCVN3's ư */
        buf_rune(&draft->text, 0xAD);
    else if (xml_is(xml, "p"))
        d->open_paragraphs++;
    else if (xml_is(xml, "tbl"))
        open_table(d);
    else if (xml_is(xml, "tr"))
        open_row(d, draft);
    else if (xml_is(xml, "trPr"))
        d->in_row_properties = true;
    return on_cell_property(d, draft);
}

static Err *on_close(Docx *d, Draft *draft)
{
    Xml *xml = d->xml;
    if (xml_is(xml, "t"))
        d->in_text = false;
    else if (xml_is(xml, "trPr"))
        d->in_row_properties = false;
    else if (xml_is(xml, "p"))
        return close_paragraph(d, draft);
    else if (xml_is(xml, "tc"))
        return close_cell(d, draft);
    else if (xml_is(xml, "tr"))
        close_row(d, draft);
    else if (xml_is(xml, "tbl"))
        close_table(d);
    return NULL;
}

static Err *on_text(Docx *d, Draft *draft)
{
    if (!d->in_text)
        return NULL;
    ptrdiff_t limit = d->source->options.limits.cell_bytes;
    buf_add(&draft->text, xml_text(d->xml));
    if (draft->text.len > limit || d->row_bytes > ROW_BYTES)
        return FAIL(draft->arena, TOO_LARGE, "ô dài hơn %lld KB", "the cell is longer than %lld KB",
                    (long long)(limit >> 10));
    return NULL;
}

static Err *step(Docx *d, Draft *draft, bool *ret_end)
{
    XmlEvent event;
    TRY(xml_next(d->xml, draft->arena, &event));
    switch (event) {
    case XML_EVENT_OPEN:
        return on_open(d, draft);
    case XML_EVENT_CLOSE:
        return on_close(d, draft);
    case XML_EVENT_TEXT:
        return on_text(d, draft);
    default:
        *ret_end = true;
        return NULL;
    }
}

/* A title belongs to the table below it, and so does a note to the table above: the
 * region grows when a table begins and another came before it. */
static Err *docx_next(void *state, Arena *arena, Row *ret, bool *ret_more)
{
    Docx *d = state;
    Draft draft = {.arena = arena, .text = buf_open(arena)};
    bool end = false;
    while (!draft.done && !end)
        TRY(err_at(step(d, &draft, &end), place_of(d, arena)));
    *ret_more = draft.done;
    if (!draft.done)
        return NULL;
    if (++d->rows > d->source->options.limits.rows)
        return err_at(
            FAIL(arena, TOO_LARGE, "văn bản có hơn %td dòng", "the document has more than %td rows", d->rows - 1),
            place_of(d, arena));
    d->paragraphs += !d->in_table;
    *ret = (Row){.cell = draft.cells.data,
                 .count = draft.cells.len,
                 .line = d->in_table ? d->table_row : d->paragraphs,
                 .sheet = sheet_name(d, arena),
                 .region = d->tables > 1 ? (int32_t)d->tables : 1};
    return NULL;
}

static void docx_close(void *state)
{
    Docx *d = state;
    xml_close(&d->xml);
    pack_close(&d->pack);
}

static Err *open_document(Docx *d, Arena *arena)
{
    Str part;
    Feed feed;
    ptrdiff_t run = d->source->options.limits.cell_bytes;
    TRY(pack_open(arena, d->source, &d->pack));
    TRY(relation_main(arena, d->pack, run, S("word/document.xml"), &part));
    TRY(pack_part(d->pack, arena, part, &feed));
    return xml_open(arena, feed, run, &d->xml);
}

/* How the texts are encoded shows only when enough of them were seen, so the beginning is
 * read twice.  What is wrong there is told the second time. */
static VnDetector look_through(Arena *arena, const Source *source)
{
    Docx d = {.source = source, .span = 1, .learning = true};
    AUTO(arena_close) Arena rows = arena_open((ptrdiff_t)1 << 30);
    Err *err = open_document(&d, arena);
    for (bool more = true; !err && more && d.rows < LEARNED_ROWS;) {
        Row row;
        arena_reset(&rows);
        err = docx_next(&d, &rows, &row, &more);
    }
    docx_close(&d);
    return d.texts.detector;
}

Err *docx_reader(Arena *arena, const Source *source, Reader *ret)
{
    Docx *d = new (arena, Docx, 1);
    *d = (Docx){.source = source, .span = 1};
    Arena scratch = *arena;
    d->texts.detector = look_through(&scratch, source);
    Err *err = open_document(d, arena);
    if (err) {
        docx_close(d);
        return err_at(err, (Place){.file = source->name});
    }
    *ret = (Reader){.state = d,
                    .next = docx_next,
                    .close = docx_close,
                    .encoding = celltext_encoding(&d->texts),
                    .damaged = &d->texts.damaged};
    return NULL;
}
