/* alerts.c - what is wrong with sources; see alerts.h. */
#include "core/run/alerts.h"

#include "core/base/calendar.h"
#include "core/run/alert_look.h"
#include "core/run/freshness.h"

/* What the store knows of one. */
struct facts {
    int64_t run, ended; /* its last run that ended by itself; 0 = none */
    int code;           /* of that */
    const char *message;
    int64_t good_began, good_ended; /* 0 = none was good */
    int64_t failures;               /* since */
};

static int read_facts(struct looking *l, const struct source_config *source, struct facts *facts)
{
    static const char sql[] =
        "WITH own AS (SELECT id FROM source WHERE name = :source), "
        "good AS (SELECT id, started_at, ended_at FROM run WHERE source = (SELECT id FROM own) AND code = 0 "
        "ORDER BY id DESC LIMIT 1), "
        "last AS (SELECT id, ended_at, code, message FROM run WHERE source = (SELECT id FROM own) "
        "AND ended_at IS NOT NULL AND code <> :cancelled ORDER BY id DESC LIMIT 1) "
        "SELECT last.id, last.ended_at, last.code, last.message, good.started_at, good.ended_at, "
        "(SELECT count(*) FROM run WHERE source = (SELECT id FROM own) AND id > coalesce(good.id, 0) AND code <> 0 "
        "AND code <> :cancelled) FROM last LEFT JOIN good";
    const struct query_parameter parameters[] = {{":source", {.type = CELL_TEXT, .text = garner_text(source->name)}},
                                                 {":cancelled", {.type = CELL_INTEGER, .integer = GARNER_E_CANCELLED}}};
    struct query *query = NULL;
    int got = store_query(l->store, garner_text(sql), parameters, 2, &query, l->error);
    got = got ? got : query_step(query, l->error);
    *facts = (struct facts){.message = ""};
    if (got > 0) {
        *facts = (struct facts){
            .run = query_cell(query, 0).integer,
            .ended = query_cell(query, 1).integer,
            .code = (int)query_cell(query, 2).integer,
            .message = look_text(l, query, 3),
            .good_began = query_cell(query, 4).integer,
            .good_ended = query_cell(query, 5).integer,
            .failures = query_cell(query, 6).integer,
        };
    }
    query_close(query);
    return got < 0 ? got : 0;
}

/* A failure that may pass counts once the retries are used up. */
static enum alert_state failure_of(const struct looking *l, const struct source_config *source,
                                   const struct facts *facts)
{
    if (!facts->run || facts->code == 0) {
        return ALERT_CLEAR;
    }
    bool passing = facts->code == GARNER_E_TEMPORARY || facts->code == GARNER_E_LIMITED || facts->code == ERROR_LOCKED;
    return passing && !l->eager && source->schedule && facts->failures <= source->retries ? ALERT_UNSURE : ALERT_HOLDS;
}

static int stale_of(struct looking *l, const struct source_config *source, const struct facts *facts,
                    enum alert_state *state)
{
    struct zone *zone = NULL;
    *state = ALERT_CLEAR;
    if (!facts->good_began || (!source->schedule && !source->stale_after_ms)) {
        return 0; /* one that never succeeded fails, or has not had its first time yet */
    }
    int code = zone_load(source->schedule_zone, &zone, l->error);
    int64_t until = code ? SCHEDULE_NEVER : fresh_until(source, zone, facts->good_began, facts->good_ended);
    zone_free(zone);
    if (until != SCHEDULE_NEVER && until < l->now) {
        *state = ALERT_HOLDS;
    } else if (until != SCHEDULE_NEVER) {
        l->next = until + 1 < l->next ? until + 1 : l->next;
    }
    return code;
}

static const char *place_of(struct looking *l, const struct source_config *source)
{
    return source->line ? arena_printf(&l->arena, "%s:%u:%u: source %s", l->config->path, source->line, source->column,
                                       source->name)
                        : arena_printf(&l->arena, "%s: source %s", l->config->path, source->name);
}

static struct alert failure_alert(struct looking *l, const struct source_config *source, const struct facts *facts)
{
    return (struct alert){
        .kind = "failure",
        .subject = source->name,
        .title = arena_printf(&l->arena, "source %s failed: %s", source->name, error_class(facts->code)),
        .source = source->name,
        .what = facts->message,
        .where = place_of(l, source),
        .advice = error_advice(facts->code),
        .error = error_class(facts->code),
        .run = facts->run,
    };
}

static struct alert stale_alert(struct looking *l, const struct source_config *source, const struct facts *facts)
{
    char at[32];
    calendar_format_instant(facts->good_ended / 1000 * 1000, at);
    return (struct alert){
        .kind = "stale",
        .subject = source->name,
        .title = arena_printf(&l->arena, "source %s is stale", source->name),
        .source = source->name,
        .what = arena_printf(&l->arena, "its last good pull ended at %s", at),
        .where = place_of(l, source),
        .advice = "look at `garner status`; see that the daemon, or whatever else pulls it, runs",
        .run = facts->run,
    };
}

static struct alert recovery_alert(struct looking *l, const struct source_config *source, const struct facts *facts)
{
    char at[32];
    calendar_format_instant(facts->good_ended / 1000 * 1000, at);
    return (struct alert){
        .kind = "recovery",
        .subject = source->name,
        .title = arena_printf(&l->arena, "source %s is well again", source->name),
        .source = source->name,
        .what = arena_printf(&l->arena, "its pull that ended at %s succeeded", at),
        .where = place_of(l, source),
        .advice = error_advice(0),
        .run = facts->run,
    };
}

static int tell_target(struct looking *l, const struct target *target, const struct source_config *source,
                       const struct facts *facts, enum alert_state stale)
{
    enum alert_state failure = failure_of(l, source, facts);
    struct alert failed = failure_alert(l, source, facts), late = stale_alert(l, source, facts);
    struct alert well = recovery_alert(l, source, facts);
    const struct alert *over = target->tells & TELL_RECOVERY ? &well : NULL;
    bool cleared = false;
    int code = 0;
    if (target->tells & TELL_FAILURE) {
        code =
            look_step(l, target, "failure", source->name, failure, failure == ALERT_HOLDS ? &failed : over, &cleared);
    }
    if (!code && target->tells & TELL_STALE) {
        code = look_step(l, target, "stale", source->name, stale,
                         stale == ALERT_HOLDS ? &late
                         : cleared            ? NULL
                                              : over,
                         NULL);
    }
    return code;
}

static int look_at_sources(struct looking *l)
{
    int code = 0;
    for (size_t i = 0; i < l->config->source_count && !code; i++) {
        const struct source_config *source = &l->config->sources[i];
        struct facts facts;
        enum alert_state stale = ALERT_CLEAR;
        if (!source->enabled) {
            continue;
        }
        code = read_facts(l, source, &facts);
        code = code ? code : stale_of(l, source, &facts, &stale);
        for (size_t t = 0; t < l->config->target_count && !code; t++) {
            code = tell_target(l, &l->config->targets[t], source, &facts, stale);
        }
    }
    return code ? code : look_forget(l, false);
}

int alerts_sources(const struct config *config, struct store *store, bool eager, int64_t now, int64_t *next,
                   struct error *error)
{
    struct looking l = {.config = config, .store = store, .now = now, .eager = eager, .error = error};
    *next = SCHEDULE_NEVER;
    int code = look_begin(&l);
    if (!code && (config->target_count || l.told_count)) {
        code = look_at_sources(&l);
        *next = l.next;
    }
    arena_release(&l.arena);
    return code;
}

/* ---- tests ---- */

int alerts_test(const struct config *config, struct store *store, const struct target *target, int64_t now,
                struct error *error)
{
    struct looking l = {.config = config, .store = store, .now = now, .error = error};
    const struct alert alert = {
        .kind = "test",
        .subject = "test",
        .title = "a test message",
        .what = "what is said to this target arrives",
        .where = config->path,
    };
    arena_init(&l.arena);
    const struct ledger_message message = look_message(&l, target, &alert);
    int code = ledger_add(store, &message, false, error);
    arena_release(&l.arena);
    return code;
}
