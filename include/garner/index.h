/* index.h - what a plugin remembers by key while it pulls: a hash table over texts, in the pull's memory. For plugins
 * that need one; plugin.h does not pull it in. Nothing here crosses to the host. */
#ifndef GARNER_INDEX_H
#define GARNER_INDEX_H

#include <garner/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

struct garner_index_slot {
    uint64_t hash;
    struct garner_str key;
    void *value;
};
/* Open addressing over 64-bit hashes; a slot without a key is empty, a zeroed index too. */
struct garner_index {
    struct garner_index_slot *slots;
    size_t room, used;
};

/* FNV-1a, 64 bits, from seed on (0 = from the beginning). */
static inline uint64_t garner_hash(struct garner_str text, uint64_t seed)
{
    uint64_t hash = seed ? seed : UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < text.len; i++) {
        hash = (hash ^ (unsigned char)text.ptr[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

/* A copy that lives as long as the pull. */
static inline struct garner_str garner_kept(struct garner_pull *pull, struct garner_str text)
{
    char *copy = (char *)garner_alloc_pull(pull, text.len + 1);
    if (text.len) {
        memcpy(copy, text.ptr, text.len);
    }
    struct garner_str kept = {copy, text.len};
    return kept;
}

/* Where a key is, or would be. room > 0. */
static inline struct garner_index_slot *garner_index_find(const struct garner_index *index, uint64_t hash,
                                                          struct garner_str key)
{
    size_t i = hash & (index->room - 1);
    while (index->slots[i].key.ptr && !(index->slots[i].hash == hash && garner_same(index->slots[i].key, key))) {
        i = (i + 1) & (index->room - 1);
    }
    return &index->slots[i];
}

static inline void garner_index_grow(struct garner_pull *pull, struct garner_index *index)
{
    struct garner_index old = *index;
    index->room = old.room ? old.room * 2 : 256;
    index->slots = (struct garner_index_slot *)garner_alloc_pull(pull, index->room * sizeof *index->slots);
    for (size_t i = 0; i < old.room; i++) {
        if (old.slots[i].key.ptr) {
            *garner_index_find(index, old.slots[i].hash, old.slots[i].key) = old.slots[i];
        }
    }
}

/* Where the value of a key stands: NULL in it where the key is new. Valid until the next call. */
static inline void **garner_index_at(struct garner_pull *pull, struct garner_index *index, struct garner_str key)
{
    if (index->used * 2 >= index->room) {
        garner_index_grow(pull, index);
    }
    uint64_t hash = garner_hash(key, 0);
    struct garner_index_slot *slot = garner_index_find(index, hash, key);
    if (!slot->key.ptr) {
        slot->hash = hash;
        slot->key = garner_kept(pull, key);
        slot->value = NULL;
        index->used++;
    }
    return &slot->value;
}

#ifdef __cplusplus
}
#endif
#endif
