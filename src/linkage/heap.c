/* heap: each distinct blob of a field once.  Equal cells are equal values, and a blob is found
 * from its cell by one addition: the cell is its place in words of 8 bytes. */
#include "linkage/records_internal.h"

#include <string.h>

enum { FIRST_SLOTS = 1 << 12, CELL_BITS = 40 };
#define CELL_MASK (((uint64_t)1 << CELL_BITS) - 1)

uint64_t blob_hash(const void *blob, ptrdiff_t bytes)
{
    const unsigned char *p = blob;
    uint64_t h = 0x9e3779b97f4a7c15u ^ (uint64_t)bytes;
    for (ptrdiff_t i = 0; i + 8 <= bytes; i += 8) {
        uint64_t word;
        memcpy(&word, p + i, 8);
        h = (h ^ word) * 0xff51afd7ed558ccdu;
        h ^= h >> 32;
    }
    h = (h ^ h >> 29) * 0xc4ceb9fe1a85ec53u;
    h ^= h >> 32;
    return h ? h : 1;
}

void heap_open(Heap *heap)
{
    *heap = (Heap){.blobs = slab_open_large(), .slots_memory = arena_open_large()};
    slab_add(&heap->blobs, 8); /* cell 0 is "missing" */
    heap->base = heap->blobs.base;
    heap->slots = FIRST_SLOTS;
    heap->slot = new (&heap->slots_memory, uint64_t, heap->slots);
}

void heap_close(Heap *heap)
{
    slab_close(&heap->blobs);
    arena_close(&heap->slots_memory);
    *heap = (Heap){0};
}

static ptrdiff_t slot_of(const Heap *heap, uint64_t hash)
{
    return (ptrdiff_t)(hash & (uint64_t)(heap->slots - 1));
}

static void widen(Heap *heap)
{
    Arena old_memory = heap->slots_memory;
    uint64_t *old = heap->slot;
    ptrdiff_t old_slots = heap->slots;
    heap->slots_memory = arena_open_large();
    heap->slots *= 2;
    heap->slot = new_raw(&heap->slots_memory, uint64_t, heap->slots); /* zeros: never used before */
    for (ptrdiff_t i = 0; i < old_slots; i++) {
        if (!old[i])
            continue;
        uint64_t cell = old[i] & CELL_MASK;
        ptrdiff_t at = slot_of(heap, blob_hash(heap->base + 8 * cell, heap_head(heap, cell)->bytes));
        while (heap->slot[at])
            at = (at + 1) & (heap->slots - 1);
        heap->slot[at] = old[i];
    }
    arena_close(&old_memory);
}

static uint64_t add(Heap *heap, const void *blob, ptrdiff_t bytes)
{
    HeapHead head = {.count = 1, .bytes = (uint32_t)bytes};
    ptrdiff_t at = heap->blobs.len + (ptrdiff_t)sizeof head;
    memcpy(slab_add(&heap->blobs, (ptrdiff_t)sizeof head), &head, sizeof head);
    memcpy(slab_add(&heap->blobs, bytes), blob, (size_t)bytes);
    heap->base = heap->blobs.base;
    return (uint64_t)at / 8;
}

void heap_fetch(const Heap *heap, uint64_t hash)
{
    fetch(&heap->slot[slot_of(heap, hash)]);
}

uint64_t heap_intern(Heap *heap, const void *blob, ptrdiff_t bytes, uint64_t hash)
{
    uint64_t tag = hash & ~CELL_MASK;
    ptrdiff_t at = slot_of(heap, hash);
    for (; heap->slot[at]; at = (at + 1) & (heap->slots - 1)) {
        if ((heap->slot[at] & ~CELL_MASK) != tag)
            continue;
        uint64_t cell = heap->slot[at] & CELL_MASK;
        HeapHead *head = heap_head(heap, cell);
        if (head->bytes == (uint32_t)bytes && memcmp(heap->base + 8 * cell, blob, (size_t)bytes) == 0) {
            head->count++;
            return cell;
        }
    }
    uint64_t cell = add(heap, blob, bytes);
    heap->slot[at] = tag | cell;
    if (++heap->used > heap->slots / 2)
        widen(heap);
    return cell;
}
