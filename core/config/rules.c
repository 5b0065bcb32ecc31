/* rules.c - who counts as a customer and how one is credited: `customer`, `attribution`, `revenue`, `history`,
 * `claims`. Called by load.c; computes nothing itself. */
#include "core/base/str.h"
#include "core/config/read.h"
#include "core/schema/values.h"

/* Far more than any campaign's effect, and far from overflowing as milliseconds. */
#define DURATION_MAX_MS (INT64_C(36525) * 86400000)

static struct block block_of(struct config *config, const char *owner)
{
    return (struct block){
        .arena = &config->arena, .file = config->path, .dir = config->dir, .owner = owner, .noun = "key"};
}

/* ---- customer ---- */

struct customer_keys {
    struct garner_str rule, grain;
    struct garner_strs lead_status;
};
static const struct garner_option CUSTOMER_KEYS[] = {
    GARNER_OPTION(struct customer_keys, rule, 0, NULL, "first_order|won_deal", "what makes a person a customer"),
    GARNER_OPTION(struct customer_keys, grain, 0, "person", "person|company", "who is counted"),
    GARNER_OPTION(struct customer_keys, lead_status, 0, NULL, NULL, "lead statuses that make a person a customer"),
    {.name = NULL},
};

static const char *const CUSTOMER_WORDS[] = {"first_order", "won_deal", "{lead_status: [...]}", NULL};

static int customer_by_word(struct config *config, const struct block *block, const struct garner_node *at,
                            struct garner_str word, struct error *error)
{
    if (str_is(word, "won_deal")) {
        config->rules.customer = CUSTOMER_WON_DEAL;
    } else if (!str_is(word, "first_order")) {
        return complain_word(block, at, "unknown rule", word, CUSTOMER_WORDS, error);
    }
    return 0;
}

static int read_customer(struct config *config, const struct garner_node *node, struct error *error)
{
    struct block block = block_of(config, "customer");
    struct customer_keys keys = {0};
    if (!node) {
        return 0;
    }
    if (node->kind == GARNER_SCALAR) {
        return customer_by_word(config, &block, node, node->text, error);
    }
    int result = block_read(&block, CUSTOMER_KEYS, node, &keys, error);
    if (result) {
        return result;
    }
    config->rules.company = str_is(keys.grain, "company");
    if (keys.rule.ptr && keys.lead_status.count) {
        return complain(&block, node_get(node, "lead_status"), error,
                        "rule and lead_status exclude each other; remove one");
    }
    if (keys.lead_status.count) {
        config->rules.customer = CUSTOMER_LEAD_STATUS;
        config->rules.lead_statuses = keys.lead_status;
        return 0;
    }
    return keys.rule.ptr ? customer_by_word(config, &block, node, keys.rule, error) : 0;
}

const struct garner_option *config_customer_keys(void)
{
    return CUSTOMER_KEYS;
}

/* ---- attribution ---- */

struct attribution_keys {
    struct garner_str model;
    const struct garner_node *lookback;
    struct garner_str lookback_anchor, direct;
    struct garner_duration half_life;
};
static const struct garner_option ATTRIBUTION_KEYS[] = {
    GARNER_OPTION(struct attribution_keys, model, 0, "position", NULL, "the model that reports show by default"),
    GARNER_OPTION(struct attribution_keys, lookback, 0, "90d", NULL,
                  "how long before the lead a touch may be; one duration, or a map of channels with a default"),
    GARNER_OPTION(struct attribution_keys, lookback_anchor, 0, "lead", "lead|conversion",
                  "what the lookback runs back from"),
    GARNER_OPTION(struct attribution_keys, direct, 0, "ignore", "ignore|count", "whether direct visits earn credit"),
    GARNER_OPTION(struct attribution_keys, half_life, 0, "7d", NULL, "of the decay model"),
    {.name = NULL},
};

const struct garner_option *config_attribution_keys(void)
{
    return ATTRIBUTION_KEYS;
}

static int check_duration(const struct block *block, const struct garner_node *at, const char *what, int64_t ms,
                          struct error *error)
{
    if (ms <= 0 || ms > DURATION_MAX_MS) {
        return complain(block, at, error, "%s: expected a duration between 1ms and 36525d", what);
    }
    return 0;
}

static int read_lookback(const struct block *block, const struct garner_node *at, const char *name, int64_t *ms,
                         struct error *error)
{
    struct garner_duration duration = {0};
    struct garner_option option = {.name = name, .type = GARNER_OPTION_DURATION};
    int result = value_read(block, &option, at, &duration, error);
    *ms = duration.ms;
    return result ? result : check_duration(block, at, name, duration.ms, error);
}

/* lookback: {default: 90d, trade_show: 365d} */
static int read_lookbacks(struct rules *rules, const struct block *block, const struct garner_node *map,
                          struct error *error)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct garner_node *item = &map->items[i];
        int channel = 0;
        int64_t ms = 0;
        int result =
            str_is(item->key, "default") ? 0 : word_read(block, item, &record_channels, item->key, &channel, error);
        if (result == 0) {
            result = read_lookback(block, item, "lookback", &ms, error);
        }
        if (result) {
            return result;
        }
        if (channel) {
            rules->channel_lookback_ms[channel] = ms;
        } else {
            rules->lookback_ms = ms;
        }
    }
    return 0;
}

static int read_model(struct rules *rules, const struct block *block, const struct garner_node *at,
                      struct garner_str name, struct error *error)
{
    const char *names[MODEL_COUNT + 1] = {0};
    for (int i = 0; i < MODEL_COUNT; i++) {
        names[i] = attribution_model_name(i);
    }
    rules->model = attribution_model_named(name);
    return rules->model >= 0 ? 0 : complain_word(block, at, "unknown model", name, names, error);
}

static int read_attribution(struct config *config, const struct garner_node *node, struct error *error)
{
    struct block block = block_of(config, "attribution");
    struct attribution_keys keys = {0};
    struct garner_node nothing = {.kind = GARNER_MAP};
    struct rules *rules = &config->rules;
    node = node ? node : &nothing;
    int result = block_read(&block, ATTRIBUTION_KEYS, node, &keys, error);
    if (result == 0) {
        result = read_model(rules, &block, node_get(node, "model"), keys.model, error);
    }
    if (result == 0) {
        result = check_duration(&block, node_get(node, "half_life"), "half_life", keys.half_life.ms, error);
    }
    if (result == 0) {
        rules->half_life_ms = keys.half_life.ms;
        rules->anchor_conversion = str_is(keys.lookback_anchor, "conversion");
        rules->direct_counts = str_is(keys.direct, "count");
        rules->lookback_ms = INT64_C(90) * 86400000;
        result = keys.lookback->kind == GARNER_MAP
                     ? read_lookbacks(rules, &block, keys.lookback, error)
                     : read_lookback(&block, keys.lookback, "lookback", &rules->lookback_ms, error);
    }
    return result;
}

int rules_read(struct config *config, const struct top_keys *keys, struct error *error)
{
    struct rules *rules = &config->rules;
    int result = read_customer(config, keys->customer, error);
    if (result == 0) {
        result = read_attribution(config, keys->attribution, error);
    }
    bool deals = keys->revenue.ptr ? str_is(keys->revenue, "deals") : rules->customer == CUSTOMER_WON_DEAL;
    rules->revenue = deals ? REVENUE_DEALS : REVENUE_ORDERS;
    rules->history_complete = keys->history.ptr != NULL;
    rules->max_native_ids = keys->max_native_ids;
    return result;
}

/* ---- claims ---- */

static const struct word MEANINGS[] = {{CLAIM_LEAD, "lead"}, {CLAIM_ORDER, "order"}, {CLAIM_CUSTOMER, "customer"}};
static const struct words MEANING_WORDS = {"meaning", MEANINGS, sizeof MEANINGS / sizeof *MEANINGS};

int claims_read(struct config *config, const struct garner_node *claims, struct error *error)
{
    struct block block = block_of(config, "claims");
    if (!claims || (claims->kind == GARNER_SCALAR && claims->text.len == 0)) {
        return 0;
    }
    if (claims->kind != GARNER_MAP) {
        return complain(&block, claims, error, "expected a map of actions to lead, order or customer");
    }
    config->claims = arena_calloc(&config->arena, claims->count, sizeof *config->claims);
    for (size_t i = 0; i < claims->count; i++) {
        const struct garner_node *item = &claims->items[i];
        int meaning = 0;
        if (item->kind != GARNER_SCALAR) {
            return complain(&block, item, error, "%.*s: expected lead, order or customer", SHOWN(item->key));
        }
        int result = word_read(&block, item, &MEANING_WORDS, item->text, &meaning, error);
        if (result) {
            return result;
        }
        config->claims[config->claim_count++] = (struct claim_rule){item->key, (enum claim_meaning)meaning};
    }
    return 0;
}
