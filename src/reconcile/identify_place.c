/* A place of work: who is paid by an employer, and there is exactly one of that name (or of that number) among those
 * the employer insures and does not pay, is that person, where nothing speaks against it.  Is the name only alike, or
 * do the numbers differ in two digits, the two wait for a person's answer (identify_alike.c). */
#include "base/pool.h"
#include "base/vec.h"
#include "reconcile/identify_internal.h"
#include <string.h>

/* ---- who works where ------------------------------------------------------------------------------- */

WorkSide work_side(const Part *part)
{
    const RegisterSource *source = part->out->source;
    if (part->first < 0 || register_column(source, S("employer_tax_code")) < 0)
        return WORK_SIDES;
    return register_column(source, S("employer_code")) < 0 ? WORK_PAID : WORK_INSURED;
}

static void count_staff(const Work *w, Staff *staff)
{
    for (int side = 0; side < WORK_SIDES; side++)
        staff->first[side] = new (w->firms, uint32_t, (ptrdiff_t)staff->employers + 2);
    for (ptrdiff_t i = 0; i < w->parts; i++) {
        const IdentifyDelivery *out = w->part[i].out;
        WorkSide side = work_side(&w->part[i]);
        for (int64_t row = 0; side != WORK_SIDES && row < out->delivery.rows; row++)
            staff->first[side][out->employer[row] + 1] += out->employer[row] > 0;
    }
    for (int side = 0; side < WORK_SIDES; side++)
        for (int32_t e = 0; e <= staff->employers; e++)
            staff->first[side][e + 1] += staff->first[side][e];
}

static void list_staff(const Work *w, Staff *staff)
{
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    uint32_t *next[WORK_SIDES];
    for (int side = 0; side < WORK_SIDES; side++) {
        ptrdiff_t places = (ptrdiff_t)staff->employers + 2;
        next[side] = memcpy(new_raw(&memory, uint32_t, places), staff->first[side], (size_t)places * sizeof(uint32_t));
        staff->row[side] = new_raw(w->firms, uint32_t, (ptrdiff_t)staff->first[side][staff->employers + 1] + 1);
    }
    for (ptrdiff_t i = 0; i < w->parts; i++) {
        const IdentifyDelivery *out = w->part[i].out;
        WorkSide side = work_side(&w->part[i]);
        for (int64_t row = 0; side != WORK_SIDES && row < out->delivery.rows; row++)
            if (out->employer[row] > 0)
                staff->row[side][next[side][out->employer[row]]++] = (uint32_t)(w->part[i].first + row);
    }
}

const Staff *work_staff(Work *w)
{
    if (w->staff)
        return w->staff;
    Staff *staff = new (w->firms, Staff, 1);
    for (ptrdiff_t i = 0; i < w->parts; i++)
        for (int64_t row = 0; row < w->part[i].out->delivery.rows; row++)
            if (w->part[i].out->employer[row] > staff->employers)
                staff->employers = w->part[i].out->employer[row];
    count_staff(w, staff);
    list_staff(w, staff);
    for (int side = 0; side < WORK_SIDES; side++)
        for (int32_t e = 1; e <= staff->employers; e++)
            if (staff->first[side][e + 1] - staff->first[side][e] > staff->most)
                staff->most = staff->first[side][e + 1] - staff->first[side][e];
    return w->staff = staff;
}

/* ---- a table of one employer's people, emptied for the next ----------------------------------------- */

Desk desk_open(Arena *arena, ptrdiff_t most)
{
    uint32_t slots = 16;
    while (slots < 2 * most)
        slots *= 2;
    return (Desk){.key = new_raw(arena, uint64_t, slots), .value = new_raw(arena, uint32_t, slots)};
}

void desk_clear(Desk *desk, ptrdiff_t expected)
{
    desk->slots = 16;
    while (desk->slots < 2 * expected)
        desk->slots *= 2;
    memset(desk->key, 0, desk->slots * sizeof *desk->key);
}

static uint32_t slot_of(const Desk *desk, uint64_t key)
{
    uint32_t at = (uint32_t)(key * 0x9e3779b97f4a7c15u >> 32) & (desk->slots - 1);
    while (desk->key[at] && desk->key[at] != key)
        at = (at + 1) & (desk->slots - 1);
    return at;
}

uint32_t *desk_at(Desk *desk, uint64_t key)
{
    uint32_t at = slot_of(desk, key);
    if (!desk->key[at])
        desk->value[at] = 0;
    desk->key[at] = key;
    return &desk->value[at];
}

uint32_t desk_get(const Desk *desk, uint64_t key)
{
    uint32_t at = slot_of(desk, key);
    return desk->key[at] ? desk->value[at] : 0;
}

void desk_groups(const Work *w, Desk *desk, const uint32_t *row, ptrdiff_t rows)
{
    desk_clear(desk, rows);
    for (ptrdiff_t i = 0; i < rows; i++)
        *desk_at(desk, group_now(w, row[i]) + 1ull) = 1;
}

/* ---- the only one on either side ---------------------------------------------------------------------- */

enum { BY_NUMBER, BY_NAME, KEYS };
#define SEVERAL UINT32_MAX

typedef struct Match {
    uint32_t paid, insured; /* rows */
} Match;

typedef struct Places { /* a share of the employers */
    Work *w;
    const Staff *staff;
    bool again;
    Arena memory;
    Desk there[WORK_SIDES];    /* groups, + 1 */
    Desk by[KEYS][WORK_SIDES]; /* of who is on one side only: number or name → the row + 1, or SEVERAL */
    Vec(Match) match[KEYS];
} Places;

static uint64_t key_of(const Work *w, int by, uint32_t row, uint32_t group)
{
    return by == BY_NAME ? w->mark[row].name : w->number[group];
}

static void put_one(Places *p, Desk *to, uint64_t key, uint32_t row, uint32_t group)
{
    uint32_t *at = key ? desk_at(to, key) : NULL;
    if (at && *at == 0)
        *at = row + 1;
    else if (at && *at != SEVERAL && group_now(p->w, *at - 1) != group)
        *at = SEVERAL;
}

/* Those who are paid and not insured there, and those who are insured and not paid. */
static void stand_alone(Places *p, WorkSide side, const uint32_t *row, ptrdiff_t rows)
{
    for (int by = 0; by < KEYS; by++)
        desk_clear(&p->by[by][side], rows);
    for (ptrdiff_t i = 0; i < rows; i++) {
        uint32_t group = group_now(p->w, row[i]);
        if (desk_get(&p->there[!side], group + 1ull))
            continue;
        for (int by = 0; by < KEYS; by++)
            put_one(p, &p->by[by][side], key_of(p->w, by, row[i], group), row[i], group);
    }
}

static void list_matches(Places *p, int by, const uint32_t *row, ptrdiff_t rows)
{
    for (ptrdiff_t i = 0; i < rows; i++) {
        uint64_t key = key_of(p->w, by, row[i], group_now(p->w, row[i]));
        uint32_t insured =
            key && desk_get(&p->by[by][WORK_PAID], key) == row[i] + 1 ? desk_get(&p->by[by][WORK_INSURED], key) : 0;
        if (insured && insured != SEVERAL)
            vec_push(&p->memory, &p->match[by], ((Match){row[i], insured - 1}));
    }
}

static bool may_be(Work *w, uint32_t paid, uint32_t insured)
{
    uint64_t x = w->number[group_of(w, paid)], y = w->number[group_of(w, insured)];
    uint32_t whole = w->mark[group_of(w, paid)].birth, other = w->mark[group_of(w, insured)].birth;
    if (x && y && x != y && !group_near(w, paid, insured))
        return false;
    return !births_apart(whole, w->mark[insured].birth) && !births_apart(whole, other);
}

static void join_matches(Places *p, int by)
{
    Work *w = p->w;
    for (ptrdiff_t i = 0; i < p->match[by].len; i++) {
        Match m = p->match[by].data[i];
        if (may_be(w, m.paid, m.insured) && group_join(w, m.paid, m.insured, true) && w->how[m.paid] == HOW_ALONE)
            w->how[m.paid] = HOW_CERTAIN;
    }
}

static bool any_joined(const Work *w, const uint32_t *row, ptrdiff_t rows)
{
    for (ptrdiff_t i = 0; i < rows; i++)
        if (group_joined(w, row[i]))
            return true;
    return false;
}

/* Where nobody's group is other than it was the first time, the same would be found and come to the same. */
static void look_at(Places *p, int32_t employer)
{
    ptrdiff_t rows[WORK_SIDES];
    const uint32_t *row[WORK_SIDES];
    for (int side = 0; side < WORK_SIDES; side++)
        row[side] = staff_rows(p->staff, (WorkSide)side, employer, &rows[side]);
    if (rows[WORK_PAID] == 0 || rows[WORK_INSURED] == 0)
        return;
    if (p->again && !any_joined(p->w, row[WORK_PAID], rows[WORK_PAID]) &&
        !any_joined(p->w, row[WORK_INSURED], rows[WORK_INSURED]))
        return;
    for (int side = 0; side < WORK_SIDES; side++)
        desk_groups(p->w, &p->there[side], row[side], rows[side]);
    for (int side = 0; side < WORK_SIDES; side++)
        stand_alone(p, (WorkSide)side, row[side], rows[side]);
    for (int by = 0; by < KEYS; by++)
        list_matches(p, by, row[WORK_PAID], rows[WORK_PAID]);
}

static void look_at_share(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    for (ptrdiff_t share = from; share < to; share++) {
        Places *p = (Places *)arg + share;
        for (int side = 0; side < WORK_SIDES; side++) {
            p->there[side] = desk_open(&p->memory, p->staff->most);
            for (int by = 0; by < KEYS; by++)
                p->by[by][side] = desk_open(&p->memory, p->staff->most);
        }
        for (int32_t e = staff_share(p->staff, (int)share); e < staff_share(p->staff, (int)share + 1); e++) {
            staff_fetch(p->w, p->staff, e);
            look_at(p, e);
        }
    }
}

/* Rows and groups of those who work at an employer stand anywhere: what is asked of them is on its way while others are
 * looked at, first of their rows, then of their groups. */
void staff_fetch(const Work *w, const Staff *staff, int32_t employer)
{
    enum { FAR = 4, AHEAD = 2, MOST = 128 };
    for (int side = 0; side < WORK_SIDES; side++) {
        ptrdiff_t rows = 0;
        const uint32_t *row =
            employer + FAR <= staff->employers ? staff_rows(staff, (WorkSide)side, employer + FAR, &rows) : NULL;
        for (ptrdiff_t i = 0; i < rows && i < MOST; i++) {
            __builtin_prefetch(&w->parent[row[i]]);
            __builtin_prefetch(&w->mark[row[i]].name);
        }
        rows = 0;
        row = employer + AHEAD <= staff->employers ? staff_rows(staff, (WorkSide)side, employer + AHEAD, &rows) : NULL;
        for (ptrdiff_t i = 0; i < rows && i < MOST; i++)
            __builtin_prefetch(&w->number[w->parent[row[i]]]);
    }
}

/* Large employers have low numbers: shares have about as many rows each. */
int32_t staff_share(const Staff *staff, int share)
{
    const uint32_t *paid = staff->first[WORK_PAID], *insured = staff->first[WORK_INSURED];
    int32_t low = 1, high = staff->employers + 1;
    int64_t before = ((int64_t)paid[high] + insured[high]) * share / SHARES;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if ((int64_t)paid[middle] + insured[middle] < before)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void identify_places(Work *w, bool again)
{
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    const Staff *staff = work_staff(w);
    Places *p = new (&memory, Places, SHARES);
    for (int share = 0; share < SHARES; share++)
        p[share] = (Places){.w = w, .staff = staff, .again = again, .memory = arena_open(ARENA_DEFAULT)};
    parallel_for(w->threads, SHARES, 1, look_at_share, p);
    for (int by = 0; by < KEYS; by++)
        for (int share = 0; share < SHARES; share++)
            join_matches(&p[share], by);
    for (int share = 0; share < SHARES; share++)
        arena_close(&p[share].memory);
}
