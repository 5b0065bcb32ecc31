/* persons_merged.c - contacts that say they were merged into others, also those that their source has deleted since.
 * Called by persons.c once it is known which references are in use. */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/store/persons.h"

static struct identity_hash native_key(const struct components *c, const char *source, struct garner_str id)
{
    const struct source_config *known = config_source(c->config, source);
    const char *space = known && known->space ? known->space : source;
    return identity_hash(c->store->identity_key, IDENTITY_NATIVE, garner_text(space), id);
}

static void add_merge(struct components *c, sqlite3_stmt *row)
{
    if (c->merge_count == c->merge_cap) {
        c->merge_cap = c->merge_cap ? 2 * c->merge_cap : 64;
        c->merges = xreallocarray(c->merges, c->merge_cap, sizeof *c->merges);
    }
    const char *source = (const char *)sqlite3_column_text(row, 0);
    int64_t who = sqlite3_column_int64(row, 3);
    c->merges[c->merge_count++] =
        (struct merged){native_key(c, source, column_str(row, 1)), native_key(c, source, column_str(row, 2)),
                        components_has(c, who) ? (uint32_t)who : 0};
    components_mark(c, c->live, who);
}

static int load_merges(struct components *c, const char *sql, struct error *error)
{
    sqlite3_stmt *select;
    int code = store_prepare(c->store, sql, &select, error);
    int row = code ? code : store_step(c->store, select, error);
    for (; row > 0; row = store_step(c->store, select, error)) {
        add_merge(c, select);
    }
    sqlite3_finalize(select);
    return row;
}

static const char merged_contacts[] = "SELECT s.name, c.id, c.merged_into, c.who FROM fact_contact c"
                                      " JOIN source s ON s.id = c.source WHERE c.merged_into <> ''";
/* Sources delete what was merged away; that does not part the two again. The last word about a contact counts. */
static const char merged_and_deleted[] =
    "SELECT s.name, v.id, json_extract(v.old, '$.merged_into') AS into_id, json_extract(v.old, '$.who') FROM"
    " (SELECT json_extract(key, '$.source') AS source, json_extract(key, '$.id') AS id, old, max(id)"
    "  FROM revision WHERE kind = 6 AND new IS NULL GROUP BY 1, 2) v"
    " JOIN source s ON s.id = v.source WHERE into_id <> ''"
    " AND NOT EXISTS (SELECT 1 FROM fact_contact c WHERE c.source = v.source AND c.id = v.id)";

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, IDENTITY_HASH_BYTES);
}

uint32_t components_key_node(const struct components *c, const void *hash)
{
    if (c->key_count == 0) {
        return 0;
    }
    const struct identity_hash *found = bsearch(hash, c->keys, c->key_count, sizeof *c->keys, by_bytes);
    return found ? c->refs + 1 + (uint32_t)(found - c->keys) : 0;
}

static void sort_keys(struct components *c)
{
    c->keys = xreallocarray(NULL, 2 * c->merge_count + 1, sizeof *c->keys);
    for (size_t i = 0; i < c->merge_count; i++) {
        c->keys[2 * i] = c->merges[i].from;
        c->keys[2 * i + 1] = c->merges[i].into;
    }
    qsort(c->keys, 2 * c->merge_count, sizeof *c->keys, by_bytes);
    for (size_t i = 0; i < 2 * c->merge_count; i++) {
        if (c->key_count == 0 || by_bytes(&c->keys[c->key_count - 1], &c->keys[i]) != 0) {
            c->keys[c->key_count++] = c->keys[i];
        }
    }
}

static void plant(struct components *c)
{
    size_t nodes = (size_t)c->refs + 1 + c->key_count;
    c->parent = xreallocarray(NULL, nodes, sizeof *c->parent);
    for (size_t i = 0; i < nodes; i++) {
        c->parent[i] = (uint32_t)i;
    }
}

/* The roots by merges alone are kept: ten ids of one merged contact are one id. */
static void join_merges(struct components *c)
{
    for (size_t i = 0; i < c->merge_count; i++) {
        components_join(c, components_key_node(c, &c->merges[i].from), components_key_node(c, &c->merges[i].into));
    }
    c->key_root = xreallocarray(NULL, c->key_count + 1, sizeof *c->key_root);
    for (size_t i = 0; i < c->key_count; i++) {
        c->key_root[i] = components_root(c, c->refs + 1 + (uint32_t)i);
    }
    for (size_t i = 0; i < c->merge_count; i++) {
        if (c->merges[i].who) {
            components_join(c, components_key_node(c, &c->merges[i].from), c->merges[i].who);
        }
    }
}

/* References that are nothing but a merged contact's id. */
static int join_lone_ids(struct components *c, struct error *error)
{
    sqlite3_stmt *select;
    int code = store_prepare(c->store, "SELECT id FROM person_ref WHERE hash = ?1", &select, error);
    for (size_t i = 0; i < c->key_count && !code; i++) {
        sqlite3_bind_blob(select, 1, &c->keys[i], sizeof c->keys[i], SQLITE_STATIC);
        int row = store_step(c->store, select, error);
        if (row > 0 && components_has(c, sqlite3_column_int64(select, 0))) {
            components_join(c, c->refs + 1 + (uint32_t)i, (uint32_t)sqlite3_column_int64(select, 0));
        }
        sqlite3_reset(select);
        code = row < 0 ? row : 0;
    }
    sqlite3_finalize(select);
    return code;
}

int components_join_merged(struct components *c, struct error *error)
{
    int code = load_merges(c, merged_contacts, error);
    code = code ? code : load_merges(c, merged_and_deleted, error);
    if (code) {
        return code;
    }
    sort_keys(c);
    plant(c);
    join_merges(c);
    return join_lone_ids(c, error);
}
