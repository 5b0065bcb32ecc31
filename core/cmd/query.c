/* query.c - `garner query "SQL"`: any read-only SQL over the store's views, in every format. */
#include "core/cmd/commands.h"

static int run(struct cli *cli)
{
    if (cli->argument_count != 1) {
        return cli_usage(cli, "query takes one argument, the SQL");
    }
    int code = EXIT_OK;
    struct store *store = cli_fresh_store(cli, &code);
    if (!store) {
        return code;
    }
    struct render_options options;
    cli_render(cli, &options);
    struct error error = {0};
    if (report_query(store, cli->arguments[0], cli->out, &options, &error) < 0) {
        code = cli_fail(cli, &error);
    }
    store_close(store);
    return code;
}

static const struct cli_option options[] = {CLI_FORMAT_OPTIONS, {0}};

const struct command command_query = {
    .name = "query",
    .arguments = "SQL",
    .summary = "Print the answer to read-only SQL over the store.",
    .help = "The stable tables to ask are views: campaigns, campaign_daily, spends, claims, touches, leads, deals, "
            "orders,\n"
            "activities, customers, credits, runs, quarantine. `garner query \"SELECT name, sql FROM sqlite_schema\"` "
            "shows all.",
    .options = options,
    .most_arguments = 1,
    .needs_config = true,
    .run = run,
};
