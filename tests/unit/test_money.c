/* test_money.c - value_money and the table of currencies. */
#include "core/schema/values.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

struct amount {
    const char *text;
    char decimal;
    const char *expected_in; /* currency of the column */
    int64_t micros;
    const char *currency;
};

static const struct amount AMOUNTS[] = {
    {"12000.00 EUR", 0, "", 12000000000, "EUR"},
    {"12 EUR", 0, NULL, 12000000, "EUR"},
    {"12EUR", 0, NULL, 12000000, "EUR"},
    {"EUR 12", 0, "EUR", 12000000, "EUR"},
    {"12 eur", 0, "EUR", 12000000, "EUR"},
    {"CHF 12", 0, "", 12000000, "CHF"},
    {"1,234.50", 0, "USD", 1234500000, "USD"},
    {"$1,234.50", 0, "USD", 1234500000, "USD"},
    {"$1,234.50", 0, "CAD", 1234500000, "CAD"},
    {"$ 1,234.50 USD", 0, "", 1234500000, "USD"},
    {"$.50", 0, "USD", 500000, "USD"},
    {"US$5", 0, "", 5000000, "USD"},
    {"A$ 5", 0, "", 5000000, "AUD"},
    {"C$5", 0, "", 5000000, "CAD"},
    {"C$5", 0, "NIO", 5000000, "NIO"},
    {"R$ 1.234,56", 0, "", 1234560000, "BRL"},
    {"R$\xC2\xA0"
     "10,50",
     0, "BRL", 10500000, "BRL"},
    {"€ 1.234,50", 0, "", 1234500000, "EUR"},
    {"1.234,50 €", 0, "", 1234500000, "EUR"},
    {"1 234,50\xE2\x80\xAF€", 0, "", 1234500000, "EUR"},
    {"€ 12,-", 0, "", 12000000, "EUR"},
    {"€1.234,--", 0, "", 1234000000, "EUR"},
    {"£9.99", 0, "", 9990000, "GBP"},
    {"£9.99", 0, "EGP", 9990000, "EGP"},
    {"E£9.99 EGP", 0, "", 0, NULL},
    {"£9.99 EGP", 0, "", 9990000, "EGP"},
    {"₹12,34,567.00", 0, "", 1234567000000, "INR"},
    {"¥1,234", 0, "JPY", 1234000000, "JPY"},
    {"¥1,234.50", 0, "CNY", 1234500000, "CNY"},
    {"99,50 kr", 0, "SEK", 99500000, "SEK"},
    {"99,50 kr.", 0, "DKK", 99500000, "DKK"},
    {"kr 99,50", 0, "NOK", 99500000, "NOK"},
    {"99,50 zł", 0, "", 99500000, "PLN"},
    {"₺99,50", 0, "", 99500000, "TRY"},
    {"Fr. 12.50", 0, "", 12500000, "CHF"},
    {"Fr.12.50", 0, "", 12500000, "CHF"},
    {"SFr. 1'234.-", 0, "", 1234000000, "CHF"},
    {"Rp 1.175.511", 0, "", 1175511000000, "IDR"},
    {"Rp1.175", ',', "IDR", 1175000000, "IDR"},
    {"Rs.500", 0, "INR", 500000000, "INR"},
    {"S/.50", 0, "", 50000000, "PEN"},
    /* no minor unit: the mark can only be a thousands mark */
    {"1,234", 0, "JPY", 1234000000, "JPY"},
    {"1.234", 0, "JPY", 1234000000, "JPY"},
    {"1.234", '.', "JPY", 1234000, "JPY"},
    {"₩1,234,567", 0, "", 1234567000000, "KRW"},
    {"12.5", 0, "JPY", 12500000, "JPY"},
    /* signs */
    {"(3.00)", 0, "USD", -3000000, "USD"},
    {"($3.00)", 0, "USD", -3000000, "USD"},
    {"$(3.00)", 0, "USD", -3000000, "USD"},
    {"(3.00 USD)", 0, "", -3000000, "USD"},
    {"(3.00) USD", 0, "", -3000000, "USD"},
    {"3.00-", 0, "USD", -3000000, "USD"},
    {"-$3.00", 0, "USD", -3000000, "USD"},
    {"$-3.00", 0, "USD", -3000000, "USD"},
    {"- $ 3.00", 0, "USD", -3000000, "USD"},
    {"\xE2\x88\x92"
     "3,00 €",
     0, "", -3000000, "EUR"},
    {"3,00- €", 0, "", -3000000, "EUR"},
    {"+3,00 €", 0, "", 3000000, "EUR"},
    {"0,123", 0, "EUR", 123000, "EUR"},
    {"1234,567", 0, "EUR", 1234567000, "EUR"},
    {"1.429999948", 0, "USD", 1430000, "USD"},
    {"9223372036854.775807", 0, "USD", INT64_MAX, "USD"},
};

static void test_amounts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof AMOUNTS / sizeof *AMOUNTS; i++) {
        const struct amount *a = &AMOUNTS[i];
        struct error error = {0};
        struct garner_money money = {0, "", GARNER_ABSENT};
        int code =
            value_money(garner_text(a->text), (struct number_format){a->decimal}, a->expected_in, &money, &error);
        if (!a->currency) {
            assert_int_equal(code, GARNER_E_DATA);
            continue;
        }
        if (code || money.micros != a->micros || strcmp(money.currency, a->currency) != 0) {
            fail_msg("\"%s\": %d, %lld %s, %s", a->text, code, (long long)money.micros, money.currency, error.message);
        }
        assert_int_equal(money.state, GARNER_SET);
    }
}

struct refusal {
    const char *text, *expected_in, *message;
};

static const struct refusal REFUSALS[] = {
    {"5.00", "", "\"5.00\" names no currency: set `currency`"},
    {"$5", "", "\"$5\" can be in any of USD AUD CAD …: set `currency`"},
    {"¥5", NULL, "\"¥5\" can be in any of JPY CNY: set `currency`"},
    {"5 kr", "", "\"5 kr\" can be in any of SEK NOK DKK …: set `currency`"},
    {"12 EUR", "USD", "\"12 EUR\" is not in USD, which is expected here"},
    {"$12", "EUR", "\"$12\" is not in EUR, which is expected here"},
    {"US$ 12", "AUD", "\"US$ 12\" is not in AUD, which is expected here"},
    {"€ 12 USD", "", "\"€ 12 USD\" names two currencies"},
    {"12 XYZ", "", "\"12 XYZ\" is not an amount of money: \"XYZ\" is no currency"},
    {"3 all", "EUR", "\"3 all\" is not an amount of money: \"all\" is no currency"},
    {"12", "EURO", "\"EURO\" is not a currency of ISO 4217, such as EUR"},
    {"12", "eur", "\"eur\" is not a currency of ISO 4217, such as EUR"},
    {"1,234", "EUR", "\"1,234\" is 1234 or 1.234: name the decimal mark (decimal: \".\" or \",\")"},
    {"1.234 KWD", "", "\"1.234 KWD\" is 1234 or 1.234: name the decimal mark (decimal: \".\" or \",\")"},
    {"(3.00", "EUR", "\"(3.00\" is not a number: a parenthesis has no partner"},
    {"-(3.00)", "EUR", "\"-(3.00)\" is not a number: it has more than one sign"},
    {"9223372036854.775808", "EUR", "\"9223372036854.775808\" is out of range"},
    {"--", "EUR", "\"--\" is not a number"},
    {"EUR", "EUR", "\"EUR\" is not a number"},
};

static void test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof REFUSALS / sizeof *REFUSALS; i++) {
        const struct refusal *r = &REFUSALS[i];
        struct error error = {0};
        struct garner_money money = {7, "XXX", GARNER_ABSENT};
        int code = value_money(garner_text(r->text), (struct number_format){0}, r->expected_in, &money, &error);
        assert_string_equal(error.message, r->message);
        assert_int_equal(code, GARNER_E_DATA);
        assert_int_equal(money.micros, 7);
    }
}

static void test_currencies(void **state)
{
    (void)state;
    static const char *const known[] = {"EUR", "USD", "ADP", "ZWR", "HRK", "BGN", "TRL", "ZWG", "XCG", "XAF", "MRU"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        assert_true(value_is_currency(known[i]));
    }
    static const char *const unknown[] = {"", "E", "EU", "EURO", "eur", "XXX", "XTS", "AAA", "ZZZ", "EU ", "R A"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        assert_false(value_is_currency(unknown[i]));
    }
    assert_int_equal(value_currency_digits("EUR"), 2);
    assert_int_equal(value_currency_digits("JPY"), 0);
    assert_int_equal(value_currency_digits("XPF"), 0);
    assert_int_equal(value_currency_digits("KWD"), 3);
    assert_int_equal(value_currency_digits("CLF"), 4);
    assert_int_equal(value_currency_digits("MGA"), 2);
    assert_int_equal(value_currency_digits("nonsense"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_amounts),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_currencies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
