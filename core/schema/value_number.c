/* value_number.c - decimal numbers as people and programs write them, to integers, exactly (values.h). Called by the
 * row services and value_money.c. A number is judged by both readings that its marks allow; where both hold it is
 * refused. */
#include "core/schema/value_number.h"
#include "core/schema/value_text.h"
#include "core/base/number.h"
#include "core/base/str.h"

enum { NUMBER_MARKS_MAX = 32, EXPONENT_MAX = 99999 };

/* '.', ',', and one letter for each family of thousands marks. */
struct mark {
    char kind;
    int before; /* digits before it */
};

struct body {
    const char *digits; /* where the digits and marks begin */
    const char *end;    /* behind the last of them */
    int count;          /* digits */
    int mark_count;
    struct mark marks[NUMBER_MARKS_MAX];
    int exponent;
    bool has_exponent;
};

/* ---- digits and marks ---- */

static char mark_at(const char *at, const char *end, size_t *len)
{
    *len = 1;
    if (*at == '.' || *at == ',' || *at == '\'' || *at == '_') {
        return *at;
    }
    if (end - at >= 3 && memcmp(at, "\xE2\x80\x99", 3) == 0) {
        *len = 3;
        return '\'';
    }
    *len = value_blank(at, end);
    return *len ? ' ' : '\0';
}

static bool read_exponent(const char *at, const char *end, struct body *body)
{
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) {
        at++;
    }
    if (at == end) {
        return false;
    }
    for (; at < end; at++) {
        if (!value_is_digit(*at)) {
            return false;
        }
        body->exponent = body->exponent * 10 + (*at - '0');
        body->exponent = body->exponent > EXPONENT_MAX ? EXPONENT_MAX : body->exponent;
    }
    body->exponent = negative ? -body->exponent : body->exponent;
    body->has_exponent = true;
    return true;
}

static bool read_body(struct garner_str text, struct body *body)
{
    const char *at = text.ptr, *end = text.ptr + text.len;
    body->digits = at;
    body->count = body->mark_count = body->exponent = 0;
    body->has_exponent = false;
    while (at < end) {
        if (value_is_digit(*at)) {
            body->count++;
            at++;
            continue;
        }
        if ((*at == 'e' || *at == 'E') && body->count) {
            break;
        }
        size_t len;
        char kind = mark_at(at, end, &len);
        if (!kind || body->mark_count == NUMBER_MARKS_MAX) {
            return false;
        }
        body->marks[body->mark_count++] = (struct mark){kind, body->count};
        at += len;
    }
    body->end = at;
    return at == end || read_exponent(at + 1, end, body);
}

/* ---- what the marks mean ---- */

/* Whether the first n marks can be thousands marks: one kind, groups of three, or Indian groups of two before a last
 * three. */
static bool groups_fit(const struct body *body, int n)
{
    if (n == 0) {
        return true;
    }
    const struct mark *marks = body->marks;
    int first = marks[0].before;
    bool western = first >= 1 && first <= 3, indian = marks[0].kind == ',' && first >= 1 && first <= 2;
    for (int i = 0; i < n; i++) {
        int next = i + 1 < body->mark_count ? marks[i + 1].before : body->count;
        int group = next - marks[i].before;
        if (marks[i].kind != marks[0].kind) {
            return false;
        }
        western = western && group == 3;
        indian = indian && group == (i + 1 == n ? 3 : 2);
    }
    return (western || indian) && *body->digits != '0';
}

struct readings {
    bool grouped; /* every mark is a thousands mark */
    bool pointed; /* the last one is the decimal mark */
};

static struct readings judge(const struct body *body, bool no_cents, char decimal)
{
    int n = body->mark_count;
    if (n == 0) {
        return (struct readings){true, false};
    }
    const struct mark *first = &body->marks[0], *last = &body->marks[n - 1];
    bool ends_in_mark = last->before == body->count;
    bool point = (last->kind == '.' || last->kind == ',') && (n == 1 || first->kind != last->kind);
    struct readings readings = {
        .grouped = groups_fit(body, n),
        .pointed = point && groups_fit(body, n - 1) && ends_in_mark == no_cents,
    };
    if (decimal) {
        readings.grouped = readings.grouped && first->kind != decimal;
        readings.pointed = readings.pointed && last->kind == decimal;
    } else if (body->has_exponent && n == 1 && last->kind == '.') {
        readings.grouped = false;
    }
    return readings;
}

static int both_readings(const struct number_parts *parts, const struct body *body, struct error *error)
{
    char quoted[VALUE_QUOTE_SIZE];
    const char *start = body->digits, *fraction = start + body->marks[0].before + 1;
    const char *sign = parts->negative ? "-" : "";
    int whole = body->marks[0].before, rest = (int)(parts->body.ptr + parts->body.len - fraction);
    return error_set(
        error, GARNER_E_DATA, "%s is %s%.*s%.*s or %s%.*s.%.*s: name the decimal mark (decimal: \".\" or \",\")",
        value_quote(parts->whole, quoted), sign, whole, start, rest, fraction, sign, whole, start, rest, fraction);
}

static int no_reading(const struct number_parts *parts, const struct body *body, char decimal, struct error *error)
{
    char quoted[VALUE_QUOTE_SIZE];
    struct readings otherwise = judge(body, parts->no_cents, 0);
    if (decimal && (otherwise.grouped || otherwise.pointed)) {
        return error_set(error, GARNER_E_DATA,
                         "%s is not a number whose decimal mark is \"%c\": correct the cell, or the option `decimal`",
                         value_quote(parts->whole, quoted), decimal);
    }
    return number_refused(parts->whole, ": its thousands marks do not stand between groups of three", error);
}

/* ---- value ---- */

enum scaled { EXACT, ROUNDED, TOO_LARGE };

/* The digits as an integer of `keep` of them (more than there are: padded with zeros; fewer: rounded half to even). */
static enum scaled scale(const struct body *body, int64_t keep, bool negative, int64_t *out)
{
    uint64_t value = 0;
    int dropped = 0, index = 0;
    bool more = false;
    for (const char *at = body->digits; at < body->end; at++) {
        if (!value_is_digit(*at)) {
            continue;
        }
        int digit = *at - '0';
        if (index < keep) {
            if (value > (UINT64_MAX - 9) / 10) {
                return TOO_LARGE;
            }
            value = value * 10 + (uint64_t)digit;
        } else if (index == keep) {
            dropped = digit;
        } else {
            more = more || digit;
        }
        index++;
    }
    for (; index < keep && value; index++) {
        if (value > UINT64_MAX / 10) {
            return TOO_LARGE;
        }
        value *= 10;
    }
    if (dropped > 5 || (dropped == 5 && (more || value % 2))) {
        value++;
    }
    if (value > (uint64_t)INT64_MAX + negative) {
        return TOO_LARGE;
    }
    *out = negative ? (int64_t)(0 - value) : (int64_t)value;
    return dropped || more ? ROUNDED : EXACT;
}

int number_value(const struct number_parts *parts, struct number_rule rule, int64_t *out, struct error *error)
{
    struct body body;
    char quoted[VALUE_QUOTE_SIZE];
    if (!read_body(parts->body, &body)) {
        return number_refused(parts->whole, "", error);
    }
    struct readings readings = judge(&body, parts->no_cents, rule.decimal);
    if (readings.grouped && readings.pointed && !rule.single_groups) {
        return both_readings(parts, &body, error);
    }
    if (!readings.grouped && !readings.pointed) {
        return no_reading(parts, &body, rule.decimal, error);
    }
    int point = readings.grouped ? body.count : body.marks[body.mark_count - 1].before;
    int64_t value;
    enum scaled scaled = scale(&body, (int64_t)point + body.exponent + rule.digits, parts->negative, &value);
    if (scaled == TOO_LARGE) {
        return error_set(error, GARNER_E_DATA, "%s is out of range", value_quote(parts->whole, quoted));
    }
    if (scaled == ROUNDED && rule.digits == 0) {
        return error_set(error, GARNER_E_DATA, "%s is not a whole number", value_quote(parts->whole, quoted));
    }
    *out = value;
    return 0;
}

static int bare_number(struct garner_str text, struct number_rule rule, int64_t *out, struct error *error)
{
    struct number_parts parts;
    int code = number_split(text, &parts, error);
    if (code) {
        return code;
    }
    if (parts.before.len || parts.after.len) {
        return number_refused(parts.whole, "", error);
    }
    return number_value(&parts, rule, out, error);
}

int value_amount(struct garner_str text, struct number_format format, int64_t *millionths, struct error *error)
{
    int64_t n;
    if (str_integer(text, &n) && number_mul(n, 1000000, millionths)) {
        return 0;
    }
    return bare_number(text, (struct number_rule){format.decimal, false, 6}, millionths, error);
}

int value_count(struct garner_str text, struct number_format format, int64_t *n, struct error *error)
{
    if (str_integer(text, n)) {
        return 0;
    }
    return bare_number(text, (struct number_rule){format.decimal, true, 0}, n, error);
}
