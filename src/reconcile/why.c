/* Why someone is on a list, as sentences with their evidence; and what a rule would find before it is switched on. */
#include "reconcile/why.h"

#include "base/pool.h"
#include "reconcile/lead_internal.h"
#include "vn/vn.h"

/* ---- words --------------------------------------------------------------------------------- */

static void say_reasons(Buf *out, const Why *w, Lang lang)
{
    static const char *const marks[] = {[TRUTH_NO] = "✗", [TRUTH_YES] = "✓", [TRUTH_UNKNOWN] = "?"};
    for (ptrdiff_t i = 0; i < w->reasons; i++) {
        const ExprReason *r = &w->reason[i];
        Str part = text_in(lang, r->part), value = text_in(lang, r->value);
        buf_fmt(out, "\n%s %.*s", marks[r->holds], STRF(part));
        if (value.len > 0)
            buf_fmt(out, " – %.*s", STRF(value));
    }
}

static void say_evidence(Buf *out, Arena *arena, const Why *w, Lang lang)
{
    if (w->evidences > 0)
        buf_fmt(out, "\n%s", lang == LANG_VI ? "Bằng chứng: " : "Evidence: ");
    for (ptrdiff_t i = 0; i < w->evidences; i++) {
        const LeadFact *f = &w->evidence[i];
        Str title = text_in(lang, fact_title(w->rule->employer, f->fact)->title);
        Str value = fact_show(arena, w->rule->employer, f->fact, f->value, lang);
        buf_fmt(out, "%s%.*s %.*s", i ? "; " : "", STRF(title), STRF(value));
    }
}

static Str say(Arena *arena, const Why *w, Lang lang)
{
    Buf out = buf_open(arena);
    Str title = text_in(lang, w->rule->title), clears = text_in(lang, w->rule->clears);
    bool vi = lang == LANG_VI;
    buf_fmt(&out, "%.*s.", STRF(title));
    if (w->act_before.day > 0) {
        Str day = vn_date(arena, w->act_before);
        buf_fmt(&out, "\n%s: %.*s.", vi ? "Xử lý trước ngày" : "To act before", STRF(day));
    }
    say_evidence(&out, arena, w, lang);
    if (w->rule->basis.len > 0)
        buf_fmt(&out, "\n%s: %.*s.", vi ? "Căn cứ" : "Basis", STRF(rule_basis(arena, w->rule, lang)));
    if (clears.len > 0)
        buf_fmt(&out, "\n%s: %.*s.", vi ? "Ra khỏi danh sách khi" : "Off the list when", STRF(clears));
    buf_fmt(&out, "\n%s:", vi ? "Các điều kiện đã xét" : "What was looked at");
    say_reasons(&out, w, lang);
    return buf_str(&out);
}

/* ---- one subject ------------------------------------------------------------------------------ */

static Err *due_day(Store *store, Arena *arena, const Lead *lead, const Rule *rule, Date *ret)
{
    ReconcileReport report;
    Date day;
    TRY(reconcile_report(store, arena, lead->province, lead->since_run, &report));
    if (date_parse_iso(str_slice(report.started_at, 0, 10), &day) && day.day > 0)
        *ret = date_from_days(date_to_days(day) + rule->days);
    return NULL;
}

static const Lead *lead_of(const Lead *leads, ptrdiff_t count, Str rule)
{
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(leads[i].rule, rule))
            return &leads[i];
    return NULL;
}

static void add_evidence(Why *why, const Subject *subject, int fact, uint64_t *said)
{
    if (fact < 0 || *said >> fact & 1)
        return;
    *said |= 1ull << fact;
    why->evidence[why->evidences++] = (LeadFact){fact, subject->fact[fact]};
}

static Err *why_one(Store *store, Arena *arena, const Rule *rule, const Subject *subject, const Lead *lead, Why *ret)
{
    *ret = (Why){.rule = rule, .holds = expr_holds(rule->expr, subject->fact)};
    expr_explain(arena, rule->expr, subject->fact, &ret->reason, &ret->reasons);
    ret->evidence = new (arena, LeadFact, WHY_FACTS);
    uint64_t said = 0;
    for (StrCut cut = {.tail = rule->shows}; cut.tail.len > 0;) {
        cut = str_cut(cut.tail, ' ');
        add_evidence(ret, subject, fact_find(rule->employer, cut.head), &said);
    }
    for (int i = 0; i < rule->evidences; i++)
        add_evidence(ret, subject, rule->evidence[i], &said);
    if (lead)
        TRY(due_day(store, arena, lead, rule, &ret->act_before));
    ret->words = (Text){say(arena, ret, LANG_VI), say(arena, ret, LANG_EN)};
    return NULL;
}

static bool holds_now(const Rule *rule, bool employer, const int32_t *fact)
{
    return rule->state == RULE_ON && rule->employer == employer && expr_holds(rule->expr, fact) == TRUTH_YES;
}

Err *reconcile_why(Store *store, Arena *arena, const RuleSet *rules, const Rule *rule, Str province, bool employer,
                   int64_t id, Why **ret, ptrdiff_t *ret_count)
{
    Subject subject;
    Lead *lead;
    ptrdiff_t leads;
    LeadFilter filter = {.province = province, .employer = employer, .subject = id};
    TRY(subject_get(store, arena, province, employer, id, &subject));
    TRY(lead_list(store, arena, &filter, &lead, &leads));
    *ret = new (arena, Why, rules->count > 0 ? rules->count : 1);
    *ret_count = 0;
    for (ptrdiff_t i = 0; i < rules->count; i++) {
        const Rule *one = &rules->rule[i];
        bool asked = rule == one || (!rule && holds_now(one, employer, subject.fact));
        if (asked && one->expr && one->employer == employer)
            TRY(why_one(store, arena, one, &subject, lead_of(lead, leads, one->code), &(*ret)[(*ret_count)++]));
    }
    return NULL;
}

/* ---- trying ----------------------------------------------------------------------------------- */

Err *reconcile_try(Store *store, Arena *arena, Str province, const Rule *rule, int64_t sample, Trial *ret)
{
    Gathered gathered;
    ReconcileReport report;
    Evaluated evaluated;
    LeadShapes shapes = {0};
    Rule one = *rule;
    RuleSet rules = {.rule = &one, .count = 1};
    LeadsKept kept;
    LeadsBefore before;
    one.state = RULE_ON;
    TRY(scope_check(store, arena, province, (Str){0}));
    TRY(reconcile_report(store, arena, province, 0, &report));
    TRY(gathered_load(store, arena, province, &gathered));
    TRY(leads_kept(store, arena, province, one.code, &kept));
    leads_before(arena, &(Identify){.province = province}, &rules, &gathered, &kept, &before);
    EvaluateAsk ask = {
        .gathered = &gathered, .rules = &rules, .shapes = &shapes, .open = before.open, .threads = pool_cpu_count()};
    TRY(rules_evaluate(arena, &ask, &evaluated));
    const RuleHits *h = &evaluated.rule[0];
    *ret = (Trial){.run = report.run,
                   .subjects = one.employer ? gathered.employers : gathered.persons,
                   .hits = h->hit.len,
                   .unknown = h->unknown,
                   .lacking = h->lacking,
                   .gone = h->gone.len};
    ret->kept = hits_open(before.open[0], &h->hit);
    ret->new_hits = ret->hits - ret->kept;
    ret->sample = new (arena, int64_t, sample > 0 ? sample : 1);
    for (ptrdiff_t i = 0; i < h->hit.len && ret->samples < sample; i++)
        ret->sample[ret->samples++] = h->hit.data[i].subject;
    return NULL;
}
