/* runs.c - `garner runs [SOURCE]`: what was pulled when, and what came of it. */
#include "core/cmd/commands.h"

static int run(struct cli *cli)
{
    const char *const pairs[][2] = {{"source", cli->argument_count ? cli->arguments[0] : ""},
                                    {"most", cli_has(cli, "most") ? cli_get(cli, "most") : "50"}};
    return cli_print_report(cli, "runs", pairs, 2);
}

static const struct cli_option options[] = {
    {"most", 'n', "NUMBER", NULL, "Show the last NUMBER runs (default: 50)."}, CLI_FORMAT_OPTIONS, {0}};

const struct command command_runs = {
    .name = "runs",
    .arguments = "[SOURCE]",
    .summary = "List the last runs: rows, records, time and errors.",
    .options = options,
    .most_arguments = 1,
    .needs_config = true,
    .run = run,
};
