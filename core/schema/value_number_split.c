/* value_number_split.c - where in a text the number stands, and its sign. Called by value_number.c and value_money.c.
 * Must not know what marks between digits mean, or which symbols are currencies. */
#include "core/schema/value_number.h"
#include "core/schema/value_text.h"
#include "core/base/str.h"

enum { NUMBER_TEXT_MAX = 400 };

struct signs {
    int count;
    bool negative, opened, closed;
};

int number_refused(struct garner_str text, const char *why, struct error *error)
{
    char quoted[VALUE_QUOTE_SIZE];
    return error_set(error, GARNER_E_DATA, "%s is not a number%s", value_quote(text, quoted), why);
}

/* ---- signs ---- */

/* The hyphen, and U+2212. */
static size_t minus_at(const char *at, const char *end)
{
    if (at < end && *at == '-') {
        return 1;
    }
    return end - at >= 3 && memcmp(at, "\xE2\x88\x92", 3) == 0 ? 3 : 0;
}

/* Bytes of the sign at `at`: a minus, or one of `others`; 0 where there is none. */
static size_t sign_at(const char *at, const char *end, const char *others)
{
    size_t minus = minus_at(at, end);
    return minus ? minus : at < end && *at && strchr(others, *at) ? 1 : 0;
}

static void count_sign(char first, struct signs *signs)
{
    signs->count += first != ')';
    signs->negative = signs->negative || (first != '+' && first != ')');
    signs->opened = signs->opened || first == '(';
    signs->closed = signs->closed || first == ')';
}

static bool take_first(struct garner_str *s, const char *others, struct signs *signs)
{
    size_t len = s->len ? sign_at(s->ptr, s->ptr + s->len, others) : 0;
    if (!len) {
        return false;
    }
    count_sign(*s->ptr, signs);
    *s = value_trim(str_of(s->ptr + len, s->len - len));
    return true;
}

static bool take_last(struct garner_str *s, const char *others, struct signs *signs)
{
    for (size_t len = 1; len <= 3 && len <= s->len; len += 2) {
        const char *at = s->ptr + s->len - len;
        if (sign_at(at, s->ptr + s->len, others) == len) {
            count_sign(*at, signs);
            *s = value_trim(str_of(s->ptr, s->len - len));
            return true;
        }
    }
    return false;
}

/* Takes the signs off both sides of the number; a currency symbol may stand on either side of them. */
static int take_signs(struct number_parts *parts, struct error *error)
{
    struct signs signs = {0, false, false, false};
    while (take_first(&parts->before, "+(", &signs) || take_last(&parts->before, "+(", &signs)) {
    }
    while (take_first(&parts->after, ")", &signs) || take_last(&parts->after, ")", &signs)) {
    }
    if (signs.count > 1) {
        return number_refused(parts->whole, ": it has more than one sign", error);
    }
    if (signs.opened != signs.closed) {
        return number_refused(parts->whole, ": a parenthesis has no partner", error);
    }
    parts->negative = signs.negative;
    return 0;
}

/* ---- where the number stands ---- */

/* A hyphen or dash of any length. */
static size_t dash_at(const char *at, const char *end)
{
    if (end - at >= 3 && (memcmp(at, "\xE2\x80\x93", 3) == 0 || memcmp(at, "\xE2\x80\x94", 3) == 0)) {
        return 3;
    }
    return minus_at(at, end);
}

/* "12,-" and "12.--" stand for no cents, not for a minus: the mark goes to the body, the dashes go. So does the point
 * of "144.", as databases print a number that has no fraction. */
static void take_no_cents(struct number_parts *parts)
{
    const char *at = parts->after.ptr, *end = at + parts->after.len;
    if (at == end || (*at != ',' && *at != '.')) {
        return;
    }
    if (end - at == 1 && *at == '.' && !memchr(parts->body.ptr, '.', parts->body.len)) {
        parts->after.len = 0;
        return;
    }
    const char *dash = at + 1;
    size_t len;
    for (int i = 0; i < 2 && (len = dash_at(dash, end)) > 0; i++) {
        dash += len;
    }
    if (dash > at + 1) {
        parts->no_cents = true;
        parts->body.len++;
        parts->after = str_of(dash, (size_t)(end - dash));
    }
}

/* ".5" and "$.50" begin with their mark, "Rs.500" and "S/.5" with a symbol that ends in one. */
static bool begins_with_mark(const char *start, const char *digit)
{
    if (digit == start || (digit[-1] != '.' && digit[-1] != ',')) {
        return false;
    }
    return digit - 1 == start || !(value_is_letter(digit[-2]) || digit[-2] == '/');
}

/* Before, body and after: the body is all between the first and the last digit. */
static bool slice(struct garner_str text, struct number_parts *parts)
{
    const char *start = text.ptr, *end = start + text.len, *first = start, *last = end;
    while (first < end && !value_is_digit(*first)) {
        first++;
    }
    if (first == end) {
        return false;
    }
    while (!value_is_digit(last[-1])) {
        last--;
    }
    if (begins_with_mark(start, first)) {
        first--;
    }
    parts->before = str_of(start, (size_t)(first - start));
    parts->body = str_of(first, (size_t)(last - first));
    parts->after = str_of(last, (size_t)(end - last));
    return true;
}

int number_split(struct garner_str text, struct number_parts *parts, struct error *error)
{
    memset(parts, 0, sizeof *parts);
    parts->whole = text = value_trim(text);
    if (text.len > NUMBER_TEXT_MAX) {
        return number_refused(text, ": it is too long for one", error);
    }
    if (text.len == 0 || !slice(text, parts)) {
        return number_refused(text, "", error);
    }
    take_no_cents(parts);
    parts->before = value_trim(parts->before);
    parts->after = value_trim(parts->after);
    return take_signs(parts, error);
}
