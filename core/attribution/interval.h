/* interval.h - how sure a count is: exact Poisson (Garwood) and Wilson intervals, and the odds that one campaign's cost
 * per customer is lower than another's. Pure arithmetic; sources in design and tests. */
#ifndef GARNER_ATTRIBUTION_INTERVAL_H
#define GARNER_ATTRIBUTION_INTERVAL_H

/* Interval of the mean of a Poisson count n ≥ 0 (also fractional) at a confidence level such as 0.95:
 * [γ⁻¹(α/2; n), γ⁻¹(1−α/2; n+1)]; the lower end of n = 0 is 0. NaN where n or level is out of range. */
double interval_poisson_low(double n, double level);
double interval_poisson_high(double n, double level);

/* Wilson score interval of k successes in n trials; NaN where n = 0 or k is not within 0 … n. */
double interval_wilson_low(double k, double n, double level);
double interval_wilson_high(double k, double n, double level);

/* P(cost_a ÷ rate_a < cost_b ÷ rate_b) where the rates have gamma posteriors Γ(n + ½) (Jeffreys prior) of counts n_a
 * and n_b. 0.5 where both costs are 0; NaN where a cost or count is negative. */
double interval_cheaper(double cost_a, double n_a, double cost_b, double n_b);

/* The functions beneath, for tests: inverse of the regularised lower incomplete gamma (shape a > 0), and the
 * regularised incomplete beta. */
double interval_gamma_quantile(double p, double a);
double interval_gamma_p(double a, double x);
double interval_beta(double x, double a, double b);

#endif
