/* engine.c - many pulls side by side: a queue of sources, `jobs` workers at once, one libuv loop. See pull.h. */
#include "core/run/job.h"

#include "core/base/mem.h"
#include "core/run/child.h"

enum { TICK_MS = 200 };

struct engine {
    uv_loop_t loop;
    uv_timer_t tick;
    struct config *config;
    struct store *store;
    const struct pull_options *options;
    struct arena *arena;  /* of the results */
    struct job **waiting; /* in the order given; NULL once over */
    size_t count, next, running, left;
    bool stopping;
};

uv_loop_t *engine_loop(struct engine *engine)
{
    return &engine->loop;
}

/* ---- one source's beginning and end ---- */

static void record_end(struct job *job, const struct error *error)
{
    struct engine *engine = job->engine;
    struct pull_result *result = job->result;
    result->code = error->code;
    result->message = arena_strdup(engine->arena, error->code ? error->message : "");
    result->run = job->collect.run;
    result->counts = job->collect.counts;
    for (size_t i = 0; i < result->counts.skip_rules; i++) {
        result->counts.skips[i].rule = arena_strdup(engine->arena, result->counts.skips[i].rule);
    }
    result->took_ms = clock_monotonic() - job->started_ms;
    if (engine->store && job->collect.run) {
        struct run_end end = {.code = result->code, .message = result->message, .counts = &result->counts};
        struct error late = {0};
        if (store_run_end(engine->store, job->collect.run, &end, &late) < 0 && !result->code) {
            result->code = late.code;
            result->message = arena_strdup(engine->arena, late.message);
        }
        store_release(engine->store, job->collect.source_id);
    }
    if (engine->options->finished) {
        engine->options->finished(engine->options->context, result);
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
    const char *plugin = job->plugin ? job->plugin->name : "";
    const char *version = job->plugin ? job->plugin->version : "";
    code = store_run_begin(store, collect->source_id, plugin, version, &collect->run, error);
    if (code < 0) {
        store_release(store, collect->source_id);
    }
    return code;
}

static void job_free(struct job *job)
{
    job->engine->waiting[job->index] = NULL;
    collect_release(&job->collect);
    arena_release(&job->arena);
    free(job);
}

static void start_more(struct engine *engine)
{
    int64_t jobs = engine->options->jobs > 0 ? engine->options->jobs : engine->config->jobs;
    while (engine->next < engine->count && (int64_t)engine->running < jobs) {
        struct job *job = engine->waiting[engine->next++];
        struct error error = job->error;
        job->started_ms = clock_monotonic();
        if (engine->stopping) {
            error_set(&error, GARNER_E_CANCELLED, "not started: interrupted");
        }
        if (begin_run(job, &error) < 0 || error.code) {
            record_end(job, &error);
            job_free(job);
            engine->left--;
            continue;
        }
        engine->running++;
        job_start(job);
    }
    if (engine->left == 0) {
        uv_close((uv_handle_t *)&engine->tick, NULL);
    }
}

void engine_job_over(struct job *job)
{
    struct engine *engine = job->engine;
    struct error error = job->error;
    if (!error.code) {
        char text[160];
        const char *died = child_died((int)job->exit_status, job->term_signal, text, sizeof text);
        collect_end(&job->collect, died, &error);
        if (error.code && died && job->last_line[0] && !job->collect.failure.code) {
            struct error full;
            error_set(&full, error.code, "%s (it last printed: %s)", error.message, job->last_line);
            error = full;
        }
    }
    record_end(job, &error);
    job_free(job);
    engine->running--;
    engine->left--;
    start_more(engine);
}

/* ---- all of them ---- */

static void on_tick(uv_timer_t *timer)
{
    struct engine *engine = timer->data;
    const struct pull_options *options = engine->options;
    bool stop = options->stop && *options->stop;
    for (size_t i = 0; i < engine->next; i++) {
        struct job *job = engine->waiting[i];
        if (!job) {
            continue;
        }
        if (stop) {
            job_cancel(job, GARNER_E_CANCELLED, "interrupted; what was committed before stands");
        }
        if (options->progress) {
            job->collect.progress.running_ms = clock_monotonic() - job->started_ms;
            options->progress(options->context, &job->collect.progress);
        }
    }
    engine->stopping = engine->stopping || stop;
}

static struct job *job_new(struct engine *engine, const struct source_config *source, const struct plugin_info *plugin,
                           struct pull_result *result)
{
    struct job *job = xcalloc(1, sizeof *job);
    job->engine = engine;
    job->source = source;
    job->plugin = plugin->path ? plugin : NULL;
    job->result = result;
    collect_init(&job->collect, engine->config, source, engine->options, engine->store);
    *result = (struct pull_result){.source = source, .message = ""};
    return job;
}

static int run_all(struct engine *engine, struct error *error)
{
    int failed = uv_loop_init(&engine->loop);
    if (failed) {
        return error_set(error, GARNER_E_TEMPORARY, "cannot start the event loop: %s", uv_strerror(failed));
    }
    uv_timer_init(&engine->loop, &engine->tick);
    engine->tick.data = engine;
    uv_timer_start(&engine->tick, on_tick, TICK_MS, TICK_MS);
    start_more(engine);
    uv_run(&engine->loop, UV_RUN_DEFAULT);
    uv_loop_close(&engine->loop);
    return 0;
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
    struct engine engine = {
        .config = config, .store = store, .options = options, .arena = arena, .count = count, .left = count};
    engine.waiting = arena_calloc(arena, count ? count : 1, sizeof(struct job *));
    for (size_t i = 0; i < count; i++) {
        engine.waiting[i] = job_new(&engine, sources[i], &infos[i], &results[i]);
        engine.waiting[i]->index = i;
        engine.waiting[i]->error = broken[i];
    }
    code = run_all(&engine, error);
    return code < 0 || !store ? code : store_refresh(store, config, false, error);
}
