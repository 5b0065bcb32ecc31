/* clock.c - the system's time, or the one GARNER_NOW names. The only file that asks what time it is. */
#include "core/base/clock.h"
#include "core/base/calendar.h"
#include "core/base/error.h"

static int64_t read_clock(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t system_now(void *context)
{
    (void)context;
    return read_clock(CLOCK_REALTIME);
}

/* Two digits below limit; -1 where they are not. */
static int two_digits(const char *text, int limit)
{
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') {
        return -1;
    }
    int n = (text[0] - '0') * 10 + text[1] - '0';
    return n < limit ? n : -1;
}

/* "10:00:00" and an optional fraction, of which milliseconds count; moves *text behind it. */
static bool parse_time(const char **text, int64_t *ms)
{
    const char *t = *text;
    if (strnlen(t, 8) < 8 || t[2] != ':' || t[5] != ':') {
        return false;
    }
    int hour = two_digits(t, 24), minute = two_digits(t + 3, 60), second = two_digits(t + 6, 60);
    if (hour < 0 || minute < 0 || second < 0) {
        return false;
    }
    *ms = ((hour * 60 + minute) * 60 + second) * INT64_C(1000);
    t += 8;
    if (*t == '.') {
        for (int64_t unit = 100; *++t >= '0' && *t <= '9'; unit /= 10) {
            *ms += (*t - '0') * unit;
        }
    }
    *text = t;
    return true;
}

/* RFC 3339, UTC only: 2026-11-22T10:00:00Z */
static bool parse_instant(const char *text, int64_t *utc_ms)
{
    char day_text[11] = "";
    int32_t day = 0;
    int64_t ms = 0;
    memcpy(day_text, text, strnlen(text, 10));
    if (!calendar_parse_day(day_text, &day) || text[10] != 'T') {
        return false;
    }
    const char *rest = text + 11;
    if (!parse_time(&rest, &ms) || rest[0] != 'Z' || rest[1]) {
        return false;
    }
    *utc_ms = day * (int64_t)CALENDAR_DAY_MS + ms;
    return true;
}

/* Read anew on each call: a struct clock has no room for an instant, and nothing here may be a variable. */
static int64_t fixed_now(void *context)
{
    int64_t utc_ms = 0;
    const char *text = getenv("GARNER_NOW");
    return text && parse_instant(text, &utc_ms) ? utc_ms : system_now(context);
}

struct clock clock_system(void)
{
    int64_t utc_ms = 0;
    const char *text = getenv("GARNER_NOW");
    if (!text || !*text) {
        return (struct clock){system_now, NULL};
    }
    if (!parse_instant(text, &utc_ms)) {
        /* Going on with another time than the one asked for would be worse than stopping. */
        fprintf(stderr, "garner: GARNER_NOW=\"%s\" is not an instant; write it as 2026-11-22T10:00:00Z\n", text);
        exit(2);
    }
    return (struct clock){fixed_now, NULL};
}

int64_t clock_now(const struct clock *clock)
{
    return clock->now(clock->context);
}

int64_t clock_monotonic(void)
{
    return read_clock(CLOCK_MONOTONIC);
}
