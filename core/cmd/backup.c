/* backup.c - `garner backup`: a consistent copy of the store, while the daemon writes it. */
#include "core/cmd/commands.h"

static int run(struct cli *cli)
{
    if (cli->argument_count != 1) {
        return cli_usage(cli, "backup: name the file to write");
    }
    int code = EXIT_OK;
    struct error error = {0};
    struct store *store = cli_store(cli, STORE_READ, &code);
    if (store && store_backup(store, cli->arguments[0], &error) < 0) {
        code = cli_fail(cli, &error);
    }
    store_close(store);
    return code;
}

const struct command command_backup = {
    .name = "backup",
    .arguments = "FILE",
    .summary = "Copy the store into a new file, consistently, whoever writes it.",
    .help = "The copy is one file, as the store was at one moment, readable by its owner alone; to go back to it, stop "
            "the\n"
            "daemon and put it in the store's place. A file that is there already is not overwritten.",
    .most_arguments = 1,
    .needs_config = true,
    .run = run,
};
