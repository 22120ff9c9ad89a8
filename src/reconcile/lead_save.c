/* What a run found beside what stands on the lists: new leads, those that came back, changed or cleared. */
#include "reconcile/lead_internal.h"

#include "lead_sql.h"

enum {
    STRETCH = 1 << 16,
    PUT_VALUES = 12,
    SET_VALUES = 9,
    PLACE_VALUES = 8,
    CHANGE_VALUES = 7,
    CLEAR_VALUES = 5,
    EVENT_VALUES = 5
};

typedef Vec(Value) Values;

typedef struct Saving {
    Store *store;
    Arena *arena;  /* lasts */
    Arena stretch; /* of one */
    const LeadSave *save;
    const Evaluated *evaluated;
    int64_t highest; /* lead id given so far */
    bool first;      /* no lead was there before */
} Saving;

/* What is to be written of one rule in one stretch of subjects. */
typedef struct Batch {
    Arena *arena;
    const Rule *rule;
    const LeadMoves *moves;
    RuleCount *count;
    Values put, set, place, change, clear, event;
} Batch;

typedef struct Kept { /* a lead as it stands in the store */
    int64_t subject, id, cleared_run;
    Str unit, village, kind, facts;
} Kept;

static void add(Batch *b, Values *to, const Value *value, int count)
{
    for (int i = 0; i < count; i++)
        vec_push(b->arena, to, value[i]);
}

static Value text_of(const Saving *s, uint32_t number)
{
    return V_TEXT(intern_text(&s->evaluated->texts, number));
}

/* ---- one lead ----------------------------------------------------------------------------- */

static void note_event(const Saving *s, Batch *b, int64_t lead, const char *change, Str why)
{
    const Value values[EVENT_VALUES] = {V_TEXT(s->save->province), V_INT(s->save->run), V_INT(lead),
                                        V_TEXT(str_from(change)), V_TEXT(why)};
    add(b, &b->event, values, EVENT_VALUES);
}

static void appear(Saving *s, Batch *b, const Hit *h)
{
    const Value values[PUT_VALUES] = {V_TEXT(s->save->province), V_TEXT(b->rule->code), V_INT(b->rule->employer),
                                      V_INT(h->subject),         V_INT(++s->highest),   text_of(s, h->unit),
                                      text_of(s, h->village),    text_of(s, h->kind),   text_of(s, h->facts),
                                      V_INT(s->save->run),       V_INT(s->save->run),   V_INT(0)};
    add(b, &b->put, values, PUT_VALUES);
    b->count->appeared++;
}

static WhyFacts facts_in(const Saving *s, const Batch *b, Str written)
{
    LeadFact *fact;
    ptrdiff_t count;
    WhyFacts facts = {0};
    shape_read(b->arena, s->save->shapes, b->rule->employer, written, &fact, &count);
    for (ptrdiff_t i = 0; i < count; i++) {
        facts.known |= 1ull << fact[i].fact;
        facts.value[fact[i].fact] = fact[i].value;
    }
    return facts;
}

/* "moved=7>3 compulsory=0>1" */
static Str why_moved(const Batch *b, const LeadMove *move, Str rest)
{
    Buf out = buf_open(b->arena);
    if (!move)
        return rest;
    buf_fmt(&out, "%s=%lld>%lld", WHY_MOVED, (long long)move->from, (long long)move->to);
    if (rest.len > 0)
        buf_fmt(&out, " %.*s", STRF(rest));
    return buf_str(&out);
}

static Str why_gone(const Saving *s, const Batch *b, const Kept *old, Str now)
{
    LeadFact *fact;
    ptrdiff_t count;
    const LeadMove *left = lead_left_behind(b->moves, old->subject);
    if (left)
        return why_moved(b, left, (Str){0});
    if (str_eq(now, S(WHY_GONE)) || str_eq(now, S(WHY_OFF)))
        return now;
    shape_read(b->arena, s->save->shapes, b->rule->employer, old->facts, &fact, &count);
    WhyFacts before = why_before(b->rule, fact, count), after = facts_in(s, b, now);
    return why_moved(b, lead_moved_to(b->moves, old->subject), why_write(b->arena, b->rule->employer, &before, &after));
}

static void clear(const Saving *s, Batch *b, const Kept *old, Str now)
{
    const Value values[CLEAR_VALUES] = {V_TEXT(s->save->province), V_TEXT(b->rule->code), V_INT(b->rule->employer),
                                        V_INT(old->subject), V_INT(s->save->run)};
    add(b, &b->clear, values, CLEAR_VALUES);
    note_event(s, b, old->id, "cleared", why_gone(s, b, old, now));
    b->count->cleared++;
}

/* It is there again, or its place, evidence or subject is another. */
static void update(const Saving *s, Batch *b, const Kept *old, const Hit *h)
{
    bool returned = old->cleared_run > 0, there = str_eq(old->unit, intern_text(&s->evaluated->texts, h->unit));
    WhyFacts before = facts_in(s, b, old->facts), after = facts_in(s, b, intern_text(&s->evaluated->texts, h->facts));
    const Value values[SET_VALUES] = {V_TEXT(s->save->province), V_TEXT(b->rule->code),  V_INT(b->rule->employer),
                                      V_INT(old->subject),       text_of(s, h->village), text_of(s, h->kind),
                                      text_of(s, h->facts),      text_of(s, h->unit),    V_INT(s->save->run)};
    if (returned)
        add(b, &b->set, values, SET_VALUES);
    else
        add(b, there ? &b->change : &b->place, values, there ? CHANGE_VALUES : PLACE_VALUES);
    note_event(
        s, b, old->id, returned ? "returned" : "changed",
        why_moved(b, lead_moved_to(b->moves, old->subject), why_write(b->arena, b->rule->employer, &before, &after)));
    b->count->appeared += returned;
    b->count->changed += !returned;
}

static bool same(const Saving *s, const Batch *b, const Kept *old, const Hit *h)
{
    const Intern *texts = &s->evaluated->texts;
    return old->cleared_run == 0 && !lead_moved_to(b->moves, old->subject) &&
           str_eq(old->facts, intern_text(texts, h->facts)) && str_eq(old->unit, intern_text(texts, h->unit)) &&
           str_eq(old->village, intern_text(texts, h->village)) && str_eq(old->kind, intern_text(texts, h->kind));
}

/* ---- a stretch of subjects ------------------------------------------------------------------- */

typedef struct Cursor { /* hits of a rule, by subject */
    const Hit *hit, *end;
    const Hit *gone, *gone_end;
} Cursor;

static Str gone_facts(const Saving *s, Cursor *c, int64_t subject)
{
    while (c->gone < c->gone_end && c->gone->subject < subject)
        c->gone++;
    bool found = c->gone < c->gone_end && c->gone->subject == subject;
    return found ? intern_text(&s->evaluated->texts, c->gone->facts) : S(WHY_OFF);
}

static void meet(Saving *s, Batch *b, Cursor *c, const Kept *old)
{
    while (c->hit < c->end && c->hit->subject < old->subject)
        appear(s, b, c->hit++);
    if (c->hit < c->end && c->hit->subject == old->subject) {
        if (!same(s, b, old, c->hit))
            update(s, b, old, c->hit);
        c->hit++;
    } else if (old->cleared_run == 0) {
        clear(s, b, old, gone_facts(s, c, old->subject));
    }
}

static Kept kept_row(const Rows *rows, Arena *arena)
{
    return (Kept){.subject = rows_int(rows, 0),
                  .id = rows_int(rows, 1),
                  .unit = rows_text(rows, arena, 2),
                  .village = rows_text(rows, arena, 3),
                  .kind = rows_text(rows, arena, 4),
                  .facts = rows_text(rows, arena, 5),
                  .cleared_run = rows_int(rows, 6)};
}

static Err *read_stretch(Saving *s, Batch *b, Cursor *c, int64_t from, int64_t to)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(
        s->store, b->arena, SQL_LEAD_STRETCH,
        ARGS(V_TEXT(s->save->province), V_TEXT(b->rule->code), V_INT(b->rule->employer), V_INT(from), V_INT(to)),
        &rows));
    for (bool more; !(err = rows_next(&rows, b->arena, &more)) && more;) {
        Arena scratch = *b->arena; /* most rows stand as they are, and nothing of them is kept */
        Kept old = kept_row(&rows, &scratch);
        if (c->hit < c->end && c->hit->subject == old.subject && same(s, b, &old, c->hit)) {
            c->hit++;
            continue;
        }
        old = kept_row(&rows, b->arena);
        meet(s, b, c, &old);
    }
    return err;
}

static Err *write_batch(const Saving *s, const Batch *b)
{
    Store *store = s->store;
    TRY(store_copy(store, b->arena, SQL_LEAD_PUT, b->put.data, PUT_VALUES, b->put.len / PUT_VALUES));
    TRY(store_exec_many(store, b->arena, SQL_LEAD_SET, b->set.data, SET_VALUES, b->set.len / SET_VALUES, NULL));
    TRY(store_exec_many(store, b->arena, SQL_LEAD_PLACE, b->place.data, PLACE_VALUES, b->place.len / PLACE_VALUES,
                        NULL));
    TRY(store_exec_many(store, b->arena, SQL_LEAD_CHANGE, b->change.data, CHANGE_VALUES, b->change.len / CHANGE_VALUES,
                        NULL));
    TRY(store_exec_many(store, b->arena, SQL_LEAD_CLEAR, b->clear.data, CLEAR_VALUES, b->clear.len / CLEAR_VALUES,
                        NULL));
    return store_copy(store, b->arena, SQL_LEAD_EVENT_PUT, b->event.data, EVENT_VALUES, b->event.len / EVENT_VALUES);
}

static Err *save_stretch(Saving *s, const Rule *rule, const LeadMoves *moves, RuleCount *count, Cursor *c, int64_t from,
                         int64_t to)
{
    Batch b = {.arena = &s->stretch, .rule = rule, .moves = moves, .count = count};
    arena_reset(&s->stretch);
    Err *err = s->first ? NULL : read_stretch(s, &b, c, from, to);
    while (!err && c->hit < c->end && c->hit->subject < to)
        appear(s, &b, c->hit++);
    return err_keep(s->arena, err ? err : write_batch(s, &b));
}

/* ---- rules --------------------------------------------------------------------------------------- */

/* None of a rule that is no longer there. */
static const LeadMoves *moves_of(const LeadSave *save, Str code)
{
    static const LeadMoves none;
    for (ptrdiff_t i = 0; i < save->rules->count; i++)
        if (str_eq(save->rules->rule[i].code, code))
            return &save->before->moves[i];
    return &none;
}

static Err *save_rule(Saving *s, const Rule *rule, const RuleHits *hits, int64_t subjects, RuleCount *count)
{
    static const RuleHits none;
    const RuleHits *h = hits ? hits : &none;
    const LeadMoves *moves = moves_of(s->save, rule->code);
    Cursor c = {h->hit.data, vec_end(&h->hit), h->gone.data, vec_end(&h->gone)};
    count->code = rule->code;
    count->employer = rule->employer;
    count->hits = h->hit.len;
    count->unknown = h->unknown;
    count->lacking = h->lacking;
    TRY(leads_move(s->store, s->arena, s->save->province, moves));
    for (int64_t from = 0; from <= subjects; from += STRETCH)
        TRY(save_stretch(s, rule, moves, count, &c, from, from + STRETCH));
    return NULL;
}

static const RuleHits *hits_of(const Evaluated *evaluated, Str code)
{
    for (ptrdiff_t i = 0; i < evaluated->rules; i++)
        if (str_eq(evaluated->rule[i].rule->code, code))
            return &evaluated->rule[i];
    return NULL;
}

typedef Vec(Rule) Rules;

/* Rules with open leads that were not evaluated: switched off, not in force, or no longer there. */
static Err *rules_left(Saving *s, Rules *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(s->store, s->arena, SQL_LEAD_RULES_USED, ARGS(V_TEXT(s->save->province)), &rows));
    for (bool more; !(err = rows_next(&rows, s->arena, &more)) && more;) {
        Rule rule = {.code = rows_text(&rows, s->arena, 0), .employer = rows_int(&rows, 1) != 0};
        if (!hits_of(s->evaluated, rule.code))
            vec_push(s->arena, ret, rule);
    }
    return err;
}

static void sum(ReconcileReport *report)
{
    for (ptrdiff_t i = 0; i < report->rules; i++) {
        const RuleCount *c = &report->rule[i];
        report->leads += c->hits;
        report->appeared += c->appeared;
        report->cleared += c->cleared;
        report->changed += c->changed;
    }
}

Err *leads_save(Store *store, Arena *arena, const LeadSave *save, const Evaluated *evaluated, ReconcileReport *report)
{
    AUTO(arena_close) Arena stretch = arena_open(ARENA_DEFAULT);
    Saving s = {.store = store,
                .arena = arena,
                .stretch = stretch,
                .save = save,
                .evaluated = evaluated,
                .highest = save->before->highest,
                .first = save->before->highest == 0};
    Rules left = {0};
    if (!s.first)
        TRY(rules_left(&s, &left));
    report->rules = evaluated->rules + left.len;
    report->rule = new (arena, RuleCount, report->rules);
    for (ptrdiff_t i = 0; i < report->rules; i++) {
        const RuleHits *hits = i < evaluated->rules ? &evaluated->rule[i] : NULL;
        const Rule *rule = hits ? hits->rule : &left.data[i - evaluated->rules];
        int64_t subjects = rule->employer ? report->employers : report->persons;
        TRY(save_rule(&s, rule, hits, subjects, &report->rule[i]));
        if (save->progress)
            save->progress(save->arg, i + 1, report->rules);
    }
    report->last_lead = s.highest;
    sum(report);
    return s.first ? store_exec(store, arena, SQL_LEAD_FILLED, NO_ARGS, NULL) : NULL;
}
