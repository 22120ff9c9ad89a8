/* Whom an employer pays and does not insure, and what was said to it about them. */
#include "http/api_work.h"

#include "outreach/list.h"
#include "reconcile/staff.h"
#include <stdlib.h>

enum { PAGE = 100, PAGE_MOST = 1000, TASKS_MOST = 100 };

Err *request_employer(Request *request, const Ground *ground, Subject *ret)
{
    int64_t id;
    TRY(request_number(request, "id", &id));
    return subject_get(request->store, request->arena, ground->province, true, id, ret);
}

PersonSight ground_sight(const Ground *ground, const Str *golden)
{
    return person_sight(ground->request->who, ground->province, ground_commune(ground, golden[GOLDEN_unit]));
}

/* ---- where they stand ---------------------------------------------------------------------------- */

static Err *read_standing(Request *request, int *ret)
{
    const char *choice[STAFF_STANDING_COUNT + 1] = {0};
    for (int i = 0; i < STAFF_STANDING_COUNT; i++)
        choice[i] = staff_code((StaffStanding)i);
    *ret = -1;
    return request_choice(request, "standing", choice, ret);
}

static void put_standing(Json *j, const Request *request, StaffStanding standing)
{
    js_put_text(j, "standing", str_from(staff_code(standing)));
    js_put_words(j, "standing_text", request->lang, staff_text(standing));
}

static void put_counts(Json *j, const Request *request, const StaffPerson *person, ptrdiff_t count)
{
    int64_t counts[STAFF_STANDING_COUNT] = {0};
    for (ptrdiff_t i = 0; i < count; i++)
        counts[person[i].standing]++;
    js_put_int(j, "count", count);
    js_key(j, "standings"), js_array(j);
    for (int i = 0; i < STAFF_STANDING_COUNT; i++) {
        if (counts[i] == 0)
            continue;
        js_object(j);
        put_standing(j, request, (StaffStanding)i);
        js_put_int(j, "count", counts[i]);
        js_end(j);
    }
    js_end(j);
}

/* The employer that insures somebody, where the territory holds it. */
static Err *put_elsewhere(Json *j, const Ground *ground, const StaffPerson *person)
{
    Request *request = ground->request;
    int64_t employer = 0;
    GoldenList golden;
    if (person->standing == STAFF_elsewhere)
        TRY(staff_insured_at(request->store, request->arena, ground->province, person->id, &employer));
    js_key(j, "elsewhere");
    if (employer > 0)
        TRY(subject_values(request->store, request->arena, ground->province, true, &employer, 1, &golden));
    if (employer == 0 || golden[0][GOLDEN_name].len == 0) {
        js_null(j);
        return NULL;
    }
    js_object(j);
    subject_head(j, ground, true, employer, golden[0], 0);
    js_end(j);
    return NULL;
}

static Err *put_person(Json *j, const Ground *ground, const StaffPerson *person, const Str *golden)
{
    js_object(j);
    subject_head(j, ground, false, person->id, golden, 0);
    put_standing(j, ground->request, person->standing);
    js_put_count(j, "tax_year", person->tax_year);
    js_put_count(j, "months", person->months);
    js_put_count(j, "uninsured_months", person->uninsured_months);
    TRY(put_elsewhere(j, ground, person));
    js_end(j);
    return NULL;
}

static Err *put_people(Json *j, const Ground *ground, const StaffPerson *person, ptrdiff_t count)
{
    Request *request = ground->request;
    int64_t *id = new (request->arena, int64_t, count);
    GoldenList golden;
    for (ptrdiff_t i = 0; i < count; i++)
        id[i] = person[i].id;
    TRY(subject_values(request->store, request->arena, ground->province, false, id, count, &golden));
    js_key(j, "rows"), js_array(j);
    for (ptrdiff_t i = 0; i < count; i++)
        if (ground_sight(ground, golden[i]) != PERSON_UNSEEN)
            TRY(put_person(j, ground, &person[i], golden[i]));
    js_end(j);
    return NULL;
}

static Err *get_people(Request *request, Reply *reply)
{
    Ground ground;
    Subject s;
    StaffPerson *person;
    ptrdiff_t count, shown = 0;
    int standing;
    int64_t after = 0, limit = PAGE;
    bool more = false;
    TRY(request_int(request, "after", 0, INT64_MAX, &after));
    TRY(request_int(request, "limit", 1, PAGE_MOST, &limit));
    TRY(read_standing(request, &standing));
    TRY(ground_of_query(request, &ground));
    TRY(request_employer(request, &ground, &s));
    TRY(staff_read(request->store, request->arena, &s, &person, &count));
    Json j = js_open(request->arena);
    js_object(&j);
    put_counts(&j, request, person, count);
    for (ptrdiff_t i = 0; i < count && !more; i++) {
        if (person[i].id <= after || (standing >= 0 && (int)person[i].standing != standing))
            continue;
        more = shown == limit;
        if (!more)
            person[shown++] = person[i];
    }
    TRY(put_people(&j, &ground, person, shown));
    if (more)
        js_put_text(&j, "next", str_fmt(request->arena, "%lld", (long long)person[shown - 1].id));
    else
        js_put_null(&j, "next");
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- contacts --------------------------------------------------------------------------------------- */

typedef struct Contact {
    const Task *task;
    TaskEvent event;
} Contact;
typedef Vec(Contact) Contacts;

static int newest_first(const void *a, const void *b)
{
    const TaskEvent *x = &((const Contact *)a)->event, *y = &((const Contact *)b)->event;
    int days = date_cmp(y->day, x->day);
    return days != 0 ? days : (y->sequence > x->sequence) - (y->sequence < x->sequence);
}

static Err *contacts_of(Request *request, Str province, int64_t employer, Contacts *ret)
{
    TaskAsk ask = {
        .province = province, .by_employer = true, .employer = true, .subject = employer, .limit = TASKS_MOST};
    TaskRow *row;
    ptrdiff_t rows;
    int64_t all;
    TRY(task_list(request->store, request->arena, &ask, &row, &rows, &all));
    for (ptrdiff_t i = 0; i < rows; i++) {
        TaskEvent *event;
        ptrdiff_t events;
        if (row[i].unassigned)
            continue;
        TRY(task_events(request->store, request->arena, province, (Str){0}, row[i].task.lead, &event, &events));
        for (ptrdiff_t e = 0; e < events; e++)
            vec_push(request->arena, ret, ((Contact){&row[i].task, event[e]}));
    }
    if (ret->len > 0)
        qsort(ret->data, (size_t)ret->len, sizeof *ret->data, newest_first);
    return NULL;
}

/* What was noted speaks of persons. */
static Err *list_contacts(Request *request, Reply *reply)
{
    Ground ground;
    Subject s;
    Contacts all = {0};
    Names names = {.request = request};
    TRY(ground_of_query(request, &ground));
    TRY(request_employer(request, &ground, &s));
    if (identity_may(request->who, PERMISSION_PERSON_READ))
        TRY(contacts_of(request, ground.province, s.id, &all));
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < all.len; i++) {
        const Rule *rule = ground_rule(&ground, all.data[i].task->rule);
        js_object(&j);
        js_put_int(&j, "lead", all.data[i].task->lead);
        js_put_text(&j, "rule_text", rule ? text_in(request->lang, rule->title) : all.data[i].task->rule);
        js_key(&j, "event");
        TRY(task_event_json(&j, &names, &all.data[i].event));
        js_end(&j);
    }
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

const Route employer_routes[] = {
    {"GET", "/api/employers/{id}/people", PERMISSION_LEAD_READ, get_people, .keeps = false},
    {"GET", "/api/employers/{id}/contacts", PERMISSION_WORK_READ, list_contacts, .keeps = false},
    {0},
};
