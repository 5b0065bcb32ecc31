/* Opening: what becomes a store, what is refused and with which words; runs, cursors, leases; queries that may only
 * read. */
#include "store_case.h"
#include "core/store/internal.h"
#include <sys/wait.h>

#define T(s)                                                                                                           \
    {                                                                                                                  \
        (s), sizeof(s) - 1                                                                                             \
    }

static int mode_of(const char *path, const char *end)
{
    char name[128];
    struct stat info;
    snprintf(name, sizeof name, "%s%s", path, end);
    return stat(name, &info) ? -1 : (int)(info.st_mode & 0777);
}

/* SQL on the file itself, behind the store's back. */
static void raw(const struct store_case *c, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(c->path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL)) {
        fail_msg("%s", sqlite3_errmsg(db));
    }
    sqlite3_close(db);
}

static void write_bytes(const struct store_case *c, long offset, const char *bytes, size_t len)
{
    FILE *file = fopen(c->path, "r+");
    assert_non_null(file);
    fseek(file, offset, SEEK_SET);
    fwrite(bytes, 1, len, file);
    fclose(file);
}

static void reopen(struct store_case *c, enum store_mode mode, int code, const char *message)
{
    store_close(c->store);
    assert_int_equal(store_open(c->path, mode, test_clock(), NULL, &c->store, &c->error), code);
    if (code) {
        assert_null(c->store);
        assert_non_null(strstr(c->error.message, message));
        assert_int_equal(strncmp(c->error.message, c->path, strlen(c->path)), 0);
    }
}

static void only_its_owner_reads_it(void **state)
{
    struct store_case *c = *state;
    assert_int_equal(mode_of(c->path, ""), 0600);
    assert_int_equal(mode_of(c->path, "-wal"), 0600);
    assert_int_equal(mode_of(c->path, "-shm"), 0600);
}

static void it_is_there_again(void **state)
{
    struct store_case *c = *state;
    ROWS(c, "SELECT length(value) FROM meta WHERE name = 'identity_key'", "32");
    reopen(c, STORE_WRITE, 0, NULL);
    ROWS(c, "SELECT name FROM source", "web");
    reopen(c, STORE_READ, 0, NULL);
    ROWS(c, "SELECT name FROM source", "web");
    int64_t id;
    assert_int_equal(store_source(c->store, "web", &id, &c->error), 0);
    assert_int_equal(store_source(c->store, "none", &id, &c->error), GARNER_E_CONFIG);
    assert_int_equal(store_execute(c->store, "DELETE FROM source", NULL, 0, &c->error), GARNER_E_BUG);
}

static void what_is_no_store_is_refused(void **state)
{
    struct store_case *c = *state;
    store_close(c->store);
    c->store = NULL;
    raw(c, "PRAGMA user_version = 999");
    reopen(c, STORE_WRITE, GARNER_E_CONFIG, "newer garner (schema 999, this one knows 6)");
    reopen(c, STORE_READ, GARNER_E_CONFIG, "newer garner");
    raw(c, "PRAGMA application_id = 7");
    reopen(c, STORE_WRITE, GARNER_E_CONFIG, "another program's database");
    unlink(c->path);
    reopen(c, STORE_READ, GARNER_E_CONFIG, "no store yet");
    raw(c, "CREATE TABLE theirs (a)");
    reopen(c, STORE_WRITE, GARNER_E_CONFIG, "another program's database");
    write_bytes(c, 0, "to be or not to be", 18);
    reopen(c, STORE_WRITE, GARNER_E_CONFIG, "no garner store");
    reopen(c, STORE_READ, GARNER_E_CONFIG, "no garner store");
    unlink(c->path);
    raw(c, "");
    reopen(c, STORE_READ, GARNER_E_CONFIG, "the store is empty");
    reopen(c, STORE_WRITE, 0, NULL);
    snprintf(c->path, sizeof c->path, "%s/none/garner.db", c->dir);
    reopen(c, STORE_WRITE, GARNER_E_CONFIG, "No such file");
    snprintf(c->path, sizeof c->path, "%s/garner.db", c->dir);
}

static void damage_is_told(void **state)
{
    struct store_case *c = *state;
    store_close(c->store);
    c->store = NULL;
    char rubbish[4096];
    memset(rubbish, 'x', sizeof rubbish);
    for (long page = 1; page < 40; page++) {
        write_bytes(c, page * 16384, rubbish, sizeof rubbish);
    }
    int code = store_open(c->path, STORE_WRITE, test_clock(), NULL, &c->store, &c->error);
    assert_int_equal(code, GARNER_E_DATA);
    assert_non_null(strstr(c->error.message, "the store is damaged"));
}

static void a_column_that_came_later_is_added(void **state)
{
    struct store_case *c = *state;
    store_close(c->store);
    c->store = NULL;
    raw(c, "DROP VIEW IF EXISTS leads; ALTER TABLE fact_lead DROP COLUMN converted_at_day; DROP TABLE fact_rep;"
           "UPDATE meta SET value = 1 WHERE name = 'layout'");
    case_open(c);
    ROWS(c, "SELECT converted_at_day FROM fact_lead", "");
    ROWS(c, "SELECT name FROM fact_rep", "");
}

/* What a migration adds, taken away again, line by line as they are written. */
static void undo(const struct store_case *c, const char *migration)
{
    for (const char *at = migration; at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL) {
        char table[64], column[64], sql[160];
        if (sscanf(at, "CREATE TABLE %63[a-z_]", table) == 1) {
            snprintf(sql, sizeof sql, "DROP TABLE %s", table);
            raw(c, sql);
        } else if (sscanf(at, "ALTER TABLE %63[a-z_] ADD COLUMN %63[a-z_]", table, column) == 2) {
            snprintf(sql, sizeof sql, "ALTER TABLE %s DROP COLUMN %s", table, column);
            raw(c, sql);
        }
    }
}

static void drop_views(const struct store_case *c)
{
    for (const char *at = store_embedded("core/store/views.sql"); (at = strstr(at, "\nCREATE VIEW ")); at++) {
        char view[64], sql[80];
        assert_int_equal(sscanf(at, "\nCREATE VIEW %63[a-z_]", view), 1);
        snprintf(sql, sizeof sql, "DROP VIEW %s", view);
        raw(c, sql);
    }
}

/* Tables and columns, however they came to be. */
#define SHAPE                                                                                                          \
    "SELECT count(*), sum(length(name)), (SELECT count(*) FROM pragma_table_info('run')) FROM sqlite_schema "          \
    "WHERE name NOT LIKE 'sqlite%'"

static void shape_of(const struct store_case *c, int64_t out[3])
{
    sqlite3 *db;
    sqlite3_stmt *s;
    assert_int_equal(sqlite3_open(c->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, SHAPE, -1, &s, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    for (int i = 0; i < 3; i++) {
        out[i] = sqlite3_column_int64(s, i);
    }
    sqlite3_finalize(s);
    sqlite3_close(db);
}

static void an_older_schema_is_brought_up_to_date(void **state)
{
    struct store_case *c = *state;
    int64_t made[3], migrated[3];
    store_close(c->store);
    c->store = NULL;
    shape_of(c, made);
    drop_views(c);
    for (int version = 2; version < 1000; version++) {
        char path[64];
        snprintf(path, sizeof path, "core/store/migrations/%03d.sql", version);
        undo(c, store_embedded(path));
    }
    raw(c, "PRAGMA user_version = 1");
    reopen(c, STORE_READ, GARNER_E_CONFIG, "an older garner");
    reopen(c, STORE_WRITE, 0, NULL);
    ROWS(c, "SELECT run, retry_of, from_day FROM runs", "1||");
    ROWS(c, "SELECT count(*) FROM run_windows", "0");
    shape_of(c, migrated);
    assert_memory_equal(made, migrated, sizeof made);
    reopen(c, STORE_READ, 0, NULL);
}

static void details_of_old_runs_are_dropped(void **state)
{
    struct store_case *c = *state;
    struct run_end end = {.log = "warning: mind"};
    struct run_begin begin = {.source = c->source, .plugin = "test", .version = "1", .from = garner_day(5)};
    assert_int_equal(store_run_end(c->store, c->run, &end, &c->error), 0);
    for (int i = 0; i < 120; i++) {
        begin.retry_of = c->run;
        assert_int_equal(store_run_begin(c->store, &begin, &c->run, &c->error), 0);
        assert_int_equal(store_run_end(c->store, c->run, &end, &c->error), 0);
    }
    ROWS(c, "SELECT count(*), min(run), max(run) FROM run_details WHERE log = 'warning: mind'", "100|22|121");
    ROWS(c, "SELECT count(*), max(retry_of), max(from_day), max(to_day) FROM runs", "121|120|1970-01-06|");
}

static void runs_are_kept(void **state)
{
    struct store_case *c = *state;
    struct run_counts counts = {.rows_read = 10,
                                .accepted = 7,
                                .quarantined = 1,
                                .skipped = 2,
                                .bytes = 99,
                                .inserted = 5,
                                .updated = 1,
                                .deleted = 3,
                                .unchanged = 1,
                                .skip_rules = 2,
                                .skips = {{"total row", 1}, {"a \"line\"", 1}}};
    struct run_end end = {.code = GARNER_E_DATA, .message = "it broke", .counts = &counts};
    assert_int_equal(store_run_end(c->store, c->run, &end, &c->error), 0);
    ROWS(c,
         "SELECT source, plugin, version, started_at, ended_at, code, message, rows_read, accepted, quarantined, "
         "skipped, skips, "
         "bytes, inserted, updated, deleted, unchanged, repeated FROM run",
         "1|test|1|1774000000000|1774000000000|-5|it broke|10|7|1|2|{\"total row\":1,\"a "
         "\\\"line\\\"\":1}|99|5|1|3|1|0");
    case_source(c, "web");
    case_source(c, "shop");
    case_source(c, "web");
    ROWS(c, "SELECT id, source, message FROM run", "1|1|it broke;2|1|interrupted;3|2|;4|1|");
}

static void cursors_are_any_bytes(void **state)
{
    struct store_case *c = *state;
    struct arena arena = {0};
    struct garner_str cursor;
    assert_int_equal(store_cursor(c->store, c->source, &arena, &cursor, &c->error), 0);
    assert_null(cursor.ptr);
    merged(c, (struct store_merge){.cursor = {"a\0b", 3}}, NULL, 0);
    assert_int_equal(store_cursor(c->store, c->source, &arena, &cursor, &c->error), 0);
    assert_int_equal(cursor.len, 3);
    assert_memory_equal(cursor.ptr, "a\0b", 3);
    merged(c, (struct store_merge){.cursor = {NULL, 0}}, NULL, 0);
    assert_int_equal(store_cursor(c->store, c->source, &arena, &cursor, &c->error), 0);
    assert_int_equal(cursor.len, 3);
    arena_release(&arena);
}

/* ---- leases ---- */

/* What a process of its own gets when it asks for the lease; it keeps it and ends, or waits to be killed. */
static int lease_elsewhere(struct store_case *c, bool stays, pid_t *child)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    *child = fork();
    if (*child == 0) {
        struct store *store;
        struct error error;
        int code = store_open(c->path, STORE_WRITE, test_clock(), NULL, &store, &error);
        code = code ? code : store_lease(store, c->source, 60000, &error);
        ssize_t written = write(ends[1], &code, sizeof code);
        if (stays && written > 0) {
            pause();
        }
        _exit(0);
    }
    int code = 1;
    assert_int_equal(read(ends[0], &code, sizeof code), sizeof code);
    close(ends[0]);
    close(ends[1]);
    return code;
}

static void one_process_pulls_a_source(void **state)
{
    struct store_case *c = *state;
    pid_t child;
    assert_int_equal(store_lease(c->store, c->source, 60000, &c->error), 0);
    assert_int_equal(store_lease(c->store, c->source, 60000, &c->error), 0);
    assert_int_equal(lease_elsewhere(c, false, &child), ERROR_LOCKED);
    waitpid(child, NULL, 0);
    store_release(c->store, c->source);
    ROWS(c, "SELECT lease_pid IS NULL FROM source", "1");

    assert_int_equal(lease_elsewhere(c, true, &child), 0);
    assert_int_equal(store_lease(c->store, c->source, 60000, &c->error), ERROR_LOCKED);
    char holder[32];
    snprintf(holder, sizeof holder, "process %d on ", (int)child);
    assert_non_null(strstr(c->error.message, holder));
    store_release(c->store, c->source);
    assert_int_equal(store_lease(c->store, c->source, 60000, &c->error), ERROR_LOCKED);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_int_equal(store_lease(c->store, c->source, 60000, &c->error), 0);
}

static void a_lease_of_another_machine_runs_out(void **state)
{
    struct store_case *c = *state;
    const char *const held =
        "UPDATE source SET lease_pid = 1, lease_host = 'elsewhere.example', lease_start = 5, lease_until = ";
    char sql[200];
    snprintf(sql, sizeof sql, "%s 1774000000001", held);
    assert_int_equal(store_execute(c->store, sql, NULL, 0, &c->error), 0);
    assert_int_equal(store_lease(c->store, c->source, 60000, &c->error), ERROR_LOCKED);
    assert_non_null(strstr(c->error.message, "elsewhere.example"));
    snprintf(sql, sizeof sql, "%s 1774000000000", held);
    assert_int_equal(store_execute(c->store, sql, NULL, 0, &c->error), 0);
    assert_int_equal(store_lease(c->store, c->source, 60000, &c->error), 0);
}

/* ---- queries ---- */

static void queries_only_read(void **state)
{
    struct store_case *c = *state;
    static const char *const refused[] = {"DELETE FROM source",
                                          "INSERT INTO source (name) VALUES ('x')",
                                          "ATTACH 'x' AS y",
                                          "PRAGMA journal_mode = DELETE",
                                          "CREATE TABLE x (a)",
                                          "CREATE TEMP TABLE x (a)",
                                          "BEGIN",
                                          "VACUUM INTO 'x'",
                                          "SELECT load_extension('x')",
                                          "SELECT 1; DELETE FROM source",
                                          "SELECT 1; SELECT 2",
                                          "SELECT",
                                          "",
                                          " -- nothing",
                                          "SELECT \"nme\" FROM source",
                                          "SELECT fact_deleted(1)",
                                          "DETACH main",
                                          "ANALYZE",
                                          "REINDEX"};
    for (int mode = STORE_WRITE; mode <= STORE_READ; mode++) {
        reopen(c, (enum store_mode)mode, 0, NULL);
        for (size_t i = 0; i < COUNT(refused); i++) {
            struct query *query;
            int code = store_query(c->store, text(refused[i]), NULL, 0, &query, &c->error);
            if (query || code != GARNER_E_CONFIG) {
                fail_msg("%s: %d", refused[i], code);
            }
        }
        ROWS(c, "SELECT 1; -- and\n ; /* no more */", "1");
        ROWS(c, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT max(i) FROM n",
             "3");
        ROWS(c, "SELECT name FROM source", "web");
    }
}

static void parameters_are_bound_by_name(void **state)
{
    struct store_case *c = *state;
    const struct query_parameter given[] = {{":n", {.type = CELL_INTEGER, .integer = 7}},
                                            {":t", {.type = CELL_TEXT, .text = T("it's")}},
                                            {":r", {.type = CELL_REAL, .real = 0.5}},
                                            {":b", {.type = CELL_BLOB, .text = {"\0\1", 2}}},
                                            {":unused", {.type = CELL_INTEGER, .integer = 1}}};
    struct query *query;
    assert_int_equal(store_query(c->store, text("SELECT :n AS number, :t, :r, :b, :missing"), given, COUNT(given),
                                 &query, &c->error),
                     0);
    assert_int_equal(query_columns(query), 5);
    assert_string_equal(query_name(query, 0), "number");
    assert_int_equal(query_step(query, &c->error), 1);
    assert_int_equal(query_cell(query, 0).integer, 7);
    assert_true(str_is(query_cell(query, 1).text, "it's"));
    assert_true(query_cell(query, 2).type == CELL_REAL && query_cell(query, 2).real > 0.4);
    assert_true(query_cell(query, 3).type == CELL_BLOB && query_cell(query, 3).text.len == 2);
    assert_int_equal(query_cell(query, 4).type, CELL_NULL);
    assert_int_equal(query_step(query, &c->error), 0);
    assert_int_equal(query_step(query, &c->error), 0);
    query_close(query);
    query_close(NULL);
    assert_int_equal(store_query(c->store,
                                 text("SELECT sum(a) FROM (SELECT 9223372036854775807 AS a UNION ALL SELECT 1)"), NULL,
                                 0, &query, &c->error),
                     0);
    assert_int_equal(query_step(query, &c->error), GARNER_E_CONFIG);
    query_close(query);
}

static void a_locked_store_is_temporary(void **state)
{
    struct store_case *c = *state;
    sqlite3 *db;
    assert_int_equal(sqlite3_open(c->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_busy_timeout(c->store->db, 20);
    assert_int_equal(merge_with(c, (struct store_merge){0}, NULL, 0), ERROR_LOCKED);
    assert_non_null(strstr(c->error.message, "another program is writing"));
    ROWS(c, "SELECT count(*) FROM source", "1");
    sqlite3_close(db);
    merged(c, (struct store_merge){0}, NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_its_owner_reads_it),
        TEST(it_is_there_again),
        TEST(what_is_no_store_is_refused),
        TEST(damage_is_told),
        TEST(a_column_that_came_later_is_added),
        TEST(an_older_schema_is_brought_up_to_date),
        TEST(details_of_old_runs_are_dropped),
        TEST(runs_are_kept),
        TEST(cursors_are_any_bytes),
        TEST(one_process_pulls_a_source),
        TEST(a_lease_of_another_machine_runs_out),
        TEST(queries_only_read),
        TEST(parameters_are_bound_by_name),
        TEST(a_locked_store_is_temporary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
