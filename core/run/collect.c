/* collect.c - see collect.h. Takes frames out of bytes, and sees to those about the pull as a whole; what is about its
 * windows goes to collect_window.c. */
#include "core/run/collect_window.h"

#include "core/base/mem.h"
#include "core/base/str.h"

enum {
    IN_MAX = WIRE_HEADER + WIRE_FRAME_MAX + (64 << 10), /* one whole frame and what one read may add */
    SAID_MAX = 8 << 10,
    SAID_LINE_MAX = 1 << 10
};

/* Beside the store: the one folder that must be writable, and as large as what goes into it. */
static const char *spool_folder(struct collect *collect)
{
    const char *store = collect->config->store, *slash = strrchr(store, '/');
    return slash && slash > store ? arena_strndup(&collect->names, store, (size_t)(slash - store)) : "/";
}

void collect_init(struct collect *collect, const struct config *config, const struct source_config *source,
                  const struct pull_options *options, struct store *store)
{
    memset(collect, 0, sizeof *collect);
    collect->config = config;
    collect->source = source;
    collect->options = options;
    collect->store = store;
    collect->progress.source = source;
    buf_init(&collect->in, IN_MAX);
    buf_init(&collect->said, SAID_MAX);
    arena_init(&collect->arena);
    arena_init(&collect->names);
    spool_init(&collect->spool, spool_folder(collect));
}

void collect_release(struct collect *collect)
{
    buf_release(&collect->in);
    buf_release(&collect->said);
    spool_release(&collect->spool);
    arena_release(&collect->arena);
    arena_release(&collect->names);
    free(collect->rejects);
    free(collect->yielding);
}

/* ---- secrets ---- */

const struct garner_strs *collect_secrets(const struct collect *collect)
{
    return collect->options->log ? collect->options->log->secrets : NULL;
}

struct garner_str collect_cover(const struct collect *collect, struct arena *arena, struct garner_str text)
{
    const struct garner_strs *secrets = collect_secrets(collect);
    if (!secrets || secrets->count == 0 || text.len == 0) {
        return arena_str(arena, text);
    }
    struct buf plain;
    buf_init(&plain, text.len + 1); /* what covers a secret is shorter than it */
    log_redact(&plain, text, secrets);
    struct garner_str copy = arena_str(arena, str_of(plain.ptr, plain.len));
    buf_release(&plain);
    return copy;
}

/* ---- frames ---- */

int collect_broken(struct error *error, const char *what)
{
    return error_set(error, GARNER_E_BUG, "the worker sent %s; the plugin is broken, or of another garner", what);
}

static int on_hello(struct collect *collect, struct wire *wire, struct error *error)
{
    uint64_t version = wire_u(wire);
    uint64_t abi = wire_u(wire);
    wire_str(wire);
    if (!wire_done(wire) || version != WIRE_VERSION || abi != GARNER_ABI) {
        return collect_broken(error, "a greeting of another version");
    }
    collect->hello = true;
    return 0;
}

static const char *rule_name(struct collect *collect, struct garner_str rule)
{
    for (size_t i = 0; i < collect->counts.skip_rules; i++) {
        if (str_is(rule, collect->counts.skips[i].rule)) {
            return collect->counts.skips[i].rule;
        }
    }
    struct garner_str plain = collect_cover(collect, &collect->names, rule);
    return arena_strndup(&collect->names, plain.ptr ? plain.ptr : "", plain.len);
}

static int on_counts(struct collect *collect, struct wire *wire, struct error *error)
{
    struct run_counts *counts = &collect->counts;
    counts->rows_read = wire_u(wire);
    counts->accepted = wire_u(wire);
    counts->quarantined = wire_u(wire);
    uint64_t rules = wire_u(wire);
    if (rules > sizeof counts->skips / sizeof *counts->skips) {
        return collect_broken(error, "more skip rules than there may be");
    }
    counts->skipped = 0;
    for (size_t i = 0; i < rules; i++) {
        struct garner_str rule = wire_str(wire);
        counts->skips[i].rule = rule_name(collect, rule);
        counts->skips[i].rows = wire_u(wire);
        counts->skipped += counts->skips[i].rows;
    }
    counts->skip_rules = rules;
    counts->requests = wire_u(wire);
    uint64_t received = wire_u(wire);
    counts->bytes = received > counts->bytes ? received : counts->bytes;
    if (!wire_done(wire) || counts->rows_read != counts->accepted + counts->quarantined + counts->skipped) {
        return collect_broken(error, "row counts that do not add up");
    }
    return 0;
}

void collect_keep(struct collect *collect, const char *what, struct garner_str line)
{
    struct buf text;
    buf_init(&text, 2 * SAID_LINE_MAX);
    buf_addf(&text, "%s: ", what);
    log_redact(&text, line, collect_secrets(collect));
    size_t len = text.len < SAID_LINE_MAX ? text.len : SAID_LINE_MAX;
    if (!text.overflowed && collect->said.len + len + 1 < SAID_MAX) {
        buf_add(&collect->said, text.ptr, len);
        buf_addc(&collect->said, '\n');
    }
    buf_release(&text);
}

static int on_log(struct collect *collect, struct wire *wire, struct error *error)
{
    uint64_t level = wire_u(wire);
    struct garner_str message = wire_str(wire);
    if (!wire_done(wire) || level < GARNER_LOG_ERROR || level > GARNER_LOG_DEBUG) {
        return collect_broken(error, "a log line that is none");
    }
    log_write(collect->options->log, (enum garner_level)level, collect->source->name, STR_FMT, STR_ARG(message));
    if (level <= GARNER_LOG_WARNING) {
        collect_keep(collect, level == GARNER_LOG_ERROR ? "error" : "warning", message);
    }
    return 0;
}

static int on_progress(struct collect *collect, struct wire *wire, struct error *error)
{
    collect->progress.bytes = wire_u(wire);
    collect->progress.total_bytes = wire_u(wire);
    collect->progress.rows = wire_u(wire);
    collect->counts.bytes =
        collect->progress.bytes > collect->counts.bytes ? collect->progress.bytes : collect->counts.bytes;
    return wire_done(wire) ? 0 : collect_broken(error, "progress that is none");
}

static int on_fail(struct collect *collect, struct wire *wire, struct error *error)
{
    int64_t code = wire_i(wire);
    struct garner_str message = wire_str(wire);
    int64_t wait_ms = wire_i(wire);
    if (!wire_done(wire) || code < GARNER_E_REJECTED || code >= 0 || wait_ms < 0) {
        return collect_broken(error, "a failure that is none");
    }
    error_set(&collect->failure, (int)code, STR_FMT, STR_ARG(message));
    collect->failure.wait_ms = wait_ms;
    return 0;
}

static int on_frame(struct collect *collect, enum wire_type type, struct garner_str payload, struct error *error)
{
    struct wire wire;
    wire_init(&wire, payload.ptr, payload.len);
    if (!collect->hello && type != WIRE_HELLO && type != WIRE_FAIL) {
        return collect_broken(error, "no greeting first");
    }
    if (collect->ended || collect->failure.code) {
        return collect_broken(error, "more after its end");
    }
    switch ((int)type) {
    case WIRE_HELLO:
        return on_hello(collect, &wire, error);
    case WIRE_RECORDS:
        return spool_add(&collect->spool, payload, error);
    case WIRE_YIELDING:
        return collect_yielding(collect, &wire, error);
    case WIRE_WINDOW_BEGIN:
        return collect_window_begin(collect, &wire, error);
    case WIRE_WINDOW_DONE:
        return collect_commit(collect, &wire, true, error);
    case WIRE_CHECKPOINT:
        return collect_commit(collect, &wire, false, error);
    case WIRE_QUARANTINE:
        return collect_quarantine(collect, &wire, error);
    case WIRE_COUNTS:
        return on_counts(collect, &wire, error);
    case WIRE_LOG:
        return on_log(collect, &wire, error);
    case WIRE_PROGRESS:
        return on_progress(collect, &wire, error);
    case WIRE_FAIL:
        return on_fail(collect, &wire, error);
    case WIRE_END:
        collect->ended = true;
        return wire_done(&wire) && !collect->window_open ? 0 : collect_broken(error, "an end inside a window");
    default:
        return collect_broken(error, "a frame of an unknown type");
    }
}

static int take_frames(struct collect *collect, const char *bytes, size_t len, size_t *used, struct error *error)
{
    *used = 0;
    for (;;) {
        enum wire_type type;
        struct garner_str payload;
        size_t frame = 0;
        int got = wire_split(bytes + *used, len - *used, &type, &payload, &frame, error);
        if (got < 0) {
            struct error what = *error;
            return collect_broken(error, what.message);
        }
        if (got == 0) {
            return 0;
        }
        int code = on_frame(collect, type, payload, error);
        if (code < 0) {
            return code;
        }
        *used += frame;
    }
}

int collect_bytes(struct collect *collect, const char *bytes, size_t len, struct error *error)
{
    struct buf *in = &collect->in;
    size_t used;
    if (in->len) {
        if (buf_add(in, bytes, len) < 0) {
            return collect_broken(error, "a frame longer than a frame may be");
        }
        int code = take_frames(collect, in->ptr, in->len, &used, error);
        if (code < 0) {
            return code;
        }
        memmove(in->ptr, in->ptr + used, in->len - used);
        in->len -= used;
        return 0;
    }
    int code = take_frames(collect, bytes, len, &used, error);
    if (code < 0) {
        return code;
    }
    return buf_add(in, bytes + used, len - used) < 0 ? collect_broken(error, "a frame longer than a frame may be") : 0;
}

int collect_end(struct collect *collect, const char *died, struct error *error)
{
    if (collect->failure.code) {
        *error = collect->failure;
        return error->code;
    }
    if (died || !collect->ended) {
        return error_set(error, GARNER_E_BUG,
                         "the worker %s before the end of the pull; what it had committed before stands",
                         died ? died : "exited");
    }
    return collect->spool.records || collect->reject_count ? collect_flush(collect, (struct garner_str){0}, error) : 0;
}
