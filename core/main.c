/* main.c - the verbs there are. */
#include "core/cmd/commands.h"
#include "core/courier/courier.h"
#include "core/run/pull.h"

const struct command *const cli_commands[] = {
    &command_init,
    &command_check,
    &command_plugins,
    &command_profile,
    &command_test,
    &command_pull,
    &command_schedule,
    &command_daemon,
    &command_deliver,
    &command_notify,
    &command_doctor,
    &command_schema,
    &command_backup,
    &command_auth,
    &command_status,
    &command_runs,
    &command_quarantine,
    &command_campaigns,
    &command_report,
    &command_query,
    &command_help,
    &command_version,
    NULL,
};

int main(int argc, char **argv)
{
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of the write, not an end */
    /* The worker and the courier are this same program, but no commands of anybody's. */
    if (argc > 1 && strcmp(argv[1], "worker") == 0) {
        return worker_main(argc - 1, argv + 1);
    }
    if (argc > 1 && strcmp(argv[1], "courier") == 0) {
        return courier_main(argc - 1, argv + 1);
    }
    return cli_main(argc, argv);
}
