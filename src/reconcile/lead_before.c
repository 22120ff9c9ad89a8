/* What stands on the lists when a run begins, by what its subjects are now.  Leads of a person (or employer) whose
 * number was merged into another go along: same number, history and outcomes. */
#include "reconcile/lead_internal.h"

#include "lead_sql.h"
#include <stdlib.h>

typedef struct Held { /* a lead whose subject has part in a merge of this run */
    int64_t subject, id;
} Held;
typedef Vec(Held) HeldList;

typedef struct Merged { /* of persons, of employers */
    const Identify *identify;
    int64_t subjects[2]; /* the highest number */
    uint8_t *bits[2];    /* a bit a subject: it was merged, or another into it; NULL: none was */
} Merged;

static bool bit_of(const uint8_t *bits, int64_t i)
{
    return bits && bits[i >> 3] >> (i & 7) & 1;
}

static void bit_set(uint8_t *bits, int64_t i)
{
    bits[i >> 3] |= (uint8_t)(1 << (i & 7));
}

static void bit_clear(uint8_t *bits, int64_t i)
{
    bits[i >> 3] &= (uint8_t) ~(1 << (i & 7));
}

static Merged merged_in(Arena *arena, const Identify *identify, const Gathered *gathered)
{
    Merged m = {.identify = identify, .subjects = {gathered->persons, gathered->employers}};
    for (ptrdiff_t i = 0; i < identify->changes; i++) {
        const IdentifyChange *c = &identify->change[i];
        uint8_t **bits = &m.bits[c->employer];
        if (c->split || c->from > m.subjects[c->employer])
            continue;
        if (!*bits)
            *bits = new (arena, uint8_t, m.subjects[c->employer] / 8 + 1);
        bit_set(*bits, c->from);
        bit_set(*bits, c->to);
    }
    return m;
}

/* ---- moves ----------------------------------------------------------------------------------- */

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

static int by_subject(const void *a, const void *b)
{
    const Held *x = a, *y = b;
    return (x->subject > y->subject) - (x->subject < y->subject);
}

static int by_to_and_age(const void *a, const void *b)
{
    const LeadMove *x = a, *y = b;
    int order = by_to(a, b);
    return order ? order : (x->lead > y->lead) - (x->lead < y->lead);
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

static const Held *held_by(const HeldList *held, int64_t subject)
{
    return bsearch(&(Held){.subject = subject}, held->data, (size_t)held->len, sizeof(Held), by_subject);
}

/* Of several that would come to one subject the oldest does, and none where it has one already. */
static void settle(Arena *arena, HeldList *held, bool employer, const Identify *identify, LeadMoves *ret)
{
    LeadMoveList all = {0};
    if (held->len == 0)
        return;
    qsort(held->data, (size_t)held->len, sizeof(Held), by_subject);
    for (ptrdiff_t i = 0; i < identify->changes; i++) {
        const IdentifyChange *c = &identify->change[i];
        const Held *from = !c->split && c->employer == employer ? held_by(held, c->from) : NULL;
        if (from)
            vec_push(arena, &all, ((LeadMove){c->from, c->to, from->id}));
    }
    if (all.len > 0)
        qsort(all.data, (size_t)all.len, sizeof(LeadMove), by_to_and_age);
    for (ptrdiff_t i = 0; i < all.len; i++) {
        LeadMove move = all.data[i];
        bool stays = (i > 0 && all.data[i - 1].to == move.to) || held_by(held, move.to);
        vec_push(arena, stays ? &ret->left_behind : &ret->gone_along, move);
    }
    if (ret->left_behind.len > 1)
        qsort(ret->left_behind.data, (size_t)ret->left_behind.len, sizeof(LeadMove), by_from);
}

/* ---- in the store ------------------------------------------------------------------------------ */

Err *leads_move(Store *store, Arena *arena, Str province, const LeadMoves *moves)
{
    enum { VALUES = 3 };
    const LeadMoveList *list = &moves->gone_along;
    Value *value = new (arena, Value, list->len * VALUES + 1);
    for (ptrdiff_t i = 0; i < list->len; i++) {
        value[i * VALUES] = V_TEXT(province);
        value[i * VALUES + 1] = V_INT(list->data[i].lead);
        value[i * VALUES + 2] = V_INT(list->data[i].to);
    }
    return store_exec_many(store, arena, SQL_LEAD_MOVE, value, VALUES, list->len, NULL);
}

/* ---- what is open ------------------------------------------------------------------------------ */

static void open_along(const Identify *identify, bool employer, int64_t subjects, uint8_t *open)
{
    for (ptrdiff_t i = 0; open && i < identify->changes; i++) {
        const IdentifyChange *c = &identify->change[i];
        if (c->split || c->employer != employer || c->from > subjects || !bit_of(open, c->from))
            continue;
        bit_clear(open, c->from);
        bit_set(open, c->to);
    }
}

static int by_lead(const void *a, const void *b)
{
    const KeptLead *x = a, *y = b;
    return (x->subject > y->subject) - (x->subject < y->subject);
}

static int by_id(const void *a, const void *b)
{
    const LeadMove *x = a, *y = b;
    return (x->lead > y->lead) - (x->lead < y->lead);
}

/* Those that go along stand where their subjects are now, where there was none of the rule. */
static void move_along(Arena scratch, const uint8_t *merged, const LeadMoves *moves, LeadsOfRule *of)
{
    LeadMoveList along = {0};
    KeptLead *moved = new_raw(&scratch, KeptLead, moves->gone_along.len);
    ptrdiff_t stay = 0, go = 0, to = of->leads;
    for (ptrdiff_t i = 0; i < moves->gone_along.len; i++)
        vec_push(&scratch, &along, moves->gone_along.data[i]);
    if (along.len > 1)
        qsort(along.data, (size_t)along.len, sizeof(LeadMove), by_id);
    for (ptrdiff_t i = 0; along.len > 0 && i < of->leads; i++) {
        const KeptLead *lead = &of->lead[i];
        const LeadMove *move = bit_of(merged, lead->subject) ? find(&along, (LeadMove){.lead = lead->id}, by_id) : NULL;
        if (move) {
            moved[go] = of->lead[i];
            moved[go++].subject = (uint32_t)move->to;
        } else {
            of->lead[stay++] = of->lead[i];
        }
    }
    if (go > 1)
        qsort(moved, (size_t)go, sizeof *moved, by_lead);
    while (go > 0) /* from behind, where there is room */
        of->lead[--to] =
            stay > 0 && of->lead[stay - 1].subject > moved[go - 1].subject ? of->lead[--stay] : moved[--go];
}

static void read_rule(Arena *arena, const Merged *m, LeadsOfRule *of, uint8_t **ret_open, LeadMoves *ret_moves)
{
    HeldList held = {0};
    const uint8_t *merged = m->bits[of->employer];
    int64_t subjects = m->subjects[of->employer];
    if (of->open > 0)
        *ret_open = new (arena, uint8_t, subjects / 8 + 1);
    for (ptrdiff_t i = 0; i < of->leads; i++) {
        const KeptLead *lead = &of->lead[i];
        if (lead->subject > subjects)
            continue;
        if (bit_of(merged, lead->subject))
            vec_push(arena, &held, ((Held){lead->subject, lead->id}));
        if (lead->open)
            bit_set(*ret_open, lead->subject);
    }
    settle(arena, &held, of->employer, m->identify, ret_moves);
    open_along(m->identify, of->employer, subjects, *ret_open);
    move_along(*arena, merged, ret_moves, of);
}

void leads_before(Arena *arena, const Identify *identify, const RuleSet *rules, const Gathered *gathered,
                  LeadsKept *kept, LeadsBefore *ret)
{
    Merged merged = merged_in(arena, identify, gathered);
    *ret = (LeadsBefore){.open = new (arena, uint8_t *, rules->count + 1),
                         .moves = new (arena, LeadMoves, rules->count + 1)};
    for (ptrdiff_t i = 0; i < rules->count; i++) {
        LeadsOfRule *of = leads_of_rule(kept, rules->rule[i].code, rules->rule[i].employer);
        if (of)
            read_rule(arena, &merged, of, &ret->open[i], &ret->moves[i]);
        if (rules->rule[i].state != RULE_ON)
            ret->open[i] = NULL;
    }
}
