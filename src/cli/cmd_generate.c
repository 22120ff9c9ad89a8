#include "cli/cli.h"

const Command generate_commands[] = {
    {0},
};
