/* A person of whom no row is other than before: what was kept of him goes on, but for what others decide. */
#include "reconcile/gather_fold.h"

#include <string.h>

static Str golden_at(const Columns *golden, ptrdiff_t place, Str *ret_value)
{
    for (int f = 0; f < GOLDEN_FIELDS; f++)
        ret_value[f] = golden->cell[f][place];
    return golden->cell[GOLDEN_FIELDS][place];
}

/* Commune and village stand with the facts; the others are needed of those that are packed again. */
static void keep_values(FoldSlot *slot, ptrdiff_t place, ChunkSubject *s)
{
    const KeptChunk *kept = &slot->kept;
    Str value[GOLDEN_FIELDS], written = {0};
    int16_t origin[GOLDEN_FIELDS] = {0};
    if (kept->whole)
        written = golden_at(&kept->golden, place, value);
    if (kept->whole || newer_values(&kept->newer, place, value, &written)) {
        if (written.len == (ptrdiff_t)sizeof origin)
            memcpy(origin, written.ptr, sizeof origin);
        fold_take_golden(slot, value, origin, s);
    }
    s->unit = kept->facts.unit[place];
    s->village = kept->facts.village[place];
}

/* Keys stand in the order of their subjects; those in the chunk are there where it is packed again. */
static void keep_keys(FoldSlot *slot, ptrdiff_t place, ChunkSubject *s)
{
    const Keys *keys = &slot->kept.keys;
    int beside = keys->row && keys->row[place];
    ptrdiff_t *next = &slot->kept.key[beside];
    for (; *next < keys->keys[beside] && s->keys < KEYS_MOST; ++*next) {
        ptrdiff_t of = (ptrdiff_t)(key_at(keys, beside, *next) & KEY_PLACE);
        if (of > place)
            break;
        if (of == place && s->keys++ == 0)
            s->kept_key = keys->key[beside] + 8 * *next;
    }
    s->who = key_who(keys, place);
}

/* What others decide is set anew; of the rest those are looked up that others ask for. */
static const int32_t *keep_facts(FoldSlot *slot, ptrdiff_t place)
{
    static const int across[] = {PERSON_household_size, PERSON_household_insured, PERSON_shares_number,
                                 PERSON_unsettled};
    static const int asked[] = {PERSON_alive, PERSON_pensioner, PERSON_tax_uninsured_months, PERSON_compulsory};
    const GatheredFacts *kept = &slot->kept.facts;
    int32_t *fact = fold_facts_of(slot, place);
    if (slot->row)
        gathered_row(kept, place, fact);
    for (int i = 0; i < COUNTOF(asked); i++)
        fact[asked[i]] = kept->column[asked[i] * kept->step + place];
    if (!kept->there[place])
        return fact;
    person_across(slot->g, (int32_t)(slot->chunk * SUBJECT_CHUNK + place + 1), fact);
    for (int i = 0; !slot->row && i < COUNTOF(across); i++)
        fold_set_fact(&slot->out, across[i], place, fact[across[i]]);
    return fact;
}

void fold_keep_person(FoldSlot *slot, ptrdiff_t place, const Link *link, ptrdiff_t links)
{
    Gather *g = slot->g;
    const KeptChunk *kept = &slot->kept;
    int32_t number = (int32_t)(slot->chunk * SUBJECT_CHUNK + place + 1);
    const int32_t *fact = keep_facts(slot, place);
    ChunkSubject *s = &slot->out.subject[place];
    s->there = kept->facts.there[place];
    s->due = g->due[number];
    s->at = g->row_at + g->first_row[number];
    s->rows = (int)(g->first_row[number + 1] - g->first_row[number]);
    keep_values(slot, place, s);
    keep_keys(slot, place, s);
    if (!s->there)
        return;
    g->state[number] |= person_state(fact);
    fold_members(slot, link, links, s);
}
