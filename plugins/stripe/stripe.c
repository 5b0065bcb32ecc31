/* stripe.c - Stripe: charges as orders, refunds, lost disputes, customers. This file has the options and the order of a
 * pull. Knows nothing of how requests are sent, retried or authorised. */
#include "stripe.h"

static const struct garner_option options[] = {
    GARNER_OPTION(struct config, mode, 0, "live", "live|test",
                  "Which payments are meant; an object of the other mode ends the pull."),
    GARNER_OPTION(struct config, objects, 0, NULL, NULL,
                  "What to pull, as a list: customers, charges, refunds, disputes. Default: all four."),
    GARNER_OPTION(struct config, start, 0, NULL, NULL, "Leave out what was created before this day; default: nothing."),
    GARNER_OPTION(struct config, account, 0, NULL, NULL, "Connected account (acct_…), for a platform's key."),
    GARNER_OPTION(struct config, decimals, 0, NULL, NULL,
                  "Digits of a currency's smallest unit, where Stripe's are not as the plugin knows them: {UGX: 0}."),
    GARNER_OPTION(struct config, overlap, 0, "10m", NULL,
                  "How far each pull looks back behind the newest object it knows."),
    GARNER_OPTION(struct config, api_version, 0, "2026-07-29.dahlia", NULL,
                  "Version of the API, sent as Stripe-Version."),
    GARNER_HTTP_OPTIONS(struct config, http, "https://api.stripe.com", "bearer", NULL),
    {.name = NULL},
};

enum { RELIST_DAYS = 180, SAFE_EVENT_DAYS = EVENT_DAYS - 1 };

static int check_config(struct garner_pull *pull, const struct config *config)
{
    for (size_t i = 0; i < config->objects.count; i++) {
        struct garner_str word = config->objects.items[i];
        bool known = false;
        for (size_t n = 0; n < LISTS; n++) {
            known = known || garner_same(word, garner_text(lists[n].name));
        }
        if (!known) {
            return garner_fail(pull, GARNER_E_CONFIG,
                               "objects: \"%.*s\" is none of customers, charges, refunds, disputes", (int)word.len,
                               word.ptr);
        }
    }
    for (size_t i = 0; config->decimals && i < config->decimals->count; i++) {
        const struct garner_node *item = &config->decimals->items[i];
        if (item->key.len != 3 || item->text.len != 1 || item->text.ptr[0] < '0' || item->text.ptr[0] > '4') {
            return garner_fail(pull, GARNER_E_CONFIG, "decimals: write a currency and 0 to 4, such as {UGX: 0}");
        }
    }
    return 0;
}

static void set_headers(struct stripe *s)
{
    size_t n = 0;
    s->headers[n++] = (struct garner_pair){garner_text("Stripe-Version"), s->config->api_version};
    if (s->config->account.len) {
        s->headers[n++] = (struct garner_pair){garner_text("Stripe-Account"), s->config->account};
    }
    s->headers[n] = (struct garner_pair){{NULL, 0}, {NULL, 0}};
}

/* Events reach back 30 days. After a longer pause the lists are read again as far as refunds and disputes may change
 * what is in them. */
static bool is_too_late(struct stripe *s)
{
    struct mark *events = &s->marks[LISTS];
    int64_t late = s->now - events->mark - SAFE_EVENT_DAYS * INT64_C(86400);
    if (!events->mark || late <= 0) {
        return false;
    }
    garner_log(s->pull, GARNER_LOG_WARNING,
               "the last pull was more than %d days ago, farther than Stripe's events reach: what was created in the "
               "%d days before it is read again; changes of older objects are not known",
               SAFE_EVENT_DAYS, RELIST_DAYS);
    for (size_t i = 0; i < LISTS; i++) {
        struct mark *mark = &s->marks[i];
        int64_t back = events->mark - RELIST_DAYS * INT64_C(86400);
        mark->mark = mark->mark && back < mark->mark ? (back > 0 ? back : 1) : mark->mark;
        mark->under_way = false;
        mark->after[0] = '\0';
    }
    events->mark = 0;
    return true;
}

/* Lists before events: an object that was changed in between is then as its event says. What events say counts from the
 * beginning of the first pull on. */
static int pull_all(struct stripe *s)
{
    struct mark *events = &s->marks[LISTS];
    bool is_first = is_too_late(s) || !events->mark;
    int code = 0;
    if (is_first) {
        code = events_read(s, events);
    }
    for (size_t i = 0; i < LISTS && code == 0; i++) {
        code = wants(s->config, lists[i].name) ? list_read(s, &lists[i], &s->marks[i]) : 0;
    }
    return code || is_first ? code : events_read(s, events);
}

static int pull_stripe(struct garner_pull *pull)
{
    struct stripe *s = garner_alloc_pull(pull, sizeof *s);
    struct garner_instant now;
    struct garner_day today;
    s->pull = pull;
    s->config = pull->config;
    s->http = s->config->http;
    s->http.rate = s->http.rate.len ? s->http.rate : garner_text("20/1s");
    set_headers(s);
    int code = check_config(pull, s->config);
    code = code ? code : garner_now(pull, (struct garner_str){NULL, 0}, &now, &today);
    code = code ? code : marks_read(s);
    if (code) {
        return code;
    }
    s->now = now.ms / 1000;
    return pull_all(s);
}

GARNER_PLUGIN = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_plugin),
    .name = "stripe",
    .version = "1",
    .summary = "Stripe: charges, refunds, lost disputes and customers.",
    .emits = GARNER_EMITS(GARNER_RECORD_ORDER) | GARNER_EMITS(GARNER_RECORD_REFUND) |
             GARNER_EMITS(GARNER_RECORD_CONTACT) | GARNER_EMITS(GARNER_RECORD_TOUCH),
    .lookback_days = EVENT_DAYS,
    .options = options,
    .config_size = sizeof(struct config),
    .pull = pull_stripe,
    .example = "token: ${STRIPE_KEY}   # a restricted key that may read customers, charges, refunds, disputes, events",
};
