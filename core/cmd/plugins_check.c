/* plugins_check.c - `garner plugins check PATH.so`: finds what the plugin is to pull, prints what the conformance
 * checks find, and a verdict. The checks themselves: core/run/conform.c. */
#include "core/cmd/plugins_check.h"
#include "core/run/conform.h"
#include "core/base/buf.h"
#include <unistd.h>

struct tally {
    struct cli *cli;
    int checks, skipped;
};

static void print_check(void *context, const char *name, enum conform_verdict verdict, const char *detail)
{
    static const char *const words[] = {"ok", "FAILED", "skipped"};
    struct tally *tally = context;
    tally->checks++;
    tally->skipped += verdict == CONFORM_SKIPPED;
    fprintf(tally->cli->out, "%-8s %-10s %s\n", words[verdict], name, detail);
    fflush(tally->cli->out);
}

/* ---- what to pull ---- */

static const char *folder_of(const char *path, struct arena *arena)
{
    const char *slash = strrchr(path, '/');
    return slash ? arena_strndup(arena, path, (size_t)(slash - path)) : ".";
}

/* The configuration that comes with the plugin, or NULL. */
static const char *find_config(const char *path, const char *name, struct arena *arena)
{
    const char *candidates[] = {arena_printf(arena, "%s/fixtures/check.yaml", folder_of(path, arena)),
                                arena_printf(arena, "plugins/%s/fixtures/check.yaml", name)};
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        if (access(candidates[i], R_OK) == 0) {
            return candidates[i];
        }
    }
    return NULL;
}

/* For a plugin that needs no option: a source without any. */
static int bare_config(const struct plugin_info *info, struct cli *cli, struct config **config, struct error *error)
{
    for (const struct garner_option *o = info->options; o->name; o++) {
        if (o->flags & GARNER_REQUIRED) {
            return error_set(
                error, GARNER_E_CONFIG,
                "%s needs option %s: say what it is to pull with --config FILE, or in fixtures/check.yaml beside it",
                info->name, o->name);
        }
    }
    const char *text = arena_printf(
        &cli->arena, "store: garner.db\ncurrency: EUR\nsources: [{name: check, plugin: %s}]\n", info->name);
    const struct garner_node *root = NULL;
    char *folder = arena_alloc(&cli->arena, 4096);
    if (!getcwd(folder, 4096)) {
        folder = arena_strdup(&cli->arena, "/");
    }
    int code = node_parse(&cli->arena, "check.yaml", garner_text(text), &root, error);
    return code ? code : config_of_tree("check.yaml", folder, root, config, error);
}

static const struct source_config *find_source(struct cli *cli, const struct config *config,
                                               const struct plugin_info *info)
{
    const char *wanted = cli_get(cli, "source");
    for (size_t i = 0; i < config->source_count; i++) {
        const struct source_config *source = &config->sources[i];
        bool fits = source->plugin && strcmp(source->plugin, info->name) == 0;
        if (fits && (!wanted || strcmp(source->name, wanted) == 0)) {
            return source;
        }
    }
    return NULL;
}

static int open_input(struct cli *cli, const struct plugin_info *info, struct conform *conform, struct error *error)
{
    const char *file = cli_get(cli, "config");
    file = file ? file : find_config(conform->path, info->name, &cli->arena);
    int code = file ? config_load(file, &conform->config, error) : bare_config(info, cli, &conform->config, error);
    if (code < 0) {
        return code;
    }
    conform->source = find_source(cli, conform->config, info);
    const char *wanted = cli_get(cli, "source");
    return conform->source ? 0
                           : error_set(error, GARNER_E_CONFIG, "%s has no source%s%s with `plugin: %s`",
                                       conform->config->path, wanted ? " " : "", wanted ? wanted : "", info->name);
}

/* ---- the verdict ---- */

static int verdict(const struct tally *tally, const char *path, int failed)
{
    FILE *out = tally->cli->out;
    if (!failed) {
        fprintf(out, "%s: accepted, %d checks\n", path, tally->checks);
        return EXIT_OK;
    }
    fprintf(out, "%s: refused, %d of %d checks failed", path, failed, tally->checks);
    fprintf(out, tally->skipped ? ", %d could not be made\n" : "\n", tally->skipped);
    return EXIT_FAILED;
}

int plugins_check(struct cli *cli, const char *path)
{
    struct tally tally = {.cli = cli};
    struct conform conform = {.path = strchr(path, '/') ? path : arena_printf(&cli->arena, "./%s", path),
                              .context = &tally,
                              .checked = print_check};
    struct plugin_info info = {0};
    struct error error = {0};
    int failed = conform_table(&conform, &info, &cli->arena);
    if (!info.name) {
        return verdict(&tally, path, failed);
    }
    int code = open_input(cli, &info, &conform, &error);
    code = code ? code : conform_pulls(&conform, &info, &cli->arena, &error);
    config_free(conform.config);
    return code < 0 ? cli_fail(cli, &error) : verdict(&tally, path, failed + code);
}
