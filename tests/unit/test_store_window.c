/* Windows: what they replace, what they leave alone, the zero-row guard, and files that are as they were. */
#include "store_case.h"

#define DAY 20000
#define DAY_MS INT64_C(86400000)
#define EUR(n)                                                                                                         \
    {                                                                                                                  \
        (n) * INT64_C(1000000), "EUR", GARNER_SET                                                                      \
    }
#define ON(d)                                                                                                          \
    {                                                                                                                  \
        (d), GARNER_SET                                                                                                \
    }
#define T(s)                                                                                                           \
    {                                                                                                                  \
        (s), sizeof(s) - 1                                                                                             \
    }
#define LEAD(...) ITEM(lead, GARNER_RECORD_LEAD, {__VA_ARGS__})
#define SPEND(d, n) ITEM(spend, GARNER_RECORD_SPEND, {.campaign = {.id = T("77")}, .day = ON(d), .amount = EUR(n)})
#define TOUCH(ms_, name)                                                                                               \
    ITEM(touch, GARNER_RECORD_TOUCH, {.at = {(ms_), GARNER_SET, 0}, .id = T(name), .person = {.id = T("p")}})
#define LEADS GARNER_EMITS(GARNER_RECORD_LEAD)
#define SPENDS GARNER_EMITS(GARNER_RECORD_SPEND)
#define TOUCHES GARNER_EMITS(GARNER_RECORD_TOUCH)
#define FILE_OF(name, of_kinds) .windowed = true, .scope = T(name), .kinds = (of_kinds)

static const char lead_sql[] = "SELECT id, coalesce(account, '-') FROM fact_lead ORDER BY id";

static void a_file_replaces_its_rows(void **state)
{
    struct store_case *c = *state;
    struct store_item first[] = {LEAD(.id = T("1"), .account = T("a")), LEAD(.id = T("2")), LEAD(.id = T("3"))};
    struct store_item other[] = {LEAD(.id = T("4"))};
    MERGED(c, first, FILE_OF("a.csv", LEADS));
    MERGED(c, other, FILE_OF("b.csv", LEADS));
    struct store_item second[] = {LEAD(.id = T("1")), LEAD(.id = T("5"), .account = T("new")),
                                  LEAD(.id = T("5"), .account = T("new"))};
    MERGED(c, second, FILE_OF("a.csv", LEADS));
    COUNTED(c, "+1 ~1 =0 -2 x1");
    ROWS(c, lead_sql, "1|-;4|-;5|new");
    ROWS(c, "SELECT name, rows FROM scope ORDER BY name", "a.csv|2;b.csv|1");
    ROWS(c, "SELECT count(*) FROM revision WHERE new IS NULL", "2");
}

static void an_unchanged_file_is_not_read(void **state)
{
    struct store_case *c = *state;
    struct store_item items[] = {LEAD(.id = T("1"), .account = T("a")), LEAD(.id = T("2"))};
    MERGED(c, items, FILE_OF("a.csv", LEADS), .digest = {1});
    struct array_feed broken = {.items = items, .count = 2, .fails_at = 1};
    struct store_merge again = {FILE_OF("a.csv", LEADS), .digest = {1}, .cursor = T("next"),
                                .source = c->source,     .run = c->run, .space = "web",
                                .country = "DE",         .records = 2,  .feed = {&broken, array_rewind, array_next}};
    c->counts = (struct run_counts){0};
    assert_int_equal(store_merge(c->store, &again, &c->counts, &c->error), 0);
    COUNTED(c, "+0 ~0 =2 -0 x0");
    ROWS(c, "SELECT cursor FROM source", "next");
    /* In another identity space the same records are other persons. */
    again.space = "elsewhere";
    assert_int_equal(store_merge(c->store, &again, &c->counts, &c->error), GARNER_E_DATA);
    again.space = "web";
    /* Once somebody else has changed a row, the file must be read again. */
    struct store_item changed[] = {LEAD(.id = T("1"), .account = T("b"))};
    MERGED(c, changed, .windowed = false);
    assert_int_equal(store_merge(c->store, &again, &c->counts, &c->error), GARNER_E_DATA);
    MERGED(c, items, FILE_OF("a.csv", LEADS), .digest = {1});
    COUNTED(c, "+0 ~1 =1 -0 x0");
    ROWS(c, lead_sql, "1|a;2|-");
}

static void overlapping_files_share_rows(void **state)
{
    struct store_case *c = *state;
    struct store_item a[] = {LEAD(.id = T("1"), .account = T("x")), LEAD(.id = T("2"))};
    struct store_item b[] = {LEAD(.id = T("2")), LEAD(.id = T("1"), .region = T("DE"))};
    MERGED(c, a, FILE_OF("a.csv", LEADS), .digest = {1});
    MERGED(c, b, FILE_OF("b.csv", LEADS), .digest = {2});
    COUNTED(c, "+0 ~1 =1 -0 x0");
    ROWS(c, lead_sql, "1|x;2|-");
    ROWS(c, "SELECT name, rows, digest IS NULL FROM scope ORDER BY name", "a.csv|0|1;b.csv|2|0");
    /* What only a.csv clears is cleared even where the row was b.csv's. */
    struct store_item clears[] = {LEAD(.id = T("1"), .account = {"", 0}), LEAD(.id = T("3"))};
    MERGED(c, clears, FILE_OF("a.csv", LEADS));
    COUNTED(c, "+1 ~1 =0 -0 x0");
    ROWS(c, lead_sql, "1|-;2|-;3|-");
    ROWS(c, "SELECT name, rows FROM scope ORDER BY name", "a.csv|2;b.csv|1");
}

/* What two files hold goes back to the first when the second drops it; a file that yields gets nothing back. */
static void what_was_taken_over_goes_back(void **state)
{
    struct store_case *c = *state;
    const struct garner_str gone = T("a.csv");
    struct store_item a[] = {LEAD(.id = T("1")), LEAD(.id = T("2")), LEAD(.id = T("3"))};
    struct store_item b[] = {LEAD(.id = T("2")), LEAD(.id = T("3")), LEAD(.id = T("4"))};
    struct store_item fewer[] = {LEAD(.id = T("4"))}, other[] = {LEAD(.id = T("1")), LEAD(.id = T("2"))};
    static const char sql[] = "SELECT l.id, s.name FROM fact_lead l JOIN scope s ON s.id = l.scope ORDER BY l.id";
    MERGED(c, a, FILE_OF("a.csv", LEADS));
    MERGED(c, b, FILE_OF("b.csv", LEADS));
    ROWS(c, sql, "1|a.csv;2|b.csv;3|b.csv;4|b.csv");
    MERGED(c, fewer, FILE_OF("b.csv", LEADS));
    COUNTED(c, "+0 ~0 =1 -0 x0");
    ROWS(c, sql, "1|a.csv;2|a.csv;3|a.csv;4|b.csv");
    MERGED(c, other, FILE_OF("a.csv", LEADS));
    COUNTED(c, "+0 ~0 =2 -1 x0");
    MERGED(c, b, FILE_OF("b.csv", LEADS));
    MERGED(c, other, FILE_OF("a.csv", LEADS));
    MERGED(c, fewer, FILE_OF("b.csv", LEADS));
    ROWS(c, sql, "1|a.csv;2|a.csv;4|b.csv");
    MERGED(c, b, FILE_OF("b.csv", LEADS), .yielding = &gone, .yielding_count = 1);
    MERGED(c, fewer, FILE_OF("b.csv", LEADS));
    ROWS(c, sql, "1|a.csv;4|b.csv");
    ROWS(c, "SELECT name, rows FROM scope ORDER BY name", "a.csv|1;b.csv|1");
}

static void a_window_of_days_leaves_others_alone(void **state)
{
    struct store_case *c = *state;
    struct store_item all[] = {SPEND(DAY, 1), SPEND(DAY + 1, 2), SPEND(DAY + 2, 3), SPEND(DAY + 3, 4)};
    MERGED(c, all, FILE_OF("account", SPENDS), .from = ON(DAY), .to = ON(DAY + 3));
    struct store_item restated[] = {SPEND(DAY + 1, 5)};
    MERGED(c, restated, FILE_OF("account", SPENDS), .from = ON(DAY + 1), .to = ON(DAY + 2));
    COUNTED(c, "+0 ~1 =0 -1 x0");
    ROWS(c, "SELECT day - 20000, amount / 1000000 FROM fact_spend ORDER BY day", "0|1;1|5;3|4");
    ROWS(c, "SELECT rows, min_place, max_place FROM scope", "3|20000|20003");
}

/* The days are of a zone the store does not know: what may belong to a neighbouring day stays. */
static void a_window_of_days_over_instants(void **state)
{
    struct store_case *c = *state;
    const int64_t noon = DAY * DAY_MS + DAY_MS / 2;
    struct store_item all[] = {TOUCH(DAY * DAY_MS + 1000, "early"), TOUCH(noon, "noon"), TOUCH(noon + DAY_MS, "inside"),
                               TOUCH(noon + 2 * DAY_MS, "kept"), TOUCH((DAY + 3) * DAY_MS - 1000, "late")};
    MERGED(c, all, FILE_OF("account", TOUCHES), .from = ON(DAY), .to = ON(DAY + 2));
    struct store_item restated[] = {TOUCH(noon + DAY_MS / 4, "new"), TOUCH(noon + 2 * DAY_MS, "kept")};
    MERGED(c, restated, FILE_OF("account", TOUCHES), .from = ON(DAY), .to = ON(DAY + 2));
    ROWS(c, "SELECT id FROM fact_touch ORDER BY at", "early;new;kept;late");
    struct store_item day[] = {ITEM(touch, GARNER_RECORD_TOUCH, {.at = {DAY * DAY_MS, GARNER_SET, 1}, .id = T("day")})};
    MERGED(c, day, FILE_OF("days", TOUCHES), .from = ON(DAY), .to = ON(DAY));
    assert_int_equal(
        merge_with(c, (struct store_merge){FILE_OF("days", TOUCHES), .from = ON(DAY + 1), .to = ON(DAY + 1)}, NULL, 0),
        0);
    merged(c, (struct store_merge){FILE_OF("days", TOUCHES), .from = ON(DAY), .to = ON(DAY), .accept_empty = true},
           NULL, 0);
    COUNTED(c, "+0 ~0 =0 -1 x0");
}

static void nothing_where_there_was_something_is_refused(void **state)
{
    struct store_case *c = *state;
    struct store_item items[] = {LEAD(.id = T("1")), SPEND(DAY, 1), SPEND(DAY + 1, 1)};
    const struct store_merge window = {FILE_OF("a.csv", LEADS | SPENDS), .cursor = T("c")};
    merged(c, window, NULL, 0);
    MERGED(c, items, FILE_OF("a.csv", LEADS | SPENDS));
    assert_int_equal(merge_with(c, window, NULL, 0), GARNER_E_DATA);
    assert_string_equal(c->error.message,
                        "a.csv brought nothing where 3 rows are stored (2 spend, 1 lead); --accept-empty accepts it");
    struct store_merge days = window;
    days.from = (struct garner_day)ON(DAY + 1);
    days.to = (struct garner_day)ON(DAY + 9);
    assert_int_equal(merge_with(c, days, NULL, 0), GARNER_E_DATA);
    assert_string_equal(c->error.message,
                        "a.csv from 2024-10-05 to 2024-10-13 brought nothing where 1 rows are stored (1 spend); "
                        "--accept-empty accepts it");
    days.from.day = DAY + 2;
    merged(c, days, NULL, 0);
    struct store_merge accepted = window;
    accepted.accept_empty = true;
    merged(c, accepted, NULL, 0);
    COUNTED(c, "+0 ~0 =0 -3 x0");
    ROWS(c, "SELECT rows FROM scope", "0");
}

static void a_kind_that_vanished_is_replaced_too(void **state)
{
    struct store_case *c = *state;
    struct store_item both[] = {LEAD(.id = T("1")), SPEND(DAY, 1)}, one[] = {SPEND(DAY, 1)};
    MERGED(c, both, FILE_OF("a.csv", LEADS | SPENDS));
    MERGED(c, one, FILE_OF("a.csv", LEADS | SPENDS));
    COUNTED(c, "+0 ~0 =1 -1 x0");
}

static void a_removed_row_is_not_brought(void **state)
{
    struct store_case *c = *state;
    struct store_item first[] = {LEAD(.id = T("1")), LEAD(.id = T("2"))};
    MERGED(c, first, FILE_OF("a.csv", LEADS));
    struct store_item second[] = {LEAD(.id = T("1")), LEAD(.id = T("1")), LEAD(.id = T("2"))};
    second[1].remove = true;
    MERGED(c, second, FILE_OF("a.csv", LEADS));
    COUNTED(c, "+0 ~0 =2 -1 x0");
    ROWS(c, lead_sql, "2|-");
}

static void rejects_follow_their_scope(void **state)
{
    struct store_case *c = *state;
    const struct store_reject rejects[] = {{T("a.csv"), T("day"), T("is no date"), T("x;y"), 7},
                                           {.reason = T("is missing")}};
    static const char sql[] = "SELECT file, line, field, reason, raw, run FROM quarantine_row ORDER BY id";
    merged(c, (struct store_merge){FILE_OF("a.csv", LEADS), .rejects = rejects, .reject_count = 2}, NULL, 0);
    ROWS(c, sql, "a.csv|7|day|is no date|x;y|1;|||is missing||1");
    merged(c, (struct store_merge){.rejects = rejects, .reject_count = 1}, NULL, 0);
    ROWS(c, "SELECT count(*), count(scope) FROM quarantine_row", "3|2");
    merged(c, (struct store_merge){FILE_OF("a.csv", LEADS)}, NULL, 0);
    ROWS(c, "SELECT count(*), count(scope) FROM quarantine_row", "1|0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_replaces_its_rows),
        TEST(an_unchanged_file_is_not_read),
        TEST(overlapping_files_share_rows),
        TEST(what_was_taken_over_goes_back),
        TEST(a_window_of_days_leaves_others_alone),
        TEST(a_window_of_days_over_instants),
        TEST(nothing_where_there_was_something_is_refused),
        TEST(a_kind_that_vanished_is_replaced_too),
        TEST(a_removed_row_is_not_brought),
        TEST(rejects_follow_their_scope),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
