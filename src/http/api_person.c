/* One person, one employer: everything known and where it came from, masked; and looks that ask for a purpose. */
#include "http/api_reconcile.h"

#include "reconcile/headcount.h"
#include "store/scope.h"
#include <jansson.h>

enum { MEMBERS = 100, MEMBERS_MOST = 1000, FOUND_MOST = 20, BODY_MOST = 16 << 10 };

PersonField sight_golden(bool employer, GoldenField field, Str value)
{
    PersonField mask = golden_fields[field].mask;
    if (!employer)
        return mask;
    if (field == GOLDEN_name || field == GOLDEN_phone || (field == GOLDEN_tax_code && value.len != 12))
        return (PersonField)GOLDEN_OPEN;
    return mask;
}

static Text title_of(bool employer, GoldenField field)
{
    if (field == GOLDEN_unit) /* shown by name */
        return TEXT("xã, phường", "commune");
    return employer && field == GOLDEN_name ? TEXT("tên đơn vị", "name") : golden_fields[field].title;
}

static void put_value(Json *j, const Ground *ground, const Subject *s, GoldenField field, Opened opened)
{
    static const char *const field_codes[] = {
#define X(name, code) [PERSON_##name] = code,
        PERSON_FIELDS(X)
#undef X
    };
    const Request *request = ground->request;
    PersonField mask = sight_golden(s->employer, field, s->value[field]);
    int origin = s->origin[field];
    const SubjectRow *row = origin >= 0 && origin < s->rows ? &s->row[origin] : NULL;
    const RegisterSource *source = row ? ground_source(ground, row->source) : NULL;
    bool masked;
    Str shown = sight_value(ground, mask, opened, s->value[field], &masked);
    js_object(j);
    js_put_text(j, "code", str_from(golden_fields[field].code));
    js_put_words(j, "title", request->lang, title_of(s->employer, field));
    js_put_text(j, "value", masked ? shown : golden_words(ground, field, shown));
    js_put_bool(j, "masked", masked);
    js_put_text(j, "field", mask == (PersonField)GOLDEN_OPEN ? (Str){0} : str_from(field_codes[mask]));
    js_put_text(j, "source", row ? row->source : (Str){0});
    js_put_text(j, "source_name", source ? text_in(request->lang, source->name) : (Str){0});
    js_put_text(j, "as_of", row ? row_as_of(ground, row) : (Str){0});
    js_put_count(j, "row", row ? origin : -1);
    js_end(j);
}

static void put_values(Json *j, const Ground *ground, const Subject *s, Opened opened)
{
    js_key(j, "values"), js_array(j);
    for (int f = 0; f < GOLDEN_FIELDS; f++)
        if (s->value[f].len > 0)
            put_value(j, ground, s, (GoldenField)f, opened);
    js_end(j);
}

static void put_facts(Json *j, const Ground *ground, const Subject *s)
{
    int count = s->employer ? EMPLOYER_FACT_COUNT : PERSON_FACT_COUNT;
    LeadFact *fact = new (ground->request->arena, LeadFact, count);
    ptrdiff_t known = 0;
    for (int f = 0; s->fact && f < count; f++)
        if (s->fact[f] != FACT_MISSING)
            fact[known++] = (LeadFact){f, s->fact[f]};
    facts_json(j, ground, "facts", s->employer, fact, known);
}

static Err *put_rows(Json *j, const Ground *ground, const Subject *s, Opened opened)
{
    js_key(j, "rows"), js_array(j);
    for (ptrdiff_t i = 0; i < s->rows; i++) {
        Str cell[REGISTER_COLUMNS] = {0};
        TRY(subject_cells(ground->request->store, ground->request->arena, s, i, cell));
        row_json(j, ground, &s->row[i], cell, opened);
    }
    js_end(j);
    return NULL;
}

/* Lists are for who may read them. */
static Err *put_leads(Json *j, const Ground *ground, const Subject *s)
{
    Request *request = ground->request;
    LeadFilter filter = {.province = ground->province, .subject = s->id, .by_employer = true, .employer = s->employer};
    Lead *lead = NULL;
    ptrdiff_t count = 0;
    if (identity_may(request->who, PERMISSION_LEAD_READ))
        TRY(lead_list(request->store, request->arena, &filter, &lead, &count));
    js_key(j, "leads"), js_array(j);
    for (ptrdiff_t i = 0; i < count; i++) {
        js_object(j);
        lead_members(j, ground, &lead[i], s->value);
        js_end(j);
    }
    js_end(j);
    return NULL;
}

/* Where a person works, or who works there: as many as a page holds, by number; of persons those that are seen. */
static Err *put_members(Json *j, const Ground *ground, const Subject *s, int64_t after, int64_t limit)
{
    Request *request = ground->request;
    int64_t *id = new (request->arena, int64_t, limit + 1);
    ptrdiff_t first = 0, count = 0;
    GoldenList golden;
    while (first < s->members && s->member[first].id <= after)
        first++;
    for (ptrdiff_t i = first; i < s->members && count < limit; i++)
        id[count++] = s->member[i].id;
    TRY(subject_values(request->store, request->arena, ground->province, !s->employer, id, count, &golden));
    js_key(j, s->employer ? "members" : "employers"), js_array(j);
    for (ptrdiff_t i = 0; i < count; i++) {
        uint32_t state = s->member[first + i].state;
        if (s->employer && person_sight(request->who, ground->province,
                                        ground_commune(ground, golden[i][GOLDEN_unit])) == PERSON_UNSEEN)
            continue;
        js_object(j);
        subject_head(j, ground, !s->employer, id[i], golden[i], 0);
        js_put_bool(j, "taxed", (state & MEMBER_TAXED) != 0);
        js_put_bool(j, "insured", (state & MEMBER_INSURED) != 0);
        js_end(j);
    }
    js_end(j);
    if (!s->employer)
        return NULL;
    int64_t taxed = 0, insured = 0, both = 0;
    for (ptrdiff_t i = 0; i < s->members; i++) {
        uint32_t state = s->member[i].state;
        taxed += (state & MEMBER_TAXED) != 0;
        insured += (state & MEMBER_INSURED) != 0;
        both += (state & MEMBER_TAXED) && (state & MEMBER_INSURED);
    }
    js_put_int(j, "taxed", taxed);
    js_put_int(j, "insured", insured);
    js_put_int(j, "both", both);
    if (first + count < s->members)
        js_put_text(j, "next", str_fmt(request->arena, "%lld", (long long)id[count - 1]));
    else
        js_put_null(j, "next");
    return NULL;
}

static Err *put_headcounts(Json *j, const Ground *ground, const Subject *s)
{
    Headcount *month;
    ptrdiff_t count;
    TRY(headcount_list(ground->request->store, ground->request->arena, ground->province, s->id, &month, &count));
    js_key(j, "months"), js_array(j);
    for (ptrdiff_t i = 0; i < count; i++) {
        js_object(j);
        js_put_text(j, "month", date_iso(ground->request->arena, month[i].month));
        js_put_count(j, "taxed", month[i].taxed);
        js_put_count(j, "insured", month[i].insured);
        js_put_count(j, "uninsured", month[i].uninsured);
        js_end(j);
    }
    js_end(j);
    return NULL;
}

static Err *reply_subject(Request *request, Reply *reply, const Ground *ground, const Subject *s, Opened opened)
{
    int64_t after = 0, limit = MEMBERS;
    TRY(request_int(request, "after", 0, INT64_MAX, &after));
    TRY(request_int(request, "limit", 1, MEMBERS_MOST, &limit));
    Json j = js_open(request->arena);
    js_object(&j);
    subject_head(&j, ground, s->employer, s->id, s->value, opened);
    js_put_text(&j, "province", ground->province);
    js_put_bool(&j, "may_look", person_sight(request->who, ground->province, s->unit) == PERSON_MAY_ASK);
    put_values(&j, ground, s, opened);
    put_facts(&j, ground, s);
    TRY(put_rows(&j, ground, s, opened));
    TRY(put_leads(&j, ground, s));
    TRY(put_members(&j, ground, s, after, limit));
    if (s->employer)
        TRY(put_headcounts(&j, ground, s));
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *find_subject(Request *request, const Ground *ground, bool employer, Subject *ret)
{
    int64_t id;
    TRY(request_number(request, "id", &id));
    return subject_get(request->store, request->arena, ground->province, employer, id, ret);
}

static Err *get_subject(Request *request, Reply *reply, bool employer)
{
    Ground ground;
    Subject s;
    TRY(ground_of_query(request, &ground));
    TRY(find_subject(request, &ground, employer, &s));
    return reply_subject(request, reply, &ground, &s, 0);
}

static Err *get_person(Request *request, Reply *reply)
{
    return get_subject(request, reply, false);
}

static Err *get_employer(Request *request, Reply *reply)
{
    return get_subject(request, reply, true);
}

/* The look stands in the trail before anything is read out. */
static Err *look_at(Request *request, Reply *reply, bool employer)
{
    json_t *body;
    Ground ground;
    Subject s;
    Opened opened;
    PersonLook look = {.request = request->id};
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "province|purpose|fields"));
    TRY(ground_of_body(request, body, &ground));
    TRY(body_text(request, body, "purpose", true, 2000, &look.purpose));
    TRY(body_fields(request, body, &opened));
    TRY(find_subject(request, &ground, employer, &s));
    look.person = str_fmt(request->arena, "%s:%lld", employer ? "employer" : "person", (long long)s.id);
    look.province = ground.province;
    look.unit = s.unit;
    look.fields = opened;
    TRY(person_look(request->store, request->arena, request->who, &look));
    return reply_subject(request, reply, &ground, &s, opened);
}

static Err *look_person(Request *request, Reply *reply)
{
    return look_at(request, reply, false);
}

static Err *look_employer(Request *request, Reply *reply)
{
    return look_at(request, reply, true);
}

static Err *find_by_number(Request *request, Reply *reply, bool employer)
{
    json_t *body;
    Ground ground;
    Str number;
    int64_t *id;
    ptrdiff_t count;
    GoldenList golden;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "province|number"));
    TRY(ground_of_body(request, body, &ground));
    TRY(body_text(request, body, "number", true, 32, &number));
    TRY(subject_find(request->store, request->arena, ground.province, employer, number, &id, &count));
    count = count < FOUND_MOST ? count : FOUND_MOST;
    TRY(subject_values(request->store, request->arena, ground.province, employer, id, count, &golden));
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++) {
        js_object(&j);
        subject_head(&j, &ground, employer, id[i], golden[i], 0);
        js_end(&j);
    }
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *find_person(Request *request, Reply *reply)
{
    return find_by_number(request, reply, false);
}

static Err *find_employer(Request *request, Reply *reply)
{
    return find_by_number(request, reply, true);
}

#define ASKED(where, needs, function)                                                                 \
    {                                                                                                 \
        .method = "POST", .path = where, .permission = needs, .run = function, .body_most = BODY_MOST \
    }

const Route person_routes[] = {
    ASKED("/api/persons/find", PERMISSION_PERSON_READ, find_person),
    {"GET", "/api/persons/{id}", PERMISSION_PERSON_READ, get_person, .keeps = false},
    ASKED("/api/persons/{id}/look", PERMISSION_PERSON_UNMASK, look_person),
    ASKED("/api/employers/find", PERMISSION_LEAD_READ, find_employer),
    {"GET", "/api/employers/{id}", PERMISSION_LEAD_READ, get_employer, .keeps = false},
    ASKED("/api/employers/{id}/look", PERMISSION_PERSON_UNMASK, look_employer),
    {0},
};
