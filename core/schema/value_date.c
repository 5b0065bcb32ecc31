/* value_date.c - text to instants and days (values.h). Called by the row services and the configuration. ISO 8601 as
 * programs write it is read here at fixed positions; all other forms go through value_date_numeric.c and
 * value_date_words.c. */
#include "core/schema/value_date.h"
#include "core/schema/value_text.h"
#include "core/base/str.h"

enum { DATE_TEXT_MAX = 200 };

enum date_order date_order_named(struct garner_str name)
{
    return str_is_nocase(name, "DMY")   ? DATE_DMY
           : str_is_nocase(name, "MDY") ? DATE_MDY
           : str_is_nocase(name, "YMD") ? DATE_YMD
                                        : DATE_ANY;
}

/* ---- the fast way ---- */

/* Two digits as their number; something over 99 where they are none. */
static inline unsigned two(const char *at)
{
    unsigned tens = (unsigned char)(at[0] - '0'), ones = (unsigned char)(at[1] - '0');
    return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

/* ".123" and more digits, up to the text's end or its Z; -1 where that is not what stands there. */
static int iso_fraction(const char *at, const char *end)
{
    int ms = 0, scale = 100;
    if (*at++ != '.' || at == end) {
        return -1;
    }
    for (; at < end; at++) {
        if (!value_is_digit(*at)) {
            return -1;
        }
        ms += (*at - '0') * scale;
        scale /= 10;
    }
    return ms;
}

static bool iso_time(const char *s, size_t len, struct moment *m)
{
    if (len < 19 || (s[10] != 'T' && s[10] != ' ') || s[13] != ':' || s[16] != ':') {
        return false;
    }
    unsigned hour = two(s + 11), minute = two(s + 14), second = two(s + 17);
    m->has_time = true;
    m->has_zone = s[len - 1] == 'Z';
    len -= m->has_zone;
    int ms = len > 19 ? iso_fraction(s + 19, s + len) : 0;
    m->ms_of_day = (int32_t)((hour * 60 + minute) * 60 + second) * 1000 + ms;
    return hour < 24 && minute < 60 && second < 60 && ms >= 0;
}

/* "2026-03-10", "2026-03-10T06:15:00", "2026-03-10 06:15:00.123Z"; false for all else, whether it is a date or not. */
static bool read_iso(struct garner_str text, struct moment *m)
{
    const char *s = text.ptr;
    if (text.len < 10 || s[4] != '-' || s[7] != '-') {
        return false;
    }
    unsigned century = two(s), year = two(s + 2), month = two(s + 5), day = two(s + 8);
    if (century > 99 || year > 99 || month > 12 || day > 31) {
        return false;
    }
    *m = (struct moment){.date = {(int)(century * 100 + year), (int)month, (int)day}};
    if (text.len > 10 && !iso_time(s, text.len, m)) {
        return false;
    }
    return calendar_valid(m->date.year, m->date.month, m->date.day);
}

/* ---- every other way ---- */

static int read_forms(struct date_reader *r)
{
    static int (*const forms[])(struct date_reader *) = {date_read_digits, date_read_numeric, date_read_words};
    const char *start = r->at;
    int code = DATE_OTHER;
    for (size_t i = 0; i < sizeof forms / sizeof *forms && code == DATE_OTHER; i++) {
        r->at = start;
        memset(&r->moment, 0, sizeof r->moment);
        code = forms[i](r);
    }
    return code;
}

static int read_slowly(struct garner_str text, enum date_order order, struct moment *out, struct error *error)
{
    text = value_trim(text);
    struct date_reader r = {.whole = text, .at = text.ptr, .order = order, .error = error};
    if (text.len == 0 || text.len > DATE_TEXT_MAX) {
        return date_refuse(&r, text.len ? "it is too long for one" : "");
    }
    r.end = text.ptr + text.len;
    /* "mar. 10 mars 2026": with a weekday first, where there is one; but "Mar 10, 2026" begins with a month. */
    int code = date_take_weekday(&r) ? read_forms(&r) : DATE_OTHER;
    if (code == DATE_OTHER) {
        r.at = text.ptr;
        code = read_forms(&r);
    }
    *out = r.moment;
    return code == DATE_OTHER ? date_refuse(&r, "") : code;
}

static int read_moment(struct garner_str text, const struct date_format *format, struct moment *out,
                       struct error *error)
{
    if (read_iso(text, out)) {
        return 0;
    }
    return read_slowly(text, format ? format->order : DATE_ANY, out, error);
}

/* ---- what the text says, in time ---- */

static int64_t day_ms(const struct moment *m)
{
    return (int64_t)calendar_day(m->date.year, m->date.month, m->date.day) * CALENDAR_DAY_MS;
}

static int64_t utc_of(const struct moment *m, const struct zone *zone)
{
    if (m->has_epoch) {
        return m->epoch_ms;
    }
    int64_t local = day_ms(m) + m->ms_of_day;
    if (m->has_zone) {
        return local - (int64_t)m->zone_seconds * 1000;
    }
    return zone ? zone_instant(zone, local) : local;
}

/* A zone may carry the first and the last day out of the years 1 to 9999, which all else relies on. */
static int check_range(int64_t ms, struct garner_str text, struct error *error)
{
    static const int64_t first = INT64_C(-62135596800000), after = INT64_C(253402300800000);
    char quoted[VALUE_QUOTE_SIZE];
    if (ms >= first && ms < after) {
        return 0;
    }
    return error_set(error, GARNER_E_DATA, "%s is out of range: in UTC it is not in the years 1 to 9999",
                     value_quote(text, quoted));
}

int value_instant(struct garner_str text, const struct date_format *format, struct garner_instant *out,
                  struct error *error)
{
    struct moment m;
    int code = read_moment(text, format, &m, error);
    if (code) {
        return code;
    }
    bool timed = m.has_epoch || m.has_time;
    int64_t ms = timed ? utc_of(&m, format ? format->zone : NULL) : day_ms(&m);
    code = check_range(ms, text, error);
    if (!code) {
        *out = (struct garner_instant){ms, GARNER_SET, timed ? GARNER_PRECISION_INSTANT : GARNER_PRECISION_DAY};
    }
    return code;
}

static int32_t day_of(int64_t ms, const struct zone *zone)
{
    if (zone) {
        return zone_day(zone, ms);
    }
    return (int32_t)(ms / CALENDAR_DAY_MS - (ms % CALENDAR_DAY_MS < 0));
}

int value_day(struct garner_str text, const struct date_format *format, struct garner_day *out, struct error *error)
{
    struct moment m = {0};
    int code = read_moment(text, format, &m, error);
    if (code) {
        return code;
    }
    const struct zone *zone = format ? format->zone : NULL;
    bool midnight = m.ms_of_day % CALENDAR_DAY_MS == 0;
    if (!m.has_epoch && (!m.has_time || !m.has_zone || midnight)) {
        *out = (struct garner_day){calendar_day(m.date.year, m.date.month, m.date.day), GARNER_SET};
        return 0;
    }
    int64_t ms = utc_of(&m, zone);
    code = check_range(ms, text, error);
    if (!code) {
        *out = (struct garner_day){day_of(ms, zone), GARNER_SET};
    }
    return code;
}
