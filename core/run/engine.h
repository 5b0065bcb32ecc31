/* engine.h - many pulls side by side on one libuv loop: sources are added at any time, at most `jobs` workers run at
 * once, each end is reported. pull_run adds a fixed list and waits; the daemon adds what is due. */
#ifndef GARNER_RUN_ENGINE_H
#define GARNER_RUN_ENGINE_H

#include "core/run/pull.h"
#include <uv.h>

struct engine;

/* store may be NULL (as in pull_run). options are kept, and its finished is called once for each source added, from
 * engine_add at the earliest, when nothing of the source runs any more; it may add sources. */
struct engine *engine_new(uv_loop_t *loop, struct store *store, const struct pull_options *options, int64_t jobs);
/* Frees it once nothing runs. The loop must still run until the engine's timer is closed, which this sees to. */
void engine_free(struct engine *engine);

struct engine_order {
    const struct config *config; /* it and all below are kept until the source's end */
    const struct source_config *source;
    const struct plugin_info *plugin; /* path NULL: the host's own source */
    const struct error *broken;       /* with a code: it ends at once with that; may be NULL */
    struct pull_result *result;
    struct arena *arena;        /* of the result's texts */
    int64_t retry_of;           /* the run that failed and is tried again; 0 = none */
    struct trial trial;         /* kind 0: an ordinary pull */
    struct garner_day from, to; /* what to pull where the source is windowed; absent = as the plugin decides */
};
void engine_add(struct engine *engine, const struct engine_order *order);

size_t engine_count(const struct engine *engine); /* running and waiting */

/* Cancels what runs and lets nothing more begin: what was added and is now added ends as cancelled. */
void engine_stop(struct engine *engine);

#endif
