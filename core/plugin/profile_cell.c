/* profile_cell.c - what a single text can be: address, date, amount …; see profile_parts.h. The readers of values
 * decide, so that nothing is called a date or a number here that a pull could not read. */
#include "core/base/str.h"
#include "core/plugin/profile_parts.h"
#include "core/schema/identity.h"

enum { VALUE_MAX = 64, PHONE_LEAST = 7, PHONE_MOST = 15 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t count_digits(struct garner_str text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.len; i++) {
        digits += is_digit(text.ptr[i]);
    }
    return digits;
}

static bool is_email(struct garner_str text)
{
    if (text.len > 254 || !memchr(text.ptr, '@', text.len)) {
        return false;
    }
    struct buf address;
    buf_init(&address, 1024);
    bool is = identity_email(&address, text);
    buf_release(&address);
    return is;
}

/* A number written with a plus is one anywhere; others only where the column's name speaks of telephones. */
static bool is_phone(struct garner_str text, bool name_says_phone)
{
    size_t digits = count_digits(text);
    if (digits < PHONE_LEAST || digits > PHONE_MOST + 5 || (!name_says_phone && text.ptr[0] != '+')) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.ptr[i]) && !strchr("+()-./ x", text.ptr[i])) {
            return false;
        }
    }
    return true;
}

static bool is_flag(struct garner_str text)
{
    static const char *const words[] = {"true",      "false", "yes",       "no",   "y",          "n",
                                        "t",         "f",     "ja",        "nein", "oui",        "non",
                                        "s\xC3\xAD", "si",    "s\xC3\xAC", "sim",  "n\xC3\xA3o", "nee"};
    for (size_t i = 0; text.len <= 5 && i < sizeof words / sizeof words[0]; i++) {
        if (str_is_nocase(text, words[i])) {
            return true;
        }
    }
    return false;
}

static bool is_currency(struct garner_str text)
{
    char code[4] = "";
    for (size_t i = 0; text.len == 3 && i < 3; i++) {
        char c = text.ptr[i];
        code[i] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
    }
    return code[0] && value_is_currency(code);
}

/* ---- dates ---- */

static bool reads_as(struct garner_str text, enum date_order order, struct garner_instant *at)
{
    const struct date_format format = {.order = order};
    *at = (struct garner_instant){0};
    return value_instant(text, &format, at, NULL) == 0 && at->state == GARNER_SET;
}

static unsigned date_signs(struct garner_str text)
{
    struct garner_instant at;
    if (reads_as(text, DATE_ANY, &at)) {
        return at.precision == GARNER_PRECISION_DAY ? SIGN_DAY : SIGN_INSTANT;
    }
    struct date_evidence evidence = {0};
    date_evidence(&evidence, text);
    unsigned ways = 0, signs = 0;
    for (enum date_order order = DATE_DMY; evidence.numeric && order <= DATE_YMD; order++) {
        if (reads_as(text, order, &at)) {
            ways++;
            signs = at.precision == GARNER_PRECISION_DAY ? SIGN_DAY : SIGN_INSTANT;
        }
    }
    return signs | (ways > 1 ? SIGN_TWO_WAYS : 0);
}

/* Digits alone are a day, seconds or milliseconds only where the name of the column says so. */
static bool perhaps_date(struct garner_str text, size_t digits, bool name_says_date)
{
    if (digits == text.len) {
        return name_says_date && (digits == 8 || digits == 10 || digits == 13);
    }
    return digits >= 3 && text.len >= 6 && text.len <= VALUE_MAX;
}

/* ---- numbers ---- */

static unsigned number_signs(struct garner_str text)
{
    int64_t value;
    unsigned two = number_mark(text) == MARK_EITHER ? SIGN_TWO_WAYS : 0;
    if (value_count(text, (struct number_format){0}, &value, NULL) == 0) {
        return SIGN_COUNT | SIGN_NUMBER | two;
    }
    return value_amount(text, (struct number_format){two ? '.' : '\0'}, &value, NULL) == 0 ? SIGN_NUMBER | two : 0;
}

static unsigned money_signs(struct garner_str text, char currency[4])
{
    struct garner_money money = {0};
    unsigned two = number_mark(text) == MARK_EITHER ? SIGN_TWO_WAYS : 0;
    if (value_money(text, (struct number_format){two ? '.' : '\0'}, NULL, &money, NULL) != 0) {
        return 0;
    }
    memcpy(currency, money.currency, sizeof money.currency);
    return SIGN_MONEY | SIGN_NUMBER | two;
}

/* "77.77%", "< 10 %" */
static bool is_share(struct garner_str text)
{
    if (text.len < 2 || text.ptr[text.len - 1] != '%') {
        return false;
    }
    struct garner_str number = str_trim(str_of(text.ptr, text.len - 1));
    while (number.len && (number.ptr[0] == '<' || number.ptr[0] == '>' || number.ptr[0] == '=')) {
        number = str_trim(str_of(number.ptr + 1, number.len - 1));
    }
    return number.len && number_signs(number) != 0;
}

static unsigned value_signs(struct garner_str text, bool name_says_date, char currency[4])
{
    size_t digits = count_digits(text);
    if (digits == 0 || text.len > VALUE_MAX) {
        return 0;
    }
    if (is_share(text)) {
        return SIGN_SHARE;
    }
    unsigned signs = number_signs(text);
    if (perhaps_date(text, digits, name_says_date) && (!signs || digits == text.len)) {
        unsigned date = date_signs(text);
        if (date) {
            return date;
        }
    }
    return signs ? signs : money_signs(text, currency);
}

unsigned profile_signs(struct garner_str text, unsigned says, char currency[4])
{
    unsigned signs = is_email(text) ? SIGN_EMAIL : value_signs(text, says & PROFILE_SAYS_DATE, currency);
    signs |= is_phone(text, says & PROFILE_SAYS_PHONE) ? SIGN_PHONE : 0;
    signs |= is_flag(text) ? SIGN_FLAG : 0;
    signs |= is_currency(text) ? SIGN_CURRENCY : 0;
    signs |= memchr(text.ptr, ' ', text.len) ? SIGN_SPACED : 0;
    return signs | (count_digits(text) ? SIGN_DIGITS : 0);
}

/* The names of columns that hold a year each are no numbers. */
static bool is_year(struct garner_str text)
{
    return text.len == 4 && count_digits(text) == 4 && (text.ptr[0] == '1' || text.ptr[0] == '2');
}

bool profile_is_value(struct garner_str text)
{
    char currency[4];
    return text.len && !is_year(text) && (is_email(text) || value_signs(text, false, currency));
}
