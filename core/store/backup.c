/* backup.c - a consistent copy of the store while others write it. Called by the verb backup through store.h. */
#include "core/base/mem.h"
#include "core/store/internal.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Only its owner may read it, as the store itself. */
static int make_file(const char *path, struct error *error)
{
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) {
        return error_set(error, GARNER_E_CONFIG, "%s: cannot be made: %s", path, strerror(errno));
    }
    close(fd);
    return 0;
}

/* All pages in one step: the reading transaction that goes with it sees one state, and writers go on meanwhile. */
static int copy_pages(struct store *store, sqlite3 *copy, struct error *error)
{
    sqlite3_backup *backup = sqlite3_backup_init(copy, "main", store->db, "main");
    if (!backup) {
        return store_failed(store, copy, error);
    }
    int result = sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    if (result == SQLITE_DONE) {
        return 0;
    }
    return store_failed(store, sqlite3_errcode(copy) == SQLITE_OK ? store->db : copy, error);
}

/* A damaged page is copied as well as any other, and would be found when the copy is needed. */
static int check_copy(sqlite3 *copy, const char *path, struct error *error)
{
    sqlite3_stmt *check = NULL;
    int code = 0;
    if (sqlite3_prepare_v2(copy, "PRAGMA quick_check(1)", -1, &check, NULL) != SQLITE_OK ||
        sqlite3_step(check) != SQLITE_ROW || strcmp((const char *)sqlite3_column_text(check, 0), "ok") != 0) {
        code = error_set(error, GARNER_E_DATA,
                         "%s: the store is damaged, and a copy of it would be; keep the copies there are, and see "
                         "`garner doctor`",
                         path);
    }
    sqlite3_finalize(check);
    return code;
}

static int copy_into(struct store *store, const char *path, struct error *error)
{
    sqlite3 *copy = NULL;
    if (sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        int code = copy ? store_failed(store, copy, error) : error_set(error, GARNER_E_TEMPORARY, "out of memory");
        sqlite3_close(copy);
        return code;
    }
    sqlite3_busy_timeout(copy, STORE_BUSY_MS);
    int code = copy_pages(store, copy, error);
    code = code ? code : check_copy(copy, store->path, error);
    /* Nobody holds a lease of the copy. */
    if (!code && sqlite3_exec(copy, "UPDATE source SET lease_pid = NULL", NULL, NULL, NULL) != SQLITE_OK) {
        code = store_failed(store, copy, error);
    }
    /* One file, nothing beside it. */
    if (!code && sqlite3_exec(copy, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) != SQLITE_OK) {
        code = store_failed(store, copy, error);
    }
    sqlite3_close(copy);
    return code;
}

/* On the disk before it gets its name. What stands there already must not be lost; not every file system can promise
 * that by itself. */
static int rename_new(const char *from, const char *to)
{
    int result = renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
    return result < 0 && (errno == EINVAL || errno == ENOSYS) ? rename(from, to) : result;
}

static int settle(const char *from, const char *to, struct error *error)
{
    int fd = open(from, O_RDONLY | O_CLOEXEC);
    bool safe = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) {
        close(fd);
    }
    if (!safe || rename_new(from, to) < 0) {
        return error_set(error, errno == EEXIST ? GARNER_E_CONFIG : GARNER_E_TEMPORARY, "%s: %s", to, strerror(errno));
    }
    return 0;
}

int store_backup(struct store *store, const char *path, struct error *error)
{
    struct stat info;
    if (lstat(path, &info) == 0) {
        return error_set(error, GARNER_E_CONFIG, "%s: there is such a file already; name another one", path);
    }
    char *partial = xasprintf("%s.partial", path);
    int code = make_file(partial, error);
    if (code == 0) {
        code = copy_into(store, partial, error);
        code = code ? code : settle(partial, path, error);
        unlink(partial);
    }
    free(partial);
    return code;
}
