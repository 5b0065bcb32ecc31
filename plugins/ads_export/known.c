/* known.c - a hash table from campaign ids to what was said about them; see known.h. */
#include "known.h"

enum { FIRST_ROOM = 64 };

/* FNV-1a; texts end with a byte that no UTF-8 has. */
static uint64_t mix(uint64_t hash, struct garner_str text)
{
    for (size_t i = 0; i <= text.len; i++) {
        unsigned char byte = i < text.len ? (unsigned char)text.ptr[i] : 0xFF;
        hash = (hash ^ byte) * UINT64_C(0x100000001b3);
    }
    return hash;
}

static struct known_campaign print(const struct garner_campaign *campaign)
{
    const uint64_t start = UINT64_C(0xcbf29ce484222325);
    uint64_t id = mix(start, campaign->id), content = mix(start + (uint64_t)campaign->channel, campaign->name);
    content = mix(mix(mix(content, campaign->channel_word), campaign->kind), campaign->status);
    return (struct known_campaign){id ? id : 1, content};
}

static struct known_campaign *find(const struct known *known, uint64_t id)
{
    size_t i = (size_t)(id >> 7) & (known->room - 1);
    while (known->slots[i].id && known->slots[i].id != id) {
        i = (i + 1) & (known->room - 1);
    }
    return &known->slots[i];
}

bool known_has(const struct known *known, const struct garner_campaign *campaign)
{
    struct known_campaign wanted = print(campaign);
    return known->room && find(known, wanted.id)->id && find(known, wanted.id)->content == wanted.content;
}

static void grow(struct garner_pull *pull, struct known *known)
{
    struct known old = *known;
    known->room = old.room ? 2 * old.room : FIRST_ROOM;
    known->slots = garner_alloc_pull(pull, known->room * sizeof *known->slots);
    memset(known->slots, 0, known->room * sizeof *known->slots);
    for (size_t i = 0; i < old.room; i++) {
        if (old.slots[i].id) {
            *find(known, old.slots[i].id) = old.slots[i];
        }
    }
}

void known_put(struct garner_pull *pull, struct known *known, const struct garner_campaign *campaign)
{
    if (2 * known->count >= known->room) {
        grow(pull, known);
    }
    struct known_campaign said = print(campaign), *slot = find(known, said.id);
    known->count += slot->id == 0;
    *slot = said;
}
