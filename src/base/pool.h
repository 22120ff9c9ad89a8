/* pool: the same work on many indices by several threads.
 *
 * parallel_for calls fn(arg, from, to) for consecutive chunks that cover
 * 0 … count-1, each exactly once, and returns when all are done.  Results are
 * written by index, so the number of threads never shows in them. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

int pool_cpu_count(void);
void parallel_for(int threads, ptrdiff_t count, ptrdiff_t chunk, void (*fn)(void *arg, ptrdiff_t from, ptrdiff_t to),
                  void *arg);
/* own(own_arg) by the caller and aside(aside_arg) by another thread, or after it where there is one thread only or no
 * other starts; returns when both are done. */
void parallel_two(int threads, void (*own)(void *arg), void *own_arg, void (*aside)(void *arg), void *aside_arg);
/* The same, where the other has time: it leaves the processors to own and its threads, and takes what these do not use.
 */
void parallel_meanwhile(int threads, void (*own)(void *arg), void *own_arg, void (*aside)(void *arg), void *aside_arg);

/* What comes one after the other, worked side by side: the caller alone feeds and takes, in order, and works between
 * the two; helpers work.  What stands in a slot is fed when all before it were, and taken when all before it were. */
typedef struct Pipe {
    bool (*feed)(void *arg, int slot);             /* false: nothing comes any more */
    void (*work)(void *arg, int slot, int worker); /* worker: 0 the caller, up to threads - 1 */
    bool (*take)(void *arg, int slot); /* false: nothing more is to come; what was fed is worked, not taken */
} Pipe;
void parallel_pipe(int threads, int slots, const Pipe *pipe, void *arg);
