/* terms: how many records have a term, for the adjustment for term frequency. */
#include "linkage/records_internal.h"

enum { TERMS_FIRST = 10 };

static Terms with_slots(int bits)
{
    Terms terms = {.memory = arena_open_large(), .slots = (ptrdiff_t)1 << bits, .bits = bits};
    terms.slot = new_raw(&terms.memory, Term, terms.slots); /* zeros: never used before */
    return terms;
}

void terms_open(Terms *terms)
{
    *terms = with_slots(TERMS_FIRST);
}

void terms_close(Terms *terms)
{
    arena_close(&terms->memory);
}

static ptrdiff_t slot_of(const Terms *terms, uint64_t term)
{
    return (ptrdiff_t)((term ^ term >> 32) * 0x9e3779b97f4a7c15u >> (64 - terms->bits));
}

static Term *find(const Terms *terms, uint64_t term)
{
    ptrdiff_t at = slot_of(terms, term);
    while (terms->slot[at].term && terms->slot[at].term != term)
        at = (at + 1) & (terms->slots - 1);
    return &terms->slot[at];
}

/* From front to back in both tables. */
static void widen(Terms *terms, int bits)
{
    Terms wider = with_slots(bits);
    wider.used = terms->used;
    wider.records = terms->records;
    for (ptrdiff_t i = 0; i < terms->slots; i++)
        if (terms->slot[i].term)
            *find(&wider, terms->slot[i].term) = terms->slot[i];
    terms_close(terms);
    *terms = wider;
}

static bool is_full(ptrdiff_t used, int bits)
{
    return used > ((ptrdiff_t)1 << bits) / 8 * 6;
}

void terms_reserve(Terms *terms, ptrdiff_t more)
{
    int bits = terms->bits;
    while (is_full(terms->used + more, bits))
        bits++;
    if (bits > terms->bits)
        widen(terms, bits);
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
    if (is_full(++terms->used, terms->bits))
        widen(terms, terms->bits + 1);
}

/* Terms that nobody has who was read are not asked for. */
void terms_left_out(Terms *terms, const LinkTerms *out)
{
    enum { AHEAD = 16 };
    terms->records += out->records;
    for (ptrdiff_t i = 0; i < out->terms; i++) {
        if (i + AHEAD < out->terms)
            terms_fetch(terms, out->term[i + AHEAD]);
        Term *slot = find(terms, out->term[i]);
        slot->count += slot->term ? out->count ? out->count[i] : 1 : 0;
    }
}

uint32_t terms_count(const Terms *terms, uint64_t term)
{
    uint32_t count = term ? find(terms, term)->count : 0;
    return count ? count : 1;
}

void terms_fetch(const Terms *terms, uint64_t term)
{
    fetch(&terms->slot[slot_of(terms, term)]);
}
