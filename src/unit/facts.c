/* Reads the project's own tables.  Not through the form reader: there "105.838" is a
 * number of Vietnamese officials, hundred and five thousand, and here a longitude. */
#include "unit/facts.h"

#include "base/vec.h"
#include "table/table.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static Err *find_columns(Arena *arena, Str path, const Row *header, const char *const *column, ptrdiff_t columns,
                         ptrdiff_t *ret_at)
{
    for (ptrdiff_t c = 0; c < columns; c++) {
        ret_at[c] = -1;
        for (ptrdiff_t i = 0; i < header->count; i++)
            if (str_eq(header->cell[i].text, str_from(column[c])))
                ret_at[c] = i;
        if (ret_at[c] < 0)
            return err_at(FAIL(arena, BAD_INPUT, "thiếu cột “%s”; hãy dùng đúng bộ dữ liệu đi kèm",
                               "the column “%s” is missing; use the data set that ships with the program", column[c]),
                          (Place){.file = path, .row = header->line});
    }
    return NULL;
}

Err *facts_read(Arena *arena, Str path, const char *const *column, ptrdiff_t columns, Facts *ret)
{
    AUTO(table_close) Table *table = NULL;
    TRY(table_open(arena, path, (TableOptions){.delimiter = ','}, &table));
    Vec(Str) cells = {0};
    Vec(ptrdiff_t) lines = {0};
    ptrdiff_t *at = new (arena, ptrdiff_t, columns);
    Row row = {0};
    bool more = false;
    TRY(table_next(table, arena, &row, &more));
    TRY(find_columns(arena, path, &row, column, columns, at));
    for (;;) {
        TRY(table_next(table, arena, &row, &more));
        if (!more)
            break;
        bool blank = true;
        for (ptrdiff_t c = 0; c < columns; c++)
            blank = blank && (at[c] >= row.count || row.cell[at[c]].text.len == 0);
        if (blank)
            continue;
        vec_push(arena, &lines, row.line);
        for (ptrdiff_t c = 0; c < columns; c++)
            vec_push(arena, &cells, at[c] < row.count ? row.cell[at[c]].text : (Str){0});
    }
    *ret = (Facts){table_name(table), column, columns, lines.len, cells.data, lines.data};
    return NULL;
}

Str facts_at(const Facts *facts, ptrdiff_t row, ptrdiff_t column)
{
    return facts->cell[row * facts->columns + column];
}

Err *facts_fail(Arena *arena, const Facts *facts, ptrdiff_t row, ptrdiff_t column)
{
    Str value = facts_at(facts, row, column);
    return err_at(FAIL(arena, BAD_INPUT, "giá trị “%.*s” không hợp lệ; hãy dùng đúng bộ dữ liệu đi kèm",
                       "the value “%.*s” does not fit; use the data set that ships with the program", STRF(value)),
                  (Place){.file = facts->name, .row = facts->line[row], .field = str_from(facts->column[column])});
}

Err *facts_real(Arena *arena, const Facts *facts, ptrdiff_t row, ptrdiff_t column, double *ret)
{
    Str text = facts_at(facts, row, column);
    char *c = str_c(arena, text), *end = c;
    *ret = text.len > 0 ? strtod(c, &end) : 0;
    if (*end || text.len > 32 || strspn(c, "-.0123456789") != (size_t)text.len || !isfinite(*ret))
        return facts_fail(arena, facts, row, column);
    return NULL;
}

Err *facts_int(Arena *arena, const Facts *facts, ptrdiff_t row, ptrdiff_t column, int64_t *ret)
{
    Str text = facts_at(facts, row, column);
    char *c = str_c(arena, text), *end = c;
    *ret = text.len > 0 ? strtoll(c, &end, 10) : 0;
    if (*end || text.len > 18 || strspn(c, "-0123456789") != (size_t)text.len)
        return facts_fail(arena, facts, row, column);
    return NULL;
}
