#include "base/arena.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Address sanitizer cannot see inside a mapping by itself, so in its builds
 * each allocation is followed by a poisoned strip. */
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
enum { STRIP = 16 };
/* A borrowed block, as on the stack, gets no strip: nobody would wipe it off again. */
static void open_region(const Arena *arena, void *p, ptrdiff_t size)
{
    ASAN_UNPOISON_MEMORY_REGION(p, (size_t)size);
    if (arena->base)
        ASAN_POISON_MEMORY_REGION((char *)p + size, STRIP);
}
void arena_forget(void *mapping, ptrdiff_t bytes)
{
    enum { PIECE = 4096 }; /* only what is marked: the marks of five gigabytes would take 640 MB to write */
    char *at = mapping, *end = at + bytes;
    while (at < end && (at = __asan_region_is_poisoned(at, (size_t)(end - at)))) {
        ptrdiff_t n = end - at < PIECE ? end - at : PIECE;
        ASAN_UNPOISON_MEMORY_REGION(at, (size_t)n);
        at += n;
    }
}
static void forget_region(Arena *arena)
{
    ASAN_UNPOISON_MEMORY_REGION(arena->base, (size_t)(arena->beg - arena->base));
}
/* What copies of the arena gave away lies behind what it gave itself; the next mapping there may be anybody's. */
static void forget_copies(Arena *arena)
{
    enum { NEAR = 1 << 20 };
    ptrdiff_t left = arena->end - arena->beg;
    arena_forget(arena->beg, left < NEAR ? left : NEAR);
}
#else
enum { STRIP = 0 };
static void open_region(const Arena *arena, void *p, ptrdiff_t size)
{
    (void)arena, (void)p, (void)size;
}
void arena_forget(void *mapping, ptrdiff_t bytes)
{
    (void)mapping, (void)bytes;
}
static void forget_region(Arena *arena)
{
    (void)arena;
}
static void forget_copies(Arena *arena)
{
    (void)arena;
}
#endif

_Noreturn static void exhausted(ptrdiff_t wanted)
{
    fprintf(stderr, "baophu: arena exhausted, %td bytes wanted\n", wanted);
    abort();
}

Arena arena_open(ptrdiff_t bytes)
{
    for (; bytes >= 1 << 16; bytes /= 2) {
        void *p = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (p != MAP_FAILED) /* the last page stays unused: room for a strip */
            return (Arena){.base = p, .beg = p, .end = (char *)p + bytes - 4096};
    }
    exhausted(bytes);
}

Arena arena_open_large(void)
{
    enum { LARGE = 2 << 20 };
    Arena arena = arena_open(ARENA_DEFAULT);
    ptrdiff_t skip = (ptrdiff_t)(-(uintptr_t)arena.base & (LARGE - 1)), room = arena.end - arena.base;
    if (room > 2 * LARGE) /* refused or not, the memory is there */
        (void)madvise(arena.base + skip, (size_t)((room - skip) / LARGE * LARGE), MADV_HUGEPAGE);
    return arena;
}

void arena_close(Arena *arena)
{
    if (arena->base) {
        forget_region(arena);
        forget_copies(arena);
        munmap(arena->base, (size_t)(arena->end - arena->base) + 4096);
    }
    *arena = (Arena){0};
}

void arena_reset(Arena *arena)
{
    assert(arena->base);
    forget_region(arena);
    ptrdiff_t used = arena->beg - arena->base;
    if (used > 16 << 20) /* a large request gives its pages back */
        madvise(arena->base, (size_t)used, MADV_DONTNEED);
    arena->beg = arena->base;
}

void arena_rewind(Arena *arena)
{
    assert(arena->base);
    forget_region(arena);
    arena->beg = arena->base;
}

void *arena_alloc_raw(Arena *arena, ptrdiff_t size, ptrdiff_t align, ptrdiff_t count)
{
    assert(size > 0 && count >= 0 && (align & (align - 1)) == 0);
    ptrdiff_t pad = (ptrdiff_t)(-(uintptr_t)arena->beg & (uintptr_t)(align - 1));
    ptrdiff_t room = arena->end - arena->beg - pad - STRIP;
    if (room < 0 || count > room / size)
        exhausted(count);
    char *p = arena->beg + pad;
    arena->beg = p + size * count + STRIP;
    open_region(arena, p, size * count);
    return p;
}

void *arena_alloc(Arena *arena, ptrdiff_t size, ptrdiff_t align, ptrdiff_t count)
{
    return memset(arena_alloc_raw(arena, size, align, count), 0, (size_t)(size * count));
}

void *arena_grow_raw(Arena *arena, void *old, ptrdiff_t old_size, ptrdiff_t new_size, ptrdiff_t align)
{
    assert(new_size >= old_size && old_size >= 0);
    char *p = old;
    if (p && p + old_size + STRIP == arena->beg && arena->end - p >= new_size + STRIP) {
        arena->beg = p + new_size + STRIP;
        open_region(arena, p, new_size);
        return p;
    }
    p = arena_alloc_raw(arena, 1, align, new_size);
    if (old_size > 0)
        memcpy(p, old, (size_t)old_size);
    return p;
}

void *arena_grow(Arena *arena, void *old, ptrdiff_t old_size, ptrdiff_t new_size, ptrdiff_t align)
{
    char *p = arena_grow_raw(arena, old, old_size, new_size, align);
    memset(p + old_size, 0, (size_t)(new_size - old_size));
    return p;
}
