/* test_xlsx_number.c - numbers and dates of workbooks as text (core/plugin/xlsx_number.h). */
#include "core/base/str.h"
#include "core/plugin/xlsx_number.h"
#include "core/plugin/xlsx_xml.h"
/* after ours: it defines words like skip and fail */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void expect(struct garner_str got, const char *expected)
{
    if (!str_is(got, expected)) {
        print_error("got \"" STR_FMT "\", expected \"%s\"\n", STR_ARG(got), expected);
        fail();
    }
}

static void numbers(void **state)
{
    (void)state;
    static const char *const samples[][2] = {
        {"0", "0"},
        {"-12", "-12"},
        {"1661.67", "1661.67"},
        {"1.50", "1.50"},
        {"1.4299999999999999", "1.43"},
        {"0.30000000000000004", "0.3"},
        {"100.00000000000001", "100"},
        {"-99.999999999999986", "-100"},
        {"999999999999999.94", "1000000000000000"},
        {"1234567.8899999999", "1234567.89"},
        {"0.1", "0.1"},
        {"1.0000000000000001E-3", "0.001"},
        {"5.1200000000000002E-2", "0.0512"},
        {"1E5", "100000"},
        {"1.5e+3", "1500"},
        {"-2.5E-7", "-0.00000025"},
        {"1234567890123456", "1234567890123456"},
        {"23850123456789012", "23850123456789012"},
        {"1.2345678901234567E+16", "12345678901234567"},
        {"123456789012345.678", "123456789012346"},
        {"0.000000000000000000", "0"},
        {"-0.00000000000000000", "0"},
        {"00000000000000000007", "7"},
        {"1E+300", "1E+300"},
        {"1E-300", "1E-300"},
        {"1E", "1E"},
        {"1.2.3", "1.2.3"},
        {"1.2.3.4.5.6.7.8.9.0", "1.2.3.4.5.6.7.8.9.0"},
        {"nan", "nan"},
        {"", ""},
        {"12345678901234567890123456789012345678901234567890", "12345678901234567890123456789012345678901234567890"},
    };
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        char out[XLSX_NUMBER_MAX];
        expect(xlsx_number_text(garner_text(samples[i][0]), out), samples[i][1]);
    }
}

/* Every amount of cents that a double cannot hold comes back as it was written. */
static void cents_come_back(void **state)
{
    (void)state;
    for (int64_t cents = 1; cents < INT64_C(900000000000); cents += cents / 997 + 1) {
        char noisy[64], plain[64], shown[XLSX_NUMBER_MAX];
        snprintf(noisy, sizeof noisy, "%.17g", (double)cents / 100);
        int n = snprintf(plain, sizeof plain, "%lld.%02lld", (long long)(cents / 100), (long long)(cents % 100));
        while (plain[n - 1] == '0' || plain[n - 1] == '.') {
            bool point = plain[n - 1] == '.';
            plain[--n] = '\0';
            if (point) {
                break;
            }
        }
        expect(xlsx_number_text(garner_text(noisy), shown), plain);
    }
}

static void formats(void **state)
{
    (void)state;
    enum { N = XLSX_NUMBER, D = XLSX_DATE, DT = XLSX_DATE_TIME, T = XLSX_TIME, F = XLSX_FRACTIONS };
    static const struct {
        const char *code;
        unsigned shown;
    } samples[] = {
        {"General", N},
        {"0.00", N},
        {"#,##0.00\\ \"days\"", N},
        {"#,##0.00 [$€-407]", N},
        {"[$USD] #,##0.00", N},
        {"0.00E+00", N},
        {"0%", N},
        {"_-* #,##0.00_d_-", N},
        {"*d0", N},
        {"[Red]0;[Blue]0", N},
        {"[Magenta]0.00", N},
        {"#,##0;yyyy", N},
        {"\\d\\m0", N},
        {"\"d", N},
        {"[h]:mm", N},
        {"[hh]:mm:ss", N},
        {"[mm]:ss", N},
        {"[ss].00", N},
        {"@", N},
        {"", N},
        {"yyyy-mm-dd", D},
        {"dd/mm/yyyy;@", D},
        {"[$-409]d\\-mmm\\-yy;@", D},
        {"[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", D},
        {"mmm", D},
        {"mm", D},
        {"yyyy\"年\"m\"月\"d\"日\"", D},
        {"[Red]DD.MM.YYYY", D},
        {"dd.mm.yyyy hh:mm", DT},
        {"m/d/yy h:mm AM/PM", DT},
        {"yyyy-mm-dd hh:mm:ss.000", DT | F},
        {"[$-409]h:mm:ss AM/PM;@", T},
        {"hh:mm", T},
        {"mm:ss.0", T | F},
        {"mmm d h", DT},
    };
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        if (xlsx_shown_by_code(samples[i].code) != samples[i].shown) {
            print_error("%s\n", samples[i].code);
        }
        assert_int_equal(xlsx_shown_by_code(samples[i].code), samples[i].shown);
    }
    static const unsigned dates[] = {14, 15, 16, 17, 22, 27, 36, 50, 58}, times[] = {18, 19, 20, 21, 45, 47},
                          numbers[] = {0, 1, 4, 9, 10, 13, 23, 37, 44, 46, 48, 49, 59, 164};
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        assert_int_equal(xlsx_shown_by_id(dates[i]), dates[i] == 22 ? DT : D);
    }
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        assert_int_equal(xlsx_shown_by_id(times[i]) & ~(unsigned)F, T);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        assert_int_equal(xlsx_shown_by_id(numbers[i]), N);
    }
}

static void dates(void **state)
{
    (void)state;
    enum { D = XLSX_DATE, DT = XLSX_DATE_TIME, T = XLSX_TIME, F = XLSX_FRACTIONS };
    static const struct {
        const char *serial;
        unsigned shown;
        bool from_1904;
        const char *text;
    } samples[] = {
        {"46091", D, false, "2026-03-10"},
        {"46091", DT, false, "2026-03-10T00:00:00"},
        {"46091.604166666664", DT, false, "2026-03-10T14:30:00"},
        {"46091.604166667", DT, false, "2026-03-10T14:30:00"},
        {"46091.60416666", DT, false, "2026-03-10T14:30:00"},
        {"46091.999999999993", DT, false, "2026-03-11T00:00:00"},
        {"46090.999999999993", D, false, "2026-03-10"},
        {"46091.604166701393", DT | F, false, "2026-03-10T14:30:00.003"},
        {"46091.604166666664", DT | F, false, "2026-03-10T14:30:00"},
        {"46091.75", D, false, "2026-03-10T18:00:00"},
        {"4.6091E4", D, false, "2026-03-10"},
        {"1", D, false, "1900-01-01"},
        {"59", D, false, "1900-02-28"},
        {"60", D, false, "1900-02-28"},
        {"61", D, false, "1900-03-01"},
        {"2958465", D, false, "9999-12-31"},
        {"2958466", D, false, "2958466"},
        {"-1", D, false, "-1"},
        {"0", D, false, "1900-01-00"},
        {"0.5", DT, false, "1900-01-00T12:00:00"},
        {"0.5", T, false, "12:00:00"},
        {"0", T, false, "00:00:00"},
        {"0.60416666666666663", T, false, "14:30:00"},
        {"1.5", T, false, "1900-01-01T12:00:00"},
        {"0", D, true, "1904-01-01"},
        {"44629", D, true, "2026-03-10"},
        {"60", D, true, "1904-03-01"},
        {"soon", D, false, "soon"},
        {"", D, false, ""},
        {"nan", D, false, "nan"},
        {"0x10", D, false, "0x10"},
    };
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        char out[XLSX_NUMBER_MAX];
        expect(xlsx_date_text(garner_text(samples[i].serial), samples[i].shown, samples[i].from_1904, out),
               samples[i].text);
    }
}

/* Every minute of a day, as a spreadsheet keeps it, is that minute. */
static void minutes_come_back(void **state)
{
    (void)state;
    for (int minute = 0; minute < 1440; minute++) {
        char serial[64], expected[64], out[XLSX_NUMBER_MAX];
        snprintf(expected, sizeof expected, "2026-03-10T%02d:%02d:00", minute / 60, minute % 60);
        snprintf(serial, sizeof serial, "%.15g", 46091 + minute / 1440.0);
        expect(xlsx_date_text(garner_text(serial), XLSX_DATE_TIME, false, out), expected);
        snprintf(serial, sizeof serial, "%.17g", 46091 + minute / 1440.0);
        expect(xlsx_date_text(garner_text(serial), XLSX_DATE_TIME | XLSX_FRACTIONS, false, out), expected);
    }
}

static void escapes(void **state)
{
    (void)state;
    static const char *const samples[][2] = {
        {"plain", "plain"}, {"_x0041_", "A"},   {"a_x000A_b", "a\nb"}, {"_x005F_x0041_", "_x0041_"},
        {"_x0000_", ""},    {"_x00e4_", "ä"},   {"_x20AC_1", "€1"},    {"_xD83D_", "_xD83D_"},
        {"_x004", "_x004"}, {"__x0041_", "_A"}, {"_x0041", "_x0041"},  {"my_x_name_", "my_x_name_"},
    };
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        char text[32];
        snprintf(text, sizeof text, "%s", samples[i][0]);
        expect(str_of(text, xlsx_unescape(text, strlen(text))), samples[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers), cmocka_unit_test(cents_come_back),   cmocka_unit_test(formats),
        cmocka_unit_test(dates),   cmocka_unit_test(minutes_come_back), cmocka_unit_test(escapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
