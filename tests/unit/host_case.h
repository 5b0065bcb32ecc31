/* host_case.h - a host whose other side is a test: frames are decoded as they come and shown as lines of text. Shared
 * by test_host.c, test_files.c and test_map.c.
 *
 *   + touch at=2026-03-10T08:00:00Z id=1 email=a@b.example      a record; - where it is deleted
 *   begin lead,deal scope=leads.csv | done | checkpoint          windows
 *   bad leads.csv:3 email: why | raw                             quarantine
 *   counts 3 = 2 + 1 + blank line 0 …                            rows read = accepted + quarantined + skipped
 *   log 2 text | fail -1 text | end */
#ifndef TEST_HOST_CASE_H
#define TEST_HOST_CASE_H

#include "core/base/calendar.h"
#include "core/base/mem.h"
#include "core/base/number.h"
#include "core/base/str.h"
#include "core/config/config.h"
#include "core/plugin/host.h"
#include <sys/stat.h>
#include <unistd.h>
/* after ours, for it defines words of plugin.h as macros */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail
#undef skip

struct host_case {
    struct arena arena;
    char dir[256];
    struct buf shown, stream, cursor;
    bool has_cursor, cancelled, with_counts, with_windows;
    int refuse_at; /* the nth frame fails with GARNER_E_CANCELLED; 0 = none */
    int frames;
    unsigned awaited;
    struct pull_request request;
    struct error error;
};

static inline void show_value(struct buf *out, const struct field *field, const void *record)
{
    const void *at = (const char *)record + field->offset;
    char text[64];
    const struct garner_money *money = at;
    switch (field->type) {
    case FIELD_TEXT:
        buf_addstr(out, *(const struct garner_str *)at);
        break;
    case FIELD_MONEY:
        buf_addf(out, "%s %s", number_format_millionths(money->micros, 2, text), money->currency);
        break;
    case FIELD_DAY:
        buf_adds(out, calendar_format_day(((const struct garner_day *)at)->day, text));
        break;
    case FIELD_INSTANT:
        calendar_format_instant(((const struct garner_instant *)at)->ms, text);
        text[((const struct garner_instant *)at)->precision == GARNER_PRECISION_DAY ? 10 : strlen(text)] = '\0';
        buf_adds(out, text);
        break;
    case FIELD_COUNT:
        buf_addf(out, "%lld", (long long)((const struct garner_count *)at)->n);
        break;
    case FIELD_AMOUNT:
        buf_adds(out, number_format_millionths(((const struct garner_amount *)at)->millionths, 0, text));
        break;
    case FIELD_ENUM:
        buf_adds(out, words_name(field->words, *(const int *)at));
        break;
    }
}

static inline void show_records(struct buf *out, struct wire *wire)
{
    while (wire->next < wire->end) {
        union record_any record;
        struct error error;
        buf_addf(out, "%c ", wire_byte(wire));
        const struct record_type *type = wire_record(wire, &record, &error);
        assert_non_null(type);
        assert_int_equal(record_check(type, &record, true, NULL, &error), 0);
        buf_adds(out, type->name);
        for (size_t i = 0; i < type->count; i++) {
            if (field_state(&type->fields[i], &record) != GARNER_ABSENT) {
                buf_addf(out, " %s=", type->fields[i].name);
                show_value(out, &type->fields[i], &record);
            }
        }
        buf_addc(out, '\n');
    }
}

static inline void show_kinds(struct buf *out, uint64_t kinds)
{
    const char *comma = "";
    if (kinds == (1u << GARNER_RECORD_LIMIT) - 2) {
        buf_adds(out, "all");
        return;
    }
    for (int kind = 1; kind < GARNER_RECORD_LIMIT; kind++) {
        if (kinds & GARNER_EMITS(kind)) {
            buf_addf(out, "%s%s", comma, record_type(kind)->name);
            comma = ",";
        }
    }
}

static inline void show_begin(struct buf *out, struct wire *wire)
{
    char text[32];
    buf_adds(out, "begin ");
    show_kinds(out, wire_u(wire));
    struct garner_str scope = wire_str(wire);
    buf_addf(out, " scope=" STR_FMT, STR_ARG(scope));
    bool days = wire_byte(wire);
    int32_t from = (int32_t)wire_i(wire), to = (int32_t)wire_i(wire);
    if (days) {
        buf_addf(out, " from=%s", calendar_format_day(from, text));
        buf_addf(out, " to=%s", calendar_format_day(to, text));
    }
    buf_addc(out, '\n');
}

static inline void show_bad(struct buf *out, struct wire *wire)
{
    struct garner_str file = wire_str(wire);
    uint64_t line = wire_u(wire);
    struct garner_str field = wire_str(wire), reason = wire_str(wire), raw = wire_str(wire);
    assert_true(str_is_utf8(raw));
    buf_addf(out, "bad " STR_FMT ":%llu " STR_FMT ": " STR_FMT " | " STR_FMT "\n", STR_ARG(file),
             (unsigned long long)line, STR_ARG(field), STR_ARG(reason), STR_ARG(raw));
}

static inline void show_counts(struct buf *out, struct wire *wire)
{
    uint64_t rows = wire_u(wire), accepted = wire_u(wire), bad = wire_u(wire), rules = wire_u(wire),
             sum = accepted + bad;
    buf_addf(out, "counts %llu = %llu + %llu", (unsigned long long)rows, (unsigned long long)accepted,
             (unsigned long long)bad);
    for (uint64_t i = 0; i < rules; i++) {
        struct garner_str rule = wire_str(wire);
        uint64_t count = wire_u(wire);
        sum += count;
        buf_addf(out, " + " STR_FMT " %llu", STR_ARG(rule), (unsigned long long)count);
    }
    wire_u(wire); /* requests and bytes over the network */
    wire_u(wire);
    buf_addc(out, '\n');
    assert_int_equal(rows, sum);
}

static inline void take_cursor(struct host_case *c, struct wire *wire, const char *what)
{
    struct garner_str cursor = wire_str(wire);
    if (c->with_windows) {
        buf_addf(&c->shown, "%s\n", what);
    }
    if (cursor.ptr) {
        buf_clear(&c->cursor);
        buf_addstr(&c->cursor, cursor);
        c->has_cursor = true;
    }
    c->awaited++;
}

static inline void show_frame(struct host_case *c, enum wire_type type, struct garner_str payload)
{
    struct buf *out = &c->shown;
    struct buf hidden;
    struct wire wire;
    wire_init(&wire, payload.ptr, payload.len);
    buf_init(&hidden, 1 << 20);
    switch ((int)type) {
    case WIRE_HELLO:
        assert_int_equal(wire_u(&wire), WIRE_VERSION);
        assert_int_equal(wire_u(&wire), GARNER_ABI);
        wire_str(&wire);
        break;
    case WIRE_RECORDS:
        show_records(out, &wire);
        break;
    case WIRE_WINDOW_BEGIN:
        show_begin(c->with_windows ? out : &hidden, &wire);
        break;
    case WIRE_WINDOW_DONE:
        take_cursor(c, &wire, "done");
        break;
    case WIRE_CHECKPOINT:
        take_cursor(c, &wire, "checkpoint");
        break;
    case WIRE_QUARANTINE:
        show_bad(out, &wire);
        break;
    case WIRE_COUNTS:
        show_counts(c->with_counts ? out : &hidden, &wire);
        break;
    case WIRE_LOG: {
        int level = (int)wire_u(&wire);
        struct garner_str text = wire_str(&wire);
        buf_addf(out, "log %d " STR_FMT "\n", level, STR_ARG(text));
        break;
    }
    case WIRE_YIELDING: {
        struct garner_str scope = wire_str(&wire);
        buf_addf(out, "yields " STR_FMT "\n", STR_ARG(scope));
        break;
    }
    case WIRE_PROGRESS:
        wire_u(&wire);
        wire_u(&wire);
        wire_u(&wire);
        break;
    case WIRE_FAIL: {
        int code = (int)wire_i(&wire);
        struct garner_str text = wire_str(&wire);
        wire_i(&wire); /* how long to wait */
        buf_addf(out, "fail %d " STR_FMT "\n", code, STR_ARG(text));
        break;
    }
    case WIRE_END:
        buf_adds(out, "end\n");
        break;
    default:
        print_error("a frame of type %d\n", (int)type);
        assert_true(false);
    }
    assert_true(wire_done(&wire) || type == WIRE_RECORDS);
    buf_release(&hidden);
}

static inline int case_send(void *context, struct garner_str frames, struct error *error)
{
    struct host_case *c = context;
    buf_addstr(&c->stream, frames);
    size_t done = 0, used = 0;
    enum wire_type type;
    struct garner_str payload;
    while (wire_split(c->stream.ptr + done, c->stream.len - done, &type, &payload, &used, error) > 0) {
        if (c->refuse_at && ++c->frames == c->refuse_at) {
            return error_set(error, GARNER_E_CANCELLED, "stopped by the test");
        }
        show_frame(c, type, payload);
        done += used;
    }
    assert_int_equal(done, c->stream.len); /* only whole frames are sent */
    buf_clear(&c->stream);
    return 0;
}

static inline int case_await(void *context, struct error *error)
{
    struct host_case *c = context;
    (void)error;
    assert_true(c->awaited > 0);
    c->awaited--;
    return 0;
}

static inline bool case_cancelled(void *context)
{
    return ((struct host_case *)context)->cancelled;
}

static inline void case_init(struct host_case *c)
{
    memset(c, 0, sizeof *c);
    buf_init(&c->shown, 64 << 20);
    buf_init(&c->stream, 64 << 20);
    buf_init(&c->cursor, 1 << 20);
    const char *tmp = getenv("TMPDIR");
    snprintf(c->dir, sizeof c->dir, "%s/garner-test-XXXXXX", tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(c->dir));
    c->request = (struct pull_request){.source = "test",
                                       .config_file = "garner.yaml",
                                       .config_dir = c->dir,
                                       .currency = "EUR",
                                       .timezone = "UTC",
                                       .log_level = GARNER_LOG_WARNING};
}

static inline void case_release(struct host_case *c)
{
    char command[300];
    snprintf(command, sizeof command, "rm -rf '%s'", c->dir);
    assert_int_equal(system(command), 0);
    buf_release(&c->shown);
    buf_release(&c->stream);
    buf_release(&c->cursor);
    arena_release(&c->arena);
}

static inline void case_write_bytes(struct host_case *c, const char *name, struct garner_str bytes)
{
    FILE *file = fopen(arena_printf(&c->arena, "%s/%s", c->dir, name), "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
}

static inline void case_write(struct host_case *c, const char *name, const char *text)
{
    case_write_bytes(c, name, garner_text(text));
}

/* One pull; what it sent. Its cursor is the next one's. */
static inline const char *case_pull(struct host_case *c, const struct garner_plugin *plugin, const char *options)
{
    struct error error = {0};
    buf_clear(&c->shown);
    if (options) {
        assert_int_equal(node_parse(&c->arena, "garner.yaml", garner_text(options), &c->request.options, &error), 0);
    }
    c->request.cursor = c->has_cursor ? arena_str(&c->arena, buf_str(&c->cursor)) : str_of(NULL, 0);
    const struct host_sink sink = {c, case_send, case_await, case_cancelled};
    error_clear(&c->error);
    int code = host_pull(plugin, &c->request, &sink, &c->error);
    assert_int_equal(code, c->error.code);
    return buf_text(&c->shown);
}

/* ---- a plugin like plugins/csv ---- */

struct case_config {
    struct garner_file_options files;
    const struct garner_node *map;
};

static const struct garner_option case_options[] = {
    GARNER_FILE_OPTIONS(struct case_config, files),
    GARNER_OPTION(struct case_config, map, GARNER_REQUIRED, NULL, NULL, "Map."),
    {.name = NULL},
};

static inline int case_pull_files(struct garner_pull *pull)
{
    const struct case_config *config = pull->config;
    const struct garner_input input = {.options = &config->files};
    struct garner_file file;
    struct garner_row row;
    int code = 0;
    while (code == 0 && (code = garner_next_file(pull, &input, &file)) > 0) {
        while ((code = garner_next_row(pull, &file, &row)) > 0) {
            code = garner_row_result(garner_emit_row(pull, &row, config->map));
            if (code) {
                return code;
            }
        }
    }
    return code;
}

static const struct garner_plugin case_csv = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_plugin),
    .name = "csv",
    .version = "1",
    .summary = "Test.",
    .emits = (1u << GARNER_RECORD_LIMIT) - 2,
    .options = case_options,
    .config_size = sizeof(struct case_config),
    .pull = case_pull_files,
};

#endif
