/* Who has reported which month, and who is late. */
#include "progress/entry_internal.h"

#include "law/law.h"
#include "progress_sql.h"
#include "store/scope.h"

static const struct {
    const char *code;
    Text text;
} states[ENTRY_STATES] = {
    [ENTRY_MISSING] = {"missing", TEXT_INIT("chưa đến hạn", "not due yet")},
    [ENTRY_LATE] = {"late", TEXT_INIT("chậm", "late")},
    [ENTRY_SIMULATED] = {"simulated", TEXT_INIT("mô phỏng", "simulated")},
    [ENTRY_REPORTED] = {"reported", TEXT_INIT("chờ duyệt", "waiting for approval")},
    [ENTRY_APPROVED] = {"approved", TEXT_INIT("đã duyệt", "approved")},
    [ENTRY_LOCKED] = {"locked", TEXT_INIT("đã khóa sổ", "locked")},
};

const char *entry_state_code(EntryState state)
{
    return states[state].code;
}

Text entry_state_text(EntryState state)
{
    return states[state].text;
}

/* ---- the due day ---------------------------------------------------------------------------------------- */

/* The province's own day where it has one, else the country's. */
Err *entry_due_day(Arena *arena, Str province, Date on, EntryDue *ret)
{
    Law *law;
    const LawValue *value, *found = NULL;
    ptrdiff_t count;
    TRY(law_load(arena, (Str){0}, &law));
    TRY(law_list(law, arena, S("deadline_monthly_entry"), &value, &count));
    for (ptrdiff_t i = 0; i < count; i++) {
        bool own = str_eq(value[i].key, province), fits = own || str_eq(value[i].key, S("VN"));
        if (fits && law_in_force(&value[i], on) && (!found || own))
            found = &value[i];
    }
    if (!found || found->value.scale != 0 || found->value.digits < 1 || found->value.digits > 31)
        return FAIL(arena, INTERNAL, "data/law thiếu %s cho ngày %.*s", "data/law lacks %s for %.*s",
                    "deadline_monthly_entry", STRF(date_iso(arena, on)));
    *ret = (EntryDue){(int)found->value.digits, found->certainty == LAW_UNSURE};
    return NULL;
}

Date entry_due(EntryDue rule, Period month)
{
    Date next = period_first(period_add(month, 1));
    int days = date_days_in_month(next.year, next.month);
    next.day = rule.day < days ? rule.day : days;
    return next;
}

/* ---- the calendar ----------------------------------------------------------------------------------------- */

static Err *list_units(Store *store, Arena *arena, Str province, Date on, EntryCalendar *c)
{
    TRY(unit_get(store, arena, province, on, &c->province));
    TRY(unit_children(store, arena, province, on, &c->unit));
    ptrdiff_t seen = 0;
    for (ptrdiff_t u = 0; u < c->unit.count; u++)
        if (scope_sees(store_scope(store), province, c->unit.unit[u].code))
            c->unit.unit[seen++] = c->unit.unit[u];
    c->unit.count = seen;
    return NULL;
}

static ptrdiff_t find_unit(const UnitList *list, Str code, ptrdiff_t guess)
{
    for (ptrdiff_t k = 0; k < list->count; k++) {
        ptrdiff_t u = (guess + k) % list->count;
        if (str_eq(list->unit[u].code, code))
            return u;
    }
    return -1;
}

static Err *read_states(Store *store, Arena *arena, CountBase base, Period last, EntryCalendar *c)
{
    static const EntryState of[] = {ENTRY_SIMULATED, ENTRY_REPORTED, ENTRY_APPROVED, ENTRY_LOCKED};
    AUTO(rows_close) Rows rows = {0};
    ptrdiff_t unit = 0;
    TRY(store_query(store, arena, SQL_PROGRESS_MONTH_STATES,
                    ARGS(V_TEXT(c->province.code), V_TEXT(str_from(base_code(base))),
                         V_TEXT(period_text(arena, c->first)), V_TEXT(period_text(arena, last))),
                    &rows));
    for (bool more;;) {
        Period month;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            return NULL;
        ptrdiff_t found = find_unit(&c->unit, rows_text(&rows, arena, 0), unit);
        int64_t entered = rows_int(&rows, 3);
        if (found < 0 || !period_parse(rows_text(&rows, arena, 1), &month) || (entered == 0 && !rows_int(&rows, 4)))
            continue;
        unit = found;
        ptrdiff_t at = unit * c->months + period_distance(c->first, month);
        c->state[at] = of[rows_int(&rows, 2)];
        c->entered[at] = (int)entered;
    }
}

static Err *count_figures(Store *store, Arena *arena, int *ret)
{
    IndicatorList list;
    TRY(indicator_list(store, arena, &list));
    *ret = 0;
    for (ptrdiff_t i = 0; i < list.count; i++)
        *ret += !list.indicator[i].rate;
    return NULL;
}

/* "chờ duyệt (3/8)": how much of the sheet it speaks of, where that is not all. */
static Text cell_text(Arena *arena, const EntryCalendar *c, ptrdiff_t at)
{
    Text text = states[c->state[at]].text;
    if (c->entered[at] == 0 || c->entered[at] >= c->figures)
        return text;
    return (Text){str_fmt(arena, "%.*s (%d/%d)", STRF(text.vi), c->entered[at], c->figures),
                  str_fmt(arena, "%.*s (%d/%d)", STRF(text.en), c->entered[at], c->figures)};
}

Err *entry_calendar(Store *store, Arena *arena, Str province, CountBase base, Period last, int months,
                    EntryCalendar *ret)
{
    Date today = clock_today(store_clock(store));
    EntryDue rule;
    EntryCalendar c = {.months = months, .first = period_add(last, 1 - months)};
    TRY(list_units(store, arena, province, today, &c));
    TRY(entry_due_day(arena, province, today, &rule));
    c.due_day = rule.day;
    c.due_unsure = rule.unsure;
    c.due = new (arena, Date, months);
    c.state = new (arena, EntryState, c.unit.count * months);
    c.entered = new (arena, int, c.unit.count *months);
    TRY(count_figures(store, arena, &c.figures));
    for (int t = 0; t < months; t++)
        c.due[t] = entry_due(rule, period_add(c.first, t));
    for (ptrdiff_t at = 0; at < c.unit.count * months; at++)
        c.state[at] = date_cmp(today, c.due[at % months]) > 0 ? ENTRY_LATE : ENTRY_MISSING;
    if (c.unit.count > 0)
        TRY(read_states(store, arena, base, last, &c));
    *ret = c;
    return NULL;
}

Grid entry_calendar_grid(Arena *arena, const EntryCalendar *c, Lang lang)
{
    GridColumn *column = new (arena, GridColumn, 2 + c->months);
    column[0] = (GridColumn){"code", TEXT("Mã", "Code"), GRID_TEXT, 0, false};
    column[1] = (GridColumn){"unit", TEXT("Xã, phường", "Commune"), GRID_TEXT, 0, false};
    for (int t = 0; t < c->months; t++) {
        Str month = period_text(arena, period_add(c->first, t));
        column[2 + t] = (GridColumn){str_c(arena, month), {month, month}, GRID_TEXT, 0, false};
    }
    Text title = {str_fmt(arena, "Lịch nhập số liệu – %.*s", STRF(c->province.full_name)),
                  str_fmt(arena, "Calendar of entry – %.*s", STRF(c->province.full_name))};
    Text note = text_fmt(arena, "Hạn nộp: ngày %d tháng sau", "Due on day %d of the following month", c->due_day);
    Grid grid = grid_open(title, note, column, 2 + c->months);
    for (ptrdiff_t u = 0; u < c->unit.count; u++) {
        GridCell *cell = grid_row(&grid, arena);
        cell[0] = G_TEXT(c->unit.unit[u].code);
        cell[1] = G_TEXT(c->unit.unit[u].full_name);
        for (int t = 0; t < c->months; t++) {
            ptrdiff_t at = u * c->months + t;
            cell[2 + t] = G_TEXT(text_in(lang, cell_text(arena, c, at)));
            grid.simulated = grid.simulated || c->state[at] == ENTRY_SIMULATED;
        }
    }
    return grid;
}
