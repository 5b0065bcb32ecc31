/* hog.c - takes memory until there is none. */
#include <garner/plugin.h>
#include <stdlib.h>

static const struct garner_option options[] = {{0}};

static int pull(struct garner_pull *pull)
{
    (void)pull;
    for (;;) {
        char *block = malloc(1 << 20);
        if (!block) {
            return garner_fail(pull, GARNER_E_TEMPORARY, "out of memory, as it wanted");
        }
        memset(block, 1, 1 << 20);
    }
}

__attribute__((visibility("default")))
const struct garner_plugin garner_plugin = {.abi = GARNER_ABI,
                                            .size = sizeof(struct garner_plugin),
                                            .name = "hog",
                                            .version = "1",
                                            .summary = "Bad on purpose.",
                                            .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                                            .options = options,
                                            .pull = pull};
