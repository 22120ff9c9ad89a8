/* Across subjects: numbers that several persons have, households, who works where. */
#include "reconcile/gather_read.h"

#include "base/pool.h"
#include <stdlib.h>

static int by_number(const void *a, const void *b)
{
    const Use *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

enum { SHARES = 64 }; /* of the numbers, by their highest bits */

typedef struct Sharing {
    uint8_t *state;
    Use *use;
    ptrdiff_t first[SHARES + 1];
} Sharing;

static void mark_share(const Sharing *s, Use *use, ptrdiff_t count)
{
    ptrdiff_t from = 0;
    if (count > 0)
        qsort(use, (size_t)count, sizeof *use, by_number);
    while (from < count) {
        ptrdiff_t to = from + 1;
        while (to < count && use[to].number == use[from].number)
            to++;
        for (ptrdiff_t i = from; use[from].person != use[to - 1].person && i < to; i++)
            __atomic_fetch_or(&s->state[use[i].person], STATE_SHARES, __ATOMIC_RELAXED);
        from = to;
    }
}

static void mark_shares(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Sharing *s = arg;
    for (ptrdiff_t i = from; i < to; i++)
        mark_share(s, s->use + s->first[i], s->first[i + 1] - s->first[i]);
}

/* Persons of whom another has a number too. */
static void mark_shared(Reading *r)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Sharing s = {.state = r->g->state, .use = new_raw(&scratch, Use, r->uses)};
    ptrdiff_t next[SHARES] = {0}, rows = 0;
    for (ptrdiff_t i = 0; i < r->uses; i++)
        next[r->use[i].number >> 58] += r->use[i].number != 0;
    for (int k = 0; k < SHARES; k++) {
        s.first[k] = rows;
        rows += next[k];
        next[k] = s.first[k];
    }
    s.first[SHARES] = rows;
    for (ptrdiff_t i = 0; i < r->uses; i++)
        if (r->use[i].number)
            s.use[next[r->use[i].number >> 58]++] = r->use[i];
    parallel_for(r->g->threads, SHARES, 1, mark_shares, &s);
}

typedef struct HouseCount {
    uint64_t house;
    uint8_t size, insured;
} HouseCount;

static HouseCount *house_at(HouseCount *table, uint64_t slots, uint64_t house)
{
    uint64_t at = house & (slots - 1);
    while (table[at].house && table[at].house != house)
        at = (at + 1) & (slots - 1);
    table[at].house = house;
    return &table[at];
}

static void count_houses(Gather *g)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    int32_t persons = g->identify->persons;
    uint64_t slots = 64;
    while (slots < 2 * (uint64_t)persons)
        slots *= 2;
    HouseCount *table = new (&scratch, HouseCount, (ptrdiff_t)slots);
    for (int32_t p = 1; p <= persons; p++) {
        if (!g->house[p])
            continue;
        HouseCount *h = house_at(table, slots, g->house[p]);
        bool insured = (g->state[p] & (STATE_COMPULSORY | STATE_VOLUNTARY)) != 0;
        h->size = (uint8_t)(h->size + (h->size < UINT8_MAX));
        h->insured = (uint8_t)(h->insured + (insured && h->insured < UINT8_MAX));
    }
    for (int32_t p = 1; p <= persons; p++) {
        if (!g->house[p])
            continue;
        HouseCount *h = house_at(table, slots, g->house[p]);
        g->house_size[p] = h->size;
        g->house_insured[p] = h->insured > ((g->state[p] & (STATE_COMPULSORY | STATE_VOLUNTARY)) != 0);
    }
}

/* Stable, by a number from 1 on. */
static void sort_links(const Link *from, Link *to, ptrdiff_t count, bool employer, int32_t most)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    ptrdiff_t *next = new (&scratch, ptrdiff_t, most + 2);
    for (ptrdiff_t i = 0; i < count; i++)
        next[(employer ? from[i].employer : from[i].person) + 1]++;
    for (int32_t n = 0; n <= most; n++)
        next[n + 1] += next[n];
    for (ptrdiff_t i = 0; i < count; i++)
        to[next[employer ? from[i].employer : from[i].person]++] = from[i];
}

static void order_links(Reading *r)
{
    Gather *g = r->g;
    const Identify *id = g->identify;
    sort_links(r->link, g->link_of_employer, g->links, true, id->employers);
    sort_links(g->link_of_employer, g->link, g->links, false, id->persons);
    sort_links(g->link, g->link_of_employer, g->links, true, id->employers);
}

/* Before both: the arena is one thread's. */
static void make_links(Reading *r)
{
    Gather *g = r->g;
    g->links = r->links;
    g->link = new_raw(&r->own, Link, g->links);
    g->link_of_employer = new_raw(&r->own, Link, g->links);
}

static void look_across(void *arg)
{
    Reading *r = arg;
    mark_shared(r);
    count_houses(r->g);
}

static void order_beside(void *arg)
{
    order_links(arg);
}

void gather_across(Reading *r)
{
    make_links(r);
    parallel_two(r->g->threads, look_across, r, order_beside, r);
}
