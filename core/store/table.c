/* table.c - open addressing with linear probing over 16-byte slots. Called by the dictionaries, the grain check and the
 * window replacement; knows nothing of what the fingerprints stand for. */
#include "core/store/table.h"
#include "core/base/mem.h"
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 64, KEPT_CAPACITY = 1 << 16 };

/* Slots stand in the order of their mixed fingerprints whatever the capacity, so that growing reads and writes memory
 * from front to back. */
static size_t home(size_t capacity, struct print print)
{
    uint64_t mixed = ((uint64_t)print.b << 32 | print.a) * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)((__extension__(unsigned __int128) mixed * capacity) >> 64);
}

static bool same(struct print x, struct print y)
{
    return x.a == y.a && x.b == y.b && x.c == y.c;
}

uint32_t *table_find(const struct table *table, struct print print)
{
    if (table->count == 0) {
        return NULL;
    }
    size_t i = home(table->capacity, print);
    while (table->slots[i].value) {
        if (same(table->slots[i].print, print)) {
            return &table->slots[i].value;
        }
        i = i + 1 == table->capacity ? 0 : i + 1;
    }
    return NULL;
}

static void place(struct table *table, struct print print, uint32_t value)
{
    size_t i = home(table->capacity, print);
    while (table->slots[i].value) {
        i = i + 1 == table->capacity ? 0 : i + 1;
    }
    table->slots[i] = (struct slot){print, value};
    table->count++;
}

static void grow(struct table *table)
{
    struct table bigger = {.capacity = table->capacity ? table->capacity / 2 * 3 : FIRST_CAPACITY};
    bigger.slots = xcalloc(bigger.capacity, sizeof *bigger.slots);
    for (size_t i = 0; i < table->capacity; i++) {
        if (table->slots[i].value) {
            place(&bigger, table->slots[i].print, table->slots[i].value);
        }
    }
    free(table->slots);
    *table = bigger;
}

void table_put(struct table *table, struct print print, uint32_t value)
{
    if (table->count + 1 > table->capacity / 4 * 3) {
        grow(table);
    }
    place(table, print, value);
}

void table_clear(struct table *table)
{
    if (table->capacity > KEPT_CAPACITY) {
        table_release(table);
    } else if (table->count) {
        memset(table->slots, 0, table->capacity * sizeof *table->slots);
        table->count = 0;
    }
}

void table_release(struct table *table)
{
    free(table->slots);
    *table = (struct table){0};
}

struct print print_of(const unsigned char key[PRINT_KEY_BYTES], const void *bytes, size_t len)
{
    unsigned char hash[crypto_shorthash_siphashx24_BYTES];
    struct print print;
    crypto_shorthash_siphashx24(hash, bytes, len, key);
    memcpy(&print, hash, sizeof print);
    return print;
}
