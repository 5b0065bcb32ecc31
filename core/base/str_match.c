/* str_match.c - how names are compared loosely: folding, globs, "did you mean". Called by configuration, campaign
 * matching and the command line; knows nothing of campaigns. */
#include "core/base/buf.h"
#include "core/base/error.h"
#include "core/base/str.h"
#include "core/base/utf8.h"

/* One character and what it takes; a byte that is no UTF-8 stands for itself, out of the way of real characters. */
static size_t take(const char *p, const char *end, uint32_t *code)
{
    size_t n = utf8_decode(p, end, code);
    if (n) {
        return n;
    }
    *code = 0x110000u + (unsigned char)*p;
    return 1;
}

/* ---- folding ---- */

static bool separates(uint32_t code)
{
    return code == ' ' || (code >= '\t' && code <= '\r') || code == '_' || code == '-' || code == 0xA0 ||
           (code >= 0x2000 && code <= 0x200A) || code == 0x202F || code == 0x205F || code == 0x3000 || code == 0xFEFF;
}

void str_fold(struct buf *out, struct garner_str s)
{
    const char *p = s.ptr, *end = str_end(s);
    bool pending = false, begun = false;
    while (p < end) {
        uint32_t code = 0;
        char bytes[4];
        size_t n = take(p, end, &code);
        if (separates(code)) {
            pending = begun;
            p += n;
            continue;
        }
        if (pending) {
            buf_addc(out, ' ');
        }
        if (code >= 0x110000u) {
            buf_addc(out, *p);
        } else {
            buf_add(out, bytes, utf8_encode(utf8_lower(code), bytes));
        }
        pending = false;
        begun = true;
        p += n;
    }
}

/* ---- globs ---- */

/* One item of a set, with \ before a character that is to be taken literally. */
static const char *set_item(const char *p, const char *end, uint32_t *code)
{
    p += *p == '\\' && end - p > 1;
    p += take(p, end, code);
    *code = utf8_lower(*code);
    return p;
}

/* The set at p, just behind its `[`. Returns what follows its `]` and whether code is in it, or NULL where no `]` is.
 */
static const char *set_match(const char *p, const char *end, uint32_t code, bool *matches)
{
    bool negated = p < end && (*p == '!' || *p == '^'), found = false;
    p += negated;
    for (bool first = true; p < end && (first || *p != ']'); first = false) {
        uint32_t low = 0, high = 0;
        p = set_item(p, end, &low);
        high = low;
        if (end - p > 1 && p[0] == '-' && p[1] != ']') {
            p = set_item(p + 1, end, &high);
        }
        found = found || (code >= low && code <= high);
    }
    *matches = found != negated;
    return p < end ? p + 1 : NULL;
}

/* Matches one character against the pattern's next; returns the rest of the pattern, or NULL. Not for `*`. */
static const char *glob_one(const char *p, const char *end, uint32_t code)
{
    uint32_t wanted = 0;
    if (*p == '?') {
        return p + 1;
    }
    if (*p == '[') {
        bool matches = false;
        const char *after = set_match(p + 1, end, code, &matches);
        if (after) {
            return matches ? after : NULL;
        }
    }
    p = set_item(p, end, &wanted);
    return wanted == code ? p : NULL;
}

/* Only the last `*` is ever gone back to: an earlier one cannot gain by taking more. So the time is at most pattern ×
 * text. */
bool str_glob(const char *pattern, struct garner_str s)
{
    const char *p = pattern, *pattern_end = pattern + strlen(pattern), *star = NULL;
    const char *t = s.ptr, *end = str_end(s), *retry = NULL;
    while (t < end) {
        if (p < pattern_end && *p == '*') {
            star = ++p;
            retry = t;
            continue;
        }
        uint32_t code = 0;
        size_t n = take(t, end, &code);
        const char *after = p < pattern_end ? glob_one(p, pattern_end, utf8_lower(code)) : NULL;
        if (after) {
            p = after;
            t += n;
        } else if (star) {
            retry += take(retry, end, &code);
            t = retry;
            p = star;
        } else {
            return false;
        }
    }
    while (p < pattern_end && *p == '*') {
        p++;
    }
    return p == pattern_end;
}

/* ---- did you mean ---- */

enum { WORD_MAX_LEN = 64 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static char ascii_lower(char c)
{
    return (unsigned char)c < 0x80 ? (char)utf8_lower((unsigned char)c) : c;
}

/* Insertions, deletions, replacements and swaps of neighbours between a and b, each of at most WORD_MAX_LEN bytes. */
static size_t edits(struct garner_str a, struct garner_str b)
{
    size_t rows[3][WORD_MAX_LEN + 1];
    size_t *before = rows[0], *last = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.len; j++) {
        last[j] = before[j] = j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            char x = ascii_lower(a.ptr[i - 1]), y = ascii_lower(b.ptr[j - 1]);
            row[j] = least(least(last[j], row[j - 1]) + 1, last[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == ascii_lower(b.ptr[j - 2]) && y == ascii_lower(a.ptr[i - 2])) {
                row[j] = least(row[j], before[j - 2] + 1);
            }
        }
        size_t *spare = before;
        before = last;
        last = row;
        row = spare;
    }
    return last[b.len];
}

const char *str_closest(struct garner_str word, const char *const *candidates)
{
    const char *best = NULL;
    size_t limit = word.len < 6 ? 1 : word.len / 3;
    if (word.len == 0 || word.len > WORD_MAX_LEN) {
        return NULL;
    }
    for (; *candidates; candidates++) {
        struct garner_str candidate = str_of(*candidates, strnlen(*candidates, WORD_MAX_LEN + 1));
        if (candidate.len > WORD_MAX_LEN) {
            continue;
        }
        size_t distance = edits(word, candidate);
        /* Nothing in common is no likeness, however short the words are. */
        bool alike = distance < word.len || distance < candidate.len;
        if (alike && distance <= limit && (!best || distance < limit)) {
            best = *candidates;
            limit = distance;
        }
    }
    return best;
}
