/* Across subjects: numbers that several persons have, households, who works where. */
#include "reconcile/gather_read.h"

#include "base/pool.h"
#include <string.h>

enum { SHARES = 64 }; /* of the numbers, by their highest bits */

typedef struct Sharing {
    uint8_t *state;
    Use *use;
    ptrdiff_t first[SHARES + 1];
} Sharing;

static void mark(const Sharing *s, int32_t person)
{
    __atomic_fetch_or(&s->state[person], STATE_SHARES, __ATOMIC_RELAXED);
}

/* Each number's first use stays in the table; whoever else has it is marked, and the first with him. */
static void mark_share(const Sharing *s, const Use *use, ptrdiff_t count, const Use **table)
{
    uint64_t slots = 64;
    while (slots < 2 * (uint64_t)count)
        slots *= 2;
    memset(table, 0, (size_t)slots * sizeof *table);
    for (ptrdiff_t i = 0; i < count; i++) {
        uint64_t at = use[i].number & (slots - 1);
        while (table[at] && table[at]->number != use[i].number)
            at = (at + 1) & (slots - 1);
        if (!table[at])
            table[at] = &use[i];
        if (table[at]->person == use[i].person)
            continue;
        mark(s, use[i].person);
        mark(s, table[at]->person);
    }
}

static void mark_shares(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Sharing *s = arg;
    for (ptrdiff_t i = from; i < to; i++) {
        AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
        ptrdiff_t count = s->first[i + 1] - s->first[i];
        mark_share(s, s->use + s->first[i], count, new_raw(&scratch, const Use *, 4 * count + 64));
    }
}

/* Persons of whom another has a number too. */
static void mark_shared(Reading *r)
{
    AUTO(arena_close) Arena scratch = arena_open_large();
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

typedef struct Houses { /* counted by several threads, each its share of them */
    Gather *g;
    ptrdiff_t *persons; /* with a house, of each share */
    int shares;
} Houses;

static HouseCount *house_at(HouseCount *table, uint64_t slots, uint64_t house)
{
    uint64_t at = house & (slots - 1);
    while (table[at].house && table[at].house != house)
        at = (at + 1) & (slots - 1);
    table[at].house = house;
    return &table[at];
}

static int share_of(const Houses *h, uint64_t house)
{
    return (int)((house >> 40) % (uint64_t)h->shares);
}

static bool is_of_share(const Houses *h, uint64_t house, ptrdiff_t share)
{
    return house && share_of(h, house) == share;
}

static bool pays_now(const Gather *g, int32_t person)
{
    return (g->state[person] & (STATE_COMPULSORY | STATE_VOLUNTARY)) != 0;
}

static void count_share(const Houses *h, ptrdiff_t share)
{
    AUTO(arena_close) Arena scratch = arena_open_large();
    Gather *g = h->g;
    int32_t persons = g->identify->persons;
    uint64_t slots = 64;
    while (slots < 2 * (uint64_t)h->persons[share])
        slots *= 2;
    HouseCount *table = new (&scratch, HouseCount, (ptrdiff_t)slots);
    for (int32_t p = 1; p <= persons; p++) {
        if (!is_of_share(h, g->house[p], share))
            continue;
        HouseCount *at = house_at(table, slots, g->house[p]);
        at->size = (uint8_t)(at->size + (at->size < UINT8_MAX));
        at->insured = (uint8_t)(at->insured + (pays_now(g, p) && at->insured < UINT8_MAX));
    }
    for (int32_t p = 1; p <= persons; p++) {
        if (!is_of_share(h, g->house[p], share))
            continue;
        const HouseCount *at = house_at(table, slots, g->house[p]);
        g->house_size[p] = at->size;
        g->house_insured[p] = at->insured > pays_now(g, p);
    }
}

static void count_shares(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Houses *h = arg;
    for (ptrdiff_t share = from; share < to; share++)
        count_share(h, share);
}

static void count_houses(Gather *g)
{
    enum { SHARES_MOST = 16 };
    ptrdiff_t in_share[SHARES_MOST] = {0};
    Houses h = {.g = g, .persons = in_share, .shares = g->threads < SHARES_MOST ? g->threads : SHARES_MOST};
    for (int32_t p = 1; p <= g->identify->persons; p++)
        if (g->house[p])
            in_share[share_of(&h, g->house[p])]++;
    parallel_for(g->threads, h.shares, 1, count_shares, &h);
}

static int32_t number_of(const Link *link, bool employer)
{
    return employer ? link->employer : link->person;
}

enum { LOW_BITS = 12 };

/* Stable, by the low bits of a number or by those above them. */
static void sort_by_bits(const Link *from, Link *to, ptrdiff_t count, bool employer, bool low, ptrdiff_t *next,
                         ptrdiff_t places)
{
    uint32_t mask = low ? (1u << LOW_BITS) - 1 : UINT32_MAX;
    int shift = low ? 0 : LOW_BITS;
    memset(next, 0, (size_t)(places + 1) * sizeof *next);
    for (ptrdiff_t i = 0; i < count; i++)
        next[((uint32_t)number_of(&from[i], employer) >> shift & mask) + 1]++;
    for (ptrdiff_t n = 0; n < places; n++)
        next[n + 1] += next[n];
    for (ptrdiff_t i = 0; i < count; i++)
        to[next[(uint32_t)number_of(&from[i], employer) >> shift & mask]++] = from[i];
}

/* Stable, by a number from 1 on: twice by few places each, which a cache holds. */
static void sort_links(const Link *from, Link *between, Link *to, ptrdiff_t count, bool employer, int32_t most)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    ptrdiff_t low = 1 << LOW_BITS, high = (most >> LOW_BITS) + 1;
    ptrdiff_t *next = new_raw(&scratch, ptrdiff_t, (low > high ? low : high) + 1);
    sort_by_bits(from, between, count, employer, true, next, low);
    sort_by_bits(between, to, count, employer, false, next, high);
}

/* What they were read into is room to sort in. */
static void order_links(Reading *r)
{
    Gather *g = r->g;
    const Identify *id = g->identify;
    sort_links(r->link, g->link, g->link_of_employer, g->links, true, id->employers);
    sort_links(g->link_of_employer, r->link, g->link, g->links, false, id->persons);
    sort_links(g->link, r->link, g->link_of_employer, g->links, true, id->employers);
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
