/* alert_look.h - one look at what is wrong: what was told before, how a message reads, and the step from one to the
 * other. Private to alerts.c and alert_thresholds.c. */
#ifndef GARNER_RUN_ALERT_LOOK_H
#define GARNER_RUN_ALERT_LOOK_H

#include "core/run/alerts.h"

/* Something that was told and stands. */
struct told {
    const char *target, *kind, *subject;
    int64_t at;
    bool seen; /* somebody still asks after it */
};

struct looking {
    const struct config *config;
    struct store *store;
    int64_t now, next;
    bool eager;
    struct arena arena;
    struct told *told; /* by target, kind, subject */
    size_t told_count;
    struct error *error;
};

/* What a message says. */
struct alert {
    const char *kind; /* of the message: failure, recovery, stale, threshold, test */
    const char *subject, *title;
    const char *source; /* NULL = of none */
    const char *what, *where, *advice;
    const char *error; /* class of a failure; NULL */
    int64_t run;       /* 0 = none */
};

/* Reads what was told; the arena is released by the caller, on failure too. */
int look_begin(struct looking *look);
/* One thing that may be wrong, and one target. alert: what is said where it is to be told or, its kind being recovery,
 * is over; NULL = it is over in silence. *cleared (may be NULL): it is over. */
int look_step(struct looking *look, const struct target *target, const char *kind, const char *subject,
              enum alert_state state, const struct alert *alert, bool *cleared);
/* Drops what was told of sources, targets and thresholds that are there no more. */
int look_forget(struct looking *look, bool thresholds);
/* The message; texts in the look's arena, without secrets. */
struct ledger_message look_message(struct looking *look, const struct target *target, const struct alert *alert);
/* A cell's text in the look's arena; "" where it has none. */
const char *look_text(struct looking *look, const struct query *query, size_t column);

#endif
