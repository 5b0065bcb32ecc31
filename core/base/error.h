/* error.h - how a failure travels: a code that says what to do, one line that says what happened.
 *
 * Codes are enum garner_code (include/garner/plugin.h). A function that can fail returns 0 or a code and fills the
 * caller's struct error; callers pass a lower message up untouched, at most prefixed with where it happened. */
#ifndef GARNER_BASE_ERROR_H
#define GARNER_BASE_ERROR_H

#include <garner/plugin.h>
#include "core/base/banned.h"
#include <stdarg.h>

enum { ERROR_MESSAGE_MAX = 2048 };

/* A code of the host's own beside the plugin's: somebody else holds the store or the source; try again when they are
 * done. */
enum { ERROR_LOCKED = -20 };

struct error {
    int code; /* enum garner_code; 0 = none */
    char message[ERROR_MESSAGE_MAX];
    int64_t wait_ms; /* how long the source said to wait (GARNER_E_LIMITED); 0 = it did not say */
};

/* Sets code and message (cut at ERROR_MESSAGE_MAX); returns code. error may be NULL. */
int error_set(struct error *error, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));
int error_setv(struct error *error, int code, const char *format, va_list arguments) __attribute__((format(printf, 3, 0)));

/* Puts "where: " before the message that is there; returns its code. */
int error_prefix(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

void error_clear(struct error *error);

/* "configuration", "credentials", "temporary", … and what to do about it, for people. Static text. */
const char *error_class(int code);
const char *error_advice(int code);

#endif
