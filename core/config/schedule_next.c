/* schedule_next.c - the next time of a schedule, over zone.h and calendar.h alone (schedule.h). */
#include "core/config/schedule.h"

#include "core/base/calendar.h"
#include <string.h>

enum { MINUTE_MS = 60000, HOUR_MS = 3600000, ALL_HOURS = (1 << 24) - 1, LAST_DAY = 2932896 /* 9999-12-31 */ };

static int64_t floor_to(int64_t a, int64_t b)
{
    return a - ((a % b) + b) % b;
}

static int64_t local_of(const struct zone *zone, int64_t utc_ms)
{
    return utc_ms + zone_offset(zone, utc_ms) * INT64_C(1000);
}

static bool day_matches(const struct schedule *schedule, int32_t day)
{
    struct civil civil = calendar_civil(day);
    if (!(schedule->months >> civil.month & 1)) {
        return false;
    }
    bool of_month = schedule->days >> civil.day & 1;
    bool of_week = schedule->weekdays >> calendar_weekday(day) % 7 & 1;
    return schedule->any_day || schedule->any_weekday ? of_month && of_week : of_month || of_week;
}

static bool matches(const struct schedule *schedule, int64_t local_ms)
{
    int64_t day = floor_to(local_ms, CALENDAR_DAY_MS) / CALENDAR_DAY_MS, rest = local_ms - day * CALENDAR_DAY_MS;
    return schedule->hours >> rest / HOUR_MS & 1 && schedule->minutes >> rest % HOUR_MS / MINUTE_MS & 1 &&
           day_matches(schedule, (int32_t)day);
}

/* ---- from local times to instants ---- */

/* The instant of a local time, its first where it comes twice. In a gap: the gap's end, and *exists false. */
static int64_t instant_of(const struct zone *zone, int64_t local_ms, bool *exists)
{
    int64_t after = zone_instant(zone, local_ms), gap = local_of(zone, after) - local_ms;
    *exists = gap == 0;
    if (gap <= 0) {
        return after;
    }
    /* The offset changes somewhere in the gap's length before that. */
    int64_t before = after - gap;
    int32_t new_offset = zone_offset(zone, after);
    while (after - before > 1000) {
        int64_t middle = floor_to(before + (after - before) / 2, 1000);
        middle = middle > before ? middle : before + 1000;
        if (zone_offset(zone, middle) == new_offset) {
            after = middle;
        } else {
            before = middle;
        }
    }
    return floor_to(after, 1000);
}

/* The next matching time of one local day, from local_ms on; -1 where the day has no more. */
static int64_t next_in_day(const struct schedule *schedule, int64_t local_ms)
{
    int64_t day = floor_to(local_ms, CALENDAR_DAY_MS);
    int from = (int)((local_ms - day) / MINUTE_MS);
    for (int hour = from / 60; hour < 24; hour++) {
        if (!(schedule->hours >> hour & 1)) {
            continue;
        }
        int low = hour == from / 60 ? from % 60 : 0;
        uint64_t left = schedule->minutes & ~UINT64_C(0) << low;
        if (left) {
            return day + hour * (int64_t)HOUR_MS + __builtin_ctzll(left) * (int64_t)MINUTE_MS;
        }
    }
    return -1;
}

/* The next matching local time not before local_ms; SCHEDULE_NEVER where there is none. */
static int64_t next_local(const struct schedule *schedule, int64_t local_ms)
{
    int64_t day = floor_to(local_ms, CALENDAR_DAY_MS) / CALENDAR_DAY_MS;
    for (; day <= LAST_DAY; day++) {
        if (day_matches(schedule, (int32_t)day)) {
            int64_t begin = day * CALENDAR_DAY_MS;
            int64_t found = next_in_day(schedule, local_ms > begin ? local_ms : begin);
            if (found != -1) {
                return found;
            }
        }
    }
    return SCHEDULE_NEVER;
}

/* Later local times never come to an earlier instant, so only those after the local time of `after` can be next. */
static int64_t next_by_clock(const struct schedule *schedule, const struct zone *zone, int64_t after, bool gaps_count)
{
    int64_t local = floor_to(local_of(zone, after), MINUTE_MS) + MINUTE_MS;
    for (;;) {
        local = next_local(schedule, local);
        if (local == SCHEDULE_NEVER) {
            return SCHEDULE_NEVER;
        }
        bool exists;
        int64_t instant = instant_of(zone, local, &exists);
        if (instant > after && (exists || gaps_count)) {
            return instant;
        }
        local += MINUTE_MS;
    }
}

/* Of a schedule of every hour the next time is within the next passing hours, or on another day. */
static int64_t next_by_passing(const struct schedule *schedule, const struct zone *zone, int64_t after)
{
    int64_t offset = zone_offset(zone, after) * INT64_C(1000);
    int64_t instant = floor_to(after + offset, MINUTE_MS) - offset;
    for (int i = 0; i < 180; i++) {
        instant += MINUTE_MS;
        if (matches(schedule, local_of(zone, instant))) {
            return instant;
        }
    }
    return next_by_clock(schedule, zone, after, false);
}

static int64_t next_plain(const struct schedule *schedule, const struct zone *zone, int64_t after)
{
    if (schedule->every_ms) {
        return floor_to(after, schedule->every_ms) + schedule->every_ms;
    }
    return schedule->hours == ALL_HOURS ? next_by_passing(schedule, zone, after)
                                        : next_by_clock(schedule, zone, after, true);
}

/* ---- jitter ---- */

/* Always the same for one source and time, so that a restart neither repeats nor skips a run. */
static int64_t put_off(const struct schedule *schedule, const char *name, int64_t at)
{
    uint64_t hash = UINT64_C(14695981039346656037) ^ (uint64_t)at; /* FNV-1a, finished as splitmix64 does */
    for (; *name; name++) {
        hash = (hash ^ (unsigned char)*name) * UINT64_C(1099511628211);
    }
    hash = (hash ^ hash >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    hash = (hash ^ hash >> 27) * UINT64_C(0x94d049bb133111eb);
    return (int64_t)((hash ^ hash >> 31) % (uint64_t)schedule->jitter_ms);
}

int64_t schedule_next(const struct schedule *schedule, const struct zone *zone, const char *name, int64_t after_ms)
{
    if (schedule->jitter_ms <= 0) {
        return next_plain(schedule, zone, after_ms);
    }
    int64_t at = after_ms - schedule->jitter_ms, best = SCHEDULE_NEVER;
    /* Times closer together than the jitter may swap places: the earliest of those that can come first. */
    for (int i = 0; i < 10000; i++) {
        at = next_plain(schedule, zone, at);
        if (at >= best || at == SCHEDULE_NEVER) {
            break;
        }
        int64_t put = at + put_off(schedule, name, at);
        best = put > after_ms && put < best ? put : best;
    }
    return best;
}
