/* values.h - text to typed values: numbers, money, dates, times. Exact, never through a double, never a guess: text that
 * has two readings is refused with both. Used by the worker's row services and by the configuration. */
#ifndef GARNER_SCHEMA_VALUES_H
#define GARNER_SCHEMA_VALUES_H

#include "core/base/zone.h"

/* What a numeric cell means where a mark could be either: 0 = only what is unambiguous. */
struct number_format {
    char decimal; /* '.', ',' or 0 */
};

/* A decimal number as written by people and programs: optional sign (also U+2212, trailing minus, accounting
 * parentheses), thousands marks (',' '.' blank NBSP U+202F ' _ between groups of three, or Indian groups), exponent. Result: value × 10^6, rounded once, half to even.
 * GARNER_E_DATA with the reason: not a number, out of range, or ambiguous ("1,234 is 1234 or 1.234"). Two different
 * marks, a mark that repeats, or one not followed by exactly three digits decide by themselves. */
int value_amount(struct garner_str text, struct number_format format, int64_t *millionths, struct error *error);
/* A whole number: as above, but a fraction other than zeros is refused, and a single mark before three digits is read as a thousands mark when
 * the format does not say otherwise. */
int value_count(struct garner_str text, struct number_format format, int64_t *n, struct error *error);
/* Money: a number with an optional symbol or ISO code before or after ("€ 1.234,50", "US$5", "12 EUR", "(3.00)"). A
 * currency in the text must agree with `currency` where both are given; "$", "kr" and "¥" alone name none; an amount without any currency is refused. currency may
 * be NULL or "". */
int value_money(struct garner_str text, struct number_format format, const char *currency, struct garner_money *out,
                struct error *error);
/* Three capital letters that ISO 4217 lists (a table of active codes and recently retired ones). */
bool value_is_currency(const char *code);
/* Digits of its minor unit: 2 for most, 0 for JPY, 3 for KWD … */
int value_currency_digits(const char *code);

enum date_order { DATE_ANY = 0, DATE_DMY = 1, DATE_MDY = 2, DATE_YMD = 3 };
enum date_order date_order_named(struct garner_str name); /* "DMY" …; DATE_ANY where it is none */

/* What texts seen so far allow: all zero at first. A column is scanned with date_evidence, then read with the order it
 * leaves. */
struct date_evidence {
    uint64_t numeric;        /* dates of the form a/b/c without a four-digit year in front */
    bool not_dmy, not_mdy;   /* some value has a part over 12 that excludes the order */
};
void date_evidence(struct date_evidence *evidence, struct garner_str text);

struct date_format {
    /* Of numeric dates that do not begin with a four-digit year. One that it makes no day of is refused, even where another
     * order would: a column has one order. DATE_ANY: only what has one reading. */
    enum date_order order;
    const struct zone *zone; /* of times that name none; NULL = UTC */
};

/* A point in time: ISO 8601 in all usual spellings (T or blank, fraction, Z or offset, with or without seconds,
 * unpadded hours), RFC 2822, epoch seconds or milliseconds (10 or 13 digits), "31.12.2025 14:30", "12/31/25 2:30 PM",
 * "27 January 2026", "January 27, 2026", "Jan 27, 2026", month names in English, German, French, Spanish, Portuguese, Italian, Dutch. A date alone has precision
 * day. GARNER_E_DATA: not a date, impossible (31 Feb), or ambiguous, showing both readings. Two-digit years are
 * 1970–2069. format may be NULL: DATE_ANY and UTC. */
int value_instant(struct garner_str text, const struct date_format *format, struct garner_instant *out, struct error *error);
/* A calendar day: as above; a time after it is ignored only when it is midnight or names no zone. */
int value_day(struct garner_str text, const struct date_format *format, struct garner_day *out, struct error *error);

/* "90s" "10m" "6h" "30d" "2w" "1500ms"; plain numbers are refused. */
int value_duration(struct garner_str text, int64_t *ms, struct error *error);
/* "512KiB" "32MiB" "1GiB" or bytes. */
int value_size(struct garner_str text, int64_t *bytes, struct error *error);

#endif
