/* schedule.h - when a source is due: five cron fields, @daily and the like, or "every 6h"; pure. sources.c parses,
 * core/run and core/cmd ask for the next time.
 *
 * Cron fields follow Vixie cron: minute, hour, day of month, month, day of week; lists, ranges, steps, names; where
 * both day fields are restricted (neither begins with *), either makes a day match. Clock changes: a local time that
 * does not exist runs once, right after the gap; one that comes twice runs the first time. A schedule of every hour
 * follows the hours that pass instead: neither an extra run nor one left out. "every" counts from 1970-01-01T00:00Z, in
 * no zone. */
#ifndef GARNER_CONFIG_SCHEDULE_H
#define GARNER_CONFIG_SCHEDULE_H

#include "core/base/zone.h"

struct schedule {
    int64_t every_ms;  /* 0: the bit sets say when */
    int64_t jitter_ms; /* each time is put off by less than this, differently by source and time; 0 = none */
    uint64_t minutes;
    uint32_t hours, days, months, weekdays; /* bits 0-23, 1-31, 1-12, 0-6 (0 = Sunday) */
    bool any_day, any_weekday;              /* the field begins with * */
};

#define SCHEDULE_NEVER INT64_MAX

/* Parses; *out is all zero on failure. GARNER_E_CONFIG naming the field, the character and what to write instead;
 * dates that never come (30 February) are refused. jitter_ms is left 0. */
int schedule_parse(struct garner_str text, struct schedule *out, struct error *error);

/* The first time strictly after an instant; SCHEDULE_NEVER past the year 9999. name: whose jitter. */
int64_t schedule_next(const struct schedule *schedule, const struct zone *zone, const char *name, int64_t after_ms);

#endif
