#include "door/door.h"
#include "cli/cli.h"
#include "cli/option_rows.h"
#include "cli/problems.h"
#include "cube/fact_import.h"
#include "unit/unit.h"
#include "vn/vn.h"
#include <pwd.h>
#include <unistd.h>

#define OPT_ANY_UNIT                                                                     \
    {                                                                                    \
        "unit", "U", TEXT_INIT("đơn vị (mã hoặc tên)", "the unit (code or name)"), false \
    }
#define OPT_INDICATOR                                                                                         \
    {                                                                                                         \
        "indicator", "I", TEXT_INIT("chỉ tiêu thống kê (mã hoặc tên)", "the indicator (code or name)"), false \
    }
#define OPT_PERIOD                                                                                                 \
    {                                                                                                              \
        "period", "P",                                                                                             \
            TEXT_INIT("kỳ: 2026-10, 2026-Q3, 2026-H1, 2026", "the period: 2026-10, 2026-Q3, 2026-H1, 2026"), false \
    }
#define OPT_BASE                                                                              \
    {                                                                                         \
        "base", "B",                                                                          \
            TEXT_INIT("collecting: theo cơ quan thu (mặc định); residence: theo nơi cư trú",  \
                      "collecting: by collecting office (default); residence: by residence"), \
            false                                                                             \
    }
#define OPT_BREAKDOWN                                                                          \
    {                                                                                          \
        "breakdown", "B", TEXT_INIT("phân tổ, ví dụ sex=f", "breakdown, such as sex=f"), false \
    }
#define OPT_REASON                                                                           \
    {                                                                                        \
        "reason", "TEXT", TEXT_INIT("lý do, ghi vào lịch sử", "why, for the history"), false \
    }

/* ---- what options mean --------------------------------------------------------------- */

static const char *const base_words[] = {"collecting", "residence", NULL};

static Err *read_base(const Cli *cli, CountBase *ret)
{
    int at = (int)*ret;
    TRY(cli_choice(cli, "base", base_words, &at));
    *ret = (CountBase)at;
    return NULL;
}

/* Without --who it is the account that runs the program: a history without a name is none. */
static Author read_author(const Cli *cli, Str reason)
{
    const struct passwd *account = getpwuid(getuid());
    Author author = {.reason = reason};
    if (!cli_text(cli, "who", &author.who))
        author.who =
            account ? str_copy(cli->arena, str_from(account->pw_name)) : str_fmt(cli->arena, "uid %d", (int)getuid());
    cli_text(cli, "reason", &author.reason);
    return author;
}

static Err *missing(const Cli *cli, const char *option)
{
    return FAIL(cli->arena, USAGE, "thiếu --%s; xem baophu %s --help", "--%s is missing; see baophu %s --help", option,
                cli->command->name);
}

static Err *read_period(const Cli *cli, Period *ret)
{
    Str written;
    if (!cli_text(cli, "period", &written))
        return missing(cli, "period");
    if (!period_parse(written, ret))
        return FAIL(cli->arena, USAGE,
                    "--period: “%.*s” không phải là kỳ; hãy viết như 2026-10, 2026-Q3, 2026-H1, 2026",
                    "--period: “%.*s” is no period; write it as 2026-10, 2026-Q3, 2026-H1 or 2026", STRF(written));
    return NULL;
}

static Err *find_in_province(Cli *cli, Store *store, Str province, Str written, Unit *ret)
{
    UnitIndex *index;
    Date today = clock_today(cli->clock);
    TRY(unit_index_load(store, cli->arena, province, today, &index));
    UnitMatch match = unit_match(index, cli->arena, written);
    if (match.sure) {
        *ret = match.unit;
        return NULL;
    }
    Str near = match.candidates > 0 ? match.candidate[0].full_name : (Str){0};
    if (near.len == 0)
        return FAIL(cli->arena, USAGE, "--unit: không rõ “%.*s” là đơn vị nào của tỉnh; hãy ghi mã",
                    "--unit: “%.*s” cannot be told to be a unit of the province; give its code", STRF(written));
    return FAIL(cli->arena, USAGE, "--unit: không chắc “%.*s” là đơn vị nào; có lẽ là %.*s (mã %.*s)",
                "--unit: it is not sure which unit “%.*s” is; perhaps %.*s (code %.*s)", STRF(written), STRF(near),
                STRF(match.candidate[0].code));
}

static bool is_code(Str written)
{
    for (ptrdiff_t i = 0; i < written.len; i++)
        if (written.ptr[i] < '0' || written.ptr[i] > '9')
            return false;
    return true;
}

/* The unit of --unit, or {0} where it was not given, and the province of either option. */
static Err *read_unit(Cli *cli, Store *store, Str *ret_province, Unit *ret)
{
    Str province, written;
    Unit found;
    Date today = clock_today(cli->clock);
    bool has_province = cli_text(cli, "province", &province), has_unit = cli_text(cli, "unit", &written);
    *ret = (Unit){0};
    if (has_province) {
        TRY(unit_province(store, cli->arena, province, today, &found));
        *ret_province = found.code;
    }
    if (has_unit && !has_province && !is_code(written))
        return FAIL(
            cli->arena, USAGE,
            "--unit: tên đơn vị có thể trùng ở nhiều tỉnh; hãy thêm --province, ví dụ --province HY, hoặc ghi mã",
            "--unit: several provinces may have a unit of this name; add --province, such as --province HY, or "
            "give the code");
    if (has_unit && (!has_province || str_eq(written, *ret_province)))
        TRY(unit_get(store, cli->arena, written, today, ret)); /* without a province only a code is clear */
    else if (has_unit)
        TRY(find_in_province(cli, store, *ret_province, written, ret));
    if (has_unit)
        *ret_province = ret->province;
    return has_unit || has_province ? NULL : missing(cli, "province");
}

/* One fact, fully named. */
static Err *read_key(Cli *cli, Store *store, FactKey *ret)
{
    Unit unit;
    Indicator indicator;
    Str written;
    *ret = (FactKey){0};
    TRY(read_unit(cli, store, &ret->province, &unit));
    if (unit.code.len == 0)
        return missing(cli, "unit");
    if (!cli_text(cli, "indicator", &written))
        return missing(cli, "indicator");
    TRY(indicator_get(store, cli->arena, written, &indicator));
    ret->unit = unit.code;
    ret->indicator = indicator.code;
    cli_text(cli, "breakdown", &ret->breakdown);
    TRY(read_base(cli, &ret->base));
    return read_period(cli, &ret->period);
}

/* ---- fact import -------------------------------------------------------------------------- */

static Err *read_import(Cli *cli, Store *store, FactImportOptions *ret)
{
    Str province;
    Unit found;
    Date as_of = {0};
    *ret =
        (FactImportOptions){.lang = cli->lang, .on = clock_today(cli->clock), .simulated = cli_flag(cli, "simulated")};
    if (!cli_text(cli, "province", &province))
        return missing(cli, "province");
    TRY(unit_province(store, cli->arena, province, ret->on, &found));
    TRY(read_base(cli, &ret->base));
    TRY(cli_date(cli, "as-of", &as_of));
    ret->province = found.code;
    ret->as_of = as_of.year ? date_iso(cli->arena, as_of) : (Str){0};
    ret->author = read_author(cli, str_fmt(cli->arena, "nhập tệp %.*s", STRF(cli->arg[0])));
    cli_text(cli, "source", &ret->source);
    cli_text(cli, "rejects", &ret->rejects);
    return NULL;
}

static void import_json(Cli *cli, const FactImport *r)
{
    json_t *top = json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o}", "rows", (json_int_t)r->rows, "bad", (json_int_t)r->bad, "added",
        (json_int_t)r->change.added, "corrected", (json_int_t)r->change.corrected, "same", (json_int_t)r->change.same,
        "refused", (json_int_t)r->change.refused, "imported_before",
        r->seen_at.len > 0 ? json_str(r->seen_at) : json_null(), "problems", problems_json(r->problem, r->problems));
    json_dumpf(top, cli->out, JSON_COMPACT);
    fprintf(cli->out, "\n");
    json_decref(top);
}

static void import_words(Cli *cli, const FactImport *r, Str rejects)
{
    const FactChange *c = &r->change;
    if (r->seen_at.len > 0) {
        Date day = {0};
        date_parse_iso(str_cut(r->seen_at, 'T').head, &day);
        Str shown = cli->lang == LANG_VI ? vn_date(cli->arena, day) : date_iso(cli->arena, day);
        cli_say(cli, text_fmt(cli->arena, "Tệp này đã nhập ngày %.*s, không có gì thay đổi",
                              "This file was taken in on %.*s; nothing has changed", STRF(shown)));
        return;
    }
    cli_say(cli, text_fmt(cli->arena, "Đã đọc %td dòng: %lld số liệu mới, %lld sửa, %lld không đổi",
                          "Read %td rows: %lld new figures, %lld corrected, %lld unchanged", r->rows,
                          (long long)c->added, (long long)c->corrected, (long long)c->same));
    if (r->totals > 0)
        cli_say(cli, text_fmt(cli->arena, "trong đó có %td tổng được tính bằng tổng các phần",
                              "among them %td totals worked out as the sum of their parts", r->totals));
    if (c->refused > 0)
        cli_say(cli,
                text_fmt(cli->arena, "%lld số liệu giữ nguyên vì đã khoá sổ hoặc đã có số liệu thật, trước hết là %.*s",
                         "%lld figures were left as they are, locked or real already, the first being %.*s",
                         (long long)c->refused, STRF(r->first_refused)));
    problems_say(cli, r->problem, r->problems);
    if (r->bad > 0)
        cli_say(cli, text_fmt(cli->arena, "%td dòng chưa dùng được nằm trong %.*s; hãy sửa rồi nhập tệp đó",
                              "%td rows that cannot be used are in %.*s; correct that file and import it", r->bad,
                              STRF(rejects)));
}

static Err *run_import(Cli *cli)
{
    Store *store;
    FactImportOptions options;
    FactImport result;
    TRY(cli_store(cli, &store));
    TRY(read_import(cli, store, &options));
    TRY(door_check(cli->arena, DOOR_FACTS, NULL, &(DoorFile){.name = cli->arg[0], .path = cli->arg[0]}));
    Err *err = fact_import(store, cli->arena, cli->arg[0], options, &result);
    if (cli->json && (!err || result.problems > 0))
        import_json(cli, &result);
    if (err) {
        problems_say(cli, result.problem, result.problems);
        return err;
    }
    import_words(cli, &result, options.rejects);
    if (result.bad > 0 || result.change.refused > 0)
        cli->exit_status = 65;
    return NULL;
}

/* ---- fact set ------------------------------------------------------------------------------- */

typedef struct Written {
    Unit unit;
    Indicator indicator;
    Fact old;
    bool there; /* old */
    Completion completion;
} Written;

static Err *disagrees(Arena *arena, Text what)
{
    Err *err = FAIL(arena, BAD_INPUT, "%.*s; nếu tổng cũng sai, hãy nhập tổng và các phần trong một tệp", "%.*s",
                    STRF(what.vi));
    err->text.en =
        str_fmt(arena, "%.*s; if the total is wrong too, import it with its parts in one file", STRF(what.en));
    return err;
}

static Err *write_one(Store *store, Arena *arena, const Fact *fact, Author author, Written *ret)
{
    FactChange change;
    FactKey refused;
    TRY(fact_get(store, arena, fact->key, &ret->old, &ret->there));
    TRY(fact_complete(store, arena, fact, 1, &ret->completion));
    if (ret->completion.flaws > 0)
        return disagrees(arena, ret->completion.flaw[0].text);
    Fact *facts = new (arena, Fact, 1 + ret->completion.totals);
    facts[0] = *fact;
    for (ptrdiff_t i = 0; i < ret->completion.totals; i++)
        facts[1 + i] = ret->completion.total[i];
    TRY(fact_put(store, arena, facts, 1 + ret->completion.totals, author, &change, &refused));
    if (change.refused > 0 && !str_eq(refused.indicator, fact->key.indicator))
        return FAIL(
            arena, CONFLICT,
            "tổng %.*s đã khoá sổ nên không sửa được phần của nó; hãy mở lại bằng baophu fact reopen và ghi lý do",
            "the total %.*s is locked, so that no part of it can be corrected; reopen it with baophu fact "
            "reopen and a reason",
            STRF(refused.indicator));
    if (change.refused > 0)
        return FAIL(arena, CONFLICT, "số liệu này đã khoá sổ; hãy mở lại bằng baophu fact reopen và ghi lý do",
                    "this figure is locked; reopen it with baophu fact reopen and a reason");
    return NULL;
}

/* Whom the figure is of, which, when, and what it was and is: what a person checks against the paper. */
static void say_written(Cli *cli, const Written *w, const Fact *fact)
{
    Str was = w->there ? vn_int_in(cli->arena, cli->lang, w->old.value) : text_in(cli->lang, TEXT("chưa có", "none"));
    cli_say(cli, text_fmt(cli->arena, "Đã ghi: %.*s · %.*s · %.*s: %.*s → %.*s",
                          "Written: %.*s · %.*s · %.*s: %.*s → %.*s", STRF(w->unit.full_name),
                          STRF(text_in(cli->lang, w->indicator.name)), STRF(period_show(cli->arena, fact->key.period)),
                          STRF(was), STRF(vn_int_in(cli->arena, cli->lang, fact->value))));
    for (ptrdiff_t i = 0; i < w->completion.totals; i++)
        cli_say(cli, text_fmt(cli->arena, "%.*s là tổng các phần: %.*s", "%.*s is the sum of the parts: %.*s",
                              STRF(w->completion.total[i].key.indicator),
                              STRF(vn_int_in(cli->arena, cli->lang, w->completion.total[i].value))));
}

static Err *read_set(Cli *cli, Store *store, Fact *ret, Author *ret_author)
{
    Str written;
    *ret = (Fact){.state = FACT_REPORTED};
    TRY(read_key(cli, store, &ret->key));
    if (date_cmp(period_first(ret->key.period), clock_today(store_clock(store))) > 0)
        return FAIL(cli->arena, BAD_INPUT, "--period: %.*s là kỳ chưa đến; hãy ghi kỳ đã bắt đầu",
                    "--period: %.*s is still to come; give a period that has begun",
                    STRF(period_show(cli->arena, ret->key.period)));
    if (!cli_text(cli, "value", &written))
        return missing(cli, "value");
    TRY(cli_int(cli, "value", 0, (int64_t)10000 * 1000000000000, &ret->value));
    *ret_author = read_author(cli, (Str){0});
    if (str_trim(ret_author->reason).len == 0)
        return missing(cli, "reason");
    if (!cli_text(cli, "source", &ret->source))
        ret->source = ret_author->who;
    return NULL;
}

static Err *run_set(Cli *cli)
{
    Store *store;
    Fact fact;
    Author author;
    Written written;
    TRY(cli_store(cli, &store));
    TRY(read_set(cli, store, &fact, &author));
    TRY(indicator_get(store, cli->arena, fact.key.indicator, &written.indicator));
    TRY(unit_get(store, cli->arena, fact.key.unit, clock_today(cli->clock), &written.unit));
    TRY(store_begin(store, cli->arena));
    Err *err = write_one(store, cli->arena, &fact, author, &written);
    if (!err)
        err = store_commit(store, cli->arena);
    if (err) {
        store_rollback(store);
        return err;
    }
    say_written(cli, &written, &fact);
    return NULL;
}

/* ---- fact approve, lock, reopen --------------------------------------------------------------- */

static Err *read_filter(Cli *cli, Store *store, FactFilter *ret)
{
    Unit unit;
    Indicator indicator;
    Str written;
    Period period;
    *ret = (FactFilter){0};
    TRY(read_unit(cli, store, &ret->province, &unit));
    ret->unit = unit.code;
    if (cli_text(cli, "indicator", &written)) {
        TRY(indicator_get(store, cli->arena, written, &indicator));
        ret->indicator = indicator.code;
    }
    if (cli_text(cli, "period", &written)) {
        TRY(read_period(cli, &period));
        ret->period = period_text(cli->arena, period);
    }
    ret->one_base = cli_text(cli, "base", &written);
    return read_base(cli, &ret->base);
}

static Err *move_some(Store *store, Arena *arena, FactFilter filter, FactState to, Author author, int64_t *moved,
                      int64_t *left)
{
    TRY(store_begin(store, arena));
    Err *err = fact_move_all(store, arena, filter, to, author, moved, left);
    if (!err)
        err = store_commit(store, arena);
    if (err)
        store_rollback(store);
    return err;
}

/* An error when all that the filter finds is simulated: then no other command would help either. */
static Err *only_simulated(Store *store, Arena *arena, FactFilter filter)
{
    Fact *fact;
    ptrdiff_t count, simulated = 0;
    TRY(fact_list(store, arena, filter, INT64_MAX, &fact, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        simulated += fact[i].state == FACT_SIMULATED;
    if (simulated == 0 || simulated < count)
        return NULL;
    return FAIL(arena, CONFLICT, "dữ liệu mô phỏng không duyệt hay khoá sổ được; hãy nhập số liệu thật",
                "simulated data can be neither approved nor locked; import real figures");
}

static Err *run_move(Cli *cli, FactState to)
{
    Store *store;
    FactFilter filter;
    int64_t moved, left;
    TRY(cli_store(cli, &store));
    TRY(read_filter(cli, store, &filter));
    if (filter.period.len == 0)
        return missing(cli, "period");
    TRY(move_some(store, cli->arena, filter, to, read_author(cli, (Str){0}), &moved, &left));
    if (moved == 0 && to != FACT_REPORTED)
        TRY(only_simulated(store, cli->arena, filter));
    if (moved == 0)
        return FAIL(cli->arena, NOT_FOUND,
                    "không có số liệu nào chuyển được (%lld số liệu đang ở trạng thái khác); xem baophu fact list",
                    "no figure could be moved (%lld are in another state); see baophu fact list", (long long)left);
    if (cli->json)
        fprintf(cli->out, "{\"moved\":%lld,\"left\":%lld}\n", (long long)moved, (long long)left);
    Text state = state_text(to);
    cli_say(cli, text_fmt(cli->arena, "%lld số liệu chuyển sang trạng thái %.*s", "%lld figures are now %.*s",
                          (long long)moved, STRF(text_in(cli->lang, state))));
    if (left > 0)
        cli_say(cli, text_fmt(cli->arena, "%lld số liệu để nguyên vì đang ở trạng thái khác",
                              "%lld were left, being in another state", (long long)left));
    return NULL;
}

static Err *run_approve(Cli *cli)
{
    return run_move(cli, FACT_APPROVED);
}

static Err *run_lock(Cli *cli)
{
    return run_move(cli, FACT_LOCKED);
}

static Err *run_reopen(Cli *cli)
{
    return run_move(cli, FACT_REPORTED);
}

/* ---- fact history, list ------------------------------------------------------------------------ */

static const GridColumn history_columns[] = {
    {"version", TEXT_INIT("Lần", "Version"), GRID_INT, 0, false},
    {"at", TEXT_INIT("Lúc", "At"), GRID_TEXT, 0, false},
    {"value", TEXT_INIT("Giá trị", "Value"), GRID_INT, 0, false},
    {"state", TEXT_INIT("Trạng thái", "State"), GRID_TEXT, 0, false},
    {"who", TEXT_INIT("Người", "Who"), GRID_TEXT, 0, false},
    {"reason", TEXT_INIT("Lý do", "Reason"), GRID_TEXT, 0, false},
    {"source", TEXT_INIT("Nguồn", "Source"), GRID_TEXT, 0, false},
};

static Err *run_history(Cli *cli)
{
    Store *store;
    FactKey key;
    FactVersion *version;
    ptrdiff_t count;
    TRY(cli_store(cli, &store));
    TRY(read_key(cli, store, &key));
    TRY(fact_history(store, cli->arena, key, &version, &count));
    if (count == 0)
        return FAIL(cli->arena, NOT_FOUND, "chưa có số liệu này", "there is no such figure yet");
    Grid grid = grid_open(TEXT("Lịch sử số liệu", "History of the figure"), (Text){0}, history_columns,
                          COUNTOF(history_columns));
    for (ptrdiff_t i = 0; i < count; i++) {
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[0] = G_INT(version[i].version);
        cell[1] = G_TEXT(version[i].at);
        cell[2] = G_INT(version[i].value);
        cell[3] = G_TEXT(text_in(cli->lang, state_text(version[i].state)));
        cell[4] = G_TEXT(version[i].who);
        cell[5] = G_TEXT(version[i].reason);
        cell[6] = G_TEXT(version[i].source);
    }
    return cli_show(cli, &grid);
}

static const GridColumn list_columns[] = {
    {"unit_code", TEXT_INIT("Mã đơn vị", "Unit"), GRID_TEXT, 0, false},
    {"indicator", TEXT_INIT("Chỉ tiêu", "Indicator"), GRID_TEXT, 0, false},
    {"period", TEXT_INIT("Kỳ", "Period"), GRID_TEXT, 0, false},
    {"value", TEXT_INIT("Giá trị", "Value"), GRID_INT, 0, false},
    {"breakdown", TEXT_INIT("Phân tổ", "Breakdown"), GRID_TEXT, 0, false},
    {"base", TEXT_INIT("Cơ sở tính", "Base"), GRID_TEXT, 0, false},
    {"state", TEXT_INIT("Trạng thái", "State"), GRID_TEXT, 0, false},
    {"source", TEXT_INIT("Nguồn", "Source"), GRID_TEXT, 0, false},
    {"version", TEXT_INIT("Lần sửa", "Version"), GRID_INT, 0, false},
};

static Grid fact_grid(Cli *cli, const Fact *fact, ptrdiff_t count)
{
    bool simulated = false;
    for (ptrdiff_t i = 0; i < count; i++)
        simulated |= fact[i].state == FACT_SIMULATED;
    Grid grid = grid_open(TEXT("Số liệu", "Figures"), simulated ? state_text(FACT_SIMULATED) : (Text){0}, list_columns,
                          COUNTOF(list_columns));
    for (ptrdiff_t i = 0; i < count; i++) {
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[0] = G_TEXT(fact[i].key.unit);
        cell[1] = G_TEXT(fact[i].key.indicator);
        cell[2] = G_TEXT(period_text(cli->arena, fact[i].key.period));
        cell[3] = G_INT(fact[i].value);
        cell[4] = G_TEXT(fact[i].key.breakdown);
        cell[5] = G_TEXT(str_from(base_code(fact[i].key.base)));
        cell[6] = G_TEXT(text_in(cli->lang, state_text(fact[i].state)));
        cell[7] = G_TEXT(fact[i].source);
        cell[8] = G_INT(fact[i].version);
    }
    return grid;
}

static Err *run_list(Cli *cli)
{
    Store *store;
    FactFilter filter;
    Fact *fact;
    ptrdiff_t count;
    int64_t limit = 1000;
    TRY(cli_store(cli, &store));
    TRY(read_filter(cli, store, &filter));
    TRY(cli_int(cli, "limit", 1, 10000000, &limit));
    TRY(fact_list(store, cli->arena, filter, limit + 1, &fact, &count));
    bool more = count > limit;
    if (count == 0 && filter.indicator.len == 0) {
        IndicatorList indicators;
        TRY(indicator_list(store, cli->arena, &indicators));
        if (indicators.count == 0)
            return FAIL(cli->arena, NOT_FOUND, "chưa có danh mục chỉ tiêu thống kê; hãy chạy baophu indicator import",
                        "there is no list of indicators yet; run baophu indicator import");
    }
    Grid grid = fact_grid(cli, fact, more ? (ptrdiff_t)limit : count);
    TRY(cli_show(cli, &grid));
    if (more)
        cli_say(cli, text_fmt(cli->arena, "Còn nữa: chỉ hiện %lld dòng đầu; thêm --limit N hoặc thu hẹp điều kiện",
                              "There is more: the first %lld rows are shown; add --limit N or narrow the choice",
                              (long long)limit));
    return NULL;
}

/* ---- the table ------------------------------------------------------------------------------------ */

static const Option import_options[] = {
    OPT_PROVINCE,
    OPT_BASE,
    {"source", "TEXT", TEXT_INIT("nguồn số liệu; mặc định: tên tệp", "source; default: the file's name"), false},
    {"as-of", "DATE", TEXT_INIT("ngày của số liệu", "date that the figures state"), false},
    {"simulated", NULL, TEXT_INIT("đây là dữ liệu mô phỏng", "these are simulated data"), false},
    {"rejects", "FILE",
     TEXT_INIT("ghi các dòng chưa dùng được ra tệp này; các dòng còn lại vẫn được nhập",
               "write the rows that cannot be used to this file; the others are taken in"),
     false},
    OPT_WHO,
    OPT_REASON,
    {0},
};

static const Option set_options[] = {
    OPT_PROVINCE,
    OPT_ANY_UNIT,
    OPT_INDICATOR,
    OPT_PERIOD,
    {"value", "N", TEXT_INIT("giá trị", "the value"), false},
    OPT_BREAKDOWN,
    OPT_BASE,
    {"source", "TEXT", TEXT_INIT("nguồn số liệu; mặc định: người ghi", "source; default: who sets it"), false},
    OPT_WHO,
    OPT_REASON,
    {0},
};

static const Option move_options[] = {OPT_PROVINCE, OPT_ANY_UNIT, OPT_INDICATOR, OPT_PERIOD,
                                      OPT_BASE,     OPT_WHO,      OPT_REASON,    {0}};
static const Option history_options[] = {OPT_PROVINCE,  OPT_ANY_UNIT, OPT_INDICATOR, OPT_PERIOD,
                                         OPT_BREAKDOWN, OPT_BASE,     OPT_OUT,       {0}};
static const Option list_options[] = {
    OPT_PROVINCE,
    OPT_ANY_UNIT,
    OPT_INDICATOR,
    OPT_PERIOD,
    OPT_BASE,
    {"limit", "N", TEXT_INIT("nhiều nhất bao nhiêu dòng (mặc định 1000)", "at most so many rows (default 1000)"),
     false},
    OPT_OUT,
    {0},
};

const Command fact_commands[] = {
    {"fact import", "FILE", 1, 1, TEXT_INIT("nhập số liệu thực hiện từ tệp", "take in results from a file"),
     TEXT_INIT(
         "Cột: unit_code hoặc unit_name, indicator, period, value; nếu có: breakdown, base, state, source, as_of. "
         "Tổng không có trong tệp mà đã biết đủ các phần thì được ghi bằng tổng các phần. Có dòng sai thì không nhập "
         "gì, trừ khi có --rejects. Nhập lại cùng một tệp không làm thay đổi gì.",
         "Columns: unit_code or unit_name, indicator, period, value; if wanted breakdown, base, state, source, "
         "as_of. A total that the file leaves out is written as the sum of its parts. With bad rows nothing is taken "
         "in, unless --rejects is given. The same file twice changes nothing."),
     import_options,
     "baophu fact import data/demo/results-2026-10.csv --province HY --simulated --rejects dong-sai.csv", run_import},
    {"fact set", "", 0, 0,
     TEXT_INIT("ghi hoặc sửa một số liệu, có lý do", "write or correct one figure, with a reason"), TEXT_INIT("", ""),
     set_options,
     "baophu fact set --unit 11980 --indicator participants_total --period 2026-10 --value 34845 --reason \"đối chiếu "
     "lại\"",
     run_set},
    {"fact approve", "", 0, 0, TEXT_INIT("duyệt số liệu đã báo cáo", "approve reported figures"),
     TEXT_INIT("Không ghi --unit, --indicator thì duyệt cả kỳ.", "Without --unit and --indicator the whole period."),
     move_options, "baophu fact approve --province HY --period 2026-10", run_approve},
    {"fact lock", "", 0, 0, TEXT_INIT("khoá sổ số liệu đã duyệt", "lock approved figures"),
     TEXT_INIT("Số liệu đã khoá sổ chỉ sửa được sau khi mở lại.", "Locked figures change only after reopening."),
     move_options, "baophu fact lock --province HY --period 2026-10", run_lock},
    {"fact reopen", "", 0, 0,
     TEXT_INIT("mở lại số liệu đã duyệt hoặc đã khoá sổ, có lý do", "reopen approved or locked figures, with a reason"),
     TEXT_INIT("", ""), move_options,
     "baophu fact reopen --unit 11980 --period 2026-10 --reason \"cơ quan thuế điều chỉnh\"", run_reopen},
    {"fact history", "", 0, 0, TEXT_INIT("xem mọi lần ghi của một số liệu", "show every version of one figure"),
     TEXT_INIT("", ""), history_options,
     "baophu fact history --unit 11980 --indicator participants_total --period 2026-10", run_history},
    {"fact list", "", 0, 0, TEXT_INIT("liệt kê số liệu", "list figures"), TEXT_INIT("", ""), list_options,
     "baophu fact list --province HY --period 2026-10 --indicator participants_total", run_list},
    {0},
};
