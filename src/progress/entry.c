/* The sheet of one unit and month, and what is typed into it. */
#include "progress/entry_internal.h"

#include "base/vec.h"
#include "progress_sql.h"
#include "store/scope.h"
#include "vn/vn.h"
#include <math.h>

/* ---- the sheet -------------------------------------------------------------------------------------- */

static Err *read_history(Store *store, Arena *arena, const EntrySheet *s, EntryRow *row)
{
    AUTO(rows_close) Rows rows = {0};
    Period from = period_add(s->month, -FORECAST_MONTHS), to = period_add(s->month, -1),
           year = period_add(s->month, -12);
    double *value = new (arena, double, FORECAST_MONTHS);
    for (int t = 0; t < FORECAST_MONTHS; t++)
        value[t] = NAN;
    TRY(store_query(store, arena, SQL_PROGRESS_UNIT_MONTHS,
                    ARGS(V_TEXT(s->unit.province), V_TEXT(row->indicator.code), V_TEXT(str_from(base_code(s->base))),
                         V_TEXT(period_text(arena, from)), V_TEXT(period_text(arena, to)), V_TEXT(s->unit.code)),
                    &rows));
    for (bool more;;) {
        Period month;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        int64_t figure = rows_int(&rows, 1);
        if (!period_parse(rows_text(&rows, arena, 0), &month))
            continue;
        value[period_distance(from, month)] = (double)figure;
        if (period_cmp(month, to) == 0)
            row->has_before = true, row->before = figure;
        if (period_cmp(month, year) == 0)
            row->has_year_before = true, row->year_before = figure;
    }
    ForecastSeries history = {FORECAST_MONTH(from.year, from.index), FORECAST_MONTHS, value};
    entry_range(arena, &history, FORECAST_MONTH(s->month.year, s->month.index), row);
    return NULL;
}

static Err *read_fact(Store *store, Arena *arena, const EntrySheet *s, EntryRow *row)
{
    FactKey key = {s->unit.province, s->unit.code, row->indicator.code, s->month, S(""), s->base};
    FactVersion *version;
    ptrdiff_t count;
    TRY(fact_get(store, arena, key, &row->fact, &row->has));
    if (!row->has)
        return NULL;
    TRY(fact_history(store, arena, key, &version, &count));
    if (count > 0) {
        row->who = version[count - 1].who;
        row->at = version[count - 1].at;
        row->reason = version[count - 1].reason;
    }
    row->unusual = !entry_usual(row, row->fact.value);
    return NULL;
}

static Err *open_sheet(Store *store, Arena *arena, EntryAsk ask, EntrySheet *s)
{
    Date today = clock_today(store_clock(store));
    EntryDue rule;
    *s = (EntrySheet){.month = ask.month, .base = ask.base};
    TRY(unit_get(store, arena, ask.unit, today, &s->unit));
    TRY(scope_check(store, arena, s->unit.province, ask.unit));
    if (s->unit.level != UNIT_COMMUNE && s->unit.level != UNIT_VILLAGE)
        return FAIL(arena, BAD_INPUT, "%.*s không nhập số liệu trực tiếp; hãy chọn xã, phường",
                    "%.*s enters no figures itself; choose a commune", STRF(s->unit.full_name));
    if (ask.month.kind != PERIOD_MONTH)
        return FAIL(arena, BAD_INPUT, "kỳ nhập số liệu là tháng, ví dụ %s", "figures are entered by month, as %s",
                    "2026-10");
    TRY(entry_due_day(arena, s->unit.province, today, &rule));
    s->due = entry_due(rule, s->month);
    s->begun = date_cmp(period_first(s->month), today) <= 0;
    return NULL;
}

Err *entry_sheet(Store *store, Arena *arena, EntryAsk ask, EntrySheet *ret)
{
    IndicatorList list;
    TRY(open_sheet(store, arena, ask, ret));
    TRY(indicator_list(store, arena, &list));
    ret->row = new (arena, EntryRow, list.count);
    ptrdiff_t there = 0, locked = 0;
    bool total = false;
    for (ptrdiff_t i = 0; i < list.count; i++) {
        if (list.indicator[i].rate)
            continue;
        EntryRow *row = &ret->row[ret->rows++];
        row->indicator = list.indicator[i];
        TRY(read_history(store, arena, ret, row));
        TRY(read_fact(store, arena, ret, row));
        there += row->has;
        locked += row->has && row->fact.state == FACT_LOCKED;
        total = total || (row->has && str_eq(row->indicator.code, S("participants_total")));
    }
    ret->locked = there > 0 && locked == there;
    ret->late = !total && date_cmp(clock_today(store_clock(store)), ret->due) > 0;
    return NULL;
}

/* ---- what is typed ------------------------------------------------------------------------------------ */

static Place field(Str indicator)
{
    return (Place){.field = indicator};
}

static Err *says(Arena *arena, ErrKind kind, Text text, Str indicator)
{
    Err *err = kind == ERR_CONFLICT ? FAIL(arena, CONFLICT, "%s", "%s", "") : FAIL(arena, BAD_INPUT, "%s", "%s", "");
    err->text = text;
    return err_at(err, field(indicator));
}

static EntryRow *find_row(EntrySaving *s, Str code)
{
    for (ptrdiff_t i = 0; i < s->sheet.rows; i++)
        if (str_eq(s->sheet.row[i].indicator.code, code))
            return &s->sheet.row[i];
    return NULL;
}

/* What no reason makes right: below zero, or larger than can be. */
static Err *check_possible(EntrySaving *s, const EntryRow *row, const EntryValue *v)
{
    Arena *arena = s->arena;
    Text needs = fact_needs(arena, &row->indicator, v->value), name = row->indicator.name;
    if (needs.vi.len == 0)
        return NULL;
    return says(
        arena, ERR_BAD_INPUT,
        (Text){str_fmt(arena, "%.*s: “%.*s” – cần %.*s", STRF(name.vi), STRF(vn_int(arena, v->value)), STRF(needs.vi)),
               str_fmt(arena, "%.*s: “%.*s” – %.*s is needed", STRF(name.en), STRF(vn_int_in(arena, LANG_EN, v->value)),
                       STRF(needs.en))},
        v->indicator);
}

/* Nobody writes over what he has not seen, nor over what is closed. */
static Err *check_standing(EntrySaving *s, const EntryRow *row, const EntryValue *v)
{
    Arena *arena = s->arena;
    Text name = row->indicator.name;
    int64_t version = row->has ? row->fact.version : 0;
    if (v->version >= 0 && v->version != version)
        return says(arena, ERR_CONFLICT,
                    (Text){str_fmt(arena, "%.*s vừa được %.*s sửa thành %.*s; hãy tải lại rồi xem trước khi lưu",
                                   STRF(name.vi), STRF(row->who), STRF(vn_int(arena, row->fact.value))),
                           str_fmt(arena, "%.*s was changed to %lld by %.*s; load it again before you save",
                                   STRF(name.en), (long long)row->fact.value, STRF(row->who))},
                    v->indicator);
    if (!row->has || row->fact.value == v->value)
        return NULL;
    if (row->fact.state == FACT_LOCKED)
        return says(arena, ERR_CONFLICT,
                    (Text){str_fmt(arena, "%.*s đã khóa sổ; hãy đề nghị cấp tỉnh mở lại", STRF(name.vi)),
                           str_fmt(arena, "%.*s is locked; ask the province to reopen it", STRF(name.en))},
                    v->indicator);
    return NULL;
}

static Err *check_reason(EntrySaving *s, const EntryRow *row, const EntryValue *v)
{
    Arena *arena = s->arena;
    Text name = row->indicator.name;
    bool same = row->has && row->fact.value == v->value; /* nothing changes */
    if (v->reason.len > 0 || same)
        return NULL;
    if (!entry_usual(row, v->value)) {
        Text why = entry_why(arena, row, v->value);
        return says(arena, ERR_BAD_INPUT,
                    (Text){str_fmt(arena, "%.*s: %.*s; nếu đúng, hãy ghi lý do", STRF(name.vi), STRF(why.vi)),
                           str_fmt(arena, "%.*s: %.*s; if it is right, give a reason", STRF(name.en), STRF(why.en))},
                    v->indicator);
    }
    if (row->has && row->fact.state == FACT_APPROVED)
        return says(
            arena, ERR_BAD_INPUT,
            (Text){str_fmt(arena, "%.*s: số này đã được duyệt; sửa thì hãy ghi lý do, và chờ duyệt lại", STRF(name.vi)),
                   str_fmt(arena,
                           "%.*s: this figure was approved; give a reason to correct it, and it waits "
                           "for approval anew",
                           STRF(name.en))},
            v->indicator);
    return NULL;
}

Err *entry_take(EntrySaving *s, const EntryValue *given)
{
    EntryValue v = *given;
    v.reason = str_trim(v.reason);
    EntryRow *row = find_row(s, v.indicator);
    if (!row)
        return err_at(FAIL(s->arena, BAD_INPUT, "“%.*s” không phải là chỉ tiêu nhập hằng tháng",
                           "“%.*s” is not an indicator that is entered", STRF(v.indicator)),
                      field(v.indicator));
    for (ptrdiff_t i = 0; i < s->fact.len; i++)
        if (str_eq(s->fact.data[i].key.indicator, row->indicator.code))
            return err_at(
                FAIL(s->arena, BAD_INPUT, "“%.*s” có hai giá trị", "“%.*s” is given twice", STRF(v.indicator)),
                field(v.indicator));
    TRY(check_possible(s, row, &v));
    TRY(check_standing(s, row, &v));
    TRY(check_reason(s, row, &v));
    Fact fact = {
        .key = {s->sheet.unit.province, s->sheet.unit.code, row->indicator.code, s->sheet.month, S(""), s->sheet.base},
        .value = v.value,
        .state = FACT_REPORTED,
        .source = str_fmt(s->arena, "%.*s nhập trực tiếp", STRF(s->sheet.unit.full_name)),
        .as_of = date_iso(s->arena, period_last(s->sheet.month))};
    vec_push(s->arena, &s->fact, fact);
    vec_push(s->arena, &s->reason, v.reason);
    return NULL;
}

Err *entry_totals(EntrySaving *s)
{
    Completion c;
    if (s->fact.len == 0)
        return NULL;
    TRY(fact_complete(s->store, s->arena, s->fact.data, s->fact.len, &c));
    if (c.flaws > 0)
        return says(s->arena, ERR_BAD_INPUT, c.flaw[0].text, s->fact.data[c.flaw[0].fact].key.indicator);
    for (ptrdiff_t i = 0; i < c.totals; i++) {
        vec_push(s->arena, &s->fact, c.total[i]);
        vec_push(s->arena, &s->reason, (Str){0});
    }
    return NULL;
}

/* Facts of one reason go together, since an author has one. */
Err *entry_put(EntrySaving *s, FactChange *ret)
{
    bool *done = new (s->arena, bool, s->fact.len);
    Fact *batch = new (s->arena, Fact, s->fact.len);
    *ret = (FactChange){0};
    for (ptrdiff_t i = 0; i < s->fact.len; i++) {
        ptrdiff_t count = 0;
        FactChange change;
        FactKey refused;
        if (done[i])
            continue;
        for (ptrdiff_t k = i; k < s->fact.len; k++)
            if (!done[k] && str_eq(s->reason.data[k], s->reason.data[i])) {
                batch[count++] = s->fact.data[k];
                done[k] = true;
            }
        TRY(fact_put(s->store, s->arena, batch, count, (Author){s->who, s->reason.data[i]}, &change, &refused));
        if (change.refused > 0)
            return err_at(FAIL(s->arena, CONFLICT, "“%.*s” đã khóa sổ; hãy đề nghị cấp tỉnh mở lại",
                               "“%.*s” is locked; ask the province to reopen it", STRF(refused.indicator)),
                          field(refused.indicator));
        ret->added += change.added;
        ret->corrected += change.corrected;
        ret->same += change.same;
    }
    return NULL;
}

Err *entry_saving(Store *store, Arena *arena, EntryAsk ask, Str who, EntrySaving *ret)
{
    Unit unit;
    *ret = (EntrySaving){.store = store, .arena = arena, .who = who};
    TRY(unit_get(store, arena, ask.unit, clock_today(store_clock(store)), &unit));
    TRY(fact_take_turn(store, arena, unit.province));
    TRY(entry_sheet(store, arena, ask, &ret->sheet));
    if (ret->sheet.begun)
        return NULL;
    return FAIL(arena, BAD_INPUT, "%.*s chưa đến nên chưa nhập được", "%.*s has not begun yet",
                STRF(period_show(arena, ask.month)));
}

Err *entry_save(Store *store, Arena *arena, EntryAsk ask, const EntryValue *value, ptrdiff_t count, Str who,
                FactChange *ret)
{
    EntrySaving s;
    *ret = (FactChange){0};
    TRY(entry_saving(store, arena, ask, who, &s));
    for (ptrdiff_t i = 0; i < count; i++)
        TRY(entry_take(&s, &value[i]));
    TRY(entry_totals(&s));
    return entry_put(&s, ret);
}

/* ---- approve, lock, reopen ---------------------------------------------------------------------------- */

Err *entry_move(Store *store, Arena *arena, EntryMove move, int64_t *ret_moved, int64_t *ret_left)
{
    FactFilter filter = {
        .province = move.province, .period = period_text(arena, move.month), .one_base = true, .base = move.base};
    *ret_moved = *ret_left = 0;
    if (move.to == FACT_REPORTED && str_trim(move.author.reason).len == 0)
        return err_at(FAIL(arena, BAD_INPUT, "mở lại số liệu đã duyệt hoặc đã khóa sổ cần ghi lý do",
                           "reopening approved or locked figures needs a reason"),
                      field(S("reason")));
    if (move.units == 0) {
        TRY(scope_check(store, arena, move.province, move.province));
        return fact_move_all(store, arena, filter, move.to, move.author, ret_moved, ret_left);
    }
    for (ptrdiff_t i = 0; i < move.units; i++) {
        int64_t moved, left;
        TRY(scope_check(store, arena, move.province, move.unit[i]));
        filter.unit = move.unit[i];
        TRY(fact_move_all(store, arena, filter, move.to, move.author, &moved, &left));
        *ret_moved += moved;
        *ret_left += left;
    }
    return NULL;
}
