/* What numbers leave open and the rest of a row settles, without any model.
 *
 * A slip: two numbers that differ by one digit, or by two neighbours exchanged, with the same name and full date of
 * birth are one person's – unless the population register knows both.
 *
 * A place of work: who is paid by an employer, and there is exactly one of that name (or of that number) among those
 * the employer insures and does not pay, is that person, where nothing speaks against it. */
#include "linkage/kind.h"
#include "reconcile/identify_internal.h"
#include "reconcile/identify_map.h"

/* ---- what speaks against it ---------------------------------------------------------------------- */

/* Another sex, another year, or full dates that agree in less than two of day, month and year. */
static bool apart(const Mark *a, const Mark *b)
{
    uint32_t x = mark_day(a), y = mark_day(b), sexes = a->birth >> MARK_SEX_AT | b->birth >> MARK_SEX_AT;
    if (sexes == 3)
        return true;
    if (!x || !y)
        return false;
    if (!mark_full_day(x) || !mark_full_day(y))
        return x >> 9 != y >> 9;
    int alike = (x >> 9 == y >> 9) + ((x >> 5 & 15) == (y >> 5 & 15)) + ((x & 31) == (y & 31));
    bool turned = x >> 9 == y >> 9 && (x >> 5 & 15) == (y & 31) && (x & 31) == (y >> 5 & 15);
    return alike < 2 && !turned;
}

/* ---- slips ------------------------------------------------------------------------------------------- */

enum { NOBODY = 0, SEVERAL = -1 };

typedef struct Partners { /* of groups, by their lowest rows: the row of the only other, + 1, or SEVERAL */
    IdentifyMap of;
} Partners;

static void note(Work *w, Partners *p, uint32_t group, uint32_t other)
{
    int64_t *at = identify_map_at(&p->of, (uint64_t)group + 1);
    if (*at == NOBODY)
        *at = (int64_t)other + 1;
    else if (*at != SEVERAL && group_of(w, (uint32_t)(*at - 1)) != group_of(w, other))
        *at = SEVERAL;
}

static int64_t only(const Partners *p, uint32_t group)
{
    return identify_map_get(&p->of, (uint64_t)group + 1);
}

static uint64_t birth_key(const Mark *m)
{
    uint32_t day = mark_day(m);
    return m->name && mark_full_day(day) ? link_mix(m->name, day) : 0;
}

typedef struct Slips {
    Work *w;
    IdentifyMap first; /* name and birth → row + 1 of one whose number the population register does not know … */
    uint32_t *next;    /* … and of each such row the one before, + 1 */
    Partners known, unknown;
} Slips;

static void list_unknown(Slips *s)
{
    Work *w = s->w;
    for (int64_t i = 0; i < w->rows; i++) {
        uint32_t row = (uint32_t)i, group = group_of(w, row);
        uint64_t key = w->number[group] && !group_vouched(w, group) ? birth_key(&w->mark[row]) : 0;
        if (!key)
            continue;
        int64_t *at = identify_map_at(&s->first, key);
        s->next[row] = (uint32_t)*at;
        *at = i + 1;
    }
}

static void look_for(Slips *s, uint32_t row)
{
    Work *w = s->w;
    uint64_t key = birth_key(&w->mark[row]);
    for (uint32_t at = key ? (uint32_t)identify_map_get(&s->first, key) : 0; at; at = s->next[at - 1])
        if (group_near(w, row, at - 1) && !apart(&w->mark[row], &w->mark[at - 1])) {
            note(w, &s->known, group_of(w, row), at - 1);
            note(w, &s->unknown, group_of(w, at - 1), row);
        }
}

static void join_slips(Slips *s)
{
    Work *w = s->w;
    for (int64_t i = 0; i < s->unknown.of.slots; i++) {
        int64_t known = s->unknown.of.key[i] ? s->unknown.of.value[i] : NOBODY;
        if (known <= NOBODY)
            continue;
        uint32_t group = (uint32_t)(s->unknown.of.key[i] - 1);
        if (only(&s->known, group_of(w, (uint32_t)(known - 1))) == SEVERAL)
            continue;
        if (group_join(w, group, (uint32_t)(known - 1), true) && w->how[group] == HOW_ALONE)
            w->how[group] = HOW_CERTAIN;
    }
}

void identify_slips(Work *w)
{
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    Slips s = {.w = w, .next = new (&memory, uint32_t, w->rows + 1)};
    s.first = identify_map(&memory, 1024);
    s.known.of = identify_map(&memory, 64);
    s.unknown.of = identify_map(&memory, 64);
    list_unknown(&s);
    for (int64_t row = 0; row < w->rows && s.first.count > 0; row++)
        if (group_vouched(w, group_of(w, (uint32_t)row)))
            look_for(&s, (uint32_t)row);
    join_slips(&s);
}

/* ---- places of work -------------------------------------------------------------------------------- */

typedef struct Places {
    Work *w;
    Arena *memory;
    IdentifyMap paid, insured;         /* (employer, group): is there */
    Partners by_name[2], by_number[2]; /* (employer, name or number) → the row + 1 of those paid, of those insured */
} Places;

typedef enum Side { PAID, INSURED, NEITHER } Side;

static Side side_of(const Part *part)
{
    const RegisterSource *source = part->out->source;
    if (part->first < 0 || register_column(source, S("employer_tax_code")) < 0)
        return NEITHER;
    return register_column(source, S("employer_code")) < 0 ? PAID : INSURED;
}

static void each_place(Places *p, void (*each)(Places *p, Side side, int32_t employer, uint32_t row))
{
    for (ptrdiff_t i = 0; i < p->w->parts; i++) {
        const Part *part = &p->w->part[i];
        Side side = side_of(part);
        for (int64_t row = 0; side != NEITHER && row < part->out->delivery.rows; row++)
            if (part->out->employer[row] > 0)
                each(p, side, part->out->employer[row], (uint32_t)(part->first + row));
    }
}

static uint64_t place_key(int32_t employer, uint64_t what)
{
    return link_mix((uint64_t)employer, what);
}

static void stand(Places *p, Side side, int32_t employer, uint32_t row)
{
    *identify_map_at(side == PAID ? &p->paid : &p->insured, place_key(employer, group_of(p->w, row) + 1ull)) = 1;
}

static void put_partner(const Places *p, Partners *to, uint64_t key, uint32_t row)
{
    int64_t *at = identify_map_at(&to->of, key);
    if (*at == NOBODY)
        *at = (int64_t)row + 1;
    else if (*at != SEVERAL && group_of(p->w, (uint32_t)(*at - 1)) != group_of(p->w, row))
        *at = SEVERAL;
}

/* Those who are paid and not insured there, and those who are insured and not paid. */
static void stand_alone(Places *p, Side side, int32_t employer, uint32_t row)
{
    const Mark *m = &p->w->mark[row];
    uint32_t group = group_of(p->w, row);
    if (identify_map_get(side == PAID ? &p->insured : &p->paid, place_key(employer, group + 1ull)))
        return;
    if (m->name)
        put_partner(p, &p->by_name[side], place_key(employer, m->name), row);
    if (p->w->number[group])
        put_partner(p, &p->by_number[side], place_key(employer, p->w->number[group]), row);
}

static bool may_be(Work *w, uint32_t paid, uint32_t insured)
{
    uint64_t x = w->number[group_of(w, paid)], y = w->number[group_of(w, insured)];
    const Mark *whole = &w->mark[group_of(w, paid)], *other = &w->mark[group_of(w, insured)];
    if (x && y && x != y && !group_near(w, paid, insured))
        return false;
    return !apart(whole, &w->mark[insured]) && !apart(whole, other);
}

static void join_partners(Places *p, const Partners side[2])
{
    Work *w = p->w;
    for (int64_t i = 0; i < side[PAID].of.slots; i++) {
        int64_t paid = side[PAID].of.key[i] ? side[PAID].of.value[i] : NOBODY;
        int64_t insured = paid > NOBODY ? identify_map_get(&side[INSURED].of, side[PAID].of.key[i]) : NOBODY;
        if (insured <= NOBODY)
            continue;
        uint32_t a = (uint32_t)(paid - 1), b = (uint32_t)(insured - 1);
        if (may_be(w, a, b) && group_join(w, a, b, true) && w->how[a] == HOW_ALONE)
            w->how[a] = HOW_CERTAIN;
    }
}

void identify_places(Work *w)
{
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    Places p = {.w = w, .memory = &memory};
    p.paid = identify_map(&memory, 1024);
    p.insured = identify_map(&memory, 1024);
    for (int side = PAID; side <= INSURED; side++) {
        p.by_name[side].of = identify_map(&memory, 64);
        p.by_number[side].of = identify_map(&memory, 64);
    }
    each_place(&p, stand);
    each_place(&p, stand_alone);
    join_partners(&p, p.by_number);
    join_partners(&p, p.by_name);
}
