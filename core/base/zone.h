/* zone.h - time zones from the system's TZif files (RFC 8536, versions 1–4, with the footer's POSIX rule), read by
 * ourselves: setenv("TZ") is global and falls silently to UTC. */
#ifndef GARNER_BASE_ZONE_H
#define GARNER_BASE_ZONE_H

#include "core/base/error.h"

struct zone;

/* Loads "Europe/Berlin", "UTC" or a fixed offset "+05:45" from $TZDIR, else /usr/share/zoneinfo. An unknown or damaged zone is
 * GARNER_E_CONFIG with a message. The caller frees. */
int zone_load(const char *name, struct zone **out, struct error *error);
void zone_free(struct zone *zone);
const char *zone_name(const struct zone *zone);

/* Seconds east of UTC at an instant. */
int32_t zone_offset(const struct zone *zone, int64_t utc_ms);
/* Local calendar day of an instant. */
int32_t zone_day(const struct zone *zone, int64_t utc_ms);
/* Instant of a local time given as if it were UTC. A time that comes twice is the first; one that does not exist is
 * taken with the offset before the gap (so it falls after it). */
int64_t zone_instant(const struct zone *zone, int64_t local_ms);

#endif
