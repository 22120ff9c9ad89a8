#include "door/door.h"
#include "cli/cli.h"
#include "cli/option_rows.h"
#include "cli/problems.h"
#include "plan/plan.h"

static const Option check_options[] = {
    {"province", "P",
     TEXT_INIT("tỉnh, thành phố của văn bản (tên hoặc mã); mặc định: tìm theo tên các xã",
               "the document's province (name or code); default: found by its communes"),
     false},
    {"year", "N",
     TEXT_INIT("năm của chỉ tiêu nếu văn bản không ghi", "the year of the targets where the document does not say"),
     false},
    {"on", "DATE",
     TEXT_INIT("dùng tên đơn vị vào ngày này; mặc định hôm nay",
               "use the names of units as of this day; default today"),
     false},
    {"rejects", "FILE",
     TEXT_INIT("ghi các dòng không đọc được ra tệp này để sửa rồi nhập lại",
               "write the rows that cannot be read to this file, to correct and import again"),
     false},
    {0},
};

static Err *read_options(Cli *cli, PlanOptions *ret)
{
    int64_t year = 0;
    *ret = (PlanOptions){.on = clock_today(cli->clock), .lang = cli->lang};
    TRY(cli_int(cli, "year", 2000, 2100, &year));
    TRY(cli_date(cli, "on", &ret->on));
    ret->year = (int)year;
    cli_text(cli, "province", &ret->province);
    cli_text(cli, "rejects", &ret->rejects);
    return NULL;
}

/* ---- plan check -------------------------------------------------------------------- */
static void print_finding(Cli *cli, const Finding *f)
{
    Str mark = text_in(cli->lang, severity_text(f->severity)), place = place_text(cli->arena, cli->lang, f->place);
    Str message = text_in(cli->lang, f->message), action = text_in(cli->lang, f->action);
    fprintf(cli->out, "[%.*s] %.*s\n", STRF(mark), STRF(message));
    if (f->severity == SEVERITY_PROOF)
        return;
    fprintf(cli->out, "    %s: %.*s  (%s)\n", cli->lang == LANG_VI ? "Ở" : "At", STRF(place), f->code);
    if (action.len > 0)
        fprintf(cli->out, "    → %.*s\n", STRF(action));
}

static void print_findings(Cli *cli, const Plan *plan, const Findings *all)
{
    if (cli->json) {
        Str json = findings_json(cli->arena, plan, all);
        fprintf(cli->out, "%.*s\n", STRF(json));
        return;
    }
    Str province = plan->province.full_name;
    Text head =
        text_fmt(cli->arena, "%.*s – %.*s: %td dòng, %td lỗi, %td điểm cần xem, %td lưu ý, %td điều đã kiểm là đúng\n",
                 "%.*s – %.*s: %td rows, %td errors, %td warnings, %td notices, %td things proved right\n",
                 STRF(plan->file), STRF(province), plan->rows, all->of[SEVERITY_ERROR], all->of[SEVERITY_WARNING],
                 all->of[SEVERITY_NOTICE], all->of[SEVERITY_PROOF]);
    fprintf(cli->out, "%.*s\n", STRF(text_in(cli->lang, head)));
    for (ptrdiff_t i = 0; i < all->count; i++)
        print_finding(cli, &all->finding[i]);
}

static Err *read_plan(Cli *cli, PlanOptions options, Plan *ret)
{
    TRY(door_check(cli->arena, DOOR_PLAN, NULL, &(DoorFile){.name = cli->arg[0], .path = cli->arg[0]}));
    return plan_read(cli->arena, cli->arg[0], options, ret);
}

static Err *run_check(Cli *cli)
{
    Plan plan;
    PlanOptions options;
    Findings findings;
    Store *store;
    TRY(read_options(cli, &options));
    if (cli->args == 1) {
        TRY(read_plan(cli, options, &plan));
        TRY(plan_match(&plan, NULL, cli->arena, options));
    } else {
        if (options.province.len == 0)
            return FAIL(cli->arena, USAGE, "hãy ghi tệp kế hoạch, hoặc --province để kiểm tra chỉ tiêu đã nhập",
                        "give the file of a plan, or --province to check the targets taken in");
        TRY(cli_store(cli, &store));
        TRY(plan_stored(store, cli->arena, options, &plan));
    }
    TRY(plan_check_all(&plan, cli->arena, options.on, &findings));
    print_findings(cli, &plan, &findings);
    if (findings.of[SEVERITY_ERROR] > 0)
        cli->exit_status = 1;
    return NULL;
}

/* ---- plan import ------------------------------------------------------------------- */
static const Option import_options[] = {
    {"province", "P", TEXT_INIT("tỉnh, thành phố của văn bản (tên hoặc mã)", "the document's province (name or code)"),
     false},
    {"year", "N",
     TEXT_INIT("năm của chỉ tiêu nếu văn bản không ghi", "the year of the targets where the document does not say"),
     false},
    {"on", "DATE", TEXT_INIT("dùng tên đơn vị vào ngày này", "use the names of units as of this day"), false},
    {"rejects", "FILE",
     TEXT_INIT("ghi các dòng không đọc được ra tệp này; các dòng còn lại vẫn được nhập",
               "write the rows that cannot be read to this file; the others are taken in"),
     false},
    {"accept", NULL,
     TEXT_INIT("đồng ý với các đơn vị được đề xuất cho tên viết sai, và ghi nhớ cách viết đó",
               "agree to the units proposed for misspelt names, and remember the spelling"),
     false},
    {"document", "ID",
     TEXT_INIT("ghi vào văn bản đã có này, theo mã hoặc số (khi nhập lại các dòng đã sửa)",
               "write to this document, which is there, by id or number (when corrected rows come again)"),
     false},
    {"number", "NO", TEXT_INIT("số, ký hiệu văn bản", "number of the document"), false},
    {"date", "DATE", TEXT_INIT("ngày văn bản", "date of the document"), false},
    {"issuer", "NAME", TEXT_INIT("cơ quan ban hành", "issuer of the document"), false},
    {"supersedes", "ID",
     TEXT_INIT("văn bản bị thay thế, theo mã hoặc số; xem baophu plan list",
               "the document it replaces, by id or number; see baophu plan list"),
     false},
    {"who", "NAME", TEXT_INIT("người nhập, ghi vào lịch sử", "who imports, for the history"), false},
    {0},
};

static Err *describe(Cli *cli, Document *doc)
{
    Date date = {0};
    TRY(cli_date(cli, "date", &date));
    if (date.year)
        doc->date = date_iso(cli->arena, date);
    cli_text(cli, "document", &doc->id);
    cli_text(cli, "number", &doc->number);
    cli_text(cli, "issuer", &doc->issuer);
    cli_text(cli, "supersedes", &doc->supersedes);
    return NULL;
}

static void list_unsure(Cli *cli, const Plan *plan)
{
    for (ptrdiff_t i = 0; i < plan->rows; i++) {
        const PlanRow *row = &plan->row[i];
        if (row->code.len == 0 && row->match.how == UNIT_MATCH_NEAREST)
            cli_say(cli, text_fmt(cli->arena, "  dòng %td: “%.*s” → %.*s (mã %.*s)?",
                                  "  row %td: “%.*s” → %.*s (code %.*s)?", row->place.row, STRF(row->written),
                                  STRF(row->match.unit.full_name), STRF(row->match.unit.code)));
    }
}

/* Rows that cannot be read stop the import unless a rejects file takes them. */
static Err *refuse_unreadable(Cli *cli, const Plan *plan, const PlanOptions *options)
{
    problems_say(cli, plan->problem, plan->problems);
    if (plan->problems == 0 || options->rejects.len > 0)
        return NULL;
    return FAIL(
        cli->arena, BAD_INPUT,
        "%td ô chưa đọc được; chưa có gì thay đổi; hãy sửa tệp, hoặc thêm --rejects TỆP để nhập các dòng đúng và "
        "ghi riêng các dòng sai",
        "%td cells cannot be read; nothing has changed; correct the file, or add --rejects FILE to take in the "
        "good rows and have the bad ones written apart",
        plan->problems);
}

static json_t *beside_json(const PlanBeside *beside)
{
    json_t *list = json_array();
    for (ptrdiff_t i = 0; i < beside->count; i++)
        json_array_append_new(list, json_pack("{s:o, s:I}", "document", json_str(beside->of[i].document), "targets",
                                              (json_int_t)beside->of[i].targets));
    return list;
}

static void print_saved_json(Cli *cli, const Plan *plan, const PlanSaved *saved)
{
    const FactChange *change = &saved->change;
    json_t *all =
        json_pack("{s:o, s:I, s:I, s:I, s:I, s:b, s:b, s:o, s:o}", "document", json_str(plan->document.id), "rows",
                  (json_int_t)plan->rows, "added", (json_int_t)change->added, "corrected",
                  (json_int_t)change->corrected, "same", (json_int_t)change->same, "seen", saved->seen, "described",
                  saved->described, "replaced", beside_json(&saved->replaced), "behind", beside_json(&saved->behind));
    json_dumpf(all, cli->out, JSON_INDENT(2));
    fputc('\n', cli->out);
    json_decref(all);
}

static void print_text(Cli *cli, Text text)
{
    fprintf(cli->out, "%.*s\n", STRF(text_in(cli->lang, text)));
}

/* A person must learn which figures count from now on where two documents speak of the same. */
static void print_beside(Cli *cli, const PlanSaved *saved)
{
    for (ptrdiff_t i = 0; i < saved->replaced.count; i++) {
        const PlanBesideOne *old = &saved->replaced.of[i];
        print_text(cli, text_fmt(cli->arena,
                                 "Các chỉ tiêu này thay cho văn bản %.*s: %td chỉ tiêu (bản cũ vẫn xem được: baophu "
                                 "plan export --document %.*s)",
                                 "These targets replace those of the document %.*s: %td targets (it can still be "
                                 "seen: baophu plan export --document %.*s)",
                                 STRF(old->document), old->targets, STRF(old->document)));
    }
    for (ptrdiff_t i = 0; i < saved->behind.count; i++) {
        const PlanBesideOne *other = &saved->behind.of[i];
        print_text(cli,
                   text_fmt(cli->arena,
                            "%td chỉ tiêu không có hiệu lực vì văn bản %.*s có ngày muộn hơn, được nhập sau, hoặc "
                            "thay thế văn bản này; nếu văn bản này mới thay bản ấy, nhập lại với --supersedes %.*s",
                            "%td targets are not in force, since the document %.*s is later or supersedes this "
                            "one; if this one replaces it, import again with --supersedes %.*s",
                            other->targets, STRF(other->document), STRF(other->document)));
    }
}

static void print_saved(Cli *cli, const Plan *plan, const PlanSaved *saved)
{
    const FactChange *change = &saved->change;
    if (cli->json) {
        print_saved_json(cli, plan, saved);
        return;
    }
    if (saved->seen && saved->described)
        print_text(cli,
                   text_fmt(cli->arena,
                            "%.*s đã được nhập trước đây: các chỉ tiêu giữ nguyên, thông tin của văn bản %.*s đã sửa",
                            "%.*s was taken in before: its targets stay, what is said of the document %.*s is changed",
                            STRF(plan->file), STRF(plan->document.id)));
    else if (saved->seen)
        print_text(cli, text_fmt(cli->arena, "%.*s đã được nhập trước đây; không có gì thay đổi",
                                 "%.*s was taken in before; nothing has changed", STRF(plan->file)));
    else
        print_text(cli,
                   text_fmt(cli->arena,
                            "Đã nhập %.*s: văn bản %.*s, %td đơn vị; %lld chỉ tiêu mới, %lld sửa, %lld giữ nguyên",
                            "Took in %.*s: document %.*s, %td units; %lld targets new, %lld corrected, %lld unchanged",
                            STRF(plan->file), STRF(plan->document.id), plan->rows, (long long)change->added,
                            (long long)change->corrected, (long long)change->same));
    print_beside(cli, saved);
}

static Err *run_import(Cli *cli)
{
    Plan plan;
    PlanOptions options;
    Store *store;
    PlanSaved saved;
    Author author = {.who = S("cli"), .reason = S("plan import")};
    cli_text(cli, "who", &author.who);
    TRY(read_options(cli, &options));
    TRY(read_plan(cli, options, &plan));
    TRY(refuse_unreadable(cli, &plan, &options));
    TRY(describe(cli, &plan.said));
    TRY(cli_store(cli, &store));
    TRY(plan_match(&plan, store, cli->arena, options));
    if (cli_flag(cli, "accept"))
        TRY(plan_accept(&plan, store, cli->arena, author.who));
    else
        list_unsure(cli, &plan);
    TRY(plan_save(&plan, store, cli->arena, author, cli->clock, &saved));
    print_saved(cli, &plan, &saved);
    return NULL;
}

/* ---- plan export ------------------------------------------------------------------- */
static const Option export_options[] = {
    OPT_PROVINCE,
    {"year", "N",
     TEXT_INIT("năm của chỉ tiêu; mặc định: năm cuối có chỉ tiêu",
               "the year of the targets; default: the latest that has some"),
     false},
    {"document", "ID",
     TEXT_INIT(
         "chỉ tiêu của văn bản này, theo mã hoặc số, kể cả khi đã bị thay thế; mặc định: chỉ tiêu đang có hiệu lực",
         "the targets of this document, by id or number, even a superseded one; default: those in force"),
     false},
    {"on", "DATE", TEXT_INIT("dùng tên đơn vị vào ngày này", "use the names of units as of this day"), false},
    OPT_OUT,
    {0},
};

static Err *export_document(Cli *cli, Store *store, const PlanOptions *options, Str written, Grid *ret)
{
    Unit province = {0};
    Document document;
    if (options->province.len > 0)
        TRY(unit_province(store, cli->arena, options->province, options->on, &province));
    TRY(document_find(store, cli->arena, province.code, written, &document));
    return plan_grid_of(store, cli->arena, document.id, options->year, options->on, ret);
}

static Err *run_export(Cli *cli)
{
    PlanOptions options;
    Store *store;
    Unit province;
    Grid grid;
    Str document;
    TRY(read_options(cli, &options));
    TRY(cli_store(cli, &store));
    if (cli_text(cli, "document", &document)) {
        TRY(export_document(cli, store, &options, document, &grid));
        return cli_show(cli, &grid);
    }
    TRY(unit_province(store, cli->arena, options.province.len > 0 ? options.province : S("33"), options.on, &province));
    TRY(plan_grid(store, cli->arena, province.code, options.year, options.on, &grid));
    return cli_show(cli, &grid);
}

/* ---- plan list --------------------------------------------------------------------- */
static const Option list_options[] = {
    {"province", "P",
     TEXT_INIT("tỉnh, thành phố (tên hoặc mã); mặc định: tất cả", "the province (name or code); default: all"), false},
    OPT_OUT,
    {0},
};

static Err *run_list(Cli *cli)
{
    PlanOptions options;
    Store *store;
    Unit province = {0};
    Grid grid;
    TRY(read_options(cli, &options));
    TRY(cli_store(cli, &store));
    if (options.province.len > 0)
        TRY(unit_province(store, cli->arena, options.province, options.on, &province));
    TRY(plan_documents(store, cli->arena, province.code, &grid));
    return cli_show(cli, &grid);
}

const Command plan_commands[] = {
    {"plan check", "[FILE]", 0, 1,
     TEXT_INIT("kiểm tra một kế hoạch: cộng đúng không, thiếu gì, chỗ nào",
               "prove or refute a plan: does it add up, what is missing, where"),
     TEXT_INIT("Đọc văn bản (CSV, XLSX, XLS, DOCX hoặc văn bản dán), không cần cơ sở dữ liệu.\n"
               "Không ghi FILE thì kiểm tra chỉ tiêu đã nhập của --province.\n"
               "Trạng thái kết thúc: 0 không có lỗi, 1 có lỗi trong kế hoạch, 65 không đọc được tệp.",
               "Reads the document (CSV, XLSX, XLS, DOCX or pasted text); needs no database.\n"
               "Without FILE the targets of --province in the database are checked.\n"
               "Exit status: 0 no error found, 1 errors in the plan, 65 the file cannot be read."),
     check_options,
     "baophu plan check data/demo/hung-yen-plan-2030.csv\nbaophu plan check data/demo/hung-yen-plan-2030.csv --json",
     run_check},
    {"plan import", "FILE", 1, 1,
     TEXT_INIT("nhập chỉ tiêu của một kế hoạch vào cơ sở dữ liệu", "take the targets of a plan into the database"),
     TEXT_INIT(
         "Tên đơn vị chưa chắc chắn được liệt kê và chờ đồng ý bằng --accept. Nhập lại cùng tệp không đổi chỉ tiêu;\n"
         "--number, --date, --issuer, --supersedes khi ấy sửa thông tin của văn bản đã nhập.\n"
         "Khi nhiều văn bản giao cùng chỉ tiêu và không văn bản nào bị thay thế: văn bản có ngày muộn hơn có hiệu "
         "lực;\n"
         "cùng ngày hoặc không ghi ngày thì văn bản nhập sau có hiệu lực.",
         "Names that are not sure are listed and wait for a yes by --accept. The same file again changes no target;\n"
         "--number, --date, --issuer, --supersedes then change what is said of the document.\n"
         "Where several documents that are not superseded assign the same target, the one of the later date counts;\n"
         "of equal or missing dates the one taken in later."),
     import_options,
     "baophu plan import data/demo/hung-yen-plan-2030.csv --accept\n"
     "baophu plan import data/demo/hai-phong-path.csv --province \"Hải Phòng\"",
     run_import},
    {"plan export", "", 0, 0,
     TEXT_INIT("xuất phụ lục chỉ tiêu ra XLSX, CSV, JSON", "write the appendix of targets as XLSX, CSV, JSON"),
     TEXT_INIT("", ""), export_options,
     "baophu plan export --province \"Hưng Yên\" --year 2030 --out phu-luc.xlsx\n"
     "baophu plan export --document 33:a295faecfbeb",
     run_export},
    {"plan list", "", 0, 0,
     TEXT_INIT("các văn bản đã nhập: mã, số, ngày, số chỉ tiêu, bị văn bản nào thay thế",
               "the documents taken in: id, number, date, targets, what supersedes them"),
     TEXT_INIT("", ""), list_options, "baophu plan list\nbaophu plan list --province \"Hưng Yên\" --json", run_list},
    {0},
};
