#include "cli/cli.h"

const Command law_commands[] = {
    {0},
};
