/* plugins.c - `garner plugins list|info|check|new`: which plugins there are, what one of them wants, what it is worth,
 * and the beginning of a new one. */
#include "core/cmd/commands.h"
#include "core/cmd/plugins_check.h"
#include "core/cmd/plugins_info.h"
#include "core/cmd/plugins_new.h"
#include "core/config/search.h"
#include "core/run/pull.h"

static int list(struct cli *cli, struct garner_strs dirs)
{
    static const struct column columns[] = {{"plugin", "Plugin", COLUMN_TEXT},
                                            {"version", "Version", COLUMN_TEXT},
                                            {"summary", "What it reads", COLUMN_TEXT},
                                            {"path", "File", COLUMN_TEXT}};
    struct render_options options;
    cli_render(cli, &options);
    size_t count;
    struct plugin_file *files = search_plugins(dirs, &cli->arena, &count);
    struct render *render = render_begin(cli->out, &options, NULL, NULL, columns, 4);
    int exit_code = EXIT_OK;
    for (size_t i = 0; i < count; i++) {
        struct plugin_info info = {0};
        struct error error = {0};
        if (pull_describe(files[i].path, &cli->arena, &info, &error) < 0) {
            exit_code = cli_fail(cli, &error);
            continue;
        }
        struct cell cells[] = {{.type = CELL_TEXT, .text = garner_text(info.name)},
                               {.type = CELL_TEXT, .text = garner_text(info.version)},
                               {.type = CELL_TEXT, .text = garner_text(info.summary)},
                               {.type = CELL_TEXT, .text = garner_text(files[i].path)}};
        render_row(render, cells);
    }
    struct error error = {0};
    return render_end(render, &error) < 0 ? cli_fail(cli, &error) : exit_code;
}

static int run(struct cli *cli)
{
    const char *what = cli->argument_count ? cli->arguments[0] : "list";
    if (strcmp(what, "list") == 0) {
        return list(cli, cli_plugin_dirs(cli));
    }
    if (strcmp(what, "info") == 0) {
        return cli->argument_count == 2 ? plugins_info(cli, cli->arguments[1], cli_plugin_dirs(cli))
                                        : cli_usage(cli, "plugins info: which plugin?");
    }
    if (strcmp(what, "check") == 0) {
        return cli->argument_count == 2 ? plugins_check(cli, cli->arguments[1])
                                        : cli_usage(cli, "plugins check takes one argument, the shared object");
    }
    if (strcmp(what, "new") == 0) {
        return cli->argument_count == 2 ? plugins_new(cli, cli->arguments[1])
                                        : cli_usage(cli, "plugins new takes one argument, the plugin's name");
    }
    return cli_usage(cli, "plugins: \"%s\" is none of list, info, check, new", what);
}

static const struct cli_option options[] = {
    {"file", 0, NULL, NULL, "new: a plugin that reads files (this is the default)."},
    {"http", 0, NULL, NULL, "new: a plugin that asks an API over HTTP."},
    {"rest", 0, NULL, NULL, "new: a preset for the plugin `rest`, without C."},
    {"source", 's', "NAME", NULL, "check: the source of the configuration to pull (default: the first of the plugin)."},
    CLI_FORMAT_OPTIONS,
    {0},
};

const struct command command_plugins = {
    .name = "plugins",
    .arguments = "[list | info NAME | check PATH.so | new NAME]",
    .summary = "List the plugins there are, or the options of one; check a plugin, begin a new one.",
    .help = "`info` prints a plugin's options, records, look-back, presets and an example block; with --format its "
            "options as\n"
            "a table. `check` holds a shared object against everything a "
            "plugin\n"
            "promises: its table, what it does when each call of the host fails or is cancelled, when it is pulled "
            "twice, when\n"
            "its input is damaged. It pulls a source of --config, else of fixtures/check.yaml beside the object or of\n"
            "plugins/NAME/fixtures/check.yaml, in workers, and stores nothing. `new` writes the folder of a plugin of "
            "your own,\n"
            "which builds and passes its test at once, inside garner's tree or outside of it.",
    .options = options,
    .most_arguments = 2,
    .run = run,
};
