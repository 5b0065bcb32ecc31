/* request.c - what a worker is told about its pull, as a WIRE_CONFIG frame and back; see host.h. */
#include "core/plugin/host.h"

static void put_text(struct buf *out, const char *text)
{
    wire_put_str(out, garner_text(text));
}

static void put_day(struct buf *out, struct garner_day day)
{
    wire_put_byte(out, day.state == GARNER_SET);
    wire_put_i(out, day.state == GARNER_SET ? day.day : 0);
}

void request_put(struct buf *out, const struct pull_request *request)
{
    size_t begun = wire_begin(out, WIRE_CONFIG);
    put_text(out, request->source);
    put_text(out, request->plugin_path);
    put_text(out, request->config_file);
    put_text(out, request->config_dir);
    put_text(out, request->state_dir);
    put_text(out, request->currency);
    put_text(out, request->timezone);
    wire_put_node(out, request->options);
    wire_put_str(out, request->cursor);
    put_day(out, request->from);
    put_day(out, request->to);
    wire_put_byte(out, request->full);
    wire_put_i(out, request->record_limit);
    wire_put_byte(out, (unsigned char)request->log_level);
    wire_put_i(out, request->memory_limit);
    wire_put_i(out, request->cpu_limit_ms);
    wire_put_byte(out, (unsigned char)request->trial.kind);
    wire_put_i(out, request->trial.at);
    wire_end(out, begun);
}

/* A text as C has it; one with a NUL inside is malformed. */
static const char *get_text(struct wire *wire, struct arena *arena)
{
    struct garner_str text = wire_str(wire);
    if (!text.ptr) {
        return NULL;
    }
    wire->bad = wire->bad || memchr(text.ptr, 0, text.len) != NULL;
    return arena_strndup(arena, text.ptr, text.len);
}

static struct garner_day get_day(struct wire *wire)
{
    unsigned char set = wire_byte(wire);
    int64_t day = wire_i(wire);
    wire->bad = wire->bad || set > 1 || day < INT32_MIN || day > INT32_MAX;
    return set == 1 && !wire->bad ? garner_day((int32_t)day) : (struct garner_day){0};
}

int request_get(struct garner_str payload, struct arena *arena, struct pull_request *out, struct error *error)
{
    struct wire wire;
    wire_init(&wire, payload.ptr, payload.len);
    *out = (struct pull_request){0};
    out->source = get_text(&wire, arena);
    out->plugin_path = get_text(&wire, arena);
    out->config_file = get_text(&wire, arena);
    out->config_dir = get_text(&wire, arena);
    out->state_dir = get_text(&wire, arena);
    out->currency = get_text(&wire, arena);
    out->timezone = get_text(&wire, arena);
    out->options = wire_node(&wire, arena);
    out->cursor = arena_str(arena, wire_str(&wire));
    out->from = get_day(&wire);
    out->to = get_day(&wire);
    out->full = wire_byte(&wire) != 0;
    out->record_limit = wire_i(&wire);
    unsigned char level = wire_byte(&wire);
    out->log_level = (enum garner_level)level;
    out->memory_limit = wire_i(&wire);
    out->cpu_limit_ms = wire_i(&wire);
    unsigned char trial = wire_byte(&wire);
    out->trial = (struct trial){.kind = (enum trial_kind)trial, .at = wire_i(&wire)};
    if (!wire_done(&wire) || !out->source || level > GARNER_LOG_DEBUG || trial > TRIAL_CURSOR) {
        return error_set(error, GARNER_E_BUG,
                         "the request of this pull is malformed; host and worker are not of one garner");
    }
    return 0;
}
