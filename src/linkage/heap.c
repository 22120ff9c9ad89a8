/* heap: each distinct blob of a field once.  Equal cells are equal values, and a blob is found
 * from its cell by one addition: the cell is its place in words of 8 bytes. */
#include "linkage/records_internal.h"

#include <assert.h>
#include <string.h>

enum { FIRST_BITS = 12, CELL_BITS = HEAP_CELL_BITS, TAG_BITS = 64 - CELL_BITS };
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
    return h >> CELL_BITS ? h : h | UINT64_C(1) << CELL_BITS;
}

uint64_t text_hash(Str text)
{
    uint64_t h = (uint64_t)text.len, last = 0;
    ptrdiff_t i = 0;
    for (; i + 8 <= text.len; i += 8) {
        uint64_t word;
        memcpy(&word, text.ptr + i, 8);
        h = (h ^ word) * 0xff51afd7ed558ccdu;
        h ^= h >> 32;
    }
    if (i < text.len)
        memcpy(&last, text.ptr + i, (size_t)(text.len - i));
    h = (h ^ last) * 0xc4ceb9fe1a85ec53u;
    return h ^ h >> 32;
}

static void open_slots(Heap *heap, int bits)
{
    heap->slots_memory = arena_open_large();
    heap->bits = bits;
    heap->slot = new_raw(&heap->slots_memory, uint64_t, (ptrdiff_t)1 << bits); /* zeros: never used before */
}

void heap_open(Heap *heap)
{
    *heap = (Heap){.blobs = slab_open_large()};
    slab_add(&heap->blobs, 8); /* cell 0 is "missing" */
    heap->base = heap->blobs.base;
    open_slots(heap, FIRST_BITS);
}

void heap_close(Heap *heap)
{
    slab_close(&heap->blobs);
    arena_close(&heap->slots_memory);
    *heap = (Heap){0};
}

static ptrdiff_t slot_of(const Heap *heap, uint64_t hash)
{
    return (ptrdiff_t)(hash >> (64 - heap->bits));
}

static ptrdiff_t slot_after(const Heap *heap, ptrdiff_t at)
{
    return (at + 1) & (((ptrdiff_t)1 << heap->bits) - 1);
}

/* A slot holds the bits that say where it belongs, so that no blob is looked at. */
static void widen(Heap *heap)
{
    Arena old_memory = heap->slots_memory;
    const uint64_t *old = heap->slot;
    ptrdiff_t old_slots = (ptrdiff_t)1 << heap->bits;
    open_slots(heap, heap->bits + 1);
    for (ptrdiff_t i = 0; i < old_slots; i++) {
        if (!old[i])
            continue;
        ptrdiff_t at = slot_of(heap, old[i]);
        while (heap->slot[at])
            at = slot_after(heap, at);
        heap->slot[at] = old[i];
    }
    arena_close(&old_memory);
}

static uint64_t add(Heap *heap, const HeapHead *blob)
{
    uint64_t cell = (uint64_t)(heap->blobs.len + (ptrdiff_t)sizeof *blob) / 8;
    assert(cell <= CELL_MASK);
    memcpy(slab_add(&heap->blobs, (ptrdiff_t)(sizeof *blob + blob->bytes)), blob, sizeof *blob + blob->bytes);
    heap->base = heap->blobs.base;
    return cell;
}

void heap_fetch(const Heap *heap, uint64_t hash)
{
    fetch(&heap->slot[slot_of(heap, hash)]);
}

void heap_fetch_blob(const Heap *heap, uint64_t hash)
{
    uint64_t slot = heap->slot[slot_of(heap, hash)];
    if (!slot || (slot ^ hash) >> CELL_BITS)
        return;
    const char *head = heap->base + 8 * (slot & CELL_MASK) - sizeof(HeapHead);
    fetch(head);
    fetch(head + 64);
}

/* Its cell, or 0 and in *ret the free slot for it. */
static uint64_t find(const Heap *heap, const HeapHead *blob, uint64_t hash, ptrdiff_t *ret)
{
    ptrdiff_t at = slot_of(heap, hash);
    for (; heap->slot[at]; at = slot_after(heap, at)) {
        if ((heap->slot[at] ^ hash) >> CELL_BITS)
            continue;
        uint64_t cell = heap->slot[at] & CELL_MASK;
        const HeapHead *head = heap_head(heap, cell);
        if (head->bytes == blob->bytes && memcmp(head + 1, blob + 1, blob->bytes) == 0)
            return cell;
    }
    *ret = at;
    return 0;
}

uint64_t heap_find(const Heap *heap, const HeapHead *blob, uint64_t hash)
{
    ptrdiff_t at = 0;
    return find(heap, blob, hash, &at);
}

uint64_t heap_intern(Heap *heap, const HeapHead *blob, uint64_t hash)
{
    ptrdiff_t at = 0;
    uint64_t cell = find(heap, blob, hash, &at);
    if (cell) {
        heap_head(heap, cell)->count++;
        return cell;
    }
    cell = add(heap, blob);
    heap->slot[at] = (hash & ~CELL_MASK) | cell;
    if (++heap->used > ((ptrdiff_t)1 << heap->bits) / 4 * 3 && heap->bits < TAG_BITS)
        widen(heap);
    return cell;
}
