/* What is planted: one thing at most in a person, so that a case of one rule is not by chance one of another. */
#include "generate/people_life.h"

enum { TOPIC_PLANT = 3100, TAX_FIRST = (2025 - 2018) * 12, TAX_MONTHS = 12 };

typedef struct Plant {
    const PeopleScene *s;
    PeopleLife *life;
    PeoplePlant state; /* never PLANT_NEVER */
    int since, until;  /* months; until: of PLANT_PAST */
    Rng rng;
} Plant;

/* ---- parts ------------------------------------------------------------------------------------ */

static bool is_new(const Plant *p) /* there since the first month, so nobody saw what was before */
{
    return p->since == PEOPLE_FIRST_MONTH;
}

static void drop_stay(PeopleLife *life, PeopleStay *stay)
{
    for (PeopleStay *at = stay; at + 1 < life->stay + life->stays; at++)
        *at = at[1];
    life->stays--;
}

static PeopleStay *join(PeopleLife *life, int month, uint32_t firm, int64_t base)
{
    if (life->stays == PEOPLE_LIFE_SPELLS)
        return NULL;
    PeopleStay *stay = &life->stay[life->stays++];
    *stay = (PeopleStay){.from = month,
                         .to = PEOPLE_OPEN,
                         .method = 1,
                         .unemployment = firm != PEOPLE_NO_FIRM,
                         .health = true,
                         .firm = firm,
                         .base = base,
                         .movement = "TM"};
    return stay;
}

static Date day_before(const Plant *p, int month)
{
    int day = 1 + (int)(p->life->person.key % 28), back = is_new(p) ? (int)(p->life->person.key / 32 % 5) : 0;
    int at = month - 1 - back;
    return (Date){2018 + at / 12, at % 12 + 1, day};
}

static int month_of(Date d)
{
    return (d.year - 2018) * 12 + d.month - 1;
}

/* ---- who can be planted in ---------------------------------------------------------------------- */

static bool pays(const PeopleLife *life, bool voluntary)
{
    PeopleStay *open = people_open_stay((PeopleLife *)life);
    return open && open->voluntary == voluntary && life->event == EVENT_NONE;
}

static bool is_employee(const PeopleLife *life)
{
    PeopleStay *open = people_open_stay((PeopleLife *)life);
    return pays(life, false) && open->firm != PEOPLE_NO_FIRM;
}

static bool is_taxed(const PeopleLife *life)
{
    return is_employee(life) && life->incomes > 0 && life->income[0].labour;
}

static bool is_taxed_all_year(const PeopleLife *life)
{
    return is_taxed(life) && life->income[0].months == TAX_MONTHS;
}

static bool earns_well(const PeopleLife *life)
{
    return is_taxed(life) && life->income[0].months >= 3 && life->income[0].income / life->income[0].months >= 9000000;
}

static bool is_free(const PeopleLife *life)
{
    const Person *p = &life->person;
    return p->work == PEOPLE_FREE && p->age >= 22 && p->age <= 55 && life->stays == 0 && life->incomes == 0 &&
           life->event == EVENT_NONE && life->lists == 0 && !life->business;
}

static bool is_owner(const PeopleLife *life)
{
    PeopleStay *open = people_open_stay((PeopleLife *)life);
    return pays(life, false) && open->firm == PEOPLE_NO_FIRM && life->business_active && life->declaration;
}

static bool is_official(const PeopleLife *life)
{
    return is_employee(life) && life->lists > 0 && life->list[0] == LIST_OFFICIAL;
}

static bool is_voluntary(const PeopleLife *life)
{
    return pays(life, true);
}

static bool is_payer(const PeopleLife *life)
{
    return is_employee(life) || pays(life, true);
}

static bool paid_long_ago(const PeopleLife *life)
{
    const Person *p = &life->person;
    return p->work == PEOPLE_STOPPED && p->age >= 50 && life->stays > 0 && !people_open_stay((PeopleLife *)life) &&
           life->stay[life->stays - 1].to < PEOPLE_FIRST_MONTH - 14 && life->benefits == 0 && life->incomes == 0;
}

static bool has_spells(const PeopleLife *life)
{
    return pays(life, false) && life->stays >= 2;
}

static bool is_old_employee(const PeopleLife *life)
{
    return is_employee(life) && life->person.age >= 57 && life->benefits == 0;
}

static bool is_pensioner(const PeopleLife *life)
{
    return life->person.work == PEOPLE_RETIRED && life->benefits > 0 && life->event == EVENT_NONE;
}

static bool is_worker(const PeopleLife *life)
{
    return is_employee(life) && life->benefits == 0;
}

static bool is_pupil(const PeopleLife *life)
{
    return life->lists > 0 && (life->list[0] == LIST_PUPIL || life->list[0] == LIST_STUDENT);
}

/* ---- what is planted -------------------------------------------------------------------------------- */

/* Was never registered; where it clears, is from that month. */
static void unregister(Plant *p)
{
    PeopleStay last = *people_open_stay(p->life);
    if (p->state == PLANT_LATER)
        return;
    p->life->stays = 0;
    if (p->state == PLANT_PAST)
        join(p->life, p->until, last.firm, last.base);
}

static void register_late(Plant *p)
{
    PeopleStay *open = people_open_stay(p->life);
    if (p->state == PLANT_NOW)
        open->from = TAX_FIRST + people_between(&p->rng, 4, 9);
}

static void pay_by_service(Plant *p)
{
    uint32_t firm = people_employer(p->s->world, &p->rng) % (p->s->world->employers / PEOPLE_SPARED + 1);
    int months = people_between(&p->rng, 4, 10);
    int64_t wage = 4000000 + 100000 * (int64_t)people_below(&p->rng, 80);
    p->life->income[p->life->incomes++] =
        (PeopleIncome){people_firm_tax(p->s->world, firm), firm, months, wage * months, false};
    if (p->state == PLANT_PAST)
        join(p->life, p->until, firm, wage);
}

static void set_base(Plant *p, int64_t low, int64_t high)
{
    int64_t base = low + (high - low) / 10000 * people_below(&p->rng, 10000);
    if (p->state == PLANT_NOW)
        people_open_stay(p->life)->base = base / 10000 * 10000;
}

static void base_under_reference(Plant *p)
{
    set_base(p, 1500000, p->s->reference - 20000);
}

static void base_under_minimum(Plant *p)
{
    set_base(p, p->s->reference + 20000, p->s->minimum - 20000);
}

static void base_under_wage(Plant *p)
{
    const PeopleIncome *income = &p->life->income[0];
    int64_t wage = income->income / income->months;
    set_base(p, wage * 42 / 100 > p->s->minimum + 40000 ? wage * 42 / 100 : p->s->minimum + 40000, wage * 46 / 100);
}

/* Leaves what he had to pay: never paid, or stopped last month; where it clears, pays again. */
static void stop_paying(Plant *p)
{
    PeopleStay *open = people_open_stay(p->life), old = *open;
    if (p->state == PLANT_LATER)
        return;
    if (is_new(p)) {
        drop_stay(p->life, open);
    } else {
        open->to = p->since - 1;
        open->movement = "GH";
    }
    if (p->state == PLANT_PAST)
        join(p->life, p->until, old.firm, old.base);
}

static void manage(Plant *p)
{
    if (p->state == PLANT_LATER)
        return;
    p->life->list[p->life->lists++] = LIST_MANAGER;
    if (p->state == PLANT_PAST)
        join(p->life, p->until, PEOPLE_NO_FIRM, 2530000);
}

static void renew_late(Plant *p)
{
    if (p->state == PLANT_NOW)
        people_open_stay(p->life)->paid_to = p->since - 1 - (is_new(p) ? people_between(&p->rng, 0, 2) : 0);
}

static void come_near_a_pension(Plant *p)
{
    PeopleStay *last = &p->life->stay[p->life->stays - 1];
    int months = people_between(&p->rng, 125, 170), to = last->to;
    PeopleStay only = *last;
    if (p->state == PLANT_LATER)
        return;
    only.from = to - months + 1;
    p->life->stay[0] = only;
    p->life->stays = 1;
    if (p->state == PLANT_PAST)
        join(p->life, p->until, PEOPLE_NO_FIRM, 1500000)->voluntary = true;
}

static void use_other_number(Plant *p)
{
    p->life->stay[0].other_number = p->state == PLANT_NOW;
}

static void have_odd_number(Plant *p)
{
    p->life->odd_number = p->state == PLANT_NOW;
}

static void stop_all(PeopleLife *life, int month)
{
    for (int i = 0; i < life->stays; i++)
        if (life->stay[i].to > month)
            life->stay[i].to = month;
    for (int i = 0; i < life->benefits; i++)
        if (life->benefit[i].to > month)
            life->benefit[i].to = month;
}

static void leave(Plant *p, PeopleEvent event)
{
    if (p->state == PLANT_LATER)
        return;
    p->life->event = event;
    p->life->event_day = day_before(p, p->since);
    p->life->status = event == EVENT_DEATH ? STATUS_DECEASED : STATUS_MOVED;
    p->life->status_day = p->life->event_day;
    if (p->state == PLANT_PAST)
        stop_all(p->life, month_of(p->life->event_day));
}

static void die(Plant *p)
{
    leave(p, EVENT_DEATH);
}

static void emigrate(Plant *p)
{
    leave(p, EVENT_EMIGRATION);
}

static void receive(Plant *p, PeopleBenefitKind kind)
{
    int64_t amount = 3000000 + 100000 * (int64_t)people_below(&p->rng, 40);
    if (p->state != PLANT_LATER)
        p->life->benefit[p->life->benefits++] =
            (PeopleBenefit){kind, p->since - 2, p->state == PLANT_PAST ? p->until - 1 : PEOPLE_OPEN, amount};
}

/* The insurance ends where it clears. */
static void draw_pension(Plant *p)
{
    receive(p, BENEFIT_PENSION);
    if (p->state != PLANT_PAST)
        return;
    p->life->benefit[p->life->benefits - 1].to = PEOPLE_OPEN;
    people_open_stay(p->life)->to = p->until - 1;
}

static void draw_jobless(Plant *p)
{
    receive(p, BENEFIT_UNEMPLOYMENT);
}

static void leave_pupil_out(Plant *p)
{
    p->life->pupil_insured = p->state != PLANT_NOW;
}

static void leave_health_out(Plant *p)
{
    people_open_stay(p->life)->health = p->state != PLANT_NOW;
}

static const struct {
    PeopleRule rule;
    bool of_tax; /* shows in the tax year: planted for the first month, it can clear and not appear */
    bool (*fits)(const PeopleLife *life);
    void (*plant)(Plant *p);
} plants[] = {
    {PEOPLE_RULE_TAX_UNINSURED, true, is_taxed, unregister},
    {PEOPLE_RULE_TAX_MONTHS, true, is_taxed_all_year, register_late},
    {PEOPLE_RULE_TAX_OTHER, true, is_free, pay_by_service},
    {PEOPLE_RULE_BASE_REFERENCE, false, is_employee, base_under_reference},
    {PEOPLE_RULE_BASE_MINIMUM, false, is_employee, base_under_minimum},
    {PEOPLE_RULE_BASE_WAGE, false, earns_well, base_under_wage},
    {PEOPLE_RULE_OWNER, false, is_owner, stop_paying},
    {PEOPLE_RULE_MANAGER, false, is_free, manage},
    {PEOPLE_RULE_OFFICIAL, false, is_official, stop_paying},
    {PEOPLE_RULE_RENEWAL_LATE, false, is_voluntary, renew_late},
    {PEOPLE_RULE_PENSION_NEAR, false, paid_long_ago, come_near_a_pension},
    {PEOPLE_RULE_NUMBERS, false, has_spells, use_other_number},
    {PEOPLE_RULE_UNSOUND, false, is_payer, have_odd_number},
    {PEOPLE_RULE_DEAD_PAYING, false, is_payer, die},
    {PEOPLE_RULE_GONE_PAYING, false, is_payer, emigrate},
    {PEOPLE_RULE_PENSION_PAYING, false, is_old_employee, draw_pension},
    {PEOPLE_RULE_DEAD_PAID, false, is_pensioner, die},
    {PEOPLE_RULE_JOBLESS_EMPLOYED, false, is_worker, draw_jobless},
    {PEOPLE_RULE_HEALTH_PUPIL, false, is_pupil, leave_pupil_out},
    {PEOPLE_RULE_HEALTH_NONE, false, is_payer, leave_health_out},
};

/* ---- employers that registered nobody, or not all ------------------------------------------------------ */

static void leave_out(const PeopleScene *s, PeopleLife *life)
{
    enum { SHORT_PERMILLE = 350 };
    for (int i = life->stays - 1; i >= 0; i--) {
        PeopleStay *stay = &life->stay[i];
        if (stay->firm >= s->world->employers)
            continue;
        PeopleFirm firm = people_firm(s, stay->firm);
        bool chosen = firm.all || life->person.key / 64 % 1000 < SHORT_PERMILLE;
        if ((!firm.no_unit && !firm.short_listed && firm.joined == 0) || !chosen)
            continue;
        if (firm.joined > 0 && stay->to == PEOPLE_OPEN)
            stay->from = firm.joined;
        else
            drop_stay(life, stay);
        life->planted |= (uint64_t)1 << (firm.all ? PEOPLE_RULE_NO_UNIT : PEOPLE_RULE_GAP);
    }
}

static void plant_one(const PeopleScene *s, PeopleLife *life, int i)
{
    PeopleRule rule = plants[i].rule;
    uint64_t number = life->person.number;
    Plant p = {.s = s, .life = life, .state = people_plant_of(s, rule, number)};
    if (p.state == PLANT_NEVER || (plants[i].of_tax && !people_planted(s, rule, number, PEOPLE_FIRST_MONTH)))
        return;
    if (!plants[i].fits(life))
        return;
    p.rng = people_stream(&life->person, TOPIC_PLANT + rule);
    p.since = people_planted_since(s, rule, number);
    p.until = p.state == PLANT_PAST ? people_planted_until(s, rule, number) : 0;
    plants[i].plant(&p);
    life->planted |= (uint64_t)1 << rule;
}

static void plant(const PeopleScene *s, PeopleLife *life, bool of_tax)
{
    for (int i = 0; i < COUNTOF(plants) && life->planted == 0; i++)
        if (plants[i].of_tax == of_tax)
            plant_one(s, life, i);
}

/* ---- neighbours ---------------------------------------------------------------------------------------------- */

static bool plain_payer(const PeopleLife *life)
{
    return life->planted == 0 && is_payer(life) && !life->number && !life->number_lent;
}

static void share_number(const PeopleScene *s, PeopleLife *life, int i, int count)
{
    if (people_plant_of(s, PEOPLE_RULE_SHARED, life[i].person.number) != PLANT_NOW || !plain_payer(&life[i]))
        return;
    for (int k = i + 1; k < count; k++)
        if (plain_payer(&life[k])) {
            life[i].number = &life[k].person;
            life[k].number_lent = true;
            life[i].planted |= (uint64_t)1 << PEOPLE_RULE_SHARED;
            life[k].planted |= (uint64_t)1 << PEOPLE_RULE_SHARED;
            return;
        }
}

static void employ_helper(const PeopleScene *s, PeopleLife *owner, PeopleLife *helper)
{
    uint64_t code = people_business_code(s->world, &owner->person);
    helper->income[helper->incomes++] = (PeopleIncome){code, PEOPLE_NO_FIRM, 8, 8 * INT64_C(6100000), true};
    helper->planted |= (uint64_t)1 << PEOPLE_RULE_HOUSEHOLD_NO_UNIT;
    owner->planted |= (uint64_t)1 << PEOPLE_RULE_HOUSEHOLD_NO_UNIT;
    owner->helpers++;
    if (people_plant_of(s, PEOPLE_RULE_HOUSEHOLD_NO_UNIT, owner->person.number) != PLANT_PAST)
        return;
    int month = people_planted_until(s, PEOPLE_RULE_HOUSEHOLD_NO_UNIT, owner->person.number);
    join(helper, month, PEOPLE_NO_FIRM, 5000000)->business = code;
    owner->business_unit = true;
    owner->insured_helpers++;
}

static void hire_helper(const PeopleScene *s, PeopleLife *life, int i, int count)
{
    PeopleLife *owner = &life[i];
    if (!owner->business_active || owner->planted || owner->event != EVENT_NONE ||
        !people_planted(s, PEOPLE_RULE_HOUSEHOLD_NO_UNIT, owner->person.number, PEOPLE_FIRST_MONTH))
        return;
    for (int k = i + 1; k < count; k++)
        if (life[k].planted == 0 && is_free(&life[k])) {
            employ_helper(s, owner, &life[k]);
            return;
        }
}

void people_plant_year(const PeopleScene *s, PeopleLife *life, int count)
{
    for (int i = 0; i < count && s->planted > 0; i++) {
        leave_out(s, &life[i]);
        plant(s, &life[i], true);
    }
    for (int i = 0; i < count && s->planted > 0; i++)
        hire_helper(s, life, i, count);
}

void people_plant_month(const PeopleScene *s, PeopleLife *life, int count)
{
    for (int i = 0; i < count && s->planted > 0; i++)
        plant(s, &life[i], false);
    for (int i = 0; i < count && s->planted > 0; i++)
        share_number(s, life, i, count);
}
