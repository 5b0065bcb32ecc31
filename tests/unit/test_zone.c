/* test_zone.c - time zones: the system's files, files made here to be odd or damaged, and names that are none. */
#include "core/base/calendar.h"
#include "core/base/zone.h"
#include "core/base/zone_rule.h"
#include <setjmp.h>
#include <unistd.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
enum { HOUR = 3600 };

static int64_t at(int year, int month, int day, int hour, int minute, int second)
{
    return (calendar_day(year, month, day) * INT64_C(86400) + hour * HOUR + minute * 60 + second) * 1000;
}

static struct zone *load(const char *name)
{
    struct zone *zone = NULL;
    struct error error = {0};
    if (zone_load(name, &zone, &error)) {
        fail_msg("%s", error.message);
    }
    assert_string_equal(zone_name(zone), name);
    return zone;
}

/* ---- the system's zones ---- */

static void offsets(void **state)
{
    (void)state;
    const struct {
        const char *zone;
        int64_t utc_ms;
        int32_t offset;
    } cases[] = {
        {"Europe/Berlin", at(2026, 1, 15, 12, 0, 0), 1 * HOUR},
        {"Europe/Berlin", at(2026, 7, 15, 12, 0, 0), 2 * HOUR},
        {"Europe/Berlin", at(2026, 3, 29, 0, 59, 59), 1 * HOUR},
        {"Europe/Berlin", at(2026, 3, 29, 1, 0, 0) - 1, 1 * HOUR},
        {"Europe/Berlin", at(2026, 3, 29, 1, 0, 0), 2 * HOUR},
        {"Europe/Berlin", at(2026, 10, 25, 0, 59, 59), 2 * HOUR},
        {"Europe/Berlin", at(2026, 10, 25, 1, 0, 0), 1 * HOUR},
        {"Europe/Berlin", at(1945, 6, 1, 12, 0, 0), 3 * HOUR},
        {"Europe/Berlin", at(1880, 1, 1, 0, 0, 0), 3208},
        {"Europe/Berlin", at(2100, 1, 15, 12, 0, 0), 1 * HOUR},
        {"Europe/Berlin", at(2100, 3, 28, 0, 59, 59), 1 * HOUR},
        {"Europe/Berlin", at(2100, 3, 28, 1, 0, 0), 2 * HOUR},
        {"Europe/Berlin", at(2100, 10, 31, 1, 0, 0), 1 * HOUR},
        {"Europe/Berlin", at(9999, 7, 1, 0, 0, 0), 2 * HOUR},
        {"Europe/Berlin", at(2026 + 400000, 7, 1, 0, 0, 0), 2 * HOUR},
        {"Asia/Kathmandu", at(2026, 1, 1, 0, 0, 0), 5 * HOUR + 45 * 60},
        {"Asia/Kathmandu", at(2100, 7, 1, 0, 0, 0), 5 * HOUR + 45 * 60},
        {"America/Los_Angeles", at(2026, 3, 8, 9, 59, 59), -8 * HOUR},
        {"America/Los_Angeles", at(2026, 3, 8, 10, 0, 0), -7 * HOUR},
        {"America/Los_Angeles", at(2100, 11, 7, 9, 0, 0), -8 * HOUR},
        {"America/Los_Angeles", at(2100, 11, 7, 8, 59, 59), -7 * HOUR},
        {"Australia/Sydney", at(2100, 1, 1, 0, 0, 0), 11 * HOUR},
        {"Australia/Sydney", at(2100, 7, 1, 0, 0, 0), 10 * HOUR},
        {"Europe/Dublin", at(2100, 1, 1, 0, 0, 0), 0},
        {"Europe/Dublin", at(2100, 7, 1, 0, 0, 0), 1 * HOUR},
        {"Pacific/Apia", at(2011, 12, 30, 9, 59, 59), -10 * HOUR},
        {"Pacific/Apia", at(2011, 12, 30, 10, 0, 0), 14 * HOUR},
        {"UTC", at(2026, 7, 1, 0, 0, 0), 0},
        {"Etc/GMT+5", at(2026, 7, 1, 0, 0, 0), -5 * HOUR},
        {"+05:45", at(2026, 7, 1, 0, 0, 0), 5 * HOUR + 45 * 60},
        {"-03:30", at(2026, 7, 1, 0, 0, 0), -3 * HOUR - 30 * 60},
        {"+00:00", at(2026, 7, 1, 0, 0, 0), 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct zone *zone = load(cases[i].zone);
        if (zone_offset(zone, cases[i].utc_ms) != cases[i].offset) {
            fail_msg("%s, case %zu: %d", cases[i].zone, i, zone_offset(zone, cases[i].utc_ms));
        }
        zone_free(zone);
    }
}

static void days(void **state)
{
    (void)state;
    struct zone *berlin = load("Europe/Berlin"), *apia = load("Pacific/Apia"), *west = load("America/Los_Angeles");
    assert_int_equal(zone_day(berlin, at(2026, 3, 9, 22, 59, 59)), calendar_day(2026, 3, 9));
    assert_int_equal(zone_day(berlin, at(2026, 3, 9, 23, 0, 0)), calendar_day(2026, 3, 10));
    assert_int_equal(zone_day(berlin, at(2026, 7, 9, 22, 0, 0)), calendar_day(2026, 7, 10));
    assert_int_equal(zone_day(west, at(2026, 1, 1, 7, 59, 59)), calendar_day(2025, 12, 31));
    assert_int_equal(zone_day(west, at(1969, 12, 31, 7, 59, 59)), calendar_day(1969, 12, 30));
    /* 30 December 2011 never was. */
    assert_int_equal(zone_day(apia, at(2011, 12, 30, 10, 0, 0) - 1), calendar_day(2011, 12, 29));
    assert_int_equal(zone_day(apia, at(2011, 12, 30, 10, 0, 0)), calendar_day(2011, 12, 31));
    assert_int_equal(zone_day(berlin, INT64_MAX), INT32_MAX);
    assert_int_equal(zone_day(berlin, INT64_MIN), INT32_MIN);
    zone_free(berlin);
    zone_free(apia);
    zone_free(west);
}

static void instants(void **state)
{
    (void)state;
    const struct {
        const char *zone;
        int64_t local_ms, utc_ms;
    } cases[] = {
        {"Europe/Berlin", at(2026, 1, 15, 12, 0, 0) + 7, at(2026, 1, 15, 11, 0, 0) + 7},
        {"Europe/Berlin", at(2026, 7, 15, 12, 0, 0), at(2026, 7, 15, 10, 0, 0)},
        /* the gap: 02:00 to 03:00 does not exist, and is taken as an hour later */
        {"Europe/Berlin", at(2026, 3, 29, 1, 59, 59) + 999, at(2026, 3, 29, 0, 59, 59) + 999},
        {"Europe/Berlin", at(2026, 3, 29, 2, 0, 0), at(2026, 3, 29, 1, 0, 0)},
        {"Europe/Berlin", at(2026, 3, 29, 2, 30, 0), at(2026, 3, 29, 1, 30, 0)},
        {"Europe/Berlin", at(2026, 3, 29, 3, 0, 0), at(2026, 3, 29, 1, 0, 0)},
        {"Europe/Berlin", at(2100, 3, 28, 2, 30, 0), at(2100, 3, 28, 1, 30, 0)},
        /* the overlap: 02:00 to 03:00 comes twice, and the first counts */
        {"Europe/Berlin", at(2026, 10, 25, 1, 59, 59), at(2026, 10, 24, 23, 59, 59)},
        {"Europe/Berlin", at(2026, 10, 25, 2, 0, 0), at(2026, 10, 25, 0, 0, 0)},
        {"Europe/Berlin", at(2026, 10, 25, 2, 59, 59), at(2026, 10, 25, 0, 59, 59)},
        {"Europe/Berlin", at(2026, 10, 25, 3, 0, 0), at(2026, 10, 25, 2, 0, 0)},
        {"Europe/Berlin", at(2100, 10, 31, 2, 30, 0), at(2100, 10, 31, 0, 30, 0)},
        {"America/Los_Angeles", at(2026, 3, 8, 2, 30, 0), at(2026, 3, 8, 10, 30, 0)},
        {"America/Los_Angeles", at(2026, 11, 1, 1, 30, 0), at(2026, 11, 1, 8, 30, 0)},
        /* the day that Apia left out, and the one that Kwajalein did; the one that Alaska had twice */
        {"Pacific/Apia", at(2011, 12, 29, 23, 59, 59), at(2011, 12, 30, 9, 59, 59)},
        {"Pacific/Apia", at(2011, 12, 30, 12, 0, 0), at(2011, 12, 30, 22, 0, 0)},
        {"Pacific/Apia", at(2011, 12, 31, 0, 0, 0), at(2011, 12, 30, 10, 0, 0)},
        {"Pacific/Kwajalein", at(1993, 8, 21, 12, 0, 0), at(1993, 8, 22, 0, 0, 0)},
        {"America/Juneau", at(1867, 10, 18, 12, 0, 0), at(1867, 10, 17, 20, 57, 41)},
        {"Asia/Kathmandu", at(2026, 1, 1, 5, 45, 0), at(2026, 1, 1, 0, 0, 0)},
        {"+05:45", at(2026, 1, 1, 5, 45, 0), at(2026, 1, 1, 0, 0, 0)},
        {"+05:45", INT64_MIN, INT64_MIN},
        {"-05:45", INT64_MAX, INT64_MAX},
        {"Europe/Berlin", INT64_MIN, INT64_MIN},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct zone *zone = load(cases[i].zone);
        if (zone_instant(zone, cases[i].local_ms) != cases[i].utc_ms) {
            char wanted[32], got[32];
            fail_msg("%s: %s, not %s", cases[i].zone,
                     calendar_format_instant(zone_instant(zone, cases[i].local_ms), got),
                     calendar_format_instant(cases[i].utc_ms, wanted));
        }
        zone_free(zone);
    }
}

/* Every quarter of an hour of years with changes: the local time of an instant leads back to it, or to the first
 * of two. */
static void there_and_back(void **state)
{
    (void)state;
    static const char *const names[] = {"Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu", "Australia/Lord_Howe",
                                        "Pacific/Apia"};
    for (size_t i = 0; i < COUNT(names); i++) {
        struct zone *zone = load(names[i]);
        for (int64_t t = at(2009, 1, 1, 0, 0, 0); t < at(2013, 1, 1, 0, 0, 0); t += 900000) {
            int64_t local = t + zone_offset(zone, t) * INT64_C(1000), back = zone_instant(zone, local);
            assert_true(back <= t && back + zone_offset(zone, back) * INT64_C(1000) == local);
            assert_true(back == t || zone_offset(zone, back) > zone_offset(zone, t));
        }
        zone_free(zone);
    }
}

static void unknown_names(void **state)
{
    (void)state;
    static const struct {
        const char *name, *hint;
    } cases[] = {
        {"../../etc/passwd", "unknown"},
        {"../zoneinfo/UTC", "unknown"},
        {"Europe/../Europe/Berlin", "unknown"},
        {"/usr/share/zoneinfo/UTC", "unknown"},
        {"/etc/passwd", "unknown"},
        {"", "unknown"},
        {".", "unknown"},
        {"Europe/", "unknown"},
        {"Europe", "unknown"},
        {"Europe//Berlin", "unknown"},
        {"Europe/Berlin\n", "unknown"},
        {"Europe/Atlantis", "names are like \"Europe/Berlin\""},
        {"Europe/Berln", "did you mean \"Europe/Berlin\"?"},
        {"Europe/berlin", "did you mean \"Europe/Berlin\"?"},
        {"Nowhere/Land", "unknown"},
        {"Europe/Berlin/Mitte", "unknown"},
        {"tzdata.zi", "unknown"},
        {"+5:45", "unknown"},
        {"+24:00", "unknown"},
        {"+05:60", "unknown"},
        {"+-5:45", "unknown"},
        {"+05:-5", "unknown"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct zone *zone = NULL;
        struct error error = {0};
        assert_int_equal(zone_load(cases[i].name, &zone, &error), GARNER_E_CONFIG);
        assert_null(zone);
        if (!strstr(error.message, cases[i].hint)) {
            fail_msg("\"%s\": %s", cases[i].name, error.message);
        }
    }
    zone_free(NULL);
}

/* ---- files made here ---- */

struct image {
    unsigned char bytes[2048];
    size_t len;
};

static void put(struct image *image, const void *bytes, size_t len)
{
    assert_true(image->len + len <= sizeof image->bytes);
    memcpy(image->bytes + image->len, bytes, len);
    image->len += len;
}

static void put_int(struct image *image, int64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)((uint64_t)value >> (8 * (size - 1 - i)));
        put(image, &byte, 1);
    }
}

/* Two types, +1 h and +2 h from `begin` on. */
static void put_block(struct image *image, char version, size_t time_size, int64_t begin)
{
    static const char reserved[15] = "";
    static const int counts[] = {0, 0, 0, 1, 2, 4};
    put(image, "TZif", 4);
    put(image, &version, 1);
    put(image, reserved, sizeof reserved);
    for (size_t i = 0; i < COUNT(counts); i++) {
        put_int(image, counts[i], 4);
    }
    put_int(image, begin, time_size);
    put(image, "\1", 1);
    for (int hours = 1; hours <= 2; hours++) {
        put_int(image, hours * HOUR, 4);
        put(image, "\0\0", 2);
    }
    put(image, "XXX", 4);
}

static struct image image_of(char version, const char *footer)
{
    struct image image = {.len = 0};
    put_block(&image, version, 4, 1000);
    if (version) {
        put_block(&image, version, 8, 5000000000);
        put(&image, footer, strlen(footer));
    }
    return image;
}

static const char *read_image(const struct image *image, struct zone *zone)
{
    unsigned char *exact = malloc(image->len ? image->len : 1); /* so that overreading is noticed */
    memcpy(exact, image->bytes, image->len);
    *zone = (struct zone){0};
    const char *wrong = zone_file_read(zone, exact, image->len);
    free(exact);
    return wrong;
}

static void drop(struct zone *zone)
{
    free(zone->times);
    free(zone->offsets);
}

static void all_versions_are_read(void **state)
{
    (void)state;
    struct zone zone;
    struct image image = image_of('\0', "");
    assert_null(read_image(&image, &zone));
    assert_int_equal(zone_offset(&zone, 999999), 1 * HOUR);
    assert_int_equal(zone_offset(&zone, 1000000), 2 * HOUR);
    assert_int_equal(zone_offset(&zone, at(2200, 1, 1, 0, 0, 0)), 2 * HOUR);
    drop(&zone);
    for (char version = '2'; version <= '4'; version++) {
        image = image_of(version, "\n<-03>3<-02>,M3.5.0/-2,M10.5.0/-1\n");
        assert_null(read_image(&image, &zone));
        assert_int_equal(zone_offset(&zone, 4999999999999), 1 * HOUR);
        assert_int_equal(zone_offset(&zone, at(2200, 1, 1, 0, 0, 0)), -3 * HOUR);
        assert_int_equal(zone_offset(&zone, at(2200, 3, 30, 0, 59, 59)), -3 * HOUR); /* the Saturday before, 22:00 */
        assert_int_equal(zone_offset(&zone, at(2200, 3, 30, 1, 0, 0)), -2 * HOUR);
        drop(&zone);
        image = image_of(version, "\n\n");
        assert_null(read_image(&image, &zone));
        assert_int_equal(zone_offset(&zone, at(2200, 1, 1, 0, 0, 0)), 2 * HOUR);
        drop(&zone);
    }
}

static void damaged_files_are_refused(void **state)
{
    (void)state;
    const struct image good = image_of('2', "\nCET-1CEST,M3.5.0,M10.5.0/3\n");
    struct zone zone;
    for (size_t len = 0; len < good.len; len++) {
        struct image cut = good;
        cut.len = len;
        assert_non_null(read_image(&cut, &zone));
        drop(&zone);
    }
    /* Whatever a byte is turned into, reading ends well and what was read can be used. */
    for (size_t i = 0; i < good.len; i++) {
        for (int bit = 0; bit < 8; bit++) {
            struct image flipped = good;
            flipped.bytes[i] = (unsigned char)(flipped.bytes[i] ^ 1 << bit);
            if (!read_image(&flipped, &zone)) {
                zone_instant(&zone, at(2100, 3, 28, 2, 30, 0));
            }
            drop(&zone);
        }
    }
    enum { SECOND = 44 + 5 + 12 + 4, COUNTS = SECOND + 20 };
    static const struct {
        size_t offset;
        unsigned char value;
    } damages[] = {
        {0, 'X'},         {4, '1'},
        {SECOND, 'X'},    {COUNTS + 12, 0xFF}, /* transitions */
        {COUNTS + 11, 1}, /* leap seconds */ {COUNTS + 16, 0xFF},
        {COUNTS + 19, 0},                                       /* types */
        {SECOND + 52, 2}, /* type index */ {SECOND + 59, 0x7F}, /* offset */
    };
    for (size_t i = 0; i < COUNT(damages); i++) {
        struct image bad = good;
        bad.bytes[damages[i].offset] = damages[i].value;
        if (!read_image(&bad, &zone)) {
            fail_msg("damage %zu was not noticed", i);
        }
        drop(&zone);
    }
}

static void rules(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool valid;
    } cases[] = {
        {"UTC0", true},
        {"<+0545>-5:45", true},
        {"IST-1GMT0,M10.5.0,M3.5.0/1", true},
        {"EST5EDT,J60/2:30:15,J300", true},
        {"EST5EDT,59,299/0", true},
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", true},
        {"XXX3EDT4,0/0,J365/23", true},
        {"", false},
        {"UT0", false},
        {"UTC", false},
        {"<UTC0", false},
        {"CET-25", false},
        {"CET-1CEST", false},
        {"CET-1CEST,M3.5.0", false},
        {"CET-1CEST,M3.5.0,M10.5.0/168", false},
        {"CET-1CEST,M13.5.0,M10.5.0", false},
        {"CET-1CEST,M3.6.0,M10.5.0", false},
        {"CET-1CEST,M3.5.7,M10.5.0", false},
        {"CET-1CEST,J0,M10.5.0", false},
        {"CET-1CEST,366,M10.5.0", false},
        {"CET-1CEST,M3.5.0,M10.5.0x", false},
        {"CET-1CEST,M3.5.0,M10.5.0/3:60", false},
        {"CET-99999999999999999999", false},
    };
    struct zone_rule rule;
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (zone_rule_parse(cases[i].text, &rule) != cases[i].valid) {
            fail_msg("\"%s\"", cases[i].text);
        }
    }
}

/* Offsets of rules that no zone of today has, just before and at a change. */
static void odd_rules(void **state)
{
    (void)state;
    const struct {
        const char *text;
        int64_t utc_ms;
        int32_t before, then;
    } cases[] = {
        {"EST5EDT,J60,J300", at(2024, 3, 1, 7, 0, 0), -5 * HOUR, -4 * HOUR},
        {"EST5EDT,J60,J300", at(2023, 3, 1, 7, 0, 0), -5 * HOUR, -4 * HOUR},
        {"EST5EDT,59,299", at(2024, 2, 29, 7, 0, 0), -5 * HOUR, -4 * HOUR},
        {"EST5EDT,59,299", at(2023, 3, 1, 7, 0, 0), -5 * HOUR, -4 * HOUR},
        {"XXX3EDT4,0/0,J365/23", at(2024, 1, 1, 3, 0, 0), -4 * HOUR, -4 * HOUR},
        {"AAA0BBB,0/-167,M7.1.0", at(2023, 12, 25, 1, 0, 0), 0, 1 * HOUR},
        {"AAA0BBB,M7.1.0,J365/167", at(2024, 1, 6, 22, 0, 0), 1 * HOUR, 0},
        {"AAA0BBB,M2.5.4/0,M9.4.1/0", at(2024, 2, 29, 0, 0, 0), 0, 1 * HOUR},
        {"AAA0BBB,M2.5.4/0,M9.4.1/0", at(2023, 2, 23, 0, 0, 0), 0, 1 * HOUR},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct zone zone = {.has_rule = true};
        assert_true(zone_rule_parse(cases[i].text, &zone.rule));
        int32_t before = zone_offset(&zone, cases[i].utc_ms - 1), then = zone_offset(&zone, cases[i].utc_ms);
        if (before != cases[i].before || then != cases[i].then) {
            fail_msg("%s, case %zu: %d, then %d", cases[i].text, i, before, then);
        }
    }
}

static void write_file(const char *folder, const char *name, const void *bytes, size_t len)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    fclose(file);
}

static void remove_file(const char *folder, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    unlink(path);
}

static void files_come_from_tzdir(void **state)
{
    (void)state;
    char folder[] = "/tmp/garner-zone-XXXXXX";
    struct image image = image_of('2', "\nXXX-7\n");
    struct zone *zone = NULL;
    struct error error = {0};
    assert_non_null(mkdtemp(folder));
    setenv("TZDIR", folder, 1);
    write_file(folder, "Good", image.bytes, image.len);
    write_file(folder, "Cut", image.bytes, image.len / 2);
    write_file(folder, "Text", "no zone\n", 8);
    write_file(folder, "Empty", "", 0);

    zone = load("Good");
    assert_int_equal(zone_offset(zone, at(2200, 1, 1, 0, 0, 0)), 7 * HOUR);
    zone_free(zone);
    zone_free(load("UTC")); /* needs no file */
    static const char *const bad[] = {"Cut", "Text", "Empty"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(zone_load(bad[i], &zone, &error), GARNER_E_CONFIG);
        assert_null(zone);
        assert_non_null(strstr(error.message, "cannot be used: it is"));
        assert_non_null(strstr(error.message, folder));
    }
    assert_int_equal(zone_load("Europe/Berlin", &zone, &error), GARNER_E_CONFIG);
    unsetenv("TZDIR");
    remove_file(folder, "Good");
    for (size_t i = 0; i < COUNT(bad); i++) {
        remove_file(folder, bad[i]);
    }
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets),
        cmocka_unit_test(days),
        cmocka_unit_test(instants),
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(unknown_names),
        cmocka_unit_test(all_versions_are_read),
        cmocka_unit_test(damaged_files_are_refused),
        cmocka_unit_test(rules),
        cmocka_unit_test(odd_rules),
        cmocka_unit_test(files_come_from_tzdir),
    };
    unsetenv("TZDIR");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
