#include "reconcile/identify_map.h"

IdentifyMap identify_map(Arena *arena, int64_t expected)
{
    IdentifyMap map = {.arena = arena, .slots = 64};
    while (2 * map.slots < 3 * expected)
        map.slots *= 2;
    map.key = new (arena, uint64_t, map.slots);
    map.value = new (arena, int64_t, map.slots);
    return map;
}

static int64_t slot_of(const IdentifyMap *map, uint64_t key)
{
    uint64_t at = key & (uint64_t)(map->slots - 1);
    while (map->key[at] && map->key[at] != key)
        at = (at + 1) & (uint64_t)(map->slots - 1);
    return (int64_t)at;
}

static void grow(IdentifyMap *map)
{
    IdentifyMap larger = identify_map(map->arena, 2 * map->slots);
    for (int64_t i = 0; i < map->slots; i++) {
        if (!map->key[i])
            continue;
        int64_t at = slot_of(&larger, map->key[i]);
        larger.key[at] = map->key[i];
        larger.value[at] = map->value[i];
    }
    larger.count = map->count;
    *map = larger;
}

int64_t *identify_map_at(IdentifyMap *map, uint64_t key)
{
    if (4 * (map->count + 1) > 3 * map->slots)
        grow(map);
    int64_t at = slot_of(map, key);
    map->count += map->key[at] == 0;
    map->key[at] = key;
    return &map->value[at];
}

int64_t identify_map_get(const IdentifyMap *map, uint64_t key)
{
    int64_t at = slot_of(map, key);
    return map->key[at] ? map->value[at] : 0;
}
