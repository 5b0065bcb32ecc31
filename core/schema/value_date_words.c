/* value_date_words.c - dates whose month is a word, day or month first. Called by value_date.c. Which words there are
 * is date_words.c's. */
#include "core/schema/value_date.h"
#include "core/schema/date_words.h"
#include "core/schema/value_text.h"
#include "core/base/str.h"

/* Blanks, at most one sign, and words such as "de" between two parts. */
static void take_joint(struct date_reader *r)
{
    date_take_blanks(r);
    if (r->at < r->end && memchr(",.-/", *r->at, 4)) {
        r->at++;
        date_take_blanks(r);
    }
    const char *start = r->at;
    if (date_word_is_joint(date_take_word(r))) {
        date_take_blanks(r);
    } else {
        r->at = start;
    }
}

static int take_month(struct date_reader *r)
{
    int month = date_word_month(date_take_word(r));
    if (month) {
        date_take(r, '.');
    }
    return month;
}

/* A day of the month with what may hang on it: "27th", "1er", "27.", "1.º". */
static bool take_day(struct date_reader *r, int *day)
{
    int digits = date_take_digits(r, day);
    if (digits != 1 && digits != 2) {
        return false;
    }
    date_take(r, '.');
    const char *start = r->at;
    if (!date_word_is_ordinal(date_take_word(r))) {
        r->at = start;
    }
    return true;
}

static int no_year(struct date_reader *r)
{
    return date_refuse(r, "it names no year");
}

static int finish(struct date_reader *r, int year, int month, int day)
{
    int code = date_read_tail(r);
    return code ? code : date_set(r, year, month, day);
}

/* "10:15:00 CET 2026" behind "Nov 9", as C's asctime and date(1) have it. */
static int time_then_year(struct date_reader *r, int month, int day)
{
    int year, code = date_read_time(r, false);
    if (code) {
        return code;
    }
    date_take_blanks(r);
    if (date_take_digits(r, &year) != 4 || r->at != r->end) {
        return no_year(r);
    }
    return date_set(r, year, month, day);
}

static int month_first(struct date_reader *r)
{
    int year, day, month = take_month(r);
    if (!month) {
        return DATE_OTHER;
    }
    take_joint(r);
    if (!take_day(r, &day)) {
        return date_refuse(r, "it names a month, not a day");
    }
    take_joint(r);
    const char *start = r->at;
    int digits = date_take_digits(r, &year);
    if (r->at < r->end && *r->at == ':' && digits <= 2) {
        r->at = start;
        return time_then_year(r, month, day);
    }
    if (digits != 2 && digits != 4) {
        return no_year(r);
    }
    return finish(r, date_year(digits, year), month, day);
}

static int day_first(struct date_reader *r)
{
    int year, day;
    if (!take_day(r, &day)) {
        return DATE_OTHER;
    }
    take_joint(r);
    int month = take_month(r);
    if (!month) {
        return DATE_OTHER;
    }
    take_joint(r);
    int digits = date_take_digits(r, &year);
    if (digits != 2 && digits != 4) {
        return no_year(r);
    }
    return finish(r, date_year(digits, year), month, day);
}

static int year_first(struct date_reader *r)
{
    int year, day;
    if (date_take_digits(r, &year) != 4) {
        return DATE_OTHER;
    }
    take_joint(r);
    int month = take_month(r);
    if (!month) {
        return DATE_OTHER;
    }
    take_joint(r);
    return take_day(r, &day) ? finish(r, year, month, day) : date_refuse(r, "it names a month, not a day");
}

int date_read_words(struct date_reader *r)
{
    const char *start = r->at;
    if (r->at < r->end && !value_is_digit(*r->at)) {
        return month_first(r);
    }
    int code = day_first(r);
    if (code == DATE_OTHER) {
        r->at = start;
        code = year_first(r);
    }
    return code;
}
