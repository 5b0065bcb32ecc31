/* value_text.h - what the readers of values (value_*.c) share: blanks of all kinds, and quotes of text for messages.
 * Private to them. */
#ifndef GARNER_SCHEMA_VALUE_TEXT_H
#define GARNER_SCHEMA_VALUE_TEXT_H

#include "core/base/error.h"

/* 60 bytes of text, two quotation marks, an ellipsis and the NUL. */
enum { VALUE_QUOTE_MAX = 60, VALUE_QUOTE_SIZE = VALUE_QUOTE_MAX + 6 };

/* The text in quotation marks, cut at 60 bytes between characters; control characters and broken UTF-8 become `?`.
 * Returns out. */
char *value_quote(struct garner_str text, char out[VALUE_QUOTE_SIZE]);

/* Bytes of the blank that begins at `at`: space, tab, line ends and the spaces that printed numbers and times carry
 * (NBSP, figure, thin and narrow no-break space); 0 where there is none. */
size_t value_blank(const char *at, const char *end);
/* Without such blanks at both ends. */
struct garner_str value_trim(struct garner_str text);

static inline bool value_is_digit(char c)
{
    return (unsigned char)(c - '0') <= 9;
}
static inline bool value_is_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

#endif
