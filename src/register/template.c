/* The workbook that an agency fills in. */
#include "register/register.h"
#include "table/grid.h"

static Str heading_of(const RegisterColumn *column)
{
    return str_cut(str_from(column->names), '|').head;
}

/* "hộ nghèo, hộ cận nghèo …" */
static Str writings(Arena *arena, const ValueCodes *codes, Lang lang)
{
    Buf out = buf_open(arena);
    for (ptrdiff_t i = 0; i < codes->count; i++)
        buf_fmt(&out, "%s%.*s", out.len ? ", " : "", STRF(text_in(lang, codes->of[i].words)));
    return buf_str(&out);
}

static void describe(Arena *arena, const RegisterColumn *column, Lang lang, Buf *out)
{
    Str what = column->sort == SORT_CODE ? writings(arena, &column->codes, lang)
                                         : text_in(lang, value_sort_text(column->sort));
    Str heading = heading_of(column), must = text_in(lang, TEXT(" (bắt buộc)", " (required)"));
    buf_fmt(out, "%.*s%.*s: %.*s\n", STRF(heading), column->required ? (int)must.len : 0, must.ptr, STRF(what));
}

Grid register_form(Arena *arena, const RegisterSource *source, Lang lang)
{
    GridColumn *column = new (arena, GridColumn, source->columns);
    Buf note = buf_open(arena);
    for (ptrdiff_t c = 0; c < source->columns; c++) {
        Str heading = heading_of(&source->column[c]);
        column[c] = (GridColumn){.key = str_c(arena, source->column[c].code), .heading = {heading, heading}};
        describe(arena, &source->column[c], lang, &note);
    }
    Str words = str_trim(buf_str(&note));
    return grid_open(source->name, (Text){words, words}, column, source->columns);
}

Err *register_template(Arena *arena, const RegisterSource *source, Lang lang, Str path)
{
    Grid grid = register_form(arena, source, lang);
    return grid_save(&grid, arena, lang, path);
}
