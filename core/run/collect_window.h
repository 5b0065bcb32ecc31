/* collect_window.h - what a pull brings between two commits: windows, refused rows, scopes that yield. collect.c hands
 * their frames on; nobody else includes this. */
#ifndef GARNER_RUN_COLLECT_WINDOW_H
#define GARNER_RUN_COLLECT_WINDOW_H

#include "core/run/collect.h"

/* One frame each: 0, or why the worker must be ended. */
int collect_yielding(struct collect *collect, struct wire *wire, struct error *error);
int collect_window_begin(struct collect *collect, struct wire *wire, struct error *error);
int collect_quarantine(struct collect *collect, struct wire *wire, struct error *error);
/* The end of a window, or a checkpoint: owes the worker an acknowledgement. */
int collect_commit(struct collect *collect, struct wire *wire, bool window, struct error *error);

/* Makes everything since the last commit durable and empties the spool. */
int collect_flush(struct collect *collect, struct garner_str cursor, struct error *error);

/* Of collect.c. GARNER_E_BUG: "the worker sent <what>"; and the secrets that must not be stored, NULL where none are
 * known. */
int collect_broken(struct error *error, const char *what);
const struct garner_strs *collect_secrets(const struct collect *collect);

#endif
