/* known.c - campaign ids and a fingerprint of what was said about them; see known.h. */
#include "known.h"

/* Of all that is said; never 0. Texts end with a byte that no UTF-8 has. */
static uintptr_t print(const struct garner_campaign *campaign)
{
    const struct garner_str texts[] = {campaign->name, campaign->channel_word, campaign->kind, campaign->status};
    uint64_t hash = (uint64_t)campaign->channel + 1;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        hash = garner_hash((struct garner_str){"\xFF", 1}, garner_hash(texts[i], hash));
    }
    return (uintptr_t)hash | 1;
}

bool known_has(struct garner_pull *pull, struct garner_index *known, const struct garner_campaign *campaign)
{
    return (uintptr_t)*garner_index_at(pull, known, campaign->id) == print(campaign);
}

void known_put(struct garner_pull *pull, struct garner_index *known, const struct garner_campaign *campaign)
{
    *garner_index_at(pull, known, campaign->id) = (void *)print(campaign);
}
