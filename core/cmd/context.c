/* context.c - what verbs share beyond the command line: failures printed, the store opened, sources named, tables
 * dressed. See cli.h. */
#include "core/cmd/cli.h"

#include "core/base/buf.h"
#include "core/base/calendar.h"
#include "core/base/str.h"
#include "core/config/search.h"
#include <sys/ioctl.h>
#include <unistd.h>

int cli_fail(const struct cli *cli, const struct error *error)
{
    log_write(&cli->log, GARNER_LOG_ERROR, NULL, "%s", error->message);
    const char *advice = error_advice(error->code);
    if (advice && !cli->log.json) {
        fprintf(stderr, "  %s\n", advice);
    }
    return exit_code_of(error->code);
}

struct store *cli_store(struct cli *cli, enum store_mode mode, int *exit_code)
{
    struct error error = {0};
    struct store *store = NULL;
    if (mode == STORE_READ && access(cli->config->store, F_OK) != 0) {
        error_set(&error, GARNER_E_CONFIG, "%s: there is no store yet; `garner pull` makes it", cli->config->store);
        *exit_code = cli_fail(cli, &error);
        return NULL;
    }
    if (store_open(cli->config->store, mode, cli->clock, &cli->log, &store, &error) == 0 &&
        store_bind_config(store, cli->config, &error) == 0) {
        return store;
    }
    store_close(store);
    *exit_code = cli_fail(cli, &error);
    return NULL;
}

struct store *cli_fresh_store(struct cli *cli, int *exit_code)
{
    /* Who may only read gets what is there; who may write gets what the facts and the configuration say by now. */
    if (access(cli->config->store, W_OK) != 0) {
        return cli_store(cli, STORE_READ, exit_code);
    }
    struct store *store = cli_store(cli, STORE_WRITE, exit_code);
    struct error error = {0};
    if (store && store_refresh(store, cli->config, false, &error) < 0) {
        *exit_code = cli_fail(cli, &error);
        store_close(store);
        return NULL;
    }
    return store;
}

int cli_render(const struct cli *cli, struct render_options *options)
{
    const char *format = cli_get(cli, "format");
    *options = (struct render_options){
        .format = format ? (enum render_format)render_format_named(format) : RENDER_TABLE,
        .bom = cli_has(cli, "bom"),
        .terminal = cli->out == stdout && isatty(STDOUT_FILENO),
    };
    struct winsize size;
    if (options->terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        options->width = size.ws_col;
    }
    options->color = options->terminal && !getenv("NO_COLOR");
    return 0;
}

static const struct source_config *find_source(struct cli *cli, const char *name)
{
    const struct source_config *source = config_source(cli->config, name);
    if (source) {
        return source;
    }
    const char **names = arena_calloc(&cli->arena, cli->config->source_count + 1, sizeof *names);
    for (size_t i = 0; i < cli->config->source_count; i++) {
        names[i] = cli->config->sources[i].name;
    }
    const char *near = str_closest(garner_text(name), names);
    if (near) {
        cli_usage(cli, "there is no source \"%s\"; did you mean \"%s\"?", name, near);
    } else {
        cli_usage(cli, "there is no source \"%s\" in %s", name, cli->config->path);
    }
    return NULL;
}

const struct source_config **cli_sources(struct cli *cli, size_t *count)
{
    size_t most = cli->argument_count ? cli->argument_count : cli->config->source_count;
    const struct source_config **sources = arena_calloc(&cli->arena, most + 1, sizeof(struct source_config *));
    *count = 0;
    for (size_t i = 0; i < cli->argument_count; i++) {
        sources[*count] = find_source(cli, cli->arguments[i]);
        if (!sources[(*count)++]) {
            return NULL;
        }
    }
    for (size_t i = 0; i < cli->config->source_count && !cli->argument_count; i++) {
        if (cli->config->sources[i].enabled) {
            sources[(*count)++] = &cli->config->sources[i];
        }
    }
    return sources;
}

struct garner_strs cli_plugin_dirs(struct cli *cli)
{
    struct error error = {0};
    const char *file = cli_get(cli, "config");
    if (!cli->config && (file || access("garner.yaml", F_OK) == 0)) {
        config_load(file ? file : "garner.yaml", &cli->config, &error);
    }
    return search_dirs(cli->config ? &cli->config->plugin_path : NULL, &cli->arena);
}

bool cli_sunset(const struct plugin_info *info, int64_t now, long *left)
{
    enum { WARNING_DAYS = 60 };
    int32_t sunset;
    if (!info->api_sunset || !calendar_parse_day(info->api_sunset, &sunset)) {
        return false;
    }
    *left = sunset - (long)(now / CALENDAR_DAY_MS);
    return *left <= WARNING_DAYS;
}

int cli_print_report(struct cli *cli, const char *name, const char *const (*pairs)[2], size_t count)
{
    int code = EXIT_OK;
    struct store *store = cli_fresh_store(cli, &code);
    if (!store) {
        return code;
    }
    struct render_options options;
    cli_render(cli, &options);
    struct report report;
    struct error error = {0};
    if (report_find(name, cli->config, &cli->arena, &report, &error) < 0 ||
        report_run(store, cli->config, &report, pairs, count, cli->clock, cli->out, &options, &error) < 0) {
        code = cli_fail(cli, &error);
    }
    store_close(store);
    return code;
}
