/* calendar.h - proleptic Gregorian days since 1970-01-01 and back; pure arithmetic. */
#ifndef GARNER_BASE_CALENDAR_H
#define GARNER_BASE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

struct civil {
    int year, month, day; /* month and day from 1 */
};
enum { CALENDAR_DAY_MS = 86400000 };

int32_t calendar_day(int year, int month, int day);
struct civil calendar_civil(int32_t day);
bool calendar_valid(int year, int month, int day);
int calendar_days_in_month(int year, int month);
int calendar_weekday(int32_t day);                        /* 1 = Monday … 7 = Sunday */
void calendar_iso_week(int32_t day, int *year, int *week); /* ISO 8601 */

/* "2026-03-10" / "2026-03-10T06:15:00.000Z" (milliseconds only where not zero); out holds 32 bytes. */
char *calendar_format_day(int32_t day, char out[32]);
char *calendar_format_instant(int64_t utc_ms, char out[32]);
/* Strict "YYYY-MM-DD"; false where it is not one. */
bool calendar_parse_day(const char *text, int32_t *day);

#endif
