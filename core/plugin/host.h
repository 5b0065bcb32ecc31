/* host.h - the services a plugin is offered (struct garner_host), as they run in the worker: files and rows, typed cells,
 * mapping, records, windows, checkpoints, costs. What comes out is frames, handed to a sink; tests give their own sink.
 *
 * It knows nothing of processes, of the store, or of who reads the frames. */
#ifndef GARNER_PLUGIN_HOST_H
#define GARNER_PLUGIN_HOST_H

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/log.h"
#include "core/plugin/trial.h"
#include "core/schema/wire.h"

/* Where frames go. Both return 0 or a code, GARNER_E_CANCELLED once the host wants the pull to stop. */
struct host_sink {
    void *context;
    int (*send)(void *context, struct garner_str frames, struct error *error);
    int (*await)(void *context, struct error *error); /* until the host has acknowledged the last window or checkpoint */
    bool (*cancelled)(void *context);
};

/* All a worker is told about its pull; travels as WIRE_CONFIG. Texts belong to whoever made it. */
struct pull_request {
    const char *source, *plugin_path; /* plugin_path NULL: the host's own costs source */
    const char *config_file, *config_dir;
    const char *state_dir; /* beside the store: tokens, rates, scratch files; may not exist yet */
    const char *currency, *timezone;
    const struct garner_node *options;
    struct garner_str cursor;
    struct garner_day from, to;
    bool full;      /* read files again even where they have not changed */
    int64_t record_limit; /* 0 = none */
    enum garner_level log_level;
    int64_t memory_limit, cpu_limit_ms; /* the worker sets these on itself */
    struct trial trial;                 /* kind 0: an ordinary pull */
};
void request_put(struct buf *out, const struct pull_request *request); /* a whole WIRE_CONFIG frame */
int request_get(struct garner_str payload, struct arena *arena, struct pull_request *out, struct error *error);

/* Runs one pull to its end: fills the plugin's config, calls pull(), closes what is open, sends WIRE_COUNTS and, on
 * success, WIRE_END; on failure WIRE_FAIL with code and message. Returns 0 or the code. plugin NULL: the host's own costs source (options
 * `costs`: list of costs trees, `known_customers`: files). */
int host_pull(const struct garner_plugin *plugin, const struct pull_request *request, const struct host_sink *sink,
              struct error *error);

#endif
