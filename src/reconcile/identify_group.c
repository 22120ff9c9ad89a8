/* Groups of rows that are one person: joined by numbers, or by what others found. */
#include "base/pool.h"
#include "linkage/kind.h"
#include "linkage/value.h"
#include "reconcile/identify_internal.h"

static const uint64_t TWELVE = UINT64_C(12)
                               << 52; /* how many digits a personal number has, as link_digits_compare has it */

enum { CHUNK = 1 << 16 }; /* rows of one thread at a time; no two write to one byte of bits */

/* Each row by itself. */
static void begin_some(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Work *w = arg;
    for (ptrdiff_t i = from; i < to; i++) {
        w->parent[i] = (uint32_t)i;
        w->number[i] = w->mark[i].personal;
    }
    for (ptrdiff_t p = 0; p < w->parts; p++) {
        const Part *part = &w->part[p];
        int64_t i = part->first > from ? part->first : from, end = part->first + part->out->delivery.rows;
        if (part->first < 0 || !str_eq(part->out->source->code, S("population")))
            continue;
        for (; i < end && i < to; i++)
            if (w->mark[i].personal)
                w->vouched[i >> 3] |= (uint8_t)(1u << (i & 7));
    }
}

void group_begin(Work *w)
{
    w->parent = new_raw(w->room, uint32_t, w->rows + 1);
    w->number = new_raw(w->room, uint64_t, w->rows + 1);
    w->vouched = new (w->room, uint8_t, w->rows / 8 + 1);
    parallel_for(w->threads, w->rows, CHUNK, begin_some, w);
}

bool group_vouched(const Work *w, uint32_t lowest)
{
    return __atomic_load_n(&w->vouched[lowest >> 3], __ATOMIC_RELAXED) >> (lowest & 7) & 1;
}

LinkDigitsAre group_digits(uint64_t number, uint64_t other)
{
    return link_digits_compare(number | TWELVE, other | TWELVE);
}

bool group_near(const Work *w, uint32_t a, uint32_t b)
{
    uint32_t x = group_at(w, a), y = group_at(w, b);
    uint64_t number = w->number[x], other = w->number[y];
    if (!number || !other || number == other || (group_vouched(w, x) && group_vouched(w, y)))
        return false;
    LinkDigitsAre are = group_digits(number, other);
    return are == LINK_DIGITS_ONE_WRONG || are == LINK_DIGITS_EXCHANGED;
}

uint32_t group_of(Work *w, uint32_t row)
{
    while (w->parent[row] != row)
        row = w->parent[row] = w->parent[w->parent[row]];
    return row;
}

/* Others may find their way through a row that is shortened meanwhile: it leads to the same. */
static void flatten_some(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Work *w = arg;
    for (ptrdiff_t row = from; row < to; row++)
        __atomic_store_n(&w->parent[row], group_at(w, (uint32_t)row), __ATOMIC_RELAXED);
}

void group_flatten(Work *w)
{
    parallel_for(w->threads, w->rows, CHUNK, flatten_some, w);
}

void group_watch(Work *w)
{
    group_flatten(w);
    w->joined = new (w->room, uint8_t, w->rows / 8 + 1);
}

static void note_joined(Work *w, uint32_t a, uint32_t b)
{
    if (!w->joined)
        return;
    w->joined[a >> 3] |= (uint8_t)(1u << (a & 7));
    w->joined[b >> 3] |= (uint8_t)(1u << (b & 7));
}

/* ---- what labels forbid --------------------------------------------------------------------- */

static bool parted(Work *w, uint32_t a, uint32_t b)
{
    for (ptrdiff_t i = 0; i < w->labels; i++) {
        const Label *l = &w->label[i];
        if (l->yes || l->row[0] < 0 || l->row[1] < 0)
            continue;
        uint32_t x = group_of(w, (uint32_t)l->row[0]), y = group_of(w, (uint32_t)l->row[1]);
        if ((x == a && y == b) || (x == b && y == a))
            return true;
    }
    return false;
}

bool group_may(Work *w, uint32_t a, uint32_t b)
{
    uint32_t x = group_of(w, a), y = group_of(w, b);
    return x != y && !(w->number[x] && w->number[y] && w->number[x] != w->number[y]);
}

/* Of groups that nothing joins, and of which no label speaks, several threads may join each its own. */
bool group_join(Work *w, uint32_t a, uint32_t b, bool forced)
{
    uint32_t x = group_of(w, a), y = group_of(w, b);
    if (x == y)
        return true;
    if (!forced && w->number[x] && w->number[y] && w->number[x] != w->number[y])
        return false;
    if (w->barred[x >> 3] & 1u << (x & 7))
        if (w->barred[y >> 3] & 1u << (y & 7))
            if (parted(w, x, y))
                return false;
    uint32_t low = x < y ? x : y, high = x < y ? y : x;
    if (w->barred[high >> 3] & 1u << (high & 7))
        w->barred[low >> 3] |= (uint8_t)(1u << (low & 7));
    bool vouched = group_vouched(w, high) && !group_vouched(w, low);
    if (!w->number[low] || vouched)
        w->number[low] = w->number[high];
    if (vouched) /* of neighbours others may be told the same */
        __atomic_fetch_or(&w->vouched[low >> 3], (uint8_t)(1u << (low & 7)), __ATOMIC_RELAXED);
    w->parent[high] = low;
    note_joined(w, low, high);
    return true;
}

/* ---- the certain rule ------------------------------------------------------------------------- */

/* Rows that agree in a number and in name or birth: of each the first in order that it agrees with. */
typedef struct Agreeing {
    Work *w;
    bool social, by_birth;
    uint32_t *first; /* of each row; itself where there is none before it */
} Agreeing;

static uint64_t agreement_of(const Agreeing *a, const Mark *m)
{
    return agree_hash(m, a->social, a->by_birth);
}

typedef struct Slot {
    uint32_t row, hash; /* row + 1, 0 = free; upper half of the hash */
} Slot;

static uint32_t first_with(const Agreeing *a, Slot *table, uint64_t slots, uint64_t hash, uint32_t row)
{
    for (uint64_t at = hash & (slots - 1);; at = (at + 1) & (slots - 1)) {
        if (!table[at].row)
            table[at] = (Slot){row + 1, (uint32_t)(hash >> 32)};
        uint32_t first = table[at].row - 1;
        if (table[at].hash == (uint32_t)(hash >> 32) && agreement_of(a, &a->w->mark[first]) == hash)
            return first;
    }
}

/* Rows on their way to a table whose slots lie anywhere: the slot of the last is fetched, then what stands there. */
enum { WAITING = 32 };
typedef struct Waiting {
    uint64_t hash[WAITING];
    uint32_t row[WAITING], count;
} Waiting;

static void fetch_first(const Agreeing *a, const Slot *table, uint64_t slots, uint64_t hash)
{
    const Slot *slot = &table[hash & (slots - 1)];
    if (slot->row && slot->hash == (uint32_t)(hash >> 32))
        __builtin_prefetch(&a->w->mark[slot->row - 1]);
}

static void let_in(const Agreeing *a, Waiting *wait, Slot *table, uint64_t slots, uint64_t hash, uint32_t row)
{
    uint32_t at = wait->count++ % WAITING, middle = (at + WAITING / 2) % WAITING;
    if (wait->count > WAITING)
        a->first[wait->row[at]] = first_with(a, table, slots, wait->hash[at], wait->row[at]);
    wait->hash[at] = hash;
    wait->row[at] = row;
    __builtin_prefetch(&table[hash & (slots - 1)], 1);
    if (wait->count > WAITING / 2)
        fetch_first(a, table, slots, wait->hash[middle]);
}

static void let_last_in(const Agreeing *a, const Waiting *wait, Slot *table, uint64_t slots)
{
    uint32_t from = wait->count > WAITING ? wait->count - WAITING : 0;
    for (uint32_t i = from; i < wait->count; i++)
        a->first[wait->row[i % WAITING]] = first_with(a, table, slots, wait->hash[i % WAITING], wait->row[i % WAITING]);
}

/* The rows whose hash falls to this thread; others see other hashes, so nothing is shared. */
static void agree_share(const Agreeing *a, uint64_t share, uint64_t shares)
{
    const Work *w = a->w;
    uint64_t slots = 1024, count = 0;
    for (int64_t row = 0; row < w->rows; row++) {
        uint64_t hash = agreement_of(a, &w->mark[row]);
        count += hash && (hash >> 40) % shares == share;
    }
    while (2 * slots < 3 * count)
        slots *= 2;
    AUTO(arena_close) Arena memory = arena_open_large();
    Slot *table = new (&memory, Slot, (ptrdiff_t)slots);
    Waiting wait = {.count = 0};
    for (int64_t row = 0; row < w->rows; row++) {
        uint64_t hash = agreement_of(a, &w->mark[row]);
        if ((hash >> 40) % shares != share)
            continue;
        if (hash)
            let_in(a, &wait, table, slots, hash, (uint32_t)row);
        else
            a->first[row] = (uint32_t)row;
    }
    let_last_in(a, &wait, table, slots);
}

static void agree(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Agreeing *a = arg;
    for (ptrdiff_t share = from; share < to; share++)
        agree_share(a, (uint64_t)share, (uint64_t)a->w->threads);
}

/* The same number and name, but another sex, or a birth date of which hardly anything is the same: left to the engine,
 * which weighs it. */
static bool contradicts(const Mark *a, const Mark *b)
{
    uint32_t x = mark_day(a), y = mark_day(b), sexes = a->birth >> MARK_SEX_AT | b->birth >> MARK_SEX_AT;
    bool other_name = a->name && b->name && a->name != b->name;
    if (!mark_full_day(x) || !mark_full_day(y))
        return false;
    bool year = x >> 9 == y >> 9, rest = (x & 511) == (y & 511);
    return (!year && !rest) || (other_name && sexes == 3);
}

/* The numbers of their groups differ, and yet: both rows have the number of one of the groups, the other group has a
 * slip of it already; or they agree in the SI number, name and birth, and one personal number is a slip of the other.
 */
static bool agree_still(Work *w, uint32_t a, uint32_t b)
{
    const Mark *x = &w->mark[a], *y = &w->mark[b];
    uint32_t group = group_of(w, a), with = group_of(w, b);
    if (x->personal && x->personal == y->personal && !(group_vouched(w, group) && group_vouched(w, with)))
        return x->personal == w->number[group] || x->personal == w->number[with];
    return x->name == y->name && mark_full_day(mark_day(x)) && mark_day(x) == mark_day(y) && group_near(w, a, b);
}

/* Most are together already: what joins them again changes nothing. */
static bool is_joined(Work *w, uint32_t row, uint32_t first)
{
    return first == row || (w->how[row] != HOW_ALONE && group_of(w, row) == group_of(w, first));
}

void agree_join(Work *w, uint32_t row, uint32_t first)
{
    if (is_joined(w, row, first))
        return;
    if (contradicts(&w->mark[row], &w->mark[first]) || !group_join(w, row, first, agree_still(w, row, first)))
        w->loose[row] = 1;
    else if (w->how[row] == HOW_ALONE)
        w->how[row] = HOW_CERTAIN;
}

static void join_agreeing(Work *w, const uint32_t *first)
{
    enum { AHEAD = 16 };
    for (int64_t i = 0; i < w->rows; i++) {
        if (i + AHEAD < w->rows)
            __builtin_prefetch(&w->parent[first[i + AHEAD]]);
        agree_join(w, (uint32_t)i, first[i]);
    }
}

static void agree_all(Work *w)
{
    AUTO(arena_close) Arena memory = arena_open_large();
    Agreeing a = {.w = w, .first = new_raw(&memory, uint32_t, w->rows + 1)};
    for (int kind = 0; kind < AGREE_KINDS; kind++) {
        a.social = agree_social(kind);
        a.by_birth = agree_by_birth(kind);
        parallel_for(w->threads, w->threads, 1, agree, &a);
        join_agreeing(w, a.first);
    }
}

void group_certain(Work *w)
{
    if (!agree_few(w))
        agree_all(w);
}
