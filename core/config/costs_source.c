/* costs_source.c - the host's own source, `costs`: what `costs:` and `known_customers:` say, as options of a pull like
 * any other. Called by load.c after the user's sources; knows nothing of how it is pulled. */
#include "core/config/read.h"
#include "core/config/source_keys.h"
#include "core/schema/values.h"

/* A node made up of items; key NULL = none. */
static struct garner_node made(const char *key, enum garner_node_kind kind, const struct garner_node *items,
                               size_t count)
{
    return (struct garner_node){.kind = kind, .key = garner_text(key), .items = items, .count = count};
}

/* {campaign: NAME, costs: TREE}; NAME may be NULL. */
static struct garner_node entry(struct arena *arena, const char *campaign, const struct garner_node *costs)
{
    struct garner_node *items = arena_calloc(arena, 2, sizeof *items);
    size_t count = 0;
    if (campaign) {
        items[count] = made("campaign", GARNER_SCALAR, NULL, 0);
        items[count++].text = garner_text(campaign);
    }
    items[count] = *costs;
    items[count++].key = garner_text("costs");
    return made(NULL, GARNER_MAP, items, count);
}

static struct garner_node all_costs(struct config *config, const struct garner_node *costs)
{
    struct garner_node *entries = arena_calloc(&config->arena, config->campaign_count + 1, sizeof *entries);
    size_t count = 0;
    if (costs) {
        entries[count++] = entry(&config->arena, NULL, costs);
    }
    for (size_t i = 0; i < config->campaign_count; i++) {
        if (config->campaigns[i].costs) {
            entries[count++] = entry(&config->arena, config->campaigns[i].name, config->campaigns[i].costs);
        }
    }
    return made("costs", GARNER_LIST, entries, count);
}

static struct garner_node all_files(struct arena *arena, struct garner_strs files)
{
    struct garner_node *items = arena_calloc(arena, files.count, sizeof *items);
    for (size_t i = 0; i < files.count; i++) {
        items[i] = made(NULL, GARNER_SCALAR, NULL, 0);
        items[i].text = files.items[i];
    }
    return made("known_customers", GARNER_LIST, items, files.count);
}

int costs_source_add(struct config *config, const struct top_keys *keys, struct error *error)
{
    struct block block = {.arena = &config->arena, .file = config->path, .dir = config->dir, .noun = "key"};
    const struct garner_node *costs = NULL;
    int result = costs_read(&block, keys->costs, &costs, error);
    if (result) {
        return result;
    }
    struct garner_node *options = arena_calloc(&config->arena, 3, sizeof *options), *members = options + 1;
    members[0] = all_costs(config, costs);
    members[1] = all_files(&config->arena, keys->known_customers);
    if (members[0].count == 0 && members[1].count == 0) {
        return 0;
    }
    options[0] = made(NULL, GARNER_MAP, members, 2);
    struct source_config *source = &config->sources[config->source_count];
    /* No user's source can be called _costs. */
    result = source_defaults(config, config_source(config, "costs") ? "_costs" : "costs", source, error);
    source->options = options;
    config->source_count += result == 0;
    return result;
}
