/* Rows that agree in their numbers, where few are other than in the last run.
 *
 * Rows that are as they were, and were joined with all that they agreed with, are together already.  Only what agrees
 * with a row of which this is not known is looked at: all rows of such an agreement, in their order, as without any
 * last run. */
#include "base/pool.h"
#include "base/vec.h"
#include "reconcile/identify_internal.h"

enum { SPARSE = 32, LEAST_BITS = 16, WORD_BITS = 6, OPEN_SHARE = 8 };

typedef struct Agreement {
    uint64_t hash;
    uint32_t row;
} Agreement;
typedef Vec(Agreement) Agreements;

typedef struct Few {
    Work *w;
    uint64_t *set;                 /* of hashes that are looked at, and few others */
    int bits;                      /* of the number of its words */
    Arena *memory;                 /* of each share of the rows */
    Vec(uint32_t) * open;          /* … those of which it is not known that they are with all they agree with */
    Agreements (*of)[AGREE_KINDS]; /* of each share, by row */
} Few;

static bool is_open(const Work *w, int64_t row)
{
    return w->worked[row] == NOT_MET || w->how[row] != HOW_KEPT || w->loose[row];
}

/* Three bits of one word: of hashes that are not in the set one in some dozens finds all taken. */
static uint64_t bits_of(uint64_t hash)
{
    enum { UPPER = 40, MASK = 63 };
    uint64_t three = hash * 0xff51afd7ed558ccdu >> UPPER;
    return UINT64_C(1) << (three & MASK) | UINT64_C(1) << (three >> WORD_BITS & MASK) |
           UINT64_C(1) << (three >> 2 * WORD_BITS & MASK);
}

static uint64_t *word_of(const Few *f, uint64_t hash)
{
    return &f->set[hash * 0x9e3779b97f4a7c15u >> (64 - f->bits)];
}

static void list_open(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Few *f = arg;
    for (ptrdiff_t share = from; share < to; share++) {
        int64_t row = f->w->rows * share / SHARES, end = f->w->rows * (share + 1) / SHARES;
        for (; row < end; row++)
            if (is_open(f->w, row))
                vec_push(&f->memory[share], &f->open[share], (uint32_t)row);
    }
}

static void fill_set(Few *f)
{
    for (int share = 0; share < SHARES; share++)
        for (ptrdiff_t i = 0; i < f->open[share].len; i++)
            for (int kind = 0; kind < AGREE_KINDS; kind++) {
                const Mark *m = &f->w->mark[f->open[share].data[i]];
                uint64_t hash = agree_hash(m, agree_social(kind), agree_by_birth(kind));
                if (hash)
                    *word_of(f, hash) |= bits_of(hash);
            }
}

static void list_shares(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Few *f = arg;
    for (ptrdiff_t share = from; share < to; share++) {
        int64_t row = f->w->rows * share / SHARES, end = f->w->rows * (share + 1) / SHARES;
        for (; row < end; row++)
            for (int kind = 0; kind < AGREE_KINDS; kind++) {
                uint64_t hash = agree_hash(&f->w->mark[row], agree_social(kind), agree_by_birth(kind));
                uint64_t bits = bits_of(hash);
                if (hash && (*word_of(f, hash) & bits) == bits)
                    vec_push(&f->memory[share], &f->of[share][kind], ((Agreement){hash, (uint32_t)row}));
            }
    }
}

typedef struct Slot {
    uint64_t hash; /* 0 = free */
    uint32_t row;
} Slot;

static uint32_t first_with(Slot *table, uint64_t slots, const Agreement *a)
{
    uint64_t at = a->hash & (slots - 1);
    while (table[at].hash && table[at].hash != a->hash)
        at = (at + 1) & (slots - 1);
    if (!table[at].hash)
        table[at] = (Slot){a->hash, a->row};
    return table[at].row;
}

static void join_kind(const Few *f, int kind)
{
    AUTO(arena_close) Arena memory = arena_open_large();
    uint64_t slots = 1024, count = 0;
    for (int share = 0; share < SHARES; share++)
        count += (uint64_t)f->of[share][kind].len;
    while (2 * slots < 3 * count)
        slots *= 2;
    Slot *table = new (&memory, Slot, (ptrdiff_t)slots);
    for (int share = 0; share < SHARES; share++)
        for (ptrdiff_t i = 0; i < f->of[share][kind].len; i++) {
            const Agreement *a = &f->of[share][kind].data[i];
            agree_join(f->w, a->row, first_with(table, slots, a));
        }
}

static int64_t find_open(const Few *f)
{
    int64_t open = 0;
    parallel_for(f->w->threads, SHARES, 1, list_open, (void *)f);
    for (int share = 0; share < SHARES; share++)
        open += f->open[share].len;
    return open;
}

static void join_few(Few *f, Arena *memory, int64_t open)
{
    int bits = LEAST_BITS;
    while ((int64_t)1 << bits < SPARSE * open)
        bits++;
    f->bits = bits - WORD_BITS;
    f->set = new (memory, uint64_t, (ptrdiff_t)1 << f->bits);
    fill_set(f);
    parallel_for(f->w->threads, SHARES, 1, list_shares, f);
    for (int kind = 0; kind < AGREE_KINDS; kind++)
        join_kind(f, kind);
}

bool agree_few(Work *w)
{
    if (!w->last.any)
        return false;
    AUTO(arena_close) Arena memory = arena_open_large();
    Few f = {.w = w, .memory = new (&memory, Arena, SHARES)};
    f.of = arena_alloc(&memory, sizeof *f.of, _Alignof(Agreements), SHARES);
    f.open = arena_alloc(&memory, sizeof *f.open, _Alignof(Agreements), SHARES);
    for (int share = 0; share < SHARES; share++)
        f.memory[share] = arena_open(ARENA_DEFAULT);
    int64_t open = find_open(&f);
    bool few = open <= w->rows / OPEN_SHARE;
    if (few)
        join_few(&f, &memory, open);
    for (int share = 0; share < SHARES; share++)
        arena_close(&f.memory[share]);
    return few;
}
