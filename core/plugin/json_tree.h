/* json_tree.h - JSON text as a tree of configuration nodes, and text as JSON. Used by what fetches. */
#ifndef GARNER_PLUGIN_JSON_TREE_H
#define GARNER_PLUGIN_JSON_TREE_H

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/error.h"

enum { JSON_NODES_MAX = 1000000 };

/* text must be one value and nothing else. Texts without escapes point into it; the rest is in arena. NULL, with *fault
 * set to what is wrong, where it is not JSON or larger than JSON_NODES_MAX values. */
const struct garner_node *json_tree(struct arena *arena, struct garner_str text, const char **fault);

/* A part of a text that is an array to be read by itself. */
struct json_span {
    struct garner_str text; /* what stands between its brackets */
};
struct json_spans {
    struct json_span *items; /* in the arena */
    size_t count, room;
    uint64_t bytes; /* of all of them */
};
/* Who is told now and then up to where a long text has been read, so that it need not stay in memory. */
struct json_progress {
    void (*read_to)(void *context, const char *p);
    void *context;
};

/* Like json_tree, but the arrays at a path ("" = the value itself, `*` = every element of an array) are left out of the
 * tree, where they are empty lists, and noted as spans. Their elements are looked at only as far as brackets go.
 * progress: NULL = nobody. */
const struct garner_node *json_outline(struct arena *arena, struct garner_str text, const char *path,
                                       const struct json_progress *progress, struct json_spans *spans,
                                       const char **fault);

/* The next element of a span, and its text; the span begins behind it then. 1, 0 = none is left, -1 = it is no JSON
 * (*fault). */
int json_span_next(struct json_span *span, struct garner_str *element, const char **fault);

#endif
