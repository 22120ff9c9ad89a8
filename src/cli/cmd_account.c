/* Accounts, for who operates the machine: the first ones, and where nobody can sign in any more. */
#include "account/account.h"
#include "base/json.h"
#include "cli/cli.h"
#include "cli/option_rows.h"
#include "unit/unit.h"

/* ---- what several of them need --------------------------------------------------------- */

static Err *find_account(Cli *cli, Store *store, Str login, Account *ret)
{
    bool none;
    TRY(account_by_login(store, cli->arena, login, ret, &none));
    if (!none)
        return NULL;
    return FAIL(cli->arena, NOT_FOUND, "không có tài khoản “%.*s”; xem: baophu account list",
                "there is no account “%.*s”; see: baophu account list", STRF(login));
}

static void note(Cli *cli, const char *action, const Account *of, Str after)
{
    AuditEntry entry = cli_entry(cli, action, of->id);
    entry.province = account_place(of).province;
    entry.unit = account_place(of).unit;
    entry.after = after;
    cli_note(cli, entry);
}

/* The link is the only thing on stdout: it can be handed on by a script. */
static void say_link(Cli *cli, Str login, Str invite)
{
    Str url = {0};
    cli_text(cli, "url", &url);
    while (str_ends(url, S("/")))
        url.len--;
    Str link = str_fmt(cli->arena, "%.*s/moi/%.*s", STRF(url), STRF(invite));
    if (cli->json)
        fprintf(cli->out, "{\"link\":\"%.*s\"}\n", STRF(link));
    else
        fprintf(cli->out, "%.*s\n", STRF(link));
    cli_say(cli,
            text_fmt(cli->arena,
                     "Gửi liên kết cho “%.*s” để tự đặt mật khẩu: dùng một lần, hết hạn sau 72 giờ, chỉ hiện lúc này",
                     "Hand the link to “%.*s” to set a password: used once, ends after 72 hours, shown only now",
                     STRF(login)));
}

/* ---- account list ------------------------------------------------------------------------ */

enum { L_LOGIN, L_NAME, L_AGENCY, L_STATE, L_SECOND, L_LAST, L_ROLES, L_COUNT };

static const GridColumn list_columns[L_COUNT] = {
    [L_LOGIN] = {"login", TEXT_INIT("Tên đăng nhập", "Login"), GRID_TEXT, 0, false},
    [L_NAME] = {"name", TEXT_INIT("Họ và tên", "Name"), GRID_TEXT, 0, false},
    [L_AGENCY] = {"agency", TEXT_INIT("Cơ quan", "Agency"), GRID_TEXT, 0, false},
    [L_STATE] = {"state", TEXT_INIT("Tình trạng", "State"), GRID_TEXT, 0, false},
    [L_SECOND] = {"totp", TEXT_INIT("Hai bước", "Second factor"), GRID_TEXT, 0, false},
    [L_LAST] = {"last_sign_in", TEXT_INIT("Đăng nhập gần nhất", "Last sign-in"), GRID_TEXT, 0, false},
    [L_ROLES] = {"roles", TEXT_INIT("Vai trò và địa bàn", "Roles and territories"), GRID_TEXT, 0, false},
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

static Text state_of(const Account *account)
{
    if (!account->active)
        return TEXT("đã khóa", "disabled");
    return account->invited ? TEXT("chờ nhận lời mời", "invited") : TEXT("đang dùng", "active");
}

static Err *run_list(Cli *cli)
{
    enum { ALL = 1000000 };
    Store *store;
    Str find = {0};
    Account *account;
    ptrdiff_t count;
    cli_text(cli, "find", &find);
    TRY(cli_store_existing(cli, &store));
    TRY(account_list(store, cli->arena, find, (Str){0}, ALL, &account, &count));
    Grid grid =
        grid_open(text_fmt(cli->arena, "Tài khoản: %td", "Accounts: %td", count), (Text){0}, list_columns, L_COUNT);
    for (ptrdiff_t i = 0; i < count; i++) {
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[L_LOGIN] = G_TEXT(account[i].login);
        cell[L_NAME] = G_TEXT(account[i].name);
        cell[L_AGENCY] = G_TEXT(account[i].agency);
        cell[L_STATE] = G_TEXT(text_in(cli->lang, state_of(&account[i])));
        cell[L_SECOND] = account[i].totp ? G_TEXT(S("x")) : G_NONE;
        cell[L_LAST] = account[i].last_sign_in.len > 0 ? G_TEXT(account[i].last_sign_in) : G_NONE;
        cell[L_ROLES] = G_TEXT(grants_text(cli->arena, &account[i]));
    }
    return cli_show(cli, &grid);
}

/* ---- account roles -------------------------------------------------------------------------- */

enum { R_CODE, R_NAME, R_AGENCY, R_LEVEL, R_SECOND, R_COUNT };

static const GridColumn role_columns[R_COUNT] = {
    [R_CODE] = {"role", TEXT_INIT("Vai trò", "Role"), GRID_TEXT, 0, false},
    [R_NAME] = {"name", TEXT_INIT("Tên", "Name"), GRID_TEXT, 0, false},
    [R_AGENCY] = {"agency", TEXT_INIT("Cơ quan", "Agency"), GRID_TEXT, 0, false},
    [R_LEVEL] = {"level", TEXT_INIT("Rộng nhất", "Widest"), GRID_TEXT, 0, false},
    [R_SECOND] = {"second_factor", TEXT_INIT("Hai bước", "Two factors"), GRID_TEXT, 0, false},
};

static Text level_text(Str level)
{
    static const struct {
        const char *code;
        Text text;
    } levels[] = {{"nation", TEXT_INIT("cả nước", "country")},
                  {"province", TEXT_INIT("tỉnh", "province")},
                  {"commune", TEXT_INIT("xã", "commune")},
                  {"village", TEXT_INIT("thôn", "village")}};
    for (int i = 0; i < COUNTOF(levels); i++)
        if (str_eq(level, str_from(levels[i].code)))
            return levels[i].text;
    return (Text){level, level};
}

static Err *show_roles(Cli *cli, const Role *role, ptrdiff_t count)
{
    Grid grid = grid_open(text_fmt(cli->arena, "Vai trò: %td", "Roles: %td", count), (Text){0}, role_columns, R_COUNT);
    for (ptrdiff_t i = 0; i < count; i++) {
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[R_CODE] = G_TEXT(role[i].code);
        cell[R_NAME] = G_TEXT(text_in(cli->lang, role[i].name));
        cell[R_AGENCY] = G_TEXT(text_in(cli->lang, role[i].agency));
        cell[R_LEVEL] = G_TEXT(text_in(cli->lang, level_text(role[i].level)));
        cell[R_SECOND] = role[i].totp ? G_TEXT(S("x")) : G_NONE;
    }
    return cli_show(cli, &grid);
}

static Err *show_role(Cli *cli, const Role *role)
{
    static const GridColumn columns[] = {{"permission", TEXT_INIT("Quyền", "Permission"), GRID_TEXT, 0, false},
                                         {"name", TEXT_INIT("Được làm gì", "What it allows"), GRID_TEXT, 0, false}};
    Grid grid = grid_open(role->name, (Text){0}, columns, COUNTOF(columns));
    for (int p = 0; p < PERMISSION_COUNT; p++) {
        if (!(role->permissions >> p & 1))
            continue;
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[0] = G_TEXT(str_from(permission_code((Permission)p)));
        cell[1] = G_TEXT(text_in(cli->lang, permission_text((Permission)p)));
    }
    return cli_show(cli, &grid);
}

static Err *run_roles(Cli *cli)
{
    Store *store;
    const Role *role;
    ptrdiff_t count;
    TRY(cli_store_existing(cli, &store));
    TRY(role_list(store, cli->arena, &role, &count));
    if (cli->args == 0)
        return show_roles(cli, role, count);
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(role[i].code, cli->arg[0]))
            return show_role(cli, &role[i]);
    return FAIL(cli->arena, NOT_FOUND, "không có vai trò “%.*s”; xem: baophu account roles",
                "there is no role “%.*s”; see: baophu account roles", STRF(cli->arg[0]));
}

/* ---- account create ------------------------------------------------------------------------- */

static Err *asked_place(Cli *cli, Store *store, ScopePlace *ret)
{
    Str written;
    Unit unit;
    Date on = clock_today(cli->clock);
    *ret = (ScopePlace){0};
    if (cli_text(cli, "province", &written)) {
        TRY(unit_province(store, cli->arena, written, on, &unit));
        ret->province = unit.code;
    }
    if (cli_text(cli, "unit", &written)) {
        TRY(unit_get(store, cli->arena, written, on, &unit));
        ret->province = unit.province;
        ret->unit = unit.level == UNIT_PROVINCE ? (Str){0} : unit.code;
    }
    return NULL;
}

static Str account_json(Arena *arena, const Account *account)
{
    Json j = js_open(arena);
    js_object(&j);
    js_put_text(&j, "login", account->login);
    js_put_text(&j, "name", account->name);
    js_put_text(&j, "agency", account->agency);
    js_put_text(&j, "email", account->email);
    js_put_text(&j, "grants", grants_text(arena, account));
    js_end(&j);
    return js_str(&j);
}

static Err *run_create(Cli *cli)
{
    Store *store;
    Grant grant = {0};
    Account account = {.login = cli->arg[0], .name = cli->arg[0], .grant = &grant, .grants = 1};
    Str id, invite;
    cli_text(cli, "name", &account.name);
    cli_text(cli, "agency", &account.agency);
    cli_text(cli, "email", &account.email);
    if (!cli_text(cli, "role", &grant.role))
        return FAIL(cli->arena, USAGE, "thiếu vai trò: --role commune-officer (xem: baophu account roles)",
                    "the role is missing: --role commune-officer (see: baophu account roles)");
    TRY(cli_store(cli, &store));
    TRY(asked_place(cli, store, &grant.place));
    account.id = account_new_id(cli->arena);
    note(cli, "account.create", &account, account_json(cli->arena, &account));
    TRY(account_create(store, cli->arena, &account, &id, &invite));
    say_link(cli, account.login, invite);
    return NULL;
}

/* ---- account invite, disable, enable ------------------------------------------------------------ */

static Err *run_invite(Cli *cli)
{
    Store *store;
    Account account;
    Str invite;
    TRY(cli_store_existing(cli, &store));
    TRY(find_account(cli, store, cli->arg[0], &account));
    if (cli_flag(cli, "lost-device")) {
        note(cli, "totp.reset", &account, (Str){0});
        TRY(totp_reset(store, cli->arena, account.id));
    }
    note(cli, "account.invite", &account, (Str){0});
    TRY(account_invite(store, cli->arena, account.id, &invite));
    say_link(cli, account.login, invite);
    return NULL;
}

static Err *set_active(Cli *cli, bool active)
{
    Store *store;
    Account account;
    TRY(cli_store_existing(cli, &store));
    TRY(find_account(cli, store, cli->arg[0], &account));
    if (account.active != active) {
        account.active = active;
        note(cli, active ? "account.enable" : "account.disable", &account, (Str){0});
        TRY(account_change(store, cli->arena, &account));
    }
    if (cli->json)
        fprintf(cli->out, "{\"active\":%s}\n", active ? "true" : "false");
    cli_say(cli, active ? text_fmt(cli->arena, "Tài khoản “%.*s” dùng được", "The account “%.*s” can be used",
                                   STRF(account.login))
                        : text_fmt(cli->arena, "Tài khoản “%.*s” đã khóa, mọi phiên đã kết thúc",
                                   "The account “%.*s” is disabled and its sessions are ended", STRF(account.login)));
    return NULL;
}

static Err *run_disable(Cli *cli)
{
    return set_active(cli, false);
}

static Err *run_enable(Cli *cli)
{
    return set_active(cli, true);
}

/* ---- the table -------------------------------------------------------------------------------------- */

#define URL_OPTION                                                                                                     \
    {                                                                                                                  \
        "url", "URL", TEXT_INIT("địa chỉ của trang, đứng đầu liên kết", "address of the site, before the link"), false \
    }

static const Option list_options[] = {
    {"find", "TEXT", TEXT_INIT("phần của tên đăng nhập, họ tên, cơ quan", "part of login, name or agency"), false},
    OPT_OUT,
    {0},
};

static const Option roles_options[] = {
    OPT_OUT,
    {0},
};

static const Option create_options[] = {
    {"name", "NAME", TEXT_INIT("họ và tên", "name of the person"), false},
    {"role", "ROLE", TEXT_INIT("mã vai trò (xem: baophu account roles)", "code of a role (see: baophu account roles)"),
     false},
    {"province", "PROVINCE", TEXT_INIT("tỉnh; không ghi là cả nước", "province; left out: the whole country"), false},
    {"unit", "CODE", TEXT_INIT("mã xã hoặc thôn", "code of a commune or village"), false},
    {"agency", "TEXT", TEXT_INIT("cơ quan", "agency"), false},
    {"email", "ADDRESS", TEXT_INIT("thư điện tử, cho đăng nhập một lần", "e-mail, for single sign-on"), false},
    URL_OPTION,
    {0},
};

static const Option invite_options[] = {
    {"lost-device", NULL,
     TEXT_INIT("bỏ lớp xác thực thứ hai của thiết bị đã mất", "take away the second factor of a lost device"), false},
    URL_OPTION,
    {0},
};

const Command account_commands[] = {
    {"account list", "", 0, 0, TEXT_INIT("liệt kê tài khoản, vai trò, địa bàn", "list accounts, roles, territories"),
     TEXT_INIT("", ""), list_options, "baophu account list\nbaophu account list --find \"phu cu\"", run_list},
    {"account roles", "[ROLE]", 0, 1,
     TEXT_INIT("liệt kê vai trò, hoặc các quyền của một vai trò", "list the roles, or the permissions of one"),
     TEXT_INIT("", ""), roles_options, "baophu account roles\nbaophu account roles commune-officer", run_roles},
    {"account create", "LOGIN", 1, 1,
     TEXT_INIT("tạo tài khoản và in liên kết để người dùng tự đặt mật khẩu",
               "make an account and print the link with which its owner sets a password"),
     TEXT_INIT("Người đầu tiên của hệ thống: --role administrator, không ghi tỉnh.",
               "The first one of a system: --role administrator without a province."),
     create_options,
     "baophu account create quan.tri --name \"Nguyễn Văn An\" --role administrator\n"
     "baophu account create an.nv --role commune-officer --unit 12142 --url https://baophu.example.vn",
     run_create},
    {"account invite", "LOGIN", 1, 1,
     TEXT_INIT("in liên kết mới cho người quên mật khẩu", "print a new link for who forgot the password"),
     TEXT_INIT("Mật khẩu cũ còn dùng được đến khi liên kết được dùng. Xem docs/tai-khoan.md.",
               "The old password works until the link is used. See docs/tai-khoan.md."),
     invite_options, "baophu account invite an.nv", run_invite},
    {"account disable", "LOGIN", 1, 1,
     TEXT_INIT("khóa tài khoản và kết thúc mọi phiên của nó", "disable an account and end its sessions"),
     TEXT_INIT("", ""), NULL, "baophu account disable an.nv", run_disable},
    {"account enable", "LOGIN", 1, 1, TEXT_INIT("mở lại tài khoản đã khóa", "enable an account again"),
     TEXT_INIT("", ""), NULL, "baophu account enable an.nv", run_enable},
    {0},
};
