/* people.c - persons as records name them: raw texts to a person_ref. The distinct raw texts of a pull are normalised
 * and hashed once; new refs are inserted in blocks, sorted by hash, so that their index is written page after page.
 * Called by batch.c through dictionary.h. Who is the same person as whom is resolve.c's business; here it is only
 * noted that the question is open again. */
#include "core/store/dictionary.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/store/notes.h"

/* The keys one reference gives. */
struct keys {
    struct pending_ref ref;  /* hash, keys, mask, kind, role */
    struct buf email, phone; /* normalised */
};
enum { NATIVE = 0, EMAIL = 1, PHONE = 2, NORMALISED_MAX = 4 * RECORD_TEXT_MAX };
static const enum identity_kind kinds[3] = {IDENTITY_NATIVE, IDENTITY_EMAIL, IDENTITY_PHONE};

/* ---- from texts to keys ---- */

static void add_key(const struct store *store, struct keys *keys, int which, struct garner_str space,
                    struct garner_str normalised)
{
    keys->ref.keys[which] = identity_hash(store->identity_key, kinds[which], space, normalised);
    keys->ref.mask |= (uint8_t)(1u << which);
}

static void add_email(const struct store *store, struct keys *keys, struct garner_str text)
{
    if (text.len == 0 || !identity_email(&keys->email, text)) {
        return;
    }
    struct garner_str email = buf_str(&keys->email);
    keys->ref.role = identity_is_role(email);
    add_key(store, keys, EMAIL, keys->ref.role ? store->dictionary->role_space : str_of("", 0), email);
}

static void add_phone(const struct store *store, struct keys *keys, struct garner_str text)
{
    if (text.len && identity_phone(&keys->phone, text, store->dictionary->country)) {
        add_key(store, keys, PHONE, str_of("", 0), buf_str(&keys->phone));
    }
}

/* A text that is neither address nor number still tells its bearer from others, when it is all there is. */
static void add_raw(const struct store *store, struct keys *keys, const struct garner_person_ref *person)
{
    struct garner_str text = str_trim(person->email.len ? person->email : person->phone);
    if (text.len) {
        add_key(store, keys, NATIVE, str_of("raw", 3), text);
    }
}

static void finish_keys(const struct store *store, struct keys *keys)
{
    struct pending_ref *ref = &keys->ref;
    if (ref->mask & (ref->mask - 1)) {
        struct dictionary *d = store->dictionary;
        scratch_start(d, (char)ref->mask);
        for (int i = 0; i < 3; i++) {
            scratch_bytes(d, &ref->keys[i], sizeof ref->keys[i]);
        }
        ref->hash = scratch_hash(store, "tuple");
        return;
    }
    int only = ref->mask == 1u << NATIVE ? NATIVE : ref->mask == 1u << EMAIL ? EMAIL : PHONE;
    ref->hash = ref->keys[only];
    ref->kind = (uint8_t)kinds[only];
}

static bool read_keys(const struct store *store, struct keys *keys, const struct garner_person_ref *person, bool lead)
{
    const struct dictionary *d = store->dictionary;
    buf_init(&keys->email, NORMALISED_MAX);
    buf_init(&keys->phone, NORMALISED_MAX);
    if (person->id.len) {
        add_key(store, keys, NATIVE, lead ? d->lead_space : d->space, person->id);
    }
    add_email(store, keys, person->email);
    add_phone(store, keys, person->phone);
    if (!keys->ref.mask) {
        add_raw(store, keys, person);
    }
    if (keys->ref.mask) {
        finish_keys(store, keys);
    }
    return keys->ref.mask != 0;
}

/* ---- from keys to a ref ---- */

static struct print hash_print(const struct identity_hash *hash)
{
    struct print print;
    memcpy(&print, hash->bytes, sizeof print);
    return print;
}

static int bind_hash(sqlite3_stmt *statement, int index, const struct identity_hash *hash)
{
    return sqlite3_bind_blob(statement, index, hash->bytes, sizeof hash->bytes, SQLITE_STATIC);
}

/* 1 found, 0 not, negative = code. */
static int look_up(struct store *store, sqlite3_stmt *statement, const struct identity_hash *hash, int64_t *id,
                   struct error *error)
{
    bind_hash(statement, 1, hash);
    int row = store_step(store, statement, error);
    *id = row > 0 ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_reset(statement);
    return row;
}

static int find_ref(struct store *store, const struct identity_hash *hash, int64_t *id, struct error *error)
{
    struct dictionary *d = store->dictionary;
    uint32_t *pending = table_find(&d->ref_index, hash_print(hash));
    if (pending && memcmp(&d->refs[*pending - 1].hash, hash, sizeof *hash) == 0) {
        *id = d->refs[*pending - 1].id;
        return 1;
    }
    return d->refs_stored ? look_up(store, d->ref_find, hash, id, error) : 0;
}

static int add_ref(struct store *store, struct pending_ref *ref, int64_t *id, struct error *error)
{
    struct dictionary *d = store->dictionary;
    if (d->next_ref > UINT32_MAX) {
        return error_set(error, GARNER_E_DATA, "%s: more than 4 billion persons", store->path);
    }
    int code = d->ref_count == PENDING_REFS ? people_flush(store, error) : 0;
    if (code) {
        return code;
    }
    *id = d->next_ref++;
    ref->id = (uint32_t)*id;
    d->refs[d->ref_count++] = *ref;
    table_put(&d->ref_index, hash_print(&ref->hash), (uint32_t)d->ref_count);
    return 0;
}

static int add_detail(struct store *store, const struct keys *keys, int64_t id, struct error *error)
{
    struct dictionary *d = store->dictionary;
    if (!d->keep_contact_details || (keys->email.len == 0 && keys->phone.len == 0)) {
        return 0;
    }
    sqlite3_bind_int64(d->detail_add, 1, id);
    bind_str(d->detail_add, 2, keys->email.len ? buf_str(&keys->email) : (struct garner_str){0});
    bind_str(d->detail_add, 3, keys->phone.len ? buf_str(&keys->phone) : (struct garner_str){0});
    return store_finish(store, d->detail_add, error);
}

static int add_domain(struct store *store, const struct keys *keys, int64_t id, struct error *error)
{
    struct dictionary *d = store->dictionary;
    int64_t domain;
    if (!d->company || keys->email.len == 0 || !identity_domain(store->identity_key, buf_str(&keys->email), &domain)) {
        return 0;
    }
    sqlite3_bind_int64(d->domain_add, 1, id);
    sqlite3_bind_int64(d->domain_add, 2, domain);
    return store_finish(store, d->domain_add, error);
}

static int resolve(struct store *store, const struct garner_person_ref *person, bool lead, int64_t *id,
                   struct error *error)
{
    struct keys keys = {0};
    int code = 0;
    *id = 0;
    if (read_keys(store, &keys, person, lead)) {
        int found = find_ref(store, &keys.ref.hash, id, error);
        code = found < 0 ? found : found ? 0 : add_ref(store, &keys.ref, id, error);
        code = code ? code : add_detail(store, &keys, *id, error);
        code = code ? code : add_domain(store, &keys, *id, error);
    }
    buf_release(&keys.email);
    buf_release(&keys.phone);
    return code;
}

int dictionary_person(struct store *store, const struct garner_person_ref *person, bool lead, int64_t *id,
                      struct error *error)
{
    struct dictionary *d = store->dictionary;
    if (!person->id.len && !person->email.len && !person->phone.len) {
        *id = 0;
        return 0;
    }
    scratch_start(d, lead ? 'L' : 'P');
    scratch_bytes(d, &d->prefix, sizeof d->prefix);
    scratch_add(d, person->id);
    scratch_add(d, person->email);
    scratch_add(d, person->phone);
    struct print print = scratch_print(d);
    uint32_t *known = table_find(&d->persons, print);
    if (known) {
        *id = *known;
        return 0;
    }
    int code = resolve(store, person, lead, id, error);
    if (!code && *id) {
        table_put(&d->persons, print, (uint32_t)*id);
    }
    return code;
}

/* ---- into the store ---- */

static int by_hash(const void *a, const void *b)
{
    const struct pending_ref *x = a, *y = b;
    return memcmp(&x->hash, &y->hash, sizeof x->hash);
}

static int insert_ref(struct store *store, const struct pending_ref *ref, struct error *error)
{
    sqlite3_stmt *s = store->dictionary->ref_add;
    sqlite3_bind_int64(s, 1, ref->id);
    bind_hash(s, 2, &ref->hash);
    sqlite3_bind_int(s, 3, ref->kind);
    for (int i = 0; i < 3; i++) {
        if (ref->kind == 0 && ref->mask & 1u << i) {
            bind_hash(s, 4 + i, &ref->keys[i]);
        } else {
            sqlite3_bind_null(s, 4 + i);
        }
    }
    sqlite3_bind_int(s, 7, ref->role);
    return store_finish(store, s, error);
}

struct edge {
    struct identity_hash key;
    uint32_t ref;
    uint8_t kind;
};

static int by_key(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;
    int order = memcmp(&x->key, &y->key, sizeof x->key);
    return order ? order : (x->ref > y->ref) - (x->ref < y->ref);
}

/* Whether the key is known from elsewhere; only asked until something is. */
static int note_shared(struct store *store, const struct identity_hash *key, bool edge, struct error *error)
{
    struct dictionary *d = store->dictionary;
    int64_t id;
    int found = store->notes->identity || !d->edges_stored ? 0 : look_up(store, d->edge_find, key, &id, error);
    if (found == 0 && edge && !store->notes->identity) {
        found = look_up(store, d->ref_find, key, &id, error);
    }
    store->notes->identity |= found > 0;
    return found < 0 ? found : 0;
}

static int insert_edge(struct store *store, const struct edge *edge, struct error *error)
{
    sqlite3_stmt *s = store->dictionary->edge_add;
    int code = note_shared(store, &edge->key, true, error);
    if (code) {
        return code;
    }
    store->dictionary->edges_stored = true;
    bind_hash(s, 1, &edge->key);
    sqlite3_bind_int64(s, 2, edge->ref);
    sqlite3_bind_int(s, 3, edge->kind);
    return store_finish(store, s, error);
}

static size_t collect_edges(const struct dictionary *d, struct edge *edges)
{
    size_t count = 0;
    for (size_t i = 0; i < d->ref_count; i++) {
        const struct pending_ref *ref = &d->refs[i];
        for (int k = 0; k < 3 && ref->kind == 0; k++) {
            if (ref->mask & 1u << k) {
                edges[count++] = (struct edge){ref->keys[k], ref->id, (uint8_t)kinds[k]};
            }
        }
    }
    return count;
}

static int insert_edges(struct store *store, struct error *error)
{
    struct dictionary *d = store->dictionary;
    struct edge *edges = xreallocarray(NULL, 3 * d->ref_count + 1, sizeof *edges);
    size_t count = collect_edges(d, edges);
    qsort(edges, count, sizeof *edges, by_key);
    int code = 0;
    for (size_t i = 0; i < count && !code; i++) {
        code = insert_edge(store, &edges[i], error);
    }
    free(edges);
    return code;
}

int people_flush(struct store *store, struct error *error)
{
    struct dictionary *d = store->dictionary;
    int code = 0;
    qsort(d->refs, d->ref_count, sizeof *d->refs, by_hash);
    for (size_t i = 0; i < d->ref_count && !code; i++) {
        code = insert_ref(store, &d->refs[i], error);
        if (!code && d->refs[i].kind) {
            code = note_shared(store, &d->refs[i].hash, false, error);
        }
    }
    code = code ? code : insert_edges(store, error);
    d->refs_stored |= d->ref_count > 0;
    d->ref_count = 0;
    table_clear(&d->ref_index);
    return code;
}
