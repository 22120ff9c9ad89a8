/* Which rules are true of a person: reckoned from his life, not from rows, so that it judges who reckons from rows. */
#include "generate/people_life.h"

#include "linkage/value.h"
#include <stdlib.h>
#include <string.h>

enum { TAX_FIRST = (2025 - 2018) * 12, TAX_LAST = TAX_FIRST + 11 };

typedef struct Known { /* what a rule asks */
    const PeopleScene *s;
    const PeopleLife *life;
    bool alive, dead_before, resident, working_age, compulsory, voluntary, last_voluntary, pensioner, paid, jobless,
        pupil, manager, official, owner, labour, health_yes, health_no;
    int64_t base, wage;
    int tax_months, tax_uninsured, paid_to, last_month, months_paid;
} Known;

static bool holds(int from, int to, int month)
{
    return from <= month && month <= to;
}

static void know_event(Known *k)
{
    Date last = k->s->last, first = {last.year, last.month, 1}, day = k->life->event_day;
    bool died = k->life->event == EVENT_DEATH;
    k->dead_before = died && date_cmp(day, first) < 0;
    k->alive = !died || date_cmp(day, last) > 0;
    k->resident = k->life->known && k->life->status <= STATUS_TEMPORARY;
    k->working_age = people_working_age(k->s, &k->life->person);
}

static void know_insurance(Known *k)
{
    int now = k->s->month;
    k->last_month = -10000;
    for (int i = 0; i < k->life->stays; i++) {
        const PeopleStay *s = &k->life->stay[i];
        int to = s->voluntary && s->to == PEOPLE_OPEN ? s->paid_to : s->to, until = to < now ? to : now;
        bool current = holds(s->from, to, now);
        k->months_paid += until >= s->from ? until - s->from + 1 : 0;
        if (until > k->last_month || (until == k->last_month && !s->voluntary))
            k->last_voluntary = s->voluntary;
        k->last_month = until > k->last_month ? until : k->last_month;
        k->compulsory |= current && !s->voluntary;
        k->voluntary |= current && s->voluntary;
        if (current && !s->voluntary)
            k->base = s->base;
        if (current && s->voluntary)
            k->paid_to = s->paid_to;
        bool lasts = holds(s->from, s->to, now); /* paid or not */
        k->health_yes |= lasts && s->health;
        k->health_no |= lasts && !s->health;
    }
}

static void know_income(Known *k)
{
    const PeopleLife *life = k->life;
    int64_t sum = 0;
    for (int i = 0; i < life->incomes; i++)
        k->labour |= life->income[i].labour;
    for (int i = 0; i < life->incomes; i++)
        if (life->income[i].labour == k->labour) {
            k->tax_months += life->income[i].months;
            sum += life->income[i].income;
        }
    k->wage = k->tax_months > 0 ? sum / k->tax_months : 0;
    int uninsured = k->tax_months - people_months_of(life, TAX_FIRST, TAX_LAST, true);
    k->tax_uninsured = uninsured > 0 ? uninsured : 0;
}

static void know_rest(Known *k)
{
    const PeopleLife *life = k->life;
    for (int i = 0; i < life->benefits; i++) {
        bool now = holds(life->benefit[i].from, life->benefit[i].to, k->s->month);
        k->paid |= now;
        k->pensioner |= now && life->benefit[i].kind == BENEFIT_PENSION;
        k->health_yes |= now && life->benefit[i].kind == BENEFIT_SOCIAL;
        k->jobless |= now && life->benefit[i].kind == BENEFIT_UNEMPLOYMENT;
    }
    for (int i = 0; i < life->lists; i++) {
        k->pupil |= life->list[i] == LIST_PUPIL || life->list[i] == LIST_STUDENT;
        k->manager |= life->list[i] == LIST_MANAGER;
        k->official |= life->list[i] == LIST_OFFICIAL;
    }
    k->owner = life->business && life->business_active;
    k->health_yes |= k->pensioner || k->jobless || (life->known && life->person.poverty == 1) ||
                     people_age_months(k->s, &life->person) < 72;
    if (k->pupil)
        *(life->pupil_insured ? &k->health_yes : &k->health_no) = true;
}

/* ---- numbers, as the registers have them ---------------------------------------------------------- */

static int year_in(const PeopleText *number)
{
    return 1900 + (number->text[3] - '0') / 2 * 100 + (number->text[4] - '0') * 10 + number->text[5] - '0';
}

static bool woman_in(const PeopleText *number)
{
    return (number->text[3] - '0') % 2 == 1;
}

static bool fits(const PeopleText *t, const Person *p)
{
    return link_personal_plain(t->text, people_today.year) && year_in(t) == p->year && woman_in(t) == p->female;
}

/* Nobody who writes his year of birth writes that of the number, or nobody his sex: whatever is true, one of them has
 * to be corrected. */
static bool contradicted(const PeopleText *number, const PeopleSeen *seen, int count)
{
    bool year = false, other_year = false, sex = false, other_sex = false;
    for (int i = 0; i < count; i++) {
        const PeopleText *birth = &seen[i].birth;
        int written = birth->len < 4 ? 0
                                     : atoi((char[5]){birth->text[birth->len - 4], birth->text[birth->len - 3],
                                                      birth->text[birth->len - 2], birth->text[birth->len - 1]});
        year |= written == year_in(number);
        other_year |= written != 0 && written != year_in(number);
        sex |= seen[i].sex == woman_in(number);
        other_sex |= seen[i].sex >= 0 && seen[i].sex != woman_in(number);
    }
    return (other_year && !year) || (other_sex && !sex);
}

static bool number_unsound(const Known *k)
{
    static const int regs[] = {REG_POPULATION, REG_PARTICIPANTS};
    const PeopleLife *life = k->life;
    PeopleSeen seen[COUNTOF(regs)];
    int count = 0;
    for (int i = life->known ? 0 : 1; i < COUNTOF(regs); i++)
        people_see(k->s->world, &life->person, regs[i], 0, &seen[count++]);
    for (int i = 0; i < count; i++)
        if (seen[i].personal.len == 12)
            return life->odd_number || !fits(&seen[i].personal, &life->person) ||
                   contradicted(&seen[i].personal, seen, count);
    return false; /* nobody knows his number */
}

static bool several_numbers(const Known *k)
{
    const PeopleLife *life = k->life;
    PeopleSeen first, other;
    if (life->stays == 0)
        return false;
    for (int i = 0; i < life->stays; i++)
        if (life->stay[i].other_number)
            return true;
    int rows = people_source_rows(k->s, life, SOURCE_PARTICIPANTS);
    if (rows == life->stays || life->number)
        return false;
    people_see(k->s->world, &life->person, REG_PARTICIPANTS, 0, &first);
    for (int copy = 1; copy <= rows - life->stays; copy++) {
        people_see(k->s->world, &life->person, REG_PARTICIPANTS, copy, &other);
        if (first.social.len == other.social.len && first.social.len > 0 &&
            memcmp(first.social.text, other.social.text, (size_t)first.social.len) != 0)
            return true;
    }
    return false;
}

/* ---- rules -------------------------------------------------------------------------------------------- */

static uint64_t bit(PeopleRule rule, bool holds)
{
    return (uint64_t)holds << rule;
}

static uint64_t of_work(const Known *k)
{
    const PeopleScene *s = k->s;
    bool outside = k->alive && !k->compulsory && !k->pensioner, taxed = k->tax_months > 0;
    return bit(PEOPLE_RULE_TAX_UNINSURED, outside && k->labour && k->tax_uninsured >= 1) |
           bit(PEOPLE_RULE_TAX_MONTHS, k->alive && k->compulsory && k->labour && k->tax_uninsured >= 2) |
           bit(PEOPLE_RULE_TAX_OTHER, outside && taxed && !k->labour && k->tax_months >= 3 && k->wage >= s->reference &&
                                          k->tax_uninsured >= 3) |
           bit(PEOPLE_RULE_BASE_REFERENCE, k->compulsory && k->base < s->reference) |
           bit(PEOPLE_RULE_BASE_MINIMUM, k->compulsory && !k->owner && !k->manager && !k->official &&
                                             k->base >= s->reference && k->base < s->minimum) |
           bit(PEOPLE_RULE_BASE_WAGE, k->compulsory && k->labour && k->tax_months >= 3 && k->base * 2 < k->wage &&
                                          k->base < 20 * s->reference && k->base >= s->minimum) |
           bit(PEOPLE_RULE_OWNER, outside && k->owner && k->life->declaration && k->working_age &&
                                      date_cmp(k->life->method_from, s->last) <= 0) |
           bit(PEOPLE_RULE_MANAGER, outside && k->manager && k->working_age) |
           bit(PEOPLE_RULE_OFFICIAL, outside && k->official);
}

static uint64_t of_potential(const Known *k)
{
    int now = k->s->month, dropped = now - k->last_month;
    bool home = k->alive && k->resident && !k->pensioner && !k->compulsory && !k->voluntary;
    bool without = home && k->working_age, late = k->last_voluntary && dropped >= 1 && dropped <= 6;
    bool liable = k->official || k->manager || (k->labour && k->tax_uninsured >= 1) ||
                  (k->owner && k->life->declaration && date_cmp(k->life->method_from, k->s->last) <= 0);
    return bit(PEOPLE_RULE_DROPPED, without && !late && dropped >= 1 && dropped <= 12) |
           bit(PEOPLE_RULE_POTENTIAL, without && dropped > 12 && !k->pupil && !liable) |
           bit(PEOPLE_RULE_RENEWAL_DUE, k->alive && k->voluntary && k->paid_to >= now && k->paid_to <= now + 1) |
           bit(PEOPLE_RULE_RENEWAL_LATE, home && late) |
           bit(PEOPLE_RULE_PENSION_NEAR, home && k->months_paid >= 120 && k->months_paid < 180 &&
                                             people_age_months(k->s, &k->life->person) >= 600);
}

static uint64_t of_state(const Known *k)
{
    bool pays = k->compulsory || k->voluntary, not_insured = k->health_no && !k->health_yes;
    return bit(PEOPLE_RULE_NUMBERS, several_numbers(k)) |
           bit(PEOPLE_RULE_SHARED, pays && (k->life->number || k->life->number_lent)) |
           bit(PEOPLE_RULE_UNSOUND, pays && number_unsound(k)) | bit(PEOPLE_RULE_DEAD_PAYING, k->dead_before && pays) |
           bit(PEOPLE_RULE_GONE_PAYING, k->life->event == EVENT_EMIGRATION && pays) |
           bit(PEOPLE_RULE_PENSION_PAYING, k->alive && k->pensioner && pays) |
           bit(PEOPLE_RULE_DEAD_PAID, k->dead_before && k->paid) |
           bit(PEOPLE_RULE_JOBLESS_EMPLOYED, k->alive && k->jobless && k->compulsory) |
           bit(PEOPLE_RULE_HEALTH_PUPIL, k->alive && k->pupil && not_insured) |
           bit(PEOPLE_RULE_HEALTH_NONE, k->alive && k->resident && !k->pupil && not_insured);
}

uint64_t people_rules_of(const PeopleScene *s, const PeopleLife *life)
{
    Known k = {.s = s, .life = life};
    know_event(&k);
    know_insurance(&k);
    know_income(&k);
    know_rest(&k);
    return of_work(&k) | of_potential(&k) | of_state(&k);
}
