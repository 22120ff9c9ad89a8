/* pack: the zip container of an office file and the parts in it.
 *
 * Unpacks in pieces and counts while it does: what a part claims about its size
 * is never believed.  Lives on bytes that the caller keeps. */
#pragma once
#include "table/table_internal.h"

typedef struct Pack Pack;

typedef struct Feed { /* bytes one piece after the other, out of a part or out of memory */
    void *self;
    ptrdiff_t (*read)(void *self, char *out, ptrdiff_t room); /* 0 at the end, -1 on failure */
    Err *(*failure)(void *self, Arena *arena);                /* why read said -1 */
} Feed;

Err *pack_open(Arena *arena, const Source *source, Pack **ret) MUST_CHECK;
void pack_close(Pack **pack);
bool pack_has(Pack *pack, Str part);

/* One part is open at a time; opening the next closes the one before. */
Err *pack_part(Pack *pack, Arena *arena, Str part, Feed *ret) MUST_CHECK;

/* `target` as a relationship of the part `base` writes it: "worksheets/sheet1.xml"
 * beside "xl/workbook.xml" is "xl/worksheets/sheet1.xml"; "/xl/a.xml" is "xl/a.xml". */
Str pack_resolve(Arena *arena, Str base, Str target);
