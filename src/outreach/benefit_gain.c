/* What I get: a pension, health insurance with it, a grant for a birth; and what drawing it at once would be. */
#include "outreach/benefit_internal.h"

/* A male's rate rises by male.to_20 until this year and by male.after_20 beyond: the names of the parameters say it. */
enum { MALE_YEAR = 20 };

typedef struct Rates {
    LawValue years_min, base, step, step_after, cap, half_from, half_to;
} Rates;

static Err *read_rates(const Reckoning *r, Rates *ret)
{
    bool male = r->ask->sex == SEX_MALE;
    const struct {
        const char *name, *key;
        LawValue *to;
    } looked[] = {{"pension_years_min", "", &ret->years_min},
                  {"pension_rate_base", male ? "male" : "female", &ret->base},
                  {"pension_rate_step", male ? "male.to_20" : "female", &ret->step},
                  {"pension_rate_step", male ? "male.after_20" : "female", &ret->step_after},
                  {"pension_rate_cap", "", &ret->cap},
                  {"pension_half_year_months", "from", &ret->half_from},
                  {"pension_half_year_months", "to", &ret->half_to}};
    for (int i = 0; i < COUNTOF(looked); i++)
        TRY(law_get(r->law, r->arena, str_from(looked[i].name), str_from(looked[i].key), r->ask->day, looked[i].to));
    return NULL;
}

static int64_t half_years(const Rates *rates, int64_t months)
{
    int64_t odd = months % 12;
    return months / 12 * 2 + (odd >= law_number(&rates->half_from)) + (odd > law_number(&rates->half_to));
}

/* months: at least those that a pension needs. */
static int64_t rate_of(const Rates *rates, int64_t months)
{
    int64_t least = law_number(&rates->years_min) * 2, have = half_years(rates, months), turn = MALE_YEAR * 2;
    int64_t before = (have < turn ? have : turn) - least, after = have > turn ? have - turn : 0;
    int64_t rate =
        law_number(&rates->base) + (before * law_number(&rates->step) + after * law_number(&rates->step_after)) / 2;
    return rate < law_number(&rates->cap) ? rate : law_number(&rates->cap);
}

/* Mean income over that many months: those until now and of this payment at the chosen income, later ones at the least
 * income of their month where that is more. */
static Err *mean_income(const Reckoning *r, int64_t months, int64_t *ret)
{
    int64_t known = r->ask->paid + r->ask->months, sum;
    known = known < months ? known : months;
    sum = known * r->base;
    for (int64_t i = 0; i < months - known; i++) {
        int64_t line, least;
        Date on = month_begins(r->first + (int)(r->ask->months + i));
        TRY(law_number_on(r, "poverty_line", "rural", on, &line));
        TRY(law_number_on(r, "voluntary_base_min_share", "", on, &least));
        least = share_of(line, least);
        sum += least > r->base ? least : r->base;
    }
    *ret = (2 * sum + months) / (2 * months);
    return NULL;
}

static Err *put_pension(Reckoning *r, const Rates *rates, int64_t low, int64_t high)
{
    LawValue health, health_share;
    int64_t mean, pension;
    const struct {
        int64_t months;
        BenefitFigureName rate, pension;
    } ways[] = {{low, FIGURE_rate_low, FIGURE_pension_low}, {high, FIGURE_rate_high, FIGURE_pension_high}};
    for (int i = 0; i < COUNTOF(ways); i++) {
        int64_t rate = rate_of(rates, ways[i].months);
        TRY(mean_income(r, ways[i].months, &mean));
        put_figure(r, ways[i].rate, rate, &rates->base, &rates->step);
        put_figure(r, ways[i].pension, share_of(mean, rate), &rates->base, &rates->step);
    }
    pension = r->to->figure[FIGURE_pension_low].value;
    TRY(law_get(r->law, r->arena, S("health_pensioner_rate"), S(""), r->ask->day, &health));
    TRY(law_get(r->law, r->arena, S("health_pensioner_share"), S(""), r->ask->day, &health_share));
    put_figure(r, FIGURE_health, share_of(pension, law_number(&health)), &health, NULL);
    put_figure(r, FIGURE_health_share, law_number(&health_share), &health_share, NULL);
    say(r,
        TEXT("Lương hưu là số ước tính theo giá hiện nay: coi các tháng đã đóng có cùng thu nhập với kỳ này, các "
             "tháng sau theo mức này hoặc mức thấp nhất đã biết, chưa điều chỉnh theo giá tiêu dùng.",
             "The pension is an estimate in today's money: months paid before are taken at this income, later ones at "
             "this or the least income known, and nothing is adjusted to prices."));
    return NULL;
}

/* The month from which a pension is paid.  Up to voluntary_backpay_months_max missing months are paid at once at the
 * age; more are paid month by month until that many are left. */
static int pension_month(const Reckoning *r, const Retirement *age, int64_t missing, int64_t back, int64_t after)
{
    int reached = benefit_month(age->month), from = reached > r->first ? reached : r->first;
    int64_t wait = missing > back ? missing - back : 0;
    if (missing == 0 && !r->ask->missing)
        return reached + after > r->first ? reached + (int)after : r->first;
    return from + (int)(wait + after);
}

static Err *reckon_pension(Reckoning *r, const Rates *rates)
{
    const BenefitAsk *ask = r->ask;
    Retirement age;
    LawValue back, after;
    TRY(law_retirement(r->law, r->arena, ask->birth, ask->sex, &age));
    TRY(law_get(r->law, r->arena, S("voluntary_backpay_months_max"), S(""), ask->day, &back));
    TRY(law_get(r->law, r->arena, S("pension_starts_after"), S(""), ask->day, &after));
    int reached = benefit_month(age.month);
    if (ask->missing && reached > r->first)
        return err_at(FAIL(r->arena, BAD_INPUT, "những tháng còn thiếu được đóng một lần từ tháng đủ tuổi, là %02d/%d",
                           "missing months are paid at once from the month of the age, which is %04d-%02d",
                           age.month.month, age.month.year),
                      (Place){.field = S("months")});
    int64_t until = reached >= r->first ? reached - r->first + 1 : 0;
    int64_t paid = ask->paid + (ask->missing || until < ask->months ? ask->months : until);
    int64_t needed = law_number(&rates->years_min) * 12, missing = paid < needed ? needed - paid : 0;
    int64_t low = ask->paid + ask->months > needed ? ask->paid + ask->months : needed, high = paid > low ? paid : low;
    LawValue roadmap = {.article = age.article, .certainty = age.certainty};
    put_figure(r, FIGURE_age_month, reached, &roadmap, NULL);
    put_figure(r, FIGURE_months_at_age, paid, &rates->years_min, NULL);
    put_figure(r, FIGURE_missing, missing, &rates->years_min, &back);
    put_figure(r, FIGURE_pension_from, pension_month(r, &age, missing, law_number(&back), law_number(&after)),
               &rates->years_min, &after);
    if (age.assumed)
        say(r,
            TEXT("Thiếu tháng sinh: coi như sinh ngày 01/01.", "The month of birth is missing: 1 January is taken."));
    return put_pension(r, rates, low, high);
}

static Err *reckon_maternity(Reckoning *r)
{
    LawValue grant, months;
    TRY(law_get(r->law, r->arena, S("voluntary_maternity_grant"), S(""), r->ask->day, &grant));
    TRY(law_get(r->law, r->arena, S("voluntary_maternity_months"), S("paid"), r->ask->day, &months));
    put_figure(r, FIGURE_maternity, law_number(&grant), &grant, NULL);
    put_figure(r, FIGURE_maternity_from, r->first + law_number(&months), &months, NULL);
    return NULL;
}

/* Only who surely joined before the law: paid more months than there were since. */
static Err *reckon_lump(Reckoning *r, const Rates *rates)
{
    LawValue years, lump;
    const BenefitAsk *ask = r->ask;
    int64_t all = ask->paid + ask->months;
    TRY(law_get(r->law, r->arena, S("lump_sum_years_below"), S(""), ask->day, &years));
    TRY(law_get(r->law, r->arena, S("lump_sum_months"), S(""), ask->day, &lump));
    if (ask->paid <= r->first - benefit_month(years.from) || all >= law_number(&years) * 12)
        return NULL;
    int64_t drawn = r->base * half_years(rates, all) * law_number(&lump) / 2;
    int64_t state = r->to->figure[FIGURE_state].value + ask->supported * r->now.state_month;
    put_figure(r, FIGURE_lump, drawn > state ? drawn - state : 0, &lump, &years);
    return NULL;
}

Err *benefit_gains(Reckoning *r)
{
    Rates rates;
    TRY(read_rates(r, &rates));
    TRY(reckon_pension(r, &rates));
    if (r->ask->missing)
        return NULL;
    TRY(reckon_maternity(r));
    return reckon_lump(r, &rates);
}
