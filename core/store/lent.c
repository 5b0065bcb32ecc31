/* lent.c - remembers from which scope a fact came that another one has taken over: a file of the last thirty days
 * beside one of each month. When the first moves on, the days that it no longer has are still in the second; see
 * lent.h. Keys are kept as hashes. A scope that yields (its file is gone) lends nothing. */
#include "core/store/lent.h"
#include "core/base/str.h"
#include "core/store/dictionary.h"
#include "core/store/notes.h"

static struct identity_hash print_key(struct store *store, int kind, sqlite3_value *const *keys, size_t count)
{
    struct dictionary *d = store->dictionary;
    scratch_start(d, 'l');
    scratch_add_number(d, kind);
    for (size_t i = 0; i < count; i++) {
        if (sqlite3_value_type(keys[i]) == SQLITE_TEXT) {
            const char *text = (const char *)sqlite3_value_text(keys[i]);
            scratch_add(d, str_of(text, (size_t)sqlite3_value_bytes(keys[i])));
        } else {
            scratch_add_number(d, sqlite3_value_int64(keys[i]));
        }
    }
    return scratch_hash(store, "lent");
}

static bool is_yielding(const struct batch *batch, int64_t scope)
{
    for (size_t i = 0; i < batch->yield_count; i++) {
        if (batch->yields[i] == scope) {
            return true;
        }
    }
    return false;
}

int lent_note(struct batch *batch, const struct fact *fact, sqlite3_value **before, sqlite3_value **after)
{
    int64_t was = sqlite3_value_int64(before[fact->count]), is = sqlite3_value_int64(after[fact->count]);
    if (!was || !is || was == is || batch->returning || is_yielding(batch, was)) {
        return SQLITE_OK;
    }
    sqlite3_value *keys[FACT_KEYS];
    for (size_t i = 0; i < fact->key_count; i++) {
        keys[i] = before[fact->keys[i]];
    }
    struct store *store = batch->store;
    struct identity_hash print = print_key(store, (int)fact->type->kind, keys, fact->key_count);
    sqlite3_stmt *s = store->notes->lend;
    sqlite3_bind_int(s, 1, (int)fact->type->kind);
    sqlite3_bind_blob(s, 2, print.bytes, sizeof print.bytes, SQLITE_STATIC);
    sqlite3_bind_int64(s, 3, was);
    int result = sqlite3_step(s);
    sqlite3_reset(s);
    return result == SQLITE_DONE ? SQLITE_OK : result;
}

static void lender(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct store *store = sqlite3_user_data(context);
    int kind = sqlite3_value_int(values[0]);
    struct identity_hash print = print_key(store, kind, values + 1, (size_t)count - 1);
    sqlite3_stmt *s = store->notes->lender;
    sqlite3_bind_int(s, 1, kind);
    sqlite3_bind_blob(s, 2, print.bytes, sizeof print.bytes, SQLITE_STATIC);
    if (sqlite3_step(s) == SQLITE_ROW) {
        sqlite3_result_int64(context, sqlite3_column_int64(s, 0));
    }
    sqlite3_reset(s);
}

int lent_register(struct store *store, struct error *error)
{
    struct notes *notes = store->notes;
    int result =
        sqlite3_create_function(store->db, "lender", -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, store, lender, NULL, NULL);
    int code = result ? store_failed(store, store->db, error) : 0;
    code = code ? code
                : store_prepare(store, "INSERT OR REPLACE INTO lent (kind, print, scope) VALUES (?1, ?2, ?3)",
                                &notes->lend, error);
    return code ? code
                : store_prepare(store, "SELECT scope FROM lent WHERE kind = ?1 AND print = ?2", &notes->lender, error);
}

int lent_any(struct store *store, int64_t *any, struct error *error)
{
    return store_integer(store, "SELECT EXISTS (SELECT 1 FROM lent)", any, error);
}

int lent_forget(struct store *store, const struct scope *scope, struct error *error)
{
    int64_t any = 0;
    int code = scope->id ? lent_any(store, &any, error) : 0;
    return code || !any ? code : store_execf(store, error, "DELETE FROM lent WHERE scope = %lld", (long long)scope->id);
}
