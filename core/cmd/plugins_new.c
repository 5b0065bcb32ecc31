/* plugins_new.c - `garner plugins new NAME`: in garner's own tree the folder plugins/NAME, elsewhere NAME, as a project
 * of its own. What is written: core/plugin/scaffold.c. */
#include "core/cmd/plugins_new.h"
#include "core/plugin/scaffold.h"
#include <unistd.h>

int plugins_new(struct cli *cli, const char *name)
{
    static const char *const kinds[] = {"file", "http", "rest"};
    bool in_tree = access("include/garner/plugin.h", R_OK) == 0 && access("plugins", X_OK) == 0;
    const char *kind = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (cli_has(cli, kinds[i]) && kind) {
            return cli_usage(cli, "plugins new: a plugin is --%s or --%s, not both", kind, kinds[i]);
        }
        kind = cli_has(cli, kinds[i]) ? kinds[i] : kind;
    }
    kind = kind ? kind : "file";
    in_tree = in_tree && strcmp(kind, "rest") != 0; /* a preset is no folder of plugins/ */
    const char *folder = in_tree ? arena_printf(&cli->arena, "plugins/%s", name) : name;
    const char *const *files = scaffold_files(kind, name, in_tree, &cli->arena);
    struct error error = {0};
    if (!files) {
        return cli_usage(cli, "plugins new: there is no template for --%s", kind);
    }
    if (scaffold_write(kind, name, folder, in_tree, &cli->arena, &error) < 0) {
        return cli_fail(cli, &error);
    }
    for (; *files; files++) {
        fprintf(cli->out, "%s/%s\n", folder, *files);
    }
    fprintf(stderr, "builds, is checked and compared with what is expected of it by:  sh %s/test.sh\n", folder);
    return EXIT_OK;
}
