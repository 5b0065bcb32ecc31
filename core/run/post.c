/* post.c - see post.h. What couriers answer, and what becomes of their messages; child.c holds their processes. */
#include "core/run/post.h"

#include "core/base/log.h"
#include "core/base/mem.h"
#include "core/run/child.h"

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

    struct child child;
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
    const char *died = child_died(courier->child.exit_status, courier->child.term_signal, text, sizeof text);
    if (!courier->error.code && (died || !courier->ended)) {
        error_set(&courier->error, GARNER_E_TEMPORARY, "the process that was to do it %s",
                  died ? died : "ended without an answer");
    }
}

static void over(void *context)
{
    struct courier *courier = context;
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
    courier_free(courier);
    post->events.over(post->events.context);
}

static void fail(struct courier *courier, const struct error *error)
{
    if (!courier->error.code) {
        courier->error = *error;
    }
    child_kill(&courier->child);
}

/* What all it does may take. */
static int64_t allowed_ms(const struct courier *courier)
{
    return RENDER_MS + (courier->target ? courier->target->timeout_ms : 0);
}

static void on_deadline(void *context)
{
    struct courier *courier = context;
    struct error error;
    error_set(&error, GARNER_E_TEMPORARY, "not finished after %lld s, and ended",
              (long long)(allowed_ms(courier) / 1000));
    fail(courier, &error);
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

static void on_frames(void *context, const char *bytes, size_t len)
{
    struct courier *courier = context;
    struct error error = {0};
    if (courier->error.code || buf_add(&courier->in, bytes, len) < 0) {
        return;
    }
    take_frames(courier, &error);
    if (error.code) {
        fail(courier, &error);
    }
}

static const struct child_events courier_events = {.received = on_frames, .over = over};

/* ---- its beginning ---- */

static int write_order(struct courier *courier, struct error *error)
{
    struct buf frame;
    buf_init(&frame, WIRE_FRAME_MAX + WIRE_HEADER);
    order_put(&frame, &courier->order);
    if (frame.overflowed) {
        buf_release(&frame);
        return error_set(error, GARNER_E_CONFIG, "the configuration and the message are larger than 1 MiB together");
    }
    child_write(&courier->child, &frame);
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
    if (child_start(&courier->child, post->loop, "courier", &courier_events, courier, &error) < 0 ||
        write_order(courier, &error) < 0) {
        fail(courier, &error);
        child_drop(&courier->child);
        return;
    }
    child_listen(&courier->child);
    child_after(&courier->child, allowed_ms(courier), on_deadline);
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
