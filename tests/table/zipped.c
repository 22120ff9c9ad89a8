#include "zipped.h"

static uint32_t crc32_of(Str s)
{
    uint32_t crc = 0xFFFFFFFF;
    for (ptrdiff_t i = 0; i < s.len; i++) {
        crc ^= (unsigned char)s.ptr[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    return ~crc;
}

static void little(Buf *out, uint64_t value, int bytes)
{
    for (; bytes > 0; bytes--, value >>= 8)
        buf_byte(out, (char)(value & 0xFF));
}

static void entry_head(Buf *out, const Part *part, bool central, ptrdiff_t offset)
{
    Str name = str_from(part->name);
    little(out, central ? 0x02014B50 : 0x04034B50, 4);
    if (central)
        little(out, 20, 2);
    little(out, 20, 2);
    little(out, 0, 4); /* flags, method: stored */
    little(out, 0x00210000, 4);
    little(out, crc32_of(part->content), 4);
    little(out, (uint64_t)part->content.len, 4);
    little(out, (uint64_t)part->content.len, 4);
    little(out, (uint64_t)name.len, 2);
    little(out, 0, central ? 12 : 2); /* extra field, comment, disk, attributes */
    if (central)
        little(out, (uint64_t)offset, 4);
    buf_add(out, name);
}

Str stored_zip(Arena *arena, const Part *part, ptrdiff_t count)
{
    Buf out = buf_open(arena);
    ptrdiff_t *offset = new (arena, ptrdiff_t, count);
    for (ptrdiff_t i = 0; i < count; i++) {
        offset[i] = out.len;
        entry_head(&out, &part[i], false, 0);
        buf_add(&out, part[i].content);
    }
    ptrdiff_t directory = out.len;
    for (ptrdiff_t i = 0; i < count; i++)
        entry_head(&out, &part[i], true, offset[i]);
    ptrdiff_t size = out.len - directory;
    little(&out, 0x06054B50, 4);
    little(&out, 0, 4);
    little(&out, (uint64_t)count, 2);
    little(&out, (uint64_t)count, 2);
    little(&out, (uint64_t)size, 4);
    little(&out, (uint64_t)directory, 4);
    little(&out, 0, 2);
    return buf_str(&out);
}

Str workbook(Arena *arena, Str rows, Str styles, Str strings)
{
    Part part[] = {
        {"xl/workbook.xml",
         S("<workbook xmlns:r='r'><sheets><sheet name='S' sheetId='1' r:id='a'/></sheets></workbook>")},
        {"xl/_rels/workbook.xml.rels",
         S("<Relationships><Relationship Id='a' Type='x/worksheet' Target='worksheets/sheet1.xml'/></Relationships>")},
        {"xl/worksheets/sheet1.xml", str_fmt(arena, "<worksheet><sheetData>%.*s</sheetData></worksheet>", STRF(rows))},
        {styles.len > 0 ? "xl/styles.xml" : "xl/none1.xml",
         str_fmt(arena, "<styleSheet>%.*s</styleSheet>", STRF(styles))},
        {strings.len > 0 ? "xl/sharedStrings.xml" : "xl/none2.xml", str_fmt(arena, "<sst>%.*s</sst>", STRF(strings))},
    };
    return stored_zip(arena, part, COUNTOF(part));
}

Str document(Arena *arena, Str body)
{
    Part part = {"word/document.xml",
                 str_fmt(arena, "<w:document xmlns:w='w'><w:body>%.*s</w:body></w:document>", STRF(body))};
    return stored_zip(arena, &part, 1);
}
