#include "table/sheet.h"

#include "base/file.h"

Err *sheet_open(Arena *arena, const char *name, Sheet *ret)
{
    bool more;
    *ret = (Sheet){.arena = arena};
    TRY(file_shipped(arena, str_from(name), &ret->path));
    TRY(table_open(arena, ret->path, (TableOptions){.delimiter = ','}, &ret->table));
    return table_next(ret->table, arena, &ret->header, &more);
}

Err *sheet_next(Sheet *sheet, bool *ret_more)
{
    return table_next(sheet->table, sheet->arena, &sheet->row, ret_more);
}

Str sheet_cell(const Sheet *sheet, const char *column)
{
    for (ptrdiff_t i = 0; i < sheet->header.count && i < sheet->row.count; i++)
        if (str_eq(sheet->header.cell[i].text, str_from(column)))
            return sheet->row.cell[i].text;
    return (Str){0};
}

Err *sheet_bad(const Sheet *sheet, Str what)
{
    return err_at(FAIL(sheet->arena, BAD_INPUT, "“%.*s” không hợp lệ; hãy dùng đúng bộ dữ liệu đi kèm chương trình",
                       "“%.*s” does not fit; use the data set that ships with the program", STRF(what)),
                  (Place){.file = sheet->path, .row = sheet->row.line});
}

void sheet_close(Sheet *sheet)
{
    table_close(&sheet->table);
}
