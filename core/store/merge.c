/* merge.c - one merge: everything a window or checkpoint brought, its removals, its rejects and the cursor, in one
 * transaction. Called by the pull through store.h. The feed is read once per kind it holds. */
#include "core/base/str.h"
#include "core/store/details.h"
#include "core/store/dictionary.h"
#include "core/store/journal.h"
#include "core/store/lent.h"
#include "core/store/notes.h"
#include "core/store/overlap.h"
#include "core/store/volume.h"

struct merging {
    struct batch batch;
    struct scope scope;
    struct run_counts counts; /* of this merge */
    struct journal_kind kinds[GARNER_RECORD_LIMIT];
    struct error inner; /* what the batch table failed with */
};

/* ---- one kind ---- */

static void bind_upsert(const struct merging *m, sqlite3_stmt *statement)
{
    sqlite3_bind_int64(statement, 1, m->batch.merge->source);
    if (m->scope.id) {
        sqlite3_bind_int64(statement, 2, m->scope.id);
    } else {
        sqlite3_bind_null(statement, 2);
    }
    sqlite3_bind_int64(statement, 3, m->batch.merge->run);
}

/* Rows up to where the batch stops. */
static int upsert_segment(struct merging *m, sqlite3_stmt *statement, struct error *error)
{
    struct batch *batch = &m->batch;
    const struct notes *notes = batch->store->notes;
    uint64_t rows = batch->rows, touched = notes->touched, updated = notes->updated;
    int code = store_finish(batch->store, statement, error);
    if (batch->code) {
        *error = m->inner;
        return batch->code;
    }
    if (code) {
        return code;
    }
    uint64_t changed = (uint64_t)sqlite3_changes64(batch->store->db), inserted = changed - (notes->touched - touched);
    m->counts.inserted += inserted;
    m->counts.updated += notes->updated - updated;
    m->counts.unchanged += batch->rows - rows - inserted - (notes->updated - updated);
    return 0;
}

static int remove_one(struct merging *m, struct error *error)
{
    sqlite3_stmt *statement;
    int code = fact_remove(m->batch.store, m->batch.fact, &statement, error);
    if (code) {
        return code;
    }
    values_bind_key(&m->batch, statement);
    return store_finish(m->batch.store, statement, error);
}

static int prepare_clear(const struct batch *batch, sqlite3_stmt **out, struct error *error)
{
    const struct fact *fact = batch->fact;
    struct buf sql, set;
    buf_init(&sql, 1 << 16);
    buf_init(&set, 1 << 16);
    for (size_t i = 1; i < fact->count; i++) {
        const struct fact_column *column = &fact->columns[i];
        if (batch->cleared & UINT64_C(1) << i) {
            buf_addf(&set, "\"%s\" = NULL, ", column->name);
            buf_addf(&sql, "%s\"%s\" IS NOT NULL", sql.len ? " OR " : "", column->name);
        }
    }
    struct buf key;
    buf_init(&key, 1 << 16);
    for (size_t i = 0; i < fact->key_count; i++) {
        buf_addf(&key, "\"%s\" = ?%zu AND ", fact->columns[fact->keys[i]].name, i + 1);
    }
    int code =
        store_preparef(batch->store, out, error, "UPDATE " FACT_NAME " SET %schanged = %lld WHERE %s(%s)",
                       fact->type->name, buf_text(&set), (long long)batch->merge->run, buf_text(&key), buf_text(&sql));
    buf_release(&sql);
    buf_release(&set);
    buf_release(&key);
    return code;
}

static int clear_one(struct merging *m, struct error *error)
{
    struct batch *batch = &m->batch;
    const struct notes *notes = batch->store->notes;
    bool counted = notes->updated > batch->updated_before;
    uint64_t updated = notes->updated;
    sqlite3_stmt *statement;
    int code = prepare_clear(batch, &statement, error);
    if (!code) {
        values_bind_key(batch, statement);
        code = store_finish(batch->store, statement, error);
    }
    sqlite3_finalize(statement);
    if (notes->updated > updated && !counted) {
        m->counts.updated++;
        m->counts.unchanged--;
    }
    batch->cleared = 0;
    return code;
}

static int read_through(struct merging *m, sqlite3_stmt *statement, struct error *error)
{
    int code = 0;
    do {
        code = upsert_segment(m, statement, error);
        if (!code && m->batch.stop == BATCH_REMOVE) {
            code = remove_one(m, error);
        } else if (!code && m->batch.stop == BATCH_CLEAR) {
            code = clear_one(m, error);
        }
    } while (!code && m->batch.stop != BATCH_END);
    return code;
}

static bool replaces(const struct merging *m, int kind)
{
    return m->batch.merge->windowed && !m->batch.merge->adds && m->batch.merge->kinds & GARNER_EMITS(kind);
}

static int merge_kind_rows(struct merging *m, int kind, struct error *error)
{
    struct batch *batch = &m->batch;
    struct fact *fact = &batch->store->facts[kind];
    sqlite3_stmt *statement;
    batch->keep_seen = fact->type->summed || (replaces(m, kind) && m->scope.rows > 0);
    uint64_t inserted = m->counts.inserted;
    int code = fact_upsert(batch->store, fact, batch->merge->windowed, &statement, error);
    code = code ? code : batch_rewind(batch, fact, error);
    batch->error = &m->inner;
    if (!code) {
        bind_upsert(m, statement);
        code = read_through(m, statement, error);
    }
    if (m->counts.inserted > inserted) {
        batch->store->notes->credits = true;
        batch->store->notes->identity |= batch->merged;
    }
    code = !code && replaces(m, kind) ? window_replace(batch, &m->scope, error) : code;
    return code ? code : overlap_check(batch, &m->scope, error);
}

static int merge_kind(struct merging *m, int kind, struct error *error)
{
    struct journal_kind *counted = &m->kinds[kind];
    uint64_t inserted = m->counts.inserted, updated = m->counts.updated, deleted = m->batch.store->notes->deleted;
    int code = merge_kind_rows(m, kind, error);
    counted->inserted += m->counts.inserted - inserted;
    counted->updated += m->counts.updated - updated;
    counted->deleted += m->batch.store->notes->deleted - deleted;
    return code;
}

/* ---- all kinds ---- */

static int lowest(uint32_t kinds)
{
    return kinds ? __builtin_ctz(kinds) : 0;
}

/* The kind of the first record; 0 where there is none. */
static int first_kind(const struct store_merge *merge, struct error *error)
{
    struct store_item item;
    int code = merge->feed.rewind(merge->feed.context, error);
    int got = code ? code : merge->feed.next(merge->feed.context, &item, error);
    return got > 0 ? (int)item.type->kind : got;
}

static int merge_facts(struct merging *m, struct error *error)
{
    uint32_t done = 0, wanted = m->batch.merge->windowed && !m->batch.merge->adds ? m->batch.merge->kinds : 0;
    int kind = first_kind(m->batch.merge, error);
    while (kind > 0) {
        int code = merge_kind(m, kind, error);
        if (code) {
            return code;
        }
        done |= GARNER_EMITS(kind);
        kind = lowest(m->batch.kinds & ~done);
    }
    if (kind < 0) {
        return kind;
    }
    /* Declared kinds of which nothing came: all of the window's rows are gone. */
    int code = 0;
    for (kind = lowest(wanted & ~done); kind > 0 && kind < GARNER_RECORD_LIMIT && !code;
         kind = lowest(wanted & ~done)) {
        m->batch.fact = &m->batch.store->facts[kind];
        m->batch.timed = false;
        table_clear(&m->batch.seen);
        uint64_t deleted = m->batch.store->notes->deleted;
        code = window_replace(&m->batch, &m->scope, error);
        m->kinds[kind].deleted += m->batch.store->notes->deleted - deleted;
        done |= GARNER_EMITS(kind);
    }
    return code;
}

/* ---- quarantine, cursor ---- */

static int add_reject(struct store *store, sqlite3_stmt *s, const struct store_reject *reject, struct error *error)
{
    bind_str(s, 5, reject->file);
    sqlite3_bind_int64(s, 6, (int64_t)reject->line);
    bind_str(s, 7, reject->field);
    bind_str(s, 8, reject->reason.ptr ? reject->reason : str_of("", 0));
    bind_str(s, 9, reject->raw);
    return store_finish(store, s, error);
}

static int add_rejects(struct store *store, const struct store_merge *merge, int64_t scope, struct error *error)
{
    sqlite3_stmt *s;
    int code = store_prepare(store,
                             "INSERT INTO quarantine_row (source, scope, run, at_ms, file, line, field, reason, raw) "
                             "VALUES (?1, nullif(?2, 0), ?3, ?4, ?5, nullif(?6, 0), ?7, ?8, ?9)",
                             &s, error);
    if (code) {
        return code;
    }
    sqlite3_bind_int64(s, 1, merge->source);
    sqlite3_bind_int64(s, 2, scope);
    sqlite3_bind_int64(s, 3, merge->run);
    sqlite3_bind_int64(s, 4, clock_now(&store->clock));
    for (size_t i = 0; i < merge->reject_count && !code; i++) {
        code = add_reject(store, s, &merge->rejects[i], error);
    }
    sqlite3_finalize(s);
    return code;
}

static int move_quarantine(struct store *store, const struct store_merge *merge, int64_t scope, struct error *error)
{
    int code = 0;
    if (merge->windowed && !merge->adds) {
        code = store_execf(store, error, "DELETE FROM quarantine_row WHERE source = %lld AND scope = %lld",
                           (long long)merge->source, (long long)scope);
    }
    return code || merge->reject_count == 0 ? code : add_rejects(store, merge, scope, error);
}

static int move_cursor(struct store *store, const struct store_merge *merge, struct error *error)
{
    if (!merge->cursor.ptr) {
        return 0;
    }
    sqlite3_stmt *s;
    int code = store_prepare(store, "UPDATE source SET cursor = ?2 WHERE id = ?1", &s, error);
    if (code) {
        return code;
    }
    sqlite3_bind_int64(s, 1, merge->source);
    sqlite3_bind_blob64(s, 2, merge->cursor.ptr, merge->cursor.len, SQLITE_STATIC);
    code = store_finish(store, s, error);
    sqlite3_finalize(s);
    return code;
}

/* ---- the transaction ---- */

/* The same records resolve otherwise in another identity space: what decides that is part of the digest. */
static bool digest_of(struct store *store, const struct store_merge *merge, struct identity_hash *out)
{
    static const unsigned char unknown[sizeof merge->digest];
    bool whole = merge->from.state != GARNER_SET && merge->to.state != GARNER_SET;
    if (!merge->windowed || merge->adds || !whole || memcmp(merge->digest, unknown, sizeof unknown) == 0) {
        return false;
    }
    struct dictionary *d = store->dictionary;
    scratch_start(d, merge->keep_contact_details ? 'K' : 'D');
    scratch_add(d, str_of((const char *)merge->digest, sizeof merge->digest));
    scratch_add(d, d->space);
    scratch_add(d, str_of(d->country, strlen(d->country)));
    scratch_add_number(d, d->company);
    *out = scratch_hash(store, "digest");
    return true;
}

static bool is_unchanged(const struct merging *m, bool digested, const struct identity_hash *digest)
{
    return digested && m->scope.digested && m->scope.kinds == m->batch.merge->kinds &&
           memcmp(&m->scope.digest, digest, sizeof *digest) == 0;
}

static int merge_rows(struct merging *m, struct error *error)
{
    struct store *store = m->batch.store;
    struct identity_hash digest;
    bool digested = digest_of(store, m->batch.merge, &digest);
    if (is_unchanged(m, digested, &digest)) {
        m->counts.unchanged += m->batch.merge->records;
        return volume_guard(store, m->batch.merge, &m->scope, true, error);
    }
    int code = window_guard(store, m->batch.merge, &m->scope, error);
    code = code ? code : volume_guard(store, m->batch.merge, &m->scope, false, error);
    code = code ? code : lent_forget(store, &m->scope, error);
    code = code ? code : merge_facts(m, error);
    code = code ? code : dictionary_flush(store, error);
    /* Any fact may say to what company somebody belongs. */
    store->notes->identity |= m->batch.merge->company;
    code = code ? code : notes_flush(store->notes, error);
    if (!code && m->scope.id) {
        code = scope_leave(store, &m->batch, &m->scope, digested ? &digest : NULL, m->counts.inserted, error);
    }
    m->counts.deleted = store->notes->deleted;
    return code;
}

static int merge_all(struct merging *m, struct error *error)
{
    struct store *store = m->batch.store;
    const struct store_merge *merge = m->batch.merge;
    int code = store_begin(store, error);
    code = code ? code : details_settle(store, merge->keep_contact_details, error);
    code = code ? code : dictionary_begin(store, merge, error);
    code = code ? code : scope_enter(store, merge, &m->scope, error);
    code = code ? code : overlap_begin(&m->batch, error);
    if (!code) {
        notes_begin(store->notes, merge->run, m->scope.id);
        code = merge_rows(m, error);
    }
    code = code ? code : move_quarantine(store, merge, m->scope.id, error);
    code = code ? code : move_cursor(store, merge, error);
    code = code ? code : journal_merge(store, merge, m->kinds, error);
    return code ? code : store_commit(store, error);
}

int store_merge(struct store *store, const struct store_merge *merge, struct run_counts *counts, struct error *error)
{
    struct merging m = {.batch = {.store = store, .merge = merge}};
    struct error scratch = {0};
    error = error ? error : &scratch;
    m.batch.counts = &m.counts;
    m.batch.error = error;
    store->batch = &m.batch;
    int code = merge_all(&m, error);
    store->batch = NULL;
    table_release(&m.batch.seen);
    overlap_end(&m.batch);
    if (code) {
        store_rollback(store);
        return code;
    }
    overlap_warn(&m.batch, &m.scope);
    notes_forget(store->notes);
    counts->inserted += m.counts.inserted;
    counts->updated += m.counts.updated;
    counts->deleted += m.counts.deleted;
    counts->unchanged += m.counts.unchanged;
    counts->repeated += m.counts.repeated;
    return 0;
}
