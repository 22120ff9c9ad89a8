/* The parts of a workbook that come before its sheets: which sheets there are and
 * where (workbook.xml and its relationships), the number formats (styles.xml) and
 * the shared strings, the only part that is kept in memory as a whole. */
#include "table/xlsx_internal.h"

#include "table/relation.h"
#include "vn/vn.h"
#include <stdlib.h>
#include <string.h>

enum {
    MAX_SHEETS = 4096,
    MAX_FORMATS = 1 << 16, /* as Excel */
};

int64_t attr_int(const Xml *xml, const char *name, int64_t otherwise)
{
    Str s = xml_attr(xml, name);
    int64_t n = 0;
    if (s.len == 0 || s.len > 15)
        return otherwise;
    for (ptrdiff_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return otherwise;
        n = n * 10 + (s.ptr[i] - '0');
    }
    return n;
}

static bool attr_true(const Xml *xml, const char *name)
{
    Str s = xml_attr(xml, name);
    return str_eq(s, S("1")) || str_eq(s, S("true")) || str_eq(s, S("on"));
}

/* Opens a part and calls `element` for each element in it. */
typedef struct Walk {
    Book *book;
    Pack *pack;
    Arena *arena;
    Str part;
    Err *(*element)(struct Walk *walk, Xml *xml);
    void *to;
} Walk;

static Err *walk_elements(Walk *walk, Xml *xml)
{
    for (;;) {
        XmlEvent event;
        TRY(xml_next(xml, walk->arena, &event));
        if (event == XML_EVENT_END)
            return NULL;
        if (event == XML_EVENT_OPEN)
            TRY(walk->element(walk, xml));
    }
}

static Err *walk_part(Walk *walk)
{
    Feed feed;
    AUTO(xml_close) Xml *xml = NULL;
    TRY(pack_part(walk->pack, walk->arena, walk->part, &feed));
    TRY(xml_open(walk->arena, feed, walk->book->limits.cell_bytes, &xml));
    return walk_elements(walk, xml);
}

/* ---- sheets ------------------------------------------------------------------ */

static Err *on_workbook(Walk *walk, Xml *xml)
{
    const Relations *relations = walk->to;
    Book *book = walk->book;
    if (xml_is(xml, "workbookPr"))
        book->since_1904 = attr_true(xml, "date1904");
    if (!xml_is(xml, "sheet") || book->sheets.len == MAX_SHEETS)
        return NULL;
    Str id = xml_attr(xml, "id"), state = xml_attr(xml, "state");
    for (ptrdiff_t i = 0; i < relations->len; i++) {
        const Relation *r = &relations->data[i];
        if (!str_eq(r->id, id) || !str_ends(r->type, S("/worksheet"))) /* charts have no cells */
            continue;
        Sheet sheet = {.name = vn_nfc(walk->arena, str_trim(xml_attr(xml, "name"))),
                       .part = r->target,
                       .hidden = state.len > 0 && !str_eq(state, S("visible"))};
        vec_push(walk->arena, &book->sheets, sheet);
        break;
    }
    return NULL;
}

static void hidden_last(Book *book, Arena *arena)
{
    __typeof__(book->sheets) ordered = {0};
    for (int hidden = 0; hidden < 2; hidden++)
        for (ptrdiff_t i = 0; i < book->sheets.len; i++)
            if (book->sheets.data[i].hidden == hidden)
                vec_push(arena, &ordered, book->sheets.data[i]);
    book->sheets = ordered;
}

/* ---- number formats ----------------------------------------------------------- */

typedef struct Styles {
    Vec(struct {
        int64_t id;
        NumFmt format;
    }) custom;
    bool in_cells; /* within <cellXfs> */
} Styles;

static NumFmt format_by_id(const Styles *styles, int64_t id)
{
    for (ptrdiff_t i = styles->custom.len - 1; i >= 0; i--)
        if (styles->custom.data[i].id == id)
            return styles->custom.data[i].format;
    return numfmt_builtin(id);
}

static Err *on_style(Walk *walk, Xml *xml)
{
    Styles *styles = walk->to;
    if (xml_is(xml, "numFmt") && styles->custom.len < 1024) {
        __typeof__(*styles->custom.data) custom = {attr_int(xml, "numFmtId", -1),
                                                   numfmt_code(xml_attr(xml, "formatCode"))};
        vec_push(walk->arena, &styles->custom, custom);
    } else if (xml_is(xml, "cellXfs")) {
        styles->in_cells = true;
    } else if (xml_is(xml, "cellStyles") || xml_is(xml, "dxfs")) {
        styles->in_cells = false;
    } else if (xml_is(xml, "xf") && styles->in_cells && walk->book->formats.len < MAX_FORMATS) {
        vec_push(walk->arena, &walk->book->formats, format_by_id(styles, attr_int(xml, "numFmtId", 0)));
    }
    return NULL;
}

/* ---- shared strings ------------------------------------------------------------ */

Err *rich_text(Xml *xml, Arena *arena, Buf *out, ptrdiff_t limit)
{
    ptrdiff_t before = out->len;
    bool wanted = false;
    for (int depth = 1; depth > 0;) {
        XmlEvent event;
        TRY(xml_next(xml, arena, &event));
        if (event == XML_EVENT_END)
            break;
        if (event == XML_EVENT_OPEN && xml_is(xml, "rPh")) {
            TRY(xml_skip(xml, arena));
            continue;
        }
        depth += event == XML_EVENT_OPEN ? 1 : event == XML_EVENT_CLOSE ? -1 : 0;
        if (event != XML_EVENT_TEXT)
            wanted = event == XML_EVENT_OPEN && xml_is(xml, "t");
        else if (wanted)
            buf_add(out, xml_text(xml));
        if (out->len - before > limit)
            return FAIL(arena, TOO_LARGE, "có ô dài hơn %lld KB", "there is a cell longer than %lld KB",
                        (long long)(limit >> 10));
    }
    return NULL;
}

static Err *on_string(Walk *walk, Xml *xml)
{
    if (!xml_is(xml, "si"))
        return NULL;
    Arena scratch = *(Arena *)walk->to; /* by value: each string's room is given back */
    Buf text = buf_open(&scratch);
    TRY(rich_text(xml, walk->arena, &text, walk->book->limits.cell_bytes));
    return strings_add(&walk->book->strings, walk->arena, buf_str(&text));
}

static Err *read_strings(Walk *walk)
{
    strings_open(&walk->book->strings);
    AUTO(arena_close) Arena scratch = arena_open(walk->book->limits.cell_bytes * 8 + (1 << 20));
    walk->element = on_string;
    walk->to = &scratch;
    return walk_part(walk);
}

/* ---- all together -------------------------------------------------------------- */

/* Reads the part of that relation, or of its usual name, if there is one. */
static Err *read_related(Walk *walk, const Relations *relations, Str type, Str usual, Err *(*read)(Walk *walk))
{
    Str target = relation_target(relations, type);
    walk->part = target.len > 0 ? target : usual;
    return pack_has(walk->pack, walk->part) ? read(walk) : NULL;
}

static Err *read_styles(Walk *walk)
{
    Styles styles = {0};
    walk->element = on_style;
    walk->to = &styles;
    return walk_part(walk);
}

Err *book_read(Book *book, Arena *arena, Pack *pack)
{
    Relations relations = {0};
    Walk walk = {.book = book, .pack = pack, .arena = arena, .element = on_workbook, .to = &relations};
    TRY(relation_main(arena, pack, book->limits.cell_bytes, S("xl/workbook.xml"), &walk.part));
    TRY(relation_read(arena, pack, book->limits.cell_bytes, walk.part, &relations));
    TRY(walk_part(&walk));
    hidden_last(book, arena);
    TRY(read_related(&walk, &relations, S("/styles"), S("xl/styles.xml"), read_styles));
    return read_related(&walk, &relations, S("/sharedStrings"), S("xl/sharedStrings.xml"), read_strings);
}

void book_close(Book *book)
{
    strings_close(&book->strings);
}
