/* Accounts, roles and sessions of others: for who may manage accounts, within his territory. */
#include "base/vec.h"
#include "http/account_json.h"
#include "unit/unit.h"
#include <jansson.h>

enum { LOGIN_BYTES = 256, NAME_BYTES = 800, CODE_BYTES = 64, GRANTS_MOST = 64, BODY_MOST = 64 << 10 };

/* ---- roles ------------------------------------------------------------------------------------ */

static void put_permissions(Json *j, Lang lang)
{
    js_key(j, "permissions");
    js_array(j);
    for (int p = 0; p < PERMISSION_COUNT; p++) {
        js_object(j);
        js_put_text(j, "code", str_from(permission_code((Permission)p)));
        js_put_text(j, "name", text_in(lang, permission_text((Permission)p)));
        js_end(j);
    }
    js_end(j);
}

static void put_role(Json *j, Lang lang, const Role *role)
{
    js_object(j);
    js_put_text(j, "code", role->code);
    js_put_text(j, "name", text_in(lang, role->name));
    js_put_text(j, "agency", text_in(lang, role->agency));
    js_put_text(j, "level", role->level);
    js_put_bool(j, "totp", role->totp);
    js_key(j, "permissions");
    js_array(j);
    for (int p = 0; p < PERMISSION_COUNT; p++)
        if (role->permissions >> p & 1)
            js_text(j, str_from(permission_code((Permission)p)));
    js_end(j);
    js_end(j);
}

static Err *roles(Request *request, Reply *reply)
{
    const Role *role;
    ptrdiff_t count;
    TRY(role_list(request->store, request->arena, &role, &count));
    Json j = js_open(request->arena);
    js_object(&j);
    put_permissions(&j, request->lang);
    js_key(&j, "roles");
    js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++)
        put_role(&j, request->lang, &role[i]);
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    reply->cacheable = true;
    return NULL;
}

/* ---- looking ---------------------------------------------------------------------------------- */

static Err *put_account(Request *request, Json *j, const Account *account)
{
    js_object(j);
    js_put_text(j, "id", account->id);
    js_put_text(j, "login", account->login);
    js_put_text(j, "name", account->name);
    js_put_text(j, "agency", account->agency);
    js_put_text(j, "email", account->email);
    js_put_bool(j, "active", account->active);
    js_put_bool(j, "invited", account->invited);
    js_put_bool(j, "totp", account->totp);
    js_put_bool(j, "linked", account->linked);
    js_put_text(j, "created_at", account->created_at);
    js_put_text(j, "last_sign_in", account->last_sign_in);
    TRY(put_grants(request, j, account));
    js_put_int(j, "version", account->version);
    js_end(j);
    return NULL;
}

static Err *account_text(Request *request, const Account *account, Str *ret)
{
    Json j = js_open(request->arena);
    TRY(put_account(request, &j, account));
    *ret = js_str(&j);
    return NULL;
}

enum { G_LOGIN, G_NAME, G_AGENCY, G_EMAIL, G_ACTIVE, G_SECOND, G_LAST, G_ROLES, G_COLUMNS };

static const GridColumn grid_columns[G_COLUMNS] = {
    [G_LOGIN] = {"login", TEXT_INIT("Tên đăng nhập", "Login"), GRID_TEXT, 0, false},
    [G_NAME] = {"name", TEXT_INIT("Họ và tên", "Name"), GRID_TEXT, 0, false},
    [G_AGENCY] = {"agency", TEXT_INIT("Cơ quan", "Agency"), GRID_TEXT, 0, false},
    [G_EMAIL] = {"email", TEXT_INIT("Thư điện tử", "E-mail"), GRID_TEXT, 0, false},
    [G_ACTIVE] = {"active", TEXT_INIT("Đang dùng", "Active"), GRID_TEXT, 0, false},
    [G_SECOND] = {"totp", TEXT_INIT("Xác thực hai bước", "Second factor"), GRID_TEXT, 0, false},
    [G_LAST] = {"last_sign_in", TEXT_INIT("Đăng nhập gần nhất", "Last sign-in"), GRID_TEXT, 0, false},
    [G_ROLES] = {"roles", TEXT_INIT("Vai trò và địa bàn", "Roles and territories"), GRID_TEXT, 0, false},
};

static Str grants_text(Arena *arena, const Account *account)
{
    Buf out = buf_open(arena);
    for (ptrdiff_t i = 0; i < account->grants; i++) {
        const Grant *g = &account->grant[i];
        Str place = g->place.unit.len > 0 ? g->place.unit : g->place.province;
        buf_fmt(&out, "%s%.*s (%.*s)", i > 0 ? "; " : "", STRF(g->role), STRF(place.len > 0 ? place : S("VN")));
    }
    return buf_str(&out);
}

static Err *export_accounts(Request *request, Reply *reply, const Account *account, ptrdiff_t count)
{
    Grid grid = grid_open(TEXT("Tài khoản", "Accounts"), (Text){0}, grid_columns, G_COLUMNS);
    for (ptrdiff_t i = 0; i < count; i++) {
        GridCell *cell = grid_row(&grid, request->arena);
        cell[G_LOGIN] = G_TEXT(account[i].login);
        cell[G_NAME] = G_TEXT(account[i].name);
        cell[G_AGENCY] = G_TEXT(account[i].agency);
        cell[G_EMAIL] = G_TEXT(account[i].email);
        cell[G_ACTIVE] = account[i].active ? G_TEXT(S("x")) : G_NONE;
        cell[G_SECOND] = account[i].totp ? G_TEXT(S("x")) : G_NONE;
        cell[G_LAST] = account[i].last_sign_in.len > 0 ? G_TEXT(account[i].last_sign_in) : G_NONE;
        cell[G_ROLES] = G_TEXT(grants_text(request->arena, &account[i]));
    }
    return reply_grid(request, reply, &grid, "tai-khoan");
}

static Err *accounts(Request *request, Reply *reply)
{
    enum { PAGE = 200, PAGE_MOST = 5000, ALL = 1000000 };
    static const char *const formats[] = {"json", "csv", "xlsx", NULL};
    int format = 0;
    int64_t limit = PAGE;
    Account *account;
    ptrdiff_t count;
    TRY(request_int(request, "limit", 1, PAGE_MOST, &limit));
    TRY(request_choice(request, "format", formats, &format));
    if (format > 0)
        limit = ALL;
    TRY(account_list(request->store, request->arena, request_query(request, "find"), request_query(request, "after"),
                     limit, &account, &count));
    if (format > 0)
        return export_accounts(request, reply, account, count);
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows");
    js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++)
        TRY(put_account(request, &j, &account[i]));
    js_end(&j);
    if (count == limit)
        js_put_text(&j, "next", account[count - 1].login);
    else
        js_put_null(&j, "next");
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *account_show(Request *request, Reply *reply)
{
    Account account;
    TRY(account_get(request->store, request->arena, request_param(request, "id"), &account));
    return account_text(request, &account, &reply->body);
}

/* ---- what is sent ------------------------------------------------------------------------------- */

static Err *bad_place(const Request *request, Str code)
{
    return err_at(
        FAIL(request->arena, BAD_INPUT, "không có đơn vị mang mã “%.*s”", "no unit has the code “%.*s”", STRF(code)),
        (Place){.field = S("grants")});
}

static Err *check_place(Request *request, ScopePlace *place)
{
    Unit unit;
    if (place->province.len == 0)
        return place->unit.len > 0 ? bad_place(request, place->unit) : NULL;
    if (str_eq(place->unit, place->province))
        place->unit = (Str){0};
    Str code = place->unit.len > 0 ? place->unit : place->province;
    Err *err = unit_get(request->store, request->arena, code, clock_today(request->clock), &unit);
    if (err && err->kind != ERR_NOT_FOUND)
        return err;
    bool fits = !err && str_eq(unit.province, place->province) && (place->unit.len > 0 || unit.level == UNIT_PROVINCE);
    return fits ? NULL : bad_place(request, code);
}

static Err *read_grant(Request *request, const json_t *object, Grant *ret)
{
    static const char *const members[] = {"role", "province", "unit", "role_name", "place_name", NULL};
    *ret = (Grant){0};
    TRY(body_text(request, object, "role", true, CODE_BYTES, &ret->role));
    TRY(body_text(request, object, "province", false, CODE_BYTES, &ret->place.province));
    TRY(body_text(request, object, "unit", false, CODE_BYTES, &ret->place.unit));
    TRY(only_members(request, object, members));
    return check_place(request, &ret->place);
}

static Err *read_grants(Request *request, const json_t *body, Account *ret)
{
    const json_t *list = json_object_get(body, "grants");
    if (!json_is_array(list) || json_array_size(list) > GRANTS_MOST)
        return err_at(FAIL(request->arena, BAD_INPUT, "“grants” phải là danh sách, nhiều nhất %d vai trò",
                           "“grants” is to be a list of %d roles at most", GRANTS_MOST),
                      (Place){.field = S("grants")});
    ret->grants = (ptrdiff_t)json_array_size(list);
    ret->grant = new (request->arena, Grant, ret->grants);
    for (ptrdiff_t i = 0; i < ret->grants; i++)
        TRY(read_grant(request, json_array_get(list, (size_t)i), &ret->grant[i]));
    return NULL;
}

static Err *read_account(Request *request, Account *ret)
{
    static const char *const members[] = {"login", "name", "agency", "email", "active", "grants", "version", NULL};
    json_t *body;
    *ret = (Account){.active = true};
    TRY(request_json(request, &body));
    TRY(body_text(request, body, "login", true, LOGIN_BYTES, &ret->login));
    TRY(body_text(request, body, "name", true, NAME_BYTES, &ret->name));
    TRY(body_text(request, body, "agency", false, NAME_BYTES, &ret->agency));
    TRY(body_text(request, body, "email", false, NAME_BYTES, &ret->email));
    TRY(body_bool(request, body, "active", &ret->active));
    TRY(body_int(request, body, "version", false, 0, INT64_MAX, &ret->version));
    TRY(only_members(request, body, members));
    return read_grants(request, body, ret);
}

/* ---- changing ------------------------------------------------------------------------------------- */

static void reply_invited(Request *request, Reply *reply, Str id, Str invite)
{
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "id", id);
    js_put_text(&j, "link", str_fmt(request->arena, "%.*s/moi/%.*s", STRF(request_origin(request)), STRF(invite)));
    js_end(&j);
    reply_json(reply, &j);
    reply->status = 201;
}

static Err *create(Request *request, Reply *reply)
{
    Account account;
    Str id, invite, after;
    TRY(read_account(request, &account));
    account.id = account_new_id(request->arena);
    TRY(account_text(request, &account, &after));
    note_change(request, "account.create", &account, (Str){0}, after);
    TRY(account_create(request->store, request->arena, &account, &id, &invite));
    reply_invited(request, reply, id, invite);
    return NULL;
}

static bool same_grants(const Account *a, const Account *b)
{
    ptrdiff_t found = 0;
    for (ptrdiff_t i = 0; i < a->grants; i++)
        for (ptrdiff_t k = 0; k < b->grants; k++) {
            const Grant *x = &a->grant[i], *y = &b->grant[k];
            if (str_eq(x->role, y->role) && str_eq(x->place.province, y->place.province) &&
                str_eq(x->place.unit, y->place.unit)) {
                found++;
                break;
            }
        }
    return found == a->grants && a->grants == b->grants;
}

/* Nobody gives himself a right or locks himself out by a slip: another one does. */
static Err *check_own(const Request *request, const Account *before, const Account *after)
{
    bool own = str_eq(before->id, request->who->account.id);
    if (!own || (after->active && same_grants(before, after)))
        return NULL;
    return FAIL(request->arena, FORBIDDEN,
                "không tự đổi vai trò hoặc khóa tài khoản của chính mình; hãy nhờ quản trị viên khác",
                "nobody changes his own roles or disables himself; ask another administrator");
}

static Err *change(Request *request, Reply *reply)
{
    Account account, before;
    Str was, is;
    Str id = request_param(request, "id");
    TRY(account_get(request->store, request->arena, id, &before));
    TRY(read_account(request, &account));
    account.id = id;
    TRY(check_own(request, &before, &account));
    if (!str_eq(account.login, before.login))
        return err_at(FAIL(request->arena, BAD_INPUT, "tên đăng nhập không đổi được; hãy tạo tài khoản mới",
                           "a login cannot be changed; make a new account"),
                      (Place){.field = S("login")});
    TRY(account_text(request, &before, &was));
    TRY(account_text(request, &account, &is));
    note_change(request, "account.change", &before, was, is);
    TRY(account_change(request->store, request->arena, &account));
    return account_show(request, reply);
}

static Err *invite(Request *request, Reply *reply)
{
    Account account;
    Str link, id = request_param(request, "id");
    TRY(account_get(request->store, request->arena, id, &account));
    note_change(request, "account.invite", &account, (Str){0}, (Str){0});
    TRY(account_invite(request->store, request->arena, id, &link));
    reply_invited(request, reply, id, link);
    return NULL;
}

static Err *totp_take_away(Request *request, Reply *reply)
{
    Account account;
    Str id = request_param(request, "id");
    TRY(account_get(request->store, request->arena, id, &account));
    note_change(request, "totp.reset", &account, (Str){0}, (Str){0});
    TRY(totp_reset(request->store, request->arena, id));
    reply->status = 204;
    return NULL;
}

static Err *link_take_away(Request *request, Reply *reply)
{
    Account account;
    Str id = request_param(request, "id");
    TRY(account_get(request->store, request->arena, id, &account));
    return account_unlinked(request, reply, &account);
}

/* ---- sessions ---------------------------------------------------------------------------------------- */

static Err *sessions(Request *request, Reply *reply)
{
    SessionEntry *entry;
    ptrdiff_t count;
    TRY(session_list(request->store, request->arena, (Str){0}, &entry, &count));
    Json j = js_open(request->arena);
    js_object(&j);
    TRY(put_sessions(request, &j, entry, count));
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *session_take_away(Request *request, Reply *reply)
{
    Str id = request_param(request, "id");
    TRY(session_end(request->store, request->arena, (Str){0}, id));
    TRY(add_change(request, "session.end", id));
    reply->status = 204;
    return NULL;
}

const Route account_routes[] = {
    {"GET", "/api/roles", PERMISSION_ANY, roles, 0, NULL, false},
    {"GET", "/api/accounts", PERMISSION_ACCOUNT_MANAGE, accounts, 0, NULL, false},
    {"POST", "/api/accounts", PERMISSION_ACCOUNT_MANAGE, create, BODY_MOST, NULL, false},
    {"GET", "/api/accounts/{id}", PERMISSION_ACCOUNT_MANAGE, account_show, 0, NULL, false},
    {"PUT", "/api/accounts/{id}", PERMISSION_ACCOUNT_MANAGE, change, BODY_MOST, NULL, false},
    {"POST", "/api/accounts/{id}/invitation", PERMISSION_ACCOUNT_MANAGE, invite, 0, NULL, false},
    {"DELETE", "/api/accounts/{id}/totp", PERMISSION_ACCOUNT_MANAGE, totp_take_away, 0, NULL, false},
    {"DELETE", "/api/accounts/{id}/link", PERMISSION_ACCOUNT_MANAGE, link_take_away, 0, NULL, false},
    {"GET", "/api/sessions", PERMISSION_ACCOUNT_MANAGE, sessions, 0, NULL, false},
    {"DELETE", "/api/sessions/{id}", PERMISSION_ACCOUNT_MANAGE, session_take_away, 0, NULL, false},
    {0},
};
