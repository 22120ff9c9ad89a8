#include "base/file.h"
#include "cli/cli.h"
#include "cli/cmd_generate.h"
#include "cli/option_rows.h"
#include "generate/generate.h"

static const Option options[] = {
    OPT_PROVINCE,
    {"from", "YYYY-MM", TEXT_INIT("tháng đầu (mặc định 2023-01)", "the first month (default 2023-01)"), false},
    {"to", "YYYY-MM",
     TEXT_INIT("tháng cuối (mặc định: tháng trước hôm nay)", "the last month (default: the month before today)"),
     false},
    {"seed", "N",
     TEXT_INIT("hạt giống: cùng số thì cùng kết quả (mặc định 1)", "the same seed gives the same data (default 1)"),
     false},
    {"out", "FILE", TEXT_INIT("ghi kết quả ra tệp CSV này", "write the results to this CSV file"), false},
    {"truth", "FILE",
     TEXT_INIT("ghi xu hướng, mùa vụ, biến cố đã dùng ra tệp CSV này",
               "write the trend, season and shocks used to this CSV file"),
     false},
    {"load", NULL,
     TEXT_INIT("nhập thẳng vào cơ sở dữ liệu, trạng thái “mô phỏng”",
               "put the results into the database, state “simulated”"),
     false},
    {0},
};

static Err *read_month(const Cli *cli, const char *name, Period *ret)
{
    Str text;
    if (!cli_text(cli, name, &text))
        return NULL;
    if (period_parse(text, ret) && ret->kind == PERIOD_MONTH)
        return NULL;
    return FAIL(cli->arena, USAGE, "--%s: “%.*s” không phải là tháng; hãy viết như 2026-10",
                "--%s: “%.*s” is not a month; write it as 2026-10", name, STRF(text));
}

static Err *read_spec(Cli *cli, GenerateSpec *ret)
{
    int64_t seed = 1;
    *ret = (GenerateSpec){.from = period_month(2023, 1),
                          .to = period_add(period_of(clock_today(cli->clock), PERIOD_MONTH), -1)};
    TRY(cli_int(cli, "seed", 0, INT64_MAX, &seed));
    TRY(read_month(cli, "from", &ret->from));
    TRY(read_month(cli, "to", &ret->to));
    ret->seed = (uint64_t)seed;
    return NULL;
}

static Err *load(Cli *cli, const GenerateUnit *unit, const GenerateResult *result, ptrdiff_t count, FactChange *ret)
{
    Store *store;
    Author author = {S("baophu generate"), GENERATE_SOURCE};
    TRY(cli_store(cli, &store));
    TRY(store_begin(store, cli->arena));
    Err *err = generate_load(store, cli->arena, unit, result, count, author, ret);
    if (!err)
        return store_commit(store, cli->arena);
    store_rollback(store);
    return err;
}

static Err *write_files(Cli *cli, const GenerateUnit *unit, const GenerateResult *result, ptrdiff_t count)
{
    Str path;
    if (cli_text(cli, "out", &path))
        TRY(file_write(cli->arena, path, generate_fact_csv(cli->arena, unit, result, count)));
    if (cli_text(cli, "truth", &path))
        TRY(file_write(cli->arena, path, generate_truth_csv(cli->arena, unit, result, count)));
    return NULL;
}

static void report(Cli *cli, ptrdiff_t units, ptrdiff_t results, const FactChange *change, bool loaded)
{
    if (cli->json)
        fprintf(cli->out,
                "{\"simulated\":true,\"units\":%td,\"results\":%td,\"added\":%lld,\"corrected\":%lld,\"same\":%lld}\n",
                units, results, (long long)change->added, (long long)change->corrected, (long long)change->same);
    cli_say(cli, text_fmt(cli->arena, "Dữ liệu mô phỏng: %td đơn vị, %td số liệu tháng",
                          "Simulated data: %td units, %td monthly figures", units, results));
    if (loaded)
        cli_say(cli, text_fmt(cli->arena, "Đã nhập: %lld mới, %lld sửa, %lld không đổi, %lld bị khóa nên giữ nguyên",
                              "Loaded: %lld new, %lld corrected, %lld unchanged, %lld locked and left as they are",
                              (long long)change->added, (long long)change->corrected, (long long)change->same,
                              (long long)change->refused));
}

static Err *run(Cli *cli)
{
    Str province = S("HY"), path;
    GenerateSpec spec;
    GenerateUnit *unit;
    GenerateResult *result;
    ptrdiff_t units, results, reported = 0;
    FactChange change = {0};
    bool loads = cli_flag(cli, "load");
    cli_text(cli, "province", &province);
    TRY(read_spec(cli, &spec));
    TRY(generate_units(cli->arena, province, &unit, &units));
    TRY(generate_results(cli->arena, unit, units, spec, &result, &results));
    for (ptrdiff_t i = 0; i < results; i++)
        reported += !result[i].late;
    TRY(write_files(cli, unit, result, results));
    if (loads)
        TRY(load(cli, unit, result, results, &change));
    if (!loads && !cli_text(cli, "out", &path) && !cli->json) {
        Str csv = generate_fact_csv(cli->arena, unit, result, results);
        fprintf(cli->out, "%.*s", STRF(csv));
    }
    report(cli, units, reported, &change, loads);
    return NULL;
}

const Command generate_commands[] = {
    {.name = "generate",
     .args = "",
     .summary = TEXT_INIT("tạo dữ liệu mô phỏng: kết quả hằng tháng của các xã, phường",
                          "make demonstration data: monthly results of the communes"),
     .detail = TEXT_INIT("Số liệu có xu hướng, mùa vụ (Tết, năm học, tháng 5), biến cố và đơn vị báo cáo muộn; cùng\n"
                         "hạt giống luôn cho cùng số liệu. Mọi nơi hiển thị đều ghi “dữ liệu mô phỏng”.",
                         "The data have a trend, a season (Tết, school year, May), shocks and late reporters; the\n"
                         "same seed always gives the same data. They are labelled “simulated” wherever shown."),
     .options = options,
     .examples =
         "baophu generate --province HY --from 2023-01 --to 2026-10 --seed 1 --out ket-qua.csv --truth su-that.csv\n"
         "baophu generate --province HY --from 2023-01 --to 2026-10 --load",
     .run = run},
    {.name = "generate people",
     .args = "",
     .summary = TEXT_INIT("tạo dữ liệu mô phỏng: người dân và danh sách của năm cơ quan",
                          "make demonstration data: persons and the registers of five agencies"),
     .detail = TEXT_INIT(
         "Người, hộ, việc làm của một tỉnh mô phỏng; mỗi danh sách có lỗi riêng theo hồ sơ mức lỗi, và tệp sự\n"
         "thật cho biết dòng nào là một người. Tên chỉ ghép từ tần suất; tên tệp bắt đầu bằng mo-phong-.",
         "Persons, households and work of a simulated province; each register has errors of its own by the\n"
         "profile, and the truth says which rows are one person. Names are only recombined from counts."),
     .options = generate_people_options,
     .examples = "baophu generate people --province HY --persons 20000 --seed 1 --out mo-phong\n"
                 "baophu generate people --registers all --persons 20000 --month 2026-11 --out thang-11\n"
                 "baophu generate people --pair 10000 --overlap 8000 --profile heavy --out cap\n"
                 "baophu generate people --list 10000 --duplicates 1500 --out trung",
     .run = generate_people_run},
    {0},
};
