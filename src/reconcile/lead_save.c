/* What changed on the lists, written: compared side by side, written in its order. */
#include "reconcile/lead_internal.h"

#include "base/pool.h"
#include "lead_sql.h"

enum { STRETCH = 1 << 18 };

typedef struct Saving {
    Store *store;
    Arena *arena;
    const LeadSave *save;
    const Evaluated *evaluated;
    ReconcileReport *report;
    const Rule **rule; /* of report */
    LeadBatch *slot;
    ptrdiff_t next; /* rule */
    int64_t from;   /* … and its next stretch of subjects */
    int64_t highest;
    int64_t *first; /* number of each rule of report, and one behind them */
    Err *err;
} Saving;

/* ---- writing ------------------------------------------------------------------------------- */

static Err *put(Saving *s, LeadBatch *b, Query query, const LeadValues *rows, int width)
{
    return store_copy(s->store, &b->memory, query, rows->data, width, rows->len / width);
}

static Err *change(Saving *s, LeadBatch *b, Query query, const LeadValues *rows, int width)
{
    return store_exec_many(s->store, &b->memory, query, rows->data, width, rows->len / width, NULL);
}

static Err *write_batch(Saving *s, LeadBatch *b)
{
    for (ptrdiff_t i = LEAD_PUT_ID; i < b->put.len; i += LEAD_PUT_VALUES)
        b->put.data[i] = V_INT(++s->highest);
    TRY(put(s, b, SQL_LEAD_PUT, &b->put, LEAD_PUT_VALUES));
    TRY(change(s, b, SQL_LEAD_SET, &b->set, LEAD_SET_VALUES));
    TRY(change(s, b, SQL_LEAD_OFF_DROP, &b->back, LEAD_OFF_VALUES));
    TRY(change(s, b, SQL_LEAD_PLACE, &b->place, LEAD_PLACE_VALUES));
    TRY(change(s, b, SQL_LEAD_CHANGE, &b->change, LEAD_CHANGE_VALUES));
    TRY(change(s, b, SQL_LEAD_CLEAR, &b->clear, LEAD_CLEAR_VALUES));
    TRY(put(s, b, SQL_LEAD_OFF_PUT, &b->off, LEAD_OFF_VALUES));
    return put(s, b, SQL_LEAD_EVENT_PUT, &b->event, LEAD_EVENT_VALUES);
}

/* ---- stretches on their way ------------------------------------------------------------------ */

/* None of a rule that is no longer there. */
static const LeadMoves *moves_of(const LeadSave *save, Str code)
{
    static const LeadMoves none;
    for (ptrdiff_t i = 0; i < save->rules->count; i++)
        if (str_eq(save->rules->rule[i].code, code))
            return &save->before->moves[i];
    return &none;
}

static bool next_stretch(void *arg, int slot)
{
    Saving *s = arg;
    LeadBatch *b = &s->slot[slot];
    if (s->next == s->report->rules)
        return false;
    const Rule *rule = s->rule[s->next];
    int64_t subjects = rule->employer ? s->report->employers : s->report->persons;
    arena_rewind(&b->memory);
    *b = (LeadBatch){.memory = b->memory,
                     .rule = rule,
                     .number = s->next,
                     .hits = s->next < s->evaluated->rules ? &s->evaluated->rule[s->next] : NULL,
                     .kept = leads_of_rule(s->save->kept, rule->code, rule->employer),
                     .moves = moves_of(s->save, rule->code),
                     .from = s->from,
                     .to = s->from + STRETCH};
    s->from = b->to > subjects ? 0 : b->to;
    s->next += s->from == 0;
    return true;
}

static void compare_stretch(void *arg, int slot, int worker)
{
    const Saving *s = arg;
    (void)worker;
    lead_compare(s->save, s->evaluated, &s->slot[slot]);
}

static Err *save_stretch(Saving *s, LeadBatch *b)
{
    const LeadSave *save = s->save;
    RuleCount *count = &s->report->rule[b->number];
    if (b->from == 0) {
        s->first[b->number] = s->highest + 1;
        TRY(leads_move(s->store, &b->memory, save->province, b->moves));
    }
    TRY(write_batch(s, b));
    count->appeared += b->appeared;
    count->cleared += b->cleared;
    count->changed += b->changed;
    if (save->progress && b->from == 0)
        save->progress(save->arg, b->number + 1, s->report->rules);
    return NULL;
}

static bool stretch_saved(void *arg, int slot)
{
    Saving *s = arg;
    s->err = err_keep(s->arena, save_stretch(s, &s->slot[slot]));
    return !s->err;
}

static Err *save_stretches(Saving *s)
{
    static const Pipe pipe = {next_stretch, compare_stretch, stretch_saved};
    int slots = 2 * s->save->threads;
    s->slot = new (s->arena, LeadBatch, slots);
    for (int i = 0; i < slots; i++)
        s->slot[i].memory = arena_open(ARENA_DEFAULT);
    parallel_pipe(s->save->threads, slots, &pipe, s);
    for (int i = 0; i < slots; i++)
        arena_close(&s->slot[i].memory);
    return s->err;
}

/* ---- rules --------------------------------------------------------------------------------------- */

static const RuleHits *hits_of(const Evaluated *evaluated, Str code)
{
    for (ptrdiff_t i = 0; i < evaluated->rules; i++)
        if (str_eq(evaluated->rule[i].rule->code, code))
            return &evaluated->rule[i];
    return NULL;
}

/* Those that were evaluated, then those with open leads that were not: switched off, not in force, or no longer there.
 */
static void list_rules(Saving *s)
{
    const Evaluated *evaluated = s->evaluated;
    const LeadsKept *kept = s->save->kept;
    ReconcileReport *report = s->report;
    ptrdiff_t most = evaluated->rules + kept->rule.len;
    report->rule = new (s->arena, RuleCount, most);
    s->rule = new (s->arena, const Rule *, most);
    report->rules = evaluated->rules;
    for (ptrdiff_t i = 0; i < evaluated->rules; i++) {
        const RuleHits *hits = &evaluated->rule[i];
        s->rule[i] = hits->rule;
        report->rule[i] = (RuleCount){.code = hits->rule->code,
                                      .employer = hits->rule->employer,
                                      .hits = hits->hit.len,
                                      .unknown = hits->unknown,
                                      .lacking = hits->lacking};
    }
    for (ptrdiff_t i = 0; i < kept->rule.len; i++) {
        const LeadsOfRule *of = &kept->rule.data[i];
        if (of->open == 0 || hits_of(evaluated, of->rule))
            continue;
        Rule *rule = new (s->arena, Rule, 1);
        Str code = str_copy(s->arena, of->rule); /* the report outlives what was kept */
        *rule = (Rule){.code = code, .employer = of->employer};
        s->rule[report->rules] = rule;
        report->rule[report->rules++] = (RuleCount){.code = code, .employer = of->employer};
    }
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
    Saving s = {.store = store,
                .arena = arena,
                .save = save,
                .evaluated = evaluated,
                .report = report,
                .highest = save->kept->highest};
    list_rules(&s);
    s.first = new (arena, int64_t, report->rules + 1);
    TRY(save_stretches(&s));
    s.first[report->rules] = s.highest + 1;
    TRY(lead_ranges_save(store, arena, save->province, save->run, report->rule, report->rules, s.first));
    TRY(lead_tally_save(store, arena, save->province, evaluated));
    report->last_lead = s.highest;
    sum(report);
    return save->kept->highest == 0 ? store_exec(store, arena, SQL_LEAD_FILLED, NO_ARGS, NULL) : NULL;
}
