/* The phones themselves: made known by who has them, listed, told to forget. */
#include "http/api_work.h"

#include "store/scope.h"
#include <jansson.h>

enum { BODY_MOST = 16 << 10, ID_MOST = 64, NAME_MOST = 100 };

static Err *put_device(Json *j, Names *names, const Device *d)
{
    const Request *request = names->request;
    Str name;
    TRY(names_account(names, d->account, &name));
    js_object(j);
    js_put_text(j, "id", d->id);
    js_put_text(j, "account", d->account);
    js_put_text(j, "account_name", name);
    js_put_text(j, "name", d->name);
    js_put_text(j, "first_seen", d->first_seen);
    js_put_text(j, "last_seen", d->last_seen);
    js_put_int(j, "held", d->held);
    js_put_text(j, "expires_at", d->expires_at);
    js_put_text(j, "wiped_at", d->wiped_at);
    js_put_text(j, "state", str_from(device_state_code(d->state)));
    js_put_words(j, "state_text", request->lang, device_state_text(d->state));
    js_put_bool(j, "own", str_eq(d->account, request->who->account.login));
    js_end(j);
    return NULL;
}

static Err *register_device(Request *request, Reply *reply)
{
    json_t *body;
    Device device;
    OutreachSettings settings;
    Str province, id, name;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "province|id|name"));
    TRY(body_province(request, body, &province));
    TRY(body_text(request, body, "id", true, ID_MOST, &id));
    TRY(body_text(request, body, "name", true, NAME_MOST, &name));
    TRY(outreach_settings_kept(request->store, request->arena, &settings));
    change_note(request, "work.device", province, (Str){0}, id, (Str){0}, (Str){0});
    TRY(device_put(request->store, request->arena, province, request->who->account.login, id, name, &device));
    if (device.state == DEVICE_WIPING || device.state == DEVICE_WIPED) {
        reply_wiped(request, reply);
        return NULL;
    }
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "id", device.id);
    js_put_int(&j, "expires_days", settings.phone_days);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* Whose: "" those of all agents of the territory, else of who asks alone. */
static Err *whose(Request *request, Str *ret)
{
    *ret = (Str){0};
    if (identity_may(request->who, PERMISSION_WORK_ASSIGN))
        return change_as(request, PERMISSION_WORK_ASSIGN);
    *ret = request->who->account.login;
    return change_as(request, PERMISSION_WORK_DO);
}

/* An officer's own phone is his, whether or not he is an agent of the place. */
static Err *listed(Request *request, Str province, Str account, Device **ret, ptrdiff_t *ret_count)
{
    Device *own, *all;
    ptrdiff_t owns, alls, n = 0;
    Str login = request->who->account.login;
    TRY(device_list(request->store, request->arena, province, login, &own, &owns));
    *ret = own;
    *ret_count = owns;
    if (account.len > 0)
        return NULL;
    TRY(device_list(request->store, request->arena, province, account, &all, &alls));
    *ret = new (request->arena, Device, owns + alls);
    for (ptrdiff_t i = 0; i < owns; i++)
        (*ret)[n++] = own[i];
    for (ptrdiff_t i = 0; i < alls; i++)
        if (!str_eq(all[i].account, login))
            (*ret)[n++] = all[i];
    *ret_count = n;
    return NULL;
}

static Err *list_devices(Request *request, Reply *reply)
{
    Str province, account;
    Device *device;
    ptrdiff_t count;
    Names names = {.request = request};
    Str wanted = login_folded(request, request_query(request, "account"));
    TRY(whose(request, &account));
    TRY(request_province(request, &province));
    TRY(listed(request, province, account, &device, &count));
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++)
        if (wanted.len == 0 || str_eq(wanted, device[i].account))
            TRY(put_device(&j, &names, &device[i]));
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *wipe(Request *request, Str province, Str account, Str id, Device *ret)
{
    Err *err = device_wipe(request->store, request->arena, province, request->who->account.login, id, ret);
    if (err && err->kind == ERR_NOT_FOUND && account.len == 0)
        err = device_wipe(request->store, request->arena, province, (Str){0}, id, ret);
    return err;
}

static Err *wipe_device(Request *request, Reply *reply)
{
    Str province, account;
    Device device = {0};
    TRY(whose(request, &account));
    TRY(request_province(request, &province));
    TRY(change_begin(request));
    Err *err = wipe(request, province, account, request_param(request, "id"), &device);
    change_note(request, "work.wipe", province, (Str){0}, device.id, (Str){0},
                str_fmt(request->arena, "{\"account\":\"%.*s\"}", STRF(device.account)));
    TRY(change_end(request, err));
    reply->status = 204;
    return NULL;
}

const Route work_device_routes[] = {
    {"GET", "/api/work/devices", PERMISSION_ANY, list_devices, .keeps = false},
    {.method = "POST",
     .path = "/api/work/devices",
     .permission = PERMISSION_WORK_DO,
     .run = register_device,
     .body_most = BODY_MOST},
    {"DELETE", "/api/work/devices/{id}", PERMISSION_ANY, wipe_device, .keeps = false},
    {0},
};
