/* collect_window.c - see collect_window.h. */
#include "core/run/collect_window.h"

#include "core/base/mem.h"
#include "core/base/str.h"

enum {
    YIELDING_MAX = 1 << 20,
    REJECT_BYTES_MAX = 256 << 20 /* refused rows of one window, held until it is committed */
};

/* ---- commits ---- */

static int show(struct collect *collect, struct error *error)
{
    const struct pull_options *options = collect->options;
    struct store_feed feed = spool_feed(&collect->spool);
    struct store_item item;
    int got = feed.rewind(feed.context, error);
    while (got >= 0 && (got = feed.next(feed.context, &item, error)) > 0) {
        options->record(options->context, collect->source, item.remove, item.type, &item.record);
    }
    for (size_t i = 0; i < collect->reject_count && options->rejected; i++) {
        options->rejected(options->context, collect->source, &collect->rejects[i]);
    }
    return got;
}

static int merge(struct collect *collect, struct garner_str cursor, struct error *error)
{
    const struct source_config *source = collect->source;
    struct store_merge merge = {
        .source = collect->source_id,
        .run = collect->run,
        .space = source->space,
        .country = collect->config->country,
        .keep_contact_details = collect->config->keep_contact_details,
        .company = collect->config->rules.company,
        .accept_empty = source->accept_empty || collect->options->accept_empty,
        .yielding = collect->yielding,
        .yielding_count = collect->yielding_count,
        .windowed = collect->window_open,
        .adds = collect->window_open && collect->adds,
        .kinds = collect->kinds,
        .scope = collect->scope,
        .from = collect->from,
        .to = collect->to,
        .records = collect->spool.records,
        .feed = spool_feed(&collect->spool),
        .rejects = collect->rejects,
        .reject_count = collect->reject_count,
        .cursor = cursor,
    };
    memcpy(merge.digest, collect->spool.digest, sizeof merge.digest);
    memcpy(merge.brought, collect->spool.brought, sizeof merge.brought);
    return store_merge(collect->store, &merge, &collect->counts, error);
}

int collect_flush(struct collect *collect, struct garner_str cursor, struct error *error)
{
    int code = collect->store ? merge(collect, cursor, error) : show(collect, error);
    if (code < 0) {
        return code;
    }
    spool_clear(&collect->spool);
    arena_clear(&collect->arena);
    collect->reject_count = collect->reject_bytes = 0;
    collect->window_open = false;
    return 0;
}

/* ---- frames ---- */

static int told(struct error *error, const char *what)
{
    return error_set(error, GARNER_E_BUG,
                     "the plugin puts a secret of its options into %s, which is stored as it is; it must not", what);
}

int collect_yielding(struct collect *collect, struct wire *wire, struct error *error)
{
    struct garner_str scope = wire_str(wire);
    if (!wire_done(wire) || collect->window_open || collect->yielding_count == YIELDING_MAX) {
        return collect_broken(error, "a yielding scope that is none");
    }
    if (collect->yielding_count == collect->yielding_cap) {
        collect->yielding_cap = collect->yielding_cap ? 2 * collect->yielding_cap : 16;
        collect->yielding = xreallocarray(collect->yielding, collect->yielding_cap, sizeof *collect->yielding);
    }
    collect->yielding[collect->yielding_count++] = arena_str(&collect->names, scope);
    return 0;
}

/* From now on it is as its file says. */
static void stand(struct collect *collect, struct garner_str scope)
{
    size_t kept = 0;
    for (size_t i = 0; i < collect->yielding_count; i++) {
        if (!garner_same(collect->yielding[i], scope)) {
            collect->yielding[kept++] = collect->yielding[i];
        }
    }
    collect->yielding_count = kept;
}

int collect_window_begin(struct collect *collect, struct wire *wire, struct error *error)
{
    uint64_t kinds = wire_u(wire);
    struct garner_str scope = wire_str(wire);
    unsigned char extent = wire_byte(wire);
    bool has_days = extent == 1;
    int64_t from = wire_i(wire), to = wire_i(wire);
    if (!wire_done(wire) || kinds >= UINT64_C(1) << GARNER_RECORD_LIMIT || from < INT32_MIN || to > INT32_MAX ||
        from > to) {
        return collect_broken(error, "a window that is none");
    }
    if (collect->window_open) {
        return collect_broken(error, "a window inside a window");
    }
    if (log_tells_secret(scope, collect_secrets(collect))) {
        return told(error, "the name of a window");
    }
    if (collect->spool.records || collect->reject_count) {
        /* What came before the window belongs to the checkpoint that its beginning is. */
        int code = collect_flush(collect, (struct garner_str){0}, error);
        if (code < 0) {
            return code;
        }
    }
    stand(collect, scope);
    collect->window_open = true;
    collect->adds = extent == WIRE_WINDOW_ADDS;
    collect->kinds = (uint32_t)kinds;
    collect->scope = arena_str(&collect->arena, scope);
    collect->from = has_days ? garner_day((int32_t)from) : (struct garner_day){0};
    collect->to = has_days ? garner_day((int32_t)to) : (struct garner_day){0};
    return 0;
}

int collect_commit(struct collect *collect, struct wire *wire, bool window, struct error *error)
{
    struct garner_str cursor = wire_str(wire);
    if (!wire_done(wire)) {
        return collect_broken(error, "a cursor that is none");
    }
    if (window != collect->window_open) {
        return collect_broken(error,
                              window ? "the end of a window that was not begun" : "a checkpoint inside a window");
    }
    if (log_tells_secret(cursor, collect_secrets(collect))) {
        return told(error, "its cursor");
    }
    int code = collect_flush(collect, cursor, error);
    collect->acks += code == 0;
    return code;
}

int collect_quarantine(struct collect *collect, struct wire *wire, struct error *error)
{
    struct garner_str file = wire_str(wire);
    uint64_t line = wire_u(wire);
    struct garner_str field = wire_str(wire), reason = wire_str(wire), raw = wire_str(wire);
    if (!wire_done(wire)) {
        return collect_broken(error, "a refused row that is none");
    }
    collect->reject_bytes += raw.len + reason.len + sizeof(struct store_reject);
    if (collect->reject_bytes > REJECT_BYTES_MAX) {
        return error_set(error, GARNER_E_DATA,
                         "more than 256 MiB of rows were refused in one window, the last because: " STR_FMT
                         "; the format or the map does not fit this source",
                         STR_ARG(reason));
    }
    if (collect->reject_count == collect->reject_cap) {
        collect->reject_cap = collect->reject_cap ? 2 * collect->reject_cap : 64;
        collect->rejects = xreallocarray(collect->rejects, collect->reject_cap, sizeof *collect->rejects);
    }
    collect->rejects[collect->reject_count++] = (struct store_reject){
        .file = arena_str(&collect->arena, file),
        .field = collect_cover(collect, &collect->arena, field),
        .reason = collect_cover(collect, &collect->arena, reason),
        .raw = collect_cover(collect, &collect->arena, raw),
        .line = line,
    };
    return 0;
}
