/* sleeps.c - waits for ever, burning nothing. */
#include <garner/plugin.h>
#include <unistd.h>

static const struct garner_option options[] = {{0}};

static int pull(struct garner_pull *pull)
{
    while (pull->host) {
        pause();
    }
    return 0;
}

__attribute__((visibility("default")))
const struct garner_plugin garner_plugin = {.abi = GARNER_ABI,
                                            .size = sizeof(struct garner_plugin),
                                            .name = "sleeps",
                                            .version = "1",
                                            .summary = "Bad on purpose.",
                                            .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                                            .options = options,
                                            .pull = pull};
