/* status.c - `garner status`: per source when it last succeeded, what it holds, and what is wrong with it. */
#include "core/cmd/commands.h"

static int run(struct cli *cli)
{
    return cli_print_report(cli, "status", NULL, 0);
}

static const struct cli_option options[] = {CLI_FORMAT_OPTIONS, {0}};

const struct command command_status = {
    .name = "status",
    .arguments = "",
    .summary = "Show per source what is fresh, what failed and why.",
    .options = options,
    .needs_config = true,
    .run = run,
};
