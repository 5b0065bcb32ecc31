/* quarantine.c - `garner quarantine list|export|replay`: rows that could not be understood, and another try at them.
 *
 * Replaying reads their sources again: a row belongs to its file, so what the new configuration makes of it replaces
 * what the file gave before, in one transaction, like any other pull. */
#include "core/cmd/commands.h"
#include "core/run/pull.h"

/* ---- replay ---- */

/* The configured sources that have refused rows, or the one named. */
static size_t refused(struct cli *cli, struct store *store, const struct source_config **sources, struct error *error)
{
    struct query *query;
    struct garner_str sql = garner_text("SELECT DISTINCT source FROM quarantine ORDER BY source");
    size_t count = 0;
    if (store_query(store, sql, NULL, 0, &query, error) < 0) {
        return 0;
    }
    while (query_step(query, error) > 0) {
        struct garner_str name = query_cell(query, 0).text;
        const struct source_config *source = config_source(cli->config, arena_strndup(&cli->arena, name.ptr, name.len));
        bool wanted = cli->argument_count < 2 || garner_same(name, garner_text(cli->arguments[1]));
        if (source && wanted && count < cli->config->source_count) {
            sources[count++] = source;
        }
    }
    query_close(query);
    return count;
}

static void print_result(void *context, const struct pull_result *result)
{
    struct cli *cli = context;
    if (result->code) {
        log_write(&cli->log, GARNER_LOG_ERROR, result->source->name, "%s", result->message);
        return;
    }
    fprintf(cli->out, "%s: %llu rows read again, %llu accepted, %llu still refused\n", result->source->name,
            (unsigned long long)result->counts.rows_read, (unsigned long long)result->counts.accepted,
            (unsigned long long)result->counts.quarantined);
}

static int replay_all(struct cli *cli, struct store *store)
{
    const struct source_config **sources =
        arena_calloc(&cli->arena, cli->config->source_count + 1, sizeof(struct source_config *));
    struct error error = {0};
    size_t count = refused(cli, store, sources, &error);
    if (error.code) {
        return cli_fail(cli, &error);
    }
    if (!count) {
        fputs("nothing in quarantine\n", cli->out);
        return EXIT_OK;
    }
    struct pull_options options = {
        .full = true, .log = &cli->log, .clock = cli->clock, .context = cli, .finished = print_result};
    struct pull_result *results = arena_calloc(&cli->arena, count, sizeof *results);
    if (pull_run(cli->config, store, sources, count, &options, results, &cli->arena, &error) < 0) {
        return cli_fail(cli, &error);
    }
    int code = EXIT_OK;
    for (size_t i = 0; i < count; i++) {
        code = results[i].code ? exit_code_of(results[i].code) : code;
    }
    return code;
}

static int replay(struct cli *cli)
{
    int code = EXIT_OK;
    struct store *store = cli_store(cli, STORE_WRITE, &code);
    if (store) {
        code = replay_all(cli, store);
        store_close(store);
    }
    return code;
}

/* ---- the verb ---- */

static const struct cli_option options[] = {
    CLI_FORMAT_OPTIONS,
    {"group", 0, NULL, NULL, "list: one line per source, field and reason, with the first row of each."},
    {0},
};

static int print(struct cli *cli, const char *report)
{
    const char *const pairs[][2] = {{"source", cli->argument_count > 1 ? cli->arguments[1] : ""}};
    return cli_print_report(cli, report, pairs, 1);
}

static int list(struct cli *cli)
{
    return print(cli, cli_has(cli, "group") ? "quarantine_groups" : "quarantine");
}

/* The list for a spreadsheet. */
static int export(struct cli *cli)
{
    const size_t most = sizeof cli->values / sizeof *cli->values;
    if (!cli_has(cli, "format") && cli->value_count < most) {
        cli->values[cli->value_count++] = (struct cli_value){&options[0], "csv"};
    }
    return print(cli, "quarantine");
}

static int run(struct cli *cli)
{
    const char *what = cli->argument_count ? cli->arguments[0] : "list";
    if (strcmp(what, "list") == 0) {
        return list(cli);
    }
    if (cli_has(cli, "group")) {
        return cli_usage(cli, "quarantine: --group belongs to list");
    }
    if (strcmp(what, "export") == 0) {
        return export(cli);
    }
    if (strcmp(what, "replay") == 0) {
        return replay(cli);
    }
    return cli_usage(cli, "quarantine: \"%s\" is none of list, export, replay", what);
}

const struct command command_quarantine = {
    .name = "quarantine",
    .arguments = "[list|export|replay] [SOURCE]",
    .summary = "List or export rows that could not be understood, or try them again.",
    .help =
        "Each refused row stands there with its file, line, field, the reason and its text, of which the first 4 KiB "
        "are "
        "kept.\n"
        "`list --group` counts them by source, field and reason; `export -o FILE` writes them as csv, in the order of\n"
        "their files. After a change of the configuration `replay` reads the files they came from again; what is "
        "understood\n"
        "by then is stored and leaves the quarantine.",
    .options = options,
    .most_arguments = 2,
    .needs_config = true,
    .run = run,
};
