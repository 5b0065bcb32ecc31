/* query.c - SQL from outside: reports and `garner query`. One statement at a time, on a connection that can only read:
 * the file is opened read-only, query_only is set, and an authorizer refuses whatever is not a plain SELECT. And
 * store_execute, for the few host tables that commands edit. Called through store.h. */
#include "core/base/mem.h"
#include "core/store/dictionary.h"
#include "core/store/notes.h"
#include "core/store/query.h"

struct query {
    struct store *store;
    sqlite3 *db;
    sqlite3_stmt *statement;
    bool done;
};

/* ---- the connection ---- */

static bool reaches_out(const char *function)
{
    static const char *const names[] = {"load_extension", "readfile", "writefile",    "edit",
                                        "fts3_tokenizer", "brought",  "fact_updated", "fact_deleted"};
    for (size_t i = 0; function && i < sizeof names / sizeof *names; i++) {
        if (sqlite3_stricmp(function, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static int only_select(void *context, int action, const char *first, const char *second, const char *database,
                       const char *view)
{
    (void)context;
    (void)database;
    (void)view;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_UPDATE:
        /* What SQLite asks while it sets up json_each; a statement that really updates it is refused by query_only. */
        return first && strcmp(first, "sqlite_master") == 0 ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_FUNCTION:
        return reaches_out(second) ? SQLITE_DENY : SQLITE_OK;
    default:
        return SQLITE_DENY;
    }
}

/* A misspelt column in double quotes must not become a text. */
static void forbid_quoted_texts(sqlite3 *db)
{
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
}

int query_guard(struct store *store, sqlite3 *db, struct error *error)
{
    forbid_quoted_texts(db);
    if (sqlite3_exec(db, "PRAGMA query_only = ON", NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_set_authorizer(db, only_select, NULL) != SQLITE_OK) {
        return store_failed(store, db, error);
    }
    return 0;
}

static int open_reader(struct store *store, struct error *error)
{
    if (store->reader) {
        return 0;
    }
    sqlite3 *db = NULL;
    int code = 0;
    if (sqlite3_open_v2(store->path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        code = db ? store_failed(store, db, error) : error_set(error, GARNER_E_TEMPORARY, "out of memory");
    }
    if (!code) {
        sqlite3_busy_timeout(db, STORE_BUSY_MS);
        sqlite3_exec(db, "PRAGMA cache_size = -12288", NULL, NULL, NULL);
        code = store->bind ? store->bind(db, store->config, error) : 0;
    }
    code = code ? code : query_guard(store, db, error);
    if (code) {
        sqlite3_close(db);
        return code;
    }
    store->reader = db;
    return 0;
}

/* ---- parameters ---- */

static int bind_cell(sqlite3_stmt *statement, int index, const struct cell *cell)
{
    switch (cell->type) {
    case CELL_INTEGER:
        return sqlite3_bind_int64(statement, index, cell->integer);
    case CELL_REAL:
        return sqlite3_bind_double(statement, index, cell->real);
    case CELL_TEXT:
        return sqlite3_bind_text64(statement, index, cell->text.ptr ? cell->text.ptr : "", cell->text.len,
                                   SQLITE_TRANSIENT, SQLITE_UTF8);
    case CELL_BLOB:
        return sqlite3_bind_blob64(statement, index, cell->text.ptr ? cell->text.ptr : "", cell->text.len,
                                   SQLITE_TRANSIENT);
    case CELL_NULL:
        break;
    }
    return sqlite3_bind_null(statement, index);
}

static int bind_all(sqlite3_stmt *statement, const struct query_parameter *parameters, size_t count)
{
    int result = SQLITE_OK;
    for (size_t i = 0; i < count && result == SQLITE_OK; i++) {
        int index = sqlite3_bind_parameter_index(statement, parameters[i].name);
        result = index ? bind_cell(statement, index, &parameters[i].value) : SQLITE_OK;
    }
    return result;
}

/* ---- queries ---- */

/* What SQLite says of a statement that is wrong is about the statement; what it says of the file is about the store. */
static int refused(struct store *store, sqlite3 *db, struct error *error)
{
    switch (sqlite3_errcode(db) & 0xff) {
    case SQLITE_ERROR:
    case SQLITE_TOOBIG:
    case SQLITE_RANGE:
    case SQLITE_MISMATCH:
        return error_set(error, GARNER_E_CONFIG, "query: %s", sqlite3_errmsg(db));
    case SQLITE_AUTH:
    case SQLITE_READONLY:
        return error_set(error, GARNER_E_CONFIG, "query: only SELECT is allowed here (%s)", sqlite3_errmsg(db));
    default:
        return store_failed(store, db, error);
    }
}

/* Nothing but blanks, comments and semicolons may follow the statement. */
static int check_rest(struct store *store, sqlite3 *db, const char *rest, const char *end, struct error *error)
{
    while (rest && rest < end) {
        sqlite3_stmt *second = NULL;
        const char *tail = NULL;
        int result = sqlite3_prepare_v3(db, rest, (int)(end - rest), 0, &second, &tail);
        sqlite3_finalize(second);
        if (result != SQLITE_OK) {
            return refused(store, db, error);
        }
        if (second) {
            return error_set(error, GARNER_E_CONFIG, "query: more than one statement");
        }
        rest = tail;
    }
    return 0;
}

static int prepare(struct query *query, struct garner_str sql, struct error *error)
{
    const char *rest = NULL;
    if (sql.len > INT32_MAX) {
        return error_set(error, GARNER_E_CONFIG, "query: too long");
    }
    const char *text = sql.len ? sql.ptr : "";
    if (sqlite3_prepare_v3(query->db, text, (int)sql.len, 0, &query->statement, &rest) != SQLITE_OK) {
        return refused(query->store, query->db, error);
    }
    if (!query->statement) {
        return error_set(error, GARNER_E_CONFIG, "query: there is no statement in it");
    }
    if (!sqlite3_stmt_readonly(query->statement)) {
        return error_set(error, GARNER_E_CONFIG, "query: only SELECT is allowed here");
    }
    return check_rest(query->store, query->db, rest, text + sql.len, error);
}

int store_query(struct store *store, struct garner_str sql, const struct query_parameter *parameters, size_t count,
                struct query **out, struct error *error)
{
    *out = NULL;
    int code = open_reader(store, error);
    if (code) {
        return code;
    }
    struct query *query = xcalloc(1, sizeof *query);
    query->store = store;
    query->db = store->reader;
    code = prepare(query, sql, error);
    if (!code && bind_all(query->statement, parameters, count) != SQLITE_OK) {
        code = refused(store, query->db, error);
    }
    if (code) {
        query_close(query);
        return code;
    }
    *out = query;
    return 0;
}

int query_step(struct query *query, struct error *error)
{
    if (query->done) {
        return 0;
    }
    int result = sqlite3_step(query->statement);
    if (result == SQLITE_ROW) {
        return 1;
    }
    query->done = true;
    return result == SQLITE_DONE ? 0 : refused(query->store, query->db, error);
}

size_t query_columns(const struct query *query)
{
    return (size_t)sqlite3_column_count(query->statement);
}

const char *query_name(const struct query *query, size_t column)
{
    return sqlite3_column_name(query->statement, (int)column);
}

struct cell query_cell(const struct query *query, size_t column)
{
    sqlite3_stmt *s = query->statement;
    int i = (int)column;
    struct cell cell = {.type = CELL_NULL};
    switch (sqlite3_column_type(s, i)) {
    case SQLITE_INTEGER:
        cell.type = CELL_INTEGER;
        cell.integer = sqlite3_column_int64(s, i);
        break;
    case SQLITE_FLOAT:
        cell.type = CELL_REAL;
        cell.real = sqlite3_column_double(s, i);
        break;
    case SQLITE_TEXT:
        cell.type = CELL_TEXT;
        cell.text = column_str(s, i);
        break;
    case SQLITE_BLOB:
        cell.type = CELL_BLOB;
        cell.text = (struct garner_str){sqlite3_column_blob(s, i), (size_t)sqlite3_column_bytes(s, i)};
        break;
    default:
        break;
    }
    return cell;
}

void query_close(struct query *query)
{
    if (query) {
        sqlite3_finalize(query->statement);
        free(query);
    }
}

/* ---- writing ---- */

static int execute(struct store *store, const char *sql, const struct query_parameter *parameters, size_t count,
                   struct error *error)
{
    sqlite3_stmt *statement;
    int code = store_prepare(store, sql, &statement, error);
    if (!code && bind_all(statement, parameters, count) != SQLITE_OK) {
        code = store_failed(store, store->db, error);
    }
    code = code ? code : store_finish(store, statement, error);
    sqlite3_finalize(statement);
    return code ? code : notes_flush(store->notes, error);
}

int store_execute(struct store *store, const char *sql, const struct query_parameter *parameters, size_t count,
                  struct error *error)
{
    if (store->mode == STORE_READ) {
        return error_set(error, GARNER_E_BUG, "%s: opened for reading", store->path);
    }
    int code = store_begin(store, error);
    if (code) {
        return code;
    }
    notes_begin(store->notes, 0, 0);
    code = execute(store, sql, parameters, count, error);
    dictionary_forget(store->dictionary); /* it may have taken refs or words away */
    code = code ? code : store_commit(store, error);
    if (code) {
        store_rollback(store);
    }
    notes_forget(store->notes);
    return code;
}
