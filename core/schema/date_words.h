/* date_words.h - the words that dates are written with, in seven languages. For value_date_*.c. */
#ifndef GARNER_SCHEMA_DATE_WORDS_H
#define GARNER_SCHEMA_DATE_WORDS_H

#include <garner/records.h>
#include <stdbool.h>

/* Words compare without case and accents: "Février", "FEVRIER" and "fevrier" are one. */

/* 1 to 12 for a month's name or abbreviation, 0 for any other word. */
int date_word_month(struct garner_str word);
bool date_word_is_weekday(struct garner_str word);
/* "st", "th", "er" … behind a day's number. */
bool date_word_is_ordinal(struct garner_str word);
/* "of", "de", "del" … between the parts of a date; "at", "um", "às" … between date and time; "Uhr" after it. */
bool date_word_is_joint(struct garner_str word);
bool date_word_is_at(struct garner_str word);
bool date_word_is_clock(struct garner_str word);
/* Seconds east of UTC of an abbreviation that has one meaning in practice (UTC, those of RFC 2822, Europe's); false
 * where it is none. */
bool date_word_zone(struct garner_str word, int32_t *seconds);
/* English name, for messages; month from 1. */
const char *date_month_name(int month);

#endif
