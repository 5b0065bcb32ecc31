/* deliver.c - `deliver:`: which report goes to whom, when, in which format. Called by load.c, after `notify:`. It
 * connects to nobody and knows no report. */
#include "core/base/calendar.h"
#include "core/base/str.h"
#include "core/config/notify_read.h"
#include "core/schema/digest.h"

struct deliver_keys {
    struct garner_str name, report, format, schedule, tz;
    struct garner_duration every;
    struct garner_strs to;
    struct garner_str via, last;
    const struct garner_node *set;
};
static const struct garner_option DELIVER_KEYS[] = {
    GARNER_OPTION(struct deliver_keys, name, 0, NULL, NULL, "what it is called; default: the report's name"),
    GARNER_OPTION(struct deliver_keys, report, GARNER_REQUIRED, NULL, NULL, "the report; `garner report` lists them"),
    GARNER_OPTION(struct deliver_keys, format, 0, "table", "table|csv|tsv|json|jsonl|md|html", "how it is printed"),
    GARNER_OPTION(struct deliver_keys, schedule, 0, NULL, NULL,
                  "when: five cron fields, \"@daily\" or \"every 6h\"; none: only when asked for"),
    GARNER_OPTION(struct deliver_keys, every, 0, NULL, NULL, "the same as a length of time, such as 6h"),
    GARNER_OPTION(struct deliver_keys, tz, 0, NULL, NULL,
                  "of its schedule and of the days in it; default: the configuration's timezone"),
    GARNER_OPTION(struct deliver_keys, to, GARNER_REQUIRED, NULL, NULL,
                  "targets of notify:, e-mail addresses, URLs or files"),
    GARNER_OPTION(struct deliver_keys, via, 0, NULL, NULL,
                  "the e-mail target whose server addresses use; default: the first"),
    GARNER_OPTION(struct deliver_keys, last, 0, NULL, NULL,
                  "which days: 30d, or the last week, month, quarter or year; default: all"),
    GARNER_OPTION(struct deliver_keys, set, 0, NULL, NULL, "further parameters of the report, such as {by: channel}"),
    {.name = NULL},
};

const struct garner_option *config_deliver_keys(void)
{
    return DELIVER_KEYS;
}

/* ---- to whom ---- */

const struct target *config_target(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->target_count; i++) {
        if (strcmp(name, config->targets[i].name) == 0) {
            return &config->targets[i];
        }
    }
    return NULL;
}

const struct delivery *config_delivery(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->delivery_count; i++) {
        if (strcmp(name, config->deliveries[i].name) == 0) {
            return &config->deliveries[i];
        }
    }
    return NULL;
}

const struct target *delivery_target(const struct delivery *delivery, const char *name)
{
    for (size_t i = 0; i < delivery->to_count; i++) {
        if (strcmp(name, delivery->to[i]->name) == 0) {
            return delivery->to[i];
        }
    }
    return NULL;
}

static int unknown_target(struct config *config, const struct block *block, const struct garner_node *at,
                          const char *what, struct garner_str name, struct error *error)
{
    const char **names = arena_calloc(&config->arena, config->target_count + 1, sizeof *names);
    for (size_t i = 0; i < config->target_count; i++) {
        names[i] = config->targets[i].name;
    }
    const char *near = str_closest(name, names);
    if (near) {
        return complain(block, at, error, "%s: there is no target \"%.*s\"; did you mean \"%s\"?", what, SHOWN(name),
                        near);
    }
    return complain(block, at, error,
                    "%s: \"%.*s\" is no target of notify:, no e-mail address, no URL and no file (write ./NAME)", what,
                    SHOWN(name));
}

/* The e-mail target whose server an address uses. */
static int find_via(struct config *config, const struct block *block, const struct garner_node *node,
                    struct garner_str via, const struct target **out, struct error *error)
{
    *out = via.len ? config_target(config, via.ptr) : NULL;
    for (size_t i = 0; i < config->target_count && !via.len && !*out; i++) {
        *out = config->targets[i].kind == TARGET_EMAIL ? &config->targets[i] : NULL;
    }
    if (*out && (*out)->kind == TARGET_EMAIL) {
        return 0;
    }
    if (via.len) {
        return unknown_target(config, block, node_get(node, "via"), "via", via, error);
    }
    return complain(block, node_get(node, "to"), error,
                    "to: an address needs a server; add a target with email: {smtp, from} to notify:");
}

/* What the ledger calls a hook that has no name: its host, and a mark that tells two on it apart. */
static const char *hook_name(struct arena *arena, struct garner_str url)
{
    unsigned char digest[DIGEST_BYTES] = {0};
    digest_add(digest, url.ptr, url.len);
    const char *host = strstr(url.ptr, "://") + 3;
    return arena_printf(arena, "%.*s#%02x%02x%02x", (int)strcspn(host, "/?#@"), host, digest[0], digest[1], digest[2]);
}

static int check_placeholders(const struct block *block, const struct garner_node *at, struct garner_str path,
                              struct error *error)
{
    for (size_t i = 0; i < path.len; i++) {
        struct garner_str rest = str_of(path.ptr + i, path.len - i);
        if (path.ptr[i] == '{' && !str_starts(rest, "{day}") && !str_starts(rest, "{time}")) {
            return complain(block, at, error, "to: in the name of a file only {day} and {time} stand for something");
        }
    }
    return 0;
}

static int read_recipient(struct config *config, const struct block *block, const struct garner_node *node,
                          const struct deliver_keys *keys, struct garner_str text, const struct target **out,
                          struct error *error)
{
    const struct garner_node *at = node_get(node, "to");
    *out = config_target(config, text.ptr);
    if (*out && (*out)->kind == TARGET_EMAIL && (*out)->to.count == 0) {
        return complain(block, at, error, "to: target \"%s\" has no address; give it email: {to: [...]}", (*out)->name);
    }
    if (*out) {
        return 0;
    }
    struct target *target = arena_calloc(&config->arena, 1, sizeof *target);
    int result = target_defaults(config, target, error);
    target->name = text.ptr;
    *out = target;
    if (is_address(text)) {
        const struct target *via = NULL;
        result = result ? result : find_via(config, block, node, keys->via, &via, error);
        if (result == 0) {
            *target = *via;
            target->name = text.ptr;
            struct garner_str *address = arena_calloc(&config->arena, 1, sizeof *address);
            *address = text;
            target->to = (struct garner_strs){address, 1};
        }
    } else if (is_http(text)) {
        config_secret_add(config, text);
        target->kind = TARGET_WEBHOOK;
        target->url = text.ptr;
        target->name = hook_name(&config->arena, text);
    } else if (memchr(text.ptr, '/', text.len)) {
        target->kind = TARGET_FILE;
        target->path = path_absolute(&config->arena, config->dir, text).ptr;
        result = result ? result : check_placeholders(block, at, text, error);
    } else {
        return unknown_target(config, block, at, "to", text, error);
    }
    return result;
}

static int read_recipients(struct config *config, const struct block *block, const struct garner_node *node,
                           const struct deliver_keys *keys, struct delivery *out, struct error *error)
{
    out->to = arena_calloc(&config->arena, keys->to.count + 1, sizeof(struct target *));
    for (size_t i = 0; i < keys->to.count; i++) {
        const struct target *target = NULL;
        int result = read_recipient(config, block, node, keys, keys->to.items[i], &target, error);
        for (size_t n = 0; n < out->to_count && !result; n++) {
            if (strcmp(out->to[n]->name, target->name) == 0) {
                result = complain(block, node_get(node, "to"), error, "to: \"%s\" stands here twice", target->name);
            }
        }
        if (result) {
            return result;
        }
        out->to[out->to_count++] = target;
    }
    return 0;
}

/* ---- when ---- */

static int read_zone(const struct block *block, const struct garner_node *node, const char *name, struct error *error)
{
    struct zone *zone = NULL;
    struct error why = {0};
    if (zone_load(name, &zone, &why)) {
        return complain(block, node_get(node, "tz"), error, "tz: %s", why.message);
    }
    zone_free(zone);
    return 0;
}

static int read_schedule(struct config *config, const struct block *block, const struct garner_node *node,
                         const struct deliver_keys *keys, struct delivery *out, struct error *error)
{
    const struct garner_node *every = node_get(node, "every");
    struct error why = {0};
    if (every && keys->schedule.len) {
        return complain(block, every, error, "every: it has a schedule already; keep one of the two");
    }
    out->zone = keys->tz.len ? keys->tz.ptr : config->timezone;
    out->schedule = every                ? arena_printf(block->arena, "every %.*s", SHOWN(every->text))
                    : keys->schedule.len ? keys->schedule.ptr
                                         : NULL;
    if (out->schedule && schedule_parse(garner_text(out->schedule), &out->plan, &why)) {
        return complain(block, every ? every : node_get(node, "schedule"), error, "schedule: %s", why.message);
    }
    return keys->tz.len ? read_zone(block, node, out->zone, error) : 0;
}

/* ---- one delivery ---- */

static int name_delivery(const struct config *config, const struct block *block, const struct garner_node *node,
                         const struct deliver_keys *keys, struct delivery *out, struct error *error)
{
    out->name = keys->name.len ? keys->name.ptr : keys->report.ptr;
    if (!name_is_plain(garner_text(out->name))) {
        return complain(block, node, error, "\"%.*s\" is no name; write letters, digits, dots, hyphens and underscores",
                        SHOWN(garner_text(out->name)));
    }
    if (config_delivery(config, out->name)) {
        return complain(block, node, error, "there is a delivery \"%s\" already; give this one another name: key",
                        out->name);
    }
    return 0;
}

static int read_delivery(struct config *config, const struct garner_node *node, size_t number, struct delivery *out,
                         struct error *error)
{
    struct block block = {.arena = &config->arena, .file = config->path, .dir = config->dir, .noun = "key"};
    block.owner = arena_printf(&config->arena, "deliver %zu", number);
    struct deliver_keys keys = {0};
    int result = block_read(&block, DELIVER_KEYS, node, &keys, error);
    result = result ? result : name_delivery(config, &block, node, &keys, out, error);
    result = result ? result : read_schedule(config, &block, node, &keys, out, error);
    result = result ? result : period_read(&block, node_get(node, "last"), keys.last, &out->order.period, error);
    result = result ? result
                    : settings_read(&block, keys.set, "set", &out->order.settings, &out->order.setting_count, error);
    result = result ? result : read_recipients(config, &block, node, &keys, out, error);
    out->order.report = keys.report.ptr;
    out->order.line = node->line;
    out->order.column = node->column;
    out->format = keys.format.ptr;
    return result;
}

int deliver_read(struct config *config, const struct garner_node *deliver, struct error *error)
{
    struct block block = {.file = config->path};
    int result = deliver ? list_read(&block, deliver, "deliver", error) : 0;
    size_t count = deliver && !result ? deliver->count : 0;
    struct delivery *deliveries = arena_calloc(&config->arena, count + 1, sizeof *deliveries);
    config->deliveries = deliveries;
    for (size_t i = 0; i < count && !result; i++) {
        result = read_delivery(config, &deliver->items[i], i + 1, &deliveries[i], error);
        config->delivery_count += result == 0;
    }
    return result;
}

/* ---- days ---- */

/* The first day of the unit that `day` is in. */
static int32_t begin_of(char unit, int32_t day)
{
    struct civil civil = calendar_civil(day);
    switch (unit) {
    case 'w':
        return day - (calendar_weekday(day) - 1);
    case 'm':
        return calendar_day(civil.year, civil.month, 1);
    case 'q':
        return calendar_day(civil.year, (civil.month - 1) / 3 * 3 + 1, 1);
    default:
        return calendar_day(civil.year, 1, 1);
    }
}

bool period_days(struct period period, int32_t today, int32_t *from, int32_t *to)
{
    if (period.unit) {
        *to = begin_of(period.unit, today) - 1;
        *from = begin_of(period.unit, *to);
        return true;
    }
    *to = today - 1;
    *from = today - (int32_t)period.days;
    return period.days > 0;
}
