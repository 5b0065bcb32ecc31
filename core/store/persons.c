/* persons.c - who is whom: persons are the connected components of identity keys over the references that facts use,
 * recomputed whole, so that neither the order of arrival nor anything undone leaves a trace. Called by refresh.c when
 * edges may have changed. Sees keyed hashes only, never an address.
 *
 * Two references are one person where they share a key, except the address of a role, and a key that is tied to more
 * native ids than one person has; two native ids are one where a contact says that it was merged into another. */
#include "core/base/mem.h"
#include "core/store/persons.h"

uint32_t components_root(struct components *c, uint32_t node)
{
    while (c->parent[node] != node) {
        c->parent[node] = c->parent[c->parent[node]];
        node = c->parent[node];
    }
    return node;
}

void components_join(struct components *c, uint32_t a, uint32_t b)
{
    a = components_root(c, a);
    b = components_root(c, b);
    if (a < b) {
        c->parent[b] = a;
    } else {
        c->parent[a] = b;
    }
}

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, IDENTITY_HASH_BYTES);
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
        uint32_t node = components_key_node(c, out);
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
    uint32_t node = group->kind == IDENTITY_NATIVE ? components_key_node(c, &group->key) : 0;
    for (size_t i = 0; i < group->count; i++) {
        uint32_t before = i ? group->refs[i - 1] : group->alone ? group->alone : node;
        if (before) {
            components_join(c, before, group->refs[i]);
        }
    }
    if (node && group->count) {
        components_join(c, node, group->refs[0]);
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
        group->alone = components_has(c, alone) ? (uint32_t)alone : 0;
        group->count = 0;
    }
    int64_t ref = sqlite3_column_int64(row, 1);
    bool of_a_role = group->kind == IDENTITY_EMAIL && components_marked(c, c->role, ref);
    if (!of_a_role && components_marked(c, c->live, ref)) {
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
    sqlite3_bind_int64(update, 2, components_root(c, ref));
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
        if (person != components_root(c, ref)) {
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
    int code = components_mark_all(c, error);
    code = code ? code : components_join_merged(c, error);
    code = code ? code : join_keys(c, error);
    return code ? code : components_join_companies(c, error);
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
