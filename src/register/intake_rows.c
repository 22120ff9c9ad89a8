#include "register/intake_rows.h"

#include "linkage/csv_rows.h"
#include "register/register_internal.h"
#include "table/heading.h"
#include "base/vec.h"
#include <string.h>

struct RegisterFile {
    Arena *arena;
    Str name;
    const RegisterSource *source;
    Field *field; /* the columns as fields of texts */
    FieldKeys *keys;
    ptrdiff_t at[REGISTER_COLUMNS]; /* of each column its place in the file; -1 none */
    CsvRows *csv;                   /* or */
    Table *table;
    Form *form;
    Str *heading; /* of a csv */
    ptrdiff_t headings;
    Str *unknown;
    ptrdiff_t unknowns;
};

/* ---- headings -------------------------------------------------------------------------- */

/* The names of a column with those that people gave it besides. */
static const char *names_of(Arena *arena, const RegisterColumn *column, const RegisterPairing *pairing, ptrdiff_t count)
{
    Buf names = buf_open(arena);
    buf_add(&names, str_from(column->names));
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(pairing[i].column, column->code))
            buf_fmt(&names, "|%.*s", STRF(pairing[i].heading));
    return str_c(arena, buf_str(&names));
}

Field *register_fields(Arena *arena, const RegisterSource *s, const RegisterPairing *pairing, ptrdiff_t count)
{
    Field *field = new (arena, Field, s->columns);
    for (ptrdiff_t c = 0; c < s->columns; c++)
        field[c] = (Field){.key = str_c(arena, s->column[c].code),
                           .names = names_of(arena, &s->column[c], pairing, count),
                           .type = FIELD_TEXT,
                           .required = s->column[c].required};
    return field;
}

static bool is_taken(const RegisterFile *f, ptrdiff_t place)
{
    for (ptrdiff_t c = 0; c < f->source->columns; c++)
        if (f->at[c] == place)
            return true;
    return false;
}

static void list_unknown(RegisterFile *f)
{
    f->unknown = new (f->arena, Str, f->headings);
    for (ptrdiff_t i = 0; i < f->headings; i++)
        if (f->heading[i].len > 0 && !is_taken(f, i) && !heading_is_reject(*f->arena, f->heading[i]))
            f->unknown[f->unknowns++] = f->heading[i];
}

/* ---- csv ------------------------------------------------------------------------------- */

/* *ret_fits false: not a table that begins with its headings in UTF-8; form.h knows better what to do and to say. */
static Err *try_csv(RegisterFile *f, Str path, bool *ret_fits)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    AUTO(table_close) Table *look = NULL;
    const Str *cell;
    Clash clash;
    *ret_fits = false;
    TRY(err_keep(f->arena, table_open(&scratch, path, (TableOptions){.limits.file_bytes = INT64_MAX}, &look)));
    if (table_kind(look) != TABLE_CSV || !str_eq(table_encoding(look), S("UTF-8")))
        return NULL;
    TRY(csv_rows_open(f->arena, path, f->name, table_delimiter(look), &f->csv));
    TRY(csv_rows_header(f->csv, f->arena, &cell, &f->headings));
    Headings headings = {.text = new (f->arena, Str, f->headings), .count = f->headings};
    memcpy(headings.text, cell, (size_t)f->headings * sizeof *cell);
    heading_match(*f->arena, f->keys, &headings, f->at, &clash);
    for (ptrdiff_t c = 0; c < f->source->columns; c++)
        if (f->source->column[c].required && f->at[c] < 0)
            return NULL;
    f->heading = headings.text;
    *ret_fits = !clash.found;
    list_unknown(f);
    return NULL;
}

static Err *next_csv(RegisterFile *f, Arena *arena, bool with_cells, RegisterRows *ret)
{
    CsvTexts texts;
    TRY(csv_rows_texts(f->csv, arena, f->headings, COLUMNS_ROWS, with_cells, &texts));
    *ret = (RegisterRows){
        .raw = texts.cell, .stride = f->headings, .place = f->at, .text = texts.text, .rows = texts.rows};
    ptrdiff_t *line = new_raw(arena, ptrdiff_t, texts.rows);
    for (ptrdiff_t row = 0; row < texts.rows; row++)
        line[row] = texts.line[row];
    ret->line = line;
    return NULL;
}

Err *register_file_lines(RegisterFile *f, Arena *arena, RegisterRows *ret)
{
    return next_csv(f, arena, false, ret);
}

Err *register_file_cells(const RegisterFile *f, Arena *arena, const RegisterRows *of, const int32_t *row,
                         ptrdiff_t rows, RegisterRows *ret, int32_t *ret_row)
{
    Str *cell = new_raw(arena, Str, rows * of->stride), *text = new_raw(arena, Str, rows);
    ptrdiff_t *line = new_raw(arena, ptrdiff_t, rows);
    *ret = (RegisterRows){.raw = cell, .stride = of->stride, .place = of->place, .line = line, .text = text};
    for (ptrdiff_t i = 0; i < rows; i++) {
        bool any;
        uint32_t number = (uint32_t)of->line[row[i]];
        CsvTexts one = {.text = &of->text[row[i]], .line = &number};
        one.cell = of->raw ? of->raw + row[i] * of->stride : NULL;
        TRY(csv_rows_split(f->csv, arena, &one, 0, of->stride, cell + ret->rows * of->stride, &any));
        if (!any)
            continue;
        text[ret->rows] = of->text[row[i]];
        line[ret->rows] = of->line[row[i]];
        ret_row[ret->rows++] = row[i];
    }
    return NULL;
}

/* ---- form ------------------------------------------------------------------------------- */

static Err *open_form(RegisterFile *f, Str path)
{
    csv_rows_close(f->csv);
    f->csv = NULL;
    TRY(table_open(f->arena, path, (TableOptions){.limits.file_bytes = INT64_MAX}, &f->table));
    TRY(form_open(f->arena, f->table, f->field, f->source->columns, &f->form));
    for (ptrdiff_t c = 0; c < f->source->columns; c++)
        f->at[c] = form_has(f->form, c) ? c : -1;
    f->unknown = form_unknown(f->form, &f->unknowns);
    return NULL;
}

static Err *next_form(RegisterFile *f, Arena *arena, RegisterRows *ret)
{
    ptrdiff_t columns = f->source->columns;
    Str *cell = new (arena, Str, COLUMNS_ROWS * columns), *sheet = new (arena, Str, COLUMNS_ROWS);
    ptrdiff_t *line = new (arena, ptrdiff_t, COLUMNS_ROWS), *place = new (arena, ptrdiff_t, columns);
    bool *day = new (arena, bool, COLUMNS_ROWS *columns);
    for (ptrdiff_t c = 0; c < columns; c++)
        place[c] = c;
    *ret = (RegisterRows){.stride = columns, .place = place};
    while (ret->rows < COLUMNS_ROWS) {
        Record record;
        bool more;
        TRY(form_next(f->form, arena, &record, &more));
        if (!more)
            break;
        if (record.kind != RECORD_DATA)
            continue;
        for (ptrdiff_t c = 0; c < columns; c++) {
            cell[ret->rows * columns + c] = record.entry[c].text;
            day[ret->rows * columns + c] = record.entry[c].is_day;
        }
        line[ret->rows] = record.row.line;
        sheet[ret->rows++] = record.row.sheet;
    }
    ret->raw = cell;
    ret->line = line;
    ret->sheet = sheet;
    ret->day = day;
    return NULL;
}

/* ---- either ------------------------------------------------------------------------------ */

Err *register_file_open(Arena *arena, Str path, Str name, const RegisterSource *source, const RegisterPairing *pairing,
                        ptrdiff_t pairings, RegisterFile **ret)
{
    RegisterFile *f = *ret = new (arena, RegisterFile, 1);
    bool fits = false;
    *f = (RegisterFile){.arena = arena, .name = name, .source = source};
    f->field = register_fields(arena, source, pairing, pairings);
    f->keys = heading_keys(arena, f->field, source->columns);
    TRY(try_csv(f, path, &fits));
    return fits ? NULL : open_form(f, path);
}

Err *register_file_next(RegisterFile *f, Arena *arena, RegisterRows *ret)
{
    return f->form ? next_form(f, arena, ret) : next_csv(f, arena, true, ret);
}

bool register_file_is_plain(const RegisterFile *f)
{
    return !f->form;
}

Str register_file_heading(const RegisterFile *f, ptrdiff_t column)
{
    if (f->at[column] < 0)
        return (Str){0};
    return f->form ? form_heading(f->form, column) : f->heading[f->at[column]];
}

char register_file_delimiter(const RegisterFile *f)
{
    return csv_rows_delimiter(f->csv);
}

ptrdiff_t register_file_headings(const RegisterFile *f)
{
    return f->headings;
}

ptrdiff_t register_file_place(const RegisterFile *f, ptrdiff_t column)
{
    return f->at[column];
}

const Str *register_file_unknown(const RegisterFile *f, ptrdiff_t *ret_count)
{
    *ret_count = f->unknowns;
    return f->unknown;
}

void register_file_close(RegisterFile **file)
{
    if (!*file)
        return;
    csv_rows_close((*file)->csv);
    table_close(&(*file)->table);
    *file = NULL;
}
