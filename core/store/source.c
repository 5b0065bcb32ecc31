/* source.c - sources and their cursors. Called by the pull through store.h. */
#include "core/store/internal.h"

static int find_source(struct store *store, const char *name, int64_t *id, struct error *error)
{
    sqlite3_stmt *statement;
    int code = store_preparef(store, &statement, error, "SELECT id FROM source WHERE name = %Q", name);
    if (code) {
        return code;
    }
    int row = store_step(store, statement, error);
    *id = row > 0 ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return row;
}

int store_source(struct store *store, const char *name, int64_t *id, struct error *error)
{
    int found = find_source(store, name, id, error);
    if (found) {
        return found < 0 ? found : 0;
    }
    if (store->mode == STORE_READ) {
        return error_set(error, GARNER_E_CONFIG, "%s: source %s has not been pulled yet", store->path, name);
    }
    int code = store_execf(store, error, "INSERT OR IGNORE INTO source (name) VALUES (%Q)", name);
    if (code) {
        return code;
    }
    found = find_source(store, name, id, error);
    return found < 0 ? found : 0;
}

int store_cursor(struct store *store, int64_t source, struct arena *arena, struct garner_str *cursor,
                 struct error *error)
{
    *cursor = (struct garner_str){0};
    sqlite3_stmt *statement;
    int code = store_preparef(store, &statement, error, "SELECT cursor FROM source WHERE id = %lld", (long long)source);
    if (code) {
        return code;
    }
    int row = store_step(store, statement, error);
    if (row > 0 && sqlite3_column_type(statement, 0) != SQLITE_NULL) {
        const char *bytes = sqlite3_column_blob(statement, 0);
        size_t len = (size_t)sqlite3_column_bytes(statement, 0);
        *cursor = (struct garner_str){arena_strndup(arena, bytes ? bytes : "", len), len};
    }
    sqlite3_finalize(statement);
    return row < 0 ? row : 0;
}
