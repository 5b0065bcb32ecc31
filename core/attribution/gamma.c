/* gamma.c - the regularised incomplete gamma function and its inverse. Called by the Poisson interval. */
#include "core/attribution/interval.h"
#include "core/attribution/special.h"

#include <float.h>
#include <math.h>

/* Both tails at x, and how fast they move: slope = dP/d(ln x). */
struct tails {
    double lower, upper, slope;
};

/* P(a, x) ÷ (x^a·e^−x/Γ(a+1)) = 1 + x/(a+1) + x²/((a+1)(a+2)) + … */
static double series(double a, double x)
{
    double term = 1, sum = 1;
    for (double k = 1; term > sum * (DBL_EPSILON / 4); k++) {
        term *= x / (a + k);
        sum += term;
    }
    return sum;
}

/* Q(a, x) ÷ (x^a·e^−x/Γ(a)) = 1/(x+1−a − 1·(1−a)/(x+3−a − 2·(2−a)/(x+5−a − …))), from the front (Lentz). Where x
 * is near a it takes about 9·∛a steps, beyond far fewer; the bound is never met. */
static double fraction(double a, double x)
{
    double b = x + 1 - a, c = 1 / DBL_MIN, d = 1 / b, value = d;
    double most = 1000 + 20 * sqrt(a);
    for (double k = 1; k < most; k++) {
        double numerator = k * (a - k);
        b += 2;
        d = 1 / (numerator * d + b);
        c = b + numerator / c;
        double change = c * d;
        value *= change;
        if (fabs(change - 1) <= DBL_EPSILON) {
            break;
        }
    }
    return value;
}

/* Each side is computed where it is not close to 1. */
static struct tails tails_at(double a, double x)
{
    double density = exp(-special_stirling_error(a) - special_deviance(a, x)) / sqrt(2 * M_PI * a);
    struct tails t = {.slope = a * density};
    if (x < fmax(a, 0.5)) {
        t.lower = fmin(density * series(a, x), 1);
        t.upper = 1 - t.lower;
    } else {
        t.upper = fmin(t.slope * fraction(a, x), 1);
        t.lower = 1 - t.upper;
    }
    return t;
}

double interval_gamma_p(double a, double x)
{
    if (!(a > 0) || isinf(a) || isnan(x)) {
        return NAN;
    }
    if (x <= 0 || isinf(x)) {
        return x > 0;
    }
    return tails_at(a, x).lower;
}

/* Wilson and Hilferty's cube of a normal, or, where that is too low, the first term of the series alone, which is exact
 * for small x and never too high. */
static double guess(double tail, bool upper, double a)
{
    double z = tail <= 0.5 ? special_normal_quantile(tail) : -special_normal_quantile(1 - tail);
    double root = 1 - 1 / (9 * a) + (upper ? z : -z) / (3 * sqrt(a));
    double lower = upper ? log1p(-tail) : log(tail);
    int sign;
    double first_term = exp((lower + lgamma_r(a + 1, &sign)) / a);
    return fmax(a * root * root * root, first_term);
}

/* Newton for ln P or ln Q over ln x. Both are concave there, so that it settles from any start; the bracket guards
 * against steps out of the range of numbers. Convergence is quadratic: after a step of 1e-10 nothing is left to gain.
 */
double special_gamma_quantile(double tail, bool upper, double a)
{
    double low = 0, high = INFINITY, x = guess(tail, upper, a);
    for (int i = 0; i < 200 && x >= DBL_MIN; i++) {
        struct tails t = tails_at(a, x);
        double here = upper ? t.upper : t.lower;
        double step = log(here / tail) * here / t.slope * (upper ? 1 : -1);
        double next = x * exp(step);
        if (fabs(step) <= 1e-10) {
            return next;
        }
        if ((here < tail) == upper) {
            high = x;
        } else {
            low = x;
        }
        if (!(next >= low && next <= high)) {
            next = isinf(high) ? 2 * x : low + (high - low) / 2;
        }
        x = next;
    }
    return x;
}

double interval_gamma_quantile(double p, double a)
{
    if (!(p >= 0 && p <= 1 && a > 0) || isinf(a)) {
        return NAN;
    }
    if (p <= 0 || p >= 1) {
        return p > 0 ? INFINITY : 0;
    }
    return p <= 0.5 ? special_gamma_quantile(p, false, a) : special_gamma_quantile(1 - p, true, a);
}
