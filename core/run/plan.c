/* plan.c - see plan.h. */
#include "core/run/plan.h"

#include "core/base/buf.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/schema/digest.h"

enum { BLOCK_MAX = 8 << 20, DIGEST_TEXT = 2 * DIGEST_BYTES + 1 };

/* ---- loading ---- */

/* Zones are read once, however many sources share them. */
static int find_zone(struct plan *plan, const char *name, const struct zone **out, struct error *error)
{
    for (size_t i = 0; i < plan->zone_count; i++) {
        if (strcmp(zone_name(plan->zones[i]), name) == 0) {
            *out = plan->zones[i];
            return 0;
        }
    }
    struct zone *zone = NULL;
    int code = zone_load(name, &zone, error);
    if (code == 0) {
        plan->zones = xreallocarray(plan->zones, plan->zone_count + 1, sizeof(struct zone *));
        plan->zones[plan->zone_count++] = zone;
        *out = zone;
    }
    return code;
}

static int compare_names(const void *a, const void *b)
{
    const struct agenda_entry *const *x = a, *const *y = b;
    return strcmp((*x)->source->name, (*y)->source->name);
}

/* What the configuration itself and its files of costs say has no schedule of its own: it is looked at every hour. */
static void schedule_own(struct source_config *source, struct arena *arena)
{
    if (!source->plugin && !source->schedule) {
        source_schedule_every(source, arena, "1h");
    }
}

static int fill(struct plan *plan, struct error *error)
{
    struct config *config = plan->config;
    plan->sources = arena_calloc(&plan->arena, config->source_count + 1, sizeof(struct source_config *));
    size_t count = 0;
    for (size_t i = 0; i < config->source_count; i++) {
        schedule_own(&config->sources[i], &plan->arena);
        if (config->sources[i].enabled && config->sources[i].schedule) {
            plan->sources[count++] = &config->sources[i];
        }
    }
    agenda_init(&plan->agenda, count);
    plan->infos = arena_calloc(&plan->arena, count + 1, sizeof *plan->infos);
    plan->broken = arena_calloc(&plan->arena, count + 1, sizeof *plan->broken);
    plan->day_zones = arena_calloc(&plan->arena, count + 1, sizeof(const struct zone *));
    plan->by_name = arena_calloc(&plan->arena, count + 1, sizeof(struct agenda_entry *));
    int code = 0;
    for (size_t i = 0; i < count && code == 0; i++) {
        struct agenda_entry *entry = plan->by_name[i] = &plan->agenda.entries[i];
        entry->source = plan->sources[i];
        entry->due = SCHEDULE_NEVER;
        code = find_zone(plan, entry->source->schedule_zone, &entry->zone, error);
        code = code ? code : find_zone(plan, entry->source->timezone, &plan->day_zones[i], error);
    }
    if (code == 0) {
        qsort(plan->by_name, count, sizeof(struct agenda_entry *), compare_names);
        code = pull_check(config, plan->sources, count, plan->infos, plan->broken, &plan->arena, error);
    }
    return code;
}

int plan_load(const char *file, struct plan **out, struct error *error)
{
    struct plan *plan = xcalloc(1, sizeof *plan);
    arena_init(&plan->arena);
    int code = config_load(file, &plan->config, error);
    code = code ? code : fill(plan, error);
    if (code) {
        plan_free(plan);
        return code;
    }
    *out = plan;
    return 0;
}

void plan_free(struct plan *plan)
{
    if (!plan) {
        return;
    }
    for (size_t i = 0; i < plan->zone_count; i++) {
        zone_free(plan->zones[i]);
    }
    free(plan->zones);
    agenda_release(&plan->agenda);
    arena_release(&plan->arena);
    config_free(plan->config);
    free(plan);
}

struct agenda_entry *plan_entry(const struct plan *plan, const char *name)
{
    size_t low = 0, high = plan->agenda.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(plan->by_name[middle]->source->name, name);
        if (order == 0) {
            return plan->by_name[middle];
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return NULL;
}

size_t plan_index(const struct plan *plan, const struct agenda_entry *entry)
{
    return (size_t)(entry - plan->agenda.entries);
}

/* ---- pauses ---- */

static void add_node(struct buf *out, const struct garner_node *node)
{
    buf_addf(out, "%d %zu %zu %zu:", (int)node->kind, node->key.len, node->text.len, node->count);
    buf_addstr(out, node->key);
    buf_addstr(out, node->text);
    for (size_t i = 0; i < node->count; i++) {
        add_node(out, &node->items[i]);
    }
}

/* Of all that a renewed credential, a corrected option or another plugin changes. */
static void digest_block(const struct plan *plan, const struct agenda_entry *entry, char out[DIGEST_TEXT])
{
    const struct source_config *source = entry->source;
    const struct plugin_info *info = &plan->infos[plan_index(plan, entry)];
    struct buf block;
    buf_init(&block, BLOCK_MAX);
    buf_addf(&block, "%s|%s|%s|%s|%s|%s|%s|", source->plugin ? source->plugin : "", info->path ? info->path : "",
             info->version ? info->version : "", source->preset ? source->preset : "", source->space, source->timezone,
             source->currency);
    if (source->options) {
        add_node(&block, source->options);
    }
    unsigned char digest[DIGEST_BYTES] = {0};
    digest_add(digest, block.ptr, block.len);
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
    }
    buf_release(&block);
}

static struct query_parameter text_parameter(const char *name, const char *text)
{
    return (struct query_parameter){name, {.type = CELL_TEXT, .text = garner_text(text)}};
}

int plan_remember_pause(const struct plan *plan, const struct agenda_entry *entry, struct store *store,
                        struct error *error)
{
    char digest[DIGEST_TEXT];
    digest_block(plan, entry, digest);
    const struct query_parameter parameters[] = {text_parameter(":source", entry->source->name),
                                                 text_parameter(":digest", digest)};
    return store_execute(store, "INSERT OR REPLACE INTO meta (name, value) VALUES ('paused:' || :source, :digest)",
                         parameters, 2, error);
}

static int forget_pause(const char *source, struct store *store, struct error *error)
{
    const struct query_parameter parameter = text_parameter(":source", source);
    return store_execute(store, "DELETE FROM meta WHERE name = 'paused:' || :source", &parameter, 1, error);
}

/* ---- what the store knows ---- */

/* When a pull last went `days` back until its own day, and was good. The first good one counts: it went as far as there
 * is anything; own: those that went as far as the plugin decides, too. */
static int read_done(struct store *store, const char *source, int32_t days, bool own, int64_t *done,
                     struct error *error)
{
    static const char sql[] = "WITH good AS (SELECT id, started_at, to_day - from_day AS days FROM run "
                              "WHERE source = (SELECT id FROM source WHERE name = :source) AND code = 0 "
                              "AND (to_day IS NULL OR to_day >= started_at / 86400000 - 1)) "
                              "SELECT max(started_at) FROM good WHERE days >= :days OR (:own AND days IS NULL) "
                              "OR id = (SELECT min(id) FROM good)";
    const struct query_parameter parameters[] = {text_parameter(":source", source),
                                                 {":days", {.type = CELL_INTEGER, .integer = days}},
                                                 {":own", {.type = CELL_INTEGER, .integer = own}}};
    struct query *query = NULL;
    int got = store_query(store, garner_text(sql), parameters, 3, &query, error);
    got = got ? got : query_step(query, error);
    *done = got > 0 ? query_cell(query, 0).integer : 0;
    query_close(query);
    return got < 0 ? got : 0;
}

static int read_windows(const struct agenda_entry *entry, struct store *store, struct agenda_past *past,
                        struct error *error)
{
    int code = 0;
    int32_t shortest = 0;
    for (size_t i = 0; i < entry->source->slot_count && code == 0; i++) {
        int32_t days = entry->source->slots[i].window_days;
        shortest = days && (!shortest || days < shortest) ? days : shortest;
        code = days ? read_done(store, entry->source->name, days, false, &past->done[i], error) : 0;
    }
    return code || !shortest ? code : read_done(store, entry->source->name, shortest, true, &past->reached, error);
}

struct reading {
    struct plan *plan;
    struct store *store;
    const struct log *log;
    struct arena arena;
    struct garner_strs changed; /* sources that go on since their blocks have changed */
    int64_t now;
};

static int plan_row(struct reading *r, const struct query *query, struct error *error)
{
    struct plan *plan = r->plan;
    const char *name = arena_str(&r->arena, query_cell(query, 0).text).ptr;
    struct agenda_entry *entry = name ? plan_entry(plan, name) : NULL;
    if (!entry) {
        return 0;
    }
    struct agenda_past past = {
        .started = query_cell(query, 1).integer,
        .ended = query_cell(query, 2).integer,
        .code = (int)query_cell(query, 3).integer,
        .good = query_cell(query, 5).integer,
    };
    struct cell paused = query_cell(query, 4);
    int code = read_windows(entry, r->store, &past, error);
    agenda_plan(&plan->agenda, entry, &past, r->now);
    entry->failed_run = entry->tries ? query_cell(query, 6).integer : 0;
    if (code || paused.type != CELL_TEXT) {
        return code;
    }
    char digest[DIGEST_TEXT];
    digest_block(plan, entry, digest);
    if (str_is(paused.text, digest)) {
        agenda_pause(&plan->agenda, entry);
        log_write(r->log, GARNER_LOG_WARNING, name,
                  "paused since its configuration or credentials failed; change its block and reload");
        return 0;
    }
    log_write(r->log, GARNER_LOG_INFO, name, "its configuration has changed: it is pulled again");
    agenda_hurry(&plan->agenda, entry, r->now);
    ((struct garner_str *)r->changed.items)[r->changed.count++] = garner_text(name);
    return 0;
}

int plan_begin(struct plan *plan, struct store *store, const struct log *log, int64_t now, struct error *error)
{
    static const char sql[] = "SELECT s.name, r.started_at, r.ended_at, r.code, "
                              "(SELECT value FROM meta WHERE meta.name = 'paused:' || s.name), "
                              "EXISTS (SELECT 1 FROM run WHERE source = s.id AND code = 0), r.id "
                              "FROM source s JOIN run r ON r.id = (SELECT max(id) FROM run WHERE source = s.id)";
    for (size_t i = 0; i < plan->agenda.count; i++) {
        agenda_plan(&plan->agenda, &plan->agenda.entries[i], &(struct agenda_past){0}, now);
    }
    struct query *query = NULL;
    int got = store_query(store, garner_text(sql), NULL, 0, &query, error);
    if (got) {
        return got;
    }
    struct reading r = {.plan = plan, .store = store, .log = log, .now = now};
    arena_init(&r.arena);
    r.changed.items = arena_calloc(&r.arena, plan->agenda.count + 1, sizeof(struct garner_str));
    while ((got = query_step(query, error)) > 0 && (got = plan_row(&r, query, error)) == 0) {
    }
    query_close(query);
    for (size_t i = 0; i < r.changed.count && got == 0; i++) {
        got = forget_pause(r.changed.items[i].ptr, store, error);
    }
    arena_release(&r.arena);
    return got;
}
