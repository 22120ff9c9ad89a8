/* Cells read as the types of their fields.  What is not surely a value is a problem for
 * a person, never a guess. */
#include "table/form_internal.h"

#include "base/utf8.h"
#include "vn/vn.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Two-digit years up to this one are of our century: plans reach a few years ahead,
 * registers hold people born from the thirties on. */
enum { PIVOT_YEAR = 2035 };

static const Text expected[] = {
    [FIELD_TEXT] = TEXT_INIT("chữ", "text"),
    [FIELD_INT] = TEXT_INIT("số nguyên, ví dụ 1.899 hoặc 1899", "a whole number, such as 1.899 or 1899"),
    [FIELD_REAL] = TEXT_INIT("số, ví dụ 1.234,5", "a number, such as 1.234,5"),
    [FIELD_PERCENT] = TEXT_INIT("tỷ lệ phần trăm, ví dụ 12,5%", "a percentage, such as 12,5%"),
    [FIELD_DATE] =
        TEXT_INIT("ngày, ví dụ 21/11/2026, 11/2026 hoặc 2026", "a date, such as 21/11/2026, 11/2026 or 2026"),
};

bool form_is_empty(const Cell *cell)
{
    static const Str signs[] = {STR_INIT("-"),   STR_INIT("–"),  STR_INIT("—"), STR_INIT("…"),
                                STR_INIT("..."), STR_INIT(".."), STR_INIT("−")};
    if (cell->kind == CELL_EMPTY || cell->text.len == 0)
        return true;
    for (ptrdiff_t i = 0; i < COUNTOF(signs) && cell->text.len <= 3; i++)
        if (str_eq(cell->text, signs[i]))
            return true;
    return false;
}

/* 2^53: beyond it a spreadsheet no longer holds every whole number. */
static const double WHOLE = 9007199254740992.0;

static bool read_int(const Cell *cell, Entry *ret)
{
    if (cell->kind == CELL_TEXT)
        return vn_parse_int(cell->text, &ret->integer);
    double x = cell->number;
    if (cell->kind != CELL_NUMBER || str_ends(cell->text, S("%")) || !(fabs(x) <= WHOLE) || floor(x) != x)
        return false;
    ret->integer = (int64_t)x;
    return true;
}

/* A whole number, and too long to be one that is meant. */
static bool too_long(const Cell *cell)
{
    int digits = 0;
    if (cell->kind == CELL_NUMBER)
        return fabs(cell->number) > WHOLE && !str_ends(cell->text, S("%"));
    for (ptrdiff_t i = 0; i < cell->text.len; i++) {
        char c = cell->text.ptr[i];
        if (c >= '0' && c <= '9')
            digits++;
        else if (c != '.' && c != ' ' && c != ',' && (c != '-' || i > 0))
            return false;
    }
    return digits > 15;
}

static bool read_real(const Cell *cell, Entry *ret, bool percent)
{
    VnDecimal decimal;
    if (cell->kind == CELL_NUMBER) { /* 12.5% in a workbook is the number 0.125 */
        bool shown = str_ends(cell->text, S("%"));
        ret->real = shown ? cell->number * 100 : cell->number;
        return isfinite(cell->number) && (percent || !shown);
    }
    if (cell->kind != CELL_TEXT || !vn_parse_decimal(cell->text, &decimal) || (decimal.percent && !percent))
        return false;
    decimal.percent = false; /* only the sign: 12,5% is 12.5 */
    ret->real = vn_decimal_real(decimal);
    return true;
}

static bool read_date(const Cell *cell, Entry *ret)
{
    if (cell->kind == CELL_DATE)
        ret->date = cell->date;
    return cell->kind == CELL_DATE || vn_parse_date(cell->text, PIVOT_YEAR, &ret->date);
}

static bool read_value(FieldType type, const Cell *cell, Entry *ret)
{
    switch (type) {
    case FIELD_TEXT:
        return true;
    case FIELD_INT:
        return read_int(cell, ret);
    case FIELD_REAL:
    case FIELD_PERCENT:
        return read_real(cell, ret, type == FIELD_PERCENT);
    case FIELD_DATE:
        return read_date(cell, ret);
    }
    return false;
}

/* 1.899 typed into a workbook of another country's settings is the number one and nine tenths; what was
 * meant can only be supposed, so the person is told what happened and not corrected. */
static Text need_of(Arena *arena, FieldType type, const Cell *cell)
{
    double thousandfold = cell->number * 1000;
    bool decimal = type == FIELD_INT && cell->kind == CELL_NUMBER && !str_ends(cell->text, S("%")) &&
                   fabs(cell->number) < 1e9 && floor(cell->number) != cell->number &&
                   fabs(thousandfold - round(thousandfold)) < 1e-6;
    if (type == FIELD_INT && too_long(cell))
        return TEXT("số nguyên có không quá 15 chữ số", "a whole number of at most 15 digits");
    if (!decimal)
        return expected[type];
    char comma[32];
    snprintf(comma, sizeof comma, "%.15g", cell->number);
    char *point = strchr(comma, '.');
    if (point)
        *point = ',';
    long long whole = llround(thousandfold);
    return (Text){
        str_fmt(arena,
                "số nguyên; ô này là số thập phân %s: Excel đã hiểu dấu chấm là dấu thập phân; hãy định dạng cột là "
                "Văn bản (Text) rồi nhập lại, hoặc ghi %lld",
                comma, whole),
        str_fmt(arena,
                "a whole number; this cell is the decimal number %.15g: Excel took the dot for a decimal point; format "
                "the column as Text and type it again, or write %lld",
                cell->number, whole)};
}

static Place place_at(const Form *form, const Row *row, ptrdiff_t column)
{
    Str heading = column < form->heading.count ? form->heading.text[column] : (Str){0};
    return (Place){
        .file = table_name(form->table), .sheet = row->sheet, .row = row->line, .column = column + 1, .field = heading};
}

static void add_problem(Arena *arena, Problems *list, Place place, Str value, Text what)
{
    vec_push(arena, list, ((Problem){.place = place, .value = value, .expected = what}));
}

static bool is_damaged(Str s)
{
    return memchr(s.ptr, 0xEF, (size_t)s.len) && str_find(s, S("\xEF\xBF\xBD")) >= 0;
}

static Text must_fill(Arena *arena, FieldType type)
{
    return (Text){.vi = str_fmt(arena, "không được để trống: %.*s", STRF(expected[type].vi)),
                  .en = str_fmt(arena, "must not be empty: %.*s", STRF(expected[type].en))};
}

static void read_entry(const Form *form, Arena *arena, const Row *row, ptrdiff_t f, Record *ret, Problems *problems)
{
    ptrdiff_t column = form->column[f];
    const Field *field = &form->field[f];
    Entry *entry = &ret->entry[f];
    if (column < 0)
        return;
    entry->place = place_at(form, row, column);
    const Cell *cell = column < row->count ? &row->cell[column] : &(Cell){0};
    if (form_is_empty(cell)) {
        if (field->required && ret->kind == RECORD_DATA)
            add_problem(arena, problems, entry->place, cell->text, must_fill(arena, field->type));
        return;
    }
    entry->text = cell->text;
    entry->is_day = cell->kind == CELL_DATE;
    entry->given = read_value(field->type, cell, entry);
    if (is_damaged(cell->text)) {
        entry->given = false;
        add_problem(arena, problems, entry->place, cell->text,
                    TEXT("chữ không bị hỏng; có ký tự mất do sai bảng mã, hãy gõ lại ô này",
                         "undamaged text; letters were lost by a wrong encoding, type this cell again"));
    } else if (cell->damaged && field->type == FIELD_TEXT && ret->kind == RECORD_DATA) {
        entry->given = false;
        add_problem(arena, problems, entry->place, cell->text,
                    TEXT("văn bản nguyên vẹn; tệp đã mất chữ khi chuyển mã, hãy xin lại tệp gốc",
                         "whole text; the file lost letters when it was converted, ask for the original"));
    } else if (!entry->given && ret->kind == RECORD_DATA) {
        add_problem(arena, problems, entry->place, cell->text, need_of(arena, field->type, cell));
    }
}

/* "Xã A,1,899": a number that the delimiter cut in two makes the row too long. */
static void check_width(const Form *form, Arena *arena, const Row *row, Problems *problems)
{
    TableKind kind = table_kind(form->table);
    if (kind != TABLE_CSV && kind != TABLE_TEXT)
        return;
    for (ptrdiff_t c = form->width; c < row->count; c++) {
        bool own = c < form->heading.count && heading_is_reject(*arena, form->heading.text[c]);
        if (form_is_empty(&row->cell[c]) || own)
            continue;
        add_problem(arena, problems, place_at(form, row, c), row->cell[c].text,
                    text_fmt(arena, "nhiều nhất %td ô như dòng tiêu đề; có thể một số bị dấu phân cách cắt đôi",
                             "at most the %td cells of the header; the delimiter may have cut a number in two",
                             form->width));
        return;
    }
}

static void check_quotes(const Form *form, Arena *arena, const Row *row, Problems *problems)
{
    ptrdiff_t c = 0;
    while (c + 1 < row->count && str_find(row->cell[c].text, S("\"")) < 0)
        c++;
    if (row->misquoted)
        add_problem(arena, problems, place_at(form, row, c), row->cell[c].text,
                    TEXT("dấu ngoặc kép mở ô và đóng ô đúng chỗ; dấu ngoặc kép trong ô phải viết hai lần (\"\")",
                         "quotes that open and close the cell; a quote inside a cell is written twice (\"\")"));
}

void form_read(const Form *form, Arena *arena, const Row *row, Record *ret)
{
    Problems problems = {0};
    ret->row = *row;
    ret->entry = new (arena, Entry, form->fields);
    for (ptrdiff_t f = 0; f < form->fields && ret->kind != RECORD_NOTE; f++)
        read_entry(form, arena, row, f, ret, &problems);
    if (ret->kind == RECORD_DATA)
        check_width(form, arena, row, &problems);
    if (ret->kind == RECORD_DATA)
        check_quotes(form, arena, row, &problems);
    ret->problem = problems.data;
    ret->problem_count = problems.len;
}
