/* identify_map: 64-bit digests → numbers, open addressing; for this folder. */
#pragma once
#include "base/arena.h"
#include <stdint.h>

typedef struct IdentifyMap {
    Arena *arena;
    uint64_t *key; /* 0 = free */
    int64_t *value;
    int64_t slots, count;
} IdentifyMap;
IdentifyMap identify_map(Arena *arena, int64_t expected);
/* The place of a key, which is not 0: a value of 0 at first.  Good until the next call. */
int64_t *identify_map_at(IdentifyMap *map, uint64_t key);
int64_t identify_map_get(const IdentifyMap *map, uint64_t key); /* 0 where it is not there */
