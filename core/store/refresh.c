/* refresh.c - what follows from facts, brought up to date: decides what is stale, and does the steps of derived.h in
 * their order and in one transaction. Called after every pull; knows no rule itself. */
#include "core/base/buf.h"
#include "core/schema/digest.h"
#include "core/store/derived.h"
#include "core/store/dictionary.h"

enum { FINGERPRINT_VERSION = 1, TEXT_MAX = 64 << 20 };

/* ---- what the configuration decides ---- */

static void add_text(struct buf *out, struct garner_str text)
{
    buf_addf(out, "%zu:", text.len);
    buf_addstr(out, text);
}

static void add_texts(struct buf *out, const struct garner_strs *texts)
{
    buf_addf(out, "%zu[", texts->count);
    for (size_t i = 0; i < texts->count; i++) {
        add_text(out, texts->items[i]);
    }
}

static void add_rules(struct buf *out, const struct rules *rules)
{
    buf_addf(out, "%s%d %d %d %lld %d %d %lld %lld ", rules->company ? "company " : "", (int)rules->customer, (int)rules->revenue, rules->history_complete,
             (long long)rules->lookback_ms, rules->anchor_conversion, rules->direct_counts,
             (long long)rules->half_life_ms, (long long)rules->max_native_ids);
    add_texts(out, &rules->lead_statuses);
    for (int channel = 0; channel < CHANNEL_LIMIT; channel++) {
        buf_addf(out, "%lld ", (long long)rules->channel_lookback_ms[channel]);
    }
}

static void add_alias(struct buf *out, const struct campaign_alias *alias)
{
    add_text(out, garner_text(alias->name));
    buf_addf(out, "%d %d %d %d:%d %d:%d %d %d ", (int)alias->channel, (int)alias->audience, (int)alias->brand,
             alias->from.state, alias->from.day, alias->to.state, alias->to.day, alias->no_cost, alias->costs != NULL);
    add_texts(out, &alias->match);
    add_text(out, alias->segment);
    add_text(out, alias->region);
    add_text(out, alias->kind);
}

/* Of all that decides how facts are read: 8 bytes, never 0. */
static int64_t fingerprint(const struct config *config)
{
    struct buf text;
    unsigned char digest[DIGEST_BYTES] = {0};
    int64_t number;
    buf_init(&text, TEXT_MAX);
    buf_addf(&text, "%d ", FINGERPRINT_VERSION);
    add_text(&text, garner_text(zone_name(config->zone)));
    add_rules(&text, &config->rules);
    for (size_t i = 0; i < config->campaign_count; i++) {
        add_alias(&text, &config->campaigns[i]);
    }
    for (size_t i = 0; i < config->source_count; i++) {
        add_text(&text, garner_text(config->sources[i].name));
        add_text(&text, garner_text(config->sources[i].space ? config->sources[i].space : ""));
    }
    digest_add(digest, text.ptr, text.len);
    buf_release(&text);
    memcpy(&number, digest, sizeof number);
    return number ? number : 1;
}

/* ---- what is stale ---- */

struct stale {
    bool rules, identity, credits;
    int64_t fingerprint;
};

static int look(struct store *store, const struct config *config, bool force, struct stale *stale, struct error *error)
{
    int64_t identity = 0, credits = 0, refreshed = 0;
    int code = store_meta(store, "identity_stale", &identity, error);
    code = code ? code : store_meta(store, "credits_stale", &credits, error);
    code = code ? code : store_meta(store, "refreshed", &refreshed, error);
    stale->fingerprint = fingerprint(config);
    stale->rules = force || refreshed != stale->fingerprint;
    stale->identity = stale->rules || identity;
    stale->credits = stale->identity || credits;
    return code;
}

static int settle(struct store *store, const struct stale *stale, struct error *error)
{
    int code = store_meta_set(store, "identity_stale", 0, error);
    code = code ? code : store_meta_set(store, "credits_stale", 0, error);
    return code ? code : store_meta_set(store, "refreshed", stale->fingerprint, error);
}

/* What a campaign was called before it was renamed, and what only deleted facts meant, is no campaign any more. Rows
 * stay, since revisions name them. */
static int references_refresh(struct store *store, struct error *error)
{
    int64_t stale;
    int code = store_meta(store, "references_stale", &stale, error);
    if (code || !stale) {
        return code;
    }
    code = store_exec(store,
                      "WITH defining (ref) AS MATERIALIZED (SELECT camp FROM fact_campaign"
                      "  UNION SELECT camp FROM fact_spend UNION SELECT camp FROM fact_claim),"
                      " used (ref) AS MATERIALIZED (SELECT camp FROM click UNION SELECT camp FROM fact_lead"
                      "  UNION SELECT camp FROM fact_deal UNION SELECT camp FROM fact_order"
                      "  UNION SELECT DISTINCT camp FROM fact_touch),"
                      " now (ref, defines) AS MATERIALIZED (SELECT id, CASE WHEN id IN defining THEN 1"
                      "  WHEN id IN (SELECT ref FROM used WHERE ref IS NOT NULL) THEN 0 ELSE -1 END FROM campaign_ref"
                      "  WHERE click_id IS NULL)"
                      " UPDATE campaign_ref SET defines = now.defines FROM now"
                      "  WHERE now.ref = campaign_ref.id AND now.defines <> campaign_ref.defines",
                      error);
    dictionary_forget(store->dictionary);
    return code ? code : store_meta_set(store, "references_stale", 0, error);
}

static int bring_up_to_date(struct store *store, const struct config *config, const struct stale *stale,
                            struct error *error)
{
    bool persons = false, campaigns = stale->rules;
    int code = stale->rules ? lookups_refresh(store, config, error) : 0;
    if (!code && stale->identity) {
        code = persons_refresh(store, config, &persons, error);
    }
    code = code ? code : references_refresh(store, error);
    code = code ? code : campaigns_refresh(store, config, &campaigns, error);
    code = code ? code : spend_refresh(store, campaigns, error);
    code = code ? code : conversions_refresh(store, config, error);
    code = code ? code : shared_refresh(store, error);
    code = code ? code : responses_refresh(store, error);
    return code ? code : settle(store, stale, error);
}

int store_refresh(struct store *store, const struct config *config, bool force, struct error *error)
{
    struct stale stale = {0};
    int code = look(store, config, force, &stale, error);
    if (code || !stale.credits) {
        return code;
    }
    code = store_bind_config(store, config, error);
    code = code ? code : store_begin(store, error);
    if (code) {
        return code;
    }
    code = look(store, config, force, &stale, error);
    code = code ? code : bring_up_to_date(store, config, &stale, error);
    code = code ? code : store_commit(store, error);
    if (code) {
        store_rollback(store);
    }
    return code;
}

/* ---- responses ---- */

/* A reference that defines no campaign came with a touch, lead, deal or order; one that does may have come with both.
 */
int responses_refresh(struct store *store, struct error *error)
{
    return store_exec(
        store,
        "WITH used (campaign) AS MATERIALIZED (SELECT DISTINCT campaign FROM campaign_map WHERE ref IN"
        " (SELECT id FROM campaign_ref WHERE defines = 0 UNION SELECT ref FROM touch_use"
        "  UNION SELECT camp FROM fact_lead WHERE camp > 0 UNION SELECT camp FROM fact_deal WHERE camp > 0"
        "  UNION SELECT camp FROM fact_order WHERE camp > 0))"
        " UPDATE campaign SET has_response = id IN used WHERE has_response <> (id IN used)",
        error);
}
