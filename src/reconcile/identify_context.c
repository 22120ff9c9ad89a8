/* What numbers leave open and the rest of a row settles, without any model.
 *
 * A slip: two numbers that differ by one digit, or by two neighbours exchanged, with the same name and full date of
 * birth are one person's – unless the population register knows both. */
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
        if (group_near(w, row, at - 1) && !births_apart(w->mark[row].birth, w->mark[at - 1].birth)) {
            partner_note(w, &s->known, group_of(w, row), at - 1);
            partner_note(w, &s->unknown, group_of(w, at - 1), row);
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
        if (partner_only(&s->known, group_of(w, (uint32_t)(known - 1))) == SEVERAL)
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
