/* Lives that agree with every register: work, insurance, wages, benefits, lists, as of the first month. */
#include "generate/people_life.h"

#include <string.h>

enum {
    TOPIC_LIFE = 3000,
    TAX_FIRST = (2025 - 2018) * 12,
    TAX_LAST = TAX_FIRST + 11,
    DECLARED_FROM = TAX_FIRST + 6
}; /* owners who declare are insured since July 2025 */

/* ---- numbers ---------------------------------------------------------------------------------- */

uint64_t people_personal_number(const Person *p)
{
    uint64_t gender = (uint64_t)((p->year - 1900) / 100 * 2 + p->female);
    return (((uint64_t)p->registry * 10 + gender) * 100 + (uint64_t)p->year % 100) * 1000000 + p->serial;
}

uint64_t people_business_code(const PeopleWorld *w, const Person *p)
{
    return p->key % 5 > 0 ? people_personal_number(p) : people_tax_code(w->key + 5, PEOPLE_TAX_PERSON, p->number);
}

/* ---- insurance ---------------------------------------------------------------------------------- */

PeopleStay *people_open_stay(PeopleLife *life)
{
    for (int i = life->stays - 1; i >= 0; i--)
        if (life->stay[i].to == PEOPLE_OPEN)
            return &life->stay[i];
    return NULL;
}

int people_months_of(const PeopleLife *life, int first, int last, bool compulsory_only)
{
    int months = 0;
    for (int m = first; m <= last; m++)
        for (int i = 0; i < life->stays; i++) {
            const PeopleStay *s = &life->stay[i];
            if (s->from > m || s->to < m || (compulsory_only && s->voluntary))
                continue;
            months++;
            break;
        }
    return months;
}

static int months_insured(const PeopleStay *s, int first, int last)
{
    int from = s->from > first ? s->from : first, to = s->to < last ? s->to : last;
    return to >= from ? to - from + 1 : 0;
}

/* Voluntary months are paid ahead by the method: the last of them moves on when they are used up. */
static int paid_to(const Person *p, int method, int month)
{
    int phase = (int)(p->key >> 8 & 63);
    return month + (method - 1) - (month + phase) % method;
}

static void take_spells(const PeopleScene *s, const Person *p, PeopleLife *life)
{
    PeopleSpell spell[PEOPLE_SPELLS];
    int count = people_spells(s->world, p, spell);
    for (int i = 0; i < count; i++) {
        const PeopleSpell *from = &spell[i];
        bool open = from->to < 0;
        if (!open && i + 1 < count && from->to < TAX_FIRST)
            continue; /* long ago, and not the last */
        life->stay[life->stays++] =
            (PeopleStay){.from = from->from,
                         .to = open ? PEOPLE_OPEN : from->to,
                         .paid_to = open ? 0 : from->to,
                         .method = from->method,
                         .voluntary = from->voluntary,
                         .unemployment = from->unemployment,
                         .health = true,
                         .firm = from->voluntary ? PEOPLE_NO_FIRM : people_working_firm(s, from->employer),
                         .base = from->voluntary ? from->base : from->base + 1300000,
                         .movement = from->movement};
    }
}

static PeopleStay *add_stay(PeopleLife *life, PeopleStay stay)
{
    if (life->stays == PEOPLE_LIFE_SPELLS)
        return NULL;
    life->stay[life->stays] = stay;
    return &life->stay[life->stays++];
}

/* ---- income ---------------------------------------------------------------------------------------- */

/* Wages of the tax year from where he still works, for no more months than he was insured there. */
static void earn_wages(const PeopleScene *s, Rng *rng, PeopleLife *life)
{
    PeopleStay *open = people_open_stay(life);
    bool listed = people_chance(rng, 930);
    if (!open || open->voluntary || !listed || open->firm >= s->world->employers)
        return;
    int months = months_insured(open, TAX_FIRST, TAX_LAST);
    if (months > 0)
        life->income[life->incomes++] = (PeopleIncome){.payer = people_firm_tax(s->world, open->firm),
                                                       .firm = open->firm,
                                                       .months = months,
                                                       .income = open->base / 10 * 12 * months,
                                                       .labour = true};
}

/* A fee now and then: of too few months to be work. */
static void earn_fees(const PeopleScene *s, Rng *rng, PeopleLife *life)
{
    static const uint16_t permille[PEOPLE_WORKS] = {
        [PEOPLE_VOLUNTARY] = 60, [PEOPLE_STOPPED] = 60, [PEOPLE_OWNER] = 30, [PEOPLE_FREE] = 50, [PEOPLE_RETIRED] = 20};
    bool has = people_chance(rng, permille[life->person.work]);
    uint32_t firm = people_employer(s->world, rng) % (s->world->employers / PEOPLE_SPARED + 1);
    int months = people_between(rng, 1, 2);
    int64_t fee = 1000000 + 100000 * (int64_t)people_below(rng, 80);
    if (has)
        life->income[life->incomes++] =
            (PeopleIncome){people_firm_tax(s->world, firm), firm, months, fee * months, false};
}

/* ---- business ------------------------------------------------------------------------------------------ */

/* Who declares is insured as an owner, unless he is insured anyway or too old; who pays for himself pays a lump sum. */
static void run_business(const PeopleScene *s, Rng *rng, PeopleLife *life)
{
    static const uint16_t permille[PEOPLE_WORKS] = {[PEOPLE_OWNER] = 920,
                                                    [PEOPLE_EMPLOYED] = 10,
                                                    [PEOPLE_VOLUNTARY] = 150,
                                                    [PEOPLE_STOPPED] = 40,
                                                    [PEOPLE_RETIRED] = 10};
    const Person *p = &life->person;
    bool has = people_chance(rng, permille[p->work]), declares = people_chance(rng, 700),
         active = people_chance(rng, 920);
    int month = people_between(rng, 40, 104), day = people_between(rng, 1, 28), late = people_between(rng, 0, 2);
    int64_t base = 2530000 + 100000 * (int64_t)people_below(rng, 30);
    if (!has)
        return;
    life->business = true;
    life->business_active = active;
    life->declaration = declares && (p->work == PEOPLE_OWNER || p->work == PEOPLE_EMPLOYED);
    life->method_from = (Date){2018 + month / 12, month % 12 + 1, day};
    bool liable = life->declaration && active && p->work == PEOPLE_OWNER && !people_past_age(s, p, PEOPLE_FIRST_MONTH);
    int from = month > DECLARED_FROM ? month : DECLARED_FROM;
    from = from + late < PEOPLE_FIRST_MONTH ? from + late : PEOPLE_FIRST_MONTH;
    if (liable)
        add_stay(life, (PeopleStay){.from = from,
                                    .to = PEOPLE_OPEN,
                                    .method = 1,
                                    .health = true,
                                    .firm = PEOPLE_NO_FIRM,
                                    .base = base,
                                    .movement = "TM"});
}

/* ---- lists and benefits ------------------------------------------------------------------------------------ */

static void add_list(PeopleLife *life, PeopleList list)
{
    if (life->lists < COUNTOF(life->list))
        life->list[life->lists++] = list;
}

static void join_lists(const PeopleScene *s, Rng *rng, PeopleLife *life)
{
    const Person *p = &life->person;
    uint32_t school = people_below(rng, 1000), other = people_below(rng, 1000);
    bool adult = p->age >= 22 && p->age <= 58;
    life->pupil_insured = true;
    if ((p->work == PEOPLE_PUPIL && school < 985) || (p->work == PEOPLE_STUDENT && school < 900))
        add_list(life, p->work == PEOPLE_PUPIL ? LIST_PUPIL : LIST_STUDENT);
    if (p->work == PEOPLE_EMPLOYED && other < 10)
        add_list(life, LIST_MANAGER);
    if (p->work == PEOPLE_FREE && adult && other < 8 && !p->outside) {
        add_list(life, LIST_OFFICIAL);
        add_stay(life, (PeopleStay){.from = PEOPLE_FIRST_MONTH - 20,
                                    .to = PEOPLE_OPEN,
                                    .method = 1,
                                    .health = true,
                                    .firm = s->world->employers + p->commune,
                                    .base = 2530000,
                                    .movement = "TM"});
    } else if (p->work == PEOPLE_FREE && adult && other < 100) {
        add_list(life, other < 12 ? LIST_GUIDE : other < 25 ? LIST_COOPERATIVE : LIST_MEMBER);
    }
}

static void add_benefit(PeopleLife *life, PeopleBenefit benefit)
{
    if (life->benefits < COUNTOF(life->benefit))
        life->benefit[life->benefits++] = benefit;
}

static void draw_benefits(Rng *rng, PeopleLife *life)
{
    const Person *p = &life->person;
    uint32_t draw = people_below(rng, 1000);
    int since = people_between(rng, 1, 60);
    int64_t amount = 2500000 + 100000 * (int64_t)people_below(rng, 60);
    int end = life->stays > 0 ? life->stay[life->stays - 1].to : 0;
    if (p->work == PEOPLE_RETIRED && draw < 450)
        add_benefit(life, (PeopleBenefit){BENEFIT_PENSION, PEOPLE_FIRST_MONTH - since, PEOPLE_OPEN, amount});
    else if (p->work == PEOPLE_RETIRED && draw < 750 && p->age >= 76)
        add_benefit(life, (PeopleBenefit){BENEFIT_SOCIAL, PEOPLE_FIRST_MONTH - since % 12, PEOPLE_OPEN, 500000});
    else if (p->work == PEOPLE_STOPPED && end > PEOPLE_FIRST_MONTH - 14 && draw < 500 &&
             !life->stay[life->stays - 1].voluntary)
        add_benefit(life, (PeopleBenefit){BENEFIT_UNEMPLOYMENT, end + 1, end + 6, amount});
    else if (p->work == PEOPLE_EMPLOYED && draw < 12)
        add_benefit(life, (PeopleBenefit){BENEFIT_SICKNESS, PEOPLE_FIRST_MONTH - 3 - since % 3,
                                          PEOPLE_FIRST_MONTH - 3 - since % 3, amount});
}

/* ---- where he lives, whether he lives -------------------------------------------------------------------------- */

static void end_life(PeopleLife *life, Date day)
{
    int month = (day.year - 2018) * 12 + day.month - 1;
    life->event = EVENT_DEATH;
    life->event_day = day;
    life->status = STATUS_DECEASED;
    life->status_day = day;
    for (int i = 0; i < life->benefits; i++)
        if (life->benefit[i].to > month)
            life->benefit[i].to = month;
}

static void settle_home(Rng *rng, PeopleLife *life)
{
    static const uint16_t known[PEOPLE_WORKS] = {992, 992, 985, 988, 992, 985, 990, 980, 995};
    const Person *p = &life->person;
    uint32_t draw = people_below(rng, 1000), fate = people_below(rng, 1000);
    int back = people_between(rng, 1, 20), day = people_between(rng, 1, 28), month = PEOPLE_FIRST_MONTH - back;
    Date when = {2018 + month / 12, month % 12 + 1, day};
    life->known = people_chance(rng, known[p->work]) && !p->outside;
    life->status = draw < 970 ? STATUS_RESIDENT : draw < 990 ? STATUS_TEMPORARY : STATUS_MOVED;
    life->status_day = when;
    if (p->work == PEOPLE_RETIRED && fate < 12)
        end_life(life, when);
    else if (p->work == PEOPLE_FREE && fate < 2 && life->stays == 0) {
        life->event = EVENT_EMIGRATION;
        life->event_day = when;
        life->status = STATUS_MOVED;
    }
}

void people_settle(const PeopleScene *s, const Person *p, PeopleLife *life)
{
    Rng rng = people_stream(p, TOPIC_LIFE);
    memset(life, 0, sizeof *life);
    life->person = *p;
    take_spells(s, p, life);
    earn_wages(s, &rng, life);
    earn_fees(s, &rng, life);
    run_business(s, &rng, life);
    join_lists(s, &rng, life);
    draw_benefits(&rng, life);
    settle_home(&rng, life);
}

/* What follows from the month alone. */
static void finish(const PeopleScene *s, PeopleLife *life)
{
    for (int i = 0; i < life->stays; i++)
        if (life->stay[i].voluntary && life->stay[i].to == PEOPLE_OPEN && life->stay[i].paid_to == 0)
            life->stay[i].paid_to = paid_to(&life->person, life->stay[i].method, s->month);
}

void people_lives(const PeopleScene *s, const Person *person, int count, PeopleLife *life)
{
    for (int i = 0; i < count; i++)
        people_settle(s, &person[i], &life[i]);
    people_plant_year(s, life, count);
    for (int i = 0; i < count; i++)
        people_go_on(s, &life[i]);
    people_plant_month(s, life, count);
    for (int i = 0; i < count; i++)
        finish(s, &life[i]);
}
