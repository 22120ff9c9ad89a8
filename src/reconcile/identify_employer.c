/* Employers: by tax code, else by the code at social insurance. */
#include "reconcile/identify_internal.h"
#include "reconcile/identify_map.h"
#include <stdlib.h>

typedef struct Employers {
    Work *w;
    IdentifyMap number; /* of a key: a tax code's or a code's */
    IdentifyMap tax_of; /* of a code at social insurance: the key of its tax code */
    int32_t *now;       /* of each number: what it is now; itself mostly */
    uint8_t *taxed;     /* of each number: a tax code has it */
    int64_t room;
    int32_t given;
    IdentifyChange *change;
    ptrdiff_t changes, change_room;
} Employers;

static int32_t now_of(const Employers *e, int64_t number)
{
    while (e->now[number] != number)
        number = e->now[number];
    return (int32_t)number;
}

static int32_t fresh(Employers *e)
{
    e->given++;
    if (e->given >= e->room) {
        e->now = arena_grow(e->w->firms, e->now, e->room * 4, 2 * e->room * 4, 4);
        e->taxed = arena_grow(e->w->firms, e->taxed, e->room, 2 * e->room, 1);
        e->room *= 2;
    }
    e->now[e->given] = e->given;
    e->w->ret->employers_new++;
    return e->given;
}

static void merge(Employers *e, int32_t a, int32_t b)
{
    int32_t low = a < b ? a : b, high = a < b ? b : a;
    e->now[high] = low;
    e->taxed[low] |= e->taxed[high];
    if (high > e->w->last.employers)
        return; /* nobody knew it yet */
    if (e->changes == e->change_room) {
        ptrdiff_t wider = e->change_room ? 2 * e->change_room : 64, size = (ptrdiff_t)sizeof *e->change;
        e->change = arena_grow(e->w->firms, e->change, e->change_room * size, wider * size, _Alignof(IdentifyChange));
        e->change_room = wider;
    }
    e->change[e->changes++] = (IdentifyChange){.employer = true, .from = high, .to = low};
}

/* What the register of units says: this code has this tax code. */
static void pair_up(Employers *e, uint64_t tax, uint64_t code)
{
    *identify_map_at(&e->tax_of, code) = (int64_t)tax;
    int64_t by_tax = identify_map_get(&e->number, tax), by_code = identify_map_get(&e->number, code);
    by_tax = by_tax ? now_of(e, by_tax) : 0;
    by_code = by_code ? now_of(e, by_code) : 0;
    if (by_tax && by_code && by_tax != by_code && !e->taxed[by_code])
        merge(e, (int32_t)by_tax, (int32_t)by_code);
    int64_t number = by_tax ? by_tax : by_code ? by_code : fresh(e);
    number = now_of(e, number);
    e->taxed[number] = 1;
    *identify_map_at(&e->number, tax) = number;
    *identify_map_at(&e->number, code) = number;
}

static void pair_part(Employers *e, const Part *part, bool register_of_units)
{
    for (int64_t row = 0; part->tax && part->code && row < part->out->delivery.rows; row++) {
        uint64_t tax = part->tax[row], code = part->code[row];
        if (tax && code && register_of_units)
            pair_up(e, tax, code);
        else if (tax && code && !identify_map_get(&e->tax_of, code))
            *identify_map_at(&e->tax_of, code) = (int64_t)tax;
    }
}

static void number_part(Employers *e, const Part *part)
{
    for (int64_t row = 0; row < part->out->delivery.rows; row++) {
        uint64_t tax = part->tax ? part->tax[row] : 0, code = part->code ? part->code[row] : 0;
        uint64_t key = tax ? tax : code;
        if (!tax && code && identify_map_get(&e->tax_of, code))
            key = (uint64_t)identify_map_get(&e->tax_of, code);
        if (!key)
            continue;
        int64_t *number = identify_map_at(&e->number, key);
        if (*number == 0)
            *number = fresh(e);
        *number = now_of(e, *number);
        e->taxed[*number] |= key & 1;
        part->out->employer[row] = (int32_t)*number;
    }
}

static void begin(Employers *e)
{
    const Before *last = &e->w->last;
    e->number = identify_map(e->w->firms, last->employer_keys + 1024);
    e->tax_of = identify_map(e->w->firms, 1024);
    e->given = last->employers;
    e->room = 2 * (int64_t)last->employers + 1024;
    e->now = new (e->w->firms, int32_t, e->room);
    e->taxed = new (e->w->firms, uint8_t, e->room);
    for (int32_t i = 1; i <= last->employers; i++)
        e->now[i] = i;
    for (ptrdiff_t i = 0; i < last->employer_keys; i++) {
        *identify_map_at(&e->number, last->employer_key[i]) = last->employer[i];
        e->taxed[last->employer[i]] |= last->employer_key[i] & 1;
    }
}

typedef struct EmployerKey {
    uint64_t key;
    int32_t number;
} EmployerKey;

static int by_key(const void *a, const void *b)
{
    const EmployerKey *x = a, *y = b;
    return x->key < y->key ? -1 : x->key > y->key;
}

void identify_employers_list(Work *w)
{
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
    const Employers *e = w->employers;
    EmployerKey *list = new (&once, EmployerKey, e->number.count + 1);
    ptrdiff_t count = 0;
    for (int64_t i = 0; i < e->number.slots; i++)
        if (e->number.key[i])
            list[count++] = (EmployerKey){e->number.key[i], now_of(e, e->number.value[i])};
    if (count > 0)
        qsort(list, (size_t)count, sizeof *list, by_key);
    w->employer_key = new (w->firms, uint64_t, count + 1);
    w->employer = new (w->firms, int32_t, count + 1);
    w->employer_keys = count;
    for (ptrdiff_t i = 0; i < count; i++) {
        w->employer_key[i] = list[i].key;
        w->employer[i] = list[i].number;
    }
}

static void finish(Employers *e)
{
    Work *w = e->w;
    IdentifyChange *all = new (w->arena, IdentifyChange, w->ret->changes + e->changes + 1);
    for (ptrdiff_t i = 0; i < w->ret->changes; i++)
        all[i] = w->ret->change[i];
    for (ptrdiff_t i = 0; i < e->changes; i++) {
        e->change[i].to = now_of(e, e->change[i].to); /* it may have been merged itself since */
        all[w->ret->changes + i] = e->change[i];
    }
    w->ret->change = all;
    w->ret->changes += e->changes;
    w->ret->merged += e->changes;
    w->ret->employers = e->given;
}

void identify_employers(Work *w)
{
    Employers *e = w->employers = new (w->firms, Employers, 1);
    e->w = w;
    begin(e);
    for (ptrdiff_t p = 0; p < w->parts; p++)
        if (w->part[p].first < 0)
            pair_part(e, &w->part[p], true);
    for (ptrdiff_t p = 0; p < w->parts; p++)
        if (w->part[p].first >= 0)
            pair_part(e, &w->part[p], false);
    for (ptrdiff_t p = 0; p < w->parts; p++)
        number_part(e, &w->part[p]);
}

void identify_employers_end(Work *w)
{
    finish(w->employers);
}
