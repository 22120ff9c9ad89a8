#include "cli/screen.h"

#include "base/utf8.h"
#include "vn/vn.h"

static Str cell_text(Arena *arena, Lang lang, const GridColumn *column, const GridCell *cell)
{
    if (!cell->given)
        return (Str){0};
    switch (column->type) {
    case GRID_TEXT:
        return cell->text;
    case GRID_INT:
        return vn_int_in(arena, lang, cell->integer);
    case GRID_DAY:
        return vn_date(arena, grid_date(cell));
    case GRID_REAL:
    case GRID_PERCENT: {
        Str number = vn_real_in(arena, lang, cell->real, column->decimals);
        return column->type == GRID_PERCENT ? str_fmt(arena, "%.*s%%", STRF(number)) : number;
    }
    }
    return (Str){0};
}

/* A long text is cut on the screen, where it would push the numbers away; files have it whole. */
static Str cut_to_width(Arena *arena, Str text)
{
    enum { WIDEST = 56 };
    if (vn_width(text) <= WIDEST)
        return text;
    ptrdiff_t at = 0;
    for (int next; (next = utf8_get(text, at).len) > 0 && vn_width(str_slice(text, 0, at + next)) < WIDEST;)
        at += next;
    return str_fmt(arena, "%.*s…", STRF(str_slice(text, 0, at)));
}

static bool is_number(const GridColumn *column)
{
    return column->type != GRID_TEXT && column->type != GRID_DAY;
}

static void print_padded(FILE *out, Str text, int width, bool right, bool last)
{
    int gap = width - vn_width(text);
    if (right)
        fprintf(out, "%*s%.*s", gap, "", STRF(text));
    else
        fprintf(out, "%.*s%*s", STRF(text), last ? 0 : gap, "");
    fputs(last ? "\n" : "  ", out);
}

void screen_grid(FILE *out, const Grid *grid, Arena *arena, Lang lang)
{
    Str title = text_in(lang, grid->title), note = text_in(lang, grid->note);
    if (title.len > 0)
        fprintf(out, "%.*s\n", STRF(title));
    if (note.len > 0)
        fprintf(out, "%.*s\n", STRF(note));
    Str *text = new (arena, Str, grid->columns * (grid->rows + 1));
    int *width = new (arena, int, grid->columns);
    for (ptrdiff_t c = 0; c < grid->columns; c++) {
        text[c] = text_in(lang, grid->column[c].heading);
        for (ptrdiff_t r = 0; r < grid->rows; r++)
            text[(r + 1) * grid->columns + c] =
                cut_to_width(arena, cell_text(arena, lang, &grid->column[c], grid_at(grid, r, c)));
        for (ptrdiff_t r = 0; r <= grid->rows; r++) {
            int w = vn_width(text[r * grid->columns + c]);
            width[c] = w > width[c] ? w : width[c];
        }
    }
    for (ptrdiff_t r = 0; r <= grid->rows; r++)
        for (ptrdiff_t c = 0; c < grid->columns; c++)
            print_padded(out, text[r * grid->columns + c], width[c], is_number(&grid->column[c]),
                         c == grid->columns - 1);
}
