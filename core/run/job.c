/* job.c - see job.h. The worker is this same program, executed anew in a process group of its own, with an allow-listed
 * environment, a socket pair on fd 3 and its stderr on a pipe. */
#include "core/run/job.h"

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/run/child.h"
#include <signal.h>

static void on_closed(uv_handle_t *handle)
{
    struct job *job = handle->data;
    if (--job->open_handles == 0) {
        engine_job_over(job);
    }
}

static void close_handle(void *handle)
{
    if (!uv_is_closing(handle)) {
        uv_close(handle, on_closed);
    }
}

static void kill_group(struct job *job)
{
    if (job->spawned && job->process.pid > 0) {
        kill(-job->process.pid, SIGKILL);
    }
}

/* Once the process is gone and nothing more can be read, everything is closed. */
static void settle(struct job *job)
{
    if (job->exited && job->channel_ended) {
        close_handle(&job->process);
        close_handle(&job->channel);
        close_handle(&job->output);
        close_handle(&job->deadline);
    }
}

static void on_process_exit(uv_process_t *process, int64_t status, int signal)
{
    struct job *job = process->data;
    job->exited = true;
    job->exit_status = status;
    job->term_signal = signal;
    /* A child of the worker must not hold the channel open, nor outlive the pull. */
    kill_group(job);
    settle(job);
}

static void fail(struct job *job, const struct error *error)
{
    if (!job->error.code) {
        job->error = *error;
    }
    kill_group(job);
}

/* ---- to the worker ---- */

static void on_written(uv_write_t *request, int status)
{
    (void)status; /* a worker that is gone says so by its exit */
    free(request->data);
    free(request);
}

static void write_frame(struct job *job, struct buf *frame)
{
    uv_write_t *request = xcalloc(1, sizeof *request);
    request->data = frame->ptr;
    uv_buf_t data = uv_buf_init(frame->ptr, (unsigned)frame->len);
    if (uv_write(request, (uv_stream_t *)&job->channel, &data, 1, on_written) < 0) {
        on_written(request, 0);
    }
}

static void write_empty(struct job *job, enum wire_type type)
{
    struct buf frame;
    buf_init(&frame, 64);
    wire_end(&frame, wire_begin(&frame, type));
    write_frame(job, &frame);
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
    write_frame(job, &frame);
    return 0;
}

/* ---- from the worker ---- */

static void give_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct job *job = handle->data;
    (void)suggested;
    *buffer = uv_buf_init(job->read_buffer, sizeof job->read_buffer);
}

static void on_frames(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct job *job = stream->data;
    if (n < 0) {
        job->channel_ended = true;
        /* An end of the channel before the exit means it is closing down, or hanging without it: the exit decides, the
         * deadline bounds it. */
        close_handle(&job->channel);
        settle(job);
        return;
    }
    struct error error = {0};
    if (!job->error.code && collect_bytes(&job->collect, buffer->base, (size_t)n, &error) < 0) {
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

static void on_output(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct job *job = stream->data;
    if (n < 0) {
        print_line(job);
        close_handle(&job->output);
        return;
    }
    for (ssize_t i = 0; i < n; i++) {
        char c = buffer->base[i];
        if (c == '\n' || job->line_len == sizeof job->line) {
            print_line(job);
        }
        if (c != '\n' && c != '\r') {
            job->line[job->line_len++] = c;
        }
    }
}

/* ---- deadlines ---- */

static void on_grace(uv_timer_t *timer)
{
    kill_group(timer->data);
}

void job_cancel(struct job *job, int code, const char *format, ...)
{
    if (job->error.code || job->exited) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    error_setv(&job->error, code, format, arguments);
    va_end(arguments);
    write_empty(job, WIRE_CANCEL);
    uv_timer_start(&job->deadline, on_grace, JOB_GRACE_MS, 0);
}

static void on_deadline(uv_timer_t *timer)
{
    struct job *job = timer->data;
    job_cancel(job, GARNER_E_TEMPORARY, "not finished after %lld s and ended (timeout: of this source allows no more)",
               (long long)(job->source->timeout_ms / 1000));
}

/* ---- start ---- */

static void init_handles(struct job *job)
{
    uv_loop_t *loop = engine_loop(job->engine);
    uv_pipe_init(loop, &job->channel, 0);
    uv_pipe_init(loop, &job->output, 0);
    uv_timer_init(loop, &job->deadline);
    job->channel.data = job->output.data = job->deadline.data = job->process.data = job;
    job->open_handles = 4;
}

static int spawn(struct job *job, struct error *error)
{
    struct child child;
    child_init(&child, "worker");
    uv_stdio_container_t stdio[4] = {
        {.flags = UV_IGNORE},
        {.flags = UV_IGNORE},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&job->output},
        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&job->channel},
    };
    uv_process_options_t options = {
        .file = child.program,
        .args = child.arguments,
        .env = child.environment,
        .flags = UV_PROCESS_DETACHED,
        .stdio = stdio,
        .stdio_count = 4,
        .exit_cb = on_process_exit,
    };
    int failed = uv_spawn(engine_loop(job->engine), &job->process, &options);
    child_release(&child);
    if (failed) {
        return error_set(error, GARNER_E_TEMPORARY, "cannot start a worker: %s", uv_strerror(failed));
    }
    job->spawned = true;
    return 0;
}

void job_start(struct job *job)
{
    init_handles(job);
    struct error error = {0};
    if (spawn(job, &error) < 0 || write_request(job, &error) < 0) {
        fail(job, &error);
        job->exited = job->exited || !job->spawned;
        job->channel_ended = true;
        settle(job);
        return;
    }
    uv_read_start((uv_stream_t *)&job->channel, give_buffer, on_frames);
    uv_read_start((uv_stream_t *)&job->output, give_buffer, on_output);
    if (job->source->timeout_ms > 0) {
        uv_timer_start(&job->deadline, on_deadline, (uint64_t)job->source->timeout_ms, 0);
    }
}
