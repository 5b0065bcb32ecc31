/* post.h - carries the messages of the ledger, each by a courier process of its own, a few at a time, on a libuv loop;
 * and has thresholds measured. What a courier does can neither block nor end this process. The daemon and
 * `garner deliver` use it through mailroom.h. */
#ifndef GARNER_RUN_POST_H
#define GARNER_RUN_POST_H

#include "core/run/order.h"
#include <uv.h>

struct post;

/* A row beyond a threshold, as a courier found it. Texts live as long as the call. */
struct measured {
    const struct target *target;
    const struct threshold *threshold;
    struct garner_str row, value;
};

struct post_events {
    void *context;
    /* A message was tried. code 0: sent; else retry_at, 0 where it has failed. */
    void (*tried)(void *context, const struct ledger_entry *entry, int code, const char *why, int64_t retry_at);
    /* All rows beyond thresholds; or a code, then rows are to be ignored. */
    void (*measured)(void *context, const struct measured *rows, size_t count, int code, const char *why);
    /* A courier is gone, and its events were told. */
    void (*over)(void *context);
};

/* events are copied. only: what is carried. */
struct post *post_new(uv_loop_t *loop, struct store *store, struct clock clock, const struct post_events *events,
                      struct ledger_only only);
/* Frees it once nothing runs. */
void post_free(struct post *post);

/* Begins with what is due, as far as there is room. config: of the messages that begin now; held until they are over.
 */
int post_work(struct post *post, struct config *config, struct error *error);
/* Begins to measure, unless that goes on already or there are no thresholds. */
void post_measure(struct post *post, struct config *config);
size_t post_count(const struct post *post); /* couriers that run */
bool post_is_full(const struct post *post); /* no more at once; an end makes room */
/* Ends them all: what they had is sent again by whoever looks next, under the same ids. */
void post_kill(struct post *post);

#endif
