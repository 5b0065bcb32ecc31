/* check.c - `garner check`: the configuration, the plugins it names and their options, without pulling anything. */
#include "core/cmd/commands.h"
#include "core/cmd/send.h"
#include "core/run/pull.h"

static void warn_of_sunset(struct cli *cli, const struct source_config *source, const struct plugin_info *info)
{
    long left;
    if (cli_sunset(info, clock_now(&cli->clock), &left)) {
        log_write(&cli->log, GARNER_LOG_WARNING, source->name,
                  "the API that plugin %s %s speaks ends on %s (%ld days); install a newer plugin", info->name,
                  info->version, info->api_sunset, left);
    }
}

static int run(struct cli *cli)
{
    size_t count;
    const struct source_config **sources = cli_sources(cli, &count);
    if (!sources) {
        return EXIT_USAGE;
    }
    struct plugin_info *infos = arena_calloc(&cli->arena, count + 1, sizeof *infos);
    struct error *broken = arena_calloc(&cli->arena, count + 1, sizeof *broken);
    struct error error = {0};
    if (pull_check(cli->config, sources, count, infos, broken, &cli->arena, &error) < 0) {
        return cli_fail(cli, &error);
    }
    if (cli_check_orders(cli, &error) < 0) {
        return cli_fail(cli, &error);
    }
    int code = EXIT_OK;
    for (size_t i = 0; i < count; i++) {
        if (broken[i].code) {
            code = cli_fail(cli, &broken[i]);
            continue;
        }
        warn_of_sunset(cli, sources[i], &infos[i]);
        fprintf(cli->out, "%s: ok (%s%s%s)\n", sources[i]->name, infos[i].name ? infos[i].name : "costs",
                infos[i].version ? " " : "", infos[i].version ? infos[i].version : "");
        if (sources[i]->slot_count > 1) {
            fprintf(cli->out, "  schedule: %s\n", sources[i]->schedule);
        }
        if (sources[i]->preset_why) {
            fprintf(cli->out, "  preset: %s\n", sources[i]->preset_why);
        }
    }
    return code;
}

const struct command command_check = {
    .name = "check",
    .arguments = "[SOURCE …]",
    .summary = "Check the configuration and its plugins; pull nothing.",
    .most_arguments = -1,
    .needs_config = true,
    .run = run,
};
