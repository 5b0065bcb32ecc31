/* json.c - walks one JSON value; see json.h. Called by json_rows.c. */
#include "core/plugin/json.h"
#include "core/base/error.h"
#include "core/base/str.h"
#include "core/base/utf8.h"

struct walker {
    const struct json_walk *walk;
    const char *p, *end;
    struct buf path;
    unsigned depth;
    const char *fault; /* the first one stays */
};

static bool fail(struct walker *w, const char *fault)
{
    w->fault = w->fault ? w->fault : fault;
    return false;
}

static void skip_blanks(struct walker *w)
{
    while (w->p < w->end && (*w->p == ' ' || *w->p == '\t' || *w->p == '\n' || *w->p == '\r')) {
        w->p++;
    }
}

static bool take(struct walker *w, char c)
{
    if (w->p < w->end && *w->p == c) {
        w->p++;
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

static bool unescape(struct walker *w, struct garner_str raw, struct garner_str *out)
{
    char *text = arena_alloc(w->walk->arena, raw.len + 1), *to = text;
    for (const char *p = raw.ptr, *end = raw.ptr + raw.len; p < end;) {
        if (*p != '\\') {
            *to++ = *p++;
            continue;
        }
        size_t n = escape(p + 1, end, &to);
        if (n == 0 || to[-1] == '\0') {
            return fail(w, n ? "a string holds a NUL character" : "an escape in a string is malformed");
        }
        p += n + 1;
    }
    *out = str_of(text, (size_t)(to - text));
    return true;
}

static bool string(struct walker *w, struct garner_str *out)
{
    const char *from = ++w->p;
    bool escaped = false;
    for (; w->p < w->end && *w->p != '"'; w->p++) {
        if ((unsigned char)*w->p < 0x20) {
            return fail(w, "a string holds a control character");
        }
        if (*w->p == '\\') {
            escaped = true;
            w->p++;
        }
    }
    if (w->p >= w->end) {
        return fail(w, "a string is not closed");
    }
    *out = str_of(from, (size_t)(w->p++ - from));
    if (!str_is_utf8(*out)) {
        return fail(w, "a string is not valid UTF-8");
    }
    return !escaped || unescape(w, *out, out);
}

/* ---- numbers and words ---- */

static bool digits(struct walker *w)
{
    const char *from = w->p;
    while (w->p < w->end && *w->p >= '0' && *w->p <= '9') {
        w->p++;
    }
    return w->p > from;
}

static bool number(struct walker *w, struct garner_str *out)
{
    const char *from = w->p;
    take(w, '-');
    bool good = take(w, '0') || digits(w);
    if (good && take(w, '.')) {
        good = digits(w);
    }
    if (good && (take(w, 'e') || take(w, 'E'))) {
        if (!take(w, '+')) {
            take(w, '-');
        }
        good = digits(w);
    }
    *out = str_of(from, (size_t)(w->p - from));
    return good || fail(w, "a number is malformed");
}

static bool word(struct walker *w, struct garner_str *out)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < 3; i++) {
        size_t len = strlen(words[i]);
        if ((size_t)(w->end - w->p) >= len && memcmp(w->p, words[i], len) == 0) {
            *out = i == 2 ? str_of(NULL, 0) : str_of(w->p, len);
            w->p += len;
            return true;
        }
    }
    return fail(w, "a value is none");
}

/* ---- values ---- */

static bool value(struct walker *w);

/* The value of a member under its name, which is on the path for as long as the value lasts. */
static bool member(struct walker *w, struct garner_str name)
{
    size_t before = w->path.len;
    if (before) {
        buf_addc(&w->path, '.');
    }
    buf_addstr(&w->path, name);
    if (w->path.overflowed) {
        return fail(w, "a name is longer than 4096 bytes");
    }
    bool good = value(w);
    w->path.len = before;
    return good;
}

static bool object(struct walker *w)
{
    w->p++;
    skip_blanks(w);
    if (take(w, '}')) {
        return true;
    }
    do {
        struct garner_str name = {NULL, 0};
        skip_blanks(w);
        if (w->p == w->end || *w->p != '"') {
            return fail(w, "a member has no name");
        }
        if (!string(w, &name)) {
            return false;
        }
        skip_blanks(w);
        if (!take(w, ':')) {
            return fail(w, "a colon is missing");
        }
        if (!member(w, name)) {
            return false;
        }
        skip_blanks(w);
    } while (take(w, ','));
    return take(w, '}') || fail(w, "an object is not closed");
}

static bool array(struct walker *w)
{
    w->p++;
    skip_blanks(w);
    if (take(w, ']')) {
        return true;
    }
    unsigned index = 0;
    do {
        char name[16];
        int len = snprintf(name, sizeof name, "%u", index++);
        if (!member(w, str_of(name, (size_t)len))) {
            return false;
        }
        skip_blanks(w);
    } while (take(w, ','));
    return take(w, ']') || fail(w, "an array is not closed");
}

static bool nested(struct walker *w, bool (*read)(struct walker *))
{
    if (w->depth == JSON_DEPTH_MAX) {
        return fail(w, "values are nested deeper than 128");
    }
    w->depth++;
    bool good = read(w);
    w->depth--;
    return good;
}

static bool value(struct walker *w)
{
    skip_blanks(w);
    char c = w->p < w->end ? *w->p : '\0';
    if (c == '{' || c == '[') {
        return nested(w, c == '{' ? object : array);
    }
    struct garner_str text;
    bool good = c == '"' ? string(w, &text) : (c == '-' || (c >= '0' && c <= '9')) ? number(w, &text) : word(w, &text);
    if (!good) {
        return false;
    }
    const char *fault = w->walk->leaf(w->walk->context, buf_str(&w->path), text);
    return fault ? fail(w, fault) : true;
}

const char *json_walk(const struct json_walk *walk, struct garner_str text)
{
    struct walker w = {.walk = walk, .p = text.ptr, .end = str_end(text)};
    buf_init(&w.path, JSON_PATH_MAX);
    skip_blanks(&w);
    if (w.p == w.end || *w.p != '{') {
        fail(&w, "is not an object");
    } else if (value(&w)) {
        skip_blanks(&w);
        if (w.p != w.end) {
            fail(&w, "something follows the value");
        }
    }
    buf_release(&w.path);
    return w.fault;
}
