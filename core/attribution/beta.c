/* beta.c - the regularised incomplete beta function. Called for the odds of one cost per customer against another. */
#include "core/attribution/interval.h"
#include "core/attribution/special.h"

#include <float.h>
#include <math.h>

/* The k-th numerator of the continued fraction 1/(1 + d₁/(1 + d₂/(1 + …))). */
static double numerator(double k, double x, double a, double b)
{
    double m = floor(k / 2);
    double scale = x / ((a + k - 1) * (a + k));
    return 2 * m < k ? -(a + m) * (a + b + m) * scale : m * (b - m) * scale;
}

/* From the front (Lentz); for x below the mean it takes about 10·∛(a+b) steps, and the bound is never met. */
static double fraction(double x, double a, double b)
{
    double c = 1, d = 0, value = 1;
    double most = 1000 + 20 * sqrt(a + b);
    for (double k = 1; k < most; k++) {
        double n = numerator(k, x, a, b);
        d = 1 / (1 + n * d);
        c = 1 + n / c;
        value *= c * d;
        if (fabs(c * d - 1) <= DBL_EPSILON) {
            break;
        }
    }
    return 1 / value;
}

/* For x up to about the mean a/(a+b). */
static double lower_side(double x, double y, double a, double b)
{
    double n = a + b;
    double exponent = special_stirling_error(n) - special_stirling_error(a) - special_stirling_error(b) -
                      special_deviance(a, n * x) - special_deviance(b, n * y);
    return b / n * sqrt(n / (2 * M_PI * a * b)) * exp(exponent) * fraction(x, a, b);
}

double special_beta(double x, double y, double a, double b)
{
    if (x <= 0 || y <= 0) {
        return x > 0;
    }
    double value = x * (a + b + 2) > a + 1 ? 1 - lower_side(y, x, b, a) : lower_side(x, y, a, b);
    return fmin(fmax(value, 0), 1);
}

double interval_beta(double x, double a, double b)
{
    if (!(a > 0 && b > 0) || isinf(a + b) || isnan(x)) {
        return NAN;
    }
    return special_beta(x, 1 - x, a, b);
}
