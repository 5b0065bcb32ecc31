/* exits.c - calls exit(0) after one record, before the end of the pull. */
#include <garner/plugin.h>
#include <stdlib.h>

static const struct garner_option options[] = {{0}};

static int pull(struct garner_pull *pull)
{
    garner_emit_lead(pull, &(struct garner_lead){.id = garner_text("1"), .person.email = garner_text("a@example.com")});
    exit(0);
}

__attribute__((visibility("default")))
const struct garner_plugin garner_plugin = {.abi = GARNER_ABI,
                                            .size = sizeof(struct garner_plugin),
                                            .name = "exits",
                                            .version = "1",
                                            .summary = "Bad on purpose.",
                                            .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                                            .options = options,
                                            .pull = pull};
