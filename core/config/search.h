/* search.h - where plugins live. Nothing here opens one. */
#ifndef GARNER_CONFIG_SEARCH_H
#define GARNER_CONFIG_SEARCH_H

#include "core/base/arena.h"
#include "core/base/error.h"

/* Folders searched, in order: `plugins` beside the running program (the build tree), plugin_path of the configuration,
 * $GARNER_PLUGIN_PATH (colon-separated), ../lib/garner/plugins of the program's folder (an installation, wherever it
 * was put), GARNER_PREFIX/lib/garner/plugins. Only those that exist. configured may be NULL. */
struct garner_strs search_dirs(const struct garner_strs *configured, struct arena *arena);

/* DIR/NAME/NAME.so or DIR/NAME.so in the first folder that has it; NULL where none has. */
const char *search_plugin(struct garner_strs dirs, const char *name, struct arena *arena);
/* The same for DIR/PLUGIN/presets/PRESET.yaml. */
const char *search_preset(struct garner_strs dirs, const char *plugin, const char *preset, struct arena *arena);

struct plugin_file {
    const char *name, *path;
};
/* Every plugin found, by name, the first of each name only; count in *count. presets of one plugin likewise. */
struct plugin_file *search_plugins(struct garner_strs dirs, struct arena *arena, size_t *count);
struct garner_strs search_presets(struct garner_strs dirs, const char *plugin, struct arena *arena);

#endif
