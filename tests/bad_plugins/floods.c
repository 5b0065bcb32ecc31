/* floods.c - emits records without end. */
#include <garner/plugin.h>

static const struct garner_option options[] = {{0}};

static int pull(struct garner_pull *pull)
{
    for (long i = 0;; i++) {
        int code = garner_emit_lead(pull, &(struct garner_lead){.id = garner_text(garner_format(pull, "%ld", i)),
                                                                .person.email = garner_text("a@example.com")});
        if (code < 0) {
            return code;
        }
    }
}

__attribute__((visibility("default")))
const struct garner_plugin garner_plugin = {.abi = GARNER_ABI,
                                            .size = sizeof(struct garner_plugin),
                                            .name = "floods",
                                            .version = "1",
                                            .summary = "Bad on purpose.",
                                            .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                                            .options = options,
                                            .pull = pull};
