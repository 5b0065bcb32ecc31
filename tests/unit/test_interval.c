/* test_interval.c - intervals and odds against values computed with 60 decimal digits, and against their identities. */
#include "core/attribution/interval.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* expected 0 must be met exactly. */
static void near(const char *what, size_t row, double found, double expected, double relative)
{
    if (!(fabs(found - expected) <= relative * fabs(expected))) {
        fail_msg("%s, row %zu: %.17g, expected %.17g", what, row, found, expected);
    }
}

static void poisson(void **state)
{
    (void)state;
    static const struct {
        double n, level, low, high;
    } rows[] = {
        {0, 0.95, 0, 3.6888794541139354},
        {0, 0.9, 0, 2.9957322735539913},
        {0.25, 0.95, 2.6366012956300058e-07, 4.1961476334564818},
        {0.5, 0.95, 0.00049103455858762884, 4.6742018022480734},
        {1, 0.95, 0.025317807984289897, 5.5716433909388972},
        {1, 0.99, 0.0050125418235442863, 7.4301295002801213},
        {2.5, 0.95, 0.41560580674333136, 8.0063821373146613},
        {3, 0.95, 0.61867212289560147, 8.7672730697423251},
        {3, 0.5, 1.7272994178605194, 5.1094274851233799},
        {8, 0.95, 3.4538321767485018, 15.763189220193313},
        {14.75, 0.95, 8.2091876138097142, 24.428331808949782},
        {15.5, 0.9, 9.6402842795646446, 23.69994195954046},
        {25, 0.99, 13.995374433186667, 41.000412851387679},
        {100, 0.95, 81.363991250923149, 121.62679379242638},
        {1000.3, 0.95, 939.26372138480087, 1064.261428434877},
        {10000, 0.95, 9804.9524672601838, 10197.951624661473},
        {123456.75, 0.99, 122553.57435610157, 124364.68590384508},
        {1000000, 0.95, 998040.98334029387, 1001961.9119454322},
        {1000000, 0.5, 999325.32868458715, 1000675.3082769698},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        near("low", i, interval_poisson_low(rows[i].n, rows[i].level), rows[i].low, 1e-14);
        near("high", i, interval_poisson_high(rows[i].n, rows[i].level), rows[i].high, 1e-14);
    }
}

/* The three examples of the interval of a cost per customer, in whole units of money. */
static void cost_per_customer(void **state)
{
    (void)state;
    assert_true(round(3000 / interval_poisson_high(3, 0.95)) == 342);
    assert_true(round(3000 / interval_poisson_low(3, 0.95)) == 4849);
    assert_true(round(8000 / interval_poisson_high(8, 0.95)) == 508);
    assert_true(round(8000 / interval_poisson_low(8, 0.95)) == 2316);
    assert_true(round(2000 / interval_poisson_high(0, 0.95)) == 542);
    assert_true(interval_poisson_low(0, 0.95) == 0);
}

/* Continued to fractional counts the ends only ever grow, and hold the count between them. */
static void poisson_grows(void **state)
{
    (void)state;
    double low = 0, high = interval_poisson_high(0, 0.95);
    for (double n = 1.0 / 64; n < 3e6; n *= 1.0625) {
        double next_low = interval_poisson_low(n, 0.95), next_high = interval_poisson_high(n, 0.95);
        assert_true(next_low >= low && next_high > high);
        assert_true(next_low < n && n < next_high);
        low = next_low;
        high = next_high;
    }
}

static void gamma_rows(void **state)
{
    (void)state;
    static const struct {
        double a, x, p;
    } rows[] = {
        {0.5, 0.1, 0.345279153981423},
        {0.25, 3.0, 0.99498910405129171},
        {1, 1, 0.63212055882855767},
        {2.5, 2.5, 0.58411981300449212},
        {16, 15.5, 0.48298875273029179},
        {100, 140, 0.9998389428252874},
        {1e6, 1000500, 0.6915504757714972},
        {3, 0, 0},
        {3, -1, 0},
        {3, INFINITY, 1},
        {3, 1e300, 1},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        near("gamma", i, interval_gamma_p(rows[i].a, rows[i].x), rows[i].p, 2e-14);
    }
}

/* The quantile undone gives p back; what is lost is what rounding x itself costs, about √a units in the last place. */
static void gamma_round_trip(void **state)
{
    (void)state;
    static const double probabilities[] = {1e-12, 1e-6, 0.005, 0.025, 0.25, 0.5, 0.75, 0.975, 0.995, 0.999999};
    for (double a = 0.125; a < 1e8; a *= 1.5) {
        for (size_t i = 0; i < COUNT(probabilities); i++) {
            double p = probabilities[i], x = interval_gamma_quantile(p, a);
            double lost = fabs(interval_gamma_p(a, x) - p) / fmin(p, 1 - p);
            if (!(lost < 1e-14 + 4e-15 * sqrt(a))) {
                fail_msg("a %g, p %g: x %.17g is off by %g", a, p, x, lost);
            }
        }
    }
    assert_true(interval_gamma_quantile(0, 2) == 0);
    assert_true(isinf(interval_gamma_quantile(1, 2)));
    assert_true(interval_gamma_quantile(1e-300, 0.01) == 0); /* below every number there is */
}

static void wilson(void **state)
{
    (void)state;
    static const struct {
        double k, n, level, low, high;
    } rows[] = {
        {81, 263, 0.95, 0.25528851987827422, 0.36620957698280004},
        {15, 148, 0.95, 0.062386399530736283, 0.16048724172330803},
        {0, 20, 0.95, 0, 0.16112515805281932},
        {1, 29, 0.95, 0.0061132142927626618, 0.17175521879320285},
        {29, 29, 0.95, 0.88303020150025924, 1},
        {2.5, 10, 0.99, 0.058632900081050689, 0.64079414657140332},
        {1, 1000000, 0.95, 1.7652457674537152e-07, 5.6649118043114411e-06},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        near("low", i, interval_wilson_low(rows[i].k, rows[i].n, rows[i].level), rows[i].low, 1e-14);
        /* as the complement of the failures: absolute, not relative, precision */
        near("high", i, 1 + interval_wilson_high(rows[i].k, rows[i].n, rows[i].level), 1 + rows[i].high, 1e-15);
    }
}

static void beta_rows(void **state)
{
    (void)state;
    static const struct {
        double x, a, b, value;
    } rows[] = {
        {0.5, 0.5, 0.5, 0.5},
        {0.25, 2.5, 4, 0.253265380859375},
        {0.75, 8.5, 3.5, 0.59138218275760956},
        {0.0625, 0.75, 16.5, 0.75648000636128243},
        {0.9375, 30.5, 3, 0.66803377157282051},
        {0.5, 16, 16.5, 0.53539656564031934},
        {0.4375, 1000.5, 1250, 0.25020096012513104},
        {0.5, 1000000.5, 1000900.5, 0.73769421581156081},
        {0, 2, 3, 0},
        {-1, 2, 3, 0},
        {1, 2, 3, 1},
        {2, 2, 3, 1},
        {0.375, 1, 1, 0.375},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        near("beta", i, interval_beta(rows[i].x, rows[i].a, rows[i].b), rows[i].value, 1e-13);
    }
}

static void cheaper(void **state)
{
    (void)state;
    static const struct {
        double cost_a, n_a, cost_b, n_b, odds;
    } rows[] = {
        {3000, 3, 8000, 8, 0.5214288450019573},
        {1000, 3, 3000, 2, 0.95611433676310753},
        {2000, 0, 1000, 5, 0.00066031352467119911},
        {12000, 4.5, 9000, 6.25, 0.1557687367718312},
        {5000, 1000, 4700, 1000, 0.083234554011326942},
        {100, 1000000, 100.2, 1000000, 0.92114292067096359},
        {0, 3, 0, 8, 0.5},
        {0, 0, 10, 80, 1},
        {10, 80, 0, 0, 0},
        {77, 12, 77, 12, 0.5},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        double odds = interval_cheaper(rows[i].cost_a, rows[i].n_a, rows[i].cost_b, rows[i].n_b);
        double against = interval_cheaper(rows[i].cost_b, rows[i].n_b, rows[i].cost_a, rows[i].n_a);
        near("odds", i, odds, rows[i].odds, 1e-12);
        near("odds and odds against", i, odds + against, 1, 1e-15);
    }
}

/* Whoever costs more for the same customers, or brings fewer for the same cost, is less likely the cheaper one. */
static void cheaper_falls(void **state)
{
    (void)state;
    double before = 1;
    for (double cost = 100; cost < 1e5; cost *= 1.25) {
        double odds = interval_cheaper(cost, 7.5, 5000, 12);
        assert_true(odds < before);
        before = odds;
    }
    before = 1;
    for (double n = 40; n >= 0; n -= 0.5) {
        double odds = interval_cheaper(5000, n, 5000, 12);
        assert_true(odds < before);
        before = odds;
    }
}

static void out_of_range(void **state)
{
    (void)state;
    const double nans[] = {
        interval_poisson_low(-1, 0.95),     interval_poisson_high(-0.5, 0.95),
        interval_poisson_high(NAN, 0.95),   interval_poisson_high(INFINITY, .9),
        interval_poisson_low(3, 0),         interval_poisson_high(3, 1),
        interval_poisson_high(3, 95),       interval_poisson_high(3, NAN),
        interval_wilson_low(0, 0, 0.95),    interval_wilson_high(0, 0, 0.95),
        interval_wilson_low(3, 2, 0.95),    interval_wilson_high(-1, 2, 0.95),
        interval_wilson_high(1, NAN, 0.95), interval_wilson_low(1, 2, 1),
        interval_cheaper(-1, 2, 3, 4),      interval_cheaper(1, -2, 3, 4),
        interval_cheaper(1, 2, NAN, 4),     interval_cheaper(1, 2, INFINITY, 4),
        interval_gamma_quantile(-0.1, 1),   interval_gamma_quantile(0.5, 0),
        interval_gamma_quantile(NAN, 1),    interval_gamma_p(0, 1),
        interval_gamma_p(1, NAN),           interval_beta(0.5, 0, 1),
        interval_beta(0.5, 1, -1),          interval_beta(NAN, 1, 1),
    };
    for (size_t i = 0; i < COUNT(nans); i++) {
        if (!isnan(nans[i])) {
            fail_msg("row %zu: %g where there is no answer", i, nans[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(poisson),      cmocka_unit_test(cost_per_customer), cmocka_unit_test(poisson_grows),
        cmocka_unit_test(gamma_rows),   cmocka_unit_test(gamma_round_trip),  cmocka_unit_test(wilson),
        cmocka_unit_test(beta_rows),    cmocka_unit_test(cheaper),           cmocka_unit_test(cheaper_falls),
        cmocka_unit_test(out_of_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
