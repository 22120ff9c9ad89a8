/* Who is left out because he cannot weigh enough with an open row would not have been found by the engine either: what
 * marks and traces say of a pair is never less than what its cells weigh. */
#include "test.h"

#include "base/rng.h"
#include "linkage/place.h"
#include "linkage/value.h"
#include "reconcile/identify_bound.h"
#include <math.h>

enum { PAIRS = 60000, CELL = 96 };

typedef struct Cells {
    Str cell[LINKING_FIELDS];
} Cells;

/* ---- somebody ---------------------------------------------------------------------------------- */

static const char *some(Rng *rng, const char *const *of, int count)
{
    return of[rng_below(rng, count)];
}
#define SOME(rng, list) some(rng, list, COUNTOF(list))

static Cells somebody(Arena *arena, Rng *rng)
{
    static const char *const surname[] = {"Trần", "Lê", "Nguyễn", "Vũ"}, *const middle[] = {"Thị", "Văn", "Minh", ""},
                             *const given[] = {"Mai", "Nam", "Hoa", "Hùng", "Lan"},
                             *const commune[] = {"12223", "12224", "12049", "13225", ""};
    Cells c = {0};
    int year = 1950 + (int)rng_below(rng, 60), month = 1 + (int)rng_below(rng, 12), day = 1 + (int)rng_below(rng, 28);
    bool woman = rng_below(rng, 2);
    c.cell[LINKING_NAME] = str_fmt(arena, "%s %s %s", SOME(rng, surname), SOME(rng, middle), SOME(rng, given));
    c.cell[LINKING_BIRTH] = str_fmt(arena, "%04d-%02d-%02d", year, month, day);
    c.cell[LINKING_SEX] = woman ? S("f") : S("m");
    int said = rng_below(rng, 8) ? year : year - 1; /* in the number: nobody doubts it for that alone */
    c.cell[LINKING_PERSONAL] =
        str_fmt(arena, "033%d%02d%06d", (said >= 2000 ? 2 : 0) + woman, said % 100, (int)rng_below(rng, 1000000));
    c.cell[LINKING_OLD] = str_fmt(arena, "145%06d", (int)rng_below(rng, 1000000));
    c.cell[LINKING_PHONE] = str_fmt(arena, "09%08d", (int)rng_below(rng, 100000000));
    c.cell[LINKING_COMMUNE] = str_from(SOME(rng, commune));
    return c;
}

/* One digit is another, two change places, the last is gone or there twice, or there is nothing. */
static Str slipped(Arena *arena, Rng *rng, Str cell)
{
    char *to = new (arena, char, CELL);
    int64_t at = cell.len > 1 ? rng_below(rng, cell.len - 1) : 0;
    bool ascii = true;
    for (ptrdiff_t i = 0; i < cell.len; i++)
        ascii &= (unsigned char)cell.ptr[i] < 128;
    if (cell.len == 0 || cell.len >= CELL || !ascii)
        return (Str){0};
    memcpy(to, cell.ptr, (size_t)cell.len);
    switch (rng_below(rng, 5)) {
    case 0:
        to[at] = (char)(to[at] >= '0' && to[at] <= '9' ? '0' + rng_below(rng, 10) : to[at]);
        return (Str){to, cell.len};
    case 1:
        to[at] = cell.ptr[at + (cell.len > 1)], to[at + (cell.len > 1)] = cell.ptr[at];
        return (Str){to, cell.len};
    case 2:
        return (Str){to, cell.len - 1};
    case 3:
        to[cell.len] = to[cell.len - 1];
        return (Str){to, cell.len + 1};
    default:
        return (Str){0};
    }
}

/* The same person by another agency, or somebody else who has some of his. */
static Cells like(Arena *arena, Rng *rng, const Cells *person)
{
    Cells c = somebody(arena, rng);
    int64_t alike = rng_below(rng, 5);
    for (int f = 0; f < LINKING_FIELDS; f++) {
        int64_t what = rng_below(rng, 6);
        if (what < alike)
            c.cell[f] = person->cell[f];
        else if (what == alike)
            c.cell[f] = slipped(arena, rng, person->cell[f]);
        else if (what == 5)
            c.cell[f] = (Str){0};
    }
    if (rng_below(rng, 8) == 0) {
        c.cell[LINKING_SI] = S("0123456789");
        c.cell[LINKING_TAX] = rng_below(rng, 2) ? person->cell[LINKING_PERSONAL] : S("0101234567");
    }
    return c;
}

/* ---- as the engine reads and weighs them -------------------------------------------------------------- */

static void read(const LinkParse *base, Arena *arena, const Cells *cells, LinkValue *ret)
{
    for (int f = 0; f < LINKING_FIELDS; f++) {
        LinkParse parse = *base;
        Str cell = cells->cell[f];
        parse.scratch = *arena;
        ret[f] = cell.len > 0 ? linking_kind[f]->parse(&parse, cell) : (LinkValue){0};
        if (ret[f].blob)
            ret[f].blob = memmove(new_raw(arena, uint64_t, ret[f].bytes / 8), ret[f].blob, (size_t)ret[f].bytes);
    }
}

static uint64_t personal_of(const LinkValue *v, uint64_t sex)
{
    uint64_t personal = v[LINKING_PERSONAL].cell, tax = v[LINKING_TAX].cell;
    return link_personal_checked(personal || !tax ? personal : link_personal_of_tax(tax), v[LINKING_BIRTH].cell, sex);
}

static int level_of(const LinkKind *kind, LinkValue a, LinkValue b)
{
    if (kind->blobs ? !a.blob || !b.blob : !a.cell || !b.cell)
        return 0;
    if (kind->blobs ? a.bytes == b.bytes && memcmp(a.blob, b.blob, (size_t)a.bytes) == 0 : a.cell == b.cell)
        return kind->level_count;
    return kind->compare((LinkView){kind->blobs ? 1 : a.cell, a.blob}, (LinkView){kind->blobs ? 2 : b.cell, b.blob});
}

static double weight_of(const LinkModel *model, const LinkValue *open, const LinkValue *person, Rng *rng)
{
    double weight = link_prior_weight(model->prior);
    for (int f = 0; f < model->fields; f++) {
        const LinkField *field = &model->field[f];
        int level = level_of(field->kind, open[f], person[f]);
        weight += link_weight(field, level);
        if (field->frequency && level >= field->kind->frequency_from)
            weight += link_frequency_weight(field, level, pow(10, -6 * rng_unit(rng)));
    }
    return weight;
}

static LinkModel *model_of_all(Arena *arena)
{
    LinkModel *model = new (arena, LinkModel, 1);
    *model = (LinkModel){.style = LINK_VIETNAMESE, .fields = LINKING_FIELDS, .prior = 1e-6, .trained = true};
    for (int f = 0; f < LINKING_FIELDS; f++) {
        model->field[f] = (LinkField){.name = linking_heading[f],
                                      .kind = linking_kind[f],
                                      .left = linking_heading[f],
                                      .right = linking_heading[f],
                                      .frequency = linking_kind[f]->frequency && f != LINKING_COMMUNE};
        link_field_defaults(&model->field[f]);
    }
    return model;
}

static void read_places(const LinkParse *base, Arena *arena, BoundPlace *place)
{
    static const uint32_t codes[] = {12223, 12224, 12049, 13225};
    for (int i = 0; i < COUNTOF(codes); i++) {
        LinkValue v[LINKING_FIELDS];
        Cells c = {0};
        c.cell[LINKING_COMMUNE] = str_fmt(arena, "%05u", codes[i]);
        read(base, arena, &c, v);
        place[codes[i]] = (BoundPlace){.blob = v[LINKING_COMMUNE].blob, .rows = 1000};
    }
}

TEST(nobody_weighs_more_than_what_is_known_of_him_allows)
{
    Rng rng = rng_open(11);
    LinkPlaces *places;
    Bounds bounds;
    int64_t known = 0, apart = 0, near = 0;
    assert_ok(link_places_shipped(arena, &places));
    LinkParse parse = {.style = LINK_VIETNAMESE, .pivot_year = LINK_PIVOT_YEAR, .places = places};
    const TraceParts parts = trace_parts();
    const LinkModel *model = model_of_all(arena);
    BoundPlace *place = new (arena, BoundPlace, BOUND_UNITS);
    read_places(&parse, arena, place);
    bounds_make(model, place, 1000, 4000, &bounds);
    for (int i = 0; i < PAIRS; i++) {
        AUTO(arena_close) Arena once = arena_open(1 << 20);
        LinkValue of_person[LINKING_FIELDS], of_open[LINKING_FIELDS];
        Mark mark = {0};
        Trace trace = {0};
        Cells person = somebody(&once, &rng), open = like(&once, &rng, &person);
        for (int f = 0; f < LINKING_FIELDS; f++)
            if (rng_below(&rng, 12) == 0)
                person.cell[f] = (Str){0};
        linking_tidy(open.cell);
        parse.scratch = arena_open(1 << 16);
        mark_of_cells(&parse, &parts, person.cell, &mark, &trace);
        arena_close(&parse.scratch);
        linking_tidy(person.cell);
        if (!trace_known(&trace))
            continue;
        read(&parse, &once, &person, of_person);
        read(&parse, &once, &open, of_open);
        /* Of a person of several rows another may say the sex. */
        bool whole = rng_below(&rng, 4) > 0;
        if (!whole)
            of_person[LINKING_SEX].cell = 1 + (uint64_t)rng_below(&rng, 2);
        of_person[LINKING_PERSONAL].cell = personal_of(of_person, of_person[LINKING_SEX].cell);
        of_open[LINKING_PERSONAL].cell = personal_of(of_open, of_open[LINKING_SEX].cell);
        LinkValue raw[LINKING_FIELDS];
        read(&parse, &once, &open, raw);
        BoundOpen o = bound_open(&parts, raw, open.cell[LINKING_COMMUNE]);
        uint32_t unit = 0;
        for (ptrdiff_t k = 0; k < person.cell[LINKING_COMMUNE].len; k++)
            unit = unit * 10 + (uint32_t)(person.cell[LINKING_COMMUNE].ptr[k] - '0');
        BoundPerson p = bound_person(&mark, &trace, unit, whole);
        double weight = weight_of(model, of_open, of_person, &rng), bound = bound_of(&bounds, &o, &p);
        if (bound < weight - 1e-9)
            fail_msg("pair %d weighs %f and was to weigh at most %f", i, weight, bound);
        known++;
        apart += bound < 0;
        near += weight >= 0;
    }
    assert_true(known > PAIRS / 2);
    assert_true(apart > known / 4); /* it does leave people out */
    assert_true(near > known / 20);
}
