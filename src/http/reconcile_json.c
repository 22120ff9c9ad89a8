/* What answers about the reconciliation are made of: names of units and agencies, masked values, leads, rows. */
#include "http/api_reconcile.h"

#include "store/scope.h"
#include "vn/vn.h"
#include <jansson.h>
#include <stdlib.h>

/* ---- looking up --------------------------------------------------------------------------- */

static int by_code(const void *a, const void *b)
{
    return str_cmp(((const Unit *)a)->code, ((const Unit *)b)->code);
}

Err *ground_open(Request *request, Str province, Ground *ret)
{
    Law *law;
    Date today = clock_today(request->clock);
    *ret = (Ground){.request = request, .province = province};
    TRY(communes_open(request->store, request->arena, province, &ret->places));
    ret->communes = (UnitList){new (request->arena, Unit, ret->places.today.count), ret->places.today.count};
    for (ptrdiff_t i = 0; i < ret->communes.count; i++)
        ret->communes.unit[i] = ret->places.today.unit[i];
    if (ret->communes.count > 0)
        qsort(ret->communes.unit, (size_t)ret->communes.count, sizeof *ret->communes.unit, by_code);
    TRY(role_list(request->store, request->arena, &ret->role, &ret->roles));
    TRY(reconcile_runs(request->store, request->arena, province, 0, &ret->run, &ret->runs));
    TRY(register_sources(request->arena, &ret->sources));
    TRY(movement_codes(request->arena, &ret->move, &ret->moves));
    TRY(law_load(request->arena, (Str){0}, &law));
    Date month = ret->runs > 0 ? ret->run[0].month : (Date){today.year, today.month, 0};
    return rules_of(request->store, request->arena, law, province, month, &ret->rules);
}

Err *ground_of_query(Request *request, Ground *ret)
{
    Str province;
    TRY(request_province(request, &province));
    return ground_open(request, province, ret);
}

Err *ground_of_body(Request *request, const json_t *body, Ground *ret)
{
    Str province;
    TRY(body_text(request, body, "province", true, 32, &province));
    if (!scope_meets_province(store_scope(request->store), province))
        return FAIL(request->arena, NOT_FOUND, "không có tỉnh, thành phố “%.*s” trong địa bàn được giao",
                    "there is no province “%.*s” in your territory", STRF(province));
    return ground_open(request, province, ret);
}

static const Unit *commune_of(const Ground *ground, Str code)
{
    Unit wanted = {.code = code};
    return ground->communes.count == 0
               ? NULL
               : bsearch(&wanted, ground->communes.unit, (size_t)ground->communes.count, sizeof wanted, by_code);
}

/* Of another province, with the province's name. */
static Str foreign_unit(const Request *request, Str code)
{
    Unit unit, province;
    Date today = clock_today(request->clock);
    if (code.len == 0 || unit_get(request->store, request->arena, code, today, &unit) ||
        unit_get(request->store, request->arena, unit.province, today, &province))
        return code;
    return str_fmt(request->arena, "%.*s, %.*s", STRF(unit.full_name), STRF(province.full_name));
}

Str ground_unit(const Ground *ground, Str code)
{
    Request *request = ground->request;
    const Unit *found = commune_of(ground, code);
    const UnitOld *old = found ? NULL : commune_before(&ground->places, code);
    if (found)
        return found->full_name;
    if (!old)
        return foreign_unit(request, code);
    const Unit *now = old->divided ? NULL : commune_of(ground, old->new_code);
    Str was = str_fmt(request->arena, request->lang == LANG_VI ? "%.*s cũ" : "formerly %.*s", STRF(old->name));
    return !now ? was
                : str_fmt(request->arena,
                          request->lang == LANG_VI ? "%.*s (trước 7/2025: %.*s)" : "%.*s (before July 2025: %.*s)",
                          STRF(now->full_name), STRF(old->name));
}

Str ground_commune(const Ground *ground, Str written)
{
    return commune_today(&ground->places, written);
}

Str ground_agency(const Ground *ground, Str role)
{
    for (ptrdiff_t i = 0; i < ground->roles; i++)
        if (str_eq(ground->role[i].code, role))
            return text_in(ground->request->lang, ground->role[i].agency);
    return role;
}

/* A rule that is there no more is known by the leads that it left. */
static Err *known_rule(const Ground *ground)
{
    const Request *r = ground->request;
    LeadTally *tally;
    ptrdiff_t count;
    Str code = request_query(r, "rule");
    if (code.len == 0 || ground_rule(ground, code))
        return NULL;
    LeadFilter filter = {.province = ground->province, .rule = code};
    TRY(lead_tally(r->store, r->arena, &filter, LEAD_BY_RULE, &tally, &count));
    if (count > 0)
        return NULL;
    return err_at(FAIL(r->arena, NOT_FOUND, "không có quy tắc mang mã “%.*s”", "there is no rule with the code “%.*s”",
                       STRF(code)),
                  (Place){.field = S("rule")});
}

Err *ground_known(const Ground *ground)
{
    TRY(known_rule(ground));
    if (str_eq(request_query(ground->request, "unit"), S(COMMUNE_ELSEWHERE)))
        return NULL;
    return request_known_unit(ground->request, "unit");
}

const Rule *ground_rule(const Ground *ground, Str code)
{
    for (ptrdiff_t i = 0; i < ground->rules.count; i++)
        if (str_eq(ground->rules.rule[i].code, code))
            return &ground->rules.rule[i];
    return NULL;
}

const RegisterSource *ground_source(const Ground *ground, Str code)
{
    for (ptrdiff_t i = 0; i < ground->sources.count; i++)
        if (str_eq(ground->sources.source[i].code, code))
            return &ground->sources.source[i];
    return NULL;
}

Err *request_number(const Request *request, const char *name, int64_t *ret)
{
    Str written = request_param(request, name);
    *ret = 0;
    for (ptrdiff_t i = 0; i < written.len; i++) {
        if (written.ptr[i] < '0' || written.ptr[i] > '9' || written.len > 18)
            return FAIL(request->arena, NOT_FOUND, "không có số “%.*s”", "there is no number “%.*s”", STRF(written));
        *ret = *ret * 10 + (written.ptr[i] - '0');
    }
    return NULL;
}

/* ---- persons ------------------------------------------------------------------------------------ */

Str sight_value(const Ground *ground, PersonField mask, Opened opened, Str value, bool *ret_masked)
{
    *ret_masked = mask != (PersonField)GOLDEN_OPEN && value.len > 0 && !(opened >> mask & 1);
    return *ret_masked ? person_mask(ground->request->arena, mask, value) : value;
}

/* A tax code of twelve digits is its owner's personal number. */
PersonField sight_column(const RegisterSource *source, const RegisterColumn *column, Str value)
{
    static const struct {
        ValueSort sort;
        PersonField field;
    } sorts[] = {{SORT_NAME, PERSON_NAME},
                 {SORT_PERSONAL_ID, PERSON_CITIZEN},
                 {SORT_OLD_ID, PERSON_IDENTITY},
                 {SORT_BIRTH, PERSON_BIRTH},
                 {SORT_SI_NUMBER, PERSON_INSURANCE}};
    for (int i = 0; i < COUNTOF(sorts); i++)
        if (column->sort == sorts[i].sort)
            return sorts[i].field;
    if (column->sort == SORT_PHONE && !source->employers)
        return PERSON_PHONE;
    if (column->sort == SORT_TAX_CODE && (value.len == 12 || str_eq(column->code, S("personal_tax_code"))))
        return PERSON_CITIZEN;
    return str_eq(column->code, S("beneficiary_id")) ? PERSON_INSURANCE : (PersonField)GOLDEN_OPEN;
}

static const char *const field_codes[] = {
#define X(name, code) [PERSON_##name] = code,
    PERSON_FIELDS(X)
#undef X
};

Err *body_fields(Request *request, const json_t *body, Opened *ret)
{
    const json_t *fields = json_object_get(body, "fields");
    *ret = 0;
    for (size_t i = 0; json_is_array(fields) && i < json_array_size(fields); i++) {
        Str code = str_from(json_string_value(json_array_get(fields, i)));
        int at = 0;
        while (at < PERSON_FIELD_COUNT && !str_eq(code, str_from(field_codes[at])))
            at++;
        if (at == PERSON_FIELD_COUNT)
            *ret = 0;
        if (at == PERSON_FIELD_COUNT)
            break;
        *ret |= 1u << at;
    }
    if (*ret)
        return NULL;
    return err_at(FAIL(request->arena, BAD_INPUT,
                       "fields: cần một hay nhiều trong citizen-id, identity-card, "
                       "insurance-number, phone, name, birth",
                       "fields: one or more of citizen-id, identity-card, insurance-number, phone, name, birth"),
                  (Place){.field = S("fields")});
}

/* ---- runs -------------------------------------------------------------------------------------------- */

void run_members(Json *j, Arena *arena, Lang lang, const ReconcileReport *run, bool whole)
{
    js_put_int(j, "id", run->run);
    js_put_text(j, "month", date_iso(arena, (Date){run->month.year, run->month.month, 0}));
    js_put_text(j, "started_at", run->started_at);
    js_put_text(j, "by", by_words(arena, lang, run->by));
    if (!whole)
        return;
    js_put_int(j, "rows", run->rows);
    js_put_int(j, "rows_changed", run->rows_changed);
    js_put_int(j, "persons", run->persons);
    js_put_int(j, "employers", run->employers);
    js_put_int(j, "merged", run->merged);
    js_put_int(j, "split", run->split);
    js_put_int(j, "to_review", run->to_review);
    js_put_int(j, "leads", run->leads);
    js_put_int(j, "appeared", run->appeared);
    js_put_int(j, "cleared", run->cleared);
    js_put_int(j, "changed", run->changed);
}

void run_detail(Json *j, Arena *arena, Lang lang, const ReconcileReport *run, const RuleSet *rules, bool whole)
{
    js_object(j);
    run_members(j, arena, lang, run, whole);
    js_key(j, "rules"), js_array(j);
    for (ptrdiff_t i = 0; whole && i < run->rules; i++) {
        const RuleCount *c = &run->rule[i];
        const Rule *rule = NULL;
        for (ptrdiff_t k = 0; k < rules->count && !rule; k++)
            rule = str_eq(rules->rule[k].code, c->code) ? &rules->rule[k] : NULL;
        js_object(j);
        js_put_text(j, "rule", c->code);
        js_put_text(j, "title", rule ? text_in(lang, rule->title) : c->code);
        js_put_int(j, "group", rule ? rule->group : 0);
        js_put_text(j, "of", rule && rule->employer ? S("employer") : S("person"));
        js_put_int(j, "severity", rule ? rule->severity : 1);
        js_put_int(j, "hits", c->hits);
        js_put_int(j, "appeared", c->appeared);
        js_put_int(j, "cleared", c->cleared);
        js_put_int(j, "changed", c->changed);
        js_put_int(j, "unknown", c->unknown);
        js_end(j);
    }
    js_end(j);
    js_end(j);
}

/* ---- leads ---------------------------------------------------------------------------------------- */

Text lead_severity(int severity)
{
    static const Text texts[] = {TEXT_INIT("có thể tham gia", "may join"), TEXT_INIT("cần làm rõ", "to be cleared up"),
                                 TEXT_INIT("trái quy định hoặc thất thoát", "law broken or money lost")};
    return texts[severity < 1 ? 0 : severity > 3 ? 2 : severity - 1];
}

Str lead_class_words(Arena *arena, Lang lang, Str kind)
{
    LeadClass c;
    Buf out = buf_open(arena);
    if (!lead_class_read(kind, &c))
        return (Str){0};
    Text former = TEXT("đã từng tham gia", "was insured before"), new_one = TEXT("chưa từng tham gia", "never insured");
    Text house = TEXT("trong hộ có người tham gia", "someone of the household is insured");
    buf_add(&out, text_in(lang, lead_age_text(c.age)));
    const struct {
        int fact, code;
    } codes[] = {{PERSON_sex, c.sex}, {PERSON_poverty, c.poverty}, {PERSON_lists, c.list}};
    for (int i = 0; i < COUNTOF(codes); i++)
        if (codes[i].code >= 0)
            buf_fmt(&out, ", %.*s", STRF(text_in(lang, fact_codes(false, codes[i].fact)[codes[i].code].text)));
    buf_fmt(&out, ", %.*s", STRF(text_in(lang, c.former ? former : new_one)));
    if (c.household)
        buf_fmt(&out, ", %.*s", STRF(text_in(lang, house)));
    return buf_str(&out);
}

bool lead_seen(const Ground *ground, const Lead *lead)
{
    return lead->employer || person_sight(ground->request->who, lead->province, lead->unit) != PERSON_UNSEEN;
}

Err *lead_subjects(const Ground *ground, const Lead *lead, ptrdiff_t count, GoldenList *ret)
{
    Arena *arena = ground->request->arena;
    int64_t *id = new (arena, int64_t, count);
    ptrdiff_t *place = new (arena, ptrdiff_t, count);
    *ret = (GoldenList) new (arena, Str, count * GOLDEN_FIELDS);
    for (int employer = 0; employer < 2; employer++) {
        GoldenList some;
        ptrdiff_t n = 0;
        for (ptrdiff_t i = 0; i < count; i++)
            if (lead[i].employer == (employer == 1)) {
                id[n] = lead[i].subject;
                place[n++] = i;
            }
        if (n > 0)
            TRY(subject_values(ground->request->store, arena, ground->province, employer == 1, id, n, &some));
        for (ptrdiff_t i = 0; i < n; i++)
            for (int f = 0; f < GOLDEN_FIELDS; f++)
                (*ret)[place[i]][f] = some[i][f];
    }
    return NULL;
}

Str lead_name(const Ground *ground, const Lead *lead, const Str *golden)
{
    Str name = golden[GOLDEN_name];
    return lead->employer ? name : person_mask(ground->request->arena, PERSON_NAME, name);
}

static Date day_of_run(const Ground *ground, int64_t run)
{
    Date day = {0};
    for (ptrdiff_t i = 0; i < ground->runs; i++)
        if (ground->run[i].run == run)
            date_parse_iso(str_slice(ground->run[i].started_at, 0, ground->run[i].started_at.len < 10 ? 0 : 10), &day);
    return day;
}

Str lead_since(const Ground *ground, const Lead *lead)
{
    Date day = day_of_run(ground, lead->since_run);
    return date_is_day(day) ? date_iso(ground->request->arena, day) : (Str){0};
}

Str lead_due(const Ground *ground, const Lead *lead)
{
    Date day = day_of_run(ground, lead->since_run);
    const Rule *rule = ground_rule(ground, lead->rule);
    if (!date_is_day(day) || !rule || lead->cleared_run)
        return (Str){0};
    return date_iso(ground->request->arena, date_from_days(date_to_days(day) + rule->days));
}

void facts_json(Json *j, const Ground *ground, const char *key, bool employer, const LeadFact *fact, ptrdiff_t count)
{
    const Request *request = ground->request;
    js_key(j, key), js_array(j);
    for (ptrdiff_t i = 0; i < count; i++) {
        const FactTitle *title = fact_title(employer, fact[i].fact);
        js_object(j);
        js_put_text(j, "name", str_from(title->name));
        js_put_words(j, "title", request->lang, title->title);
        if (fact[i].value == FACT_MISSING)
            js_put_null(j, "value");
        else
            js_put_text(j, "value", fact_show(request->arena, employer, fact[i].fact, fact[i].value, request->lang));
        js_end(j);
    }
    js_end(j);
}

static void rule_members(Json *j, const Ground *ground, const Lead *lead)
{
    const Rule *rule = ground_rule(ground, lead->rule);
    Lang lang = ground->request->lang;
    js_put_text(j, "rule", lead->rule);
    js_put_text(j, "rule_title", rule ? text_in(lang, rule->title) : lead->rule);
    js_put_int(j, "severity", rule ? rule->severity : 1);
    js_put_words(j, "severity_text", lang, lead_severity(rule ? rule->severity : 1));
    js_put_text(j, "agency", rule ? rule->agency : (Str){0});
    js_put_text(j, "agency_name", rule ? ground_agency(ground, rule->agency) : (Str){0});
}

void lead_members(Json *j, const Ground *ground, const Lead *lead, const Str *golden)
{
    const Request *request = ground->request;
    js_put_int(j, "id", lead->id);
    rule_members(j, ground, lead);
    js_put_text(j, "of", lead->employer ? S("employer") : S("person"));
    js_put_int(j, "subject", lead->subject);
    js_put_text(j, "name", lead_name(ground, lead, golden));
    js_put_text(j, "unit", lead->unit);
    js_put_text(j, "unit_name", ground_unit(ground, lead->written));
    js_put_text(j, "village", lead->village);
    js_put_text(j, "class", lead_class_words(request->arena, request->lang, lead->kind));
    js_put_text(j, "state", lead->cleared_run ? S("cleared") : S("open"));
    js_put_int(j, "first_run", lead->first_run);
    js_put_int(j, "since_run", lead->since_run);
    js_put_int(j, "cleared_run", lead->cleared_run);
    js_put_text(j, "since", lead_since(ground, lead));
    js_put_text(j, "due", lead_due(ground, lead));
    facts_json(j, ground, "facts", lead->employer, lead->fact, lead->facts);
}

Err *request_lead(Request *request, const Ground *ground, Lead *ret)
{
    int64_t id;
    TRY(request_number(request, "id", &id));
    TRY(lead_get(request->store, request->arena, ground->province, id, ret));
    if (lead_seen(ground, ret))
        return NULL;
    if (!identity_may(request->who, PERMISSION_PERSON_READ))
        return FAIL(request->arena, FORBIDDEN,
                    "trường hợp này là của một người; tài khoản này xem số đếm theo xã, thôn, không xem từng người",
                    "this lead is a person's; this account sees counts by commune and village, not persons");
    return FAIL(request->arena, NOT_FOUND, "không có mục số %lld trong danh sách của địa bàn được giao",
                "there is no number %lld on the lists of your territory", (long long)id);
}

void subject_head(Json *j, const Ground *ground, bool employer, int64_t id, const Str *golden, Opened opened)
{
    bool masked;
    Str name = golden[GOLDEN_name];
    js_put_text(j, "of", employer ? S("employer") : S("person"));
    js_put_int(j, "id", id);
    js_put_text(j, "name", employer ? name : sight_value(ground, PERSON_NAME, opened, name, &masked));
    js_put_text(j, "unit", ground_commune(ground, golden[GOLDEN_unit]));
    js_put_text(j, "unit_name", ground_unit(ground, golden[GOLDEN_unit]));
    js_put_text(j, "village", golden[GOLDEN_village]);
}
