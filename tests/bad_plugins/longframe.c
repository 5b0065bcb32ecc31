/* longframe.c - announces a frame of four gigabytes. */
#include <garner/plugin.h>
#include <unistd.h>

static const struct garner_option options[] = {{0}};

static int pull(struct garner_pull *pull)
{
    (void)pull;
    static const unsigned char bytes[] = {0xff, 0xff, 0xff, 0xff, 2};
    if (write(3, bytes, sizeof bytes) < 0) {
        return -1;
    }
    return 0;
}

__attribute__((visibility("default")))
const struct garner_plugin garner_plugin = {.abi = GARNER_ABI,
                                            .size = sizeof(struct garner_plugin),
                                            .name = "longframe",
                                            .version = "1",
                                            .summary = "Bad on purpose.",
                                            .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                                            .options = options,
                                            .pull = pull};
