/* vec: a growable array in an arena.
 *
 *     typedef Vec(Unit) Units;
 *     Units list = {0};
 *     vec_push(arena, &list, unit);          // list.data[0 … list.len-1]
 */
#pragma once
#include "base/arena.h"

#define Vec(T)              \
    struct {                \
        T *data;            \
        ptrdiff_t len, cap; \
    }

/* Behind the last item; NULL of an empty one that never held any. */
#define vec_end(v) ((v)->data ? (v)->data + (v)->len : NULL)

#define vec_push(arena, v, item)                                                                    \
    do {                                                                                            \
        (v)->data = vec_room((arena), (v)->data, (v)->len, &(v)->cap, (ptrdiff_t)sizeof *(v)->data, \
                             _Alignof(__typeof__(*(v)->data)));                                     \
        (v)->data[(v)->len++] = (item);                                                             \
    } while (0)

static inline void *vec_room(Arena *arena, void *data, ptrdiff_t len, ptrdiff_t *cap, ptrdiff_t size, ptrdiff_t align)
{
    if (len < *cap)
        return data;
    ptrdiff_t wider = *cap ? *cap * 2 : 8;
    data = arena_grow(arena, data, *cap * size, wider * size, align);
    *cap = wider;
    return data;
}
