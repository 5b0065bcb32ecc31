/* campaigns.c - `garner campaigns`: every campaign with the names it goes by; --unmatched: those that met nothing of
 * another source, with candidates for an alias. */
#include "core/cmd/commands.h"

static int run(struct cli *cli)
{
    return cli_print_report(cli, cli_has(cli, "unmatched") ? "unmatched" : "campaigns", NULL, 0);
}

static const struct cli_option options[] = {
    {"unmatched", 0, NULL, NULL, "Only campaigns whose spend met no customer side, or the other way round."},
    CLI_FORMAT_OPTIONS,
    {0},
};

const struct command command_campaigns = {
    .name = "campaigns",
    .arguments = "",
    .summary = "List campaigns and how the sources' names for them were joined.",
    .help = "An alias in the configuration joins what differs in name:\n"
            "  campaigns:\n"
            "    spring-expo: {channel: trade_show, match: [\"Spring Expo*\", \"SE26\"]}",
    .options = options,
    .needs_config = true,
    .run = run,
};
