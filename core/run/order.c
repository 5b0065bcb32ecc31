/* order.c - see order.h. */
#include "core/run/order.h"

#include "core/base/str.h"

/* The file without what no report looks at, which may be long. */
static struct garner_node part_of(struct arena *arena, const struct garner_node *root)
{
    static const char *const left_out[] = {"sources", "campaigns", "costs", "known_customers"};
    struct garner_node part = *root;
    struct garner_node *items = arena_calloc(arena, root->count + 1, sizeof *items);
    part.items = items;
    part.count = 0;
    for (size_t i = 0; i < root->count; i++) {
        bool kept = true;
        for (size_t n = 0; n < sizeof left_out / sizeof *left_out; n++) {
            kept = kept && !str_is(root->items[i].key, left_out[n]);
        }
        if (kept) {
            items[part.count++] = root->items[i];
        }
    }
    return part;
}

static void put_text(struct buf *out, const char *text)
{
    wire_put_str(out, text ? garner_text(text) : (struct garner_str){0});
}

static void put_entry(struct buf *out, const struct ledger_entry *entry)
{
    const struct ledger_message *message = &entry->message;
    put_text(out, entry->id);
    wire_put_i(out, entry->created_at);
    wire_put_i(out, message->slot);
    put_text(out, message->kind);
    put_text(out, message->name);
    put_text(out, message->target);
    put_text(out, message->title);
    put_text(out, message->body);
    put_text(out, message->json);
}

void order_put(struct buf *frame, const struct order *order)
{
    struct arena arena;
    arena_init(&arena);
    struct garner_node root = part_of(&arena, order->config->root);
    size_t at = wire_begin(frame, WIRE_CONFIG);
    wire_put_u(frame, order->kind);
    put_text(frame, order->config->path);
    put_text(frame, order->config->dir);
    wire_put_node(frame, &root);
    if (order->kind == ORDER_SEND) {
        put_entry(frame, &order->entry);
    }
    wire_end(frame, at);
    arena_release(&arena);
}

static const char *get_text(struct wire *wire, struct arena *arena)
{
    return arena_str(arena, wire_str(wire)).ptr;
}

static void get_entry(struct wire *wire, struct arena *arena, struct ledger_entry *entry)
{
    struct ledger_message *message = &entry->message;
    const char *id = get_text(wire, arena);
    snprintf(entry->id, sizeof entry->id, "%s", id ? id : "");
    entry->created_at = wire_i(wire);
    message->slot = wire_i(wire);
    message->kind = get_text(wire, arena);
    message->name = get_text(wire, arena);
    message->target = get_text(wire, arena);
    message->title = get_text(wire, arena);
    message->body = get_text(wire, arena);
    message->json = get_text(wire, arena);
}

int order_get(struct garner_str payload, struct arena *arena, struct order *order, struct config **config,
              struct error *error)
{
    struct wire wire;
    wire_init(&wire, payload.ptr, payload.len);
    *order = (struct order){.kind = (enum order_kind)wire_u(&wire)};
    const char *path = get_text(&wire, arena), *dir = get_text(&wire, arena);
    const struct garner_node *root = wire_node(&wire, arena);
    if (order->kind == ORDER_SEND) {
        get_entry(&wire, arena, &order->entry);
    }
    const struct ledger_message *message = &order->entry.message;
    bool whole = order->kind == ORDER_MEASURE || (message->kind && message->name && message->target);
    if (!wire_done(&wire) || !path || !dir || !root || !whole) {
        return error_set(error, GARNER_E_BUG, "the host's order cannot be read");
    }
    int code = config_of_tree(path, dir, root, config, error);
    order->config = code ? NULL : *config;
    return code;
}

const struct target *order_target(const struct config *config, const struct ledger_message *message)
{
    if (strcmp(message->kind, "report") != 0) {
        return config_target(config, message->target);
    }
    const struct delivery *delivery = config_delivery(config, message->name);
    return delivery ? delivery_target(delivery, message->target) : NULL;
}
