/* Households and their persons, hamlet by hamlet. */
#include "generate/people_internal.h"

#include <string.h>

const Date people_today = {2026, 10, 31};

enum { RELATION_HEAD, RELATION_SPOUSE, RELATION_CHILD, RELATION_PARENT };
enum { OWN_MOST = 12 }; /* persons a household */

typedef struct Hamlet {
    const PeopleWorld *world;
    const PeopleCommune *commune;
    Person *person;
    int count, room;
    int first; /* of the household being made */
    Rng rng;
    int64_t today;
    Person shape; /* what all persons of the hamlet, then of the household have alike */
} Hamlet;

/* ---- one person -------------------------------------------------------------------------- */

static void set_birth(Hamlet *h, Person *p, int64_t born)
{
    Date d = date_from_days(born);
    p->year = (int16_t)d.year;
    p->month = (uint8_t)d.month;
    p->day = (uint8_t)d.day;
    int64_t days = h->today - born;
    p->age = (uint8_t)(days * 100 / 36525 > 120 ? 120 : days * 100 / 36525);
    uint32_t draw = people_below(&h->rng, 1000);
    if (p->year < 1960 && draw < 120)
        p->year_only = true;
    if (p->year_only || (p->year < 1980 && draw >= 950)) /* the registrar wrote the first of January */
        p->month = p->day = 1;
}

static bool given_taken(const Hamlet *h, uint16_t given)
{
    for (int i = h->first; i < h->count; i++)
        if (h->person[i].given == given)
            return true;
    return false;
}

/* Children bear no name of another in the house.  The old were mostly plain Thị and Văn. */
static void set_name(Hamlet *h, Person *p, uint32_t family)
{
    static const uint32_t plain_permille[2] = {300, 450};
    const PeopleWorld *w = h->world;
    int sex = p->female;
    p->family = (uint16_t)family;
    bool plain = p->year < 1978 && people_chance(&h->rng, plain_permille[sex]);
    p->middle = (uint16_t)(plain ? w->plain_middle[sex] : people_pick(&w->middle.by_sex[sex], &h->rng));
    for (int again = 0; again < 4; again++) {
        p->given = (uint16_t)people_pick(&w->given.by_sex[sex], &h->rng);
        if (!given_taken(h, p->given))
            break;
    }
}

static int registry_elsewhere(Rng *rng, const PeopleWorld *w)
{
    return w->commune[w->homes + people_below(rng, w->communes - w->homes)].registry;
}

static void set_registry(Hamlet *h, Person *p)
{
    bool moved = people_chance(&h->rng, p->age < 15 ? 40 : p->relation == RELATION_SPOUSE ? 250 : 120);
    p->registry = (uint16_t)(moved && h->world->communes > h->world->homes ? registry_elsewhere(&h->rng, h->world)
                                                                           : h->commune->registry);
}

/* Pupils from 6 to 17, most; then work, by age. */
static PeopleWork work_of(Rng *rng, int age)
{
    static const uint16_t grown[][6] = {
        /* until age, permille: student, employed, voluntary, stopped, owner; the rest free */
        {22, 380, 250, 5, 30, 10},  {30, 20, 500, 20, 130, 50}, {45, 0, 440, 50, 150, 100},
        {60, 0, 300, 60, 130, 110}, {75, 0, 15, 5, 20, 60},
    };
    if (age < 6)
        return PEOPLE_CHILD;
    if (age < 18)
        return people_chance(rng, age < 15 ? 985 : 850) ? PEOPLE_PUPIL : PEOPLE_FREE;
    uint32_t draw = people_below(rng, 1000);
    if (age > 60 && draw >= 500)
        return PEOPLE_RETIRED;
    for (int i = 0; i < COUNTOF(grown); i++) {
        static const PeopleWork kind[] = {PEOPLE_STUDENT, PEOPLE_EMPLOYED, PEOPLE_VOLUNTARY, PEOPLE_STOPPED,
                                          PEOPLE_OWNER};
        if (age > grown[i][0])
            continue;
        for (int k = 0; k < COUNTOF(kind); k++) {
            if (draw < grown[i][k + 1])
                return kind[k];
            draw -= grown[i][k + 1];
        }
        return PEOPLE_FREE;
    }
    return PEOPLE_FREE;
}

static void set_phone(Hamlet *h, Person *p)
{
    uint32_t draw = people_below(&h->rng, 1000);
    bool own = draw < (p->age < 15 ? 0 : p->age < 75 ? 900 : 400);
    bool heads = !own && p->age >= 15 && draw >= 960 && h->count > h->first;
    p->phone = own ? (uint32_t)p->number : heads ? h->person[h->first].phone : UINT32_MAX;
}

static Person *add_person(Hamlet *h, bool female, int64_t born, uint32_t family, int relation)
{
    if (h->count >= h->room || h->count - h->first >= OWN_MOST)
        return NULL;
    Person *p = &h->person[h->count];
    *p = h->shape;
    p->number += (uint64_t)h->count;
    p->key = people_draw(&h->rng);
    p->female = female;
    p->relation = (uint8_t)relation;
    set_birth(h, p, born);
    set_name(h, p, family);
    set_registry(h, p);
    p->work = (uint8_t)work_of(&h->rng, p->age);
    p->has_old = p->year <= 2002 && people_chance(&h->rng, 970);
    set_phone(h, p);
    h->count++;
    return p;
}

/* ---- households ---------------------------------------------------------------------------- */

static int64_t years_ago(Hamlet *h, int64_t from, int years)
{
    return from - years * 36525 / 100 - people_below(&h->rng, 365);
}

static uint32_t family_name(Hamlet *h, bool female)
{
    return people_pick(&h->world->family.by_sex[female], &h->rng);
}

/* From the eldest on; the next comes one to six years later, twins in one birth of eighty. */
static void add_children(Hamlet *h, int64_t mother_born, uint32_t family, int most)
{
    int64_t born = mother_born + people_between(&h->rng, 20, 29) * 36525 / 100;
    born += people_below(&h->rng, 365);
    Person *elder = NULL;
    for (int i = 0; i < most; i++) {
        bool twin = elder && people_below(&h->rng, 80) == 0;
        if (elder && !twin)
            born += 500 + people_below(&h->rng, 1700);
        if (born > h->today)
            return;
        bool left = h->today - born > 23 * 365 && !twin && people_chance(&h->rng, 700);
        bool female = people_below(&h->rng, 1000) < 475; /* 111 boys to 100 girls at birth */
        Person *child = left ? NULL : add_person(h, female, born, family, RELATION_CHILD);
        if (child && twin) {
            child->year = elder->year;
            child->month = elder->month;
            child->day = elder->day;
            child->registry = elder->registry;
            if (child->female == elder->female)
                child->middle = elder->middle;
        }
        elder = child;
    }
}

static void add_parents(Hamlet *h, int64_t head_born, uint32_t family)
{
    int64_t father = years_ago(h, head_born, people_between(&h->rng, 20, 34));
    int64_t mother = father + (int64_t)people_below(&h->rng, 2200) - 400;
    int age = (int)((h->today - father) / 366);
    uint32_t father_alive = age > 92 ? 0 : age > 78 ? 250 : age > 65 ? 650 : 850;
    uint32_t mother_alive = age > 95 ? 50 : age > 78 ? 550 : age > 65 ? 850 : 950;
    if (people_chance(&h->rng, father_alive))
        add_person(h, false, father, family, RELATION_PARENT);
    if (people_chance(&h->rng, mother_alive))
        add_person(h, true, mother, family_name(h, true), RELATION_PARENT);
}

static int children_most(Rng *rng)
{
    static const uint8_t of_100[] = {7, 30, 78, 93, 98};
    uint32_t draw = people_below(rng, 100);
    int n = 0;
    while (n < COUNTOF(of_100) && draw >= of_100[n])
        n++;
    return n;
}

static void add_couple(Hamlet *h, int age, bool with_children, bool with_parents)
{
    int64_t his = years_ago(h, h->today, age);
    int64_t hers = his + (int64_t)people_below(&h->rng, 2600) - 500;
    if (hers > h->today - 19 * 365)
        hers = h->today - 19 * 365 - people_below(&h->rng, 900);
    uint32_t family = family_name(h, false);
    add_person(h, false, his, family, RELATION_HEAD);
    add_person(h, true, hers, family_name(h, true), RELATION_SPOUSE);
    if (with_children)
        add_children(h, hers, family, children_most(&h->rng));
    if (with_parents)
        add_parents(h, his, family);
}

static void add_single(Hamlet *h, int age, bool with_children)
{
    bool female = people_chance(&h->rng, age > 60 ? 740 : with_children ? 800 : 470);
    int64_t born = years_ago(h, h->today, age);
    uint32_t family = family_name(h, female);
    add_person(h, female, born, family, RELATION_HEAD);
    if (with_children)
        add_children(h, born, people_chance(&h->rng, 600) ? family_name(h, false) : family, 2);
}

static int head_age(Rng *rng)
{
    static const uint8_t band[][3] = {{20, 24, 31}, {51, 32, 43}, {76, 44, 54}, {92, 55, 64}, {100, 65, 74}};
    uint32_t draw = people_below(rng, 100);
    for (int i = 0;; i++)
        if (draw < band[i][0])
            return people_between(rng, band[i][1], band[i][2]);
}

static void add_household(Hamlet *h)
{
    uint32_t kind = people_below(&h->rng, 100);
    if (kind < 53)
        add_couple(h, head_age(&h->rng), true, false);
    else if (kind < 68)
        add_couple(h, people_between(&h->rng, 27, 52), true, true);
    else if (kind < 77)
        add_couple(h, people_between(&h->rng, 58, 84), false, false);
    else if (kind < 84)
        add_single(h, people_between(&h->rng, 62, 90), false);
    else if (kind < 94)
        add_single(h, people_between(&h->rng, 19, 44), false);
    else
        add_single(h, people_between(&h->rng, 26, 50), true);
}

static void open_household(Hamlet *h)
{
    static const uint16_t ethnicity[] = {985, 988, 991,
                                         994, 996, 998}; /* of 1000; Kinh, then as in people_ethnicities */
    uint32_t draw = people_below(&h->rng, 1000), poor = people_below(&h->rng, 1000);
    h->first = h->count;
    h->shape.household = (uint32_t)(h->shape.number + (uint64_t)h->count);
    h->shape.ethnicity = 0;
    while (h->shape.ethnicity < COUNTOF(ethnicity) && draw >= ethnicity[h->shape.ethnicity])
        h->shape.ethnicity++;
    h->shape.poverty = poor < 18 ? 1 : poor < 45 ? 2 : poor < 60 ? 3 : 0;
}

/* ---- numbers: unique where province, sex, century and year are the same ---------------------- */

/* Person k of a hamlet with the same first six digits gets serial hamlet × 16 + k, permuted. */
static void set_serials(const PeopleWorld *w, int64_t hamlet, Person *person, int count)
{
    enum { RANKS = 16, SLOTS = 1024, SERIALS = 1000000 };
    uint32_t group_at[SLOTS] = {0};
    uint8_t used[SLOTS] = {0};
    for (int i = 0; i < count; i++) {
        Person *p = &person[i];
        for (;;) {
            uint32_t group = 1 + (uint32_t)p->registry * 100000 + (uint32_t)p->year * 10 + p->female;
            uint32_t at = (group * 2654435761u) >> 22;
            while (group_at[at] && group_at[at] != group)
                at = (at + 1) % SLOTS;
            group_at[at] = group;
            if (used[at] < RANKS) {
                uint64_t key = w->key + group * 0x9e3779b97f4a7c15u;
                p->serial = (uint32_t)people_scramble(key, (uint64_t)hamlet * RANKS + used[at]++, SERIALS);
                break;
            }
            p->registry = (uint16_t)(p->registry % 96 + 1); /* never seen; keeps the promise in any case */
        }
    }
}

int people_hamlet(const PeopleWorld *w, int64_t hamlet, Person person[PEOPLE_HAMLET])
{
    enum { VILLAGE = 4 }; /* hamlets */
    uint32_t commune = w->hamlet_commune[hamlet], number = w->hamlet_number[hamlet];
    bool added = hamlet >= w->whole_from, outside = hamlet >= w->home_hamlets && !added;
    int64_t first = added ? w->whole_from : outside ? w->home_hamlets : 0;
    int64_t left = (added ? w->whole : outside ? w->outside : w->persons) - (hamlet - first) * PEOPLE_HAMLET;
    Hamlet h = {.world = w,
                .commune = &w->commune[commune],
                .person = person,
                .room = left < PEOPLE_HAMLET ? (int)left : PEOPLE_HAMLET,
                .rng = {people_mix(w->commune[commune].stream + number * 0xd1342543de82ef95u)},
                .today = date_to_days(people_today),
                .shape = {.number = (uint64_t)hamlet * PEOPLE_HAMLET,
                          .commune = commune,
                          .village = number / VILLAGE + 1,
                          .outside = outside}};
    while (h.count < h.room) {
        open_household(&h);
        add_household(&h);
    }
    set_serials(w, hamlet, person, h.count);
    return h.count;
}
