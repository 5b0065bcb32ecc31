/* trial.h - a pull whose host misbehaves on purpose: a call that fails, cells of nonsense, a cursor nobody wrote. What
 * the conformance check puts a plugin through, in the worker. It knows nothing of how many trials there are, or why. */
#ifndef GARNER_PLUGIN_TRIAL_H
#define GARNER_PLUGIN_TRIAL_H

#include "core/base/arena.h"
#include "core/base/error.h"

enum trial_kind {
    TRIAL_NONE = 0,
    TRIAL_WATCH = 1,  /* only looks at what the plugin does */
    TRIAL_FAIL = 2,   /* call number `at` fails with TEMPORARY, those after it do not */
    TRIAL_CANCEL = 3, /* from call number `at` on, all fail with CANCELLED, and garner_cancelled says so */
    TRIAL_MANGLE = 4, /* names and cells are damaged, by the seed `at` */
    TRIAL_CURSOR = 5  /* the cursor is text that no plugin wrote */
};

struct trial {
    enum trial_kind kind;
    int64_t at; /* 1 or more */
};

struct trial_state {
    struct trial trial;
    struct garner_host table; /* the host's services, some of them wrapped */
    int64_t calls;            /* of services that can fail */
    const char *struck;       /* the service that was made to fail */
    int64_t struck_at;
    uint64_t random;
    struct garner_window window; /* that is open; kinds 0 = none */
};

struct host;
struct pull_request;

/* Puts the wrapped table into a host that is ready but for its trial. */
void trial_init(struct host *host, const struct pull_request *request);

/* Damages what was read, under TRIAL_MANGLE. */
void trial_damage_names(struct host *host, struct garner_file *file);
void trial_damage_row(struct host *host, struct garner_row *row);
const struct garner_node *trial_damaged_json(struct host *host, struct arena *arena, const struct garner_node *json);

/* What pull()'s code means under a trial: code itself, or GARNER_E_BUG where the plugin went on after a failure, or
 * returned another one than it was given, or leaves a process behind. */
int trial_judge(struct host *host, int code);

/* Whether a failed pull's message says that the failure was ours. */
bool trial_is_ours(const char *message);

#endif
