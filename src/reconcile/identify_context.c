/* What numbers leave open and the rest of a row settles, without any model.
 *
 * A slip: two numbers that differ by one digit, or by two neighbours exchanged, with the same name and full date of
 * birth are one person's – unless the population register knows both. */
#include "base/pool.h"
#include "base/vec.h"
#include "reconcile/identify_internal.h"
#include "reconcile/identify_map.h"

/* ---- what speaks against it ---------------------------------------------------------------------- */

bool births_apart(uint32_t a, uint32_t b)
{
    uint32_t x = a & MARK_DAY, y = b & MARK_DAY, sexes = a >> MARK_SEX_AT | b >> MARK_SEX_AT;
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

void partner_note(Work *w, Partners *p, uint32_t group, uint32_t other)
{
    int64_t *at = identify_map_at(&p->of, (uint64_t)group + 1);
    if (*at == NOBODY)
        *at = (int64_t)other + 1;
    else if (*at != SEVERAL && group_of(w, (uint32_t)(*at - 1)) != group_of(w, other))
        *at = SEVERAL;
}

int64_t partner_only(const Partners *p, uint32_t group)
{
    return identify_map_get(&p->of, (uint64_t)group + 1);
}

static uint64_t birth_key(const Mark *m)
{
    uint32_t day = mark_day(m);
    return m->name && mark_full_day(day) ? link_mix(m->name, day) : 0;
}

typedef struct Slip {
    uint32_t known, unknown; /* rows */
} Slip;

typedef struct Share { /* of the rows */
    Arena memory;
    Vec(uint32_t) row; /* whose number the population register does not know */
    Vec(Slip) slip;
} Share;

typedef struct Slips {
    Work *w;
    IdentifyMap first; /* name and birth → row + 1 of one whose number the population register does not know … */
    uint32_t *next;    /* … and of each such row the one before, + 1 */
    uint64_t *keys;    /* a bit for each of these, at a place that others have too */
    int bits;          /* of the number of places */
    Share *share;
    Partners known, unknown;
} Slips;

static void list_unknown(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Slips *s = arg;
    const Work *w = s->w;
    for (ptrdiff_t share = from; share < to; share++)
        for (int64_t row = w->rows * share / SHARES; row < w->rows * (share + 1) / SHARES; row++) {
            uint32_t group = group_now(w, (uint32_t)row);
            if (!group_vouched(w, group) && w->number[group] && birth_key(&w->mark[row]))
                vec_push(&s->share[share].memory, &s->share[share].row, (uint32_t)row);
        }
}

static uint64_t place_of(const Slips *s, uint64_t key)
{
    return (key * 0x9e3779b97f4a7c15u) >> (64 - s->bits);
}

static void chain_unknown(Slips *s, uint32_t row)
{
    uint64_t key = birth_key(&s->w->mark[row]), place = place_of(s, key);
    int64_t *at = identify_map_at(&s->first, key);
    s->keys[place >> 6] |= UINT64_C(1) << (place & 63);
    s->next[row] = (uint32_t)*at;
    *at = (int64_t)row + 1;
}

/* Most rows have a name and birth date that nobody has whose number is unknown. */
static bool may_meet(const Slips *s, uint64_t key)
{
    uint64_t place = place_of(s, key);
    return key && s->keys[place >> 6] >> (place & 63) & 1;
}

static void look_for(const Slips *s, Share *share, uint32_t row, uint64_t key)
{
    const Work *w = s->w;
    for (uint32_t at = (uint32_t)identify_map_get(&s->first, key); at; at = s->next[at - 1])
        if (group_near(w, row, at - 1) && !births_apart(w->mark[row].birth, w->mark[at - 1].birth))
            vec_push(&share->memory, &share->slip, ((Slip){row, at - 1}));
}

static void look_for_known(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Slips *s = arg;
    const Work *w = s->w;
    for (ptrdiff_t share = from; share < to; share++)
        for (int64_t row = w->rows * share / SHARES; row < w->rows * (share + 1) / SHARES; row++) {
            uint64_t key = birth_key(&w->mark[row]);
            if (may_meet(s, key) && group_vouched(w, group_now(w, (uint32_t)row)))
                look_for(s, &s->share[share], (uint32_t)row, key);
        }
}

static void note_slip(Slips *s, Slip slip)
{
    Work *w = s->w;
    partner_note(w, &s->known, group_of(w, slip.known), slip.unknown);
    partner_note(w, &s->unknown, group_of(w, slip.unknown), slip.known);
}

static void join_slips(Slips *s)
{
    Work *w = s->w;
    for (int64_t i = 0; i < s->unknown.of.slots; i++) {
        int64_t known = s->unknown.of.key[i] ? s->unknown.of.value[i] : NOBODY;
        if (known <= NOBODY)
            continue;
        uint32_t group = (uint32_t)(s->unknown.of.key[i] - 1);
        if (partner_only(&s->known, group_of(w, (uint32_t)(known - 1))) == SEVERAL)
            continue;
        if (group_join(w, group, (uint32_t)(known - 1), true) && w->how[group] == HOW_ALONE)
            w->how[group] = HOW_CERTAIN;
    }
}

static void open_keys(Slips *s, Arena *memory)
{
    enum { SPARSE = 16, LEAST_BITS = 10 };
    ptrdiff_t rows = 0;
    for (int share = 0; share < SHARES; share++)
        rows += s->share[share].row.len;
    for (s->bits = LEAST_BITS; (ptrdiff_t)1 << s->bits < SPARSE * rows;)
        s->bits++;
    s->keys = new (memory, uint64_t, (ptrdiff_t)1 << (s->bits - 6));
    s->first = identify_map(memory, rows);
}

static void find_slips(Slips *s, Arena *memory)
{
    parallel_for(s->w->threads, SHARES, 1, list_unknown, s);
    open_keys(s, memory);
    for (int share = 0; share < SHARES; share++)
        for (ptrdiff_t i = 0; i < s->share[share].row.len; i++)
            chain_unknown(s, s->share[share].row.data[i]);
    if (s->first.count > 0)
        parallel_for(s->w->threads, SHARES, 1, look_for_known, s);
    for (int share = 0; share < SHARES; share++)
        for (ptrdiff_t i = 0; i < s->share[share].slip.len; i++)
            note_slip(s, s->share[share].slip.data[i]);
}

void identify_slips(Work *w)
{
    AUTO(arena_close) Arena memory = arena_open_large();
    Slips s = {.w = w,
               .next = new_raw(&memory, uint32_t, w->rows + 1), /* read of rows that are in a chain alone */
               .share = new (&memory, Share, SHARES)};
    s.known.of = identify_map(&memory, 64);
    s.unknown.of = identify_map(&memory, 64);
    for (int share = 0; share < SHARES; share++)
        s.share[share].memory = arena_open(ARENA_DEFAULT);
    find_slips(&s, &memory);
    for (int share = 0; share < SHARES; share++)
        arena_close(&s.share[share].memory);
    join_slips(&s);
}
