/* help: what the program says of itself, all from the table of commands. */
#pragma once
#include "cli/cli.h"

const Command *help_find(Str name);             /* exact name, or NULL */
Err *help_show(Cli *cli, Str topic) MUST_CHECK; /* {0}: all; "plan": its group; "plan check": the command */
Err *help_unknown(Cli *cli, int argc, char **argv) MUST_CHECK; /* always an error, with the nearest name */
