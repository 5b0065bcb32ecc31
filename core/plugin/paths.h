/* paths.h - the files that a list of files, folders and globs names. Used by files.c and costs.c. */
#ifndef GARNER_PLUGIN_PATHS_H
#define GARNER_PLUGIN_PATHS_H

#include "core/base/arena.h"
#include "core/base/error.h"

enum { PATHS_MAX = 100000 };

struct paths {
    const char **items; /* absolute; each once, in the order given, those of a folder or glob by name; owned */
    size_t count, room;
    size_t named; /* regular files that entries named so far, again and again those that several did */
    struct arena arena;
};

/* Adds what one entry names: a regular file; the regular files in a folder, those that are hidden aside; what a glob
 * matches. Adds nothing where there is nothing. GARNER_E_CONFIG where it cannot be read. */
int paths_add(struct paths *paths, struct garner_str entry, struct error *error);
void paths_release(struct paths *paths);

/* Whether an entry would name this path if it existed. */
bool paths_names(struct garner_str entry, const char *path);

/* path as messages name it: relative to dir where it lies below. */
const char *paths_relative(const char *path, const char *dir);

#endif
