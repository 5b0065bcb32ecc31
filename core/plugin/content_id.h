/* content_id.h - ids for records that have none: a hash of what they say, and their number among those that say the same.
 * Used by map.c, costs.c and known_customers.c. */
#ifndef GARNER_PLUGIN_CONTENT_ID_H
#define GARNER_PLUGIN_CONTENT_ID_H

#include "core/base/arena.h"
#include "core/plugin/ordinals.h"
#include "core/schema/record.h"

enum { CONTENT_HASH = 16 };

/* Hashes the record as it is and counts it; its number among its equals, from 1. */
uint32_t content_ordinal(struct ordinals *ordinals, const struct record_type *type, const void *record,
                         unsigned char hash[CONTENT_HASH]);
/* "h:" and 24 hexadecimal digits, "#" and the number. */
struct garner_str content_id(struct arena *arena, const unsigned char hash[CONTENT_HASH], uint32_t ordinal);

#endif
