/* profile.c - `garner profile FILE`: what garner sees in a file, and the block of configuration that would read it. */
#include "core/cmd/commands.h"
#include "core/cmd/profile_show.h"
#include "core/config/search.h"
#include "core/run/pull.h"
#include <unistd.h>

static struct garner_strs dirs_of(struct cli *cli)
{
    /* A configuration may add folders of plugins; without one the usual places do. */
    struct error error = {0};
    const char *file = cli_get(cli, "config");
    if (!cli->config && (file || access("garner.yaml", F_OK) == 0)) {
        config_load(file ? file : "garner.yaml", &cli->config, &error);
    }
    return search_dirs(cli->config ? &cli->config->plugin_path : NULL, &cli->arena);
}

/* What every plugin and preset there is says of itself. One that is broken is left out, and said so. */
static void learn(struct cli *cli, struct garner_strs dirs, struct profile_known *known)
{
    enum { PRESETS_MOST = 1000 };
    size_t count;
    struct plugin_file *files = search_plugins(dirs, &cli->arena, &count);
    struct plugin_info *plugins = arena_calloc(&cli->arena, count + 1, sizeof *plugins);
    struct profile_preset *presets = arena_calloc(&cli->arena, PRESETS_MOST, sizeof *presets);
    *known = (struct profile_known){.plugins = plugins, .presets = presets};
    for (size_t i = 0; i < count; i++) {
        struct error error = {0};
        if (pull_describe(files[i].path, &cli->arena, &plugins[known->plugin_count], &error) < 0) {
            log_write(&cli->log, GARNER_LOG_WARNING, NULL, "%s", error.message);
            continue;
        }
        known->plugin_count++;
        struct garner_strs names = search_presets(dirs, files[i].name, &cli->arena);
        for (size_t k = 0; k < names.count && known->preset_count < PRESETS_MOST; k++) {
            struct profile_preset *preset = &presets[known->preset_count];
            *preset = (struct profile_preset){.plugin = files[i].name, .name = names.items[k].ptr};
            const char *path = search_preset(dirs, preset->plugin, preset->name, &cli->arena);
            if (preset_load(path, &cli->arena, &preset->options, &error) < 0) {
                log_write(&cli->log, GARNER_LOG_WARNING, NULL, "%s", error.message);
                continue;
            }
            known->preset_count++;
        }
    }
}

static int show(struct cli *cli, const struct profile *profile)
{
    struct profile_known known;
    struct profile_proposal proposal;
    learn(cli, dirs_of(cli), &known);
    profile_propose(profile, &known, &cli->arena, &proposal);
    if (!cli_has(cli, "block")) {
        profile_show(cli->out, profile);
        profile_show_proposal(cli->out, &proposal);
        return EXIT_OK;
    }
    if (!proposal.block) {
        struct error error = {0};
        error_set(&error, GARNER_E_DATA, "%s: %s", profile->path,
                  proposal.also ? proposal.also : "it holds nothing that garner keeps, as far as its columns say");
        return cli_fail(cli, &error);
    }
    fputs(proposal.block, cli->out);
    return EXIT_OK;
}

static int run(struct cli *cli)
{
    if (cli->argument_count != 1) {
        return cli_usage(cli, "profile takes one argument, the file");
    }
    struct profile *profile = NULL;
    struct error error = {0};
    int code = profile_read(cli->arguments[0], &profile, &error);
    code = code ? cli_fail(cli, &error) : show(cli, profile);
    profile_free(profile);
    return code;
}

static const struct cli_option options[] = {
    {"block", 'b', NULL, NULL, "Print the block of configuration alone."},
    {"output", 'o', "FILE", NULL, "Write to FILE instead of standard output."},
    {0},
};

const struct command command_profile = {
    .name = "profile",
    .arguments = "FILE",
    .summary = "Tell what a file looks like, and the configuration that would read it.",
    .help =
        "Encoding, separator, header, columns with guessed types, the order of dates and what decides it, currencies,\n"
        "total rows, repeated rows. What it prints from `sources:` on can be pasted into garner.yaml; nothing is "
        "stored.\n"
        "  garner profile exports/deals.csv\n"
        "  garner profile --block exports/deals.csv >> garner.yaml",
    .options = options,
    .most_arguments = 1,
    .run = run,
};
