/* streams.c - a tap's messages: records wait in a scratch file per stream until a state makes them safe to store; see
 * singer.h. */
#define _GNU_SOURCE
#include "singer.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- trees as text ---- */

int streams_json(struct garner_pull *pull, const struct garner_node *node, struct text *to, const char **out)
{
    int code = to->fd ? 0 : garner_scratch(pull, &to->fd);
    if (code == 0 && (ftruncate(to->fd, 0) != 0 || lseek(to->fd, 0, SEEK_SET) != 0)) {
        code = garner_fail(pull, GARNER_E_TEMPORARY, "cannot empty a scratch file");
    }
    code = code ? code : garner_write_json(pull, node, to->fd);
    if (code) {
        return code;
    }
    size_t len = (size_t)lseek(to->fd, 0, SEEK_CUR);
    if (len > to->room) {
        to->room = 2 * len;
        to->ptr = garner_alloc_pull(pull, to->room);
    }
    if (pread(to->fd, to->ptr, len, 0) != (ssize_t)len) {
        return garner_fail(pull, GARNER_E_TEMPORARY, "cannot read a scratch file");
    }
    to->ptr[len - 1] = '\0'; /* its line end */
    *out = to->ptr;
    return 0;
}

/* A tap may print a state after every record: not each of them is worth a commit. */
enum { FLUSH_RECORDS = 10000, FLUSH_SECONDS = 5 };

static int64_t seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* ---- the cursor: {"state": …, "versions": {stream: version}} ---- */

static struct stream *find(struct streams *streams, struct garner_str name)
{
    for (size_t i = 0; i < streams->count; i++) {
        if (garner_same(streams->items[i].name, name)) {
            return &streams->items[i];
        }
    }
    return NULL;
}

static int64_t whole_number(struct garner_str text)
{
    int64_t n = 0;
    for (size_t i = 0; i < text.len && i < 18 && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++) {
        n = 10 * n + (text.ptr[i] - '0');
    }
    return n;
}

static int read_cursor(struct garner_pull *pull, struct streams *streams)
{
    const struct garner_node *cursor = NULL;
    int code = pull->cursor.len ? garner_parse_json(pull, pull->cursor, &cursor) : 0;
    const struct garner_node *state = garner_at(cursor, "state"), *versions = garner_at(cursor, "versions");
    for (size_t i = 0; versions && i < versions->count; i++) {
        struct stream *stream = find(streams, versions->items[i].key);
        if (stream) {
            stream->active = whole_number(versions->items[i].text);
        }
    }
    bool any = state && (state->kind != GARNER_SCALAR || state->text.ptr);
    return code || !any ? code : streams_json(pull, state, &streams->text, &streams->state);
}

static struct garner_str cursor_text(struct garner_pull *pull, const struct streams *streams)
{
    const char *versions = "";
    for (size_t i = 0; i < streams->count; i++) {
        const struct stream *stream = &streams->items[i];
        struct garner_str name = garner_json_quote(pull, stream->name);
        if (stream->active) {
            versions = garner_format(pull, "%s%s%.*s: %lld", versions, *versions ? ", " : "", (int)name.len, name.ptr,
                                     (long long)stream->active);
        }
    }
    return garner_text(
        garner_format(pull, "{\"state\": %s, \"versions\": {%s}}", streams->state ? streams->state : "null", versions));
}

int streams_begin(struct garner_pull *pull, const struct singer *singer, struct streams *streams)
{
    const struct garner_node *maps = singer->streams;
    if (maps->kind != GARNER_MAP || maps->count == 0 || maps->count > STREAMS_MAX) {
        return garner_fail(pull, GARNER_E_CONFIG, "streams: expected the names of 1 to 64 streams, each with a map");
    }
    int code = 0;
    for (size_t i = 0; i < maps->count && code == 0; i++) {
        struct stream *stream = &streams->items[streams->count++];
        *stream = (struct stream){.name = maps->items[i].key, .map = &maps->items[i]};
        code = garner_scratch(pull, &stream->fd);
    }
    streams->flushed_at = seconds();
    return code ? code : read_cursor(pull, streams);
}

const char *streams_state(const struct streams *streams)
{
    return streams->state;
}

/* ---- storing ---- */

static int emit_all(struct garner_pull *pull, struct stream *stream)
{
    struct garner_file file;
    struct garner_row row;
    const struct garner_input input = {.kinds = SINGER_EMITS};
    const char *name = garner_format(pull, "stream %.*s", (int)stream->name.len, stream->name.ptr);
    int code = garner_open_rows(pull, stream->fd, name, &input, &file);
    while (code == 0 && (code = garner_next_row(pull, &file, &row)) > 0) {
        code = garner_row_result(garner_emit_row(pull, &row, stream->map));
    }
    return code;
}

static int empty(struct garner_pull *pull, struct streams *streams, struct stream *stream)
{
    streams->held -= stream->records;
    stream->records = 0;
    stream->version = 0;
    bool good = ftruncate(stream->fd, 0) == 0 && lseek(stream->fd, 0, SEEK_SET) == 0;
    return good ? 0 : garner_fail(pull, GARNER_E_TEMPORARY, "cannot empty a scratch file");
}

/* Records that carry a version wait until it is activated: they may be a table anew, which is stored whole. */
static bool waits(const struct stream *stream)
{
    return stream->version && stream->version != stream->active;
}

int streams_flush(struct garner_pull *pull, struct streams *streams)
{
    int code = 0;
    streams->flushed_at = seconds();
    for (size_t i = 0; i < streams->count && code == 0; i++) {
        struct stream *stream = &streams->items[i];
        if (stream->records && !waits(stream)) {
            const struct garner_window window = {.kinds = SINGER_EMITS, .scope = stream->name, .adds = true};
            code = garner_window_begin(pull, &window);
            code = code ? code : emit_all(pull, stream);
            code = code ? code : garner_window_done(pull, (struct garner_str){NULL, 0});
            code = code ? code : empty(pull, streams, stream);
        }
    }
    return code ? code : garner_checkpoint(pull, cursor_text(pull, streams));
}

/* The stream's records of another version are gone at the source: what is held is all there is. A version that was
 * active already says nothing new. */
static int activate(struct garner_pull *pull, struct streams *streams, struct stream *stream, int64_t version)
{
    bool anew = version && version != stream->active && stream->version == version;
    if (!anew) {
        return 0;
    }
    struct garner_window window = {.kinds = SINGER_EMITS, .scope = stream->name};
    int code = garner_window_begin(pull, &window);
    code = code ? code : emit_all(pull, stream);
    stream->active = version;
    code = code ? code : garner_window_done(pull, cursor_text(pull, streams));
    return code ? code : empty(pull, streams, stream);
}

/* ---- messages ---- */

static bool is_type(struct garner_str type, const char *name)
{
    return garner_same_name(type, name);
}

static int hold(struct garner_pull *pull, struct streams *streams, struct stream *stream,
                const struct garner_node *record, int64_t version)
{
    if (!record || record->kind != GARNER_MAP) {
        return garner_fail(pull, GARNER_E_DATA, "a RECORD of stream %.*s has no object `record`", (int)stream->name.len,
                           stream->name.ptr);
    }
    stream->version = version;
    stream->records++;
    streams->held++;
    return garner_write_json(pull, record, stream->fd);
}

static int on_record(struct garner_pull *pull, struct streams *streams, const struct garner_node *message)
{
    struct stream *stream = find(streams, garner_text_at(message, "stream"));
    int64_t version = whole_number(garner_text_at(message, "version"));
    return stream ? hold(pull, streams, stream, garner_at(message, "record"), version)
                  : garner_skip(pull, "stream not mapped");
}

static int on_state(struct garner_pull *pull, struct streams *streams, const struct garner_node *message)
{
    const struct garner_node *value = garner_at(message, "value");
    int code = value ? streams_json(pull, value, &streams->text, &streams->state)
                     : garner_fail(pull, GARNER_E_DATA, "a STATE without a value");
    if (code) {
        return code;
    }
    bool due = streams->held >= FLUSH_RECORDS || seconds() - streams->flushed_at >= FLUSH_SECONDS;
    return due ? streams_flush(pull, streams) : 0;
}

int streams_message(struct garner_pull *pull, const struct singer *singer, struct streams *streams,
                    struct garner_str line)
{
    const struct garner_node *message;
    size_t blanks = 0;
    while (blanks < line.len && (line.ptr[blanks] == ' ' || line.ptr[blanks] == '\r' || line.ptr[blanks] == '\t')) {
        blanks++;
    }
    if (blanks == line.len) {
        return 0;
    }
    int code = garner_parse_json(pull, line, &message);
    struct garner_str type = garner_text_at(message, "type");
    if (code) {
        return code;
    }
    if (is_type(type, "RECORD")) {
        return on_record(pull, streams, message);
    }
    if (is_type(type, "STATE")) {
        return on_state(pull, streams, message);
    }
    if (is_type(type, "ACTIVATE_VERSION")) {
        struct stream *stream = find(streams, garner_text_at(message, "stream"));
        return stream ? activate(pull, streams, stream, whole_number(garner_text_at(message, "version"))) : 0;
    }
    /* SCHEMA, and types that a later Singer may bring, say nothing that is needed; what is no message at all is a
     * record. */
    struct stream *plain = garner_at(message, "stream") && type.len ? NULL : find(streams, singer->plain_stream);
    return plain ? hold(pull, streams, plain, message, 0) : 0;
}
