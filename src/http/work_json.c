/* What answers about leads at work are made of. */
#include "http/api_work.h"

#include "store/scope.h"
#include "vn/vn.h"
#include <jansson.h>

/* Staff and communes have names that whoever may see the work may see. */
static Err *name_of_account(Request *request, Str login, Str *ret)
{
    Account account;
    bool none = true;
    const Scope *own = store_scope(request->store);
    store_set_scope(request->store, NULL);
    Err *err = login.len > 0 ? account_by_login(request->store, request->arena, login, &account, &none) : NULL;
    store_set_scope(request->store, own);
    *ret = none ? by_words(request->arena, request->lang, login) : account.name;
    return err;
}

Err *names_account(Names *names, Str login, Str *ret)
{
    for (ptrdiff_t i = 0; i < names->account.len; i++)
        if (str_eq(names->account.data[i].code, login)) {
            *ret = names->account.data[i].name;
            return NULL;
        }
    TRY(name_of_account(names->request, login, ret));
    vec_push(names->request->arena, &names->account, ((Called){login, *ret}));
    return NULL;
}

Err *names_unit(Names *names, Str code, Str *ret)
{
    Unit unit;
    for (ptrdiff_t i = 0; i < names->unit.len; i++)
        if (str_eq(names->unit.data[i].code, code)) {
            *ret = names->unit.data[i].name;
            return NULL;
        }
    Err *err = unit_get(names->request->store, names->request->arena, code, clock_today(names->request->clock), &unit);
    if (err && err->kind != ERR_NOT_FOUND)
        return err;
    *ret = err ? code : unit.full_name;
    vec_push(names->request->arena, &names->unit, ((Called){code, *ret}));
    return NULL;
}

Err *body_province(Request *request, const json_t *body, Str *ret)
{
    TRY(body_text(request, body, "province", true, 32, ret));
    if (scope_meets_province(store_scope(request->store), *ret))
        return NULL;
    return err_at(FAIL(request->arena, NOT_FOUND, "không có tỉnh, thành phố “%.*s” trong địa bàn được giao",
                       "there is no province “%.*s” in your territory", STRF(*ret)),
                  (Place){.field = S("province")});
}

Str login_folded(const Request *request, Str written)
{
    return vn_fold(request->arena, str_trim(written), VN_FOLD_CASE);
}

void put_day(Json *j, const Request *request, const char *key, Date day)
{
    js_put_text(j, key, day.year > 0 ? date_iso(request->arena, day) : (Str){0});
}

/* Words that people typed may hold numbers of persons. */
static void put_typed(Json *j, const Request *request, const char *key, Str words)
{
    js_put_text(j, key, person_mask_words(request->arena, words));
}

Err *task_event_json(Json *j, Names *names, const TaskEvent *e)
{
    const Request *request = names->request;
    Str who, agent;
    TRY(names_account(names, e->account, &who));
    TRY(names_account(names, e->agent, &agent));
    js_object(j);
    js_put_int(j, "sequence", e->sequence);
    js_put_text(j, "kind", str_from(task_event_code(e->kind)));
    js_put_words(j, "kind_text", request->lang, task_event_text(e->kind));
    put_day(j, request, "day", e->day);
    js_put_text(j, "at", e->at);
    js_put_text(j, "account", e->account);
    js_put_text(j, "account_name", who);
    js_put_text(j, "agent", e->agent);
    js_put_text(j, "agent_name", agent);
    js_put_text(j, "channel", e->channel);
    js_put_text(j, "outcome", str_from(contact_outcome_code(e->outcome)));
    js_put_words(j, "outcome_text", request->lang, contact_outcome_text(e->outcome));
    if (e->kind == EVENT_CLOSED)
        js_put_words(j, "reason", request->lang, task_closed_text(e->reason));
    else
        put_typed(j, request, "reason", e->reason);
    put_typed(j, request, "next_step", e->next_step);
    put_day(j, request, "next_day", e->next_day);
    put_typed(j, request, "note", e->note);
    put_typed(j, request, "basis", e->basis);
    js_put_bool(j, "conflict", e->conflict);
    js_end(j);
    return NULL;
}

void reply_wiped(const Request *request, Reply *reply)
{
    static const Err wiped = {
        .text = TEXT_INIT("máy này đã được yêu cầu xóa dữ liệu; hãy hỏi cán bộ xã nếu cần dùng lại",
                          "this phone was told to forget everything; ask the commune officer to use it again")};
    reply_problem(request, reply, 410, "wiped", &wiped);
}
