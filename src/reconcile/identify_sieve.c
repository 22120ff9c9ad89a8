/* Who of the persons there are shares a key of some rule with nobody that is open, or only with some with whom he
 * cannot weigh enough: the engine need not read their rows.
 *
 * The marks and traces of rows say what the rules' keys are made of, or digests of it: rows that share a key agree in
 * all of these, so those left out would have met nobody, or nobody that they may be (identify_bound.c).  Of what rules
 * ask and neither says nothing is asked, and a row of which not all is known is never left out.  How many of those left
 * out have which name, telephone and commune is counted, for the adjustment for term frequency. */
#include "base/pool.h"
#include "linkage/value.h"
#include "reconcile/identify_sieve.h"
#include <string.h>

enum { SPARSE = 16, LEAST_BITS = 16, UNITS = BOUND_UNITS, CHUNK = 1 << 12, SHARES_A_THREAD = 4 };

static const double ROUNDING = 0.01; /* the engine sums in another order */

/* ---- the open rows: as the engine reads them ---------------------------------------------------------------- */

static LinkValue parsed(LinkParse *parse, Arena *memory, const LinkKind *kind, Str cell)
{
    parse->scratch = *memory;
    LinkValue v = cell.len > 0 ? kind->parse(parse, cell) : (LinkValue){0};
    if (v.blob)
        v.blob = memmove(new_raw(memory, uint64_t, v.bytes / 8), v.blob, (size_t)v.bytes);
    return v;
}

typedef struct Taking {
    const Sieve *s;
    LinkingCells *cell;
    int64_t opens;
} Taking;

static void key_open(const Sieve *s, LinkParse *parse, Arena memory, const Str *cell, uint64_t *ret,
                     BoundOpen *ret_open)
{
    LinkValue v[LINKING_FIELDS] = {0};
    uint64_t value[SIEVE_ASKED_MOST];
    for (int f = 0; f < LINKING_FIELDS; f++)
        v[f] = parsed(parse, &memory, linking_kind[f], cell[f]);
    for (int i = 0; i < s->count; i++)
        value[i] = trace_value_of_cells(&s->parts, s->asked[i], v) * SIEVE_SPREAD;
    for (int r = 0; r < s->rules; r++) {
        uint64_t of[LINK_PARTS];
        for (int i = 0; i < s->rule[r].count; i++)
            of[i] = value[s->rule[r].asked[i]];
        ret[r] = sieve_key(of, s->rule[r].count);
    }
    ret[s->rules] = trace_value_of_cells(&s->parts, (TraceAsked){TRACE_NAME, 0}, v) * SIEVE_SPREAD;
    *ret_open = bound_open(&s->parts, v, cell[LINKING_COMMUNE]);
}

static void key_opens(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Taking *t = arg;
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    LinkParse parse = {.style = LINK_VIETNAMESE, .pivot_year = LINK_PIVOT_YEAR, .places = t->s->places};
    for (ptrdiff_t i = from; i < to; i++)
        key_open(t->s, &parse, memory, t->cell[i], sieve_keys(t->s, i), &t->s->open[i]);
}

static void order_keys(const Sieve *s, ptrdiff_t r, int64_t opens)
{
    const SieveRule *rule = &s->rule[r];
    ptrdiff_t places = (ptrdiff_t)1 << (s->bits + SIEVE_FIRST_BITS);
    for (int64_t i = 0; i < opens; i++)
        if (sieve_keys(s, i)[r])
            ++*sieve_first(s, r, sieve_keys(s, i)[r]);
    for (ptrdiff_t i = 0; i < places; i++)
        rule->first[i + 1] += rule->first[i];
    for (int64_t i = opens - 1; i >= 0; i--) { /* down from the end of each place */
        uint64_t key = sieve_keys(s, i)[r];
        if (key)
            rule->key[--*sieve_first(s, r, key)] = (SieveKey){key, (uint32_t)i};
    }
}

/* Each set by one thread: nobody else writes to it. */
static void fill_sets(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Taking *t = arg;
    const Sieve *s = t->s;
    for (ptrdiff_t r = from; r < to; r++) {
        uint64_t *set = r < s->rules ? s->rule[r].set : s->names;
        for (int64_t i = 0; i < t->opens; i++) {
            uint64_t key = sieve_keys(s, i)[r];
            if (key)
                sieve_put(set, s->bits, key);
        }
        if (r < s->rules)
            order_keys(s, r, t->opens);
    }
}

static Err *take_all(Sieve *s, const LinkingSide *open)
{
    int64_t opens = open->rows, fill = 0;
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    LinkingCells *cell = new (&memory, LinkingCells, opens + 1);
    Taking t = {s, cell, opens};
    int bits = LEAST_BITS;
    while ((int64_t)1 << bits < SPARSE * opens)
        bits++;
    s->bits = bits - SIEVE_WORD_BITS;
    for (int r = 0; r < s->rules; r++) {
        s->rule[r].set = new (s->w->room, uint64_t, (ptrdiff_t)1 << s->bits);
        s->rule[r].first = new (s->w->room, uint32_t, ((ptrdiff_t)1 << (s->bits + SIEVE_FIRST_BITS)) + 1);
        s->rule[r].key = new_raw(s->w->room, SieveKey, opens + 1);
    }
    s->key = new_raw(s->w->room, uint64_t, opens * (s->rules + 1) + 1);
    s->open = new_raw(s->w->room, BoundOpen, opens + 1);
    s->names = new (s->w->room, uint64_t, (ptrdiff_t)1 << s->bits);
    TRY(err_keep(s->w->arena, identify_cells(s->w, &memory, open->row, opens, cell)));
    for (int64_t i = 0; i < opens; i++)
        fill_put(open, &fill, open->row[i], cell[i]);
    parallel_for(s->w->threads, opens, CHUNK, key_opens, &t);
    parallel_for(s->w->threads, s->rules + 1, 1, fill_sets, &t);
    return NULL;
}

/* ---- the persons there are ------------------------------------------------------------------------------------ */

/* Each commune that is there, as the engine reads it. */
static void read_communes(Sieve *s, const LinkingSide *open)
{
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    uint8_t *seen = new (&memory, uint8_t, UNITS);
    LinkParse parse = {.style = LINK_VIETNAMESE, .pivot_year = LINK_PIVOT_YEAR, .places = s->places};
    s->commune = new (s->w->room, SieveCommune, UNITS);
    s->place = new (s->w->room, BoundPlace, UNITS);
    for (int64_t i = 0; i < s->there->rows; i++) {
        uint32_t row = s->there->row[i], unit = s->w->unit[row] % UNITS;
        seen[unit] = 1;
        s->place[unit].rows += trace_known(&s->w->trace[row]);
    }
    for (int64_t i = 0; i < open->rows; i++)
        seen[s->w->unit[open->row[i]] % UNITS] = 1;
    for (uint32_t unit = 1; unit < UNITS; unit++) {
        Arena once = memory;
        LinkValue v =
            seen[unit] ? parsed(&parse, &once, &link_kind_place, str_fmt(&once, "%05u", unit)) : (LinkValue){0};
        LinkView view = {1, v.blob};
        if (!v.blob)
            continue;
        s->commune[unit] = (SieveCommune){link_kind_place.term(view), link_kind_place.key(view, 1)};
        s->place[unit].blob = memcpy(new_raw(s->w->room, uint64_t, v.bytes / 8), v.blob, (size_t)v.bytes);
    }
}

/* ---- all of them -------------------------------------------------------------------------------------------------
 */

static LinkTerms commune_terms(const Sieve *s, int64_t records)
{
    uint64_t *term = new (s->w->room, uint64_t, UNITS);
    uint32_t *count = new (s->w->room, uint32_t, UNITS);
    ptrdiff_t terms = 0;
    for (uint32_t unit = 0; unit < UNITS; unit++) {
        uint32_t rows = 0;
        for (int share = 0; share < s->shares; share++)
            rows += s->share[share].commune[unit];
        if (rows && s->commune[unit].term)
            term[terms] = s->commune[unit].term, count[terms++] = rows;
    }
    return (LinkTerms){linking_heading[LINKING_COMMUNE], records, term, count, terms};
}

static void gather_shares(const Sieve *s, Sieved *ret)
{
    enum { FIELDS = 3 };
    ptrdiff_t near = 0, names = 0;
    SieveShare sum = {.near = {0}};
    for (int share = 0; share < s->shares; share++)
        near += s->share[share].near.len, names += s->share[share].name.len;
    uint64_t *name = new_raw(s->w->room, uint64_t, names + 1);
    LinkTerms *field = new (s->w->room, LinkTerms, FIELDS);
    ret->row = new_raw(s->w->room, uint32_t, near + 1);
    names = 0;
    for (int share = 0; share < s->shares; share++) {
        const SieveShare *c = &s->share[share];
        for (ptrdiff_t i = 0; i < c->near.len; i++)
            ret->row[ret->rows++] = c->near.data[i];
        for (ptrdiff_t i = 0; i < c->name.len; i++)
            name[names++] = c->name.data[i];
        sum.names += c->names, sum.phones += c->phones, sum.communes += c->communes, sum.left_out += c->left_out;
    }
    field[0] = (LinkTerms){linking_heading[LINKING_NAME], sum.names, name, NULL, names};
    field[1] = (LinkTerms){.heading = linking_heading[LINKING_PHONE], .records = sum.phones};
    field[2] = commune_terms(s, sum.communes);
    ret->left_out = (LinkLeftOut){sum.left_out, field, FIELDS};
}

/* Telephones of those left out are not counted: nobody is whose is that of an open row. */
static bool may_weigh(Sieve *s, const LinkModel *model)
{
    bool counts = false, found = false;
    for (int f = 0; f < model->fields; f++)
        counts |= model->field[f].kind == &link_kind_phone && model->field[f].frequency;
    for (int r = 0; r < s->rules; r++) {
        s->rule[r].alone = s->rule[r].count == 1 && s->asked[s->rule[r].asked[0]].what == TRACE_PHONE;
        found |= s->rule[r].alone;
    }
    return found || !counts;
}

Err *identify_sieve(Work *w, const LinkPlaces *places, const LinkModel *model, double from, const LinkingSide *open,
                    const LinkingSide *there, Sieved *ret)
{
    Sieve *s = new (w->room, Sieve, 1);
    *s = (Sieve){.w = w, .places = places, .parts = trace_parts(), .there = there};
    s->shares = SHARES_A_THREAD * w->threads;
    s->share = new (w->room, SieveShare, s->shares);
    *ret = (Sieved){0};
    s->sieves = sieve_rules(s, model);
    read_communes(s, open);
    bounds_make(model, s->place, open->rows, there->rows, &s->bound);
    s->bounds = may_weigh(s, model);
    s->from = from - ROUNDING;
    if (s->sieves)
        TRY(take_all(s, open));
    for (int share = 0; share < s->shares; share++)
        s->share[share].memory = arena_open(ARENA_DEFAULT);
    parallel_for(w->threads, s->shares, 1, sieve_look_at, s);
    gather_shares(s, ret);
    for (int share = 0; share < s->shares; share++)
        arena_close(&s->share[share].memory);
    return NULL;
}
