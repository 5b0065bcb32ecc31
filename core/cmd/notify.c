/* notify.c - `garner notify test`: a test message to the targets of `notify:`. */
#include "core/cmd/commands.h"
#include "core/cmd/send.h"

#include "core/base/str.h"
#include "core/run/alerts.h"

static int unknown(const struct cli *cli, const char *name)
{
    struct arena *arena = (struct arena *)&cli->arena;
    const char **names = arena_calloc(arena, cli->config->target_count + 1, sizeof *names);
    for (size_t i = 0; i < cli->config->target_count; i++) {
        names[i] = cli->config->targets[i].name;
    }
    const char *near = str_closest(garner_text(name), names);
    return cli_usage(cli, near ? "there is no target \"%s\"; did you mean \"%s\"?" : "there is no target \"%s\" in %s",
                     name, near ? near : cli->config->path);
}

static int order_tests(struct cli *cli, struct store *store, const char *name)
{
    struct error error = {0};
    for (size_t i = 0; i < cli->config->target_count; i++) {
        const struct target *target = &cli->config->targets[i];
        bool wanted = !name || strcmp(name, target->name) == 0;
        /* One without addresses is there for deliveries alone. */
        bool mute = !name && target->kind == TARGET_EMAIL && target->to.count == 0;
        if (wanted && !mute && alerts_test(cli->config, store, target, clock_now(&cli->clock), &error) < 0) {
            return cli_fail(cli, &error);
        }
    }
    return EXIT_OK;
}

static int run(struct cli *cli)
{
    const char *name = cli->argument_count > 1 ? cli->arguments[1] : NULL;
    if (cli->argument_count == 0 || strcmp(cli->arguments[0], "test") != 0) {
        return cli_usage(cli, "notify: write `garner notify test`");
    }
    if (name && !config_target(cli->config, name)) {
        return unknown(cli, name);
    }
    if (!cli->config->target_count) {
        return cli_usage(cli, "%s has no notify: block; there is nobody to tell", cli->config->path);
    }
    int code = EXIT_OK;
    struct store *store = cli_store(cli, STORE_WRITE, &code);
    if (store) {
        code = order_tests(cli, store, name);
        code = code ? code : cli_send(cli, store, (struct ledger_only){"test", NULL}, false);
        store_close(store);
    }
    return code;
}

const struct command command_notify = {
    .name = "notify",
    .arguments = "test [TARGET]",
    .summary = "Send a test message to the targets of notify:.",
    .help = "Alerts themselves are told by the daemon, by `garner pull --notify` and by `garner deliver --due`.",
    .most_arguments = 2,
    .needs_config = true,
    .run = run,
};
