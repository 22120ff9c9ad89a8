/* A delivery taken in as a job, with the rights that its sender has when it runs. */
#include "audit/audit.h"
#include "http/register_json.h"
#include <jansson.h>

static void ask_free(json_t **ask)
{
    json_decref(*ask);
}

static Str ask_text(JobRun *run, const json_t *ask, const char *key)
{
    return str_copy(run->arena, str_from(json_string_value(json_object_get(ask, key))));
}

static void show_rows(void *arg, int64_t rows)
{
    job_progress(arg, TEXT("đang đọc và ghi các dòng", "reading and writing rows"), rows, 0);
}

static bool stopped(void *arg)
{
    return job_cancelled(arg);
}

/* No cell of the file. */
static Str told(Arena *arena, const RegisterReport *r)
{
    const Delivery *d = &r->delivery;
    Json j = js_open(arena);
    js_object(&j);
    js_put_text(&j, "source", d->source);
    js_put_text(&j, "as_of", date_iso(arena, d->as_of));
    js_put_text(&j, "file", d->file);
    js_put_int(&j, "rows", d->rows);
    js_put_int(&j, "rejected", d->rejected);
    js_put_text(&j, "state", str_from(delivery_state_code(d->state)));
    js_end(&j);
    return js_str(&j);
}

static void note_taken(void *arg, Store *store, const RegisterReport *r)
{
    JobRun *run = arg;
    audit_note(store, (AuditEntry){.account = run->job->account,
                                   .login = run->job->login,
                                   .action = S("register.put"),
                                   .province = r->delivery.province,
                                   .unit = r->delivery.unit,
                                   .subject = r->delivery.id,
                                   .request = run->job->id,
                                   .after = told(run->arena, r)});
}

static Str result_of(JobRun *run, const RegisterReport *r)
{
    const Delivery *d = &r->delivery;
    Json j = js_open(run->arena);
    js_object(&j);
    js_put_text(&j, "delivery", d->id);
    js_put_text(&j, "source", d->source);
    js_put_int(&j, "rows", d->rows);
    js_put_int(&j, "rejected", d->rejected);
    js_put_int(&j, "changed", d->changed);
    js_put_int(&j, "twins", r->twins);
    r->before < 0 ? js_put_null(&j, "before") : js_put_int(&j, "before", r->before);
    js_put_text(&j, "state", str_from(delivery_state_code(d->state)));
    js_put_text(&j, "state_text", text_in(run->lang, delivery_state_text(d->state)));
    why_json_member(run->lang, &j, d->why);
    js_put_bool(&j, "again", r->again);
    if (d->rejected > 0 && d->id.len > 0)
        js_put_text(&j, "rejects",
                    str_fmt(run->arena, "/api/deliveries/%.*s/rejects?province=%.*s", STRF(d->id), STRF(d->province)));
    else
        js_put_null(&j, "rejects");
    js_put_int(&j, "problem_count", d->rejected);
    problems_json_member(run->arena, run->lang, &j, r->problem, r->problems);
    js_end(&j);
    return js_str(&j);
}

/* An account that was given another role since then delivers no more for the first. */
static Err *enter(JobRun *run, Str written, RegisterPut *put)
{
    Sender sender;
    Account account;
    const RegisterSource *source;
    store_set_scope(run->store, NULL); /* an account is seen by who sees all its places */
    TRY(account_get(run->store, run->arena, run->job->account, &account));
    Account *kept = new (run->arena, Account, 1);
    *kept = account;
    TRY(sender_open(run->store, run->arena, kept, &sender));
    TRY(register_source(&sender.sources, run->arena, written, &source));
    store_set_scope(run->store, sender_scope(&sender, run->arena, PERMISSION_REGISTER_PUT, source));
    put->source = source->code;
    put->agency = sender_agency(&sender, PERMISSION_REGISTER_PUT, source, put->province, put->unit);
    return NULL;
}

static Err *read_said(JobRun *run, const json_t *ask, RegisterPut *put)
{
    const json_t *columns = json_object_get(ask, "columns");
    put->pairings = (ptrdiff_t)json_array_size(columns);
    RegisterPairing *pairing = new (run->arena, RegisterPairing, put->pairings);
    for (ptrdiff_t i = 0; i < put->pairings; i++) {
        const json_t *one = json_array_get(columns, (size_t)i);
        pairing[i] = (RegisterPairing){ask_text(run, one, "heading"), ask_text(run, one, "column")};
    }
    put->pairing = pairing;
    return NULL;
}

static Err *run_put(JobRun *run, Str *ret_result)
{
    AUTO(ask_free)
    json_t *ask = json_loadb(run->job->ask.ptr ? run->job->ask.ptr : "", (size_t)run->job->ask.len, 0, NULL);
    RegisterReport report = {.before = -1};
    RegisterPut put = {.province = run->job->province,
                       .unit = ask_text(run, ask, "unit"),
                       .path = run->path,
                       .name = run->job->file,
                       .by = run->job->login,
                       .lang = run->lang,
                       .take_rest = json_is_true(json_object_get(ask, "take_rest")),
                       .cancelled = stopped,
                       .progress = show_rows,
                       .taken = note_taken,
                       .arg = run};
    if (!date_parse_iso(ask_text(run, ask, "as_of"), &put.as_of))
        return FAIL(run->arena, INTERNAL, "việc này không ghi rõ cần làm gì",
                    "the job does not say what is to be done");
    TRY(enter(run, ask_text(run, ask, "source"), &put));
    TRY(read_said(run, ask, &put));
    job_progress(run, TEXT("đang mở tệp", "opening the file"), 0, 0);
    Err *err = register_put(run->store, run->arena, &put, &report);
    if (err) {
        report.delivery.id = (Str){0}; /* there is none */
        report.delivery.state = DELIVERY_REFUSED;
    }
    *ret_result = result_of(run, &report);
    return err;
}

const JobKind register_jobs[] = {
    {"register-put", TEXT_INIT("Nhận dữ liệu của cơ quan", "Take in an agency's data"), PERMISSION_REGISTER_PUT,
     run_put},
    {0},
};
