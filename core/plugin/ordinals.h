/* ordinals.h - how often a row with the same content came before, in the same file. Used for rows that have no id. */
#ifndef GARNER_PLUGIN_ORDINALS_H
#define GARNER_PLUGIN_ORDINALS_H

#include <stddef.h>
#include <stdint.h>

/* All zero is empty. Twelve bytes for each different row, at least a quarter of them free. */
struct ordinals {
    uint64_t *keys; /* 0 = free */
    uint32_t *counts;
    size_t slots, used;
};
/* The number of this row among its equals, from 1. key: 64 well-mixed bits of its hash. */
uint32_t ordinals_next(struct ordinals *ordinals, uint64_t key);
void ordinals_release(struct ordinals *ordinals);

#endif
