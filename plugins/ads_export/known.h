/* known.h - what a file has said last about each of its campaigns, so that it is said once and not with every row. For
 * ads_export.c only. */
#ifndef ADS_EXPORT_KNOWN_H
#define ADS_EXPORT_KNOWN_H

#include <garner/plugin.h>

/* Two fingerprints: of the id; of all that is said. */
struct known_campaign {
    uint64_t id, content; /* id 0 = free */
};
/* All zero is valid, and empty. */
struct known {
    struct known_campaign *slots; /* for the pull */
    size_t room, count;
};

bool known_has(const struct known *known, const struct garner_campaign *campaign);
void known_put(struct garner_pull *pull, struct known *known, const struct garner_campaign *campaign);

#endif
