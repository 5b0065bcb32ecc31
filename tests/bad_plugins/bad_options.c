/* bad_options.c - its option table writes outside of its own struct. */
#include <garner/plugin.h>

struct config {
    struct garner_str text;
};

static const struct garner_option options[] = {
    {"text", GARNER_OPTION_TEXT, 0, 4096, NULL, NULL, "Outside of the struct."},
    {0},
};

static int pull(struct garner_pull *pull)
{
    (void)pull;
    return 0;
}

__attribute__((visibility("default")))
const struct garner_plugin garner_plugin = {.abi = GARNER_ABI,
                                            .size = sizeof(struct garner_plugin),
                                            .name = "bad_options",
                                            .version = "1",
                                            .summary = "A bad table.",
                                            .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                                            .options = options,
                                            .config_size = sizeof(struct config),
                                            .pull = pull};
