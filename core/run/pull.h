/* pull.h - pulls sources into the store: many at once, a worker process each. What `garner pull`, `test` and the daemon
 * call. */
#ifndef GARNER_RUN_PULL_H
#define GARNER_RUN_PULL_H

#include "core/config/config.h"
#include "core/plugin/host.h"
#include "core/store/store.h"
#include <signal.h>

/* What became of one source. Texts in the arena given to pull_run. */
struct pull_result {
    const struct source_config *source;
    int code;            /* enum garner_code; 0 = ok */
    const char *message; /* "" where ok */
    int64_t run;
    struct run_counts counts;
    int64_t took_ms;
    int64_t wait_ms; /* how long a source that failed asked to be left alone; 0 = it did not say */
};

struct pull_progress {
    const struct source_config *source;
    uint64_t rows, bytes, total_bytes; /* total 0 = unknown */
    int64_t running_ms;
};

struct pull_options {
    bool full;         /* read unchanged files again */
    bool accept_empty; /* --accept-empty: the zero-row and the volume guard let it pass */
    int64_t jobs;      /* 0 = the configuration's */
    struct garner_day from, to;
    const struct log *log;
    struct clock clock;
    /* May be NULL. progress: a few times a second; records: `garner test` – then nothing is stored. */
    void *context;
    void (*progress)(void *context, const struct pull_progress *progress);
    void (*finished)(void *context, const struct pull_result *result);
    void (*record)(void *context, const struct source_config *source, bool remove, const struct record_type *type,
                   const union record_any *record);
    void (*rejected)(void *context, const struct source_config *source, const struct store_reject *reject);
    const volatile sig_atomic_t *stop; /* set by a signal handler: cancel the workers, roll back, return */
};

/* Pulls sources[0..count) side by side and fills results. store NULL only with options->record. 0 even when sources
 * failed (their results say so); a code only where nothing could be run at all. Refreshes what follows from facts at
 * the end. */
int pull_run(struct config *config, struct store *store, const struct source_config *const *sources, size_t count,
             const struct pull_options *options, struct pull_result *results, struct arena *arena, struct error *error);

/* Runs one source, whose options fit its plugin, once for each trial, and fills results. store NULL only with
 * options->record. Refreshes nothing. */
int pull_try(struct config *config, struct store *store, const struct source_config *source,
             const struct plugin_info *plugin, const struct trial *trials, size_t count,
             const struct pull_options *options, struct pull_result *results, struct arena *arena, struct error *error);

/* Asks a throw-away worker for a plugin's table. Texts in arena. */
int pull_describe(const char *path, struct arena *arena, struct plugin_info *info, struct error *error);

/* Finds and describes the plugin of each source and checks its options. A complaint about the configuration is returned
 * at once; a plugin that is itself broken goes into broken[i] and leaves the other sources alone. infos[i] gets the
 * table of sources[i]'s plugin, and stays zero for the host's own source. Both arrays are the caller's, zeroed. */
int pull_check(struct config *config, const struct source_config *const *sources, size_t count,
               struct plugin_info *infos, struct error *broken, struct arena *arena, struct error *error);

/* The child side: `garner worker` (frames on fd 3) and `garner worker --describe PATH` (a frame on stdout). Returns the
 * process's exit code. */
int worker_main(int argc, char **argv);

#endif
