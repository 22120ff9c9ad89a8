/* register watch: its row stands with the other commands of registers. */
#pragma once
#include "cli/cli.h"

extern const Option register_watch_options[];
Err *run_register_watch(Cli *cli);
