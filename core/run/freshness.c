/* freshness.c - see freshness.h. */
#include "core/run/freshness.h"

int64_t fresh_until(const struct source_config *source, const struct zone *zone, int64_t began, int64_t ended)
{
    if (source->stale_after_ms) {
        return ended + source->stale_after_ms;
    }
    int64_t first = source->schedule ? source_next(source, zone, began) : SCHEDULE_NEVER;
    int64_t second = first == SCHEDULE_NEVER ? first : source_next(source, zone, first);
    return second == SCHEDULE_NEVER ? second : second + source->timeout_ms;
}
