/* crash.c - dies of a segmentation fault in pull(). */
#include <garner/plugin.h>
#include <signal.h>

static const struct garner_option options[] = {{0}};

static int pull(struct garner_pull *pull)
{
    (void)pull;
    raise(SIGSEGV);
    return 0;
}

__attribute__((visibility("default")))
const struct garner_plugin garner_plugin = {.abi = GARNER_ABI,
                                            .size = sizeof(struct garner_plugin),
                                            .name = "crash",
                                            .version = "1",
                                            .summary = "Bad on purpose.",
                                            .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                                            .options = options,
                                            .pull = pull};
