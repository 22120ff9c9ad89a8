#include "cli/cli.h"

const Command allocate_commands[] = {
    {0},
};
