#include "table/relation.h"

enum { MAX_RELATIONS = 1 << 14 };

static Err *add_relations(Xml *xml, Arena *arena, Str part, Relations *ret)
{
    for (;;) {
        XmlEvent event;
        TRY(xml_next(xml, arena, &event));
        if (event == XML_EVENT_END || ret->len == MAX_RELATIONS)
            return NULL;
        if (event != XML_EVENT_OPEN || !xml_is(xml, "Relationship"))
            continue;
        Relation r = {.id = str_copy(arena, xml_attr(xml, "Id")),
                      .type = str_copy(arena, xml_attr(xml, "Type")),
                      .target = pack_resolve(arena, part, xml_attr(xml, "Target"))};
        vec_push(arena, ret, r);
    }
}

/* "xl/workbook.xml" has its relations in "xl/_rels/workbook.xml.rels". */
Err *relation_read(Arena *arena, Pack *pack, ptrdiff_t run, Str part, Relations *ret)
{
    ptrdiff_t name = part.len;
    while (name > 0 && part.ptr[name - 1] != '/')
        name--;
    Str folder = str_slice(part, 0, name), file = str_slice(part, name, part.len);
    Str list = str_fmt(arena, "%.*s_rels/%.*s.rels", STRF(folder), STRF(file));
    if (!pack_has(pack, list))
        return NULL;
    Feed feed;
    AUTO(xml_close) Xml *xml = NULL;
    TRY(pack_part(pack, arena, list, &feed));
    TRY(xml_open(arena, feed, run, &xml));
    return add_relations(xml, arena, part, ret);
}

Str relation_target(const Relations *relations, Str type_ending)
{
    for (ptrdiff_t i = 0; i < relations->len; i++)
        if (str_ends(relations->data[i].type, type_ending))
            return relations->data[i].target;
    return (Str){0};
}

static Err *another_kind(Arena *arena, Pack *pack)
{
    static const struct {
        const char *part;
        Text text;
    } kinds[] = {
        {"word/document.xml", TEXT_INIT("tệp là văn bản Word (.docx), không phải bảng tính",
                                        "the file is a Word document (.docx) and no workbook")},
        {"xl/workbook.xml", TEXT_INIT("tệp là bảng tính Excel (.xlsx), không phải văn bản",
                                      "the file is an Excel workbook (.xlsx) and no document")},
        {"ppt/presentation.xml", TEXT_INIT("tệp là bản trình chiếu (.pptx); hãy lưu bảng thành .xlsx hoặc CSV",
                                           "the file is a presentation (.pptx); save its table as .xlsx or CSV")},
        {"xl/workbook.bin", TEXT_INIT("tệp là bảng tính dạng .xlsb; hãy lưu thành .xlsx hoặc CSV",
                                      "the file is a binary workbook (.xlsb); save it as .xlsx or CSV")},
        {"content.xml", TEXT_INIT("tệp là OpenDocument (.ods, .odt); hãy lưu lại dạng .xlsx hoặc .csv",
                                  "the file is OpenDocument (.ods, .odt); save it as .xlsx or .csv")},
    };
    Err *err =
        FAIL(arena, BAD_INPUT, "tệp nén không phải bảng tính hay văn bản; hãy giải nén và nhập từng tệp bên trong",
             "the archive is neither a workbook nor a document; unpack it and import the files inside");
    for (int i = 0; i < COUNTOF(kinds); i++)
        if (pack_has(pack, str_from(kinds[i].part))) {
            err->text = kinds[i].text;
            break;
        }
    return err;
}

Err *relation_main(Arena *arena, Pack *pack, ptrdiff_t run, Str usual, Str *ret)
{
    Relations top = {0};
    TRY(relation_read(arena, pack, run, (Str){0}, &top));
    *ret = relation_target(&top, S("/officeDocument"));
    Str folder = str_slice(usual, 0, str_find(usual, S("/")) + 1);
    if (!str_starts(*ret, folder) || !str_ends(*ret, S(".xml")) || !pack_has(pack, *ret))
        *ret = usual;
    return pack_has(pack, *ret) ? NULL : another_kind(arena, pack);
}
