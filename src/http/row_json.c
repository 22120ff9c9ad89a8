/* Rows of deliveries as people read them: cells in words, masked where they are personal. */
#include "http/api_reconcile.h"

Str column_title(const Request *request, const RegisterColumn *column)
{
    if (column->sort == SORT_COMMUNE) /* its cells are shown by name */
        return text_in(request->lang, TEXT("Xã, phường", "commune"));
    if (request->lang == LANG_VI)
        return str_cut(str_from(column->names), '|').head;
    char *words = str_c(request->arena, column->code);
    for (ptrdiff_t i = 0; i < column->code.len; i++)
        if (words[i] == '_')
            words[i] = ' ';
    return (Str){words, column->code.len};
}

/* The code of a trade says nothing by itself: that it is one does. */
static Str sector_words(const Request *request, Str value)
{
    for (ptrdiff_t i = 0; i < value.len; i++)
        if (value.ptr[i] < '0' || value.ptr[i] > '9')
            return value;
    Text words = text_fmt(request->arena, "mã ngành %.*s", "trade code %.*s", STRF(value));
    return value.len > 0 ? text_in(request->lang, words) : value;
}

Str cell_words(const Ground *ground, const RegisterColumn *column, Str value)
{
    const Request *request = ground->request;
    if (str_eq(column->code, S("sector")))
        return sector_words(request, value);
    if (column->sort == SORT_COMMUNE)
        return ground_unit(ground, value);
    return register_cell_words(request->arena, request->lang, column, value);
}

/* "GH2: giảm hẳn: nghỉ hưu"; the same letters mean one thing of compulsory spells and another of voluntary ones. */
static Str movement_words(const Ground *ground, const RegisterSource *source, const Str *cell, Str code)
{
    Scheme scheme;
    ptrdiff_t at = register_column(source, S("scheme"));
    for (int i = 0; at >= 0 && scheme_parse(cell[at], &scheme) && i < ground->moves; i++) {
        const MoveCode *move = &ground->move[i];
        Str name = text_in(ground->request->lang, move->name);
        if (move->scheme == scheme && str_eq(move->code, code))
            return str_fmt(ground->request->arena, "%.*s – %.*s", STRF(code), STRF(name));
    }
    return code;
}

static Str words_in_row(const Ground *ground, const RegisterSource *source, const Str *cell, ptrdiff_t column)
{
    const RegisterColumn *c = &source->column[column];
    return str_eq(c->code, S("movement")) ? movement_words(ground, source, cell, cell[column])
                                          : cell_words(ground, c, cell[column]);
}

Str golden_words(const Ground *ground, GoldenField field, Str value)
{
    static const struct {
        GoldenField field;
        const char *source, *column;
    } columns[] = {{GOLDEN_birth, "population", "birth_date"},  {GOLDEN_sex, "population", "sex"},
                   {GOLDEN_unit, "population", "commune_code"}, {GOLDEN_poverty, "population", "poverty_status"},
                   {GOLDEN_sector, "enterprises", "sector"},    {GOLDEN_form, "employers", "kind"}};
    for (int i = 0; i < COUNTOF(columns); i++) {
        const RegisterSource *source = ground_source(ground, str_from(columns[i].source));
        ptrdiff_t at = source && columns[i].field == field ? register_column(source, str_from(columns[i].column)) : -1;
        if (at >= 0)
            return cell_words(ground, &source->column[at], value);
    }
    return value;
}

static void cell_json(Json *j, const Ground *ground, const RegisterSource *source, ptrdiff_t column, const Str *cell,
                      Opened opened)
{
    const RegisterColumn *c = &source->column[column];
    Str value = cell[column];
    bool masked;
    Str shown = sight_value(ground, sight_column(source, c, value), opened, value, &masked);
    js_object(j);
    js_put_text(j, "code", c->code);
    js_put_text(j, "title", column_title(ground->request, c));
    js_put_text(j, "value", masked ? shown : words_in_row(ground, source, cell, column));
    js_put_bool(j, "masked", masked);
    js_end(j);
}

Str row_as_of(const Ground *ground, const SubjectRow *row)
{
    Request *request = ground->request;
    Date as_of;
    Err *err =
        register_row_of_seen(request->store, request->arena, ground->province, row->delivery, row->row, NULL, &as_of);
    return err ? (Str){0} : date_iso(request->arena, as_of);
}

void row_json(Json *j, const Ground *ground, const SubjectRow *row, const Str *cell, Opened opened)
{
    const RegisterSource *source = ground_source(ground, row->source);
    const Request *request = ground->request;
    js_object(j);
    js_put_text(j, "source", row->source);
    js_put_text(j, "source_name", source ? text_in(request->lang, source->name) : row->source);
    js_put_text(j, "agency_name", source ? ground_agency(ground, source->agency) : (Str){0});
    js_put_text(j, "delivery", row->delivery);
    js_put_text(j, "as_of", row_as_of(ground, row));
    js_put_int(j, "row", row->row + 1);
    js_key(j, "cells"), js_array(j);
    for (ptrdiff_t c = 0; source && c < source->columns; c++)
        if (cell[c].len > 0)
            cell_json(j, ground, source, c, cell, opened);
    js_end(j);
    js_end(j);
}
