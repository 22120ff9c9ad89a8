#include "cli/cli.h"

const Command *const cli_command_lists[] = {
    plan_commands,   allocate_commands, fact_commands,      indicator_commands, progress_commands, unit_commands,
    law_commands,    generate_commands, link_commands,      serve_commands,     account_commands,  audit_commands,
    backup_commands, register_commands, reconcile_commands, balance_commands,   who_commands,      work_commands,
    task_commands,   benefit_commands,  renew_commands,     field_commands,     help_commands,     NULL,
};
