/* runs.c - `garner runs [SOURCE]`: what was pulled when, and what came of it. `garner runs show ID`: all of one. */
#include "core/cmd/commands.h"

#include "core/base/str.h"

static int exists(struct cli *cli, struct store *store, int64_t run, struct error *error)
{
    const struct query_parameter parameter = {":run", {.type = CELL_INTEGER, .integer = run}};
    struct query *query = NULL;
    int got = store_query(store, garner_text("SELECT 1 FROM runs WHERE run = :run"), &parameter, 1, &query, error);
    got = got ? got : query_step(query, error);
    query_close(query);
    return got ? got
               : error_set(error, GARNER_E_CONFIG, "%s: there is no run %lld; `garner runs` lists them",
                           cli->config->store, (long long)run);
}

static int show(struct cli *cli)
{
    int64_t run;
    if (cli->argument_count < 2 || !str_integer(garner_text(cli->arguments[1]), &run)) {
        return cli_usage(cli, "runs show: which run? Write its number, as `garner runs` lists it");
    }
    int code = EXIT_OK;
    struct store *store = cli_fresh_store(cli, &code);
    if (!store) {
        return code;
    }
    struct error error = {0};
    int got = exists(cli, store, run, &error);
    store_close(store);
    const char *const pairs[][2] = {{"run", cli->arguments[1]}};
    return got < 0 ? cli_fail(cli, &error) : cli_print_report(cli, "run", pairs, 1);
}

static int run(struct cli *cli)
{
    if (cli->argument_count && strcmp(cli->arguments[0], "show") == 0) {
        return show(cli);
    }
    if (cli->argument_count > 1) {
        return cli_usage(cli, "runs: \"%s\" is one argument too many", cli->arguments[1]);
    }
    const char *const pairs[][2] = {{"source", cli->argument_count ? cli->arguments[0] : ""},
                                    {"most", cli_has(cli, "most") ? cli_get(cli, "most") : "50"}};
    return cli_print_report(cli, "runs", pairs, 2);
}

static const struct cli_option options[] = {
    {"most", 'n', "NUMBER", NULL, "Show the last NUMBER runs (default: 50)."}, CLI_FORMAT_OPTIONS, {0}};

const struct command command_runs = {
    .name = "runs",
    .arguments = "[SOURCE | show ID]",
    .summary = "List the last runs: rows, records, time and errors; `show ID` tells all of one.",
    .help = "Of each source's last hundred runs `show` knows the windows (of file sources: the files), the records by\n"
            "kind, the cursor and the warnings as well.",
    .options = options,
    .most_arguments = 2,
    .needs_config = true,
    .run = run,
};
