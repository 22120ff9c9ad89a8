/* options: words of a command line into options and arguments; for cli.c only. */
#pragma once
#include "cli/cli.h"

struct CliGiven {
    const Option *option;
    Str value;
};

bool options_takes_word(Str word); /* "--db", a common option whose value is the next word */
Err *options_parse(Cli *cli, int argc, char **argv) MUST_CHECK; /* fills given, arg, args */
Err *options_check_args(const Cli *cli) MUST_CHECK;
