/* slots.c - a source's schedule: one time or a list of them, each perhaps with a window of its own. sources.c has it
 * read; core/run and core/cmd ask for the next time and what is to be pulled then. Knows no plugin and no run. */
#include "core/base/calendar.h"
#include "core/base/str.h"
#include "core/config/source_keys.h"

enum { WINDOW_DAYS_MAX = 36525 };

struct slot_keys {
    struct garner_str at, every;
    struct garner_duration window;
};
static const struct garner_option SLOT_KEYS[] = {
    GARNER_OPTION(struct slot_keys, at, 0, NULL, NULL, "five cron fields, @daily or \"every 6h\""),
    GARNER_OPTION(struct slot_keys, every, 0, NULL, NULL, "instead of at: a length of time, such as 6h"),
    GARNER_OPTION(struct slot_keys, window, 0, NULL, NULL,
                  "how many days back it pulls then, such as 30d; default: as the plugin decides"),
    {.name = NULL},
};

const struct garner_option *config_schedule_keys(void)
{
    return SLOT_KEYS;
}

static int parse(const struct block *block, const struct garner_node *at, struct schedule_slot *slot,
                 struct error *error)
{
    struct error why = {0};
    if (schedule_parse(garner_text(slot->text), &slot->plan, &why)) {
        return complain(block, at, error, "schedule: %s", why.message);
    }
    return 0;
}

static int read_window(const struct block *block, const struct garner_node *at, int64_t ms, struct schedule_slot *slot,
                       struct error *error)
{
    if (at && (ms < CALENDAR_DAY_MS || ms % CALENDAR_DAY_MS || ms / CALENDAR_DAY_MS > WINDOW_DAYS_MAX)) {
        return complain(block, at, error, "schedule: window: expected whole days, such as 30d");
    }
    slot->window_days = (int32_t)(ms / CALENDAR_DAY_MS);
    return 0;
}

/* {at: "15 6 * * sun", window: 90d} */
static int read_slot(const struct block *block, const struct garner_node *node, struct schedule_slot *slot,
                     struct error *error)
{
    struct slot_keys keys = {0};
    if (node->kind == GARNER_SCALAR) {
        slot->text = arena_strndup(block->arena, node->text.ptr, node->text.len);
        return parse(block, node, slot, error);
    }
    int result = block_read(block, SLOT_KEYS, node, &keys, error);
    if (result) {
        return result;
    }
    const struct garner_node *at = node_get(node, "at"), *every = node_get(node, "every");
    if (!keys.at.len == !keys.every.len) {
        return complain(block, node, error,
                        "schedule: write when, as at: \"15 6 * * *\" or every: 6h, and only one of the two");
    }
    slot->text = keys.at.len ? arena_printf(block->arena, "%.*s", SHOWN(keys.at))
                             : arena_printf(block->arena, "every %.*s", SHOWN(keys.every));
    result = parse(block, keys.at.len ? at : every, slot, error);
    return result ? result : read_window(block, node_get(node, "window"), keys.window.ms, slot, error);
}

/* "15 6 * * *, 30d back; 15 6 * * sun, 90d back" */
static const char *describe(struct arena *arena, const struct source_config *source)
{
    const char *text = NULL;
    for (size_t i = 0; i < source->slot_count; i++) {
        const struct schedule_slot *slot = &source->slots[i];
        const char *one = slot->window_days
                              ? arena_printf(arena, "%s, %d days back", slot->text, (int)slot->window_days)
                              : slot->text;
        text = text ? arena_printf(arena, "%s; %s", text, one) : one;
    }
    return text;
}

int slots_read(const struct block *block, const struct garner_node *node, struct source_config *source,
               struct error *error)
{
    bool list = node->kind == GARNER_LIST;
    size_t count = list ? node->count : 1;
    if (node->kind == GARNER_SCALAR && node->text.len == 0) {
        return 0;
    }
    if (count == 0 || count > SCHEDULE_SLOTS_MAX) {
        return complain(block, node, error, "schedule: expected from 1 to %d times in the list", SCHEDULE_SLOTS_MAX);
    }
    struct schedule_slot *slots = arena_calloc(block->arena, count, sizeof *slots);
    for (size_t i = 0; i < count; i++) {
        int result = read_slot(block, list ? &node->items[i] : node, &slots[i], error);
        if (result) {
            return result;
        }
    }
    source->slots = slots;
    source->slot_count = count;
    source->schedule = describe(block->arena, source);
    return 0;
}

void source_schedule_every(struct source_config *source, struct arena *arena, const char *length)
{
    struct error never;
    struct schedule_slot *slot = arena_calloc(arena, 1, sizeof *slot);
    slot->text = source->schedule = arena_printf(arena, "every %s", length);
    schedule_parse(garner_text(slot->text), &slot->plan, &never);
    source->slots = slot;
    source->slot_count = 1;
}

/* ---- when, and how far back ---- */

int64_t source_next(const struct source_config *source, const struct zone *zone, int64_t after_ms)
{
    int64_t next = SCHEDULE_NEVER;
    for (size_t i = 0; i < source->slot_count; i++) {
        int64_t at = schedule_next(&source->slots[i].plan, zone, source->name, after_ms);
        next = at < next ? at : next;
    }
    return next;
}

int32_t source_window(const struct source_config *source, const struct zone *zone, const int64_t *since, int64_t now)
{
    int32_t days = 0;
    for (size_t i = 0; i < source->slot_count; i++) {
        const struct schedule_slot *slot = &source->slots[i];
        if (slot->window_days > days && schedule_next(&slot->plan, zone, source->name, since[i]) <= now) {
            days = slot->window_days;
        }
    }
    return days;
}
