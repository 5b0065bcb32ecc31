/* scaffold.h - the beginning of a plugin of one's own: a folder that builds and passes its test at once. */
#ifndef GARNER_PLUGIN_SCAFFOLD_H
#define GARNER_PLUGIN_SCAFFOLD_H

#include "core/base/arena.h"
#include "core/base/error.h"

/* Writes a new plugin of a kind ("file", "http", "rest") into folder, which must not exist; in_tree leaves out what
 * garner's own Makefile does. GARNER_E_CONFIG for a name that cannot be one or a folder that is there already;
 * GARNER_E_TEMPORARY where it cannot be written. */
int scaffold_write(const char *kind, const char *name, const char *folder, bool in_tree, struct arena *arena,
                   struct error *error);

/* The files of a kind, as they are called in the folder of NAME, NULL-terminated; NULL for a kind that does not exist.
 */
const char *const *scaffold_files(const char *kind, const char *name, bool in_tree, struct arena *arena);

#endif
