/* tree.c - looking at trees of nodes and rebuilding them. Called by the other files of this folder and by whoever reads
 * a tree; knows nothing of YAML or of what the names mean. */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/config/read.h"

const struct garner_node *node_get(const struct garner_node *node, const char *key)
{
    if (!node || node->kind != GARNER_MAP) {
        return NULL;
    }
    for (size_t i = 0; i < node->count; i++) {
        if (str_is(node->items[i].key, key)) {
            return &node->items[i];
        }
    }
    return NULL;
}

struct garner_str node_text(const struct garner_node *node, const char *key)
{
    const struct garner_node *member = node_get(node, key);
    return member && member->kind == GARNER_SCALAR ? member->text : (struct garner_str){0};
}

/* By key, then in the order written. */
static int compare_items(const void *a, const void *b)
{
    const struct garner_node *x = *(const struct garner_node *const *)a, *y = *(const struct garner_node *const *)b;
    int order = str_compare(x->key, y->key);
    return order ? order : (x > y) - (x < y);
}

const struct garner_node *node_repeated(const struct garner_node *items, size_t count, const struct garner_node **first)
{
    const struct garner_node **sorted = xcalloc(count ? count : 1, sizeof *sorted), *again = NULL;
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &items[i];
    }
    qsort(sorted, count, sizeof *sorted, compare_items);
    for (size_t i = 1; i < count; i++) {
        if (garner_same(sorted[i - 1]->key, sorted[i]->key) && (!again || sorted[i] < again)) {
            again = sorted[i];
            if (first) {
                *first = sorted[i - 1];
            }
        }
    }
    free(sorted);
    return again;
}

struct garner_node node_placed(struct arena *arena, const struct garner_node *node, uint32_t line, uint32_t column)
{
    struct garner_node copy = *node;
    copy.line = line;
    copy.column = column;
    if (node->count) {
        struct garner_node *items = arena_calloc(arena, node->count, sizeof *items);
        for (size_t i = 0; i < node->count; i++) {
            items[i] = node_placed(arena, &node->items[i], line, column);
        }
        copy.items = items;
    }
    return copy;
}
