/* test_days.c - which days a pull has to bring, and the cursor that says up to which day each account has come
 * (garner_next_days; core/plugin/days.c). It is noon UTC of 2026-11-22. */
#include "host_case.h"
#include <garner/http.h>

struct days_config {
    struct garner_str scope, zone;
    struct garner_day first;
    int64_t lookback, length, until; /* until: stop before the piece of this number; 0 = never */
    bool stays;                      /* nothing is replaced */
};

static const struct garner_option options[] = {
    GARNER_OPTION(struct days_config, scope, 0, "a", NULL, "."),
    GARNER_OPTION(struct days_config, zone, 0, "UTC", NULL, "."),
    GARNER_OPTION(struct days_config, first, 0, NULL, NULL, "."),
    GARNER_OPTION(struct days_config, lookback, 0, "10", NULL, "."),
    GARNER_OPTION(struct days_config, length, 0, "0", NULL, "."),
    GARNER_OPTION(struct days_config, until, 0, "0", NULL, "."),
    GARNER_OPTION(struct days_config, stays, 0, "no", NULL, "."),
    {.name = NULL},
};

/* The scopes are separated by commas. */
static int pull_scope(struct garner_pull *pull, struct garner_str scope)
{
    const struct days_config *config = pull->config;
    struct garner_days days = {.kinds = config->stays ? 0 : GARNER_EMITS(GARNER_RECORD_SPEND),
                               .scope = scope,
                               .timezone = config->zone,
                               .first = config->first,
                               .lookback = (int32_t)config->lookback,
                               .length = (int32_t)config->length};
    int code;
    for (int64_t n = 1; (code = garner_next_days(pull, &days)) > 0; n++) {
        garner_log(pull, GARNER_LOG_WARNING, "%s %s", garner_day_text(pull, days.from).ptr,
                   garner_day_text(pull, days.to).ptr);
        if (n == config->until) {
            return garner_fail(pull, GARNER_E_TEMPORARY, "stopped");
        }
    }
    return code ? code : garner_next_days(pull, &days); /* the end stays the end */
}

static int pull_days(struct garner_pull *pull)
{
    const struct days_config *config = pull->config;
    struct garner_str rest = config->scope;
    int code = 0;
    while (rest.len && code == 0) {
        const char *comma = memchr(rest.ptr, ',', rest.len);
        size_t len = comma ? (size_t)(comma - rest.ptr) : rest.len;
        code = pull_scope(pull, str_of(rest.ptr, len));
        rest = str_of(rest.ptr + len + (comma != NULL), rest.len - len - (comma != NULL));
    }
    return code;
}

static const struct garner_plugin plugin = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_plugin),
    .name = "days",
    .version = "1",
    .summary = "Test.",
    .emits = GARNER_EMITS(GARNER_RECORD_SPEND),
    .options = options,
    .config_size = sizeof(struct days_config),
    .pull = pull_days,
};

static struct garner_day day(const char *text)
{
    int32_t n;
    return *text && calendar_parse_day(text, &n) ? garner_day(n) : (struct garner_day){0};
}

static void which_days(void **state)
{
    (void)state;
    static const struct {
        const char *what, *options, *cursor, *from, *to, *days, *after;
    } cases[] = {
        {"first pull", "{first: 2026-11-01}", "", "", "", "2026-11-01 2026-11-22|", "2026-11-22 a\n"},
        {"no first day: a year", "{}", "", "", "", "2025-11-22 2026-11-22|", "2026-11-22 a\n"},
        {"pieces", "{first: 2026-11-01, length: 10}", "", "", "",
         "2026-11-01 2026-11-10|2026-11-11 2026-11-20|2026-11-21 2026-11-22|", "2026-11-22 a\n"},
        {"stopped in the second piece", "{first: 2026-11-01, length: 10, until: 2}", "", "", "",
         "2026-11-01 2026-11-10|2026-11-11 2026-11-20|", "2026-11-10 a\n"},
        {"look-back from the last day", "{first: 2026-01-01}", "2026-11-21 a\n", "", "", "2026-11-11 2026-11-22|",
         "2026-11-22 a\n"},
        {"after a long pause nothing is left out", "{first: 2026-01-01}", "2026-06-30 a\n", "", "",
         "2026-06-20 2026-11-22|", "2026-11-22 a\n"},
        {"never before the first day", "{first: 2026-11-15}", "2026-11-21 a\n", "", "", "2026-11-15 2026-11-22|",
         "2026-11-22 a\n"},
        {"the first day is still to come", "{first: 2026-12-01}", "", "", "", "", ""},
        {"told, in the past: the cursor stays", "{first: 2026-01-01}", "2026-11-21 a\n", "2026-03-01", "2026-03-31",
         "2026-03-01 2026-03-31|", "2026-11-21 a\n"},
        {"told, without a cursor: no gap is hidden", "{first: 2026-01-01}", "", "2026-11-01", "2026-11-10",
         "2026-11-01 2026-11-10|", ""},
        {"told, all there is", "{first: 2026-01-01}", "", "2026-01-01", "2026-11-22", "2026-01-01 2026-11-22|",
         "2026-11-22 a\n"},
        {"told, a window as every night", "{first: 2026-01-01}", "2026-11-21 a\n", "2026-11-11", "2026-11-22",
         "2026-11-11 2026-11-22|", "2026-11-22 a\n"},
        {"told, but too short to have all that changed", "{first: 2026-01-01}", "2026-11-21 a\n", "2026-11-20",
         "2026-11-22", "2026-11-20 2026-11-22|", "2026-11-21 a\n"},
        {"told beyond today", "{first: 2026-01-01}", "2026-11-21 a\n", "2026-11-11", "2027-01-01",
         "2026-11-11 2026-11-22|", "2026-11-22 a\n"},
        {"where it is tomorrow already", "{first: 2026-11-20, zone: Pacific/Kiritimati}", "", "", "",
         "2026-11-20 2026-11-23|", "2026-11-23 a\n"},
        {"accounts have lines of their own", "{scope: 'b,c d', first: 2026-11-20, lookback: 1}",
         "2026-11-21 a\n2026-11-22 b\n", "", "", "2026-11-21 2026-11-22|2026-11-20 2026-11-22|",
         "2026-11-22 c d\n2026-11-21 a\n2026-11-22 b\n"},
        {"a cursor of something else", "{first: 2026-11-20}", "{\"page\": 7}", "", "", "2026-11-20 2026-11-22|",
         "2026-11-22 a\n"},
        {"a day that is none", "{first: 2026-11-20}", "2026-13-45 a\n", "", "", "2026-11-20 2026-11-22|",
         "2026-11-22 a\n"},
        {"nothing is replaced", "{first: 2026-11-01, stays: yes, length: 20}", "", "", "",
         "2026-11-01 2026-11-20|2026-11-21 2026-11-22|", "2026-11-22 a\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct host_case c;
        struct buf days;
        case_init(&c);
        buf_init(&days, 4096);
        buf_adds(&c.cursor, cases[i].cursor);
        c.has_cursor = *cases[i].cursor;
        c.request.from = day(cases[i].from);
        c.request.to = day(cases[i].to);
        const char *shown = case_pull(&c, &plugin, cases[i].options);
        while ((shown = strstr(shown, "log 2 ")) != NULL) {
            buf_add(&days, shown + 6, strcspn(shown + 6, "\n"));
            buf_addc(&days, '|');
            shown++;
        }
        if (strcmp(buf_text(&days), cases[i].days) != 0 || strcmp(buf_text(&c.cursor), cases[i].after) != 0) {
            print_error("%s: %s, then \"%s\"\n%s", cases[i].what, buf_text(&days), buf_text(&c.cursor),
                        buf_text(&c.shown));
            assert_true(false);
        }
        buf_release(&days);
        case_release(&c);
    }
}

static void pieces_are_windows_or_end_with_a_checkpoint(void **state)
{
    (void)state;
    struct host_case c;
    case_init(&c);
    c.with_windows = true;
    assert_string_equal(case_pull(&c, &plugin, "{first: 2026-11-01, length: 15}"),
                        "begin spend scope=a from=2026-11-01 to=2026-11-15\nlog 2 2026-11-01 2026-11-15\ndone\n"
                        "begin spend scope=a from=2026-11-16 to=2026-11-22\nlog 2 2026-11-16 2026-11-22\ndone\nend\n");
    c.has_cursor = false;
    assert_string_equal(case_pull(&c, &plugin, "{first: 2026-11-01, stays: yes}"),
                        "log 2 2026-11-01 2026-11-22\ncheckpoint\nend\n");
    case_release(&c);
}

static void a_zone_that_is_none_is_refused(void **state)
{
    (void)state;
    struct host_case c;
    case_init(&c);
    case_pull(&c, &plugin, "{zone: Mars/Olympus}");
    assert_int_equal(c.error.code, GARNER_E_CONFIG);
    case_release(&c);
}

int main(void)
{
    setenv("GARNER_NOW", "2026-11-22T12:00:00Z", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(which_days),
        cmocka_unit_test(pieces_are_windows_or_end_with_a_checkpoint),
        cmocka_unit_test(a_zone_that_is_none_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
