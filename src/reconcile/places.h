/* places: 64-bit digests → small numbers, a million at a time: key and number lie side by side, and who knows the key
 * some rows before has them fetched. */
#pragma once
#include "base/arena.h"
#include <stdint.h>

typedef struct PlaceSlot {
    uint64_t key;
    int64_t value; /* + 1; 0 free */
} PlaceSlot;

typedef struct Places { /* open addressing, at most half full */
    PlaceSlot *place;
    ptrdiff_t room, count; /* room: a power of two */
} Places;

Places places_open(Arena *arena, ptrdiff_t expected);
/* The first that took a key keeps it. */
void place_put(Arena *arena, Places *places, uint64_t key, int32_t value);
int32_t place_get(const Places *places, uint64_t key); /* −1: none */

static inline uint64_t place_start(const Places *places, uint64_t key)
{
    return key * UINT64_C(0x9e3779b97f4a7c15) & (uint64_t)(places->room - 1);
}
static inline void place_fetch(const Places *places, uint64_t key)
{
    __builtin_prefetch(&places->place[place_start(places, key)]);
}
