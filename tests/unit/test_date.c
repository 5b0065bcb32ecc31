/* test_date.c - value_instant, value_day and date_evidence: every form that is read, and why the others are not. */
#include "core/schema/values.h"
#include "core/base/calendar.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* What value_instant gives, as calendar_format_* writes it; a day's precision shows as a bare day. */
static const char *instant_text(const char *text, const struct date_format *format, char out[32], struct error *error)
{
    struct garner_instant instant = {0};
    if (value_instant(garner_text(text), format, &instant, error)) {
        return NULL;
    }
    assert_int_equal(instant.state, GARNER_SET);
    if (instant.precision == GARNER_PRECISION_DAY) {
        assert_int_equal(instant.ms % CALENDAR_DAY_MS, 0);
        return calendar_format_day((int32_t)(instant.ms / CALENDAR_DAY_MS), out);
    }
    return calendar_format_instant(instant.ms, out);
}

static void check_instant(const char *text, const struct date_format *format, const char *expected)
{
    struct error error = {0};
    char got[32];
    const char *result = instant_text(text, format, got, &error);
    if (!result || strcmp(result, expected) != 0) {
        fail_msg("\"%s\": %s, expected %s", text, result ? result : error.message, expected);
    }
}

static void check_refused(const char *text, const struct date_format *format, const char *message)
{
    struct error error = {0};
    char got[32];
    const char *result = instant_text(text, format, got, &error);
    if (result || strcmp(error.message, message) != 0 || error.code != GARNER_E_DATA) {
        fail_msg("\"%s\": %s, expected %s", text, result ? result : error.message, message);
    }
}

struct reading {
    const char *text, *expected;
};

static const struct reading ISO[] = {
    {"2026-03-10", "2026-03-10"},
    {" 2026-03-10 ", "2026-03-10"},
    {"0001-01-01", "0001-01-01"},
    {"9999-12-31", "9999-12-31"},
    {"2024-02-29", "2024-02-29"},
    {"20260310", "2026-03-10"},
    {"2026/03/10", "2026-03-10"},
    {"2026.3.10.", "2026-03-10"},
    {"2026. 3. 10.", "2026-03-10"},
    {"2026-3-1", "2026-03-01"},
    {"2026-03-10T06:15:00", "2026-03-10T06:15:00Z"},
    {"2026-03-10T06:15:00Z", "2026-03-10T06:15:00Z"},
    {"2026-03-10t06:15:00z", "2026-03-10T06:15:00Z"},
    {"2026-03-10 06:15:00", "2026-03-10T06:15:00Z"},
    {"2026-03-10T06:15", "2026-03-10T06:15:00Z"},
    {"2026-03-10T06:15Z", "2026-03-10T06:15:00Z"},
    {"2026-03-10 6:15", "2026-03-10T06:15:00Z"},
    {"2020-02-04 4:30:21", "2020-02-04T04:30:21Z"},
    {"2026-03-10T06:15:00.5Z", "2026-03-10T06:15:00.500Z"},
    {"2026-03-10T06:15:00.123", "2026-03-10T06:15:00.123Z"},
    {"2026-03-10T06:15:00,123Z", "2026-03-10T06:15:00.123Z"},
    {"2026-03-10T23:59:59.9999999999999999999Z", "2026-03-10T23:59:59.999Z"},
    {"2026-03-10T06:15:00.0009+00:00", "2026-03-10T06:15:00Z"},
    {"2026-03-10T06:15:00+05:45", "2026-03-10T00:30:00Z"},
    {"2026-03-10T06:15:00+0545", "2026-03-10T00:30:00Z"},
    {"2026-03-10T06:15:00.250-05", "2026-03-10T11:15:00.250Z"},
    {"2026-03-10T06:15:00\xE2\x88\x92"
     "05:00",
     "2026-03-10T11:15:00Z"},
    {"2026-03-10 06:15:00 +0100", "2026-03-10T05:15:00Z"},
    {"2026-03-10 06:15:00 UTC", "2026-03-10T06:15:00Z"},
    {"2026-03-10 06:15:00.123456 UTC", "2026-03-10T06:15:00.123Z"},
    {"2026-03-10 06:15:00 UTC+2", "2026-03-10T04:15:00Z"},
    {"2026-03-10T06:15+01:00[Europe/Berlin]", "2026-03-10T05:15:00Z"},
    {"2026-03-10 06:15 PM", "2026-03-10T18:15:00Z"},
    {"2026-03-10T24:00:00", "2026-03-11T00:00:00Z"},
    {"2026-12-31T23:59:60Z", "2027-01-01T00:00:00Z"},
    {"20260310T061500Z", "2026-03-10T06:15:00Z"},
    {"20260310T0615", "2026-03-10T06:15:00Z"},
    {"20260310T061500.5+0100", "2026-03-10T05:15:00.500Z"},
    {"20260310061500", "2026-03-10T06:15:00Z"},
    {"1700000000", "2023-11-14T22:13:20Z"},
    {"1700000000123", "2023-11-14T22:13:20.123Z"},
    {"0000000000", "1970-01-01T00:00:00Z"},
    {"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
    {"9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"},
};

static const struct reading NUMERIC[] = {
    {"31-08-2023", "2023-08-31"},
    {"31.12.2025 14:30", "2025-12-31T14:30:00Z"},
    {"31. 12. 2025", "2025-12-31"},
    {"31.12.2025, 14:30:05", "2025-12-31T14:30:05Z"},
    {"31.12.2025 um 14:30 Uhr", "2025-12-31T14:30:00Z"},
    {"12/31/25 2:30 PM", "2025-12-31T14:30:00Z"},
    {"9/28/12 8:00 PM", "2012-09-28T20:00:00Z"},
    {"9/28/2012 12:00 AM", "2012-09-28T00:00:00Z"},
    {"9/28/2012 12:05 p.m.", "2012-09-28T12:05:00Z"},
    {"9/28/2012 8 PM", "2012-09-28T20:00:00Z"},
    {"9/28/2012, 8:05:06\xE2\x80\xAFPM", "2012-09-28T20:05:06Z"},
    {"28/9/2012 8:05 a.\xC2\xA0m.", "2012-09-28T08:05:00Z"},
    {"03/03/2026", "2026-03-03"},
    {"99-12-31", "1999-12-31"},
    {"12/31/69", "2069-12-31"},
    {"12/31/70", "1970-12-31"},
    {"Tue 31/12/2024", "2024-12-31"},
    {"10/31/2026 10:15:00 -0500", "2026-10-31T15:15:00Z"},
};

static const struct reading WORDS[] = {
    {"27 January 2026", "2026-01-27"},
    {"27 JANUARY 2026", "2026-01-27"},
    {"January 27, 2026", "2026-01-27"},
    {"January 27th, 2026", "2026-01-27"},
    {"Jan 27, 2026", "2026-01-27"},
    {"Jan. 27 2026", "2026-01-27"},
    {"Jan 27, 2026 3:04 PM", "2026-01-27T15:04:00Z"},
    {"Jan 27, 2026, 3:04:05\xE2\x80\xAFPM", "2026-01-27T15:04:05Z"},
    {"January 27, 2026 at 3:04 PM EST", "2026-01-27T20:04:00Z"},
    {"27th of January 2026", "2026-01-27"},
    {"Tuesday, 27 January 2026", "2026-01-27"},
    {"27-Jan-2026", "2026-01-27"},
    {"27-Jan-26", "2026-01-27"},
    {"27Jan2026", "2026-01-27"},
    {"Jan-27-2026", "2026-01-27"},
    {"2026-Jan-27", "2026-01-27"},
    {"2026 January 27", "2026-01-27"},
    {"27/Jan/2026:14:30:05 +0100", "2026-01-27T13:30:05Z"},
    {"13 April 2026", "2026-04-13"},
    {"May 1, 2026", "2026-05-01"},
    {"Mar 10, 2026", "2026-03-10"},
    {"27. Januar 2026", "2026-01-27"},
    {"Dienstag, 27. Jan. 2026, 14:30 Uhr", "2026-01-27T14:30:00Z"},
    {"10. März 2026", "2026-03-10"},
    {"10. Ma\xCC\x88rz 2026", "2026-03-10"},
    {"10. MÄRZ 2026", "2026-03-10"},
    {"1er août 2026", "2026-08-01"},
    {"mardi 10 mars 2026 à 06:15", "2026-03-10T06:15:00Z"},
    {"mar. 10 févr. 2026", "2026-02-10"},
    {"27 de janeiro de 2026", "2026-01-27"},
    {"terça-feira, 27 de janeiro de 2026 às 14:30", "2026-01-27T14:30:00Z"},
    {"1.º de outubro de 2026", "2026-10-01"},
    {"27 de enero del 2026", "2026-01-27"},
    {"27 gennaio 2026", "2026-01-27"},
    {"27 mei 2026", "2026-05-27"},
    {"Mon, 09 Nov 2026 10:15:00 +0100", "2026-11-09T09:15:00Z"},
    {"Mon, 9 Nov 2026 10:15 GMT", "2026-11-09T10:15:00Z"},
    {"Mon, 09 Nov 26 10:15:00 PST", "2026-11-09T18:15:00Z"},
    {"Mon, 09 Nov 2026 10:15:00 +0100 (CET)", "2026-11-09T09:15:00Z"},
    {"Mon Nov 09 2026 10:15:00 GMT+0100 (Central European Standard Time)", "2026-11-09T09:15:00Z"},
    {"Mon Nov  9 10:15:00 2026", "2026-11-09T10:15:00Z"},
    {"Mon Nov  9 10:15:00 CET 2026", "2026-11-09T09:15:00Z"},
    {"Mon Nov 09 10:15:00 +0000 2026", "2026-11-09T10:15:00Z"},
};

static void test_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ISO / sizeof *ISO; i++) {
        check_instant(ISO[i].text, NULL, ISO[i].expected);
    }
    for (size_t i = 0; i < sizeof NUMERIC / sizeof *NUMERIC; i++) {
        check_instant(NUMERIC[i].text, NULL, NUMERIC[i].expected);
    }
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        check_instant(WORDS[i].text, NULL, WORDS[i].expected);
    }
}

static void test_every_month_word(void **state)
{
    (void)state;
    static const char *const words[12] = {
        "January Jan Januar Jän Jänner janvier janv enero ene janeiro gennaio gen januari",
        "February Feb Februar février févr febrero fevereiro fev febbraio februari",
        "March Mar März Mrz mars marzo março maart mrt",
        "April Apr avril avr abril abr aprile",
        "May Mai mayo maio maggio mag mei",
        "June Jun Juni juin junio junho giugno giu",
        "July Jul Juli juillet juil julio julho luglio lug",
        "August Aug août agosto ago augustus",
        "September Sep Sept septembre septiembre setembro set settembre",
        "October Oct Oktober Okt octobre octubre outubro out ottobre ott",
        "November Nov novembre noviembre novembro",
        "December Dec Dezember Dez décembre déc diciembre dic dezembro dicembre",
    };
    for (int month = 1; month <= 12; month++) {
        for (const char *at = words[month - 1]; *at;) {
            size_t len = strcspn(at, " ");
            char text[64], expected[32];
            snprintf(text, sizeof text, "5 %.*s 2026", (int)len, at);
            snprintf(expected, sizeof expected, "2026-%02d-05", month);
            check_instant(text, NULL, expected);
            at += len + (at[len] == ' ');
        }
    }
}

static void test_orders(void **state)
{
    (void)state;
    const struct date_format dmy = {DATE_DMY, NULL}, mdy = {DATE_MDY, NULL}, ymd = {DATE_YMD, NULL};
    check_instant("10/03/2026", &dmy, "2026-03-10");
    check_instant("10/03/2026", &mdy, "2026-10-03");
    check_instant("10.03.26", &dmy, "2026-03-10");
    check_instant("01-12-10 8:26", &dmy, "2010-12-01T08:26:00Z");
    check_instant("01-12-10 8:26", &mdy, "2010-01-12T08:26:00Z");
    check_instant("01-12-10 8:26", &ymd, "2001-12-10T08:26:00Z");
    check_instant("2/3/2026 14:30:05", &mdy, "2026-02-03T14:30:05Z");
    check_instant("2/3/2026 14:30:05", &dmy, "2026-03-02T14:30:05Z");
    check_instant("2026-03-10", &dmy, "2026-03-10");
    check_instant("2026/03/10", &mdy, "2026-03-10");
    check_instant("31/12/2025", &ymd, "2025-12-31");

    check_refused("31/12/2025", &mdy,
                  "\"31/12/2025\" is not a date: the column's order is MDY, but in DMY it would be 31 December 2025; "
                  "correct date_order");
    check_refused("31.02.2026", &dmy, "\"31.02.2026\" is not a date: February 2026 has 28 days");
    check_refused("03/04/2026", NULL,
                  "\"03/04/2026\" is 3 April 2026 or 4 March 2026: name the column's order (date_order: DMY or MDY)");
    check_refused("31-08-23", NULL,
                  "\"31-08-23\" is 31 August 2023 or 23 August 2031: name the column's order (date_order: DMY or YMD)");
    check_refused("03/04/2026", &ymd,
                  "\"03/04/2026\" is 3 April 2026 or 4 March 2026: name the column's order (date_order: DMY or MDY)");

    assert_int_equal(date_order_named(garner_text("DMY")), DATE_DMY);
    assert_int_equal(date_order_named(garner_text("mdy")), DATE_MDY);
    assert_int_equal(date_order_named(garner_text("YMD")), DATE_YMD);
    assert_int_equal(date_order_named(garner_text("auto")), DATE_ANY);
    assert_int_equal(date_order_named(garner_text("")), DATE_ANY);
}

static const struct reading REFUSALS[] = {
    {"", "\"\" is not a date"},
    {" ", "\"\" is not a date"},
    {"yesterday", "\"yesterday\" is not a date"},
    {"N/A", "\"N/A\" is not a date"},
    {"10", "\"10\" is not a date"},
    {"45291", "\"45291\" is not a date: it may be a spreadsheet's day number; export the column formatted as a date"},
    {"10.3.26.1", "\"10.3.26.1\" is not a date"},
    {"1.2.3", "\"1.2.3\" is not a date"},
    {"10/03-2026", "\"10/03-2026\" is not a date"},
    {"2026-03-10x", "\"2026-03-10x\" is not a date"},
    {"2026-03-10 06", "\"2026-03-10 06\" is not a date"},
    {"2026-03-10 6:1", "\"2026-03-10 6:1\" is not a date"},
    {"2026-03-10 10:00 - 11:00", "\"2026-03-10 10:00 - 11:00\" is not a date"},
    {"2026-W10-2", "\"2026-W10-2\" is not a date"},
    {"12026-03-10", "\"12026-03-10\" is not a date"},
    {"2026-02-30", "\"2026-02-30\" is not a date: February 2026 has 28 days"},
    {"2025-02-29T10:00:00Z", "\"2025-02-29T10:00:00Z\" is not a date: February 2025 has 28 days"},
    {"2026-13-01", "\"2026-13-01\" is not a date: there is no such day"},
    {"0000-00-00", "\"0000-00-00\" is not a date: there is no such day"},
    {"20261301", "\"20261301\" is not a date: there is no such day"},
    {"32/13/2026", "\"32/13/2026\" is not a date: in no order of its parts is there such a day"},
    {"31 February 2026", "\"31 February 2026\" is not a date: February 2026 has 28 days"},
    {"March 2026", "\"March 2026\" is not a date: it names a month, not a day"},
    {"March", "\"March\" is not a date: it names a month, not a day"},
    {"27 January", "\"27 January\" is not a date: it names no year"},
    {"Jan 27", "\"Jan 27\" is not a date: it names no year"},
    {"Mon, 31.02.2026", "\"Mon, 31.02.2026\" is not a date: in no order of its parts is there such a day"},
    {"2026-03-10 25:00", "\"2026-03-10 25:00\" is not a date: there is no such time of day"},
    {"2026-03-10T24:00:01", "\"2026-03-10T24:00:01\" is not a date: there is no such time of day"},
    {"2026-03-10T10:60:00", "\"2026-03-10T10:60:00\" is not a date: there is no such time of day"},
    {"2026-03-10 14:30 PM", "\"2026-03-10 14:30 PM\" is not a date: there is no such time of day"},
    {"2026-03-10 10:15 IST",
     "\"2026-03-10 10:15 IST\" is not a date: its time zone \"IST\" is not known; write an offset such as +01:00"},
    {"2026-03-10T10:15+25:00", "\"2026-03-10T10:15+25:00\" is not a date: no time zone is that far from UTC"},
    {"0001-01-01T00:00+14:00", "\"0001-01-01T00:00+14:00\" is out of range: in UTC it is not in the years 1 to 9999"},
};

static void test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof REFUSALS / sizeof *REFUSALS; i++) {
        check_refused(REFUSALS[i].text, NULL, REFUSALS[i].expected);
    }
    struct garner_instant instant;
    assert_int_equal(value_instant((struct garner_str){NULL, 0}, NULL, &instant, NULL), GARNER_E_DATA);
    char endless[300];
    memset(endless, '1', sizeof endless);
    struct error error;
    assert_int_equal(value_instant((struct garner_str){endless, sizeof endless}, NULL, &instant, &error),
                     GARNER_E_DATA);
    assert_non_null(strstr(error.message, "too long"));
}

/* Every prefix of a date is refused or another value: nothing reads behind the end. */
static void test_prefixes(void **state)
{
    (void)state;
    static const char *const texts[] = {"2026-03-10T06:15:00.123+05:45", "Mon, 09 Nov 2026 10:15:00 GMT+0100 (CET)",
                                        "12/31/25 2:30\xE2\x80\xAFp. m.", "terça-feira, 27 de março de 2026 às 14:30"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (size_t len = 0; len <= strlen(texts[i]); len++) {
            char *copy = malloc(len + 1);
            assert_non_null(copy);
            memcpy(copy, texts[i], len);
            char *exact = realloc(copy, len ? len : 1);
            assert_non_null(exact);
            struct garner_instant instant;
            struct garner_day day;
            struct error error;
            struct date_evidence evidence = {0};
            value_instant((struct garner_str){exact, len}, NULL, &instant, &error);
            value_day((struct garner_str){exact, len}, NULL, &day, &error);
            date_evidence(&evidence, (struct garner_str){exact, len});
            free(exact);
        }
    }
}

static void test_zones(void **state)
{
    (void)state;
    struct zone *berlin = NULL;
    struct error error = {0};
    assert_int_equal(zone_load("Europe/Berlin", &berlin, &error), 0);
    const struct date_format format = {DATE_ANY, berlin};
    check_instant("2026-03-10 06:15:00", &format, "2026-03-10T05:15:00Z");
    check_instant("2026-07-10T06:15:00.500", &format, "2026-07-10T04:15:00.500Z");
    check_instant("31.12.2025 00:15", &format, "2025-12-30T23:15:00Z");
    check_instant("2026-03-10 06:15:00Z", &format, "2026-03-10T06:15:00Z");
    check_instant("2026-03-10T06:15:00-05:00", &format, "2026-03-10T11:15:00Z");
    check_instant("2026-03-10", &format, "2026-03-10");

    static const struct reading days[] = {
        {"2026-03-10", "2026-03-10"},
        {"10 March 2026", "2026-03-10"},
        {"2026-03-10 23:30", "2026-03-10"},
        {"2026-03-10T23:30:00Z", "2026-03-11"},
        {"2026-03-10T00:00:00Z", "2026-03-10"},
        {"2026-03-10T00:00:00-08:00", "2026-03-10"},
        {"2026-03-10T00:30:00+05:45", "2026-03-09"},
        {"1700000000", "2023-11-14"},
        {"1700002800000", "2023-11-15"},
    };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        struct garner_day day = {0, GARNER_ABSENT};
        char got[32];
        assert_int_equal(value_day(garner_text(days[i].text), &format, &day, &error), 0);
        assert_string_equal(calendar_format_day(day.day, got), days[i].expected);
        assert_int_equal(day.state, GARNER_SET);
    }
    zone_free(berlin);
}

static void test_days_without_zone(void **state)
{
    (void)state;
    struct garner_day day;
    struct error error;
    assert_int_equal(value_day(garner_text("2026-03-10T23:30:00-05:00"), NULL, &day, &error), 0);
    assert_int_equal(day.day, calendar_day(2026, 3, 11));
    assert_int_equal(value_day(garner_text("1969-12-31T23:30:00Z"), NULL, &day, &error), 0);
    assert_int_equal(day.day, -1);
    assert_int_equal(value_day(garner_text("03/04/2026"), NULL, &day, &error), GARNER_E_DATA);
    assert_int_equal(value_day(garner_text("March 2026"), NULL, &day, &error), GARNER_E_DATA);
}

static void test_evidence(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool numeric, not_dmy, not_mdy;
    } cases[] = {
        {"03/04/2026", true, false, false},    {"13/04/2026", true, false, true},
        {"1/23/2026", true, true, false},      {"1/23/2026 3:04 PM", true, true, false},
        {"Tue 31.12.2024", true, false, true}, {" 31.12.24 ", true, false, true},
        {"12-31-24 8:26", true, true, false},  {"99-12-31", true, true, true},
        {"2026-03-10", false, false, false},   {"2026/13/10", false, false, false},
        {"20261301", false, false, false},     {"27 January 2026", false, false, false},
        {"10.13.26.1", false, false, false},   {"99/99/9999", false, false, false},
        {"1.23.4", false, false, false},       {"", false, false, false},
        {"n/a n/a", false, false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct date_evidence evidence = {0};
        date_evidence(&evidence, garner_text(cases[i].text));
        if (evidence.numeric != cases[i].numeric || evidence.not_dmy != cases[i].not_dmy ||
            evidence.not_mdy != cases[i].not_mdy) {
            fail_msg("\"%s\": %d %d %d", cases[i].text, (int)evidence.numeric, evidence.not_dmy, evidence.not_mdy);
        }
    }
    struct date_evidence all = {0};
    date_evidence(&all, (struct garner_str){NULL, 0});
    date_evidence(&all, garner_text("03/04/2026"));
    date_evidence(&all, garner_text("13/04/2026"));
    assert_int_equal(all.numeric, 2);
    assert_true(all.not_mdy && !all.not_dmy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_every_month_word),
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_prefixes),
        cmocka_unit_test(test_zones),
        cmocka_unit_test(test_days_without_zone),
        cmocka_unit_test(test_evidence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
