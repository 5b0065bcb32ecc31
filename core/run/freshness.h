/* freshness.h - until when what a source brought counts as fresh. Pure. `garner status` and alerts go by it. */
#ifndef GARNER_RUN_FRESHNESS_H
#define GARNER_RUN_FRESHNESS_H

#include "core/config/config.h"

/* Of a good pull that began and ended then: until stale_after has passed, or until two scheduled pulls, the second with
 * time to end in, have gone by. SCHEDULE_NEVER where it has neither. zone: of its schedule. */
int64_t fresh_until(const struct source_config *source, const struct zone *zone, int64_t began, int64_t ended);

#endif
