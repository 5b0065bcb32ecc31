/* json_scan.c - the tokens of JSON; see json_scan.h. Called by json.c and json_tree.c. */
#include "core/plugin/json_scan.h"
#include "core/base/error.h"
#include "core/base/str.h"
#include "core/base/utf8.h"

bool json_fail(struct json_scan *s, const char *fault)
{
    s->fault = s->fault ? s->fault : fault;
    return false;
}

void json_blanks(struct json_scan *s)
{
    while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r')) {
        s->p++;
    }
}

bool json_take(struct json_scan *s, char c)
{
    if (s->p < s->end && *s->p == c) {
        s->p++;
        return true;
    }
    return false;
}

/* ---- strings ---- */

static bool hex4(const char *p, uint32_t *out)
{
    *out = 0;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        uint32_t digit = 0;
        if (c >= '0' && c <= '9') {
            digit = (uint32_t)(c - '0');
        } else if ((c | 32) >= 'a' && (c | 32) <= 'f') {
            digit = (uint32_t)((c | 32) - 'a') + 10;
        } else {
            return false;
        }
        *out = *out << 4 | digit;
    }
    return true;
}

/* What \u at p (behind the u) means; half a pair becomes U+FFFD. How many characters it took, 0 where it is none. */
static size_t unicode_escape(const char *p, const char *end, uint32_t *code)
{
    if (end - p < 4 || !hex4(p, code)) {
        return 0;
    }
    if (*code < 0xD800 || *code > 0xDFFF) {
        return 4;
    }
    uint32_t low = 0;
    if (*code < 0xDC00 && end - p >= 10 && p[4] == '\\' && p[5] == 'u' && hex4(p + 6, &low) && low >= 0xDC00 &&
        low <= 0xDFFF) {
        *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
        return 10;
    }
    *code = 0xFFFD;
    return 4;
}

/* p stands behind a backslash. How many characters the escape took, 0 where there is no such escape. */
static size_t escape(const char *p, const char *end, char **out)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    const char *known = p < end && *p ? strchr(names, *p) : NULL;
    if (known) {
        *(*out)++ = values[known - names];
        return 1;
    }
    uint32_t code = 0;
    size_t n = p < end && *p == 'u' ? unicode_escape(p + 1, end, &code) : 0;
    if (n == 0) {
        return 0;
    }
    *out += utf8_encode(code, *out);
    return n + 1;
}

static bool unescape(struct json_scan *s, struct garner_str raw, struct garner_str *out)
{
    char *text = arena_alloc(s->arena, raw.len + 1), *to = text;
    for (const char *p = raw.ptr, *end = raw.ptr + raw.len; p < end;) {
        if (*p != '\\') {
            *to++ = *p++;
            continue;
        }
        size_t n = escape(p + 1, end, &to);
        if (n == 0 || to[-1] == '\0') {
            return json_fail(s, n ? "a string holds a NUL character" : "an escape in a string is malformed");
        }
        p += n + 1;
    }
    *out = str_of(text, (size_t)(to - text));
    return true;
}

bool json_string(struct json_scan *s, struct garner_str *out)
{
    const char *from = ++s->p;
    bool escaped = false;
    for (; s->p < s->end && *s->p != '"'; s->p++) {
        if ((unsigned char)*s->p < 0x20) {
            return json_fail(s, "a string holds a control character");
        }
        if (*s->p == '\\') {
            escaped = true;
            s->p++;
        }
    }
    if (s->p >= s->end) {
        return json_fail(s, "a string is not closed");
    }
    *out = str_of(from, (size_t)(s->p++ - from));
    if (!str_is_utf8(*out)) {
        return json_fail(s, "a string is not valid UTF-8");
    }
    return !escaped || unescape(s, *out, out);
}

/* ---- numbers and words ---- */

static bool digits(struct json_scan *s)
{
    const char *from = s->p;
    while (s->p < s->end && *s->p >= '0' && *s->p <= '9') {
        s->p++;
    }
    return s->p > from;
}

static bool number(struct json_scan *s, struct garner_str *out)
{
    const char *from = s->p;
    json_take(s, '-');
    bool good = json_take(s, '0') || digits(s);
    if (good && json_take(s, '.')) {
        good = digits(s);
    }
    if (good && (json_take(s, 'e') || json_take(s, 'E'))) {
        if (!json_take(s, '+')) {
            json_take(s, '-');
        }
        good = digits(s);
    }
    *out = str_of(from, (size_t)(s->p - from));
    return good || json_fail(s, "a number is malformed");
}

static bool word(struct json_scan *s, struct garner_str *out)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < 3; i++) {
        size_t len = strlen(words[i]);
        if ((size_t)(s->end - s->p) >= len && memcmp(s->p, words[i], len) == 0) {
            *out = i == 2 ? str_of(NULL, 0) : str_of(s->p, len);
            s->p += len;
            return true;
        }
    }
    return json_fail(s, "a value is none");
}

bool json_scalar(struct json_scan *s, struct garner_str *out)
{
    char c = s->p < s->end ? *s->p : '\0';
    return c == '"' ? json_string(s, out) : (c == '-' || (c >= '0' && c <= '9')) ? number(s, out) : word(s, out);
}
