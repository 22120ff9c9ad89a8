/* Coverage counted from persons: by residence, by where it is collected, and the bridge between the two. */
#include "reconcile/coverage.h"

#include "reconcile/standing.h"
#include <stdlib.h>

/* ---- communes ------------------------------------------------------------------------------- */

enum { UNITS_MOST = 4096 }; /* communes of a province: some hundreds */

typedef struct Units {
    Str name[UNITS_MOST]; /* [0] is "" */
    int count;
    uint16_t slot[4 * UNITS_MOST]; /* + 1 */
    Str last;                      /* texts of a column come in runs */
    int last_at;
} Units;

static Err *unit_at(Units *units, Arena *arena, Str name, int *ret)
{
    if (units->last.ptr == name.ptr && units->last.len == name.len && name.ptr) {
        *ret = units->last_at;
        return NULL;
    }
    uint64_t at = str_hash(name) % COUNTOF(units->slot);
    while (units->slot[at] && !str_eq(units->name[units->slot[at] - 1], name))
        at = (at + 1) % COUNTOF(units->slot);
    if (!units->slot[at]) {
        if (units->count == UNITS_MOST)
            return FAIL(arena, TOO_LARGE, "có hơn %d mã xã trong một tỉnh; hãy kiểm tra cột mã xã",
                        "there are more than %d commune codes in a province; check that column", (int)UNITS_MOST);
        units->name[units->count++] = str_copy(arena, name);
        units->slot[at] = (uint16_t)units->count;
    }
    *ret = units->slot[at] - 1;
    units->last = name;
    units->last_at = *ret;
    return NULL;
}

/* ---- counting ---------------------------------------------------------------------------------- */

typedef struct Bridging {
    uint32_t key; /* residence << 17 | collecting << 2 | scheme */
    int64_t persons;
} Bridging;

#define BIT(fact) (UINT64_C(1) << PERSON_##fact)
#define LOOKED_AT (BIT(alive) | BIT(resident) | BIT(working_age) | BIT(unemployment_insured) | BIT(health_insured))
enum { BRIDGE_ROOM = 1 << 17 }; /* pairs of communes that occur: a few ten thousand */

typedef struct Counting {
    Arena *arena;
    const Standing *s;
    const Gathered *gathered;
    Units *units;
    uint16_t *seat;     /* of employers by number: place of the commune */
    CoverageRow *by[2]; /* by CountBase, then place of the commune */
    Bridging *bridge;
    int bridges;
} Counting;

/* fn for each chunk of persons or employers, in an arena of its own. */
static Err *each_chunk(Counting *c, bool employer, Err *(*fn)(Counting *c, const GatheredFacts *f))
{
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
    for (ptrdiff_t chunk = 0; chunk < c->gathered->chunks[employer]; chunk++) {
        GatheredFacts f;
        arena_reset(&once);
        c->units->last = (Str){0};
        Err *err = gathered_facts_some(c->gathered, &once, employer, chunk, employer ? 0 : LOOKED_AT, &f);
        TRY(err_keep(c->arena, err));
        TRY(fn(c, &f));
    }
    return NULL;
}

static Err *note_seats(Counting *c, const GatheredFacts *f)
{
    for (ptrdiff_t i = 0; i < f->count && f->first + i <= c->gathered->employers; i++) {
        int at;
        TRY(unit_at(c->units, c->arena, f->unit[i], &at));
        c->seat[f->first + i] = (uint16_t)at;
    }
    return NULL;
}

static Err *bridge_add(Counting *c, int residence, int collecting, int scheme)
{
    uint32_t key = (uint32_t)residence << 17 | (uint32_t)collecting << 2 | (uint32_t)scheme;
    uint32_t at = key * 2654435769u >> 15; /* 17 bits */
    while (c->bridge[at].persons > 0 && c->bridge[at].key != key)
        at = (at + 1) % BRIDGE_ROOM;
    if (c->bridge[at].persons == 0 && ++c->bridges > BRIDGE_ROOM / 2)
        return FAIL(c->arena, TOO_LARGE, "quá nhiều cặp xã cư trú và xã thu khác nhau; hãy kiểm tra cột mã xã",
                    "too many pairs of communes of residence and of collection; check the columns of communes");
    c->bridge[at].key = key;
    c->bridge[at].persons++;
    return NULL;
}

static bool yes(const GatheredFacts *f, ptrdiff_t row, PersonFact which)
{
    return f->column[which * f->step + row] == 1;
}

static Err *count_person(Counting *c, const GatheredFacts *f, ptrdiff_t row, int home, const Holder *h)
{
    int scheme = h ? h->at[STANDS].scheme : SCHEME_NONE;
    int64_t *here = c->by[BASE_RESIDENCE][home].persons;
    bool counts = yes(f, row, PERSON_alive) && yes(f, row, PERSON_resident) && yes(f, row, PERSON_working_age);
    here[MEASURE_RESIDENT] += yes(f, row, PERSON_alive) && yes(f, row, PERSON_resident);
    here[MEASURE_WORKING_AGE] += counts;
    here[MEASURE_COVERED] += counts && scheme != SCHEME_NONE;
    here[MEASURE_COVERED_COMPULSORY] += counts && scheme == SCHEME_COMPULSORY;
    here[MEASURE_COVERED_VOLUNTARY] += counts && scheme == SCHEME_VOLUNTARY;
    here[MEASURE_UNEMPLOYMENT] += yes(f, row, PERSON_unemployment_insured);
    here[MEASURE_HEALTH] += yes(f, row, PERSON_health_insured);
    if (scheme == SCHEME_NONE)
        return NULL;
    int at = scheme == SCHEME_VOLUNTARY ? home : c->seat[h->at[STANDS].employer];
    int64_t *there = c->by[BASE_COLLECTING][at].persons;
    Measure persons = scheme == SCHEME_COMPULSORY ? MEASURE_COMPULSORY : MEASURE_VOLUNTARY;
    Measure extra = scheme == SCHEME_COMPULSORY ? MEASURE_EXTRA_COMPULSORY : MEASURE_EXTRA_VOLUNTARY;
    here[persons]++;
    there[persons]++;
    here[extra] += h->rows - 1;
    there[extra] += h->rows - 1;
    return bridge_add(c, home, at, scheme);
}

static Err *count_persons(Counting *c, const GatheredFacts *f)
{
    for (ptrdiff_t i = 0; i < f->count && f->first + i <= c->s->persons; i++) {
        int home;
        int32_t place = c->s->of_person[f->first + i];
        if (!f->there[i])
            continue;
        TRY(unit_at(c->units, c->arena, f->unit[i], &home));
        TRY(count_person(c, f, i, home, place ? &c->s->holder[place - 1] : NULL));
    }
    return NULL;
}

/* ---- in order ------------------------------------------------------------------------------------ */

static int by_unit(const void *a, const void *b)
{
    return str_cmp(((const CoverageRow *)a)->unit, ((const CoverageRow *)b)->unit);
}

static int by_bridge(const void *a, const void *b)
{
    const BridgeRow *x = a, *y = b;
    int order = str_cmp(x->residence, y->residence);
    if (order == 0)
        order = str_cmp(x->collecting, y->collecting);
    return order ? order : (int)x->scheme - (int)y->scheme;
}

static void give_rows(const Counting *c, CountBase base, Coverage *ret)
{
    CoverageRow *row = new (c->arena, CoverageRow, c->units->count);
    ptrdiff_t rows = 0;
    for (int u = 0; u < c->units->count; u++) {
        int64_t any = u == 0;
        for (int m = 0; m < MEASURE_COUNT; m++) {
            row[rows].persons[m] = c->by[base][u].persons[m];
            any += c->by[base][u].persons[m];
        }
        row[rows].unit = c->units->name[u];
        rows += any > 0;
    }
    qsort(row, (size_t)rows, sizeof *row, by_unit);
    ret->row[base] = row;
    ret->rows[base] = rows;
}

static void give_bridge(const Counting *c, Coverage *ret)
{
    ret->bridge = new (c->arena, BridgeRow, c->bridges + 1);
    for (int i = 0; i < BRIDGE_ROOM; i++) {
        const Bridging *b = &c->bridge[i];
        if (b->persons > 0)
            ret->bridge[ret->bridges++] = (BridgeRow){
                c->units->name[b->key >> 17], c->units->name[b->key >> 2 & 0x7fff], (Scheme)(b->key & 3), b->persons};
    }
    if (ret->bridges > 0)
        qsort(ret->bridge, (size_t)ret->bridges, sizeof *ret->bridge, by_bridge);
}

Err *coverage_reckon(Arena *arena, const Standing *standing, const Gathered *gathered, Coverage *ret)
{
    Counting c = {.arena = arena, .s = standing, .gathered = gathered, .units = new (arena, Units, 1)};
    int none;
    int32_t most = 0;
    *ret = (Coverage){0};
    c.by[0] = new (arena, CoverageRow, UNITS_MOST);
    c.by[1] = new (arena, CoverageRow, UNITS_MOST);
    c.bridge = new (arena, Bridging, BRIDGE_ROOM);
    for (ptrdiff_t i = 0; i < standing->holders; i++)
        if (standing->holder[i].at[STANDS].employer > most)
            most = standing->holder[i].at[STANDS].employer;
    c.seat = new (arena, uint16_t, (most > gathered->employers ? most : gathered->employers) + 1);
    TRY(unit_at(c.units, arena, S(""), &none));
    TRY(each_chunk(&c, true, note_seats));
    TRY(each_chunk(&c, false, count_persons));
    for (int o = 0; o < standing->offices; o++)
        c.by[BASE_COLLECTING][0].persons[MEASURE_NOBODY] += standing->nobody[o];
    c.by[BASE_RESIDENCE][0].persons[MEASURE_NOBODY] = c.by[BASE_COLLECTING][0].persons[MEASURE_NOBODY];
    give_rows(&c, BASE_COLLECTING, ret);
    give_rows(&c, BASE_RESIDENCE, ret);
    give_bridge(&c, ret);
    return NULL;
}
