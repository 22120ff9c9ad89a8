#include "cli/help.h"

#include "cli/link_job.h"
#include "cli/manual.h"
#include <string.h>

/* What a command has to say beside its options. */
static const struct {
    const char *command;
    void (*print)(FILE *out, Lang lang);
} more[] = {{"link", link_help}};

const Command *help_find(Str name)
{
    for (const Command *const *list = cli_command_lists; *list; list++)
        for (const Command *c = *list; c->name; c++)
            if (str_eq(str_from(c->name), name))
                return c;
    return NULL;
}

static void print_text(FILE *out, Lang lang, Text text)
{
    Str s = text_in(lang, text);
    fprintf(out, "%.*s", STRF(s));
}

static void print_options(FILE *out, Lang lang, const Option *option)
{
    for (; option && option->name; option++) {
        int width =
            fprintf(out, "  --%s%s%s", option->name, option->value ? " " : "", option->value ? option->value : "");
        fprintf(out, "%*s", width < 26 ? 26 - width : 2, "");
        print_text(out, lang, option->help);
        fputc('\n', out);
    }
}

/* "generate" has "generate people" beside it. */
static void print_family(FILE *out, Lang lang, const Command *c)
{
    Str family = str_cut(str_from(c->name), ' ').head;
    if ((ptrdiff_t)strlen(c->name) != family.len)
        return;
    bool begun = false;
    for (const Command *const *list = cli_command_lists; *list; list++)
        for (const Command *other = *list; other->name; other++) {
            StrCut cut = str_cut(str_from(other->name), ' ');
            if (other == c || !str_eq(cut.head, family))
                continue;
            if (!begun)
                fputs(lang == LANG_VI ? "\nXem thêm:\n" : "\nSee also:\n", out);
            begun = true;
            fprintf(out, "  baophu %s: ", other->name);
            print_text(out, lang, other->summary);
            fputc('\n', out);
        }
}

static void print_command(FILE *out, Lang lang, const Command *c)
{
    bool vi = lang == LANG_VI;
    fprintf(out, "baophu %s%s%s\n", c->name, *c->args ? " " : "", c->args);
    print_text(out, lang, c->summary);
    fputs("\n", out);
    print_family(out, lang, c);
    if (c->detail.vi.len > 0) {
        fputs("\n", out);
        print_text(out, lang, c->detail);
        fputs("\n", out);
    }
    if (c->options && c->options->name) {
        fputs(vi ? "\nTùy chọn:\n" : "\nOptions:\n", out);
        print_options(out, lang, c->options);
    }
    fputs(vi ? "\nTùy chọn chung:\n" : "\nCommon options:\n", out);
    print_options(out, lang, cli_common_options);
    for (ptrdiff_t i = 0; i < COUNTOF(more); i++)
        if (strcmp(c->name, more[i].command) == 0)
            more[i].print(out, lang);
    fputs(vi ? "\nVí dụ:\n" : "\nExamples:\n", out);
    for (StrCut line = {.tail = str_from(c->examples), .ok = true}; line.ok;) {
        line = str_cut(line.tail, '\n');
        fprintf(out, "  %.*s\n", STRF(line.head));
    }
}

static int print_group(FILE *out, Lang lang, Str group)
{
    int count = 0;
    for (const Command *const *list = cli_command_lists; *list; list++)
        for (const Command *c = *list; c->name; c++) {
            Str name = str_from(c->name);
            bool inside =
                group.len == 0 || (str_starts(name, group) && (name.len == group.len || name.ptr[group.len] == ' '));
            if (!inside)
                continue;
            fprintf(out, "  %-20s ", c->name);
            print_text(out, lang, c->summary);
            fputc('\n', out);
            count++;
        }
    return count;
}

Err *help_show(Cli *cli, Str topic)
{
    const Command *c = help_find(topic);
    bool vi = cli->lang == LANG_VI;
    if (c) {
        print_command(cli->out, cli->lang, c);
        return NULL;
    }
    if (topic.len == 0)
        fputs(vi ? "Bao Phủ – lập, giao và theo dõi chỉ tiêu tham gia bảo hiểm xã hội\n\n"
                   "Cách dùng: baophu LỆNH [THAM SỐ] [--tùy chọn]\n\n"
                 : "Bao Phủ – plan, allocate and track participation in social insurance\n\n"
                   "Usage: baophu COMMAND [ARGUMENT] [--option]\n\n",
              cli->out);
    if (print_group(cli->out, cli->lang, topic) == 0)
        return FAIL(cli->arena, USAGE, "không có lệnh “%.*s”; xem: baophu help",
                    "there is no command “%.*s”; see: baophu help", STRF(topic));
    fputs(vi ? "\nChi tiết từng lệnh: baophu help LỆNH\n" : "\nMore on a command: baophu help COMMAND\n", cli->out);
    return NULL;
}

/* Levenshtein distance; names of commands are short. */
static int distance(Str a, Str b)
{
    int row[64];
    if (a.len > 60 || b.len > 60)
        return 99;
    for (int j = 0; j <= b.len; j++)
        row[j] = j;
    for (int i = 1; i <= a.len; i++) {
        int corner = row[0];
        row[0] = i;
        for (int j = 1; j <= b.len; j++) {
            int best = corner + (a.ptr[i - 1] != b.ptr[j - 1]);
            corner = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[b.len];
}

static bool group_exists(Str group)
{
    for (const Command *const *list = cli_command_lists; *list; list++)
        for (const Command *c = *list; c->name; c++)
            if (str_eq(str_cut(str_from(c->name), ' ').head, group))
                return true;
    return false;
}

Err *help_unknown(Cli *cli, int argc, char **argv)
{
    Str first = str_from(argv[0]);
    if (str_eq(first, S("--help")) || str_eq(first, S("-h")))
        return help_show(cli, (Str){0});
    if ((argc == 1 || argv[1][0] == '-') && group_exists(first)) /* "plan", "plan --help", "plan --lang en" */
        return help_show(cli, first);
    Str wanted = argc > 1 && argv[1][0] != '-' ? str_fmt(cli->arena, "%s %s", argv[0], argv[1]) : first;
    const char *nearest = NULL;
    int best = 4;
    for (const Command *const *list = cli_command_lists; *list; list++)
        for (const Command *c = *list; c->name; c++) {
            int d = distance(wanted, str_from(c->name));
            if (d < best) {
                best = d;
                nearest = c->name;
            }
        }
    if (nearest)
        return FAIL(cli->arena, USAGE, "không có lệnh “%.*s”; ý bạn là “%s”?",
                    "there is no command “%.*s”; did you mean “%s”?", STRF(wanted), nearest);
    return FAIL(cli->arena, USAGE, "không có lệnh “%.*s”; xem: baophu help",
                "there is no command “%.*s”; see: baophu help", STRF(wanted));
}

static Err *run_help(Cli *cli)
{
    Str topic = {0};
    if (cli_flag(cli, "man")) {
        manual_man(cli->out, cli->lang);
        return NULL;
    }
    if (cli_flag(cli, "completion")) {
        manual_bash(cli->out);
        return NULL;
    }
    if (cli->args == 1)
        topic = cli->arg[0];
    if (cli->args == 2)
        topic = str_fmt(cli->arena, "%.*s %.*s", STRF(cli->arg[0]), STRF(cli->arg[1]));
    return help_show(cli, topic);
}

static Err *run_version(Cli *cli)
{
    fprintf(cli->out, "baophu %s\n", BAOPHU_VERSION);
    return NULL;
}

static const Option help_options[] = {
    {"man", NULL, TEXT_INIT("in trang man(1)", "print the man(1) page"), false},
    {"completion", NULL, TEXT_INIT("in phần tự hoàn thành lệnh cho bash", "print the completion for bash"), false},
    {0},
};

const Command help_commands[] = {
    {"help", "[COMMAND]", 0, 2, TEXT_INIT("hướng dẫn chung hoặc cho một lệnh", "help, in general or on a command"),
     TEXT_INIT("", ""), help_options, "baophu help plan check", run_help},
    {"version", "", 0, 0, TEXT_INIT("phiên bản của chương trình", "the version of the program"), TEXT_INIT("", ""),
     NULL, "baophu version", run_version},
    {0},
};
