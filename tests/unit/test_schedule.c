/* test_schedule.c - schedules: what is read, what is refused and how, and the next times over clock changes. */
#include "core/config/schedule.h"
#include "core/base/calendar.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static void test_refusals(void **state)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "has 0 of five fields"},
        {"5 4 * *", "has 4 of five fields"},
        {"5 4 * * * *", "character 11 (day of week): there are more than five fields"},
        {"60 * * * *", "character 1 (minute): 60 is not between 0 and 59"},
        {"0 24 * * *", "character 3 (hour): 24 is not between 0 and 23"},
        {"0 0 0 * *", "character 5 (day of month): 0 is not between 1 and 31"},
        {"0 0 * 13 *", "character 7 (month): 13 is not between 1 and 12"},
        {"0 0 * * 8", "character 9 (day of week): 8 is not between 0 and 7"},
        {"0 0 * * montag", "character 9 (day of week): \"montag\" is neither a number from 0 to 7 nor a name"},
        {"0 0 * * fri-mon", "character 13 (day of week): the range ends before it begins"},
        {"0 6,,8 * * *", "character 5 (hour): expected a number from 0 to 23"},
        {"*/0 * * * *", "character 3 (minute): a step is a number from 1 to 59"},
        {"0 0 L * *", "character 5 (day of month): \"L\" is neither"},
        {"0 0 ? * *", "character 5 (day of month): expected a number"},
        {"0;0 * * * *", "character 2 (minute): \";\" has no meaning here"},
        {"0 0 30 2 *", "never comes"},
        {"0 0 31 4,6,9,11 *", "never comes"},
        {"@reboot", "is none of @hourly, @daily"},
        {"every 5", "is not a duration"},
        {"every 10ms", "expected from 1s to 366d"},
        {"99999999999999999999 * * * *", "character 1 (minute)"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct schedule schedule;
        struct error error = {0};
        int code = schedule_parse(garner_text(cases[i].text), &schedule, &error);
        if (code != GARNER_E_CONFIG || !strstr(error.message, cases[i].says)) {
            fail_msg("\"%s\": %d, %s", cases[i].text, code, error.message);
        }
    }
}

/* "2026-03-29T01:30:00Z" */
static int64_t instant(const char *text)
{
    int32_t day = 0;
    int hour = 0, minute = 0, second = 0;
    char date[11] = "";
    memcpy(date, text, 10);
    assert_true(calendar_parse_day(date, &day));
    assert_int_equal(sscanf(text + 10, "T%d:%d:%dZ", &hour, &minute, &second), 3);
    return day * (int64_t)CALENDAR_DAY_MS + ((hour * 60 + minute) * 60 + second) * INT64_C(1000);
}

struct times {
    const char *text, *zone, *after;
    const char *expected[5]; /* in UTC, one after the other; ends with NULL */
};

static const struct times TIMES[] = {
    {"15 6 * * mon-fri", "UTC", "2026-11-20T06:15:00Z", {"2026-11-23T06:15:00Z", "2026-11-24T06:15:00Z"}},
    {"15 6 * * mon-fri", "UTC", "2026-11-20T06:14:59Z", {"2026-11-20T06:15:00Z"}},
    {"@daily", "Europe/Berlin", "2026-11-22T12:00:00Z", {"2026-11-22T23:00:00Z", "2026-11-23T23:00:00Z"}},
    {"@weekly", "UTC", "2026-11-22T12:00:00Z", {"2026-11-29T00:00:00Z"}},
    {"@monthly", "UTC", "2026-11-22T12:00:00Z", {"2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"}},
    {"@Yearly", "UTC", "2026-11-22T12:00:00Z", {"2027-01-01T00:00:00Z"}},
    {"0 0 29 feb *", "UTC", "2026-01-01T00:00:00Z", {"2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"}},
    {"0 12 * * 7", "UTC", "2026-11-22T12:00:00Z", {"2026-11-29T12:00:00Z"}},
    {"0 12 * * fri-sun",
     "UTC",
     "2026-11-20T13:00:00Z",
     {"2026-11-21T12:00:00Z", "2026-11-22T12:00:00Z", "2026-11-27T12:00:00Z"}},
    {"5/20 3 * * *",
     "UTC",
     "2026-11-20T00:00:00Z",
     {"2026-11-20T03:05:00Z", "2026-11-20T03:25:00Z", "2026-11-20T03:45:00Z", "2026-11-21T03:05:00Z"}},
    /* Either day field, where both are restricted; both, where one begins with a star. */
    {"0 0 13 * fri", "UTC", "2026-11-06T00:00:00Z", {"2026-11-13T00:00:00Z", "2026-11-20T00:00:00Z"}},
    {"0 0 1 * fri", "UTC", "2026-11-27T00:00:00Z", {"2026-12-01T00:00:00Z", "2026-12-04T00:00:00Z"}},
    {"0 0 */2 * fri", "UTC", "2026-11-06T00:00:00Z", {"2026-11-13T00:00:00Z", "2026-11-27T00:00:00Z"}},
    /* Berlin 2026: 02:00-03:00 is missing on 29 March, comes twice on 25 October. */
    {"30 2 * * *",
     "Europe/Berlin",
     "2026-03-27T12:00:00Z",
     {"2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"}},
    {"0,20,40 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", {"2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"}},
    {"0 2,3 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", {"2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"}},
    {"30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", {"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}},
    {"30 2 * * *", "Europe/Berlin", "2026-10-25T01:10:00Z", {"2026-10-26T01:30:00Z"}},
    /* Every hour: as many runs as hours. */
    {"30 * * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", {"2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"}},
    {"30 * * * *",
     "Europe/Berlin",
     "2026-10-25T00:00:00Z",
     {"2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"}},
    /* New York 2026: 8 March, 1 November. */
    {"30 2 * * *", "America/New_York", "2026-03-08T00:00:00Z", {"2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z"}},
    {"30 1 * * *", "America/New_York", "2026-11-01T00:00:00Z", {"2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"}},
    /* Lord Howe 2026: half an hour, 4 October 02:00 forward, 5 April 02:00 back. */
    {"15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", {"2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"}},
    {"45 1 * * *", "Australia/Lord_Howe", "2026-04-04T00:00:00Z", {"2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"}},
    {"every 6h", "Europe/Berlin", "2026-10-25T00:30:00Z", {"2026-10-25T06:00:00Z", "2026-10-25T12:00:00Z"}},
    {"every 1s", "UTC", "2026-10-25T00:30:00Z", {"2026-10-25T00:30:01Z"}},
};

static void test_times(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof TIMES / sizeof *TIMES; i++) {
        const struct times *c = &TIMES[i];
        struct schedule schedule;
        struct zone *zone = NULL;
        struct error error = {0};
        assert_int_equal(zone_load(c->zone, &zone, &error), 0);
        if (schedule_parse(garner_text(c->text), &schedule, &error)) {
            fail_msg("%s: %s", c->text, error.message);
        }
        int64_t at = instant(c->after);
        for (size_t j = 0; j < 5 && c->expected[j]; j++) {
            char got[32];
            at = schedule_next(&schedule, zone, "a", at);
            if (at != instant(c->expected[j])) {
                fail_msg("\"%s\" in %s after %s, time %zu: expected %s, got %s", c->text, c->zone, c->after, j + 1,
                         c->expected[j], calendar_format_instant(at, got));
            }
        }
        zone_free(zone);
    }
}

/* Put off by less than the jitter, always alike, differently by name; no time is lost or doubled. */
static void test_jitter(void **state)
{
    struct schedule schedule;
    struct zone *zone = NULL;
    struct error error = {0};
    (void)state;
    assert_int_equal(zone_load("UTC", &zone, &error), 0);
    assert_int_equal(schedule_parse(garner_text("every 10m"), &schedule, &error), 0);
    schedule.jitter_ms = 599000;
    int64_t a = 0, b = 0;
    bool differ = false;
    for (int i = 0; i < 1000; i++) {
        a = schedule_next(&schedule, zone, "a", a);
        b = schedule_next(&schedule, zone, "b", b);
        assert_int_equal(a, schedule_next(&schedule, zone, "a", a - 1));
        differ = differ || a != b;
    }
    /* From 0 on, slot 0 put off may count or not: a thousand times are a thousand slots. */
    assert_true(a >= 999 * INT64_C(600000) && a < 1001 * INT64_C(600000));
    assert_true(differ);
    zone_free(zone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_jitter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
