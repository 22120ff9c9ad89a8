/* From one month to the next: some change work, wage, telephone or commune, some die, some are written down at last. */
#include "generate/people_life.h"

enum { TOPIC_MONTH = 3200 };

static void leave_work(PeopleLife *life, PeopleStay *open, int month)
{
    open->to = month - 1;
    open->movement = "GH";
    open->paid_to = open->voluntary ? month - 1 : 0;
    if (open->unemployment && life->benefits == 0 && open->to - open->from > 12)
        life->benefit[life->benefits++] = (PeopleBenefit){BENEFIT_UNEMPLOYMENT, month, month + 5, open->base * 6 / 10};
}

static PeopleStay *enter(PeopleLife *life, int month, uint32_t firm, int64_t base)
{
    if (life->stays == PEOPLE_LIFE_SPELLS - 1) /* one is left for what is planted */
        return NULL;
    PeopleStay *stay = &life->stay[life->stays++];
    *stay = (PeopleStay){.from = month, .to = PEOPLE_OPEN, .method = 1, .health = true, .firm = firm, .base = base};
    stay->unemployment = firm != PEOPLE_NO_FIRM;
    stay->voluntary = firm == PEOPLE_NO_FIRM;
    stay->movement = life->stays > 1 ? "ON" : "TM";
    return stay;
}

/* A large one, in which nothing is ever planted. */
static uint32_t hiring_firm(const PeopleScene *s, uint32_t number)
{
    uint32_t large = s->world->employers / PEOPLE_SPARED;
    return number % (large > 0 ? large : 1);
}

static bool is_grown(const Person *p)
{
    return p->age >= 19 && p->age <= 54;
}

static void work_on(const PeopleScene *s, Rng *rng, PeopleLife *life, int month)
{
    uint32_t draw = people_below(rng, 1000), firm = hiring_firm(s, people_employer(s->world, rng));
    PeopleStay *open = people_open_stay(life);
    const Person *p = &life->person;
    if (life->event != EVENT_NONE)
        return;
    if (open && open->voluntary) {
        if (draw < 8)
            leave_work(life, open, month);
    } else if (open && open->firm < s->world->employers) {
        if (draw < 6)
            leave_work(life, open, month);
        else if (draw < 10 && enter(life, month, firm, open->base)) {
            open = &life->stay[life->stays - 2];
            open->to = month - 1;
            open->movement = "GD";
            life->stay[life->stays - 1].movement = "TD";
        } else if (draw < 14)
            open->base += open->base / 20 / 10000 * 10000;
    } else if (!open && is_grown(p) && (p->work == PEOPLE_FREE || p->work == PEOPLE_STOPPED) && life->lists == 0) {
        if (draw < 4)
            enter(life, month, firm, 6000000);
        else if (draw < 6)
            enter(life, month, PEOPLE_NO_FIRM, 1500000);
    }
}

static void live_on(const PeopleScene *s, Rng *rng, PeopleLife *life, int month)
{
    const PeopleWorld *w = s->world;
    Person *p = &life->person;
    uint32_t draw = people_below(rng, 1000), where = w->hamlet_commune[people_below(rng, (uint32_t)w->home_hamlets)];
    uint32_t fate = people_below(rng, 10000), seen = people_below(rng, 1000);
    int day = people_between(rng, 1, 28);
    if (!life->known && !p->outside && seen < 30)
        life->known = true;
    if (life->event != EVENT_NONE || p->outside)
        return;
    if (draw < 14 && p->phone == (uint32_t)p->number)
        p->phone += 75000000; /* its telephone numbers are other ones than those of any person */
    else if (draw < 18)
        p->commune = where;
    if (fate < (p->age > 70 ? 40u : p->age > 50 ? 5u : 1u) && !people_open_stay(life)) {
        life->event = EVENT_DEATH;
        life->event_day = life->status_day = (Date){2018 + month / 12, month % 12 + 1, day};
        life->status = STATUS_DECEASED;
        for (int i = 0; i < life->benefits; i++)
            if (life->benefit[i].to > month)
                life->benefit[i].to = month;
    }
}

void people_go_on(const PeopleScene *s, PeopleLife *life)
{
    for (int month = PEOPLE_FIRST_MONTH + 1; month <= s->month; month++) {
        Rng rng = people_stream(&life->person, TOPIC_MONTH + (uint64_t)month);
        work_on(s, &rng, life, month);
        live_on(s, &rng, life, month);
    }
}
