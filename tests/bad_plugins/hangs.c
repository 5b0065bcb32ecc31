/* hangs.c - never returns and never looks whether it should. */
#include <garner/plugin.h>

static const struct garner_option options[] = {{0}};

static int pull(struct garner_pull *pull)
{
    volatile const struct garner_pull *looked_at = pull;
    while (looked_at->host) {
    }
    return 0;
}

__attribute__((visibility("default")))
const struct garner_plugin garner_plugin = {.abi = GARNER_ABI,
                                            .size = sizeof(struct garner_plugin),
                                            .name = "hangs",
                                            .version = "1",
                                            .summary = "Bad on purpose.",
                                            .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                                            .options = options,
                                            .pull = pull};
