/* cover.h - spend whose days other spend of the campaign holds already, broken down in another way. For spend.c. */
#ifndef GARNER_STORE_COVER_H
#define GARNER_STORE_COVER_H

#include "core/store/internal.h"
#include "core/store/table.h"

/* What is about the same campaign, cost type, days and set of dimensions. */
struct cover_key {
    int64_t camp, cost_type, day, until, rank; /* rank of the set of dimensions; 0 = none */
};
/* What is not to be counted. All zero is valid, and empty. */
struct cover {
    struct store *store;
    struct table out;
};

/* rank tells a breakdown's; the caller releases the cover, also after an error. */
int cover_load(struct cover *cover, struct store *store, int64_t (*rank)(const void *context, int64_t breakdown),
               const void *context, struct error *error);
bool cover_has(const struct cover *cover, const struct cover_key *key);
void cover_release(struct cover *cover);

#endif
