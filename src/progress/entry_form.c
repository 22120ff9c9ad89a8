/* The form of a month as a table, and the filled one back. */
#include "progress/entry_internal.h"

#include "store/scope.h"
#include "table/form.h"
#include "vn/vn.h"

enum { F_CODE, F_UNIT, F_INDICATOR, F_PERIOD, F_VALUE, F_REASON, F_VERSION, F_COUNT };

static const Field fields[F_COUNT] = {
    [F_CODE] = {"unit_code", "Mã đơn vị|Mã xã|Mã đơn vị hành chính|Mã ĐVHC", FIELD_TEXT, false},
    [F_UNIT] = {"unit_name", "unit|Đơn vị|Tên đơn vị|Tên xã|Tên xã/phường|Xã/phường|Xã, phường", FIELD_TEXT, false},
    [F_INDICATOR] = {"indicator", "Chỉ tiêu|Chỉ tiêu thống kê|Mã chỉ tiêu", FIELD_TEXT, true},
    [F_PERIOD] = {"period", "Kỳ|Kỳ báo cáo|Tháng", FIELD_TEXT, false},
    [F_VALUE] = {"value", "Giá trị|Số liệu|Kết quả|Số người", FIELD_INT, false},
    [F_REASON] = {"reason", "Lý do|Ghi chú", FIELD_TEXT, false},
    [F_VERSION] = {"version", "Phiên bản", FIELD_INT, false},
};

/* ---- the empty one ---------------------------------------------------------------------------------- */

enum { C_CODE, C_UNIT, C_INDICATOR, C_PERIOD, C_VALUE, C_REASON, C_BEFORE, C_LOW, C_HIGH, C_STATE, C_VERSION, C_COUNT };

static const GridColumn columns[C_COUNT] = {
    [C_CODE] = {"unit_code", TEXT_INIT("Mã đơn vị", "Unit code"), GRID_TEXT, 0, false},
    [C_UNIT] = {"unit_name", TEXT_INIT("Tên đơn vị", "Unit"), GRID_TEXT, 0, false},
    [C_INDICATOR] = {"indicator", TEXT_INIT("Chỉ tiêu", "Indicator"), GRID_TEXT, 0, false},
    [C_PERIOD] = {"period", TEXT_INIT("Kỳ", "Period"), GRID_TEXT, 0, false},
    [C_VALUE] = {"value", TEXT_INIT("Giá trị", "Value"), GRID_INT, 0, false},
    [C_REASON] = {"reason", TEXT_INIT("Lý do", "Reason"), GRID_TEXT, 0, false},
    [C_BEFORE] = {"before", TEXT_INIT("Tháng trước", "Month before"), GRID_INT, 0, false},
    [C_LOW] = {"low", TEXT_INIT("Thường từ", "Usually from"), GRID_INT, 0, false},
    [C_HIGH] = {"high", TEXT_INIT("Thường đến", "Usually to"), GRID_INT, 0, false},
    [C_STATE] = {"standing", TEXT_INIT("Tình trạng", "Standing"), GRID_TEXT, 0, false},
    [C_VERSION] = {"version", TEXT_INIT("Phiên bản", "Version"), GRID_INT, 0, false},
};

static void add_row(Grid *grid, Arena *arena, Lang lang, const EntrySheet *s, const EntryRow *row)
{
    GridCell *cell = grid_row(grid, arena);
    cell[C_CODE] = G_TEXT(s->unit.code);
    cell[C_UNIT] = G_TEXT(s->unit.full_name);
    cell[C_INDICATOR] = G_TEXT(text_in(lang, row->indicator.name));
    cell[C_PERIOD] = G_TEXT(period_text(arena, s->month));
    cell[C_VALUE] = row->has ? G_INT(row->fact.value) : G_NONE;
    cell[C_BEFORE] = row->has_before ? G_INT(row->before) : G_NONE;
    cell[C_LOW] = row->has_range ? G_INT(row->low) : G_NONE;
    cell[C_HIGH] = row->has_range ? G_INT(row->high) : G_NONE;
    cell[C_STATE] = G_TEXT(text_in(lang, row->has ? state_text(row->fact.state) : TEXT("chưa nhập", "not entered")));
    cell[C_VERSION] = G_INT(row->has ? row->fact.version : 0);
    grid->simulated = grid->simulated || (row->has && row->fact.state == FACT_SIMULATED);
}

Err *entry_form(Store *store, Arena *arena, EntryFormAsk ask, Lang lang, Grid *ret)
{
    Unit province;
    UnitList list;
    Date on = clock_today(store_clock(store));
    TRY(unit_get(store, arena, ask.province, on, &province));
    TRY(unit_children(store, arena, ask.province, on, &list));
    Str month = period_show(arena, ask.month);
    Text title = {str_fmt(arena, "Mẫu nhập số liệu %.*s – %.*s", STRF(month), STRF(province.full_name)),
                  str_fmt(arena, "Figures of %.*s – %.*s", STRF(month), STRF(province.full_name))};
    Grid grid =
        grid_open(title,
                  TEXT("Điền cột “Giá trị”; số ngoài khoảng thường gặp cần ghi “Lý do”; để trống: không thay đổi",
                       "Fill in “Value”; a figure outside the usual range needs a “Reason”; empty: no change"),
                  columns, C_COUNT);
    for (ptrdiff_t u = 0; u < list.count; u++) {
        Str code = list.unit[u].code;
        EntrySheet s;
        if (ask.unit.len > 0 ? !str_eq(code, ask.unit) : !scope_sees(store_scope(store), ask.province, code))
            continue;
        TRY(entry_sheet(store, arena, (EntryAsk){code, ask.month, ask.base}, &s));
        for (ptrdiff_t i = 0; i < s.rows; i++)
            add_row(&grid, arena, lang, &s, &s.row[i]);
    }
    if (grid.rows == 0)
        return FAIL(arena, NOT_FOUND, "không có xã, phường nào để nhập số liệu trong địa bàn này",
                    "there is no commune in this territory to enter figures for");
    *ret = grid;
    return NULL;
}

/* ---- the filled one ------------------------------------------------------------------------------------ */

typedef struct FormRow {
    Record record;
    Str unit; /* code */
    EntryValue value;
} FormRow;

typedef struct Taking {
    Store *store;
    Arena *arena;
    EntryFormAsk ask;
    UnitIndex *units;
    IndicatorList indicators;
    EntryFormTaken taken;
    Vec(FormRow) row;
    Vec(Str) unit;
    Vec(EntryFormProblem) problem;
} Taking;

static void refuse(Taking *t, const Record *record, int field, Text text)
{
    const Entry *e = record->entry;
    EntryFormProblem problem = {.place = e[field].place,
                                .unit = e[F_UNIT].given ? e[F_UNIT].text : e[F_CODE].text,
                                .indicator = e[F_INDICATOR].text,
                                .text = text};
    problem.place.field = (Str){0};
    if (problem.place.row == 0)
        problem.place.row = record->row.line;
    vec_push(t->arena, &t->problem, problem);
}

/* What a person can set right is a problem of the row; the rest is a failure. */
static Err *sort_out(Taking *t, const Record *record, int field, Err *err)
{
    bool own = err && (err->kind == ERR_BAD_INPUT || err->kind == ERR_CONFLICT || err->kind == ERR_FORBIDDEN ||
                       err->kind == ERR_NOT_FOUND);
    if (own)
        refuse(t, record, field, err->text);
    return own ? NULL : err;
}

static bool read_unit(Taking *t, const Record *record, FormRow *row)
{
    const Entry *code = &record->entry[F_CODE], *name = &record->entry[F_UNIT];
    Str written = code->given ? code->text : name->text;
    UnitMatch match = {0};
    if (written.len > 0)
        match = unit_match(t->units, t->arena, written);
    row->unit = match.sure ? match.unit.code : (Str){0};
    bool right = match.sure && (t->ask.unit.len == 0 || str_eq(row->unit, t->ask.unit));
    if (!match.sure)
        refuse(t, record, code->given ? F_CODE : F_UNIT,
               text_fmt(t->arena, "“%.*s” không phải là mã hoặc tên xã, phường của tỉnh này",
                        "“%.*s” is no code or name of a commune of this province", STRF(written)));
    else if (!right)
        refuse(t, record, code->given ? F_CODE : F_UNIT,
               text_fmt(t->arena, "dòng này của %.*s, không phải đơn vị đang nhập",
                        "this row is of %.*s, not of the unit that is entered", STRF(match.unit.full_name)));
    return right;
}

static bool read_month(Taking *t, const Record *record)
{
    const Entry *e = &record->entry[F_PERIOD];
    Period month;
    if (!e->given || (period_parse(e->text, &month) && period_cmp(month, t->ask.month) == 0))
        return true;
    refuse(t, record, F_PERIOD,
           (Text){str_fmt(t->arena, "kỳ “%.*s” không phải %.*s đang nhập", STRF(e->text),
                          STRF(period_show(t->arena, t->ask.month))),
                  str_fmt(t->arena, "“%.*s” is not %.*s, which is entered", STRF(e->text),
                          STRF(period_text(t->arena, t->ask.month)))});
    return false;
}

static bool read_values(Taking *t, const Record *record, FormRow *row)
{
    const Entry *e = record->entry;
    const Indicator *indicator = indicator_find(&t->indicators, e[F_INDICATOR].text);
    if (!indicator) {
        refuse(t, record, F_INDICATOR,
               text_fmt(t->arena, "“%.*s” không phải là chỉ tiêu nhập hằng tháng",
                        "“%.*s” is not an indicator that is entered", STRF(e[F_INDICATOR].text)));
        return false;
    }
    row->record = *record;
    row->value = (EntryValue){.indicator = indicator->code,
                              .value = e[F_VALUE].integer,
                              .version = e[F_VERSION].given ? e[F_VERSION].integer : -1,
                              .reason = e[F_REASON].text};
    return true;
}

static void note_unit(Taking *t, Str unit)
{
    for (ptrdiff_t i = 0; i < t->unit.len; i++)
        if (str_eq(t->unit.data[i], unit))
            return;
    vec_push(t->arena, &t->unit, unit);
}

static Err *read_rows(Taking *t, Form *form)
{
    for (;;) {
        Record record;
        FormRow row = {0};
        bool more;
        TRY(form_next(form, t->arena, &record, &more));
        if (!more)
            return NULL;
        if (record.kind == RECORD_NOTE || !record.entry[F_INDICATOR].given)
            continue;
        t->taken.rows++;
        for (ptrdiff_t i = 0; i < record.problem_count; i++) {
            Problem *p = &record.problem[i];
            Str name = record.entry[F_INDICATOR].text;
            refuse(
                t, &record, F_VALUE,
                (Text){str_fmt(t->arena, "%.*s: “%.*s” – cần %.*s", STRF(name), STRF(p->value), STRF(p->expected.vi)),
                       str_fmt(t->arena, "%.*s: “%.*s” – %.*s is needed", STRF(name), STRF(p->value),
                               STRF(p->expected.en))});
        }
        if (record.problem_count > 0 || !record.entry[F_VALUE].given)
            continue;
        t->taken.values++;
        if (!read_unit(t, &record, &row) || !read_month(t, &record) || !read_values(t, &record, &row))
            continue;
        note_unit(t, row.unit);
        vec_push(t->arena, &t->row, row);
    }
}

static Err *read_file(Taking *t, Str name, Str bytes)
{
    AUTO(table_close) Table *table = NULL;
    Form *form;
    TRY(table_open_bytes(t->arena, name, bytes, (TableOptions){0}, &table));
    TRY(form_open(t->arena, table, fields, F_COUNT, &form));
    if (!form_has(form, F_VALUE) || (!form_has(form, F_CODE) && !form_has(form, F_UNIT)))
        return FAIL(t->arena, BAD_INPUT,
                    "tệp thiếu cột “Giá trị” hoặc cột đơn vị; hãy tải mẫu của tháng này rồi điền vào đó%s",
                    "the file has no column “Value” or none of units; download this month's form and fill it in%s", "");
    return read_rows(t, form);
}

/* As though it were typed; the first row of the unit stands for what concerns several. */
static Err *check_unit(Taking *t, Str unit, Str who, EntrySaving *saving)
{
    const Record *first = NULL;
    for (ptrdiff_t i = 0; i < t->row.len; i++) {
        FormRow *row = &t->row.data[i];
        if (!str_eq(row->unit, unit))
            continue;
        if (!first) {
            first = &row->record;
            ptrdiff_t before = t->problem.len;
            TRY(sort_out(t, first, F_CODE,
                         entry_saving(t->store, t->arena, (EntryAsk){unit, t->ask.month, t->ask.base}, who, saving)));
            if (t->problem.len > before)
                return NULL;
        }
        TRY(sort_out(t, &row->record, F_VALUE, entry_take(saving, &row->value)));
    }
    return sort_out(t, first, F_VALUE, entry_totals(saving));
}

static Err *write_units(Taking *t, EntrySaving *saving)
{
    for (ptrdiff_t u = 0; u < t->unit.len; u++) {
        FactChange change;
        TRY(entry_put(&saving[u], &change));
        t->taken.change.added += change.added;
        t->taken.change.corrected += change.corrected;
        t->taken.change.same += change.same;
    }
    t->taken.saved = true;
    return NULL;
}

Err *entry_form_take(Store *store, Arena *arena, Str name, Str bytes, EntryFormAsk ask, Str who, bool save,
                     EntryFormTaken *ret)
{
    Taking t = {.store = store, .arena = arena, .ask = ask};
    TRY(unit_index_load(store, arena, ask.province, clock_today(store_clock(store)), &t.units));
    TRY(indicator_list(store, arena, &t.indicators));
    TRY(read_file(&t, name, bytes));
    EntrySaving *saving = new (arena, EntrySaving, t.unit.len);
    for (ptrdiff_t u = 0; u < t.unit.len; u++)
        TRY(check_unit(&t, t.unit.data[u], who, &saving[u]));
    if (save && t.problem.len == 0)
        TRY(write_units(&t, saving));
    t.taken.unit = t.unit.data;
    t.taken.units = t.unit.len;
    t.taken.problem = t.problem.data;
    t.taken.problems = t.problem.len;
    *ret = t.taken;
    return NULL;
}
