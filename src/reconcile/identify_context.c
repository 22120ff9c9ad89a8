/* What numbers leave open and the rest of a row settles, without any model.
 *
 * A slip: two numbers that differ by one digit, or by two neighbours exchanged, with the same name and full date of
 * birth are one person's – unless the population register knows both.
 *
 * A place of work: who is paid by an employer, and there is exactly one of that name (or of that number) among those
 * the employer insures and does not pay, is that person, where nothing speaks against it.  Is the name only alike,
 * or do the numbers differ in two digits, the two wait for a person's answer. */
#include "base/vec.h"
#include "reconcile/identify_internal.h"
#include "reconcile/identify_map.h"
#include <stdlib.h>
#include <string.h>

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

/* Rows that stand at a place of work, of one side: maps of them need not grow. */
static int64_t rows_of(const Work *w, Side side)
{
    int64_t rows = 0;
    for (ptrdiff_t i = 0; i < w->parts; i++)
        rows += side_of(&w->part[i]) == side ? w->part[i].out->delivery.rows : 0;
    return rows;
}

static Places places_open(Work *w, Arena *memory)
{
    return (Places){.w = w,
                    .memory = memory,
                    .paid = identify_map(memory, rows_of(w, PAID)),
                    .insured = identify_map(memory, rows_of(w, INSURED))};
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
    Places p = places_open(w, &memory);
    for (int side = PAID; side <= INSURED; side++) {
        p.by_name[side].of = identify_map(&memory, 64);
        p.by_number[side].of = identify_map(&memory, 64);
    }
    each_place(&p, stand);
    each_place(&p, stand_alone);
    join_partners(&p, p.by_number);
    join_partners(&p, p.by_name);
}

/* ---- who may be one at a place of work ------------------------------------------------------------- */

/* One of those who are paid and insured nowhere, or of those who are insured at the place and not paid there. */
typedef struct Waiting {
    int32_t employer;
    uint32_t row;
    Str *cell;
    LinkValue name;
} Waiting;
typedef Vec(Waiting) WaitingList;

typedef struct Hall { /* all of them */
    Places p;
    uint8_t *insured_at_all; /* a bit of the lowest row of each group */
    WaitingList side[2];
} Hall;

static void note_insured(Hall *h)
{
    Work *w = h->p.w;
    for (ptrdiff_t i = 0; i < w->parts; i++) {
        const Part *part = &w->part[i];
        for (int64_t row = 0; side_of(part) == INSURED && row < part->out->delivery.rows; row++) {
            uint32_t group = group_of(w, (uint32_t)(part->first + row));
            h->insured_at_all[group >> 3] |= (uint8_t)(1u << (group & 7));
        }
    }
}

static void wait_alone(Hall *h, Side side, int32_t employer, uint32_t row)
{
    uint32_t group = group_of(h->p.w, row);
    bool there = identify_map_get(side == PAID ? &h->p.insured : &h->p.paid, place_key(employer, group + 1ull));
    if (there || (side == PAID && h->insured_at_all[group >> 3] >> (group & 7) & 1))
        return;
    Waiting one = {.employer = employer, .row = row};
    vec_push(h->p.memory, &h->side[side], one);
}

static int by_employer(const void *a, const void *b)
{
    const Waiting *x = a, *y = b;
    if (x->employer != y->employer)
        return x->employer < y->employer ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* Those whose place has somebody on the other side. */
static void keep_met(WaitingList *list, const WaitingList *other)
{
    ptrdiff_t kept = 0, k = 0;
    for (ptrdiff_t i = 0; i < list->len; i++) {
        while (k < other->len && other->data[k].employer < list->data[i].employer)
            k++;
        if (k < other->len && other->data[k].employer == list->data[i].employer)
            list->data[kept++] = list->data[i];
    }
    list->len = kept;
}

static int by_row(const void *a, const void *b)
{
    const Waiting *x = *(Waiting *const *)a, *y = *(Waiting *const *)b;
    return x->row < y->row ? -1 : x->row > y->row;
}

static Err *read_names(Hall *h, WaitingList *list)
{
    Arena *memory = h->p.memory;
    Waiting **order = new (memory, Waiting *, list->len + 1);
    uint32_t *row = new (memory, uint32_t, list->len + 1);
    LinkParse parse = {.style = LINK_VIETNAMESE, .pivot_year = LINK_PIVOT_YEAR};
    for (ptrdiff_t i = 0; i < list->len; i++)
        order[i] = &list->data[i];
    if (list->len > 1)
        qsort(order, (size_t)list->len, sizeof *order, by_row);
    for (ptrdiff_t i = 0; i < list->len; i++)
        row[i] = order[i]->row;
    LinkingCells *cell = new (memory, LinkingCells, list->len + 1);
    TRY(identify_cells(h->p.w, memory, row, list->len, cell));
    for (ptrdiff_t i = 0; i < list->len; i++) {
        parse.scratch = *memory;
        LinkValue name = link_kind_name.parse(&parse, cell[i][LINKING_NAME]);
        order[i]->cell = cell[i];
        order[i]->name = name;
        if (name.blob)
            order[i]->name.blob = memcpy(new_raw(memory, uint64_t, name.bytes / 8), name.blob, (size_t)name.bytes);
    }
    return NULL;
}

/* Numbers that are both sound and far from each other are of two persons, whatever they are called. */
static bool numbers_allow(Work *w, uint32_t a, uint32_t b)
{
    uint64_t x = w->number[group_of(w, a)], y = w->number[group_of(w, b)];
    return !x || !y || x == y || group_digits(x, y) >= LINK_DIGITS_TWO_WRONG;
}

static bool alike(const Hall *h, const Waiting *a, const Waiting *b)
{
    Work *w = h->p.w;
    if (!a->name.blob || !b->name.blob || !numbers_allow(w, a->row, b->row))
        return false;
    const Mark *x = &w->mark[group_of(w, a->row)], *y = &w->mark[b->row];
    bool same = w->mark[a->row].name == y->name;
    int level = same ? link_kind_name.level_count
                     : link_kind_name.compare((LinkView){1, a->name.blob}, (LinkView){2, b->name.blob});
    return 2 * level >= link_kind_name.level_count && !apart(x, y); /* from one letter on */
}

/* The only two that are alike at their place wait for a person's answer. */
static void meet(Hall *h, Waiting *paid, ptrdiff_t paids, Waiting *insured, ptrdiff_t insureds)
{
    Work *w = h->p.w;
    Partners of[2] = {{identify_map(h->p.memory, 64)}, {identify_map(h->p.memory, 64)}};
    for (ptrdiff_t i = 0; i < paids; i++)
        for (ptrdiff_t k = 0; k < insureds; k++)
            if (alike(h, &paid[i], &insured[k])) {
                note(w, &of[PAID], group_of(w, paid[i].row), insured[k].row);
                note(w, &of[INSURED], group_of(w, insured[k].row), paid[i].row);
            }
    for (ptrdiff_t i = 0; i < paids; i++)
        for (ptrdiff_t k = 0; k < insureds; k++) {
            bool both = only(&of[PAID], group_of(w, paid[i].row)) == (int64_t)insured[k].row + 1 &&
                        only(&of[INSURED], group_of(w, insured[k].row)) == (int64_t)paid[i].row + 1;
            if (both)
                identify_leave(w, paid[i].row, insured[k].row, paid[i].cell, insured[k].cell);
        }
}

static ptrdiff_t same_place(const WaitingList *list, ptrdiff_t from)
{
    ptrdiff_t to = from;
    while (to < list->len && list->data[to].employer == list->data[from].employer)
        to++;
    return to - from;
}

Err *identify_alike(Work *w)
{
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    Hall h = {.p = places_open(w, &memory), .insured_at_all = new (&memory, uint8_t, w->rows / 8 + 1)};
    if (!w->model)
        return NULL;
    each_place(&h.p, stand);
    note_insured(&h);
    for (ptrdiff_t i = 0; i < w->parts; i++) {
        const Part *part = &w->part[i];
        Side side = side_of(part);
        for (int64_t row = 0; side != NEITHER && row < part->out->delivery.rows; row++)
            if (part->out->employer[row] > 0)
                wait_alone(&h, side, part->out->employer[row], (uint32_t)(part->first + row));
    }
    for (int side = PAID; side <= INSURED; side++)
        if (h.side[side].len > 1)
            qsort(h.side[side].data, (size_t)h.side[side].len, sizeof(Waiting), by_employer);
    keep_met(&h.side[PAID], &h.side[INSURED]);
    keep_met(&h.side[INSURED], &h.side[PAID]);
    TRY(err_keep(w->arena, read_names(&h, &h.side[PAID])));
    TRY(err_keep(w->arena, read_names(&h, &h.side[INSURED])));
    for (ptrdiff_t i = 0, k = 0; i < h.side[PAID].len;) {
        ptrdiff_t paids = same_place(&h.side[PAID], i), insureds = same_place(&h.side[INSURED], k);
        meet(&h, &h.side[PAID].data[i], paids, &h.side[INSURED].data[k], insureds);
        i += paids;
        k += insureds;
    }
    return NULL;
}
