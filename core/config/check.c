/* check.c - holds a source's options against its plugin's table, on the host's side, and remembers what is secret.
 * Called by whoever has described the plugin; it loads none. */
#include "core/config/read.h"
#include "core/config/source_keys.h"

void config_secret_add(struct config *config, struct garner_str text)
{
    struct garner_strs *secrets = &config->secrets;
    size_t n = secrets->count;
    for (size_t i = 0; i < n; i++) {
        if (garner_same(secrets->items[i], text)) {
            return;
        }
    }
    /* Room is a power of two: full when the count is one. */
    if ((n & (n - 1)) == 0) {
        struct garner_str *more = arena_calloc(&config->arena, n ? 2 * n : 1, sizeof *more);
        if (n) {
            memcpy(more, secrets->items, n * sizeof *more);
        }
        secrets->items = more;
    }
    ((struct garner_str *)(uintptr_t)secrets->items)[secrets->count++] = text;
}

/* Every text below node: a secret may be a list or a tree of them. */
static void secrets_collect(struct config *config, const struct garner_node *node)
{
    if (node->kind == GARNER_SCALAR && node->text.len) {
        config_secret_add(config, node->text);
    }
    for (size_t i = 0; i < node->count; i++) {
        secrets_collect(config, &node->items[i]);
    }
}

/* A source whose every pull goes less far back than it changes its past would never show what it changed. */
static int check_windows(const struct block *block, const struct source_config *source,
                         const struct plugin_info *plugin, struct error *error)
{
    int32_t longest = 0;
    for (size_t i = 0; i < source->slot_count; i++) {
        int32_t days = source->slots[i].window_days;
        longest = days == 0 ? INT32_MAX : days > longest ? days : longest;
    }
    if (source->slot_count == 0 || longest >= plugin->lookback_days) {
        return 0;
    }
    struct garner_node at = {.line = source->line, .column = source->column};
    return complain(block, &at, error,
                    "schedule: its longest window is %d days, but what plugin %s reads may change for %d days; "
                    "write window: %dd or more at one of its times at least",
                    (int)longest, plugin->name, (int)plugin->lookback_days, (int)plugin->lookback_days);
}

int config_check_options(struct config *config, const struct source_config *source, const struct plugin_info *plugin,
                         struct error *error)
{
    if (!source->plugin) {
        return 0;
    }
    /* First, so that they are known before anything is said about them. */
    for (const struct garner_option *option = plugin->options; option->name; option++) {
        const struct garner_node *node = option->flags & GARNER_SECRET ? node_get(source->options, option->name) : NULL;
        if (node) {
            secrets_collect(config, node);
        }
    }
    struct arena scratch;
    arena_init(&scratch);
    struct block block = {
        .arena = &scratch,
        .file = config->path,
        .dir = config->dir,
        .currency = source->currency,
        .owner = arena_printf(&scratch, "source %s", source->name),
        .noun = "option",
        .also = source_key_names,
        .advice = arena_printf(&scratch, "\"garner plugins info %s\" lists what there is", source->plugin),
    };
    int result = block_read(&block, plugin->options, source->options, NULL, error);
    result = result ? result : check_windows(&block, source, plugin, error);
    arena_release(&scratch);
    return result;
}
