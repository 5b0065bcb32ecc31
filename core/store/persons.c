/* persons.c - who is whom: persons are the connected components of identity keys over the references that facts use,
 * recomputed whole, so that neither the order of arrival nor anything undone leaves a trace. Called by refresh.c when
 * edges may have changed. Sees keyed hashes only, never an address.
 *
 * Two references are one person where they share a key, except the address of a role, and a key that is tied to more
 * native ids than one person has; two native ids are one where a contact says that it was merged into another. */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/store/derived.h"
#include "core/store/facts.h"

/* "Contact `from` was merged into `into`"; who named it. */
struct merged {
    struct identity_hash from, into;
    uint32_t who; /* person_ref.id; 0 = none */
};

/* Nodes are 1 … refs for references, then one per native id that takes part in a merge. The smallest node of a
 * component is its root. */
struct components {
    struct store *store;
    const struct config *config;
    uint32_t *parent;
    uint32_t refs;
    unsigned char *live; /* a bit per reference: some fact uses it */
    unsigned char *role; /* a bit per reference: its address is a role's */
    struct merged *merges;
    size_t merge_count, merge_cap;
    struct identity_hash *keys; /* of merges, sorted, each once */
    uint32_t *key_root;         /* by merges alone */
    size_t key_count;
    sqlite3_stmt *native;
};

static uint32_t root_of(struct components *c, uint32_t node)
{
    while (c->parent[node] != node) {
        c->parent[node] = c->parent[c->parent[node]];
        node = c->parent[node];
    }
    return node;
}

static void join(struct components *c, uint32_t a, uint32_t b)
{
    a = root_of(c, a);
    b = root_of(c, b);
    if (a < b) {
        c->parent[b] = a;
    } else {
        c->parent[a] = b;
    }
}

static bool is_ref(const struct components *c, int64_t id)
{
    return id > 0 && id <= (int64_t)c->refs;
}

static bool is_marked(const struct components *c, const unsigned char *bits, int64_t id)
{
    return is_ref(c, id) && bits[id / 8] >> (id % 8) & 1;
}

static void mark(const struct components *c, unsigned char *bits, int64_t id)
{
    if (is_ref(c, id)) {
        bits[id / 8] |= (unsigned char)(1 << (id % 8));
    }
}

/* ---- which references are in use ---- */

static int mark_rows(struct components *c, unsigned char *bits, sqlite3_stmt *select, struct error *error)
{
    int row = store_step(c->store, select, error);
    for (; row > 0; row = store_step(c->store, select, error)) {
        mark(c, bits, sqlite3_column_int64(select, 0));
    }
    sqlite3_finalize(select);
    return row;
}

static int mark_column(struct components *c, const struct fact *fact, const char *column, struct error *error)
{
    sqlite3_stmt *select;
    int code = store_preparef(c->store, &select, error, "SELECT \"%w\" FROM " FACT_NAME, column, fact->type->name);
    return code ? code : mark_rows(c, c->live, select, error);
}

static int mark_kind(struct components *c, const struct fact *fact, struct error *error)
{
    int code = 0;
    for (size_t i = 0; i < fact->count && !code; i++) {
        if (fact->columns[i].form == COLUMN_WHO || fact->columns[i].form == COLUMN_REFERRER) {
            code = mark_column(c, fact, fact->columns[i].name, error);
        }
    }
    return code;
}

/* 1 where some reference of several keys is not known to be in use. */
static int any_idle(struct components *c, struct error *error)
{
    sqlite3_stmt *select;
    int code = store_prepare(c->store, "SELECT ref FROM identity_edge", &select, error);
    int row = code ? code : store_step(c->store, select, error);
    while (row > 0 && is_marked(c, c->live, sqlite3_column_int64(select, 0))) {
        row = store_step(c->store, select, error);
    }
    sqlite3_finalize(select);
    return row;
}

/* Every reference was made for a fact. It can only have fallen out of use where some fact was changed since. Touches,
 * by far the most, are read only where the other kinds leave a question. */
static int mark_all(struct components *c, struct error *error)
{
    int64_t revised;
    int code = store_integer(c->store, "SELECT EXISTS (SELECT 1 FROM revision)", &revised, error);
    if (code || !revised) {
        memset(c->live, 0xff, c->refs / 8 + 1);
        return code;
    }
    for (int kind = 1; kind < GARNER_RECORD_LIMIT && !code; kind++) {
        code = kind == GARNER_RECORD_TOUCH ? 0 : mark_kind(c, &c->store->facts[kind], error);
    }
    int idle = code ? code : any_idle(c, error);
    return idle > 0 ? mark_kind(c, &c->store->facts[GARNER_RECORD_TOUCH], error) : idle;
}

static int mark_roles(struct components *c, struct error *error)
{
    sqlite3_stmt *select;
    int code = store_prepare(c->store, "SELECT id FROM person_ref WHERE role = 1", &select, error);
    return code ? code : mark_rows(c, c->role, select, error);
}

/* ---- merged contacts ---- */

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
                        is_ref(c, who) ? (uint32_t)who : 0};
    mark(c, c->live, who);
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

/* The node of a native id that takes part in a merge, 0 where it does not. */
static uint32_t key_node(const struct components *c, const void *hash)
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
        join(c, key_node(c, &c->merges[i].from), key_node(c, &c->merges[i].into));
    }
    c->key_root = xreallocarray(NULL, c->key_count + 1, sizeof *c->key_root);
    for (size_t i = 0; i < c->key_count; i++) {
        c->key_root[i] = root_of(c, c->refs + 1 + (uint32_t)i);
    }
    for (size_t i = 0; i < c->merge_count; i++) {
        if (c->merges[i].who) {
            join(c, key_node(c, &c->merges[i].from), c->merges[i].who);
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
        if (row > 0 && is_ref(c, sqlite3_column_int64(select, 0))) {
            join(c, c->refs + 1 + (uint32_t)i, (uint32_t)sqlite3_column_int64(select, 0));
        }
        sqlite3_reset(select);
        code = row < 0 ? row : 0;
    }
    sqlite3_finalize(select);
    return code;
}

/* ---- keys ---- */

/* The references in use that share one key. */
struct group {
    struct identity_hash key;
    int kind;
    uint32_t alone; /* the reference that is this key and nothing else; 0 = none */
    uint32_t *refs;
    size_t count, cap;
};

/* A native id as one of them: equal where merges make it so. 0 = the reference has none. */
static int native_of(struct components *c, uint32_t ref, struct identity_hash *out, struct error *error)
{
    sqlite3_bind_int64(c->native, 1, ref);
    int row = store_step(c->store, c->native, error);
    bool present = row > 0 && sqlite3_column_bytes(c->native, 0) == (int)sizeof *out;
    if (present) {
        memcpy(out, sqlite3_column_blob(c->native, 0), sizeof *out);
        uint32_t node = key_node(c, out);
        if (node) {
            memset(out, 0, sizeof *out);
            memcpy(out, &c->key_root[node - c->refs - 1], sizeof *c->key_root);
        }
    }
    sqlite3_reset(c->native);
    return row < 0 ? row : present;
}

/* 1 where the key is tied to more native ids than one person has. */
static int is_shared(struct components *c, const struct group *group, struct error *error)
{
    int64_t limit = c->config->rules.max_native_ids;
    if (group->kind == IDENTITY_NATIVE || limit <= 0 || (int64_t)group->count <= limit) {
        return 0;
    }
    struct identity_hash *natives = xreallocarray(NULL, group->count, sizeof *natives);
    size_t count = 0, distinct = 0;
    int code = 0;
    for (size_t i = 0; i < group->count && code >= 0; i++) {
        code = native_of(c, group->refs[i], &natives[count], error);
        count += code > 0;
    }
    qsort(natives, count, sizeof *natives, by_bytes);
    for (size_t i = 0; i < count; i++) {
        distinct += i == 0 || by_bytes(&natives[i - 1], &natives[i]) != 0;
    }
    free(natives);
    return code < 0 ? code : (int64_t)distinct > limit;
}

static int join_group(struct components *c, const struct group *group, struct error *error)
{
    int shared = group->count ? is_shared(c, group, error) : 0;
    if (shared) {
        return shared < 0 ? shared : 0;
    }
    uint32_t node = group->kind == IDENTITY_NATIVE ? key_node(c, &group->key) : 0;
    for (size_t i = 0; i < group->count; i++) {
        uint32_t before = i ? group->refs[i - 1] : group->alone ? group->alone : node;
        if (before) {
            join(c, before, group->refs[i]);
        }
    }
    if (node && group->count) {
        join(c, node, group->refs[0]);
    }
    return 0;
}

static void add_to_group(struct group *group, uint32_t ref)
{
    if (group->count == group->cap) {
        group->cap = group->cap ? 2 * group->cap : 16;
        group->refs = xreallocarray(group->refs, group->cap, sizeof *group->refs);
    }
    group->refs[group->count++] = ref;
}

static int take_edge(struct components *c, struct group *group, sqlite3_stmt *row, struct error *error)
{
    const void *key = sqlite3_column_blob(row, 0);
    int code = 0;
    if (group->kind == 0 || memcmp(&group->key, key, sizeof group->key) != 0) {
        code = join_group(c, group, error);
        memcpy(&group->key, key, sizeof group->key);
        group->kind = sqlite3_column_int(row, 2);
        int64_t alone = sqlite3_column_int64(row, 3);
        group->alone = is_ref(c, alone) ? (uint32_t)alone : 0;
        group->count = 0;
    }
    int64_t ref = sqlite3_column_int64(row, 1);
    bool of_a_role = group->kind == IDENTITY_EMAIL && is_marked(c, c->role, ref);
    if (!of_a_role && is_marked(c, c->live, ref)) {
        add_to_group(group, (uint32_t)ref);
    }
    return code;
}

static int join_keys(struct components *c, struct error *error)
{
    sqlite3_stmt *select = NULL;
    struct group group = {0};
    int code = store_prepare(c->store, "SELECT native FROM person_ref WHERE id = ?1", &c->native, error);
    code = code ? code
                : store_prepare(c->store,
                                "SELECT e.key, e.ref, e.kind, a.id FROM identity_edge e"
                                " LEFT JOIN person_ref a ON a.hash = e.key ORDER BY e.key, e.ref",
                                &select, error);
    int row = code ? code : store_step(c->store, select, error);
    while (row > 0) {
        code = take_edge(c, &group, select, error);
        row = code ? code : store_step(c->store, select, error);
    }
    code = row < 0 ? row : join_group(c, &group, error);
    free(group.refs);
    sqlite3_finalize(select);
    return code;
}

/* ---- the outcome ---- */

static int write_person(struct components *c, sqlite3_stmt *update, uint32_t ref, bool *changed, struct error *error)
{
    sqlite3_bind_int64(update, 1, ref);
    sqlite3_bind_int64(update, 2, root_of(c, ref));
    *changed = true;
    return store_finish(c->store, update, error);
}

/* The references that are not their own person, as the store has them: pairs of both, in order. */
static int load_joined(struct components *c, uint32_t **joined, size_t *count, struct error *error)
{
    sqlite3_stmt *select;
    size_t cap = 0;
    int code =
        store_prepare(c->store, "SELECT id, person FROM person_ref WHERE person <> id ORDER BY id", &select, error);
    int row = code ? code : store_step(c->store, select, error);
    for (; row > 0; row = store_step(c->store, select, error)) {
        if (*count + 2 > cap) {
            cap = cap ? 2 * cap : 64;
            *joined = xreallocarray(*joined, cap, sizeof **joined);
        }
        (*joined)[(*count)++] = (uint32_t)sqlite3_column_int64(select, 0);
        (*joined)[(*count)++] = (uint32_t)sqlite3_column_int64(select, 1);
    }
    sqlite3_finalize(select);
    return row;
}

static int write_changes(struct components *c, bool *changed, struct error *error)
{
    uint32_t *joined = NULL;
    size_t count = 0, at = 0;
    sqlite3_stmt *update = NULL;
    int code = load_joined(c, &joined, &count, error);
    code = code ? code : store_prepare(c->store, "UPDATE person_ref SET person = ?2 WHERE id = ?1", &update, error);
    for (uint32_t ref = 1; ref <= c->refs && !code; ref++) {
        bool stored = at < count && joined[at] == ref;
        uint32_t person = stored ? joined[at + 1] : ref;
        at += stored ? 2 : 0;
        if (person != root_of(c, ref)) {
            code = write_person(c, update, ref, changed, error);
        }
    }
    free(joined);
    sqlite3_finalize(update);
    return code;
}

static int compute(struct components *c, struct error *error)
{
    c->live = xcalloc((size_t)c->refs / 8 + 1, 1);
    c->role = xcalloc((size_t)c->refs / 8 + 1, 1);
    int code = mark_all(c, error);
    code = code ? code : mark_roles(c, error);
    code = code ? code : load_merges(c, merged_contacts, error);
    code = code ? code : load_merges(c, merged_and_deleted, error);
    if (code) {
        return code;
    }
    sort_keys(c);
    plant(c);
    join_merges(c);
    code = join_lone_ids(c, error);
    return code ? code : join_keys(c, error);
}

int persons_refresh(struct store *store, const struct config *config, bool *changed, struct error *error)
{
    struct components c = {.store = store, .config = config};
    int64_t refs;
    int code = store_integer(store, "SELECT max(id) FROM person_ref", &refs, error);
    if (!code && refs > 0) {
        c.refs = (uint32_t)refs;
        code = compute(&c, error);
        code = code ? code : write_changes(&c, changed, error);
    }
    sqlite3_finalize(c.native);
    free(c.parent);
    free(c.live);
    free(c.role);
    free(c.merges);
    free(c.keys);
    free(c.key_root);
    return code;
}
