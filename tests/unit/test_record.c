/* test_record.c - the record tables agree with the structs, and record_check keeps what the schema promises. */
#include "core/base/str.h"
#include "core/schema/record.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define S(text)                                                                                                        \
    {                                                                                                                  \
        (text), sizeof(text) - 1                                                                                       \
    }
#define EUR(units)                                                                                                     \
    {                                                                                                                  \
        (units) * INT64_C(1000000), "EUR", GARNER_SET                                                                  \
    }
#define DAY(n)                                                                                                         \
    {                                                                                                                  \
        (n), GARNER_SET                                                                                                \
    }
#define AT(ms)                                                                                                         \
    {                                                                                                                  \
        (ms), GARNER_SET, GARNER_PRECISION_INSTANT                                                                     \
    }

static struct garner_str str(const char *text)
{
    return str_of(text, strlen(text));
}

static void kinds_are_found_by_number_and_name(void **unused)
{
    (void)unused;
    assert_null(record_type(0));
    assert_null(record_type(-1));
    assert_null(record_type(GARNER_RECORD_LIMIT));
    for (int kind = 1; kind < GARNER_RECORD_LIMIT; kind++) {
        const struct record_type *type = record_type(kind);
        assert_non_null(type);
        assert_int_equal(type->kind, kind);
        assert_true(type->size <= sizeof(union record_any));
        assert_true(type->count <= 32);
        assert_non_null(type->help);
        assert_ptr_equal(record_type_named(str(type->name)), type);
    }
    assert_null(record_type_named(str("orders")));
    assert_null(record_type_named(str("")));
}

static size_t type_size(enum field_type type)
{
    static const size_t sizes[] = {
        [FIELD_TEXT] = sizeof(struct garner_str),    [FIELD_MONEY] = sizeof(struct garner_money),
        [FIELD_DAY] = sizeof(struct garner_day),     [FIELD_INSTANT] = sizeof(struct garner_instant),
        [FIELD_COUNT] = sizeof(struct garner_count), [FIELD_AMOUNT] = sizeof(struct garner_amount),
        [FIELD_ENUM] = sizeof(enum garner_channel),
    };
    return sizes[type];
}

/* The fields of a kind cover its struct: in order, without overlap, with no gap a member would fit into. */
static void fields_cover_their_struct(void **unused)
{
    (void)unused;
    for (int kind = 1; kind < GARNER_RECORD_LIMIT; kind++) {
        const struct record_type *type = record_type(kind);
        size_t reached = 0;
        for (size_t i = 0; i < type->count; i++) {
            const struct field *field = &type->fields[i];
            assert_true(field->offset >= reached && field->offset - reached < 8);
            reached = field->offset + type_size(field->type);
            assert_true((field->type == FIELD_ENUM) == (field->words != NULL));
            assert_ptr_equal(record_field(type, str(field->name)), field);
        }
        assert_true(type->size >= reached && type->size - reached < 8);
    }
}

static void groups_stand_together(void **unused)
{
    (void)unused;
    for (int kind = 1; kind < GARNER_RECORD_LIMIT; kind++) {
        const struct record_type *type = record_type(kind);
        size_t members[4] = {0}, runs[4] = {0};
        for (size_t i = 0; i < type->count; i++) {
            enum field_group group = type->fields[i].group;
            members[group]++;
            runs[group] += i == 0 || type->fields[i - 1].group != group;
        }
        assert_true(members[GROUP_PERSON] == 0 || members[GROUP_PERSON] == 3);
        assert_true(members[GROUP_REFERRER] == 0 || members[GROUP_REFERRER] == 3);
        assert_true(members[GROUP_CAMPAIGN] == 0 || members[GROUP_CAMPAIGN] == 8);
        assert_true(runs[GROUP_PERSON] <= 1 && runs[GROUP_REFERRER] <= 1 && runs[GROUP_CAMPAIGN] <= 1);
    }
}

static void words_go_both_ways(void **unused)
{
    (void)unused;
    const struct words *all[] = {&record_channels,    &record_cost_types,     &record_touch_kinds,
                                 &record_deal_states, &record_audiences,      &record_flags,
                                 &record_date_bases,  &record_activity_kinds, &record_order_statuses};
    for (size_t t = 0; t < sizeof all / sizeof *all; t++) {
        for (size_t i = 0; i < all[t]->count; i++) {
            const struct word *word = &all[t]->names[i];
            assert_string_equal(words_name(all[t], word->number), word->name);
            assert_int_equal(words_number(all[t], str(word->name)), word->number);
        }
        assert_null(words_name(all[t], 0));
        assert_null(words_name(all[t], -1));
        assert_null(words_name(all[t], 99));
    }
    assert_int_equal(words_number(&record_channels, str("Paid-Search")), GARNER_PAID_SEARCH);
    assert_int_equal(words_number(&record_channels, str("TRADE SHOW")), GARNER_TRADE_SHOW);
    assert_int_equal(words_number(&record_channels, str("paid")), 0);
    assert_int_equal(words_number(&record_channels, str("paid_search_")), 0);
    assert_int_equal(words_number(&record_channels, str("")), 0);
    assert_int_equal(words_number(&record_flags, str("No")), GARNER_NO);
}

static void states_are_read_from_every_type(void **unused)
{
    (void)unused;
    struct garner_deal deal = {.id = S("7"),
                               .stage = {"", 0},
                               .amount = EUR(1),
                               .discount = {0, "", GARNER_CLEARED},
                               .created_at = AT(0),
                               .state = GARNER_DEAL_WON};
    const struct record_type *type = record_type(GARNER_RECORD_DEAL);
    const struct {
        const char *name;
        enum garner_state state;
    } cases[] = {{"id", GARNER_SET},           {"stage", GARNER_CLEARED},    {"owner", GARNER_ABSENT},
                 {"amount", GARNER_SET},       {"discount", GARNER_CLEARED}, {"created_at", GARNER_SET},
                 {"closed_at", GARNER_ABSENT}, {"state", GARNER_SET},        {"channel", GARNER_ABSENT}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(field_state(record_field(type, str(cases[i].name)), &deal), cases[i].state);
    }
}

/* ---- record_check: good records, then the same with one thing wrong ---- */

static const struct garner_spend good_spend = {
    .campaign = {.id = S("c1")}, .day = DAY(20000), .until_day = DAY(20000), .amount = EUR(5)};
static const struct garner_claim good_claim = {.campaign = {.name = S("Spring")},
                                               .day = DAY(20000),
                                               .action = S("purchase"),
                                               .conversions = {1500000, GARNER_SET}};
static const struct garner_touch good_touch = {.at = AT(1), .id = S("t"), .person = {.email = S("a@b.de")}};
static const struct garner_rate good_rate = {
    .day = DAY(1), .currency = S("USD"), .base = S("EUR"), .rate = {1168400, GARNER_SET}};
static const struct garner_refund good_refund = {.id = S("r"), .order_id = S("o"), .at = AT(1), .amount = EUR(0)};
static const struct garner_assignment good_assignment = {.rep_id = S("r"), .from_day = DAY(5)};

/* The good record with one change is refused, naming the field. */
#define REFUSED(type, good, field, text, change)                                                                       \
    do {                                                                                                               \
        struct garner_##type r = good;                                                                                 \
        const char *bad = NULL;                                                                                        \
        struct error error = {0};                                                                                      \
        change;                                                                                                        \
        assert_int_equal(record_check(record_type_named(str(#type)), &r, false, &bad, &error), GARNER_E_DATA);         \
        assert_string_equal(bad, field);                                                                               \
        assert_string_equal(error.message, #type ": " text);                                                           \
    } while (0)

static void good_records_pass(void **unused)
{
    (void)unused;
    struct error error;
    assert_int_equal(record_check(record_type_named(str("spend")), &good_spend, false, NULL, &error), 0);
    assert_int_equal(record_check(record_type_named(str("claim")), &good_claim, false, NULL, &error), 0);
    assert_int_equal(record_check(record_type_named(str("touch")), &good_touch, false, NULL, &error), 0);
    assert_int_equal(record_check(record_type_named(str("rate")), &good_rate, false, NULL, &error), 0);
    assert_int_equal(record_check(record_type_named(str("refund")), &good_refund, false, NULL, &error), 0);
    assert_int_equal(record_check(record_type_named(str("assignment")), &good_assignment, false, NULL, &error), 0);
}

static void every_kind_refuses_to_be_empty(void **unused)
{
    (void)unused;
    for (int kind = 1; kind < GARNER_RECORD_LIMIT; kind++) {
        union record_any nothing;
        memset(&nothing, 0, sizeof nothing);
        const char *bad = NULL;
        struct error error = {0};
        assert_int_equal(record_check(record_type(kind), &nothing, false, &bad, &error), GARNER_E_DATA);
        assert_non_null(bad);
        assert_int_equal(error.code, GARNER_E_DATA);
        assert_true(record_field(record_type(kind), str(bad))->flags & FIELD_REQUIRED);
    }
}

static void what_is_missing_is_named(void **unused)
{
    (void)unused;
    REFUSED(spend, good_spend, "day", "day is missing", r.day.state = GARNER_ABSENT);
    REFUSED(spend, good_spend, "campaign_id",
            "one of campaign_id, campaign, channel, channel_word, utm_source, utm_medium, utm_campaign is needed",
            r.campaign.id.ptr = NULL;
            r.campaign.click_id = str("x"));
    REFUSED(spend, good_spend, "amount", "one of amount, impressions, clicks is needed",
            r.amount.state = GARNER_ABSENT);
    REFUSED(claim, good_claim, "conversions", "one of conversions, value is needed",
            r.conversions.state = GARNER_CLEARED);
    REFUSED(claim, good_claim, "action", "action is empty", r.action = str(""));
    REFUSED(touch, good_touch, "person_id", "one of person_id, email, phone is needed", r.person.email = str(""));
    REFUSED(touch, good_touch, "id", "id is missing", r.id.ptr = NULL);
    REFUSED(rate, good_rate, "rate", "rate is missing", r.rate.state = GARNER_ABSENT);
    REFUSED(refund, good_refund, "amount", "amount is missing", r.amount.state = GARNER_ABSENT);
}

static void what_is_wrong_is_named(void **unused)
{
    (void)unused;
    static char huge[RECORD_TEXT_MAX + 1];
    memset(huge, 'a', sizeof huge);
    REFUSED(touch, good_touch, "id", "id is longer than 65535 bytes", r.id = str_of(huge, sizeof huge));
    REFUSED(touch, good_touch, "landing_page", "landing_page is not UTF-8 text without control characters",
            r.landing_page = str("a\x01z"));
    REFUSED(touch, good_touch, "campaign", "campaign is not UTF-8 text without control characters",
            r.campaign.name = str("caf\xe9"));
    REFUSED(touch, good_touch, "at", "at is not between the years 1 and 9999", r.at.ms = INT64_MAX);
    REFUSED(touch, good_touch, "at", "at has an unknown precision", r.at.precision = 2);
    REFUSED(touch, good_touch, "at", "at has the precision of a day and yet a time",
            r.at.precision = GARNER_PRECISION_DAY);
    REFUSED(touch, good_touch, "kind", "kind has a number that is none of its words",
            r.kind = (enum garner_touch_kind)99);
    REFUSED(spend, good_spend, "clicks", "clicks has an unknown state", r.clicks.state = 3);
    REFUSED(spend, good_spend, "day", "day is not between the years 1 and 9999", r.day.day = 2932897);
    REFUSED(spend, good_spend, "amount", "amount has a currency that is not three capital letters",
            memcpy(r.amount.currency, "EUr", 4));
    REFUSED(spend, good_spend, "amount", "amount has a currency that is not three capital letters",
            memcpy(r.amount.currency, "EURO", 4));
    REFUSED(spend, good_spend, "until_day", "until_day is before the first day", r.until_day.day--);
    REFUSED(claim, good_claim, "until_day", "until_day is before the first day",
            r.until_day = (struct garner_day)DAY(1));
    REFUSED(assignment, good_assignment, "until_day", "until_day is before the first day",
            r.until_day = (struct garner_day)DAY(4));
    REFUSED(rate, good_rate, "base", "base is not three capital letters", r.base = str("eur"));
    REFUSED(rate, good_rate, "currency", "currency is not three capital letters", r.currency = str("USDX"));
    REFUSED(rate, good_rate, "rate", "rate is not above zero", r.rate.millionths = 0);
    REFUSED(refund, good_refund, "amount", "amount is negative", r.amount.micros = -1);
}

static void the_longest_text_and_the_outermost_days_pass(void **unused)
{
    (void)unused;
    static char huge[RECORD_TEXT_MAX];
    memset(huge, 'a', sizeof huge);
    struct garner_touch touch = good_touch;
    touch.id = str_of(huge, sizeof huge);
    touch.at.ms = INT64_C(-62135596800000);
    struct error error;
    assert_int_equal(record_check(record_type_named(str("touch")), &touch, false, NULL, &error), 0);
    touch.at.ms--;
    assert_int_equal(record_check(record_type_named(str("touch")), &touch, false, NULL, NULL), GARNER_E_DATA);
    touch.at.ms = INT64_C(253402300799999);
    assert_int_equal(record_check(record_type_named(str("touch")), &touch, false, NULL, &error), 0);
}

static void a_key_alone_is_enough_to_delete(void **unused)
{
    (void)unused;
    struct garner_order order = {.id = S("o1")};
    struct garner_spend spend = {.campaign = {.id = S("c")}, .day = DAY(1)};
    struct garner_deal_contact part = {.deal_id = S("d")};
    struct error error;
    assert_int_equal(record_check(record_type_named(str("order")), &order, true, NULL, &error), 0);
    assert_int_equal(record_check(record_type_named(str("order")), &order, false, NULL, &error), GARNER_E_DATA);
    assert_int_equal(record_check(record_type_named(str("spend")), &spend, true, NULL, &error), 0);
    assert_int_equal(record_check(record_type_named(str("spend")), &spend, false, NULL, &error), GARNER_E_DATA);
    assert_int_equal(record_check(record_type_named(str("deal_contact")), &part, true, NULL, &error), GARNER_E_DATA);
}

static void records_are_placed_by_their_day(void **unused)
{
    (void)unused;
    int32_t day = 0;
    assert_true(record_place(record_type_named(str("spend")), &good_spend, &day));
    assert_int_equal(day, 20000);
    struct garner_touch touch = good_touch;
    const struct {
        int64_t ms;
        int32_t day;
    } cases[] = {{0, 0}, {86399999, 0}, {86400000, 1}, {-1, -1}, {-86400000, -1}, {-86400001, -2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        touch.at.ms = cases[i].ms;
        assert_true(record_place(record_type_named(str("touch")), &touch, &day));
        assert_int_equal(day, cases[i].day);
    }
    touch.at.state = GARNER_ABSENT;
    assert_false(record_place(record_type_named(str("touch")), &touch, &day));
    struct garner_campaign campaign = {.id = S("1"), .starts_on = DAY(1)};
    assert_false(record_place(record_type_named(str("campaign")), &campaign, &day));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_found_by_number_and_name),
        cmocka_unit_test(fields_cover_their_struct),
        cmocka_unit_test(groups_stand_together),
        cmocka_unit_test(words_go_both_ways),
        cmocka_unit_test(states_are_read_from_every_type),
        cmocka_unit_test(good_records_pass),
        cmocka_unit_test(every_kind_refuses_to_be_empty),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(the_longest_text_and_the_outermost_days_pass),
        cmocka_unit_test(a_key_alone_is_enough_to_delete),
        cmocka_unit_test(records_are_placed_by_their_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
