/* daemon.c - `garner daemon`: pulls every scheduled source when it is due, in the foreground. */
#include "core/cmd/commands.h"

#include "core/run/daemon.h"

static int run(struct cli *cli)
{
    const char *file = cli_get(cli, "config");
    if (!cli_has(cli, "quiet") && cli->log.level < GARNER_LOG_INFO) {
        cli->log.level = GARNER_LOG_INFO; /* its log is all there is to see */
    }
    struct daemon_options options = {.file = file ? file : "garner.yaml", .log = &cli->log, .clock = cli->clock};
    struct error error = {0};
    return daemon_run(&options, &error) < 0 ? cli_fail(cli, &error) : EXIT_OK;
}

const struct command command_daemon = {
    .name = "daemon",
    .arguments = "",
    .summary = "Pull every scheduled source when it is due.",
    .help =
        "Stays in the foreground until SIGTERM or SIGINT (exit code 0). SIGHUP reads the configuration again: a bad\n"
        "one is refused and the old one stays. SIGUSR1 logs the state. One daemon a store (exit code 7); `garner "
        "pull`\n"
        "works beside it. What was missed while it was down is caught up once. A source whose configuration or\n"
        "credentials fail is paused until its block changes.",
    .most_arguments = 0,
    .needs_config = false,
    .run = run,
};
