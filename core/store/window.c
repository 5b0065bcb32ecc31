/* window.c - replaces what a window covers: rows of its scope, its kinds and its days that it did not bring are
 * deleted. Called by merge.c after the upserts of a kind; knows nothing of feeds. */
#include "core/store/window.h"
#include "core/base/calendar.h"
#include "core/base/str.h"
#include "core/store/dictionary.h"
#include "core/store/lent.h"

/* Where on earth a local day may begin before, and end after, the UTC day of the same name. */
#define EAST_MS (INT64_C(14) * 3600 * 1000)
#define WEST_MS (INT64_C(12) * 3600 * 1000)
enum { SQL_MAX = 1 << 16 };

/* ---- brought(key columns …) ---- */

static void brought(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct store *store = sqlite3_user_data(context);
    struct batch *batch = store->batch;
    if (!batch || count != (int)batch->fact->key_count) {
        sqlite3_result_error(context, "brought() outside of a merge", -1);
        return;
    }
    struct dictionary *d = store->dictionary;
    scratch_start(d, 'k');
    for (int i = 0; i < count; i++) {
        if (sqlite3_value_type(values[i]) == SQLITE_TEXT) {
            const char *text = (const char *)sqlite3_value_text(values[i]);
            scratch_add(d, str_of(text, (size_t)sqlite3_value_bytes(values[i])));
        } else {
            scratch_add_number(d, sqlite3_value_int64(values[i]));
        }
    }
    const uint32_t *seen = table_find(&batch->seen, scratch_print(d));
    sqlite3_result_int(context, seen && *seen != SEEN_REMOVED);
}

int window_register(struct store *store, struct error *error)
{
    int result =
        sqlite3_create_function(store->db, "brought", -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, store, brought, NULL, NULL);
    return result ? store_failed(store, store->db, error) : 0;
}

/* ---- scopes ---- */

static void read_scope(sqlite3_stmt *row, struct scope *scope)
{
    scope->id = sqlite3_column_int64(row, 0);
    scope->kinds = (uint32_t)sqlite3_column_int64(row, 1);
    const void *digest = sqlite3_column_blob(row, 2);
    scope->digested = digest && sqlite3_column_bytes(row, 2) == (int)sizeof scope->digest;
    if (scope->digested) {
        memcpy(&scope->digest, digest, sizeof scope->digest);
    }
    scope->rows = sqlite3_column_int64(row, 3);
    scope->placed = sqlite3_column_type(row, 4) != SQLITE_NULL;
    scope->min_place = sqlite3_column_int64(row, 4);
    scope->max_place = sqlite3_column_int64(row, 5);
}

int scope_enter(struct store *store, const struct store_merge *merge, struct scope *scope, struct error *error)
{
    static const char *const sql =
        "INSERT INTO scope (source, name) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET name = name "
        "RETURNING id, kinds, digest, rows, min_place, max_place";
    *scope = (struct scope){0};
    if (!merge->windowed) {
        return 0;
    }
    sqlite3_stmt *statement;
    int code = store_prepare(store, sql, &statement, error);
    if (code) {
        return code;
    }
    sqlite3_bind_int64(statement, 1, merge->source);
    bind_str(statement, 2, merge->scope.len ? merge->scope : str_of("", 0));
    code = store_step(store, statement, error);
    if (code > 0) {
        read_scope(statement, scope);
    }
    sqlite3_finalize(statement);
    return code < 0 ? code : 0;
}

static bool is_whole(const struct store_merge *merge)
{
    return merge->from.state != GARNER_SET && merge->to.state != GARNER_SET;
}

int scope_leave(struct store *store, const struct batch *batch, const struct scope *scope,
                const struct identity_hash *digest, uint64_t inserted, struct error *error)
{
    bool anew =
        is_whole(batch->merge) && !batch->merge->adds && (scope->kinds == batch->merge->kinds || scope->rows == 0);
    sqlite3_stmt *s;
    int code = store_prepare(
        store,
        "UPDATE scope SET kinds = ?2, digest = ?3, rows = rows + ?4, "
        "min_place = CASE WHEN ?5 THEN ?6 ELSE min(coalesce(min_place, ?6), coalesce(?6, min_place)) END, "
        "max_place = CASE WHEN ?5 THEN ?7 ELSE max(coalesce(max_place, ?7), coalesce(?7, max_place)) END "
        "WHERE id = ?1",
        &s, error);
    if (code) {
        return code;
    }
    sqlite3_bind_int64(s, 1, scope->id);
    sqlite3_bind_int64(s, 2, batch->merge->kinds);
    if (digest) {
        sqlite3_bind_blob(s, 3, digest->bytes, sizeof digest->bytes, SQLITE_STATIC);
    }
    sqlite3_bind_int64(s, 4, (int64_t)inserted);
    sqlite3_bind_int(s, 5, anew);
    if (batch->placed) {
        sqlite3_bind_int(s, 6, batch->first_day);
        sqlite3_bind_int(s, 7, batch->last_day);
    }
    code = store_finish(store, s, error);
    sqlite3_finalize(s);
    return code;
}

/* ---- which rows ---- */

struct range {
    int64_t low, high; /* both included */
};

static struct range days_of(const struct store_merge *merge)
{
    return (struct range){merge->from.state == GARNER_SET ? merge->from.day : INT32_MIN,
                          merge->to.state == GARNER_SET ? merge->to.day : INT32_MAX};
}

/* The instants that are certainly in the window, whatever zone its days are of: those inside of all zones' days, and
 * those between two that it brought. */
static struct range sure_instants(const struct batch *batch, struct range days)
{
    struct range sure = {days.low * CALENDAR_DAY_MS + WEST_MS, (days.high + 1) * CALENDAR_DAY_MS - EAST_MS - 1};
    struct range most = {days.low * CALENDAR_DAY_MS - EAST_MS, (days.high + 1) * CALENDAR_DAY_MS + WEST_MS - 1};
    if (!batch->timed) {
        return sure;
    }
    int64_t first = batch->first_ms > most.low ? batch->first_ms : most.low;
    int64_t last = batch->last_ms < most.high ? batch->last_ms : most.high;
    if (sure.low > sure.high) {
        return (struct range){first, last};
    }
    return (struct range){first < sure.low ? first : sure.low, last > sure.high ? last : sure.high};
}

/* Conditions that let SQLite use the primary key; they exclude no row of the scope. */
static void add_source(struct buf *sql, const struct fact *fact, const struct store_merge *merge,
                       const struct scope *scope)
{
    const struct fact_column *first = &fact->columns[fact->keys[0]];
    bool by_time = first->form == COLUMN_MS;
    buf_addf(sql, "scope = %lld", (long long)scope->id);
    if (first->form == COLUMN_SOURCE) {
        buf_addf(sql, " AND source = %lld", (long long)merge->source);
    } else if (first->form == COLUMN_CAMP) {
        buf_addf(sql, " AND camp IN (SELECT id FROM campaign_ref WHERE source = %lld)", (long long)merge->source);
    }
    if (scope->placed && (by_time || first->form == COLUMN_CAMP) && fact->place != FACT_NONE) {
        int64_t unit = by_time ? CALENDAR_DAY_MS : 1;
        buf_addf(sql, " AND \"%s\" BETWEEN %lld AND %lld", fact->columns[fact->place].name,
                 (long long)(scope->min_place * unit), (long long)((scope->max_place + 1) * unit - 1));
    }
}

static void add_days(struct buf *sql, const struct fact *fact, struct range days, struct range sure)
{
    const char *place = fact->columns[fact->place].name;
    if (fact->columns[fact->place].form == COLUMN_DAY) {
        buf_addf(sql, " AND \"%s\" BETWEEN %lld AND %lld", place, (long long)days.low, (long long)days.high);
        return;
    }
    buf_addf(sql,
             " AND \"%s\" BETWEEN %lld AND %lld AND CASE WHEN \"%s_day\" THEN \"%s\" BETWEEN %lld AND %lld "
             "ELSE \"%s\" BETWEEN %lld AND %lld END",
             place, (long long)(days.low * CALENDAR_DAY_MS - EAST_MS),
             (long long)((days.high + 1) * CALENDAR_DAY_MS + WEST_MS), place, place,
             (long long)(days.low * CALENDAR_DAY_MS), (long long)((days.high + 1) * CALENDAR_DAY_MS - 1), place,
             (long long)sure.low, (long long)sure.high);
}

/* A kind without a place has nothing in a window of days. */
static bool covers(const struct fact *fact, const struct store_merge *merge)
{
    return is_whole(merge) || fact->place != FACT_NONE;
}

static void add_keys(struct buf *sql, const struct fact *fact)
{
    for (size_t i = 0; i < fact->key_count; i++) {
        buf_addf(sql, "%s\"%s\"", i ? ", " : "", fact->columns[fact->keys[i]].name);
    }
}

/* What the window covers and did not bring. */
static void add_dropped(struct buf *sql, struct batch *batch, const struct scope *scope)
{
    const struct fact *fact = batch->fact;
    add_source(sql, fact, batch->merge, scope);
    if (!is_whole(batch->merge)) {
        struct range days = days_of(batch->merge);
        add_days(sql, fact, days, sure_instants(batch, days));
    }
    buf_adds(sql, " AND NOT brought(");
    add_keys(sql, fact);
    buf_adds(sql, ")");
}

/* Facts that another file holds as well are its own again. */
static int give_back(struct batch *batch, const struct scope *scope, struct error *error)
{
    const struct fact *fact = batch->fact;
    int64_t any = 0;
    int code = lent_any(batch->store, &any, error);
    if (code || !any) {
        return code;
    }
    struct buf sql, lender;
    buf_init(&sql, SQL_MAX);
    buf_init(&lender, SQL_MAX);
    buf_addf(&lender, "lender(%d, ", (int)fact->type->kind);
    add_keys(&lender, fact);
    buf_adds(&lender, ")");
    buf_addf(&sql, "UPDATE " FACT_NAME " SET scope = %s WHERE ", fact->type->name, buf_text(&lender));
    add_dropped(&sql, batch, scope);
    buf_addf(&sql, " AND coalesce(%s, scope) <> scope", buf_text(&lender));
    batch->returning = true;
    code = store_exec(batch->store, buf_text(&sql), error);
    batch->returning = false;
    buf_release(&lender);
    buf_release(&sql);
    return code;
}

int window_replace(struct batch *batch, const struct scope *scope, struct error *error)
{
    const struct fact *fact = batch->fact;
    if (scope->rows == 0 || !covers(fact, batch->merge)) {
        return 0;
    }
    int code = give_back(batch, scope, error);
    if (code) {
        return code;
    }
    struct buf sql;
    buf_init(&sql, SQL_MAX);
    buf_addf(&sql, "DELETE FROM " FACT_NAME " WHERE ", fact->type->name);
    add_dropped(&sql, batch, scope);
    code = store_exec(batch->store, buf_text(&sql), error);
    buf_release(&sql);
    return code;
}

/* ---- the zero-row guard ---- */

int window_rows(struct store *store, const struct store_merge *merge, const struct scope *scope, int kind,
                int64_t *rows, struct error *error)
{
    const struct fact *fact = &store->facts[kind];
    *rows = 0;
    if (!covers(fact, merge) || scope->rows == 0) {
        return 0;
    }
    struct buf sql;
    buf_init(&sql, SQL_MAX);
    buf_addf(&sql, "SELECT count(*) FROM " FACT_NAME " WHERE ", fact->type->name);
    add_source(&sql, fact, merge, scope);
    if (!is_whole(merge)) {
        struct range days = days_of(merge);
        struct range all = {days.low * CALENDAR_DAY_MS, (days.high + 1) * CALENDAR_DAY_MS - 1};
        add_days(&sql, fact, days, all);
    }
    int code = store_integer(store, buf_text(&sql), rows, error);
    buf_release(&sql);
    return code;
}

void window_describe(struct buf *out, const struct store_merge *merge)
{
    char day[32];
    if (merge->scope.len) {
        buf_addf(out, STR_FMT, STR_ARG(merge->scope));
    } else {
        buf_adds(out, "the source");
    }
    if (merge->from.state == GARNER_SET) {
        buf_addf(out, " from %s", calendar_format_day(merge->from.day, day));
    }
    if (merge->to.state == GARNER_SET) {
        buf_addf(out, " to %s", calendar_format_day(merge->to.day, day));
    }
}

void window_describe_rejects(struct buf *out, const struct store_merge *merge)
{
    if (merge->reject_count) {
        buf_addf(out, "; %zu rows were refused, the first because " STR_FMT, merge->reject_count,
                 STR_ARG(merge->rejects[0].reason));
    }
}

int window_guard(struct store *store, const struct store_merge *merge, const struct scope *scope, struct error *error)
{
    if (!merge->windowed || merge->adds || merge->records || merge->accept_empty || scope->rows == 0) {
        return 0;
    }
    struct buf text, kinds, rejects;
    int64_t total = 0;
    int code = 0;
    buf_init(&text, ERROR_MESSAGE_MAX / 2);
    buf_init(&kinds, ERROR_MESSAGE_MAX / 2);
    buf_init(&rejects, ERROR_MESSAGE_MAX / 2);
    window_describe(&text, merge);
    window_describe_rejects(&rejects, merge);
    for (int kind = 1; kind < GARNER_RECORD_LIMIT && !code; kind++) {
        int64_t rows = 0;
        if (merge->kinds & GARNER_EMITS(kind)) {
            code = window_rows(store, merge, scope, kind, &rows, error);
        }
        if (rows) {
            buf_addf(&kinds, "%s%lld %s", total ? ", " : "", (long long)rows, store->facts[kind].type->name);
        }
        total += rows;
    }
    if (!code && total) {
        code = error_set(error, GARNER_E_DATA,
                         "%s brought nothing where %lld rows are stored (%s)%s; --accept-empty accepts it",
                         buf_text(&text), (long long)total, buf_text(&kinds), buf_text(&rejects));
    }
    buf_release(&text);
    buf_release(&kinds);
    buf_release(&rejects);
    return code;
}
