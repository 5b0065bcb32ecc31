/* zone_rule.h - what zone.c, zone_rule.c and zone_file.c share: a zone in memory. Nobody else includes it. */
#ifndef GARNER_BASE_ZONE_RULE_H
#define GARNER_BASE_ZONE_RULE_H

#include "core/base/error.h"

/* The offset in force at an instant, and the instant (UTC seconds) it ends; INT64_MAX = never. */
struct zone_span {
    int32_t offset;
    int64_t until;
};

/* A day of every year: "Mm.w.d" (month), "Jn" (julian: no 29 February) or "n" (from 0), and local seconds into it. */
struct zone_date {
    enum { ZONE_DATE_MONTH, ZONE_DATE_JULIAN, ZONE_DATE_FROM_ZERO } kind;
    int month, week, day;
    int32_t seconds;
};

/* A POSIX TZ rule; offsets are seconds east of UTC. */
struct zone_rule {
    int32_t standard, summer;
    bool has_summer;
    struct zone_date begin, end; /* of summer time */
};

struct zone {
    char *name;
    size_t count;
    int64_t *times;   /* UTC seconds, ascending */
    int32_t *offsets; /* from times[i] on */
    int32_t first;    /* before times[0] */
    bool has_rule;    /* from the last of times on, rule holds */
    struct zone_rule rule;
};

/* "CET-1CEST,M3.5.0,M10.5.0/3"; false where it is not a rule. */
bool zone_rule_parse(const char *text, struct zone_rule *rule);
struct zone_span zone_rule_span(const struct zone_rule *rule, int64_t utc_seconds);

/* Fills zone from the bytes of a TZif file. NULL, or what is wrong with them; zone then holds what zone_free frees. */
const char *zone_file_read(struct zone *zone, const unsigned char *bytes, size_t len);

#endif
