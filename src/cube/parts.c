/* A total and its parts: what a batch of facts says of both must agree.
 *
 * A family is a total with its parts at one place and time.  A part can never be larger than
 * its total.  Where an indicator has two parts or more they make up the whole of it, so that
 * the total can be checked against their sum, and is written for whoever left it out; a single
 * part (unemployment insurance within the compulsory one) says nothing of the rest.  Simulated
 * figures never hold back a real one, and what is simulated already holds back nothing. */
#include "cube/cube_internal.h"

#include "base/vec.h"
#include "vn/vn.h"

enum { LOOKED_UP = 1000 };

typedef struct Figure {
    const Indicator *indicator;
    ptrdiff_t fact; /* place in the batch + 1; 0: not in it */
    bool known, fresh /* by the batch */;
    Standing now; /* as it will be */
} Figure;

typedef struct Family {
    FactKey key;      /* of the total */
    ptrdiff_t figure; /* the total's place; its parts follow */
    ptrdiff_t count;  /* with the total */
} Family;

typedef struct Families {
    Arena *arena;
    const IndicatorList *indicators;
    const Fact *fact;
    Vec(Family) list;
    Vec(Figure) figures;
    ptrdiff_t *slot, room; /* place in list + 1, by hash of the key */
    bool *bad;             /* of each fact */
    Vec(PartsFlaw) flaws;
    Vec(Fact) totals;
} Families;

static bool is_part(const Indicator *part, const Indicator *whole)
{
    return !part->rate && !whole->rate && str_eq(part->part_of, whole->code) && str_eq(part->unit, whole->unit);
}

static const Family *family_of(Families *f, FactKey key, const Indicator *whole)
{
    ptrdiff_t at = (ptrdiff_t)(key_hash(key) & (uint64_t)(f->room - 1));
    for (; f->slot[at]; at = (at + 1) & (f->room - 1))
        if (key_eq(f->list.data[f->slot[at] - 1].key, key))
            return &f->list.data[f->slot[at] - 1];
    Family family = {.key = key, .figure = f->figures.len};
    vec_push(f->arena, &f->figures, ((Figure){.indicator = whole}));
    for (ptrdiff_t i = 0; i < f->indicators->count; i++)
        if (is_part(&f->indicators->indicator[i], whole))
            vec_push(f->arena, &f->figures, ((Figure){.indicator = &f->indicators->indicator[i]}));
    family.count = f->figures.len - family.figure;
    vec_push(f->arena, &f->list, family);
    f->slot[at] = f->list.len;
    return &f->list.data[f->list.len - 1];
}

static void join(Families *f, ptrdiff_t fact, const Indicator *whole)
{
    FactKey key = f->fact[fact].key;
    key.indicator = whole->code;
    const Family *family = family_of(f, key, whole);
    for (ptrdiff_t i = 0; i < family->count; i++) {
        Figure *figure = &f->figures.data[family->figure + i];
        if (str_eq(figure->indicator->code, f->fact[fact].key.indicator) && figure->fact == 0)
            figure->fact = fact + 1;
    }
}

static void gather(Families *f, ptrdiff_t count)
{
    const IndicatorList *list = f->indicators;
    const Indicator **whole = new (f->arena, const Indicator *, list->count); /* of each indicator */
    bool *has_parts = new (f->arena, bool, list->count);
    for (ptrdiff_t i = 0; i < list->count; i++)
        for (ptrdiff_t k = 0; k < list->count; k++)
            if (is_part(&list->indicator[i], &list->indicator[k])) {
                whole[i] = &list->indicator[k];
                has_parts[k] = true;
            }
    for (f->room = 16; f->room < count * 4;)
        f->room *= 2;
    f->slot = new (f->arena, ptrdiff_t, f->room);
    for (ptrdiff_t i = 0; i < count; i++) {
        const Indicator *of = indicator_find(list, f->fact[i].key.indicator);
        if (!of)
            continue; /* fact_put will say so */
        if (has_parts[of - list->indicator])
            join(f, i, of);
        if (whole[of - list->indicator])
            join(f, i, whole[of - list->indicator]);
    }
}

static void settle(Families *f, Figure *figure, const Standing *old)
{
    const Fact *fact = figure->fact > 0 ? &f->fact[figure->fact - 1] : NULL;
    Fate fate = fact ? fact_fate(fact, old) : FATE_SAME;
    figure->now = *old;
    figure->fresh = fate == FATE_ADD || fate == FATE_CORRECT;
    figure->known = figure->fresh || old->version > 0;
    if (figure->fresh)
        figure->now = (Standing){.value = fact->value, .state = fact->state, .version = old->version};
}

/* What stands already, by the thousand. */
static Err *look_up(Families *f, Store *store)
{
    ptrdiff_t n = f->figures.len;
    Fact *probe = new (f->arena, Fact, n);
    const Fact **asked = new (f->arena, const Fact *, n);
    Standing *old = new (f->arena, Standing, n);
    for (ptrdiff_t i = 0; i < f->list.len; i++)
        for (ptrdiff_t k = 0; k < f->list.data[i].count; k++) {
            ptrdiff_t at = f->list.data[i].figure + k;
            probe[at].key = f->list.data[i].key;
            probe[at].key.indicator = f->figures.data[at].indicator->code;
            asked[at] = &probe[at];
        }
    for (ptrdiff_t i = 0; i < n; i += LOOKED_UP)
        TRY(standing_read(store, f->arena, probe[0].key.province, asked + i, n - i < LOOKED_UP ? n - i : LOOKED_UP,
                          old + i));
    for (ptrdiff_t i = 0; i < n; i++)
        settle(f, &f->figures.data[i], &old[i]);
    return NULL;
}

static void flaw(Families *f, const Figure *figure, Text text)
{
    ptrdiff_t fact = figure->fact - 1;
    if (!f->bad[fact])
        vec_push(f->arena, &f->flaws, ((PartsFlaw){fact, text}));
    f->bad[fact] = true;
}

/* A real figure is not measured by a simulated one. */
static bool measures(const Figure *measure, const Figure *figure)
{
    return measure->now.state != FACT_SIMULATED || figure->now.state == FACT_SIMULATED;
}

static void check_part(Families *f, const Figure *whole, const Figure *part)
{
    if (!whole->known || !part->known || part->now.value <= whole->now.value)
        return;
    bool stands = whole->fresh || !whole->now.derived || whole->now.state == FACT_LOCKED;
    Str part_value = vn_int(f->arena, part->now.value), whole_value = vn_int(f->arena, whole->now.value);
    const Indicator *p = part->indicator, *w = whole->indicator;
    if (part->fresh && stands && measures(whole, part))
        flaw(f, part,
             (Text){str_fmt(f->arena, "%.*s %.*s lớn hơn %.*s %.*s", STRF(p->name.vi), STRF(part_value),
                            STRF(w->name.vi), STRF(whole_value)),
                    str_fmt(f->arena, "%.*s %.*s is more than %.*s %.*s", STRF(p->name.en), STRF(part_value),
                            STRF(w->name.en), STRF(whole_value))});
    else if (!part->fresh && whole->fresh && part->now.state != FACT_SIMULATED)
        flaw(f, whole,
             (Text){str_fmt(f->arena, "%.*s %.*s nhỏ hơn %.*s %.*s", STRF(w->name.vi), STRF(whole_value),
                            STRF(p->name.vi), STRF(part_value)),
                    str_fmt(f->arena, "%.*s %.*s is less than %.*s %.*s", STRF(w->name.en), STRF(whole_value),
                            STRF(p->name.en), STRF(part_value))});
}

/* The parts together, in the lowest of their states; false where one is not known. */
static bool add_up(const Figure *part, ptrdiff_t parts, Figure *ret)
{
    *ret = (Figure){.now.state = FACT_LOCKED};
    bool simulated = false;
    for (ptrdiff_t i = 0; i < parts; i++) {
        if (!part[i].known)
            return false;
        ret->now.value += part[i].now.value;
        simulated |= part[i].now.state == FACT_SIMULATED;
        ret->now.state = part[i].now.state < ret->now.state ? part[i].now.state : ret->now.state;
    }
    if (simulated)
        ret->now.state = FACT_SIMULATED;
    return parts >= 2;
}

static void check_family(Families *f, const Family *family)
{
    const Figure *whole = &f->figures.data[family->figure];
    Figure sum;
    for (ptrdiff_t i = 1; i < family->count; i++)
        check_part(f, whole, &whole[i]);
    if (!whole->fresh || !add_up(whole + 1, family->count - 1, &sum) || sum.now.value == whole->now.value ||
        !measures(&sum, whole))
        return;
    Str given = vn_int(f->arena, whole->now.value), parts = vn_int(f->arena, sum.now.value);
    flaw(f, whole,
         (Text){str_fmt(f->arena, "%.*s %.*s khác tổng các phần %.*s", STRF(whole->indicator->name.vi), STRF(given),
                        STRF(parts)),
                str_fmt(f->arena, "%.*s %.*s is not the sum of the parts %.*s", STRF(whole->indicator->name.en),
                        STRF(given), STRF(parts))});
}

static void write_total(Families *f, const Family *family)
{
    const Figure *whole = &f->figures.data[family->figure];
    Figure sum;
    Str as_of = {0};
    for (ptrdiff_t i = 0; i < family->count; i++) {
        if (whole[i].fact > 0 && f->bad[whole[i].fact - 1])
            return;
        if (whole[i].fact > 0)
            as_of = f->fact[whole[i].fact - 1].as_of;
    }
    if (whole->fact > 0 || !add_up(whole + 1, family->count - 1, &sum) || (whole->known && !measures(&sum, whole)))
        return;
    Fact total = {.key = family->key,
                  .value = sum.now.value,
                  .state = sum.now.state,
                  .source = str_from(PARTS_SOURCE),
                  .as_of = as_of};
    if (fact_fate(&total, &whole->now) != FATE_SAME)
        vec_push(f->arena, &f->totals, total);
}

Err *fact_complete(Store *store, Arena *arena, const Fact *fact, ptrdiff_t count, Completion *ret)
{
    IndicatorList indicators;
    Families f = {.arena = arena, .indicators = &indicators, .fact = fact, .bad = new (arena, bool, count + 1)};
    *ret = (Completion){0};
    if (count == 0)
        return NULL;
    TRY(facts_in_scope(store, arena, fact, count));
    TRY(indicator_list(store, arena, &indicators));
    TRY(lock_province(store, arena, fact[0].key.province));
    gather(&f, count);
    if (f.list.len == 0)
        return NULL;
    TRY(look_up(&f, store));
    for (ptrdiff_t i = 0; i < f.list.len; i++)
        check_family(&f, &f.list.data[i]);
    for (ptrdiff_t i = 0; i < f.list.len; i++)
        write_total(&f, &f.list.data[i]);
    *ret = (Completion){f.flaws.data, f.flaws.len, f.totals.data, f.totals.len};
    return NULL;
}
