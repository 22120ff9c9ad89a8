/* Opening a round: the path of each commune in the year, and the bounds around it. */
#include "plan/round_internal.h"

#include "plan/allocate_store.h"
#include "plan/path.h"
#include "plan_sql.h"
#include "store/scope.h"
#include "vn/vn.h"

enum { TOTAL, VOLUNTARY, PARTS, WHOLE = 10000, SPOKEN = 8 };
static const Str indicators[PARTS] = {{"participants_total", 18}, {"participants_voluntary", 22}};

typedef struct Opening {
    Store *store;
    Arena *arena;
    const RoundOpen *ask;
    Round round;
    AllocateKnown known;
    int64_t *path[PARTS]; /* units; -1 */
} Opening;

static Err *check_ask(Opening *o)
{
    const RoundOpen *ask = o->ask;
    Date day;
    Date today = clock_today(store_clock(o->store));
    if (!date_parse_iso(ask->deadline, &day) || !date_is_day(day))
        return err_at(FAIL(o->arena, BAD_INPUT, "hạn đề xuất “%.*s” không phải là ngày; hãy viết như 2026-12-15",
                           "“%.*s” is not a day; write the deadline as 2026-12-15", STRF(ask->deadline)),
                      (Place){.field = S("deadline")});
    if (date_cmp(day, today) < 0)
        return err_at(FAIL(o->arena, BAD_INPUT, "hạn đề xuất %.*s đã qua", "the deadline %.*s is past",
                           STRF(vn_date(o->arena, day))),
                      (Place){.field = S("deadline")});
    if (ask->low_bp < 0 || ask->low_bp > WHOLE || ask->high_bp < WHOLE || ask->high_bp > 5 * WHOLE)
        return FAIL(
            o->arena, BAD_INPUT, "khung đề xuất phải từ 0–100%% đến 100–500%% của lộ trình (nay %d–%d phần vạn)",
            "bounds go from 0–100%% to 100–500%% of the path (now %d–%d in ten thousand)", ask->low_bp, ask->high_bp);
    return scope_check(o->store, o->arena, ask->province, ask->province);
}

static Err *name_round(Opening *o)
{
    Round *list;
    ptrdiff_t count, same = 0;
    TRY(round_list(o->store, o->arena, o->ask->province, &list, &count));
    for (ptrdiff_t i = 0; i < count; i++) {
        if (list[i].year != o->ask->year)
            continue;
        same++;
        if (list[i].state == ROUND_OPEN)
            return FAIL(o->arena, CONFLICT, "đợt lập chỉ tiêu năm %d đang mở; mỗi năm chỉ mở một đợt một lúc",
                        "a round of %d is open; a year has one open round at a time", o->ask->year);
    }
    o->round.id = str_fmt(o->arena, "%.*s-%d-%td", STRF(o->ask->province), o->ask->year, same + 1);
    return NULL;
}

static Err *read_known(Opening *o)
{
    bool found;
    TRY(fact_last_period(o->store, o->arena, o->ask->province, indicators[TOTAL], BASE_COLLECTING, PERIOD_MONTH,
                         &o->round.base, &found));
    if (!found)
        o->round.base = period_of(clock_today(store_clock(o->store)), PERIOD_MONTH);
    AllocateAsk ask = {.province = o->ask->province,
                       .first_year = o->ask->year,
                       .years = 1,
                       .base = o->round.base,
                       .on = clock_today(store_clock(o->store))};
    if (o->ask->year <= o->round.base.year)
        return FAIL(o->arena, BAD_INPUT,
                    "đợt lập chỉ tiêu là cho năm sau; số liệu cuối là của %.*s, hãy chọn năm sau %d",
                    "a round is for a year to come; the last figures are of %.*s, choose a year after %d",
                    STRF(period_text(o->arena, o->round.base)), o->round.base.year);
    return allocate_communes(o->store, o->arena, &ask, &o->known);
}

/* The figure of the year on the way from what there is to a later target. */
static Err *between(Opening *o, int64_t from, int64_t to, int to_year, int64_t *ret)
{
    int64_t level[PATH_YEARS + 1];
    int base_year = o->round.base.year;
    bool even = from > 0 && to > 0;
    PathSpec spec = {.from_year = base_year,
                     .to_year = to_year,
                     .from = from,
                     .to = to,
                     .method = even ? PATH_GEOMETRIC : PATH_LINEAR,
                     .round = 1};
    *ret = to;
    if (from >= to || to_year - base_year > PATH_YEARS)
        return NULL; /* who has more than the goal stays at it */
    TRY(path_make(o->arena, &spec, level));
    *ret = level[o->ask->year - base_year];
    return NULL;
}

static Err *find_path(Opening *o, int part, const Target *target, ptrdiff_t targets)
{
    const AllocateFile *units = &o->known.units;
    for (ptrdiff_t i = 0; i < units->units; i++) {
        const Target *next = NULL;
        for (ptrdiff_t n = 0; n < targets; n++)
            if (target[n].base == BASE_COLLECTING && target[n].year >= o->ask->year &&
                str_eq(target[n].unit, units->code[i]) && (!next || target[n].year < next->year))
                next = &target[n];
        o->path[part][i] = next && next->year == o->ask->year ? next->value : -1;
        if (next && next->year > o->ask->year)
            TRY(between(o, units->current[part][i], next->value, next->year, &o->path[part][i]));
    }
    return NULL;
}

/* Who has no target stays at least where it is. */
static Err *fall_back(Opening *o)
{
    Buf silent = buf_open(o->arena);
    int count = 0;
    for (ptrdiff_t i = 0; i < o->known.units.units; i++) {
        int64_t has = o->known.units.current[TOTAL][i];
        if (o->path[TOTAL][i] < 0)
            o->path[TOTAL][i] = has;
        if (o->path[VOLUNTARY][i] > o->path[TOTAL][i])
            o->path[VOLUNTARY][i] = o->path[TOTAL][i];
        if (o->path[TOTAL][i] > 0)
            continue;
        if (count++ < SPOKEN)
            buf_fmt(&silent, "%s%.*s", silent.len ? ", " : "", STRF(o->known.units.name[i]));
    }
    if (count == 0)
        return NULL;
    return FAIL(o->arena, BAD_INPUT,
                "chưa lập được khung cho %d xã, phường (%.*s%s): chưa có chỉ tiêu và chưa có số liệu; hãy nạp văn bản "
                "giao chỉ tiêu hoặc nhập số liệu trước",
                "there are no bounds for %d communes (%.*s%s): they have neither targets nor figures; take in a "
                "document with targets or figures first",
                count, STRF(buf_str(&silent)), count > SPOKEN ? " …" : "");
}

static Err *write_round(Opening *o)
{
    Store *store = o->store;
    Arena *arena = o->arena;
    const RoundOpen *ask = o->ask;
    const AllocateFile *units = &o->known.units;
    enum { ARGS_EACH = 9 };
    Value *args = new (arena, Value, units->units * ARGS_EACH), *next = args;
    TRY(store_exec(store, arena, SQL_ROUND_ADD,
                   ARGS(V_TEXT(ask->province), V_TEXT(o->round.id), V_INT(ask->year),
                        V_TEXT(clock_stamp(arena, store_clock(store))), V_TEXT(ask->who), V_TEXT(ask->deadline),
                        V_INT(ask->low_bp), V_INT(ask->high_bp), V_TEXT(period_text(arena, o->round.base))),
                   NULL));
    for (ptrdiff_t i = 0; i < units->units; i++) {
        int64_t path = o->path[TOTAL][i];
        *next++ = V_TEXT(ask->province);
        *next++ = V_TEXT(o->round.id);
        *next++ = V_TEXT(units->code[i]);
        *next++ = V_INT((path * ask->low_bp + WHOLE - 1) / WHOLE);
        *next++ = V_INT(path * ask->high_bp / WHOLE);
        *next++ = V_INT(path);
        *next++ = V_INT(o->path[VOLUNTARY][i]);
        *next++ = V_INT(units->current[TOTAL][i]);
        *next++ = V_INT(units->current[VOLUNTARY][i]);
    }
    return store_exec_many(store, arena, SQL_PROPOSAL_ADD, args, ARGS_EACH, units->units, NULL);
}

Err *round_open(Store *store, Arena *arena, RoundOpen ask, Round *ret)
{
    Opening o = {.store = store, .arena = arena, .ask = &ask};
    TRY(check_ask(&o));
    TRY(name_round(&o));
    TRY(read_known(&o));
    for (int part = 0; part < PARTS; part++) {
        Target *target;
        ptrdiff_t count;
        o.path[part] = new (arena, int64_t, o.known.units.units);
        TRY(target_list(store, arena, ask.province, indicators[part], 0, &target, &count));
        TRY(find_path(&o, part, target, count));
    }
    TRY(fall_back(&o));
    TRY(write_round(&o));
    return round_get(store, arena, o.round.id, ret);
}
