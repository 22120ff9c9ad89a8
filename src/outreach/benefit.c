/* What I pay and what the State and the province pay. */
#include "outreach/benefit_internal.h"

#include "vn/vn.h"

enum { MONTHS_PAID_MOST = 720, LOOK_AHEAD = 120 };

static const Date law_begins = {2025, 7, 1}; /* Law 41/2024: its rules are reckoned, not those before it */

/* ---- months, shares --------------------------------------------------------------------------- */

int benefit_month(Date day)
{
    return day.year * 12 + day.month - 1;
}

Date month_begins(int month)
{
    return (Date){month / 12, month % 12 + 1, 1};
}

int64_t law_number(const LawValue *value)
{
    int64_t n = value->value.digits;
    int scale = value->value.percent ? 4 - value->value.scale : -value->value.scale;
    for (; scale > 0; scale--)
        n *= 10;
    for (; scale < 0; scale++)
        n /= 10;
    return n;
}

int64_t share_of(int64_t amount, int64_t millionths)
{
    return (amount * millionths + MILLION / 2) / MILLION;
}

Err *law_number_on(const Reckoning *r, const char *name, const char *key, Date on, int64_t *ret)
{
    LawValue value;
    TRY(law_get(r->law, r->arena, str_from(name), str_from(key), on, &value));
    *ret = law_number(&value);
    return NULL;
}

/* ---- levels of a month ---------------------------------------------------------------------------- */

/* The value with the highest number of the groups somebody belongs to; everybody is at least "other". */
static Err *highest(const Reckoning *r, const char *name, Str before, Date on, LawValue *ret, bool *ret_some)
{
    *ret_some = false;
    for (int c = 0; c < BENEFIT_CLASS_COUNT; c++) {
        LawValue value;
        if (c != BENEFIT_OTHER && !(r->ask->classes >> c & 1))
            continue;
        Str key = str_fmt(r->arena, "%.*s%s", STRF(before), benefit_class_code((BenefitClass)c));
        Err *err = law_get(r->law, r->arena, str_from(name), key, on, &value);
        if (err && err->kind != ERR_NOT_FOUND)
            return err;
        if (err || (*ret_some && law_number(&value) <= law_number(ret)))
            continue;
        *ret = value;
        *ret_some = true;
    }
    return NULL;
}

static int64_t supported_part(const Terms *t, const LawValue *share)
{
    return share_of(share_of(law_number(&t->line), law_number(&t->rate)), law_number(share));
}

Err *terms_on(const Reckoning *r, Date on, Terms *ret)
{
    const struct {
        const char *name, *key;
        LawValue *to;
    } looked[] = {{"poverty_line", "rural", &ret->line},
                  {"voluntary_rate", "", &ret->rate},
                  {"voluntary_base_min_share", "", &ret->least_share},
                  {"voluntary_base_cap_multiplier", "", &ret->most_times},
                  {"reference_level", "", &ret->reference}};
    bool some;
    *ret = (Terms){0};
    for (int i = 0; i < COUNTOF(looked); i++)
        TRY(law_get(r->law, r->arena, str_from(looked[i].name), str_from(looked[i].key), on, looked[i].to));
    TRY(highest(r, "voluntary_support_share", S(""), on, &ret->state, &some));
    if (r->ask->province.len > 0)
        TRY(highest(r, "local_support_share", str_fmt(r->arena, "%.*s/", STRF(r->ask->province)), on, &ret->local,
                    &ret->has_local));
    ret->least = share_of(law_number(&ret->line), law_number(&ret->least_share));
    ret->most = law_number(&ret->reference) * law_number(&ret->most_times);
    ret->state_month = some ? supported_part(ret, &ret->state) : 0;
    ret->local_month = ret->has_local ? supported_part(ret, &ret->local) : 0;
    return NULL;
}

/* ---- what is asked -------------------------------------------------------------------------------- */

static Err *refused(const Reckoning *r, const char *field, Text why)
{
    Err *err = FAIL(r->arena, BAD_INPUT, "giá trị không hợp lệ", "the value does not fit");
    err->text = why;
    return err_at(err, (Place){.field = str_from(field)});
}

static Err *check_months(const Reckoning *r)
{
    int64_t least, most, back, n = r->ask->months;
    TRY(law_number_on(r, "voluntary_prepay_months", "min", r->ask->day, &least));
    TRY(law_number_on(r, "voluntary_prepay_months", "max", r->ask->day, &most));
    TRY(law_number_on(r, "voluntary_backpay_months_max", "", r->ask->day, &back));
    if (r->ask->missing)
        return n >= 1 && n <= back
                   ? NULL
                   : refused(r, "months",
                             text_fmt(r->arena, "đóng một lần cho những tháng còn thiếu: từ 1 đến %lld tháng",
                                      "missing months are paid at once from 1 to %lld", (long long)back));
    bool years = n >= least && n <= most && n % 12 == 0;
    return n == 1 || n == 3 || n == 6 || n == 12 || years
               ? NULL
               : refused(r, "months",
                         text_fmt(r->arena, "đóng được 1, 3, 6, 12 tháng hoặc từ %lld đến %lld năm một lần",
                                  "1, 3, 6 or 12 months, or %lld to %lld years are paid at once", (long long)least / 12,
                                  (long long)most / 12));
}

static Err *check_base(const Reckoning *r)
{
    if (r->base >= r->now.least && r->base <= r->now.most)
        return NULL;
    Str least = vn_int_in(r->arena, LANG_VI, r->now.least), most = vn_int_in(r->arena, LANG_VI, r->now.most);
    Str least_en = vn_int_in(r->arena, LANG_EN, r->now.least), most_en = vn_int_in(r->arena, LANG_EN, r->now.most);
    return refused(
        r, "base",
        (Text){
            str_fmt(r->arena, "thu nhập chọn đóng là từ %.*s đến %.*s đồng mỗi tháng", STRF(least), STRF(most)),
            str_fmt(r->arena, "the chosen income is from %.*s to %.*s dong a month", STRF(least_en), STRF(most_en))});
}

static Err *check_person(const Reckoning *r)
{
    const BenefitAsk *ask = r->ask;
    int64_t age;
    if (ask->paid < 0 || ask->paid > MONTHS_PAID_MOST)
        return refused(r, "paid", TEXT("số tháng đã đóng là từ 0 đến 720", "months paid are from 0 to 720"));
    if (ask->supported < 0 || ask->supported > ask->paid)
        return refused(r, "supported",
                       TEXT("số tháng đã được hỗ trợ không thể nhiều hơn số tháng đã đóng",
                            "months supported cannot be more than months paid"));
    if (ask->birth.year == 0)
        return ask->missing ? refused(r, "birth",
                                      TEXT("cần năm sinh để biết đã đủ tuổi nghỉ hưu chưa",
                                           "the year of birth is needed: missing months are paid at the age"))
                            : NULL;
    TRY(law_number_on(r, "voluntary_age_from", "", ask->day, &age));
    Date born = {ask->birth.year, ask->birth.month > 0 ? ask->birth.month : 1, ask->birth.day > 0 ? ask->birth.day : 1};
    if (born.year < 1900 || !date_is_day(born) || date_cmp(date_add_months(born, (int)age), ask->day) > 0)
        return refused(r, "birth",
                       text_fmt(r->arena, "tham gia được từ đủ %lld tuổi", "one may join from the age of %lld",
                                (long long)age / 12));
    return NULL;
}

static Err *check(Reckoning *r)
{
    const BenefitAsk *ask = r->ask;
    if (!date_is_day(ask->day) || date_cmp(ask->day, law_begins) < 0 || ask->day.year > 2100)
        return refused(r, "day",
                       TEXT("tính được cho ngày đóng từ 01/7/2025 đến hết năm 2100",
                            "payments from 1 July 2025 to the end of 2100 are reckoned"));
    r->first = benefit_month(ask->day);
    TRY(terms_on(r, ask->day, &r->now));
    r->base = ask->base != 0 ? ask->base : r->now.least;
    TRY(check_base(r));
    TRY(check_months(r));
    return check_person(r);
}

/* ---- sums -------------------------------------------------------------------------------------------- */

typedef struct Paid {
    int64_t total, state, local, own;
} Paid;

static int64_t least_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static Paid split(int64_t total, int64_t state, int64_t local)
{
    Paid p = {.total = total, .state = least_of(state, total)};
    p.local = least_of(local, total - p.state);
    p.own = total - p.state - p.local;
    return p;
}

/* Decree 159/2025, Articles 6 and 7: years ahead are discounted by the month, missing months grow by it. */
static int64_t at_once(int64_t month, int64_t months, int64_t return_millionths, bool missing)
{
    double factor = 1 + (double)return_millionths / MILLION, part = missing ? factor : 1, sum = 0;
    for (int64_t i = 0; i < months; i++) {
        sum += (double)month * part;
        part = missing ? part * factor : part / factor;
    }
    return (int64_t)(sum + 0.5);
}

static Err *month_by_month(const Reckoning *r, int64_t supported_most, int64_t *ret)
{
    *ret = 0;
    for (int64_t i = 0; i < r->ask->months; i++) {
        Terms t;
        TRY(terms_on(r, i == 0 ? r->ask->day : month_begins(r->first + (int)i), &t));
        int64_t base = r->base > t.least ? r->base : t.least;
        bool supported = r->ask->supported + i < supported_most;
        *ret += split(share_of(base, law_number(&t.rate)), supported ? t.state_month : 0, t.local_month).own;
    }
    return NULL;
}

/* The first month whose least income is above the chosen one, as far as the acts are known today. */
static Err *find_jump(Reckoning *r, int64_t supported_most)
{
    for (int i = 1; i <= LOOK_AHEAD; i++) {
        Terms t;
        TRY(terms_on(r, month_begins(r->first + i), &t));
        if (t.least <= r->base)
            continue;
        bool supported = r->ask->supported + i < supported_most;
        Paid p = split(share_of(t.least, law_number(&t.rate)), supported ? t.state_month : 0, t.local_month);
        put_figure(r, FIGURE_jump_month, r->first + i, &t.line, NULL);
        put_figure(r, FIGURE_jump_base, t.least, &t.line, &t.least_share);
        put_figure(r, FIGURE_jump_own, p.own, &t.line, &t.state);
        if (r->ask->months > 1 && r->ask->months > i)
            say(r, TEXT("Đóng một lần từ bây giờ thì không phải đóng bù khi mức thấp nhất tăng.",
                        "What is paid at once now is not topped up when the least income rises."));
        return NULL;
    }
    return NULL;
}

static Err *reckon_payment(Reckoning *r)
{
    const BenefitAsk *ask = r->ask;
    const Terms *t = &r->now;
    LawValue fund, top_up, most, ahead;
    int64_t by_month, month = share_of(r->base, law_number(&t->rate));
    TRY(law_get(r->law, r->arena, S("fund_return_monthly"), S(""), ask->day, &fund));
    TRY(law_get(r->law, r->arena, S("voluntary_prepaid_top_up"), S(""), ask->day, &top_up));
    TRY(law_get(r->law, r->arena, S("support_months_max"), S(""), ask->day, &most));
    TRY(law_get(r->law, r->arena, S("voluntary_prepay_months"), S("min"), ask->day, &ahead));
    bool interest = ask->missing || ask->months >= law_number(&ahead);
    int64_t left = law_number(&most) - ask->supported;
    int64_t state_months = left < 0 ? 0 : least_of(left, ask->months);
    int64_t total = interest ? at_once(month, ask->months, law_number(&fund), ask->missing) : month * ask->months;
    Paid paid = split(total, t->state_month * state_months, t->local_month * ask->months);
    const LawValue *also = interest ? &fund : ask->months > 1 ? &top_up : NULL;
    put_figure(r, FIGURE_base_min, t->least, &t->line, &t->least_share);
    put_figure(r, FIGURE_base_max, t->most, &t->reference, &t->most_times);
    put_figure(r, FIGURE_base, r->base, &t->least_share, NULL);
    put_figure(r, FIGURE_month, month, &t->rate, NULL);
    put_figure(r, FIGURE_total, paid.total, &t->rate, also);
    put_figure(r, FIGURE_state_months, state_months, &most, NULL);
    put_figure(r, FIGURE_state, paid.state, &t->state, interest ? &fund : NULL);
    if (t->has_local)
        put_figure(r, FIGURE_local, paid.local, &t->local, NULL);
    put_figure(r, FIGURE_own, paid.own, &t->rate, also);
    if (interest && law_number(&fund) == 0)
        say(r, fund.note);
    if (ask->missing)
        return NULL;
    TRY(month_by_month(r, law_number(&most), &by_month));
    put_figure(r, FIGURE_by_month, by_month, &t->rate, NULL);
    return find_jump(r, law_number(&most));
}

static Err *say_step(Reckoning *r)
{
    LawValue step;
    TRY(law_get(r->law, r->arena, S("voluntary_base_step"), S(""), r->ask->day, &step));
    if ((r->base - r->now.least) % law_number(&step) != 0)
        say(r, text_fmt(r->arena,
                        "Trước đây thu nhập chọn đóng là mức thấp nhất cộng thêm bội số của %lld đồng; chưa rõ quy "
                        "định này còn giữ không.",
                        "The chosen income used to be the least one and multiples of %lld dong above it; whether that "
                        "was kept is not established.",
                        (long long)law_number(&step)));
    return NULL;
}

Err *benefit_reckon(Arena *arena, const Law *law, const BenefitAsk *ask, Benefit *ret)
{
    Reckoning r = {.arena = arena, .law = law, .ask = ask, .to = ret};
    *ret = (Benefit){0};
    TRY(check(&r));
    TRY(reckon_payment(&r));
    TRY(say_step(&r));
    return ask->birth.year > 0 ? benefit_gains(&r) : NULL;
}

Err *benefit_levels(Arena *arena, const Law *law, Date day, unsigned classes, Str province, BenefitLevels *ret)
{
    Terms t;
    BenefitAsk ask = {.day = day, .classes = classes, .province = province};
    TRY(terms_on(&(Reckoning){.arena = arena, .law = law, .ask = &ask}, day, &t));
    *ret = (BenefitLevels){t.least, t.most, law_number(&t.rate), t.state_month, t.local_month};
    return NULL;
}

int64_t benefit_own(const BenefitLevels *levels, int64_t base)
{
    base = base > levels->least ? base : levels->least;
    return split(share_of(base, levels->rate), levels->state, levels->local).own;
}
