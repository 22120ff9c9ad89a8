/* Persons of whom anything is other than in the last run; what is kept of all others holds. */
#include "reconcile/identify_internal.h"

static void touch_rows(const Work *w, const Part *part, uint8_t *touched)
{
    for (int64_t i = 0; part->first >= 0 && i < part->out->delivery.rows; i++) {
        int64_t row = part->first + i;
        int32_t now = part->out->person[i], before = w->before[row];
        if (now == before && w->worked[row] == part->out->employer[i]) /* NOT_MET is no employer */
            continue;
        touched[now] = 1;
        touched[before] = 1;
    }
}

void identify_touch(Work *w)
{
    if (!w->last.any || w->options->anew)
        return;
    uint8_t *touched = new (w->arena, uint8_t, (ptrdiff_t)w->ret->persons + 1);
    for (ptrdiff_t p = 0; p < w->parts; p++)
        touch_rows(w, &w->part[p], touched);
    for (int32_t p = 1; p <= w->last.persons; p++)
        touched[p] |= w->lost[p];
    w->ret->touched = touched;
}
