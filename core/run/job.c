/* job.c - see job.h. What goes to a worker and what comes from it; child.c holds the process. */
#include "core/run/job.h"

#include "core/base/mem.h"
#include "core/base/str.h"

static void fail(struct job *job, const struct error *error)
{
    if (!job->error.code) {
        job->error = *error;
    }
    child_kill(&job->child);
}

/* ---- to the worker ---- */

static void write_empty(struct job *job, enum wire_type type)
{
    struct buf frame;
    buf_init(&frame, 64);
    wire_end(&frame, wire_begin(&frame, type));
    child_write(&job->child, &frame);
}

static int write_request(struct job *job, struct error *error)
{
    const struct config *config = job->collect.config;
    const struct pull_options *options = job->collect.options;
    struct pull_request request = {
        .source = job->source->name,
        .plugin_path = job->plugin ? job->plugin->path : NULL,
        .config_file = config->path,
        .config_dir = config->dir,
        .state_dir = config_state_dir(config, &job->arena),
        .currency = job->source->currency,
        .timezone = job->source->timezone,
        .options = job->source->options,
        .from = job->from,
        .to = job->to,
        .full = options->full,
        .record_limit = job->source->record_limit,
        .log_level = options->log ? options->log->level : GARNER_LOG_WARNING,
        .memory_limit = job->source->memory_limit,
        .cpu_limit_ms = job->source->cpu_limit_ms,
        .trial = job->trial,
    };
    if (job->collect.store) {
        int code = store_cursor(job->collect.store, job->collect.source_id, &job->arena, &request.cursor, error);
        if (code < 0) {
            return code;
        }
    }
    struct buf frame;
    buf_init(&frame, WIRE_FRAME_MAX + WIRE_HEADER);
    request_put(&frame, &request);
    if (frame.overflowed) {
        buf_release(&frame);
        return error_set(error, GARNER_E_CONFIG,
                         "the options and cursor of this source are larger than 1 MiB together");
    }
    child_write(&job->child, &frame);
    return 0;
}

/* ---- from the worker ---- */

static void on_frames(void *context, const char *bytes, size_t len)
{
    struct job *job = context;
    struct error error = {0};
    if (!job->error.code && collect_bytes(&job->collect, bytes, len, &error) < 0) {
        fail(job, &error);
    }
    for (; job->collect.acks > 0 && !job->error.code; job->collect.acks--) {
        write_empty(job, WIRE_ACK);
    }
}

static void print_line(struct job *job)
{
    if (job->line_len) {
        snprintf(job->last_line, sizeof job->last_line, "%.*s", (int)job->line_len, job->line);
        log_write(job->collect.options->log, GARNER_LOG_INFO, job->source->name, "plugin printed: %.*s",
                  (int)job->line_len, job->line);
        collect_keep(&job->collect, "printed", str_of(job->line, job->line_len));
    }
    job->line_len = 0;
}

static void on_output(void *context, const char *bytes, size_t len)
{
    struct job *job = context;
    if (!len) {
        print_line(job);
    }
    for (size_t i = 0; i < len; i++) {
        char c = bytes[i];
        if (c == '\n' || job->line_len == sizeof job->line) {
            print_line(job);
        }
        if (c != '\n' && c != '\r') {
            job->line[job->line_len++] = c;
        }
    }
}

/* ---- deadlines ---- */

static void on_grace(void *context)
{
    struct job *job = context;
    child_kill(&job->child);
}

void job_cancel(struct job *job, int code, const char *format, ...)
{
    if (job->error.code || job->child.exited) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    error_setv(&job->error, code, format, arguments);
    va_end(arguments);
    write_empty(job, WIRE_CANCEL);
    child_after(&job->child, JOB_GRACE_MS, on_grace);
}

static void on_deadline(void *context)
{
    struct job *job = context;
    job_cancel(job, GARNER_E_TEMPORARY, "not finished after %lld s and ended (timeout: of this source allows no more)",
               (long long)(job->source->timeout_ms / 1000));
}

/* ---- start ---- */

static void on_over(void *context)
{
    engine_job_over(context);
}

static const struct child_events worker_events = {.received = on_frames, .printed = on_output, .over = on_over};

void job_start(struct job *job)
{
    struct error error = {0};
    if (child_start(&job->child, engine_loop(job->engine), "worker", &worker_events, job, &error) < 0 ||
        write_request(job, &error) < 0) {
        fail(job, &error);
        child_drop(&job->child);
        return;
    }
    child_listen(&job->child);
    if (job->source->timeout_ms > 0) {
        child_after(&job->child, job->source->timeout_ms, on_deadline);
    }
}
