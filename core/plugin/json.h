/* json.h - strict JSON (RFC 8259) read in place: one value is walked and its leaves handed over under their paths.
 * Numbers stay text, so that no digit is lost. Knows nothing of files or rows. */
#ifndef GARNER_PLUGIN_JSON_H
#define GARNER_PLUGIN_JSON_H

#include "core/base/arena.h"
#include "core/base/buf.h"

enum { JSON_PATH_MAX = 4096 };

struct json_walk {
    struct arena *arena; /* for texts with escapes; all others point into the value */
    void *context;
    /* A leaf: "a.b", or "a.0.b" inside arrays. A string without its quotes and escapes, a number as it is written,
     * "true", "false", or absent for null. Returns NULL, or why the walk must stop. */
    const char *(*leaf)(void *context, struct garner_str path, struct garner_str value);
};

/* Walks text, which must be one object and nothing else. NULL, or what is wrong with it (static text). */
const char *json_walk(const struct json_walk *walk, struct garner_str text);

#endif
