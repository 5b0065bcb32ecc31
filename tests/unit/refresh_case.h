/* refresh_case.h - what the tests of derived data share: a configuration that starts from defaults, records in short
 * form, refreshing and looking. */
#ifndef REFRESH_CASE_H
#define REFRESH_CASE_H

#include "core/base/calendar.h"
#include "store_case.h"

#define T(s)                                                                                                           \
    {                                                                                                                  \
        (s), sizeof(s) - 1                                                                                             \
    }
#define AT(y, m, d, hour, minute)                                                                                      \
    {                                                                                                                  \
        INT64_C(1000) * (INT64_C(86400) * calendar_day(y, m, d) + (hour)*3600 + (minute)*60), GARNER_SET, 0            \
    }
#define ON(y, m, d)                                                                                                    \
    {                                                                                                                  \
        INT64_C(86400000) * calendar_day(y, m, d), GARNER_SET, GARNER_PRECISION_DAY                                    \
    }
#define DAY(y, m, d)                                                                                                   \
    {                                                                                                                  \
        calendar_day(y, m, d), GARNER_SET                                                                              \
    }
#define EUR(units)                                                                                                     \
    {                                                                                                                  \
        INT64_C(1000000) * (units), "EUR", GARNER_SET                                                                  \
    }
#define USD(units)                                                                                                     \
    {                                                                                                                  \
        INT64_C(1000000) * (units), "USD", GARNER_SET                                                                  \
    }

#define CAMPAIGN(...) ITEM(campaign, GARNER_RECORD_CAMPAIGN, {__VA_ARGS__})
#define SPEND(...) ITEM(spend, GARNER_RECORD_SPEND, {__VA_ARGS__})
#define TOUCH(...) ITEM(touch, GARNER_RECORD_TOUCH, {__VA_ARGS__})
#define LEAD(...) ITEM(lead, GARNER_RECORD_LEAD, {__VA_ARGS__})
#define CONTACT(...) ITEM(contact, GARNER_RECORD_CONTACT, {__VA_ARGS__})
#define DEAL(...) ITEM(deal, GARNER_RECORD_DEAL, {__VA_ARGS__})
#define ORDER(...) ITEM(order, GARNER_RECORD_ORDER, {__VA_ARGS__})
#define REFUND(...) ITEM(refund, GARNER_RECORD_REFUND, {__VA_ARGS__})
#define RATE(...) ITEM(rate, GARNER_RECORD_RATE, {__VA_ARGS__})

struct refresh_case {
    struct store_case store;
    struct config config;
    struct campaign_alias aliases[4];
    struct garner_str matches[4][4];
};

static inline void refresh_case_init(struct refresh_case *c)
{
    *c = (struct refresh_case){.config = {.currency = "EUR", .timezone = "Europe/Berlin"}};
    case_init(&c->store);
    struct rules *rules = &c->config.rules;
    *rules = (struct rules){.lookback_ms = INT64_C(90) * 86400000,
                            .half_life_ms = INT64_C(7) * 86400000,
                            .max_native_ids = 5,
                            .history_complete = true,
                            .model = MODEL_POSITION};
    assert_int_equal(zone_load("Europe/Berlin", &c->config.zone, &c->store.error), 0);
    c->config.campaigns = c->aliases;
}

static inline void refresh_case_free(struct refresh_case *c)
{
    case_free(&c->store);
    zone_free(c->config.zone);
}

/* Matches are separated by |. */
static inline struct campaign_alias *alias(struct refresh_case *c, const char *name, const char *matches)
{
    size_t i = c->config.campaign_count++;
    c->aliases[i] = (struct campaign_alias){.name = name, .match = {c->matches[i], 0}};
    while (*matches) {
        size_t len = strcspn(matches, "|");
        c->matches[i][c->aliases[i].match.count++] = str_of(matches, len);
        matches += len + (matches[len] == '|');
    }
    return &c->aliases[i];
}

static inline void refreshed(struct refresh_case *c)
{
    if (store_refresh(c->store.store, &c->config, false, &c->store.error)) {
        fail_msg("%s", c->store.error.message);
    }
}

static inline void brought(struct refresh_case *c, const char *source, const struct store_item *items, size_t count)
{
    case_source(&c->store, source);
    merged(&c->store, (struct store_merge){.space = source}, items, count);
}
#define BROUGHT(c, source, ...)                                                                                        \
    do {                                                                                                               \
        struct store_item brought_items[] = {__VA_ARGS__};                                                             \
        brought((c), (source), brought_items, COUNT(brought_items));                                                   \
    } while (0)

#define SHOWS(c, sql, expected) ROWS(&(c)->store, sql, expected)

static inline int each_setup(void **state)
{
    struct refresh_case *c = xcalloc(1, sizeof *c);
    refresh_case_init(c);
    *state = c;
    return 0;
}

static inline int each_teardown(void **state)
{
    refresh_case_free(*state);
    free(*state);
    return 0;
}
#define CASE(test) cmocka_unit_test_setup_teardown(test, each_setup, each_teardown)

#endif
