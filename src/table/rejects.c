#include "table/form_internal.h"
#include "table/grid.h"
#include <math.h>

typedef struct Reject {
    Row row;
    Problem *problem;
    ptrdiff_t problems;
} Reject;

struct Rejects {
    Arena *arena;
    Headings heading; /* as at the first row: a later sheet may have others */
    ptrdiff_t named;  /* columns with a heading, without a rejects file's own */
    Vec(Reject) list;
    ptrdiff_t width; /* of the widest row */
};

Rejects *rejects_open(Arena *arena, const Form *form)
{
    Rejects *rejects = new (arena, Rejects, 1);
    *rejects = (Rejects){.arena = arena, .heading = form->heading, .named = form->width, .width = form->width};
    return rejects;
}

static Place copy_place(Arena *arena, Place place)
{
    place.sheet = str_copy(arena, place.sheet);
    return place; /* the file's name and the headings live as long as the form */
}

void rejects_add(Rejects *rejects, const Record *record)
{
    Arena *a = rejects->arena;
    Reject reject = {.row = record->row, .problems = record->problem_count};
    reject.row.cell = new (a, Cell, record->row.count);
    reject.problem = new (a, Problem, record->problem_count);
    for (ptrdiff_t i = 0; i < record->row.count; i++) {
        reject.row.cell[i] = record->row.cell[i];
        reject.row.cell[i].text = str_copy(a, record->row.cell[i].text);
    }
    for (ptrdiff_t i = 0; i < record->problem_count; i++) {
        const Problem *p = &record->problem[i];
        reject.problem[i] = (Problem){.place = copy_place(a, p->place),
                                      .value = str_copy(a, p->value),
                                      .expected = {str_copy(a, p->expected.vi), str_copy(a, p->expected.en)}};
    }
    vec_push(a, &rejects->list, reject);
    bool own = rejects->heading.count > rejects->named; /* a rejects file read again */
    if (!own && record->row.count > rejects->width)
        rejects->width = record->row.count;
}

ptrdiff_t rejects_count(const Rejects *rejects)
{
    return rejects->list.len;
}

/* A workbook's 1.899 is not 1899: written with a decimal comma and a fourth decimal it
 * is not taken for thousands when the file comes back. */
static Str plain_text(Arena *arena, const Cell *cell)
{
    if (cell->kind != CELL_NUMBER || floor(cell->number) == cell->number || str_ends(cell->text, S("%")))
        return cell->text;
    Buf out = buf_open(arena);
    Str text = cell->text;
    for (ptrdiff_t i = 0; i < text.len; i++)
        buf_byte(&out, text.ptr[i] == '.' ? ',' : text.ptr[i]);
    StrCut cut = str_cut(buf_str(&out), ',');
    if (cut.ok && cut.tail.len == 3)
        buf_byte(&out, '0');
    return buf_str(&out);
}

static Str where(Arena *arena, const Problem *p, Lang lang)
{
    return place_text(arena, lang, p->place);
}

/* All problems of a row, one behind the other. */
static Str join(Arena *arena, const Reject *r, Lang lang, bool places)
{
    Buf out = buf_open(arena);
    for (ptrdiff_t i = 0; i < r->problems; i++) {
        buf_add(&out, i ? S("; ") : (Str){0});
        buf_add(&out, places ? where(arena, &r->problem[i], lang) : text_in(lang, r->problem[i].expected));
    }
    return buf_str(&out);
}

static GridColumn *columns_of(Arena *arena, const Rejects *rejects)
{
    GridColumn *column = new (arena, GridColumn, rejects->width + 2);
    for (ptrdiff_t c = 0; c < rejects->width; c++) {
        Str text = c < rejects->named ? rejects->heading.text[c] : (Str){0};
        column[c] = (GridColumn){.key = str_c(arena, str_fmt(arena, "c%td", c + 1)), .heading = {text, text}};
    }
    column[rejects->width] = (GridColumn){.key = "place", .heading = heading_reject(0)};
    column[rejects->width + 1] = (GridColumn){.key = "expected", .heading = heading_reject(1)};
    return column;
}

Err *rejects_save(Rejects *rejects, Arena *arena, Str path, Lang lang)
{
    Grid grid = grid_open(TEXT("", ""), TEXT("", ""), columns_of(arena, rejects), rejects->width + 2);
    for (ptrdiff_t r = 0; r < rejects->list.len; r++) {
        const Reject *reject = &rejects->list.data[r];
        GridCell *cell = grid_row(&grid, arena);
        for (ptrdiff_t c = 0; c < reject->row.count && c < rejects->width; c++)
            if (reject->row.cell[c].kind != CELL_EMPTY)
                cell[c] = G_TEXT(plain_text(arena, &reject->row.cell[c]));
        cell[rejects->width] = G_TEXT(join(arena, reject, lang, true));
        cell[rejects->width + 1] = G_TEXT(join(arena, reject, lang, false));
    }
    return grid_save(&grid, arena, lang, path);
}
