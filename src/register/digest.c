#include "register/digest.h"

DigestSet digest_set(Arena *arena, ptrdiff_t expected)
{
    DigestSet set = {.slots = 64};
    while (set.slots < 2 * expected)
        set.slots *= 2;
    set.slot = new (arena, uint64_t, set.slots);
    return set;
}

static uint64_t *slot_of(const DigestSet *set, uint64_t digest)
{
    ptrdiff_t at = (ptrdiff_t)(digest & (uint64_t)(set->slots - 1));
    while (set->slot[at] && set->slot[at] != digest)
        at = (at + 1) & (set->slots - 1);
    return &set->slot[at];
}

static void grow(DigestSet *set, Arena *arena)
{
    DigestSet larger = digest_set(arena, set->slots);
    for (ptrdiff_t i = 0; i < set->slots; i++)
        if (set->slot[i])
            *slot_of(&larger, set->slot[i]) = set->slot[i];
    larger.count = set->count;
    *set = larger;
}

bool digest_set_put(DigestSet *set, Arena *arena, uint64_t digest)
{
    digest += digest == 0;
    if (3 * set->count >= 2 * set->slots)
        grow(set, arena);
    uint64_t *slot = slot_of(set, digest);
    if (*slot == digest)
        return false;
    *slot = digest;
    set->count++;
    return true;
}

bool digest_set_has(const DigestSet *set, uint64_t digest)
{
    digest += digest == 0;
    return *slot_of(set, digest) == digest;
}
