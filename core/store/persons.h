/* persons.h - the components of identity keys while they are computed: shared by persons.c (keys), persons_live.c
 * (which references are in use), persons_merged.c (contacts that were merged) and persons_companies.c. */
#ifndef GARNER_STORE_PERSONS_H
#define GARNER_STORE_PERSONS_H

#include "core/store/derived.h"

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

static inline bool components_has(const struct components *c, int64_t id)
{
    return id > 0 && id <= (int64_t)c->refs;
}
static inline bool components_marked(const struct components *c, const unsigned char *bits, int64_t id)
{
    return components_has(c, id) && bits[id / 8] >> (id % 8) & 1;
}
static inline void components_mark(const struct components *c, unsigned char *bits, int64_t id)
{
    if (components_has(c, id)) {
        bits[id / 8] |= (unsigned char)(1 << (id % 8));
    }
}

uint32_t components_root(struct components *c, uint32_t node);
void components_join(struct components *c, uint32_t a, uint32_t b);

/* Fills live and role. */
int components_mark_all(struct components *c, struct error *error);

/* Reads the merges, makes the nodes (parent) and joins what was merged. */
int components_join_merged(struct components *c, struct error *error);
/* Where the configuration counts companies: joins whoever is of one. */
int components_join_companies(struct components *c, struct error *error);
/* The node of a native id that takes part in a merge, 0 where it does not. */
uint32_t components_key_node(const struct components *c, const void *hash);

#endif
