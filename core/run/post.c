/* post.c - see post.h. The courier is this same program, executed anew like a worker: process group of its own,
 * allow-listed environment, frames on fd 3. */
#include "core/run/post.h"

#include "core/base/log.h"
#include "core/base/mem.h"
#include "core/run/child.h"
#include <signal.h>

enum {
    COURIERS = 8,         /* at once */
    RENDER_MS = 120000,   /* what making the report may take beside the target's timeout */
    ANSWER_MAX = 4 << 20, /* bytes a courier may answer */
    ROWS_MAX = 10000
};

/* What became of a message, where the store would not take it yet. */
struct outcome {
    struct outcome *next;
    char id[LEDGER_ID];
    int code;
    int64_t retry_at;
    struct error why;
};

struct post {
    uv_loop_t *loop;
    struct store *store;
    struct clock clock;
    struct post_events events;
    struct ledger_only only;
    struct courier *couriers;
    struct outcome *unwritten; /* else a message that has left would be sent again */
    size_t count;
    bool measuring, killed;
};

struct courier {
    struct post *post;
    struct courier *next;
    struct config *config; /* held */
    struct order order;
    const struct target *target; /* NULL: of none that is left, or of a measurement */
    struct arena arena;
    struct buf in;
    struct measured *rows;
    size_t row_count;
    struct error error; /* why it failed, once it has */
    bool ended;         /* its last frame came */

    uv_process_t process;
    uv_pipe_t channel;
    uv_timer_t deadline;
    int open_handles;
    bool spawned, exited, channel_ended;
    int64_t exit_status;
    int term_signal;
    char read_buffer[64 << 10];
};

static void courier_free(struct courier *courier)
{
    free(courier->rows);
    buf_release(&courier->in);
    arena_release(&courier->arena);
    config_free(courier->config);
    free(courier);
}

/* ---- its end ---- */

static bool may_pass(int code)
{
    return code == GARNER_E_TEMPORARY || code == GARNER_E_LIMITED || code == ERROR_LOCKED ||
           code == GARNER_E_CANCELLED || code == GARNER_E_BUG;
}

static int64_t retry_time(const struct courier *courier, int code)
{
    int64_t now = clock_now(&courier->post->clock);
    int64_t tries = courier->order.entry.attempts;
    if (code == GARNER_E_CANCELLED) {
        return now;
    }
    if (!may_pass(code) || !courier->target || tries > courier->target->retries) {
        return 0;
    }
    int64_t delay = courier->target->retry_delay_ms;
    while (--tries > 0 && delay < RETRY_DELAY_MAX_MS) {
        delay *= 2;
    }
    return now + (delay < RETRY_DELAY_MAX_MS ? delay : RETRY_DELAY_MAX_MS);
}

/* Without secrets: a hook's URL may be in what went wrong. */
static void redact(const struct courier *courier, struct error *error)
{
    struct buf text;
    buf_init(&text, 4 * ERROR_MESSAGE_MAX);
    log_redact(&text, garner_text(error->message), &courier->config->secrets);
    snprintf(error->message, sizeof error->message, "%s", buf_text(&text));
    buf_release(&text);
}

/* Writes down what became of messages; stops at the first that cannot be. */
static int write_outcomes(struct post *post, struct error *error)
{
    while (post->unwritten) {
        struct outcome *outcome = post->unwritten;
        int code = ledger_done(post->store, outcome->id, outcome->code, outcome->why.message, outcome->retry_at, error);
        if (code) {
            return code;
        }
        post->unwritten = outcome->next;
        free(outcome);
    }
    return 0;
}

static void tell_sent(struct courier *courier)
{
    struct post *post = courier->post;
    struct outcome *outcome = xcalloc(1, sizeof *outcome);
    struct error ignored;
    redact(courier, &courier->error);
    outcome->code = courier->error.code;
    outcome->retry_at = outcome->code ? retry_time(courier, outcome->code) : 0;
    outcome->why = courier->error;
    outcome->next = post->unwritten;
    memcpy(outcome->id, courier->order.entry.id, sizeof outcome->id);
    post->unwritten = outcome;
    int64_t retry_at = outcome->retry_at;
    write_outcomes(post, &ignored); /* else before the next message begins */
    post->events.tried(post->events.context, &courier->order.entry, courier->error.code, courier->error.message,
                       retry_at);
}

static void decide(struct courier *courier)
{
    char text[160];
    const char *died = child_died((int)courier->exit_status, courier->term_signal, text, sizeof text);
    if (!courier->error.code && (died || !courier->ended)) {
        error_set(&courier->error, GARNER_E_TEMPORARY, "the process that was to do it %s",
                  died ? died : "ended without an answer");
    }
}

static void over(struct courier *courier)
{
    struct post *post = courier->post;
    decide(courier);
    for (struct courier **at = &post->couriers; *at; at = &(*at)->next) {
        if (*at == courier) {
            *at = courier->next;
            break;
        }
    }
    post->count--;
    if (courier->order.kind == ORDER_MEASURE) {
        post->measuring = false;
        redact(courier, &courier->error);
        post->events.measured(post->events.context, courier->rows, courier->row_count, courier->error.code,
                              courier->error.message);
    } else {
        tell_sent(courier);
    }
    void (*told)(void *) = post->events.over;
    void *context = post->events.context;
    courier_free(courier);
    told(context);
}

static void on_closed(uv_handle_t *handle)
{
    struct courier *courier = handle->data;
    if (--courier->open_handles == 0) {
        over(courier);
    }
}

static void close_handle(void *handle)
{
    if (!uv_is_closing(handle)) {
        uv_close(handle, on_closed);
    }
}

static void settle(struct courier *courier)
{
    if (courier->exited && courier->channel_ended) {
        close_handle(&courier->process);
        close_handle(&courier->channel);
        close_handle(&courier->deadline);
    }
}

static void kill_group(struct courier *courier)
{
    if (courier->spawned && courier->process.pid > 0) {
        kill(-courier->process.pid, SIGKILL);
    }
}

static void fail(struct courier *courier, const struct error *error)
{
    if (!courier->error.code) {
        courier->error = *error;
    }
    kill_group(courier);
}

static void on_process_exit(uv_process_t *process, int64_t status, int signal)
{
    struct courier *courier = process->data;
    courier->exited = true;
    courier->exit_status = status;
    courier->term_signal = signal;
    kill_group(courier);
    settle(courier);
}

static void on_deadline(uv_timer_t *timer)
{
    struct error error;
    error_set(&error, GARNER_E_TEMPORARY, "not finished after %lld s, and ended",
              (long long)(uv_timer_get_repeat(timer) / 1000));
    fail(timer->data, &error);
}

/* ---- what it answers ---- */

static void take_row(struct courier *courier, struct wire *wire, struct error *error)
{
    struct garner_str name = wire_str(wire);
    uint64_t number = wire_u(wire);
    struct garner_str row = wire_str(wire), value = wire_str(wire);
    const struct target *target =
        name.ptr ? config_target(courier->config, arena_str(&courier->arena, name).ptr) : NULL;
    if (!wire_done(wire) || !target || number >= target->threshold_count || courier->row_count == ROWS_MAX) {
        error_set(error, GARNER_E_BUG, "a courier's frame cannot be read");
        return;
    }
    courier->rows = xreallocarray(courier->rows, courier->row_count + 1, sizeof *courier->rows);
    courier->rows[courier->row_count++] = (struct measured){
        target, &target->thresholds[number], arena_str(&courier->arena, row), arena_str(&courier->arena, value)};
}

static void take_frame(struct courier *courier, enum wire_type type, struct garner_str payload, struct error *error)
{
    struct wire wire;
    wire_init(&wire, payload.ptr, payload.len);
    if (type == WIRE_END) {
        courier->ended = true;
    } else if (type == WIRE_MEASURED) {
        take_row(courier, &wire, error);
    } else if (type == WIRE_FAIL) {
        int64_t code = wire_i(&wire);
        struct garner_str message = wire_str(&wire);
        error_set(error, code < 0 ? (int)code : GARNER_E_BUG, "%.*s", (int)message.len, message.ptr ? message.ptr : "");
    } else {
        error_set(error, GARNER_E_BUG, "a courier's frame is none");
    }
}

static void take_frames(struct courier *courier, struct error *error)
{
    size_t done = 0;
    while (!error->code) {
        enum wire_type type;
        struct garner_str payload;
        size_t used = 0;
        int got = wire_split(courier->in.ptr + done, courier->in.len - done, &type, &payload, &used, error);
        if (got <= 0) {
            break;
        }
        take_frame(courier, type, payload, error);
        done += used;
    }
    memmove(courier->in.ptr, courier->in.ptr + done, courier->in.len - done);
    courier->in.len -= done;
}

static void give_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct courier *courier = handle->data;
    (void)suggested;
    *buffer = uv_buf_init(courier->read_buffer, sizeof courier->read_buffer);
}

static void on_frames(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct courier *courier = stream->data;
    struct error error = {0};
    if (n < 0) {
        courier->channel_ended = true;
        close_handle(&courier->channel);
        settle(courier);
        return;
    }
    if (courier->error.code || buf_add(&courier->in, buffer->base, (size_t)n) < 0) {
        return;
    }
    take_frames(courier, &error);
    if (error.code) {
        fail(courier, &error);
    }
}

/* ---- its beginning ---- */

static void on_written(uv_write_t *request, int status)
{
    (void)status; /* a courier that is gone says so by its exit */
    free(request->data);
    free(request);
}

static int write_order(struct courier *courier, struct error *error)
{
    struct buf frame;
    buf_init(&frame, WIRE_FRAME_MAX + WIRE_HEADER);
    order_put(&frame, &courier->order);
    if (frame.overflowed) {
        buf_release(&frame);
        return error_set(error, GARNER_E_CONFIG, "the configuration and the message are larger than 1 MiB together");
    }
    uv_write_t *request = xcalloc(1, sizeof *request);
    request->data = frame.ptr;
    uv_buf_t data = uv_buf_init(frame.ptr, (unsigned)frame.len);
    if (uv_write(request, (uv_stream_t *)&courier->channel, &data, 1, on_written) < 0) {
        on_written(request, 0);
    }
    return 0;
}

static int spawn(struct courier *courier, struct error *error)
{
    struct child child;
    child_init(&child, "courier");
    uv_stdio_container_t stdio[4] = {
        {.flags = UV_IGNORE},
        {.flags = UV_IGNORE},
        {.flags = UV_INHERIT_FD, .data.fd = 2},
        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE,
         .data.stream = (uv_stream_t *)&courier->channel},
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
    int failed = uv_spawn(courier->post->loop, &courier->process, &options);
    child_release(&child);
    if (failed) {
        return error_set(error, GARNER_E_TEMPORARY, "cannot start a courier: %s", uv_strerror(failed));
    }
    courier->spawned = true;
    return 0;
}

static struct courier *courier_new(struct post *post, struct config *config, enum order_kind kind)
{
    struct courier *courier = xcalloc(1, sizeof *courier);
    courier->post = post;
    courier->config = config_hold(config);
    courier->order = (struct order){.kind = kind, .config = config};
    arena_init(&courier->arena);
    buf_init(&courier->in, ANSWER_MAX);
    return courier;
}

static void courier_start(struct courier *courier)
{
    struct post *post = courier->post;
    struct error error = {0};
    courier->next = post->couriers;
    post->couriers = courier;
    post->count++;
    uv_pipe_init(post->loop, &courier->channel, 0);
    uv_timer_init(post->loop, &courier->deadline);
    courier->channel.data = courier->deadline.data = courier->process.data = courier;
    courier->open_handles = 3;
    if (spawn(courier, &error) < 0 || write_order(courier, &error) < 0) {
        fail(courier, &error);
        courier->exited = courier->exited || !courier->spawned;
        courier->channel_ended = true;
        settle(courier);
        return;
    }
    int64_t most = RENDER_MS + (courier->target ? courier->target->timeout_ms : 0);
    uv_read_start((uv_stream_t *)&courier->channel, give_buffer, on_frames);
    uv_timer_start(&courier->deadline, on_deadline, (uint64_t)most, (uint64_t)most);
}

/* ---- all of them ---- */

struct post *post_new(uv_loop_t *loop, struct store *store, struct clock clock, const struct post_events *events,
                      struct ledger_only only)
{
    struct post *post = xcalloc(1, sizeof *post);
    post->loop = loop;
    post->store = store;
    post->clock = clock;
    post->events = *events;
    post->only = only;
    return post;
}

void post_free(struct post *post)
{
    while (post->unwritten) {
        struct outcome *outcome = post->unwritten;
        post->unwritten = outcome->next;
        free(outcome);
    }
    free(post);
}

int post_work(struct post *post, struct config *config, struct error *error)
{
    int code = write_outcomes(post, error);
    while (!code && !post->killed && !post_is_full(post)) {
        struct courier *courier = courier_new(post, config, ORDER_SEND);
        /* Another host gives it up only once nobody can be sending it any more. */
        const int64_t lasts = 2 * INT64_C(3600000);
        int found = ledger_claim(post->store, lasts, post->only, &courier->arena, &courier->order.entry, error);
        if (found <= 0) {
            courier_free(courier);
            return found;
        }
        courier->target = order_target(config, &courier->order.entry.message);
        courier_start(courier);
    }
    return code;
}

void post_measure(struct post *post, struct config *config)
{
    size_t thresholds = 0;
    for (size_t i = 0; i < config->target_count; i++) {
        thresholds += config->targets[i].threshold_count;
    }
    if (thresholds && !post->measuring && !post->killed) {
        post->measuring = true;
        courier_start(courier_new(post, config, ORDER_MEASURE));
    }
}

size_t post_count(const struct post *post)
{
    return post->count;
}

bool post_is_full(const struct post *post)
{
    return post->count >= COURIERS;
}

void post_kill(struct post *post)
{
    struct error error;
    error_set(&error, GARNER_E_CANCELLED, "interrupted");
    post->killed = true;
    for (struct courier *courier = post->couriers; courier; courier = courier->next) {
        fail(courier, &error);
    }
}
