/* wrong_abi.c - says it was built for an ABI that does not exist. */
#include <garner/plugin.h>

static int pull(struct garner_pull *pull)
{
    (void)pull;
    return 0;
}

__attribute__((visibility("default")))
const struct garner_plugin garner_plugin = {.abi = 999,
                                            .size = sizeof(struct garner_plugin),
                                            .name = "wrong_abi",
                                            .version = "1",
                                            .summary = "Of another ABI.",
                                            .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                                            .pull = pull};
