/* plan_pull.h - one scheduled pull of a plan, from being due to its end: what is asked of the source, and what its end
 * means for the agenda and the log. Only daemon.c includes it. */
#ifndef GARNER_RUN_PLAN_PULL_H
#define GARNER_RUN_PLAN_PULL_H

#include "core/run/engine.h"
#include "core/run/plan.h"

/* Starts the pull of an entry that agenda_take gave. The plan lives until plan_pull_end. */
void plan_pull_begin(struct plan *plan, const struct agenda_entry *entry, struct engine *engine);

struct plan_pull_end {
    struct plan *plan; /* the one there is now: another than the pull's after a reload */
    struct store *store;
    const struct log *log;
    int64_t now;
};
/* Call it once with what the engine says at the end of each pull that plan_pull_begin started; frees that result and,
 * with its last pull, a plan that is no longer the one there is. */
void plan_pull_end(const struct pull_result *result, const struct plan_pull_end *end);

#endif
