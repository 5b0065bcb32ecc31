/* ledger.c - see ledger.h. */
#include "core/store/ledger.h"

#include "core/store/lease.h"
#include <sodium.h>
#include <unistd.h>

enum { KEEP_DAYS = 400 };

void ledger_id(const struct ledger_message *message, char out[LEDGER_ID])
{
    char slot[32];
    unsigned char hash[(LEDGER_ID - 1) / 2];
    snprintf(slot, sizeof slot, "%lld", (long long)message->slot);
    const char *const parts[] = {message->kind, message->name, slot, message->target};
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        crypto_generichash_update(&state, (const unsigned char *)parts[i], strlen(parts[i]) + 1);
    }
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(out, LEDGER_ID, hash, sizeof hash);
}

/* ---- writing down ---- */

static int add(struct store *store, const struct ledger_message *message, bool again, struct error *error)
{
    char id[LEDGER_ID];
    ledger_id(message, id);
    int64_t now = clock_now(&store->clock);
    int code = store_execf(store, error,
                           "INSERT OR IGNORE INTO delivery (id, kind, name, slot, target, state, created_at, due_at, "
                           "title, body, json) VALUES (%Q, %Q, %Q, %lld, %Q, 'pending', %lld, %lld, %Q, %Q, %Q)",
                           id, message->kind, message->name, (long long)message->slot, message->target, (long long)now,
                           (long long)now, message->title, message->body, message->json);
    if (!code && again) {
        code = store_execf(store, error,
                           "UPDATE delivery SET state = 'pending', due_at = %lld, attempts = 0 "
                           "WHERE id = %Q AND state IN ('failed', 'pending')",
                           (long long)now, id);
    }
    return code;
}

static int end(struct store *store, int code, struct error *error)
{
    code = code ? code : store_commit(store, error);
    if (code) {
        store_rollback(store);
    }
    return code;
}

int ledger_add(struct store *store, const struct ledger_message *message, bool again, struct error *error)
{
    int code = store_begin(store, error);
    return code ? code : end(store, add(store, message, again, error), error);
}

/* ---- sending ---- */

/* What a process was sending that is no more. */
static int take_back(struct store *store, const struct lease *own, struct error *error)
{
    sqlite3_stmt *s;
    int code = store_prepare(store,
                             "SELECT lease_pid, lease_start, lease_until, lease_host, id FROM delivery "
                             "WHERE state = 'sending'",
                             &s, error);
    int row = 0;
    while (!code && (row = store_step(store, s, error)) > 0) {
        struct lease held;
        lease_column(s, 0, &held);
        if (!lease_is_own(&held, own) && !lease_is_held(&held, own, clock_now(&store->clock))) {
            code = store_execf(store, error, "UPDATE delivery SET state = 'pending' WHERE id = %Q",
                               (const char *)sqlite3_column_text(s, 4));
        }
    }
    sqlite3_finalize(s);
    return code ? code : row;
}

static const char *column_text(sqlite3_stmt *s, int column, struct arena *arena)
{
    return arena_str(arena, column_str(s, column)).ptr;
}

static void read_entry(sqlite3_stmt *s, struct arena *arena, struct ledger_entry *entry)
{
    *entry =
        (struct ledger_entry){.created_at = sqlite3_column_int64(s, 5), .attempts = sqlite3_column_int64(s, 6) + 1};
    snprintf(entry->id, sizeof entry->id, "%s", (const char *)sqlite3_column_text(s, 0));
    entry->message = (struct ledger_message){
        .kind = column_text(s, 1, arena),
        .name = column_text(s, 2, arena),
        .target = column_text(s, 3, arena),
        .slot = sqlite3_column_int64(s, 4),
        .title = column_text(s, 7, arena),
        .body = column_text(s, 8, arena),
        .json = column_text(s, 9, arena),
    };
}

/* Pending, and to a target that this process sends nothing to just now: %d is its number. */
#define OPEN                                                                                                           \
    "state = 'pending' AND target NOT IN (SELECT target FROM delivery WHERE state = 'sending' AND lease_pid = %d)"

static int find_due(struct store *store, struct ledger_only only, struct arena *arena, struct ledger_entry *entry,
                    struct error *error)
{
    sqlite3_stmt *s;
    int code =
        store_preparef(store, &s, error,
                       "SELECT id, kind, name, target, slot, created_at, attempts, title, body, json "
                       "FROM delivery WHERE " OPEN " AND due_at <= %lld "
                       "AND coalesce(kind = %Q, 1) AND coalesce(name = %Q, 1) ORDER BY due_at, created_at LIMIT 1",
                       (int)getpid(), (long long)clock_now(&store->clock), only.kind, only.name);
    int row = code ? code : store_step(store, s, error);
    if (row > 0) {
        read_entry(s, arena, entry);
    }
    sqlite3_finalize(s);
    return row;
}

static int claim(struct store *store, int64_t lasts_ms, struct ledger_only only, struct arena *arena,
                 struct ledger_entry *entry, struct error *error)
{
    struct lease own;
    lease_own(store, lasts_ms, &own);
    int code = take_back(store, &own, error);
    int found = code ? code : find_due(store, only, arena, entry, error);
    if (found <= 0) {
        return found;
    }
    code = store_execf(store, error,
                       "UPDATE delivery SET state = 'sending', attempts = attempts + 1, lease_pid = %lld, "
                       "lease_start = %lld, lease_until = %lld, lease_host = %Q WHERE id = %Q",
                       (long long)own.pid, (long long)own.start, (long long)own.until, own.host, entry->id);
    return code ? code : 1;
}

int ledger_claim(struct store *store, int64_t lasts_ms, struct ledger_only only, struct arena *arena,
                 struct ledger_entry *entry, struct error *error)
{
    int code = store_begin(store, error);
    if (code) {
        return code;
    }
    int found = claim(store, lasts_ms, only, arena, entry, error);
    code = end(store, found < 0 ? found : 0, error);
    return code ? code : found;
}

int ledger_done(struct store *store, const char *id, int code, const char *why, int64_t retry_at, struct error *error)
{
    long long now = clock_now(&store->clock);
    if (code == 0) {
        return store_execf(store, error,
                           "UPDATE delivery SET state = 'sent', sent_at = %lld, code = 0, message = NULL, "
                           "lease_pid = NULL WHERE id = %Q",
                           now, id);
    }
    return store_execf(store, error,
                       "UPDATE delivery SET state = %Q, due_at = %lld, code = %d, message = %Q, lease_pid = NULL "
                       "WHERE id = %Q",
                       retry_at ? "pending" : "failed", retry_at ? (long long)retry_at : now, code, why, id);
}

int ledger_revive(struct store *store, struct error *error)
{
    return store_execf(store, error,
                       "UPDATE delivery SET state = 'pending', attempts = 0 WHERE state = 'failed' "
                       "AND code IN (%d, %d) AND created_at > %lld",
                       GARNER_E_CONFIG, GARNER_E_AUTH, (long long)(clock_now(&store->clock) - 86400000));
}

int ledger_next(struct store *store, int64_t *due, struct error *error)
{
    *due = SCHEDULE_NEVER;
    sqlite3_stmt *s;
    int code = store_preparef(store, &s, error, "SELECT min(due_at) FROM delivery WHERE " OPEN, (int)getpid());
    int row = code ? code : store_step(store, s, error);
    if (row > 0 && sqlite3_column_type(s, 0) != SQLITE_NULL) {
        *due = sqlite3_column_int64(s, 0);
    }
    sqlite3_finalize(s);
    return row < 0 ? row : 0;
}

/* ---- slots ---- */

int ledger_slot(struct store *store, const char *name, const char *schedule, int64_t now, int64_t *slot,
                struct error *error)
{
    int code = store_execf(store, error,
                           "INSERT INTO delivery_slot (name, schedule, slot) VALUES (%Q, %Q, %lld) ON CONFLICT (name) "
                           "DO UPDATE SET schedule = excluded.schedule, slot = excluded.slot "
                           "WHERE schedule <> excluded.schedule",
                           name, schedule, (long long)now);
    *slot = now;
    sqlite3_stmt *s = NULL;
    code = code ? code : store_preparef(store, &s, error, "SELECT slot FROM delivery_slot WHERE name = %Q", name);
    int row = code ? code : store_step(store, s, error);
    if (row > 0) {
        *slot = sqlite3_column_int64(s, 0);
    }
    sqlite3_finalize(s);
    return row < 0 ? row : 0;
}

static int take_slot(struct store *store, const char *name, int64_t before, int64_t slot,
                     const struct ledger_message *messages, size_t count, struct error *error)
{
    int code = store_execf(store, error, "UPDATE delivery_slot SET slot = %lld WHERE name = %Q AND slot = %lld",
                           (long long)slot, name, (long long)before);
    if (code || sqlite3_changes(store->db) == 0) {
        return code;
    }
    for (size_t i = 0; i < count && !code; i++) {
        code = add(store, &messages[i], false, error);
    }
    /* Nobody asks for messages of long ago; their slots have passed for good. */
    return code ? code
                : store_execf(store, error,
                              "DELETE FROM delivery WHERE state IN ('sent', 'failed') AND created_at < %lld",
                              (long long)(clock_now(&store->clock) - KEEP_DAYS * INT64_C(86400000)));
}

int ledger_slot_take(struct store *store, const char *name, int64_t before, int64_t slot,
                     const struct ledger_message *messages, size_t count, struct error *error)
{
    int code = store_begin(store, error);
    return code ? code : end(store, take_slot(store, name, before, slot, messages, count, error), error);
}

/* ---- alerts ---- */

int ledger_told(struct store *store, const char *target, const char *kind, const char *subject, int64_t *told_at,
                struct error *error)
{
    *told_at = 0;
    sqlite3_stmt *s;
    int code =
        store_preparef(store, &s, error, "SELECT told_at FROM alert WHERE target = %Q AND kind = %Q AND subject = %Q",
                       target, kind, subject);
    int row = code ? code : store_step(store, s, error);
    if (row > 0) {
        *told_at = sqlite3_column_int64(s, 0);
    }
    sqlite3_finalize(s);
    return row < 0 ? row : 0;
}

static int change(struct store *store, const struct ledger_change *c, struct error *error)
{
    int64_t told = 0;
    long long now = clock_now(&store->clock);
    int code = ledger_told(store, c->target, c->kind, c->subject, &told, error);
    if (code || told != c->told_before) {
        return code;
    }
    if (c->holds) {
        code = store_execf(store, error,
                           "INSERT INTO alert (target, kind, subject, since, told_at) VALUES (%Q, %Q, %Q, %lld, %lld) "
                           "ON CONFLICT (target, kind, subject) DO UPDATE SET told_at = excluded.told_at",
                           c->target, c->kind, c->subject, now, now);
    } else {
        code = store_execf(store, error, "DELETE FROM alert WHERE target = %Q AND kind = %Q AND subject = %Q",
                           c->target, c->kind, c->subject);
    }
    return code || !c->message ? code : add(store, c->message, false, error);
}

int ledger_change(struct store *store, const struct ledger_change *c, struct error *error)
{
    int code = store_begin(store, error);
    return code ? code : end(store, change(store, c, error), error);
}
