/* test_oracles.c - worked examples that others published: attribution by rule (V1_rule_examples) and statistics of
 * counts (V7_stats_core). Each row is computed from what its name describes and must meet the published number within
 * the row's tolerance. The files are not part of the source; they are looked for in $GARNER_SHARED/oracles, else
 * ../shared/oracles, and the tests are skipped where they are absent. */
#include "core/attribution/attribution.h"
#include "core/attribution/interval.h"

#include <float.h>
#include <garner/plugin.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define DAY INT64_C(86400000)
#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { MOST_CELLS = 8 };

/* ---- the files ---- */

static FILE *open_oracle(const char *name)
{
    const char *shared = getenv("GARNER_SHARED");
    char path[1024];
    snprintf(path, sizeof path, "%s/oracles/%s", shared ? shared : "../shared", name);
    FILE *file = fopen(path, "r");
    if (!file) {
        print_message("skipped: no %s (set GARNER_SHARED)\n", path);
    }
    return file;
}

/* Cuts a line of CSV into cells in place; these files have quoted cells with commas, and doubled quotes. */
static size_t cut(char *line, char **cells)
{
    size_t count = 0;
    bool quoted = false;
    char *to = line;
    cells[count++] = line;
    for (char *from = line; *from && *from != '\n' && *from != '\r'; from++) {
        if (*from == '"' && !(quoted && from[1] == '"')) {
            quoted = !quoted;
        } else if (*from == ',' && !quoted && count < MOST_CELLS) {
            *to++ = 0;
            cells[count++] = to;
        } else {
            from += *from == '"';
            *to++ = *from;
        }
    }
    *to = 0;
    return count;
}

/* Each row of the file to check, which says whether garner has what the row is about. */
static void each_row(const char *name, size_t width, bool (*check)(char **cells))
{
    FILE *file = open_oracle(name);
    if (!file) {
        skip();
    }
    char line[2048], *cells[MOST_CELLS];
    int checked = 0, passed_over = 0;
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file)) {
        assert_int_equal(cut(line, cells), width);
        if (check(cells)) {
            checked++;
        } else {
            print_message("not ours: %s, %s\n", cells[0], cells[1]);
            passed_over++;
        }
    }
    fclose(file);
    print_message("%s: %d rows met, %d not ours\n", name, checked, passed_over);
    assert_true(checked > 0);
}

/* What was published as exact still went through a double. */
static void meet(const char *what, const char *item, double found, const char *published, const char *tolerance)
{
    double expected = strtod(published, NULL);
    double allowed = fmax(strtod(tolerance, NULL), 4 * DBL_EPSILON * fabs(expected));
    if (!(fabs(found - expected) <= allowed)) {
        fail_msg("%s, %s: %.17g, published %s within %s", what, item, found, published, tolerance);
    }
}

/* ---- attribution by rule ---- */

/* A published journey: days[i] is touch i's age at the conversion, items[i] what the row calls it. */
struct example {
    const char *name;
    enum attribution_model model;
    double total;
    size_t count;
    int64_t days[5];
    const char *items[5];
};

#define ADOBE_ITEMS                                                                                                    \
    {                                                                                                                  \
        "paid_search", "social", "email", "display"                                                                    \
    }
#define T_ITEMS                                                                                                        \
    {                                                                                                                  \
        "T1", "T2", "T3", "T4", "T5"                                                                                   \
    }

/* Adobe's journey: paid search 9 days before the order, social 6 days, e-mail and display in the same visit. Where the
 * container is the visit, only those two are looked at. Half-lives are 7 days in all of them. */
static const struct example examples[] = {
    {"adobe_time_decay_usd50", MODEL_DECAY, 50, 4, {9, 6, 0, 0}, ADOBE_ITEMS},
    {"adobe_time_decay_pct", MODEL_DECAY, 100, 4, {9, 6, 0, 0}, ADOBE_ITEMS},
    {"adobe_linear_visitor", MODEL_LINEAR, 50, 4, {9, 6, 0, 0}, ADOBE_ITEMS},
    {"adobe_linear_visit", MODEL_LINEAR, 50, 2, {0, 0}, {"email", "display"}},
    {"adobe_first_visit", MODEL_FIRST, 50, 2, {0, 0}, {"email", "display"}},
    {"adobe_first_visitor", MODEL_FIRST, 50, 4, {9, 6, 0, 0}, ADOBE_ITEMS},
    {"adobe_U_2touch", MODEL_POSITION, 1, 2, {1, 0}, {"each", "each"}},
    {"salesforce_U", MODEL_POSITION, 100, 4, {3, 2, 1, 0}, {"Email", "Meta Ads", "LinkedIn Ads", "Google Ads"}},
    {"stementorai_time_decay", MODEL_DECAY, 1, 4, {28, 21, 14, 7}, {"touch1", "touch2", "touch3", "touch4"}},
    {"marketingskills_time_decay", MODEL_DECAY, 12000, 5, {38, 33, 26, 8, 0}, T_ITEMS},
    {"marketingskills_U", MODEL_POSITION, 12000, 5, {38, 33, 26, 8, 0}, T_ITEMS},
    {"ignyteiq_time_decay_pct", MODEL_DECAY, 100, 4, {28, 14, 7, 0}, {"28d", "14d", "7d", "0d"}},
};

static void weigh(enum attribution_model model, const int64_t *days, size_t count, int64_t *weights)
{
    struct journey_touch touches[5];
    int64_t conversion = 20000 * DAY;
    for (size_t i = 0; i < count; i++) {
        touches[i] = (struct journey_touch){.at_ms = conversion - days[i] * DAY};
    }
    struct journey journey = {touches, count, conversion, JOURNEY_NONE, JOURNEY_NONE};
    attribution_weights(model, &journey, &(struct attribution_options){7 * DAY}, weights);
}

/* Money goes through the split, as it does when garner credits it. */
static void check_example(const struct example *example, char **cells)
{
    int64_t weights[5], parts[5];
    bool found = false;
    weigh(example->model, example->days, example->count, weights);
    attribution_split((int64_t)(example->total * 1e12), weights, example->count, parts);
    for (size_t i = 0; i < example->count; i++) {
        if (strcmp(example->items[i], cells[1]) == 0) {
            found = true;
            meet(cells[0], cells[1], (double)parts[i] / 1e12, cells[3], cells[5]);
            meet(cells[0], cells[1], (double)parts[i] / 1e12, cells[2], "1e-11");
        }
    }
    if (!found) {
        fail_msg("%s: no touch %s", cells[0], cells[1]);
    }
}

/* "gap6d": the weight 6 days before the conversion in terms of one at the conversion. */
static void check_gap(char **cells)
{
    int64_t weights[2];
    int64_t days[] = {strtol(cells[1] + strlen("gap"), NULL, 10), 0};
    weigh(MODEL_DECAY, days, 2, weights);
    meet(cells[0], cells[1], (double)weights[0] / (double)weights[1], cells[3], cells[5]);
}

/* garner has no J, inverse J and participation models. */
static bool check_rule(char **cells)
{
    if (strcmp(cells[0], "adobe_weight") == 0) {
        check_gap(cells);
        return true;
    }
    for (size_t i = 0; i < COUNT(examples); i++) {
        if (strcmp(examples[i].name, cells[0]) == 0) {
            check_example(&examples[i], cells);
            return true;
        }
    }
    return false;
}

static void rules(void **state)
{
    (void)state;
    each_row("V1_rule_examples/rule_examples_usable.csv", 8, check_rule);
}

/* ---- counts ---- */

/* The rates of the example at R's poisson.test: 11 cases in 800 against 21 in 3011, ends of the interval of their
 * ratio. Given all cases, those of the first are binomial; its Clopper-Pearson ends are where a beta distribution
 * has 2.5 %. */
static double rate_ratio(bool upper)
{
    double x = 11, rest = 21, low = 0, high = 1;
    while (high - low > 1e-15) {
        double p = (low + high) / 2;
        double tail = upper ? 1 - interval_beta(p, x + 1, rest) : interval_beta(p, x, rest + 1);
        if ((tail > 0.025) == upper) {
            low = p;
        } else {
            high = p;
        }
    }
    return low / (1 - low) * 3011 / 800;
}

/* P(λ₁ > λ₂) for whole shapes, summed term by term (E. Miller, "Bayesian A/B testing"). */
static double gamma_sum(int shape1, double rate1, int shape2, double rate2)
{
    double sum = 0;
    for (int k = 0; k < shape1; k++) {
        sum += exp(k * log(rate1) + shape2 * log(rate2) - (k + shape2) * log(rate1 + rate2) + lgamma(k + shape2) -
                   lgamma(k + 1) - lgamma(shape2));
    }
    return sum;
}

/* The largest difference between that sum and I_{b2/(b1+b2)}(a2, a1)'s counterpart here. */
static double gamma_sum_difference(void)
{
    static const struct {
        int shape1;
        double rate1;
        int shape2;
        double rate2;
    } cases[] = {{1, 1, 1, 1}, {4, 30, 9, 80}, {120, 45, 101, 40}, {21, 3000, 8, 2500}};
    double worst = 0;
    for (size_t i = 0; i < COUNT(cases); i++) {
        double sum = gamma_sum(cases[i].shape1, cases[i].rate1, cases[i].shape2, cases[i].rate2);
        double x = cases[i].rate2 / (cases[i].rate1 + cases[i].rate2);
        worst = fmax(worst, fabs(sum - interval_beta(x, cases[i].shape2, cases[i].shape1)));
    }
    return worst;
}

/* P(p_b > p_a) for two betas: the integral of B's density times A's distribution. Both end flat at 0 and 1, where the
 * trapezoid rule converges faster than any power of the step. */
static double beta_against_beta(double a1, double b1, double a2, double b2)
{
    enum { STEPS = 4000 };
    double scale = lgamma(a2 + b2) - lgamma(a2) - lgamma(b2), sum = 0;
    for (int i = 1; i < STEPS; i++) {
        double x = (double)i / STEPS;
        sum += exp(scale + (a2 - 1) * log(x) + (b2 - 1) * log1p(-x)) * interval_beta(x, a1, b1);
    }
    return sum / STEPS;
}

/* The number a row's name asks for; NaN where it is none of ours. The two rows of R's example share a name, and tell
 * lower from upper by what they publish. */
static double count_row(const char *name, const char *published)
{
    double n, k, level, a1, b1, a2, b2;
    bool upper = strlen(name) > 3 && strcmp(name + strlen(name) - 3, " hi") == 0;
    if (sscanf(name, "wilson %lf/%lf", &k, &n) == 2) {
        return upper ? interval_wilson_high(k, n, 0.95) : interval_wilson_low(k, n, 0.95);
    }
    if (sscanf(name, "garwood %lf @%lf", &n, &level) == 2 || sscanf(name, "garwood k=%lf cl=%lf", &n, &level) == 2) {
        return upper ? interval_poisson_high(n, level) : interval_poisson_low(n, level);
    }
    if (sscanf(name, "garwood %lf hi", &n) == 1) {
        return interval_poisson_high(n, 0.95);
    }
    if (sscanf(name, "exact-c %lf/%lf", &k, &n) == 2) {
        return (upper ? interval_poisson_high(k, 0.95) : interval_poisson_low(k, 0.95)) / n;
    }
    if (strcmp(name, "rule of 3: 1-sided 95% hi at 0") == 0) {
        return interval_poisson_high(0, 0.9);
    }
    if (strcmp(name, "R docs poisson.test") == 0) {
        return rate_ratio(strtod(published, NULL) > 1);
    }
    if (strncmp(name, "Evan Miller gamma sum", 21) == 0) {
        return gamma_sum_difference();
    }
    if (sscanf(name, "Evan Miller beta sum vs quadrature (%lf, %lf, %lf, %lf)", &a1, &b1, &a2, &b2) == 4) {
        return beta_against_beta(a1, b1, a2, b2);
    }
    return NAN;
}

static bool check_count(char **cells)
{
    double found = count_row(cells[0], cells[2]);
    if (isnan(found)) {
        return false;
    }
    meet(cells[0], cells[6], found, cells[2], cells[4]);
    return true;
}

static void counts(void **state)
{
    (void)state;
    each_row("V7_stats_core/stats_visible.csv", 8, check_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rules), cmocka_unit_test(counts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
