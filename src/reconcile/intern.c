#include "reconcile/intern.h"

#include <string.h>

enum { SLOTS_FIRST = 256, WORD = sizeof(uint64_t) };

/* A word at a time; a million texts are looked up in a run. */
static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 32;
}

static uint64_t hash_of(Str text)
{
    uint64_t hash = (uint64_t)text.len, word = 0;
    ptrdiff_t at = 0;
    for (; at + WORD <= text.len; at += WORD) {
        memcpy(&word, text.ptr + at, WORD);
        hash = mix(hash, word);
    }
    word = 0;
    if (at < text.len)
        memcpy(&word, text.ptr + at, (size_t)(text.len - at));
    return mix(mix(hash, word), 0);
}

/* A slot: the upper half of the hash, so that hardly another text is looked at, and the number + 1. */
static uint64_t *free_slot(const Intern *in, uint64_t hash)
{
    uint64_t i = hash & (uint64_t)(in->slots - 1);
    while (in->slot[i] != 0)
        i = (i + 1) & (uint64_t)(in->slots - 1);
    return &in->slot[i];
}

static uint64_t *slot_of(const Intern *in, Str text, uint64_t hash)
{
    for (uint64_t i = hash & (uint64_t)(in->slots - 1);; i = (i + 1) & (uint64_t)(in->slots - 1)) {
        uint64_t *slot = &in->slot[i];
        if (*slot == 0 || (*slot >> 32 == hash >> 32 && str_eq(in->text.data[(uint32_t)*slot - 1], text)))
            return slot;
    }
}

/* At most half full, so that a search ends soon. */
static void grow(Intern *in, Arena *arena)
{
    in->slots = in->slots > 0 ? in->slots * 2 : SLOTS_FIRST;
    in->slot = new (arena, uint64_t, in->slots);
    for (ptrdiff_t i = 0; i < in->text.len; i++) {
        uint64_t hash = hash_of(in->text.data[i]);
        *free_slot(in, hash) = hash >> 32 << 32 | (uint64_t)(i + 1);
    }
}

uint32_t intern(Intern *in, Arena *arena, Str text)
{
    uint64_t hash = hash_of(text);
    if (in->text.len * 2 >= in->slots)
        grow(in, arena);
    uint64_t *slot = slot_of(in, text, hash);
    if (*slot == 0) {
        vec_push(arena, &in->text, str_copy(arena, text));
        *slot = hash >> 32 << 32 | (uint64_t)in->text.len;
    }
    return (uint32_t)*slot - 1;
}

Str intern_text(const Intern *in, uint32_t number)
{
    return in->text.data[number];
}
