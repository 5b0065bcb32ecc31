/* value_date_time.c - the time of day behind a date, and its zone. Called by the other value_date_*.c. Must not know
 * how the date before it was written. */
#include "core/schema/value_date.h"
#include "core/schema/date_words.h"
#include "core/schema/value_text.h"
#include "core/base/str.h"

struct clock_time {
    int hour, minute, second, ms;
    bool has_minute;
    char half; /* 'a', 'p' or 0 */
};

/* Further digits than milliseconds are cut off, not rounded: a time must not move into the next day. */
static int take_fraction(struct date_reader *r)
{
    int ms = 0, scale = 100;
    if (r->end - r->at < 2 || (*r->at != '.' && *r->at != ',') || !value_is_digit(r->at[1])) {
        return 0;
    }
    for (r->at++; r->at < r->end && value_is_digit(*r->at); r->at++) {
        ms += (*r->at - '0') * scale;
        scale /= 10;
    }
    return ms;
}

/* "AM", "p.m.", "a. m."; 0 and nothing taken where neither stands here. */
static char take_half(struct date_reader *r)
{
    const char *start = r->at;
    date_take_blanks(r);
    char half = r->at < r->end ? (char)(*r->at | 0x20) : '\0';
    if (half == 'a' || half == 'p') {
        r->at++;
        if (date_take(r, '.')) {
            date_take_blanks(r);
        }
        if (date_take(r, 'm') || date_take(r, 'M')) {
            date_take(r, '.');
            if (r->at == r->end || !value_is_letter(*r->at)) {
                return half;
            }
        }
    }
    r->at = start;
    return '\0';
}

/* HHMM or HHMMSS. */
static void split_compact(int digits, int value, struct clock_time *time)
{
    int seconds = digits == 6 ? value % 100 : 0;
    int rest = digits == 6 ? value / 100 : value;
    *time = (struct clock_time){rest / 100, rest % 100, seconds, 0, true, 0};
}

static int take_clock(struct date_reader *r, bool compact, struct clock_time *time)
{
    *time = (struct clock_time){0};
    int digits = date_take_digits(r, &time->hour);
    if (compact && (digits == 4 || digits == 6)) {
        split_compact(digits, time->hour, time);
        time->ms = digits == 6 ? take_fraction(r) : 0;
        return 0;
    }
    if (digits != 1 && digits != 2) {
        return DATE_OTHER;
    }
    if (!date_take(r, ':')) {
        return 0;
    }
    time->has_minute = true;
    if (date_take_digits(r, &time->minute) != 2) {
        return DATE_OTHER;
    }
    if (date_take(r, ':')) {
        if (date_take_digits(r, &time->second) != 2) {
            return DATE_OTHER;
        }
        time->ms = take_fraction(r);
    }
    return 0;
}

/* The hour of 24; -1 where there is none such. 24 itself is midnight at the day's end. */
static int hour_of_day(const struct clock_time *time)
{
    if (time->half) {
        bool midnight_twice = time->half == 'a' && time->hour == 0;
        bool fits = (time->hour >= 1 && time->hour <= 12) || midnight_twice;
        return fits ? time->hour % 12 + (time->half == 'p' ? 12 : 0) : -1;
    }
    bool end_of_day = time->hour == 24 && time->minute == 0 && time->second == 0 && time->ms == 0;
    return time->hour <= 23 || end_of_day ? time->hour : -1;
}

static int set_time(struct date_reader *r, const struct clock_time *time)
{
    int hour = hour_of_day(time);
    if (hour < 0 || time->minute > 59 || time->second > 60) {
        return date_refuse(r, "there is no such time of day");
    }
    r->moment.has_time = true;
    r->moment.ms_of_day = ((hour * 60 + time->minute) * 60 + time->second) * 1000 + time->ms;
    return 0;
}

/* ---- zones ---- */

/* Takes "+", "-" or U+2212; 0 where none stands here. */
static int take_direction(struct date_reader *r)
{
    if (date_take(r, '+')) {
        return 1;
    }
    if (date_take(r, '-')) {
        return -1;
    }
    if (r->end - r->at >= 3 && memcmp(r->at, "\xE2\x88\x92", 3) == 0) {
        r->at += 3;
        return -1;
    }
    return 0;
}

/* "05:45", "0545", "05", "5" behind the sign. No place is further from UTC than 12 hours west and 14 east. */
static int take_offset(struct date_reader *r, int direction)
{
    int hours, minutes = 0;
    int digits = date_take_digits(r, &hours);
    if (digits == 4) {
        minutes = hours % 100;
        hours /= 100;
    } else if (digits != 1 && digits != 2) {
        return DATE_OTHER;
    } else if (date_take(r, ':') && date_take_digits(r, &minutes) != 2) {
        return DATE_OTHER;
    }
    int total = direction * (hours * 60 + minutes);
    if (minutes > 59 || total < -12 * 60 || total > 14 * 60) {
        return date_refuse(r, "no time zone is that far from UTC");
    }
    r->moment.has_zone = true;
    r->moment.zone_seconds = total * 60;
    return 0;
}

static int unknown_zone(struct date_reader *r, struct garner_str word)
{
    char quoted[VALUE_QUOTE_SIZE], name[VALUE_QUOTE_SIZE];
    return error_set(r->error, GARNER_E_DATA,
                     "%s is not a date: its time zone %s is not known; write an offset such as +01:00",
                     value_quote(r->whole, quoted), value_quote(word, name));
}

/* "(Central European Time)", "[Europe/Berlin]": what some programs put behind an offset. */
static void take_comment(struct date_reader *r)
{
    date_take_blanks(r);
    char last = r->end > r->at ? r->end[-1] : '\0';
    if (r->at < r->end && ((*r->at == '(' && last == ')') || (*r->at == '[' && last == ']'))) {
        r->at = r->end;
    }
}

/* A sign must stand before its digits: "10:00 - 11:00" is a span. The position stays where no zone follows. */
static int take_zone(struct date_reader *r)
{
    const char *start = r->at;
    date_take_blanks(r);
    int direction = take_direction(r);
    if (!direction) {
        struct garner_str word = date_take_word(r);
        if (word.len == 0) {
            r->at = start;
            return 0;
        }
        if (!date_word_zone(word, &r->moment.zone_seconds)) {
            return unknown_zone(r, word);
        }
        r->moment.has_zone = true;
        direction = r->moment.zone_seconds == 0 && word.len > 1 ? take_direction(r) : 0;
    }
    int code = direction ? take_offset(r, direction) : 0;
    if (!code) {
        take_comment(r);
    }
    return code;
}

int date_read_time(struct date_reader *r, bool compact)
{
    struct clock_time time;
    int code = take_clock(r, compact, &time);
    if (code) {
        return code;
    }
    time.half = take_half(r);
    if (!time.has_minute && !time.half) {
        return DATE_OTHER;
    }
    code = set_time(r, &time);
    if (code) {
        return code;
    }
    const char *start = r->at;
    date_take_blanks(r);
    if (!date_word_is_clock(date_take_word(r))) {
        r->at = start;
    }
    return take_zone(r);
}

int date_read_tail(struct date_reader *r)
{
    bool apart = date_take_blanks(r), compact = false;
    if (r->at == r->end) {
        return 0;
    }
    if (date_take(r, ',')) {
        apart = true;
        date_take_blanks(r);
    } else if (!apart) {
        compact = date_take(r, 'T') || date_take(r, 't');
        apart = compact || date_take(r, ':');
    }
    if (!apart) {
        return DATE_OTHER;
    }
    const char *start = r->at;
    if (!compact && date_word_is_at(date_take_word(r))) {
        date_take(r, '.');
        date_take_blanks(r);
    } else {
        r->at = start;
    }
    int code = date_read_time(r, compact);
    if (code) {
        return code;
    }
    date_take_blanks(r);
    return r->at == r->end ? 0 : DATE_OTHER;
}
