/* hubspot.c - HubSpot: contacts and the leads they are, deals with their contacts and owners, companies, activities,
 * marketing campaigns with what they cost, and marketing events. This file has the options and the order of a pull; the
 * ways of the API are in api.c and sync.c. Knows nothing of how requests are sent, retried or authorised. */
#include "hubspot.h"

#define SCOPES "crm.objects.contacts.read crm.objects.deals.read crm.objects.owners.read"

static const struct garner_option options[] = {
    GARNER_OPTION(
        struct config, objects, 0, NULL, NULL,
        "What to pull, as a list: contacts, companies, deals, leads (lead objects; else each contact is a lead), "
        "calls, emails, meetings, campaigns, events. Default: contacts and deals."),
    GARNER_OPTION(struct config, contact_campaign, 0, NULL, NULL,
                  "Contact property that names the campaign which brought the lead; default: what HubSpot's traffic "
                  "source says."),
    GARNER_OPTION(struct config, self_reported, 0, NULL, NULL,
                  "Contact property with the answer to \"How did you hear about us?\"."),
    GARNER_OPTION(struct config, deal_campaign, 0, NULL, NULL,
                  "Deal property that names the campaign which brought the deal."),
    GARNER_OPTION(struct config, lost_to, 0, NULL, NULL, "Deal property that names the competitor a deal was lost to."),
    GARNER_OPTION(struct config, overlap, 0, "15m", NULL,
                  "How far each pull looks back behind the last change it knows, at least 10m: HubSpot's search lags."),
    GARNER_OPTION(struct config, api_version, 0, "2026-03", NULL, "Version in the API's paths: a date, or v3."),
    GARNER_OPTION(struct config, search_rate, 0, "4/1s", NULL, "Most searches of this account."),
    GARNER_HTTP_OPTIONS(struct config, http, "https://api.hubapi.com", "bearer", NULL),
    GARNER_OAUTH_OPTIONS(struct config, http, "/oauth/2026-03/token", "https://app.hubspot.com/oauth/authorize", NULL,
                         SCOPES),
    {.name = NULL},
};

/* ---- what was asked for ---- */

static bool wants(const struct config *config, const char *word)
{
    if (config->objects.count == 0) {
        return strcmp(word, "contacts") == 0 || strcmp(word, "deals") == 0;
    }
    for (size_t i = 0; i < config->objects.count; i++) {
        if (garner_same(config->objects.items[i], garner_text(word))) {
            return true;
        }
    }
    return false;
}

static bool is_known(struct garner_str word)
{
    bool known = garner_same(word, garner_text("campaigns")) || garner_same(word, garner_text("events"));
    for (size_t i = 0; i < object_count && !known; i++) {
        known = garner_same(word, garner_text(objects[i].name));
    }
    return known;
}

static int check_config(struct garner_pull *pull, const struct config *config)
{
    for (size_t i = 0; i < config->objects.count; i++) {
        struct garner_str word = config->objects.items[i];
        if (!is_known(word)) {
            return garner_fail(pull, GARNER_E_CONFIG,
                               "objects: \"%.*s\" is none of contacts, companies, deals, leads, calls, emails, "
                               "meetings, campaigns, events",
                               (int)word.len, word.ptr);
        }
    }
    if (config->overlap.ms < 10 * 60 * 1000) {
        return garner_fail(pull, GARNER_E_CONFIG,
                           "overlap: less than 10m would lose what HubSpot's search learns of late");
    }
    return 0;
}

/* ---- a pull ---- */

static struct hubspot *start(struct garner_pull *pull)
{
    struct hubspot *h = garner_alloc_pull(pull, sizeof *h);
    h->pull = pull;
    h->config = pull->config;
    h->usual = h->search = h->config->http;
    h->usual.rate = h->usual.rate.len ? h->usual.rate : garner_text("100/10s");
    h->search.rate = h->config->search_rate;
    h->leads_are_objects = wants(h->config, "leads");
    marks_read(h);
    return h;
}

static int pull_objects(struct hubspot *h)
{
    int code = 0;
    for (size_t i = 0; i < object_count && code == 0; i++) {
        bool wanted = wants(h->config, objects[i].name), is_deals = strcmp(objects[i].name, "deals") == 0;
        code = wanted && is_deals ? lookup_stages(h) : 0;
        code = code || !wanted || !is_deals ? code : lookup_currency(h);
        code = code || !wanted ? code : sync_object(h, &objects[i]);
    }
    return code;
}

static int pull_hubspot(struct garner_pull *pull)
{
    int code = check_config(pull, pull->config);
    if (code) {
        return code;
    }
    struct hubspot *h = start(pull);
    struct garner_day today;
    code = garner_now(pull, (struct garner_str){NULL, 0}, &h->now, &today);
    code = code ? code : lookup_owners(h);
    code = code ? code : pull_objects(h);
    code = code || !wants(h->config, "campaigns") ? code : marketing_campaigns(h);
    return code || !wants(h->config, "events") ? code : marketing_events(h);
}

GARNER_PLUGIN = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_plugin),
    .name = "hubspot",
    .version = "1",
    .summary = "HubSpot: leads, deals, owners, activities, campaigns and events.",
    .emits = GARNER_EMITS(GARNER_RECORD_CAMPAIGN) | GARNER_EMITS(GARNER_RECORD_SPEND) |
             GARNER_EMITS(GARNER_RECORD_TOUCH) | GARNER_EMITS(GARNER_RECORD_LEAD) |
             GARNER_EMITS(GARNER_RECORD_CONTACT) | GARNER_EMITS(GARNER_RECORD_ACCOUNT) |
             GARNER_EMITS(GARNER_RECORD_ACTIVITY) | GARNER_EMITS(GARNER_RECORD_DEAL) |
             GARNER_EMITS(GARNER_RECORD_DEAL_CONTACT) | GARNER_EMITS(GARNER_RECORD_REP),
    .lookback_days = EVENT_DAYS,
    .options = options,
    .config_size = sizeof(struct config),
    .pull = pull_hubspot,
    .example = "token: ${HUBSPOT_TOKEN}\nobjects: [contacts, companies, deals, calls, meetings, campaigns, events]",
};
