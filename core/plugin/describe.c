/* describe.c - a plugin's table as a WIRE_DESCRIBE frame and back; see loader.h. The host's side trusts nothing in it.
 */
#include "core/plugin/loader.h"
#include "core/schema/wire.h"

enum { OPTIONS_MAX = 1000, RECOGNISES_MAX = 1000 };

static void put_text(struct buf *out, const char *text)
{
    wire_put_str(out, garner_text(text));
}

/* What was appended to the struct; an older plugin's ends before it. */
static void put_recognises(struct buf *out, const struct garner_plugin *plugin)
{
    bool has = plugin->size >= offsetof(struct garner_plugin, example) + sizeof plugin->example;
    for (const char *const *thing = has ? plugin->recognises : NULL; thing && *thing; thing++) {
        put_text(out, *thing);
    }
    put_text(out, NULL);
    put_text(out, has ? plugin->example : NULL);
}

void loader_describe(struct buf *out, const char *path, const struct garner_plugin *plugin)
{
    size_t begun = wire_begin(out, WIRE_DESCRIBE);
    put_text(out, path);
    put_text(out, plugin->name);
    put_text(out, plugin->version);
    put_text(out, plugin->summary);
    put_text(out, plugin->api_sunset);
    wire_put_u(out, plugin->abi);
    wire_put_u(out, plugin->emits);
    wire_put_i(out, plugin->lookback_days);
    wire_put_u(out, plugin->config_size);
    for (const struct garner_option *option = plugin->options; option->name; option++) {
        put_text(out, option->name);
        wire_put_u(out, (uint64_t)option->type);
        wire_put_u(out, option->flags);
        wire_put_u(out, option->offset);
        put_text(out, option->fallback);
        put_text(out, option->choices);
        put_text(out, option->help);
    }
    put_text(out, NULL);
    put_recognises(out, plugin);
    wire_end(out, begun);
}

/* ---- and back ---- */

static const char *get_text(struct wire *wire, struct arena *arena)
{
    struct garner_str text = wire_str(wire);
    if (!text.ptr) {
        return NULL;
    }
    wire->bad = wire->bad || memchr(text.ptr, 0, text.len) != NULL;
    return arena_strndup(arena, text.ptr, text.len);
}

static uint64_t get_u(struct wire *wire, uint64_t max)
{
    uint64_t value = wire_u(wire);
    wire->bad = wire->bad || value > max;
    return wire->bad ? 0 : value;
}

/* False behind the last. */
static bool get_option(struct wire *wire, struct arena *arena, struct garner_option *option)
{
    *option = (struct garner_option){.name = get_text(wire, arena)};
    if (!option->name || wire->bad) {
        option->name = NULL;
        return false;
    }
    option->type = (enum garner_option_type)get_u(wire, GARNER_OPTION_TREE);
    wire->bad = wire->bad || option->type < GARNER_OPTION_TEXT;
    option->flags = (uint32_t)get_u(wire, GARNER_REQUIRED | GARNER_SECRET | GARNER_PATH);
    option->offset = (size_t)get_u(wire, UINT32_MAX);
    option->fallback = get_text(wire, arena);
    option->choices = get_text(wire, arena);
    option->help = get_text(wire, arena);
    return !wire->bad;
}

static void get_options(struct wire *wire, struct arena *arena, struct plugin_info *info)
{
    struct garner_option *options = arena_calloc(arena, OPTIONS_MAX + 1, sizeof *options);
    size_t count = 0;
    while (count < OPTIONS_MAX && get_option(wire, arena, &options[count])) {
        count++;
    }
    wire->bad = wire->bad || count == OPTIONS_MAX;
    info->options = options;
    info->option_count = count;
}

static void get_recognises(struct wire *wire, struct arena *arena, struct plugin_info *info)
{
    const char **things = arena_calloc(arena, RECOGNISES_MAX + 1, sizeof *things);
    size_t count = 0;
    while (count < RECOGNISES_MAX && (things[count] = get_text(wire, arena)) != NULL) {
        count++;
    }
    wire->bad = wire->bad || count == RECOGNISES_MAX;
    info->recognises = things;
    info->example = get_text(wire, arena);
}

int loader_described(struct garner_str payload, struct arena *arena, struct plugin_info *info, struct error *error)
{
    struct wire wire;
    wire_init(&wire, payload.ptr, payload.len);
    *info = (struct plugin_info){0};
    info->path = get_text(&wire, arena);
    info->name = get_text(&wire, arena);
    info->version = get_text(&wire, arena);
    info->summary = get_text(&wire, arena);
    info->api_sunset = get_text(&wire, arena);
    info->abi = (uint32_t)get_u(&wire, UINT32_MAX);
    info->emits = (uint32_t)get_u(&wire, UINT32_MAX);
    int64_t lookback = wire_i(&wire);
    wire.bad = wire.bad || lookback < 0 || lookback > INT32_MAX;
    info->lookback_days = (int32_t)(wire.bad ? 0 : lookback);
    info->config_size = (size_t)get_u(&wire, UINT32_MAX);
    get_options(&wire, arena, info);
    get_recognises(&wire, arena, info);
    if (!wire_done(&wire) || !info->path || !info->name || !info->version || !info->summary) {
        return error_set(error, GARNER_E_BUG, "a plugin's description is malformed");
    }
    return 0;
}
