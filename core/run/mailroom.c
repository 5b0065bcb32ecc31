/* mailroom.c - see mailroom.h. */
#include "core/run/mailroom.h"

#include "core/base/calendar.h"
#include "core/base/mem.h"
#include "core/run/alerts.h"
#include "core/run/slots.h"
#include <inttypes.h>

enum {
    TROUBLE_MS = 30000, /* after something in the store went wrong */
    MEASURE_REST = 10   /* thresholds are measured for at most one part in so many of the time */
};

struct mailroom {
    struct store *store;
    struct config *config; /* held */
    struct mailroom_options options;
    struct post *post;
    int64_t slots_at, alerts_at, post_at; /* when each is to be looked at next */
    bool measure;                         /* thresholds are to be looked at */
    int64_t measure_at, measure_began;    /* not before; monotonic */
    bool stopped;
};

/* ---- what couriers tell ---- */

static void tried(void *context, const struct ledger_entry *entry, int code, const char *why, int64_t retry_at)
{
    struct mailroom *room = context;
    const struct ledger_message *message = &entry->message;
    char at[32] = "";
    if (retry_at) {
        calendar_format_instant(retry_at / 1000 * 1000, at);
    }
    if (code == 0) {
        log_write(room->options.log, GARNER_LOG_INFO, NULL, "%s %s to %s: sent, id %s", message->kind, message->name,
                  message->target, entry->id);
    } else {
        log_write(room->options.log, retry_at ? GARNER_LOG_WARNING : GARNER_LOG_ERROR, NULL,
                  "%s %s to %s: not sent: %s: %s; %s%s", message->kind, message->name, message->target,
                  error_class(code), why, retry_at ? "tried again at " : "not tried again", at);
    }
    if (room->options.tried) {
        room->options.tried(room->options.context, entry, code);
    }
}

static void measured(void *context, const struct measured *rows, size_t count, int code, const char *why)
{
    struct mailroom *room = context;
    struct error error = {0};
    int64_t now = clock_monotonic();
    room->measure_at = now + MEASURE_REST * (now - room->measure_began);
    if (code == 0) {
        code = alerts_thresholds(room->config, room->store, rows, count, clock_now(&room->options.clock), &error);
        why = error.message;
    }
    if (code) {
        log_write(room->options.log, GARNER_LOG_WARNING, NULL, "thresholds are not watched: %s", why);
    }
}

static void over(void *context)
{
    struct mailroom *room = context;
    mailroom_look(room);
    if (room->options.over) {
        room->options.over(room->options.context);
    }
}

/* ---- looking ---- */

/* Says what went wrong, and when to try again. */
static int64_t after_trouble(struct mailroom *room, const struct error *error)
{
    log_write(room->options.log, GARNER_LOG_WARNING, NULL, "messages wait: %s", error->message);
    return clock_now(&room->options.clock) + TROUBLE_MS;
}

static void look_at_slots(struct mailroom *room, int64_t now)
{
    struct error error = {0};
    if (slots_take(room->config, room->store, now, &room->slots_at, &error)) {
        room->slots_at = after_trouble(room, &error);
    }
}

static void look_at_alerts(struct mailroom *room, int64_t now)
{
    struct error error = {0};
    if (alerts_sources(room->config, room->store, room->options.eager, now, &room->alerts_at, &error)) {
        room->alerts_at = after_trouble(room, &error);
    }
}

static void look_at_post(struct mailroom *room)
{
    struct error error = {0};
    if (post_work(room->post, room->config, &error) < 0 || ledger_next(room->store, &room->post_at, &error) < 0) {
        room->post_at = after_trouble(room, &error);
    }
}

void mailroom_look(struct mailroom *room)
{
    int64_t now = clock_now(&room->options.clock);
    if (room->stopped) {
        return;
    }
    if (now >= room->slots_at && !room->options.only.kind) {
        look_at_slots(room, now);
    }
    if (now >= room->alerts_at && !room->options.only.kind) {
        look_at_alerts(room, now);
    }
    if (room->measure && clock_monotonic() >= room->measure_at && !room->options.only.kind) {
        room->measure = false;
        room->measure_began = clock_monotonic();
        post_measure(room->post, room->config);
    }
    look_at_post(room);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t mailroom_next(const struct mailroom *room)
{
    int64_t next = room->options.only.kind ? SCHEDULE_NEVER : earlier(room->slots_at, room->alerts_at);
    if (!post_is_full(room->post)) {
        next = earlier(next, room->post_at);
    }
    if (room->measure) {
        int64_t left = room->measure_at - clock_monotonic();
        next = earlier(next, clock_now(&room->options.clock) + (left > 0 ? left : 0));
    }
    return room->stopped ? SCHEDULE_NEVER : next;
}

/* ---- as a whole ---- */

struct mailroom *mailroom_new(uv_loop_t *loop, struct store *store, struct config *config,
                              const struct mailroom_options *options)
{
    struct mailroom *room = xcalloc(1, sizeof *room);
    const struct post_events events = {.context = room, .tried = tried, .measured = measured, .over = over};
    room->store = store;
    room->config = config_hold(config);
    room->options = *options;
    room->measure = true;
    room->post = post_new(loop, store, options->clock, &events, options->only);
    return room;
}

void mailroom_free(struct mailroom *room)
{
    if (room) {
        post_free(room->post);
        config_free(room->config);
        free(room);
    }
}

void mailroom_use(struct mailroom *room, struct config *config)
{
    struct error error = {0};
    config_free(room->config);
    room->config = config_hold(config);
    room->slots_at = room->alerts_at = room->post_at = 0;
    room->measure = true;
    if (ledger_revive(room->store, &error)) {
        log_write(room->options.log, GARNER_LOG_WARNING, NULL, "%s", error.message);
    }
}

void mailroom_changed(struct mailroom *room)
{
    room->slots_at = room->alerts_at = room->post_at = 0;
    room->measure = true;
}

size_t mailroom_count(const struct mailroom *room)
{
    return post_count(room->post);
}

void mailroom_stop(struct mailroom *room, bool kill)
{
    room->stopped = true;
    if (kill) {
        post_kill(room->post);
    }
}

int mailroom_serve(struct store *store, struct config *config, const struct mailroom_options *options,
                   struct error *error)
{
    uv_loop_t loop;
    int failed = uv_loop_init(&loop);
    if (failed) {
        return error_set(error, GARNER_E_TEMPORARY, "cannot start the event loop: %s", uv_strerror(failed));
    }
    struct mailroom *room = mailroom_new(&loop, store, config, options);
    mailroom_look(room);
    uv_run(&loop, UV_RUN_DEFAULT); /* couriers alone keep it running */
    mailroom_free(room);
    uv_loop_close(&loop);
    return 0;
}
