/* The page of a province or a commune: cards, path, who is behind, who moved, how fresh the figures are. */
#include "progress/overview.h"

#include "base/vec.h"
#include "store/scope.h"
#include "vn/vn.h"
#include <math.h>
#include <stdlib.h>

ptrdiff_t progress_territory(const ProgressHistory *h)
{
    return h->summed ? -1 : 0;
}

static ptrdiff_t place_of(const ProgressHistory *h, Str code)
{
    for (ptrdiff_t u = 0; u < h->unit.count; u++)
        if (str_eq(h->unit.unit[u].code, code))
            return u;
    return -1;
}

/* ---- cards ------------------------------------------------------------------------------- */

/* The last month with figures of the indicator, up to that of the page. */
static Err *card_month(Store *store, Arena *arena, const ProgressAsk *ask, const Indicator *indicator, Period *ret,
                       bool *ret_found)
{
    Str counted = indicator->rate ? indicator->numerator : indicator->code;
    TRY(fact_last_period(store, arena, ask->province, counted, ask->base, PERIOD_MONTH, ret, ret_found));
    if (*ret_found && ask->month.year > 0 && period_cmp(*ret, ask->month) > 0)
        *ret = ask->month;
    return NULL;
}

static void fill_spark(Arena *arena, const ProgressHistory *h, ptrdiff_t unit, ProgressCard *card)
{
    ForecastSeries sum = unit < 0 ? progress_sum(arena, h) : (ForecastSeries){0};
    const double *value = unit < 0 ? sum.value : h->value + unit * h->months;
    for (int i = 0; i < PROGRESS_SPARK; i++) {
        int at = h->months - PROGRESS_SPARK + i;
        card->spark[i] = at >= 0 ? value[at] : NAN;
    }
}

static const ProgressRow *row_of(const ProgressBoard *b, Str code)
{
    for (ptrdiff_t i = 0; i < b->rows; i++)
        if (str_eq(b->row[i].unit.code, code))
            return &b->row[i];
    return NULL;
}

static Err *make_card(Store *store, Arena *arena, const ProgressAsk *ask, Str unit, ProgressCard *card)
{
    ProgressHistory h;
    ProgressBoard b;
    ProgressAsk own = *ask;
    own.indicator = card->indicator.code;
    own.unit = (Str){0};
    for (int i = 0; i < PROGRESS_SPARK; i++)
        card->spark[i] = NAN;
    TRY(card_month(store, arena, ask, &card->indicator, &own.month, &card->known));
    if (!card->known)
        return NULL;
    TRY(progress_history(store, arena, &own, &h));
    TRY(progress_board_of(store, arena, &own, &h, &b));
    ptrdiff_t place = unit.len > 0 && !str_eq(unit, h.province.code) ? place_of(&h, unit) : progress_territory(&h);
    card->month = h.to;
    card->units = place < 0 ? b.units : 1;
    card->row = place < 0 ? b.total : *row_of(&b, h.unit.unit[place].code);
    card->reported = place < 0 ? b.reported : card->row.has_result && !card->row.late;
    card->known = place < 0 ? b.reported > 0 || b.total.has_result : card->row.has_result;
    card->denominator = progress_denominator(arena, &h);
    fill_spark(arena, &h, place, card);
    return NULL;
}

Err *progress_cards(Store *store, Arena *arena, const ProgressAsk *ask, Str unit, ProgressCard **ret,
                    ptrdiff_t *ret_count)
{
    IndicatorList list;
    TRY(indicator_list(store, arena, &list));
    ProgressCard *card = new (arena, ProgressCard, list.count);
    for (ptrdiff_t i = 0; i < list.count; i++) {
        card[i].indicator = list.indicator[i];
        TRY(make_card(store, arena, ask, unit, &card[i]));
    }
    *ret = card;
    *ret_count = list.count;
    return NULL;
}

/* ---- the path ------------------------------------------------------------------------------ */

static Str shown(Arena *arena, const Indicator *indicator, double value, Lang lang)
{
    if (str_eq(indicator->unit, S("percent"))) {
        double percent = round(value) / 100;
        return lang == LANG_VI ? str_fmt(arena, "%.*s%%", STRF(vn_real(arena, percent, 2)))
                               : str_fmt(arena, "%.2f%%", percent);
    }
    return vn_int_in(arena, lang, llround(value));
}

static Str outlook_in(Arena *arena, const ProgressPath *p, const ForecastRange *r, Lang lang)
{
    bool vi = lang == LANG_VI;
    Buf out = buf_open(arena);
    Str median = shown(arena, &p->indicator, r->median, lang),
        low = shown(arena, &p->indicator, forecast_low(r, 80), lang),
        high = shown(arena, &p->indicator, forecast_high(r, 80), lang);
    buf_fmt(&out,
            vi ? "Giữ nhịp hiện nay, cuối năm %d khoảng %.*s (80%%: từ %.*s đến %.*s)"
               : "At the present pace, by the end of %d about %.*s (80%%: from %.*s to %.*s)",
            p->end / 12, STRF(median), STRF(low), STRF(high));
    if (p->reaches_bp >= 0)
        buf_fmt(&out, vi ? "; khả năng đạt chỉ tiêu %.*s" : "; the chance to reach the target is %.*s",
                STRF(text_in(lang, progress_chance(arena, p->reaches_bp))));
    return buf_str(&out);
}

static void judge_path(Arena *arena, const ProgressGoal *last, ProgressPath *p)
{
    ForecastRange range;
    p->reaches_bp = -1;
    p->outlook = TEXT("", "");
    if (!forecast_at(&p->forecast, p->end, &range))
        return;
    double chance = last->given ? forecast_reaches(&p->forecast, p->end, (double)last->path.target) : -1;
    if (chance >= 0)
        p->reaches_bp = (int)lround(10000 * (p->indicator.better < 0 ? 1 - chance : chance));
    p->outlook = (Text){outlook_in(arena, p, &range, LANG_VI), outlook_in(arena, p, &range, LANG_EN)};
}

Err *progress_path(Store *store, Arena *arena, const ProgressAsk *ask, const ProgressHistory *h, ptrdiff_t unit,
                   ProgressPath *ret)
{
    ProgressPath p = {.indicator = h->indicator, .first_year = h->to.year};
    Document ignored;
    Target *target;
    ptrdiff_t targets;
    p.history = unit < 0 ? progress_sum(arena, h) : progress_series(arena, h)[unit];
    TRY(progress_targets(store, arena, h, &target, &targets));
    int end_year = progress_end_year(h, target, targets);
    p.years = end_year - p.first_year + 1;
    p.end = FORECAST_MONTH(end_year, 12);
    p.goal = new (arena, ProgressGoal, p.years);
    for (int i = 0; i < p.years; i++) {
        ProgressGoal *goal;
        TRY(progress_goals_from(store, arena, h, target, targets, p.first_year + i, &goal, &ignored));
        p.goal[i] = unit < 0 ? progress_goal_total(h, goal) : goal[unit];
    }
    TRY(progress_forecast(store, arena, ask, h, unit, &p.forecast));
    judge_path(arena, &p.goal[p.years - 1], &p);
    *ret = p;
    return NULL;
}

/* ---- who is behind, who moved ---------------------------------------------------------------- */

/* Shortest list first: the rows with the largest keys above 0, equals in the order of their names. */
static void take_top(const ProgressBoard *b, int64_t (*key)(const ProgressRow *), const ProgressRow **ret,
                     ptrdiff_t *ret_count)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < b->rows; i++) {
        const ProgressRow *row = &b->row[i];
        if (key(row) <= 0)
            continue;
        ptrdiff_t at = n < PROGRESS_TOP ? n++ : PROGRESS_TOP;
        for (; at > 0; at--) {
            const ProgressRow *before = ret[at - 1];
            if (key(before) > key(row) || (key(before) == key(row) && before->place < row->place))
                break;
            if (at < PROGRESS_TOP)
                ret[at] = before;
        }
        if (at < PROGRESS_TOP)
            ret[at] = row;
    }
    *ret_count = n;
}

static int64_t lacking(const ProgressRow *row)
{
    bool behind = row->pace.light == LIGHT_BEHIND || row->pace.light == LIGHT_FAR_BEHIND;
    return behind ? row->pace.shortfall : 0;
}

static int64_t moved(const ProgressRow *row)
{
    return row->late || !row->has_month ? 0 : llabs(row->month_change);
}

/* ---- sources ---------------------------------------------------------------------------------- */

static Err *read_freshness(Store *store, Arena *arena, const ProgressAsk *ask, ProgressOverview *o)
{
    Vec(ProgressFreshness) list = {0};
    Period to = o->board.month, from = period_add(to, 1 - PROGRESS_SPARK);
    for (ptrdiff_t i = 0; i < o->cards; i++) {
        FactSource *source;
        ptrdiff_t count;
        const Indicator *indicator = &o->card[i].indicator;
        if (indicator->rate)
            continue;
        TRY(fact_sources(store, arena, ask->province, indicator->code, ask->base, from, to, &source, &count));
        for (ptrdiff_t k = 0; k < count; k++) {
            ProgressFreshness one = {*indicator, source[k], o->board.units};
            vec_push(arena, &list, one);
        }
    }
    o->fresh = list.data;
    o->fresh_count = list.len;
    return NULL;
}

Err *progress_overview(Store *store, Arena *arena, const ProgressAsk *ask, ProgressOverview *ret)
{
    ProgressOverview o = {0};
    ProgressMemo memo = {0};
    ProgressAsk own = *ask;
    own.unit = (Str){0};
    if (!own.memo)
        own.memo = &memo;
    TRY(progress_board(store, arena, &own, &o.board));
    own.month = o.board.month;
    date_parse_iso(o.board.history.documents_until, &own.until);
    TRY(progress_cards(store, arena, &own, (Str){0}, &o.card, &o.cards));
    TRY(progress_path(store, arena, &own, &o.board.history, progress_territory(&o.board.history), &o.path));
    take_top(&o.board, lacking, o.worst, &o.worsts);
    take_top(&o.board, moved, o.mover, &o.movers);
    TRY(read_freshness(store, arena, &own, &o));
    *ret = o;
    return NULL;
}

/* ---- one unit ----------------------------------------------------------------------------------- */

Err *progress_unit(Store *store, Arena *arena, const ProgressAsk *ask, Str code, ProgressUnit *ret)
{
    ProgressUnit p = {0};
    ProgressMemo memo = {0};
    ProgressAsk own = *ask;
    TRY(unit_get(store, arena, code, ask->on, &p.unit));
    TRY(scope_check(store, arena, p.unit.province, p.unit.code));
    bool commune = p.unit.level == UNIT_COMMUNE;
    if (!commune && p.unit.level != UNIT_PROVINCE)
        return FAIL(arena, NOT_FOUND, "%.*s không có số liệu tiến độ riêng; hãy xem xã, phường của nó",
                    "%.*s has no progress of its own; see its commune", STRF(p.unit.full_name));
    own.province = p.unit.province;
    own.unit = commune ? code : (Str){0};
    own.memo = &memo;
    TRY(progress_board(store, arena, &own, &p.board));
    own.month = p.board.month;
    date_parse_iso(p.board.history.documents_until, &own.until);
    p.row = commune ? p.board.row[0] : p.board.total;
    TRY(progress_path(store, arena, &own, &p.board.history, commune ? p.row.place : -1, &p.path));
    TRY(progress_cards(store, arena, &own, code, &p.card, &p.cards));
    *ret = p;
    return NULL;
}
