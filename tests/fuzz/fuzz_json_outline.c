/* fuzz_json_outline.c - libFuzzer target of json_outline and json_span_next. The first byte chooses the path, the rest
 * is the text. What the whole text's tree has at the path must come out of the outline, element by element. */
#include "core/plugin/json_tree.h"

#include <garner/http.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool held)
{
    if (!held) {
        abort();
    }
}

/* Elements of the outline; 0 where one of them is no JSON. */
static size_t count_elements(struct arena *arena, struct garner_str text, const struct json_spans *spans, bool *good)
{
    size_t count = 0;
    const char *fault = NULL;
    for (size_t i = 0; i < spans->count; i++) {
        struct json_span span = spans->items[i];
        struct garner_str element;
        int got;
        while ((got = json_span_next(&span, &element, &fault)) > 0) {
            must(element.len > 0 && element.ptr >= text.ptr && element.ptr + element.len <= text.ptr + text.len);
            *good = json_tree(arena, element, &fault) && *good;
            count++;
        }
        *good = got == 0 && *good;
    }
    return count;
}

static size_t count_lists(const struct garner_node *tree, const char *path)
{
    const struct garner_node *list = *path ? garner_at(tree, path) : tree;
    return list && list->kind == GARNER_LIST ? list->count : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = {"", "data", "a.b", "*", "*.r"};
    if (size == 0) {
        return 0;
    }
    const char *path = paths[data[0] % 5], *fault = NULL;
    struct garner_str text = {(const char *)data + 1, size - 1};
    struct arena arena;
    struct json_spans spans;
    bool good = true;
    arena_init(&arena);
    const struct garner_node *tree = json_tree(&arena, text, &fault);
    must(tree || (fault && *fault));
    const struct garner_node *outline = json_outline(&arena, text, path, NULL, &spans, &fault);
    must(outline || (fault && *fault));
    must(!tree || outline); /* an outline looks at less */
    size_t count = outline ? count_elements(&arena, text, &spans, &good) : 0;
    if (tree) {
        must(good);
        must(count >= count_lists(tree, path) || data[0] % 5 > 2);
    }
    arena_release(&arena);
    return 0;
}
