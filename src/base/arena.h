/* arena: memory with one lifetime.
 *
 * A command, a request or a job owns one arena; everything it makes lives there
 * and goes away together.  Address space is reserved at once and used page by
 * page.  Pass `Arena *` when the result outlives the callee; pass `Arena` by
 * value for scratch that is given back on return.  An arena belongs to one
 * thread at a time.  Exhaustion aborts: sizes are checked where data enter, so
 * it means a defect and not a large input. */
#pragma once
#include <stddef.h>

typedef struct Arena {
    char *beg, *end; /* free room */
    char *base;      /* start of the mapping; NULL for a borrowed block */
} Arena;

/* Reserves `bytes` of address space (less if the system refuses that much). */
Arena arena_open(ptrdiff_t bytes);

/* The same for what will hold hundreds of megabytes: in large pages, where the system has them. */
Arena arena_open_large(void);

/* Gives the mapping back; accepts a zeroed or already closed arena. */
void arena_close(Arena *arena);

/* Forgets every allocation and keeps the mapping. */
void arena_reset(Arena *arena);
/* … and keeps the pages of a large one too: for a loop that will need as much again at once. */
void arena_rewind(Arena *arena);

/* A mapping made elsewhere may lie where an arena was: the sanitizer is to forget what it knew of it. */
void arena_forget(void *mapping, ptrdiff_t bytes);

/* Zeroed memory for count objects of the given size.  Never NULL. */
void *arena_alloc(Arena *arena, ptrdiff_t size, ptrdiff_t align, ptrdiff_t count)
    __attribute__((malloc, alloc_size(2, 4), returns_nonnull));

/* The same with whatever was there before: what the caller writes all of.  In an arena that was opened and never
 * given back from it is zeros, whose pages come when they are touched. */
void *arena_alloc_raw(Arena *arena, ptrdiff_t size, ptrdiff_t align, ptrdiff_t count)
    __attribute__((malloc, alloc_size(2, 4), returns_nonnull));

/* `old` enlarged from old_size to new_size bytes: in place when it was the last
 * allocation, else as a copy.  The added bytes are zero. */
void *arena_grow(Arena *arena, void *old, ptrdiff_t old_size, ptrdiff_t new_size, ptrdiff_t align)
    __attribute__((returns_nonnull));

void *arena_grow_raw(Arena *arena, void *old, ptrdiff_t old_size, ptrdiff_t new_size, ptrdiff_t align)
    __attribute__((returns_nonnull)); /* the added bytes are what was there */

/* Reservation for a command, a request or a job that has no reason for another.  The thread sanitizer leaves a
 * program 1.5 TiB of addresses, which the arenas of a linkage with some threads would fill. */
#ifdef __SANITIZE_THREAD__
#define ARENA_DEFAULT ((ptrdiff_t)2 << 30)
#else
#define ARENA_DEFAULT ((ptrdiff_t)64 << 30)
#endif

/* clang-format off */
#define new(arena, T, count) ((T *)arena_alloc((arena), (ptrdiff_t)sizeof(T), _Alignof(T), (count)))
#define new_raw(arena, T, count) ((T *)arena_alloc_raw((arena), (ptrdiff_t)sizeof(T), _Alignof(T), (count)))
/* clang-format on */

/* Runs fn on the variable when it leaves scope: `AUTO(arena_close) Arena a = …`. */
#define AUTO(fn) __attribute__((cleanup(fn)))

#define COUNTOF(array) ((ptrdiff_t)(sizeof(array) / sizeof *(array)))
#define MUST_CHECK __attribute__((warn_unused_result))
