/* example.h - the example that a plugin's table carries (plugin.h), as lines of a source's block. For profile and for
 * `plugins info`. */
#ifndef GARNER_PLUGIN_EXAMPLE_H
#define GARNER_PLUGIN_EXAMPLE_H

#include "core/base/buf.h"

/* What $name, $from and $to stand for; "" = not known: lines that speak of it are left out. */
struct example_words {
    const char *name, *from, *to;
};

/* Appends the example's lines (NULL = none), each indented. */
void example_write(struct buf *out, const char *example, const char *indent, const struct example_words *words);

/* Whether the example gives this option: one of its lines begins with the name and a colon. */
bool example_has(const char *example, const char *option);

#endif
