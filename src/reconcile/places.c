#include "reconcile/places.h"

enum { ROOM_LEAST = 4096 };

Places places_open(Arena *arena, ptrdiff_t expected)
{
    Places places = {.room = ROOM_LEAST};
    while (places.room <= 2 * expected)
        places.room *= 2;
    places.place = new (arena, PlaceSlot, places.room);
    return places;
}

/* Its own, or a free one. */
static PlaceSlot *place_of(const Places *places, uint64_t key)
{
    uint64_t at = place_start(places, key);
    while (places->place[at].value && places->place[at].key != key)
        at = (at + 1) & (uint64_t)(places->room - 1);
    return &places->place[at];
}

static void grow(Arena *arena, Places *places)
{
    Places wider = places_open(arena, places->room);
    for (ptrdiff_t i = 0; i < places->room; i++)
        if (places->place[i].value)
            *place_of(&wider, places->place[i].key) = places->place[i];
    wider.count = places->count;
    *places = wider;
}

void place_put(Arena *arena, Places *places, uint64_t key, int32_t value)
{
    if (places->count * 2 >= places->room)
        grow(arena, places);
    PlaceSlot *place = place_of(places, key);
    if (place->value)
        return;
    *place = (PlaceSlot){key, (int64_t)value + 1};
    places->count++;
}

int32_t place_get(const Places *places, uint64_t key)
{
    return (int32_t)(place_of(places, key)->value - 1);
}
