/* Accounts as rows of the store. */
#include "account/account_internal.h"

#include "account_sql.h"
#include "base/vec.h"
#include "vn/vn.h"

enum { C_ID, C_LOGIN, C_NAME, C_AGENCY, C_EMAIL, C_ACTIVE, C_PASSWORD, C_TOTP, C_PENDING, C_COUNTER };
enum { C_CREATED = C_COUNTER + 1, C_LAST, C_VERSION, C_LINKED, C_ROLE, C_PROVINCE, C_UNIT };

int64_t account_now(const Store *store)
{
    return clock_ms(store_clock(store)) / 1000;
}

Str account_stamp(Arena *arena, int64_t seconds)
{
    return seconds > 0 ? clock_stamp(arena, (Clock){.fixed_ms = seconds * 1000}) : (Str){0};
}

Err *missing_account(Arena *arena)
{
    return FAIL(arena, NOT_FOUND, "không có tài khoản này trong địa bàn được giao",
                "there is no such account in your territory");
}

typedef Vec(Grant) Grants;

static void take_row(const Rows *rows, Arena *arena, AccountRow *ret)
{
    ret->account = (Account){.id = rows_text(rows, arena, C_ID),
                             .login = rows_text(rows, arena, C_LOGIN),
                             .name = rows_text(rows, arena, C_NAME),
                             .agency = rows_text(rows, arena, C_AGENCY),
                             .email = rows_text(rows, arena, C_EMAIL),
                             .active = rows_int(rows, C_ACTIVE) != 0,
                             .created_at = account_stamp(arena, rows_int(rows, C_CREATED)),
                             .last_sign_in = account_stamp(arena, rows_int(rows, C_LAST)),
                             .linked = rows_int(rows, C_LINKED) > 0,
                             .version = rows_int(rows, C_VERSION)};
    ret->password = rows_text(rows, arena, C_PASSWORD);
    ret->totp = rows_text(rows, arena, C_TOTP);
    ret->totp_pending = rows_text(rows, arena, C_PENDING);
    ret->totp_counter = rows_int(rows, C_COUNTER);
    ret->last_sign_in = rows_int(rows, C_LAST);
    ret->account.invited = ret->password.len == 0 && ret->last_sign_in == 0;
    ret->account.totp = ret->totp.len > 0;
}

static void take_grant(const Rows *rows, Arena *arena, Grants *grants)
{
    if (rows_null(rows, C_ROLE))
        return;
    Grant grant = {rows_text(rows, arena, C_ROLE),
                   {rows_text(rows, arena, C_PROVINCE), rows_text(rows, arena, C_UNIT)}};
    vec_push(arena, grants, grant);
}

static void finish_row(const Rules *rules, AccountRow *row, const Grants *grants)
{
    row->account.grant = grants->data;
    row->account.grants = grants->len;
    for (ptrdiff_t i = 0; i < grants->len; i++) {
        const Role *role = role_find(rules, grants->data[i].role);
        row->account.must_totp = row->account.must_totp || (role && role->totp);
    }
}

Err *account_row_args(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, AccountRow *ret,
                      AccountSeen *seen, bool *ret_found)
{
    const Rules *rules;
    Grants grants = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(account_rules(store, arena, &rules));
    TRY(store_query(store, arena, query, args, count, &rows));
    *ret_found = false;
    for (bool more;; *ret_found = true) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        if (!*ret_found)
            take_row(&rows, arena, ret);
        if (!*ret_found && seen)
            *seen = (AccountSeen){rows_text(&rows, arena, C_UNIT + 1), rows_int(&rows, C_UNIT + 2),
                                  rows_int(&rows, C_UNIT + 3), rows_int(&rows, C_UNIT + 4)};
        take_grant(&rows, arena, &grants);
    }
    if (*ret_found)
        finish_row(rules, ret, &grants);
    return NULL;
}

Err *account_row(Store *store, Arena *arena, Query query, Str key, AccountRow *ret, bool *ret_found)
{
    return account_row_args(store, arena, query, ARGS(V_TEXT(key)), ret, NULL, ret_found);
}

Err *account_by_id(Store *store, Arena *arena, Str id, AccountRow *ret)
{
    bool found;
    TRY(account_row(store, arena, SQL_ACCOUNT_BY_ID, id, ret, &found));
    return found ? NULL : missing_account(arena);
}

bool account_seen(const Store *store, const Account *account)
{
    const Scope *scope = store_scope(store);
    if (account->grants == 0)
        return scope_sees(scope, (Str){0}, (Str){0});
    for (ptrdiff_t i = 0; i < account->grants; i++)
        if (!scope_sees(scope, account->grant[i].place.province, account->grant[i].place.unit))
            return false;
    return true;
}

Err *account_get(Store *store, Arena *arena, Str id, Account *ret)
{
    AccountRow row;
    TRY(account_by_id(store, arena, id, &row));
    *ret = row.account;
    return account_seen(store, ret) ? NULL : missing_account(arena);
}

Err *account_by_login(Store *store, Arena *arena, Str login, Account *ret, bool *ret_none)
{
    AccountRow row;
    bool found;
    Str folded = vn_fold(arena, str_trim(login), VN_FOLD_CASE);
    TRY(account_row(store, arena, SQL_ACCOUNT_BY_LOGIN, folded, &row, &found));
    *ret_none = !found || !account_seen(store, &row.account);
    if (!*ret_none)
        *ret = row.account;
    return NULL;
}

/* ---- lists ---------------------------------------------------------------------------- */

typedef Vec(Account) Accounts;

typedef struct Page {
    Store *store;
    Arena *arena;
    const Rules *rules;
    AccountRow row;
    Grants grants;
    Accounts list;
} Page;

static void page_turn(Page *page)
{
    if (page->row.account.id.len == 0)
        return;
    finish_row(page->rules, &page->row, &page->grants);
    if (account_seen(page->store, &page->row.account))
        vec_push(page->arena, &page->list, page->row.account);
    page->row = (AccountRow){0};
    page->grants = (Grants){0};
}

Err *account_list(Store *store, Arena *arena, Str find, Str after, int64_t limit, Account **ret, ptrdiff_t *ret_count)
{
    Page page = {.store = store, .arena = arena};
    AUTO(rows_close) Rows rows = {0};
    Str like = str_fmt(arena, "%%%.*s%%", STRF(vn_fold(arena, find, VN_KEY)));
    TRY(account_rules(store, arena, &page.rules));
    TRY(store_query(store, arena, SQL_ACCOUNT_PAGE, ARGS(V_TEXT(after), V_TEXT(like)), &rows));
    for (bool more; page.list.len < limit;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more || !str_eq(rows_text(&rows, arena, C_ID), page.row.account.id))
            page_turn(&page);
        if (!more || page.list.len >= limit)
            break;
        if (page.row.account.id.len == 0)
            take_row(&rows, arena, &page.row);
        take_grant(&rows, arena, &page.grants);
    }
    *ret = page.list.data;
    *ret_count = page.list.len;
    return NULL;
}

Err *account_none(Store *store, Arena *arena, bool *ret)
{
    int64_t count = 0;
    bool found;
    TRY(store_one_int(store, arena, SQL_ACCOUNT_COUNT, NO_ARGS, &count, &found));
    *ret = count == 0;
    return NULL;
}
