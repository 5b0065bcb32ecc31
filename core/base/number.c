/* number.c - 128-bit scaling and fixed-point text. Called by whoever holds money or counts; knows no unit. */
#include "core/base/number.h"
#include "core/base/error.h"

bool number_muldiv(int64_t a, int64_t b, int64_t c, int64_t *out)
{
    if (c == 0) {
        return false;
    }
    int128 product = (int128)a * b, quotient = product / c, rest = product % c;
    int128 twice = rest < 0 ? -2 * rest : 2 * rest, divisor = c < 0 ? -(int128)c : c;
    if (twice > divisor || (twice == divisor && quotient % 2 != 0)) {
        quotient += (product < 0) == (c < 0) ? 1 : -1;
    }
    if (quotient > INT64_MAX || quotient < INT64_MIN) {
        return false;
    }
    *out = (int64_t)quotient;
    return true;
}

char *number_format_millionths(int64_t millionths, int digits, char out[32])
{
    uint64_t size = millionths < 0 ? 0 - (uint64_t)millionths : (uint64_t)millionths;
    int len = snprintf(out, 32, "%s%llu.%06llu", millionths < 0 ? "-" : "", (unsigned long long)(size / 1000000),
                       (unsigned long long)(size % 1000000));
    for (int kept = 6; kept > 0 && kept > digits && out[len - 1] == '0'; kept--) {
        out[--len] = '\0';
    }
    if (out[len - 1] == '.') {
        out[len - 1] = '\0';
    }
    return out;
}
