/* run.c - the journal of runs: when each began, what it did, how it ended. Called by the pull through store.h. */
#include "core/base/buf.h"
#include "core/store/internal.h"
#include "core/store/journal.h"
#include "core/base/json_text.h"

enum { SKIPS_MAX = 1 << 16 };

/* Its lease is ours, so whoever began an open run is gone. */
static int close_interrupted(struct store *store, int64_t source, int64_t now, struct error *error)
{
    return store_execf(store, error,
                       "UPDATE run SET ended_at = %lld, code = %d, message = 'interrupted' "
                       "WHERE source = %lld AND ended_at IS NULL",
                       (long long)now, GARNER_E_TEMPORARY, (long long)source);
}

static int insert_run(struct store *store, const struct run_begin *begin, int64_t now, int64_t *run,
                      struct error *error)
{
    sqlite3_stmt *s;
    int code = store_prepare(store,
                             "INSERT INTO run (source, plugin, version, started_at, retry_of, from_day, to_day) "
                             "VALUES (?1, ?2, ?3, ?4, nullif(?5, 0), ?6, ?7)",
                             &s, error);
    if (code) {
        return code;
    }
    sqlite3_bind_int64(s, 1, begin->source);
    sqlite3_bind_text(s, 2, begin->plugin, -1, SQLITE_STATIC);
    sqlite3_bind_text(s, 3, begin->version, -1, SQLITE_STATIC);
    sqlite3_bind_int64(s, 4, now);
    sqlite3_bind_int64(s, 5, begin->retry_of);
    if (begin->from.state == GARNER_SET) {
        sqlite3_bind_int(s, 6, begin->from.day);
    }
    if (begin->to.state == GARNER_SET) {
        sqlite3_bind_int(s, 7, begin->to.day);
    }
    code = store_finish(store, s, error);
    sqlite3_finalize(s);
    *run = sqlite3_last_insert_rowid(store->db);
    return code;
}

static int begin_all(struct store *store, const struct run_begin *begin, int64_t *run, struct error *error)
{
    int64_t now = clock_now(&store->clock);
    int code = close_interrupted(store, begin->source, now, error);
    code = code ? code : insert_run(store, begin, now, run, error);
    code = code ? code : journal_begin(store, begin->source, *run, error);
    return code ? code : store_commit(store, error);
}

int store_run_begin(struct store *store, const struct run_begin *begin, int64_t *run, struct error *error)
{
    *run = 0;
    int code = store_begin(store, error);
    if (code) {
        return code;
    }
    code = begin_all(store, begin, run, error);
    if (code) {
        store_rollback(store);
        *run = 0;
    }
    return code;
}

static void skips_json(struct buf *out, const struct run_counts *counts)
{
    buf_addc(out, '{');
    for (size_t i = 0; i < counts->skip_rules; i++) {
        buf_adds(out, i ? "," : "");
        json_text(out, (struct garner_str){counts->skips[i].rule, strlen(counts->skips[i].rule)});
        buf_addf(out, ":%llu", (unsigned long long)counts->skips[i].rows);
    }
    buf_addc(out, '}');
}

static void bind_end(sqlite3_stmt *s, int64_t run, int64_t now, const struct run_end *end, const struct buf *skips)
{
    const struct run_counts *c = end->counts;
    const uint64_t numbers[] = {c->rows_read, c->accepted, c->quarantined, c->skipped,  c->bytes,   c->inserted,
                                c->updated,   c->deleted,  c->unchanged,   c->repeated, c->requests};
    sqlite3_bind_int64(s, 1, run);
    sqlite3_bind_int64(s, 2, now);
    sqlite3_bind_int(s, 3, end->code);
    sqlite3_bind_text(s, 4, end->message, -1, SQLITE_STATIC);
    bind_str(s, 5, buf_str(skips));
    for (int i = 0; i < (int)(sizeof numbers / sizeof *numbers); i++) {
        sqlite3_bind_int64(s, 6 + i, (int64_t)numbers[i]);
    }
}

static int update_run(struct store *store, int64_t run, const struct run_end *end, struct error *error)
{
    sqlite3_stmt *s;
    int code = store_prepare(
        store,
        "UPDATE run SET ended_at = ?2, code = ?3, message = ?4, skips = ?5, rows_read = ?6, accepted = ?7, "
        "quarantined = ?8, skipped = ?9, bytes = ?10, inserted = ?11, updated = ?12, deleted = ?13, "
        "unchanged = ?14, repeated = ?15, requests = ?16 WHERE id = ?1",
        &s, error);
    if (code) {
        return code;
    }
    static const struct run_counts none;
    struct run_end given = *end;
    given.counts = end->counts ? end->counts : &none;
    struct buf skips;
    buf_init(&skips, SKIPS_MAX);
    skips_json(&skips, given.counts);
    bind_end(s, run, clock_now(&store->clock), &given, &skips);
    code = store_finish(store, s, error);
    sqlite3_finalize(s);
    buf_release(&skips);
    return code;
}

int store_run_end(struct store *store, int64_t run, const struct run_end *end, struct error *error)
{
    int code = store_begin(store, error);
    if (code) {
        return code;
    }
    code = update_run(store, run, end, error);
    code = code ? code : journal_end(store, run, end->log, error);
    code = code ? code : store_commit(store, error);
    if (code) {
        store_rollback(store);
    }
    return code;
}
