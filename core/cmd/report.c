/* report.c - `garner report [NAME]`: runs a report, the built-in ones and the user's own alike; without a name lists
 * them. Knows no report's parameters: options of the same name are passed on. */
#include "core/cmd/commands.h"

enum { PAIRS_MAX = 64 };

/* Options that are parameters of reports; `as` where the parameter is called otherwise. */
static const struct {
    const char *option, *as;
} passed_on[] = {
    {"from", NULL}, {"to", NULL},       {"by", NULL},   {"model", NULL}, {"clock", NULL},   {"cost", NULL},
    {"sort", NULL}, {"currency", NULL}, {"tz", "zone"}, {"rank", NULL},  {"claimed", NULL},
};

/* What the report is given: `--set` last, so that it wins. */
static size_t collect(const struct cli *cli, const char *(*pairs)[2], struct error *error)
{
    size_t count = 0;
    for (size_t i = 0; i < sizeof passed_on / sizeof *passed_on; i++) {
        const char *value = cli_get(cli, passed_on[i].option);
        if (value) {
            pairs[count][0] = passed_on[i].as ? passed_on[i].as : passed_on[i].option;
            pairs[count++][1] = strcmp(passed_on[i].option, "rank") == 0 ? "yes" : value;
        }
    }
    return count + cli_pairs(cli, "set", pairs + count, PAIRS_MAX - count, error);
}

/* "from, to, by": how a list shows parameters. */
static const char *parameters_text(struct cli *cli, const struct report *report)
{
    const char *text = "";
    for (size_t i = 0; i < report->parameter_count; i++) {
        const struct report_parameter *parameter = &report->parameters[i];
        text = arena_printf(&cli->arena, "%s%s%s", text, i ? ", " : "", parameter->name);
    }
    return text;
}

static struct cell text_cell(const char *text)
{
    return (struct cell){.type = CELL_TEXT, .text = garner_text(text)};
}

static int list(struct cli *cli)
{
    static const struct column columns[] = {{"report", "Report", COLUMN_TEXT},
                                            {"title", "What it shows", COLUMN_TEXT},
                                            {"parameters", "Parameters", COLUMN_TEXT},
                                            {"path", "Path", COLUMN_HIDDEN}};
    struct report *reports = NULL;
    size_t count = 0;
    struct error error = {0};
    if (report_list(cli->config, &cli->arena, &reports, &count, &error) < 0) {
        return cli_fail(cli, &error);
    }
    struct render_options options;
    cli_render(cli, &options);
    struct render *render = render_begin(cli->out, &options, NULL, NULL, columns, 4);
    for (size_t i = 0; i < count; i++) {
        render_row(render, (struct cell[]){text_cell(reports[i].name), text_cell(reports[i].title),
                                           text_cell(parameters_text(cli, &reports[i])), text_cell(reports[i].path)});
    }
    return render_end(render, &error) < 0 ? cli_fail(cli, &error) : EXIT_OK;
}

static int print_parameters(struct cli *cli, const struct report *report)
{
    static const struct column columns[] = {{"parameter", "Parameter", COLUMN_TEXT},
                                            {"default", "Default", COLUMN_TEXT},
                                            {"choices", "Choices", COLUMN_TEXT},
                                            {"help", "What it does", COLUMN_TEXT}};
    struct render_options options;
    struct error error = {0};
    const char *const notes[] = {report->help, NULL};
    cli_render(cli, &options);
    struct render *render = render_begin(cli->out, &options, report->title, notes, columns, 4);
    for (size_t i = 0; i < report->parameter_count; i++) {
        const struct report_parameter *parameter = &report->parameters[i];
        render_row(render, (struct cell[]){text_cell(parameter->name), text_cell(parameter->fallback),
                                           text_cell(parameter->choices), text_cell(parameter->help)});
    }
    return render_end(render, &error) < 0 ? cli_fail(cli, &error) : EXIT_OK;
}

static int run(struct cli *cli)
{
    if (!cli->argument_count) {
        return list(cli);
    }
    const char *pairs[PAIRS_MAX][2];
    const char *const(*given)[2] = (const char *const(*)[2])pairs;
    struct report report;
    struct error error = {0};
    size_t count = collect(cli, pairs, &error);
    if (error.code) {
        return cli_usage(cli, "%s", error.message);
    }
    if (report_find(cli->arguments[0], cli->config, &cli->arena, &report, &error) < 0 ||
        report_check(cli->config, &report, given, count, cli->clock, &error) < 0) {
        return cli_usage(cli, "%s", error.message);
    }
    return cli_has(cli, "parameters") ? print_parameters(cli, &report)
                                      : cli_print_report(cli, cli->arguments[0], given, count);
}

static const struct cli_option options[] = {
    {"from", 0, "DAY", NULL, "First day, as 2026-03-10 (default: the first there is)."},
    {"to", 0, "DAY", NULL, "Last day, included (default: the last there is)."},
    {"by", 0, "WHAT", NULL, "What a row is; compare: campaign, channel, kind, segment, region or month."},
    {"model", 0, "MODEL", NULL, "Attribution model (default: the configuration's)."},
    {"clock", 0, "CLOCK", NULL, "Whose date counts; compare: cohort (default) or acquisition."},
    {"cost", 0, "COST", NULL, "Which cost; compare: loaded (default), media or blended."},
    {"currency", 0, "CODE", NULL, "Currency to show (default: the configuration's)."},
    {"sort", 0, "COLUMN", NULL, "Order of the rows."},
    {"rank", 0, NULL, NULL, "compare: rank by cost per customer, and say which ranks the data can tell apart."},
    {"claimed", 0, "ACTION", NULL, "compare: claims of this action instead of those mapped to customers."},
    {"tz", 0, "ZONE", NULL, "Count days in this time zone instead of the configuration's."},
    {"set", 0, "NAME=VALUE", NULL, "Any other parameter of the report."},
    {"parameters", 0, NULL, NULL, "Show the report's parameters instead of running it."},
    CLI_FORMAT_OPTIONS,
    {0},
};

const struct command command_report = {
    .name = "report",
    .arguments = "[NAME]",
    .summary = "Run a report; without a name, list them.",
    .help =
        "A report is an SQL file. Your own stand beside the configuration as reports/NAME.sql and run the same way.\n"
        "`garner report compare` compares what a new customer costs, campaign by campaign.",
    .options = options,
    .most_arguments = 1,
    .needs_config = true,
    .run = run,
};
