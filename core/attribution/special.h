/* special.h - what the intervals stand on and only they use: pieces of the gamma, beta and normal distributions that
 * keep their relative precision in the tails and for large counts. */
#ifndef GARNER_ATTRIBUTION_SPECIAL_H
#define GARNER_ATTRIBUTION_SPECIAL_H

#include <stdbool.h>

/* ln Γ(a+1) − ln(√(2πa)·(a/e)^a), a > 0: what Stirling's formula leaves out. */
double special_stirling_error(double a);

/* a·ln(a/x) + x − a ≥ 0, for a > 0 and x > 0, without cancellation where x is near a. */
double special_deviance(double a, double x);

/* The z that a standard normal exceeds with probability tail, 0 < tail ≤ 0.5. */
double special_normal_quantile(double tail);

/* The x at which P(a, x), or with upper Q(a, x) = 1 − P(a, x), is tail; 0 < tail < 1, a > 0 and finite. */
double special_gamma_quantile(double tail, bool upper, double a);

/* I_x(a, b) where x + y = 1; both are passed since the smaller one loses digits when computed from the other. */
double special_beta(double x, double y, double a, double b);

#endif
