/* table.h - a hash table from 96-bit fingerprints to 32-bit numbers, 16 bytes a slot: what the store remembers of each
 * distinct person, campaign, word or key while it merges. Fingerprints are keyed hashes, so nobody outside can choose
 * colliding texts, and 10 million of them collide by chance once in 10^15 stores. */
#ifndef GARNER_STORE_TABLE_H
#define GARNER_STORE_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct print {
    uint32_t a, b, c;
};
struct slot {
    struct print print;
    uint32_t value; /* 0 = empty */
};
/* All zero is a valid, empty table. */
struct table {
    struct slot *slots; /* owned */
    size_t count, capacity;
};

/* The value of a fingerprint, to be read or (not to 0) changed until the next put; NULL where it is not there. */
uint32_t *table_find(const struct table *table, struct print print);
/* Adds a fingerprint that is not there yet. value is not 0. */
void table_put(struct table *table, struct print print, uint32_t value);
void table_clear(struct table *table);   /* empties; keeps the memory where it is small */
void table_release(struct table *table); /* frees; valid and empty afterwards */

enum { PRINT_KEY_BYTES = 16 };
struct print print_of(const unsigned char key[PRINT_KEY_BYTES], const void *bytes, size_t len);

#endif
