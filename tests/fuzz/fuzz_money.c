/* fuzz_money.c - libFuzzer target of value_money, value_amount and value_count. The first byte chooses the decimal mark
 * and the expected currency, the rest is the text. What is accepted, written canonically and read again, must be the
 * same. */
#include "core/schema/values.h"
#include "core/base/number.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool held)
{
    if (!held) {
        abort();
    }
}

static void check_money(struct garner_str text, struct number_format format, const char *currency)
{
    static const struct number_format point = {'.'};
    struct garner_money first, again;
    struct error error;
    char digits[32], canonical[64];
    if (value_money(text, format, currency, &first, &error)) {
        must(error.code == GARNER_E_DATA && error.message[0]);
        return;
    }
    must(value_is_currency(first.currency));
    must(!*currency || strcmp(currency, first.currency) == 0);
    number_format_millionths(first.micros, value_currency_digits(first.currency), digits);
    snprintf(canonical, sizeof canonical, "%s %s", digits, first.currency);
    must(value_money(garner_text(canonical), point, "", &again, &error) == 0);
    must(again.micros == first.micros && strcmp(again.currency, first.currency) == 0);
}

static void check_amount(struct garner_str text, struct number_format format)
{
    static const struct number_format point = {'.'};
    int64_t first, again;
    struct error error;
    char canonical[32];
    if (value_amount(text, format, &first, &error)) {
        must(error.code == GARNER_E_DATA && error.message[0]);
        return;
    }
    number_format_millionths(first, 0, canonical);
    must(value_amount(garner_text(canonical), point, &again, &error) == 0);
    must(again == first);
}

static void check_count(struct garner_str text, struct number_format format)
{
    int64_t first, again;
    struct error error;
    char canonical[32];
    if (value_count(text, format, &first, &error)) {
        must(error.code == GARNER_E_DATA && error.message[0]);
        return;
    }
    snprintf(canonical, sizeof canonical, "%lld", (long long)first);
    must(value_count(garner_text(canonical), (struct number_format){0}, &again, &error) == 0);
    must(again == first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char marks[] = {0, '.', ','};
    static const char *const currencies[] = {"", "EUR", "USD", "JPY", "SEK", "KWD"};
    if (size == 0) {
        return 0;
    }
    struct garner_str text = {(const char *)data + 1, size - 1};
    struct number_format format = {marks[data[0] % 3]};
    check_money(text, format, currencies[data[0] / 3 % 6]);
    check_amount(text, format);
    check_count(text, format);
    return 0;
}
