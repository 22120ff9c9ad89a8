/* api_reconcile: what the routes of the reconciliation have in common; for api_run.c, api_rule.c, api_lead.c,
 * api_person.c, api_employer.c, api_letter.c, api_review.c and api_cover.c only. */
#pragma once
#include "http/change.h"
#include "person/sight.h"
#include "reconcile/movement.h"
#include "reconcile/subject.h"
#include "reconcile/why.h"
#include "unit/unit.h"

/* What a handler looks things up in. */
typedef struct Ground {
    Request *request;
    Str province;
    UnitList communes; /* of today, by code */
    Communes places;   /* what registers write as communes */
    const Role *role;
    ptrdiff_t roles;
    ReconcileReport *run; /* newest first; none before the first run */
    ptrdiff_t runs;
    RuleSet rules; /* of the newest run's month, else of today's */
    RegisterSources sources;
    MoveCode *move;
    int moves;
} Ground;
Err *ground_open(Request *request, Str province, Ground *ret) MUST_CHECK;
/* The province of the body or the query; NOT_FOUND where the scope does not meet it. */
Err *ground_of_query(Request *request, Ground *ret) MUST_CHECK;
Err *ground_of_body(Request *request, const struct json_t *body, Ground *ret) MUST_CHECK;

/* The rule and the unit that the query names are there. */
Err *ground_known(const Ground *ground) MUST_CHECK;

/* Name of a commune, also of before July 2025 (and what it is part of now) or of another province; the code where there
 * is none. */
Str ground_unit(const Ground *ground, Str code);
Str ground_commune(const Ground *ground, Str written);   /* the commune of today that it counts for; "" elsewhere */
Str ground_agency(const Ground *ground, Str role);       /* name of the agency of a role */
const Rule *ground_rule(const Ground *ground, Str code); /* NULL where there is no such rule any more */
const RegisterSource *ground_source(const Ground *ground, Str code);
Err *request_number(const Request *request, const char *name, int64_t *ret) MUST_CHECK; /* of the path; NOT_FOUND */
Err *request_lead(Request *request, const Ground *ground, Lead *ret) MUST_CHECK; /* also NOT_FOUND: a person not seen */

Err *request_employer(Request *request, const Ground *ground, Subject *ret) MUST_CHECK; /* of the path */

/* ---- persons ------------------------------------------------------------------------------ */
/* PERSON_… bits that may be shown in full: 0 but for POST …/look. */
typedef uint32_t Opened;
Str sight_value(const Ground *ground, PersonField mask, Opened opened, Str value, bool *ret_masked);
/* What a column of a source holds of a person; GOLDEN_OPEN nothing that is masked. */
PersonField sight_column(const RegisterSource *source, const RegisterColumn *column, Str value);
PersonSight ground_sight(const Ground *ground, const Str *golden); /* of a person by its commune */
/* The value of an employer that the role shows: its name, tax code and phone are public, but not where the tax code is
 * the personal number of who owns a household business. */
PersonField sight_golden(bool employer, GoldenField field, Str value);
/* "fields" of a body as bits. */
Err *body_fields(Request *request, const struct json_t *body, Opened *ret) MUST_CHECK;

/* ---- as JSON ---------------------------------------------------------------------------------- */
/* Of an open object.  A run's totals are the province's: whole, where who asks sees all of it, else they are left out.
 */
void run_members(Json *j, Arena *arena, Lang lang, const ReconcileReport *run, bool whole);
void run_detail(Json *j, Arena *arena, Lang lang, const ReconcileReport *run, const RuleSet *rules, bool whole);
void facts_json(Json *j, const Ground *ground, const char *key, bool employer, const LeadFact *fact, ptrdiff_t count);
Str column_title(const Request *request, const RegisterColumn *column);
/* A cell that is not masked, for people: codes as an agency writes them, communes by name, days as 31/10/2026. */
Str cell_words(const Ground *ground, const RegisterColumn *column, Str value);
Str golden_words(const Ground *ground, GoldenField field, Str value); /* as the cell it came from */
void row_json(Json *j, const Ground *ground, const SubjectRow *row, const Str *cell, Opened opened);
/* Who the leads are about, by place in the list. */
typedef Str (*GoldenList)[GOLDEN_FIELDS];
Err *lead_subjects(const Ground *ground, const Lead *lead, ptrdiff_t count, GoldenList *ret) MUST_CHECK;
/* False: is of a person whom the account does not see, and nothing of it is to be shown. */
bool lead_seen(const Ground *ground, const Lead *lead);
void lead_members(Json *j, const Ground *ground, const Lead *lead, const Str *golden);
Str lead_name(const Ground *ground, const Lead *lead, const Str *golden);
Str lead_since(const Ground *ground, const Lead *lead); /* day */
Str lead_due(const Ground *ground, const Lead *lead);
Str lead_class_words(Arena *arena, Lang lang, Str kind);
Text lead_severity(int severity);
Str row_as_of(const Ground *ground, const SubjectRow *row); /* day of the delivery of a row of who is seen */
void subject_head(Json *j, const Ground *ground, bool employer, int64_t id, const Str *golden, Opened opened);
