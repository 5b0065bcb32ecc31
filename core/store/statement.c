/* statement.c - prepares and steps SQL, turns SQLite's refusals into garner's codes, begins and ends transactions.
 * Called by every file of the store; knows no table but meta. */
#include "core/store/internal.h"
#include "core/embedded.h"
#include "core/store/dictionary.h"
#include "core/store/notes.h"
#include <errno.h>

static int damaged(const struct store *store, const char *what, struct error *error)
{
    return error_set(
        error, GARNER_E_DATA,
        "%s: the store is damaged (%s), and was left as it is; put back a copy that `garner backup` made, or "
        "move it away and pull again",
        store->path, what);
}

/* SQLite's words, and the system's where it has some: "disk I/O error (File too large)". */
static int disk_failed(const struct store *store, sqlite3 *db, struct error *error)
{
    int reason = sqlite3_system_errno(db);
    if (reason == ENOSPC || reason == EDQUOT) {
        return error_set(error, GARNER_E_TEMPORARY, "%s: %s; make room on its disk, and try again", store->path,
                         strerror(reason));
    }
    return error_set(error, GARNER_E_TEMPORARY, "%s: %s%s%s%s; check its disk, and try again", store->path,
                     sqlite3_errmsg(db), reason ? " (" : "", reason ? strerror(reason) : "", reason ? ")" : "");
}

int store_failed(const struct store *store, sqlite3 *db, struct error *error)
{
    const char *what = sqlite3_errmsg(db);
    switch (sqlite3_errcode(db) & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return damaged(store, what, error);
    case SQLITE_FULL:
        return error_set(error, GARNER_E_TEMPORARY, "%s: %s; make room on its disk, and try again", store->path, what);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(error, ERROR_LOCKED, "%s: another program is writing to the store; try again later",
                         store->path);
    case SQLITE_IOERR:
        return disk_failed(store, db, error);
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return error_set(error, GARNER_E_TEMPORARY,
                         "%s: %s; the store and its folder must be writable, to read it too (a copy that `garner "
                         "backup` made can be put where they are)",
                         store->path, what);
    case SQLITE_MISMATCH:
        /* What SQL functions say of facts that do not go together, such as currencies without a rate. */
        return error_set(error, GARNER_E_DATA, "%s", what);
    case SQLITE_INTERRUPT:
        return error_set(error, GARNER_E_CANCELLED, "%s: interrupted", store->path);
    case SQLITE_NOMEM:
        return error_set(error, GARNER_E_TEMPORARY, "%s: out of memory", store->path);
    default:
        return error_set(error, GARNER_E_BUG, "%s: %s", store->path, what);
    }
}

int store_prepare(struct store *store, const char *sql, sqlite3_stmt **out, struct error *error)
{
    if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) == SQLITE_OK) {
        return 0;
    }
    int code = store_failed(store, store->db, error);
    return code == GARNER_E_BUG ? error_set(error, code, "%s: %s in: %s", store->path, sqlite3_errmsg(store->db), sql)
                                : code;
}

int store_preparef(struct store *store, sqlite3_stmt **out, struct error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *sql = sqlite3_vmprintf(format, arguments);
    va_end(arguments);
    *out = NULL;
    int code = sql ? store_prepare(store, sql, out, error) : error_set(error, GARNER_E_TEMPORARY, "out of memory");
    sqlite3_free(sql);
    return code;
}

int store_step(struct store *store, sqlite3_stmt *statement, struct error *error)
{
    int result = sqlite3_step(statement);
    if (result == SQLITE_ROW) {
        return 1;
    }
    int code = result == SQLITE_DONE ? 0 : store_failed(store, store->db, error);
    sqlite3_reset(statement);
    return code;
}

int store_finish(struct store *store, sqlite3_stmt *statement, struct error *error)
{
    int more = store_step(store, statement, error);
    while (more > 0) {
        more = store_step(store, statement, error);
    }
    return more;
}

int store_exec(struct store *store, const char *sql, struct error *error)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK) {
        return 0;
    }
    return store_failed(store, store->db, error);
}

int store_execf(struct store *store, struct error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *sql = sqlite3_vmprintf(format, arguments);
    va_end(arguments);
    int code = sql ? store_exec(store, sql, error) : error_set(error, GARNER_E_TEMPORARY, "out of memory");
    sqlite3_free(sql);
    return code;
}

int store_integer(struct store *store, const char *sql, int64_t *out, struct error *error)
{
    *out = 0;
    sqlite3_stmt *statement;
    int code = store_prepare(store, sql, &statement, error);
    if (code) {
        return code;
    }
    code = store_step(store, statement, error);
    if (code > 0) {
        *out = sqlite3_column_int64(statement, 0);
        code = 0;
    }
    sqlite3_finalize(statement);
    return code;
}

/* ---- transactions ---- */

int store_begin(struct store *store, struct error *error)
{
    int code = store_exec(store, "BEGIN IMMEDIATE", error);
    sqlite3_busy_timeout(store->db, code == ERROR_LOCKED ? STORE_BUSY_AGAIN_MS : STORE_BUSY_MS);
    return code;
}

int store_commit(struct store *store, struct error *error)
{
    return store_exec(store, "COMMIT", error);
}

void store_rollback(struct store *store)
{
    if (!sqlite3_get_autocommit(store->db)) {
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    }
    dictionary_forget(store->dictionary);
    notes_forget(store->notes);
}

/* ---- meta and embedded files ---- */

int store_meta(struct store *store, const char *name, int64_t *out, struct error *error)
{
    *out = 0;
    sqlite3_stmt *statement;
    int code = store_preparef(store, &statement, error, "SELECT value FROM meta WHERE name = %Q", name);
    if (code) {
        return code;
    }
    code = store_step(store, statement, error);
    if (code > 0) {
        *out = sqlite3_column_int64(statement, 0);
        code = 0;
    }
    sqlite3_finalize(statement);
    return code;
}

int store_meta_set(struct store *store, const char *name, int64_t value, struct error *error)
{
    return store_execf(store, error, "INSERT OR REPLACE INTO meta (name, value) VALUES (%Q, %lld)", name,
                       (long long)value);
}

const char *store_embedded(const char *path)
{
    for (const struct embedded *file = embedded_files; file->path; file++) {
        if (strcmp(file->path, path) == 0) {
            return file->text;
        }
    }
    return NULL;
}

int bind_str(sqlite3_stmt *statement, int index, struct garner_str text)
{
    return text.ptr ? sqlite3_bind_text64(statement, index, text.ptr, text.len, SQLITE_STATIC, SQLITE_UTF8)
                    : sqlite3_bind_null(statement, index);
}

struct garner_str column_str(sqlite3_stmt *statement, int column)
{
    struct garner_str text = {(const char *)sqlite3_column_text(statement, column), 0};
    text.len = (size_t)sqlite3_column_bytes(statement, column);
    return text;
}
