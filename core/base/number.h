/* number.h - exact integer arithmetic that notices overflow. */
#ifndef GARNER_BASE_NUMBER_H
#define GARNER_BASE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

__extension__ typedef __int128 int128;

/* a × b ÷ c, rounded half to even, through 128 bits; false on overflow or c = 0. */
bool number_muldiv(int64_t a, int64_t b, int64_t c, int64_t *out);
static inline bool number_add(int64_t a, int64_t b, int64_t *out)
{
    return !__builtin_add_overflow(a, b, out);
}
static inline bool number_mul(int64_t a, int64_t b, int64_t *out)
{
    return !__builtin_mul_overflow(a, b, out);
}

/* A fixed-point number (millionths) as its shortest decimal text: 1234500 → "1.2345"; at least `digits` after the point.
 * out holds 32 bytes; returns out. */
char *number_format_millionths(int64_t millionths, int digits, char out[32]);

#endif
