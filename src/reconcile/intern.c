#include "reconcile/intern.h"

enum { SLOTS_FIRST = 256 };

static uint32_t *slot_of(const Intern *in, Str text)
{
    uint64_t hash = str_hash(text);
    for (ptrdiff_t i = (ptrdiff_t)(hash & (uint64_t)(in->slots - 1));; i = (i + 1) & (in->slots - 1))
        if (in->slot[i] == 0 || str_eq(in->text.data[in->slot[i] - 1], text))
            return &in->slot[i];
}

/* At most half full, so that a search ends soon. */
static void grow(Intern *in, Arena *arena)
{
    in->slots = in->slots > 0 ? in->slots * 2 : SLOTS_FIRST;
    in->slot = new (arena, uint32_t, in->slots);
    for (ptrdiff_t i = 0; i < in->text.len; i++)
        *slot_of(in, in->text.data[i]) = (uint32_t)i + 1;
}

uint32_t intern(Intern *in, Arena *arena, Str text)
{
    if (in->text.len * 2 >= in->slots)
        grow(in, arena);
    uint32_t *slot = slot_of(in, text);
    if (*slot == 0) {
        vec_push(arena, &in->text, str_copy(arena, text));
        *slot = (uint32_t)in->text.len;
    }
    return *slot - 1;
}

Str intern_text(const Intern *in, uint32_t number)
{
    return in->text.data[number];
}
