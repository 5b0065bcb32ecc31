/* test_config_values.c - what a configuration without a fault gives: defaults, every key, campaigns and costs of both
 * files. */
#include "core/base/calendar.h"
#include "core/base/str.h"
#include "core/config/read.h"
#include <setjmp.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define DAYS(n) (INT64_C(86400000) * (n))
#define E "currency: EUR\n"

static struct config *must_read(const char *yaml, const char *more)
{
    struct config *config = NULL;
    struct error error = {0};
    int result =
        config_read("garner.yaml", "/data", garner_text(yaml), "campaigns.yaml", garner_text(more), &config, &error);
    assert_string_equal(result ? error.message : "", "");
    return config;
}

/* ---- what is read ---- */

static void defaults_are_as_documented(void **state)
{
    (void)state;
    struct config *config = must_read(E "sources: [{name: expo, plugin: csv}]\n", NULL);
    assert_string_equal(config->path, "garner.yaml");
    assert_string_equal(config->dir, "/data");
    assert_string_equal(config->store, "/data/garner.db");
    assert_string_equal(config->currency, "EUR");
    assert_string_equal(config->timezone, "UTC");
    assert_string_equal(zone_name(config->zone), "UTC");
    assert_string_equal(config->country, "");
    assert_false(config->keep_contact_details);
    assert_int_equal(config->jobs, 4);
    const struct rules *rules = &config->rules;
    assert_int_equal(rules->customer, CUSTOMER_FIRST_ORDER);
    assert_int_equal(rules->revenue, REVENUE_ORDERS);
    assert_false(rules->history_complete);
    assert_int_equal(rules->model, MODEL_POSITION);
    assert_int_equal(rules->lookback_ms, DAYS(90));
    assert_int_equal(rules->half_life_ms, DAYS(7));
    assert_int_equal(rules->max_native_ids, 5);
    assert_false(rules->anchor_conversion || rules->direct_counts);
    assert_int_equal(config->source_count, 1);
    const struct source_config *source = config_source(config, "expo");
    assert_string_equal(source->space, "expo");
    assert_string_equal(source->timezone, "UTC");
    assert_string_equal(source->currency, "EUR");
    assert_null(source->schedule);
    assert_null(source->preset);
    assert_int_equal(source->timeout_ms, 600000);
    assert_int_equal(source->cpu_limit_ms, 600000);
    assert_int_equal(source->memory_limit, INT64_C(1) << 30);
    assert_int_equal(source->record_limit, 0);
    assert_int_equal(source->retries, 3);
    assert_true(source->enabled && !source->accept_empty);
    assert_int_equal(source->options->count, 0);
    assert_null(config_source(config, "costs"));
    config_free(config);
}

static void every_key_arrives(void **state)
{
    (void)state;
    struct config *config = must_read(
        "store: /var/g.db\ncurrency: SEK\ntimezone: Europe/Berlin\ncountry: SE\nkeep_contact_details: yes\njobs: 64\n"
        "max_native_ids: 9\nhistory: complete\nplugin_path: [plug, /opt/p]\ncustomer: {lead_status: [converted, won]}\n"
        "revenue: deals\nattribution:\n  model: decay\n  lookback: {default: 30d, trade_show: 365d}\n"
        "  lookback_anchor: conversion\n  direct: count\n  half_life: 14d\n"
        "claims: {purchase: order, 'lead*': lead}\n"
        "sources:\n"
        "  - {name: g, plugin: ads, identity: crm, schedule: '15 6 * * *', timeout: 1h, retries: 0, timezone: "
        "Asia/Kathmandu,\n"
        "     currency: USD, memory_limit: 64MiB, cpu_limit: 30s, record_limit: 1000, enabled: no, accept_empty: yes,\n"
        "     customer_id: 111-222, map: {lead: {id: '{ID}'}}}\n",
        NULL);
    assert_string_equal(config->store, "/var/g.db");
    assert_string_equal(config->country, "SE");
    assert_true(config->keep_contact_details);
    assert_int_equal(config->jobs, 64);
    assert_int_equal(config->plugin_path.count, 2);
    assert_true(str_is(config->plugin_path.items[0], "/data/plug"));
    const struct rules *rules = &config->rules;
    assert_int_equal(rules->customer, CUSTOMER_LEAD_STATUS);
    assert_int_equal(rules->lead_statuses.count, 2);
    assert_int_equal(rules->revenue, REVENUE_DEALS);
    assert_true(rules->history_complete && rules->anchor_conversion && rules->direct_counts);
    assert_int_equal(rules->model, MODEL_DECAY);
    assert_int_equal(rules->lookback_ms, DAYS(30));
    assert_int_equal(rules->channel_lookback_ms[GARNER_TRADE_SHOW], DAYS(365));
    assert_int_equal(rules->channel_lookback_ms[GARNER_EMAIL], 0);
    assert_int_equal(rules->half_life_ms, DAYS(14));
    assert_int_equal(rules->max_native_ids, 9);
    assert_int_equal(config->claim_count, 2);
    assert_true(str_is(config->claims[1].action, "lead*"));
    assert_int_equal(config->claims[1].meaning, CLAIM_LEAD);
    const struct source_config *source = &config->sources[0];
    assert_string_equal(source->space, "crm");
    assert_string_equal(source->schedule, "15 6 * * *");
    assert_int_equal(source->timeout_ms, 3600000);
    assert_int_equal(source->retries, 0);
    assert_string_equal(source->timezone, "Asia/Kathmandu");
    assert_string_equal(source->currency, "USD");
    assert_int_equal(source->memory_limit, 64 << 20);
    assert_int_equal(source->cpu_limit_ms, 30000);
    assert_int_equal(source->record_limit, 1000);
    assert_true(!source->enabled && source->accept_empty);
    assert_int_equal(source->options->count, 2);
    assert_true(str_is(node_text(source->options, "customer_id"), "111-222"));
    config_free(config);
}

static void customer_rules_may_be_words(void **state)
{
    (void)state;
    static const struct {
        const char *yaml;
        enum customer_kind customer;
        enum revenue_kind revenue;
    } cases[] = {
        {E "customer: first_order\n", CUSTOMER_FIRST_ORDER, REVENUE_ORDERS},
        {E "customer: won_deal\n", CUSTOMER_WON_DEAL, REVENUE_DEALS},
        {E "customer: won_deal\nrevenue: orders\n", CUSTOMER_WON_DEAL, REVENUE_ORDERS},
        {E "customer: {rule: won_deal, grain: person}\n", CUSTOMER_WON_DEAL, REVENUE_DEALS},
        {E "customer: {grain: person}\n", CUSTOMER_FIRST_ORDER, REVENUE_ORDERS},
        {E "customer: {lead_status: converted}\n", CUSTOMER_LEAD_STATUS, REVENUE_ORDERS},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct config *config = must_read(cases[i].yaml, NULL);
        assert_int_equal(config->rules.customer, cases[i].customer);
        assert_int_equal(config->rules.revenue, cases[i].revenue);
        config_free(config);
    }
}

/* ---- campaigns and costs ---- */

static void campaigns_come_from_both_files(void **state)
{
    (void)state;
    struct config *config =
        must_read(E "campaigns:\n"
                    "  expo: {channel: Trade Show, match: ['Spring*', SE26], from: 2026-03-10, to: 2026-03-12,\n"
                    "         region: DE, brand: no, audience: existing, costs: [{type: booth}]}\n"
                    "  plain:\n",
                  "linked: {match: 'a $${X} b', costs: {file: c.csv}}\nfree: {cost: none}\n");
    assert_int_equal(config->campaign_count, 4);
    const struct campaign_alias *expo = &config->campaigns[0], *linked = &config->campaigns[2];
    assert_string_equal(expo->name, "expo");
    assert_int_equal(expo->channel, GARNER_TRADE_SHOW);
    assert_int_equal(expo->audience, GARNER_AUDIENCE_EXISTING);
    assert_int_equal(expo->brand, GARNER_NO);
    assert_int_equal(expo->match.count, 2);
    assert_int_equal(expo->from.day, calendar_day(2026, 3, 10));
    assert_int_equal(expo->to.day, calendar_day(2026, 3, 12));
    assert_true(str_is(expo->region, "DE"));
    assert_int_equal(expo->line, 3);
    assert_int_equal(expo->costs->items[0].line, 4);
    assert_string_equal(config->campaigns[1].name, "plain");
    assert_false(config->campaigns[1].no_cost);
    /* Commands write names there as they are. */
    assert_true(str_is(linked->match.items[0], "a $${X} b"));
    assert_true(str_is(node_text(linked->costs, "file"), "/data/c.csv"));
    assert_int_equal(linked->line, 0);
    assert_int_equal(linked->costs->line, 0);
    assert_true(config->campaigns[3].no_cost);
    config_free(config);
}

static void costs_become_a_source(void **state)
{
    (void)state;
    struct config *config = must_read(
        E "known_customers: old.csv\ncosts: {file: all.csv}\ncampaigns:\n  x: {costs: [{type: booth}]}\n  y: {}\n"
          "sources:\n  - {name: a, plugin: csv}\n",
        "z: {costs: [{type: fee}]}\n");
    assert_int_equal(config->source_count, 2);
    const struct source_config *source = config_source(config, "costs");
    assert_ptr_equal(source, &config->sources[1]);
    assert_null(source->plugin);
    assert_string_equal(source->space, "costs");
    assert_int_equal(source->timeout_ms, 600000);
    assert_int_equal(source->memory_limit, INT64_C(1) << 30);
    assert_true(source->enabled);
    const struct garner_node *costs = node_get(source->options, "costs"),
                             *known = node_get(source->options, "known_customers");
    assert_int_equal(costs->count, 3);
    assert_null(node_get(&costs->items[0], "campaign"));
    assert_true(str_is(node_text(node_get(&costs->items[0], "costs"), "file"), "/data/all.csv"));
    assert_true(str_is(node_text(&costs->items[1], "campaign"), "x"));
    assert_true(str_is(node_text(&node_get(&costs->items[1], "costs")->items[0], "type"), "booth"));
    assert_true(str_is(node_text(&costs->items[2], "campaign"), "z"));
    assert_int_equal(known->count, 1);
    assert_true(str_is(known->items[0].text, "/data/old.csv"));
    config_free(config);

    config = must_read(E "costs: [{type: fee}]\nsources:\n  - {name: costs, plugin: csv}\n", NULL);
    assert_string_equal(config_source(config, "costs")->plugin, "csv");
    assert_null(config_source(config, "_costs")->plugin);
    config_free(config);
}

static void tables_list_the_same_names(void **state)
{
    (void)state;
    const struct garner_option *row = config_source_keys();
    const char *const *name = config_source_key_names();
    for (; row->name && *name; row++, name++) {
        assert_string_equal(row->name, *name);
        assert_true(row->help && *row->help);
    }
    assert_null(row->name);
    assert_null(*name);
    for (row = config_keys(); row->name; row++) {
        assert_true(row->help && *row->help);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_as_documented),  cmocka_unit_test(every_key_arrives),
        cmocka_unit_test(customer_rules_may_be_words), cmocka_unit_test(campaigns_come_from_both_files),
        cmocka_unit_test(costs_become_a_source),       cmocka_unit_test(tables_list_the_same_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
