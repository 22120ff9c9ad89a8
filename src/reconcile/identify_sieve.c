/* Who of the persons there are shares a key of some rule with nobody that is open: the engine need not read their rows.
 *
 * The marks and traces of rows say what the rules' keys are made of, or digests of it: rows that share a key agree in
 * all of these, so those left out would have met nobody.  Of what rules ask and neither says nothing is asked, and a
 * row of which not all is known is never left out.  How many of those left out have which name, telephone and commune
 * is counted, for the adjustment for term frequency. */
#include "base/pool.h"
#include "base/vec.h"
#include "linkage/value.h"
#include "reconcile/identify_internal.h"
#include <string.h>

enum {
    SPARSE = 32,
    LEAST_BITS = 16,
    UNITS = 100000, /* codes of communes have five digits */
    CHUNK = 1 << 14,
    ASKED_MOST = LINK_RULES * LINK_PARTS
};

/* ---- traces ------------------------------------------------------------------------------------------ */

static int part_named(const LinkKind *kind, const char *name)
{
    for (int i = 0; kind->part[i]; i++)
        if (strcmp(kind->part[i], name) == 0)
            return i;
    return -1;
}

TraceParts trace_parts(void)
{
    return (TraceParts){part_named(&link_kind_name, "given_phonetic"), part_named(&link_kind_name, "first_last"),
                        part_named(&link_kind_name, "given_initial")};
}

static uint32_t folded(uint64_t key)
{
    return key ? (uint32_t)(key >> 32 ^ key) | 2 : 0;
}

static uint16_t sound_of(const TraceParts *parts, const void *name)
{
    uint64_t key = name ? link_kind_name.key((LinkView){1, name}, parts->sound) : 0;
    return key ? (uint16_t)(key >> 48) | 1 : 0;
}

/* Leaves the lowest bit free. */
static uint16_t first_last_of(const TraceParts *parts, const void *name)
{
    uint64_t key = name ? link_kind_name.key((LinkView){1, name}, parts->first_last) : 0;
    return key ? (uint16_t)((key >> 49 | 1) << 1) : 0;
}

static uint8_t initial_of(const TraceParts *parts, const void *name)
{
    uint64_t key = name ? link_kind_name.key((LinkView){1, name}, parts->initial) : 0;
    return key ? (uint8_t)(key >> 56) | 1 : 0;
}

/* Leaves the lowest eight bits free. */
static uint32_t phone_of(uint64_t key)
{
    return key ? (folded(key) | 1u << 8) & ~UINT32_C(255) : 0;
}

static uint64_t number_key(const LinkKind *kind, const LinkParse *parse, Str written)
{
    uint64_t cell = written.len > 0 ? kind->parse(parse, written).cell : 0;
    return cell ? kind->key((LinkView){cell, NULL}, 0) : 0;
}

/* The cell of a date whose mark this is. */
static uint64_t date_cell(uint32_t day)
{
    uint64_t cell = 0;
    uint32_t whole = (day >> 9) * 10000 + (day >> 5 & 15) * 100 + (day & 31);
    for (int at = 0; whole; at += 4, whole /= 10)
        cell |= (uint64_t)(whole % 10) << at;
    return cell;
}

static uint64_t personal_cell(uint64_t digits)
{
    return digits ? link_personal_of_tax(digits | UINT64_C(12) << 52) : 0;
}

static bool is_commune(Str cell)
{
    bool digits = true;
    for (ptrdiff_t i = 0; i < cell.len; i++)
        digits &= cell.ptr[i] >= '0' && cell.ptr[i] <= '9';
    return cell.len == 0 || (cell.len == 5 && digits && !str_eq(cell, S("00000")));
}

/* The mark says of number, date and commune what the cells say. */
static bool mark_tells(const LinkParse *parse, const Str *cell, const Mark *mark)
{
    Str written = cell[LINKING_PERSONAL], birth = cell[LINKING_BIRTH];
    uint64_t number = written.len > 0 ? link_kind_personal.parse(parse, written).cell : 0;
    uint64_t born = birth.len > 0 ? link_kind_date.parse(parse, birth).cell : 0;
    return cell[LINKING_SI].len == 0 && cell[LINKING_TAX].len == 0 && number == personal_cell(mark->personal) &&
           born == date_cell(mark_day(mark)) && is_commune(cell[LINKING_COMMUNE]);
}

Trace trace_of(const LinkParse *parse, const TraceParts *parts, const Str *written, const Mark *mark,
               const LinkValue *name)
{
    Str cell[LINKING_FIELDS];
    memcpy(cell, written, sizeof cell);
    linking_tidy(cell);
    uint64_t term = name->blob ? link_kind_name.term((LinkView){1, name->blob}) : 0;
    Trace t = {.term = (uint32_t)(term >> 32),
               .sound = sound_of(parts, name->blob),
               .first_last = first_last_of(parts, name->blob) | (uint16_t)(term & 1)};
    t.phone = phone_of(number_key(&link_kind_phone, parse, cell[LINKING_PHONE])) | initial_of(parts, name->blob);
    t.old = folded(number_key(&link_kind_personal, parse, cell[LINKING_OLD])) & ~UINT32_C(1);
    t.old |= mark_tells(parse, cell, mark);
    return t;
}

static uint64_t term_at(const Mark *m, const Trace *t)
{
    uint32_t low = m->name ^ t->term;
    return m->name ? (uint64_t)t->term << 32 | (low & ~UINT32_C(1)) | (t->first_last & 1) : 0;
}

/* ---- what rules ask ------------------------------------------------------------------------------------ */

typedef enum What { NAME, SOUND, FIRST_LAST, INITIAL, DATE, PLACE, NUMBER, OLD, PHONE, NOTHING, DEAD } What;
typedef struct Asked {
    What what;
    int part; /* of the kind */
} Asked;

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
    Asked asked[ASKED_MOST]; /* each once */
    int count, rules, bits;
    Rule rule[LINK_RULES];
    uint64_t *names; /* of the open rows */
    Commune *commune;
    const uint32_t *there;
    int64_t theres;
    uint8_t *near; /* of there */
} Sieve;

static What what_of_name(const LinkKind *kind, int part)
{
    const char *name = kind->part[part];
    if (strcmp(name, "sorted") == 0)
        return NAME;
    if (strcmp(name, "given") == 0 || strcmp(name, "given_phonetic") == 0)
        return SOUND;
    if (strcmp(name, "given_initial") == 0)
        return INITIAL;
    return strcmp(name, "first_last") == 0 ? FIRST_LAST : NOTHING;
}

/* DEAD: rows of which all is known have none of it. */
static What what_of(const LinkField *field, int part)
{
    static const struct {
        LinkingField field;
        const LinkKind *kind;
        What what;
        bool full; /* only whole numbers */
    } known[] = {
        {LINKING_BIRTH, &link_kind_date, DATE, false},   {LINKING_PERSONAL, &link_kind_personal, NUMBER, false},
        {LINKING_OLD, &link_kind_personal, OLD, true},   {LINKING_PHONE, &link_kind_phone, PHONE, true},
        {LINKING_SI, &link_kind_social, DEAD, false},    {LINKING_TAX, &link_kind_tax, DEAD, false},
        {LINKING_COMMUNE, &link_kind_place, PLACE, true}};
    if (str_eq(field->right, linking_heading[LINKING_NAME]) && field->kind == &link_kind_name)
        return what_of_name(field->kind, part);
    for (ptrdiff_t i = 0; i < COUNTOF(known); i++)
        if (str_eq(field->right, linking_heading[known[i].field]) && field->kind == known[i].kind)
            return known[i].full && part != (known[i].what == PLACE) ? NOTHING : known[i].what;
    return NOTHING;
}

static uint8_t place_asked(Sieve *s, Asked asked)
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
            Asked asked = {what_of(&model->field[p.field], p.part), p.part};
            dead |= asked.what == DEAD;
            if (asked.what != NOTHING && asked.what != DEAD)
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

static uint64_t value_of_cells(const Sieve *s, Asked asked, const LinkValue *v)
{
    uint64_t date = v[LINKING_BIRTH].cell, number = v[LINKING_PERSONAL].cell;
    uint64_t term = v[LINKING_NAME].blob ? link_kind_name.term((LinkView){1, v[LINKING_NAME].blob}) : 0;
    uint64_t old = v[LINKING_OLD].cell, phone = v[LINKING_PHONE].cell;
    switch (asked.what) {
    case NAME:
        return term ? (uint32_t)(term ^ term >> 32) | 1 : 0;
    case SOUND:
        return sound_of(&s->parts, v[LINKING_NAME].blob);
    case FIRST_LAST:
        return first_last_of(&s->parts, v[LINKING_NAME].blob);
    case INITIAL:
        return initial_of(&s->parts, v[LINKING_NAME].blob);
    case DATE:
        return date ? link_kind_date.key((LinkView){date, NULL}, asked.part) : 0;
    case PLACE:
        return v[LINKING_COMMUNE].blob ? link_kind_place.key((LinkView){1, v[LINKING_COMMUNE].blob}, asked.part) : 0;
    case NUMBER:
        return number ? link_kind_personal.key((LinkView){number, NULL}, asked.part) : 0;
    case OLD:
        return old ? folded(link_kind_personal.key((LinkView){old, NULL}, 0)) & ~UINT32_C(1) : 0;
    case PHONE:
        return phone ? phone_of(link_kind_phone.key((LinkView){phone, NULL}, 0)) : 0;
    default:
        return 0;
    }
}

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
        value[i] = value_of_cells(s, s->asked[i], v);
    for (int r = 0; r < s->rules; r++) {
        uint64_t key = joined(&s->rule[r], value);
        if (key)
            take(s->rule[r].set, place_of(s, key)), take(s->rule[r].set, other_place_of(s, key));
    }
    uint64_t name = value_of_cells(s, (Asked){NAME, 0}, v) * 0x9e3779b97f4a7c15u;
    if (name)
        take(s->names, place_of(s, name));
}

static Err *take_all(Sieve *s, const uint32_t *open, int64_t opens)
{
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    LinkParse parse = {.style = LINK_VIETNAMESE, .pivot_year = LINK_PIVOT_YEAR, .places = s->places};
    LinkingCells *cell = new (&memory, LinkingCells, opens + 1);
    s->bits = LEAST_BITS;
    while ((int64_t)1 << s->bits < SPARSE * opens)
        s->bits++;
    for (int r = 0; r < s->rules; r++)
        s->rule[r].set = new (s->w->room, uint64_t, (ptrdiff_t)1 << (s->bits - 6));
    s->names = new (s->w->room, uint64_t, (ptrdiff_t)1 << (s->bits - 6));
    TRY(err_keep(s->w->arena, identify_cells(s->w, &memory, open, opens, cell)));
    for (int64_t i = 0; i < opens; i++)
        take_open(s, &parse, memory, cell[i]);
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
    for (int64_t i = 0; i < s->theres; i++)
        seen[s->w->unit[s->there[i]] % UNITS] = 1;
    for (uint32_t unit = 1; unit < UNITS; unit++) {
        Arena once = memory;
        LinkValue v =
            seen[unit] ? parsed(&parse, &once, &link_kind_place, str_fmt(&once, "%05u", unit)) : (LinkValue){0};
        LinkView view = {1, v.blob};
        if (v.blob)
            s->commune[unit] = (Commune){link_kind_place.term(view), link_kind_place.key(view, 1)};
    }
}

static uint64_t value_of_row(const Sieve *s, Asked asked, uint32_t row)
{
    const Mark *m = &s->w->mark[row];
    const Trace *t = &s->w->trace[row];
    switch (asked.what) {
    case NAME:
        return m->name;
    case SOUND:
        return t->sound;
    case FIRST_LAST:
        return t->first_last & ~1u;
    case INITIAL:
        return t->phone & 255;
    case DATE:
        return mark_day(m) ? link_kind_date.key((LinkView){date_cell(mark_day(m)), NULL}, asked.part) : 0;
    case PLACE:
        return s->commune[s->w->unit[row]].key;
    case NUMBER:
        return m->personal ? link_kind_personal.key((LinkView){personal_cell(m->personal), NULL}, asked.part) : 0;
    case OLD:
        return t->old & ~UINT32_C(1);
    case PHONE:
        return t->phone & ~UINT32_C(255);
    default:
        return 0;
    }
}

static bool is_near(const Sieve *s, uint32_t row)
{
    uint64_t value[ASKED_MOST], key[LINK_RULES];
    if (!trace_known(&s->w->trace[row]))
        return true;
    for (int i = 0; i < s->count; i++)
        value[i] = value_of_row(s, s->asked[i], row);
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
        s->near[i] = is_near(s, s->there[i]);
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
        vec_push(w->room, &c->name, term_at(m, &w->trace[row]));
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
    ret->row = new_raw(s->w->room, uint32_t, s->theres + 1);
    for (int64_t i = 0; i < s->theres; i++)
        if (s->near[i])
            ret->row[ret->rows++] = s->there[i];
        else
            count_row(s, &c, s->there[i]);
    field[0] = (LinkTerms){linking_heading[LINKING_NAME], c.names, c.name.data, NULL, c.name.len};
    field[1] = (LinkTerms){.heading = linking_heading[LINKING_PHONE], .records = c.phones};
    field[2] = commune_terms(s, &c);
    ret->left_out = (LinkLeftOut){s->theres - ret->rows, field, FIELDS};
}

Err *identify_sieve(Work *w, const LinkPlaces *places, const LinkModel *model, const uint32_t *open, int64_t opens,
                    const uint32_t *there, int64_t theres, Sieved *ret)
{
    Sieve *s = new (w->room, Sieve, 1);
    *s = (Sieve){.w = w, .places = places, .parts = trace_parts(), .there = there, .theres = theres};
    s->near = new_raw(w->room, uint8_t, theres + 1);
    *ret = (Sieved){0};
    bool sieves = list_rules(s, model);
    memset(s->near, 1, (size_t)theres);
    read_communes(s);
    if (sieves) {
        TRY(take_all(s, open, opens));
        parallel_for(w->threads, theres, CHUNK, look_at, s);
    }
    count_left_out(s, ret);
    return NULL;
}
