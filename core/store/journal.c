/* journal.c - see journal.h. What a run did is worth knowing for as long as anybody asks why: details of a source's
 * last runs are kept, older ones lose theirs one by one. */
#include "core/store/journal.h"

#include "core/base/str.h"

/* A source pulled every minute keeps less than two hours of details, one pulled daily a quarter. A cursor is for people
 * here: its beginning tells it. */
enum { RUNS_KEPT = 100, WINDOWS_MAX = 1000, CURSOR_SHOWN = 1024 };

static int drop(struct store *store, int64_t run, struct error *error)
{
    static const char *const tables[] = {"run_detail", "run_window", "run_kind"};
    int code = 0;
    for (size_t i = 0; i < sizeof tables / sizeof *tables && !code; i++) {
        code = store_execf(store, error, "DELETE FROM %s WHERE run = %lld", tables[i], (long long)run);
    }
    return code;
}

int journal_begin(struct store *store, int64_t source, int64_t run, struct error *error)
{
    char sql[160];
    int64_t old = 0;
    snprintf(sql, sizeof sql, "SELECT id FROM run WHERE source = %lld ORDER BY id DESC LIMIT 1 OFFSET %d",
             (long long)source, RUNS_KEPT);
    int code = store_integer(store, sql, &old, error);
    code = code || !old ? code : drop(store, old, error);
    return code ? code
                : store_execf(store, error,
                              "INSERT INTO run_detail (run, cursor_before) "
                              "SELECT %lld, CAST(substr(cursor, 1, %d) AS TEXT) FROM source WHERE id = %lld",
                              (long long)run, CURSOR_SHOWN, (long long)source);
}

int journal_end(struct store *store, int64_t run, const char *log, struct error *error)
{
    return store_execf(store, error,
                       "UPDATE run_detail SET log = %Q, cursor_after = (SELECT CAST(substr(cursor, 1, %d) AS TEXT) "
                       "FROM source WHERE id = (SELECT source FROM run WHERE id = %lld)) WHERE run = %lld",
                       log, CURSOR_SHOWN, (long long)run, (long long)run);
}

/* ---- merges ---- */

static int add_kinds(struct store *store, int64_t run, const struct journal_kind *kinds, struct error *error)
{
    int code = 0;
    for (int kind = 1; kind < GARNER_RECORD_LIMIT && !code; kind++) {
        const struct journal_kind *k = &kinds[kind];
        if (k->inserted + k->updated + k->deleted) {
            code =
                store_execf(store, error,
                            "INSERT INTO run_kind VALUES (%lld, %d, %lld, %lld, %lld) ON CONFLICT DO UPDATE SET "
                            "inserted = inserted + excluded.inserted, updated = updated + excluded.updated, "
                            "deleted = deleted + excluded.deleted",
                            (long long)run, kind, (long long)k->inserted, (long long)k->updated, (long long)k->deleted);
        }
    }
    return code;
}

static void bind_day(sqlite3_stmt *s, int index, struct garner_day day)
{
    if (day.state == GARNER_SET) {
        sqlite3_bind_int(s, index, day.day);
    }
}

static int add_window(struct store *store, const struct store_merge *merge, const struct journal_kind *all,
                      int64_t number, struct error *error)
{
    sqlite3_stmt *s;
    int code = store_prepare(store, "INSERT INTO run_window VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                             &s, error);
    if (code) {
        return code;
    }
    const int64_t numbers[] = {(int64_t)merge->records, (int64_t)all->inserted, (int64_t)all->updated,
                               (int64_t)all->deleted, (int64_t)merge->reject_count};
    sqlite3_bind_int64(s, 1, merge->run);
    sqlite3_bind_int64(s, 2, number);
    sqlite3_bind_int64(s, 3, clock_now(&store->clock));
    sqlite3_bind_int(s, 4, merge->windowed);
    if (merge->windowed) {
        bind_str(s, 5, merge->scope);
        bind_day(s, 6, merge->from);
        bind_day(s, 7, merge->to);
    }
    for (int i = 0; i < (int)(sizeof numbers / sizeof *numbers); i++) {
        sqlite3_bind_int64(s, 8 + i, numbers[i]);
    }
    code = store_finish(store, s, error);
    sqlite3_finalize(s);
    return code;
}

int journal_merge(struct store *store, const struct store_merge *merge, const struct journal_kind *kinds,
                  struct error *error)
{
    struct journal_kind all = {0};
    for (int kind = 1; kind < GARNER_RECORD_LIMIT; kind++) {
        all.inserted += kinds[kind].inserted;
        all.updated += kinds[kind].updated;
        all.deleted += kinds[kind].deleted;
    }
    char sql[80];
    int64_t before = 0;
    snprintf(sql, sizeof sql, "SELECT max(number) FROM run_window WHERE run = %lld", (long long)merge->run);
    int code = store_integer(store, sql, &before, error);
    if (!code && before < WINDOWS_MAX) {
        code = add_window(store, merge, &all, before + 1, error);
    }
    return code ? code : add_kinds(store, merge->run, kinds, error);
}
