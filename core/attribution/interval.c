/* interval.c - how sure a count or a share is. Called by reports for the interval of a cost per customer, a conversion
 * rate, and for ranking two campaigns. Nothing here is drawn at random: the same counts give the same numbers. */
#include "core/attribution/interval.h"

#include "core/attribution/special.h"
#include <math.h>

/* Half of what a level leaves out, or NaN for what is not a level. */
static double tail_of(double level)
{
    return level > 0 && level < 1 ? (1 - level) / 2 : NAN;
}

static double poisson_end(double n, double shape, bool upper, double level)
{
    double tail = tail_of(level);
    if (isnan(tail) || !(n >= 0) || isinf(n)) {
        return NAN;
    }
    return shape > 0 ? special_gamma_quantile(tail, upper, shape) : 0;
}

double interval_poisson_low(double n, double level)
{
    return poisson_end(n, n, false, level);
}

double interval_poisson_high(double n, double level)
{
    return poisson_end(n, n + 1, true, level);
}

/* Of the two ends, roots of one quadratic, each is computed as the one without cancellation: the lower as
 * k² ÷ (n · larger root), the upper as what the lower end of the failures leaves. */
double interval_wilson_low(double k, double n, double level)
{
    double tail = tail_of(level);
    if (isnan(tail) || !(n > 0 && k >= 0 && k <= n) || isinf(n)) {
        return NAN;
    }
    double z = special_normal_quantile(tail);
    double larger = k + z * z / 2 + z * sqrt(k / n * (n - k) + z * z / 4);
    return k / n * k / larger;
}

double interval_wilson_high(double k, double n, double level)
{
    return 1 - interval_wilson_low(n - k, n, level);
}

/* With λ ~ Γ(n + ½, 1) for each, λ_b ÷ (λ_a + λ_b) is beta distributed, and A is cheaper where that share is below
 * cost_b ÷ (cost_a + cost_b). */
double interval_cheaper(double cost_a, double n_a, double cost_b, double n_b)
{
    if (!(n_a >= 0 && n_b >= 0 && cost_a >= 0 && cost_b >= 0) || isinf(n_a + n_b) || isinf(cost_a + cost_b)) {
        return NAN;
    }
    double cost = cost_a + cost_b;
    if (!(cost > 0)) {
        return 0.5;
    }
    return special_beta(cost_b / cost, cost_a / cost, n_b + 0.5, n_a + 0.5);
}
