/* mute_fail.c - fails without a word. */
#include <garner/plugin.h>

static const struct garner_option options[] = {{0}};

static int pull(struct garner_pull *pull)
{
    (void)pull;
    return -1;
}

__attribute__((visibility("default")))
const struct garner_plugin garner_plugin = {.abi = GARNER_ABI,
                                            .size = sizeof(struct garner_plugin),
                                            .name = "mute_fail",
                                            .version = "1",
                                            .summary = "Bad on purpose.",
                                            .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                                            .options = options,
                                            .pull = pull};
