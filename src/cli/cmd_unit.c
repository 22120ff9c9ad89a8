/* Commands on administrative units: taking reference data in, showing it, and finding
 * the unit that a written name means. */
#include "door/door.h"
#include "base/vec.h"
#include "cli/cli.h"
#include "cli/option_rows.h"
#include "cli/problems.h"
#include "table/form.h"
#include "unit/unit.h"
#include "vn/vn.h"
#include <stdlib.h>

/* ---- what several of them need -------------------------------------------------- */

static Err *asked_day(const Cli *cli, Date *ret)
{
    *ret = clock_today(cli->clock);
    return cli_date(cli, "on", ret);
}

/* --province, or {0} where it is not given. */
static Err *asked_province(Cli *cli, Date on, Unit *ret)
{
    Str written;
    Store *store;
    *ret = (Unit){0};
    if (!cli_text(cli, "province", &written))
        return NULL;
    TRY(cli_store(cli, &store));
    return unit_province(store, cli->arena, written, on, ret);
}

static void say_report(const Cli *cli, const UnitReport *r, Text what)
{
    if (cli->json)
        fprintf(cli->out, "{\"read\":%lld,\"changed\":%lld,\"left\":%lld}\n", (long long)r->read, (long long)r->changed,
                (long long)r->left);
    cli_say(
        cli,
        (Text){str_fmt(cli->arena, "%.*s: đọc %lld, thay đổi %lld%s, bỏ lại %lld", STRF(what.vi), (long long)r->read,
                       (long long)r->changed, r->changed ? "" : " (đã có đủ từ trước)", (long long)r->left),
               str_fmt(cli->arena, "%.*s: %lld read, %lld changed%s, %lld left out", STRF(what.en), (long long)r->read,
                       (long long)r->changed, r->changed ? "" : " (all there already)", (long long)r->left)});
    if (r->first_left.vi.len > 0)
        cli_say(cli, text_fmt(cli->arena, "Đầu tiên bị bỏ lại: %.*s", "The first left out: %.*s",
                              STRF(text_in(cli->lang, r->first_left))));
}

static Str number_or_dash(Arena *arena, Lang lang, int64_t n)
{
    return n ? vn_int_in(arena, lang, n) : S("–");
}

/* ---- unit import, villages, boundaries ------------------------------------------- */

static Err *run_import(Cli *cli)
{
    Store *store;
    int64_t changed = 0;
    TRY(cli_store(cli, &store));
    TRY(unit_import(store, cli->arena, cli->args > 0 ? cli->arg[0] : (Str){0}, &changed));
    if (cli->json)
        fprintf(cli->out, "{\"changed\":%lld}\n", (long long)changed);
    cli_say(cli, changed > 0 ? text_fmt(cli->arena, "Đã nhập đơn vị hành chính: %lld thay đổi",
                                        "Took in the administrative units: %lld changes", (long long)changed)
                             : TEXT("Đơn vị hành chính đã có đủ từ trước, không có gì thay đổi",
                                    "The administrative units were there already; nothing changed"));
    return NULL;
}

static Err *run_villages(Cli *cli)
{
    Store *store;
    Unit province;
    UnitReport report;
    Str rejects = {0};
    TRY(cli_store(cli, &store));
    TRY(asked_province(cli, clock_today(cli->clock), &province));
    if (province.code.len == 0)
        return FAIL(cli->arena, USAGE, "thiếu tỉnh: baophu %s %s --province HY",
                    "the province is missing: baophu %s %s --province HY", cli->command->name, cli->command->args);
    cli_text(cli, "rejects", &rejects);
    TRY(door_check(cli->arena, DOOR_VILLAGES, NULL, &(DoorFile){.name = cli->arg[0], .path = cli->arg[0]}));
    Err *err = unit_import_villages(store, cli->arena, cli->arg[0], province.code, rejects, cli->lang, &report);
    problems_say(cli, report.problem, report.problems);
    TRY(err);
    say_report(cli, &report, TEXT("Thôn, tổ dân phố", "Villages and residential groups"));
    if (report.left > 0)
        cli_say(cli, text_fmt(cli->arena, "Các dòng bị bỏ lại ở %.*s: sửa rồi nhập lại",
                              "The rows left out are in %.*s: correct them and import again", STRF(rejects)));
    cli->exit_status = report.left > 0 ? 65 : 0;
    return NULL;
}

static Err *run_boundaries(Cli *cli)
{
    Store *store;
    UnitReport report;
    TRY(cli_store(cli, &store));
    TRY(unit_import_boundaries(store, cli->arena, cli->arg[0], &report));
    say_report(cli, &report, TEXT("Ranh giới", "Boundaries"));
    cli->exit_status = report.left > 0 ? 65 : 0;
    return NULL;
}

/* ---- unit list ------------------------------------------------------------------------ */

enum { L_CODE, L_NAME, L_KIND, L_POPULATION, L_AREA, L_COUNT };

static const GridColumn list_columns[L_COUNT] = {
    [L_CODE] = {"code", TEXT_INIT("Mã", "Code"), GRID_TEXT, 0, false},
    [L_NAME] = {"full_name", TEXT_INIT("Tên", "Name"), GRID_TEXT, 0, false},
    [L_KIND] = {"kind", TEXT_INIT("Loại", "Kind"), GRID_TEXT, 0, false},
    [L_POPULATION] = {"population", TEXT_INIT("Dân số (tham khảo)", "Population (indicative)"), GRID_INT, 0, false},
    [L_AREA] = {"area_km2", TEXT_INIT("Diện tích (km²)", "Area (km²)"), GRID_REAL, 2, false},
};

static Err *run_list(Cli *cli)
{
    Store *store;
    Date on;
    Unit parent;
    UnitList units;
    TRY(asked_day(cli, &on));
    TRY(cli_store(cli, &store));
    TRY(asked_province(cli, on, &parent));
    if (cli_text(cli, "commune", &parent.code))
        TRY(unit_get(store, cli->arena, parent.code, on, &parent));
    TRY(unit_children(store, cli->arena, parent.code, on, &units));
    if (units.count == 0 && parent.level != UNIT_COMMUNE)
        return FAIL(cli->arena, NOT_FOUND, "ngày %.*s chưa có đơn vị nào; hãy chạy: baophu unit import",
                    "there are no units on %.*s; run: baophu unit import", STRF(vn_date(cli->arena, on)));
    Str day = vn_date(cli->arena, on);
    Text title = parent.code.len > 0 ? text_fmt(cli->arena, "%.*s, ngày %.*s: %td đơn vị", "%.*s on %.*s: %td units",
                                                STRF(parent.full_name), STRF(day), units.count)
                                     : text_fmt(cli->arena, "Tỉnh, thành phố ngày %.*s: %td đơn vị",
                                                "Provinces and cities on %.*s: %td", STRF(day), units.count);
    Grid grid = grid_open(title, (Text){0}, list_columns, L_COUNT);
    for (ptrdiff_t i = 0; i < units.count; i++) {
        const Unit *u = &units.unit[i];
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[L_CODE] = G_TEXT(u->code);
        cell[L_NAME] = G_TEXT(u->full_name);
        cell[L_KIND] = G_TEXT(text_in(cli->lang, unit_kind(u->kind)));
        cell[L_POPULATION] = u->population ? G_INT(u->population) : G_NONE;
        cell[L_AREA] = u->area_km2 > 0 ? G_REAL(u->area_km2) : G_NONE;
    }
    return cli_show(cli, &grid);
}

/* ---- unit show ------------------------------------------------------------------------- */

static Str names_of(Arena *arena, const Unit *unit, ptrdiff_t count)
{
    Buf names = buf_open(arena);
    for (ptrdiff_t i = 0; i < count; i++)
        buf_fmt(&names, "%s%.*s (%.*s)", i ? "; " : "", STRF(unit[i].full_name), STRF(unit[i].code));
    return buf_str(&names);
}

/* All units of a province, or of the country. */
static Err *all_units(Cli *cli, Store *store, Str province, Date on, UnitList *ret)
{
    UnitList provinces, communes;
    Vec(Unit) all = {0};
    TRY(unit_children(store, cli->arena, (Str){0}, on, &provinces));
    for (ptrdiff_t i = 0; i < provinces.count; i++) {
        if (province.len > 0 && !str_eq(provinces.unit[i].code, province))
            continue;
        vec_push(cli->arena, &all, provinces.unit[i]);
        TRY(unit_children(store, cli->arena, provinces.unit[i].code, on, &communes));
        for (ptrdiff_t k = 0; k < communes.count; k++)
            vec_push(cli->arena, &all, communes.unit[k]);
    }
    *ret = (UnitList){all.data, all.len};
    return NULL;
}

static Err *find_unit(Cli *cli, Store *store, Str written, Date on, Unit *ret)
{
    Unit province;
    UnitList units;
    Err *err = unit_get(store, cli->arena, written, on, ret);
    if (!err || err->kind != ERR_NOT_FOUND)
        return err;
    if (written.len > 0 && written.ptr[0] >= '0' && written.ptr[0] <= '9' && str_find(written, S(" ")) < 0)
        return err; /* meant as a code */
    TRY(asked_province(cli, on, &province));
    TRY(all_units(cli, store, province.code, on, &units));
    if (units.count == 0)
        return FAIL(cli->arena, NOT_FOUND, "ngày %.*s chưa có đơn vị nào; hãy chạy: baophu unit import",
                    "there are no units on %.*s; run: baophu unit import", STRF(vn_date(cli->arena, on)));
    UnitMatch match = unit_match(unit_index(cli->arena, units, NULL, 0), cli->arena, written);
    if (match.sure) {
        *ret = match.unit;
        return NULL;
    }
    if (match.candidates == 0)
        return FAIL(cli->arena, NOT_FOUND, "không có đơn vị “%.*s”", "there is no unit “%.*s”", STRF(written));
    return FAIL(cli->arena, NOT_FOUND, "chưa rõ “%.*s” là đơn vị nào; hãy ghi mã: %.*s",
                "it is not clear which unit “%.*s” is; give its code: %.*s", STRF(written),
                STRF(names_of(cli->arena, match.candidate, match.candidates)));
}

static Err *describe(Cli *cli, Store *store, const Unit *unit, Text *ret)
{
    UnitOld *old;
    ptrdiff_t olds;
    Str people = number_or_dash(cli->arena, cli->lang, unit->population);
    Str place = unit->longitude > 0 ? str_fmt(cli->arena, "%.4f, %.4f", unit->latitude, unit->longitude) : S("–");
    TRY(unit_merged_from(store, cli->arena, unit->code, &old, &olds));
    Buf vi = buf_open(cli->arena), en = buf_open(cli->arena);
    Str area = unit->area_km2 > 0 ? vn_real_in(cli->arena, cli->lang, unit->area_km2, 2) : S("–");
    buf_fmt(&vi, "Dân số (tham khảo) %.*s; diện tích %.*s km²; vị trí %.*s", STRF(people), STRF(area), STRF(place));
    buf_fmt(&en, "Population (indicative) %.*s; area %.*s km²; position %.*s", STRF(people), STRF(area), STRF(place));
    for (ptrdiff_t i = 0; i < olds; i++) {
        buf_fmt(&vi, "%s%.*s%s", i ? ", " : "\nTừ trước 01/07/2025: ", STRF(old[i].name),
                old[i].divided ? " (một phần)" : "");
        buf_fmt(&en, "%s%.*s%s", i ? ", " : "\nFrom before 1 July 2025: ", STRF(old[i].name),
                old[i].divided ? " (in part)" : "");
    }
    *ret = (Text){buf_str(&vi), buf_str(&en)};
    return NULL;
}

enum { S_CODE, S_NAME, S_KIND, S_FROM, S_TO, S_DECISION, S_SHOWN, S_COUNT };

static const GridColumn show_columns[S_COUNT] = {
    [S_CODE] = {"code", TEXT_INIT("Mã", "Code"), GRID_TEXT, 0, false},
    [S_NAME] = {"full_name", TEXT_INIT("Tên", "Name"), GRID_TEXT, 0, false},
    [S_KIND] = {"kind", TEXT_INIT("Loại", "Kind"), GRID_TEXT, 0, false},
    [S_FROM] = {"valid_from", TEXT_INIT("Từ ngày", "From"), GRID_TEXT, 0, false},
    [S_TO] = {"valid_to", TEXT_INIT("Đến ngày", "To"), GRID_TEXT, 0, false},
    [S_DECISION] = {"decision", TEXT_INIT("Văn bản", "Decision"), GRID_TEXT, 0, false},
    [S_SHOWN] = {"in_force", TEXT_INIT("Hiệu lực", "In force"), GRID_TEXT, 0, false},
};

static Str shown_date(const Cli *cli, Str iso)
{
    Date date;
    return cli->lang == LANG_VI && !cli->json && date_parse_iso(iso, &date) ? vn_date(cli->arena, date) : iso;
}

static Err *run_show(Cli *cli)
{
    Store *store;
    Date on;
    Unit unit, province;
    UnitNaming *naming;
    ptrdiff_t namings;
    Text note;
    TRY(asked_day(cli, &on));
    TRY(cli_store(cli, &store));
    TRY(find_unit(cli, store, cli->arg[0], on, &unit));
    TRY(unit_get(store, cli->arena, unit.province, on, &province));
    TRY(unit_namings(store, cli->arena, unit.code, &naming, &namings));
    TRY(describe(cli, store, &unit, &note));
    Str day = date_iso(cli->arena, on);
    Text title = text_fmt(cli->arena, "%.*s (%.*s), %.*s", "%.*s (%.*s), %.*s", STRF(unit.full_name), STRF(unit.code),
                          STRF(province.full_name));
    Grid grid = grid_open(title, note, show_columns, S_COUNT);
    for (ptrdiff_t i = 0; i < namings; i++) {
        const UnitNaming *n = &naming[i];
        bool shown = str_cmp(n->from, day) <= 0 && (n->to.len == 0 || str_cmp(day, n->to) <= 0);
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[S_CODE] = G_TEXT(unit.code);
        cell[S_NAME] = G_TEXT(n->full_name);
        cell[S_KIND] = G_TEXT(text_in(cli->lang, unit_kind(n->kind)));
        cell[S_FROM] = G_TEXT(shown_date(cli, n->from));
        cell[S_TO] = G_TEXT(shown_date(cli, n->to));
        cell[S_DECISION] = G_TEXT(n->decision);
        cell[S_SHOWN] = shown ? G_TEXT(S("x")) : G_NONE;
    }
    return cli_show(cli, &grid);
}

/* ---- unit old ------------------------------------------------------------------------- */

enum { O_OLD, O_OLD_NAME, O_DISTRICT, O_PROVINCE, O_PART, O_NEW, O_NEW_NAME, O_COUNT };

static const GridColumn old_columns[O_COUNT] = {
    [O_OLD] = {"old_code", TEXT_INIT("Mã cũ", "Old code"), GRID_TEXT, 0, false},
    [O_OLD_NAME] = {"old_name", TEXT_INIT("Tên cũ", "Old name"), GRID_TEXT, 0, false},
    [O_DISTRICT] = {"old_district", TEXT_INIT("Huyện cũ", "Old district"), GRID_TEXT, 0, false},
    [O_PROVINCE] = {"old_province", TEXT_INIT("Tỉnh cũ", "Old province"), GRID_TEXT, 0, false},
    [O_PART] = {"divided", TEXT_INIT("Chia tách", "Divided"), GRID_TEXT, 0, false},
    [O_NEW] = {"code", TEXT_INIT("Mã nay", "Code"), GRID_TEXT, 0, false},
    [O_NEW_NAME] = {"full_name", TEXT_INIT("Tên nay", "Name"), GRID_TEXT, 0, false},
};

static void old_rows(Cli *cli, Grid *grid, const UnitOld *old, ptrdiff_t olds)
{
    for (ptrdiff_t i = 0; i < olds; i++) {
        GridCell *cell = grid_row(grid, cli->arena);
        cell[O_OLD] = G_TEXT(old[i].code);
        cell[O_OLD_NAME] = G_TEXT(old[i].name);
        cell[O_DISTRICT] = G_TEXT(old[i].district);
        cell[O_PROVINCE] = G_TEXT(old[i].province);
        cell[O_PART] = old[i].divided ? G_TEXT(text_in(cli->lang, TEXT("một phần", "in part"))) : G_NONE;
        cell[O_NEW] = G_TEXT(old[i].unit.code);
        cell[O_NEW_NAME] = G_TEXT(old[i].unit.full_name);
    }
}

static Err *show_old(Cli *cli, Store *store, Str province, Date on)
{
    Grid grid = grid_open(TEXT("Đơn vị trước 01/07/2025 và đơn vị nay", "Units of before 1 July 2025 and of today"),
                          TEXT("Một đơn vị cũ có nhiều dòng thì phải xác định từng trường hợp, không tự chọn",
                               "An old unit with several rows has to be decided case by case; none is chosen"),
                          old_columns, O_COUNT);
    for (ptrdiff_t i = 0; i < cli->args; i++) {
        UnitOld *old;
        ptrdiff_t olds;
        TRY(unit_old(store, cli->arena, cli->arg[i], province, on, &old, &olds));
        if (olds == 0) {
            cli_say(cli,
                    text_fmt(cli->arena, "Không có đơn vị cũ “%.*s”", "There was no unit “%.*s”", STRF(cli->arg[i])));
            cli->exit_status = 65;
        }
        old_rows(cli, &grid, old, olds);
    }
    return cli_show(cli, &grid);
}

static Err *run_old(Cli *cli)
{
    Store *store;
    Date on;
    Unit province;
    TRY(asked_day(cli, &on));
    TRY(cli_store(cli, &store));
    TRY(asked_province(cli, on, &province));
    return show_old(cli, store, province.code, on);
}

/* ---- unit match ----------------------------------------------------------------------- */

typedef Vec(Str) Names;

static const char usual_headings[] =
    "Tên xã/phường|Tên xã, phường|Xã, phường|Xã/phường|Tên đơn vị|Đơn vị|Địa bàn|Xã|Phường";

static Err *names_in_file(Cli *cli, Names *ret)
{
    Str path, column;
    Form *form;
    AUTO(table_close) Table *table = NULL;
    Field field = {"unit_name", usual_headings, FIELD_TEXT, true};
    if (!cli_text(cli, "file", &path))
        return NULL;
    if (cli_text(cli, "column", &column))
        field.key = field.names = str_c(cli->arena, column);
    TRY(table_open(cli->arena, path, (TableOptions){0}, &table));
    TRY(form_open(cli->arena, table, &field, 1, &form));
    for (bool more;;) {
        Record record;
        TRY(form_next(form, cli->arena, &record, &more));
        if (!more)
            return NULL;
        if (record.kind == RECORD_DATA && record.entry[0].given)
            vec_push(cli->arena, ret, record.entry[0].text);
    }
}

enum { M_WRITTEN, M_CODE, M_NAME, M_HOW, M_CERTAINTY, M_STATE, M_OTHERS, M_COUNT };

static const GridColumn match_columns[M_COUNT] = {
    [M_WRITTEN] = {"written", TEXT_INIT("Được ghi", "Written"), GRID_TEXT, 0, false},
    [M_CODE] = {"code", TEXT_INIT("Mã", "Code"), GRID_TEXT, 0, false},
    [M_NAME] = {"full_name", TEXT_INIT("Đơn vị", "Unit"), GRID_TEXT, 0, false},
    [M_HOW] = {"how", TEXT_INIT("Cách khớp", "How"), GRID_TEXT, 0, false},
    [M_CERTAINTY] = {"certainty", TEXT_INIT("Độ chắc", "Certainty"), GRID_PERCENT, 0, false},
    [M_STATE] = {"state", TEXT_INIT("Kết quả", "Result"), GRID_TEXT, 0, false},
    [M_OTHERS] = {"candidates", TEXT_INIT("Có thể là", "May be"), GRID_TEXT, 0, false},
};

static void match_row(Cli *cli, Grid *grid, Str written, const UnitMatch *match, bool accepted)
{
    GridCell *cell = grid_row(grid, cli->arena);
    Text state = accepted      ? TEXT("đã xác nhận và ghi nhớ", "confirmed and remembered")
                 : match->sure ? TEXT("chắc chắn", "sure")
                               : TEXT("chờ xác nhận", "to be confirmed");
    cell[M_WRITTEN] = G_TEXT(written);
    if (match->how >= UNIT_MATCH_NEAREST) {
        cell[M_CODE] = G_TEXT(match->unit.code);
        cell[M_NAME] = G_TEXT(match->unit.full_name);
    }
    cell[M_HOW] = G_TEXT(text_in(cli->lang, unit_match_how(match->how)));
    cell[M_CERTAINTY] = G_REAL(match->certainty * 100);
    cell[M_STATE] = G_TEXT(text_in(cli->lang, state));
    if (!match->sure && match->candidates > 0)
        cell[M_OTHERS] = G_TEXT(names_of(cli->arena, match->candidate, match->candidates));
}

/* A proposal is taken by --accept; what is ambiguous only by naming the code with --as. */
static Err *accept_match(Cli *cli, Store *store, const Unit *province, Str written, UnitMatch *match, bool *ret)
{
    Str who = str_from(getenv("USER")), code = match->unit.code;
    bool named = cli_text(cli, "as", &code);
    *ret = named || (cli_flag(cli, "accept") && match->how == UNIT_MATCH_NEAREST);
    if (!*ret)
        return NULL;
    cli_text(cli, "by", &who);
    TRY(unit_accept(store, cli->arena, province->code, written, code, who));
    if (named) {
        *match = (UnitMatch){.how = UNIT_MATCH_ALIAS, .sure = true, .certainty = 1};
        TRY(unit_get(store, cli->arena, code, (Date){0}, &match->unit));
    }
    return NULL;
}

static Err *match_names(Cli *cli, Store *store, const Unit *province, Date on, const Names *names)
{
    UnitIndex *index;
    ptrdiff_t open = 0;
    TRY(unit_index_load(store, cli->arena, province->code, on, &index));
    Grid grid =
        grid_open(text_fmt(cli->arena, "Khớp tên đơn vị, %.*s", "Matching of names, %.*s", STRF(province->full_name)),
                  (Text){0}, match_columns, M_COUNT);
    for (ptrdiff_t i = 0; i < names->len; i++) {
        bool accepted;
        UnitMatch match = unit_match(index, cli->arena, names->data[i]);
        TRY(accept_match(cli, store, province, names->data[i], &match, &accepted));
        match_row(cli, &grid, names->data[i], &match, accepted);
        open += !match.sure && !accepted;
    }
    TRY(cli_show(cli, &grid));
    cli_say(cli,
            text_fmt(cli->arena, "%td tên: %td chắc chắn hoặc đã xác nhận, %td chờ xác nhận",
                     "%td names: %td sure or confirmed, %td to be confirmed", names->len, names->len - open, open));
    cli->exit_status = open > 0 ? 1 : 0;
    return NULL;
}

static Err *run_match(Cli *cli)
{
    Store *store;
    Date on;
    Unit province;
    Names names = {0};
    Str code;
    TRY(asked_day(cli, &on));
    TRY(cli_store(cli, &store));
    TRY(asked_province(cli, on, &province));
    if (province.code.len == 0)
        return FAIL(cli->arena, USAGE, "thiếu tỉnh: baophu %s %s --province HY",
                    "the province is missing: baophu %s %s --province HY", cli->command->name, cli->command->args);
    for (ptrdiff_t i = 0; i < cli->args; i++)
        vec_push(cli->arena, &names, cli->arg[i]);
    TRY(names_in_file(cli, &names));
    if (names.len == 0)
        return FAIL(cli->arena, USAGE, "thiếu tên: baophu %s %s, hoặc --file TỆP",
                    "a name is missing: baophu %s %s, or --file FILE", cli->command->name, cli->command->args);
    if (cli_text(cli, "as", &code) && names.len != 1)
        return FAIL(cli->arena, USAGE, "--as %.*s chỉ dùng với một tên", "--as %.*s goes with one name only",
                    STRF(code));
    return cli_flag(cli, "old") ? show_old(cli, store, province.code, on)
                                : match_names(cli, store, &province, on, &names);
}

/* ---- the table ------------------------------------------------------------------------ */

#define PROVINCE_OPTION                                                          \
    {                                                                            \
        "province", "P",                                                         \
            TEXT_INIT("tỉnh: mã, tên hoặc chữ viết tắt (33, Hưng Yên, HY)",      \
                      "the province: code, name or letters (33, Hưng Yên, HY)"), \
            false                                                                \
    }
#define ON_OPTION                                                                                                    \
    {                                                                                                                \
        "on", "DATE",                                                                                                \
            TEXT_INIT("như đơn vị có vào ngày này (mặc định hôm nay)", "as units were on this day (default today)"), \
            false                                                                                                    \
    }

static const Option list_options[] = {
    PROVINCE_OPTION,
    {"commune", "CODE", TEXT_INIT("thôn, tổ dân phố của xã, phường này", "the villages of this commune"), false},
    ON_OPTION,
    OPT_OUT,
    {0},
};
static const Option show_options[] = {PROVINCE_OPTION, ON_OPTION, {0}};
static const Option old_options[] = {PROVINCE_OPTION, ON_OPTION, OPT_OUT, {0}};
static const Option villages_options[] = {
    PROVINCE_OPTION,
    {"rejects", "FILE",
     TEXT_INIT("ghi các dòng chưa nhập được ra tệp này", "write the rows that could not be taken in to this file"),
     false},
    {0},
};
static const Option match_options[] = {
    PROVINCE_OPTION,
    {"file", "FILE", TEXT_INIT("lấy tên từ một tệp bảng", "take the names from a table file"), false},
    {"column", "HEADING", TEXT_INIT("cột chứa tên trong tệp", "the column of the file that holds the names"), false},
    {"accept", NULL, TEXT_INIT("xác nhận các tên gần đúng và ghi nhớ", "confirm the proposals and remember them"),
     false},
    {"as", "CODE",
     TEXT_INIT("tên này là đơn vị mang mã này; ghi nhớ", "this name is the unit with this code; remember it"), false},
    {"by", "NAME", TEXT_INIT("người xác nhận", "who confirms"), false},
    {"old", NULL, TEXT_INIT("tên của đơn vị trước 01/07/2025", "names of units of before 1 July 2025"), false},
    ON_OPTION,
    OPT_OUT,
    {0},
};

const Command unit_commands[] = {
    {"unit import", "[FOLDER]", 0, 1,
     TEXT_INIT("nhập 34 tỉnh, 3.321 xã, phường, đặc khu và bảng đối chiếu cũ – mới",
               "take in the 34 provinces, 3,321 communes and the table old to new"),
     TEXT_INIT("Không ghi FOLDER thì dùng dữ liệu đi kèm. Nhập lại cùng dữ liệu không làm thay đổi gì.",
               "Without FOLDER the shipped data are used. The same data again change nothing."),
     NULL, "baophu unit import", run_import},
    {"unit list", "", 0, 0,
     TEXT_INIT("liệt kê tỉnh, hoặc xã, phường của một tỉnh", "list provinces, or the communes of one"),
     TEXT_INIT("", ""), list_options, "baophu unit list\nbaophu unit list --province HY --on 2026-10-31", run_list},
    {"unit show", "CODE|NAME", 1, 1,
     TEXT_INIT("xem một đơn vị: tên theo thời gian, văn bản, tiền thân",
               "show a unit: its names over time, decisions, origins"),
     TEXT_INIT("", ""), show_options, "baophu unit show 11953\nbaophu unit show \"Phố Hiến\" --province HY", run_show},
    {"unit match", "[NAME…]", 0, 100000,
     TEXT_INIT("tìm đơn vị mà một tên được ghi muốn chỉ", "find the unit that a written name means"),
     TEXT_INIT(
         "Khớp chắc chắn: đúng tên, khác vị trí dấu thanh, khác chữ hoa, không dấu, thiếu hoặc viết tắt loại đơn vị.\n"
         "Tên sai chữ chỉ được đề xuất và chờ xác nhận (--accept); tên có hai đơn vị như nhau không được tự chọn (--as "
         "MÃ).",
         "Sure: the exact name, other tone placement or case, no marks, the kind word missing or abbreviated.\n"
         "A wrong letter is only proposed and waits for --accept; two units as near are never chosen from (--as "
         "CODE)."),
     match_options,
     "baophu unit match \"P. Phố Hiến\" \"Mỹ Sở\" --province HY\nbaophu unit match \"Xã Mỹ Sở\" --province HY --accept",
     run_match},
    {"unit villages", "FILE", 1, 1,
     TEXT_INIT("nhập thôn, tổ dân phố của một tỉnh", "take in the villages of a province"),
     TEXT_INIT("Bảng có cột “Xã, phường” và cột “Thôn, tổ dân phố”; có thể có “Dân số”.",
               "A table with the columns “commune” and “village”; “population” may be there."),
     villages_options, "baophu unit villages data/demo/thon-mo-phong.csv --province HY --rejects loi.csv",
     run_villages},
    {"unit boundaries", "FILE", 1, 1,
     TEXT_INIT("nhập ranh giới từ tệp GeoJSON hoặc TopoJSON", "take in boundaries from GeoJSON or TopoJSON"),
     TEXT_INIT("Đối tượng được khớp theo mã, nếu không có mã thì theo tên. Ranh giới chỉ để vẽ bản đồ.",
               "Features are matched by code, else by name. Boundaries are for drawing maps only."),
     NULL, "baophu unit boundaries data/demo/ranh-gioi-mo-phong.geojson", run_boundaries},
    {"unit old", "CODE|NAME…", 1, 100000,
     TEXT_INIT("từ đơn vị trước 01/07/2025 ra đơn vị nay", "from units of before 1 July 2025 to those of today"),
     TEXT_INIT("Đơn vị bị chia tách hoặc trùng tên ra nhiều dòng; chương trình không tự chọn.",
               "A divided unit or a name borne by several gives several rows; none is chosen."),
     old_options, "baophu unit old 00007\nbaophu unit old \"Xã Mễ Sở\" --province HY", run_old},
    {0},
};
