#include "register/follow.h"

#include <assert.h>

enum { REACH = 64, PATIENCE = 8 }; /* rows that may be gone in one place; lines that make a stretch */

Following follow_open(Arena *arena, const RowLine *line, int64_t rows)
{
    assert(rows < UINT32_MAX / 4);
    return (Following){.arena = arena, .line = line, .rows = rows, .met = new (arena, uint8_t, (ptrdiff_t)rows + 1)};
}

/* ---- further on --------------------------------------------------------------------------- */

static uint32_t *slot_of(const Following *f, uint64_t line)
{
    uint64_t at = line & f->mask;
    while (f->slot[at] && f->line[f->slot[at] - 1].line != line)
        at = (at + 1) & f->mask;
    return &f->slot[at];
}

static void make_index(Following *f)
{
    ptrdiff_t slots = 64;
    while (slots < 2 * f->rows)
        slots *= 2;
    f->mask = (uint64_t)slots - 1;
    f->slot = new (f->arena, uint32_t, slots);
    for (int64_t row = 0; row < f->rows; row++) {
        uint32_t *slot = slot_of(f, f->line[row].line);
        *slot = *slot ? *slot : (uint32_t)row + 1; /* of lines that are alike the first */
    }
}

/* -1: nowhere, or not in a stretch yet. */
static int64_t find_ahead(Following *f, uint64_t line)
{
    if (!f->slot)
        make_index(f);
    int64_t row = (int64_t)*slot_of(f, line) - 1;
    bool goes_on = row > f->at && row > f->ahead && row <= f->ahead + REACH;
    f->stretch = row <= f->at ? 0 : goes_on ? f->stretch + 1 : 1;
    f->ahead = row;
    return f->stretch >= PATIENCE ? row : -1;
}

/* ---- near ------------------------------------------------------------------------------------ */

static int64_t find_near(const Following *f, uint64_t line)
{
    for (int64_t row = f->at; row < f->rows && row <= f->at + REACH; row++)
        if (f->line[row].line == line)
            return row;
    return -1;
}

int64_t follow_line(Following *f, uint64_t line)
{
    int64_t row = find_near(f, line);
    f->missed = row < 0 ? f->missed + 1 : 0;
    if (f->missed >= PATIENCE)
        row = find_ahead(f, line);
    if (row < 0)
        return -1;
    f->met[row] = 1;
    f->at = row + 1;
    f->missed = f->stretch = 0;
    return row;
}
