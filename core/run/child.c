/* child.c - see child.h. */
#include "core/run/child.h"

#include "core/base/mem.h"
#include <signal.h>
#include <unistd.h>

extern char **environ;

/* ---- how it is executed ---- */

/* What a worker may know of the environment: where to find things, how to reach the network, what time it is. Secrets
 * come as options of the one source they belong to. */
static const char *const allowed[] = {
    "PATH",          "HOME",         "TMPDIR",       "TZDIR",         "LANG",         "LC_ALL",   "LC_CTYPE",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "http_proxy",   "https_proxy",   "HTTPS_PROXY",  "no_proxy", "NO_PROXY",
    "all_proxy",     "GARNER_NOW",   "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",
};

void child_command_init(struct child_command *command, const char *verb)
{
    memset(command, 0, sizeof *command);
    ssize_t len = readlink("/proc/self/exe", command->program, sizeof command->program - 1);
    if (len <= 0) {
        snprintf(command->program, sizeof command->program, "/proc/self/exe");
    }
    snprintf(command->parent, sizeof command->parent, "%ld", (long)getpid());
    snprintf(command->verb, sizeof command->verb, "%s", verb);
    command->arguments[0] = command->program;
    command->arguments[1] = command->verb;
    command->arguments[2] = command->parent;

    size_t n = 0;
    for (char **variable = environ; *variable; variable++) {
        for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
            size_t name = strlen(allowed[i]);
            if (strncmp(*variable, allowed[i], name) == 0 && (*variable)[name] == '=' &&
                n + 1 < sizeof command->environment / sizeof *command->environment) {
                command->environment[n++] = *variable;
            }
        }
    }
}

void child_command_describe(struct child_command *command, const char *path)
{
    snprintf(command->flag, sizeof command->flag, "--describe");
    command->arguments[3] = command->flag;
    command->arguments[4] = xstrdup(path);
}

void child_command_release(struct child_command *command)
{
    free(command->arguments[4]);
    command->arguments[4] = NULL;
}

const char *child_died(int status, int signal, char *out, size_t size)
{
    if (signal) {
        snprintf(out, size, "was ended by signal %d (%s)", signal, strsignal(signal));
        return out;
    }
    if (status) {
        snprintf(out, size, "exited with %d", status);
        return out;
    }
    return NULL;
}

/* ---- its end ---- */

static void on_closed(uv_handle_t *handle)
{
    struct child *child = handle->data;
    if (--child->open_handles == 0) {
        child->events->over(child->context);
    }
}

static void close_handle(void *handle)
{
    if (!uv_is_closing(handle)) {
        uv_close(handle, on_closed);
    }
}

/* Once the process is gone and nothing more can be read, everything is closed. */
static void settle(struct child *child)
{
    if (child->exited && child->channel_ended) {
        close_handle(&child->process);
        close_handle(&child->channel);
        close_handle(&child->deadline);
        if (child->events->printed) {
            close_handle(&child->output);
        }
    }
}

void child_kill(struct child *child)
{
    if (child->spawned && child->process.pid > 0) {
        kill(-child->process.pid, SIGKILL);
    }
}

void child_drop(struct child *child)
{
    child_kill(child);
    child->exited = child->exited || !child->spawned;
    child->channel_ended = true;
    settle(child);
}

static void on_process_exit(uv_process_t *process, int64_t status, int signal)
{
    struct child *child = process->data;
    child->exited = true;
    child->exit_status = (int)status;
    child->term_signal = signal;
    /* A child of its own must not hold the channel open, nor outlive it. */
    child_kill(child);
    settle(child);
}

static void on_late(uv_timer_t *timer)
{
    struct child *child = timer->data;
    child->late(child->context);
}

void child_after(struct child *child, int64_t ms, void (*late)(void *context))
{
    child->late = late;
    uv_timer_start(&child->deadline, on_late, (uint64_t)ms, 0);
}

/* ---- what is said ---- */

static void on_written(uv_write_t *request, int status)
{
    (void)status;
    free(request->data);
    free(request);
}

void child_write(struct child *child, struct buf *frame)
{
    uv_write_t *request = xcalloc(1, sizeof *request);
    request->data = frame->ptr;
    uv_buf_t data = uv_buf_init(frame->ptr, (unsigned)frame->len);
    if (uv_write(request, (uv_stream_t *)&child->channel, &data, 1, on_written) < 0) {
        on_written(request, 0);
    }
}

static void give_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct child *child = handle->data;
    (void)suggested;
    *buffer = uv_buf_init(child->read_buffer, sizeof child->read_buffer);
}

static void on_channel(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct child *child = stream->data;
    if (n < 0) {
        child->channel_ended = true;
        /* An end of the channel before the exit means it is closing down, or hanging without it: the exit decides, the
         * deadline bounds it. */
        close_handle(&child->channel);
        settle(child);
        return;
    }
    child->events->received(child->context, buffer->base, (size_t)n);
}

static void on_output(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct child *child = stream->data;
    if (n < 0) {
        child->events->printed(child->context, "", 0);
        close_handle(&child->output);
    } else if (n > 0) {
        child->events->printed(child->context, buffer->base, (size_t)n);
    }
}

void child_listen(struct child *child)
{
    uv_read_start((uv_stream_t *)&child->channel, give_buffer, on_channel);
    if (child->events->printed) {
        uv_read_start((uv_stream_t *)&child->output, give_buffer, on_output);
    }
}

/* ---- its beginning ---- */

static void init_handles(struct child *child, uv_loop_t *loop)
{
    uv_pipe_init(loop, &child->channel, 0);
    uv_timer_init(loop, &child->deadline);
    child->open_handles = 3;
    if (child->events->printed) {
        uv_pipe_init(loop, &child->output, 0);
        child->open_handles++;
    }
    child->process.data = child->channel.data = child->output.data = child->deadline.data = child;
}

int child_start(struct child *child, uv_loop_t *loop, const char *verb, const struct child_events *events,
                void *context, struct error *error)
{
    child->events = events;
    child->context = context;
    init_handles(child, loop);
    struct child_command command;
    child_command_init(&command, verb);
    uv_stdio_container_t stdio[4] = {
        {.flags = UV_IGNORE},
        {.flags = UV_IGNORE},
        {.flags = UV_INHERIT_FD, .data.fd = 2},
        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&child->channel},
    };
    if (events->printed) {
        stdio[2].flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE;
        stdio[2].data.stream = (uv_stream_t *)&child->output;
    }
    uv_process_options_t options = {
        .file = command.program,
        .args = command.arguments,
        .env = command.environment,
        .flags = UV_PROCESS_DETACHED,
        .stdio = stdio,
        .stdio_count = 4,
        .exit_cb = on_process_exit,
    };
    int failed = uv_spawn(loop, &child->process, &options);
    child_command_release(&command);
    if (failed) {
        return error_set(error, GARNER_E_TEMPORARY, "cannot start a %s: %s", verb, uv_strerror(failed));
    }
    child->spawned = true;
    return 0;
}
