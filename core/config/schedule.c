/* schedule.c - reads "15 6 * * mon-fri", "@daily", "every 6h" (schedule.h). Called by sources.c; knows no time zone. */
#include "core/config/schedule.h"

#include "core/base/calendar.h"
#include "core/base/str.h"
#include "core/schema/values.h"

enum { FIELDS = 5, MINUTE = 0, HOUR, DAY, MONTH, WEEKDAY, SHOWN = 40 };

struct field {
    const char *what;
    int low, high;
    const char *names; /* three letters each, the first means name_base; NULL = none */
    int name_base;
};

static const struct field FIELD[FIELDS] = {
    {"minute", 0, 59, NULL, 0},
    {"hour", 0, 23, NULL, 0},
    {"day of month", 1, 31, NULL, 0},
    {"month", 1, 12, "janfebmaraprmayjunjulaugsepoctnovdec", 1},
    {"day of week", 0, 7, "sunmontuewedthufrisat", 0}, /* 7 is Sunday, too */
};

static const struct {
    const char *name, *means;
} MACROS[] = {
    {"@hourly", "0 * * * *"},  {"@daily", "0 0 * * *"},  {"@midnight", "0 0 * * *"}, {"@weekly", "0 0 * * 0"},
    {"@monthly", "0 0 1 * *"}, {"@yearly", "0 0 1 1 *"}, {"@annually", "0 0 1 1 *"},
};

struct reader {
    const char *start, *next, *end;
    int field; /* being read */
    struct error *error;
};

static int wrong(struct reader *reader, const char *at, const char *format, ...) __attribute__((format(printf, 3, 4)));
static int wrong(struct reader *reader, const char *at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_setv(reader->error, GARNER_E_CONFIG, format, arguments);
    va_end(arguments);
    return error_prefix(reader->error, "character %d (%s)", (int)(at - reader->start) + 1, FIELD[reader->field].what);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* ---- one value, one item, one field ---- */

static int named(const struct field *field, struct garner_str word)
{
    for (const char *name = field->names; name && *name && word.len == 3; name += 3) {
        bool same = true;
        for (int i = 0; i < 3; i++) {
            same = same && (word.ptr[i] | 0x20) == name[i];
        }
        if (same) {
            return (int)(name - field->names) / 3 + field->name_base;
        }
    }
    return -1;
}

static struct garner_str take_word(struct reader *reader)
{
    const char *at = reader->next;
    while (reader->next < reader->end && is_word(*reader->next)) {
        reader->next++;
    }
    return str_of(at, (size_t)(reader->next - at));
}

static int shown(struct garner_str text)
{
    return (int)(text.len < SHOWN ? text.len : SHOWN);
}

static int read_value(struct reader *reader, int *out)
{
    const struct field *field = &FIELD[reader->field];
    const char *at = reader->next;
    struct garner_str word = take_word(reader);
    if (word.len == 0) {
        return wrong(reader, at, "expected a number from %d to %d%s", field->low, field->high,
                     field->names ? ", or a name such as \"mon\" or \"jan\" where it belongs" : "");
    }
    int64_t n = named(field, word);
    if (n < 0 && !str_integer(word, &n)) {
        return wrong(reader, at, "\"%.*s\" is neither a number from %d to %d%s", shown(word), word.ptr, field->low,
                     field->high, field->names ? " nor a name of three letters" : " nor *");
    }
    if (n < field->low || n > field->high) {
        return wrong(reader, at, "%.*s is not between %d and %d", shown(word), word.ptr, field->low, field->high);
    }
    *out = (int)n;
    return 0;
}

/* "/5"; *out stays where there is none. */
static int read_step(struct reader *reader, int *out)
{
    if (reader->next == reader->end || *reader->next != '/') {
        return 0;
    }
    const char *at = ++reader->next;
    struct garner_str word = take_word(reader);
    int64_t n;
    if (!str_integer(word, &n) || n < 1 || n > FIELD[reader->field].high) {
        return wrong(reader, at, "a step is a number from 1 to %d, such as */%d", FIELD[reader->field].high,
                     FIELD[reader->field].high / 4 + 1);
    }
    *out = (int)n;
    return 0;
}

/* "-20" after the first value; *last stays where there is none. Sunday ends a range as 7. */
static int read_last(struct reader *reader, int first, int *last)
{
    if (reader->next == reader->end || *reader->next != '-') {
        return 0;
    }
    const char *at = ++reader->next;
    int code = read_value(reader, last);
    if (code) {
        return code;
    }
    *last = reader->field == WEEKDAY && *last == 0 && first > 0 ? 7 : *last;
    if (*last < first) {
        return wrong(reader, at, "the range ends before it begins; write two ranges with a comma between them");
    }
    return 0;
}

/* "*", "5", "1-5", each perhaps with a step. A single value with a step goes to the end, as in Vixie cron's successors.
 */
static int read_item(struct reader *reader, uint64_t *bits)
{
    const struct field *field = &FIELD[reader->field];
    int first = field->low, last = field->high, step = 1, code = 0;
    bool single = false;
    const char *at = reader->next;
    if (at < reader->end && *at == '*') {
        reader->next++;
    } else {
        code = read_value(reader, &first);
        single = reader->next == reader->end || *reader->next != '-';
        code = code ? code : read_last(reader, first, &last);
    }
    const char *slash = reader->next;
    code = code ? code : read_step(reader, &step);
    if (code) {
        return code;
    }
    last = single && reader->next == slash ? first : last;
    /* A star's week has seven days, and a step must not begin again at its end. */
    last = reader->field == WEEKDAY && (*at == '*' || (single && reader->next != slash)) ? 6 : last;
    for (int n = first; n <= (last > first ? last : first); n += step) {
        *bits |= UINT64_C(1) << (reader->field == WEEKDAY ? n % 7 : n);
    }
    return 0;
}

static int read_field(struct reader *reader, uint64_t *bits, bool *star)
{
    *bits = 0;
    *star = reader->next < reader->end && *reader->next == '*';
    for (;;) {
        int code = read_item(reader, bits);
        if (code) {
            return code;
        }
        if (reader->next == reader->end || is_blank(*reader->next)) {
            return 0;
        }
        if (*reader->next != ',') {
            return wrong(reader, reader->next, "\"%c\" has no meaning here; write numbers, * , - and /", *reader->next);
        }
        reader->next++;
    }
}

/* ---- whole expressions ---- */

static bool ever_comes(const struct schedule *schedule)
{
    static const int longest[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool either = !schedule->any_day && !schedule->any_weekday;
    for (int month = 1; month <= 12; month++) {
        uint32_t exist = (uint32_t)((UINT64_C(2) << longest[month - 1]) - 1);
        if (schedule->months >> month & 1 && (either || schedule->days & exist)) {
            return true;
        }
    }
    return false;
}

static int read_cron(struct garner_str text, struct schedule *out, struct error *error)
{
    struct reader reader = {.start = text.ptr, .next = text.ptr, .end = text.ptr + text.len, .error = error};
    uint64_t bits[FIELDS];
    bool star[FIELDS];
    for (int i = 0; i < FIELDS; i++) {
        reader.field = i;
        while (reader.next < reader.end && is_blank(*reader.next)) {
            reader.next++;
        }
        if (reader.next == reader.end) {
            return error_set(error, GARNER_E_CONFIG,
                             "\"%.*s\" has %d of five fields: minute, hour, day of month, month, day of week (\"15 6 * "
                             "* mon-fri\"); or write @daily, or \"every 6h\"",
                             shown(text), text.ptr, i);
        }
        int code = read_field(&reader, &bits[i], &star[i]);
        if (code) {
            return code;
        }
    }
    while (reader.next < reader.end && is_blank(*reader.next)) {
        reader.next++;
    }
    if (reader.next < reader.end) {
        return wrong(&reader, reader.next, "there are more than five fields; seconds and years are not part of it");
    }
    *out = (struct schedule){.minutes = bits[MINUTE],
                             .hours = (uint32_t)bits[HOUR],
                             .days = (uint32_t)bits[DAY],
                             .months = (uint32_t)bits[MONTH],
                             .weekdays = (uint32_t)bits[WEEKDAY],
                             .any_day = star[DAY],
                             .any_weekday = star[WEEKDAY]};
    if (!ever_comes(out)) {
        *out = (struct schedule){0};
        return error_set(error, GARNER_E_CONFIG, "\"%.*s\" never comes: none of its months has such a day", shown(text),
                         text.ptr);
    }
    return 0;
}

static int read_macro(struct garner_str text, struct schedule *out, struct error *error)
{
    for (size_t i = 0; i < sizeof MACROS / sizeof *MACROS; i++) {
        if (str_is_nocase(text, MACROS[i].name)) {
            return read_cron(garner_text(MACROS[i].means), out, error);
        }
    }
    return error_set(error, GARNER_E_CONFIG,
                     "\"%.*s\" is none of @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually",
                     shown(text), text.ptr);
}

static int read_every(struct garner_str text, struct schedule *out, struct error *error)
{
    int64_t ms = 0;
    struct error why = {0};
    if (value_duration(text, &ms, &why)) {
        return error_set(error, GARNER_E_CONFIG, "%s", why.message);
    }
    if (ms < 1000 || ms > 366 * (int64_t)CALENDAR_DAY_MS) {
        return error_set(error, GARNER_E_CONFIG, "every \"%.*s\": expected from 1s to 366d", shown(text), text.ptr);
    }
    *out = (struct schedule){.every_ms = ms};
    return 0;
}

int schedule_parse(struct garner_str text, struct schedule *out, struct error *error)
{
    *out = (struct schedule){0};
    text = str_trim(text);
    if (text.len && text.ptr[0] == '@') {
        return read_macro(text, out, error);
    }
    if (text.len > 5 && str_is_nocase(str_of(text.ptr, 5), "every") && is_blank(text.ptr[5])) {
        return read_every(str_of(text.ptr + 6, text.len - 6), out, error);
    }
    return read_cron(text, out, error);
}
