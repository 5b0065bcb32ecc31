/* mailroom.h - all that garner tells people, in one place: reports whose slot has come, what is wrong and what is well
 * again, and the couriers that carry it. The daemon and the verbs `deliver`, `notify` and `pull --notify` use it.
 * Nothing in it waits for a server. */
#ifndef GARNER_RUN_MAILROOM_H
#define GARNER_RUN_MAILROOM_H

#include "core/base/log.h"
#include "core/run/post.h"

struct mailroom;
struct mailroom_options {
    const struct log *log;
    struct clock clock;
    struct ledger_only only; /* what is seen to; where it names a kind: no slots, no alerts */
    bool eager;              /* failures count at once: nobody retries */
    void *context;
    void (*over)(void *context);                                              /* a courier is gone; may be NULL */
    void (*tried)(void *context, const struct ledger_entry *entry, int code); /* a message was tried; may be NULL */
};

/* What it is told of must live as long as it does; config is held. */
struct mailroom *mailroom_new(uv_loop_t *loop, struct store *store, struct config *config,
                              const struct mailroom_options *options);
void mailroom_free(struct mailroom *room); /* once nothing runs; NULL allowed */

/* Another configuration from now on. What failed for the old one's sake is tried again. */
void mailroom_use(struct mailroom *room, struct config *config);
/* Facts, runs or the clock have changed: the next look is at everything. */
void mailroom_changed(struct mailroom *room);
/* Sees to all that is due. */
void mailroom_look(struct mailroom *room);
/* When to look next; SCHEDULE_NEVER. */
int64_t mailroom_next(const struct mailroom *room);
size_t mailroom_count(const struct mailroom *room); /* couriers that run */
/* Begins nothing more; kill: ends what runs. */
void mailroom_stop(struct mailroom *room, bool kill);

/* All that is due, with a loop of its own, until nothing runs: what failed waits in the ledger for another look. */
int mailroom_serve(struct store *store, struct config *config, const struct mailroom_options *options,
                   struct error *error);

#endif
