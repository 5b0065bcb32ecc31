/* slots.h - which scheduled reports are due: writes them into the ledger, once per slot. Sends nothing. */
#ifndef GARNER_RUN_SLOTS_H
#define GARNER_RUN_SLOTS_H

#include "core/store/ledger.h"

/* The last time of a schedule after `after` and not after `now`; 0 where there is none. */
int64_t slot_last(const struct schedule *schedule, const struct zone *zone, const char *name, int64_t after,
                  int64_t now);

/* Takes what is due: of several slots that went by, the last alone. A delivery that was never looked at before begins
 * now. *next: when the next is due; SCHEDULE_NEVER. */
int slots_take(const struct config *config, struct store *store, int64_t now, int64_t *next, struct error *error);
/* A report for one slot to each of its targets, whatever the schedule: what was sent already stays sent. */
int slot_order(const struct delivery *delivery, struct store *store, int64_t slot, struct error *error);

#endif
