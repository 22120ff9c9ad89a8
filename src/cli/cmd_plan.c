#include "cli/cli.h"

const Command plan_commands[] = {
    {0},
};
