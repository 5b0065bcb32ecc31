/* known.h - what a file has said last about each of its campaigns, so that it is said once and not with every row. For
 * ads_export.c only. */
#ifndef ADS_EXPORT_KNOWN_H
#define ADS_EXPORT_KNOWN_H

#include <garner/index.h>

bool known_has(struct garner_pull *pull, struct garner_index *known, const struct garner_campaign *campaign);
void known_put(struct garner_pull *pull, struct garner_index *known, const struct garner_campaign *campaign);

#endif
