/* collect.h - the host's end of one pull: frames in, merges out. A state machine over untrusted bytes; engine.c feeds
 * it and carries its answers back. It knows nothing of processes or event loops. */
#ifndef GARNER_RUN_COLLECT_H
#define GARNER_RUN_COLLECT_H

#include "core/run/pull.h"
#include "core/run/spool.h"

struct collect {
    const struct config *config;
    const struct source_config *source;
    const struct pull_options *options;
    struct store *store; /* NULL: records go to options->record and nothing is kept */
    int64_t source_id, run;

    struct buf in; /* bytes of an unfinished frame */
    struct spool spool;
    struct arena arena; /* of the window: scope, rejects */
    bool window_open, adds;
    uint32_t kinds;
    struct garner_str scope;
    struct garner_day from, to;
    struct garner_str *yielding; /* scopes as struct store_merge has them, in names */
    size_t yielding_count, yielding_cap;
    struct store_reject *rejects;
    size_t reject_count, reject_cap, reject_bytes;

    struct run_counts counts; /* rule names in names */
    struct arena names;
    struct buf said; /* log lines kept with the run */
    struct pull_progress progress;
    bool hello, ended;    /* the first frame came; the last one did */
    struct error failure; /* what the worker reported with WIRE_FAIL */
    unsigned acks;        /* WIRE_ACKs the engine owes the worker */
};

void collect_init(struct collect *collect, const struct config *config, const struct source_config *source,
                  const struct pull_options *options, struct store *store);
void collect_release(struct collect *collect);

/* A copy of what a plugin says, for what is kept and shown: secrets in it are covered. */
struct garner_str collect_cover(const struct collect *collect, struct arena *arena, struct garner_str text);

/* Keeps a line with the run, secrets covered: "what: line". Beyond a few kilobytes nothing more is kept. */
void collect_keep(struct collect *collect, const char *what, struct garner_str line);

/* Takes bytes as they come. 0, or a code: then the worker must be ended. Merges happen in here. */
int collect_bytes(struct collect *collect, const char *bytes, size_t len, struct error *error);

/* After the worker's end, which `died` describes (NULL where it exited with 0): commits what stands outside windows and
 * decides what became of the pull. */
int collect_end(struct collect *collect, const char *died, struct error *error);

#endif
