/* value_date.h - a date taken apart, step by step, for value_date*.c. Private to them.
 *
 * A step returns 0 where it took what it is for, DATE_OTHER where the text is of another form (the position is then of
 * no meaning), or GARNER_E_DATA after setting the message. */
#ifndef GARNER_SCHEMA_VALUE_DATE_H
#define GARNER_SCHEMA_VALUE_DATE_H

#include "core/schema/values.h"
#include "core/base/calendar.h"

enum { DATE_OTHER = 1 };

/* What the text says. */
struct moment {
    struct civil date;
    bool has_epoch; /* epoch_ms says it all */
    bool has_time;  /* ms_of_day, up to and including 24:00 and a leap second */
    bool has_zone;  /* zone_seconds, east of UTC */
    int32_t ms_of_day, zone_seconds;
    int64_t epoch_ms;
};

struct date_reader {
    struct garner_str whole; /* trimmed; what messages quote */
    const char *at, *end;    /* the rest of it */
    enum date_order order;
    struct moment moment;
    struct error *error;
};

/* ---- forms; each reads a date to the end of the text ---- */

/* "20260310", "20260310T061500Z", epoch seconds and milliseconds. (value_date_numeric.c) */
int date_read_digits(struct date_reader *r);
/* "10/03/2026 14:30", "2026-3-1". (value_date_numeric.c) */
int date_read_numeric(struct date_reader *r);
/* "27 January 2026", "Jan 27, 2026 3:04 PM", "Nov 9 10:15:00 2026". (value_date_words.c) */
int date_read_words(struct date_reader *r);

/* ---- parts ---- */

/* What may follow a date: nothing, or a time with or without a zone. (value_date_time.c) */
int date_read_tail(struct date_reader *r);
/* The time and its zone only: "14:30:05 +0100". compact: digits alone are HHMM or HHMMSS. */
int date_read_time(struct date_reader *r, bool compact);
/* The year from its digits: two of them are 1970–2069. Not to be called with other than two or four. */
int date_year(int digits, int value);
/* Sets the date; GARNER_E_DATA where there is no such day. */
int date_set(struct date_reader *r, int year, int month, int day);
/* "… is not a date: why"; returns GARNER_E_DATA. */
int date_refuse(struct date_reader *r, const char *why);

/* ---- characters ---- (value_date_scan.c) */

bool date_take(struct date_reader *r, char c);
/* Whether there was any. */
bool date_take_blanks(struct date_reader *r);
/* How many digits stand here; they are taken. value is theirs where they are at most nine, else of no meaning. */
int date_take_digits(struct date_reader *r, int *value);
/* Letters up to the next blank, digit or ASCII sign; len 0 where none stands here. */
struct garner_str date_take_word(struct date_reader *r);
/* A weekday's name with its comma or stop. */
bool date_take_weekday(struct date_reader *r);

#endif
