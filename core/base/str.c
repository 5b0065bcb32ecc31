/* str.c - comparing, trimming and checking slices of text. Called from every floor; knows nothing of what they mean. */
#include "core/base/str.h"
#include "core/base/buf.h"
#include "core/base/error.h"
#include "core/base/utf8.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool str_is(struct garner_str s, const char *text)
{
    return garner_same(s, str_of(text, strlen(text)));
}

bool str_is_nocase(struct garner_str s, const char *text)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!text[i] || lower(s.ptr[i]) != lower(text[i])) {
            return false;
        }
    }
    return !text[s.len];
}

bool str_starts(struct garner_str s, const char *prefix)
{
    size_t len = strlen(prefix);
    return s.len >= len && (len == 0 || memcmp(s.ptr, prefix, len) == 0);
}

bool str_ends(struct garner_str s, const char *suffix)
{
    size_t len = strlen(suffix);
    return s.len >= len && (len == 0 || memcmp(s.ptr + s.len - len, suffix, len) == 0);
}

int str_compare(struct garner_str a, struct garner_str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared ? memcmp(a.ptr, b.ptr, shared) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static bool blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* NBSP and BOM. */
static const char *const INVISIBLE[] = {"\xC2\xA0", "\xEF\xBB\xBF"};

static size_t blank_at_start(struct garner_str s)
{
    for (size_t i = 0; i < 2; i++) {
        if (str_starts(s, INVISIBLE[i])) {
            return strlen(INVISIBLE[i]);
        }
    }
    return s.len && blank(s.ptr[0]);
}

static size_t blank_at_end(struct garner_str s)
{
    for (size_t i = 0; i < 2; i++) {
        if (str_ends(s, INVISIBLE[i])) {
            return strlen(INVISIBLE[i]);
        }
    }
    return s.len && blank(s.ptr[s.len - 1]);
}

struct garner_str str_trim(struct garner_str s)
{
    for (size_t n = blank_at_start(s); n; n = blank_at_start(s)) {
        s = str_of(s.ptr + n, s.len - n);
    }
    for (size_t n = blank_at_end(s); n; n = blank_at_end(s)) {
        s.len -= n;
    }
    return s;
}

bool str_integer(struct garner_str s, int64_t *out)
{
    size_t i = s.len && (s.ptr[0] == '-' || s.ptr[0] == '+');
    bool negative = i && s.ptr[0] == '-';
    int64_t n = 0;
    if (i == s.len) {
        return false;
    }
    for (; i < s.len; i++) {
        int digit = s.ptr[i] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(n, 10, &n) ||
            __builtin_add_overflow(n, negative ? -digit : digit, &n)) {
            return false;
        }
    }
    *out = n;
    return true;
}

/* ---- is it text ---- */

#define EACH_BYTE(b) (UINT64_C(0x0101010101010101) * (b))

/* Which byte in memory is the first with its top bit set; a borrow can only mark bytes after that one wrongly. */
static int first_marked(uint64_t marks)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return __builtin_ctzll(marks) / 8;
#else
    (void)marks;
    return 0; /* the caller looks at each byte */
#endif
}

/* Where the run of bytes from p that a look at eight at once finds harmless ends. plain: no controls either. */
static const char *skip_ascii(const char *p, const char *end, bool plain)
{
    for (; end - p >= 8; p += 8) {
        uint64_t w = 0;
        memcpy(&w, p, 8);
        uint64_t bad = w;
        if (plain) {
            uint64_t del = w ^ EACH_BYTE(0x7F);
            bad |= (w - EACH_BYTE(0x20)) | ((del - EACH_BYTE(1)) & ~del);
        }
        if (bad & EACH_BYTE(0x80)) {
            return p + first_marked(bad & EACH_BYTE(0x80));
        }
    }
    return p;
}

bool str_is_utf8(struct garner_str s)
{
    const char *p = s.ptr, *end = str_end(s);
    uint32_t code = 0;
    for (size_t n = 0; p < end; p += n) {
        p = skip_ascii(p, end, false);
        n = p < end ? utf8_decode(p, end, &code) : 0;
        if (p < end && !n) {
            return false;
        }
    }
    return true;
}

static bool is_control(uint32_t code)
{
    return (code < 0x20 && code != '\t' && code != '\n' && code != '\r') || (code >= 0x7F && code <= 0x9F);
}

bool str_is_text(struct garner_str s)
{
    const char *p = s.ptr, *end = str_end(s);
    uint32_t code = 0;
    for (size_t n = 0; p < end; p += n) {
        p = skip_ascii(p, end, true);
        n = p < end ? utf8_decode(p, end, &code) : 0;
        if (p < end && (!n || is_control(code))) {
            return false;
        }
    }
    return true;
}

void str_percent(struct buf *out, struct garner_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c && strchr("-._~", c));
        if (plain) {
            buf_addc(out, (char)c);
        } else {
            buf_addf(out, "%%%02X", c);
        }
    }
}
