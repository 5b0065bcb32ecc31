/* bad_record.c - emits a record without its key. */
#include <garner/plugin.h>

static const struct garner_option options[] = {{0}};

static int pull(struct garner_pull *pull)
{
    return garner_emit_lead(pull, &(struct garner_lead){.status = garner_text("new")});
}

__attribute__((visibility("default")))
const struct garner_plugin garner_plugin = {.abi = GARNER_ABI,
                                            .size = sizeof(struct garner_plugin),
                                            .name = "bad_record",
                                            .version = "1",
                                            .summary = "Bad on purpose.",
                                            .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                                            .options = options,
                                            .pull = pull};
