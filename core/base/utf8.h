/* utf8.h - one character at a time, for whoever compares, normalises or measures text. */
#ifndef GARNER_BASE_UTF8_H
#define GARNER_BASE_UTF8_H

#include <garner/records.h>

/* Where s ends; of an absent text, which has no address to add to, its NULL. */
static inline const char *str_end(struct garner_str s)
{
    return s.len ? s.ptr + s.len : s.ptr;
}

/* Length of the well-formed character at p (1 to 4) and its code point, or 0 where none is: cut off, overlong, a
 * surrogate, beyond U+10FFFF. p < end. */
size_t utf8_decode(const char *p, const char *end, uint32_t *code);
/* Writes code's 1 to 4 bytes; returns how many. */
size_t utf8_encode(uint32_t code, char out[4]);
/* Lower case of a letter: ASCII, Latin, Greek (final sigma as sigma), Cyrillic; anything else is returned as it is. */
uint32_t utf8_lower(uint32_t code);

#endif
