/* open_window.c - begins a window and returns without ending it. */
#include <garner/plugin.h>

static const struct garner_option options[] = {{0}};

static int pull(struct garner_pull *pull)
{
    garner_window_begin(pull,
                        &(struct garner_window){.kinds = GARNER_EMITS(GARNER_RECORD_LEAD), .scope = garner_text("x")});
    return 0;
}

__attribute__((visibility("default")))
const struct garner_plugin garner_plugin = {.abi = GARNER_ABI,
                                            .size = sizeof(struct garner_plugin),
                                            .name = "open_window",
                                            .version = "1",
                                            .summary = "Bad on purpose.",
                                            .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                                            .options = options,
                                            .pull = pull};
