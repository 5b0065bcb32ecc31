/* window.c - windows and checkpoints: the points at which the host makes durable what it has; see host_impl.h. */
#include "core/plugin/host_impl.h"

static int await(struct host *host)
{
    int code = outbox_flush(&host->outbox, &host->error);
    const struct host_sink *sink = host->outbox.sink;
    return code ? code : sink->await(sink->context, &host->error);
}

static int bug_if_window_open(struct host *host, const char *what)
{
    return host->window_open ? host_fail(host, GARNER_E_BUG, "the plugin %s inside a window or a file", what) : 0;
}

static int check(struct host *host, const struct garner_window *window)
{
    const uint32_t known = (GARNER_EMITS(GARNER_RECORD_LIMIT) - 1) & ~UINT32_C(1);
    if (window->kinds == 0 || (window->kinds & ~known)) {
        return host_fail(host, GARNER_E_BUG, "the plugin begins a window of no kinds, or of unknown ones");
    }
    bool from = window->from.state == GARNER_SET, to = window->to.state == GARNER_SET;
    if (from != to || (from && window->to.day < window->from.day)) {
        return host_fail(host, GARNER_E_BUG, "the plugin begins a window whose days are in disorder");
    }
    return 0;
}

int window_begin(struct garner_pull *pull, const struct garner_window *window, size_t size)
{
    struct host *host = host_of(pull);
    struct garner_window whole = {0};
    memcpy(&whole, window, size < sizeof whole ? size : sizeof whole);
    int code = bug_if_window_open(host, "begins a window");
    code = code ? code : check(host, &whole);
    if (code) {
        return code;
    }
    bool days = whole.from.state == GARNER_SET;
    size_t begun = outbox_begin(&host->outbox, WIRE_WINDOW_BEGIN);
    struct buf *out = &host->outbox.frames;
    wire_put_u(out, whole.kinds);
    wire_put_str(out, whole.scope);
    wire_put_byte(out, whole.adds ? WIRE_WINDOW_ADDS : days);
    wire_put_i(out, days ? whole.from.day : 0);
    wire_put_i(out, days ? whole.to.day : 0);
    host->window_open = true;
    return outbox_finish(&host->outbox, begun, &host->error);
}

static int commit(struct host *host, enum wire_type type, struct garner_str cursor)
{
    /* A plugin may stop before the end of a list. */
    int code = row_end(host);
    code = code ? code : emit_counts(host);
    if (code) {
        return code;
    }
    size_t begun = outbox_begin(&host->outbox, type);
    wire_put_str(&host->outbox.frames, cursor);
    code = outbox_finish(&host->outbox, begun, &host->error);
    return code ? code : await(host);
}

int window_done(struct garner_pull *pull, struct garner_str cursor)
{
    struct host *host = host_of(pull);
    if (!host->window_open) {
        return host_fail(host, GARNER_E_BUG, "the plugin ends a window that it has not begun");
    }
    int code = commit(host, WIRE_WINDOW_DONE, cursor);
    host->window_open = code != 0;
    return code;
}

int window_checkpoint(struct garner_pull *pull, struct garner_str cursor)
{
    struct host *host = host_of(pull);
    int code = bug_if_window_open(host, "sets a checkpoint");
    return code ? code : commit(host, WIRE_CHECKPOINT, cursor);
}
