/* A model of recorded outcomes beside the stated formula; where it comes from and goes to: priority_store.c. */
#include "outreach/priority.h"

#include "outreach/logistic.h"
#include "outreach/priority_internal.h"
#include "reconcile/fact.h"
#include <math.h>
#include <stdlib.h>

enum { FIFTHS = 5, FEW = 10 };

#define RIDGE 1.0

/* ---- what is seen of a lead --------------------------------------------------------------------------------- */

typedef struct Seen {
    LeadClass of;
    bool classed;
    const Lead *lead;
} Seen;

static int32_t fact_of(const Seen *s, int which)
{
    for (ptrdiff_t i = 0; i < s->lead->facts; i++)
        if (s->lead->fact[i].fact == which)
            return s->lead->fact[i].value;
    return FACT_MISSING;
}

static LeadAge age_of(const Seen *s)
{
    static const int from[] = {[LEAD_AGE_25] = 25, [LEAD_AGE_35] = 35, [LEAD_AGE_45] = 45, [LEAD_AGE_55] = 55};
    int32_t months = s->classed || s->lead->employer ? FACT_MISSING : fact_of(s, PERSON_age_months);
    LeadAge age = LEAD_AGE_UNDER_25;
    if (s->classed)
        return s->of.age;
    if (months == FACT_MISSING)
        return LEAD_AGES;
    for (int a = LEAD_AGE_25; a < LEAD_AGES; a++)
        age = months >= from[a] * 12 ? (LeadAge)a : age;
    return age;
}

static bool has_code(const Seen *s, int classed, int fact, const char *code)
{
    int32_t value = s->classed ? classed : s->lead->employer ? -1 : fact_of(s, fact);
    return value >= 0 && value == fact_code(false, fact, str_from(code));
}

static bool at_least(const Seen *s, bool employer, int fact, int32_t most)
{
    int32_t value = s->lead->employer == employer ? fact_of(s, fact) : FACT_MISSING;
    return value != FACT_MISSING && value >= most;
}

#define AGE(which) age_of(s) == LEAD_AGE_##which
#define FEATURES(X)                                                                                               \
    X(under_25, AGE(UNDER_25), "dưới 25 tuổi", "under 25")                                                        \
    X(age_25, AGE(25), "25–34 tuổi", "25 to 34")                                                                  \
    X(age_45, AGE(45), "45–54 tuổi", "45 to 54")                                                                  \
    X(age_55, AGE(55), "từ 55 tuổi", "55 and over")                                                               \
    X(female, has_code(s, s->of.sex, PERSON_sex, "f"), "nữ", "female")                                            \
    X(poor, has_code(s, s->of.poverty, PERSON_poverty, "poor"), "hộ nghèo", "poor household")                     \
    X(near_poor, has_code(s, s->of.poverty, PERSON_poverty, "near_poor"), "hộ cận nghèo", "near-poor household")  \
    X(former, s->classed && s->of.former, "đã từng tham gia", "was insured before")                               \
    X(household, s->classed && s->of.household, "trong hộ có người đang đóng", "another of the household pays")   \
    X(member, s->classed && s->of.list >= 0, "có trong danh sách hội, đoàn, nghề", "on a list of an association") \
    X(ten_years, at_least(s, false, PERSON_months_paid, 120), "đã đóng từ 10 năm", "paid ten years or more")      \
    X(half_year, at_least(s, false, PERSON_dropped_months, 6), "dừng đóng từ 6 tháng", "stopped six months ago")  \
    X(large, at_least(s, true, EMPLOYER_taxed, 10), "đơn vị từ 10 lao động", "employer of ten or more")

#define X(name, test, vi, en)             \
    static bool see_##name(const Seen *s) \
    {                                     \
        return test;                      \
    }
FEATURES(X)
#undef X

static const struct Feature {
    const char *name;
    Text words;
    bool (*see)(const Seen *s);
} features[] = {
#define X(name, test, vi, en) {#name, TEXT_INIT(vi, en), see_##name},
    FEATURES(X)
#undef X
};
static_assert(COUNTOF(features) < PRIORITY_FEATURES && (int)PRIORITY_FEATURES <= (int)LOGISTIC_MOST,
              "with the intercept");

bool priority_feature(Str name, const char **ret_name, Text *ret_words)
{
    *ret_name = "base";
    *ret_words = TEXT("mức chung", "in general");
    if (str_eq(name, S("base")))
        return true;
    for (int f = 0; f < COUNTOF(features); f++)
        if (str_eq(name, str_from(features[f].name))) {
            *ret_name = features[f].name;
            *ret_words = features[f].words;
            return true;
        }
    return false;
}

static Seen seen_of(const Lead *lead)
{
    Seen s = {.lead = lead};
    s.classed = lead_class_read(lead->kind, &s.of);
    return s;
}

static bool shows(const PriorityCoefficient *c, const Seen *s)
{
    for (int f = 0; f < COUNTOF(features); f++)
        if (features[f].name == c->name)
            return features[f].see(s);
    return true; /* the intercept */
}

double priority_expected(const PriorityRule *p, const Lead *lead)
{
    Seen s = seen_of(lead);
    double x[PRIORITY_FEATURES], value[PRIORITY_FEATURES];
    for (int c = 0; c < p->coefficients; c++) {
        x[c] = shows(&p->coefficient[c], &s);
        value[c] = p->coefficient[c].value;
    }
    return logistic_of(value, x, p->coefficients);
}

/* ---- learning -------------------------------------------------------------------------------------------------- */

/* A fifth by the lead's number, scattered: neither neighbours nor a time stand in it together. */
static bool held_out(const Lead *lead)
{
    uint64_t n = (uint64_t)lead->id * UINT64_C(0x9e3779b97f4a7c15);
    n = (n ^ n >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
    return (n ^ n >> 32) % FIFTHS == 0;
}

/* The intercept, and what enough of those learned from show and enough do not. */
static void choose(const PriorityCase *all, ptrdiff_t count, PriorityRule *p)
{
    int64_t learned = 0, with[COUNTOF(features)] = {0};
    for (ptrdiff_t i = 0; i < count; i++) {
        Seen s = seen_of(&all[i].lead);
        if (held_out(&all[i].lead))
            continue;
        learned++;
        for (int f = 0; f < COUNTOF(features); f++)
            with[f] += features[f].see(&s);
    }
    p->coefficient[p->coefficients++] =
        (PriorityCoefficient){.name = "base", .words = TEXT("mức chung", "in general"), .count = learned};
    for (int f = 0; f < COUNTOF(features); f++)
        if (with[f] >= FEW && learned - with[f] >= FEW)
            p->coefficient[p->coefficients++] =
                (PriorityCoefficient){.name = features[f].name, .words = features[f].words, .count = with[f]};
}

static void learn(Arena scratch, const PriorityCase *all, ptrdiff_t count, PriorityRule *p)
{
    ptrdiff_t rows = 0, columns = p->coefficients;
    double *x = new (&scratch, double, count *columns);
    uint8_t *y = new (&scratch, uint8_t, count);
    for (ptrdiff_t i = 0; i < count; i++) {
        Seen s = seen_of(&all[i].lead);
        if (held_out(&all[i].lead))
            continue;
        for (ptrdiff_t c = 0; c < columns; c++)
            x[rows * columns + c] = shows(&p->coefficient[c], &s);
        y[rows++] = all[i].registered;
    }
    LogisticFit fit = logistic_fit(scratch, &(LogisticData){x, y, rows, columns}, RIDGE);
    for (ptrdiff_t c = 0; c < columns; c++) {
        p->coefficient[c].value = fit.value[c];
        p->coefficient[c].error = fit.error[c];
    }
}

/* ---- those held out -------------------------------------------------------------------------------------------- */

typedef struct Guess {
    double expected;
    int64_t lead;
    uint8_t came;
} Guess;

static int by_guess(const void *a, const void *b)
{
    const Guess *x = a, *y = b;
    if (x->expected != y->expected)
        return x->expected > y->expected ? 1 : -1;
    return (x->lead > y->lead) - (x->lead < y->lead);
}

static void put_tenths(const Guess *guess, ptrdiff_t count, PriorityRule *p)
{
    for (int t = 0; t < PRIORITY_TENTHS; t++) {
        ptrdiff_t from = count * t / PRIORITY_TENTHS, to = count * (t + 1) / PRIORITY_TENTHS;
        PriorityTenth tenth = {.count = to - from};
        if (tenth.count == 0)
            continue;
        tenth.from = guess[from].expected;
        tenth.to = guess[to - 1].expected;
        for (ptrdiff_t i = from; i < to; i++) {
            tenth.expected += guess[i].expected / (double)tenth.count;
            tenth.observed += (double)guess[i].came / (double)tenth.count;
        }
        p->tenth[p->tenths++] = tenth;
    }
}

static void test_it(Arena scratch, const PriorityCase *all, ptrdiff_t count, PriorityRule *p)
{
    Guess *guess = new (&scratch, Guess, count);
    double *model = new (&scratch, double, count), *stated = new (&scratch, double, count);
    uint8_t *came = new (&scratch, uint8_t, count);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < count; i++)
        if (held_out(&all[i].lead))
            guess[n++] = (Guess){priority_expected(p, &all[i].lead), all[i].lead.id, all[i].registered};
    if (n > 1)
        qsort(guess, (size_t)n, sizeof *guess, by_guess);
    for (ptrdiff_t i = 0; i < n; i++) {
        model[i] = guess[i].expected;
        stated[i] = p->rule.ease;
        came[i] = guess[i].came;
    }
    p->loss_model = log_loss(model, came, n);
    p->loss_stated = log_loss(stated, came, n);
    p->model = p->loss_model < p->loss_stated;
    put_tenths(guess, n, p);
}

/* What there is to learn from; false: too little. */
bool priority_open(Arena *arena, const OutreachRule *rule, int64_t outcomes, int64_t registered, PriorityRule *ret)
{
    *ret = (PriorityRule){
        .rule = *rule, .outcomes = outcomes, .registered = registered, .loss_model = NAN, .loss_stated = NAN};
    ret->why =
        text_fmt(arena, "mới có %lld kết quả, %lld đăng ký; cần ít nhất %d kết quả và %d ở mỗi bên để tính từ số đo",
                 "%lld outcomes so far, %lld registered; %d and %d on either side are needed to learn from",
                 (long long)outcomes, (long long)registered, (int)PRIORITY_OUTCOMES, (int)PRIORITY_EACH);
    return outcomes >= PRIORITY_OUTCOMES && registered >= PRIORITY_EACH && outcomes - registered >= PRIORITY_EACH;
}

Text priority_why(bool model)
{
    return model ? TEXT("mô hình đoán đúng hơn mức đặt ban đầu trên phần năm kết quả để riêng",
                        "on the fifth held out the model guesses better than what was stated")
                 : TEXT("mô hình không đoán đúng hơn mức đặt ban đầu trên phần năm kết quả để riêng",
                        "on the fifth held out the model guesses no better than what was stated");
}

void priority_reckon(Arena *arena, const OutreachRule *rule, const PriorityCase *all, ptrdiff_t count,
                     PriorityRule *ret)
{
    int64_t registered = 0;
    for (ptrdiff_t i = 0; i < count; i++)
        registered += all[i].registered;
    if (!priority_open(arena, rule, count, registered, ret))
        return;
    choose(all, count, ret);
    learn(*arena, all, count, ret);
    test_it(*arena, all, count, ret);
    ret->why = priority_why(ret->model);
}

double priority_rank_of(const PriorityRule *p, double expected)
{
    return p->rule.gain * (p->model ? expected : p->rule.ease);
}

double priority_rank(const Priorities *priorities, const Lead *lead)
{
    for (ptrdiff_t i = 0; i < priorities->rules; i++) {
        const PriorityRule *p = &priorities->rule[i];
        if (str_eq(p->rule.rule, lead->rule))
            return priority_rank_of(p, p->model ? priority_expected(p, lead) : 0);
    }
    return 0;
}
