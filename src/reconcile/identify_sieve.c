/* Who of the persons there are shares a key of some rule with nobody that is open: the engine need not read their rows.
 *
 * The marks and traces of rows say what the rules' keys are made of, or digests of it: rows that share a key agree in
 * all of these, so those left out would have met nobody.  Of what rules ask and neither says nothing is asked, and a
 * row of which not all is known is never left out.  How many of those left out have which name, telephone and commune
 * is counted, for the adjustment for term frequency. */
#include "base/pool.h"
#include "base/vec.h"
#include "linkage/value.h"
#include "reconcile/identify_trace.h"
#include <string.h>

enum {
    SPARSE = 32,
    LEAST_BITS = 16,
    UNITS = 100000, /* codes of communes have five digits */
    CHUNK = 1 << 14,
    ASKED_MOST = LINK_RULES * LINK_PARTS
};

/* ---- what rules ask ------------------------------------------------------------------------------------ */

typedef struct Rule {
    uint8_t asked[LINK_PARTS];
    int count;
    uint64_t *set;
} Rule;

typedef struct Commune {
    uint64_t term, key;
} Commune;

typedef struct Sieve {
    Work *w;
    const LinkPlaces *places;
    TraceParts parts;
    TraceAsked asked[ASKED_MOST]; /* each once */
    int count, rules, bits;
    Rule rule[LINK_RULES];
    uint64_t *names; /* of the open rows */
    Commune *commune;
    const LinkingSide *there;
    uint8_t *near; /* of there */
} Sieve;

static uint8_t place_asked(Sieve *s, TraceAsked asked)
{
    for (int i = 0; i < s->count; i++)
        if (s->asked[i].what == asked.what && s->asked[i].part == asked.part)
            return (uint8_t)i;
    s->asked[s->count] = asked;
    return (uint8_t)s->count++;
}

/* False where a rule asks nothing that is known: anybody may share its key. */
static bool list_rules(Sieve *s, const LinkModel *model)
{
    for (int r = 0; r < model->rules; r++) {
        const LinkRule *from = &model->rule[r];
        Rule rule = {.count = 0};
        bool dead = false;
        for (int i = 0; i < from->parts; i++) {
            LinkPart p = from->part[i];
            TraceAsked asked = trace_asked(&model->field[p.field], p.part);
            dead |= asked.what == TRACE_DEAD;
            if (asked.what != TRACE_NOTHING && asked.what != TRACE_DEAD)
                rule.asked[rule.count++] = place_asked(s, asked);
        }
        if (!dead && rule.count == 0)
            return false;
        if (!dead)
            s->rule[s->rules++] = rule;
    }
    return true;
}

static uint64_t joined(const Rule *rule, const uint64_t *value)
{
    uint64_t key = 0;
    for (int i = 0; i < rule->count; i++) {
        if (!value[rule->asked[i]])
            return 0;
        key = link_mix(key, value[rule->asked[i]]);
    }
    return key * 0x9e3779b97f4a7c15u;
}

/* Two places of a set: that a key which is not in it finds both taken has a chance of one in 256. */
static uint64_t place_of(const Sieve *s, uint64_t key)
{
    return key >> (64 - s->bits);
}

static uint64_t other_place_of(const Sieve *s, uint64_t key)
{
    return (key * 0xff51afd7ed558ccdu) >> (64 - s->bits);
}

static bool is_taken(const uint64_t *set, uint64_t at)
{
    return set[at >> 6] >> (at & 63) & 1;
}

static void take(uint64_t *set, uint64_t at)
{
    set[at >> 6] |= UINT64_C(1) << (at & 63);
}

/* ---- the open rows: as the engine reads them ---------------------------------------------------------------- */

static LinkValue parsed(LinkParse *parse, Arena *memory, const LinkKind *kind, Str cell)
{
    parse->scratch = *memory;
    LinkValue v = cell.len > 0 ? kind->parse(parse, cell) : (LinkValue){0};
    if (v.blob)
        v.blob = memmove(new_raw(memory, uint64_t, v.bytes / 8), v.blob, (size_t)v.bytes);
    return v;
}

static void take_open(Sieve *s, LinkParse *parse, Arena memory, const Str *cell)
{
    static const LinkKind *const kinds[LINKING_FIELDS] = {
        [LINKING_NAME] = &link_kind_name,         [LINKING_BIRTH] = &link_kind_date,
        [LINKING_PERSONAL] = &link_kind_personal, [LINKING_OLD] = &link_kind_personal,
        [LINKING_PHONE] = &link_kind_phone,       [LINKING_COMMUNE] = &link_kind_place};
    LinkValue v[LINKING_FIELDS] = {0};
    uint64_t value[ASKED_MOST];
    for (int f = 0; f < LINKING_FIELDS; f++)
        if (kinds[f])
            v[f] = parsed(parse, &memory, kinds[f], cell[f]);
    for (int i = 0; i < s->count; i++)
        value[i] = trace_value_of_cells(&s->parts, s->asked[i], v);
    for (int r = 0; r < s->rules; r++) {
        uint64_t key = joined(&s->rule[r], value);
        if (key)
            take(s->rule[r].set, place_of(s, key)), take(s->rule[r].set, other_place_of(s, key));
    }
    uint64_t name = trace_value_of_cells(&s->parts, (TraceAsked){TRACE_NAME, 0}, v) * 0x9e3779b97f4a7c15u;
    if (name)
        take(s->names, place_of(s, name));
}

static Err *take_all(Sieve *s, const LinkingSide *open)
{
    int64_t opens = open->rows, fill = 0;
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    LinkParse parse = {.style = LINK_VIETNAMESE, .pivot_year = LINK_PIVOT_YEAR, .places = s->places};
    LinkingCells *cell = new (&memory, LinkingCells, opens + 1);
    s->bits = LEAST_BITS;
    while ((int64_t)1 << s->bits < SPARSE * opens)
        s->bits++;
    for (int r = 0; r < s->rules; r++)
        s->rule[r].set = new (s->w->room, uint64_t, (ptrdiff_t)1 << (s->bits - 6));
    s->names = new (s->w->room, uint64_t, (ptrdiff_t)1 << (s->bits - 6));
    TRY(err_keep(s->w->arena, identify_cells(s->w, &memory, open->row, opens, cell)));
    for (int64_t i = 0; i < opens; i++) {
        fill_put(open, &fill, open->row[i], cell[i]);
        take_open(s, &parse, memory, cell[i]);
    }
    return NULL;
}

/* ---- the persons there are ------------------------------------------------------------------------------------ */

/* Each commune that is there, as the engine reads it. */
static void read_communes(Sieve *s)
{
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    uint8_t *seen = new (&memory, uint8_t, UNITS);
    LinkParse parse = {.style = LINK_VIETNAMESE, .pivot_year = LINK_PIVOT_YEAR, .places = s->places};
    s->commune = new (s->w->room, Commune, UNITS);
    for (int64_t i = 0; i < s->there->rows; i++)
        seen[s->w->unit[s->there->row[i]] % UNITS] = 1;
    for (uint32_t unit = 1; unit < UNITS; unit++) {
        Arena once = memory;
        LinkValue v =
            seen[unit] ? parsed(&parse, &once, &link_kind_place, str_fmt(&once, "%05u", unit)) : (LinkValue){0};
        LinkView view = {1, v.blob};
        if (v.blob)
            s->commune[unit] = (Commune){link_kind_place.term(view), link_kind_place.key(view, 1)};
    }
}

/* What the engine will read of a group; false where marks do not tell. */
static bool whole_mark(const Sieve *s, uint32_t row, Mark *ret)
{
    ptrdiff_t count;
    const Fill *fill = fill_of(s->w, row, &count);
    *ret = s->w->mark[row];
    for (ptrdiff_t i = 0; i < count; i++) {
        if (fill[i].what & FILL_BIRTH)
            ret->birth = mark_day(&s->w->mark[fill[i].from]);
        else if (fill[i].what & FILL_YEAR)
            return false;
        if (fill[i].what & (FILL_PERSONAL | FILL_COMMUNE))
            return false;
    }
    return trace_known(&s->w->trace[row]);
}

static bool is_near(const Sieve *s, uint32_t row)
{
    uint64_t value[ASKED_MOST], key[LINK_RULES];
    Mark mark;
    if (!whole_mark(s, row, &mark))
        return true;
    trace_values_of_row(&mark, &s->w->trace[row], s->commune[s->w->unit[row]].key, s->asked, s->count, value);
    for (int r = 0; r < s->rules; r++) { /* places lie anywhere: all are on their way before one is looked at */
        key[r] = joined(&s->rule[r], value);
        __builtin_prefetch(&s->rule[r].set[place_of(s, key[r]) >> 6]);
    }
    for (int r = 0; r < s->rules; r++)
        if (key[r] && is_taken(s->rule[r].set, place_of(s, key[r])) &&
            is_taken(s->rule[r].set, other_place_of(s, key[r])))
            return true;
    return false;
}

static void look_at(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Sieve *s = arg;
    for (ptrdiff_t i = from; i < to; i++)
        s->near[i] = is_near(s, s->there->row[i]);
}

/* ---- what is counted of those left out ----------------------------------------------------------------------------
 */

typedef struct Count {
    Vec(uint64_t) name;
    int64_t names, phones, communes;
    uint32_t *commune;
} Count;

static void count_row(const Sieve *s, Count *c, uint32_t row)
{
    Work *w = s->w;
    const Mark *m = &w->mark[row];
    c->names += m->name != 0;
    c->phones += w->trace[row].phone > 255;
    c->communes += s->commune[w->unit[row]].term != 0;
    c->commune[w->unit[row]]++;
    if (m->name && is_taken(s->names, place_of(s, m->name * 0x9e3779b97f4a7c15u)))
        vec_push(w->room, &c->name, trace_term(m, &w->trace[row]));
}

static LinkTerms commune_terms(const Sieve *s, const Count *c)
{
    uint64_t *term = new (s->w->room, uint64_t, UNITS);
    uint32_t *count = new (s->w->room, uint32_t, UNITS);
    ptrdiff_t terms = 0;
    for (uint32_t unit = 0; unit < UNITS; unit++)
        if (c->commune[unit] && s->commune[unit].term)
            term[terms] = s->commune[unit].term, count[terms++] = c->commune[unit];
    return (LinkTerms){linking_heading[LINKING_COMMUNE], c->communes, term, count, terms};
}

static void count_left_out(const Sieve *s, Sieved *ret)
{
    enum { FIELDS = 3 };
    Count c = {.commune = new (s->w->room, uint32_t, UNITS)};
    LinkTerms *field = new (s->w->room, LinkTerms, FIELDS);
    ret->row = new_raw(s->w->room, uint32_t, s->there->rows + 1);
    for (int64_t i = 0; i < s->there->rows; i++)
        if (s->near[i])
            ret->row[ret->rows++] = s->there->row[i];
        else
            count_row(s, &c, s->there->row[i]);
    field[0] = (LinkTerms){linking_heading[LINKING_NAME], c.names, c.name.data, NULL, c.name.len};
    field[1] = (LinkTerms){.heading = linking_heading[LINKING_PHONE], .records = c.phones};
    field[2] = commune_terms(s, &c);
    ret->left_out = (LinkLeftOut){s->there->rows - ret->rows, field, FIELDS};
}

Err *identify_sieve(Work *w, const LinkPlaces *places, const LinkModel *model, const LinkingSide *open,
                    const LinkingSide *there, Sieved *ret)
{
    Sieve *s = new (w->room, Sieve, 1);
    *s = (Sieve){.w = w, .places = places, .parts = trace_parts(), .there = there};
    s->near = new_raw(w->room, uint8_t, there->rows + 1);
    *ret = (Sieved){0};
    bool sieves = list_rules(s, model);
    memset(s->near, 1, (size_t)there->rows);
    read_communes(s);
    if (sieves) {
        TRY(take_all(s, open));
        parallel_for(w->threads, there->rows, CHUNK, look_at, s);
    }
    count_left_out(s, ret);
    return NULL;
}
