/* Periods of one campaign that overlap are refused, in whatever order they come, and nothing is changed by that. */
#include "store_case.h"
#include "core/base/calendar.h"

#define T(s)                                                                                                           \
    {                                                                                                                  \
        (s), sizeof(s) - 1                                                                                             \
    }
#define EUR(n)                                                                                                         \
    {                                                                                                                  \
        (n) * INT64_C(1000000), "EUR", GARNER_SET                                                                      \
    }
#define JAN(d)                                                                                                         \
    {                                                                                                                  \
        calendar_day(2026, 1, (d)), GARNER_SET                                                                         \
    }
#define SPEND(...) ITEM(spend, GARNER_RECORD_SPEND, {.campaign = {.name = T("Brand")}, __VA_ARGS__})
#define OVER(from, until, n) SPEND(.day = JAN(from), .until_day = JAN(until), .amount = EUR(n))
#define ON(d, n) SPEND(.day = JAN(d), .amount = EUR(n))
#define BY(dimensions, from, until, n)                                                                                 \
    SPEND(.day = JAN(from), .until_day = JAN(until), .amount = EUR(n), .breakdown = T(dimensions))
#define INVOICE(number, from, until, n)                                                                                \
    SPEND(.day = JAN(from), .until_day = JAN(until), .amount = EUR(n), .id = T(number))
#define CLAIM(from, until, what, n)                                                                                    \
    ITEM(claim, GARNER_RECORD_CLAIM,                                                                                   \
         {.campaign = {.name = T("Brand")},                                                                            \
          .day = JAN(from),                                                                                            \
          .until_day = JAN(until),                                                                                     \
          .action = T(what),                                                                                           \
          .conversions = {(n)*INT64_C(1000000), GARNER_SET}})
#define KINDS (GARNER_EMITS(GARNER_RECORD_SPEND) | GARNER_EMITS(GARNER_RECORD_CLAIM))
#define ITEMS 3

static int from_file(struct store_case *c, const char *name, const struct store_item *items,
                     const struct garner_str *yielding, size_t yielding_count)
{
    size_t count = 0;
    while (count < ITEMS && items[count].type) {
        count++;
    }
    return merge_with(c,
                      (struct store_merge){.windowed = true,
                                           .scope = text(name),
                                           .kinds = KINDS,
                                           .yielding = yielding,
                                           .yielding_count = yielding_count},
                      items, count);
}

static void in_one_order(const char *first, const struct store_item *one, const char *second,
                         const struct store_item *two, const char *message)
{
    struct store_case c;
    case_init(&c);
    assert_int_equal(from_file(&c, first, one, NULL, 0), 0);
    char *before = xstrdup(rows(&c, "SELECT * FROM fact_spend"));
    next_run(&c);
    int code = from_file(&c, second, two, NULL, 0);
    assert_int_equal(code, message ? GARNER_E_DATA : 0);
    if (message && !strstr(c.error.message, message)) {
        fail_msg("%s\nis not in: %s", message, c.error.message);
    }
    if (message) {
        ROWS(&c, "SELECT * FROM fact_spend", before);
    }
    free(before);
    case_free(&c);
}

static void two_files(void **state)
{
    (void)state;
    /* Two files' facts; message: what refuses the second of them, in both orders – NULL: both stand. */
    const struct {
        struct store_item a[ITEMS], b[ITEMS];
        const char *message, *turned;
    } cases[] = {
        {{OVER(1, 15, 1)}, {OVER(16, 31, 2)}, NULL, NULL},
        {{OVER(1, 16, 1)},
         {OVER(16, 31, 2)},
         "2026-01-01 to 2026-01-16 in a.csv and 2026-01-16 to 2026-01-31 in b.csv overlap",
         "2026-01-16 to 2026-01-31 in b.csv and 2026-01-01 to 2026-01-16 in a.csv overlap"},
        {{OVER(1, 31, 1)},
         {OVER(10, 12, 2)},
         "2026-01-01 to 2026-01-31 in a.csv and 2026-01-10 to 2026-01-12 in b.csv overlap",
         "2026-01-10 to 2026-01-12 in b.csv and 2026-01-01 to 2026-01-31 in a.csv overlap"},
        {{OVER(1, 31, 1)},
         {OVER(1, 12, 2)},
         "2026-01-01 to 2026-01-31 in a.csv and 2026-01-01 to 2026-01-12 in b.csv overlap",
         "2026-01-01 to 2026-01-12 in b.csv and 2026-01-01 to 2026-01-31 in a.csv overlap"},
        {{OVER(1, 31, 1)},
         {OVER(1, 31, 2)},
         "Brand 2026-01-01 to 2026-01-31: a.csv and b.csv do not say the same",
         "Brand 2026-01-01 to 2026-01-31: b.csv and a.csv do not say the same"},
        {{OVER(1, 31, 1)}, {OVER(1, 31, 1)}, NULL, NULL},
        {{OVER(5, 9, 1)},
         {ON(4, 1), ON(7, 1)},
         "2026-01-05 to 2026-01-09 in a.csv and 2026-01-07 in b.csv overlap",
         "2026-01-07 in b.csv and 2026-01-05 to 2026-01-09 in a.csv overlap"},
        {{OVER(5, 9, 1)}, {ON(4, 1), ON(10, 1)}, NULL, NULL},
        /* Days are restated by whichever file comes later. */
        {{ON(4, 1), ON(5, 2)}, {ON(4, 1), ON(5, 3)}, NULL, NULL},
        {{INVOICE("1", 1, 31, 1)}, {INVOICE("2", 15, 20, 1), ON(3, 1)}, NULL, NULL},
        {{BY("age|age=1", 1, 31, 1), BY("age|age=2", 1, 31, 1)}, {BY("age|age=3", 1, 31, 1)}, NULL, NULL},
        {{BY("age|age=1", 1, 31, 1)},
         {BY("age|age=2", 10, 20, 1)},
         "2026-01-01 to 2026-01-31 by age in a.csv and 2026-01-10 to 2026-01-20 by age in b.csv overlap",
         "2026-01-10 to 2026-01-20 by age in b.csv and 2026-01-01 to 2026-01-31 by age in a.csv overlap"},
        {{BY("age|age=1", 1, 31, 1)}, {OVER(10, 20, 1)}, NULL, NULL},
        {{BY("age|age=1", 1, 15, 1)},
         {OVER(10, 20, 1)},
         "2026-01-01 to 2026-01-15 by age in a.csv and 2026-01-10 to 2026-01-20 in b.csv overlap",
         "2026-01-10 to 2026-01-20 in b.csv and 2026-01-01 to 2026-01-15 by age in a.csv overlap"},
        {{CLAIM(1, 15, "leads", 1)}, {CLAIM(10, 20, "sales", 1)}, NULL, NULL},
        {{CLAIM(1, 15, "leads", 1)},
         {CLAIM(10, 20, "leads", 1)},
         "claim of campaign Brand: 2026-01-01 to 2026-01-15 in a.csv and 2026-01-10",
         "claim of campaign Brand: 2026-01-10 to 2026-01-20 in b.csv and 2026-01-01"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        in_one_order("a.csv", cases[i].a, "b.csv", cases[i].b, cases[i].message);
        in_one_order("b.csv", cases[i].b, "a.csv", cases[i].a, cases[i].turned);
    }
}

static void one_file(void **state)
{
    struct store_case *c = *state;
    struct store_item crossing[ITEMS] = {OVER(1, 15, 1), OVER(10, 20, 2)};
    struct store_item twice[ITEMS] = {OVER(1, 15, 1), OVER(1, 20, 2)};
    assert_int_equal(from_file(c, "a.csv", crossing, NULL, 0), GARNER_E_DATA);
    assert_non_null(
        strstr(c->error.message, "2026-01-01 to 2026-01-15 in a.csv and 2026-01-10 to 2026-01-20 in a.csv"));
    assert_int_equal(from_file(c, "a.csv", twice, NULL, 0), GARNER_E_DATA);
    assert_non_null(strstr(c->error.message, "2026-01-15 and 2026-01-20 (until_day); the two overlap"));
    ROWS(c, "SELECT count(*) FROM fact_spend", "0");
}

/* What a file says anew replaces what it said, also where the two overlap. */
static void the_same_file_replaces_its_own(void **state)
{
    struct store_case *c = *state;
    struct store_item january[ITEMS] = {OVER(1, 15, 1)}, longer[ITEMS] = {OVER(1, 31, 3)},
                      later[ITEMS] = {OVER(9, 31, 2)};
    assert_int_equal(from_file(c, "a.csv", january, NULL, 0), 0);
    assert_int_equal(from_file(c, "a.csv", longer, NULL, 0), 0);
    assert_int_equal(from_file(c, "a.csv", later, NULL, 0), 0);
    ROWS(c, "SELECT until_day - day, amount FROM fact_spend", "22|2000000");
}

/* A file that is gone, or that will be read anew, gives way to what overlaps it, and to that alone. */
static void what_yields_gives_way(void **state)
{
    struct store_case *c = *state;
    const struct garner_str gone[] = {T("never.csv"), T("a.csv")};
    struct store_item old[ITEMS] = {OVER(1, 9, 1), OVER(10, 19, 2), OVER(20, 31, 4)};
    struct store_item crossing[ITEMS] = {OVER(5, 12, 7)}, same[ITEMS] = {OVER(20, 31, 5)},
                      longer[ITEMS] = {OVER(20, 30, 6)};
    assert_int_equal(from_file(c, "a.csv", old, NULL, 0), 0);
    next_run(c);
    assert_int_equal(from_file(c, "b.csv", crossing, NULL, 0), GARNER_E_DATA);
    assert_int_equal(from_file(c, "b.csv", crossing, gone, 1), GARNER_E_DATA);
    assert_int_equal(from_file(c, "b.csv", crossing, gone, 2), 0);
    ROWS(c, "SELECT amount / 1000000 FROM fact_spend ORDER BY day", "7;4");
    assert_int_equal(from_file(c, "c.csv", same, gone, 2), 0);
    ROWS(c, "SELECT amount / 1000000 FROM fact_spend ORDER BY day", "7;5");
    assert_int_equal(from_file(c, "d.csv", longer, gone, 2), GARNER_E_DATA);
    ROWS(c, "SELECT name, rows FROM scope WHERE rows > 0 ORDER BY name", "b.csv|1;c.csv|1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_files),
        TEST(one_file),
        TEST(the_same_file_replaces_its_own),
        TEST(what_yields_gives_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
