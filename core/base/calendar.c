/* calendar.c - days and civil dates. Pure arithmetic; must not know of time zones or of the present. */
#include "core/base/calendar.h"
#include "core/base/error.h"

enum { DAYS_PER_ERA = 146097, YEARS_PER_ERA = 400, DAYS_0000_03_01 = 719468 };

static bool leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Years run from March here, so that the leap day is the last of its year; 400 of them always have the same days. */
int32_t calendar_day(int year, int month, int day)
{
    int64_t y = (int64_t)year - (month <= 2), m = (month + 9) % 12;
    int64_t era = floor_div(y, YEARS_PER_ERA), in_era = y - era * YEARS_PER_ERA;
    int64_t day_of_year = (153 * m + 2) / 5 + day - 1;
    int64_t day_of_era = in_era * 365 + in_era / 4 - in_era / 100 + day_of_year;
    return (int32_t)(era * DAYS_PER_ERA + day_of_era - DAYS_0000_03_01);
}

static struct civil civil_of(int64_t day)
{
    int64_t from_march = day + DAYS_0000_03_01, era = floor_div(from_march, DAYS_PER_ERA);
    int64_t in_era = from_march - era * DAYS_PER_ERA;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t day_of_year = in_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * day_of_year + 2) / 153; /* 0 = March */
    return (struct civil){
        .year = (int)(year + era * YEARS_PER_ERA + (month >= 10)),
        .month = (int)(month < 10 ? month + 3 : month - 9),
        .day = (int)(day_of_year - (153 * month + 2) / 5 + 1),
    };
}

struct civil calendar_civil(int32_t day)
{
    return civil_of(day);
}

int calendar_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12) {
        return 0;
    }
    return days[month - 1] + (month == 2 && leap(year));
}

bool calendar_valid(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && day >= 1 && day <= calendar_days_in_month(year, month);
}

int calendar_weekday(int32_t day)
{
    int64_t since_monday = (int64_t)day + 3; /* 1970-01-01 was a Thursday */
    return (int)(since_monday - floor_div(since_monday, 7) * 7) + 1;
}

/* A week belongs to the year its Thursday is in. */
void calendar_iso_week(int32_t day, int *year, int *week)
{
    int64_t thursday = (int64_t)day + 4 - calendar_weekday(day);
    *year = civil_of(thursday).year;
    *week = (int)(thursday - calendar_day(*year, 1, 1)) / 7 + 1;
}

static int put_day(int64_t day, char out[32])
{
    struct civil civil = civil_of(day);
    return snprintf(out, 32, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
}

char *calendar_format_day(int32_t day, char out[32])
{
    put_day(day, out);
    return out;
}

char *calendar_format_instant(int64_t utc_ms, char out[32])
{
    int64_t day = floor_div(utc_ms, CALENDAR_DAY_MS);
    int ms = (int)(utc_ms % CALENDAR_DAY_MS);
    ms += ms < 0 ? CALENDAR_DAY_MS : 0;
    size_t used = (size_t)put_day(day, out);
    used += (size_t)snprintf(out + used, 32 - used, "T%02d:%02d:%02d", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60);
    if (ms % 1000) {
        used += (size_t)snprintf(out + used, 32 - used, ".%03d", ms % 1000);
    }
    snprintf(out + used, 32 - used, "Z");
    return out;
}

bool calendar_parse_day(const char *text, int32_t *day)
{
    int number[3] = {0};
    for (int i = 0; i < 10; i++) {
        bool dash = i == 4 || i == 7;
        if (dash ? text[i] != '-' : text[i] < '0' || text[i] > '9') {
            return false;
        }
        if (!dash) {
            int *part = &number[(i > 4) + (i > 7)];
            *part = *part * 10 + (text[i] - '0');
        }
    }
    if (text[10] || !calendar_valid(number[0], number[1], number[2])) {
        return false;
    }
    *day = calendar_day(number[0], number[1], number[2]);
    return true;
}
