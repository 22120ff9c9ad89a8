#include "cli/options.h"

#include <stdlib.h>
#include <string.h>

const Option cli_common_options[] = {
    {"db", "ADDRESS",
     TEXT_INIT("cơ sở dữ liệu: tệp SQLite hoặc postgresql://… (mặc định BAOPHU_DB, rồi baophu.db)",
               "the database: a SQLite file or postgresql://… (default BAOPHU_DB, then baophu.db)"),
     false},
    {"json", NULL, TEXT_INIT("kết quả dạng JSON cho máy đọc", "the result as JSON, for machines"), false},
    {"lang", "vi|en", TEXT_INIT("ngôn ngữ của thông báo", "the language of messages"), false},
    {"now", "DATE", TEXT_INIT("coi như hôm nay là ngày này (YYYY-MM-DD)", "take this as today (YYYY-MM-DD)"), false},
    {"help", NULL, TEXT_INIT("hướng dẫn cho lệnh này", "help on this command"), false},
    {0},
};

static const Option *find_option(const Option *list, Str name)
{
    for (; list && list->name; list++)
        if (str_eq(str_from(list->name), name))
            return list;
    return NULL;
}

static bool is_given(const Cli *cli, const Option *option)
{
    for (ptrdiff_t i = 0; i < cli->given_count; i++)
        if (cli->given[i].option == option)
            return true;
    return false;
}

static Err *parse_option(Cli *cli, Str word, int argc, char **argv, int *at)
{
    StrCut cut = str_cut(str_slice(word, 2, word.len), '=');
    const Option *option = find_option(cli->command->options, cut.head);
    if (!option)
        option = find_option(cli_common_options, cut.head);
    if (!option)
        return FAIL(cli->arena, USAGE, "không có tùy chọn “--%.*s”; xem: baophu help %s",
                    "there is no option “--%.*s”; see: baophu help %s", STRF(cut.head), cli->command->name);
    if (is_given(cli, option) && !option->many)
        return FAIL(cli->arena, USAGE, "tùy chọn “--%s” chỉ được dùng một lần",
                    "the option “--%s” may be given only once", option->name);
    Str value = cut.tail;
    if (option->value && !cut.ok) {
        if (*at + 1 >= argc)
            return FAIL(cli->arena, USAGE, "tùy chọn “--%s” cần một giá trị: --%s %s",
                        "the option “--%s” needs a value: --%s %s", option->name, option->name, option->value);
        value = str_from(argv[++*at]);
    }
    if (!option->value && cut.ok)
        return FAIL(cli->arena, USAGE, "tùy chọn “--%s” không nhận giá trị", "the option “--%s” takes no value",
                    option->name);
    cli->given[cli->given_count++] = (struct CliGiven){option, value};
    return NULL;
}

bool options_takes_word(Str word)
{
    const Option *option = find_option(cli_common_options, str_slice(word, 2, word.len));
    return option && option->value;
}

Err *options_parse(Cli *cli, int argc, char **argv)
{
    bool only_args = false;
    cli->given = new (cli->arena, struct CliGiven, argc + 1);
    cli->arg = new (cli->arena, Str, argc + 1);
    for (int at = 0; at < argc; at++) {
        Str word = str_from(argv[at]);
        if (!only_args && str_eq(word, S("--")))
            only_args = true;
        else if (!only_args && str_starts(word, S("--")))
            TRY(parse_option(cli, word, argc, argv, &at));
        else if (!only_args && str_eq(word, S("-h")))
            cli->given[cli->given_count++] = (struct CliGiven){find_option(cli_common_options, S("help")), {0}};
        else
            cli->arg[cli->args++] = word;
    }
    return NULL;
}

Err *options_check_args(const Cli *cli)
{
    const Command *c = cli->command;
    if (cli->args < c->min_args)
        return FAIL(cli->arena, USAGE, "lệnh thiếu tham số: baophu %s %s", "an argument is missing: baophu %s %s",
                    c->name, c->args);
    if (cli->args > c->max_args)
        return FAIL(cli->arena, USAGE, "thừa tham số “%.*s”: baophu %s %s",
                    "one argument too many, “%.*s”: baophu %s %s", STRF(cli->arg[c->max_args]), c->name, c->args);
    return NULL;
}

ptrdiff_t cli_texts(const Cli *cli, const char *name, Str **ret)
{
    ptrdiff_t count = 0;
    Str *values = new (cli->arena, Str, cli->given_count + 1);
    for (ptrdiff_t i = 0; i < cli->given_count; i++)
        if (strcmp(cli->given[i].option->name, name) == 0)
            values[count++] = cli->given[i].value;
    *ret = values;
    return count;
}

bool cli_text(const Cli *cli, const char *name, Str *ret)
{
    Str *values;
    ptrdiff_t count = cli_texts(cli, name, &values);
    if (count > 0)
        *ret = values[count - 1];
    return count > 0;
}

bool cli_flag(const Cli *cli, const char *name)
{
    Str ignored;
    return cli_text(cli, name, &ignored);
}

Err *cli_int(const Cli *cli, const char *name, int64_t low, int64_t high, int64_t *ret)
{
    Str text;
    if (!cli_text(cli, name, &text))
        return NULL;
    char *end;
    char *c = str_c(cli->arena, text);
    long long value = strtoll(c, &end, 10);
    if (text.len == 0 || *end || text.len > 18 || value < low || value > high)
        return FAIL(cli->arena, USAGE, "--%s: “%.*s” không hợp lệ; cần số nguyên từ %lld đến %lld",
                    "--%s: “%.*s” does not fit; a whole number from %lld to %lld is needed", name, STRF(text),
                    (long long)low, (long long)high);
    *ret = value;
    return NULL;
}

Err *cli_date(const Cli *cli, const char *name, Date *ret)
{
    Str text;
    if (!cli_text(cli, name, &text))
        return NULL;
    if (!date_parse_iso(text, ret) || !date_is_day(*ret))
        return FAIL(cli->arena, USAGE, "--%s: “%.*s” không phải là ngày; hãy viết như 2026-10-31",
                    "--%s: “%.*s” is not a day; write it as 2026-10-31", name, STRF(text));
    return NULL;
}

Err *cli_choice(const Cli *cli, const char *name, const char *const *choice, int *ret)
{
    Str text;
    if (!cli_text(cli, name, &text))
        return NULL;
    Buf all = buf_open(cli->arena);
    for (int i = 0; choice[i]; i++) {
        if (str_eq(text, str_from(choice[i]))) {
            *ret = i;
            return NULL;
        }
        buf_fmt(&all, "%s%s", i ? ", " : "", choice[i]);
    }
    return FAIL(cli->arena, USAGE, "--%s: không có lựa chọn “%.*s”; hãy chọn: %.*s",
                "--%s: there is no choice “%.*s”; choose one of: %.*s", name, STRF(text), STRF(buf_str(&all)));
}
