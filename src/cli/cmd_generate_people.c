/* generate people: registers of a simulated province, with the truth. */
#include "cli/cmd_generate.h"

#include "generate/people.h"
#include "vn/vn.h"

const Option generate_people_options[] = {
    {"persons", "N",
     TEXT_INIT("số người (mặc định: dân số của tỉnh)", "how many persons (default: the province's population)"), false},
    {"province", "P",
     TEXT_INIT("tỉnh, thành phố (chữ viết tắt, mã hoặc tên; mặc định HY)",
               "the province (letters, code or name; default HY)"),
     false},
    {"whole", "COMMUNE",
     TEXT_INIT("một xã, phường có đủ mọi người theo dân số, thêm ngoài --persons (mã hoặc tên)",
               "a commune in which everybody lives that its population counts, beside --persons (code or name)"),
     false},
    {"profile", "NAME|FILE",
     TEXT_INIT("mức lỗi: clean, middle, heavy hoặc một tệp (mặc định middle)",
               "the errors: clean, middle, heavy or a file (default middle)"),
     false},
    {"registers", "LIST",
     TEXT_INIT("chỉ các danh sách này, cách nhau bằng dấu phẩy: population, participants, tax_income,\n"
               "                          household_businesses, pupils; all: cả chín nguồn của baophu register",
               "only these, with commas: population, participants, tax_income,\n"
               "                          household_businesses, pupils; all: the nine sources of baophu register"),
     false},
    {"month", "YYYY-MM",
     TEXT_INIT("với --registers all: số liệu cuối tháng này, từ 2026-10 đến 2027-01 (mặc định 2026-10)",
               "with --registers all: as of the end of this month, 2026-10 to 2027-01 (default 2026-10)"),
     false},
    {"planted", "SHARE",
     TEXT_INIT("với --registers all: phần đối tượng của mỗi quy tắc có vi phạm cài sẵn (mặc định 0.01)",
               "with --registers all: share of the subjects of each rule that break it (default 0.01)"),
     false},
    {"history", NULL,
     TEXT_INIT("participants: mỗi quá trình đóng từ 2018 là một dòng", "participants: every spell since 2018 is a row"),
     false},
    {"pair", "N",
     TEXT_INIT("thay vào đó: hai danh sách left, right, mỗi danh sách đúng N dòng",
               "instead: two lists, left and right, of exactly N rows each"),
     false},
    {"overlap", "M",
     TEXT_INIT("với --pair: số người có trong cả hai (mặc định 80% của N)",
               "with --pair: persons that stand in both (default 80% of N)"),
     false},
    {"list", "N",
     TEXT_INIT("thay vào đó: một danh sách đúng N dòng, có người trùng",
               "instead: one list of exactly N rows with duplicates"),
     false},
    {"duplicates", "M",
     TEXT_INIT("với --list: số dòng trùng với dòng khác (mặc định 10% của N)",
               "with --list: rows that repeat another (default 10% of N)"),
     false},
    {"seed", "N",
     TEXT_INIT("hạt giống: cùng số thì cùng kết quả (mặc định 1)", "the same seed gives the same data (default 1)"),
     false},
    {"threads", "N",
     TEXT_INIT("số luồng; kết quả không đổi (mặc định: số lõi)",
               "threads; the result is the same (default: as many as cores)"),
     false},
    {"out", "FOLDER",
     TEXT_INIT("thư mục ghi các tệp (mặc định mo-phong)", "the folder of the files (default mo-phong)"), false},
    {0},
};

static Err *read_registers(const Cli *cli, unsigned *ret)
{
    Str text;
    if (!cli_text(cli, "registers", &text) || str_eq(text, S("all")))
        return NULL;
    for (StrCut cut = {.tail = text, .ok = true}; cut.ok;) {
        cut = str_cut(cut.tail, ',');
        int reg = 0;
        while (people_registers[reg] && !str_eq(str_from(people_registers[reg]), str_trim(cut.head)))
            reg++;
        if (!people_registers[reg])
            return FAIL(cli->arena, USAGE, "--registers: không có danh sách “%.*s”; xem: baophu help generate people",
                        "--registers: there is no register “%.*s”; see: baophu help generate people", STRF(cut.head));
        *ret |= 1u << reg;
    }
    return NULL;
}

static Err *clash(const Cli *cli, const char *a, const char *b)
{
    return FAIL(cli->arena, USAGE, "--%s và --%s không đi cùng nhau", "--%s and --%s do not go together", a, b);
}

/* --pair and --list replace the registers; their options make sense only with them. */
static Err *read_what(const Cli *cli, PeopleSpec *spec)
{
    static const char *const only_registers[] = {"persons", "whole", "registers", "history"};
    Str text;
    bool pair = cli_text(cli, "pair", &text), list = cli_text(cli, "list", &text);
    if (pair && list)
        return clash(cli, "pair", "list");
    for (int i = 0; i < COUNTOF(only_registers) && (pair || list); i++)
        if (cli_text(cli, only_registers[i], &text))
            return clash(cli, pair ? "pair" : "list", only_registers[i]);
    if ((cli_text(cli, "overlap", &text) && !pair) || (cli_text(cli, "duplicates", &text) && !list))
        return FAIL(cli->arena, USAGE, "--overlap đi với --pair, --duplicates đi với --list",
                    "--overlap goes with --pair, --duplicates with --list");
    spec->what = pair ? PEOPLE_PAIR : list ? PEOPLE_LIST : PEOPLE_PROVINCE;
    if (!pair && !list && cli_text(cli, "registers", &text) && str_eq(text, S("all")))
        spec->what = PEOPLE_MONTH;
    return NULL;
}

/* "0.01", "1%" of 2^32 */
static bool read_share(Str written, uint64_t *ret)
{
    VnDecimal d;
    int64_t one = str_ends(written, S("%")) ? 100 : 1;
    if (!vn_parse_decimal(written, &d) || d.scale > 6)
        return false;
    for (int i = 0; i < d.scale; i++)
        one *= 10;
    *ret = d.digits >= 0 && d.digits * 2 <= one ? ((uint64_t)d.digits << 32) / (uint64_t)one : UINT64_MAX;
    return *ret != UINT64_MAX;
}

static Err *read_month(const Cli *cli, PeopleSpec *spec)
{
    Str month = S("2026-10"), planted = S("0.01");
    Date day;
    bool asked = cli_text(cli, "month", &month);
    asked |= cli_text(cli, "planted", &planted);
    if (asked && spec->what != PEOPLE_MONTH)
        return FAIL(cli->arena, USAGE, "--month và --planted đi với --registers all",
                    "--month and --planted go with --registers all");
    if (date_parse_iso(month, &day) && day.month > 0 && day.day == 0)
        spec->month = (day.year - 2018) * 12 + day.month - 1;
    if (spec->month < PEOPLE_FIRST_MONTH || spec->month > PEOPLE_LAST_MONTH)
        return FAIL(cli->arena, USAGE, "--month: “%.*s” không phải là tháng từ 2026-10 đến 2027-01",
                    "--month: “%.*s” is not a month from 2026-10 to 2027-01", STRF(month));
    if (!read_share(planted, &spec->planted))
        return FAIL(cli->arena, USAGE, "--planted: “%.*s” không phải là phần từ 0 đến 0.5",
                    "--planted: “%.*s” is not a share between 0 and 0.5", STRF(planted));
    return NULL;
}

static Err *read_counts(const Cli *cli, PeopleSpec *spec)
{
    TRY(cli_int(cli, "persons", 1, PEOPLE_MOST, &spec->persons));
    if (spec->what == PEOPLE_PAIR) {
        TRY(cli_int(cli, "pair", 1, PEOPLE_MOST, &spec->persons));
        spec->overlap = spec->persons * 8 / 10;
        TRY(cli_int(cli, "overlap", 0, spec->persons, &spec->overlap));
        if (2 * spec->persons - spec->overlap > PEOPLE_MOST)
            return FAIL(
                cli->arena, USAGE, "hai danh sách có hơn %d người khác nhau; hãy bớt --pair hoặc tăng --overlap",
                "the two lists have more than %d different persons; lower --pair or raise --overlap", PEOPLE_MOST);
    }
    if (spec->what == PEOPLE_LIST) {
        TRY(cli_int(cli, "list", 1, PEOPLE_MOST, &spec->persons));
        spec->overlap = spec->persons / 10;
        TRY(cli_int(cli, "duplicates", 0, spec->persons / 2, &spec->overlap));
    }
    return NULL;
}

static Err *read_spec(const Cli *cli, PeopleSpec *ret)
{
    int64_t seed = 1, threads = 0;
    PeopleSpec spec = {.province = S("HY"), .profile = S("middle"), .folder = S("mo-phong")};
    cli_text(cli, "province", &spec.province);
    cli_text(cli, "whole", &spec.whole);
    cli_text(cli, "profile", &spec.profile);
    cli_text(cli, "out", &spec.folder);
    spec.history = cli_flag(cli, "history");
    TRY(cli_int(cli, "seed", 0, INT64_MAX, &seed));
    TRY(cli_int(cli, "threads", 1, 256, &threads));
    TRY(read_registers(cli, &spec.registers));
    TRY(read_what(cli, &spec));
    TRY(read_month(cli, &spec));
    TRY(read_counts(cli, &spec));
    spec.seed = (uint64_t)seed;
    spec.threads = (int)threads;
    *ret = spec;
    return NULL;
}

static void report(Cli *cli, const PeopleSpec *spec, const PeopleResult *result)
{
    if (cli->json) {
        fprintf(cli->out, "{\"simulated\":true,\"persons\":%lld,\"outside\":%lld,\"files\":[",
                (long long)result->persons, (long long)result->outside);
        for (ptrdiff_t i = 0; i < result->files; i++)
            fprintf(cli->out, "%s{\"name\":\"%.*s\",\"rows\":%lld}", i ? "," : "", STRF(result->file[i].name),
                    (long long)result->file[i].rows);
        fprintf(cli->out, "]}\n");
        return;
    }
    cli_say(cli,
            text_fmt(cli->arena, "Dữ liệu mô phỏng: %lld người, thư mục “%.*s”",
                     "Simulated data: %lld persons, folder “%.*s”", (long long)result->persons, STRF(spec->folder)));
    for (ptrdiff_t i = 0; i < result->files; i++)
        cli_say(cli, text_fmt(cli->arena, "  %-56.*s %lld dòng", "  %-56.*s %lld rows", STRF(result->file[i].name),
                              (long long)result->file[i].rows));
}

Err *generate_people_run(Cli *cli)
{
    PeopleSpec spec;
    PeopleResult result;
    TRY(read_spec(cli, &spec));
    Meter meter = cli_meter(cli, TEXT("Tạo người mô phỏng", "Making simulated persons"), 0);
    Err *err = people_generate(cli->arena, spec, &meter, &result);
    meter_close(&meter);
    if (!err)
        report(cli, &spec, &result);
    return err;
}
