/* fuzz_config.c - whatever stands in a configuration file: it is refused with a message that names the file, or read;
 * what is read is what was parsed. A NUL splits the input into the file and the campaigns.yaml beside it. */
#include "core/base/str.h"
#include "core/config/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static size_t count_nodes(const struct garner_node *node, unsigned depth)
{
    require(depth <= YAML_DEPTH_MAX && node->kind >= GARNER_SCALAR && node->kind <= GARNER_MAP);
    require(str_is_text(node->key) && str_is_text(node->text) && node->line > 0 && node->column > 0);
    size_t nodes = 1;
    for (size_t i = 0; i < node->count; i++) {
        require((node->kind == GARNER_MAP) == (node->items[i].key.len > 0));
        nodes += count_nodes(&node->items[i], depth + 1);
    }
    return nodes;
}

static void one_tree(struct garner_str text)
{
    struct arena arena = {0};
    struct error error = {0};
    const struct garner_node *root = NULL, *copy = NULL;
    int result = node_parse(&arena, "f.yaml", text, &root, &error);
    require(result == 0 || (result == GARNER_E_CONFIG && str_starts(garner_text(error.message), "f.yaml:")));
    if (result == 0) {
        size_t nodes = count_nodes(root, 0);
        require(nodes <= YAML_NODES_MAX + 1);
        require(node_substitute(&arena, "f.yaml", root, &copy, &error) || count_nodes(copy, 0) == nodes);
    }
    arena_release(&arena);
}

static void one_config(struct garner_str text, struct garner_str more)
{
    struct config *config = NULL;
    struct error error = {0};
    int result = config_read("f.yaml", "/nowhere", text, "campaigns.yaml", more, &config, &error);
    if (result) {
        require(result == GARNER_E_CONFIG && strstr(error.message, ".yaml"));
        return;
    }
    require(config->store && config->zone && config->rules.lookback_ms > 0);
    for (size_t i = 0; i < config->source_count; i++) {
        require(config->sources[i].options->kind == GARNER_MAP && config->sources[i].memory_limit > 0);
    }
    config_free(config);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct garner_str text = {(const char *)data, size}, more = {0};
    const char *split = size ? memchr(data, 0, size) : NULL;
    if (split) {
        text.len = (size_t)(split - text.ptr);
        more = str_of(split + 1, size - text.len - 1);
    }
    one_tree(text);
    one_config(text, more);
    return 0;
}
