/* The facts of one person out of his rows; fact.h says what each is. */
#include "reconcile/gather_person.h"

#include "linkage/kind.h"
#include "vn/vn.h"
#include <stdlib.h>

enum { CHILD_MONTHS = 6 * 12 };

/* ---- facts: who it is ------------------------------------------------------------------------------ */

/* What is known of who a source does not name. */
static int32_t unless_named(const PersonFold *f, SourceKind kind, int32_t value)
{
    return f->g->coming[kind].whole ? value : FACT_MISSING;
}

static void say_life(const PersonFold *f, int32_t *fact)
{
    const Gather *g = f->g;
    bool dead = f->death != FACT_MISSING || (f->deceased && !f->living);
    fact[PERSON_death_day] = f->death != FACT_MISSING ? f->death : dead ? f->listed_death : FACT_MISSING;
    fact[PERSON_alive] = dead ? 0 : f->living || g->coming[FROM_departures].whole ? 1 : FACT_MISSING;
    if (fact[PERSON_death_day] != FACT_MISSING) {
        Date d = date_from_days(fact[PERSON_death_day]);
        fact[PERSON_dead_months] = g->month - (d.year * 12 + d.month - 1);
    }
    fact[PERSON_left_day] = f->left;
    fact[PERSON_emigrated] = f->left != FACT_MISSING ? 1 : unless_named(f, FROM_departures, 0);
    if (f->listed)
        fact[PERSON_resident] = f->stays && !dead && f->left == FACT_MISSING;
    else
        fact[PERSON_resident] = unless_named(f, FROM_population, 0);
}

static int32_t working_age(const Gather *g, int sex, Date birth)
{
    int from = birth.year * 12 + (birth.month > 0 ? birth.month - 1 : 0) + g->working_age_from;
    int retires = g->retires->month[sex][birth.year - RETIRES_FROM][birth.month];
    return g->month >= from && g->month <= retires;
}

static void from_age(PersonFold *f, Date birth)
{
    const Gather *g = f->g;
    int born = birth.year * 12 + (birth.month > 0 ? birth.month - 1 : 0);
    from_then(f, born + CHILD_MONTHS);
    from_then(f, born + g->working_age_from);
    for (int sex = 0; sex < 2; sex++)
        from_then(f, g->retires->month[sex][birth.year - RETIRES_FROM][birth.month] + 1);
}

static void say_age(PersonFold *f, const Chosen *chosen, int32_t *fact)
{
    const Gather *g = f->g;
    Date birth;
    int32_t sex = fact[PERSON_sex];
    if (!date_parse_iso(chosen->value[GOLDEN_birth], &birth) || birth.year < RETIRES_FROM ||
        birth.year >= RETIRES_FROM + 300)
        return;
    from_age(f, birth);
    if (birth.month > 0)
        fact[PERSON_age_months] = g->month - (birth.year * 12 + birth.month - 1);
    int32_t man = working_age(g, SEX_MALE, birth), woman = working_age(g, SEX_FEMALE, birth);
    fact[PERSON_working_age] = sex == 0 ? man : sex == 1 ? woman : man == woman ? man : FACT_MISSING;
    if (sex >= 0)
        fact[PERSON_retirement_month] = g->retires->month[sex][birth.year - RETIRES_FROM][birth.month];
}

static int32_t code_of(int fact, Str value)
{
    int code = value.len > 0 ? fact_code(false, fact, value) : -1;
    return code < 0 ? FACT_MISSING : code;
}

static void say_numbers(PersonFold *f, Arena scratch, const Chosen *chosen, int32_t *fact)
{
    Str number = f->number;
    fact[PERSON_personal_numbers] = f->personal.count;
    fact[PERSON_conflicts] = f->conflicts | (f->personal.count > 1 ? CONFLICT_NUMBER : 0);
    fact[PERSON_si_numbers] =
        f->spells.len > 0 || f->insurance.count > 0 ? f->insurance.count : unless_named(f, FROM_participants, 0);
    if (number.len == 0)
        return;
    LinkParse parse = {.pivot_year = f->g->month / 12};
    parse.scratch = scratch;
    fact[PERSON_number_sound] = twelve_digits(number) &&
                                link_personal_sound(link_kind_personal.parse(&parse, number).cell) &&
                                number_fits(number, chosen->value[GOLDEN_birth], chosen->value[GOLDEN_sex]);
    if (!fact[PERSON_number_sound]) /* who is born in a year to come has none yet */
        from_then(f, (f->g->month / 12 + 1) * 12);
}

static void say_home(Arena scratch, const Chosen *chosen, int32_t *fact)
{
    Str people = chosen->value[GOLDEN_ethnicity];
    fact[PERSON_sex] = code_of(PERSON_sex, chosen->value[GOLDEN_sex]);
    fact[PERSON_poverty] = code_of(PERSON_poverty, chosen->value[GOLDEN_poverty]);
    if (people.len > 0)
        fact[PERSON_minority] = !str_eq(vn_fold(&scratch, people, VN_KEY), S("kinh"));
}

void person_across(const Gather *g, int32_t person, int32_t *fact)
{
    const uint8_t *waiting = g->identify->waiting;
    bool home = g->house[person], insured = g->coming[FROM_participants].some;
    fact[PERSON_household_size] = home ? g->house_size[person] : FACT_MISSING;
    fact[PERSON_household_insured] = home && insured ? g->house_insured[person] : FACT_MISSING;
    fact[PERSON_shares_number] = insured ? (g->state[person] & STATE_SHARES) != 0 : FACT_MISSING;
    fact[PERSON_unsettled] = waiting && waiting[person];
}

/* ---- facts: insurance ---------------------------------------------------------------------------------- */

static bool pays(const Spell *s, int month)
{
    return holds(s->span, month) && (s->compulsory || s->paid_to == FACT_MISSING || s->paid_to >= month);
}

/* The last month that a spell says is paid, not after this one. */
static int end_of(const Spell *s, int month)
{
    int end = s->span.to < month ? s->span.to : month;
    bool owes = !s->compulsory && s->span.to == EVER && s->paid_to != FACT_MISSING && s->paid_to < end;
    return owes ? s->paid_to : end;
}

static int by_start(const void *a, const void *b)
{
    const Span *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* Months from one to another that any of the spans holds, each once; sorts them. */
static int months_in(Span *span, ptrdiff_t count, int from, int to)
{
    int months = 0, next = from;
    if (count > 1)
        qsort(span, (size_t)count, sizeof *span, by_start);
    for (ptrdiff_t i = 0; i < count; i++) {
        int first = span[i].from > next ? span[i].from : next, last = span[i].to < to ? span[i].to : to;
        if (last < first)
            continue;
        months += last - first + 1;
        next = last + 1;
    }
    return months;
}

static Span *spans_paid(const PersonFold *f, Arena *scratch, bool compulsory_only, ptrdiff_t *ret_count)
{
    Span *span = new_raw(scratch, Span, f->spells.len);
    ptrdiff_t count = 0;
    for (ptrdiff_t i = 0; i < f->spells.len; i++) {
        const Spell *s = &f->spells.data[i];
        if (s->compulsory || !compulsory_only)
            span[count++] = (Span){s->span.from, end_of(s, f->g->month)};
    }
    *ret_count = count;
    return span;
}

static void say_history(const PersonFold *f, Arena scratch, int32_t *fact)
{
    int last = FACT_MISSING, month = f->g->month;
    ptrdiff_t count;
    for (ptrdiff_t i = 0; i < f->spells.len; i++) {
        const Spell *s = &f->spells.data[i];
        int end = end_of(s, month);
        if (end > last || (end == last && s->compulsory))
            fact[PERSON_last_scheme] = s->compulsory ? 0 : 1;
        last = end > last ? end : last;
    }
    fact[PERSON_last_month] = last;
    fact[PERSON_dropped_months] = month - last;
    Span *span = spans_paid(f, &scratch, false, &count);
    int first = month;
    for (ptrdiff_t i = 0; i < count; i++)
        first = span[i].from > ALWAYS && span[i].from < first ? span[i].from : first;
    fact[PERSON_months_paid] = months_in(span, count, first, month);
}

/* Of an open voluntary spell, the one that is paid furthest. */
static void say_payment(const PersonFold *f, int32_t *fact)
{
    const Spell *best = NULL;
    for (ptrdiff_t i = 0; i < f->spells.len; i++) {
        const Spell *s = &f->spells.data[i];
        bool open = !s->compulsory && s->span.to >= f->g->month;
        if (open && s->paid_to != FACT_MISSING && (!best || s->paid_to > best->paid_to))
            best = s;
    }
    if (!best)
        return;
    fact[PERSON_paid_to] = best->paid_to;
    if (best->method < 0)
        return;
    fact[PERSON_pay_method] = best->method;
    fact[PERSON_pay_by] =
        best->paid_to + (best->method < COUNTOF(f->g->pay_within) ? f->g->pay_within[best->method] : 1);
}

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b; /* FACT_MISSING is the least */
}

static void say_now(const PersonFold *f, int32_t *fact)
{
    int32_t base[2] = {FACT_MISSING, FACT_MISSING}, since = FACT_MISSING, employers = 0;
    int month = f->g->month;
    bool now = false;
    fact[PERSON_unemployment_insured] = FACT_MISSING;
    for (ptrdiff_t i = 0; i < f->spells.len; i++) {
        const Spell *s = &f->spells.data[i];
        if (!pays(s, month))
            continue;
        bool before = false;
        for (ptrdiff_t k = 0; k < i; k++)
            before |= f->spells.data[k].compulsory && f->spells.data[k].employer == s->employer &&
                      pays(&f->spells.data[k], month);
        now = true;
        fact[s->compulsory ? PERSON_compulsory : PERSON_voluntary] = 1;
        base[s->compulsory] = larger(base[s->compulsory], s->base);
        fact[PERSON_unemployment_insured] = larger(fact[PERSON_unemployment_insured], s->unemployment);
        employers += s->compulsory && s->employer > 0 && !before;
        if (s->span.from > ALWAYS && (since == FACT_MISSING || s->span.from < since))
            since = s->span.from;
    }
    fact[PERSON_base] = fact[PERSON_compulsory] == 1 ? base[1] : base[0];
    fact[PERSON_insured_since] = since;
    fact[PERSON_insured_employers] = employers;
    if (!now)
        fact[PERSON_unemployment_insured] = 0;
}

static void say_insurance(const PersonFold *f, Arena scratch, int32_t *fact)
{
    bool known = f->spells.len > 0 || f->g->coming[FROM_participants].whole;
    if (!known)
        return;
    fact[PERSON_compulsory] = fact[PERSON_voluntary] = 0;
    fact[PERSON_ever_insured] = f->spells.len > 0;
    fact[PERSON_months_paid] = 0;
    say_now(f, fact);
    if (f->spells.len == 0)
        return;
    say_history(f, scratch, fact);
    say_payment(f, fact);
}

/* ---- facts: wages ----------------------------------------------------------------------------------------- */

typedef struct Sum {
    int64_t money, months; /* of rows with both */
    int32_t all_months;    /* FACT_MISSING where no row says it */
} Sum;

static void add_wage(Sum *sum, const Wage *w)
{
    if (w->months == FACT_MISSING)
        return;
    sum->all_months = (sum->all_months == FACT_MISSING ? 0 : sum->all_months) + w->months;
    if (w->money == FACT_MISSING || w->months == 0)
        return;
    sum->money += w->money;
    sum->months += w->months;
}

static int32_t mean(Sum sum)
{
    return sum.months > 0 ? (int32_t)((sum.money + sum.months / 2) / sum.months) : FACT_MISSING;
}

static int32_t at_most_a_year(int32_t months)
{
    return months > 12 ? 12 : months;
}

static bool insures(const PersonFold *f, int32_t employer)
{
    for (ptrdiff_t i = 0; i < f->spells.len; i++)
        if (f->spells.data[i].compulsory && f->spells.data[i].employer == employer &&
            pays(&f->spells.data[i], f->g->month))
            return employer > 0;
    return false;
}

static void say_uninsured(const PersonFold *f, Arena scratch, int32_t *fact)
{
    int year = f->g->tax_year;
    ptrdiff_t count;
    if (fact[PERSON_compulsory] == FACT_MISSING || year == 0)
        return;
    Span *span = spans_paid(f, &scratch, true, &count);
    fact[PERSON_tax_insured_months] = months_in(span, count, year * 12, year * 12 + 11);
    int32_t taxed = fact[PERSON_tax_labour_months] > 0 ? fact[PERSON_tax_labour_months] : fact[PERSON_tax_months];
    if (taxed != FACT_MISSING)
        fact[PERSON_tax_uninsured_months] =
            taxed > fact[PERSON_tax_insured_months] ? taxed - fact[PERSON_tax_insured_months] : 0;
}

static int32_t payers(const PersonFold *f)
{
    int32_t count = 0;
    for (ptrdiff_t i = 0; i < f->wages.len; i++) {
        bool before = false;
        for (ptrdiff_t k = 0; k < i; k++)
            before |= f->wages.data[k].employer == f->wages.data[i].employer;
        count += !before;
    }
    return count;
}

static void say_wages(const PersonFold *f, Arena scratch, int32_t *fact)
{
    Sum all = {.all_months = FACT_MISSING}, labour = all, here = all;
    bool any_labour = false;
    if (f->wages.len == 0 && !f->g->coming[FROM_tax_income].whole)
        return;
    for (ptrdiff_t i = 0; i < f->wages.len; i++) {
        const Wage *w = &f->wages.data[i];
        add_wage(&all, w);
        any_labour |= w->labour;
        if (w->labour)
            add_wage(&labour, w);
        if (insures(f, w->employer))
            add_wage(&here, w);
    }
    bool none = f->wages.len == 0;
    if (f->g->tax_year > 0)
        fact[PERSON_tax_year] = f->g->tax_year;
    fact[PERSON_tax_months] = none ? 0 : at_most_a_year(all.all_months);
    fact[PERSON_tax_labour_months] = none               ? 0
                                     : any_labour       ? at_most_a_year(labour.all_months)
                                     : f->contract_said ? 0
                                                        : FACT_MISSING;
    fact[PERSON_tax_contract] = none || f->contract_said ? f->contract : FACT_MISSING;
    fact[PERSON_tax_employers] = payers(f);
    fact[PERSON_tax_wage] = mean(any_labour ? labour : all);
    fact[PERSON_tax_wage_here] = mean(here);
    say_uninsured(f, scratch, fact);
}

/* ---- facts: business, lists, benefits ------------------------------------------------------------------------ */

static void say_business(const PersonFold *f, int32_t *fact)
{
    const Business *best = NULL;
    bool open = false;
    for (ptrdiff_t i = 0; i < f->businesses.len; i++) {
        const Business *b = &f->businesses.data[i];
        open |= b->status.len == 0;
        if (is(b->status, "active") && (!best || (is(b->method, "declaration") && !is(best->method, "declaration"))))
            best = b;
    }
    if (f->businesses.len == 0)
        fact[PERSON_business_owner] = unless_named(f, FROM_household_businesses, 0);
    else
        fact[PERSON_business_owner] = best ? 1 : open ? FACT_MISSING : 0;
    if (!best)
        return;
    fact[PERSON_business_method] = code_of(PERSON_business_method, best->method);
    fact[PERSON_business_from] = day_of(best->from);
}

static void say_lists(const PersonFold *f, int32_t *fact)
{
    static const char manager[] = "manager";
    fact[PERSON_lists] = f->lists ? f->lists : unless_named(f, FROM_affiliations, 0);
    if (fact[PERSON_lists] != FACT_MISSING)
        fact[PERSON_manager] = f->lists >> fact_code(false, PERSON_lists, str_from(manager)) & 1;
}

static bool benefits_now(const PersonFold *f, const char *kind)
{
    for (ptrdiff_t i = 0; i < f->benefits.len; i++)
        if (is(f->benefits.data[i].kind, kind) && holds(f->benefits.data[i].span, f->g->month))
            return true;
    return false;
}

/* Months that both a benefit of unemployment and compulsory insurance hold; of the last three years. */
static int overlap(const PersonFold *f)
{
    int months = 0;
    for (int month = f->g->month - 35; month <= f->g->month; month++) {
        bool paid = false, insured = false;
        for (ptrdiff_t i = 0; i < f->benefits.len; i++)
            paid |= is(f->benefits.data[i].kind, "unemployment") && holds(f->benefits.data[i].span, month);
        for (ptrdiff_t i = 0; paid && i < f->spells.len; i++)
            insured |= f->spells.data[i].compulsory && holds(f->spells.data[i].span, month);
        months += paid && insured;
    }
    return months;
}

static void say_after_death(const PersonFold *f, Arena scratch, int32_t *fact)
{
    Spans spans = {0};
    for (ptrdiff_t i = 0; i < f->benefits.len; i++)
        if (!is(f->benefits.data[i].kind, "lump_sum"))
            vec_push(&scratch, &spans, f->benefits.data[i].span);
    int month = f->g->month, dead = fact[PERSON_dead_months];
    if (fact[PERSON_alive] == 1)
        fact[PERSON_paid_after_death] = 0;
    else if (dead != FACT_MISSING)
        fact[PERSON_paid_after_death] = months_in(spans.data, spans.len, month - dead + 1, month);
}

static void say_benefits(const PersonFold *f, Arena scratch, int32_t *fact)
{
    if (f->benefits.len == 0 && !f->g->coming[FROM_beneficiaries].whole)
        return;
    fact[PERSON_social_pension] = benefits_now(f, "social_pension");
    fact[PERSON_unemployment_benefit] = benefits_now(f, "unemployment");
    fact[PERSON_pensioner] = benefits_now(f, "pension") || benefits_now(f, "monthly_allowance");
    fact[PERSON_lump_sum] = fact[PERSON_paid_benefit] = 0;
    for (ptrdiff_t i = 0; i < f->benefits.len; i++) {
        const Benefit *b = &f->benefits.data[i];
        bool lump = is(b->kind, "lump_sum"), pension = is(b->kind, "pension") || is(b->kind, "monthly_allowance");
        fact[PERSON_lump_sum] |= lump;
        fact[PERSON_paid_benefit] |= !lump && holds(b->span, f->g->month);
        if (pension && holds(b->span, f->g->month) && b->span.from > ALWAYS &&
            (fact[PERSON_pension_from] == FACT_MISSING || b->span.from < fact[PERSON_pension_from]))
            fact[PERSON_pension_from] = b->span.from;
    }
    if (fact[PERSON_compulsory] != FACT_MISSING)
        fact[PERSON_benefit_overlap] = f->benefits.len > 0 && f->spells.len > 0 ? overlap(f) : 0;
    say_after_death(f, scratch, fact);
}

static void say_health(const PersonFold *f, int32_t *fact)
{
    int32_t flag = f->list_health, age = fact[PERSON_age_months];
    for (ptrdiff_t i = 0; i < f->spells.len; i++)
        if (holds(f->spells.data[i].span, f->g->month))
            flag = larger(flag, f->spells.data[i].health);
    bool granted = fact[PERSON_pensioner] == 1 || fact[PERSON_unemployment_benefit] == 1 ||
                   fact[PERSON_social_pension] == 1 || fact[PERSON_poverty] == 0 ||
                   (age != FACT_MISSING && age < CHILD_MONTHS);
    fact[PERSON_health_insured] = granted ? 1 : flag;
}

static void say_leave(const PersonFold *f, int32_t *fact)
{
    bool left = fact[PERSON_alive] == 0 || fact[PERSON_emigrated] == 1 || fact[PERSON_pensioner] == 1;
    for (ptrdiff_t i = 0; i < f->spells.len && !left && fact[PERSON_voluntary] == 0; i++) {
        const Spell *s = &f->spells.data[i];
        if (s->span.to < f->g->month && f->g->month <= s->leave_to)
            fact[PERSON_compulsory] = 1;
    }
}

/* Months of which some lie in the year of the taxes, months of two things at once, months after death: they do not go
 * on by themselves. */
static void say_until(PersonFold *f, const int32_t *fact)
{
    bool this_year = f->g->tax_year == f->g->month / 12 && f->spells.len > 0;
    bool dead = fact[PERSON_alive] != 1 && f->benefits.len > 0;
    if (this_year || dead || fact[PERSON_benefit_overlap] > 0 || benefits_now(f, "unemployment"))
        from_next(f);
}

void person_facts_of(PersonFold *f, Arena *scratch, const Chosen *chosen, int32_t *fact)
{
    for (int i = 0; i < PERSON_FACT_COUNT; i++)
        fact[i] = FACT_MISSING;
    say_life(f, fact);
    say_home(*scratch, chosen, fact);
    person_across(f->g, f->person, fact);
    say_age(f, chosen, fact);
    say_numbers(f, *scratch, chosen, fact);
    say_insurance(f, *scratch, fact);
    say_wages(f, *scratch, fact);
    say_business(f, fact);
    say_lists(f, fact);
    say_benefits(f, *scratch, fact);
    say_leave(f, fact);
    say_health(f, fact);
    say_until(f, fact);
}

int16_t person_due(const PersonFold *f)
{
    return (int16_t)f->until;
}

uint8_t person_state(const int32_t *fact)
{
    return (uint8_t)((fact[PERSON_alive] == 0 ? STATE_DEAD : 0) | (fact[PERSON_pensioner] == 1 ? STATE_PENSIONER : 0) |
                     (fact[PERSON_tax_uninsured_months] >= 1 ? STATE_UNINSURED : 0) |
                     (fact[PERSON_unsettled] == 1 ? STATE_UNSETTLED : 0) |
                     (fact[PERSON_compulsory] == 1 ? STATE_COMPULSORY : 0));
}
