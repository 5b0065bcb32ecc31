/* daemon.c - see daemon.h. One loop: a timer for the earliest due time, the signals, the engine's pulls, each of which
 * is plan_pull.c's. Nothing ticks while nothing is due. */
#include "core/run/daemon.h"

#include "core/base/calendar.h"
#include "core/base/log_repeats.h"
#include "core/base/mem.h"
#include "core/run/lock.h"
#include "core/run/mailroom.h"
#include "core/run/metrics.h"
#include "core/run/notify.h"
#include "core/run/plan_pull.h"
#include <errno.h>
#include <inttypes.h>
#include <malloc.h>
#include <signal.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum {
    REFRESH_MS = 500,         /* after a pull, so that pulls that end together are refreshed once */
    REFRESH_AGAIN_MS = 60000, /* after a refresh that failed */
    STOP_COURIERS_MS = 5000,  /* what messages on their way get to arrive in */
    STOP_SECONDS = 9,         /* what is not over by then is rolled back when the store is next opened */
    SET_BACK_MS = 3 * 3600000 /* a clock set back by less repeats no pull */
};

enum { ON_TERM = 0, ON_INT, ON_HUP, ON_USR1, SIGNALS };
static const int SIGNAL[SIGNALS] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1};

struct daemon {
    const char *file;
    struct log log;
    struct clock clock;
    uv_loop_t loop;
    uv_poll_t due; /* of timer */
    uv_timer_t refresh, watchdog;
    uv_signal_t signals[SIGNALS];
    int timer, lock;
    struct store *store;
    struct engine *engine;
    struct mailroom *mailroom;
    struct pull_options options;
    struct plan *plan;
    int64_t wall, monotonic; /* both clocks when they were last compared */
    bool refreshed;          /* once: then what is sent is true */
    bool stopping, closed;
};

static void look(struct daemon *daemon);
static void on_refresh(uv_timer_t *timer);

/* ---- pulls ---- */

static void finished(void *context, const struct pull_result *result)
{
    struct daemon *daemon = context;
    const struct plan_pull_end end = {daemon->plan, daemon->store, &daemon->log, clock_now(&daemon->clock)};
    plan_pull_end(result, &end);
    if (!daemon->stopping && !uv_is_active((uv_handle_t *)&daemon->refresh)) {
        uv_timer_start(&daemon->refresh, on_refresh, REFRESH_MS, 0);
    }
    look(daemon);
}

static void on_refresh(uv_timer_t *timer)
{
    struct daemon *daemon = timer->data;
    struct error error = {0};
    if (store_refresh(daemon->store, daemon->plan->config, false, &error) < 0) {
        log_write(&daemon->log, GARNER_LOG_WARNING, NULL, "what follows from the facts is not up to date: %s",
                  error.message);
        uv_timer_start(timer, on_refresh, REFRESH_AGAIN_MS, 0);
    }
    daemon->refreshed = true;
    mailroom_changed(daemon->mailroom);
    const char *metrics = daemon->plan->config->metrics_file;
    if (metrics && metrics_write(metrics, daemon->plan, daemon->store, &error) < 0) {
        log_write(&daemon->log, GARNER_LOG_WARNING, NULL, "%s", error.message);
    }
    log_repeats_flush(&daemon->log, false);
    look(daemon);
}

/* ---- time ---- */

/* The timer goes by the wall clock, and wakes too when somebody sets that. */
static void arm(struct daemon *daemon)
{
    int64_t next = agenda_next(&daemon->plan->agenda), now = clock_now(&daemon->clock);
    int64_t mail = daemon->refreshed ? mailroom_next(daemon->mailroom) : SCHEDULE_NEVER;
    struct itimerspec at = {0};
    struct timespec wall;
    clock_gettime(CLOCK_REALTIME, &wall);
    bool full = engine_count(daemon->engine) >= (size_t)daemon->plan->config->jobs; /* an end looks again */
    next = full || mail < next ? mail : next;
    if (next != SCHEDULE_NEVER) {
        int64_t left = next > now ? next - now : 1;
        int64_t ms = wall.tv_nsec / 1000000 + left + 1;
        at.it_value.tv_sec = wall.tv_sec + (time_t)(ms / 1000);
        at.it_value.tv_nsec = (long)(ms % 1000) * 1000000;
    } else {
        at.it_value.tv_sec = wall.tv_sec + 366 * INT64_C(86400); /* for the clock's sake */
    }
    timerfd_settime(daemon->timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &at, NULL);
}

static void compare_clocks(struct daemon *daemon)
{
    int64_t wall = clock_now(&daemon->clock), monotonic = clock_monotonic();
    int64_t jump = (wall - daemon->wall) - (monotonic - daemon->monotonic);
    daemon->wall = wall;
    daemon->monotonic = monotonic;
    if (jump < -SET_BACK_MS) {
        log_write(&daemon->log, GARNER_LOG_WARNING, NULL, "the clock was set back by %lld minutes; planning anew",
                  (long long)(-jump / 60000));
        agenda_set_back(&daemon->plan->agenda, wall);
        mailroom_changed(daemon->mailroom);
    }
}

static void on_due(uv_poll_t *poll, int status, int events)
{
    struct daemon *daemon = poll->data;
    uint64_t times;
    (void)status;
    (void)events;
    if (read(daemon->timer, &times, sizeof times) < 0 && errno == ECANCELED) {
        compare_clocks(daemon);
    }
    look(daemon);
}

static void on_watchdog(uv_timer_t *timer)
{
    (void)timer;
    notify("WATCHDOG=1");
}

/* ---- the end ---- */

static void close_all(struct daemon *daemon)
{
    if (daemon->closed) {
        return;
    }
    daemon->closed = true;
    uv_close((uv_handle_t *)&daemon->due, NULL);
    uv_close((uv_handle_t *)&daemon->refresh, NULL);
    uv_close((uv_handle_t *)&daemon->watchdog, NULL);
    for (int i = 0; i < SIGNALS; i++) {
        uv_close((uv_handle_t *)&daemon->signals[i], NULL);
    }
    engine_free(daemon->engine);
}

/* Begins what is due, as far as there is room, and waits for the rest. */
static void look(struct daemon *daemon)
{
    if (daemon->stopping) {
        if (engine_count(daemon->engine) == 0 && mailroom_count(daemon->mailroom) == 0) {
            close_all(daemon);
        }
        return;
    }
    struct agenda_entry *entry;
    while (engine_count(daemon->engine) < (size_t)daemon->plan->config->jobs &&
           (entry = agenda_take(&daemon->plan->agenda, clock_now(&daemon->clock)))) {
        plan_pull_begin(daemon->plan, entry, daemon->engine);
    }
    if (daemon->refreshed && mailroom_next(daemon->mailroom) <= clock_now(&daemon->clock)) {
        mailroom_look(daemon->mailroom);
    }
    arm(daemon);
}

/* A transaction that is still open is rolled back by whoever opens the store next. */
static void on_too_late(int signal)
{
    (void)signal;
    _exit(0);
}

/* Messages that are on their way have had their time. */
static void on_patience(uv_timer_t *timer)
{
    struct daemon *daemon = timer->data;
    mailroom_stop(daemon->mailroom, true);
}

static void stop(struct daemon *daemon)
{
    if (daemon->stopping) {
        return;
    }
    daemon->stopping = true;
    notify("STOPPING=1");
    log_write(&daemon->log, GARNER_LOG_INFO, NULL, "stopping: %zu pulls are cancelled", engine_count(daemon->engine));
    signal(SIGALRM, on_too_late);
    alarm(STOP_SECONDS);
    engine_stop(daemon->engine);
    mailroom_stop(daemon->mailroom, false);
    uv_timer_start(&daemon->refresh, on_patience, STOP_COURIERS_MS, 0);
    look(daemon);
}

/* ---- the configuration ---- */

static int take_plan(struct daemon *daemon, struct plan *plan, struct error *error)
{
    struct plan *old = daemon->plan;
    int code = store_bind_config(daemon->store, plan->config, error);
    code = code ? code : plan_begin(plan, daemon->store, &daemon->log, clock_now(&daemon->clock), error);
    if (code) {
        return code;
    }
    for (size_t i = 0; old && i < old->agenda.count; i++) {
        struct agenda_entry *entry =
            old->agenda.entries[i].running ? plan_entry(plan, old->agenda.entries[i].source->name) : NULL;
        if (entry) {
            agenda_running(&plan->agenda, entry, &old->agenda.entries[i]);
        }
    }
    daemon->plan = plan;
    daemon->log.secrets = &plan->config->secrets;
    if (daemon->mailroom) {
        mailroom_use(daemon->mailroom, plan->config);
    }
    if (old && old->pulls == 0) {
        plan_free(old);
    }
    return 0;
}

/* All of the new configuration or, where anything is wrong with it, all of the old one. */
static void reload(struct daemon *daemon)
{
    struct error error = {0}, ignored;
    struct plan *plan = NULL;
    notify_reloading();
    int code = plan_load(daemon->file, &plan, &error);
    if (code == 0 && strcmp(plan->config->store, daemon->plan->config->store) != 0) {
        code = error_set(&error, GARNER_E_CONFIG, "%s: another store needs a restart", daemon->file);
    }
    code = code ? code : take_plan(daemon, plan, &error);
    if (code) {
        plan_free(plan);
        store_bind_config(daemon->store, daemon->plan->config, &ignored);
        log_write(&daemon->log, GARNER_LOG_ERROR, NULL, "not reloaded, the configuration before stays: %s",
                  error.message);
    } else {
        log_write(&daemon->log, GARNER_LOG_INFO, NULL, "reloaded %s: %zu scheduled sources", daemon->file,
                  plan->agenda.count);
        uv_timer_start(&daemon->refresh, on_refresh, REFRESH_MS, 0);
    }
    malloc_trim(0); /* two configurations were there at once; most of that is free again */
    notify("READY=1");
    look(daemon);
}

static void dump(const struct daemon *daemon)
{
    struct log log = daemon->log;
    log_repeats_flush(&log, true);
    log.repeats = NULL;
    for (size_t i = 0; i < daemon->plan->agenda.count; i++) {
        const struct agenda_entry *entry = &daemon->plan->agenda.entries[i];
        char next[32] = "not planned";
        if (entry->due != SCHEDULE_NEVER) {
            calendar_format_instant(entry->due, next);
        }
        log_write(&log, GARNER_LOG_WARNING, entry->source->name, "state: %s, %" PRId64 " retries, next %s",
                  entry->running  ? "running"
                  : entry->paused ? "paused"
                                  : "waiting",
                  entry->tries, next);
    }
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct daemon *daemon = handle->data;
    if (number == SIGHUP && !daemon->stopping) {
        reload(daemon);
    } else if (number == SIGUSR1) {
        dump(daemon);
    } else if (number != SIGHUP) {
        stop(daemon);
    }
}

/* ---- the beginning ---- */

static void init_handles(struct daemon *daemon)
{
    uv_poll_init(&daemon->loop, &daemon->due, daemon->timer);
    uv_timer_init(&daemon->loop, &daemon->refresh);
    uv_timer_init(&daemon->loop, &daemon->watchdog);
    daemon->due.data = daemon->refresh.data = daemon->watchdog.data = daemon;
    for (int i = 0; i < SIGNALS; i++) {
        uv_signal_init(&daemon->loop, &daemon->signals[i]);
        daemon->signals[i].data = daemon;
        uv_signal_start(&daemon->signals[i], on_signal, SIGNAL[i]);
    }
    int64_t every = notify_watchdog_ms();
    if (every) {
        uv_timer_start(&daemon->watchdog, on_watchdog, (uint64_t)every, (uint64_t)every);
    }
    uv_poll_start(&daemon->due, UV_READABLE, on_due);
}

/* Until somebody listens, these must neither end the process nor be lost. */
static void hold_signals(int how)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGUSR1);
    sigprocmask(how, &set, NULL);
}

static void on_message_over(void *context)
{
    look(context);
}

static int serve(struct daemon *daemon, struct error *error)
{
    daemon->timer = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (daemon->timer < 0 || uv_loop_init(&daemon->loop) < 0) {
        return error_set(error, GARNER_E_TEMPORARY, "cannot start the event loop: %s", strerror(errno));
    }
    init_handles(daemon);
    hold_signals(SIG_UNBLOCK);
    daemon->engine = engine_new(&daemon->loop, daemon->store, &daemon->options, INT64_MAX);
    const struct mailroom_options mail = {
        .log = &daemon->log, .clock = daemon->clock, .context = daemon, .over = on_message_over};
    daemon->mailroom = mailroom_new(&daemon->loop, daemon->store, daemon->plan->config, &mail);
    mailroom_use(daemon->mailroom, daemon->plan->config);
    daemon->wall = clock_now(&daemon->clock);
    daemon->monotonic = clock_monotonic();
    uv_timer_start(&daemon->refresh, on_refresh, REFRESH_MS, 0);
    log_write(&daemon->log, GARNER_LOG_INFO, NULL, "ready: %zu scheduled sources", daemon->plan->agenda.count);
    notify("READY=1");
    look(daemon);
    uv_run(&daemon->loop, UV_RUN_DEFAULT);
    uv_loop_close(&daemon->loop);
    return 0;
}

int daemon_run(const struct daemon_options *options, struct error *error)
{
    struct daemon daemon = {
        .file = options->file, .log = *options->log, .clock = options->clock, .timer = -1, .lock = -1};
    daemon.options =
        (struct pull_options){.log = &daemon.log, .clock = options->clock, .context = &daemon, .finished = finished};
    daemon.log.repeats = log_repeats_new();
    signal(SIGPIPE, SIG_IGN);
    hold_signals(SIG_BLOCK);
    struct plan *plan = NULL;
    int code = plan_load(options->file, &plan, error);
    code = code ? code : lock_take(plan->config->store, &daemon.lock, error);
    if (code == 0) {
        code = store_open(plan->config->store, STORE_WRITE, options->clock, &daemon.log, &daemon.store, error);
    }
    code = code ? code : take_plan(&daemon, plan, error);
    code = code ? code : serve(&daemon, error);
    log_repeats_flush(&daemon.log, true);
    log_repeats_free(daemon.log.repeats);
    mailroom_free(daemon.mailroom);
    store_close(daemon.store);
    plan_free(daemon.plan ? daemon.plan : plan);
    if (daemon.timer >= 0) {
        close(daemon.timer);
    }
    if (daemon.lock >= 0) {
        close(daemon.lock);
    }
    return code;
}
