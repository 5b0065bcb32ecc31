/* period.c - reads a report's title lines; see period.h. */
#include "period.h"

enum { LINE_MAX = 200 };

static struct garner_str stripped(struct garner_str text)
{
    static const char ends[] = " \t\",;|";
    while (text.len && strchr(ends, text.ptr[0])) {
        text.ptr++;
        text.len--;
    }
    while (text.len && strchr(ends, text.ptr[text.len - 1])) {
        text.len--;
    }
    return text;
}

static bool day_of(struct garner_pull *pull, struct garner_str text, const char *order, struct garner_day *day)
{
    const struct garner_hint hint = {.order = garner_text(order)};
    return garner_parse_day(pull, stripped(text), &hint, day) == 0 && day->state == GARNER_SET;
}

static bool both_days(struct garner_pull *pull, struct garner_str from, struct garner_str to, const char *order,
                      struct period *out)
{
    struct period period = {0};
    if (!day_of(pull, from, order, &period.from) || !day_of(pull, to, order, &period.to) ||
        period.to.day < period.from.day) {
        return false;
    }
    *out = period;
    return true;
}

/* One end may tell in which order the other is to be read: "2/1/2026 - 2/28/2026". */
static bool either_order(struct garner_pull *pull, struct garner_str from, struct garner_str to, struct period *out)
{
    struct period day_first, month_first;
    bool dmy = both_days(pull, from, to, "DMY", &day_first), mdy = both_days(pull, from, to, "MDY", &month_first);
    if (dmy == mdy) {
        return false;
    }
    *out = dmy ? day_first : month_first;
    return true;
}

/* Where a mark between two days can stand at `at`: its length, else 0. */
static size_t mark_at(struct garner_str line, size_t at)
{
    static const char *const marks[] = {" - ", " – ", " — ", " to ", " bis ", " au ", " al ", " a ", "–", ",", "-"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t len = strlen(marks[i]);
        if (at + len <= line.len && memcmp(line.ptr + at, marks[i], len) == 0) {
            return len;
        }
    }
    return 0;
}

static bool period_in(struct garner_pull *pull, struct garner_str line, const char *order, struct period *out)
{
    for (size_t i = 1; i < line.len; i++) {
        size_t mark = mark_at(line, i);
        if (!mark) {
            continue;
        }
        struct garner_str from = {line.ptr, i}, to = {line.ptr + i + mark, line.len - i - mark};
        if (both_days(pull, from, to, order, out) || (!order && either_order(pull, from, to, out))) {
            return true;
        }
    }
    return false;
}

static bool begins_with(struct garner_str line, const char *words)
{
    size_t len = strlen(words);
    return line.len >= len && memcmp(line.ptr, words, len) == 0;
}

/* What stands behind "Report Time:". */
static struct garner_str without_label(struct garner_str line)
{
    const char *colon = memchr(line.ptr, ':', line.len);
    if (!colon || line.ptr[0] < 'A') {
        return line;
    }
    return stripped((struct garner_str){colon + 1, line.len - (size_t)(colon + 1 - line.ptr)});
}

struct period period_of(struct garner_pull *pull, const struct garner_file *file, struct garner_str order)
{
    const char *named = garner_same_name(order, "auto") ? NULL : garner_format(pull, "%.*s", (int)order.len, order.ptr);
    struct period period = {0}, whole = {0};
    for (size_t i = 0; i < file->preamble_lines; i++) {
        struct garner_str line = stripped(file->preamble[i]), text = line.len ? without_label(line) : line;
        if (text.len == 0 || text.len > LINE_MAX) {
            continue;
        }
        if (begins_with(line, "Report Start")) {
            day_of(pull, text, named, &period.from);
        } else if (begins_with(line, "Report End")) {
            day_of(pull, text, named, &period.to);
        } else if (period_in(pull, text, named, &whole)) {
            return whole;
        }
    }
    return period.from.state && period.to.state ? period : (struct period){0};
}
