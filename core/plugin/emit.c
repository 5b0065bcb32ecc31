/* emit.c - records on their way out, and what becomes of the rows they came from; see host_impl.h. Every row ends as
 * one of accepted, quarantined, skipped. */
#include "core/base/str.h"
#include "core/plugin/host_impl.h"

enum { RAW_MAX = 4096, REASON_MAX = 500, NAME_MAX_BYTES = 1024 };

/* ---- quarantine ---- */

/* Text for people from bytes of any kind: cut at max between characters, what is no text replaced. */
static void put_clean(struct buf *out, struct arena *arena, struct garner_str text, size_t max)
{
    bool cut = text.len > max;
    size_t len = cut ? max : text.len;
    while (cut && len && ((unsigned char)text.ptr[len] & 0xC0) == 0x80) {
        len--;
    }
    text.len = len;
    if (!str_is_text(text)) {
        bool utf8 = str_is_utf8(text);
        char *copy = arena_strndup(arena, text.ptr, text.len);
        for (size_t i = 0; i < len; i++) {
            unsigned char c = (unsigned char)copy[i];
            bool control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
            copy[i] = control || (c > 0x7E && !utf8) ? '?' : copy[i];
        }
        text.ptr = copy;
    }
    wire_put_str(out, text);
}

int row_quarantine(struct host *host, const char *path, uint64_t line, const char *field, const char *reason,
                   struct garner_str raw)
{
    size_t begun = outbox_begin(&host->outbox, WIRE_QUARANTINE);
    struct buf *out = &host->outbox.frames;
    put_clean(out, &host->row_arena, garner_text(path), NAME_MAX_BYTES);
    wire_put_u(out, line);
    put_clean(out, &host->row_arena, garner_text(field), NAME_MAX_BYTES);
    struct garner_str why = garner_text(reason ? reason : "refused");
    put_clean(out, &host->row_arena, host_cover(host, why, &host->row_arena), REASON_MAX);
    put_clean(out, &host->row_arena, host_cover(host, raw, &host->row_arena), RAW_MAX);
    tally_quarantine(&host->tally);
    return outbox_finish(&host->outbox, begun, &host->error);
}

/* ---- rows ---- */

void row_begin(struct host *host, const char *path, uint64_t line, struct garner_str raw)
{
    host->row = (struct row_state){.open = true, .path = path, .line = line, .raw = raw};
}

/* Records are counted where they are kept: those of a rejected row were never there. */
static int keep(struct host *host)
{
    host->records += host->outbox.count;
    tally_accept(&host->tally);
    return outbox_keep(&host->outbox, &host->error);
}

int row_end(struct host *host)
{
    if (!host->row.open) {
        return 0;
    }
    host->row.open = false;
    if (host->row.rejected) {
        outbox_drop(&host->outbox);
        return 0;
    }
    if (host->outbox.count) {
        return keep(host);
    }
    tally_skip(&host->tally, host->row.rule.ptr ? host->row.rule : garner_text("nothing to store"), 1);
    return 0;
}

int emit_reject(struct garner_pull *pull, const char *field, const char *reason)
{
    struct host *host = host_of(pull);
    if (host->row.rejected) {
        return GARNER_E_REJECTED;
    }
    host->row.rejected = host->row.open;
    int code = row_quarantine(host, host->row.open ? host->row.path : NULL, host->row.open ? host->row.line : 0, field,
                              reason, host->row.open ? host->row.raw : str_of(NULL, 0));
    return code ? code : GARNER_E_REJECTED;
}

int emit_skip(struct garner_pull *pull, const char *rule)
{
    struct host *host = host_of(pull);
    struct garner_str name = garner_text(rule ? rule : "");
    if (host->row.open) {
        host->row.rule = arena_str(&host->row_arena, name);
    } else {
        tally_skip(&host->tally, name, 1);
    }
    return 0;
}

int emit_counts(struct host *host)
{
    size_t begun = outbox_begin(&host->outbox, WIRE_COUNTS);
    tally_put(&host->outbox.frames, &host->tally);
    wire_put_u(&host->outbox.frames, host->requests);
    wire_put_u(&host->outbox.frames, host->received);
    return outbox_finish(&host->outbox, begun, &host->error);
}

/* ---- records ---- */

static int refuse(struct host *host, const char *field, const char *reason)
{
    if (host->row.open) {
        return emit_reject(&host->pull, field, reason);
    }
    return host_fail(host, GARNER_E_DATA, "%s", reason);
}

/* The kind's table, or NULL after a failure: a plugin sends only what it says it does. */
static const struct record_type *type_of(struct host *host, enum garner_record kind)
{
    const struct record_type *type = record_type((int)kind);
    if (!type) {
        host_fail(host, GARNER_E_BUG, "the plugin emits a record of kind %d, which does not exist", (int)kind);
        return NULL;
    }
    if (!(host->emits & GARNER_EMITS(kind))) {
        host_fail(host, GARNER_E_BUG, "the plugin emits a %s, which its `emits` does not name", type->name);
        return NULL;
    }
    return type;
}

static int over_limit(struct host *host)
{
    return host_fail(
        host, GARNER_E_DATA,
        "more than %lld records: the limit of this source is reached; raise `record_limit` if that is right",
        (long long)host->request->record_limit);
}

static int add(struct host *host, const struct record_type *type, bool remove, const void *record)
{
    const char *field = NULL;
    struct error why;
    if (record_check(type, record, remove, &field, &why)) {
        return refuse(host, field, why.message);
    }
    int64_t limit = host->request->record_limit;
    if (limit > 0 && host->records + host->outbox.count >= (uint64_t)limit) {
        return over_limit(host);
    }
    if (!outbox_record(&host->outbox, remove, type, record)) {
        return refuse(host, NULL, "the record, or its row's records together, are too large");
    }
    return host->row.open ? 0 : keep(host);
}

static int emit(struct garner_pull *pull, enum garner_record kind, bool remove, const void *record, size_t size)
{
    struct host *host = host_of(pull);
    const struct record_type *type = type_of(host, kind);
    if (!type) {
        return host->error.code;
    }
    if (host->row.open && host->row.rejected) {
        return GARNER_E_REJECTED;
    }
    if (size >= type->size) {
        return add(host, type, remove, record);
    }
    union record_any whole; /* an older plugin's record ends earlier */
    memset(&whole, 0, sizeof whole);
    memcpy(&whole, record, size);
    return add(host, type, remove, &whole);
}

int emit_record(struct garner_pull *pull, enum garner_record kind, const void *record, size_t size)
{
    return emit(pull, kind, false, record, size);
}

int emit_remove(struct garner_pull *pull, enum garner_record kind, const void *record, size_t size)
{
    return emit(pull, kind, true, record, size);
}
