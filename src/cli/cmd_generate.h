/* generate people: its options and what it does, for the table in cmd_generate.c. */
#pragma once
#include "cli/cli.h"

extern const Option generate_people_options[];
Err *generate_people_run(Cli *cli) MUST_CHECK;
