/* The phone of an agent: what it holds, what it tells, and the devices themselves. */
#include "http/api_work.h"

#include "outreach/aim.h"
#include "store/scope.h"
#include <jansson.h>

enum { ID_MOST = 64, NAME_MOST = 100 };

/* ---- the package ------------------------------------------------------------------------------ */

static Err *put_history(Json *j, Names *names, const PhoneTask *t)
{
    js_key(j, "history"), js_array(j);
    for (ptrdiff_t i = 0; i < t->contacts; i++) {
        const TaskEvent *e = &t->contact[i];
        Str who;
        TRY(names_account(names, e->account, &who));
        js_object(j);
        put_day(j, names->request, "day", e->day);
        js_put_text(j, "channel", e->channel);
        js_put_text(j, "outcome", str_from(contact_outcome_code(e->outcome)));
        js_put_text(j, "note", e->note);
        js_put_text(j, "who", who);
        js_end(j);
    }
    js_end(j);
    return NULL;
}

static void put_state(Json *j, const Request *request, const Task *task)
{
    js_put_text(j, "state", str_from(task_state_code(task->state)));
    js_put_text(j, "outcome", str_from(contact_outcome_code(task->outcome)));
    js_put_text(j, "reason", task->reason);
    js_put_text(j, "next_step", task->next_step);
    put_day(j, request, "next_day", task->next_day);
    put_day(j, request, "assigned_day", task->assigned_day);
    put_day(j, request, "last_day", task->last_day);
    put_day(j, request, "registered_day", task->registered_day);
    js_put_int(j, "contacts", task->contacts);
    put_day(j, request, "quiet_until", task->quiet_until);
}

static void put_advice(Json *j, const Request *request, const PhoneTask *t)
{
    js_key(j, "advice");
    if (!t->advice[0]) {
        js_null(j);
        return;
    }
    js_object(j);
    js_put_text(j, "kind", str_from(t->advice));
    js_put_words(j, "text", request->lang, t->advice_text);
    js_end(j);
}

static Err *put_targets(Json *j, Request *request, const SyncAsk *ask)
{
    Aim aim;
    int year = clock_today(request->clock).year;
    TRY(aim_of(request->store, request->arena, ask->province, ask->account, year, &aim));
    js_key(j, "targets");
    js_object(j);
    js_put_text(j, "period", str_fmt(request->arena, "%d", year));
    js_put_count(j, "target", aim.target);
    js_put_int(j, "registered", aim.registered);
    js_put_int(j, "confirmed", aim.confirmed);
    js_end(j);
    return NULL;
}

static Err *put_task(Json *j, Names *names, const PhoneTask *t)
{
    const Request *request = names->request;
    const Task *task = t->task;
    Str unit;
    TRY(names_unit(names, task->unit, &unit));
    js_object(j);
    js_put_int(j, "lead", task->lead);
    js_put_int(j, "version", task->version);
    js_put_text(j, "of", task->employer ? S("employer") : S("person"));
    js_put_text(j, "name", t->name);
    js_put_count(j, "birth_year", t->birth_year > 0 ? t->birth_year : -1);
    js_put_text(j, "sex", t->sex);
    js_put_text(j, "unit", task->unit);
    js_put_text(j, "unit_name", unit);
    js_put_text(j, "village", task->village);
    js_put_text(j, "address", t->address);
    js_put_text(j, "phone", t->phone);
    js_put_text(j, "rule", task->rule);
    js_put_words(j, "rule_text", request->lang, t->rule);
    js_put_words(j, "why", request->lang, t->why);
    js_put_words(j, "law", request->lang, t->law);
    put_state(j, request, task);
    js_put_bool(j, "may_call", t->may_call);
    js_put_bool(j, "may_message", t->may_message);
    js_put_text(j, "way_call", str_from(consent_way_code(t->way_call)));
    js_put_text(j, "way_message", str_from(consent_way_code(t->way_message)));
    put_advice(j, request, t);
    js_put_real(j, "priority", t->rank, 3);
    TRY(put_history(j, names, t));
    js_end(j);
    return NULL;
}

static Err *put_package(Json *j, Names *names, const SyncAsk *ask, const Synced *synced)
{
    Request *request = names->request;
    const TaskPackage *package = &synced->package;
    PhoneTask *task;
    TRY(package_tasks(request->store, request->arena, ask->province, ask->account, package->task, package->tasks,
                      &task));
    js_object(j);
    js_put_int(j, "cursor", package->cursor);
    js_put_bool(j, "whole", synced->whole);
    put_day(j, request, "server_day", clock_today(request->clock));
    js_put_text(j, "expires_at", synced->expires_at);
    js_put_text(j, "owner", ask->account);
    js_put_text(j, "province", ask->province);
    js_key(j, "tasks"), js_array(j);
    for (ptrdiff_t i = 0; i < package->tasks; i++)
        TRY(put_task(j, names, &task[i]));
    js_end(j);
    js_key(j, "gone"), js_array(j);
    for (ptrdiff_t i = 0; i < package->gones; i++)
        js_int(j, package->gone[i]);
    js_end(j);
    TRY(put_targets(j, request, ask));
    js_key(j, "parameters");
    if (synced->whole)
        TRY(package_parameters(request->store, request->arena, j, ask->province));
    else
        js_null(j);
    js_end(j);
    return NULL;
}

/* Whose names went out, and what came in, stand in the trail by number and device, never by name. */
static Err *note_sync(Request *request, const SyncAsk *ask, const Synced *synced)
{
    if (synced->package.tasks == 0 && ask->actions == 0)
        return NULL;
    const Account *who = &request->who->account;
    return audit_add(request->store, request->arena,
                     (AuditEntry){.account = who->id,
                                  .login = who->login,
                                  .action = S("work.sync"),
                                  .province = ask->province,
                                  .subject = ask->device,
                                  .request = request->id,
                                  .after = str_fmt(request->arena, "{\"actions\":%td,\"tasks\":%td}", ask->actions,
                                                   synced->package.tasks)});
}

/* A phone that says what it is called may be a new one. */
static Err *know_device(Request *request, const SyncAsk *ask, Str name)
{
    const Account *who = &request->who->account;
    Device device;
    if (name.len == 0)
        return NULL;
    Err *err = device_get(request->store, request->arena, ask->province, ask->account, ask->device, &device);
    if (!err || err->kind != ERR_NOT_FOUND)
        return err;
    TRY(device_put(request->store, request->arena, ask->province, ask->account, ask->device, name, &device));
    return audit_add(request->store, request->arena,
                     (AuditEntry){.account = who->id,
                                  .login = who->login,
                                  .action = S("work.device"),
                                  .province = ask->province,
                                  .subject = ask->device,
                                  .request = request->id});
}

static Err *sync_now(Request *request, Reply *reply, const SyncAsk *ask, Synced *ret)
{
    OutreachSettings settings;
    TRY(outreach_settings_kept(request->store, request->arena, &settings));
    TRY(outreach_sync(request->store, request->arena, ask, ret));
    if (ret->wiped) {
        reply_wiped(request, reply);
        return NULL;
    }
    package_cut(&settings, &ret->package);
    return note_sync(request, ask, ret);
}

static SyncAsk ask_of(const Request *request, Str province)
{
    return (SyncAsk){
        .province = province, .account = request->who->account.login, .may = &request->who->scope[PERMISSION_WORK_DO]};
}

static Err *mine(Request *request, Reply *reply)
{
    Str province;
    Synced synced;
    TRY(request_province(request, &province));
    SyncAsk ask = ask_of(request, province);
    Names names = {.request = request};
    ask.device = request_query(request, "device");
    TRY(request_int(request, "since", 0, INT64_MAX, &ask.since));
    TRY(sync_now(request, reply, &ask, &synced));
    if (synced.wiped)
        return NULL;
    Json j = js_open(request->arena);
    TRY(put_package(&j, &names, &ask, &synced));
    reply_json(reply, &j);
    reply->slow_line = true;
    return NULL;
}

/* ---- telling --------------------------------------------------------------------------------------- */

static Err *read_actions(Request *request, const json_t *body, OutreachAction **ret, ptrdiff_t *ret_count)
{
    const json_t *list = json_object_get(body, "actions");
    if (!json_is_array(list))
        return err_at(FAIL(request->arena, BAD_INPUT, "thiếu danh sách actions", "the list actions is missing"),
                      (Place){.field = S("actions")});
    if (json_array_size(list) > ACTIONS_MOST)
        return err_at(FAIL(request->arena, TOO_LARGE, "một lần gửi tối đa %d lần ghi; hãy chia nhỏ",
                           "at most %d actions at once; send them in parts", ACTIONS_MOST),
                      (Place){.field = S("actions")});
    *ret_count = (ptrdiff_t)json_array_size(list);
    *ret = new (request->arena, OutreachAction, *ret_count);
    for (ptrdiff_t i = 0; i < *ret_count; i++)
        TRY(outreach_action_read(request->arena, json_array_get(list, (size_t)i), i + 1, &(*ret)[i]));
    return NULL;
}

static Err *put_others(Json *j, Names *names, const ActionResult *r)
{
    js_key(j, "other"), js_array(j);
    for (ptrdiff_t i = 0; i < r->others; i++) {
        const TaskEvent *e = &r->other[i];
        Str who;
        TRY(names_account(names, e->account, &who));
        js_object(j);
        js_put_text(j, "account_name", who);
        put_day(j, names->request, "day", e->day);
        js_put_text(j, "channel", e->channel);
        js_put_text(j, "outcome", str_from(contact_outcome_code(e->outcome)));
        js_put_text(j, "note", e->note);
        js_end(j);
    }
    js_end(j);
    return NULL;
}

static Err *put_result(Json *j, Names *names, const OutreachAction *action, const ActionResult *r)
{
    js_object(j);
    js_put_text(j, "key", action->key);
    js_put_int(j, "lead", action->lead);
    js_put_text(j, "taken", str_from(taken_code(r->taken)));
    js_put_int(j, "version", r->version);
    js_put_words(j, "why", names->request->lang, r->why);
    TRY(put_others(j, names, r));
    js_end(j);
    return NULL;
}

static Err *sync(Request *request, Reply *reply)
{
    json_t *body;
    Str province, name = {0};
    Synced synced;
    OutreachAction *action = NULL;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "province|device|name|since|actions"));
    TRY(body_province(request, body, &province));
    SyncAsk ask = ask_of(request, province);
    Names names = {.request = request};
    TRY(body_text(request, body, "device", true, ID_MOST, &ask.device));
    TRY(body_text(request, body, "name", false, NAME_MOST, &name));
    TRY(body_int(request, body, "since", true, 0, INT64_MAX, &ask.since));
    TRY(read_actions(request, body, &action, &ask.actions));
    ask.action = action;
    TRY(know_device(request, &ask, name));
    TRY(sync_now(request, reply, &ask, &synced));
    if (synced.wiped)
        return NULL;
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "results"), js_array(&j);
    for (ptrdiff_t i = 0; i < ask.actions; i++)
        TRY(put_result(&j, &names, &action[i], &synced.result[i]));
    js_end(&j);
    js_key(&j, "package");
    TRY(put_package(&j, &names, &ask, &synced));
    js_end(&j);
    reply_json(reply, &j);
    reply->slow_line = true;
    return NULL;
}

const Route work_phone_routes[] = {
    {"GET", "/api/work/mine", PERMISSION_WORK_DO, mine, .keeps = false},
    {.method = "POST",
     .path = "/api/work/sync",
     .permission = PERMISSION_WORK_DO,
     .run = sync,
     .body_most = ACTIONS_BYTES},
    {0},
};
