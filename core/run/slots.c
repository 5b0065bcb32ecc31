/* slots.c - see slots.h. */
#include "core/run/slots.h"

#include "core/base/mem.h"

int64_t slot_last(const struct schedule *schedule, const struct zone *zone, const char *name, int64_t after,
                  int64_t now)
{
    /* From a short while ago, and further back where there was none: a schedule of every minute is not walked through
     * year by year. */
    static const int64_t back[] = {3600000, 86400000, INT64_C(40) * 86400000, INT64_C(370) * 86400000};
    int64_t begin = after, last = 0;
    for (size_t i = 0; i < sizeof back / sizeof *back; i++) {
        if (now - back[i] > after && schedule_next(schedule, zone, name, now - back[i]) <= now) {
            begin = now - back[i];
            break;
        }
    }
    for (int64_t at = schedule_next(schedule, zone, name, begin); at <= now;
         at = schedule_next(schedule, zone, name, at)) {
        last = at;
    }
    return last;
}

static struct ledger_message *messages_of(const struct delivery *delivery, int64_t slot)
{
    struct ledger_message *messages = xcalloc(delivery->to_count + 1, sizeof *messages);
    for (size_t i = 0; i < delivery->to_count; i++) {
        messages[i] = (struct ledger_message){
            .kind = "report", .name = delivery->name, .target = delivery->to[i]->name, .slot = slot};
    }
    return messages;
}

static int take(const struct delivery *delivery, struct store *store, const struct zone *zone, int64_t now,
                struct error *error)
{
    char schedule[512];
    snprintf(schedule, sizeof schedule, "%s %s", delivery->schedule, delivery->zone);
    int64_t before = 0;
    int code = ledger_slot(store, delivery->name, schedule, now, &before, error);
    /* What was seen to under a clock that was ahead is no reason to keep silent until then. */
    int64_t after = before < now ? before : now;
    int64_t slot = code ? 0 : slot_last(&delivery->plan, zone, delivery->name, after, now);
    if (slot) {
        struct ledger_message *messages = messages_of(delivery, slot);
        code = ledger_slot_take(store, delivery->name, before, slot, messages, delivery->to_count, error);
        free(messages);
    } else if (!code && before > now) {
        code = ledger_slot_take(store, delivery->name, before, now, NULL, 0, error);
    }
    return code;
}

int slots_take(const struct config *config, struct store *store, int64_t now, int64_t *next, struct error *error)
{
    int code = 0;
    *next = SCHEDULE_NEVER;
    for (size_t i = 0; i < config->delivery_count && !code; i++) {
        const struct delivery *delivery = &config->deliveries[i];
        struct zone *zone = NULL;
        if (!delivery->schedule) {
            continue;
        }
        code = zone_load(delivery->zone, &zone, error);
        code = code ? code : take(delivery, store, zone, now, error);
        int64_t at = code ? SCHEDULE_NEVER : schedule_next(&delivery->plan, zone, delivery->name, now);
        *next = at < *next ? at : *next;
        zone_free(zone);
    }
    return code;
}

int slot_order(const struct delivery *delivery, struct store *store, int64_t slot, struct error *error)
{
    struct ledger_message *messages = messages_of(delivery, slot);
    int code = 0;
    for (size_t i = 0; i < delivery->to_count && !code; i++) {
        code = ledger_add(store, &messages[i], true, error);
    }
    free(messages);
    return code;
}
