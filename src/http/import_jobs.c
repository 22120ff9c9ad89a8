/* Files taken in as jobs.  Each import is one transaction and known again by its digest: repeating it changes nothing.
 */
#include "http/route.h"

#include "audit/audit.h"
#include "base/file.h"
#include "cube/cube.h"
#include "cube/fact_import.h"
#include "plan/plan.h"
#include "table/form.h"
#include "unit/unit.h"
#include <jansson.h>
#include <string.h>

enum { PROBLEMS_SHOWN = 100 };

/* ---- what was asked ------------------------------------------------------------------------- */

static void ask_free(json_t **ask)
{
    json_decref(*ask);
}

static Err *read_ask(JobRun *run, json_t **ret)
{
    *ret = json_loadb(run->job->ask.ptr ? run->job->ask.ptr : "", (size_t)run->job->ask.len, 0, NULL);
    if (json_is_object(*ret))
        return NULL;
    return FAIL(run->arena, INTERNAL, "việc này không ghi rõ cần làm gì", "the job does not say what is to be done");
}

static Str ask_text(JobRun *run, const json_t *ask, const char *key)
{
    return str_copy(run->arena, str_from(json_string_value(json_object_get(ask, key))));
}

static Author author_of(const JobRun *run)
{
    return (Author){.who = run->job->login, .reason = str_fmt(run->arena, "nạp tệp %.*s", STRF(run->job->file))};
}

/* Written with the import, by its commit. */
static void note_import(JobRun *run, const char *action)
{
    audit_note(run->store, (AuditEntry){.account = run->job->account,
                                        .login = run->job->login,
                                        .action = str_from(action),
                                        .province = run->job->province,
                                        .subject = run->job->file,
                                        .request = run->job->id,
                                        .after = run->job->ask});
}

/* ---- what became of it ------------------------------------------------------------------------ */

static void put_problems(Json *j, JobRun *run, const Problem *problem, ptrdiff_t count)
{
    js_put_int(j, "problem_count", count);
    js_key(j, "problems"), js_array(j);
    for (ptrdiff_t i = 0; i < count && i < PROBLEMS_SHOWN; i++) {
        js_object(j);
        js_put_text(j, "place", place_text(run->arena, run->lang, problem[i].place));
        js_put_text(j, "value", problem[i].value);
        js_put_text(j, "expected", text_in(run->lang, problem[i].expected));
        js_end(j);
    }
    js_end(j);
}

static void put_rejects(Json *j, JobRun *run, bool there)
{
    if (there)
        js_put_text(j, "rejects", str_fmt(run->arena, "/api/jobs/%.*s/rejects", STRF(run->job->id)));
    else
        js_put_null(j, "rejects");
}

static Str facts_result(JobRun *run, const FactImport *r, bool good)
{
    Json j = js_open(run->arena);
    js_object(&j);
    js_put_int(&j, "rows", r->rows);
    js_put_int(&j, "bad", r->bad);
    js_put_int(&j, "added", r->change.added);
    js_put_int(&j, "corrected", r->change.corrected);
    js_put_int(&j, "same", r->change.same);
    js_put_int(&j, "refused", r->change.refused);
    js_put_int(&j, "totals", r->totals);
    js_put_text(&j, "first_refused", r->first_refused);
    js_put_text(&j, "imported_before", r->seen_at);
    put_rejects(&j, run, good && r->bad > 0 && r->seen_at.len == 0);
    put_problems(&j, run, r->problem, r->problems);
    js_end(&j);
    return js_str(&j);
}

static Err *run_facts(JobRun *run, Str *ret_result)
{
    AUTO(ask_free) json_t *ask = NULL;
    FactImport result = {0};
    TRY(read_ask(run, &ask));
    FactImportOptions options = {.province = ask_text(run, ask, "province"),
                                 .rejects = run->rejects,
                                 .lang = run->lang,
                                 .on = clock_today(store_clock(run->store)),
                                 .author = author_of(run)};
    if (!base_parse(ask_text(run, ask, "base"), &options.base))
        options.base = BASE_COLLECTING;
    bool reviews;
    TRY(job_may(run, PERMISSION_FACT_REVIEW, options.province, &reviews));
    options.reported = !reviews;
    options.preview = str_eq(run->job->kind, S("facts-preview"));
    if (options.preview) {
        job_progress(run, TEXT("đang đọc tệp", "reading the file"), 0, 0);
    } else {
        job_progress(run, TEXT("đang đọc và ghi tệp", "reading and writing the file"), 0, 0);
        note_import(run, "import.facts");
    }
    Err *err = fact_import(run->store, run->arena, run->path, options, &result);
    *ret_result = facts_result(run, &result, !err);
    return err;
}

/* What ships with the program: units of the country and the indicators.  Each import knows what is there already. */
static Err *run_units(JobRun *run, Str *ret_result)
{
    int64_t units = 0, indicators = 0;
    Str file;
    job_progress(run, TEXT("đang ghi đơn vị hành chính", "writing the units"), 0, 2);
    note_import(run, "import.units");
    TRY(unit_import(run->store, run->arena, (Str){0}, &units));
    job_progress(run, TEXT("đang ghi chỉ tiêu thống kê", "writing the indicators"), 1, 2);
    TRY(file_shipped(run->arena, S("indicator.csv"), &file));
    TRY(indicator_import(run->store, run->arena, file, &indicators));
    Json j = js_open(run->arena);
    js_object(&j);
    js_put_int(&j, "changed", units + indicators);
    js_put_null(&j, "rejects");
    js_end(&j);
    *ret_result = js_str(&j);
    return NULL;
}

static Err *run_villages(JobRun *run, Str *ret_result)
{
    AUTO(ask_free) json_t *ask = NULL;
    UnitReport report = {0};
    TRY(read_ask(run, &ask));
    job_progress(run, TEXT("đang đọc và ghi thôn, tổ dân phố", "reading and writing villages"), 0, 0);
    note_import(run, "import.villages");
    Err *err = unit_import_villages(run->store, run->arena, run->path, ask_text(run, ask, "province"), run->rejects,
                                    run->lang, &report);
    Json j = js_open(run->arena);
    js_object(&j);
    js_put_int(&j, "rows", report.read);
    js_put_int(&j, "changed", report.changed);
    js_put_int(&j, "bad", report.left);
    put_rejects(&j, run, !err && report.left > 0);
    put_problems(&j, run, report.problem, report.problems);
    js_end(&j);
    *ret_result = js_str(&j);
    return err;
}

static Err *run_boundaries(JobRun *run, Str *ret_result)
{
    UnitReport report = {0};
    job_progress(run, TEXT("đang đọc và ghi ranh giới", "reading and writing boundaries"), 0, 0);
    note_import(run, "import.boundaries");
    TRY(unit_import_boundaries(run->store, run->arena, run->path, &report));
    Json j = js_open(run->arena);
    js_object(&j);
    js_put_int(&j, "rows", report.read);
    js_put_int(&j, "changed", report.changed);
    js_put_int(&j, "left", report.left);
    js_put_text(&j, "first_left", text_in(run->lang, report.first_left));
    js_put_null(&j, "rejects");
    js_end(&j);
    *ret_result = js_str(&j);
    return NULL;
}

/* ---- plans ---------------------------------------------------------------------------------------- */

static void read_said(JobRun *run, const json_t *ask, Document *ret)
{
    const json_t *document = json_object_get(ask, "document");
    *ret = (Document){.number = ask_text(run, document, "number"),
                      .date = ask_text(run, document, "date"),
                      .issuer = ask_text(run, document, "issuer"),
                      .title = ask_text(run, document, "title"),
                      .supersedes = ask_text(run, document, "supersedes")};
}

static void put_beside(Json *j, const char *key, const PlanBeside *beside)
{
    js_key(j, key), js_array(j);
    for (ptrdiff_t i = 0; i < beside->count; i++) {
        js_object(j);
        js_put_text(j, "document", beside->of[i].document);
        js_put_int(j, "targets", beside->of[i].targets);
        js_end(j);
    }
    js_end(j);
}

static Str plan_result(JobRun *run, const Plan *plan, const PlanSaved *saved)
{
    Json j = js_open(run->arena);
    js_object(&j);
    js_put_text(&j, "document", plan->document.id);
    js_put_text(&j, "province", plan->province.code);
    js_put_int(&j, "rows", plan->rows);
    js_put_int(&j, "added", saved->change.added);
    js_put_int(&j, "corrected", saved->change.corrected);
    js_put_int(&j, "same", saved->change.same);
    js_put_bool(&j, "imported_before", saved->seen);
    js_put_bool(&j, "described", saved->described);
    put_beside(&j, "replaced", &saved->replaced);
    put_beside(&j, "behind", &saved->behind);
    put_rejects(&j, run, plan->problems > 0);
    put_problems(&j, run, plan->problem, plan->problems);
    js_end(&j);
    return js_str(&j);
}

static Err *run_plan(JobRun *run, Str *ret_result)
{
    AUTO(ask_free) json_t *ask = NULL;
    Plan plan = {0};
    PlanSaved saved = {0};
    TRY(read_ask(run, &ask));
    PlanOptions options = {.province = ask_text(run, ask, "province"),
                           .year = (int)json_integer_value(json_object_get(ask, "year")),
                           .on = clock_today(store_clock(run->store)),
                           .rejects = run->rejects,
                           .lang = run->lang};
    job_progress(run, TEXT("đang đọc văn bản", "reading the document"), 0, 3);
    TRY(plan_read(run->arena, run->path, options, &plan));
    read_said(run, ask, &plan.said);
    job_progress(run, TEXT("đang tìm đơn vị", "finding the units"), 1, 3);
    TRY(plan_match(&plan, run->store, run->arena, options));
    Author author = author_of(run);
    if (json_is_true(json_object_get(ask, "accept")))
        TRY(plan_accept(&plan, run->store, run->arena, author.who));
    if (job_cancelled(run))
        return FAIL(run->arena, CONFLICT, "đã dừng theo yêu cầu; chưa có chỉ tiêu nào thay đổi",
                    "stopped as asked; no target has changed");
    job_progress(run, TEXT("đang ghi chỉ tiêu", "writing the targets"), 2, 3);
    note_import(run, "import.plan");
    TRY(plan_save(&plan, run->store, run->arena, author, store_clock(run->store), &saved));
    *ret_result = plan_result(run, &plan, &saved);
    return NULL;
}

const JobKind import_jobs[] = {
    {"facts-preview", TEXT_INIT("Xem trước tệp số liệu, chưa ghi gì", "Look at a file of figures, nothing is kept"),
     PERMISSION_IMPORT_RUN, run_facts},
    {"facts-import", TEXT_INIT("Nạp số liệu hằng tháng", "Take in monthly figures"), PERMISSION_IMPORT_RUN, run_facts},
    {"boundaries-import", TEXT_INIT("Nạp ranh giới", "Take in boundaries"), PERMISSION_UNIT_MANAGE, run_boundaries},
    {"units-import", TEXT_INIT("Nạp danh mục đơn vị và chỉ tiêu", "Take in the lists of units and indicators"),
     PERMISSION_UNIT_MANAGE, run_units},
    {"villages-import", TEXT_INIT("Nạp thôn, tổ dân phố", "Take in villages"), PERMISSION_UNIT_MANAGE, run_villages},
    {"plan-import", TEXT_INIT("Nạp văn bản giao chỉ tiêu", "Take in a target document"), PERMISSION_PLAN_IMPORT,
     run_plan},
    {0},
};
