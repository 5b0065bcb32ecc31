/* campaigns.c - `campaigns:` of the configuration and of campaigns.yaml beside it, and the shape of `costs:`. Called by
 * load.c; knows nothing of the campaigns that sources bring. */
#include "core/base/str.h"
#include "core/config/read.h"

struct campaign_keys {
    struct garner_str channel, audience, brand;
    struct garner_strs match;
    struct garner_day from, to;
    struct garner_str segment, region, kind, cost;
    const struct garner_node *costs;
};
static const struct garner_option CAMPAIGN_KEYS[] = {
    GARNER_OPTION(struct campaign_keys, channel, 0, NULL, NULL, "its channel, whatever the sources say"),
    GARNER_OPTION(struct campaign_keys, audience, 0, NULL, NULL, "whom it is meant for: new, existing or both"),
    GARNER_OPTION(struct campaign_keys, brand, 0, NULL, NULL, "whether it advertises the brand's own name"),
    GARNER_OPTION(struct campaign_keys, match, 0, NULL, NULL,
                  "ids, names or utm_campaigns that mean it, exact or with *"),
    GARNER_OPTION(struct campaign_keys, from, 0, NULL, NULL, "only facts from this day on"),
    GARNER_OPTION(struct campaign_keys, to, 0, NULL, NULL, "only facts up to this day"),
    GARNER_OPTION(struct campaign_keys, segment, 0, NULL, NULL, "the segment it aims at"),
    GARNER_OPTION(struct campaign_keys, region, 0, NULL, NULL, "the region it aims at"),
    GARNER_OPTION(struct campaign_keys, kind, 0, NULL, NULL, "its objective, in your words"),
    GARNER_OPTION(struct campaign_keys, cost, 0, NULL, "none", "none says that it really costs nothing"),
    GARNER_OPTION(struct campaign_keys, costs, 0, NULL, NULL, "what it cost beside media: a list, or {file: ...}"),
    {.name = NULL},
};

const struct garner_option *config_campaign_keys(void)
{
    return CAMPAIGN_KEYS;
}

/* ---- costs ---- */

static int check_cost_list(const struct block *block, const struct garner_node *costs, struct error *error)
{
    for (size_t i = 0; i < costs->count; i++) {
        const struct garner_node *entry = &costs->items[i];
        if (entry->kind != GARNER_MAP) {
            return complain(block, entry, error,
                            "each of the costs is a map, such as {type: booth, amount: 1200.00 EUR, "
                            "date: 2026-03-10}");
        }
        for (size_t j = 0; j < entry->count; j++) {
            bool shared = entry->items[j].kind == GARNER_LIST && str_is(entry->items[j].key, "campaign");
            if (entry->items[j].kind != GARNER_SCALAR && !shared) {
                return complain(block, &entry->items[j], error, "%.*s: expected one text", SHOWN(entry->items[j].key));
            }
        }
    }
    return 0;
}

/* {file: PATH, …} with PATH absolute. */
static int read_cost_file(const struct block *block, const struct garner_node *costs, const struct garner_node **out,
                          struct error *error)
{
    const struct garner_node *file = node_get(costs, "file");
    if (!file || file->kind != GARNER_SCALAR || file->text.len == 0) {
        return complain(block, costs, error, "costs: expected a list, or {file: PATH}");
    }
    struct garner_node *copy = arena_calloc(block->arena, 1, sizeof *copy);
    struct garner_node *items = arena_calloc(block->arena, costs->count, sizeof *items);
    memcpy(items, costs->items, costs->count * sizeof *items);
    items[file - costs->items].text = path_absolute(block->arena, block->dir, file->text);
    *copy = *costs;
    copy->items = items;
    *out = copy;
    return 0;
}

int costs_read(const struct block *block, const struct garner_node *costs, const struct garner_node **out,
               struct error *error)
{
    *out = NULL;
    if (!costs || (costs->kind == GARNER_SCALAR ? costs->text.len == 0 : costs->count == 0)) {
        return 0;
    }
    if (costs->kind != GARNER_LIST) {
        return read_cost_file(block, costs, out, error);
    }
    *out = costs;
    return check_cost_list(block, costs, error);
}

/* ---- one campaign ---- */

static int read_words(const struct block *block, const struct garner_node *node, const struct campaign_keys *keys,
                      struct campaign_alias *alias, struct error *error)
{
    int channel = 0, audience = 0, brand = 0;
    int result = word_read(block, node_get(node, "channel"), &record_channels, keys->channel, &channel, error);
    if (result == 0) {
        result = word_read(block, node_get(node, "audience"), &record_audiences, keys->audience, &audience, error);
    }
    if (result == 0) {
        result = word_read(block, node_get(node, "brand"), &record_flags, keys->brand, &brand, error);
    }
    alias->channel = (enum garner_channel)channel;
    alias->audience = (enum garner_audience)audience;
    alias->brand = (enum garner_flag)brand;
    return result;
}

static int check_campaign(const struct block *block, const struct garner_node *node, const struct campaign_alias *alias,
                          struct error *error)
{
    if (alias->from.state && alias->to.state && alias->from.day > alias->to.day) {
        return complain(block, node_get(node, "to"), error, "to is before from");
    }
    if (alias->no_cost && alias->costs) {
        return complain(block, node_get(node, "cost"), error, "cost: none, but there are costs; remove one");
    }
    for (size_t i = 0; i < alias->match.count; i++) {
        if (alias->match.items[i].len == 0) {
            return complain(block, node_get(node, "match"), error, "match: an empty text matches nothing; remove it");
        }
    }
    return 0;
}

static int read_campaign(const struct block *block, const struct garner_node *node, struct campaign_alias *alias,
                         struct error *error)
{
    struct campaign_keys keys = {0};
    int result = block_read(block, CAMPAIGN_KEYS, node, &keys, error);
    if (result == 0) {
        result = read_words(block, node, &keys, alias, error);
    }
    if (result == 0) {
        result = costs_read(block, keys.costs, &alias->costs, error);
    }
    if (result) {
        return result;
    }
    alias->name = arena_strndup(block->arena, node->key.ptr, node->key.len);
    alias->match = keys.match;
    alias->from = keys.from;
    alias->to = keys.to;
    alias->segment = keys.segment;
    alias->region = keys.region;
    alias->kind = keys.kind;
    alias->no_cost = keys.cost.ptr != NULL;
    alias->line = node->line;
    return check_campaign(block, node, alias, error);
}

/* ---- both files ---- */

static int read_map(struct config *config, const struct garner_node *map, const char *file, struct error *error)
{
    struct block block = {
        .arena = &config->arena, .file = file, .dir = config->dir, .currency = config->currency, .noun = "key"};
    if (map->kind != GARNER_MAP) {
        return complain(&block, map, error,
                        "campaigns: expected a map of names, such as spring-expo: {channel: trade_show}");
    }
    for (size_t i = 0; i < map->count; i++) {
        const struct garner_node *item = &map->items[i];
        block.owner = arena_printf(&config->arena, "campaign %.*s", SHOWN(item->key));
        int result = read_campaign(&block, item, &config->campaigns[config->campaign_count], error);
        if (result) {
            return result;
        }
        config->campaign_count++;
    }
    return 0;
}

/* Places in campaigns.yaml mean nothing to whoever knows only the configuration's name. */
static void forget_places(struct config *config, size_t first)
{
    for (size_t i = first; i < config->campaign_count; i++) {
        struct campaign_alias *alias = &config->campaigns[i];
        alias->line = 0;
        if (alias->costs) {
            struct garner_node *copy = arena_calloc(&config->arena, 1, sizeof *copy);
            *copy = node_placed(&config->arena, alias->costs, 0, 0);
            alias->costs = copy;
        }
    }
}

static int check_both(struct config *config, const struct garner_node *here, const struct garner_node *more,
                      const char *more_file, struct error *error)
{
    size_t count = here->count + more->count;
    struct garner_node *all = arena_calloc(&config->arena, count, sizeof *all);
    const struct garner_node *first = NULL;
    for (size_t i = 0; i < count; i++) {
        all[i] = i < here->count ? here->items[i] : more->items[i - here->count];
    }
    const struct garner_node *again = node_repeated(all, count, &first);
    if (!again) {
        return 0;
    }
    struct block block = {.file = more_file};
    return complain(&block, again, error, "campaign %.*s stands in %s too, on line %u; remove one", SHOWN(again->key),
                    config->path, first->line);
}

int campaigns_read(struct config *config, const struct garner_node *campaigns, const struct garner_node *more,
                   const char *more_file, struct error *error)
{
    const struct garner_node nothing = {.kind = GARNER_MAP};
    bool empty = !campaigns || (campaigns->kind == GARNER_SCALAR && campaigns->text.len == 0);
    const struct garner_node *here = empty ? &nothing : campaigns;
    more = more ? more : &nothing;
    config->campaigns = arena_calloc(&config->arena, here->count + more->count, sizeof *config->campaigns);
    int result = read_map(config, here, config->path, error);
    size_t own = config->campaign_count;
    if (result == 0) {
        result = read_map(config, more, more_file, error);
    }
    if (result == 0) {
        forget_places(config, own);
        result = check_both(config, here, more, more_file, error);
    }
    return result;
}
