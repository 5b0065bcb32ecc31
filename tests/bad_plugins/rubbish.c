/* rubbish.c - writes bytes of its own into the channel to the host. */
#include <garner/plugin.h>
#include <unistd.h>

static const struct garner_option options[] = {{0}};

static int pull(struct garner_pull *pull)
{
    (void)pull;
    static const char bytes[] = "this is no frame, but something else altogether";
    if (write(3, bytes, sizeof bytes) < 0) {
        return -1;
    }
    return 0;
}

__attribute__((visibility("default")))
const struct garner_plugin garner_plugin = {.abi = GARNER_ABI,
                                            .size = sizeof(struct garner_plugin),
                                            .name = "rubbish",
                                            .version = "1",
                                            .summary = "Bad on purpose.",
                                            .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                                            .options = options,
                                            .pull = pull};
