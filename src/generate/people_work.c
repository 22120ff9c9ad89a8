/* Work: employers by size, spells of insurance, wages. */
#include "generate/people_internal.h"

enum { NOW = (2026 - 2018) * 12 + 9, TOPIC_WORK = 7 };

/* Rank = employers × a product of three uniform numbers: few are large, most are small
 * (the share of rank r falls as (ln employers/r)² / 2). */
uint32_t people_employer(const PeopleWorld *world, Rng *rng)
{
    uint64_t share = people_draw(rng) >> 32;
    share = share * (people_draw(rng) >> 32) >> 32;
    share = share * (people_draw(rng) >> 32) >> 32;
    return (uint32_t)(share * world->employers >> 32);
}

/* Lower for most, a long tail: minimum × (1 + product of two uniforms × 12), in whole 10,000 đồng. */
static int64_t wage(Rng *rng, int age)
{
    uint64_t share = people_draw(rng) >> 44; /* of 2^20 */
    share = share * (people_draw(rng) >> 44) >> 20;
    int64_t base = 4140000 + 4140000 * 9 * (int64_t)share / (1 << 20) * (age > 30 ? 12 : 10) / 10;
    return base / 10000 * 10000;
}

static void fill_spell(const PeopleWorld *w, const Person *p, Rng *rng, bool voluntary, PeopleSpell *s)
{
    static const int method[] = {1, 1, 3, 3, 6, 12};
    s->voluntary = voluntary;
    s->employer = people_employer(w, rng);
    s->unemployment = !voluntary && people_chance(rng, 940);
    s->base = voluntary ? 1500000 + 50000 * (int64_t)people_below(rng, 60) : wage(rng, p->age);
    s->method = voluntary ? method[people_below(rng, COUNTOF(method))] : 1;
    s->movement = s->to < 0 ? (people_chance(rng, 900) ? "TM" : "TC") : "GH";
}

/* Backwards from now (or from the end): spells of half a year to five years with gaps between. */
int people_spells(const PeopleWorld *w, const Person *p, PeopleSpell spell[PEOPLE_SPELLS])
{
    if (p->work != PEOPLE_EMPLOYED && p->work != PEOPLE_VOLUNTARY && p->work != PEOPLE_STOPPED)
        return 0;
    Rng rng = people_stream(p, TOPIC_WORK);
    PeopleSpell back[PEOPLE_SPELLS];
    int count = 0, youngest = (p->year + 18 - 2018) * 12;
    int end = p->work == PEOPLE_STOPPED ? NOW - people_between(&rng, 1, 90) : -1;
    for (int at = end < 0 ? NOW : end;
         count < PEOPLE_SPELLS && (at > 0 || count == 0) && (at > youngest || count == 0);) {
        PeopleSpell *s = &back[count];
        s->to = count == 0 ? end : at;
        s->from = at - people_between(&rng, 2, people_chance(&rng, 500) ? 20 : 70);
        if (s->from < 0)
            s->from = 0;
        fill_spell(w, p, &rng, count == 0 ? p->work == PEOPLE_VOLUNTARY : people_chance(&rng, 60), s);
        at = s->from - people_between(&rng, 1, 8);
        count++;
    }
    for (int i = 0; i < count; i++)
        spell[i] = back[count - 1 - i];
    return count;
}
