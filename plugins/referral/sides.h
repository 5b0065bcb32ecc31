/* sides.h - who referred and who was referred, as a row says it. For referral.c only. */
#ifndef REFERRAL_SIDES_H
#define REFERRAL_SIDES_H

#include "circles.h"
#include "columns.h"

/* Texts point into the row; absent where it has none. */
struct side {
    struct garner_str id, email, name;
    const char *space; /* of the id: "" = the customers' own */
};

/* A cell without blanks around it; absent where it is empty, or column is -1. */
struct garner_str text_at(const struct garner_row *row, int column);
struct side referrer_of(const struct garner_row *row, const int *at);
struct side referred_of(const struct garner_row *row, const int *at);

/* NULL where the row does not say who. */
struct node *person_of(struct garner_pull *pull, struct graph *graph, const struct side *side);
/* As records name them; lives until the next row. */
struct garner_person_ref ref_of(struct garner_pull *pull, const struct side *side);
uint64_t side_hash(const struct side *side, uint64_t seed);

#endif
