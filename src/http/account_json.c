#include "http/account_json.h"

#include "audit/audit.h"
#include "unit/unit.h"
#include <jansson.h>
#include <string.h>

/* ---- grants ------------------------------------------------------------------------------ */

static Str role_name(const Request *request, const Role *role, ptrdiff_t roles, Str code)
{
    for (ptrdiff_t i = 0; i < roles; i++)
        if (str_eq(role[i].code, code))
            return text_in(request->lang, role[i].name);
    return code;
}

static Err *place_name(Request *request, ScopePlace place, Str *ret)
{
    Unit unit;
    Str code = place.unit.len > 0 ? place.unit : place.province;
    *ret = text_in(request->lang, TEXT("Cả nước", "Whole country"));
    if (code.len == 0)
        return NULL;
    Err *err = unit_get(request->store, request->arena, code, clock_today(request->clock), &unit);
    *ret = err ? code : unit.full_name;
    return err && err->kind != ERR_NOT_FOUND ? err : NULL;
}

Err *put_grants(Request *request, Json *j, const Account *account)
{
    const Role *role;
    ptrdiff_t roles;
    TRY(role_list(request->store, request->arena, &role, &roles));
    js_key(j, "grants");
    js_array(j);
    for (ptrdiff_t i = 0; i < account->grants; i++) {
        const Grant *grant = &account->grant[i];
        Str place;
        TRY(place_name(request, grant->place, &place));
        js_object(j);
        js_put_text(j, "role", grant->role);
        js_put_text(j, "province", grant->place.province);
        js_put_text(j, "unit", grant->place.unit);
        js_put_text(j, "role_name", role_name(request, role, roles, grant->role));
        js_put_text(j, "place_name", place);
        js_end(j);
    }
    js_end(j);
    return NULL;
}

/* ---- sessions ------------------------------------------------------------------------------ */

Err *put_sessions(Request *request, Json *j, const SessionEntry *entry, ptrdiff_t count)
{
    js_key(j, "rows");
    js_array(j);
    for (ptrdiff_t i = 0; i < count; i++) {
        js_object(j);
        js_put_text(j, "id", entry[i].id);
        js_put_text(j, "account", entry[i].account);
        js_put_text(j, "login", entry[i].login);
        js_put_text(j, "address", entry[i].address);
        js_put_text(j, "agent", entry[i].agent);
        js_put_text(j, "created_at", entry[i].created_at);
        js_put_text(j, "used_at", entry[i].used_at);
        js_put_bool(j, "own", str_eq(entry[i].id, request->who->session));
        js_end(j);
    }
    js_end(j);
    return NULL;
}

Err *reply_identity(Request *request, Reply *reply, const Identity *who)
{
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "account", who->account.id);
    js_put_text(&j, "login", who->account.login);
    js_put_text(&j, "name", who->account.name);
    js_put_text(&j, "agency", who->account.agency);
    js_key(&j, "permissions");
    js_array(&j);
    for (int p = 0; p < PERMISSION_COUNT; p++)
        if (who->permissions >> p & 1)
            js_text(&j, str_from(permission_code((Permission)p)));
    js_end(&j);
    TRY(put_grants(request, &j, &who->account));
    js_put_text(&j, "csrf", who->csrf);
    js_put_bool(&j, "limited", who->limited);
    js_put_bool(&j, "totp", who->account.totp);
    js_put_bool(&j, "must_totp", who->account.must_totp);
    js_put_bool(&j, "linked", who->account.linked);
    js_put_text(&j, "lang", request->lang == LANG_EN ? S("en") : S("vi"));
    js_put_text(&j, "version", S(BAOPHU_VERSION));
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- audit trail ------------------------------------------------------------------------------ */

static AuditEntry entry_of(const Request *request, const char *action, const Account *of, Str subject)
{
    ScopePlace place = account_place(of);
    AuditEntry entry = {.action = str_from(action),
                        .province = place.province,
                        .unit = place.unit,
                        .subject = subject,
                        .request = request->id};
    if (request->who) {
        entry.account = request->who->account.id;
        entry.login = request->who->account.login;
    }
    return entry;
}

void note_change(Request *request, const char *action, const Account *of, Str before, Str after)
{
    AuditEntry entry = entry_of(request, action, of, of->id);
    entry.before = before;
    entry.after = after;
    audit_note(request->store, entry);
}

Err *add_change(Request *request, const char *action, Str subject)
{
    return audit_add(request->store, request->arena, entry_of(request, action, &request->who->account, subject));
}

/* ---- bodies ------------------------------------------------------------------------------------- */

Err *only_members(const Request *request, const json_t *object, const char *const *names)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        bool known = false;
        for (int i = 0; names[i]; i++)
            known = known || strcmp(names[i], key) == 0;
        if (known)
            continue;
        Err *err = FAIL(request->arena, BAD_INPUT, "nội dung gửi lên có mục lạ; hãy tải lại trang",
                        "what was sent has a member that is not known; load the page again");
        err->place.field = str_copy(request->arena, str_from(key));
        return err;
    }
    return NULL;
}
