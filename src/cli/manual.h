/* manual: the man page and the shell completion, printed from the table of commands. */
#pragma once
#include "cli/cli.h"

void manual_man(FILE *out, Lang lang);
void manual_bash(FILE *out);
