#include "cli/cli.h"

#include "base/file.h"
#include "base/log.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/screen.h"
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The command whose words begin the line: "plan check x.csv" is "plan check". */
static const Command *find_command(int argc, char **argv, int *ret_words)
{
    AUTO(arena_close) Arena scratch = arena_open(1 << 20);
    for (int words = 2; words >= 1; words--) {
        if (words > argc)
            continue;
        Str name = words == 2 ? str_fmt(&scratch, "%s %s", argv[0], argv[1]) : str_from(argv[0]);
        const Command *found = help_find(name);
        if (found) {
            *ret_words = words;
            return found;
        }
    }
    return NULL;
}

static Lang system_lang(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (int i = 0; i < COUNTOF(names); i++) {
        Str value = str_from(getenv(names[i]));
        if (value.len > 0)
            return str_eq(value, S("C")) || str_eq(value, S("POSIX")) || str_starts(value, S("en")) ? LANG_EN : LANG_VI;
    }
    return LANG_VI;
}

static Err *read_common(Cli *cli)
{
    static const char *const langs[] = {"vi", "en", NULL};
    int lang = (int)cli->lang;
    TRY(cli_choice(cli, "lang", langs, &lang));
    cli->lang = (Lang)lang;
    cli->json = cli_flag(cli, "json");
    if (!cli_text(cli, "db", &cli->db))
        cli->db = str_from(getenv("BAOPHU_DB"));
    Str now = str_from(getenv("BAOPHU_NOW"));
    if ((cli_text(cli, "now", &now) || now.len > 0) && !clock_parse(now, &cli->clock))
        return FAIL(cli->arena, USAGE, "--now: “%.*s” không phải là ngày; hãy viết như 2026-10-31",
                    "--now: “%.*s” is not a day; write it as 2026-10-31", STRF(now));
    return NULL;
}

static Err *run_command(Cli *cli, int argc, char **argv)
{
    TRY(options_parse(cli, argc, argv));
    TRY(read_common(cli));
    if (cli_flag(cli, "help"))
        return help_show(cli, str_from(cli->command->name));
    TRY(options_check_args(cli));
    return cli->command->run(cli);
}

static int report(Cli *cli, const Err *err)
{
    Str text = err_text(cli->arena, cli->lang, err);
    fprintf(stderr, "baophu: %.*s\n", STRF(text));
    if (getenv("BAOPHU_LOG")) /* a person at a terminal has the message; a service wants the line too */
        log_error(cli->clock, cli->command ? cli->command->name : "command", err);
    return err_exit_status(err);
}

/* Words that no command takes are answered in the language asked for, too. */
static Lang asked_lang(int argc, char **argv, Lang otherwise)
{
    for (int i = 1; i < argc; i++) {
        bool here = strcmp(argv[i], "--lang=en") == 0 ||
                    (strcmp(argv[i], "--lang") == 0 && i + 1 < argc && strcmp(argv[i + 1], "en") == 0);
        if (here)
            return LANG_EN;
    }
    return otherwise;
}

/* "baophu --lang en progress" means "baophu progress --lang en". */
static char **options_last(Arena *arena, int argc, char **argv)
{
    int lead = 1;
    while (lead < argc && strncmp(argv[lead], "--", 2) == 0 && strcmp(argv[lead], "--help") != 0)
        lead += options_takes_word(str_from(argv[lead])) ? 2 : 1;
    char **turned = new (arena, char *, argc + 1);
    turned[0] = argv[0];
    if (lead >= argc) /* options and no command: as they came */
        lead = 1;
    for (int i = 1; i < argc; i++)
        turned[i] = argv[i - 1 + lead < argc ? i - 1 + lead : i - argc + lead];
    return turned;
}

int cli_main(int argc, char **argv, FILE *out)
{
    AUTO(arena_close) Arena arena = arena_open(ARENA_DEFAULT);
    Cli cli = {.arena = &arena, .lang = system_lang(), .out = out};
    int words = 0;
    Err *err;
    argv = options_last(&arena, argc, argv);
    cli.lang = asked_lang(argc, argv, cli.lang);
    if (argc < 2) {
        err = help_show(&cli, (Str){0});
    } else if ((cli.command = find_command(argc - 1, argv + 1, &words)) != NULL) {
        err = run_command(&cli, argc - 1 - words, argv + 1 + words);
    } else {
        err = help_unknown(&cli, argc - 1, argv + 1);
    }
    int status = err ? report(&cli, err) : cli.exit_status;
    store_close(&cli.store);
    if ((fflush(out) != 0 || ferror(out)) && !err) {
        err = FAIL(&arena, UNAVAILABLE, "không ghi hết được kết quả; hãy xem đĩa còn chỗ không",
                   "the result could not be written in full; see whether the disk has room");
        status = report(&cli, err);
    }
    return status;
}

/* Who works at the machine has no account of ours: the name by which the system knows him. */
static Str system_user(void)
{
    const struct passwd *user = getpwuid(getuid());
    const char *before = getenv("SUDO_USER");
    return str_from(getuid() == 0 && before ? before : user ? user->pw_name : "");
}

Str cli_by(const Cli *cli)
{
    Str name;
    return cli_text(cli, "who", &name) ? name : str_fmt(cli->arena, "%.*s@", STRF(system_user()));
}

AuditEntry cli_entry(const Cli *cli, const char *action, Str subject)
{
    return (AuditEntry){.login = str_fmt(cli->arena, "%.*s@", STRF(system_user())),
                        .action = str_from(action),
                        .subject = subject,
                        .request = str_fmt(cli->arena, "baophu %s", cli->command->name)};
}

/* Goes into the trail with the first change that the command makes; a command that changes nothing leaves none. */
static void note_command(Cli *cli)
{
    Buf words = buf_open(cli->arena);
    for (ptrdiff_t i = 0; i < cli->args; i++)
        buf_fmt(&words, "%s%.*s", i > 0 ? " " : "", STRF(cli->arg[i]));
    audit_note(cli->store, cli_entry(cli, "command", buf_str(&words)));
}

void cli_note(Cli *cli, AuditEntry entry)
{
    store_rollback(cli->store); /* forgets that of the command, if it still waits: this one says more */
    audit_note(cli->store, entry);
}

Err *cli_note_now(Cli *cli, AuditEntry entry)
{
    store_rollback(cli->store);
    return audit_add(cli->store, cli->arena, entry);
}

static Str address_of(const Cli *cli)
{
    return cli->db.len > 0 ? cli->db : S("baophu.db");
}

Err *cli_store_existing(Cli *cli, Store **ret)
{
    if (!cli->store) {
        TRY(store_open_existing(cli->arena, address_of(cli), cli->clock, &cli->store));
        note_command(cli);
    }
    *ret = cli->store;
    return NULL;
}

Err *cli_store(Cli *cli, Store **ret)
{
    Str path = address_of(cli);
    if (!cli->store && !str_starts(path, S("postgres")) && !file_exists(path)) /* perhaps a slip of the finger */
        cli_say(cli, text_fmt(cli->arena, "Chưa có tệp dữ liệu “%.*s”; tạo mới",
                              "There is no database “%.*s”; it is made new", STRF(path)));
    if (!cli->store) {
        TRY(store_open(cli->arena, path, cli->clock, &cli->store));
        note_command(cli);
    }
    *ret = cli->store;
    return NULL;
}

/* What is written from a database leaves its entry there, and a workbook says where the trail stood. */
Err *cli_save(Cli *cli, const Grid *grid, Str path)
{
    Grid out = *grid;
    Text foot;
    if (!cli->store)
        return grid_save(grid, cli->arena, cli->lang, path);
    if (str_ends(path, S(".xlsx"))) {
        TRY(audit_foot(cli->store, cli->arena, &foot));
        grid_add_note(&out, cli->arena, foot);
    }
    TRY(cli_note_now(cli, cli_entry(cli, "export", path)));
    return grid_save(&out, cli->arena, cli->lang, path);
}

Err *cli_show(Cli *cli, const Grid *grid)
{
    Str path;
    if (cli_text(cli, "out", &path)) {
        TRY(cli_save(cli, grid, path));
        cli_say(cli, text_fmt(cli->arena, "Đã ghi %.*s (%td dòng)", "Wrote %.*s (%td rows)", STRF(path), grid->rows));
    }
    return cli_print(cli, grid);
}

Err *cli_print(Cli *cli, const Grid *grid)
{
    if (!cli->json) {
        screen_grid(cli->out, grid, cli->arena, cli->lang);
        return NULL;
    }
    Str text;
    TRY(grid_json(grid, cli->arena, cli->lang, &text));
    fprintf(cli->out, "%.*s\n", STRF(text));
    return NULL;
}

void cli_say(const Cli *cli, Text text)
{
    if (!cli->json)
        fprintf(stderr, "%.*s\n", STRF(text_in(cli->lang, text)));
}

Meter cli_meter(const Cli *cli, Text label, int64_t total)
{
    return meter_open(label, total, cli->lang, cli->json);
}
