/* Merging records into the store: what is kept, what overwrites what, how it is counted, and that a failure changes
 * nothing. */
#include "store_case.h"

#define DAY 20000
#define EUR(n)                                                                                                         \
    {                                                                                                                  \
        (n) * INT64_C(1000000), "EUR", GARNER_SET                                                                      \
    }
#define ON(d)                                                                                                          \
    {                                                                                                                  \
        (d), GARNER_SET                                                                                                \
    }
#define AT(ms_)                                                                                                        \
    {                                                                                                                  \
        .ms = (ms_), .state = GARNER_SET                                                                               \
    }
#define T(s)                                                                                                           \
    {                                                                                                                  \
        (s), sizeof(s) - 1                                                                                             \
    }
#define LEAD(...) ITEM(lead, GARNER_RECORD_LEAD, {__VA_ARGS__})
#define SPEND(...) ITEM(spend, GARNER_RECORD_SPEND, {__VA_ARGS__})
#define TOUCH(...) ITEM(touch, GARNER_RECORD_TOUCH, {__VA_ARGS__})

static const char lead_sql[] = "SELECT l.id, coalesce(w.text, '-'), coalesce(account, '-'), created_at, created_at_day "
                               "FROM fact_lead l LEFT JOIN word w ON w.id = l.status ORDER BY l.id";

static void absent_keeps_cleared_clears(void **state)
{
    struct store_case *c = *state;
    struct store_item first[] = {
        LEAD(.id = T("1"), .status = T("new"), .account = T("acme"), .created_at = {1000, GARNER_SET, 1})};
    MERGED(c, first, .windowed = false);
    COUNTED(c, "+1 ~0 =0 -0 x0");
    ROWS(c, lead_sql, "1|new|acme|1000|1");

    MERGED(c, first, .windowed = false);
    COUNTED(c, "+0 ~0 =1 -0 x0");

    struct store_item absent[] = {LEAD(.id = T("1"), .status = T("won"))};
    MERGED(c, absent, .windowed = false);
    COUNTED(c, "+0 ~1 =0 -0 x0");
    ROWS(c, lead_sql, "1|won|acme|1000|1");

    struct store_item precise[] = {LEAD(.id = T("1"), .created_at = AT(1234))};
    MERGED(c, precise, .windowed = false);
    ROWS(c, lead_sql, "1|won|acme|1234|");

    struct store_item cleared[] = {LEAD(.id = T("1"), .account = {"", 0}, .status = T("won")),
                                   LEAD(.id = T("2"), .account = {"", 0})};
    MERGED(c, cleared, .windowed = false);
    COUNTED(c, "+1 ~1 =0 -0 x0");
    ROWS(c, lead_sql, "1|won|-|1234|;2|-|-||");
}

static void a_cleared_member_is_cleared_in_its_turn(void **state)
{
    struct store_case *c = *state;
    struct store_item items[] = {LEAD(.id = T("1"), .account = T("a")), LEAD(.id = T("1"), .account = {"", 0}),
                                 LEAD(.id = T("1"), .account = T("b"))};
    MERGED(c, items, .windowed = false);
    ROWS(c, lead_sql, "1|-|b||");
}

static void removals_keep_their_place(void **state)
{
    struct store_case *c = *state;
    struct store_item items[] = {LEAD(.id = T("1"), .account = T("a")), LEAD(.id = T("2")), LEAD(.id = T("1")),
                                 LEAD(.id = T("1"), .status = T("again")), LEAD(.id = T("2"))};
    items[2].remove = items[4].remove = true;
    MERGED(c, items, .windowed = false);
    COUNTED(c, "+3 ~0 =0 -2 x0");
    ROWS(c, lead_sql, "1|again|-||");
}

static void revisions_tell_every_change(void **state)
{
    struct store_case *c = *state;
    struct store_item first[] = {LEAD(.id = T("1\"x"), .account = T("a"), .created_at = AT(5))};
    MERGED(c, first, .windowed = false);
    ROWS(c, "SELECT count(*) FROM revision", "0");
    next_run(c);
    struct store_item second[] = {LEAD(.id = T("1\"x"), .account = T("b"), .region = T("DE"))};
    MERGED(c, second, .windowed = false);
    ROWS(c, "SELECT run, kind, key, old, new FROM revision",
         "2|5|{\"source\":1,\"id\":\"1\\\"x\"}|{\"account\":\"a\"}|{\"region\":1,\"account\":\"b\"}");
    ROWS(c, "SELECT run, changed FROM fact_lead", "1|2");
    struct store_item gone[] = {LEAD(.id = T("1\"x"))};
    gone[0].remove = true;
    MERGED(c, gone, .windowed = false);
    ROWS(c, "SELECT run, old ->> 'created_at', old ->> 'account', new IS NULL, at_ms FROM revision WHERE id = 2",
         "2|5|b|1|1774000000000");
}

static void last_of_an_entity_wins(void **state)
{
    struct store_case *c = *state;
    struct store_item items[] = {LEAD(.id = T("1"), .account = T("a")), LEAD(.id = T("1"), .account = T("b"))};
    MERGED(c, items, .windowed = false);
    COUNTED(c, "+1 ~1 =0 -0 x0");
    ROWS(c, lead_sql, "1|-|b||");
}

static void the_grain_check_names_key_and_measure(void **state)
{
    struct store_case *c = *state;
    struct garner_campaign_ref expo = {.id = T("77"), .name = T("Expo")};
    struct store_item same[] = {SPEND(.campaign = expo, .day = ON(DAY), .amount = EUR(10)),
                                SPEND(.campaign = expo, .day = ON(DAY), .amount = EUR(10)),
                                SPEND(.campaign = expo, .day = ON(DAY), .id = T("b"), .amount = EUR(12))};
    MERGED(c, same, .windowed = false);
    COUNTED(c, "+2 ~0 =0 -0 x1");

    struct store_item differ[] = {
        SPEND(.campaign = expo, .day = ON(DAY), .amount = EUR(10)),
        SPEND(.campaign = expo, .day = ON(DAY), .cost_type = GARNER_COST_BOOTH, .amount = EUR(3)),
        SPEND(.campaign = expo, .day = ON(DAY), .cost_type = GARNER_COST_BOOTH, .amount = EUR(4))};
    assert_int_equal(merge_with(c, (struct store_merge){.cursor = T("new")}, differ, 3), GARNER_E_DATA);
    assert_string_equal(c->error.message,
                        "spend of campaign Expo on 2024-10-04, cost_type booth comes twice, as 3.00 EUR "
                        "and 4.00 EUR (amount); a dimension is missing from breakdown or id");
    ROWS(c, "SELECT count(*), sum(amount) FROM fact_spend", "2|22000000");
    ROWS(c, "SELECT cursor IS NULL FROM source", "1");

    struct store_item counts[] = {
        ITEM(claim, GARNER_RECORD_CLAIM,
             {.campaign = expo, .day = ON(DAY), .action = T("lead"), .conversions = {1500000, 1}}),
        ITEM(claim, GARNER_RECORD_CLAIM,
             {.campaign = expo, .day = ON(DAY), .action = T("lead"), .conversions = {2000000, 1}})};
    assert_int_equal(merge_with(c, (struct store_merge){0}, counts, 2), GARNER_E_DATA);
    assert_string_equal(c->error.message, "claim of campaign Expo on 2024-10-04, action lead comes twice, as 1.5 and 2 "
                                          "(conversions); a dimension is missing from breakdown");
    /* A correction is no repetition: it comes in another merge, or after a removal. */
    struct store_item corrected[] = {same[0], same[0], SPEND(.campaign = expo, .day = ON(DAY), .amount = EUR(11))};
    corrected[1].remove = true;
    MERGED(c, corrected, .windowed = false);
    ROWS(c, "SELECT sum(amount) FROM fact_spend", "23000000");
}

static void a_feed_that_breaks_changes_nothing(void **state)
{
    struct store_case *c = *state;
    struct store_item items[] = {LEAD(.id = T("1"), .person = {.email = T("a@example.com")}), LEAD(.id = T("2"))};
    struct array_feed feed = {.items = items, .count = 2, .fails_at = 2};
    struct store_merge merge = {.source = c->source,
                                .run = c->run,
                                .space = "web",
                                .cursor = T("c"),
                                .feed = {&feed, array_rewind, array_next}};
    c->counts = (struct run_counts){0};
    assert_int_equal(store_merge(c->store, &merge, &c->counts, &c->error), GARNER_E_DATA);
    assert_string_equal(c->error.message, "the feed broke");
    COUNTED(c, "+0 ~0 =0 -0 x0");
    ROWS(c, "SELECT (SELECT count(*) FROM fact_lead), (SELECT count(*) FROM person_ref), cursor IS NULL FROM source",
         "0|0|1");
    feed.fails_at = 0;
    assert_int_equal(store_merge(c->store, &merge, &c->counts, &c->error), 0);
    COUNTED(c, "+2 ~0 =0 -0 x0");
    ROWS(c, "SELECT count(*) FROM fact_lead JOIN person_ref p ON p.id = who", "2");
}

static void kinds_may_be_mixed(void **state)
{
    struct store_case *c = *state;
    struct store_item items[] = {LEAD(.id = T("1")),
                                 TOUCH(.at = AT(7), .id = T("t"), .person = {.id = T("p")}),
                                 LEAD(.id = T("2")),
                                 ITEM(rate, GARNER_RECORD_RATE, {ON(DAY), T("USD"), T("EUR"), {1100000, GARNER_SET}}),
                                 TOUCH(.at = AT(6), .id = T("t"), .person = {.id = T("p")}),
                                 ITEM(assignment, GARNER_RECORD_ASSIGNMENT, {.rep_id = T("r"), .from_day = ON(DAY)}),
                                 ITEM(refund, GARNER_RECORD_REFUND, {T("f"), T("o"), AT(1), EUR(2)})};
    MERGED(c, items, .windowed = false);
    COUNTED(c, "+7 ~0 =0 -0 x0");
    ROWS(c, "SELECT at, id, source FROM fact_touch", "6|t|1;7|t|1");
    ROWS(c, "SELECT b.text, r.rate FROM fact_rate r JOIN word b ON b.id = r.base", "EUR|1100000");
    ROWS(c, "SELECT rep_id, region, account, until_day IS NULL FROM fact_assignment", "r|0||1");
    ROWS(c, "SELECT amount, amount_currency, order_id FROM fact_refund", "2000000|EUR|o");
    MERGED(c, items, .windowed = false);
    COUNTED(c, "+0 ~0 =7 -0 x0");
}

static void contact_details_stay_out(void **state)
{
    struct store_case *c = *state;
    struct store_item items[] = {
        ITEM(contact, GARNER_RECORD_CONTACT,
             {.id = T("1"), .name = T("Ann"), .person = {.email = T("Ann@Example.com"), .phone = T("030 123456")}})};
    MERGED(c, items, .windowed = false);
    ROWS(c, "SELECT name IS NULL FROM fact_contact", "1");
    ROWS(c, "SELECT count(*) FROM person_detail", "0");
    MERGED(c, items, .keep_contact_details = true);
    ROWS(c, "SELECT name, email, phone FROM fact_contact JOIN person_detail ON ref = who",
         "Ann|ann@example.com|+4930123456");
    items[0].record.contact.name = text("Anna");
    MERGED(c, items, .keep_contact_details = true);
    ROWS(c, "SELECT count(*) FROM revision WHERE old LIKE '%Ann%'", "1");
    /* Not to be kept any more: gone from everywhere, and no fact has changed. */
    MERGED(c, items, .windowed = false);
    COUNTED(c, "+0 ~0 =1 -0 x0");
    ROWS(c,
         "SELECT (SELECT count(name) FROM fact_contact), (SELECT count(*) FROM person_detail), "
         "(SELECT count(*) FROM revision WHERE old LIKE '%Ann%' OR new LIKE '%Ann%')",
         "0|0|0");
}

static void stale_flags_follow_changes(void **state)
{
    struct store_case *c = *state;
    static const char flags[] = "SELECT coalesce(sum(value), 0) FROM meta WHERE name = 'credits_stale'";
    struct store_item items[] = {LEAD(.id = T("1"), .account = T("a"))};
    assert_int_equal(store_execute(c->store, "UPDATE meta SET value = 0 WHERE name LIKE '%stale'", NULL, 0, &c->error),
                     0);
    MERGED(c, items, .windowed = false);
    ROWS(c, flags, "1");
    assert_int_equal(store_execute(c->store, "UPDATE meta SET value = 0 WHERE name LIKE '%stale'", NULL, 0, &c->error),
                     0);
    MERGED(c, items, .windowed = false);
    ROWS(c, flags, "0");
    items[0].record.lead.account = text("b");
    MERGED(c, items, .windowed = false);
    ROWS(c, flags, "1");
}

static void sources_do_not_mix(void **state)
{
    struct store_case *c = *state;
    struct store_item items[] = {LEAD(.id = T("1"), .account = T("a")),
                                 SPEND(.campaign = {.id = T("77")}, .day = ON(DAY), .amount = EUR(1))};
    MERGED(c, items, .windowed = false);
    case_source(c, "shop");
    items[0].record.lead.account = text("b");
    items[1].record.spend.amount.micros = 5;
    MERGED(c, items, .space = "shop");
    COUNTED(c, "+2 ~0 =0 -0 x0");
    ROWS(c, "SELECT source, account FROM fact_lead", "1|a;2|b");
    ROWS(c, "SELECT source, amount FROM fact_spend ORDER BY source", "1|1000000;2|5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(absent_keeps_cleared_clears),
        TEST(a_cleared_member_is_cleared_in_its_turn),
        TEST(removals_keep_their_place),
        TEST(revisions_tell_every_change),
        TEST(last_of_an_entity_wins),
        TEST(the_grain_check_names_key_and_measure),
        TEST(a_feed_that_breaks_changes_nothing),
        TEST(kinds_may_be_mixed),
        TEST(contact_details_stay_out),
        TEST(stale_flags_follow_changes),
        TEST(sources_do_not_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
