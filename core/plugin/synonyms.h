/* synonyms.h - what a source's own word for a kind, a state or a channel means among ours. Used by map.c and costs.c. */
#ifndef GARNER_PLUGIN_SYNONYMS_H
#define GARNER_PLUGIN_SYNONYMS_H

#include "core/schema/record.h"

/* Our word itself, or what is commonly written for it; 0 where it is not known. Case, blanks and punctuation aside. */
int synonym_number(const struct words *words, struct garner_str text);
/* Whether an unknown word may stand as "other", since it is kept beside it. */
bool synonym_may_be_other(const struct words *words);
/* "open, won or lost": our words, for messages. */
void synonym_list(const struct words *words, char *out, size_t size);

#endif
