/* test_calendar.c - civil dates, and the clock that GARNER_NOW stops. */
#include "core/base/calendar.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include <setjmp.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void known_days(void **state)
{
    (void)state;
    static const struct {
        int year, month, day;
        int32_t number;
        int weekday, iso_year, iso_week;
    } cases[] = {
        {1970, 1, 1, 0, 4, 1970, 1},          {1969, 12, 31, -1, 3, 1970, 1},     {2000, 2, 29, 11016, 2, 2000, 9},
        {2026, 3, 10, 20522, 2, 2026, 11},    {1900, 3, 1, -25508, 4, 1900, 9},   {2021, 1, 3, 18630, 7, 2020, 53},
        {2024, 12, 30, 20087, 1, 2025, 1},    {2020, 12, 31, 18627, 4, 2020, 53}, {2023, 1, 1, 19358, 7, 2022, 52},
        {9999, 12, 31, 2932896, 5, 9999, 52}, {1, 1, 1, -719162, 1, 1, 1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int year = 0, week = 0;
        int32_t day = calendar_day(cases[i].year, cases[i].month, cases[i].day);
        assert_int_equal(day, cases[i].number);
        assert_int_equal(calendar_weekday(day), cases[i].weekday);
        calendar_iso_week(day, &year, &week);
        assert_int_equal(year, cases[i].iso_year);
        assert_int_equal(week, cases[i].iso_week);
    }
}

/* Every day of the years 0001 to 9999 against a date that is counted up by hand. */
static void every_day_there_and_back(void **state)
{
    (void)state;
    int year = 1, month = 1, day = 1, weekday = 1;
    for (int32_t number = -719162; number <= 2932896; number++) {
        struct civil civil = calendar_civil(number);
        if (civil.year != year || civil.month != month || civil.day != day ||
            calendar_day(year, month, day) != number || calendar_weekday(number) != weekday ||
            !calendar_valid(year, month, day)) {
            fail_msg("%04d-%02d-%02d", year, month, day);
        }
        weekday = weekday % 7 + 1;
        if (++day > calendar_days_in_month(year, month)) {
            day = 1;
            month = month % 12 + 1;
            year += month == 1;
        }
    }
    assert_int_equal(year, 10000);
}

static void what_is_no_day(void **state)
{
    (void)state;
    assert_int_equal(calendar_days_in_month(1900, 2), 28);
    assert_int_equal(calendar_days_in_month(2000, 2), 29);
    assert_int_equal(calendar_days_in_month(2000, 13), 0);
    assert_int_equal(calendar_days_in_month(2000, 0), 0);
    assert_false(calendar_valid(2026, 2, 29));
    assert_false(calendar_valid(2026, 4, 31));
    assert_false(calendar_valid(2026, 0, 1));
    assert_false(calendar_valid(2026, 1, 0));
    assert_false(calendar_valid(0, 1, 1));
    assert_false(calendar_valid(10000, 1, 1));
}

static void formats(void **state)
{
    (void)state;
    static const struct {
        int64_t ms;
        const char *text;
    } cases[] = {
        {0, "1970-01-01T00:00:00Z"},
        {-1, "1969-12-31T23:59:59.999Z"},
        {1773123300000, "2026-03-10T06:15:00Z"},
        {1773123300007, "2026-03-10T06:15:00.007Z"},
        {INT64_MAX, "292278994-08-17T07:12:55.807Z"},
        {INT64_MIN, "-292275055-05-16T16:47:04.192Z"},
    };
    char out[32];
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(calendar_format_instant(cases[i].ms, out), cases[i].text);
    }
    assert_string_equal(calendar_format_day(20522, out), "2026-03-10");
    assert_string_equal(calendar_format_day(-719162, out), "0001-01-01");
    assert_string_equal(calendar_format_day(INT32_MAX, out), "5881580-07-11");
}

static void parses_strictly(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",           "2026",        "2026-3-10",  "2026-03-1",  "2026-03-100",
                                        "2026/03/10", "2026-02-30",  "2026-13-01", "0000-01-01", " 2026-03-10",
                                        "2026-03-1x", "2026-03-10 ", "20260310",   "-026-03-10", "2026-03-"};
    int32_t day = 0;
    assert_true(calendar_parse_day("2026-03-10", &day));
    assert_int_equal(day, 20522);
    assert_true(calendar_parse_day("2024-02-29", &day));
    day = 5;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_false(calendar_parse_day(wrong[i], &day));
        assert_int_equal(day, 5);
    }
}

static void the_clock_can_be_stopped(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        {"2026-11-22T10:00:00Z", 1795341600000},
        {"2026-11-22T10:00:00.25Z", 1795341600250},
        {"1969-12-31T23:59:59.9999Z", -1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        setenv("GARNER_NOW", cases[i].text, 1);
        struct clock clock = clock_system();
        assert_true(clock_now(&clock) == cases[i].ms);
    }
    unsetenv("GARNER_NOW");
    struct clock clock = clock_system();
    int64_t now = clock_now(&clock), real = (int64_t)time(NULL) * 1000;
    assert_true(now >= real - 2000 && now <= real + 2000);
    int64_t before = clock_monotonic();
    assert_true(clock_monotonic() >= before);
}

/* A wrong GARNER_NOW ends the program, so that each is tried in a child. */
static void a_wrong_instant_stops_the_program(void **state)
{
    (void)state;
    static const char *const wrong[] = {"now",
                                        "2026-11-22",
                                        "2026-11-22T10:00Z",
                                        "2026-11-22T10:00:00",
                                        "2026-11-22T24:00:00Z",
                                        "2026-11-22T10:00:00+01:00",
                                        "2026-02-30T10:00:00Z",
                                        "2026-11-22T10:00:00Z "};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            fclose(stderr);
            setenv("GARNER_NOW", wrong[i], 1);
            clock_system();
            _exit(0);
        }
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_days),
        cmocka_unit_test(every_day_there_and_back),
        cmocka_unit_test(what_is_no_day),
        cmocka_unit_test(formats),
        cmocka_unit_test(parses_strictly),
        cmocka_unit_test(the_clock_can_be_stopped),
        cmocka_unit_test(a_wrong_instant_stops_the_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
