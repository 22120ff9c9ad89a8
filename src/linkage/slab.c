/* slab: one array that grows in place, a mebibyte at a time, so that it never
 * takes twice its size as doubling would. */
#include "linkage/records_internal.h"

enum { STEP = 1 << 20 };

static Slab open_in(Arena memory)
{
    Slab slab = {.memory = memory};
    slab.base = arena_alloc(&slab.memory, 1, 64, 64);
    slab.cap = 64;
    return slab;
}

Slab slab_open(void)
{
    return open_in(arena_open(ARENA_DEFAULT));
}

Slab slab_open_large(void)
{
    return open_in(arena_open_large());
}

void slab_close(Slab *slab)
{
    arena_close(&slab->memory);
    *slab = (Slab){0};
}

void *slab_add(Slab *slab, ptrdiff_t bytes)
{
    if (slab->cap - slab->len < bytes) {
        ptrdiff_t wider = slab->cap + (bytes + STEP - 1) / STEP * STEP;
        slab->base = arena_grow_raw(&slab->memory, slab->base, slab->cap, wider, 64);
        slab->cap = wider;
    }
    void *room = slab->base + slab->len;
    slab->len += bytes;
    return room;
}
