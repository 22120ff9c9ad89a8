#include "cli/cli.h"

const Command unit_commands[] = {
    {0},
};
