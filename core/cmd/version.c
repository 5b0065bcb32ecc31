/* version.c - `garner version`, also `garner --version`. */
#include "core/cmd/commands.h"
#include "core/version.h"

static int run(struct cli *cli)
{
    fprintf(cli->out, "garner %s (plugin ABI %u)\n", GARNER_VERSION, GARNER_ABI);
    return EXIT_OK;
}

const struct command command_version = {
    .name = "version", .arguments = "", .summary = "Print garner's version.", .run = run};
