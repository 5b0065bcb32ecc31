/* log_repeats.c - see log_repeats.h. */
#include "core/base/log_repeats.h"
#include "core/base/mem.h"
#include "core/base/str.h"

enum { TEXT_MAX = 512 };

struct line {
    uint64_t print; /* of all that makes it the same; 0 = nothing here */
    int64_t since;  /* when it was written */
    uint64_t again;
    enum garner_level level;
    char *source, *text; /* source may be NULL */
};
struct log_repeats {
    struct line lines[LOG_REPEATS_LINES];
};

struct log_repeats *log_repeats_new(void)
{
    return xcalloc(1, sizeof(struct log_repeats));
}

static void forget(struct line *line)
{
    free(line->source);
    free(line->text);
    *line = (struct line){0};
}

void log_repeats_free(struct log_repeats *repeats)
{
    for (size_t i = 0; repeats && i < LOG_REPEATS_LINES; i++) {
        forget(&repeats->lines[i]);
    }
    free(repeats);
}

static int64_t now_of(const struct log *log)
{
    struct clock clock = log->clock.now ? log->clock : clock_system();
    return clock_now(&clock);
}

/* A clock that went back ends the ten minutes too. */
static bool is_over(const struct line *line, int64_t now)
{
    return now < line->since || now - line->since >= LOG_REPEATS_MS;
}

/* Says how often it came again, and forgets it. */
static void settle(const struct log *log, struct line *line)
{
    if (line->print && line->again) {
        struct log plain = *log;
        plain.repeats = NULL;
        log_write(&plain, line->level, line->source, "%llu times more within %d min: %s",
                  (unsigned long long)line->again, LOG_REPEATS_MS / 60000, line->text);
    }
    forget(line);
}

void log_repeats_flush(const struct log *log, bool all)
{
    int64_t now = log->repeats ? now_of(log) : 0;
    for (size_t i = 0; log->repeats && i < LOG_REPEATS_LINES; i++) {
        if (all || is_over(&log->repeats->lines[i], now)) {
            settle(log, &log->repeats->lines[i]);
        }
    }
}

/* FNV-1a. */
static uint64_t print_more(uint64_t print, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        print = (print ^ (unsigned char)bytes[i]) * UINT64_C(1099511628211);
    }
    return print;
}

static uint64_t print_of(enum garner_level level, const char *source, struct garner_str text)
{
    const char head[] = {(char)level, source ? 's' : '-'};
    uint64_t print = print_more(UINT64_C(14695981039346656037), head, sizeof head);
    print = source ? print_more(print, source, strlen(source) + 1) : print;
    print = print_more(print, text.ptr, text.len);
    return print ? print : 1;
}

/* The line of that print or, where there is none, the place for it. */
static struct line *find(struct log_repeats *repeats, uint64_t print)
{
    struct line *oldest = &repeats->lines[0];
    for (size_t i = 0; i < LOG_REPEATS_LINES; i++) {
        struct line *line = &repeats->lines[i];
        if (line->print == print) {
            return line;
        }
        oldest = line->since < oldest->since ? line : oldest;
    }
    return oldest;
}

bool log_repeats_take(const struct log *log, enum garner_level level, const char *source, struct garner_str text)
{
    if (!log->repeats || level >= GARNER_LOG_DEBUG || (!source && level != GARNER_LOG_WARNING)) {
        return true;
    }
    uint64_t print = print_of(level, source, text);
    struct line *line = find(log->repeats, print);
    int64_t now = now_of(log);
    if (line->print == print && !is_over(line, now)) {
        line->again++;
        return false;
    }
    settle(log, line);
    *line = (struct line){print,
                          now,
                          0,
                          level,
                          source ? xstrdup(source) : NULL,
                          xstrndup(text.ptr ? text.ptr : "", text.len < TEXT_MAX ? text.len : TEXT_MAX)};
    return true;
}
