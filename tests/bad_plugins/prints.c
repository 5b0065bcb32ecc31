/* prints.c - prints to standard output and then does its work. */
#include <garner/plugin.h>
#include <stdio.h>

static const struct garner_option options[] = {{0}};

static int pull(struct garner_pull *pull)
{
    puts("{\"this\": \"is no record\"}");
    fflush(stdout);
    return garner_emit_lead(
        pull, &(struct garner_lead){.id = garner_text("1"), .person.email = garner_text("a@example.com")});
}

__attribute__((visibility("default")))
const struct garner_plugin garner_plugin = {.abi = GARNER_ABI,
                                            .size = sizeof(struct garner_plugin),
                                            .name = "prints",
                                            .version = "1",
                                            .summary = "Bad on purpose.",
                                            .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                                            .options = options,
                                            .pull = pull};
