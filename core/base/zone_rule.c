/* zone_rule.c - the POSIX rule at the end of a TZif file ("CET-1CEST,M3.5.0,M10.5.0/3"), parsed and evaluated. Called
 * by zone.c and zone_file.c; knows nothing of files. */
#include "core/base/zone_rule.h"
#include "core/base/calendar.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, OFFSET_HOURS_MAX = 24, TIME_HOURS_MAX = 167 };
/* Days and weekdays repeat after 400 years. */
static const int64_t PERIOD = INT64_C(146097) * DAY;

/* ---- parsing: each function moves *p behind what it read and returns whether it was there ---- */

static bool skip(const char **p, char c)
{
    bool found = **p == c;
    *p += found;
    return found;
}

static bool number(const char **p, int low, int high, int *out)
{
    int n = 0, digits = 0;
    for (; **p >= '0' && **p <= '9' && digits < 4; digits++) {
        n = n * 10 + (*(*p)++ - '0');
    }
    *out = n;
    return digits > 0 && n >= low && n <= high;
}

/* "CET" or "<+0545>". The name itself is of no use here. */
static bool skip_name(const char **p)
{
    const char *start = *p;
    if (skip(p, '<')) {
        while (**p && **p != '>') {
            (*p)++;
        }
        return skip(p, '>');
    }
    while ((**p >= 'A' && **p <= 'Z') || (**p >= 'a' && **p <= 'z')) {
        (*p)++;
    }
    return *p - start >= 3;
}

/* [+-]h[:mm[:ss]] */
static bool duration(const char **p, int hours_max, int32_t *seconds)
{
    bool negative = skip(p, '-');
    int h = 0, m = 0, s = 0;
    if (!negative) {
        skip(p, '+');
    }
    if (!number(p, 0, hours_max, &h) ||
        (skip(p, ':') && (!number(p, 0, 59, &m) || (skip(p, ':') && !number(p, 0, 59, &s))))) {
        return false;
    }
    *seconds = h * HOUR + m * MINUTE + s;
    *seconds = negative ? -*seconds : *seconds;
    return true;
}

/* POSIX counts offsets west of Greenwich. */
static bool offset(const char **p, int32_t *east)
{
    int32_t west = 0;
    bool found = duration(p, OFFSET_HOURS_MAX, &west);
    *east = -west;
    return found;
}

static bool day_of_year(const char **p, struct zone_date *date)
{
    if (skip(p, 'M')) {
        date->kind = ZONE_DATE_MONTH;
        return number(p, 1, 12, &date->month) && skip(p, '.') && number(p, 1, 5, &date->week) && skip(p, '.') &&
               number(p, 0, 6, &date->day);
    }
    bool julian = skip(p, 'J');
    date->kind = julian ? ZONE_DATE_JULIAN : ZONE_DATE_FROM_ZERO;
    return number(p, julian, 365, &date->day);
}

/* ",M3.5.0/2" */
static bool date(const char **p, struct zone_date *out)
{
    out->seconds = 2 * HOUR;
    return skip(p, ',') && day_of_year(p, out) && (!skip(p, '/') || duration(p, TIME_HOURS_MAX, &out->seconds));
}

bool zone_rule_parse(const char *text, struct zone_rule *rule)
{
    const char *p = text;
    *rule = (struct zone_rule){0};
    if (!skip_name(&p) || !offset(&p, &rule->standard)) {
        return false;
    }
    rule->summer = rule->standard + HOUR;
    if (!*p) {
        return true;
    }
    rule->has_summer = true;
    return skip_name(&p) && (*p == ',' || offset(&p, &rule->summer)) && date(&p, &rule->begin) &&
           date(&p, &rule->end) && !*p;
}

/* ---- evaluation ---- */

/* Days since 1970 of a date in a year. */
static int32_t day_in_year(const struct zone_date *date, int year)
{
    if (date->kind == ZONE_DATE_FROM_ZERO) {
        return calendar_day(year, 1, 1) + date->day;
    }
    if (date->kind == ZONE_DATE_JULIAN) {
        int32_t day = calendar_day(year, 1, 1) + date->day - 1;
        return day + (date->day >= 60 && calendar_days_in_month(year, 2) == 29);
    }
    int32_t first = calendar_day(year, date->month, 1);
    int day = (date->day - calendar_weekday(first) % 7 + 7) % 7 + 7 * (date->week - 1);
    int days = calendar_days_in_month(year, date->month);
    return first + (day < days ? day : day - 7); /* week 5 is the last, be it the fourth */
}

struct search {
    int64_t at;   /* the instant in question */
    int64_t last; /* the latest change not after it */
    struct zone_span span;
};

static void consider(struct search *search, int64_t change, int32_t offset_from_then)
{
    if (change > search->at) {
        search->span.until = change < search->span.until ? change : search->span.until;
    } else if (change > search->last) {
        search->last = change;
        search->span.offset = offset_from_then;
    }
}

/* The neighbouring years too, since a time of day may lead days out of its year. Where summer time lasts all year, its
 * end is the next year's begin: begins are looked at first, so that the tie is summer's. */
struct zone_span zone_rule_span(const struct zone_rule *rule, int64_t utc_seconds)
{
    if (!rule->has_summer) {
        return (struct zone_span){rule->standard, INT64_MAX};
    }
    int64_t periods = utc_seconds / PERIOD - (utc_seconds % PERIOD < 0), shift = periods * PERIOD;
    struct search search = {utc_seconds - shift, INT64_MIN, {rule->standard, INT64_MAX}};
    int year = calendar_civil((int32_t)(search.at / DAY)).year;
    for (int y = year - 1; y <= year + 1; y++) {
        int64_t day = day_in_year(&rule->begin, y);
        consider(&search, day * DAY + rule->begin.seconds - rule->standard, rule->summer);
    }
    for (int y = year - 1; y <= year + 1; y++) {
        int64_t day = day_in_year(&rule->end, y);
        consider(&search, day * DAY + rule->end.seconds - rule->summer, rule->standard);
    }
    search.span.until += shift;
    return search.span;
}
