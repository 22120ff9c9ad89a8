/* Groups of rows → lasting numbers.  A person keeps its number with the largest part of its rows; of persons that
 * became one the lowest number stays. */
#include "reconcile/identify_internal.h"
#include <stdlib.h>
#include <string.h>

typedef struct Share { /* rows that were a person's and are in a group now */
    int32_t person;
    uint32_t group;
    int64_t rows;
} Share;

typedef struct Numbering {
    Work *w;
    int32_t *person;  /* of each row; first only of the lowest of each group */
    uint32_t *holder; /* of each person of the last run the group that keeps its number, + 1; 0 none */
    uint8_t *divided; /* of each person: its rows are in several groups */
    Share *share;     /* of divided ones, by person, then group */
    ptrdiff_t shares;
    IdentifyChange *change;
    ptrdiff_t changes, room;
} Numbering;

static void note(Numbering *n, IdentifyChange change)
{
    if (n->changes == n->room) {
        ptrdiff_t wider = n->room ? 2 * n->room : 64;
        n->change = arena_grow(n->w->arena, n->change, n->room * (ptrdiff_t)sizeof change,
                               wider * (ptrdiff_t)sizeof change, _Alignof(IdentifyChange));
        n->room = wider;
    }
    n->change[n->changes++] = change;
}

static int by_person(const void *a, const void *b)
{
    const Share *x = a, *y = b;
    if (x->person != y->person)
        return x->person < y->person ? -1 : 1;
    return x->group < y->group ? -1 : x->group > y->group;
}

enum { AHEAD = 16 }; /* rows whose persons, who stand anywhere, are on their way */

static void find_holders(Numbering *n)
{
    const Work *w = n->w;
    for (int64_t row = 0; row < w->rows; row++) {
        int32_t p = w->before[row];
        if (row + AHEAD < w->rows)
            __builtin_prefetch(&n->holder[w->before[row + AHEAD]], 1);
        if (p == 0)
            continue;
        if (n->holder[p] == 0)
            n->holder[p] = w->parent[row] + 1;
        else if (n->holder[p] != w->parent[row] + 1)
            n->divided[p] = 1;
    }
}

/* The rows of divided persons, counted by group. */
static void count_shares(Numbering *n)
{
    const Work *w = n->w;
    ptrdiff_t rows = 0;
    for (int64_t row = 0; row < w->rows; row++)
        rows += w->before[row] && n->divided[w->before[row]];
    n->share = new (w->room, Share, rows);
    for (int64_t row = 0; row < w->rows; row++)
        if (w->before[row] && n->divided[w->before[row]])
            n->share[n->shares++] = (Share){w->before[row], w->parent[row], 1};
    if (n->shares > 0)
        qsort(n->share, (size_t)n->shares, sizeof *n->share, by_person);
    ptrdiff_t kept = 0;
    for (ptrdiff_t i = 0; i < n->shares; i++) {
        if (kept > 0 && by_person(&n->share[kept - 1], &n->share[i]) == 0)
            n->share[kept - 1].rows++;
        else
            n->share[kept++] = n->share[i];
    }
    n->shares = kept;
}

static void give_to_largest(Numbering *n)
{
    int64_t most = 0;
    for (ptrdiff_t i = 0; i < n->shares; i++) {
        const Share *s = &n->share[i];
        if (i == 0 || n->share[i - 1].person != s->person)
            most = 0;
        if (s->rows > most) {
            most = s->rows;
            n->holder[s->person] = s->group + 1;
        }
    }
}

static void keep_numbers(Numbering *n)
{
    for (int32_t p = 1; p <= n->w->last.persons; p++) {
        if (n->holder[p] == 0)
            continue;
        int32_t *number = &n->person[n->holder[p] - 1];
        if (*number == 0)
            *number = p;
        else
            note(n, (IdentifyChange){.from = p, .to = *number});
    }
    n->w->ret->merged = n->changes;
}

static void give_numbers(Numbering *n)
{
    Identify *ret = n->w->ret;
    ret->persons = n->w->last.persons;
    for (int64_t row = 0; row < n->w->rows; row++) {
        uint32_t group = n->w->parent[row];
        if (row + AHEAD < n->w->rows)
            __builtin_prefetch(&n->person[n->w->parent[row + AHEAD]]);
        if (n->person[group] == 0) {
            n->person[group] = ++ret->persons;
            ret->persons_new++;
        }
        n->person[row] = n->person[group];
    }
}

static void note_splits(Numbering *n)
{
    for (ptrdiff_t i = 0; i < n->shares; i++) {
        const Share *s = &n->share[i];
        if (n->holder[s->person] == s->group + 1)
            continue;
        note(n, (IdentifyChange){.split = true, .from = s->person, .to = n->person[s->group]});
        n->w->ret->split++;
    }
}

void identify_number(Work *w)
{
    Numbering n = {.w = w};
    n.person = new (w->arena, int32_t, w->rows + 1);
    n.holder = new (w->room, uint32_t, w->last.persons + 1);
    n.divided = new (w->room, uint8_t, w->last.persons + 1);
    group_flatten(w);
    find_holders(&n);
    count_shares(&n);
    give_to_largest(&n);
    keep_numbers(&n);
    give_numbers(&n);
    note_splits(&n);
    for (ptrdiff_t p = 0; p < w->parts; p++)
        if (w->part[p].first >= 0)
            memcpy(w->part[p].out->person, n.person + w->part[p].first,
                   (size_t)w->part[p].out->delivery.rows * sizeof *n.person);
    w->ret->change = n.change;
    w->ret->changes = n.changes;
}
