/* commands.h - the descriptor that each verb's file defines. */
#ifndef GARNER_CMD_COMMANDS_H
#define GARNER_CMD_COMMANDS_H

#include "core/cmd/cli.h"

extern const struct command command_init, command_check, command_plugins, command_test, command_pull, command_status,
    command_schedule, command_daemon, command_backup, command_auth, command_runs, command_quarantine, command_campaigns,
    command_report, command_query, command_profile, command_doctor, command_schema, command_deliver, command_notify,
    command_help, command_version;

#endif
