/* value_text.c - blanks and quotes, for the readers of values. Knows nothing of what the values are. */
#include "core/schema/value_text.h"
#include "core/base/str.h"
#include "core/base/utf8.h"

static bool printable(uint32_t code)
{
    return code >= 0x20 && !(code >= 0x7F && code < 0xA0);
}

char *value_quote(struct garner_str text, char out[VALUE_QUOTE_SIZE])
{
    size_t n = 0;
    out[n++] = '"';
    for (const char *at = text.ptr, *end = str_end(text); at < end;) {
        uint32_t code = 0;
        size_t len = utf8_decode(at, end, &code);
        bool shown = len && printable(code);
        size_t width = shown ? len : 1;
        if (n + width > VALUE_QUOTE_MAX + 1) {
            memcpy(out + n, "…", 3);
            n += 3;
            break;
        }
        memcpy(out + n, shown ? at : "?", width);
        n += width;
        at += len ? len : 1;
    }
    out[n++] = '"';
    out[n] = '\0';
    return out;
}

size_t value_blank(const char *at, const char *end)
{
    if (at == end) {
        return 0;
    }
    if (*at == ' ' || (*at >= '\t' && *at <= '\r')) {
        return 1;
    }
    if (end - at >= 2 && memcmp(at, "\xC2\xA0", 2) == 0) {
        return 2;
    }
    if (end - at >= 3 && memcmp(at, "\xE2\x80", 2) == 0) {
        return at[2] == '\x87' || at[2] == '\x89' || at[2] == '\xAF' ? 3 : 0;
    }
    return 0;
}

static size_t blank_before(const char *start, const char *end)
{
    for (size_t len = 1; len <= 3 && len <= (size_t)(end - start); len++) {
        if (value_blank(end - len, end) == len) {
            return len;
        }
    }
    return 0;
}

struct garner_str value_trim(struct garner_str text)
{
    if (!text.ptr) {
        return text;
    }
    const char *start = text.ptr, *end = text.ptr + text.len;
    size_t len;
    while ((len = value_blank(start, end)) > 0) {
        start += len;
    }
    while ((len = blank_before(start, end)) > 0) {
        end -= len;
    }
    return str_of(start, (size_t)(end - start));
}
