/* courier.c - the process; see courier.h. It reads the store, never writes to it: what became of the order goes back to
 * the host in a frame. */
#include "core/courier/courier.h"

#include "core/run/channel.h"
#include <inttypes.h>

int courier_store(const struct order *order, struct clock clock, struct store **store, struct error *error)
{
    int code = store_open(order->config->store, STORE_READ, clock, NULL, store, error);
    return code ? code : store_bind_config(*store, order->config, error);
}

/* The zone whose days and times a message speaks in. */
static int find_zone(const struct order *order, struct zone **zone, struct error *error)
{
    const struct ledger_message *message = &order->entry.message;
    const struct delivery *delivery =
        strcmp(message->kind, "report") == 0 ? config_delivery(order->config, message->name) : NULL;
    return zone_load(delivery ? delivery->zone : order->config->timezone, zone, error);
}

static int send_one(const struct order *order, struct arena *arena, struct error *error)
{
    const struct target *target = order_target(order->config, &order->entry.message);
    if (!target) {
        return error_set(error, GARNER_E_CONFIG, "the configuration has no target \"%s\" for this any more",
                         order->entry.message.target);
    }
    struct letter letter = {0};
    struct zone *zone = NULL;
    int code = letter_write(order, arena, &letter, error);
    code = code ? code : find_zone(order, &zone, error);
    code = code ? code : letter_send(&letter, target, &order->entry, zone, error);
    zone_free(zone);
    return code;
}

static int answer(int code, const struct error *error)
{
    if (code) {
        return channel_fail(error);
    }
    struct buf frame;
    struct error lost;
    buf_init(&frame, 64);
    wire_end(&frame, wire_begin(&frame, WIRE_END));
    code = channel_send(NULL, buf_str(&frame), &lost) != 0;
    buf_release(&frame);
    return code;
}

static int serve(void)
{
    struct channel channel;
    channel_init(&channel);
    struct arena arena;
    arena_init(&arena);
    struct garner_str payload;
    struct order order = {0};
    struct config *config = NULL;
    struct error error = {0};
    size_t used = 0;
    int code = channel_request(&channel, &payload, &used, &error);
    code = code ? code : order_get(payload, &arena, &order, &config, &error);
    if (code == 0) {
        code = order.kind == ORDER_MEASURE ? measure(&order, &arena, &error) : send_one(&order, &arena, &error);
    }
    code = answer(code, &error);
    config_free(config);
    arena_release(&arena);
    buf_release(&channel.in);
    return code;
}

int courier_main(int argc, char **argv)
{
    int64_t parent = 0;
    if (argc != 2 || sscanf(argv[1], "%" SCNd64, &parent) != 1) {
        fputs("garner: `courier` is what garner starts by itself; see `garner help deliver`\n", stderr);
        return 2;
    }
    channel_isolate((long)parent);
    return serve();
}
