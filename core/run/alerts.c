/* alerts.c - see alerts.h. */
#include "core/run/alerts.h"

#include "core/base/calendar.h"
#include "core/base/log.h"
#include "core/base/str.h"
#include "core/run/freshness.h"
#include "core/base/json_text.h"
#include <inttypes.h>

enum { BODY_MAX = 64 << 10 };

enum alert_step alert_step(enum alert_state state, int64_t told_at, int64_t repeat_ms, int64_t now)
{
    if (state == ALERT_UNSURE) {
        return STEP_NONE;
    }
    if (state == ALERT_CLEAR) {
        return told_at ? STEP_CLEAR : STEP_NONE;
    }
    return !told_at || (repeat_ms && now - told_at >= repeat_ms) ? STEP_TELL : STEP_NONE;
}

/* One look at everything. */
struct looking {
    const struct config *config;
    struct store *store;
    int64_t now, next;
    bool eager;
    struct arena arena;
    struct told *told; /* by target, kind, subject */
    size_t told_count;
    struct error *error;
};

/* ---- what has been told ---- */

struct told {
    const char *target, *kind, *subject;
    int64_t at;
    bool seen; /* somebody still asks after it */
};

static int compare_told(const void *a, const void *b)
{
    const struct told *x = a, *y = b;
    int order = strcmp(x->target, y->target);
    order = order ? order : strcmp(x->kind, y->kind);
    return order ? order : strcmp(x->subject, y->subject);
}

static const char *cell_text(struct looking *l, const struct query *query, size_t column)
{
    const char *text = arena_str(&l->arena, query_cell(query, column).text).ptr;
    return text ? text : "";
}

static int read_told(struct looking *l)
{
    struct query *query = NULL;
    int got = store_query(l->store, garner_text("SELECT count(*) FROM alert"), NULL, 0, &query, l->error);
    got = got ? got : query_step(query, l->error);
    size_t count = got > 0 ? (size_t)query_cell(query, 0).integer : 0;
    query_close(query);
    query = NULL;
    l->told = arena_calloc(&l->arena, count + 1, sizeof *l->told);
    got = got < 0 ? got
                  : store_query(l->store, garner_text("SELECT target, kind, subject, told_at FROM alert"), NULL, 0,
                                &query, l->error);
    while (got >= 0 && (got = query_step(query, l->error)) > 0 && l->told_count < count) {
        l->told[l->told_count++] = (struct told){cell_text(l, query, 0), cell_text(l, query, 1), cell_text(l, query, 2),
                                                 query_cell(query, 3).integer, false};
    }
    query_close(query);
    qsort(l->told, l->told_count, sizeof *l->told, compare_told);
    return got < 0 ? got : 0;
}

static struct told *find_told(const struct looking *l, const char *target, const char *kind, const char *subject)
{
    const struct told key = {.target = target, .kind = kind, .subject = subject};
    return bsearch(&key, l->told, l->told_count, sizeof *l->told, compare_told);
}

static int begin(struct looking *l)
{
    arena_init(&l->arena);
    l->next = SCHEDULE_NEVER;
    return read_told(l);
}

/* ---- words ---- */

struct alert {
    const char *kind; /* of the message: failure, recovery, stale, threshold, test */
    const char *subject, *title;
    const char *source; /* NULL = of none */
    const char *what, *where, *advice;
    const char *error; /* class of a failure; NULL */
    int64_t run;       /* 0 = none */
};

static void put_line(struct buf *out, const char *name, const char *value)
{
    if (value && *value) {
        buf_addf(out, "%-7s %s\n", name, value);
    }
}

static void put_member(struct buf *out, const char *name, const char *value)
{
    buf_addf(out, ",\"%s\":", name);
    if (value) {
        json_text(out, garner_text(value));
    } else {
        buf_adds(out, "null");
    }
}

static const char *finish(struct looking *l, struct buf *text)
{
    struct buf clean;
    buf_init(&clean, 2 * BODY_MAX);
    log_redact(&clean, buf_str(text), &l->config->secrets);
    const char *kept = arena_strdup(&l->arena, buf_text(&clean));
    buf_release(&clean);
    buf_release(text);
    return kept;
}

/* "2026-11-22 13:00:05 (Europe/Berlin)" */
static const char *wall_time(struct looking *l)
{
    char text[32];
    calendar_format_instant((l->now / 1000 + zone_offset(l->config->zone, l->now)) * 1000, text);
    return arena_printf(&l->arena, "%.10s %.8s (%s)", text, text + 11, l->config->timezone);
}

static const char *body_of(struct looking *l, const struct alert *alert, const char *id)
{
    struct buf text;
    buf_init(&text, BODY_MAX);
    buf_addf(&text, "%s\n\n", alert->title);
    put_line(&text, "what", alert->what);
    put_line(&text, "where", alert->where);
    put_line(&text, "to do", alert->advice);
    if (alert->run) {
        put_line(&text, "run", arena_printf(&l->arena, "%" PRId64, alert->run));
    }
    put_line(&text, "time", wall_time(l));
    buf_addf(&text, "\nid %s; a message that comes twice has the same id\n", id);
    return finish(l, &text);
}

static const char *json_of(struct looking *l, const struct alert *alert, const char *id)
{
    struct buf text;
    char at[32];
    buf_init(&text, BODY_MAX);
    buf_addf(&text, "{\"class\":\"%s\",\"id\":\"%s\"", alert->kind, id);
    put_member(&text, "source", alert->source);
    put_member(&text, "error", alert->error);
    put_member(&text, "title", alert->title);
    put_member(&text, "what", alert->what);
    put_member(&text, "where", alert->where);
    put_member(&text, "advice", alert->advice);
    buf_adds(&text, ",\"run\":");
    buf_addf(&text, alert->run ? "%" PRId64 : "null", alert->run);
    put_member(&text, "time", calendar_format_instant(l->now, at));
    buf_addc(&text, '}');
    return finish(l, &text);
}

static struct ledger_message message_of(struct looking *l, const struct target *target, const struct alert *alert)
{
    struct ledger_message message = {
        .kind = alert->kind, .name = alert->subject, .target = target->name, .slot = l->now};
    char id[LEDGER_ID];
    ledger_id(&message, id);
    message.title = arena_printf(&l->arena, "garner: %s", alert->title);
    message.body = body_of(l, alert, id);
    message.json = json_of(l, alert, id);
    return message;
}

/* ---- one thing that may be wrong, and one target ---- */

/* alert: what is said where it is to be told or, `kind` being recovery, is over; NULL = it is over in silence. */
static int step(struct looking *l, const struct target *target, const char *kind, const char *subject,
                enum alert_state state, const struct alert *alert, bool *cleared)
{
    struct told *told = find_told(l, target->name, kind, subject);
    int64_t told_at = told ? told->at : 0;
    enum alert_step what = alert_step(state, told_at, target->repeat_ms, l->now);
    if (told) {
        told->seen = true;
    }
    if (state == ALERT_HOLDS && target->repeat_ms) {
        int64_t again = (what == STEP_TELL ? l->now : told_at) + target->repeat_ms;
        l->next = again < l->next ? again : l->next;
    }
    *cleared = what == STEP_CLEAR;
    if (what == STEP_NONE) {
        return 0;
    }
    struct ledger_message message = {0};
    if (alert) {
        message = message_of(l, target, alert);
    }
    const struct ledger_change change = {.target = target->name,
                                         .kind = kind,
                                         .subject = subject,
                                         .told_before = told_at,
                                         .holds = what == STEP_TELL,
                                         .message = alert ? &message : NULL};
    return ledger_change(l->store, &change, l->error);
}

/* What was told of sources, targets and thresholds that are there no more. */
static int forget(struct looking *l, bool thresholds)
{
    int code = 0;
    for (size_t i = 0; i < l->told_count && !code; i++) {
        const struct told *told = &l->told[i];
        if (!told->seen && (strcmp(told->kind, "threshold") == 0) == thresholds) {
            const struct ledger_change change = {
                .target = told->target, .kind = told->kind, .subject = told->subject, .told_before = told->at};
            code = ledger_change(l->store, &change, l->error);
        }
    }
    return code;
}

/* ---- sources ---- */

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
            .message = cell_text(l, query, 3),
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
    bool cleared = false, ignored;
    int code = 0;
    if (target->tells & TELL_FAILURE) {
        code = step(l, target, "failure", source->name, failure, failure == ALERT_HOLDS ? &failed : over, &cleared);
    }
    if (!code && target->tells & TELL_STALE) {
        code = step(l, target, "stale", source->name, stale,
                    stale == ALERT_HOLDS ? &late
                    : cleared            ? NULL
                                         : over,
                    &ignored);
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
    return code ? code : forget(l, false);
}

int alerts_sources(const struct config *config, struct store *store, bool eager, int64_t now, int64_t *next,
                   struct error *error)
{
    struct looking l = {.config = config, .store = store, .now = now, .eager = eager, .error = error};
    *next = SCHEDULE_NEVER;
    int code = begin(&l);
    if (!code && (config->target_count || l.told_count)) {
        code = look_at_sources(&l);
        *next = l.next;
    }
    arena_release(&l.arena);
    return code;
}

/* ---- thresholds ---- */

static const char *subject_of(struct looking *l, const struct threshold *threshold, struct garner_str row)
{
    return arena_printf(&l->arena, "%s: %s %s %s: %.*s", threshold->order.report, threshold->column,
                        threshold->below ? "below" : "above", threshold->bound_text, STR_ARG(row));
}

static struct alert threshold_alert(struct looking *l, const struct measured *row, const char *subject)
{
    const struct threshold *threshold = row->threshold;
    return (struct alert){
        .kind = "threshold",
        .subject = subject,
        .title = arena_printf(&l->arena, "%.*s: %s is %.*s, %s %s", STR_ARG(row->row), threshold->column,
                              STR_ARG(row->value), threshold->below ? "below" : "above", threshold->bound_text),
        .what = arena_printf(&l->arena, "report %s has %s = %.*s at %.*s", threshold->order.report, threshold->column,
                             STR_ARG(row->value), STR_ARG(row->row)),
        .where = arena_printf(&l->arena, "%s:%u:%u: target %s", l->config->path, threshold->order.line,
                              threshold->order.column, row->target->name),
        .advice = arena_printf(&l->arena, "look at `garner report %s`", threshold->order.report),
    };
}

static struct alert within_alert(struct looking *l, const struct told *told)
{
    return (struct alert){
        .kind = "recovery",
        .subject = told->subject,
        .title = arena_printf(&l->arena, "no longer so: %s", told->subject),
        .what = "the value is within its threshold again, or its row is there no more",
        .where = l->config->path,
        .advice = error_advice(0),
    };
}

/* Told before, and beyond no more. */
static int look_at_told(struct looking *l)
{
    int code = 0;
    for (size_t i = 0; i < l->told_count && !code; i++) {
        struct told *told = &l->told[i];
        const struct target *target = config_target(l->config, told->target);
        if (told->seen || strcmp(told->kind, "threshold") != 0 || !target || !target->threshold_count) {
            continue;
        }
        struct alert within = within_alert(l, told);
        bool ignored;
        code = step(l, target, "threshold", told->subject, ALERT_CLEAR, target->tells & TELL_RECOVERY ? &within : NULL,
                    &ignored);
    }
    return code ? code : forget(l, true);
}

int alerts_thresholds(const struct config *config, struct store *store, const struct measured *rows, size_t count,
                      int64_t now, struct error *error)
{
    struct looking l = {.config = config, .store = store, .now = now, .error = error};
    int code = begin(&l);
    for (size_t i = 0; i < count && !code; i++) {
        const char *subject = subject_of(&l, rows[i].threshold, rows[i].row);
        struct alert alert = threshold_alert(&l, &rows[i], subject);
        bool ignored;
        code = step(&l, rows[i].target, "threshold", subject, ALERT_HOLDS, &alert, &ignored);
    }
    code = code ? code : look_at_told(&l);
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
    const struct ledger_message message = message_of(&l, target, &alert);
    int code = ledger_add(store, &message, false, error);
    arena_release(&l.arena);
    return code;
}
