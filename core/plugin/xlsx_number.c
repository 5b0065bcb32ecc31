/* xlsx_number.c - see xlsx_number.h. */
#include "core/plugin/xlsx_number.h"
#include "core/base/calendar.h"
#include "core/base/str.h"
#include <math.h>

enum { SIGNIFICANT = 15, DIGITS_MAX = 40, POINT_MAX = 30 };

/* ---- number formats ---- */

static size_t run_length(const char *at)
{
    size_t n = 1;
    while (at[n] == at[0]) {
        n++;
    }
    return n;
}

/* [h], [mm], [ss]: time that has passed, not a time of day. */
static bool is_elapsed(const char *at)
{
    char c = (char)(at[1] | 0x20);
    if (c != 'h' && c != 'm' && c != 's') {
        return false;
    }
    return at[1 + run_length(at + 1)] == ']';
}

/* Behind what is shown as it stands; at itself where it means something. */
static const char *skip_literal(const char *at)
{
    const char *end = NULL;
    switch (*at) {
    case '"':
        end = strchr(at + 1, '"');
        return end ? end + 1 : at + strlen(at);
    case '[':
        end = strchr(at, ']');
        return end ? end + 1 : at + strlen(at);
    case '\\':
    case '_':
    case '*':
        return at[1] ? at + 2 : at + 1;
    default:
        return at;
    }
}

unsigned xlsx_shown_by_code(const char *code)
{
    bool date = false, time = false, minutes = false, fractions = false;
    for (const char *at = code; *at && *at != ';';) {
        if (*at == '[' && is_elapsed(at)) {
            return XLSX_NUMBER;
        }
        const char *next = skip_literal(at);
        if (next != at) {
            at = next;
            continue;
        }
        char c = (char)(*at | 0x20);
        date = date || c == 'd' || c == 'y' || (c == 'm' && run_length(at) > 2);
        time = time || c == 'h' || c == 's';
        minutes = minutes || c == 'm';
        fractions = fractions || (c == 's' && (at[1] == '.' || at[1] == ',') && at[2] == '0');
        at += c == 'm' ? run_length(at) : 1;
    }
    unsigned shown = time ? (date ? XLSX_DATE_TIME : XLSX_TIME) : date || minutes ? XLSX_DATE : XLSX_NUMBER;
    return shown | (fractions ? XLSX_FRACTIONS : 0U);
}

/* ECMA-376 part 1, 18.8.30, with the East Asian ones. */
unsigned xlsx_shown_by_id(unsigned id)
{
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58)) {
        return XLSX_DATE;
    }
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45) {
        return XLSX_TIME;
    }
    if (id == 47) {
        return XLSX_TIME | XLSX_FRACTIONS;
    }
    return id == 22 ? XLSX_DATE_TIME : XLSX_NUMBER;
}

/* ---- numbers ---- */

/* digits without leading or trailing zeros, times 10 to the power of point - count: 0.digits × 10^point. */
struct decimal {
    bool negative;
    char digits[DIGITS_MAX];
    int count, point;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool read_exponent(const char *at, const char *end, int *exponent)
{
    bool negative = at < end && *at == '-';
    at += at < end && (*at == '-' || *at == '+');
    const char *first = at;
    int value = 0;
    for (; at < end && is_digit(*at) && value < 1000; at++) {
        value = value * 10 + (*at - '0');
    }
    *exponent = negative ? -value : value;
    return at == end && at > first;
}

static bool read_decimal(struct garner_str text, struct decimal *out)
{
    const char *at = text.len ? text.ptr : "", *end = at + text.len;
    bool point = false, any = false;
    *out = (struct decimal){.negative = text.len && *at == '-'};
    for (at += text.len && (*at == '-' || *at == '+'); at < end && (is_digit(*at) || (*at == '.' && !point)); at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        any = true;
        out->point += !point && (out->count || *at != '0');
        if (out->count == 0 && *at == '0') {
            out->point -= point;
            continue;
        }
        if (out->count == DIGITS_MAX) {
            return false;
        }
        out->digits[out->count++] = *at;
    }
    int exponent = 0;
    if (!any || (at < end && ((*at != 'e' && *at != 'E') || !read_exponent(at + 1, end, &exponent)))) {
        return false;
    }
    out->point += exponent;
    return true;
}

static void drop_zeros(struct decimal *d)
{
    while (d->count && d->digits[d->count - 1] == '0') {
        d->count--;
    }
}

static void round_off(struct decimal *d)
{
    drop_zeros(d);
    if (d->count <= SIGNIFICANT || d->count <= d->point) {
        return;
    }
    bool up = d->digits[SIGNIFICANT] >= '5';
    d->count = SIGNIFICANT;
    while (up && d->count) {
        char *last = &d->digits[d->count - 1];
        if (*last < '9') {
            ++*last;
            break;
        }
        d->count--;
    }
    if (d->count == 0) {
        d->digits[d->count++] = '1';
        d->point++;
    }
    drop_zeros(d);
}

static size_t write_decimal(const struct decimal *d, char out[XLSX_NUMBER_MAX])
{
    size_t n = 0;
    if (d->negative && d->count) {
        out[n++] = '-';
    }
    if (d->point <= 0 || d->count == 0) {
        out[n++] = '0';
    }
    for (int i = 0; i < d->point && d->count; i++) {
        out[n++] = i < d->count ? d->digits[i] : '0';
    }
    if (d->count > d->point && d->count) {
        out[n++] = '.';
        for (int i = d->point; i < d->count; i++) {
            out[n++] = i < 0 ? '0' : d->digits[i];
        }
    }
    return n;
}

/* Few digits and no exponent: nothing to do, as nearly always. */
static bool is_plain(struct garner_str raw)
{
    for (size_t i = 0; i < raw.len; i++) {
        if (!is_digit(raw.ptr[i]) && raw.ptr[i] != '.' && raw.ptr[i] != '-') {
            return false;
        }
    }
    return raw.len <= SIGNIFICANT;
}

struct garner_str xlsx_number_text(struct garner_str raw, char out[XLSX_NUMBER_MAX])
{
    struct decimal d;
    if (is_plain(raw) || !read_decimal(raw, &d)) {
        return raw;
    }
    round_off(&d);
    bool readable = d.point <= POINT_MAX && d.point >= -POINT_MAX;
    return readable ? str_of(out, write_decimal(&d, out)) : raw;
}

/* ---- dates ---- */

#define DAY_MS 86400000.0
enum { EPOCH_1900 = 25569, EPOCH_1904 = 24107, SERIAL_END = 2958466 /* 10000-01-01 */ };

/* Excel takes 1900 for a leap year: its 60 is a 29 February that never was. */
static int32_t day_of(int64_t serial, bool from_1904)
{
    if (from_1904) {
        return (int32_t)(serial - EPOCH_1904);
    }
    return (int32_t)(serial - EPOCH_1900 + (serial < 60));
}

static size_t write_time(int64_t ms, bool fractions, char *out, size_t room)
{
    int h = (int)(ms / 3600000), m = (int)(ms / 60000 % 60), s = (int)(ms / 1000 % 60), rest = (int)(ms % 1000);
    int n = fractions && rest ? snprintf(out, room, "%02d:%02d:%02d.%03d", h, m, s, rest)
                              : snprintf(out, room, "%02d:%02d:%02d", h, m, s);
    return (size_t)n;
}

static bool read_serial(struct garner_str raw, double *serial)
{
    char text[64];
    struct decimal number;
    if (raw.len >= sizeof text || !read_decimal(raw, &number) || number.negative) {
        return false;
    }
    memcpy(text, raw.ptr, raw.len);
    text[raw.len] = '\0';
    *serial = strtod(text, NULL);
    return *serial < SERIAL_END;
}

/* Day 0 of 1900, as Excel shows it: no day, and nothing will take it for one. */
static size_t write_day(int64_t serial, bool from_1904, char out[XLSX_NUMBER_MAX])
{
    char day[32];
    const char *text = serial == 0 && !from_1904 ? "1900-01-00" : calendar_format_day(day_of(serial, from_1904), day);
    return (size_t)snprintf(out, XLSX_NUMBER_MAX, "%s", text);
}

struct garner_str xlsx_date_text(struct garner_str raw, unsigned shown, bool from_1904, char out[XLSX_NUMBER_MAX])
{
    double serial = 0;
    if (!read_serial(raw, &serial)) {
        return xlsx_number_text(raw, out);
    }
    bool fractions = shown & XLSX_FRACTIONS;
    unsigned kind = shown & ~(unsigned)XLSX_FRACTIONS;
    double unit = fractions ? 1 : 1000, whole = floor(serial);
    int64_t day = (int64_t)whole, ms = (int64_t)(floor((serial - whole) * DAY_MS / unit + 0.5) * unit);
    day += ms == CALENDAR_DAY_MS;
    ms %= CALENDAR_DAY_MS;
    if (kind == XLSX_TIME && day == 0) {
        return str_of(out, write_time(ms, fractions, out, XLSX_NUMBER_MAX));
    }
    size_t n = write_day(day, from_1904, out);
    if (ms || kind != XLSX_DATE) {
        out[n++] = 'T';
        n += write_time(ms, fractions, out + n, XLSX_NUMBER_MAX - n);
    }
    return str_of(out, n);
}
