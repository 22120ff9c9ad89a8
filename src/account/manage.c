/* Making and changing accounts, within the territory of who does it. */
#include "account/account_internal.h"

#include "account_sql.h"
#include "vn/vn.h"

static Err *committed(Store *store, Arena *arena, Err *err)
{
    if (!err)
        return store_commit(store, arena);
    store_rollback(store);
    return err;
}

/* ---- what may be written --------------------------------------------------------------- */

static bool login_fits(Str login)
{
    enum { LEAST = 3, MOST = 64 };
    for (ptrdiff_t i = 0; i < login.len; i++) {
        char c = login.ptr[i];
        bool inner = c == '.' || c == '_' || c == '-' || c == '@';
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (inner && i > 0)))
            return false;
    }
    return login.len >= LEAST && login.len <= MOST;
}

Err *account_fold(Arena *arena, const Account *account, Account *ret)
{
    *ret = *account;
    ret->login = vn_fold(arena, str_trim(account->login), VN_FOLD_CASE);
    ret->email = vn_fold(arena, str_trim(account->email), VN_FOLD_CASE);
    ret->name = vn_nfc(arena, str_trim(account->name));
    ret->agency = vn_nfc(arena, str_trim(account->agency));
    if (!login_fits(ret->login))
        return err_at(FAIL(arena, BAD_INPUT,
                           "tên đăng nhập gồm 3 đến 64 chữ không dấu, chữ số, dấu chấm, gạch, @; ví dụ: an.nv.nhuquynh",
                           "a login has 3 to 64 plain letters, digits, dots, dashes or @; for instance an.nv.nhuquynh"),
                      (Place){.field = S("login")});
    if (ret->name.len == 0)
        return err_at(FAIL(arena, BAD_INPUT, "hãy ghi họ và tên", "give the name"), (Place){.field = S("name")});
    if (ret->email.len > 0 && (str_find(ret->email, S("@")) <= 0 || str_find(ret->email, S(" ")) >= 0))
        return err_at(FAIL(arena, BAD_INPUT, "“%.*s” không phải địa chỉ thư điện tử", "“%.*s” is no e-mail address",
                           STRF(ret->email)),
                      (Place){.field = S("email")});
    return NULL;
}

static int width_of(Str level)
{
    static const char *const narrow_to_wide[] = {"village", "commune", "province", "nation"};
    for (int i = 0; i < COUNTOF(narrow_to_wide); i++)
        if (str_eq(level, str_from(narrow_to_wide[i])))
            return i;
    return COUNTOF(narrow_to_wide);
}

static Err *check_grant(Store *store, Arena *arena, const Rules *rules, const Grant *grant)
{
    const Role *role = role_find(rules, grant->role);
    Place field = {.field = S("grants")};
    if (!role)
        return err_at(FAIL(arena, BAD_INPUT, "không có vai trò “%.*s”", "there is no role “%.*s”", STRF(grant->role)),
                      field);
    if (width_of(place_level(grant->place)) > width_of(role->level))
        return err_at(
            FAIL(arena, BAD_INPUT, "vai trò “%.*s” không giao cho địa bàn rộng như vậy; hãy chọn địa bàn hẹp hơn",
                 "the role “%.*s” is not given for so wide a territory; choose a narrower one", STRF(role->name.vi)),
            field);
    return err_at(scope_check(store, arena, grant->place.province, grant->place.unit), field);
}

static Err *check_grants(Store *store, Arena *arena, const Account *account)
{
    const Rules *rules;
    TRY(account_rules(store, arena, &rules));
    for (ptrdiff_t i = 0; i < account->grants; i++)
        TRY(check_grant(store, arena, rules, &account->grant[i]));
    if (account_seen(store, account))
        return NULL;
    return err_at(FAIL(arena, BAD_INPUT, "hãy giao ít nhất một vai trò trong địa bàn của mình",
                       "give at least one role in your territory"),
                  (Place){.field = S("grants")});
}

static Err *put_grants(Store *store, Arena *arena, const Account *account)
{
    TRY(store_exec(store, arena, SQL_ACCOUNT_GRANT_DROP, ARGS(V_TEXT(account->id)), NULL));
    for (ptrdiff_t i = 0; i < account->grants; i++) {
        ScopePlace place = account->grant[i].place;
        Str unit = str_eq(place.unit, place.province) ? (Str){0} : place.unit;
        TRY(store_exec(store, arena, SQL_ACCOUNT_GRANT_PUT,
                       ARGS(V_TEXT(account->id), V_TEXT(account->grant[i].role), V_TEXT(place.province), V_TEXT(unit)),
                       NULL));
    }
    return NULL;
}

static Str folded_words(Arena *arena, const Account *account)
{
    return vn_fold(arena,
                   str_fmt(arena, "%.*s %.*s %.*s", STRF(account->login), STRF(account->name), STRF(account->agency)),
                   VN_KEY);
}

Err *account_insert(Store *store, Arena *arena, const Account *account, Str password)
{
    int64_t changed;
    TRY(store_exec(store, arena, SQL_ACCOUNT_INSERT,
                   ARGS(V_TEXT(account->id), V_TEXT(account->login), V_TEXT(account->name), V_TEXT(account->agency),
                        V_TEXT(account->email), V_TEXT(folded_words(arena, account)), V_INT(account->active),
                        V_TEXT(password), V_INT(account_now(store))),
                   &changed));
    if (changed == 0)
        return err_at(FAIL(arena, CONFLICT, "tên đăng nhập “%.*s” đã có người dùng; hãy chọn tên khác",
                           "the login “%.*s” is taken; choose another", STRF(account->login)),
                      (Place){.field = S("login")});
    return put_grants(store, arena, account);
}

/* ---- making --------------------------------------------------------------------------------- */

static Err *create(Store *store, Arena *arena, const Account *account, Str *ret_invite)
{
    TRY(account_insert(store, arena, account, (Str){0}));
    return invitation_make(store, arena, account->id, ret_invite);
}

Err *account_create(Store *store, Arena *arena, const Account *account, Str *ret_id, Str *ret_invite)
{
    Account whole;
    TRY(account_fold(arena, account, &whole));
    TRY(check_grants(store, arena, &whole));
    whole.id = account->id.len > 0 ? account->id : account_new_id(arena);
    whole.active = true;
    *ret_id = whole.id;
    TRY(store_begin(store, arena));
    return committed(store, arena, create(store, arena, &whole, ret_invite));
}

/* ---- changing --------------------------------------------------------------------------------- */

static bool manages_country(const Rules *rules, const Account *account)
{
    for (ptrdiff_t i = 0; i < account->grants; i++) {
        const Role *role = role_find(rules, account->grant[i].role);
        if (role && role->permissions >> PERMISSION_ACCOUNT_MANAGE & 1 && account->grant[i].place.province.len == 0)
            return true;
    }
    return false;
}

static Err *another_manager(Store *store, Arena *arena, const Rules *rules, Str but, bool *ret)
{
    AUTO(rows_close) Rows rows = {0};
    *ret = false;
    TRY(store_query(store, arena, SQL_ACCOUNT_MANAGER_GRANTS, ARGS(V_TEXT(but)), &rows));
    for (bool more; !*ret;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        const Role *role = role_find(rules, rows_text(&rows, arena, 0));
        *ret = role && role->permissions >> PERMISSION_ACCOUNT_MANAGE & 1;
    }
    return NULL;
}

static Err *keep_a_manager(Store *store, Arena *arena, const AccountRow *before, const Account *after)
{
    const Rules *rules;
    bool another;
    TRY(account_rules(store, arena, &rules));
    bool was = before->account.active && before->password.len > 0 && manages_country(rules, &before->account);
    if (!was || (after->active && manages_country(rules, after)))
        return NULL;
    TRY(store_exec(store, arena, SQL_ACCOUNT_MANAGERS_LOCK, NO_ARGS, NULL));
    TRY(another_manager(store, arena, rules, before->account.id, &another));
    if (another)
        return NULL;
    return FAIL(arena, CONFLICT, "đây là quản trị viên cuối cùng của hệ thống; hãy giao quyền cho người khác trước",
                "this is the last administrator; give the right to somebody else first");
}

static Err *change(Store *store, Arena *arena, const Account *account)
{
    AccountRow before;
    int64_t changed;
    TRY(account_by_id(store, arena, account->id, &before));
    if (!account_seen(store, &before.account))
        return missing_account(arena);
    TRY(keep_a_manager(store, arena, &before, account));
    TRY(store_exec(store, arena, SQL_ACCOUNT_UPDATE,
                   ARGS(V_TEXT(account->id), V_INT(account->version), V_TEXT(account->name), V_TEXT(account->agency),
                        V_TEXT(account->email), V_TEXT(folded_words(arena, account)), V_INT(account->active)),
                   &changed));
    if (changed == 0)
        return FAIL(arena, CONFLICT, "tài khoản vừa được người khác thay đổi; hãy tải lại rồi sửa tiếp",
                    "the account was changed by somebody else just now; load it again");
    TRY(put_grants(store, arena, account));
    return account->active ? NULL : session_end_all(store, arena, account->id, (Str){0});
}

Err *account_change(Store *store, Arena *arena, const Account *account)
{
    Account whole;
    TRY(account_fold(arena, account, &whole));
    TRY(check_grants(store, arena, &whole));
    TRY(store_begin(store, arena));
    return committed(store, arena, change(store, arena, &whole));
}
