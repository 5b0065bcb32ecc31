/* engine.c - see engine.h; and pull_run, which runs a fixed list on a loop of its own (pull.h). */
#include "core/run/engine.h"

#include "core/base/mem.h"
#include "core/run/child.h"
#include "core/run/job.h"
#include <signal.h>

enum { TICK_MS = 200 };

struct engine {
    uv_loop_t *loop;
    uv_timer_t tick; /* stands still while nothing runs */
    struct store *store;
    const struct pull_options *options;
    int64_t jobs;
    struct job *waiting, **last; /* in the order given */
    struct job *running;
    size_t running_count, count;
    bool stopping, starting;
};

uv_loop_t *engine_loop(struct engine *engine)
{
    return engine->loop;
}

size_t engine_count(const struct engine *engine)
{
    return engine->count;
}

/* ---- one source's beginning and end ---- */

static void record_end(struct job *job, const struct error *error)
{
    struct engine *engine = job->engine;
    struct pull_result *result = job->result;
    result->code = error->code;
    result->message = collect_cover(&job->collect, job->results, garner_text(error->code ? error->message : "")).ptr;
    result->run = job->collect.run;
    result->counts = job->collect.counts;
    for (size_t i = 0; i < result->counts.skip_rules; i++) {
        result->counts.skips[i].rule = arena_strdup(job->results, result->counts.skips[i].rule);
    }
    result->wait_ms = error->code ? error->wait_ms : 0;
    result->took_ms = clock_monotonic() - job->started_ms;
    if (engine->store && job->collect.run) {
        struct run_end end = {.code = result->code,
                              .message = result->message,
                              .counts = &result->counts,
                              .log = buf_text(&job->collect.said)};
        struct error late = {0};
        if (store_run_end(engine->store, job->collect.run, &end, &late) < 0 && !result->code) {
            result->code = late.code;
            result->message = arena_strdup(job->results, late.message);
        }
        store_release(engine->store, job->collect.source_id);
    }
}

/* A source that cannot even start has its result; nothing else about it exists. */
static int begin_run(struct job *job, struct error *error)
{
    struct store *store = job->engine->store;
    struct collect *collect = &job->collect;
    if (!store) {
        return 0;
    }
    int code = store_source(store, job->source->name, &collect->source_id, error);
    if (code < 0) {
        return code;
    }
    int64_t lasts = job->source->timeout_ms > 0 ? job->source->timeout_ms + 60000 : INT64_C(86400000);
    code = store_lease(store, collect->source_id, lasts, error);
    if (code < 0) {
        return code;
    }
    struct run_begin begin = {
        .source = collect->source_id,
        .plugin = job->plugin ? job->plugin->name : "",
        .version = job->plugin ? job->plugin->version : "",
        .retry_of = job->retry_of,
        .from = job->from,
        .to = job->to,
    };
    code = store_run_begin(store, &begin, &collect->run, error);
    if (code < 0) {
        store_release(store, collect->source_id);
    }
    return code;
}

static void job_free(struct job *job)
{
    collect_release(&job->collect);
    arena_release(&job->arena);
    free(job);
}

/* The job is in no list any more. */
static void end(struct job *job, const struct error *error)
{
    struct engine *engine = job->engine;
    struct pull_result *result = job->result;
    record_end(job, error);
    job_free(job);
    engine->count--;
    if (engine->options->finished) {
        engine->options->finished(engine->options->context, result);
    }
}

static void on_tick(uv_timer_t *timer);

static void start(struct engine *engine, struct job *job)
{
    struct error error = job->error;
    job->started_ms = clock_monotonic();
    if (engine->stopping) {
        error_set(&error, GARNER_E_CANCELLED, "not started: interrupted");
    }
    if (begin_run(job, &error) < 0 || error.code) {
        end(job, &error);
        return;
    }
    if (engine->running_count++ == 0) {
        uv_timer_start(&engine->tick, on_tick, TICK_MS, TICK_MS);
    }
    job->next = engine->running;
    engine->running = job;
    job_start(job);
}

/* Not within itself: an end that adds another source would pile up on the stack. */
static void start_more(struct engine *engine)
{
    if (engine->starting) {
        return;
    }
    engine->starting = true;
    while (engine->waiting && (int64_t)engine->running_count < engine->jobs) {
        struct job *job = engine->waiting;
        engine->waiting = job->next;
        engine->last = engine->waiting ? engine->last : &engine->waiting;
        start(engine, job);
    }
    engine->starting = false;
}

void engine_job_over(struct job *job)
{
    struct engine *engine = job->engine;
    struct error error = job->error;
    if (!error.code) {
        char text[160];
        const char *died = child_died(job->child.exit_status, job->child.term_signal, text, sizeof text);
        collect_end(&job->collect, died, &error);
        /* Nobody but the system or its owner does that: it is out of memory, or they had a reason that passes. */
        if (error.code == GARNER_E_BUG && job->child.term_signal == SIGKILL) {
            error.code = GARNER_E_TEMPORARY;
        }
        if (error.code && died && job->last_line[0] && !job->collect.failure.code) {
            struct error full;
            error_set(&full, error.code, "%s (it last printed: %s)", error.message, job->last_line);
            error = full;
        }
    }
    for (struct job **at = &engine->running; *at; at = &(*at)->next) {
        if (*at == job) {
            *at = job->next;
            break;
        }
    }
    if (--engine->running_count == 0) {
        uv_timer_stop(&engine->tick);
    }
    end(job, &error);
    start_more(engine);
}

/* ---- all of them ---- */

void engine_stop(struct engine *engine)
{
    engine->stopping = true;
    for (struct job *job = engine->running; job; job = job->next) {
        job_cancel(job, GARNER_E_CANCELLED, "interrupted; what was committed before stands");
    }
    while (engine->waiting) {
        struct job *job = engine->waiting;
        engine->waiting = job->next;
        engine->last = engine->waiting ? engine->last : &engine->waiting;
        start(engine, job);
    }
}

static void on_tick(uv_timer_t *timer)
{
    struct engine *engine = timer->data;
    const struct pull_options *options = engine->options;
    if (options->stop && *options->stop) {
        engine_stop(engine);
    }
    for (struct job *job = engine->running; job && options->progress; job = job->next) {
        job->collect.progress.running_ms = clock_monotonic() - job->started_ms;
        options->progress(options->context, &job->collect.progress);
    }
}

struct engine *engine_new(uv_loop_t *loop, struct store *store, const struct pull_options *options, int64_t jobs)
{
    struct engine *engine = xcalloc(1, sizeof *engine);
    engine->loop = loop;
    engine->store = store;
    engine->options = options;
    engine->jobs = jobs;
    engine->last = &engine->waiting;
    uv_timer_init(loop, &engine->tick);
    engine->tick.data = engine;
    return engine;
}

static void on_tick_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void engine_free(struct engine *engine)
{
    if (engine) {
        uv_close((uv_handle_t *)&engine->tick, on_tick_closed);
    }
}

void engine_add(struct engine *engine, const struct engine_order *order)
{
    struct job *job = xcalloc(1, sizeof *job);
    job->engine = engine;
    job->source = order->source;
    job->plugin = order->plugin->path ? order->plugin : NULL;
    job->result = order->result;
    job->results = order->arena;
    job->retry_of = order->retry_of;
    job->from = order->from;
    job->to = order->to;
    job->trial = order->trial;
    if (order->broken) {
        job->error = *order->broken;
    }
    collect_init(&job->collect, order->config, order->source, engine->options, engine->store);
    *order->result = (struct pull_result){.source = order->source, .message = ""};
    *engine->last = job;
    engine->last = &job->next;
    engine->count++;
    start_more(engine);
}

/* ---- a fixed list ---- */

static int run_all(struct config *config, struct store *store, const struct pull_options *options,
                   const struct engine_order *orders, size_t count, struct error *error)
{
    uv_loop_t loop;
    int failed = uv_loop_init(&loop);
    if (failed) {
        return error_set(error, GARNER_E_TEMPORARY, "cannot start the event loop: %s", uv_strerror(failed));
    }
    struct engine *engine = engine_new(&loop, store, options, options->jobs > 0 ? options->jobs : config->jobs);
    for (size_t i = 0; i < count; i++) {
        engine_add(engine, &orders[i]);
    }
    uv_run(&loop, UV_RUN_DEFAULT);
    engine_free(engine);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    return 0;
}

int pull_try(struct config *config, struct store *store, const struct source_config *source,
             const struct plugin_info *plugin, const struct trial *trials, size_t count,
             const struct pull_options *options, struct pull_result *results, struct arena *arena, struct error *error)
{
    struct engine_order *orders = arena_calloc(arena, count ? count : 1, sizeof *orders);
    for (size_t i = 0; i < count; i++) {
        orders[i] = (struct engine_order){.config = config,
                                          .source = source,
                                          .plugin = plugin,
                                          .result = &results[i],
                                          .arena = arena,
                                          .trial = trials[i],
                                          .from = options->from,
                                          .to = options->to};
    }
    return run_all(config, store, options, orders, count, error);
}

int pull_run(struct config *config, struct store *store, const struct source_config *const *sources, size_t count,
             const struct pull_options *options, struct pull_result *results, struct arena *arena, struct error *error)
{
    struct plugin_info *infos = arena_calloc(arena, count ? count : 1, sizeof *infos);
    struct error *broken = arena_calloc(arena, count ? count : 1, sizeof *broken);
    int code = pull_check(config, sources, count, infos, broken, arena, error);
    if (code < 0) {
        return code;
    }
    for (size_t i = 0; i < count; i++) {
        if (sources[i]->preset_why) {
            log_write(options->log, GARNER_LOG_WARNING, sources[i]->name, "preset: auto: %s; `preset: %s` would say so",
                      sources[i]->preset_why, sources[i]->preset);
        }
    }
    struct engine_order *orders = arena_calloc(arena, count ? count : 1, sizeof *orders);
    for (size_t i = 0; i < count; i++) {
        orders[i] = (struct engine_order){.config = config,
                                          .source = sources[i],
                                          .plugin = &infos[i],
                                          .broken = &broken[i],
                                          .result = &results[i],
                                          .arena = arena,
                                          .from = options->from,
                                          .to = options->to};
    }
    code = run_all(config, store, options, orders, count, error);
    return code < 0 || !store ? code : store_refresh(store, config, false, error);
}
