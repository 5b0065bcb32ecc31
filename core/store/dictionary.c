/* dictionary.c - the dictionaries as a whole: made with the store, told whose records come, emptied when what they say
 * may no longer be so. And the words. Called by merge.c and batch.c. */
#include "core/store/dictionary.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include <sodium.h>

enum { SCRATCH_FIRST = 1024, WORD_LIMIT = 1 << 18 };

/* ---- life ---- */

static int prepare(struct store *store, struct error *error)
{
    struct dictionary *d = store->dictionary;
    const struct {
        sqlite3_stmt **statement;
        const char *sql;
    } statements[] = {
        {&d->data_version, "PRAGMA data_version"},
        {&d->word_find, "SELECT id FROM word WHERE text = ?1"},
        {&d->word_add, "INSERT INTO word (text) VALUES (?1) RETURNING id"},
        {&d->ref_find, "SELECT id FROM person_ref WHERE hash = ?1"},
        {&d->ref_add, "INSERT INTO person_ref (id, hash, kind, native, email, phone, role, person) "
                      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?1)"},
        {&d->edge_find, "SELECT 1 FROM identity_edge WHERE key = ?1"},
        {&d->edge_add, "INSERT OR IGNORE INTO identity_edge (key, ref, kind) VALUES (?1, ?2, ?3)"},
        {&d->detail_add,
         "INSERT INTO person_detail (ref, email, phone) VALUES (?1, ?2, ?3) ON CONFLICT (ref) DO UPDATE "
         "SET email = coalesce(excluded.email, email), phone = coalesce(excluded.phone, phone)"},
        {&d->domain_add, "INSERT OR IGNORE INTO company_domain (ref, domain) VALUES (?1, ?2)"},
        {&d->camp_find, "SELECT id FROM campaign_ref WHERE hash = ?1"},
        {&d->camp_add, "INSERT INTO campaign_ref (hash, source, native_id, name, channel, channel_word, utm_source, "
                       "utm_medium, utm_campaign, click_id, defines) "
                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) RETURNING id"},
        {&d->camp_update,
         "UPDATE campaign_ref SET name = coalesce(?4, name), channel = coalesce(?5, channel), "
         "channel_word = coalesce(?6, channel_word), utm_source = coalesce(?7, utm_source), "
         "utm_medium = coalesce(?8, utm_medium), utm_campaign = coalesce(?9, utm_campaign), defines = max(defines, "
         "?11) "
         "WHERE id = ?12 AND (name IS NOT coalesce(?4, name) OR channel IS NOT coalesce(?5, channel) "
         "OR channel_word IS NOT coalesce(?6, channel_word) OR utm_source IS NOT coalesce(?7, utm_source) "
         "OR utm_medium IS NOT coalesce(?8, utm_medium) OR utm_campaign IS NOT coalesce(?9, utm_campaign) "
         "OR defines < ?11)"},
        {&d->click_add, "INSERT INTO click (click_id, camp) VALUES (?1, ?2) ON CONFLICT (click_id) DO UPDATE "
                        "SET camp = excluded.camp WHERE camp <> excluded.camp"},
    };
    int code = 0;
    for (size_t i = 0; i < sizeof statements / sizeof *statements && !code; i++) {
        code = store_prepare(store, statements[i].sql, statements[i].statement, error);
    }
    return code;
}

int dictionary_init(struct store *store, struct error *error)
{
    struct dictionary *d = xcalloc(1, sizeof *d);
    store->dictionary = d;
    randombytes_buf(d->key, sizeof d->key);
    scratch_grow(d, SCRATCH_FIRST);
    d->refs = xcalloc(PENDING_REFS, sizeof *d->refs);
    d->clicks = xcalloc(PENDING_CLICKS, sizeof *d->clicks);
    return prepare(store, error);
}

static void forget_space(struct dictionary *d)
{
    free((char *)d->space.ptr);
    free((char *)d->role_space.ptr);
    free((char *)d->lead_space.ptr);
    free(d->country);
    d->space = d->role_space = d->lead_space = (struct garner_str){0};
    d->country = NULL;
}

void dictionary_free(struct store *store)
{
    struct dictionary *d = store->dictionary;
    if (!d) {
        return;
    }
    sqlite3_stmt *statements[] = {d->data_version, d->word_find, d->word_add,   d->ref_find,  d->ref_add,
                                  d->edge_find,    d->edge_add,  d->detail_add, d->camp_find, d->camp_add,
                                  d->camp_update,  d->click_add, d->domain_add};
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        sqlite3_finalize(statements[i]);
    }
    struct table *tables[] = {&d->words, &d->persons, &d->campaigns, &d->campaign_last, &d->ref_index};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        table_release(tables[i]);
    }
    forget_space(d);
    free(d->scratch);
    arena_release(&d->arena);
    free(d->refs);
    free(d->clicks);
    sodium_memzero(d, sizeof *d);
    free(d);
    store->dictionary = NULL;
}

void dictionary_forget(struct dictionary *d)
{
    if (!d) {
        return;
    }
    table_clear(&d->words);
    table_clear(&d->persons);
    table_clear(&d->campaigns);
    table_clear(&d->campaign_last);
    table_clear(&d->ref_index);
    arena_clear(&d->arena);
    d->ref_count = d->click_count = 0;
}

/* ---- whose records come ---- */

static struct garner_str owned(char *text)
{
    return str_of(text, strlen(text));
}

static int enter_space(struct store *store, const struct store_merge *merge, struct error *error)
{
    struct dictionary *d = store->dictionary;
    sqlite3_stmt *statement;
    int code =
        store_preparef(store, &statement, error, "SELECT name FROM source WHERE id = %lld", (long long)merge->source);
    int found = code ? code : store_step(store, statement, error);
    if (found > 0) {
        const char *name = (const char *)sqlite3_column_text(statement, 0);
        forget_space(d);
        d->source = merge->source;
        d->space = owned(xstrdup(merge->space ? merge->space : name));
        d->role_space = owned(xasprintf("role:%s", name));
        d->lead_space = owned(xasprintf("%s:lead", d->space.ptr));
        d->country = xstrdup(merge->country ? merge->country : "");
        d->keep_contact_details = merge->keep_contact_details;
        d->company = merge->company;
    }
    sqlite3_finalize(statement);
    return found > 0 ? 0 : found < 0 ? found : error_set(error, GARNER_E_BUG, "merge for a source that is not there");
}

/* Another process may have given ids to the same texts, or taken some away. */
static int forget_if_changed(struct store *store, struct error *error)
{
    struct dictionary *d = store->dictionary;
    int row = store_step(store, d->data_version, error);
    if (row < 0) {
        return row;
    }
    sqlite3_int64 version = sqlite3_column_int64(d->data_version, 0);
    sqlite3_reset(d->data_version);
    if (version != store->data_version) {
        store->data_version = version;
        dictionary_forget(d);
    }
    return 0;
}

int dictionary_begin(struct store *store, const struct store_merge *merge, struct error *error)
{
    struct dictionary *d = store->dictionary;
    int code = forget_if_changed(store, error);
    code = code ? code : enter_space(store, merge, error);
    if (code) {
        return code;
    }
    scratch_start(d, d->keep_contact_details ? 'K' : 'S');
    scratch_add_number(d, d->source);
    scratch_add_number(d, d->company);
    scratch_add(d, d->space);
    scratch_add(d, owned(d->country));
    d->prefix = scratch_print(d);
    int64_t edges = 0;
    code = store_integer(store, "SELECT coalesce(max(id), 0) FROM person_ref", &d->next_ref, error);
    code = code ? code : store_integer(store, "SELECT EXISTS (SELECT 1 FROM identity_edge)", &edges, error);
    d->refs_stored = d->next_ref > 0;
    d->edges_stored = edges > 0;
    d->next_ref++;
    return code;
}

int dictionary_flush(struct store *store, struct error *error)
{
    int code = people_flush(store, error);
    return code ? code : clicks_flush(store, error);
}

/* ---- scratch ---- */

void scratch_grow(struct dictionary *d, size_t len)
{
    d->scratch_cap = (d->scratch_cap + len) * 2;
    d->scratch = xreallocarray(d->scratch, d->scratch_cap, 1);
}

struct print scratch_print(const struct dictionary *d)
{
    return print_of(d->key, d->scratch, d->scratch_len);
}

struct identity_hash scratch_hash(const struct store *store, const char *space)
{
    const struct dictionary *d = store->dictionary;
    return identity_hash(store->identity_key, IDENTITY_NATIVE, str_of(space, strlen(space)),
                         str_of(d->scratch, d->scratch_len));
}

/* ---- words ---- */

static int find_or_add_word(struct store *store, struct garner_str text, int64_t *id, struct error *error)
{
    struct dictionary *d = store->dictionary;
    sqlite3_stmt *tries[] = {d->word_find, d->word_add};
    int row = 0;
    for (size_t i = 0; i < 2 && row == 0; i++) {
        bind_str(tries[i], 1, text);
        row = store_step(store, tries[i], error);
        *id = row > 0 ? sqlite3_column_int64(tries[i], 0) : 0;
        sqlite3_reset(tries[i]);
    }
    return row < 0 ? row : 0;
}

int dictionary_word(struct store *store, struct garner_str text, int64_t *id, struct error *error)
{
    struct dictionary *d = store->dictionary;
    if (text.len == 0) {
        *id = 0;
        return 0;
    }
    struct print print = print_of(d->key, text.ptr, text.len);
    uint32_t *known = table_find(&d->words, print);
    if (known) {
        *id = *known;
        return 0;
    }
    int code = find_or_add_word(store, text, id, error);
    if (!code && *id <= UINT32_MAX) {
        if (d->words.count >= WORD_LIMIT) {
            table_clear(&d->words);
        }
        table_put(&d->words, print, (uint32_t)*id);
    }
    return code;
}
