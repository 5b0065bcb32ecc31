/* test_number.c - value_amount and value_count: what they read, what they refuse and why. */
#include "core/schema/values.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

struct reading {
    const char *text;
    char decimal;
    int64_t expected;
};

/* text → millionths */
static const struct reading AMOUNTS[] = {
    {"0", 0, 0},
    {"-0", 0, 0},
    {"1", 0, 1000000},
    {"1661.67", 0, 1661670000},
    {"1.429999948", 0, 1430000},
    {"+5", 0, 5000000},
    {"144.", 0, 144000000},
    {"-5.", 0, -5000000},
    {"\xE2\x88\x92"
     "5",
     0, -5000000},
    {"- 5", 0, -5000000},
    {"007", 0, 7000000},
    {" 3.5\t", 0, 3500000},
    {"\xC2\xA0"
     "3.5\xE2\x80\xAF",
     0, 3500000},
    {".5", 0, 500000},
    {"-,5", 0, -500000},
    {"(3.00)", 0, -3000000},
    {"( 3.00 )", 0, -3000000},
    {"3.00-", 0, -3000000},
    {"3.00 -", 0, -3000000},
    {"3.00\xE2\x88\x92", 0, -3000000},
    /* marks that decide by themselves */
    {"1.234,56", 0, 1234560000},
    {"1,234.56", 0, 1234560000},
    {"1'234.50", 0, 1234500000},
    {"1\xE2\x80\x99"
     "234,50",
     0, 1234500000},
    {"1 234,50", 0, 1234500000},
    {"1\xC2\xA0"
     "234,50",
     0, 1234500000},
    {"1\xE2\x80\xAF"
     "234\xE2\x80\xAF"
     "567,5",
     0, 1234567500000},
    {"1_234_567.5", 0, 1234567500000},
    {"1 234", 0, 1234000000},
    {"1 234,567", 0, 1234567000},
    {"1.234.567", 0, 1234567000000},
    {"1,234,567", 0, 1234567000000},
    {"12,34,567.00", 0, 1234567000000},
    {"1,00,000", 0, 100000000000},
    {"1234.567", 0, 1234567000},
    {"1234,567", 0, 1234567000},
    {"0,123", 0, 123000},
    {"0.123", 0, 123000},
    {".123", 0, 123000},
    {"1,23", 0, 1230000},
    {"1.2345", 0, 1234500},
    {"12,-", 0, 12000000},
    {"12.--", 0, 12000000},
    {"1.234,\xE2\x80\x93", 0, 1234000000},
    /* marks that a format decides */
    {"1,234", '.', 1234000000},
    {"1,234", ',', 1234000},
    {"1.234", '.', 1234000},
    {"1.234", ',', 1234000000},
    {"1.234,5", ',', 1234500000},
    {"1,234,567", '.', 1234567000000},
    {"1 234", ',', 1234000000},
    /* exponents */
    {"1e3", 0, 1000000000},
    {"1.5E-7", 0, 0},
    {"5e-7", 0, 0},
    {"1.5e-6", 0, 2},
    {"2.5e-6", 0, 2},
    {"1.234e+2", 0, 123400000},
    {"0e99999999999999999999", 0, 0},
    {"1e-99999999999999999999", 0, 0},
    /* half to even, once */
    {"0.0000005", 0, 0},
    {"0.0000015", 0, 2},
    {"0.0000025", 0, 2},
    {"-0.0000015", 0, -2},
    {"0.00000050000000000000000000000001", 0, 1},
    {"0.00000049999999999999999999999999", 0, 0},
    {"0.0000009999999999999999999999999", 0, 1},
    {"0.00000009", 0, 0},
    /* limits */
    {"9223372036854.775807", 0, INT64_MAX},
    {"-9223372036854.775808", 0, INT64_MIN},
    {"9223372036854.7758074", 0, INT64_MAX},
    {"9.223372036854775807e12", 0, INT64_MAX},
};

static void test_amounts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof AMOUNTS / sizeof *AMOUNTS; i++) {
        struct error error = {0};
        int64_t got = 0;
        struct number_format format = {AMOUNTS[i].decimal};
        int code = value_amount(garner_text(AMOUNTS[i].text), format, &got, &error);
        if (code || got != AMOUNTS[i].expected) {
            fail_msg("\"%s\": %d, %lld, %s", AMOUNTS[i].text, code, (long long)got, error.message);
        }
    }
}

static const struct reading COUNTS[] = {
    {"0", 0, 0},
    {"25,881", 0, 25881},
    {"25.881", 0, 25881},
    {"1,234,567", 0, 1234567},
    {"1234.00", 0, 1234},
    {"1.0", 0, 1},
    {"1e3", 0, 1000},
    {"1.5e1", 0, 15},
    {"-3", 0, -3},
    {"(3)", 0, -3},
    {"1 234", 0, 1234},
    {"1,000", ',', 1},
    {"1,000", '.', 1000},
    {"9223372036854775807", 0, INT64_MAX},
    {"-9223372036854775808", 0, INT64_MIN},
    {"9,223,372,036,854,775,807", 0, INT64_MAX},
};

static void test_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++) {
        struct error error = {0};
        int64_t got = 0;
        struct number_format format = {COUNTS[i].decimal};
        int code = value_count(garner_text(COUNTS[i].text), format, &got, &error);
        if (code || got != COUNTS[i].expected) {
            fail_msg("\"%s\": %d, %lld, %s", COUNTS[i].text, code, (long long)got, error.message);
        }
    }
}

struct refusal {
    const char *text;
    char decimal;
    const char *message;
};

static const struct refusal REFUSED_AMOUNTS[] = {
    {"", 0, "\"\" is not a number"},
    {"-", 0, "\"-\" is not a number"},
    {"--", 0, "\"--\" is not a number"},
    {" --", 0, "\"--\" is not a number"},
    {"N/A", 0, "\"N/A\" is not a number"},
    {"1\n2", 0, "\"1?2\" is not a number: its thousands marks do not stand between groups of three"},
    {"12%", 0, "\"12%\" is not a number"},
    {"$5", 0, "\"$5\" is not a number"},
    {"2026-03-10", 0, "\"2026-03-10\" is not a number"},
    {"1e", 0, "\"1e\" is not a number"},
    {"1e+-5", 0, "\"1e+-5\" is not a number"},
    {"0x1F", 0, "\"0x1F\" is not a number"},
    {"-5-", 0, "\"-5-\" is not a number: it has more than one sign"},
    {"(-5)", 0, "\"(-5)\" is not a number: it has more than one sign"},
    {"(5", 0, "\"(5\" is not a number: a parenthesis has no partner"},
    {"5)", 0, "\"5)\" is not a number: a parenthesis has no partner"},
    {"1,234", 0, "\"1,234\" is 1234 or 1.234: name the decimal mark (decimal: \".\" or \",\")"},
    {"1.234", 0, "\"1.234\" is 1234 or 1.234: name the decimal mark (decimal: \".\" or \",\")"},
    {"(12,345)", 0, "\"(12,345)\" is -12345 or -12.345: name the decimal mark (decimal: \".\" or \",\")"},
    {"1,234e2", 0, "\"1,234e2\" is 1234e2 or 1.234e2: name the decimal mark (decimal: \".\" or \",\")"},
    {"1,23.4", 0, "\"1,23.4\" is not a number: its thousands marks do not stand between groups of three"},
    {"1.2.3", 0, "\"1.2.3\" is not a number: its thousands marks do not stand between groups of three"},
    {"0,123,456", 0, "\"0,123,456\" is not a number: its thousands marks do not stand between groups of three"},
    {"1,234'567.5", 0, "\"1,234'567.5\" is not a number: its thousands marks do not stand between groups of three"},
    {"12.34.567", 0, "\"12.34.567\" is not a number: its thousands marks do not stand between groups of three"},
    {"1  234", 0, "\"1  234\" is not a number: its thousands marks do not stand between groups of three"},
    {"1.5", ',', "\"1.5\" is not a number whose decimal mark is \",\": correct the cell, or the option `decimal`"},
    {"1.234,56", '.',
     "\"1.234,56\" is not a number whose decimal mark is \".\": correct the cell, or the option `decimal`"},
    {"1.234.567", '.',
     "\"1.234.567\" is not a number whose decimal mark is \".\": correct the cell, or the option `decimal`"},
    {"9223372036854.775808", 0, "\"9223372036854.775808\" is out of range"},
    {"-9223372036854.775809", 0, "\"-9223372036854.775809\" is out of range"},
    {"1e13", 0, "\"1e13\" is out of range"},
    {"1e99999999999999999999", 0, "\"1e99999999999999999999\" is out of range"},
    {"99999999999999999999", 0, "\"99999999999999999999\" is out of range"},
    {"a\x01\xFF"
     "b\xC2\x85",
     0, "\"a??b?\" is not a number"},
    {"ääääääääääääääääääääääääääääääääääääääää", 0, "\"ääääääääääääääääääääääääääääää…\" is not a number"},
};

static void test_refused_amounts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof REFUSED_AMOUNTS / sizeof *REFUSED_AMOUNTS; i++) {
        struct error error = {0};
        int64_t got = 0;
        struct number_format format = {REFUSED_AMOUNTS[i].decimal};
        assert_int_equal(value_amount(garner_text(REFUSED_AMOUNTS[i].text), format, &got, &error), GARNER_E_DATA);
        assert_string_equal(error.message, REFUSED_AMOUNTS[i].message);
    }
}

static const struct refusal REFUSED_COUNTS[] = {
    {"1.5", 0, "\"1.5\" is not a whole number"},
    {"1,234", ',', "\"1,234\" is not a whole number"},
    {"1e-3", 0, "\"1e-3\" is not a whole number"},
    {"9223372036854775808", 0, "\"9223372036854775808\" is out of range"},
    {"-9223372036854775809", 0, "\"-9223372036854775809\" is out of range"},
    {"--", 0, "\"--\" is not a number"},
    {"25,88", '.', "\"25,88\" is not a number whose decimal mark is \".\": correct the cell, or the option `decimal`"},
};

static void test_refused_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof REFUSED_COUNTS / sizeof *REFUSED_COUNTS; i++) {
        struct error error = {0};
        int64_t got = 0;
        struct number_format format = {REFUSED_COUNTS[i].decimal};
        assert_int_equal(value_count(garner_text(REFUSED_COUNTS[i].text), format, &got, &error), GARNER_E_DATA);
        assert_string_equal(error.message, REFUSED_COUNTS[i].message);
    }
}

static void test_absent_and_endless(void **state)
{
    (void)state;
    struct number_format format = {0};
    int64_t got = 0;
    assert_int_equal(value_amount((struct garner_str){NULL, 0}, format, &got, NULL), GARNER_E_DATA);

    char digits[1000];
    memset(digits, '0', sizeof digits);
    struct error error;
    assert_int_equal(value_amount((struct garner_str){digits, 300}, format, &got, &error), 0);
    memset(digits, 'x', sizeof digits);
    assert_int_equal(value_amount((struct garner_str){digits, sizeof digits}, format, &got, &error), GARNER_E_DATA);
    assert_non_null(strstr(error.message, "too long"));
    /* More marks than any number has. */
    for (size_t i = 0; i < 200; i++) {
        digits[i] = i % 4 == 1 ? ',' : '1';
    }
    assert_int_equal(value_amount((struct garner_str){digits, 197}, format, &got, &error), GARNER_E_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_amounts),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_refused_amounts),
        cmocka_unit_test(test_refused_counts),
        cmocka_unit_test(test_absent_and_endless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
