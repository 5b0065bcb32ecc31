/* str.h - slices of text (struct garner_str, include/garner/records.h): compare, trim, fold, suggest. */
#ifndef GARNER_BASE_STR_H
#define GARNER_BASE_STR_H

#include <garner/plugin.h>

#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).len, (s).ptr ? (s).ptr : ""

static inline struct garner_str str_of(const char *ptr, size_t len)
{
    struct garner_str s = {ptr, len};
    return s;
}
/* Equal to a NUL-terminated text; without regard to ASCII case. */
bool str_is(struct garner_str s, const char *text);
bool str_is_nocase(struct garner_str s, const char *text);
bool str_starts(struct garner_str s, const char *prefix);
bool str_ends(struct garner_str s, const char *suffix);
int str_compare(struct garner_str a, struct garner_str b); /* bytewise; shorter first */

/* Without ASCII blanks, NBSP and BOM at both ends. */
struct garner_str str_trim(struct garner_str s);

/* Appends the folded form of a name to out: lower case (ASCII, Latin, Greek, Cyrillic), runs of blanks, `_` and `-` as
 * one space, trimmed. What campaign names are compared by. */
struct buf;
void str_fold(struct buf *out, struct garner_str s);

/* Appends text percent-encoded: all but letters, digits and - . _ ~ (RFC 3986, 2.3). */
void str_percent(struct buf *out, struct garner_str s);

/* Valid UTF-8 without NUL and other C0/C1 controls except tab and the ends of lines, \n and \r. */
bool str_is_text(struct garner_str s);
bool str_is_utf8(struct garner_str s);

/* fnmatch-like glob with * ? [set], case-insensitive after folding neither side. */
bool str_glob(const char *pattern, struct garner_str s);

/* The candidate (NULL-terminated list) nearest to word within a third of its length in edits, else NULL: for "did you
 * mean". */
const char *str_closest(struct garner_str word, const char *const *candidates);

/* Whole text as a decimal integer; false where it is not one or does not fit. */
bool str_integer(struct garner_str s, int64_t *out);

#endif
