/* clock.h - the time as a parameter: the system's, or a test's. */
#ifndef GARNER_BASE_CLOCK_H
#define GARNER_BASE_CLOCK_H

#include <stdint.h>

struct clock {
    int64_t (*now)(void *context); /* UTC milliseconds since 1970 */
    void *context;
};

/* The system's clock; under GARNER_NOW (RFC 3339, for reproducible tests and reports) always that instant.
 * A GARNER_NOW that is none ends the program (exit 2): no other time would be right. */
struct clock clock_system(void);
int64_t clock_now(const struct clock *clock);
/* Milliseconds that never go back, for durations. */
int64_t clock_monotonic(void);

#endif
