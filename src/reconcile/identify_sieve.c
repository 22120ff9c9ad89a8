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
    WORD_BITS = 6,
    UNITS = 100000, /* codes of communes have five digits */
    CHUNK = 1 << 12,
    SHARES_A_THREAD = 4,
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

typedef struct Share { /* of the persons there are */
    Arena memory;
    Vec(uint32_t) near;
    Vec(uint64_t) name; /* terms of those left out, where an open row may have the same */
    int64_t left_out, names, phones, communes;
    uint32_t *commune; /* of those left out: how many in each */
} Share;

typedef struct Sieve {
    Work *w;
    const LinkPlaces *places;
    TraceParts parts;
    TraceAsked asked[ASKED_MOST]; /* each once */
    int count, rules, bits;       /* bits: of the number of words of a set */
    bool sieves;
    Rule rule[LINK_RULES];
    uint64_t *names; /* of the open rows */
    Commune *commune;
    const LinkingSide *there;
    Share *share;
    int shares;
} Sieve;

static uint8_t place_asked(Sieve *s, TraceAsked asked)
{
    for (int i = 0; i < s->count; i++)
        if (s->asked[i].what == asked.what && s->asked[i].part == asked.part)
            return (uint8_t)i;
    s->asked[s->count] = asked;
    return (uint8_t)s->count++;
}

static bool asks(const Rule *rule, uint8_t asked)
{
    for (int i = 0; i < rule->count; i++)
        if (rule->asked[i] == asked)
            return true;
    return false;
}

/* Who shares the key of the one shares that of the other. */
static bool holds(const Rule *rule, const Rule *wider)
{
    for (int i = 0; i < wider->count; i++)
        if (!asks(rule, wider->asked[i]))
            return false;
    return true;
}

static void add_rule(Sieve *s, const Rule *rule)
{
    int kept = 0;
    for (int r = 0; r < s->rules; r++)
        if (holds(rule, &s->rule[r]))
            return;
    for (int r = 0; r < s->rules; r++)
        if (!holds(&s->rule[r], rule))
            s->rule[kept++] = s->rule[r];
    s->rule[kept] = *rule;
    s->rules = kept + 1;
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
            add_rule(s, &rule);
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

/* Four bits of one word: that a key which is not in the set finds all taken has a chance of one in 1,000 at most. */
static uint64_t bits_of(uint64_t key)
{
    enum { UPPER = 40, MASK = 63 };
    uint64_t four = key * 0xff51afd7ed558ccdu >> UPPER, bits = 0;
    for (int i = 0; i < 4; i++, four >>= WORD_BITS)
        bits |= UINT64_C(1) << (four & MASK);
    return bits;
}

static uint64_t *word_of(const Sieve *s, uint64_t *set, uint64_t key)
{
    return &set[key >> (64 - s->bits)];
}

static bool is_taken(const Sieve *s, uint64_t *set, uint64_t key)
{
    uint64_t bits = bits_of(key);
    return (*word_of(s, set, key) & bits) == bits;
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

/* Keys of the open rows: of each row those of all rules, then that of the name. */
typedef struct Taking {
    const Sieve *s;
    LinkingCells *cell;
    int64_t opens;
    uint64_t *key;
} Taking;

static uint64_t *keys_of(const Taking *t, int64_t open)
{
    return t->key + open * (t->s->rules + 1);
}

static void key_open(const Sieve *s, LinkParse *parse, Arena memory, const Str *cell, uint64_t *ret)
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
    for (int r = 0; r < s->rules; r++)
        ret[r] = joined(&s->rule[r], value);
    ret[s->rules] = trace_value_of_cells(&s->parts, (TraceAsked){TRACE_NAME, 0}, v) * 0x9e3779b97f4a7c15u;
}

static void key_opens(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Taking *t = arg;
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    LinkParse parse = {.style = LINK_VIETNAMESE, .pivot_year = LINK_PIVOT_YEAR, .places = t->s->places};
    for (ptrdiff_t i = from; i < to; i++)
        key_open(t->s, &parse, memory, t->cell[i], keys_of(t, i));
}

/* Each set by one thread: nobody else writes to it. */
static void fill_sets(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Taking *t = arg;
    const Sieve *s = t->s;
    for (ptrdiff_t r = from; r < to; r++)
        for (int64_t i = 0; i < t->opens; i++) {
            uint64_t key = keys_of(t, i)[r];
            if (key)
                *word_of(s, r < s->rules ? s->rule[r].set : s->names, key) |= bits_of(key);
        }
}

static Err *take_all(Sieve *s, const LinkingSide *open)
{
    int64_t opens = open->rows, fill = 0;
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    LinkingCells *cell = new (&memory, LinkingCells, opens + 1);
    Taking t = {s, cell, opens, new_raw(&memory, uint64_t, opens * (s->rules + 1))};
    int bits = LEAST_BITS;
    while ((int64_t)1 << bits < SPARSE * opens)
        bits++;
    s->bits = bits - WORD_BITS;
    for (int r = 0; r < s->rules; r++)
        s->rule[r].set = new (s->w->room, uint64_t, (ptrdiff_t)1 << s->bits);
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
    if (!s->sieves || !whole_mark(s, row, &mark))
        return true;
    trace_values_of_row(&mark, &s->w->trace[row], s->commune[s->w->unit[row]].key, s->asked, s->count, value);
    for (int r = 0; r < s->rules; r++) { /* words lie anywhere: all are on their way before one is looked at */
        key[r] = joined(&s->rule[r], value);
        __builtin_prefetch(word_of(s, s->rule[r].set, key[r]));
    }
    for (int r = 0; r < s->rules; r++)
        if (key[r] && is_taken(s, s->rule[r].set, key[r]))
            return true;
    return false;
}

/* What is counted of those left out. */
static void count_row(const Sieve *s, Share *c, uint32_t row)
{
    const Work *w = s->w;
    const Mark *m = &w->mark[row];
    c->left_out++;
    c->names += m->name != 0;
    c->phones += w->trace[row].phone > 255;
    c->communes += s->commune[w->unit[row]].term != 0;
    c->commune[w->unit[row]]++;
    if (m->name && is_taken(s, s->names, m->name * 0x9e3779b97f4a7c15u))
        vec_push(&c->memory, &c->name, trace_term(m, &w->trace[row]));
}

static void look_at(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Sieve *s = arg;
    for (ptrdiff_t share = from; share < to; share++) {
        Share *c = &s->share[share];
        int64_t i = s->there->rows * share / s->shares, end = s->there->rows * (share + 1) / s->shares;
        c->commune = new (&c->memory, uint32_t, UNITS);
        for (; i < end; i++)
            if (is_near(s, s->there->row[i]))
                vec_push(&c->memory, &c->near, s->there->row[i]);
            else
                count_row(s, c, s->there->row[i]);
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
    Share sum = {.near = {0}};
    for (int share = 0; share < s->shares; share++)
        near += s->share[share].near.len, names += s->share[share].name.len;
    uint64_t *name = new_raw(s->w->room, uint64_t, names + 1);
    LinkTerms *field = new (s->w->room, LinkTerms, FIELDS);
    ret->row = new_raw(s->w->room, uint32_t, near + 1);
    names = 0;
    for (int share = 0; share < s->shares; share++) {
        const Share *c = &s->share[share];
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

Err *identify_sieve(Work *w, const LinkPlaces *places, const LinkModel *model, const LinkingSide *open,
                    const LinkingSide *there, Sieved *ret)
{
    Sieve *s = new (w->room, Sieve, 1);
    *s = (Sieve){.w = w, .places = places, .parts = trace_parts(), .there = there};
    s->shares = SHARES_A_THREAD * w->threads;
    s->share = new (w->room, Share, s->shares);
    *ret = (Sieved){0};
    s->sieves = list_rules(s, model);
    read_communes(s);
    if (s->sieves)
        TRY(take_all(s, open));
    for (int share = 0; share < s->shares; share++)
        s->share[share].memory = arena_open(ARENA_DEFAULT);
    parallel_for(w->threads, s->shares, 1, look_at, s);
    gather_shares(s, ret);
    for (int share = 0; share < s->shares; share++)
        arena_close(&s->share[share].memory);
    return NULL;
}
