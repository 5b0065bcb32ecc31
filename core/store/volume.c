/* volume.c - see volume.h. What windows brought is kept in the table volume: one row a day, kind and length, with the
 * least that was brought on that day, so that pulling more often teaches nothing false. Windows of a scope are compared
 * with that scope's own; the first of a new scope (the file of a new day) with other scopes' first. */
#include "core/store/volume.h"
#include "core/base/calendar.h"
#include "core/base/str.h"

/* ---- the rule ---- */

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

bool volume_judge(int64_t *history, size_t count, int64_t brought, struct volume_figures *figures)
{
    figures->days = count;
    figures->usual = figures->least = 0;
    if (count < VOLUME_LEARN) {
        return false;
    }
    qsort(history, count, sizeof *history, compare);
    figures->usual = history[count / 2];
    figures->least = history[figures->stored ? count / 10 : 0];
    if (figures->least < VOLUME_FLOOR) {
        return false;
    }
    return figures->stored ? brought < figures->least / 4 && brought < figures->stored / 2
                           : brought < figures->least / 10;
}

/* ---- which windows are alike ---- */

/* Days it covers; 0 = everything, -1 = open at one end. */
static int64_t days_of(const struct store_merge *merge)
{
    bool from = merge->from.state == GARNER_SET, to = merge->to.state == GARNER_SET;
    return from && to ? (int64_t)merge->to.day - merge->from.day + 1 : from || to ? -1 : 0;
}

/* 0: the first window of a scope, compared with others' first. */
static int64_t series_of(const struct scope *scope)
{
    return scope->kinds ? scope->id : 0;
}

static int bind_series(struct store *store, const char *sql, const struct store_merge *merge, const struct scope *scope,
                       sqlite3_stmt **s, struct error *error)
{
    int code = store_prepare(store, sql, s, error);
    if (code == 0) {
        sqlite3_bind_int64(*s, 1, merge->source);
        sqlite3_bind_int64(*s, 2, series_of(scope));
        sqlite3_bind_int64(*s, 4, days_of(merge));
    }
    return code;
}

/* Windows from half to twice as long count, by the day. */
#define ALIKE                                                                                                          \
    "source = ?1 AND scope = ?2 AND kind = ?3 AND (length = ?4 OR (?4 > 0 AND length > 0 AND length * 2 >= ?4 AND "    \
    "length <= ?4 * 2)) "

static int read_history(struct store *store, sqlite3_stmt *s, int kind, int64_t *history, size_t *count,
                        struct error *error)
{
    *count = 0;
    sqlite3_bind_int(s, 3, kind);
    int got;
    while ((got = store_step(store, s, error)) > 0) {
        history[(*count)++] = sqlite3_column_int64(s, 0);
    }
    return got;
}

/* ---- the guard ---- */

static int refuse(const struct store_merge *merge, int kind, const struct volume_figures *figures, struct error *error)
{
    struct buf window, rest;
    buf_init(&window, ERROR_MESSAGE_MAX / 2);
    buf_init(&rest, ERROR_MESSAGE_MAX / 2);
    window_describe(&window, merge);
    if (figures->stored) {
        buf_addf(&rest, ", and %lld are stored", (long long)figures->stored);
    }
    window_describe_rejects(&rest, merge);
    error_set(error, GARNER_E_DATA,
              "%s brought %lld %s records where on its last %zu days it brought %lld (median) and hardly ever less "
              "than %lld%s; --accept-empty accepts it",
              buf_text(&window), (long long)merge->brought[kind], record_type(kind)->name, figures->days,
              (long long)figures->usual, (long long)figures->least, buf_text(&rest));
    buf_release(&window);
    buf_release(&rest);
    return GARNER_E_DATA;
}

static int forget(struct store *store, const struct store_merge *merge, const struct scope *scope, int kind,
                  struct error *error)
{
    return store_execf(store, error, "DELETE FROM volume WHERE source = %lld AND scope = %lld AND kind = %d",
                       (long long)merge->source, (long long)series_of(scope), kind);
}

static int judge_kind(struct store *store, const struct store_merge *merge, const struct scope *scope,
                      sqlite3_stmt *alike, int kind, struct error *error)
{
    int64_t history[VOLUME_DAYS];
    size_t count;
    struct volume_figures figures = {0};
    int code = read_history(store, alike, kind, history, &count, error);
    figures.stored = INT64_MAX; /* what suspects most: so stored rows are seldom counted */
    if (code || !volume_judge(history, count, (int64_t)merge->brought[kind], &figures)) {
        return code;
    }
    code = window_rows(store, merge, scope, kind, &figures.stored, error);
    if (code || !volume_judge(history, count, (int64_t)merge->brought[kind], &figures)) {
        return code;
    }
    return merge->accept_empty ? forget(store, merge, scope, kind, error) : refuse(merge, kind, &figures, error);
}

/* The window's kinds that have a history. */
static int known_kinds(struct store *store, const struct store_merge *merge, const struct scope *scope, uint32_t *kinds,
                       struct error *error)
{
    sqlite3_stmt *s;
    int code = bind_series(store, "SELECT DISTINCT kind FROM volume WHERE source = ?1 AND scope = ?2", merge, scope, &s,
                           error);
    int got = code;
    *kinds = 0;
    while (!code && (got = store_step(store, s, error)) > 0) {
        *kinds |= GARNER_EMITS(sqlite3_column_int(s, 0));
    }
    *kinds &= merge->kinds;
    sqlite3_finalize(s);
    return got;
}

static int judge_all(struct store *store, const struct store_merge *merge, const struct scope *scope, uint32_t kinds,
                     struct error *error)
{
    static const char sql[] = "SELECT min(least * CASE WHEN ?4 > 0 THEN ?4 / CAST(length AS REAL) ELSE 1 END) "
                              "FROM volume WHERE " ALIKE "GROUP BY day ORDER BY day DESC LIMIT ?5";
    sqlite3_stmt *alike;
    int code = bind_series(store, sql, merge, scope, &alike, error);
    for (int kind = 1; kind < GARNER_RECORD_LIMIT && !code; kind++) {
        if (kinds & GARNER_EMITS(kind)) {
            sqlite3_bind_int(alike, 5, VOLUME_DAYS);
            code = judge_kind(store, merge, scope, alike, kind, error);
        }
    }
    sqlite3_finalize(alike);
    return code;
}

/* ---- the history ---- */

static int64_t today(const struct store *store)
{
    return clock_now(&store->clock) / CALENDAR_DAY_MS;
}

/* Days that are too long ago, and those of a clock that was ahead. */
static int prune(struct store *store, const struct store_merge *merge, const struct scope *scope, struct error *error)
{
    static const char sql[] =
        "DELETE FROM volume WHERE source = ?1 AND scope = ?2 AND length = ?4 AND (day > ?6 OR day < "
        "(SELECT DISTINCT day FROM volume WHERE source = ?1 AND scope = ?2 AND length = ?4 "
        "ORDER BY day DESC LIMIT 1 OFFSET ?5))";
    sqlite3_stmt *s;
    int code = bind_series(store, sql, merge, scope, &s, error);
    if (code == 0) {
        sqlite3_bind_int(s, 5, VOLUME_DAYS - 1);
        sqlite3_bind_int64(s, 6, today(store));
        code = store_finish(store, s, error);
    }
    sqlite3_finalize(s);
    return code;
}

/* Nothing of a kind is news only where there was something before. */
static int note_all(struct store *store, const struct store_merge *merge, const struct scope *scope, uint32_t known,
                    struct error *error)
{
    static const char sql[] =
        "INSERT INTO volume (source, scope, kind, length, day, least) VALUES (?1, ?2, ?3, ?4, ?5, "
        "?6) ON CONFLICT DO UPDATE SET least = excluded.least WHERE excluded.least < least";
    sqlite3_stmt *add;
    int before = sqlite3_total_changes(store->db);
    int code = bind_series(store, sql, merge, scope, &add, error);
    for (int kind = 1; kind < GARNER_RECORD_LIMIT && !code; kind++) {
        if (known & GARNER_EMITS(kind) || (merge->kinds & GARNER_EMITS(kind) && merge->brought[kind])) {
            sqlite3_bind_int(add, 3, kind);
            sqlite3_bind_int64(add, 5, today(store));
            sqlite3_bind_int64(add, 6, (int64_t)merge->brought[kind]);
            code = store_finish(store, add, error);
        }
    }
    sqlite3_finalize(add);
    return code || sqlite3_total_changes(store->db) == before ? code : prune(store, merge, scope, error);
}

int volume_guard(struct store *store, const struct store_merge *merge, const struct scope *scope, bool unchanged,
                 struct error *error)
{
    uint32_t known;
    int code = merge->windowed ? known_kinds(store, merge, scope, &known, error) : 0;
    if (code || !merge->windowed) {
        return code;
    }
    code = known && !unchanged ? judge_all(store, merge, scope, known, error) : 0;
    return code ? code : note_all(store, merge, scope, known, error);
}
