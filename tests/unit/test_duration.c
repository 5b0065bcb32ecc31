/* test_duration.c - value_duration and value_size. */
#include "core/schema/values.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

struct quantity {
    const char *text;
    int64_t expected; /* -1: refused */
};

static const struct quantity DURATIONS[] = {
    {"90s", 90000},
    {"10m", 600000},
    {"6h", 21600000},
    {"30d", 2592000000},
    {"2w", 1209600000},
    {"1500ms", 1500},
    {" 1s ", 1000},
    {"0s", 0},
    {"106751991167d", 9223372036828800000},
    {"106751991168d", -1},
    {"99999999999999999999s", -1},
    {"", -1},
    {"90", -1},
    {"s", -1},
    {"-5s", -1},
    {"1.5h", -1},
    {"5 s", -1},
    {"5S", -1},
    {"5y", -1},
    {"1h30m", -1},
};

static const struct quantity SIZES[] = {
    {"0", 0},
    {"4096", 4096},
    {"512KiB", 524288},
    {"32MiB", 33554432},
    {"1GiB", 1073741824},
    {"8388607TiB", INT64_C(8388607) << 40},
    {"8388608TiB", -1},
    {"", -1},
    {"-1", -1},
    {"1KB", -1},
    {"1.5GiB", -1},
    {"KiB", -1},
};

static void check(const struct quantity *q, int (*read)(struct garner_str, int64_t *, struct error *))
{
    struct error error = {0};
    int64_t got = -1;
    int code = read(garner_text(q->text), &got, &error);
    if (got != q->expected || (code != 0) != (q->expected < 0)) {
        fail_msg("\"%s\": %d, %lld, %s", q->text, code, (long long)got, error.message);
    }
}

static void test_durations(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof DURATIONS / sizeof *DURATIONS; i++) {
        check(&DURATIONS[i], value_duration);
    }
}

static void test_sizes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        check(&SIZES[i], value_size);
    }
}

static void test_messages(void **state)
{
    (void)state;
    struct error error;
    int64_t n;
    value_duration(garner_text("90"), &n, &error);
    assert_string_equal(error.message,
                        "\"90\" is not a duration: write a whole number and its unit, one of ms, s, m, h, d, w "
                        "(\"90s\", \"30d\")");
    value_size(garner_text("1KB"), &n, &error);
    assert_string_equal(error.message, "\"1KB\" is not a size: write a whole number of bytes, or of KiB, MiB, GiB, TiB "
                                       "(\"512KiB\")");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_durations),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
