/* campaigns.c - `garner campaigns`: every campaign with the names it goes by; --unmatched: those that met nothing of
 * another source, with candidates for an alias; link: makes one. */
#include "core/cmd/campaigns_link.h"
#include "core/cmd/commands.h"

static int run(struct cli *cli)
{
    const char *what = cli->argument_count ? cli->arguments[0] : "list";
    if (strcmp(what, "link") == 0) {
        return cli_has(cli, "unmatched") ? cli_usage(cli, "campaigns link: --unmatched belongs to the list")
                                         : campaigns_link(cli);
    }
    if (strcmp(what, "list") != 0 || cli->argument_count > 1) {
        return cli_usage(cli, "campaigns: \"%s\" is none of list, link A B", cli->arguments[cli->argument_count - 1]);
    }
    if (cli_has(cli, "name")) {
        return cli_usage(cli, "campaigns: --name belongs to link");
    }
    return cli_print_report(cli, cli_has(cli, "unmatched") ? "unmatched" : "campaigns", NULL, 0);
}

static const struct cli_option options[] = {
    {"unmatched", 0, NULL, NULL, "Only campaigns whose spend met no customer side, or the other way round."},
    {"name", 0, "NAME", NULL, "link: what to call the campaign (default: as B is called)."},
    CLI_FORMAT_OPTIONS,
    {0},
};

const struct command command_campaigns = {
    .name = "campaigns",
    .arguments = "[list | link A B]",
    .summary = "List campaigns and how the sources' names for them were joined, or join two.",
    .help = "`link A B` makes one campaign of A and B, called as B is: it writes an alias that matches whatever the "
            "sources\n"
            "call either of them into campaigns.yaml beside the configuration; nothing need be pulled again. Take the "
            "alias\n"
            "out of that file to part them. An alias in the configuration does the same:\n"
            "  campaigns:\n"
            "    spring-expo: {channel: trade_show, match: [\"Spring Expo*\", \"SE26\"]}",
    .options = options,
    .most_arguments = 3,
    .needs_config = true,
    .run = run,
};
