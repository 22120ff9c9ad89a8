/* terms: how many records have a term, for the adjustment for term frequency. */
#include "linkage/records_internal.h"

enum { TERMS_FIRST = 1 << 10 };

void terms_open(Terms *terms)
{
    *terms = (Terms){.memory = arena_open_large(), .slots = TERMS_FIRST};
    terms->slot = new_raw(&terms->memory, Term, terms->slots); /* zeros: never used before */
}

void terms_close(Terms *terms)
{
    arena_close(&terms->memory);
}

static ptrdiff_t slot_of(const Terms *terms, uint64_t term)
{
    return (ptrdiff_t)((term * 0x9e3779b97f4a7c15u) >> 32) & (terms->slots - 1);
}

static Term *find(const Terms *terms, uint64_t term)
{
    ptrdiff_t at = slot_of(terms, term);
    while (terms->slot[at].term && terms->slot[at].term != term)
        at = (at + 1) & (terms->slots - 1);
    return &terms->slot[at];
}

static void widen(Terms *terms)
{
    Terms wider = {.memory = arena_open_large(), .slots = terms->slots * 2, .used = terms->used};
    wider.records = terms->records;
    wider.slot = new_raw(&wider.memory, Term, wider.slots);
    for (ptrdiff_t i = 0; i < terms->slots; i++)
        if (terms->slot[i].term)
            *find(&wider, terms->slot[i].term) = terms->slot[i];
    terms_close(terms);
    *terms = wider;
}

void terms_add(Terms *terms, uint64_t term, uint32_t count)
{
    if (!term)
        return;
    terms->records += count;
    Term *slot = find(terms, term);
    slot->count += count;
    if (slot->term)
        return;
    slot->term = term;
    if (++terms->used > terms->slots / 8 * 6)
        widen(terms);
}

uint32_t terms_count(const Terms *terms, uint64_t term)
{
    int64_t count = term ? find(terms, term)->count : 0;
    return count ? (uint32_t)count : 1;
}

void terms_fetch(const Terms *terms, uint64_t term)
{
    fetch(&terms->slot[slot_of(terms, term)]);
}
