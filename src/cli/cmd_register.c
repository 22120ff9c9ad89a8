/* What agencies deliver: taking in, looking, deciding about what is held. */
#include "door/door.h"
#include "account/account.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/option_rows.h"
#include "cli/problems.h"
#include "cli/register_watch.h"
#include "register/calendar_grid.h"
#include "register/register.h"
#include "unit/unit.h"
#include "vn/vn.h"
#include <unistd.h>

static Err *ask_province(Cli *cli, Store *store, Str *ret)
{
    Str written;
    Unit unit;
    if (!cli_text(cli, "province", &written))
        return FAIL(cli->arena, USAGE, "thiếu tỉnh: thêm --province, ví dụ --province HY",
                    "the province is missing: add --province, such as --province HY");
    TRY(unit_province(store, cli->arena, written, clock_today(cli->clock), &unit));
    *ret = unit.code;
    return NULL;
}

/* ---- register put ----------------------------------------------------------------------- */

/* "Họ tên KH=full_name" */
static Err *ask_pairings(const Cli *cli, RegisterPut *put)
{
    Str *written;
    put->pairings = cli_texts(cli, "column", &written);
    RegisterPairing *pairing = new (cli->arena, RegisterPairing, put->pairings);
    for (ptrdiff_t i = 0; i < put->pairings; i++) {
        StrCut cut = str_cut(written[i], '=');
        if (!cut.ok || cut.head.len == 0 || cut.tail.len == 0)
            return FAIL(cli->arena, USAGE, "--column viết là \"Tên cột trong tệp=tên cột của nguồn\"",
                        "--column is written \"heading in the file=column of the source\"");
        pairing[i] = (RegisterPairing){cut.head, cut.tail};
    }
    put->pairing = pairing;
    return NULL;
}

static Str file_name(Str path)
{
    for (ptrdiff_t i = path.len; i > 0; i--)
        if (path.ptr[i - 1] == '/')
            return str_slice(path, i, path.len);
    return path;
}

enum { Q_COLUMN, Q_HEADING, Q_FILLED, Q_SOUND, Q_DOUBTFUL, Q_COUNT };

static const GridColumn quality_columns[Q_COUNT] = {
    [Q_COLUMN] = {"column", TEXT_INIT("Cột", "Column"), GRID_TEXT, 0, false},
    [Q_HEADING] = {"heading", TEXT_INIT("Trong tệp", "In the file"), GRID_TEXT, 0, false},
    [Q_FILLED] = {"filled", TEXT_INIT("Có giá trị", "Filled"), GRID_PERCENT, 1, false},
    [Q_SOUND] = {"sound", TEXT_INIT("Đúng dạng", "Sound"), GRID_PERCENT, 1, false},
    [Q_DOUBTFUL] = {"doubtful", TEXT_INIT("Đáng ngờ", "Doubtful"), GRID_INT, 0, false},
};

static GridCell share(int64_t part, int64_t whole)
{
    return whole > 0 ? (GridCell){.given = true, .real = 100.0 * (double)part / (double)whole} : G_NONE;
}

static Text title_of(const Cli *cli, const RegisterSource *source, const RegisterReport *r)
{
    const Delivery *d = &r->delivery;
    Str as_of = vn_date(cli->arena, d->as_of);
    Text state = delivery_state_text(d->state);
    return (Text){
        str_fmt(cli->arena, "%.*s, số liệu ngày %.*s: %.*s dòng, mới hoặc khác kỳ trước %.*s, lỗi %.*s – %.*s (%.*s)",
                STRF(source->name.vi), STRF(as_of), STRF(vn_int_in(cli->arena, LANG_VI, d->rows)),
                STRF(vn_int_in(cli->arena, LANG_VI, d->changed)), STRF(vn_int_in(cli->arena, LANG_VI, d->rejected)),
                STRF(state.vi), STRF(d->id)),
        str_fmt(cli->arena, "%.*s as of %.*s: %.*s rows, new or other than before %.*s, bad %.*s – %.*s (%.*s)",
                STRF(source->name.en), STRF(as_of), STRF(vn_int_in(cli->arena, LANG_EN, d->rows)),
                STRF(vn_int_in(cli->arena, LANG_EN, d->changed)), STRF(vn_int_in(cli->arena, LANG_EN, d->rejected)),
                STRF(state.en), STRF(d->id))};
}

static Err *show_report(Cli *cli, const RegisterReport *r)
{
    RegisterSources sources;
    const RegisterSource *source;
    TRY(register_sources(cli->arena, &sources));
    TRY(register_source(&sources, cli->arena, r->delivery.source, &source));
    Grid grid = grid_open(title_of(cli, source, r), r->delivery.why, quality_columns, Q_COUNT);
    for (ptrdiff_t c = 0; c < r->columns; c++) {
        const ColumnQuality *q = &r->column[c];
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[Q_COLUMN] = G_TEXT(source->column[c].code);
        cell[Q_HEADING] = G_TEXT(q->heading);
        cell[Q_FILLED] = share(q->filled, r->delivery.rows);
        cell[Q_SOUND] = share(q->sound, q->filled);
        cell[Q_DOUBTFUL] = G_INT(q->doubtful);
    }
    TRY(cli_show(cli, &grid));
    for (ptrdiff_t i = 0; i < r->unknowns; i++)
        cli_say(cli, text_fmt(cli->arena, "Cột không dùng: %.*s", "Column not used: %.*s", STRF(r->unknown[i])));
    if (r->delivery.state == DELIVERY_HELD)
        cli_say(
            cli,
            text_fmt(cli->arena,
                     "Chờ kiểm tra: nếu tệp đúng, chạy baophu register release %.*s; nếu sai, baophu register refuse",
                     "Held: if the file is right, run baophu register release %.*s; if wrong, baophu register refuse",
                     STRF(r->delivery.id)));
    return NULL;
}

/* A list of a day within a month is not in the run of the month before: the day may have been meant otherwise. */
static void say_used(Cli *cli, const Delivery *d)
{
    Date end = date_add_months((Date){d->as_of.year, d->as_of.month, 1}, -1);
    end.day = date_days_in_month(end.year, end.month);
    if (d->as_of.day == date_days_in_month(d->as_of.year, d->as_of.month))
        return;
    Text used = register_used_text(cli->arena, d->as_of);
    Str day = vn_date(cli->arena, end);
    cli_say(cli, (Text){str_fmt(cli->arena, "Dùng cho %.*s; nếu là số liệu đến %.*s thì nộp lại với --as-of %.*s",
                                STRF(used.vi), STRF(day), STRF(day)),
                        str_fmt(cli->arena, "Used by %.*s; if it is of %.*s, deliver it again with --as-of %.*s",
                                STRF(used.en), STRF(day), STRF(day))});
}

enum { GONE_MOST = 1000000 };

/* Rows of persons leave the database: it stands in the trail before they do. */
static Err *save_gone(Cli *cli, const RegisterSource *source, const RegisterReport *r, Str path)
{
    AuditEntry entry = cli_entry(cli, "register.vanished", r->compared.before.id);
    entry.province = r->compared.before.province;
    TRY(cli_note_now(cli, entry));
    Grid grid = register_gone_grid(cli->arena, source, &r->compared, cli->lang);
    TRY(grid_save(&grid, cli->arena, cli->lang, path));
    cli_say(cli, text_fmt(cli->arena, "Đã ghi %lld dòng không còn ra %.*s", "The %lld rows that are gone are in %.*s",
                          (long long)r->compared.gones, STRF(path)));
    return NULL;
}

static Err *show_compared(Cli *cli, const RegisterReport *r, Str path)
{
    if (!r->compared.done)
        return NULL;
    RegisterSources sources;
    const RegisterSource *source;
    TRY(register_sources(cli->arena, &sources));
    TRY(register_source(&sources, cli->arena, r->delivery.source, &source));
    cli_say(cli, register_compared_text(cli->arena, source, r));
    return path.len > 0 && r->compared.gones > 0 ? save_gone(cli, source, r, path) : NULL;
}

/* Where nobody says of a heading what it is, the file may be something else. */
static Err *check_door(Cli *cli, const RegisterPut *put)
{
    RegisterSources sources;
    const RegisterSource *source;
    if (put->pairings > 0)
        return NULL;
    TRY(register_sources(cli->arena, &sources));
    TRY(register_source(&sources, cli->arena, put->source, &source));
    return door_check(cli->arena, DOOR_REGISTER, source, &(DoorFile){.name = put->name, .path = put->path});
}

static Err *run_put(Cli *cli)
{
    Store *store;
    Str gone = {0};
    RegisterReport report = {0};
    int64_t threads = 0;
    RegisterPut put = {.source = cli->arg[0],
                       .path = cli->arg[1],
                       .name = file_name(cli->arg[1]),
                       .as_of = clock_today(cli->clock),
                       .by = cli_by(cli),
                       .lang = cli->lang,
                       .preview = cli_flag(cli, "preview")};
    if (cli_text(cli, "vanished", &gone) && !put.preview)
        return FAIL(cli->arena, USAGE, "--vanished đi cùng --preview: các dòng không còn chỉ được kể khi xem trước",
                    "--vanished goes with --preview: rows that are gone are named before the file is taken in");
    put.compare = put.preview;
    put.name_gone = gone.len > 0 ? GONE_MOST : 0;
    TRY(cli_store(cli, &store));
    TRY(ask_province(cli, store, &put.province));
    TRY(cli_date(cli, "as-of", &put.as_of));
    TRY(cli_int(cli, "threads", 1, 256, &threads));
    TRY(ask_pairings(cli, &put));
    cli_text(cli, "rejects", &put.rejects);
    cli_text(cli, "agency", &put.agency);
    put.threads = (int)threads;
    Err *err = register_put(store, cli->arena, &put, &report);
    if (err) /* looking for what else it may be takes longer than a small file does */
        TRY(check_door(cli, &put));
    problems_say(cli, report.problem, report.problems);
    TRY(err);
    if (report.again)
        cli_say(cli, text_fmt(cli->arena, "Tệp này đã nhận ngày %.*s, không có gì thay đổi",
                              "This file was taken in on %.*s; nothing changed",
                              STRF(vn_stamp(cli->arena, report.delivery.received_at))));
    cli->exit_status = report.delivery.rejected > 0 && !report.again ? 65 : 0;
    TRY(show_report(cli, &report));
    say_used(cli, &report.delivery);
    return show_compared(cli, &report, gone);
}

/* ---- register list, show, release, refuse -------------------------------------------------- */

enum { L_SOURCE, L_AS_OF, L_ROWS, L_CHANGED, L_REJECTED, L_STATE, L_RECEIVED, L_ID, L_COUNT };

static const GridColumn list_columns[L_COUNT] = {
    [L_SOURCE] = {"source", TEXT_INIT("Nguồn", "Source"), GRID_TEXT, 0, false},
    [L_AS_OF] = {"as_of", TEXT_INIT("Số liệu ngày", "As of"), GRID_DAY, 0, false},
    [L_ROWS] = {"rows", TEXT_INIT("Số dòng", "Rows"), GRID_INT, 0, false},
    [L_CHANGED] = {"changed", TEXT_INIT("Mới hoặc khác", "New or other"), GRID_INT, 0, false},
    [L_REJECTED] = {"rejected", TEXT_INIT("Dòng lỗi", "Bad rows"), GRID_INT, 0, false},
    [L_STATE] = {"state", TEXT_INIT("Tình trạng", "State"), GRID_TEXT, 0, false},
    [L_RECEIVED] = {"received", TEXT_INIT("Nhận lúc", "Received"), GRID_TEXT, 0, false},
    [L_ID] = {"id", TEXT_INIT("Mã lần gửi", "Delivery"), GRID_TEXT, 0, false},
};

static Err *run_list(Cli *cli)
{
    Store *store;
    Str province;
    RegisterSources sources;
    const RegisterSource *source = NULL;
    Delivery *delivery;
    ptrdiff_t count;
    TRY(cli_store(cli, &store));
    TRY(ask_province(cli, store, &province));
    TRY(register_sources(cli->arena, &sources));
    if (cli->args > 0)
        TRY(register_source(&sources, cli->arena, cli->arg[0], &source));
    TRY(register_list(store, cli->arena, province, source ? source->code : (Str){0}, &delivery, &count));
    Grid grid =
        grid_open(TEXT("Dữ liệu các cơ quan đã gửi", "What agencies delivered"), (Text){0}, list_columns, L_COUNT);
    for (ptrdiff_t i = 0; i < count; i++) {
        const Delivery *d = &delivery[i];
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[L_SOURCE] = G_TEXT(d->source);
        cell[L_AS_OF] = grid_day(d->as_of);
        cell[L_ROWS] = G_INT(d->rows);
        cell[L_CHANGED] = G_INT(d->changed);
        cell[L_REJECTED] = G_INT(d->rejected);
        cell[L_STATE] = G_TEXT(text_in(cli->lang, delivery_state_text(d->state)));
        cell[L_RECEIVED] = G_TEXT(cli->json ? d->received_at : vn_stamp(cli->arena, d->received_at));
        cell[L_ID] = G_TEXT(d->id);
    }
    return cli_show(cli, &grid);
}

/* ---- register template, calendar ------------------------------------------------------------ */

static Err *run_template(Cli *cli)
{
    RegisterSources sources;
    const RegisterSource *source;
    TRY(register_sources(cli->arena, &sources));
    TRY(register_source(&sources, cli->arena, cli->arg[0], &source));
    TRY(register_template(cli->arena, source, cli->lang, cli->arg[1]));
    cli_say(cli, text_fmt(cli->arena, "Đã ghi mẫu ra %.*s", "The form is in %.*s", STRF(cli->arg[1])));
    return NULL;
}

/* Of the role that owes a source: "Sở Tài chính". */
static Text agency_called(const Role *role, ptrdiff_t roles, Str code)
{
    for (ptrdiff_t i = 0; i < roles; i++)
        if (str_eq(role[i].code, code))
            return role[i].agency;
    return (Text){code, code};
}

static Err *run_calendar(Cli *cli)
{
    const Role *role;
    ptrdiff_t roles;
    Store *store;
    Str province;
    RegisterDue *due;
    ptrdiff_t count;
    Date to = clock_today(cli->clock), from = date_add_months(to, -6);
    TRY(cli_store(cli, &store));
    TRY(ask_province(cli, store, &province));
    TRY(cli_date(cli, "from", &from));
    TRY(cli_date(cli, "to", &to));
    TRY(role_list(store, cli->arena, &role, &roles));
    TRY(register_calendar(store, cli->arena, province, (Str){0}, (Str){0}, NULL, from, to, &due, &count));
    Text *agency = new (cli->arena, Text, count);
    for (ptrdiff_t i = 0; i < count; i++)
        agency[i] = agency_called(role, roles, due[i].agency);
    Grid grid = calendar_grid(cli->arena, due, agency, count, cli->lang);
    return cli_show(cli, &grid);
}

/* What was written is the number of a delivery, or a source: then its newest one, or its newest that is held. */
static Err *find_delivery(Cli *cli, Store *store, Str province, bool held, Str *ret)
{
    RegisterSources sources;
    const RegisterSource *source;
    Delivery *delivery;
    ptrdiff_t count;
    *ret = cli->arg[0];
    TRY(register_sources(cli->arena, &sources));
    Err *other = register_source(&sources, cli->arena, cli->arg[0], &source);
    if (other)
        return NULL; /* a number, then */
    TRY(register_list(store, cli->arena, province, source->code, &delivery, &count));
    for (ptrdiff_t i = 0; i < count; i++) {
        *ret = delivery[i].id;
        if (!held || delivery[i].state == DELIVERY_HELD)
            return NULL;
    }
    return FAIL(cli->arena, NOT_FOUND, "nguồn %.*s không có lần gửi nào%s", "the source %.*s has no delivery%s",
                STRF(source->code), held ? (cli->lang == LANG_VI ? " chờ kiểm tra" : " that is held") : "");
}

static Err *run_show(Cli *cli)
{
    Store *store;
    Str province, id;
    RegisterReport report;
    TRY(cli_store(cli, &store));
    TRY(ask_province(cli, store, &province));
    TRY(find_delivery(cli, store, province, false, &id));
    TRY(register_report(store, cli->arena, province, id, &report));
    return show_report(cli, &report);
}

/* Rows of persons leave the database: it stands in the trail before they do. */
static Err *run_rejects(Cli *cli)
{
    Store *store;
    Str province, id, csv;
    TRY(cli_store_existing(cli, &store));
    TRY(ask_province(cli, store, &province));
    TRY(find_delivery(cli, store, province, false, &id));
    TRY(register_rejects(store, cli->arena, province, id, &csv));
    AuditEntry entry = cli_entry(cli, "register.rejects", id);
    entry.province = province;
    TRY(cli_note_now(cli, entry));
    TRY(file_write(cli->arena, cli->arg[1], csv));
    cli_say(cli,
            text_fmt(cli->arena, "Đã ghi các dòng lỗi ra %.*s", "The rejected rows are in %.*s", STRF(cli->arg[1])));
    return NULL;
}

static Err *decide(Cli *cli, bool release)
{
    Store *store;
    Str province, id, why = {0};
    RegisterReport report;
    TRY(cli_store(cli, &store));
    TRY(ask_province(cli, store, &province));
    TRY(find_delivery(cli, store, province, true, &id));
    cli_text(cli, "why", &why);
    TRY(store_begin(store, cli->arena));
    Err *err = release ? register_release(store, cli->arena, province, id, cli_by(cli))
                       : register_refuse(store, cli->arena, province, id, cli_by(cli), why);
    err = err ? err : store_commit(store, cli->arena);
    if (err)
        store_rollback(store);
    TRY(err);
    TRY(register_report(store, cli->arena, province, id, &report));
    return show_report(cli, &report);
}

static Err *run_release(Cli *cli)
{
    return decide(cli, true);
}

static Err *run_refuse(Cli *cli)
{
    return decide(cli, false);
}

static const Option put_options[] = {
    OPT_PROVINCE,
    {"as-of", "DATE", TEXT_INIT("ngày của số liệu (mặc định hôm nay)", "the day the data are of (default today)"),
     false},
    {"column", "HEADING=COLUMN",
     TEXT_INIT("cột trong tệp là cột nào của nguồn; được nhớ cho lần sau",
               "which column of the source a heading is; remembered"),
     true},
    {"rejects", "FILE",
     TEXT_INIT("nhận các dòng tốt, ghi các dòng lỗi ra tệp này", "take the good rows in, write the bad ones here"),
     false},
    {"agency", "ROLE",
     TEXT_INIT("cơ quan gửi, khi nguồn có nhiều cơ quan gửi: education, front …",
               "who sends it, where several agencies do: education, front …"),
     false},
    {"preview", NULL,
     TEXT_INIT("chỉ xem, không ghi gì; so từng dòng với lần trước",
               "only look, write nothing; row by row beside the delivery before"),
     false},
    {"vanished", "FILE",
     TEXT_INIT("cùng --preview: ghi các dòng của lần trước không còn trong tệp",
               "with --preview: the rows of the delivery before that are not in the file"),
     false},
    {"threads", "N", TEXT_INIT("số luồng (mặc định: số lõi)", "threads (default: as many as cores)"), false},
    OPT_WHO,
    {0},
};
static const Option list_options[] = {OPT_PROVINCE, {0}};
static const Option calendar_options[] = {
    OPT_PROVINCE,
    {"from", "DATE", TEXT_INIT("từ ngày (mặc định sáu tháng trước)", "from a day (default six months ago)"), false},
    {"to", "DATE", TEXT_INIT("đến ngày (mặc định hôm nay)", "to a day (default today)"), false},
    {0},
};
static const Option decide_options[] = {OPT_PROVINCE, OPT_WHO, {"why", "TEXT", TEXT_INIT("lý do", "why"), false}, {0}};

const Command register_commands[] = {
    {.name = "register put",
     .args = "SOURCE FILE",
     .min_args = 2,
     .max_args = 2,
     .summary =
         TEXT_INIT("nhận tệp của một cơ quan, kiểm tra chất lượng", "take an agency's file in and check its quality"),
     .options = put_options,
     .examples = "baophu register put population dan-cu.csv --province HY --as-of 2026-09-30\n"
                 "baophu register put participants tham-gia.csv --province HY --rejects loi.csv --column \"Họ tên "
                 "KH=full_name\"\n"
                 "baophu register put population dan-cu.csv --province HY --preview --vanished khong-con.csv\n"
                 "baophu register put affiliations hoi-vien.csv --province HY --as-of 2026-10-31",
     .run = run_put},
    {.name = "register template",
     .args = "SOURCE FILE",
     .min_args = 2,
     .max_args = 2,
     .summary = TEXT_INIT("mẫu tệp để cơ quan điền (.xlsx)", "the form that an agency fills in (.xlsx)"),
     .examples = "baophu register template population mau-dan-cu.xlsx",
     .run = run_template},
    {.name = "register calendar",
     .args = "",
     .max_args = 0,
     .summary = TEXT_INIT("lịch gửi dữ liệu: ai gửi, ai muộn", "who delivered, and who is late"),
     .options = calendar_options,
     .examples = "baophu register calendar --province HY --from 2026-01-01 --to 2026-12-31",
     .run = run_calendar},
    {.name = "register list",
     .args = "[SOURCE]",
     .max_args = 1,
     .summary = TEXT_INIT("các lần gửi dữ liệu của các cơ quan", "what agencies delivered"),
     .options = list_options,
     .examples = "baophu register list --province HY",
     .run = run_list},
    {.name = "register show",
     .args = "DELIVERY|SOURCE",
     .min_args = 1,
     .max_args = 1,
     .summary = TEXT_INIT("chất lượng của một lần gửi, theo cột", "the quality of a delivery, by column"),
     .options = list_options,
     .examples = "baophu register show population --province HY",
     .run = run_show},
    {.name = "register rejects",
     .args = "DELIVERY|SOURCE FILE",
     .min_args = 2,
     .max_args = 2,
     .summary = TEXT_INIT("các dòng lỗi của một lần gửi, để sửa rồi gửi lại",
                          "the rows of a delivery that were not used, to be mended and delivered again"),
     .options = list_options,
     .examples = "baophu register rejects departures dong-loi.csv --province HY",
     .run = run_rejects},
    {.name = "register release",
     .args = "DELIVERY|SOURCE",
     .min_args = 1,
     .max_args = 1,
     .summary = TEXT_INIT("cho dùng một lần gửi đang chờ kiểm tra", "let a held delivery be used"),
     .options = decide_options,
     .examples = "baophu register release participants --province HY",
     .run = run_release},
    {.name = "register refuse",
     .args = "DELIVERY|SOURCE",
     .min_args = 1,
     .max_args = 1,
     .summary = TEXT_INIT("không nhận một lần gửi đang chờ kiểm tra", "refuse a held delivery"),
     .options = decide_options,
     .examples = "baophu register refuse affiliations --province HY --why \"thiếu một nửa số xã\"",
     .run = run_refuse},
    {.name = "register watch",
     .args = "FOLDER…",
     .min_args = 1,
     .max_args = 64,
     .summary =
         TEXT_INIT("nhận tệp các cơ quan gửi qua SFTP, có chữ ký", "take in signed files that agencies send by SFTP"),
     .detail = TEXT_INIT(
         "Tệp tên NGUỒN_NGÀY[_MÃ XÃ], ví dụ population_2026-09-30.csv, đi cùng chữ ký .sig. Tệp đã nhận sang\n"
         "done/, tệp không nhận sang refused/, mỗi tệp kèm .txt nói kết quả. Xem docs/nhan-du-lieu.md.",
         "A file is called SOURCE_DAY[_COMMUNE], such as population_2026-09-30.csv, and comes with its\n"
         "signature, .sig. What was taken in goes to done/, what was refused to refused/, each with a\n"
         ".txt that says what became of it. See docs/nhan-du-lieu.md."),
     .options = register_watch_options,
     .examples = "baophu register watch hop-thu --province HY --keys khoa.csv --once",
     .run = run_register_watch},
    {0},
};
