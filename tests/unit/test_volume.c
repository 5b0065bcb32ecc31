/* The volume guard: its rule on figures, its rule through simulated years of weekends and seasons, and the store that
 * learns from what windows brought. */
#include "store_case.h"
#include "core/store/volume.h"
#include <math.h>

#define T(s)                                                                                                           \
    {                                                                                                                  \
        (s), sizeof(s) - 1                                                                                             \
    }
#define LEADS GARNER_EMITS(GARNER_RECORD_LEAD)

static void the_rule(void **state)
{
    static const struct {
        const char *what;
        int64_t history[VOLUME_DAYS]; /* up to the first 0 */
        int64_t stored, brought;
        bool low;
    } cases[] = {
        {"no history", {0}, 1000, 0, false},
        {"a week is not enough", {900, 900, 900, 900, 900, 900, 900}, 1000, 0, false},
        {"steady, then a page of many", {900, 910, 920, 900, 905, 900, 930, 910}, 920, 100, true},
        {"steady, then nothing new", {900, 910, 920, 900, 905, 900, 930, 910}, 0, 0, true},
        {"steady, then half", {900, 910, 920, 900, 905, 900, 930, 910}, 920, 470, false},
        {"the days before are as they were", {900, 910, 920, 900, 905, 900, 930, 910}, 150, 140, false},
        {"few in any case", {45, 50, 44, 46, 49, 45, 51, 47}, 47, 1, false},
        {"it has been that low", {900, 60, 920, 900, 905, 900, 930, 910}, 900, 16, false},
        {"a quiet new day", {900, 910, 920, 900, 905, 200, 210, 910}, 0, 30, false},
        {"a new day all but empty", {900, 910, 920, 900, 905, 200, 210, 910}, 0, 15, true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t history[VOLUME_DAYS];
        size_t count = 0;
        for (; count < VOLUME_DAYS && cases[i].history[count]; count++) {
            history[count] = cases[i].history[count];
        }
        struct volume_figures figures = {.stored = cases[i].stored};
        if (volume_judge(history, count, cases[i].brought, &figures) != cases[i].low) {
            fail_msg("%s", cases[i].what);
        }
    }
}

/* ---- years ---- */

enum { YEARS = 3, LAST = YEARS * 365 };

struct source {
    const char *name;
    double base, weekend, summer, season; /* rows of a working day; factors of the rest */
    int window;                           /* days it restates */
};

/* What the source's day really has: its season, its week, and a noise of a third either way. */
static void live(const struct source *source, int64_t *rows)
{
    uint32_t random = 7;
    for (int day = 0; day < LAST; day++) {
        random = random * 1664525 + 1013904223;
        double noise = 0.67 + 0.66 * ((random >> 8) / 16777216.0);
        int of_year = day % 365;
        double factor = day % 7 >= 5 ? source->weekend : 1;
        factor *= of_year >= 180 && of_year < 240 ? source->summer : 1;
        factor *= of_year >= 330 && of_year < 358 ? source->season : 1;
        rows[day] = (int64_t)round(source->base * factor * noise);
    }
}

static int64_t sum(const int64_t *rows, int from, int to)
{
    int64_t total = 0;
    for (int day = from < 0 ? 0 : from; day <= to; day++) {
        total += rows[day];
    }
    return total;
}

static bool refused(const int64_t *brought, int day, int64_t stored, int64_t now)
{
    int64_t history[VOLUME_DAYS];
    size_t count = day < VOLUME_DAYS ? (size_t)day : VOLUME_DAYS;
    memcpy(history, brought + day - count, count * sizeof *history);
    struct volume_figures figures = {.stored = stored};
    return volume_judge(history, count, now, &figures);
}

/* Every day a pull of the last days: none is refused; but an answer cut to a twentieth always is, once learnt. */
static void years_of_seasons(void **state)
{
    static const struct source sources[] = {
        {"ads", 400, 1, 1, 1, 30},
        {"leads of an office", 300, 0.05, 0.5, 1, 7},
        {"a shop", 2000, 1.5, 0.7, 8, 14},
        {"a gift shop", 100, 1, 1, 40, 7},
        {"yesterday's", 700, 0.2, 0.6, 3, 1},
        {"closed on weekends", 500, 0, 0.8, 1, 1},
        {"few", 8, 0.3, 0.5, 2, 3},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(sources); i++) {
        const struct source *source = &sources[i];
        static int64_t rows[LAST], brought[LAST];
        int seen = 0, judged = 0;
        live(source, rows);
        for (int day = 0; day < LAST; day++) {
            int64_t stored = sum(rows, day - source->window + 1, day - 1);
            brought[day] = sum(rows, day - source->window + 1, day);
            if (refused(brought, day, stored, brought[day])) {
                fail_msg("%s: day %d with %lld rows", source->name, day, (long long)brought[day]);
            }
            judged += day >= VOLUME_DAYS;
            seen += day >= VOLUME_DAYS && refused(brought, day, stored, brought[day] / 20);
        }
        if (source->base * source->weekend * source->window > 200 && seen < judged * 9 / 10) {
            fail_msg("%s: only %d of %d cut answers were seen", source->name, seen, judged);
        }
    }
}

/* ---- the store ---- */

static struct store_item *leads(size_t count)
{
    static struct store_item items[400];
    static char names[400][8];
    assert_true(count <= COUNT(items));
    for (size_t i = 0; i < count; i++) {
        snprintf(names[i], sizeof names[i], "%zu", i);
        items[i] = ITEM(lead, GARNER_RECORD_LEAD,
                        {.id = text(names[i]), .created_at = {INT64_C(20000) * 86400000, GARNER_SET, 1}});
    }
    return items;
}

static int64_t day_now(void *context)
{
    return *(int64_t *)context * 86400000;
}

static void brings_each_day(struct store_case *c, int64_t *today, int64_t days, size_t count)
{
    for (int64_t i = 0; i < days; i++, ++*today) {
        merged(c, (struct store_merge){.windowed = true, .scope = T("a.csv"), .kinds = LEADS}, leads(count + (size_t)i),
               count + (size_t)i);
    }
}

static void the_store_learns(void **state)
{
    struct store_case *c = *state;
    int64_t today = 20000;
    store_close(c->store);
    assert_int_equal(store_open(c->path, STORE_WRITE, (struct clock){day_now, &today}, NULL, &c->store, &c->error), 0);
    struct store_merge file = {.windowed = true, .scope = T("a.csv"), .kinds = LEADS, .cursor = T("c")};
    brings_each_day(c, &today, 3, 200);
    merged(c, file, leads(10), 10); /* too early to tell */
    brings_each_day(c, &today, VOLUME_LEARN - 2, 300);
    struct store_merge small = file;
    small.accept_empty = true;
    merged(c, file, leads(40), 40); /* the 10 of the first days are remembered */
    today++;
    brings_each_day(c, &today, VOLUME_DAYS, 300);
    ROWS(c, "SELECT count(DISTINCT day), min(least), max(least) FROM volume WHERE scope > 0", "30|300|329");
    /* What a clock that was ahead has noted goes once it is right again. */
    today += 4000;
    brings_each_day(c, &today, 3, 350);
    today -= 4003;
    brings_each_day(c, &today, 1, 330);
    ROWS(c, "SELECT max(day) - 20000 < 100 FROM volume", "1");
    file.cursor = (struct garner_str)T("moved");
    const struct store_reject rejects[] = {{.reason = T("is no date")}};
    file.rejects = rejects;
    file.reject_count = 1;
    assert_int_equal(merge_with(c, file, leads(40), 40), GARNER_E_DATA);
    assert_string_equal(c->error.message,
                        "a.csv brought 40 lead records where on its last 27 days it brought 317 (median) and hardly "
                        "ever less than 306, and 330 are stored; 1 rows were refused, the first because is no date; "
                        "--accept-empty accepts it");
    ROWS(c, "SELECT cursor, (SELECT count(*) FROM fact_lead), (SELECT count(*) FROM quarantine_row) FROM source",
         "c|330|0");
    /* Accepted once, it is learnt anew. */
    merged(c, small, leads(40), 40);
    merged(c, file, leads(5), 5);
    ROWS(c, "SELECT count(*) FROM fact_lead", "5");
}

static int setup(void **state)
{
    struct store_case *c = xcalloc(1, sizeof *c);
    case_init(c);
    *state = c;
    return 0;
}

static int teardown(void **state)
{
    case_free(*state);
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rule),
        cmocka_unit_test(years_of_seasons),
        cmocka_unit_test_setup_teardown(the_store_learns, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
