/* lookups.c - tables that views need and only garner or the configuration decide: enumerations' words, the zone's
 * shifts, the calendar. Called by refresh.c when the configuration is another than last time. */
#include "core/base/calendar.h"
#include "core/schema/record.h"
#include "core/store/derived.h"

/* ---- words ---- */

static int insert_word(struct store *store, sqlite3_stmt *insert, const char *list, int number, const char *name,
                       struct error *error)
{
    sqlite3_bind_text(insert, 1, list, -1, SQLITE_STATIC);
    sqlite3_bind_int(insert, 2, number);
    sqlite3_bind_text(insert, 3, name, -1, SQLITE_STATIC);
    return store_finish(store, insert, error);
}

static int insert_words(struct store *store, sqlite3_stmt *insert, const struct words *words, struct error *error)
{
    int code = 0;
    for (size_t i = 0; i < words->count && !code; i++) {
        code = insert_word(store, insert, words->name, words->names[i].number, words->names[i].name, error);
    }
    return code;
}

/* Record kinds, and what a run's code means. */
static int insert_own_words(struct store *store, sqlite3_stmt *insert, struct error *error)
{
    int code = 0;
    for (int kind = 1; kind < GARNER_RECORD_LIMIT && !code; kind++) {
        code = insert_word(store, insert, "record", kind, record_type(kind)->name, error);
    }
    for (int failure = ERROR_LOCKED; failure < 0 && !code; failure++) {
        code = insert_word(store, insert, "class", failure, error_class(failure), error);
        code = code ? code : insert_word(store, insert, "advice", failure, error_advice(failure), error);
    }
    return code;
}

static int fill_terms(struct store *store, struct error *error)
{
    static const struct words *const lists[] = {
        &record_channels, &record_cost_types, &record_touch_kinds,    &record_deal_states,    &record_audiences,
        &record_flags,    &record_date_bases, &record_activity_kinds, &record_order_statuses,
    };
    sqlite3_stmt *insert = NULL;
    int code = store_exec(store, "DELETE FROM term", error);
    code = code ? code : store_prepare(store, "INSERT INTO term VALUES (?1, ?2, ?3)", &insert, error);
    for (size_t i = 0; i < sizeof lists / sizeof *lists && !code; i++) {
        code = insert_words(store, insert, lists[i], error);
    }
    code = code ? code : insert_own_words(store, insert, error);
    sqlite3_finalize(insert);
    return code;
}

/* ---- zone ---- */

/* Views divide by a day's milliseconds after adding this, so that instants before 1970 round down as well. */
static const int64_t since_year_one = INT64_C(719162) * DAY_MS;

static int insert_shift(struct store *store, sqlite3_stmt *insert, int64_t from_ms, int32_t offset, struct error *error)
{
    sqlite3_bind_int64(insert, 1, from_ms);
    sqlite3_bind_int64(insert, 2, since_year_one + (int64_t)offset * 1000);
    return store_finish(store, insert, error);
}

/* The first millisecond with another offset than the one at `before`; it lies within the day that follows. */
static int64_t find_change(const struct zone *zone, int64_t before)
{
    int64_t low = before, high = before + DAY_MS;
    int32_t offset = zone_offset(zone, before);
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (zone_offset(zone, middle) == offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

static int fill_shifts(struct store *store, const struct zone *zone, struct error *error)
{
    sqlite3_stmt *insert = NULL;
    int32_t first = calendar_day(1900, 1, 1), last = calendar_day(2100, 1, 1);
    int code = store_exec(store, "DELETE FROM zone_shift", error);
    code = code ? code : store_prepare(store, "INSERT INTO zone_shift VALUES (?1, ?2)", &insert, error);
    code = code ? code
                : insert_shift(store, insert, INT64_C(-9000000000000000), zone_offset(zone, (int64_t)first * DAY_MS),
                               error);
    for (int32_t day = first; day < last && !code; day++) {
        int64_t ms = (int64_t)day * DAY_MS;
        if (zone_offset(zone, ms) != zone_offset(zone, ms + DAY_MS)) {
            int64_t change = find_change(zone, ms);
            code = insert_shift(store, insert, change, zone_offset(zone, change), error);
        }
    }
    sqlite3_finalize(insert);
    return code;
}

/* ---- calendar ---- */

static int insert_day(struct store *store, sqlite3_stmt *insert, int32_t day, struct error *error)
{
    char date[32], week[32], month[32], quarter[32];
    int year, number;
    struct civil civil = calendar_civil(day);
    calendar_iso_week(day, &year, &number);
    snprintf(week, sizeof week, "%04d-W%02d", year, number);
    snprintf(month, sizeof month, "%04d-%02d", civil.year, civil.month);
    snprintf(quarter, sizeof quarter, "%04d-Q%d", civil.year, (civil.month + 2) / 3);
    sqlite3_bind_int(insert, 1, day);
    sqlite3_bind_text(insert, 2, calendar_format_day(day, date), -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 3, week, -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 4, month, -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 5, quarter, -1, SQLITE_STATIC);
    sqlite3_bind_int(insert, 6, civil.year);
    sqlite3_bind_int(insert, 7, calendar_weekday(day));
    return store_finish(store, insert, error);
}

static int fill_calendar(struct store *store, struct error *error)
{
    int64_t present;
    sqlite3_stmt *insert = NULL;
    int code = store_integer(store, "SELECT EXISTS (SELECT 1 FROM calendar)", &present, error);
    if (code || present) {
        return code;
    }
    code = store_prepare(store, "INSERT INTO calendar VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", &insert, error);
    for (int32_t day = calendar_day(1990, 1, 1); day < calendar_day(2070, 1, 1) && !code; day++) {
        code = insert_day(store, insert, day, error);
    }
    sqlite3_finalize(insert);
    return code;
}

int lookups_refresh(struct store *store, const struct config *config, struct error *error)
{
    int code = fill_terms(store, error);
    code = code ? code : fill_shifts(store, config->zone, error);
    return code ? code : fill_calendar(store, error);
}
