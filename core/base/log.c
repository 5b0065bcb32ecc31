/* log.c - writes an event as one line. Called from every floor; must not know where the events come from, and lets
 * neither a secret nor a terminal's control sequence through. */
#include "core/base/log_repeats.h"
#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/calendar.h"
#include "core/base/str.h"
#include "core/base/utf8.h"

enum { SECRET_MIN = 4, SECRET_SURE = 8, MESSAGE_MAX = 16 * 1024, LINE_MAX_BYTES = 8 * MESSAGE_MAX };

/* ---- secrets ---- */

/* How far the longest secret that begins at p reaches; p where none does. */
static const char *secret_end(const char *p, const char *end, const struct garner_strs *secrets)
{
    const char *reach = p;
    for (size_t i = 0; i < secrets->count; i++) {
        struct garner_str s = secrets->items[i];
        if (s.len >= SECRET_MIN && s.len <= (size_t)(end - p) && p + s.len > reach && memcmp(p, s.ptr, s.len) == 0) {
            reach = p + s.len;
        }
    }
    return reach;
}

/* Secrets that overlap are covered together: the rest of one would give it away. */
void log_redact(struct buf *out, struct garner_str text, const struct garner_strs *secrets)
{
    const char *plain = text.ptr, *end = str_end(text);
    for (const char *p = plain; secrets && p < end;) {
        const char *covered = secret_end(p, end, secrets);
        if (covered == p) {
            p++;
            continue;
        }
        buf_add(out, plain, (size_t)(p - plain));
        buf_adds(out, "***");
        for (; p < covered; p++) {
            const char *further = secret_end(p, end, secrets);
            covered = further > covered ? further : covered;
        }
        plain = p;
    }
    if (plain < end) {
        buf_add(out, plain, (size_t)(end - plain));
    }
}

bool log_tells_secret(struct garner_str text, const struct garner_strs *secrets)
{
    for (size_t i = 0; secrets && i < secrets->count; i++) {
        struct garner_str s = secrets->items[i];
        if (s.len >= SECRET_SURE && text.len >= s.len && memmem(text.ptr, text.len, s.ptr, s.len)) {
            return true;
        }
    }
    return false;
}

/* ---- lines ---- */

static const char *level_word(enum garner_level level)
{
    switch (level) {
    case GARNER_LOG_ERROR:
        return "error";
    case GARNER_LOG_WARNING:
        return "warning";
    case GARNER_LOG_INFO:
        return "info";
    default:
        return "debug";
    }
}

static const char *level_color(enum garner_level level)
{
    return level <= GARNER_LOG_ERROR ? "\033[31m" : level == GARNER_LOG_WARNING ? "\033[33m" : "\033[2m";
}

/* Controls as \n, \t, \u001b; bytes that are no UTF-8 as U+FFFD. quotes: \" and \\ too, for JSON. */
static void add_escaped(struct buf *out, struct garner_str text, bool quotes)
{
    const char *p = text.ptr, *end = str_end(text);
    while (p < end) {
        uint32_t code = 0xFFFD;
        size_t n = utf8_decode(p, end, &code);
        if (code == '\n' || code == '\t') {
            buf_adds(out, code == '\n' ? "\\n" : "\\t");
        } else if (code < 0x20 || (code >= 0x7F && code <= 0x9F)) {
            buf_addf(out, "\\u%04x", (unsigned)code);
        } else if (quotes && (code == '"' || code == '\\')) {
            buf_addf(out, "\\%c", (char)code);
        } else {
            char bytes[4];
            buf_add(out, bytes, utf8_encode(code, bytes));
        }
        p += n ? n : 1;
    }
}

static void add_people_line(struct buf *line, const struct log *log, enum garner_level level, const char *source,
                            struct garner_str message)
{
    buf_addf(line, "garner: %s%s%s: ", log->color ? level_color(level) : "", level_word(level),
             log->color ? "\033[0m" : "");
    if (source) {
        buf_adds(line, "source ");
        add_escaped(line, str_of(source, strlen(source)), false);
        buf_adds(line, ": ");
    }
    add_escaped(line, message, false);
    buf_addc(line, '\n');
}

static void add_json_line(struct buf *line, const struct log *log, enum garner_level level, const char *source,
                          struct garner_str message)
{
    struct clock clock = log->clock.now ? log->clock : clock_system();
    char time[32];
    buf_addf(line, "{\"time\":\"%s\",\"level\":\"%s\"", calendar_format_instant(clock_now(&clock), time),
             level_word(level));
    if (source) {
        buf_adds(line, ",\"source\":\"");
        add_escaped(line, str_of(source, strlen(source)), true);
        buf_addc(line, '"');
    }
    buf_adds(line, ",\"message\":\"");
    add_escaped(line, message, true);
    buf_adds(line, "\"}\n");
}

/* The message is cut only after its secrets are out of it, since half a secret would not be found. */
static struct garner_str redacted(const struct log *log, struct buf *out, const char *message)
{
    log_redact(out, str_of(message, strlen(message)), log->secrets);
    struct garner_str text = buf_str(out);
    text.len = text.len > MESSAGE_MAX ? MESSAGE_MAX : text.len;
    return text;
}

static void write_line(const struct log *log, enum garner_level level, const char *source, struct garner_str text)
{
    struct buf line;
    buf_init(&line, LINE_MAX_BYTES);
    (log->json ? add_json_line : add_people_line)(&line, log, level, source, text);
    /* One write for the line, so that lines of several processes do not mix. */
    FILE *out = log->out ? log->out : stderr;
    fwrite(buf_text(&line), 1, line.len, out);
    fflush(out);
    buf_release(&line);
}

static bool is_new(const struct log *log, enum garner_level level, const char *source, const char *key)
{
    struct buf plain;
    buf_init(&plain, SIZE_MAX / 2);
    bool fresh = log_repeats_take(log, level, source, redacted(log, &plain, key));
    buf_release(&plain);
    return fresh;
}

/* key NULL: the message itself. */
static void write_message(const struct log *log, enum garner_level level, const char *source, const char *key,
                          const char *format, va_list arguments)
{
    if (!log || level > log->level) {
        return;
    }
    struct arena arena = {0};
    const char *message = arena_vprintf(&arena, format, arguments);
    if (!log->repeats || is_new(log, level, source, key ? key : message)) {
        struct buf plain;
        buf_init(&plain, SIZE_MAX / 2);
        write_line(log, level, source, redacted(log, &plain, message));
        buf_release(&plain);
    }
    arena_release(&arena);
}

void log_write(const struct log *log, enum garner_level level, const char *source, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_message(log, level, source, NULL, format, arguments);
    va_end(arguments);
}

void log_write_as(const struct log *log, enum garner_level level, const char *source, const char *key,
                  const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_message(log, level, source, key, format, arguments);
    va_end(arguments);
}
