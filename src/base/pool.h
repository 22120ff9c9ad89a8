/* pool: the same work on many indices by several threads.
 *
 * parallel_for calls fn(arg, from, to) for consecutive chunks that cover
 * 0 … count-1, each exactly once, and returns when all are done.  Results are
 * written by index, so the number of threads never shows in them. */
#pragma once
#include <stddef.h>

int pool_cpu_count(void);
void parallel_for(int threads, ptrdiff_t count, ptrdiff_t chunk, void (*fn)(void *arg, ptrdiff_t from, ptrdiff_t to),
                  void *arg);
/* own(own_arg) by the caller and aside(aside_arg) by another thread, or after it where there is one thread only or no
 * other starts; returns when both are done. */
void parallel_two(int threads, void (*own)(void *arg), void *own_arg, void (*aside)(void *arg), void *aside_arg);
