/* Persons of tasks, for those who go to them. */
#include "outreach/package.h"
#include "outreach/consent.h"
#include "outreach/priority.h"
#include "outreach/renew.h"
#include "outreach/outreach_internal.h"

#include "outreach_sql.h"
#include "person/sight.h"
#include "reconcile/subject.h"
#include "store/scope.h"
#include "vn/vn.h"
#include <stdlib.h>

typedef struct Parameters { /* of a province, as phones get them */
    Str province, json;
} Parameters;

typedef struct Words { /* read once a store */
    Law *law;
    RuleSet rules;
    Vec(Parameters) parameters;
} Words;

typedef struct Packing {
    Store *store;
    Arena *arena;
    Str province;
    OutreachSettings settings;
    Priorities priorities;
    Words *words;
    Advising *advising;
    Consent *consent; /* of the agent's subjects */
    ptrdiff_t consents;
    PhoneTask *task;
    ptrdiff_t count;
} Packing;

/* ---- words of rules, read once a store ------------------------------------------------------------- */

static Err *words_once(Store *store, Arena *arena, Words **ret)
{
    static const char slot_key;
    void **slot = store_slot(store, &slot_key);
    Date today = clock_today(store_clock(store));
    Arena *memory = store_memory(store);
    if (!*slot) {
        Words *words = new (memory, Words, 1);
        Err *err = law_load(memory, (Str){0}, &words->law);
        err = err ? err : rules_load(memory, words->law, (Date){today.year, today.month, 0}, &words->rules);
        if (err)
            return err_keep(arena, err);
        *slot = words;
    }
    *ret = *slot;
    return NULL;
}

/* Two hundred years of months of birth are looked at for it: made once. */
Err *package_parameters(Store *store, Arena *arena, Json *j, Str province)
{
    Words *words = NULL;
    Arena *memory = store_memory(store);
    TRY(words_once(store, arena, &words));
    for (ptrdiff_t i = 0; i < words->parameters.len; i++)
        if (str_eq(words->parameters.data[i].province, province)) {
            js_raw(j, words->parameters.data[i].json);
            return NULL;
        }
    Json made = js_open(arena);
    TRY(benefit_parameters_json(&made, arena, words->law, province));
    Parameters kept = {str_copy(memory, province), str_copy(memory, js_str(&made))};
    vec_push(memory, &words->parameters, kept);
    js_raw(j, kept.json);
    return NULL;
}

static const Rule *rule_of(const Packing *p, Str code)
{
    for (ptrdiff_t i = 0; i < p->words->rules.count; i++)
        if (str_eq(p->words->rules.rule[i].code, code))
            return &p->words->rules.rule[i];
    return NULL;
}

/* ---- why ----------------------------------------------------------------------------------------------- */

/* What is earned is nobody's business on the doorstep. */
static bool is_told(bool employer, const LeadFact *fact)
{
    return fact->value != FACT_MISSING && fact_title(employer, fact->fact)->sort != FACT_MONEY;
}

static Str facts_in(const Packing *p, const Lead *lead, Lang lang)
{
    Buf out = buf_open(p->arena);
    for (ptrdiff_t i = 0; i < lead->facts; i++) {
        const LeadFact *fact = &lead->fact[i];
        if (!is_told(lead->employer, fact))
            continue;
        Str title = text_in(lang, fact_title(lead->employer, fact->fact)->title);
        Str value = fact_show(p->arena, lead->employer, fact->fact, fact->value, lang);
        buf_fmt(&out, "%s%.*s: %.*s", out.len > 0 ? "; " : "", STRF(title), STRF(value));
    }
    return buf_str(&out);
}

static Str why_in(const Packing *p, const PhoneTask *t, const Lead *lead, Lang lang)
{
    Str title = text_in(lang, t->rule), facts = facts_in(p, lead, lang);
    return facts.len > 0 ? str_fmt(p->arena, "%.*s (%.*s)", STRF(title), STRF(facts)) : title;
}

static Err *say_why(Packing *p, PhoneTask *t, const Lead *lead)
{
    const Rule *rule = rule_of(p, t->task->rule);
    t->rule = rule ? rule->title : (Text){t->task->rule, t->task->rule};
    if (rule)
        t->law = (Text){rule_basis(p->arena, rule, LANG_VI), rule_basis(p->arena, rule, LANG_EN)};
    t->why = t->rule;
    t->advice = "";
    if (lead->id == 0) /* there is none any more */
        return NULL;
    t->why = (Text){why_in(p, t, lead, LANG_VI), why_in(p, t, lead, LANG_EN)};
    const OutreachRule *worked = outreach_rule(&p->settings, t->task->rule);
    return advice_of_lead(p->advising, t->task->rule, worked && worked->voluntary, lead->fact, lead->facts, &t->advice,
                          &t->advice_text);
}

/* ---- who ------------------------------------------------------------------------------------------------ */

static int year_of(Arena *arena, Str birth)
{
    int64_t year;
    return vn_parse_int(person_mask(arena, PERSON_BIRTH, birth), &year) ? (int)year : 0;
}

#define SHOWN (GOLDEN_BIT(name) | GOLDEN_BIT(address) | GOLDEN_BIT(phone) | GOLDEN_BIT(sex) | GOLDEN_BIT(birth))

static void put_person(Packing *p, PhoneTask *t, const Str *value)
{
    t->name = value[GOLDEN_name];
    t->address = value[GOLDEN_address];
    t->phone = value[GOLDEN_phone];
    if (t->task->employer)
        return;
    t->sex = value[GOLDEN_sex];
    t->birth_year = year_of(p->arena, value[GOLDEN_birth]);
}

static Err *say_who(Packing *p, bool employer)
{
    int64_t *id = new (p->arena, int64_t, p->count);
    Str(*value)[GOLDEN_FIELDS];
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < p->count; i++)
        if (p->task[i].task->employer == employer)
            id[n++] = p->task[i].task->subject;
    if (n == 0)
        return NULL;
    TRY(subject_some(p->store, p->arena, p->province, employer, id, n, SHOWN, &value));
    n = 0;
    for (ptrdiff_t i = 0; i < p->count; i++)
        if (p->task[i].task->employer == employer)
            put_person(p, &p->task[i], value[n++]);
    return NULL;
}

/* ---- what there was ---------------------------------------------------------------------------------------- */

static Err *say_before(Packing *p, PhoneTask *t)
{
    TaskEvents events = {0};
    if (t->task->contacts == 0)
        return NULL;
    TRY(events_read(p->store, p->arena, SQL_OUTREACH_LAST_CONTACTS,
                    ARGS(V_TEXT(p->province), V_INT(t->task->lead), V_INT(PHONE_HISTORY)), &events));
    t->contact = events.data;
    t->contacts = events.len;
    return NULL;
}

/* Who is left in peace is not reached at all. */
static ConsentWay way_of(const Packing *p, const Task *task, ContactChannel channel)
{
    Date today = clock_today(store_clock(p->store));
    const Consent *said = consent_find(p->consent, p->consents, task->employer, task->subject, channel, today);
    return task->quiet_until.year > 0 ? WAY_CLOSED : consent_way(said, channel);
}

static void say_ways(const Packing *p, PhoneTask *t)
{
    t->way_call = way_of(p, t->task, CHANNEL_CALL);
    t->way_message = way_of(p, t->task, CHANNEL_MESSAGE);
    t->may_call = t->way_call != WAY_CLOSED;
    t->may_message = t->way_message != WAY_CLOSED;
    if (!t->may_call && !t->may_message)
        t->phone = (Str){0};
}

/* Of a lead that is gone the stated formula. */
static double rank_of(const Packing *p, const Task *task, const Lead *lead)
{
    const PriorityRule *rule = priority_of(&p->priorities, task->rule);
    bool open = lead->id > 0 && lead->cleared_run == 0;
    return rule ? priority_rank_of(rule, open && rule->model ? priority_expected(rule, lead) : rule->rule.ease) : 0;
}

static Err *fill(Packing *p)
{
    Lead *lead;
    int64_t *id = new (p->arena, int64_t, p->count);
    for (int employer = 0; employer <= 1; employer++)
        TRY(say_who(p, employer == 1));
    for (ptrdiff_t i = 0; i < p->count; i++)
        id[i] = p->task[i].task->lead;
    TRY(lead_get_some(p->store, p->arena, p->province, id, p->count, &lead));
    for (ptrdiff_t i = 0; i < p->count; i++) {
        PhoneTask *t = &p->task[i];
        t->rank = rank_of(p, t->task, &lead[i]);
        say_ways(p, t);
        TRY(say_why(p, t, &lead[i]));
        TRY(say_before(p, t));
    }
    return NULL;
}

Err *package_tasks(Store *store, Arena *arena, Str province, Str agent, const Task *task, ptrdiff_t count,
                   PhoneTask **ret)
{
    Packing p = {.store = store, .arena = arena, .province = province, .count = count};
    p.task = *ret = new (arena, PhoneTask, count);
    for (ptrdiff_t i = 0; i < count; i++)
        p.task[i].task = &task[i];
    if (count == 0)
        return NULL;
    TRY(outreach_settings_kept(store, arena, &p.settings));
    TRY(priority_kept(store, arena, province, &p.settings, &p.priorities));
    TRY(words_once(store, arena, &p.words));
    TRY(advising_open(arena, p.words->law, province, clock_today(store_clock(store)), &p.advising));
    TRY(consent_of_agent(store, arena, province, agent, &p.consent, &p.consents));
    /* an agent of a village sees neither leads nor persons, which belong to the commune */
    const Scope *own = store_scope(store);
    store_set_scope(store, NULL);
    Err *err = fill(&p);
    store_set_scope(store, own);
    return err;
}

static int open_first(const void *a, const void *b)
{
    const Task *x = a, *y = b;
    int order = (int)task_open(y) - (int)task_open(x);
    return order ? order : (x->version > y->version) - (x->version < y->version);
}

void package_cut(const OutreachSettings *settings, TaskPackage *package)
{
    if (package->tasks <= settings->phone_most)
        return;
    qsort(package->task, (size_t)package->tasks, sizeof *package->task, open_first);
    package->tasks = settings->phone_most;
}
