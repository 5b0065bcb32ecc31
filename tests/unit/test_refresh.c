/* What follows from facts, as a whole: when it is made again, spend at campaign grain, the views, the SQL functions. */
#include "refresh_case.h"

#define ANN .person = {.email = T("ann@example.com")}
#define FROM(n, c) .campaign = {.name = T(n), .channel = (c)}
#define SEARCH FROM("search", GARNER_PAID_SEARCH)
#define MAIL FROM("mail", GARNER_EMAIL)

static void an_empty_store_has_views(void **state)
{
    struct refresh_case *c = *state;
    refreshed(c);
    static const char *const views[] = {"campaigns",
                                        "campaign_names",
                                        "campaign_daily",
                                        "spends",
                                        "claims",
                                        "touches",
                                        "leads",
                                        "deals",
                                        "orders",
                                        "order_lines",
                                        "refunds",
                                        "subscriptions",
                                        "activities",
                                        "contacts",
                                        "accounts",
                                        "conversions",
                                        "customers",
                                        "credits",
                                        "rates",
                                        "reps",
                                        "assignments",
                                        "quarantine",
                                        "campaigns_unmatched"};
    for (size_t i = 0; i < COUNT(views); i++) {
        char sql[128];
        snprintf(sql, sizeof sql, "SELECT * FROM %s", views[i]);
        SHOWS(c, sql, "");
    }
    SHOWS(c, "SELECT count(*) FROM runs", "1");
}

/* ---- when it is made again ---- */

static void execute(struct refresh_case *c, const char *sql)
{
    if (store_execute(c->store.store, sql, NULL, 0, &c->store.error)) {
        fail_msg("%s", c->store.error.message);
    }
}

/* Marks that are gone as soon as credits are written anew. */
static void mark(struct refresh_case *c)
{
    execute(c, "UPDATE conversion SET touches = -1");
}

static const char marked_sql[] = "SELECT min(touches) = -1 FROM conversion";

static void nothing_is_done_twice(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "shop", ORDER(.id = T("o"), .at = ON(2026, 1, 9), .amount = EUR(100), ANN));
    refreshed(c);
    mark(c);
    refreshed(c);
    SHOWS(c, marked_sql, "1");
    BROUGHT(c, "shop", ORDER(.id = T("o"), .at = ON(2026, 1, 9), .amount = EUR(100), ANN));
    refreshed(c);
    SHOWS(c, marked_sql, "1");
    BROUGHT(c, "shop", ORDER(.id = T("o"), .at = ON(2026, 1, 9), .amount = EUR(101), ANN));
    refreshed(c);
    SHOWS(c, marked_sql, "0");
    mark(c);
    c->config.rules.half_life_ms++;
    refreshed(c);
    SHOWS(c, marked_sql, "0");
    mark(c);
    alias(c, "x", "y");
    refreshed(c);
    SHOWS(c, marked_sql, "0");
    mark(c);
    assert_int_equal(store_refresh(c->store.store, &c->config, true, &c->store.error), 0);
    SHOWS(c, marked_sql, "0");
}

static void what_arrives_later_is_credited(void **state)
{
    struct refresh_case *c = *state;
    static const char sql[] = "SELECT conversion, campaign, linear_units FROM credits";
    BROUGHT(c, "shop", ORDER(.id = T("o"), .at = ON(2026, 1, 9), .amount = EUR(100), ANN));
    refreshed(c);
    SHOWS(c, sql, "shop:order:o||1000000000000000");
    BROUGHT(c, "web", TOUCH(.id = T("1"), .at = ON(2026, 1, 1), .person = {.id = T("cookie")}, SEARCH));
    refreshed(c);
    SHOWS(c, sql, "shop:order:o||1000000000000000");
    BROUGHT(c, "web", CONTACT(.id = T("cookie"), ANN));
    refreshed(c);
    SHOWS(c, sql, "shop:order:o|search|1000000000000000");
    struct store_item gone[] = {TOUCH(.id = T("1"), .at = ON(2026, 1, 1))};
    gone[0].remove = true;
    brought(c, "web", gone, 1);
    refreshed(c);
    SHOWS(c, sql, "shop:order:o||1000000000000000");
}

static void a_failure_changes_nothing(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "shop", ORDER(.id = T("o"), .at = ON(2026, 1, 9), .amount = EUR(100), ANN));
    refreshed(c);
    BROUGHT(c, "shop", ORDER(.id = T("p"), .at = ON(2026, 1, 10), .amount = EUR(100), ANN));
    execute(c,
            "CREATE TRIGGER fails BEFORE INSERT ON credit WHEN new.conversion = 2 BEGIN SELECT raise(FAIL, 'no'); END");
    assert_int_not_equal(store_refresh(c->store.store, &c->config, false, &c->store.error), 0);
    SHOWS(c, "SELECT conversion FROM conversions", "shop:order:o");
    execute(c, "DROP TRIGGER fails");
    refreshed(c);
    SHOWS(c, "SELECT conversion FROM conversions", "shop:order:o;shop:order:p");
}

/* ---- the same whatever came first ---- */

static void the_order_of_arrival_does_not_matter(void **state)
{
    struct refresh_case *c = *state, other;
    const struct store_item web_items[] = {
        TOUCH(.id = T("1"), .at = ON(2026, 1, 1), ANN, SEARCH),
        TOUCH(.id = T("2"), .at = AT(2026, 1, 2, 9, 0), ANN, MAIL),
        TOUCH(.id = T("3"), .at = AT(2026, 1, 2, 9, 0), ANN, FROM("b", GARNER_VIDEO)),
        TOUCH(.id = T("4"), .at = AT(2026, 1, 2, 9, 0), .person = {.phone = T("030 1234567")},
              FROM("a", GARNER_VIDEO))};
    const struct store_item crm_items[] = {
        TOUCH(.id = T("0"), .at = AT(2026, 1, 2, 9, 0), ANN, FROM("c", GARNER_VIDEO)),
        LEAD(.id = T("l"), .created_at = ON(2026, 1, 3), FROM("d", GARNER_VIDEO),
             .person = {.phone = T("+49301234567")}),
        CONTACT(.id = T("k"), .person = {.email = T("ann@example.com"), .phone = T("030 1234567")})};
    const struct store_item shop_items[] = {ORDER(.id = T("o"), .at = ON(2026, 1, 9), .amount = EUR(100), ANN),
                                            ORDER(.id = T("n"), .at = ON(2026, 1, 9), .amount = EUR(50), ANN)};
    static const char *const views[] = {
        "SELECT * FROM credits", "SELECT * FROM campaigns", "SELECT * FROM campaign_names",
        "SELECT customer, at, status, touches, first_campaign, last_campaign FROM customers",
        "SELECT source, id, campaign_key, customer FROM touches ORDER BY 1, 2"};
    refresh_case_init(&other);
    brought(c, "web", web_items, COUNT(web_items));
    brought(c, "crm", crm_items, COUNT(crm_items));
    brought(c, "shop", shop_items, COUNT(shop_items));
    refreshed(c);
    for (size_t i = 0; i < COUNT(shop_items); i++) {
        brought(&other, "shop", &shop_items[COUNT(shop_items) - 1 - i], 1);
    }
    brought(&other, "crm", crm_items, COUNT(crm_items));
    refreshed(&other);
    for (size_t i = COUNT(web_items); i-- > 0;) {
        brought(&other, "web", &web_items[i], 1);
        refreshed(&other);
    }
    for (size_t i = 0; i < COUNT(views); i++) {
        char *expected = xstrdup(rows(&c->store, views[i]));
        SHOWS(&other, views[i], expected);
        free(expected);
    }
    SHOWS(c, "SELECT conversion, campaign FROM credits WHERE conversion = 'shop:order:n' ORDER BY ordinal",
          "shop:order:n|search;shop:order:n|c;shop:order:n|mail;shop:order:n|b;shop:order:n|a;shop:order:n|d");
    refresh_case_free(&other);
}

static void weights_sum_to_one(void **state)
{
    struct refresh_case *c = *state;
    struct store_item items[40];
    char ids[COUNT(items)][8];
    for (size_t i = 0; i < COUNT(items); i++) {
        snprintf(ids[i], sizeof ids[i], "%02zu", i);
        items[i] = TOUCH(.id = text(ids[i]), .at = {INT64_C(86400000) * (20000 + (int64_t)(i % 13) * 5), GARNER_SET, 0},
                         ANN, .campaign = {.id = text(ids[i % 7])});
    }
    brought(c, "web", items, COUNT(items));
    BROUGHT(c, "shop", ORDER(.id = T("o"), .at = ON(2025, 1, 1), ANN), ORDER(.id = T("n"), .at = ON(2026, 1, 9), ANN));
    refreshed(c);
    SHOWS(c, "SELECT touches > 2 FROM conversion", "1;0");
    SHOWS(
        c,
        "SELECT count(*) FROM (SELECT 1 FROM credit GROUP BY conversion HAVING sum(first) <> 1e15 OR sum(last) <> 1e15"
        " OR sum(last_non_direct) <> 1e15 OR sum(linear) <> 1e15 OR sum(position) <> 1e15 OR sum(decay) <> 1e15"
        " OR sum(w_shaped) <> 1e15)",
        "0");
}

/* ---- spend ---- */

static void the_campaign_grain_is_the_truth(void **state)
{
    struct refresh_case *c = *state;
#define ROW(...) SPEND(.campaign = {.id = T("7"), .name = T("Search")}, __VA_ARGS__)
    BROUGHT(c, "google", ROW(.day = DAY(2026, 1, 1), .amount = EUR(100), .clicks = {10, GARNER_SET}),
            ROW(.day = DAY(2026, 1, 1), .amount = EUR(40), .breakdown = T("ad=1")),
            ROW(.day = DAY(2026, 1, 1), .amount = EUR(30), .breakdown = T("ad=2")),
            ROW(.day = DAY(2026, 1, 2), .amount = EUR(40), .breakdown = T("ad=1")),
            ROW(.day = DAY(2026, 1, 2), .amount = EUR(30), .breakdown = T("ad=2"), .clicks = {3, GARNER_SET}),
            ROW(.day = DAY(2026, 1, 2), .amount = EUR(5), .cost_type = GARNER_COST_FEE, .id = T("i1")),
            ROW(.day = DAY(2026, 1, 2), .amount = USD(6), .cost_type = GARNER_COST_FEE, .id = T("i2")),
            SPEND(.campaign = {.id = T("7")}, .day = DAY(2026, 1, 3), .impressions = {9, GARNER_SET}));
    refreshed(c);
    static const char sql[] =
        "SELECT day, cost_type, currency, spend_micros / 1000000, impressions, clicks FROM campaign_daily"
        " ORDER BY day, cost_type, currency";
    SHOWS(c, sql,
          "2026-01-01|media|EUR|100||10;2026-01-02|fee|EUR|5||;2026-01-02|fee|USD|6||;2026-01-02|media|EUR|70||3;"
          "2026-01-03|media|||9|");
    BROUGHT(c, "google", ROW(.day = DAY(2026, 1, 2), .amount = EUR(80)));
    refreshed(c);
    SHOWS(c, "SELECT sum(spend_micros) / 1000000 FROM campaign_daily WHERE cost_type = 'media'", "180");
    struct store_item gone[] = {ROW(.day = DAY(2026, 1, 2), .amount = EUR(80))};
    gone[0].remove = true;
    brought(c, "google", gone, 1);
    refreshed(c);
    SHOWS(c, "SELECT sum(spend_micros) / 1000000 FROM campaign_daily WHERE cost_type = 'media'", "170");
    SHOWS(c, "SELECT count(*), sum(amount_micros) / 1000000 FROM spends", "8|251");
}

/* A month by age, days by gender, the campaign's own weeks: one amount in several shapes. */
static void what_lies_inside_a_period_is_not_added(void **state)
{
    struct refresh_case *c = *state;
#define PERIOD(from, until, ...)                                                                                       \
    SPEND(.campaign = {.id = T("7")}, .day = DAY(2026, 1, from), .until_day = DAY(2026, 1, until), __VA_ARGS__)
    static const char sql[] = "SELECT sum(spend_micros) / 1000000, min(day), max(day) FROM campaign_daily";
    BROUGHT(c, "meta", PERIOD(1, 31, .amount = EUR(60), .breakdown = T("age|age=18")),
            PERIOD(1, 31, .amount = EUR(40), .breakdown = T("age|age=25")),
            PERIOD(2, 2, .amount = EUR(99), .breakdown = T("gender|gender=f")));
    refreshed(c);
    SHOWS(c, sql, "100|2026-01-01|2026-01-31");
    /* A week of the campaign's own is not yet all of the month; four are. */
    BROUGHT(c, "meta", PERIOD(1, 7, .amount = EUR(30)));
    refreshed(c);
    SHOWS(c, sql, "100|2026-01-01|2026-01-31");
    BROUGHT(c, "meta", PERIOD(8, 14, .amount = EUR(30)), PERIOD(15, 21, .amount = EUR(20)),
            PERIOD(22, 25, .amount = EUR(19)));
    refreshed(c);
    SHOWS(c, sql, "99|2026-01-01|2026-01-25");
    /* A fee of its own, and another campaign, are nobody's part. */
    BROUGHT(c, "meta", PERIOD(3, 9, .amount = EUR(5), .cost_type = GARNER_COST_FEE),
            SPEND(.campaign = {.id = T("8")}, .day = DAY(2026, 1, 5), .amount = EUR(7)));
    refreshed(c);
    SHOWS(c, sql, "111|2026-01-01|2026-01-25");
#undef PERIOD
}

static void periods_spread_over_their_days(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "fair",
            SPEND(.campaign = {.name = T("Fair")}, .id = T("1"), .day = DAY(2026, 1, 1), .until_day = DAY(2026, 1, 3),
                  .amount = EUR(100)),
            SPEND(.campaign = {.name = T("Fair")}, .id = T("2"), .day = DAY(2026, 1, 2), .until_day = DAY(2026, 1, 4),
                  .amount = {-100, "EUR", GARNER_SET}));
    refreshed(c);
    SHOWS(c, "SELECT day, sum(spend_micros), max(is_period) FROM campaign_daily GROUP BY day",
          "2026-01-01|33333333|1;2026-01-02|33333299|1;2026-01-03|33333301|1;2026-01-04|-33|1");
    SHOWS(c,
          "SELECT count(*) FROM spend_day d JOIN calendar a ON a.day BETWEEN d.day AND d.until_day"
          " JOIN campaign_daily v ON v.day_number = a.day WHERE lump(d.amount, d.day, d.until_day, a.day, a.day) = "
          "v.spend_micros"
          " AND (SELECT count(*) FROM spend_day) = 2",
          "6");
}

/* ---- days ---- */

static void every_event_falls_in_one_local_day(void **state)
{
    struct refresh_case *c = *state;
    static const struct {
        const char *zone, *days;
    } cases[] = {
        {"UTC", "2026-03-28;2026-03-29;2026-03-29;1969-12-31;2026-01-01"},
        {"Europe/Berlin", "2026-03-29;2026-03-29;2026-03-29;1970-01-01;2026-01-01"},
        {"Asia/Kathmandu", "2026-03-29;2026-03-29;2026-03-30;1970-01-01;2026-01-01"},
        {"America/Los_Angeles", "2026-03-28;2026-03-28;2026-03-29;1969-12-31;2026-01-01"},
    };
    BROUGHT(c, "crm", LEAD(.id = T("1"), .created_at = AT(2026, 3, 28, 23, 30)),
            LEAD(.id = T("2"), .created_at = AT(2026, 3, 29, 1, 0)),
            LEAD(.id = T("3"), .created_at = AT(2026, 3, 29, 21, 59)),
            LEAD(.id = T("4"), .created_at = {-1, GARNER_SET, 0}), LEAD(.id = T("5"), .created_at = ON(2026, 1, 1)));
    for (size_t i = 0; i < COUNT(cases); i++) {
        zone_free(c->config.zone);
        assert_int_equal(zone_load(cases[i].zone, &c->config.zone, &c->store.error), 0);
        refreshed(c);
        SHOWS(c, "SELECT day FROM leads ORDER BY id", cases[i].days);
        SHOWS(c, "SELECT day_text(local_day(created_at, created_at_day)) FROM fact_lead ORDER BY id", cases[i].days);
        SHOWS(c, "SELECT count(*) FROM leads WHERE day_number * 86400 <> CAST(strftime('%s', day) AS INTEGER)", "0");
    }
}

static void the_calendar(void **state)
{
    struct refresh_case *c = *state;
    refreshed(c);
    SHOWS(c, "SELECT date, week, month, quarter, year, weekday FROM calendar WHERE day IN (20522, 20453, 20454)",
          "2025-12-31|2026-W01|2025-12|2025-Q4|2025|3;2026-01-01|2026-W01|2026-01|2026-Q1|2026|4;"
          "2026-03-10|2026-W11|2026-03|2026-Q1|2026|2");
    SHOWS(c,
          "SELECT count(*) FROM calendar WHERE date <> day_text(day) OR month <> month_text(day) OR week <> "
          "week_text(day)"
          " OR quarter <> quarter_text(day) OR date <> date(day * 86400, 'unixepoch')",
          "0");
}

/* ---- functions ---- */

static void functions_compute(void **state)
{
    struct refresh_case *c = *state;
    static const struct {
        const char *sql, *expected;
    } cases[] = {
        {"lump(100, 10, 12, 10, 10)", "33"},
        {"lump(100, 10, 12, 11, 12)", "67"},
        {"lump(100, 10, 12, 0, 99)", "100"},
        {"lump(-100, 10, 12, 10, 10)", "-34"},
        {"lump(100, 10, 12, 13, 20)", "0"},
        {"lump(100, 10, NULL, 10, 10)", "100"},
        {"lump(NULL, 10, 12, 10, 10)", ""},
        {"lump(9223372036854775807, 1, 2, 1, 2)", "9223372036854775807"},
        {"channel_name(2)", "paid_search"},
        {"channel_name(99)", ""},
        {"cost_type_name(4)", "booth"},
        {"touch_kind_name(5)", "badge_scan"},
        {"deal_state_name(3)", "won"},
        {"order_status_name(4)", "cancelled"},
        {"audience_name(3)", "existing"},
        {"flag_name(2)", "yes"},
        {"activity_kind_name(5)", "demo"},
        {"date_basis_name(2)", "click"},
        {"round(3000 / poisson_high(3)) || ' ' || round(3000 / poisson_low(3))", "342.0 4849.0"},
        {"round(2000 / poisson_high(0))", NULL},
        {"poisson_low(-1)", ""},
        {"wilson_low(1, 0)", ""},
        {"printf('%.3f %.3f', wilson_low(5, 10), wilson_high(5, 10))", "0.237 0.763"},
        {"printf('%.2f', cheaper(100, 10, 100, 10))", "0.50"},
        {"share(100, 333333333333333)", "33"},
        {"share(-3, 500000000000000)", "-2"},
        {"share(NULL, 1)", ""},
        {"day_text(20522)", "2026-03-10"},
        {"day_text(NULL)", ""},
        {"to_currency(5, 'EUR', 1, 'EUR')", "5"},
        {"to_currency(NULL, 'EUR', 1, 'USD')", ""},
        {"(SELECT micros_sum(column1) FROM (VALUES (1), (NULL), (41)))", "42"},
        {"(SELECT micros_sum(NULL))", ""},
        {"(SELECT weighted_sum(column1, column2) FROM (VALUES (1, 500000000000000), (2, 500000000000000)))", "2"},
        {"(SELECT weighted_sum(column1, 500000000000000) FROM (VALUES (-5)))", "-2"},
        {"(SELECT weight_sum(1000000000000000) FROM calendar)", "29220.0"},
        {"claim_meaning('purchase:web')", "customer"},
        {"claim_meaning('lead')", "lead"},
        {"claim_meaning('like')", ""},
        {"claim_place('purchase:web') || claim_place('lead') || claim_place('like')", "012"},
    };
    struct claim_rule claims[] = {{T("purchase*"), CLAIM_CUSTOMER}, {T("lead"), CLAIM_LEAD}};
    c->config.claims = claims;
    c->config.claim_count = COUNT(claims);
    refreshed(c);
    for (size_t i = 0; i < COUNT(cases); i++) {
        char sql[256];
        snprintf(sql, sizeof sql, "SELECT %s || ''", cases[i].sql);
        if (cases[i].expected) {
            SHOWS(c, sql, cases[i].expected);
        }
    }
    SHOWS(c, "SELECT printf('%.0f', 2000 / poisson_high(0))", "542");
}

static void money_meets_through_rates(void **state)
{
    struct refresh_case *c = *state;
#define QUOTED(y, m, d, c, b, r) RATE(.day = DAY(y, m, d), .currency = T(c), .base = T(b), .rate = {(r), GARNER_SET})
    BROUGHT(c, "ecb", QUOTED(2026, 1, 2, "USD", "EUR", 1250000), QUOTED(2026, 1, 5, "USD", "EUR", 1200000),
            QUOTED(2026, 1, 2, "SEK", "EUR", 11000000), QUOTED(2026, 1, 2, "GBP", "XAU", 1));
    refreshed(c);
    static const struct {
        const char *sql, *expected;
    } cases[] = {
        {"to_currency(1000000, 'EUR', 20455, 'USD')", "1250000"},
        {"to_currency(1000000, 'EUR', 20457, 'USD')", "1250000"},
        {"to_currency(1000000, 'EUR', 20458, 'USD')", "1200000"},
        {"to_currency(1250000, 'USD', 20456, 'EUR')", "1000000"},
        {"to_currency(1250000, 'USD', 20456, 'SEK')", "11000000"},
        {"to_currency(-3, 'USD', 20458, 'EUR')", "-2"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char sql[128];
        snprintf(sql, sizeof sql, "SELECT %s", cases[i].sql);
        SHOWS(c, sql, cases[i].expected);
    }
    SHOWS(c, "SELECT sum(to_currency(1000000, column1, 20455, 'EUR')) FROM (VALUES ('USD'), ('SEK'), ('USD'))",
          "1690909");
    static const char *const unknown[] = {
        "SELECT to_currency(1, 'EUR', 20454, 'USD')", "SELECT to_currency(1, 'GBP', 20460, 'EUR')",
        "SELECT to_currency(9223372036854775807, 'EUR', 20460, 'SEK')", "SELECT to_currency(1, 'EURO', 20460, 'SEK')",
        "SELECT micros_sum(9223372036854775807) FROM calendar"};
    static const char *const messages[] = {"no exchange rate from EUR to USD is known on or before 2026-01-01",
                                           "from GBP to EUR", "leaves 64 bits", "three capital letters",
                                           "leaves 64 bits"};
    for (size_t i = 0; i < COUNT(unknown); i++) {
        struct query *query;
        assert_int_equal(store_query(c->store.store, text(unknown[i]), NULL, 0, &query, &c->store.error), 0);
        assert_true(query_step(query, &c->store.error) < 0);
        assert_non_null(strstr(c->store.error.message, messages[i]));
        query_close(query);
    }
}

/* ---- views ---- */

static void leads_are_counted_once(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "crm", LEAD(.id = T("1"), .created_at = ON(2026, 1, 1), ANN, SEARCH),
            LEAD(.id = T("2"), .created_at = ON(2026, 1, 2), ANN, MAIL),
            LEAD(.id = T("3"), .created_at = ON(2026, 2, 1), ANN, MAIL),
            LEAD(.id = T("4"), .created_at = ON(2026, 1, 1), .disqualified_reason = T("spam"),
                 .person = {.email = T("x@example.com")}),
            LEAD(.id = T("5")), LEAD(.id = T("6")));
    BROUGHT(c, "shop", ORDER(.id = T("o"), .at = ON(2026, 1, 9), .amount = EUR(100), ANN));
    refreshed(c);
    SHOWS(c, "SELECT id, first, before, disqualified, customer, campaign FROM leads ORDER BY id",
          "1|1|0|0|shop:order:o|search;2|0|0|0|shop:order:o|mail;3|0|1|0|shop:order:o|mail;4|1|0|1||;5|1|0|0||;6|1|0|0|"
          "|");
}

static void orders_show_what_remains(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "shop", ORDER(.id = T("o"), .at = AT(2026, 1, 9, 23, 30), .amount = EUR(100), ANN),
            REFUND(.id = T("r"), .order_id = T("o"), .at = ON(2026, 1, 12), .amount = EUR(30)));
    refreshed(c);
    SHOWS(c,
          "SELECT key, at, day, status, amount_micros / 1000000, refunded_micros / 1000000, net_micros / 1000000, "
          "customer FROM orders",
          "shop:o|2026-01-09T23:30:00.000Z|2026-01-10|paid|100|30|70|shop:order:o");
    SHOWS(c, "SELECT day, order_id, currency FROM refunds", "2026-01-12|o|EUR");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(an_empty_store_has_views),
        CASE(nothing_is_done_twice),
        CASE(what_arrives_later_is_credited),
        CASE(a_failure_changes_nothing),
        CASE(the_order_of_arrival_does_not_matter),
        CASE(weights_sum_to_one),
        CASE(the_campaign_grain_is_the_truth),
        CASE(what_lies_inside_a_period_is_not_added),
        CASE(periods_spread_over_their_days),
        CASE(every_event_falls_in_one_local_day),
        CASE(the_calendar),
        CASE(functions_compute),
        CASE(money_meets_through_rates),
        CASE(leads_are_counted_once),
        CASE(orders_show_what_remains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
