#include "cli/cli.h"

const Command progress_commands[] = {
    {0},
};
