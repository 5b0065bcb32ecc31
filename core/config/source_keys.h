/* source_keys.h - the host's own keys of a source's block, the one place where they stand. For sources.c and check.c.
 */
#ifndef GARNER_CONFIG_SOURCE_KEYS_H
#define GARNER_CONFIG_SOURCE_KEYS_H

#include "core/config/read.h"

struct source_keys {
    struct garner_str name, plugin, preset, identity, tz;
    const struct garner_node *schedule;
    struct garner_duration every, jitter, stale_after, timeout, retry_delay;
    int64_t retries;
    struct garner_str timezone, currency, memory_limit;
    struct garner_duration cpu_limit;
    int64_t record_limit;
    bool enabled, accept_empty;
};

extern const struct garner_option source_key_table[]; /* of struct source_keys; ends with a NULL name */
extern const char *const source_key_names[];          /* the same names alone, NULL-terminated */

/* slots.c: reads `schedule:` into source->slots and ->schedule; places and texts in the block's arena. */
int slots_read(const struct block *block, const struct garner_node *node, struct source_config *source,
               struct error *error);

#endif
