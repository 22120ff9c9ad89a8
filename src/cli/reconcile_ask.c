/* What every command of reconciliation and of the work with its leads asks for. */
#include "account/account.h"
#include "cli/reconcile_cli.h"
#include "unit/unit.h"
#include "vn/vn.h"

Err *reconcile_ask(Cli *cli, ReconcileAsk *ret)
{
    Str written;
    Unit unit;
    *ret = (ReconcileAsk){0};
    if (!cli_text(cli, "province", &written))
        return FAIL(cli->arena, USAGE, "thiếu tỉnh: thêm --province, ví dụ --province HY",
                    "the province is missing: add --province, such as --province HY");
    TRY(cli_store_existing(cli, &ret->store));
    TRY(unit_province(ret->store, cli->arena, written, clock_today(cli->clock), &unit));
    TRY(law_load(cli->arena, (Str){0}, &ret->law));
    ret->province = unit.code;
    return NULL;
}

Err *reconcile_ask_unit(Cli *cli, const ReconcileAsk *ask, Str *ret)
{
    Str written;
    UnitIndex *index;
    *ret = S("");
    if (!cli_text(cli, "unit", &written))
        return NULL;
    TRY(unit_index_load(ask->store, cli->arena, ask->province, clock_today(cli->clock), &index));
    UnitMatch match = unit_match(index, cli->arena, written);
    if (!match.sure)
        return FAIL(cli->arena, NOT_FOUND, "không rõ “%.*s” là xã nào; hãy ghi mã xã",
                    "it is not clear which commune “%.*s” is; give its code", STRF(written));
    *ret = match.unit.code;
    return NULL;
}

Err *reconcile_ask_month(Cli *cli, Date *ret)
{
    Str written;
    Date last = date_add_months(clock_today(cli->clock), -1);
    *ret = (Date){last.year, last.month, 0};
    if (!cli_text(cli, "as-of", &written))
        return NULL;
    if (!vn_parse_date(written, 2100, ret) || ret->month == 0)
        return FAIL(cli->arena, USAGE, "--as-of là một tháng, ví dụ 2026-10", "--as-of is a month, such as 2026-10");
    ret->day = 0;
    return NULL;
}

void reconcile_note(Cli *cli, const ReconcileAsk *ask, const char *action, Str subject)
{
    AuditEntry entry = cli_entry(cli, action, subject);
    entry.province = ask->province;
    cli_note(cli, entry);
}

Err *reconcile_login(Cli *cli, const ReconcileAsk *ask, Str written, Str *ret)
{
    Account account;
    bool none;
    TRY(account_by_login(ask->store, cli->arena, written, &account, &none));
    if (none)
        return FAIL(cli->arena, NOT_FOUND, "không có tài khoản “%.*s”; xem: baophu account list",
                    "there is no account “%.*s”; see: baophu account list", STRF(written));
    *ret = account.login;
    return NULL;
}
