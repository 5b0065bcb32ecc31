/* cost_share.h - costs that several campaigns share: what `allocate:` says, as the text of a spend record's allocation.
 * Used by costs.c; who is meant is found out in the store, which knows the campaigns. */
#ifndef GARNER_PLUGIN_COST_SHARE_H
#define GARNER_PLUGIN_COST_SHARE_H

#include "core/base/arena.h"
#include "core/base/error.h"

struct cost_share {
    struct garner_str allocate, channel; /* as written; absent = not said */
    struct garner_strs names;            /* of campaigns, or globs */
    bool period;                         /* the cost is of several days */
};

/* After allocate and channel (and names, where they came as a list) are filled in: takes in the one text that stood as
 * the campaign, and where `cell` is true and the cost is shared, "Spring; Autumn" as two names. In a table a channel
 * counts only where something is said of sharing: it may be there for other reasons. */
void cost_share_complete(struct cost_share *share, struct garner_str campaign, bool period, bool cell,
                         struct arena *arena);

/* The record's allocation, absent where the cost is one campaign's own. GARNER_E_DATA with *field and why. */
int cost_share_text(const struct cost_share *share, struct arena *arena, struct garner_str *out, const char **field,
                    struct error *why);

#endif
