/* loader.h - opens a plugin's shared object and checks that it keeps the ABI. Only ever in a worker: the host never
 * loads foreign code. */
#ifndef GARNER_PLUGIN_LOADER_H
#define GARNER_PLUGIN_LOADER_H

#include "core/base/buf.h"
#include "core/base/arena.h"
#include "core/config/config.h"

/* dlopen, the one symbol, ABI and size, and the whole table: names, option types against config_size (offset + size of
 * the type within it, no overlap, no duplicate or reserved name, a fallback that parses, choices that hold it), emits
 * known kinds only, pull not NULL. GARNER_E_CONFIG naming the file, what was found and what was expected. The plugin stays loaded. */
int loader_open(const char *path, const struct garner_plugin **plugin, struct error *error);

/* Names the host keeps for itself in a source's block; NULL-terminated. */
const char *const *loader_reserved_options(void);

/* A plugin's table as a WIRE_DESCRIBE frame, and back (host side, everything checked, texts in arena). */
void loader_describe(struct buf *out, const char *path, const struct garner_plugin *plugin);
int loader_described(struct garner_str payload, struct arena *arena, struct plugin_info *info, struct error *error);

#endif
