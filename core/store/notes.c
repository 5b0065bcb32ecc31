/* notes.c - the functions behind the triggers on fact tables: writes revisions, counts, and remembers which scopes and
 * which derived tables a transaction has made stale. Called by SQLite; merge.c reads and flushes. */
#include "core/store/notes.h"
#include "core/base/mem.h"
#include "core/store/facts.h"
#include "core/base/json_text.h"
#include "core/store/lent.h"
#include "core/store/overlap.h"

enum { JSON_MAX = 64 << 20 };

/* ---- values ---- */

static bool same(sqlite3_value *a, sqlite3_value *b)
{
    int type = sqlite3_value_type(a);
    if (type != sqlite3_value_type(b)) {
        return false;
    }
    if (type == SQLITE_NULL) {
        return true;
    }
    if (type == SQLITE_INTEGER) {
        return sqlite3_value_int64(a) == sqlite3_value_int64(b);
    }
    int len = sqlite3_value_bytes(a);
    return len == sqlite3_value_bytes(b) &&
           (len == 0 || memcmp(sqlite3_value_blob(a), sqlite3_value_blob(b), (size_t)len) == 0);
}

static bool is_null(sqlite3_value *value)
{
    return sqlite3_value_type(value) == SQLITE_NULL;
}

/* {"name":value,…}: NULL is left out. */
static void json_member(struct buf *out, const char *name, sqlite3_value *value)
{
    if (is_null(value)) {
        return;
    }
    buf_addf(out, "%s\"%s\":", out->len ? "," : "{", name);
    if (sqlite3_value_type(value) == SQLITE_INTEGER) {
        buf_addf(out, "%lld", (long long)sqlite3_value_int64(value));
        return;
    }
    const char *text = (const char *)sqlite3_value_text(value);
    json_text(out, (struct garner_str){text, text ? (size_t)sqlite3_value_bytes(value) : 0});
}

static struct garner_str json_close(struct buf *out)
{
    buf_adds(out, out->len ? "}" : "{}");
    return buf_str(out);
}

/* ---- scopes ---- */

static void note_scope(struct notes *notes, int64_t id, int64_t delta)
{
    for (size_t i = notes->scope_count; i-- > 0;) {
        if (notes->scopes[i].id == id) {
            notes->scopes[i].delta += delta;
            return;
        }
    }
    if (notes->scope_count == notes->scope_cap) {
        notes->scope_cap = notes->scope_cap ? notes->scope_cap * 2 : 16;
        notes->scopes = xreallocarray(notes->scopes, notes->scope_cap, sizeof *notes->scopes);
    }
    notes->scopes[notes->scope_count++] = (struct scope_note){id, delta};
}

static void note_move(struct notes *notes, sqlite3_value *from, sqlite3_value *to)
{
    if (same(from, to)) {
        return;
    }
    notes->scope_moved = true;
    if (!is_null(from)) {
        note_scope(notes, sqlite3_value_int64(from), -1);
    }
    if (!is_null(to)) {
        note_scope(notes, sqlite3_value_int64(to), 1);
    }
}

/* ---- revisions ---- */

static int write_revision(struct notes *notes, int64_t run, const struct fact *fact, bool deleted)
{
    sqlite3_stmt *s = notes->revision;
    sqlite3_bind_int64(s, 1, notes->at_ms ? notes->at_ms : clock_now(&notes->store->clock));
    sqlite3_bind_int64(s, 2, run);
    sqlite3_bind_int(s, 3, (int)fact->type->kind);
    bind_str(s, 4, json_close(&notes->key));
    bind_str(s, 5, json_close(&notes->before));
    bind_str(s, 6, deleted ? (struct garner_str){0} : json_close(&notes->after));
    int result = sqlite3_step(s);
    sqlite3_reset(s);
    notes->credits = true;
    return result == SQLITE_DONE ? SQLITE_OK : result;
}

static void start_revision(struct notes *notes, const struct fact *fact, sqlite3_value **row)
{
    buf_clear(&notes->key);
    buf_clear(&notes->before);
    buf_clear(&notes->after);
    for (size_t i = 0; i < fact->key_count; i++) {
        json_member(&notes->key, fact->columns[fact->keys[i]].name, row[fact->keys[i]]);
    }
}

/* Who is whom depends on the persons that facts name, and on which contacts were merged. */
static bool bears_identity(const struct fact *fact, size_t column)
{
    const struct fact_column *c = &fact->columns[column];
    return c->form == COLUMN_WHO || c->form == COLUMN_REFERRER ||
           (fact->type->kind == GARNER_RECORD_CONTACT && strcmp(c->name, "merged_into") == 0);
}

static bool diff(struct notes *notes, const struct fact *fact, sqlite3_value **before, sqlite3_value **after)
{
    bool differs = false;
    for (size_t i = 0; i < fact->count; i++) {
        if (same(before[i], after[i])) {
            continue;
        }
        differs = true;
        notes->identity |= bears_identity(fact, i);
        json_member(&notes->before, fact->columns[i].name, before[i]);
        json_member(&notes->after, fact->columns[i].name, after[i]);
    }
    return differs;
}

/* fact_updated(kind, old row, old scope, old changed, new row, new scope, new changed) */
static void fact_updated(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    struct notes *notes = sqlite3_user_data(context);
    if (notes->muted) {
        return;
    }
    const struct fact *fact = &notes->store->facts[sqlite3_value_int(values[0])];
    sqlite3_value **before = values + 1, **after = before + fact->count + 2;
    notes->touched++;
    note_move(notes, before[fact->count], after[fact->count]);
    if (notes->store->batch) {
        overlap_note_echo(notes->store->batch, fact, before, after);
        int lent = lent_note(notes->store->batch, fact, before, after);
        if (lent) {
            sqlite3_result_error_code(context, lent);
            return;
        }
    }
    start_revision(notes, fact, before);
    if (!diff(notes, fact, before, after)) {
        return;
    }
    notes->updated++;
    if (notes->store->batch) {
        overlap_note(notes->store->batch, fact, before, after);
    }
    int64_t scope = sqlite3_value_int64(before[fact->count]);
    if (scope && scope != notes->scope) {
        note_scope(notes, scope, 0);
    }
    int result = write_revision(notes, sqlite3_value_int64(after[fact->count + 1]), fact, false);
    if (result) {
        sqlite3_result_error_code(context, result);
    }
}

/* fact_deleted(kind, old row, old scope, old changed) */
static void fact_deleted(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    struct notes *notes = sqlite3_user_data(context);
    const struct fact *fact = &notes->store->facts[sqlite3_value_int(values[0])];
    sqlite3_value **row = values + 1;
    notes->deleted++;
    if (!is_null(row[fact->count])) {
        note_scope(notes, sqlite3_value_int64(row[fact->count]), -1);
    }
    start_revision(notes, fact, row);
    for (size_t i = 0; i < fact->count; i++) {
        notes->identity |= bears_identity(fact, i) && !is_null(row[i]);
        if (!fact->columns[i].key) {
            json_member(&notes->before, fact->columns[i].name, row[i]);
        }
    }
    int result = write_revision(notes, notes->run, fact, true);
    if (result) {
        sqlite3_result_error_code(context, result);
    }
}

/* ---- the transaction ---- */

int notes_init(struct store *store, struct error *error)
{
    struct notes *notes = xcalloc(1, sizeof *notes);
    store->notes = notes;
    notes->store = store;
    buf_init(&notes->key, JSON_MAX);
    buf_init(&notes->before, JSON_MAX);
    buf_init(&notes->after, JSON_MAX);
    if (sqlite3_create_function(store->db, "fact_updated", -1, SQLITE_UTF8, notes, fact_updated, NULL, NULL) ||
        sqlite3_create_function(store->db, "fact_deleted", -1, SQLITE_UTF8, notes, fact_deleted, NULL, NULL)) {
        return store_failed(store, store->db, error);
    }
    return store_prepare(store,
                         "INSERT INTO revision (at_ms, run, kind, key, old, new) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                         &notes->revision, error);
}

void notes_free(struct store *store)
{
    struct notes *notes = store->notes;
    if (!notes) {
        return;
    }
    sqlite3_finalize(notes->revision);
    sqlite3_finalize(notes->lend);
    sqlite3_finalize(notes->lender);
    buf_release(&notes->key);
    buf_release(&notes->before);
    buf_release(&notes->after);
    free(notes->scopes);
    free(notes);
    store->notes = NULL;
}

void notes_forget(struct notes *notes)
{
    if (notes) {
        notes->run = notes->scope = notes->at_ms = 0;
        notes->touched = notes->updated = notes->deleted = 0;
        notes->identity = notes->credits = notes->scope_moved = false;
        notes->scope_count = 0;
    }
}

void notes_begin(struct notes *notes, int64_t run, int64_t scope)
{
    notes_forget(notes);
    notes->run = run;
    notes->scope = scope;
    notes->at_ms = clock_now(&notes->store->clock);
}

int notes_flush(struct notes *notes, struct error *error)
{
    struct store *store = notes->store;
    int code = 0;
    for (size_t i = 0; i < notes->scope_count && !code; i++) {
        code = store_execf(store, error, "UPDATE scope SET digest = NULL, rows = max(0, rows + %lld) WHERE id = %lld",
                           (long long)notes->scopes[i].delta, (long long)notes->scopes[i].id);
    }
    if (!code && notes->identity) {
        code = store_meta_set(store, "identity_stale", 1, error);
    }
    if (!code && notes->credits) {
        code = store_meta_set(store, "credits_stale", 1, error);
    }
    if (!code && (notes->updated || notes->deleted)) {
        code = store_meta_set(store, "references_stale", 1, error);
    }
    notes->scope_count = 0;
    return code;
}
