/* help.c - `garner help [VERB]`. */
#include "core/cmd/commands.h"

static int run(struct cli *cli)
{
    if (!cli->argument_count) {
        cli_print_help(cli->out, NULL);
        return EXIT_OK;
    }
    for (const struct command *const *command = cli_commands; *command; command++) {
        if (strcmp((*command)->name, cli->arguments[0]) == 0) {
            cli_print_help(cli->out, *command);
            return EXIT_OK;
        }
    }
    return cli_usage(cli, "there is no verb \"%s\"", cli->arguments[0]);
}

const struct command command_help = {.name = "help",
                                     .arguments = "[VERB]",
                                     .summary = "Tell what garner can do, or one verb.",
                                     .most_arguments = 1,
                                     .run = run};
