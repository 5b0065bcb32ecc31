/* Which campaign a reference means: aliases, ids, clicks, names that fit one campaign, and what stays unmatched. */
#include "refresh_case.h"

static const char names_sql[] =
    "SELECT source, coalesce(native_id, name, utm_campaign, utm_source, channel), how, campaign_key"
    " FROM campaign_names";
static const char campaigns_sql[] = "SELECT campaign, campaign_key, channel, has_cost, has_response FROM campaigns";

#define GOOGLE(...)                                                                                                    \
    SPEND(.day = DAY(2026, 3, 1), .amount = EUR(10), .campaign = {.channel = GARNER_PAID_SEARCH, __VA_ARGS__})
#define META(...)                                                                                                      \
    SPEND(.day = DAY(2026, 3, 1), .amount = EUR(10), .campaign = {.channel = GARNER_PAID_SOCIAL, __VA_ARGS__})
#define CAME(n, ...) LEAD(.id = T(n), .created_at = ON(2026, 3, 5), .campaign = {__VA_ARGS__})

static void names_join_where_channel_agrees_and_one_fits(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "google", GOOGLE(.id = T("1"), .name = T("Retargeting")),
            GOOGLE(.id = T("2"), .name = T("Brand_Search")));
    BROUGHT(c, "meta", META(.id = T("1"), .name = T("Retargeting")));
    BROUGHT(c, "crm", CAME("a", .name = T("brand search")), CAME("b", .name = T("Retargeting")),
            CAME("c", .utm_campaign = T("retargeting"), .utm_source = T("facebook"), .utm_medium = T("paid_social")),
            CAME("d", .name = T("Brand Search"), .channel = GARNER_EMAIL));
    refreshed(c);
    SHOWS(c, names_sql,
          "crm|retargeting|match|meta:1;crm|Brand Search|name|brand search/email;crm|Retargeting|name|retargeting;"
          "crm|brand search|match|google:2;google|1|id|google:1;google|2|id|google:2;meta|1|id|meta:1");
    SHOWS(
        c, campaigns_sql,
        "Brand Search|brand search/email|email|0|1;Brand_Search|google:2|paid_search|1|1;"
        "Retargeting|google:1|paid_search|1|0;Retargeting|meta:1|paid_social|1|1;Retargeting|retargeting|unknown|0|1");
    SHOWS(c, "SELECT problem, campaign_key, currency, spend_micros, candidates FROM campaigns_unmatched",
          "no response|google:1|EUR|10000000|Retargeting (unknown)");
}

static void an_alias_joins_everything_it_matches(void **state)
{
    struct refresh_case *c = *state;
    struct campaign_alias *expo = alias(c, "spring-expo", "Spring Expo*|SE26");
    expo->channel = GARNER_TRADE_SHOW;
    BROUGHT(c, "show", SPEND(.day = DAY(2026, 3, 1), .amount = EUR(10), .campaign = {.name = T("spring expo 2026")}));
    BROUGHT(c, "costs", SPEND(.day = DAY(2026, 3, 1), .amount = EUR(5), .campaign = {.name = T("Spring_Expo")}));
    BROUGHT(c, "crm", CAME("a", .id = T("701A"), .name = T("Spring Expo - leads")),
            CAME("b", .utm_campaign = T("se26")), CAME("c", .name = T("Autumn Expo")));
    refreshed(c);
    SHOWS(c, names_sql,
          "costs|Spring_Expo|alias|spring-expo;crm|se26|alias|spring-expo;crm|Autumn Expo|name|autumn expo;"
          "crm|701A|alias|spring-expo;show|spring expo 2026|alias|spring-expo");
    SHOWS(c, campaigns_sql, "Autumn Expo|autumn expo|unknown|0|1;spring-expo|spring-expo|trade_show|1|1");
    SHOWS(c, "SELECT campaign, sum(spend_micros) FROM campaign_daily GROUP BY 1", "spring-expo|15000000");
    c->config.campaign_count = 0;
    refreshed(c);
    SHOWS(c, "SELECT campaign_key, has_cost FROM campaigns",
          "autumn expo|0;crm:701A|0;costs:spring expo|1;se26|0;show:spring expo 2026|1");
}

static void an_alias_may_hold_for_some_days(void **state)
{
    struct refresh_case *c = *state;
    struct campaign_alias *first = alias(c, "summer", "always on"), *second = alias(c, "winter", "always on");
    first->from = (struct garner_day)DAY(2026, 6, 1);
    first->to = (struct garner_day)DAY(2026, 8, 31);
    second->from = (struct garner_day)DAY(2026, 8, 1);
    BROUGHT(c, "google",
            SPEND(.day = DAY(2026, 5, 31), .amount = EUR(1), .campaign = {.id = T("7"), .name = T("Always On")}),
            SPEND(.day = DAY(2026, 6, 1), .amount = EUR(2), .campaign = {.id = T("7"), .name = T("Always On")}),
            SPEND(.day = DAY(2026, 8, 31), .amount = EUR(4), .campaign = {.id = T("7"), .name = T("Always On")}),
            SPEND(.day = DAY(2026, 9, 1), .amount = EUR(8), .campaign = {.id = T("7"), .name = T("Always On")}));
    BROUGHT(c, "crm", LEAD(.id = T("a"), .created_at = AT(2026, 8, 31, 21, 59), .campaign = {.name = T("always-on")}),
            LEAD(.id = T("b"), .created_at = AT(2026, 8, 31, 22, 0), .campaign = {.name = T("always-on")}));
    refreshed(c);
    SHOWS(c, "SELECT campaign_key, sum(spend_micros) / 1000000 FROM campaign_daily GROUP BY 1",
          "google:7|1;summer|6;winter|8");
    SHOWS(c, "SELECT id, campaign FROM leads", "a|summer;b|winter");
    SHOWS(c, "SELECT source, how, campaign_key, from_day, until_day FROM campaign_names WHERE source = 'google'",
          "google|id|google:7||2026-05-31;google|alias|summer|2026-06-01|2026-08-31;google|alias|winter|2026-09-01|");
}

static void what_is_matched_by_name_follows_bounded_aliases(void **state)
{
    struct refresh_case *c = *state;
    alias(c, "renamed", "77")->from = (struct garner_day)DAY(2026, 4, 1);
    BROUGHT(c, "google", GOOGLE(.id = T("77"), .name = T("Search Core")));
    BROUGHT(c, "crm", LEAD(.id = T("a"), .created_at = ON(2026, 3, 31), .campaign = {.name = T("search core")}),
            LEAD(.id = T("b"), .created_at = ON(2026, 4, 1), .campaign = {.name = T("search core")}));
    refreshed(c);
    SHOWS(c, "SELECT id, campaign_key FROM leads", "a|google:77;b|renamed");
}

static void a_known_click_goes_before_names(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "google", GOOGLE(.id = T("9"), .name = T("Brand")),
            TOUCH(.id = T("t"), .at = ON(2026, 3, 4), .person = {.email = T("a@example.com")},
                  .campaign = {.id = T("9"), .click_id = T("Abc-1")}));
    BROUGHT(c, "web", CAME("a", .click_id = T("Abc-1")), CAME("b", .click_id = T("abc-1")),
            CAME("c", .utm_source = T("google"), .utm_medium = T("cpc"), .utm_campaign = T("other"),
                 .click_id = T("Abc-1")));
    refreshed(c);
    SHOWS(c, "SELECT id, campaign_key FROM leads ORDER BY id", "a|google:9;b|unknown;c|google:9");
    SHOWS(c, "SELECT campaign, channel FROM campaigns WHERE campaign_key = 'unknown'", "unknown|unknown");
}

static void references_without_names(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "web", CAME("a", .channel = GARNER_DIRECT),
            CAME("b", .utm_source = T("Google"), .utm_medium = T("organic")),
            CAME("c", .channel_word = T("Trade Show")));
    BROUGHT(c, "shop", CAME("a", .channel = GARNER_DIRECT));
    refreshed(c);
    SHOWS(c, "SELECT campaign, campaign_key, channel FROM campaigns",
          "Google / organic|google / organic/organic_search|organic_search;direct|direct|direct;"
          "trade_show|trade_show|trade_show");
}

static void an_unsaid_channel_is_the_only_one_there_is(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(
        c, "files", SPEND(.day = DAY(2026, 3, 1), .amount = EUR(1), .campaign = {.name = T("Expo")}),
        SPEND(.day = DAY(2026, 3, 2), .amount = EUR(2), .campaign = {.name = T("expo"), .channel = GARNER_TRADE_SHOW}));
    BROUGHT(c, "crm", CAME("a", .name = T("Newsletter")), CAME("b", .name = T("newsletter"), .channel = GARNER_EMAIL));
    refreshed(c);
    SHOWS(c, "SELECT campaign_key, campaign, channel FROM campaigns",
          "files:expo/trade_show|Expo|trade_show;newsletter/email|Newsletter|email");
}

static void a_campaign_record_describes(void **state)
{
    struct refresh_case *c = *state;
    struct campaign_alias *fair = alias(c, "fair", "F1");
    fair->region = text("DACH");
    fair->audience = GARNER_AUDIENCE_EXISTING;
    alias(c, "word of mouth", "")->no_cost = true;
    BROUGHT(c, "crm",
            CAMPAIGN(.id = T("F1"), .name = T("Fair"), .channel = GARNER_TRADE_SHOW, .starts_on = DAY(2026, 3, 10),
                     .ends_on = DAY(2026, 3, 12), .kind = T("leads"), .target_region = T("DE"),
                     .audience = GARNER_AUDIENCE_NEW));
    refreshed(c);
    SHOWS(c,
          "SELECT campaign_key, channel, kind, audience, region, starts_day, ends_day, no_cost, aliased, has_cost FROM "
          "campaigns",
          "fair|trade_show|leads|existing|DACH|2026-03-10|2026-03-12|0|1|1;word of mouth|unknown||||||1|1|1");
}

/* The same records, source by source forwards and backwards, in two stores. */
static void the_order_of_arrival_does_not_matter(void **state)
{
    struct refresh_case *c = *state, other;
    struct store_item google[] = {GOOGLE(.id = T("1"), .name = T("Retargeting")), GOOGLE(.name = T("Brand")),
                                  GOOGLE(.name = T("Brand"), .utm_source = T("g"))};
    struct store_item meta[] = {META(.id = T("1"), .name = T("Retargeting")), META(.name = T("Brand"))};
    struct store_item crm[] = {CAME("a", .name = T("brand")),
                               CAME("b", .name = T("Brand"), .channel = GARNER_PAID_SOCIAL),
                               CAME("c", .utm_campaign = T("retargeting")), CAME("d", .name = T("x")),
                               CAME("e", .utm_campaign = T("X"), .channel = GARNER_EMAIL)};
    refresh_case_init(&other);
    brought(c, "google", google, COUNT(google));
    brought(c, "meta", meta, COUNT(meta));
    brought(c, "crm", crm, COUNT(crm));
    refreshed(c);
    for (size_t i = COUNT(crm); i-- > 0;) {
        brought(&other, "crm", crm + i, 1);
        refreshed(&other);
    }
    brought(&other, "meta", meta + 1, 1);
    brought(&other, "meta", meta, 1);
    brought(&other, "google", google + 2, 1);
    brought(&other, "google", google, 2);
    refreshed(&other);
    static const char *const views[] = {"SELECT * FROM campaigns", "SELECT * FROM campaign_names",
                                        "SELECT * FROM campaigns_unmatched",
                                        "SELECT * FROM campaign_daily ORDER BY campaign_key, day"};
    for (size_t i = 0; i < COUNT(views); i++) {
        char *expected = xstrdup(rows(&c->store, views[i]));
        SHOWS(&other, views[i], expected);
        free(expected);
    }
    refresh_case_free(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(names_join_where_channel_agrees_and_one_fits),
        CASE(an_alias_joins_everything_it_matches),
        CASE(an_alias_may_hold_for_some_days),
        CASE(what_is_matched_by_name_follows_bounded_aliases),
        CASE(a_known_click_goes_before_names),
        CASE(references_without_names),
        CASE(an_unsaid_channel_is_the_only_one_there_is),
        CASE(a_campaign_record_describes),
        CASE(the_order_of_arrival_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
