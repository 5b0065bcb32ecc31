/* special.c - the pieces that the gamma and beta functions share, and the normal quantile. Called by gamma.c, beta.c
 * and interval.c. Densities are built as Loader (2000) does, Stirling's error and deviance apart: x^a·e^−x ÷ Γ(a+1) by
 * logarithms alone would lose six digits at a = 10⁶. */
#include "core/attribution/special.h"

#include <math.h>

/* From 16 on the first term left out, a⁻¹³/156, is below 10⁻¹⁷. */
static double stirling_series(double a)
{
    static const double terms[] = {1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360};
    double square = a * a, sum = 0;
    for (int i = (int)(sizeof terms / sizeof *terms) - 1; i >= 0; i--) {
        sum = sum / square + terms[i];
    }
    return sum / a;
}

/* Small a climb to the series: the error falls by (a + ½)·ln(1 + 1/a) − 1 from a to a + 1. lgamma would cost a digit.
 */
double special_stirling_error(double a)
{
    double steps = 0;
    for (; a < 16; a++) {
        steps += (a + 0.5) * log1p(1 / a) - 1;
    }
    return steps + stirling_series(a);
}

double special_deviance(double a, double x)
{
    double v = (x - a) / (x + a);
    if (fabs(v) > 0.1) {
        return a * log(a / x) + x - a;
    }
    /* ln(x/a) = 2·artanh(v), whose first term cancels against x − a by hand. */
    double sum = (x - a) * v, power = 2 * a * v;
    for (int k = 3;; k += 2) {
        power *= v * v;
        double next = sum - power / k;
        if (next == sum) {
            return sum;
        }
        sum = next;
    }
}

/* Newton on the logarithm of the tail, which is concave: the start lies beyond the root, since the tail is at most
 * exp(−z²/2)/2, and from there no step passes it. The error left is about the square of the last step. */
double special_normal_quantile(double tail)
{
    double z = sqrt(fmax(-2 * log(2 * tail), 0));
    for (int i = 0; i < 100; i++) {
        double here = erfc(z * M_SQRT1_2) / 2;
        double density = exp(-z * z / 2) / sqrt(2 * M_PI);
        double step = log(here / tail) * here / density;
        z += step;
        if (fabs(step) <= 1e-9) {
            break;
        }
    }
    return z;
}
