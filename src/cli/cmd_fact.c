#include "cli/cli.h"

const Command fact_commands[] = {
    {0},
};
