/* value_date_scan.c - the characters and small parts that all forms of dates share. Called by value_date*.c. */
#include "core/schema/value_date.h"
#include "core/schema/date_words.h"
#include "core/schema/value_text.h"
#include "core/base/str.h"

bool date_take(struct date_reader *r, char c)
{
    if (r->at < r->end && *r->at == c) {
        r->at++;
        return true;
    }
    return false;
}

bool date_take_blanks(struct date_reader *r)
{
    const char *start = r->at;
    size_t len;
    while ((len = value_blank(r->at, r->end)) > 0) {
        r->at += len;
    }
    return r->at > start;
}

int date_take_digits(struct date_reader *r, int *value)
{
    int count = 0;
    *value = 0;
    for (; r->at < r->end && value_is_digit(*r->at); r->at++) {
        count++;
        *value = count <= 9 ? *value * 10 + (*r->at - '0') : *value;
    }
    return count;
}

struct garner_str date_take_word(struct date_reader *r)
{
    const char *start = r->at;
    while (r->at < r->end && (value_is_letter(*r->at) || (unsigned char)*r->at >= 0x80) &&
           !value_blank(r->at, r->end)) {
        r->at++;
    }
    return str_of(start, (size_t)(r->at - start));
}

/* "Mon,", "mar.", "segunda-feira," */
bool date_take_weekday(struct date_reader *r)
{
    const char *start = r->at;
    if (!date_word_is_weekday(date_take_word(r))) {
        r->at = start;
        return false;
    }
    const char *after = r->at;
    if (!date_take(r, '-') || !str_is_nocase(date_take_word(r), "feira")) {
        r->at = after;
    }
    date_take(r, '.');
    date_take(r, ',');
    date_take_blanks(r);
    return true;
}

int date_year(int digits, int value)
{
    return digits == 4 ? value : value < 70 ? 2000 + value : 1900 + value;
}

int date_refuse(struct date_reader *r, const char *why)
{
    char quoted[VALUE_QUOTE_SIZE];
    return error_set(r->error, GARNER_E_DATA, "%s is not a date%s%s", value_quote(r->whole, quoted), *why ? ": " : "",
                     why);
}

int date_set(struct date_reader *r, int year, int month, int day)
{
    r->moment.date = (struct civil){year, month, day};
    if (calendar_valid(year, month, day)) {
        return 0;
    }
    if (month < 1 || month > 12 || year < 1 || day < 1 || day > 31) {
        return date_refuse(r, "there is no such day");
    }
    char why[64];
    snprintf(why, sizeof why, "%s %d has %d days", date_month_name(month), year, calendar_days_in_month(year, month));
    return date_refuse(r, why);
}
