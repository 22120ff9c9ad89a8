/* cli: the terminal's face.
 *
 * One table of commands feeds the dispatcher, the help, the man page and the
 * shell completion.  A command parses nothing itself: it asks for its options,
 * opens the store when it needs one, calls the domain and shows a Grid or words.
 * stdout carries data, stderr words for people. */
#pragma once
#include "audit/audit.h"
#include "base/clock.h"
#include "base/meter.h"
#include "store/store.h"
#include "table/grid.h"
#include <stdio.h>

typedef struct Option {
    const char *name;  /* "method", used as --method */
    const char *value; /* "FILE", "N" …; NULL for a flag */
    Text help;
    bool many; /* may be given more than once */
} Option;

typedef struct Cli Cli;

typedef struct Command {
    const char *name; /* "plan check" */
    const char *args; /* "[FILE]" */
    int min_args, max_args;
    Text summary;          /* one line */
    Text detail;           /* some lines, or {0} */
    const Option *options; /* ends with {0}; the common ones are understood besides */
    const char *examples;  /* command lines, one a line, each of which works */
    Err *(*run)(Cli *cli);
} Command;

struct Cli {
    Arena *arena;
    Lang lang;
    bool json;
    Str db; /* address; {0} = not said */
    Clock clock;
    const Command *command;
    Str *arg;
    ptrdiff_t args;
    struct CliGiven *given; /* options as they came */
    ptrdiff_t given_count;
    Store *store;
    FILE *out;
    int exit_status; /* set by a command that ran well and found something wrong */
};

/* Every module of commands lists its own; commands.c lists the lists. */
extern const Command plan_commands[], allocate_commands[], unit_commands[], law_commands[], fact_commands[],
    indicator_commands[], progress_commands[], generate_commands[], link_commands[], serve_commands[],
    account_commands[], audit_commands[], backup_commands[], register_commands[], reconcile_commands[],
    balance_commands[], who_commands[], work_commands[], task_commands[], benefit_commands[], renew_commands[],
    field_commands[], help_commands[];
extern const Command *const cli_command_lists[]; /* ends with NULL */
extern const Option cli_common_options[];        /* --db --json --lang --now --help */

int cli_main(int argc, char **argv, FILE *out);

/* Options of the command.  Each is checked here once: wrong values are usage errors. */
bool cli_flag(const Cli *cli, const char *name);
bool cli_text(const Cli *cli, const char *name, Str *ret);
ptrdiff_t cli_texts(const Cli *cli, const char *name, Str **ret); /* all values of a `many` option */
Err *cli_int(const Cli *cli, const char *name, int64_t low, int64_t high,
             int64_t *ret) MUST_CHECK; /* *ret keeps the default */
Err *cli_date(const Cli *cli, const char *name, Date *ret) MUST_CHECK;
Err *cli_choice(const Cli *cli, const char *name, const char *const *choice,
                int *ret) MUST_CHECK; /* choice ends with NULL */

/* The store of --db, BAOPHU_DB or ./baophu.db, opened once. */
Err *cli_store(Cli *cli, Store **ret) MUST_CHECK;
Err *cli_store_existing(Cli *cli, Store **ret) MUST_CHECK; /* NOT_FOUND where there is none: it is not made */

/* An entry of the audit trail about this command; a change of the store through cli_store has one already. */
Str cli_by(const Cli *cli); /* --who, else who works at the machine as the trail calls him: "root@" */
AuditEntry cli_entry(const Cli *cli, const char *action, Str subject);
void cli_note(Cli *cli, AuditEntry entry);                /* with the next commit, in place of that one */
Err *cli_note_now(Cli *cli, AuditEntry entry) MUST_CHECK; /* for what reads: in a transaction of its own */

/* Shows a grid: table on a terminal or pipe, JSON with --json; and writes it to the
 * file of the command's --out option where it has one and it was given. */
Err *cli_show(Cli *cli, const Grid *grid) MUST_CHECK;
Err *cli_print(Cli *cli, const Grid *grid) MUST_CHECK;          /* the first half of it */
Err *cli_save(Cli *cli, const Grid *grid, Str path) MUST_CHECK; /* the second, with its entry in the trail */
void cli_say(const Cli *cli, Text text);                        /* a line of words on stderr; nothing with --json */
Meter cli_meter(const Cli *cli, Text label, int64_t total);
