/* notify.h - who is told what, and which report goes where when: `notify:` and `deliver:` as read. Owned by the
 * configuration. */
#ifndef GARNER_CONFIG_NOTIFY_H
#define GARNER_CONFIG_NOTIFY_H

#include "core/config/schedule.h"

enum target_kind { TARGET_EMAIL = 1, TARGET_WEBHOOK = 2, TARGET_SLACK = 3, TARGET_FILE = 4 };

/* What a target wants to hear of: bits of struct target's `tells`. */
enum tell { TELL_FAILURE = 1, TELL_RECOVERY = 2, TELL_STALE = 4, TELL_THRESHOLD = 8 };

/* Which days a report is about, seen from the day it is made: `days` whole days up to yesterday; else the last whole
 * week, month, quarter or year ('w', 'm', 'q', 'y'); neither: all there are. */
struct period {
    int64_t days;
    char unit;
};
/* First and last day (included) as seen from `today`; false where the period names none. */
bool period_days(struct period period, int32_t today, int32_t *from, int32_t *to);

struct setting {
    const char *name, *value;
};
/* A report as an order names it. */
struct report_order {
    const char *report;
    struct period period;
    const struct setting *settings; /* further parameters of the report */
    size_t setting_count;
    uint32_t line, column; /* where it stands */
};

struct threshold {
    struct report_order order;
    const char *column; /* of the report */
    bool below;         /* else above */
    int64_t bound;      /* millionths */
    const char *bound_text;
    const struct setting *where; /* only rows in whose column `name` stands something that fits the glob `value` */
    size_t where_count;
};

struct target {
    const char *name;
    enum target_kind kind;
    const char *url;             /* of the SMTP server, or what is posted to; secret where it is a hook's */
    const char *user, *password; /* NULL = none */
    const char *from;            /* an address, or "Name <address>" */
    struct garner_strs to;       /* addresses */
    const char *path;            /* TARGET_FILE: absolute; {day} and {time} stand for the slot's */
    unsigned tells;              /* enum tell */
    const struct threshold *thresholds;
    size_t threshold_count;
    int64_t repeat_ms; /* what goes on is told again after this; 0 = never */
    int64_t timeout_ms, retries, retry_delay_ms;
};

struct delivery {
    const char *name;
    struct report_order order;
    const char *format;   /* of the renderer: "table", "csv" … */
    const char *schedule; /* as written; NULL = only when asked for */
    struct schedule plan;
    const char *zone; /* of the schedule and of the report's days */
    const struct target **to;
    size_t to_count;
};

#endif
