/* Which touches count for a conversion: lookback, anchor, repeats, milestones, direct, days without times; and who is a
 * new customer at all. */
#include "refresh_case.h"

#define ANN .person = {.email = T("ann@example.com")}
#define BOB .person = {.email = T("bob@example.com")}
#define FROM(n, c) .campaign = {.name = T(n), .channel = (c)}
#define SEARCH FROM("search", GARNER_PAID_SEARCH)
#define SOCIAL FROM("social", GARNER_PAID_SOCIAL)
#define SHOW FROM("show", GARNER_TRADE_SHOW)
#define MAIL FROM("mail", GARNER_EMAIL)
#define DIRECT .campaign = {.channel = GARNER_DIRECT}
#define DAYS(n) (INT64_C(n) * 86400000)

/* conversion, campaign, day of the touch, position model in thousandths */
static const char credits_sql[] = "SELECT substr(conversion, -1), coalesce(campaign, '-'), substr(touch_day, 6),"
                                  " position_units / 1000000000000 FROM credits ORDER BY conversion, ordinal";
static const char customers_sql[] =
    "SELECT substr(customer, -1), day, status, touches, lost_to_lookback, how FROM customers";

static void a_journey(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "web", TOUCH(.id = T("1"), .at = AT(2026, 1, 1, 9, 0), ANN, SEARCH),
            TOUCH(.id = T("2"), .at = AT(2026, 1, 5, 9, 0), ANN, MAIL),
            TOUCH(.id = T("3"), .at = AT(2026, 1, 6, 9, 0), ANN, SOCIAL),
            TOUCH(.id = T("4"), .at = AT(2026, 1, 9, 9, 1), ANN, SHOW),
            TOUCH(.id = T("5"), .at = AT(2026, 1, 6, 9, 0), BOB, SOCIAL));
    BROUGHT(c, "shop", ORDER(.id = T("o"), .at = AT(2026, 1, 9, 9, 0), .amount = EUR(100), ANN));
    refreshed(c);
    SHOWS(c, credits_sql, "o|search|01-01|400;o|mail|01-05|200;o|social|01-06|400");
    SHOWS(c,
          "SELECT first_units, last_units, last_non_direct_units, linear_units, decay_units > 0 FROM credits WHERE "
          "ordinal = 3",
          "0|1000000000000000|1000000000000000|333333333333333|1");
    SHOWS(c, "SELECT customer, day, status, revenue_micros, touches, first_campaign, last_campaign FROM customers",
          "shop:order:o|2026-01-09|new|100000000|3|search|social");
}

static void ends_of_the_lookback_belong_to_it(void **state)
{
    struct refresh_case *c = *state;
    c->config.rules.lookback_ms = DAYS(30);
    c->config.rules.channel_lookback_ms[GARNER_TRADE_SHOW] = DAYS(60);
    BROUGHT(c, "web", TOUCH(.id = T("1"), .at = AT(2026, 1, 1, 9, 0), ANN, SEARCH),
            TOUCH(.id = T("2"), .at = AT(2026, 1, 1, 8, 59), ANN, SOCIAL),
            TOUCH(.id = T("3"), .at = ON(2025, 12, 2), ANN, SHOW),
            TOUCH(.id = T("4"), .at = ON(2025, 12, 31), ANN, MAIL),
            TOUCH(.id = T("5"), .at = ON(2025, 12, 31), BOB, MAIL));
    BROUGHT(c, "shop", ORDER(.id = T("a"), .at = AT(2026, 1, 31, 9, 0), ANN),
            ORDER(.id = T("b"), .at = ON(2026, 2, 1), BOB),
            ORDER(.id = T("c"), .at = ON(2026, 2, 1), .person = {.email = T("c@example.com")}));
    refreshed(c);
    SHOWS(c, credits_sql, "a|show|12-02|500;a|search|01-01|500;b|-||1000;c|-||1000");
    SHOWS(c, customers_sql, "a|2026-01-31|new|2|0|person;b|2026-02-01|new|0|1|person;c|2026-02-01|new|0|0|person");
}

/* Shows close in months: what follows the lead counts however long the sale takes, what precedes it within the
 * lookback. */
static void the_lookback_runs_from_the_lead(void **state)
{
    struct refresh_case *c = *state;
    c->config.rules.lookback_ms = DAYS(30);
    BROUGHT(c, "web", TOUCH(.id = T("0"), .at = AT(2025, 7, 1, 9, 0), ANN, MAIL),
            TOUCH(.id = T("1"), .at = AT(2025, 9, 20, 9, 0), ANN, SEARCH),
            TOUCH(.id = T("2"), .at = AT(2025, 11, 1, 9, 0), ANN, SOCIAL));
    BROUGHT(c, "crm", LEAD(.id = T("l"), .created_at = ON(2025, 10, 10), ANN, SHOW));
    BROUGHT(c, "shop", ORDER(.id = T("o"), .at = ON(2026, 6, 1), ANN));
    refreshed(c);
    SHOWS(c, credits_sql, "o|search|09-20|400;o|show|10-10|200;o|social|11-01|400");
    SHOWS(c, "SELECT date(anchor / 1000, 'unixepoch') FROM conversion", "2025-10-10");
    c->config.rules.anchor_conversion = true;
    refreshed(c);
    SHOWS(c, credits_sql, "o|-||1000");
    SHOWS(c, customers_sql, "o|2026-06-01|new|0|1|person");
}

static void a_lead_is_a_touch_only_where_none_precedes(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "web", TOUCH(.id = T("1"), .at = AT(2026, 1, 5, 9, 0), ANN, SHOW),
            TOUCH(.id = T("2"), .at = ON(2026, 1, 7), BOB, SHOW),
            TOUCH(.id = T("3"), .at = AT(2026, 1, 9, 9, 0), BOB, SEARCH));
    BROUGHT(c, "crm", LEAD(.id = T("1"), .created_at = AT(2026, 1, 7, 8, 0), ANN, SHOW),
            LEAD(.id = T("2"), .created_at = AT(2026, 1, 7, 8, 0), BOB, SHOW),
            LEAD(.id = T("3"), .created_at = AT(2026, 1, 8, 8, 0), ANN, SEARCH),
            LEAD(.id = T("4"), .created_at = ON(2026, 1, 8), BOB, SEARCH));
    BROUGHT(c, "shop", ORDER(.id = T("a"), .at = ON(2026, 1, 20), ANN),
            ORDER(.id = T("b"), .at = ON(2026, 1, 20), BOB));
    refreshed(c);
    SHOWS(c, credits_sql, "a|show|01-05|500;a|search|01-08|500;b|show|01-07|400;b|search|01-08|200;b|search|01-09|400");
    /* The lead's milestone is the show's touch: first touch and lead together, then the rest. */
    SHOWS(c, "SELECT campaign, w_shaped_units / 1000000000000 FROM credits WHERE conversion LIKE '%a' ORDER BY ordinal",
          "show|857;search|142");
}

static void several_touches_in_a_day_are_one(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "fair",
            CAMPAIGN(.id = T("F"), .name = T("Fair"), .channel = GARNER_TRADE_SHOW, .starts_on = DAY(2026, 3, 10),
                     .ends_on = DAY(2026, 3, 12)),
            TOUCH(.id = T("1"), .at = AT(2026, 3, 10, 9, 0), ANN, .campaign = {.id = T("F")}),
            TOUCH(.id = T("2"), .at = AT(2026, 3, 12, 9, 0), ANN, .campaign = {.id = T("F")}),
            TOUCH(.id = T("3"), .at = AT(2026, 3, 13, 9, 0), ANN, .campaign = {.id = T("F")}));
    BROUGHT(c, "crm", TOUCH(.id = T("1"), .at = ON(2026, 3, 11), ANN, .campaign = {.name = T("fair")}));
    /* 23:30 and 00:30 in Berlin are two days, though one in UTC. */
    BROUGHT(c, "web", TOUCH(.id = T("1"), .at = AT(2026, 1, 20, 22, 30), BOB, SEARCH),
            TOUCH(.id = T("2"), .at = AT(2026, 1, 20, 23, 30), BOB, SEARCH),
            TOUCH(.id = T("3"), .at = AT(2026, 1, 21, 22, 0), BOB, SEARCH));
    BROUGHT(c, "shop", ORDER(.id = T("a"), .at = ON(2026, 4, 1), ANN), ORDER(.id = T("b"), .at = ON(2026, 3, 1), BOB));
    refreshed(c);
    SHOWS(c, credits_sql, "a|Fair|03-10|500;a|Fair|03-13|500;b|search|01-20|500;b|search|01-21|500");
}

static void direct_earns_nothing_unless_alone(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "web", TOUCH(.id = T("1"), .at = ON(2026, 1, 1), ANN, SEARCH),
            TOUCH(.id = T("2"), .at = ON(2026, 1, 2), ANN, DIRECT),
            TOUCH(.id = T("3"), .at = ON(2026, 1, 2), BOB, DIRECT));
    BROUGHT(c, "shop", ORDER(.id = T("a"), .at = ON(2026, 1, 3), ANN), ORDER(.id = T("b"), .at = ON(2026, 1, 3), BOB));
    refreshed(c);
    SHOWS(c, credits_sql, "a|search|01-01|1000;b|direct|01-02|1000");
    c->config.rules.direct_counts = true;
    refreshed(c);
    SHOWS(c, credits_sql, "a|search|01-01|500;a|direct|01-02|500;b|direct|01-02|1000");
    SHOWS(c, "SELECT campaign, last_non_direct_units > 0 FROM credits WHERE conversion LIKE '%a'", "search|1;direct|0");
}

static void what_happened_to_somebody_earns_nothing(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "web", TOUCH(.id = T("1"), .at = ON(2026, 1, 1), ANN, SEARCH, .kind = GARNER_TOUCH_SENT),
            TOUCH(.id = T("2"), .at = ON(2026, 1, 2), ANN, MAIL, .kind = GARNER_TOUCH_OPEN),
            TOUCH(.id = T("3"), .at = ON(2026, 1, 3), ANN, SOCIAL, .kind = GARNER_TOUCH_REGISTERED),
            TOUCH(.id = T("4"), .at = ON(2026, 1, 4), ANN, SOCIAL, .kind = GARNER_TOUCH_NO_SHOW),
            TOUCH(.id = T("5"), .at = ON(2026, 1, 5), ANN, SHOW, .kind = GARNER_TOUCH_ATTENDED),
            TOUCH(.id = T("6"), .at = ON(2026, 1, 6), ANN));
    BROUGHT(c, "shop", ORDER(.id = T("a"), .at = ON(2026, 1, 9), ANN));
    refreshed(c);
    SHOWS(c, credits_sql, "a|show|01-05|1000");
}

static void on_a_day_a_touch_precedes_the_lead_and_the_sale(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "web", TOUCH(.id = T("1"), .at = ON(2026, 1, 9), ANN, SEARCH),
            TOUCH(.id = T("2"), .at = AT(2026, 1, 9, 18, 0), ANN, SOCIAL),
            TOUCH(.id = T("3"), .at = AT(2026, 1, 9, 23, 0), ANN, MAIL),
            TOUCH(.id = T("4"), .at = ON(2026, 1, 9), BOB, MAIL));
    BROUGHT(c, "crm", LEAD(.id = T("1"), .created_at = ON(2026, 1, 9), ANN, SHOW));
    BROUGHT(c, "shop", ORDER(.id = T("a"), .at = ON(2026, 1, 9), ANN),
            ORDER(.id = T("b"), .at = AT(2026, 1, 9, 5, 0), BOB));
    refreshed(c);
    /* 23:00 UTC is the next day in Berlin. */
    SHOWS(c, credits_sql, "a|search|01-09|400;a|social|01-09|200;a|show|01-09|400;b|mail|01-09|1000");
}

static void a_later_journey_starts_after_the_previous_conversion(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "web", TOUCH(.id = T("1"), .at = ON(2026, 1, 1), ANN, SEARCH),
            TOUCH(.id = T("2"), .at = ON(2026, 1, 10), ANN, MAIL));
    BROUGHT(c, "shop", ORDER(.id = T("1"), .at = ON(2026, 1, 5), .amount = EUR(10), ANN),
            ORDER(.id = T("2"), .at = ON(2026, 1, 15), .amount = EUR(20), ANN),
            ORDER(.id = T("3"), .at = ON(2026, 1, 20), .amount = EUR(30), ANN));
    refreshed(c);
    SHOWS(c, credits_sql, "1|search|01-01|1000;2|mail|01-10|1000;3|-||1000");
    SHOWS(c, "SELECT is_first, status, revenue_micros, lost_to_lookback FROM conversions",
          "1|new|10000000|0;0|new|20000000|0;0|new|30000000|0");
    SHOWS(c, "SELECT count(*) FROM customers", "1");
}

static void an_order_that_names_its_campaign(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "web", TOUCH(.id = T("1"), .at = ON(2026, 1, 1), ANN, SEARCH),
            TOUCH(.id = T("2"), .at = ON(2026, 1, 2), ANN, MAIL));
    BROUGHT(c, "shop", ORDER(.id = T("a"), .at = ON(2026, 1, 5), ANN, SEARCH),
            ORDER(.id = T("b"), .at = ON(2026, 1, 5), BOB, SOCIAL));
    refreshed(c);
    SHOWS(c, credits_sql, "a|search|01-01|500;a|mail|01-02|500;b|social|01-05|1000");
}

/* ---- won deals ---- */

static void deals_find_their_person_and_lead(void **state)
{
    struct refresh_case *c = *state;
    c->config.rules.customer = CUSTOMER_WON_DEAL;
    BROUGHT(c, "web", TOUCH(.id = T("1"), .at = ON(2026, 1, 1), ANN, SEARCH),
            TOUCH(.id = T("2"), .at = ON(2026, 1, 1), BOB, SOCIAL));
    BROUGHT(
        c, "crm",
        DEAL(.id = T("a"), .created_at = ON(2026, 1, 10), .closed_at = ON(2026, 8, 1), .state = GARNER_DEAL_WON,
             .amount = EUR(5), ANN),
        DEAL(.id = T("b"), .created_at = ON(2026, 1, 10), .closed_at = ON(2026, 2, 1), .state = GARNER_DEAL_WON),
        ITEM(deal_contact, GARNER_RECORD_DEAL_CONTACT, {.deal_id = T("b"), BOB}),
        DEAL(.id = T("c"), .created_at = ON(2026, 1, 10), .closed_at = ON(2026, 2, 1), .state = GARNER_DEAL_WON),
        LEAD(.id = T("c"), .created_at = ON(2026, 1, 3), MAIL),
        DEAL(.id = T("d"), .created_at = ON(2026, 1, 10), .closed_at = ON(2026, 2, 1), .state = GARNER_DEAL_WON,
             .account = T("Acme"), SHOW),
        DEAL(.id = T("e"), .created_at = ON(2026, 1, 10), .closed_at = ON(2026, 3, 1), .state = GARNER_DEAL_WON,
             .account = T("Acme")),
        DEAL(.id = T("f"), .created_at = ON(2026, 1, 10), .closed_at = ON(2026, 2, 2), .state = GARNER_DEAL_WON),
        DEAL(.id = T("g"), .created_at = ON(2026, 1, 10), .closed_at = ON(2026, 2, 1), .state = GARNER_DEAL_LOST, BOB));
    refreshed(c);
    SHOWS(c, customers_sql,
          "b|2026-02-01|new|1|0|deal_contact;c|2026-02-01|new|1|0|lead;d|2026-02-01|new|1|0|account;f|2026-02-02|new|0|"
          "0|none;"
          "a|2026-08-01|new|1|0|person");
    SHOWS(c, credits_sql,
          "a|search|01-01|1000;b|social|01-01|1000;c|mail|01-03|1000;d|show|01-10|1000;e|-||1000;f|-||1000");
}

static void a_lead_may_be_dated_after_its_deal(void **state)
{
    struct refresh_case *c = *state;
    c->config.rules.customer = CUSTOMER_WON_DEAL;
    BROUGHT(c, "crm", DEAL(.id = T("1"), .closed_at = ON(2026, 1, 10), .state = GARNER_DEAL_WON),
            LEAD(.id = T("1"), .created_at = ON(2026, 1, 20), MAIL),
            DEAL(.id = T("2"), .closed_at = ON(2026, 1, 10), .state = GARNER_DEAL_WON, .person = {.id = T("P")}),
            LEAD(.id = T("7"), .created_at = ON(2026, 1, 21), .person = {.id = T("P")}, SEARCH),
            DEAL(.id = T("3"), .closed_at = ON(2026, 1, 10), .state = GARNER_DEAL_WON,
                 .person = {.email = T("e@example.com")}),
            LEAD(.id = T("8"), .created_at = ON(2026, 1, 22), .person = {.email = T("e@example.com")}, SEARCH));
    refreshed(c);
    SHOWS(c, credits_sql, "1|mail|01-20|1000;2|search|01-21|1000;3|-||1000");
    SHOWS(c, "SELECT how FROM customers ORDER BY customer", "late_lead;late_lead;person");
}

static void a_deals_campaign_counts_without_a_lead(void **state)
{
    struct refresh_case *c = *state;
    c->config.rules.customer = CUSTOMER_WON_DEAL;
    BROUGHT(c, "crm",
            DEAL(.id = T("1"), .created_at = ON(2026, 1, 5), .closed_at = ON(2026, 1, 10), .state = GARNER_DEAL_WON,
                 ANN, SHOW),
            DEAL(.id = T("2"), .created_at = ON(2026, 1, 5), .closed_at = ON(2026, 1, 10), .state = GARNER_DEAL_WON,
                 BOB, SHOW),
            LEAD(.id = T("7"), .created_at = ON(2026, 1, 2), BOB, MAIL));
    refreshed(c);
    SHOWS(c, credits_sql, "1|show|01-05|1000;2|mail|01-02|1000");
}

static void leads_of_a_status(void **state)
{
    struct refresh_case *c = *state;
    struct garner_str statuses[] = {T("converted"), T("closed_won")};
    c->config.rules.customer = CUSTOMER_LEAD_STATUS;
    c->config.rules.lead_statuses = (struct garner_strs){statuses, 2};
    BROUGHT(c, "crm",
            LEAD(.id = T("1"), .created_at = ON(2026, 1, 2), .converted_at = ON(2026, 2, 2), .status = T("Converted"),
                 ANN, MAIL),
            LEAD(.id = T("2"), .created_at = ON(2026, 1, 3), .qualified_at = ON(2026, 1, 9), .status = T("Closed Won"),
                 ANN, SHOW, .region = T("DE")),
            LEAD(.id = T("3"), .created_at = ON(2026, 1, 3), .status = T("open"), BOB, SHOW),
            LEAD(.id = T("4"), .created_at = ON(2026, 1, 3), .status = T("converted"), BOB, SHOW));
    refreshed(c);
    SHOWS(c, "SELECT conversion, kind, day, is_first, region FROM conversions",
          "crm:lead:4|lead|2026-01-03|1|;crm:lead:2|lead|2026-01-09|1|DE;crm:lead:1|lead|2026-02-02|0|DE");
    SHOWS(c, credits_sql, "1|-||1000;2|mail|01-02|500;2|show|01-03|500;4|show|01-03|1000");
}

/* ---- who is new ---- */

static void orders_that_count(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "shop",
            ORDER(.id = T("1"), .at = ON(2026, 1, 1), .amount = EUR(10), ANN, .status = GARNER_ORDER_CANCELLED),
            ORDER(.id = T("2"), .at = ON(2026, 1, 2), .amount = EUR(10), ANN, .status = GARNER_ORDER_PENDING),
            ORDER(.id = T("3"), .at = ON(2026, 1, 3), .amount = EUR(10), ANN, .status = GARNER_ORDER_PAID),
            ORDER(.id = T("4"), .at = ON(2026, 1, 4), .amount = EUR(10), ANN),
            ORDER(.id = T("5"), .at = ON(2026, 1, 5), .amount = EUR(0), ANN),
            ORDER(.id = T("6"), .at = ON(2026, 1, 6), ANN),
            REFUND(.id = T("r"), .order_id = T("3"), .at = ON(2026, 2, 1), .amount = EUR(10)),
            REFUND(.id = T("s"), .order_id = T("4"), .at = ON(2026, 2, 1), .amount = EUR(3)),
            REFUND(.id = T("t"), .order_id = T("4"), .at = ON(2026, 2, 1), .amount = EUR(2)));
    refreshed(c);
    SHOWS(c, "SELECT substr(conversion, -1), revenue_micros, currency, is_first FROM conversions",
          "4|5000000|EUR|1;5|0|EUR|0;6|||0");
}

static void refunds_in_another_currency(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "shop", ORDER(.id = T("1"), .at = ON(2026, 1, 1), .amount = EUR(10), ANN),
            REFUND(.id = T("r"), .order_id = T("1"), .at = ON(2026, 2, 1), .amount = USD(5)));
    assert_int_not_equal(store_refresh(c->store.store, &c->config, false, &c->store.error), 0);
    assert_non_null(
        strstr(c->store.error.message, "no exchange rate from USD to EUR is known on or before 2026-02-01"));
    BROUGHT(c, "ecb",
            RATE(.day = DAY(2026, 1, 30), .currency = T("USD"), .base = T("EUR"), .rate = {1250000, GARNER_SET}));
    refreshed(c);
    SHOWS(c, "SELECT revenue_micros, currency FROM conversions", "6000000|EUR");
}

static void customers_from_before_the_data_begin(void **state)
{
    struct refresh_case *c = *state;
    c->config.rules.history_complete = false;
    BROUGHT(c, "ads", SPEND(.day = DAY(2025, 1, 1), .amount = EUR(1), SEARCH));
    BROUGHT(c, "crm", CONTACT(.id = T("2"), .person = {.email = T("2@example.com")}, .customer_since = DAY(2024, 5, 1)),
            CONTACT(.id = T("3"), .person = {.email = T("3@example.com")}, .customer_since = DAY(2025, 3, 1)),
            CONTACT(.id = T("8"), .person = {.email = T("8@example.com")}, .account = T("A")),
            ITEM(account, GARNER_RECORD_ACCOUNT, {.id = T("A"), .customer_since = DAY(2020, 1, 1)}),
            LEAD(.id = T("4"), .created_at = ON(2025, 2, 1), .person = {.email = T("4@example.com")}));
    BROUGHT(
        c, "web",
        TOUCH(.id = T("5"), .at = ON(2025, 2, 1), .person = {.email = T("5@example.com")}, .kind = GARNER_TOUCH_SENT),
        TOUCH(.id = T("6"), .at = ON(2025, 3, 2), .person = {.email = T("6@example.com")}, MAIL));
#define BUYS(n, ...) ORDER(.id = T(n), .at = ON(__VA_ARGS__), .person = {.email = T(n "@example.com")})
    BROUGHT(c, "shop", BUYS("1", 2025, 3, 1), BUYS("2", 2025, 3, 1), BUYS("3", 2025, 3, 1), BUYS("4", 2025, 3, 1),
            BUYS("5", 2025, 3, 1), BUYS("6", 2025, 3, 1), BUYS("7", 2026, 1, 1), BUYS("8", 2026, 1, 1));
    refreshed(c);
    SHOWS(c, "SELECT substr(customer, -1), status FROM customers ORDER BY 1",
          "1|unsure;2|known;3|new;4|new;5|new;6|unsure;7|new;8|known");
    c->config.rules.history_complete = true;
    refreshed(c);
    SHOWS(c, "SELECT substr(customer, -1), status FROM customers WHERE status <> 'new' ORDER BY 1", "2|known;8|known");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_journey),
        CASE(ends_of_the_lookback_belong_to_it),
        CASE(the_lookback_runs_from_the_lead),
        CASE(a_lead_is_a_touch_only_where_none_precedes),
        CASE(several_touches_in_a_day_are_one),
        CASE(direct_earns_nothing_unless_alone),
        CASE(what_happened_to_somebody_earns_nothing),
        CASE(on_a_day_a_touch_precedes_the_lead_and_the_sale),
        CASE(a_later_journey_starts_after_the_previous_conversion),
        CASE(an_order_that_names_its_campaign),
        CASE(deals_find_their_person_and_lead),
        CASE(a_lead_may_be_dated_after_its_deal),
        CASE(a_deals_campaign_counts_without_a_lead),
        CASE(leads_of_a_status),
        CASE(orders_that_count),
        CASE(refunds_in_another_currency),
        CASE(customers_from_before_the_data_begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
