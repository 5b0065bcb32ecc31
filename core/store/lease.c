/* lease.c - see lease.h; and one pull of a source at a time, across processes: the source's row names the process that
 * pulls it. Called by the pull through store.h, by ledger.c. Reads /proc to tell whether that process still lives. */
#include "core/store/lease.h"
#include <unistd.h>

/* A process's start time in clock ticks since boot, 0 where it does not exist: a pid may be recycled, this may not. */
static int64_t process_start(int64_t pid)
{
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%lld/stat", (long long)pid);
    FILE *file = fopen(path, "re");
    if (!file) {
        return 0;
    }
    size_t len = fread(line, 1, sizeof line - 1, file);
    fclose(file);
    line[len] = '\0';
    /* The second field, in parentheses, may hold anything; the twentieth after it is the start time. */
    const char *field = strrchr(line, ')');
    for (int i = 0; field && i < 20; i++) {
        field = strchr(field + 1, ' ');
    }
    return field ? strtoll(field + 1, NULL, 10) : 0;
}

void lease_own(const struct store *store, int64_t lasts_ms, struct lease *own)
{
    *own = (struct lease){.pid = (int64_t)getpid(), .until = clock_now(&store->clock) + lasts_ms};
    own->start = process_start(own->pid);
    if (gethostname(own->host, sizeof own->host - 1)) {
        snprintf(own->host, sizeof own->host, "localhost");
    }
}

void lease_column(sqlite3_stmt *statement, int column, struct lease *held)
{
    held->pid = sqlite3_column_int64(statement, column);
    held->start = sqlite3_column_int64(statement, column + 1);
    held->until = sqlite3_column_int64(statement, column + 2);
    const char *host = (const char *)sqlite3_column_text(statement, column + 3);
    snprintf(held->host, sizeof held->host, "%s", host ? host : "");
}

static int read_lease(struct store *store, int64_t source, struct lease *held, struct error *error)
{
    *held = (struct lease){0};
    sqlite3_stmt *s;
    int code = store_preparef(store, &s, error,
                              "SELECT lease_pid, lease_start, lease_until, lease_host FROM source WHERE id = %lld",
                              (long long)source);
    if (code) {
        return code;
    }
    int row = store_step(store, s, error);
    if (row > 0) {
        lease_column(s, 0, held);
    }
    sqlite3_finalize(s);
    return row < 0 ? row : 0;
}

bool lease_is_own(const struct lease *held, const struct lease *own)
{
    return held->pid == own->pid && held->start == own->start && strcmp(held->host, own->host) == 0;
}

bool lease_is_held(const struct lease *held, const struct lease *own, int64_t now)
{
    if (held->pid == 0) {
        return false;
    }
    if (strcmp(held->host, own->host) != 0) {
        return now < held->until;
    }
    return !lease_is_own(held, own) && process_start(held->pid) == held->start;
}

static int take(struct store *store, int64_t source, const struct lease *own, struct error *error)
{
    struct lease held;
    int code = read_lease(store, source, &held, error);
    if (code) {
        return code;
    }
    if (lease_is_held(&held, own, clock_now(&store->clock))) {
        return error_set(error, ERROR_LOCKED, "process %lld on %s is pulling this source; wait for it, or end it",
                         (long long)held.pid, held.host);
    }
    return store_execf(store, error,
                       "UPDATE source SET lease_pid = %lld, lease_start = %lld, lease_until = %lld, lease_host = %Q "
                       "WHERE id = %lld",
                       (long long)own->pid, (long long)own->start, (long long)own->until, own->host, (long long)source);
}

int store_lease(struct store *store, int64_t source, int64_t lasts_ms, struct error *error)
{
    struct lease own;
    lease_own(store, lasts_ms, &own);
    int code = store_begin(store, error);
    if (code) {
        return code;
    }
    code = take(store, source, &own, error);
    code = code ? code : store_commit(store, error);
    if (code) {
        store_rollback(store);
    }
    return code;
}

void store_release(struct store *store, int64_t source)
{
    struct error ignored;
    struct lease own;
    lease_own(store, 0, &own);
    store_execf(store, &ignored,
                "UPDATE source SET lease_pid = NULL, lease_start = NULL, lease_until = NULL, lease_host = NULL "
                "WHERE id = %lld AND lease_pid = %lld AND lease_start = %lld AND lease_host = %Q",
                (long long)source, (long long)own.pid, (long long)own.start, own.host);
}
