/* open.c - opens a store: makes the file and its tables, refuses what is no store or is newer than this program, brings
 * an older one up to date. Called through store.h. */
#include "core/base/mem.h"
#include "core/store/batch.h"
#include "core/store/dictionary.h"
#include "core/store/notes.h"
#include "core/store/query.h"
#include "core/store/lent.h"
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

/* application_id: "GRNR". Schema versions count up from 1; core/store/migrations/NNN.sql leads from NNN - 1 to NNN. */
enum { STORE_APPLICATION = 0x47524e52, STORE_VERSION = 6, LAYOUT_MAX = 1 << 22 };

/* ---- the file ---- */

/* Where making a store was interrupted the file is empty, and so is one that somebody has truncated: that one has a log
 * beside it, which SQLite would throw away, or it is said that all begins anew. */
static int check_size(const struct store *store, struct error *error)
{
    struct stat info;
    if (stat(store->path, &info) < 0 || info.st_size > 0) {
        return 0;
    }
    char *log = xasprintf("%s-wal", store->path);
    bool written = stat(log, &info) == 0 && info.st_size > 0;
    free(log);
    if (written) {
        return error_set(error, GARNER_E_DATA,
                         "%s: the file is empty while its log is not: it was truncated; put back a copy that `garner "
                         "backup` made, or move both away and pull again",
                         store->path);
    }
    log_write(store->log, GARNER_LOG_WARNING, NULL,
              "%s: the file was empty and becomes a new store; if there was one, put back a copy", store->path);
    return 0;
}

/* Only its owner may read it; SQLite gives the files beside it the same mode. An existing file is left alone: closing
 * any descriptor of it would drop this process's locks on it. */
static int create_file(const struct store *store, struct error *error)
{
    int fd = open(store->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) {
        close(fd);
        return 0;
    }
    if (errno == EEXIST) {
        return check_size(store, error);
    }
    return error_set(error, GARNER_E_CONFIG, "%s: cannot make the store: %s", store->path, strerror(errno));
}

static int check_readable(const struct store *store, struct error *error)
{
    if (access(store->path, R_OK) == 0) {
        return 0;
    }
    if (errno == ENOENT) {
        return error_set(error, GARNER_E_CONFIG, "%s: there is no store yet; `garner pull` makes it", store->path);
    }
    return error_set(error, GARNER_E_CONFIG, "%s: %s", store->path, strerror(errno));
}

static int connect_file(struct store *store, struct error *error)
{
    int flags = store->mode == STORE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (sqlite3_open_v2(store->path, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        return store->db ? store_failed(store, store->db, error)
                         : error_set(error, GARNER_E_TEMPORARY, "out of memory");
    }
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_timeout(store->db, STORE_BUSY_MS);
    return 0;
}

/* ---- what it is ---- */

static int no_store(const struct store *store, const char *why, struct error *error)
{
    return error_set(error, GARNER_E_CONFIG, "%s: %s; name another file as `store:`", store->path, why);
}

/* *version: 0 where the file is empty and may become a store. */
static int identify(struct store *store, int64_t *version, struct error *error)
{
    int64_t application = 0, tables = 0;
    int code = store_integer(store, "PRAGMA application_id", &application, error);
    if (code && (sqlite3_errcode(store->db) & 0xff) == SQLITE_NOTADB) {
        return no_store(store, "this is no garner store, or the beginning of one is damaged", error);
    }
    code = code ? code : store_integer(store, "PRAGMA user_version", version, error);
    code = code ? code : store_integer(store, "SELECT count(*) FROM sqlite_schema", &tables, error);
    if (code) {
        return code;
    }
    if (application != STORE_APPLICATION && (application || tables)) {
        return no_store(store, "this is another program's database", error);
    }
    if (*version > STORE_VERSION) {
        return error_set(error, GARNER_E_CONFIG,
                         "%s: the store is of a newer garner (schema %lld, this one knows %d); use that one",
                         store->path, (long long)*version, STORE_VERSION);
    }
    return 0;
}

static int set_pragmas(struct store *store, struct error *error)
{
    return store_exec(store,
                      "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                      "PRAGMA foreign_keys = OFF; PRAGMA cache_size = -12288; PRAGMA journal_size_limit = 67108864;"
                      "PRAGMA secure_delete = FAST",
                      error);
}

/* ---- making and migrating ---- */

static int make_key(struct store *store, struct error *error)
{
    unsigned char key[IDENTITY_KEY_BYTES];
    sqlite3_stmt *s;
    int code = store_prepare(store, "INSERT INTO meta (name, value) VALUES ('identity_key', ?1)", &s, error);
    if (code) {
        return code;
    }
    randombytes_buf(key, sizeof key);
    sqlite3_bind_blob(s, 1, key, sizeof key, SQLITE_TRANSIENT);
    sodium_memzero(key, sizeof key);
    code = store_finish(store, s, error);
    sqlite3_finalize(s);
    return code;
}

static int create(struct store *store, struct error *error)
{
    int code = store_exec(store, store_embedded("core/store/schema.sql"), error);
    code = code ? code : make_key(store, error);
    code = code ? code : store_exec(store, "INSERT INTO word (id, text) VALUES (0, '')", error);
    return code ? code : store_execf(store, error, "PRAGMA application_id = %d", STORE_APPLICATION);
}

static int migrate(struct store *store, int64_t version, struct error *error)
{
    int code = 0;
    for (int64_t next = version + 1; next <= STORE_VERSION && !code; next++) {
        char path[64];
        snprintf(path, sizeof path, "core/store/migrations/%03d.sql", (int)next);
        const char *sql = store_embedded(path);
        code =
            sql ? store_exec(store, sql, error) : error_set(error, GARNER_E_BUG, "%s is missing in this program", path);
    }
    return code;
}

/* Another process may have made it since it was identified: looked at again, under the lock. */
static int make_tables(struct store *store, struct error *error)
{
    int64_t version = 0;
    int code = identify(store, &version, error);
    if (!code && version < STORE_VERSION) {
        code = version == 0 ? create(store, error) : migrate(store, version, error);
        code = code ? code : store_execf(store, error, "PRAGMA user_version = %d", STORE_VERSION);
    }
    return code ? code : facts_migrate(store, error);
}

/* ---- derived tables and views ---- */

/* Of everything that the code of this program would make anew: fact tables' layout, derived tables, views. */
static int64_t digest_layout(const struct store *store)
{
    struct buf layout;
    buf_init(&layout, LAYOUT_MAX);
    facts_layout(store, &layout);
    const char *const files[] = {store_embedded("core/store/derived.sql"), store_embedded("core/store/views.sql")};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        buf_adds(&layout, files[i] ? files[i] : "");
    }
    unsigned char hash[16];
    int64_t digest;
    crypto_generichash(hash, sizeof hash, (const unsigned char *)layout.ptr, layout.len, NULL, 0);
    memcpy(&digest, hash, sizeof digest);
    buf_release(&layout);
    return digest;
}

static int drop_views(struct store *store, struct error *error)
{
    sqlite3_stmt *names;
    int code = store_prepare(store,
                             "SELECT group_concat(format('DROP VIEW \"%w\";', name), '') FROM sqlite_schema "
                             "WHERE type = 'view'",
                             &names, error);
    int row = code ? code : store_step(store, names, error);
    char *sql = row > 0 && sqlite3_column_text(names, 0) ? xstrdup((const char *)sqlite3_column_text(names, 0)) : NULL;
    sqlite3_finalize(names);
    code = row < 0 ? row : sql ? store_exec(store, sql, error) : 0;
    free(sql);
    return code;
}

/* What follows from facts may be dropped and made anew at any time: whenever its SQL has changed. */
static int make_views(struct store *store, struct error *error)
{
    const char *derived = store_embedded("core/store/derived.sql"), *views = store_embedded("core/store/views.sql");
    int code = drop_views(store, error);
    code = code || !derived ? code : store_exec(store, derived, error);
    code = code || !views ? code : store_exec(store, views, error);
    code = code ? code : store_meta_set(store, "identity_stale", 1, error);
    code = code ? code : store_meta_set(store, "credits_stale", 1, error);
    return code ? code : store_meta_set(store, "layout", digest_layout(store), error);
}

static bool is_current(struct store *store, int64_t version)
{
    int64_t stored = 0;
    struct error ignored;
    return version == STORE_VERSION && store_meta(store, "layout", &stored, &ignored) == 0 &&
           stored == digest_layout(store);
}

/* ---- opening ---- */

static int read_key(struct store *store, struct error *error)
{
    sqlite3_stmt *s;
    int code = store_prepare(store, "SELECT value FROM meta WHERE name = 'identity_key'", &s, error);
    int row = code ? code : store_step(store, s, error);
    if (row > 0 && sqlite3_column_bytes(s, 0) == IDENTITY_KEY_BYTES) {
        memcpy(store->identity_key, sqlite3_column_blob(s, 0), IDENTITY_KEY_BYTES);
    } else if (row >= 0) {
        row = error_set(error, GARNER_E_DATA, "%s: the store's identity key is missing", store->path);
    }
    sqlite3_finalize(s);
    return row < 0 ? row : 0;
}

static int write_schema(struct store *store, struct error *error)
{
    int code = store_begin(store, error);
    if (code) {
        return code;
    }
    code = make_tables(store, error);
    code = code ? code : make_views(store, error);
    code = code ? code : store_commit(store, error);
    if (code) {
        store_rollback(store);
    }
    return code;
}

static int open_writing(struct store *store, struct error *error)
{
    int64_t version = 0;
    int code = create_file(store, error);
    code = code ? code : connect_file(store, error);
    code = code ? code : identify(store, &version, error);
    code = code ? code : set_pragmas(store, error);
    if (!code && !is_current(store, version)) {
        code = write_schema(store, error);
    }
    code = code ? code : read_key(store, error);
    code = code ? code : notes_init(store, error);
    code = code ? code : batch_register(store, error);
    code = code ? code : window_register(store, error);
    code = code ? code : lent_register(store, error);
    code = code ? code : facts_watch(store, error);
    return code ? code : dictionary_init(store, error);
}

static int open_reading(struct store *store, struct error *error)
{
    int64_t version = 0;
    int code = check_readable(store, error);
    code = code ? code : connect_file(store, error);
    code = code ? code : identify(store, &version, error);
    if (!code && version < STORE_VERSION) {
        const char *why = version ? "the store is of an older garner; any `garner pull` brings it up to date"
                                  : "the store is empty; `garner pull` fills it";
        return error_set(error, GARNER_E_CONFIG, "%s: %s", store->path, why);
    }
    code = code ? code : store_exec(store, "PRAGMA cache_size = -12288", error);
    code = code ? code : read_key(store, error);
    code = code ? code : query_guard(store, store->db, error);
    store->reader = store->db;
    return code;
}

int store_open(const char *path, enum store_mode mode, struct clock clock, const struct log *log, struct store **out,
               struct error *error)
{
    *out = NULL;
    if (sodium_init() < 0) {
        return error_set(error, GARNER_E_TEMPORARY, "the system gives no random numbers");
    }
    struct store *store = xcalloc(1, sizeof *store);
    store->path = xstrdup(path);
    store->mode = mode;
    store->clock = clock;
    store->log = log;
    facts_init(store);
    int code = mode == STORE_READ ? open_reading(store, error) : open_writing(store, error);
    if (code) {
        store_close(store);
        return code;
    }
    *out = store;
    return 0;
}

void store_close(struct store *store)
{
    if (!store) {
        return;
    }
    dictionary_free(store);
    facts_free(store);
    notes_free(store);
    if (store->reader && store->reader != store->db) {
        sqlite3_close_v2(store->reader);
    }
    sqlite3_close_v2(store->db);
    sodium_memzero(store->identity_key, sizeof store->identity_key);
    free(store->path);
    free(store);
}
