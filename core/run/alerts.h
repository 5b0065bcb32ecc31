/* alerts.h - what is wrong with sources and reports, and who is to be told: each thing once when it begins, again after
 * the target's `repeat`, once when it is over. Writes messages into the ledger; sends nothing. */
#ifndef GARNER_RUN_ALERTS_H
#define GARNER_RUN_ALERTS_H

#include "core/run/post.h"

enum alert_state {
    ALERT_CLEAR = 0,
    ALERT_UNSURE = 1, /* it may pass by itself: nothing is told, nothing taken back */
    ALERT_HOLDS = 2
};
enum alert_step { STEP_NONE = 0, STEP_TELL = 1, STEP_CLEAR = 2 };
/* Pure. told_at: when it was last told while it held; 0 = it did not. repeat_ms 0 = told once. */
enum alert_step alert_step(enum alert_state state, int64_t told_at, int64_t repeat_ms, int64_t now);

/* Looks at the runs of every source. eager: a failure counts at once, not only after the retries that the daemon makes.
 * *next: when a source will be stale that is not, or something is to be repeated; SCHEDULE_NEVER. */
int alerts_sources(const struct config *config, struct store *store, bool eager, int64_t now, int64_t *next,
                   struct error *error);
/* What is beyond a threshold now, and thereby what is no more. */
int alerts_thresholds(const struct config *config, struct store *store, const struct measured *rows, size_t count,
                      int64_t now, struct error *error);
/* A message that says it is a test. */
int alerts_test(const struct config *config, struct store *store, const struct target *target, int64_t now,
                struct error *error);

#endif
