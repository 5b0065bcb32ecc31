/* conform.h - holds a plugin against what plugin.h promises and demands: `garner plugins check`. Every check runs the
 * plugin in workers of its own, as a pull does. */
#ifndef GARNER_RUN_CONFORM_H
#define GARNER_RUN_CONFORM_H

#include "core/config/config.h"

enum conform_verdict { CONFORM_OK = 0, CONFORM_FAILED = 1, CONFORM_SKIPPED = 2 };

struct conform {
    const char *path;      /* of the shared object */
    struct config *config; /* what to pull */
    const struct source_config *source;
    /* Called for each check as it ends; detail says what was tried, or what went wrong. */
    void *context;
    void (*checked)(void *context, const char *name, enum conform_verdict verdict, const char *detail);
};

/* The checks of the file and its table alone; info is filled where it can be loaded. Returns how many failed. */
int conform_table(const struct conform *conform, struct plugin_info *info, struct arena *arena);
/* The checks that pull. Returns how many failed; a code below 0 where they could not be run at all. */
int conform_pulls(const struct conform *conform, const struct plugin_info *info, struct arena *arena,
                  struct error *error);

#endif
