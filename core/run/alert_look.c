/* alert_look.c - see alert_look.h. */
#include "core/run/alert_look.h"

#include "core/base/calendar.h"
#include "core/base/json_text.h"
#include "core/base/log.h"
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

/* ---- what has been told ---- */

static int compare_told(const void *a, const void *b)
{
    const struct told *x = a, *y = b;
    int order = strcmp(x->target, y->target);
    order = order ? order : strcmp(x->kind, y->kind);
    return order ? order : strcmp(x->subject, y->subject);
}

const char *look_text(struct looking *l, const struct query *query, size_t column)
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
        l->told[l->told_count++] = (struct told){look_text(l, query, 0), look_text(l, query, 1), look_text(l, query, 2),
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

int look_begin(struct looking *l)
{
    arena_init(&l->arena);
    l->next = SCHEDULE_NEVER;
    return read_told(l);
}

/* ---- words ---- */

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

struct ledger_message look_message(struct looking *l, const struct target *target, const struct alert *alert)
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

int look_step(struct looking *l, const struct target *target, const char *kind, const char *subject,
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
    if (cleared) {
        *cleared = what == STEP_CLEAR;
    }
    if (what == STEP_NONE) {
        return 0;
    }
    struct ledger_message message = {0};
    if (alert) {
        message = look_message(l, target, alert);
    }
    const struct ledger_change change = {.target = target->name,
                                         .kind = kind,
                                         .subject = subject,
                                         .told_before = told_at,
                                         .holds = what == STEP_TELL,
                                         .message = alert ? &message : NULL};
    return ledger_change(l->store, &change, l->error);
}

int look_forget(struct looking *l, bool thresholds)
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
