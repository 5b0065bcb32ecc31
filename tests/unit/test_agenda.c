/* test_agenda.c - the daemon's agenda under a simulated clock: two years in every zone of the list, catching up,
 * retries, pauses, a clock that goes wrong. */
#include "core/run/agenda.h"
#include "core/base/calendar.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

enum { SOURCES = 40 };
static const int64_t MINUTE = 60000, HOUR = 3600000, DAY = 86400000, BEGIN = INT64_C(1767225600000); /* 2026-01-01 */

struct world {
    struct source_config sources[SOURCES];
    struct schedule_slot slots[SOURCES];
    struct zone *zones[SOURCES];
    char names[SOURCES][16];
    struct agenda agenda;
};

#define ENDED(code_) (&(struct agenda_failure){.code = (code_)})

static void open_world(struct world *world, size_t count, const char *const *schedules, size_t schedule_count)
{
    static const char *const zones[] = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"};
    agenda_init(&world->agenda, count);
    for (size_t i = 0; i < count; i++) {
        struct error error = {0};
        struct source_config *source = &world->sources[i];
        snprintf(world->names[i], sizeof world->names[i], "s%zu", i);
        *source = (struct source_config){.name = world->names[i],
                                         .schedule = schedules[i % schedule_count],
                                         .enabled = true,
                                         .retries = 3,
                                         .retry_delay_ms = MINUTE};
        assert_int_equal(schedule_parse(garner_text(source->schedule), &world->slots[i].plan, &error), 0);
        source->slots = &world->slots[i];
        source->slot_count = 1;
        assert_int_equal(zone_load(zones[i % 4], &world->zones[i], &error), 0);
        world->agenda.entries[i].source = source;
        world->agenda.entries[i].zone = world->zones[i];
    }
}

static void close_world(struct world *world)
{
    for (size_t i = 0; i < world->agenda.count; i++) {
        zone_free(world->zones[i]);
    }
    agenda_release(&world->agenda);
}

static void plan_all(struct world *world, struct agenda_past past, int64_t now)
{
    for (size_t i = 0; i < world->agenda.count; i++) {
        agenda_plan(&world->agenda, &world->agenda.entries[i], &past, now);
    }
}

/* Pulls of no length: each source begins at exactly the times that its schedule has, in order. */
static void test_two_years(void **state)
{
    static const char *const schedules[] = {"15 6 * * mon-fri", "@daily",       "30 2 * * *", "0 */6 * * *",
                                            "every 6h",         "0 0 13 * fri", "@hourly"};
    static struct world world;
    int64_t expected[SOURCES], now = BEGIN, until = BEGIN + 731 * DAY;
    (void)state;
    open_world(&world, SOURCES, schedules, 7);
    plan_all(&world, (struct agenda_past){0}, now);
    for (size_t i = 0; i < SOURCES; i++) {
        expected[i] = source_next(&world.sources[i], world.zones[i], now);
    }
    size_t pulls = 0;
    while (agenda_next(&world.agenda) < until) {
        assert_true(agenda_next(&world.agenda) >= now);
        now = agenda_next(&world.agenda);
        assert_null(agenda_take(&world.agenda, now - 1));
        struct agenda_entry *entry = agenda_take(&world.agenda, now);
        size_t i = (size_t)(entry - world.agenda.entries);
        assert_int_equal(now, expected[i]);
        expected[i] = source_next(entry->source, entry->zone, now);
        agenda_finished(&world.agenda, entry, ENDED(0), now);
        pulls++;
    }
    assert_true(pulls > 100000);
    close_world(&world);
}

/* Pulls that take hours, some failing: no source runs twice at once, nor earlier than its schedule or a retry says. */
static void test_never_overlaps(void **state)
{
    static const char *const schedules[] = {"every 1h", "*/20 * * * *"};
    static const int codes[] = {0, GARNER_E_TEMPORARY, 0, GARNER_E_DATA, GARNER_E_LIMITED, GARNER_E_BUG, ERROR_LOCKED};
    static struct world world;
    struct agenda_entry *running[SOURCES];
    int64_t ends[SOURCES], now = BEGIN;
    size_t count = 0, pulls = 0;
    uint32_t random = 1;
    (void)state;
    open_world(&world, SOURCES, schedules, 2);
    plan_all(&world, (struct agenda_past){0}, now);
    for (; now < BEGIN + 60 * DAY; now += MINUTE) {
        struct agenda_entry *entry;
        while ((entry = agenda_take(&world.agenda, now))) {
            for (size_t i = 0; i < count; i++) {
                assert_ptr_not_equal(running[i], entry);
            }
            random = random * 1664525 + 1013904223;
            ends[count] = now + (random >> 16) % 180 * MINUTE;
            running[count++] = entry;
            pulls++;
        }
        for (size_t i = 0; i < count;) {
            if (ends[i] > now) {
                i++;
                continue;
            }
            random = random * 1664525 + 1013904223;
            agenda_finished(&world.agenda, running[i], ENDED(codes[(random >> 16) % 7]), now);
            assert_true(running[i]->due > now);
            running[i] = running[--count];
            ends[i] = ends[count];
        }
        assert_int_equal(world.agenda.waiting + count, SOURCES);
    }
    assert_true(pulls > 10000);
    close_world(&world);
}

static void test_catching_up(void **state)
{
    static const char *const schedules[] = {"@daily"};
    static const struct {
        struct agenda_past past;
        int64_t due; /* after BEGIN */
    } cases[] = {
        {{0, 0, 0, true, {0}, 0}, 24},                          /* never pulled: its first time */
        {{-1, -1, 0, true, {0}, 0}, 0},                         /* yesterday: today's is due */
        {{-24 * 30, -24 * 30, 0, true, {0}, 0}, 0},             /* a month of misses: one */
        {{-24 * 30, -24 * 30, GARNER_E_DATA, true, {0}, 0}, 0}, /* whatever became of it */
        {{-1, 0, 0, true, {0}, 0}, 0},                          /* interrupted */
        {{6, 6, 0, true, {0}, 0}, 24},                          /* of a clock that was wrong */
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static struct world world;
        int64_t now = BEGIN;
        open_world(&world, 4, schedules, 1);
        struct agenda_entry *entry = &world.agenda.entries[3]; /* UTC */
        struct agenda_past past = cases[i].past;
        past.started = past.started ? BEGIN + past.started * HOUR : 0;
        past.ended = past.ended ? BEGIN + past.ended * HOUR : 0;
        agenda_plan(&world.agenda, entry, &past, now);
        if ((cases[i].due ? entry->due : (entry->due <= now ? now : -1)) != BEGIN + cases[i].due * HOUR) {
            fail_msg("case %zu: due %lld ms after", i, (long long)(entry->due - BEGIN));
        }
        if (cases[i].due == 0) {
            assert_ptr_equal(agenda_take(&world.agenda, now), entry);
            agenda_finished(&world.agenda, entry, ENDED(0), now + MINUTE);
            assert_int_equal(entry->due, BEGIN + DAY);
        }
        close_world(&world);
    }
}

static void test_retries_grow_and_end(void **state)
{
    static const char *const schedules[] = {"@daily"};
    static struct world world;
    int64_t now = BEGIN + HOUR;
    (void)state;
    open_world(&world, 4, schedules, 1);
    struct agenda_entry *entry = &world.agenda.entries[3];
    agenda_plan(&world.agenda, entry, &(struct agenda_past){.started = now - 2 * HOUR, .ended = now - 2 * HOUR}, now);
    static const int64_t delays[] = {1, 2, 4}; /* minutes; then the schedule's next time */
    for (size_t i = 0; i < 3; i++) {
        assert_ptr_equal(agenda_take(&world.agenda, now), entry);
        agenda_finished(&world.agenda, entry, ENDED(GARNER_E_TEMPORARY), now);
        assert_int_equal(entry->due, now + delays[i] * MINUTE);
        now = entry->due;
    }
    assert_ptr_equal(agenda_take(&world.agenda, now), entry);
    agenda_finished(&world.agenda, entry, ENDED(GARNER_E_TEMPORARY), now);
    assert_int_equal(entry->due, BEGIN + DAY);
    close_world(&world);
}

/* 30 days nightly and 90 on Sundays: two due at once are one pull of 90; one that failed stays due; one that was missed
 * is caught up once; what is new in the configuration comes with the next pull. */
static void test_windows(void **state)
{
    static const char *const schedules[] = {"15 6 * * *"};
    static struct world world;
    struct error error = {0};
    (void)state;
    open_world(&world, 4, schedules, 1);
    struct schedule_slot slots[2] = {{.window_days = 30}, {.window_days = 90}};
    assert_int_equal(schedule_parse(garner_text("15 6 * * *"), &slots[0].plan, &error), 0);
    assert_int_equal(schedule_parse(garner_text("15 6 * * sun"), &slots[1].plan, &error), 0);
    world.sources[3].slots = slots;
    world.sources[3].slot_count = 2;
    struct agenda_entry *entry = &world.agenda.entries[3]; /* UTC; BEGIN is a Thursday */
    agenda_plan(&world.agenda, entry, &(struct agenda_past){0}, BEGIN);
    static const struct {
        int code;
        int32_t days;
    } nights[] = {
        {GARNER_E_DATA, 0},
        {0, 0}, /* the plugin decides how far back the first good pull goes */
        {0, 30},
        {GARNER_E_DATA, 90}, /* Saturday, Sunday */
        {GARNER_E_DATA, 90},
        {0, 90}, /* still due */
        {0, 30},
        {0, 30},
    };
    for (size_t i = 0; i < sizeof nights / sizeof *nights; i++) {
        int64_t now = BEGIN + (int64_t)i * DAY + 6 * HOUR + 15 * MINUTE;
        assert_int_equal(agenda_next(&world.agenda), now);
        assert_ptr_equal(agenda_take(&world.agenda, now), entry);
        assert_int_equal(entry->window_days, nights[i].days);
        agenda_finished(&world.agenda, entry, ENDED(nights[i].code), now + MINUTE);
    }
    int64_t now = BEGIN + 30 * DAY, friday = now - 7 * DAY; /* down for a week: one pull, of the longest missed */
    struct agenda_past past = {friday, friday + MINUTE, 0, true, {friday, friday - 5 * DAY}, friday};
    agenda_plan(&world.agenda, entry, &past, now);
    assert_ptr_equal(agenda_take(&world.agenda, now), entry);
    assert_int_equal(entry->window_days, 90);
    assert_int_equal(entry->reached, friday);
    agenda_finished(&world.agenda, entry, ENDED(0), now);
    assert_int_equal(agenda_next(&world.agenda), now + 6 * HOUR + 15 * MINUTE);
    past = (struct agenda_past){now, now, 0, true, {now, 0}, now}; /* 90 was never pulled */
    agenda_plan(&world.agenda, entry, &past, now + HOUR);
    assert_ptr_equal(agenda_take(&world.agenda, now + 7 * HOUR), entry);
    assert_int_equal(entry->window_days, 90);
    close_world(&world);
}

/* A source that says how long to wait gets that, within a second and a day, even past its schedule's next time. */
static void test_waits(void **state)
{
    static const char *const schedules[] = {"every 1h"};
    static const struct {
        int64_t wait, tries, due;
    } cases[] = {
        {0, 0, 60000},
        {90000, 0, 90000},
        {1, 0, 1000},
        {-5, 0, 60000},
        {2 * 3600000, 0, 2 * 3600000},
        {INT64_MAX, 0, 86400000},
        {90000, 3, 3600000},
        {2 * 3600000, 3, 2 * 3600000},
        {0, 3, 3600000},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static struct world world;
        open_world(&world, 1, schedules, 1);
        struct agenda_entry *entry = &world.agenda.entries[0];
        plan_all(&world, (struct agenda_past){0}, BEGIN - 1);
        assert_ptr_equal(agenda_take(&world.agenda, BEGIN), entry);
        entry->tries = cases[i].tries;
        const struct agenda_failure limited = {GARNER_E_LIMITED, cases[i].wait};
        agenda_finished(&world.agenda, entry, &limited, BEGIN);
        if (entry->due != BEGIN + cases[i].due) {
            fail_msg("case %zu: due %lld ms after", i, (long long)(entry->due - BEGIN));
        }
        close_world(&world);
    }
}

static void test_pause(void **state)
{
    static const char *const schedules[] = {"every 1h"};
    static struct world world;
    int64_t now = BEGIN;
    (void)state;
    open_world(&world, 1, schedules, 1);
    struct agenda_entry *entry = &world.agenda.entries[0];
    plan_all(&world, (struct agenda_past){0}, now);
    assert_ptr_equal(agenda_take(&world.agenda, now + HOUR), entry);
    agenda_finished(&world.agenda, entry, ENDED(GARNER_E_AUTH), now + HOUR);
    assert_true(entry->paused);
    assert_true(agenda_next(&world.agenda) == SCHEDULE_NEVER);
    agenda_set_back(&world.agenda, now);
    assert_true(agenda_next(&world.agenda) == SCHEDULE_NEVER);
    agenda_hurry(&world.agenda, entry, now + 5 * HOUR);
    assert_ptr_equal(agenda_take(&world.agenda, now + 5 * HOUR), entry);
    close_world(&world);
}

/* Planned under a clock four years ahead; then it is right again. */
static void test_clock_set_back(void **state)
{
    static const char *const schedules[] = {"every 1h", "@daily"};
    static struct world world;
    (void)state;
    open_world(&world, SOURCES, schedules, 2);
    plan_all(&world, (struct agenda_past){0}, BEGIN + 4 * 365 * DAY);
    agenda_set_back(&world.agenda, BEGIN);
    for (size_t i = 0; i < SOURCES; i++) {
        assert_true(world.agenda.entries[i].due > BEGIN && world.agenda.entries[i].due <= BEGIN + DAY);
    }
    close_world(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_years),   cmocka_unit_test(test_never_overlaps),
        cmocka_unit_test(test_catching_up), cmocka_unit_test(test_retries_grow_and_end),
        cmocka_unit_test(test_windows),     cmocka_unit_test(test_pause),
        cmocka_unit_test(test_waits),       cmocka_unit_test(test_clock_set_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
