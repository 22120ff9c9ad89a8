/* Priorities from and to the store: what was told of leads, what was made of it, and leads in their order. */
#include "outreach/priority_internal.h"

#include "outreach/outreach_internal.h"
#include "outreach_sql.h"
#include "reconcile/commune.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 20000, WORD = 8 };

/* ---- what was told ------------------------------------------------------------------------------------------- */

static bool tells(const Task *task, bool *ret_registered)
{
    *ret_registered = task->registered_day.year > 0 && task->state != TASK_RETURNED;
    return task->registered_day.year > 0 || task->outcome == CONTACT_REFUSED || task->outcome == CONTACT_THINKING ||
           task->outcome == CONTACT_NOT_MET;
}

/* Of the places that the scope sees. */
static void count_told(const Scope *scope, const Tasks *tasks, Str rule, int64_t *ret_told, int64_t *ret_registered)
{
    *ret_told = *ret_registered = 0;
    for (ptrdiff_t i = 0; i < tasks->len; i++) {
        const Task *task = &tasks->data[i];
        bool registered;
        if (!str_eq(task->rule, rule) || !tells(task, &registered) || !scope_sees(scope, task->province, task->unit))
            continue;
        ++*ret_told;
        *ret_registered += registered;
    }
}

static Err *read_cases(Store *store, Arena *arena, Str province, Str rule, const Tasks *tasks, PriorityCase **ret,
                       ptrdiff_t *ret_count)
{
    int64_t *id = new (arena, int64_t, tasks->len);
    bool *came = new (arena, bool, tasks->len);
    ptrdiff_t count = 0;
    Lead *lead;
    for (ptrdiff_t i = 0; i < tasks->len; i++)
        if (str_eq(tasks->data[i].rule, rule) && tells(&tasks->data[i], &came[count]))
            id[count++] = tasks->data[i].lead;
    TRY(lead_get_some(store, arena, province, id, count, &lead));
    *ret = new (arena, PriorityCase, count);
    *ret_count = 0;
    for (ptrdiff_t i = 0; i < count; i++)
        if (lead[i].id > 0)
            (*ret)[(*ret_count)++] = (PriorityCase){lead[i], came[i]};
    return NULL;
}

/* ---- keeping models ------------------------------------------------------------------------------------------ */

static Err *drop_all(Store *store, Arena *arena, Str province)
{
    const Query drops[] = {SQL_OUTREACH_MODEL_DROP, SQL_OUTREACH_COEFFICIENT_DROP, SQL_OUTREACH_TENTH_DROP,
                           SQL_OUTREACH_RANKED_DROP};
    for (int i = 0; i < COUNTOF(drops); i++)
        TRY(store_exec(store, arena, drops[i], ARGS(V_TEXT(province)), NULL));
    return NULL;
}

Err *priority_keep(Store *store, Arena *arena, Str province, const PriorityRule *p)
{
    Str rule = p->rule.rule;
    TRY(store_exec(store, arena, SQL_OUTREACH_MODEL_PUT,
                   ARGS(V_TEXT(province), V_TEXT(rule), V_INT(p->run), V_INT(p->model), V_INT(p->outcomes),
                        V_INT(p->registered), V_REAL(p->loss_model), V_REAL(p->loss_stated)),
                   NULL));
    for (int i = 0; i < p->coefficients; i++) {
        const PriorityCoefficient *c = &p->coefficient[i];
        TRY(store_exec(store, arena, SQL_OUTREACH_COEFFICIENT_PUT,
                       ARGS(V_TEXT(province), V_TEXT(rule), V_INT(i), V_TEXT(str_from(c->name)), V_REAL(c->value),
                            V_REAL(c->error), V_INT(c->count)),
                       NULL));
    }
    for (int i = 0; i < p->tenths; i++) {
        const PriorityTenth *t = &p->tenth[i];
        TRY(store_exec(store, arena, SQL_OUTREACH_TENTH_PUT,
                       ARGS(V_TEXT(province), V_TEXT(rule), V_INT(i), V_REAL(t->from), V_REAL(t->to),
                            V_REAL(t->expected), V_REAL(t->observed), V_INT(t->count)),
                       NULL));
    }
    return p->model ? priority_order(store, arena, province, p) : NULL;
}

Err *priority_fit(Store *store, Arena *arena, Str province, int64_t run)
{
    OutreachSettings settings;
    Tasks tasks = {0};
    TRY(drop_all(store, arena, province));
    TRY(outreach_settings_kept(store, arena, &settings));
    TRY(tasks_read(store, arena, SQL_OUTREACH_TASK_ALL, ARGS(V_TEXT(province)), province, &tasks));
    for (ptrdiff_t i = 0; i < settings.rules; i++) {
        Arena scratch = *arena;
        PriorityRule p;
        PriorityCase *all = NULL;
        ptrdiff_t count = 0;
        int64_t told, registered;
        count_told(store_scope(store), &tasks, settings.rule[i].rule, &told, &registered);
        if (!priority_open(&scratch, &settings.rule[i], told, registered, &p))
            continue;
        TRY(err_keep(arena, read_cases(store, &scratch, province, settings.rule[i].rule, &tasks, &all, &count)));
        priority_reckon(&scratch, &settings.rule[i], all, count, &p);
        p.run = run;
        if (p.coefficients > 0)
            TRY(err_keep(arena, priority_keep(store, &scratch, province, &p)));
    }
    return NULL;
}

/* ---- leads in their order ------------------------------------------------------------------------------------ */

typedef struct UnitRanking {
    Str unit;
    Vec(RankedLead) lead;
} UnitRanking;
typedef Vec(UnitRanking) Rankings;

static UnitRanking *ranking_of(Arena *arena, Rankings *all, Str unit)
{
    for (ptrdiff_t i = 0; i < all->len; i++)
        if (str_eq(all->data[i].unit, unit))
            return &all->data[i];
    UnitRanking one = {.unit = str_copy(arena, unit)};
    vec_push(arena, all, one);
    return &all->data[all->len - 1];
}

static int best_first(const void *a, const void *b)
{
    const RankedLead *x = a, *y = b;
    int order = (x->expected < y->expected) - (x->expected > y->expected);
    return order ? order : (x->lead > y->lead) - (x->lead < y->lead);
}

/* What is expected, how many are so, their numbers; and again. */
static Str pack(Arena *arena, const UnitRanking *r)
{
    int64_t *word = new_raw(arena, int64_t, 3 * r->lead.len);
    ptrdiff_t words = 0, head = 0;
    for (ptrdiff_t i = 0; i < r->lead.len; i++) {
        const RankedLead *one = &r->lead.data[i];
        if (i == 0 || one->expected < one[-1].expected) {
            head = words;
            memcpy(&word[words++], &one->expected, WORD);
            word[words++] = 0;
        }
        word[head + 1]++;
        word[words++] = one->lead;
    }
    return (Str){(char *)word, words * WORD};
}

static Err *read_order(Store *store, Arena *arena, Str province, const PriorityRule *p, Rankings *ret)
{
    AUTO(arena_close) Arena page = arena_open(ARENA_DEFAULT);
    LeadFilter filter = {.province = province, .rule = p->rule.rule, .limit = PAGE};
    for (;;) {
        Lead *lead;
        ptrdiff_t count;
        arena_reset(&page);
        TRY(err_keep(arena, lead_list(store, &page, &filter, &lead, &count)));
        for (ptrdiff_t i = 0; i < count; i++) {
            RankedLead one = {lead[i].id, priority_expected(p, &lead[i])};
            vec_push(arena, &ranking_of(arena, ret, lead[i].unit)->lead, one);
        }
        if (count < PAGE)
            return NULL;
        filter.after = lead[count - 1].id;
    }
}

Err *priority_order(Store *store, Arena *arena, Str province, const PriorityRule *p)
{
    Rankings all = {0};
    TRY(read_order(store, arena, province, p, &all));
    for (ptrdiff_t i = 0; i < all.len; i++) {
        Arena scratch = *arena;
        UnitRanking *r = &all.data[i];
        qsort(r->lead.data, (size_t)r->lead.len, sizeof *r->lead.data, best_first);
        TRY(err_keep(
            arena, store_exec(store, &scratch, SQL_OUTREACH_RANKED_PUT,
                              ARGS(V_TEXT(province), V_TEXT(p->rule.rule), V_TEXT(r->unit), V_BYTES(pack(&scratch, r))),
                              NULL)));
    }
    return NULL;
}

typedef struct Alike { /* leads of a commune of which one thing is expected */
    double expected;
    const char *lead; /* words */
    int64_t count;
} Alike;
typedef Vec(Alike) Alikes;

static bool unpack(Arena *arena, Str packed, Alikes *ret)
{
    while (packed.len >= 2 * WORD) {
        Alike one;
        memcpy(&one.expected, packed.ptr, WORD);
        memcpy(&one.count, packed.ptr + WORD, WORD);
        if (one.count < 0 || one.count > packed.len / WORD - 2)
            return false;
        one.lead = packed.ptr + 2 * WORD;
        vec_push(arena, ret, one);
        packed = str_slice(packed, (2 + (ptrdiff_t)one.count) * WORD, packed.len);
    }
    return packed.len == 0;
}

static int by_expected(const void *a, const void *b)
{
    const Alike *x = a, *y = b;
    return (x->expected < y->expected) - (x->expected > y->expected);
}

static Err *read_ranked(Store *store, Arena *arena, Str province, Str rule, Str unit, Alikes *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    const Value args[] = {V_TEXT(province), V_TEXT(rule), V_TEXT(str_eq(unit, S(COMMUNE_ELSEWHERE)) ? S("") : unit)};
    TRY(store_query(store, arena, unit.len > 0 ? SQL_OUTREACH_RANKED_OF_UNIT : SQL_OUTREACH_RANKED_ALL, args,
                    unit.len > 0 ? 3 : 2, &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        if (!scope_sees(store_scope(store), province, rows_text(&rows, arena, 0)))
            continue;
        if (!unpack(arena, rows_bytes(&rows, arena, 1), ret))
            return FAIL(arena, INTERNAL, "thứ tự việc đã lưu bị hỏng; hãy đối soát lại",
                        "the order of leads that was kept is damaged; run the reconciliation again");
    }
    return err;
}

Err *priority_ranked(Store *store, Arena *arena, Str province, Str rule, Str unit, int64_t most, RankedLead **ret,
                     ptrdiff_t *ret_count)
{
    Alikes all = {0};
    int64_t count = 0;
    ptrdiff_t used = 0;
    TRY(read_ranked(store, arena, province, rule, unit, &all));
    if (all.len > 1)
        qsort(all.data, (size_t)all.len, sizeof *all.data, by_expected);
    for (; used < all.len; used++) { /* those of one rank are taken together: their order is by number */
        if (most > 0 && count >= most && all.data[used].expected < all.data[used - 1].expected)
            break;
        count += all.data[used].count;
    }
    *ret = new_raw(arena, RankedLead, (ptrdiff_t)count);
    *ret_count = 0;
    for (ptrdiff_t i = 0; i < used; i++)
        for (int64_t k = 0; k < all.data[i].count; k++) {
            RankedLead *one = &(*ret)[(*ret_count)++];
            one->expected = all.data[i].expected;
            memcpy(&one->lead, all.data[i].lead + k * WORD, WORD);
        }
    if (*ret_count > 1)
        qsort(*ret, (size_t)*ret_count, sizeof **ret, best_first);
    return NULL;
}

/* ---- asking -------------------------------------------------------------------------------------------------- */

static PriorityRule *kept_of(const Priorities *all, Str rule)
{
    for (ptrdiff_t i = 0; i < all->rules; i++)
        if (str_eq(all->rule[i].rule.rule, rule))
            return &all->rule[i];
    return NULL;
}

const PriorityRule *priority_of(const Priorities *priorities, Str rule)
{
    return kept_of(priorities, rule);
}

static Err *read_models(Store *store, Arena *arena, Str province, const Priorities *all)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(store, arena, SQL_OUTREACH_MODELS, ARGS(V_TEXT(province)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        PriorityRule *p = kept_of(all, rows_text(&rows, arena, 0));
        if (!p)
            continue;
        p->run = rows_int(&rows, 1);
        p->model = rows_int(&rows, 2) != 0;
        p->outcomes = rows_int(&rows, 3);
        p->registered = rows_int(&rows, 4);
        p->loss_model = rows_real(&rows, 5);
        p->loss_stated = rows_real(&rows, 6);
        p->why = priority_why(p->model);
    }
    return err;
}

/* A coefficient of what is learned from no more makes its model no model of today's leads. */
static Err *read_coefficients(Store *store, Arena *arena, Str province, const Priorities *all)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(store, arena, SQL_OUTREACH_COEFFICIENTS, ARGS(V_TEXT(province)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        PriorityRule *p = kept_of(all, rows_text(&rows, arena, 0));
        PriorityCoefficient c = {
            .value = rows_real(&rows, 2), .error = rows_real(&rows, 3), .count = rows_int(&rows, 4)};
        if (!p)
            continue;
        if (p->coefficients < PRIORITY_FEATURES && priority_feature(rows_text(&rows, arena, 1), &c.name, &c.words))
            p->coefficient[p->coefficients++] = c;
        else
            p->model = false;
    }
    return err;
}

static Err *read_tenths(Store *store, Arena *arena, Str province, const Priorities *all)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(store, arena, SQL_OUTREACH_TENTHS, ARGS(V_TEXT(province)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        PriorityRule *p = kept_of(all, rows_text(&rows, arena, 0));
        if (p && p->tenths < PRIORITY_TENTHS)
            p->tenth[p->tenths++] = (PriorityTenth){rows_real(&rows, 1), rows_real(&rows, 2), rows_real(&rows, 3),
                                                    rows_real(&rows, 4), rows_int(&rows, 5)};
    }
    return err;
}

Err *priority_kept(Store *store, Arena *arena, Str province, const OutreachSettings *settings, Priorities *ret)
{
    *ret = (Priorities){new (arena, PriorityRule, settings->rules), settings->rules};
    for (ptrdiff_t i = 0; i < settings->rules; i++)
        ret->rule[i] = (PriorityRule){.rule = settings->rule[i], .loss_model = NAN, .loss_stated = NAN};
    TRY(read_models(store, arena, province, ret));
    return read_coefficients(store, arena, province, ret);
}

Err *priority_read(Store *store, Arena *arena, Str province, const OutreachSettings *settings, Priorities *ret)
{
    Tasks tasks = {0};
    TRY(priority_kept(store, arena, province, settings, ret));
    TRY(read_tenths(store, arena, province, ret));
    TRY(tasks_read(store, arena, SQL_OUTREACH_TASK_ALL, ARGS(V_TEXT(province)), province, &tasks));
    for (ptrdiff_t i = 0; i < ret->rules; i++) {
        PriorityRule *p = &ret->rule[i];
        int64_t told, registered;
        if (p->run > 0)
            continue;
        count_told(store_scope(store), &tasks, p->rule.rule, &told, &registered);
        if (priority_open(arena, &settings->rule[i], told, registered, p))
            p->why = TEXT("đã đủ kết quả; mô hình được tính khi chạy đối soát lần tới",
                          "there are enough outcomes; a model is made when the reconciliation runs next");
    }
    return NULL;
}
