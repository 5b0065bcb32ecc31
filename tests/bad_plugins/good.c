/* good.c - the plugin beside the bad ones: three leads, one window. Its option `die_at` kills it before that many host
 * calls, for the tests of what a killed worker leaves behind. */
#include <garner/plugin.h>
#include <signal.h>

struct config {
    int64_t leads, die_at, windows;
};

static const struct garner_option options[] = {
    GARNER_OPTION(struct config, leads, 0, "3", NULL, "How many leads a window holds."),
    GARNER_OPTION(struct config, windows, 0, "1", NULL, "How many windows there are."),
    GARNER_OPTION(struct config, die_at, 0, "0", NULL, "The host call before which it kills itself; 0 = none."),
    {0},
};

static void count(const struct config *config, int64_t *calls)
{
    if (++*calls == config->die_at) {
        raise(SIGKILL);
    }
}

static int window(struct garner_pull *pull, const struct config *config, int64_t number, int64_t *calls)
{
    count(config, calls);
    struct garner_str scope = garner_text(garner_format(pull, "w%d", (int)number));
    int code =
        garner_window_begin(pull, &(struct garner_window){.kinds = GARNER_EMITS(GARNER_RECORD_LEAD), .scope = scope});
    for (int64_t i = 0; i < config->leads && code == 0; i++) {
        count(config, calls);
        const char *id = garner_format(pull, "%d-%d", (int)number, (int)i);
        code = garner_emit_lead(pull, &(struct garner_lead){
                                          .id = garner_text(id),
                                          .person.email = garner_text(garner_format(pull, "%s@example.com", id)),
                                          .created_at = garner_instant_of_day(20000 + (int32_t)i),
                                      });
    }
    count(config, calls);
    return code < 0 ? code : garner_window_done(pull, garner_text(garner_format(pull, "%d", (int)number + 1)));
}

static int pull_leads(struct garner_pull *pull)
{
    const struct config *config = pull->config;
    int64_t calls = 0;
    int64_t from = pull->cursor.len == 1 ? pull->cursor.ptr[0] - '0' : 0;
    for (int64_t i = from % config->windows; i < config->windows; i++) {
        int code = window(pull, config, i, &calls);
        if (code < 0) {
            return code;
        }
    }
    count(config, &calls);
    return 0;
}

__attribute__((visibility("default")))
const struct garner_plugin garner_plugin = {.abi = GARNER_ABI,
                                            .size = sizeof(struct garner_plugin),
                                            .name = "good",
                                            .version = "1",
                                            .summary = "Good, for comparison.",
                                            .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                                            .options = options,
                                            .config_size = sizeof(struct config),
                                            .pull = pull_leads};
