/* problems: the bad rows of an import, shown alike by all commands. */
#pragma once
#include "cli/cli.h"
#include "table/form.h"
#include <jansson.h>

/* Some lines on stderr: place, value, what was expected; nothing with --json. */
void problems_say(const Cli *cli, const Problem *problem, ptrdiff_t count);
json_t *problems_json(const Problem *problem, ptrdiff_t count); /* a new array */
json_t *json_str(Str s);                                        /* a new string */
