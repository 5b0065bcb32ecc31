/* forks.c - leaves a child behind that holds everything open. */
#include <garner/plugin.h>
#include <unistd.h>

static const struct garner_option options[] = {{0}};

static int pull(struct garner_pull *pull)
{
    if (fork() == 0) {
        for (;;) {
            pause();
        }
    }
    return garner_emit_lead(
        pull, &(struct garner_lead){.id = garner_text("1"), .person.email = garner_text("a@example.com")});
}

__attribute__((visibility("default")))
const struct garner_plugin garner_plugin = {.abi = GARNER_ABI,
                                            .size = sizeof(struct garner_plugin),
                                            .name = "forks",
                                            .version = "1",
                                            .summary = "Bad on purpose.",
                                            .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                                            .options = options,
                                            .pull = pull};
