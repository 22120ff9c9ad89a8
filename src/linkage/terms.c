/* terms: how many records have a term, for the adjustment for term frequency. */
#include "linkage/records_internal.h"

enum { TERMS_FIRST = 1 << 10 };

void terms_open(Terms *terms)
{
    *terms = (Terms){.memory = arena_open(ARENA_DEFAULT), .slots = TERMS_FIRST};
    terms->term = new (&terms->memory, uint64_t, terms->slots);
    terms->count = new (&terms->memory, uint32_t, terms->slots);
}

void terms_close(Terms *terms)
{
    arena_close(&terms->memory);
}

static ptrdiff_t find(const Terms *terms, uint64_t term)
{
    ptrdiff_t mask = terms->slots - 1;
    ptrdiff_t at = (ptrdiff_t)((term * 0x9e3779b97f4a7c15u) >> 32) & mask;
    while (terms->term[at] && terms->term[at] != term)
        at = (at + 1) & mask;
    return at;
}

static void widen(Terms *terms)
{
    Terms wider = {.memory = arena_open(ARENA_DEFAULT), .slots = terms->slots * 2, .used = terms->used};
    wider.records = terms->records;
    wider.term = new (&wider.memory, uint64_t, wider.slots);
    wider.count = new (&wider.memory, uint32_t, wider.slots);
    for (ptrdiff_t i = 0; i < terms->slots; i++) {
        if (!terms->term[i])
            continue;
        ptrdiff_t at = find(&wider, terms->term[i]);
        wider.term[at] = terms->term[i];
        wider.count[at] = terms->count[i];
    }
    terms_close(terms);
    *terms = wider;
}

void terms_add(Terms *terms, uint64_t term, uint32_t count)
{
    if (!term)
        return;
    terms->records += count;
    ptrdiff_t at = find(terms, term);
    terms->count[at] += count;
    if (terms->term[at])
        return;
    terms->term[at] = term;
    if (++terms->used > terms->slots / 8 * 6)
        widen(terms);
}

uint32_t terms_count(const Terms *terms, uint64_t term)
{
    uint32_t count = term ? terms->count[find(terms, term)] : 0;
    return count ? count : 1;
}
