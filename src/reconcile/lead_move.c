/* Leads of a person (or employer) whose number was merged into another go along: same number, history and outcomes. */
#include "reconcile/lead_internal.h"

#include "lead_sql.h"
#include <stdlib.h>

static int by_to(const void *a, const void *b)
{
    const LeadMove *x = a, *y = b;
    return (x->to > y->to) - (x->to < y->to);
}

static int by_from(const void *a, const void *b)
{
    const LeadMove *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

static const LeadMove *find(const LeadMoveList *list, LeadMove key, int (*order)(const void *, const void *))
{
    return list->len > 0 ? bsearch(&key, list->data, (size_t)list->len, sizeof key, order) : NULL;
}

const LeadMove *lead_moved_to(const LeadMoves *moves, int64_t subject)
{
    return find(&moves->gone_along, (LeadMove){.to = subject}, by_to);
}

const LeadMove *lead_left_behind(const LeadMoves *moves, int64_t subject)
{
    return find(&moves->left_behind, (LeadMove){.from = subject}, by_from);
}

/* Of several that would come to one subject the oldest does. */
static bool is_taken(const LeadMoves *moves, int64_t to)
{
    for (ptrdiff_t i = 0; i < moves->gone_along.len; i++)
        if (moves->gone_along.data[i].to == to)
            return true;
    return false;
}

static Err *read_moves(Store *store, Arena *arena, Str province, int64_t run, const Rule *rule, LeadMoves *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(store, arena, SQL_LEAD_MERGED,
                    ARGS(V_TEXT(province), V_INT(run), V_TEXT(rule->code), V_INT(rule->employer)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        LeadMove move = {rows_int(&rows, 0), rows_int(&rows, 1)};
        bool stays = rows_int(&rows, 2) > 0 || is_taken(ret, move.to);
        vec_push(arena, stays ? &ret->left_behind : &ret->gone_along, move);
    }
    return err;
}

Err *leads_move(Store *store, Arena *arena, Str province, int64_t run, const Rule *rule, LeadMoves *ret)
{
    enum { VALUES = 5 };
    *ret = (LeadMoves){0};
    TRY(read_moves(store, arena, province, run, rule, ret));
    Value *value = new (arena, Value, ret->gone_along.len * VALUES + 1);
    for (ptrdiff_t i = 0; i < ret->gone_along.len; i++) {
        const LeadMove *m = &ret->gone_along.data[i];
        const Value one[VALUES] = {V_TEXT(province), V_TEXT(rule->code), V_INT(rule->employer), V_INT(m->from),
                                   V_INT(m->to)};
        for (int k = 0; k < VALUES; k++)
            value[i * VALUES + k] = one[k];
    }
    TRY(store_exec_many(store, arena, SQL_LEAD_MOVE, value, VALUES, ret->gone_along.len, NULL));
    if (ret->gone_along.len > 1)
        qsort(ret->gone_along.data, (size_t)ret->gone_along.len, sizeof(LeadMove), by_to);
    if (ret->left_behind.len > 1)
        qsort(ret->left_behind.data, (size_t)ret->left_behind.len, sizeof(LeadMove), by_from);
    return NULL;
}

void leads_open_move(const Identify *identify, bool employer, int64_t subjects, uint8_t *open)
{
    for (ptrdiff_t i = 0; open && i < identify->changes; i++) {
        const IdentifyChange *c = &identify->change[i];
        if (c->split || c->employer != employer || c->from > subjects || !(open[c->from >> 3] >> (c->from & 7) & 1))
            continue;
        open[c->from >> 3] &= (uint8_t) ~(1 << (c->from & 7));
        open[c->to >> 3] |= (uint8_t)(1 << (c->to & 7));
    }
}
