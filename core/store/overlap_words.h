/* overlap_words.h - how overlap.c tells people what two files both say. Private to it. */
#ifndef GARNER_STORE_OVERLAP_WORDS_H
#define GARNER_STORE_OVERLAP_WORDS_H

#include "core/store/overlap.h"

/* What is said about some days, and where. */
struct overlap_side {
    int64_t day, until, scope;
    struct garner_str dimensions; /* "age,gender", absent for none */
};

/* Each appends to a buffer: "jan.csv", "2026-01-01 to 2026-01-31", "2026-01-01 to 2026-01-31 by age in jan.csv",
 * "spend of campaign Spring". Scope 0 is this pull's. */
void overlap_add_scope(struct store *store, struct buf *out, int64_t scope);
void overlap_add_days(struct buf *out, int64_t day, int64_t until);
void overlap_add_side(struct store *store, struct buf *out, const struct overlap_side *side);
void overlap_add_subject(struct batch *batch, struct buf *out, int64_t camp);

/* GARNER_E_DATA: the two overlap, and what to do about it. */
int overlap_refuse(struct batch *batch, int64_t camp, const struct overlap_side *old, const struct overlap_side *new,
                   struct error *error);
/* Logs a warning, named after the source as its worker's are, and releases text. */
void overlap_log(const struct batch *batch, struct buf *text);

#endif
