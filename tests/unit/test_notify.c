/* Messages to people: which days a report is about, which slots are due, what the ledger gives out, what is told when,
 * and how a mail reads. The clock is simulated. */
#include "core/base/calendar.h"
#include "core/config/read.h"
#include "core/courier/courier.h"
#include "core/run/alerts.h"
#include "core/run/slots.h"
#include "core/store/internal.h"
#include "tests/unit/store_case.h"

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)

static int64_t instant(const char *day, int hour, int minute)
{
    int32_t number = 0;
    assert_true(calendar_parse_day(day, &number));
    return number * DAY + hour * HOUR + minute * INT64_C(60000);
}

/* ---- days ---- */

static void days_of_periods(void **state)
{
    static const struct {
        struct period period;
        const char *today, *from, *to;
    } cases[] = {
        {{1, 0}, "2026-03-01", "2026-02-28", "2026-02-28"},   {{30, 0}, "2026-11-23", "2026-10-24", "2026-11-22"},
        {{0, 'w'}, "2026-11-23", "2026-11-16", "2026-11-22"}, {{0, 'w'}, "2026-11-22", "2026-11-09", "2026-11-15"},
        {{0, 'm'}, "2026-01-31", "2025-12-01", "2025-12-31"}, {{0, 'm'}, "2028-03-01", "2028-02-01", "2028-02-29"},
        {{0, 'q'}, "2026-02-14", "2025-10-01", "2025-12-31"}, {{0, 'y'}, "2026-12-31", "2025-01-01", "2025-12-31"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char first[32], last[32];
        int32_t today = 0, from = 0, to = 0;
        assert_true(calendar_parse_day(cases[i].today, &today));
        assert_true(period_days(cases[i].period, today, &from, &to));
        assert_string_equal(calendar_format_day(from, first), cases[i].from);
        assert_string_equal(calendar_format_day(to, last), cases[i].to);
    }
    int32_t from, to;
    assert_false(period_days((struct period){0}, 20000, &from, &to));
}

/* ---- a store and a configuration under a clock that is set ---- */

struct world {
    struct store_case c;
    int64_t now;
    struct config *config;
};

static int64_t world_now(void *context)
{
    return ((struct world *)context)->now;
}

static void world_open(struct world *w)
{
    struct clock clock = {world_now, w};
    if (store_open(w->c.path, STORE_WRITE, clock, NULL, &w->c.store, &w->c.error)) {
        fail_msg("%s", w->c.error.message);
    }
}

static void world_init(struct world *w, const char *yaml)
{
    *w = (struct world){.now = instant("2026-01-01", 0, 0)};
    case_init(&w->c);
    store_close(w->c.store);
    world_open(w);
    if (config_read("garner.yaml", w->c.dir, text(yaml), "campaigns.yaml", (struct garner_str){0}, &w->config,
                    &w->c.error)) {
        fail_msg("%s", w->c.error.message);
    }
}

static void world_free(struct world *w)
{
    config_free(w->config);
    case_free(&w->c);
}

static int64_t number(struct world *w, const char *sql)
{
    struct query *query = NULL;
    assert_int_equal(store_query(w->c.store, text(sql), NULL, 0, &query, &w->c.error), 0);
    assert_int_equal(query_step(query, &w->c.error), 1);
    int64_t value = query_cell(query, 0).integer;
    query_close(query);
    return value;
}

static int claim(struct world *w, struct arena *arena, struct ledger_entry *entry)
{
    return ledger_claim(w->c.store, HOUR, (struct ledger_only){0}, arena, entry, &w->c.error);
}

/* ---- slots ---- */

static const char DELIVERIES[] =
    "currency: EUR\n"
    "deliver:\n"
    "  - {name: morning, report: compare, schedule: \"0 7 * * *\", tz: Europe/Berlin, to: [./a]}\n"
    "  - {name: gap, report: compare, schedule: \"30 2 * * *\", tz: Europe/Berlin, to: [./a]}\n"
    "  - {name: thrice, report: compare, schedule: \"0 */8 * * *\", tz: America/New_York, to: [./a]}\n"
    "  - {name: even, report: compare, every: 12h, to: [./a, ./b]}\n";

/* A year, looked at whenever something is due and sometimes late: each slot that was due while somebody looked is
 * written down once; of several that went by, the last. */
static void slots_through_a_year(void **state)
{
    static struct world w;
    struct zone *zones[4];
    int64_t expected[4] = {0}, last[4], next = 0, end = instant("2027-01-01", 0, 0);
    uint32_t random = 7;
    (void)state;
    world_init(&w, DELIVERIES);
    /* The world's clock is simulated, so the disk need not keep up with it. */
    assert_int_equal(store_exec(w.c.store, "PRAGMA synchronous = OFF", &w.c.error), 0);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(zone_load(w.config->deliveries[i].zone, &zones[i], &w.c.error), 0);
        last[i] = w.now;
    }
    assert_int_equal(slots_take(w.config, w.c.store, w.now, &next, &w.c.error), 0);
    for (size_t looks = 0; w.now < end; looks++) {
        random = random * 1664525 + 1013904223;
        w.now = next + (looks % 5 == 0 ? (random >> 8) % (72 * HOUR) : 0);
        for (size_t i = 0; i < 4; i++) {
            const struct delivery *d = &w.config->deliveries[i];
            int64_t slot = 0;
            for (int64_t at = schedule_next(&d->plan, zones[i], d->name, last[i]); at <= w.now;
                 at = schedule_next(&d->plan, zones[i], d->name, at)) {
                slot = at;
            }
            expected[i] += slot != 0;
            last[i] = slot ? slot : last[i];
            assert_true(slot_last(&d->plan, zones[i], d->name, w.now - 3 * DAY, w.now) >= slot);
        }
        assert_int_equal(slots_take(w.config, w.c.store, w.now, &next, &w.c.error), 0);
        assert_true(next > w.now);
    }
    assert_int_equal(number(&w, "SELECT count(*) FROM delivery WHERE name = 'morning'"), expected[0]);
    assert_int_equal(number(&w, "SELECT count(*) FROM delivery WHERE name = 'gap'"), expected[1]);
    assert_int_equal(number(&w, "SELECT count(*) FROM delivery WHERE name = 'thrice'"), expected[2]);
    assert_int_equal(number(&w, "SELECT count(*) FROM delivery WHERE name = 'even'"), 2 * expected[3]);
    assert_int_equal(number(&w, "SELECT count(*) FROM delivery d JOIN delivery e ON d.name = e.name "
                                "AND d.target = e.target AND d.slot = e.slot AND d.id < e.id"),
                     0);
    for (size_t i = 0; i < 4; i++) {
        zone_free(zones[i]);
    }
    world_free(&w);
}

static void slots_at_clock_changes(void **state)
{
    static const struct {
        const char *schedule;
        const char *day;
        int hour, minute;
        const char *slot_day;
        int slot_hour, slot_minute; /* UTC */
    } cases[] = {
        {"0 7 * * *", "2026-03-28", 12, 0, "2026-03-28", 6, 0},
        {"0 7 * * *", "2026-03-29", 12, 0, "2026-03-29", 5, 0},
        {"0 7 * * *", "2026-10-25", 5, 59, "2026-10-24", 5, 0},
        {"0 7 * * *", "2026-10-25", 6, 0, "2026-10-25", 6, 0},
        {"30 2 * * *", "2026-03-29", 1, 0, "2026-03-29", 1, 0},
        {"30 2 * * *", "2026-10-25", 12, 0, "2026-10-25", 0, 30},
        {"0 7 29 2 *", "2026-10-25", 12, 0, "2024-02-29", 6, 0},
    };
    struct zone *zone = NULL;
    struct error error = {0};
    (void)state;
    assert_int_equal(zone_load("Europe/Berlin", &zone, &error), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct schedule schedule;
        assert_int_equal(schedule_parse(text(cases[i].schedule), &schedule, &error), 0);
        int64_t now = instant(cases[i].day, cases[i].hour, cases[i].minute);
        int64_t slot = slot_last(&schedule, zone, "x", now - 3000 * DAY, now);
        int64_t expected = instant(cases[i].slot_day, cases[i].slot_hour, cases[i].slot_minute);
        if (slot != expected) {
            fail_msg("case %zu: %lld minutes off", i, (long long)((slot - expected) / 60000));
        }
    }
    zone_free(zone);
}

static void slots_of_a_clock_that_was_wrong(void **state)
{
    static struct world w;
    int64_t next = 0;
    (void)state;
    world_init(&w, DELIVERIES);
    w.now = instant("2030-06-01", 0, 0);
    assert_int_equal(slots_take(w.config, w.c.store, w.now, &next, &w.c.error), 0);
    w.now = instant("2026-06-01", 0, 0);
    assert_int_equal(slots_take(w.config, w.c.store, w.now, &next, &w.c.error), 0);
    assert_int_equal(number(&w, "SELECT count(*) FROM delivery"), 0);
    w.now = instant("2026-06-02", 0, 0);
    assert_int_equal(slots_take(w.config, w.c.store, w.now, &next, &w.c.error), 0);
    assert_int_equal(number(&w, "SELECT count(*) FROM delivery WHERE name = 'morning'"), 1);
    world_free(&w);
}

/* ---- the ledger ---- */

static void a_message_is_given_out_once(void **state)
{
    static struct world w;
    struct arena arena = {0};
    struct ledger_entry entry;
    const struct ledger_message message = {
        .kind = "report", .name = "weekly", .target = "ops", .slot = instant("2026-03-29", 5, 0)};
    (void)state;
    world_init(&w, "currency: EUR\n");
    assert_int_equal(ledger_add(w.c.store, &message, false, &w.c.error), 0);
    assert_int_equal(ledger_add(w.c.store, &message, true, &w.c.error), 0);
    assert_int_equal(claim(&w, &arena, &entry), 1);
    char id[LEDGER_ID];
    ledger_id(&message, id);
    assert_string_equal(entry.id, id);
    assert_int_equal(entry.attempts, 1);
    assert_int_equal(entry.message.slot, message.slot);
    assert_int_equal(claim(&w, &arena, &entry), 0);
    /* It failed for the moment, then is due again. */
    assert_int_equal(ledger_done(w.c.store, id, GARNER_E_TEMPORARY, "down", w.now + HOUR, &w.c.error), 0);
    int64_t due = 0;
    assert_int_equal(ledger_next(w.c.store, &due, &w.c.error), 0);
    assert_int_equal(due, w.now + HOUR);
    assert_int_equal(claim(&w, &arena, &entry), 0);
    w.now += HOUR;
    assert_int_equal(claim(&w, &arena, &entry), 1);
    assert_int_equal(entry.attempts, 2);
    assert_int_equal(entry.created_at, w.now - HOUR);
    assert_int_equal(ledger_done(w.c.store, id, 0, "", 0, &w.c.error), 0);
    /* Sent is sent, whoever asks again. */
    assert_int_equal(ledger_add(w.c.store, &message, true, &w.c.error), 0);
    assert_int_equal(claim(&w, &arena, &entry), 0);
    assert_int_equal(ledger_next(w.c.store, &due, &w.c.error), 0);
    assert_true(due == SCHEDULE_NEVER);
    arena_release(&arena);
    world_free(&w);
}

static void one_message_to_a_target_at_a_time(void **state)
{
    static struct world w;
    struct arena arena = {0};
    struct ledger_entry first, other, second;
    int64_t due = 0;
    (void)state;
    world_init(&w, "currency: EUR\n");
    for (int64_t i = 0; i < 3; i++, w.now++) {
        const struct ledger_message message = {.kind = "failure", .name = "s", .target = i == 1 ? "b" : "a", .slot = i};
        assert_int_equal(ledger_add(w.c.store, &message, false, &w.c.error), 0);
    }
    assert_int_equal(claim(&w, &arena, &first), 1);
    assert_int_equal(claim(&w, &arena, &other), 1);
    assert_string_equal(other.message.target, "b");
    assert_int_equal(claim(&w, &arena, &second), 0);
    assert_int_equal(ledger_next(w.c.store, &due, &w.c.error), 0);
    assert_true(due == SCHEDULE_NEVER);
    assert_int_equal(ledger_done(w.c.store, first.id, 0, "", 0, &w.c.error), 0);
    assert_int_equal(claim(&w, &arena, &second), 1);
    assert_int_equal(second.message.slot, 2);
    arena_release(&arena);
    world_free(&w);
}

static void a_dead_senders_message_is_given_out_again(void **state)
{
    static const struct {
        const char *holder; /* SET … */
        int given;
    } cases[] = {
        {"lease_start = lease_start - 1", 1},                           /* another process had that number */
        {"lease_pid = 999999999", 1},                                   /* no such process */
        {"lease_pid = 1, lease_start = 0", 1},                          /* lives, but not since then */
        {"lease_host = 'elsewhere', lease_until = lease_until + 1", 0}, /* nobody here can tell */
        {"lease_host = 'elsewhere', lease_until = 1", 1},               /* but not for ever */
        {"due_at = due_at", 0},                                         /* ourselves */
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static struct world w;
        struct arena arena = {0};
        struct ledger_entry entry;
        char sql[200], id[LEDGER_ID];
        world_init(&w, "currency: EUR\n");
        const struct ledger_message message = {.kind = "stale", .name = "s", .target = "t", .slot = 5, .body = "b"};
        assert_int_equal(ledger_add(w.c.store, &message, false, &w.c.error), 0);
        assert_int_equal(claim(&w, &arena, &entry), 1);
        snprintf(id, sizeof id, "%s", entry.id);
        snprintf(sql, sizeof sql, "UPDATE delivery SET %s", cases[i].holder);
        assert_int_equal(store_execute(w.c.store, sql, NULL, 0, &w.c.error), 0);
        if (claim(&w, &arena, &entry) != cases[i].given) {
            fail_msg("case %zu", i);
        }
        assert_string_equal(entry.id, id);
        arena_release(&arena);
        world_free(&w);
    }
}

static void a_credential_that_was_renewed(void **state)
{
    static struct world w;
    struct arena arena = {0};
    struct ledger_entry entry;
    static const int codes[] = {GARNER_E_AUTH, GARNER_E_CONFIG, GARNER_E_TEMPORARY};
    (void)state;
    world_init(&w, "currency: EUR\n");
    for (int i = 0; i < 3; i++) {
        const struct ledger_message message = {.kind = "failure", .name = "s", .target = "t", .slot = i};
        assert_int_equal(ledger_add(w.c.store, &message, false, &w.c.error), 0);
        assert_int_equal(claim(&w, &arena, &entry), 1);
        assert_int_equal(ledger_done(w.c.store, entry.id, codes[i], "no", 0, &w.c.error), 0);
    }
    assert_int_equal(number(&w, "SELECT count(*) FROM delivery WHERE state = 'failed'"), 3);
    assert_int_equal(ledger_revive(w.c.store, &w.c.error), 0);
    assert_int_equal(number(&w, "SELECT count(*) FROM delivery WHERE state = 'pending'"), 2);
    w.now += 2 * DAY; /* too old to be of interest to anybody */
    assert_int_equal(store_execute(w.c.store, "UPDATE delivery SET state = 'failed'", NULL, 0, &w.c.error), 0);
    assert_int_equal(ledger_revive(w.c.store, &w.c.error), 0);
    assert_int_equal(number(&w, "SELECT count(*) FROM delivery WHERE state = 'pending'"), 0);
    arena_release(&arena);
    world_free(&w);
}

/* ---- alerts ---- */

static void steps_of_alerts(void **state)
{
    static const struct {
        enum alert_state state;
        int64_t told_at, repeat_ms, now;
        enum alert_step step;
    } cases[] = {
        {ALERT_CLEAR, 0, HOUR, 9, STEP_NONE},        {ALERT_CLEAR, 5, HOUR, 9, STEP_CLEAR},
        {ALERT_UNSURE, 0, HOUR, 9, STEP_NONE},       {ALERT_UNSURE, 5, 1, 9, STEP_NONE},
        {ALERT_HOLDS, 0, HOUR, 9, STEP_TELL},        {ALERT_HOLDS, 5, HOUR, HOUR + 4, STEP_NONE},
        {ALERT_HOLDS, 5, HOUR, HOUR + 5, STEP_TELL}, {ALERT_HOLDS, 5, 0, 1000 * DAY, STEP_NONE},
        {ALERT_HOLDS, 5 * HOUR, HOUR, 9, STEP_NONE}, /* a clock that was set back */
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (alert_step(cases[i].state, cases[i].told_at, cases[i].repeat_ms, cases[i].now) != cases[i].step) {
            fail_msg("case %zu", i);
        }
    }
}

static const char WATCHED[] = "currency: EUR\n"
                              "sources: [{name: web, plugin: csv, path: x, every: 6h, retries: 2}]\n"
                              "notify: [{webhook: \"http://127.0.0.1/x\"}, {name: b, webhook: \"http://127.0.0.1/y\", "
                              "on: [failure], repeat: 0s}]\n";

static void end_run(struct world *w, int code)
{
    static const struct run_counts none;
    assert_int_equal(
        store_run_begin(w->c.store, &(struct run_begin){w->c.source, "csv", "1", 0, {0}, {0}}, &w->c.run, &w->c.error),
        0);
    assert_int_equal(store_run_end(w->c.store, w->c.run,
                                   &(struct run_end){.code = code, .message = "m", .counts = &none}, &w->c.error),
                     0);
}

/* What messages a look adds: of target webhook, and of b. */
static void expect_told(struct world *w, const char *what, int64_t webhook, int64_t b)
{
    int64_t next = 0, before_a = number(w, "SELECT count(*) FROM delivery WHERE target = 'webhook'");
    int64_t before_b = number(w, "SELECT count(*) FROM delivery WHERE target = 'b'");
    for (int i = 0; i < 2; i++) { /* the second look adds nothing */
        assert_int_equal(alerts_sources(w->config, w->c.store, false, w->now, &next, &w->c.error), 0);
        int64_t a = number(w, "SELECT count(*) FROM delivery WHERE target = 'webhook'") - before_a;
        int64_t other = number(w, "SELECT count(*) FROM delivery WHERE target = 'b'") - before_b;
        if (a != webhook || other != b) {
            fail_msg("%s: told %d and %d times", what, (int)a, (int)other);
        }
    }
    assert_true(next > w->now);
}

static void what_sources_make_heard(void **state)
{
    static struct world w;
    (void)state;
    world_init(&w, WATCHED);
    expect_told(&w, "never pulled", 0, 0);
    end_run(&w, 0);
    expect_told(&w, "well", 0, 0);
    for (int i = 0; i < 2; i++, w.now += 60000) {
        end_run(&w, GARNER_E_TEMPORARY);
        expect_told(&w, "it is tried again", 0, 0);
    }
    end_run(&w, GARNER_E_CANCELLED);
    expect_told(&w, "interrupted is not failed", 0, 0);
    end_run(&w, GARNER_E_TEMPORARY);
    expect_told(&w, "the retries are used up", 1, 1);
    w.now += HOUR;
    end_run(&w, GARNER_E_AUTH);
    expect_told(&w, "still", 0, 0);
    w.now = instant("2026-01-01", 12, 9);
    expect_told(&w, "not stale yet", 0, 0);
    w.now = instant("2026-01-01", 12, 11);
    expect_told(&w, "two pulls and the time-out later it is stale", 1, 0);
    w.now += DAY - 2 * HOUR;
    expect_told(&w, "the failure is repeated to whom wants that", 1, 0);
    w.now += 3 * HOUR;
    expect_told(&w, "then that it is stale", 1, 0);
    end_run(&w, 0);
    expect_told(&w, "one recovery for both", 1, 0);
    assert_int_equal(number(&w, "SELECT count(*) FROM alert"), 0);
    end_run(&w, GARNER_E_DATA);
    expect_told(&w, "a failure that does not pass by itself", 1, 1);
    world_free(&w);
}

/* ---- mail ---- */

static const char ID[] = "0123456789abcdef0123456789abcdef";

static char *mail_of(const char *subject, const char *body, const char *from)
{
    struct garner_str to[] = {text("a@example.com"), text("b@example.org")};
    const struct target target = {.name = "t", .kind = TARGET_EMAIL, .from = from, .to = {to, 2}};
    struct ledger_entry entry = {.created_at = instant("2026-03-01", 9, 5)};
    const struct letter letter = {.subject = subject, .text = text(body)};
    memcpy(entry.id, ID, sizeof entry.id);
    struct buf out;
    buf_init(&out, 1 << 20);
    mime_write(&out, &letter, &target, &entry);
    char *mail = xstrdup(buf_text(&out));
    buf_release(&out);
    return mail;
}

static void a_plain_mail(void **state)
{
    (void)state;
    char *mail = mail_of("all is well", "one\n.\ntwo", "\xC3\x96l AG <garner@example.com>");
    assert_string_equal(mail, "From: =?UTF-8?B?w5ZsIEFH?= <garner@example.com>\r\n"
                              "To: a@example.com,\r\n b@example.org\r\n"
                              "Subject: all is well\r\n"
                              "Date: Sun, 1 Mar 2026 09:05:00 +0000\r\n"
                              "Message-ID: <0123456789abcdef0123456789abcdef@example.com>\r\n"
                              "Auto-Submitted: auto-generated\r\n"
                              "MIME-Version: 1.0\r\n"
                              "Content-Type: text/plain; charset=utf-8\r\n"
                              "Content-Transfer-Encoding: 7bit\r\n"
                              "\r\n"
                              "one\r\n.\r\ntwo\r\n");
    free(mail);
}

/* Whatever stands in subject or body: no line too long, none that a server would take for a header. */
static void lines_are_short_and_nothing_is_injected(void **state)
{
    static const char *const subjects[] = {"a\r\nBcc: x@example.com", "=?UTF-8?B?eA==?=", "\xE2\x82\xAC", "", "a\x01z"};
    char *long_text = xcalloc(1, 6001);
    (void)state;
    for (size_t i = 0; i < 2000; i++) {
        memcpy(long_text + 3 * i, "\xE2\x82\xAC", 3);
    }
    for (size_t i = 0; i <= sizeof subjects / sizeof *subjects; i++) {
        const char *subject = i < sizeof subjects / sizeof *subjects ? subjects[i] : long_text;
        char *mail = mail_of(subject, i % 2 ? long_text : "\r\n.\r\nQUIT\r\n", "garner@example.com");
        assert_null(strstr(mail, "\nBcc"));
        assert_null(strstr(mail, "Subject: =?UTF-8?B?eA==?=\r\n"));
        for (const char *line = mail; *line;) {
            size_t n = strcspn(line, "\n");
            assert_true(n <= 77 && line[n] == '\n' && n > 0 && line[n - 1] == '\r');
            line += n + 1;
        }
        free(mail);
    }
    free(long_text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_of_periods),
        cmocka_unit_test(slots_through_a_year),
        cmocka_unit_test(slots_at_clock_changes),
        cmocka_unit_test(slots_of_a_clock_that_was_wrong),
        cmocka_unit_test(a_message_is_given_out_once),
        cmocka_unit_test(one_message_to_a_target_at_a_time),
        cmocka_unit_test(a_dead_senders_message_is_given_out_again),
        cmocka_unit_test(a_credential_that_was_renewed),
        cmocka_unit_test(steps_of_alerts),
        cmocka_unit_test(what_sources_make_heard),
        cmocka_unit_test(a_plain_mail),
        cmocka_unit_test(lines_are_short_and_nothing_is_injected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
