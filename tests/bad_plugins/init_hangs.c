/* init_hangs.c - never comes back from being loaded. */
#include <garner/plugin.h>
#include <unistd.h>

static __attribute__((constructor)) void hang(void)
{
    for (;;) {
        pause();
    }
}

static int pull(struct garner_pull *pull)
{
    (void)pull;
    return 0;
}

__attribute__((visibility("default")))
const struct garner_plugin garner_plugin = {.abi = GARNER_ABI,
                                            .size = sizeof(struct garner_plugin),
                                            .name = "init_hangs",
                                            .version = "1",
                                            .summary = "Hangs.",
                                            .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                                            .pull = pull};
