/* Who is whom: keys that records share, addresses of roles, keys of many, merged contacts – whatever came first. */
#include "refresh_case.h"

/* Which orders are one person's. */
static const char persons_sql[] = "SELECT group_concat(id, '') FROM (SELECT id, person FROM orders ORDER BY id)"
                                  " GROUP BY person ORDER BY 1";

#define BOUGHT(n, ...) ORDER(.id = T(n), .at = ON(2026, 3, 1), .amount = EUR(1), .person = {__VA_ARGS__})
#define KNOWN(n, ...) CONTACT(.id = T(n), .person = {__VA_ARGS__})

static void keys_join_records(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "shop", BOUGHT("1", .email = T("ann@example.com")), BOUGHT("2", .phone = T("030 1234567")),
            BOUGHT("3", .id = T("7")), BOUGHT("4", .email = T("bob@example.com")));
    refreshed(c);
    SHOWS(c, persons_sql, "1;2;3;4");
    BROUGHT(c, "shop", KNOWN("7", .email = T("Ann@Example.com")));
    refreshed(c);
    SHOWS(c, persons_sql, "13;2;4");
    BROUGHT(c, "crm", KNOWN("x", .email = T("ann@example.com"), .phone = T("+49 30 1234567")));
    refreshed(c);
    SHOWS(c, persons_sql, "123;4");
}

static void what_is_corrected_comes_apart(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "shop", BOUGHT("1", .email = T("ann@example.com")), BOUGHT("2", .email = T("bob@example.com")),
            BOUGHT("3", .id = T("7")), KNOWN("7", .email = T("ann@example.com")));
    refreshed(c);
    SHOWS(c, persons_sql, "13;2");
    BROUGHT(c, "shop", KNOWN("7", .email = T("bob@example.com")));
    refreshed(c);
    SHOWS(c, persons_sql, "1;23");
    struct store_item gone[] = {CONTACT(.id = T("7"))};
    gone[0].remove = true;
    brought(c, "shop", gone, 1);
    refreshed(c);
    SHOWS(c, persons_sql, "1;2;3");
}

static void a_touch_alone_joins_too(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "shop", BOUGHT("1", .email = T("ann@example.com")), BOUGHT("2", .id = T("7")));
    BROUGHT(c, "web", KNOWN("z", .phone = T("030 99999")), KNOWN("z", .phone = T("030 88888")));
    case_source(&c->store, "web");
    struct store_item touch[] = {
        TOUCH(.id = T("t"), .at = ON(2026, 2, 1), .person = {.id = T("7"), .email = T("ann@example.com")})};
    merged(&c->store, (struct store_merge){.space = "shop"}, touch, 1);
    refreshed(c);
    SHOWS(c, persons_sql, "12");
}

static void a_role_joins_nobody(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "shop", BOUGHT("1", .id = T("7"), .email = T("info@example.com")),
            BOUGHT("2", .id = T("8"), .email = T("info@example.com")),
            BOUGHT("3", .id = T("7"), .phone = T("030 1234567")),
            BOUGHT("4", .phone = T("030 1234567"), .email = T("info@example.com")));
    refreshed(c);
    SHOWS(c, persons_sql, "134;2");
}

static void a_key_of_many_joins_nobody(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "crm", KNOWN("1", .phone = T("030 1")), KNOWN("2", .phone = T("030 1234567")),
            KNOWN("3", .phone = T("030 1234567")), KNOWN("4", .phone = T("030 1234567")),
            KNOWN("5", .phone = T("030 1234567")), KNOWN("6", .phone = T("030 1234567")), BOUGHT("2", .id = T("2")),
            BOUGHT("3", .id = T("3")), BOUGHT("4", .id = T("4")),
            BOUGHT("6", .id = T("6"), .email = T("f@example.com")), BOUGHT("8", .email = T("f@example.com")),
            BOUGHT("9", .phone = T("030 1234567")));
    refreshed(c);
    SHOWS(c, persons_sql, "234689");
    BROUGHT(c, "crm", KNOWN("7", .phone = T("030 1234567")));
    refreshed(c);
    SHOWS(c, persons_sql, "2;3;4;68;9");
    /* Two of the ids turn out to be one: five are left, and they are joined again. */
    BROUGHT(c, "crm", CONTACT(.id = T("7"), .merged_into = T("5"), .person = {.phone = T("030 1234567")}));
    refreshed(c);
    SHOWS(c, persons_sql, "234689");
}

static void merges_chain(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "crm", BOUGHT("1", .id = T("A")), BOUGHT("2", .id = T("B")), BOUGHT("3", .id = T("C")),
            BOUGHT("4", .email = T("a@example.com")), BOUGHT("5", .id = T("D")),
            CONTACT(.id = T("A"), .merged_into = T("B"), .person = {.email = T("a@example.com")}),
            CONTACT(.id = T("B"), .merged_into = T("C")));
    refreshed(c);
    SHOWS(c, persons_sql, "1234;5");
    SHOWS(c, "SELECT count(*) FROM customers", "2");
    /* Another one that was merged into the same, which no record knows. */
    BROUGHT(c, "crm", CONTACT(.id = T("C"), .merged_into = T("Z")), CONTACT(.id = T("D"), .merged_into = T("Z")));
    refreshed(c);
    SHOWS(c, persons_sql, "12345");
    /* The source deletes what it merged away: still one. */
    struct store_item gone[] = {CONTACT(.id = T("A")), CONTACT(.id = T("B"))};
    gone[0].remove = gone[1].remove = true;
    brought(c, "crm", gone, 2);
    refreshed(c);
    SHOWS(c, persons_sql, "12345");
    SHOWS(c, "SELECT count(*) FROM customers", "1");
    /* An unmerge parts them. */
    BROUGHT(c, "crm", CONTACT(.id = T("B"), .merged_into = T("")), CONTACT(.id = T("D"), .merged_into = T("")));
    refreshed(c);
    SHOWS(c, persons_sql, "124;3;5");
}

static void merges_stay_in_their_space(void **state)
{
    struct refresh_case *c = *state;
    struct source_config sources[] = {{.name = "crm", .space = "people"}, {.name = "shop", .space = "people"}};
    c->config.sources = sources;
    c->config.source_count = 2;
    struct store_item orders[] = {BOUGHT("1", .id = T("A")), BOUGHT("2", .id = T("B"))};
    case_source(&c->store, "shop");
    merged(&c->store, (struct store_merge){.space = "people"}, orders, 2);
    BROUGHT(c, "other", BOUGHT("3", .id = T("A")));
    struct store_item contacts[] = {CONTACT(.id = T("A"), .merged_into = T("B"))};
    case_source(&c->store, "crm");
    merged(&c->store, (struct store_merge){.space = "people"}, contacts, 1);
    refreshed(c);
    SHOWS(c, persons_sql, "12;3");
}

/* Whatever order the records come in, they give the same persons; refreshed in between or not. */
static void the_order_of_arrival_does_not_matter(void **state)
{
    const struct store_item items[] = {
        BOUGHT("1", .email = T("a@example.com")),
        BOUGHT("2", .id = T("B")),
        BOUGHT("3", .phone = T("030 1234567")),
        BOUGHT("4", .id = T("D"), .email = T("info@example.com")),
        CONTACT(.id = T("B"), .merged_into = T("C"), .person = {.email = T("a@example.com")}),
        KNOWN("C", .phone = T("030 1234567"), .email = T("c@example.com")),
        KNOWN("D", .email = T("d@example.com")),
        BOUGHT("5", .email = T("d@example.com"), .phone = T("030 7"))};
    (void)state;
    uint32_t random = 1;
    for (int round = 0; round < 60; round++) {
        struct store_item mixed[COUNT(items)];
        struct refresh_case c;
        memcpy(mixed, items, sizeof items);
        refresh_case_init(&c);
        for (size_t i = COUNT(items); i-- > 1;) {
            random = random * 1664525 + 1013904223;
            size_t k = (random >> 8) % (i + 1);
            struct store_item swap = mixed[i];
            mixed[i] = mixed[k];
            mixed[k] = swap;
        }
        for (size_t i = 0; i < COUNT(items); i++) {
            brought(&c, "crm", mixed + i, 1);
            if (random >> i & 1) {
                refreshed(&c);
            }
        }
        refreshed(&c);
        SHOWS(&c, persons_sql, "123;45");
        refresh_case_free(&c);
    }
}

static void only_changed_rows_are_written(void **state)
{
    struct refresh_case *c = *state;
    BROUGHT(c, "shop", BOUGHT("1", .email = T("ann@example.com")), BOUGHT("2", .id = T("7")),
            KNOWN("7", .email = T("Ann@Example.com")));
    refreshed(c);
    assert_int_equal(
        store_execute(c->store.store,
                      "CREATE TRIGGER watch AFTER UPDATE ON person_ref BEGIN SELECT raise(FAIL, 'written'); END", NULL,
                      0, &c->store.error),
        0);
    assert_int_equal(store_refresh(c->store.store, &c->config, true, &c->store.error), 0);
    SHOWS(c, persons_sql, "12");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(keys_join_records),
        CASE(what_is_corrected_comes_apart),
        CASE(a_touch_alone_joins_too),
        CASE(a_role_joins_nobody),
        CASE(a_key_of_many_joins_nobody),
        CASE(merges_chain),
        CASE(merges_stay_in_their_space),
        cmocka_unit_test(the_order_of_arrival_does_not_matter),
        CASE(only_changed_rows_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
