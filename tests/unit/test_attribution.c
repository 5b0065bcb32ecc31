/* test_attribution.c - the rule models, the split and the lump, against weights worked out with exact fractions. */
#include "core/attribution/attribution.h"

#include <garner/plugin.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define ONE ATTRIBUTION_ONE
#define DAY INT64_C(86400000)
#define NONE JOURNEY_NONE
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A fixed sequence of numbers that look random (xorshift64*). */
static uint64_t scramble(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

static int64_t total_of(const int64_t *parts, size_t count)
{
    int64_t total = 0;
    for (size_t i = 0; i < count; i++) {
        total += parts[i];
    }
    return total;
}

static void check_parts(const char *what, const int64_t *found, const int64_t *expected, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (found[i] != expected[i]) {
            fail_msg("%s, part %zu: %lld, expected %lld", what, i, (long long)found[i], (long long)expected[i]);
        }
    }
}

static void names(void **state)
{
    (void)state;
    static const char *const expected[] = {"first",    "last",  "last_non_direct", "linear",
                                           "position", "decay", "w_shaped"};
    assert_int_equal(COUNT(expected), MODEL_COUNT);
    for (int model = 0; model < MODEL_COUNT; model++) {
        assert_string_equal(attribution_model_name(model), expected[model]);
        assert_int_equal(attribution_model_named(garner_text(expected[model])), model);
    }
    assert_null(attribution_model_name(-1));
    assert_null(attribution_model_name(MODEL_COUNT));
    static const char *const unknown[] = {"", "firs", "first ", "First", "w-shaped", "shapley"};
    for (size_t i = 0; i < COUNT(unknown); i++) {
        assert_int_equal(attribution_model_named(garner_text(unknown[i])), -1);
    }
    assert_int_equal(attribution_model_named((struct garner_str){NULL, 0}), -1);
}

struct model_case {
    enum attribution_model model;
    size_t count;
    size_t lead, deal;
    int64_t expected[5];
};

/* Touches lie one half-life apart. */
static const struct model_case model_cases[] = {
    {MODEL_FIRST, 1, NONE, NONE, {ONE}},
    {MODEL_FIRST, 2, NONE, NONE, {ONE, 0}},
    {MODEL_FIRST, 3, NONE, NONE, {ONE, 0, 0}},
    {MODEL_FIRST, 4, NONE, NONE, {ONE, 0, 0, 0}},
    {MODEL_FIRST, 5, NONE, NONE, {ONE, 0, 0, 0, 0}},
    {MODEL_LAST, 1, NONE, NONE, {ONE}},
    {MODEL_LAST, 2, NONE, NONE, {0, ONE}},
    {MODEL_LAST, 3, NONE, NONE, {0, 0, ONE}},
    {MODEL_LAST, 4, NONE, NONE, {0, 0, 0, ONE}},
    {MODEL_LAST, 5, NONE, NONE, {0, 0, 0, 0, ONE}},
    {MODEL_LAST_NON_DIRECT, 1, NONE, NONE, {ONE}},
    {MODEL_LAST_NON_DIRECT, 2, NONE, NONE, {0, ONE}},
    {MODEL_LAST_NON_DIRECT, 3, NONE, NONE, {0, 0, ONE}},
    {MODEL_LAST_NON_DIRECT, 4, NONE, NONE, {0, 0, 0, ONE}},
    {MODEL_LAST_NON_DIRECT, 5, NONE, NONE, {0, 0, 0, 0, ONE}},
    {MODEL_LINEAR, 1, NONE, NONE, {ONE}},
    {MODEL_LINEAR, 2, NONE, NONE, {ONE / 2, ONE / 2}},
    {MODEL_LINEAR, 3, NONE, NONE, {333333333333334, 333333333333333, 333333333333333}},
    {MODEL_LINEAR, 4, NONE, NONE, {ONE / 4, ONE / 4, ONE / 4, ONE / 4}},
    {MODEL_LINEAR, 5, NONE, NONE, {ONE / 5, ONE / 5, ONE / 5, ONE / 5, ONE / 5}},
    {MODEL_POSITION, 1, NONE, NONE, {ONE}},
    {MODEL_POSITION, 2, NONE, NONE, {ONE / 2, ONE / 2}},
    {MODEL_POSITION, 3, NONE, NONE, {ONE / 5 * 2, ONE / 5, ONE / 5 * 2}},
    {MODEL_POSITION, 4, NONE, NONE, {ONE / 5 * 2, ONE / 10, ONE / 10, ONE / 5 * 2}},
    {MODEL_POSITION, 5, NONE, NONE, {ONE / 5 * 2, 66666666666667, 66666666666667, 66666666666666, ONE / 5 * 2}},
    {MODEL_DECAY, 1, NONE, NONE, {ONE}},
    {MODEL_DECAY, 2, NONE, NONE, {333333333333333, 666666666666667}},
    {MODEL_DECAY, 3, NONE, NONE, {142857142857143, 285714285714286, 571428571428571}},
    {MODEL_DECAY, 4, NONE, NONE, {66666666666667, 133333333333333, 266666666666667, 533333333333333}},
    {MODEL_DECAY, 5, NONE, NONE, {32258064516129, 64516129032258, 129032258064516, 258064516129032, 516129032258065}},
    /* every milestone on a touch of its own, then several on one */
    {MODEL_W_SHAPED, 5, 2, 4, {ONE / 10 * 3, ONE / 20, ONE / 10 * 3, ONE / 20, ONE / 10 * 3}},
    {MODEL_W_SHAPED, 4, 1, 3, {ONE / 10 * 3, ONE / 10 * 3, ONE / 10, ONE / 10 * 3}},
    {MODEL_W_SHAPED, 5, 3, 3, {ONE / 10 * 3, 33333333333334, 33333333333333, ONE / 10 * 6, 33333333333333}},
    {MODEL_W_SHAPED, 4, 0, 0, {ONE / 10 * 9, 33333333333334, 33333333333333, 33333333333333}},
    /* no rest: its 10 go to the milestones */
    {MODEL_W_SHAPED, 1, 0, 0, {ONE}},
    {MODEL_W_SHAPED, 2, 0, 1, {666666666666667, 333333333333333}},
    {MODEL_W_SHAPED, 2, 1, 1, {333333333333333, 666666666666667}},
    {MODEL_W_SHAPED, 3, 1, 2, {333333333333334, 333333333333333, 333333333333333}},
    /* missing milestones: 30 + 30 + 10 and 30 + 10 scaled to 1; an index outside the journey is a missing one */
    {MODEL_W_SHAPED, 4, 2, NONE, {428571428571429, 71428571428571, 428571428571429, 71428571428571}},
    {MODEL_W_SHAPED, 4, NONE, 2, {428571428571429, 71428571428571, 428571428571429, 71428571428571}},
    {MODEL_W_SHAPED, 4, 4, 2, {428571428571429, 71428571428571, 428571428571429, 71428571428571}},
    {MODEL_W_SHAPED, 3, NONE, NONE, {ONE / 4 * 3, ONE / 8, ONE / 8}},
    {MODEL_W_SHAPED, 2, 1, NONE, {ONE / 2, ONE / 2}},
    {MODEL_W_SHAPED, 1, NONE, NONE, {ONE}},
};

static void models(void **state)
{
    (void)state;
    struct journey_touch touches[5];
    for (size_t i = 0; i < COUNT(touches); i++) {
        touches[i] = (struct journey_touch){.at_ms = (int64_t)i * 7 * DAY};
    }
    for (size_t c = 0; c < COUNT(model_cases); c++) {
        const struct model_case *each = &model_cases[c];
        struct journey journey = {touches, each->count, 40 * DAY, each->lead, each->deal};
        int64_t weights[5];
        char what[64];
        attribution_weights(each->model, &journey, NULL, weights);
        snprintf(what, sizeof what, "%s over %zu (case %zu)", attribution_model_name((int)each->model), each->count, c);
        check_parts(what, weights, each->expected, each->count);
        assert_true(total_of(weights, each->count) == ONE);
    }
}

static void last_non_direct(void **state)
{
    (void)state;
    static const struct {
        const char *touches; /* d = direct */
        size_t winner;
    } cases[] = {{"d", 0}, {"x", 0}, {"xd", 0}, {"dx", 1}, {"dd", 1}, {"xxdd", 1}, {"dxdxd", 3}, {"ddddd", 4}};
    for (size_t c = 0; c < COUNT(cases); c++) {
        struct journey_touch touches[5] = {{0, false}};
        size_t count = strlen(cases[c].touches);
        for (size_t i = 0; i < count; i++) {
            touches[i].direct = cases[c].touches[i] == 'd';
        }
        int64_t weights[5];
        attribution_weights(MODEL_LAST_NON_DIRECT, &(struct journey){touches, count, 0, NONE, NONE}, NULL, weights);
        for (size_t i = 0; i < count; i++) {
            assert_true(weights[i] == (i == cases[c].winner ? ONE : 0));
        }
    }
}

/* Ages are real numbers of half-lives, not whole days. */
static void decay_by_age(void **state)
{
    (void)state;
    static const int64_t half_lives[] = {0, DAY, 7 * DAY, 30 * DAY, 12345678};
    static const int64_t ages[] = {3456789012, 1234567890, 604800001, 86399999, 3600001, 1, 0};
    struct journey_touch touches[COUNT(ages)];
    for (size_t i = 0; i < COUNT(ages); i++) {
        touches[i] = (struct journey_touch){.at_ms = 1700000000000 - ages[i]};
    }
    struct journey journey = {touches, COUNT(ages), 1700000000000, NONE, NONE};
    for (size_t h = 0; h < COUNT(half_lives); h++) {
        long double half_life = (long double)(half_lives[h] ? half_lives[h] : 7 * DAY), sum = 0;
        for (size_t i = 0; i < COUNT(ages); i++) {
            sum += exp2l(-(long double)ages[i] / half_life);
        }
        int64_t weights[COUNT(ages)];
        attribution_weights(MODEL_DECAY, &journey, &(struct attribution_options){half_lives[h]}, weights);
        for (size_t i = 0; i < COUNT(ages); i++) {
            long double expected = exp2l(-(long double)ages[i] / half_life) / sum * ONE;
            assert_true(fabsl((long double)weights[i] - expected) < 1.5L);
        }
        assert_true(total_of(weights, COUNT(ages)) == ONE);
    }
}

static void decay_of_old_touches(void **state)
{
    (void)state;
    int64_t weights[3];
    struct journey_touch touches[] = {{-9000 * 365 * DAY, false}, {0, false}, {7 * DAY, false}};
    /* The distance of the conversion makes no difference, however far. */
    struct journey journey = {touches, 3, 9000 * 365 * DAY, NONE, NONE};
    attribution_weights(MODEL_DECAY, &journey, NULL, weights);
    check_parts("old touches", weights, (int64_t[]){0, 333333333333333, 666666666666667}, 3);
    journey.count = 1;
    attribution_weights(MODEL_DECAY, &journey, NULL, weights);
    assert_true(weights[0] == ONE);
    struct journey_touch at_once[] = {{5, false}, {5, false}, {5, false}};
    attribution_weights(MODEL_DECAY, &(struct journey){at_once, 3, 5, NONE, NONE}, NULL, weights);
    check_parts("at once", weights, (int64_t[]){333333333333334, 333333333333333, 333333333333333}, 3);
}

/* Random journeys, longer than the stack's share too: never below 0, always exactly 1 together. */
static void sums(void **state)
{
    (void)state;
    enum { LONGEST = 300 };
    struct journey_touch touches[LONGEST];
    int64_t weights[LONGEST];
    uint64_t seed = 20260310;
    for (int round = 0; round < 3000; round++) {
        size_t count = 1 + scramble(&seed) % (round % 10 ? 12 : LONGEST);
        int64_t at = 1700000000000;
        for (size_t i = 0; i < count; i++) {
            at += (int64_t)(scramble(&seed) % (uint64_t)(round % 3 ? DAY : 20 * DAY));
            touches[i] = (struct journey_touch){at, scramble(&seed) % 3 == 0};
        }
        size_t lead = scramble(&seed) % (count + 1), deal = scramble(&seed) % (count + 1);
        struct journey journey = {touches, count, at + DAY, lead < count ? lead : NONE, deal < count ? deal : NONE};
        for (int model = 0; model < MODEL_COUNT; model++) {
            attribution_weights((enum attribution_model)model, &journey, NULL, weights);
            assert_true(total_of(weights, count) == ONE);
            for (size_t i = 0; i < count; i++) {
                assert_true(weights[i] >= 0);
            }
        }
    }
}

static void split(void **state)
{
    (void)state;
    static const struct {
        int64_t total;
        size_t count;
        int64_t weights[5], expected[5];
    } cases[] = {
        {100, 3, {1, 1, 1}, {34, 33, 33}},
        {-100, 3, {1, 1, 1}, {-34, -33, -33}},
        {101, 3, {1, 1, 1}, {34, 34, 33}},
        {10, 3, {1, 2, 4}, {1, 3, 6}},      /* 1.43, 2.86, 5.71: both units to the larger remainders */
        {7, 3, {1, 2, 1}, {2, 3, 2}},       /* 1.75, 3.5, 1.75 */
        {1, 4, {1, 3, 3, 3}, {0, 1, 0, 0}}, /* a tie goes to the earlier */
        {5, 4, {0, 1, 0, 1}, {0, 3, 0, 2}}, /* no weight, no part */
        {0, 3, {1, 2, 3}, {0, 0, 0}},
        {-1, 2, {1, 1}, {-1, 0}},
        {42, 1, {7}, {42}},
        {12000000000, 5, {40, 10, 10, 10, 30}, {4800000000, 1200000000, 1200000000, 1200000000, 3600000000}},
        {INT64_MAX, 2, {1, 1}, {INT64_MAX / 2 + 1, INT64_MAX / 2}},
        {INT64_MIN, 2, {INT64_MAX, INT64_MAX}, {INT64_MIN / 2, INT64_MIN / 2}},
        {INT64_MIN, 1, {INT64_MAX}, {INT64_MIN}},
        {INT64_MAX, 3, {INT64_MAX, 0, INT64_MAX}, {INT64_MAX / 2 + 1, 0, INT64_MAX / 2}},
        {INT64_MAX, 2, {INT64_MAX, 1}, {INT64_MAX - 1, 1}},
    };
    for (size_t c = 0; c < COUNT(cases); c++) {
        int64_t parts[5];
        char what[32];
        snprintf(what, sizeof what, "split %zu", c);
        attribution_split(cases[c].total, cases[c].weights, cases[c].count, parts);
        check_parts(what, parts, cases[c].expected, cases[c].count);
    }
}

/* Weights of 0 at the end carry a split over to the way taken for many parts; the outcome must not change. In place and
 * negated it must not either. */
static void split_few_and_many(void **state)
{
    (void)state;
    enum { FEW = 12, MANY = 90 };
    uint64_t seed = 7;
    for (int round = 0; round < 2000; round++) {
        int64_t weights[MANY] = {0}, few[FEW], many[MANY];
        uint64_t range = round % 2 ? 5 : UINT64_C(1) << (1 + round % 62);
        for (size_t i = 0; i < FEW; i++) {
            weights[i] = (int64_t)(scramble(&seed) % range);
        }
        weights[round % FEW]++;
        int64_t total = (int64_t)(scramble(&seed) >> (1 + round % 50));
        attribution_split(total, weights, FEW, few);
        attribution_split(-total, weights, MANY, many);
        assert_true(total_of(few, FEW) == total);
        for (size_t i = 0; i < MANY; i++) {
            assert_true(many[i] == (i < FEW ? -few[i] : 0));
        }
        attribution_split(total, weights, MANY, weights);
        check_parts("in place", weights, few, FEW);
    }
}

/* 200 000 equal parts: 3 for everyone, the 5 left over to the first five. */
static void split_very_many(void **state)
{
    (void)state;
    enum { MANY = 200000 };
    int64_t *weights = malloc(MANY * sizeof *weights);
    assert_non_null(weights);
    for (size_t i = 0; i < MANY; i++) {
        weights[i] = 11;
    }
    attribution_split(3 * MANY + 5, weights, MANY, weights);
    for (size_t i = 0; i < MANY; i++) {
        assert_true(weights[i] == (i < 5 ? 4 : 3));
    }
    free(weights);
}

static void lump(void **state)
{
    (void)state;
    static const int64_t week[] = {14, 14, 14, 15, 14, 14, 15};
    static const int64_t owed[] = {-4, -3, -3};
    for (int64_t i = 0; i < 7; i++) {
        assert_true(attribution_lump(100, i, 7) == week[i]);
    }
    for (int64_t i = 0; i < 3; i++) {
        assert_true(attribution_lump(-10, i, 3) == owed[i]);
    }
    static const int64_t totals[] = {0, 1, -1, 999999, 12000000000, -5500000, INT64_MAX, INT64_MIN};
    static const int64_t days[] = {1, 2, 3, 28, 31, 365, 366};
    for (size_t t = 0; t < COUNT(totals); t++) {
        for (size_t d = 0; d < COUNT(days); d++) {
            int64_t sum = 0, least = totals[t] / days[d] - (totals[t] % days[d] < 0);
            for (int64_t i = 0; i < days[d]; i++) {
                int64_t part = attribution_lump(totals[t], i, days[d]);
                assert_true(part - least == 0 || part - least == 1);
                sum += part;
            }
            assert_true(sum == totals[t]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(models),
        cmocka_unit_test(last_non_direct),
        cmocka_unit_test(decay_by_age),
        cmocka_unit_test(decay_of_old_touches),
        cmocka_unit_test(sums),
        cmocka_unit_test(split),
        cmocka_unit_test(split_few_and_many),
        cmocka_unit_test(split_very_many),
        cmocka_unit_test(lump),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
