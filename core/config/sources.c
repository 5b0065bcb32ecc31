/* sources.c - `sources:`: the host's own keys checked, the plugin's options set apart for later, presets merged in.
 * Called by load.c; loads no plugin and knows no option of one. */
#include "core/base/str.h"
#include "core/config/read.h"
#include "core/config/search.h"
#include "core/config/source_keys.h"
#include "core/schema/values.h"

static bool is_source_key(struct garner_str name)
{
    for (const char *const *key = source_key_names; *key; key++) {
        if (str_is(name, *key)) {
            return true;
        }
    }
    return false;
}

/* The members of map that are the host's, or those that are not. Keeps place and order. */
static struct garner_node select_keys(struct arena *arena, const struct garner_node *map, bool host)
{
    struct garner_node part = *map;
    part.count = 0;
    for (size_t i = 0; i < map->count; i++) {
        part.count += is_source_key(map->items[i].key) == host;
    }
    struct garner_node *items = arena_calloc(arena, part.count, sizeof *items);
    for (size_t i = 0, n = 0; i < map->count; i++) {
        if (is_source_key(map->items[i].key) == host) {
            items[n++] = map->items[i];
        }
    }
    part.items = items;
    return part;
}

/* ---- presets ---- */

static int unknown_preset(const struct block *block, const struct garner_node *at, struct garner_strs dirs,
                          const char *plugin, struct garner_str preset, struct error *error)
{
    struct garner_strs found = search_presets(dirs, plugin, block->arena);
    const char **names = arena_calloc(block->arena, found.count + 1, sizeof *names);
    for (size_t i = 0; i < found.count; i++) {
        names[i] = found.items[i].ptr;
    }
    if (found.count == 0) {
        return complain(block, at, error, "unknown preset \"%.*s\"; no presets of plugin %s were found", SHOWN(preset),
                        plugin);
    }
    return complain_word(block, at, "unknown preset", preset, names, error);
}

int preset_load(const char *path, struct arena *arena, const struct garner_node **out, struct error *error)
{
    struct garner_str text;
    struct block preset = {.file = path};
    int why = file_read(arena, path, YAML_TEXT_MAX, &text);
    if (why) {
        return complain(&preset, NULL, error, "the preset cannot be read: %s", strerror(why));
    }
    int result = node_parse(arena, path, text, out, error);
    if (result == 0) {
        result = node_substitute(arena, path, *out, out, error);
    }
    if (result == 0 && (*out)->kind != GARNER_MAP) {
        return complain(&preset, *out, error, "a preset is a map of options");
    }
    for (size_t i = 0; result == 0 && i < (*out)->count; i++) {
        if (is_source_key((*out)->items[i].key)) {
            result = complain(&preset, &(*out)->items[i], error, "\"%.*s\" belongs to a source and cannot be preset",
                              SHOWN((*out)->items[i].key));
        }
    }
    return result;
}

/* Own keys win. What comes from the preset stands where the source names it, since that is what its user can edit. */
static struct garner_node merge(struct arena *arena, const struct garner_node *own, const struct garner_node *preset,
                                const struct garner_node *at)
{
    struct garner_node *items = arena_calloc(arena, own->count + preset->count, sizeof *items);
    struct garner_node merged = *own;
    if (own->count) {
        memcpy(items, own->items, own->count * sizeof *items);
    }
    for (size_t i = 0; i < preset->count; i++) {
        const struct garner_node *item = &preset->items[i];
        bool replaced = false;
        for (size_t j = 0; j < own->count && !replaced; j++) {
            replaced = garner_same(own->items[j].key, item->key);
        }
        if (!replaced) {
            items[merged.count++] = node_placed(arena, item, at->line, at->column);
        }
    }
    merged.items = items;
    return merged;
}

static int add_preset(struct config *config, const struct block *block, const struct garner_node *at,
                      const struct source_config *source, struct garner_node *options, struct error *error)
{
    struct garner_strs dirs = search_dirs(&config->plugin_path, &config->arena);
    const struct garner_node *preset = NULL;
    const char *path =
        name_is_plain(at->text) ? search_preset(dirs, source->plugin, source->preset, &config->arena) : NULL;
    if (!path && str_is(at->text, "auto")) {
        return 0; /* it goes by the file: whoever pulls chooses */
    }
    if (!path) {
        return unknown_preset(block, at, dirs, source->plugin, at->text, error);
    }
    int result = preset_load(path, block->arena, &preset, error);
    if (result == 0) {
        *options = merge(&config->arena, options, preset, at);
    }
    return result;
}

void config_use_preset(struct config *config, const struct source_config *source, const char *name,
                       const struct garner_node *preset, const char *why)
{
    struct garner_node *options = arena_calloc(&config->arena, 1, sizeof *options);
    struct source_config *own = &config->sources[source - config->sources];
    const struct garner_node at = {.line = source->line, .column = source->column};
    *options = merge(&config->arena, source->options, preset, &at);
    own->options = options;
    own->preset = arena_strdup(&config->arena, name);
    own->preset_why = arena_strdup(&config->arena, why);
}

/* ---- one source ---- */

static int check_names(const struct block *block, const struct garner_node *node, struct error *error)
{
    static const char *const names[] = {"name", "plugin", "identity"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct garner_node *member = node_get(node, names[i]);
        if (member && !name_is_plain(member->text)) {
            return complain(block, member, error,
                            "%s: \"%.*s\" is no name; write 1 to 64 letters, digits, dots, hyphens and underscores, "
                            "a letter or digit first",
                            names[i], SHOWN(member->text));
        }
    }
    return 0;
}

static int check_currency(const struct block *block, const struct garner_node *node, const char *currency,
                          struct error *error)
{
    if (value_is_currency(currency)) {
        return 0;
    }
    return complain(block, node_get(node, "currency"), error,
                    "currency: expected an ISO 4217 code such as EUR, found \"%.*s\"", SHOWN(garner_text(currency)));
}

static int check_zone(const struct block *block, const struct garner_node *node, const char *name, struct error *error)
{
    struct zone *zone = NULL;
    struct error why = {0};
    if (zone_load(name, &zone, &why)) {
        return complain(block, node_get(node, "timezone"), error, "timezone: %s", why.message);
    }
    zone_free(zone);
    return 0;
}

static int check_limits(const struct block *block, const struct garner_node *node, const struct source_keys *keys,
                        struct source_config *source, struct error *error)
{
    struct error why = {0};
    if (keys->timeout.ms <= 0) {
        return complain(block, node_get(node, "timeout"), error, "timeout: expected more than 0");
    }
    if (keys->cpu_limit.ms <= 0) {
        return complain(block, node_get(node, "cpu_limit"), error, "cpu_limit: expected more than 0");
    }
    if (keys->retries < 0 || keys->retries > 100) {
        return complain(block, node_get(node, "retries"), error, "retries: expected a number from 0 to 100");
    }
    if (keys->record_limit < 0) {
        return complain(block, node_get(node, "record_limit"), error, "record_limit: expected 0 or more");
    }
    if (value_size(keys->memory_limit, &source->memory_limit, &why)) {
        return complain(block, node_get(node, "memory_limit"), error, "memory_limit: %s", why.message);
    }
    if (source->memory_limit <= 0) {
        return complain(block, node_get(node, "memory_limit"), error, "memory_limit: expected more than 0");
    }
    return 0;
}

static int check_tz(const struct block *block, const struct garner_node *node, const char *name, struct error *error)
{
    struct zone *zone = NULL;
    struct error why = {0};
    if (zone_load(name, &zone, &why)) {
        return complain(block, node_get(node, "tz"), error, "tz: %s", why.message);
    }
    zone_free(zone);
    return 0;
}

static int check_delays(const struct block *block, const struct garner_node *node, const struct source_keys *keys,
                        struct source_config *source, struct error *error)
{
    int64_t shortest = 0;
    for (size_t i = 0; i < source->slot_count; i++) {
        int64_t every = source->slots[i].plan.every_ms;
        shortest = every && (!shortest || every < shortest) ? every : shortest;
    }
    if (keys->jitter.ms < 0 || keys->jitter.ms > (shortest ? shortest - 1 : 86400000)) {
        return complain(block, node_get(node, "jitter"), error, "jitter: expected less than %s",
                        shortest ? "the time between pulls" : "24h");
    }
    if (keys->retry_delay.ms < 100 || keys->retry_delay.ms > RETRY_DELAY_MAX_MS) {
        return complain(block, node_get(node, "retry_delay"), error, "retry_delay: expected from 100ms to 1h");
    }
    for (size_t i = 0; i < source->slot_count; i++) {
        ((struct schedule_slot *)source->slots)[i].plan.jitter_ms = keys->jitter.ms;
    }
    return 0;
}

static int check_schedule(const struct block *block, const struct garner_node *node, const struct source_keys *keys,
                          struct source_config *source, struct error *error)
{
    const struct garner_node *every = node_get(node, "every");
    int result = 0;
    if (every && keys->schedule) {
        return complain(block, every, error, "every: the source has a schedule already; keep one of the two");
    }
    if (every) {
        struct garner_node text = {.kind = GARNER_SCALAR, .line = every->line, .column = every->column};
        text.text = garner_text(arena_printf(block->arena, "every %.*s", SHOWN(every->text)));
        result = slots_read(block, &text, source, error);
    } else if (keys->schedule) {
        result = slots_read(block, keys->schedule, source, error);
    }
    result = result || !keys->tz.len ? result : check_tz(block, node, source->schedule_zone, error);
    return result ? result : check_delays(block, node, keys, source, error);
}

/* The text, or other where it is absent. An empty one is absent, too. */
static const char *text_or(struct config *config, struct garner_str text, const char *other)
{
    return text.len ? arena_strndup(&config->arena, text.ptr, text.len) : other;
}

static void fill(struct config *config, const struct source_keys *keys, struct source_config *out)
{
    out->name = text_or(config, keys->name, NULL);
    out->plugin = text_or(config, keys->plugin, NULL);
    out->preset = text_or(config, keys->preset, NULL);
    out->space = text_or(config, keys->identity, out->name);
    out->timezone = text_or(config, keys->timezone, config->timezone);
    out->currency = text_or(config, keys->currency, config->currency);
    out->schedule_zone = text_or(config, keys->tz, out->timezone);
    out->stale_after_ms = keys->stale_after.ms;
    out->retry_delay_ms = keys->retry_delay.ms;
    out->timeout_ms = keys->timeout.ms;
    out->retries = keys->retries;
    out->cpu_limit_ms = keys->cpu_limit.ms;
    out->record_limit = keys->record_limit;
    out->enabled = keys->enabled;
    out->accept_empty = keys->accept_empty;
}

static int check_source(struct config *config, const struct block *block, const struct garner_node *node,
                        const struct source_keys *keys, struct source_config *source, struct error *error)
{
    int result = check_names(block, node, error);
    if (result == 0) {
        result = check_limits(block, node, keys, source, error);
    }
    if (result == 0 && source->currency != config->currency) {
        result = check_currency(block, node, source->currency, error);
    }
    if (result == 0 && source->timezone != config->timezone) {
        result = check_zone(block, node, source->timezone, error);
    }
    return result ? result : check_schedule(block, node, keys, source, error);
}

static int read_source(struct config *config, const struct garner_node *node, size_t number, struct source_config *out,
                       struct error *error)
{
    struct garner_str name = node_text(node, "name");
    struct block block = {.arena = &config->arena, .file = config->path, .dir = config->dir, .noun = "key"};
    block.owner = name.len ? arena_printf(&config->arena, "source %.*s", SHOWN(name))
                           : arena_printf(&config->arena, "source %zu", number);
    if (node->kind != GARNER_MAP) {
        return complain(&block, node, error, "expected a map, begun with \"- name: ...\"");
    }
    struct garner_node own = select_keys(&config->arena, node, true);
    struct garner_node *options = arena_calloc(&config->arena, 1, sizeof *options);
    struct source_keys keys = {0};
    int result = block_read(&block, source_key_table, &own, &keys, error);
    if (result) {
        return result;
    }
    fill(config, &keys, out);
    result = check_source(config, &block, node, &keys, out, error);
    if (result) {
        return result;
    }
    *options = select_keys(&config->arena, node, false);
    options->key = (struct garner_str){0};
    out->options = options;
    out->line = node->line;
    out->column = node->column;
    return out->preset ? add_preset(config, &block, node_get(node, "preset"), out, options, error) : 0;
}

int source_defaults(struct config *config, const char *name, struct source_config *out, struct error *error)
{
    /* Read like any other, so that the defaults stand in the table alone; it only lacks a plugin. */
    struct garner_node items[] = {
        {.kind = GARNER_SCALAR, .key = garner_text("name"), .text = garner_text(name)},
        {.kind = GARNER_SCALAR, .key = garner_text("plugin"), .text = garner_text(name)},
    };
    struct garner_node own = {.kind = GARNER_MAP, .items = items, .count = 2};
    struct block block = {
        .arena = &config->arena, .file = config->path, .dir = config->dir, .owner = name, .noun = "key"};
    struct source_keys keys = {0};
    int result = block_read(&block, source_key_table, &own, &keys, error);
    if (result == 0) {
        fill(config, &keys, out);
        out->plugin = NULL;
        result = check_limits(&block, &own, &keys, out, error);
    }
    return result;
}

/* ---- all of them ---- */

static int check_unique(struct config *config, const struct garner_node *sources, struct error *error)
{
    struct garner_node *names = arena_calloc(&config->arena, sources->count, sizeof *names);
    const struct garner_node *first = NULL;
    struct block block = {.file = config->path};
    for (size_t i = 0; i < sources->count; i++) {
        names[i] = *node_get(&sources->items[i], "name");
        names[i].key = names[i].text;
    }
    const struct garner_node *again = node_repeated(names, sources->count, &first);
    if (!again) {
        return 0;
    }
    return complain(&block, again, error, "source %.*s: line %u has a source of this name already; rename one",
                    SHOWN(again->key), first->line);
}

int sources_read(struct config *config, const struct garner_node *sources, struct error *error)
{
    struct block block = {.file = config->path};
    size_t count = sources ? sources->count : 0;
    bool empty = !sources || (sources->kind == GARNER_SCALAR && sources->text.len == 0);
    if (!empty && sources->kind != GARNER_LIST) {
        return complain(&block, sources, error, "sources: expected a list; begin each source with \"- name: ...\"");
    }
    /* One more for the host's own. */
    config->sources = arena_calloc(&config->arena, count + 1, sizeof *config->sources);
    for (size_t i = 0; i < count; i++) {
        int result = read_source(config, &sources->items[i], i + 1, &config->sources[i], error);
        if (result) {
            return result;
        }
        config->source_count++;
    }
    return count ? check_unique(config, sources, error) : 0;
}
