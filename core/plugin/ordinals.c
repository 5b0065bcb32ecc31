/* ordinals.c - a hash table of counts; see ordinals.h. Called by map.c. */
#include "core/plugin/ordinals.h"
#include "core/base/error.h"
#include "core/base/mem.h"

enum { FIRST_SLOTS = 1024 };

void ordinals_release(struct ordinals *ordinals)
{
    free(ordinals->keys);
    free(ordinals->counts);
    *ordinals = (struct ordinals){0};
}

static size_t slot_of(const struct ordinals *ordinals, uint64_t key)
{
    size_t at = (size_t)key & (ordinals->slots - 1);
    while (ordinals->keys[at] && ordinals->keys[at] != key) {
        at = (at + 1) & (ordinals->slots - 1);
    }
    return at;
}

static void grow(struct ordinals *ordinals)
{
    struct ordinals old = *ordinals;
    ordinals->slots = old.slots ? old.slots * 2 : FIRST_SLOTS;
    ordinals->keys = xcalloc(ordinals->slots, sizeof *ordinals->keys);
    ordinals->counts = xcalloc(ordinals->slots, sizeof *ordinals->counts);
    for (size_t i = 0; i < old.slots; i++) {
        if (old.keys[i]) {
            size_t at = slot_of(ordinals, old.keys[i]);
            ordinals->keys[at] = old.keys[i];
            ordinals->counts[at] = old.counts[i];
        }
    }
    ordinals_release(&old);
}

uint32_t ordinals_next(struct ordinals *ordinals, uint64_t key)
{
    key = key ? key : 1;
    if (ordinals->used * 4 >= ordinals->slots * 3) {
        grow(ordinals);
    }
    size_t at = slot_of(ordinals, key);
    ordinals->used += ordinals->keys[at] == 0;
    ordinals->keys[at] = key;
    return ++ordinals->counts[at];
}
