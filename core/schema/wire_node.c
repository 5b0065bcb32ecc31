/* wire_node.c - a configuration tree as bytes and back. Each node is its kind (0 = no tree), key, line, column, then a
 * scalar's text or the number of items and the items. Knows nothing of what the configuration says. */
#include "core/schema/wire.h"

enum { DEPTH_MAX = 32, NODES_MAX = 100000, NODE_BYTES_MIN = 5 };

void wire_put_node(struct buf *out, const struct garner_node *node)
{
    if (node == NULL) {
        wire_put_byte(out, 0);
        return;
    }
    wire_put_byte(out, (unsigned char)node->kind);
    wire_put_str(out, node->key);
    wire_put_u(out, node->line);
    wire_put_u(out, node->column);
    if (node->kind == GARNER_SCALAR) {
        wire_put_str(out, node->text);
        return;
    }
    wire_put_u(out, node->count);
    for (size_t i = 0; i < node->count; i++) {
        wire_put_node(out, &node->items[i]);
    }
}

static uint32_t position(struct wire *wire)
{
    uint64_t value = wire_u(wire);
    wire->bad |= value > UINT32_MAX;
    return (uint32_t)value;
}

/* How many items follow; 0 and bad where the bytes or the allowance cannot hold them. */
static size_t item_count(struct wire *wire, size_t *allowance)
{
    uint64_t count = wire_u(wire);
    if (count > *allowance || count > (uint64_t)(wire->end - wire->next) / NODE_BYTES_MIN) {
        wire->bad = true;
        return 0;
    }
    *allowance -= (size_t)count;
    return (size_t)count;
}

/* kind was read already. depth: how many levels may still follow below this one. */
static void read_node(struct wire *wire, struct arena *arena, unsigned char kind, unsigned depth, size_t *allowance,
                      struct garner_node *node)
{
    *node = (struct garner_node){.kind = (enum garner_node_kind)kind};
    if (kind < GARNER_SCALAR || kind > GARNER_MAP) {
        wire->bad = true;
        return;
    }
    node->key = arena_str(arena, wire_str(wire));
    node->line = position(wire);
    node->column = position(wire);
    if (kind == GARNER_SCALAR) {
        node->text = arena_str(arena, wire_str(wire));
        return;
    }
    size_t count = item_count(wire, allowance);
    if (count == 0 || depth == 0) {
        wire->bad |= count > 0;
        return;
    }
    struct garner_node *items = arena_calloc(arena, count, sizeof *items);
    node->items = items;
    node->count = count;
    for (size_t i = 0; i < count && !wire->bad; i++) {
        read_node(wire, arena, wire_byte(wire), depth - 1, allowance, &items[i]);
    }
}

const struct garner_node *wire_node(struct wire *wire, struct arena *arena)
{
    unsigned char kind = wire_byte(wire);
    if (wire->bad || kind == 0) {
        return NULL;
    }
    size_t allowance = NODES_MAX - 1;
    struct garner_node *root = arena_calloc(arena, 1, sizeof *root);
    read_node(wire, arena, kind, DEPTH_MAX - 1, &allowance, root);
    return wire->bad ? NULL : root;
}
