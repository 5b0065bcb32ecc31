/* test_rate.c - rates as they are written, buckets that many share, pauses, requests at a time (core/plugin/rate.h). */
#include "core/plugin/rate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void rates_are_read_or_refused(void **state)
{
    static const struct {
        const char *text;
        int64_t requests, period_ms; /* 0 = refused */
    } rows[] = {
        {"100/10s", 100, 10000},
        {"45/30s", 45, 30000},
        {"1/1h", 1, 3600000},
        {"600/1m", 600, 60000},
        {"5/500ms", 5, 500},
        {"100", 0, 0},
        {"0/10s", 0, 0},
        {"-1/10s", 0, 0},
        {"5/0s", 0, 0},
        {"5/", 0, 0},
        {"/5s", 0, 0},
        {"many/5s", 0, 0},
        {"99999999999999999999/1s", 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rate rate = {.fd = -1};
        struct error error;
        int code = rate_parse(garner_text(rows[i].text), &rate, &error);
        bool as_expected = rows[i].requests
                               ? code == 0 && rate.requests == rows[i].requests && rate.period_ms == rows[i].period_ms
                               : code == GARNER_E_CONFIG && strstr(error.message, rows[i].text);
        if (!as_expected) {
            fail_msg("%s", rows[i].text);
        }
    }
}

/* A worker of its own: the same host's file, opened anew. */
static struct rate worker(const char *folder, const char *text, int64_t concurrency)
{
    struct rate rate = {.fd = -1, .slot = -1, .concurrency = concurrency};
    struct error error;
    assert_int_equal(rate_parse(garner_text(text), &rate, &error), 0);
    assert_int_equal(rate_open(&rate, folder, garner_text("api.example.com:443"), &error), 0);
    return rate;
}

static char folder[] = "/tmp/garner-rate-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int empty_folder(void **state)
{
    char path[64];
    (void)state;
    snprintf(path, sizeof path, "%s/api.example.com:443", folder);
    unlink(path);
    return 0;
}

static int remove_folder(void **state)
{
    empty_folder(state);
    return rmdir(folder);
}

static void a_bucket_is_shared_by_all_workers(void **state)
{
    struct rate one = worker(folder, "10/10m", 0), two = worker(folder, "10/10m", 0);
    (void)state;
    assert_int_equal(rate_take(&one), 0); /* a fifth at once */
    assert_int_equal(rate_take(&two), 0);
    int64_t wait = rate_take(&one);
    assert_in_range(wait, 60000, 75001); /* the other eight evenly */
    struct rate faster = worker(folder, "100/1s", 0);
    assert_int_equal(rate_take(&faster), 0); /* another rate is another bucket */
    rate_close(&one);
    rate_close(&two);
    rate_close(&faster);
}

static void a_pause_holds_back_everybody_for_an_hour_at_most(void **state)
{
    struct rate one = worker(folder, "", 0), two = worker(folder, "", 0);
    (void)state;
    assert_int_equal(rate_take(&one), 0);
    rate_give(&one);
    rate_pause(&one, 5000);
    rate_pause(&one, 10); /* a shorter one does not end it */
    assert_in_range(rate_take(&two), 4000, 5001);
    rate_pause(&two, INT64_MAX);
    assert_in_range(rate_take(&one), 3599000, 3600001);
    rate_close(&one);
    rate_close(&two);
}

static void so_many_at_a_time(void **state)
{
    struct rate workers[3];
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        workers[i] = worker(folder, "", 2);
    }
    assert_int_equal(rate_take(&workers[0]), 0);
    assert_int_equal(rate_take(&workers[1]), 0);
    assert_in_range(rate_take(&workers[2]), 1, 1000);
    rate_close(&workers[0]); /* as when it dies */
    assert_int_equal(rate_take(&workers[2]), 0);
    rate_close(&workers[1]);
    rate_close(&workers[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_are_read_or_refused),
        cmocka_unit_test_teardown(a_bucket_is_shared_by_all_workers, empty_folder),
        cmocka_unit_test_teardown(a_pause_holds_back_everybody_for_an_hour_at_most, empty_folder),
        cmocka_unit_test_teardown(so_many_at_a_time, empty_folder),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
