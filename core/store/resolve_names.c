/* resolve_names.c - references without an id: those that define a campaign are one per source, name and channel; others
 * go to the one campaign whose name, utm_campaign or id theirs is and whose channel agrees; what is left is a campaign
 * of its own, across sources. Called by resolve.c after aliases and ids. */
#include "core/store/resolve.h"
#include "core/base/mem.h"
#include "core/base/str.h"

/* ---- groups of one name: a channel that is not said is the only one there is ---- */

static struct group_channels *group_of(struct resolution *r, struct garner_str key)
{
    struct print print = print_of(r->store->identity_key, key.ptr, key.len);
    const uint32_t *known = table_find(&r->groups, print);
    if (known) {
        return &r->group_list[*known - 1];
    }
    if (r->group_count == r->group_cap) {
        r->group_cap = r->group_cap ? 2 * r->group_cap : 64;
        r->group_list = xreallocarray(r->group_list, r->group_cap, sizeof *r->group_list);
    }
    r->group_list[r->group_count] = (struct group_channels){0};
    table_put(&r->groups, print, (uint32_t)++r->group_count);
    return &r->group_list[r->group_count - 1];
}

static struct garner_str text_of(struct resolution *r, const struct campaign_name *n)
{
    if (n->folded.len || n->folded_utm.len) {
        return n->folded.len ? n->folded : n->folded_utm;
    }
    if (!n->utm_source.len && !n->utm_medium.len) {
        return garner_text("");
    }
    const char *both = arena_printf(&r->arena, STR_FMT " / " STR_FMT, STR_ARG(n->utm_source), STR_ARG(n->utm_medium));
    return resolution_fold(r, garner_text(both));
}

static struct garner_str group_key(struct resolution *r, const struct campaign_name *n)
{
    struct garner_str text = text_of(r, n);
    return garner_text(n->defines ? arena_printf(&r->arena, STR_FMT ":" STR_FMT, STR_ARG(n->source), STR_ARG(text))
                                  : arena_printf(&r->arena, STR_FMT, STR_ARG(text)));
}

static void note_channel(struct resolution *r, const struct campaign_name *n)
{
    if (channel_is_open(n->channel)) {
        return;
    }
    struct group_channels *group = group_of(r, group_key(r, n));
    group->several |= group->only && group->only != n->channel;
    group->only = n->channel;
}

/* A campaign by name and channel: "spring expo/trade_show", with its source before a colon where it defines one. */
static void resolve_own(struct resolution *r, struct campaign_name *n)
{
    struct garner_str key = group_key(r, n), text = text_of(r, n);
    const struct group_channels *group = group_of(r, key);
    if (channel_is_open(n->channel) && text.len && group->only && !group->several) {
        n->channel = group->only;
    }
    const char *channel = channel_is_open(n->channel) ? NULL : words_name(&record_channels, (int)n->channel);
    if (channel || !text.len) {
        key = garner_text(
            arena_printf(&r->arena, STR_FMT "%s%s", STR_ARG(key), text.len ? "/" : "", channel ? channel : "unknown"));
    }
    n->campaign = resolution_campaign(r, key);
    n->how = RESOLVED_NAME;
}

static void resolve_apart(struct resolution *r, bool defining)
{
    for (size_t i = 0; i < r->count; i++) {
        if (r->names[i].how == RESOLVED_NOT && r->names[i].defines == defining) {
            note_channel(r, &r->names[i]);
        }
    }
    for (size_t i = 0; i < r->count; i++) {
        if (r->names[i].how == RESOLVED_NOT && r->names[i].defines == defining) {
            resolve_own(r, &r->names[i]);
        }
    }
}

/* ---- names that fit one campaign ---- */

struct entry {
    struct garner_str text;
    const struct campaign_name *name;
};

static int by_text(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return str_compare(x->text, y->text);
}

static size_t list_entries(struct resolution *r, struct entry *entries)
{
    size_t count = 0;
    for (size_t i = 0; i < r->count; i++) {
        const struct campaign_name *n = &r->names[i];
        const struct garner_str texts[] = {n->folded, n->folded_utm, n->folded_id};
        for (size_t k = 0; k < 3 && (n->defines || n->native_id.len); k++) {
            if (texts[k].len) {
                entries[count++] = (struct entry){texts[k], n};
            }
        }
    }
    qsort(entries, count, sizeof *entries, by_text);
    return count;
}

static enum garner_channel channel_of_campaign(const struct resolution *r, const struct campaign_name *n)
{
    enum garner_channel channel = r->campaigns[n->campaign].channel;
    return channel_is_open(channel) ? n->channel : channel;
}

static bool agree(enum garner_channel a, enum garner_channel b)
{
    return channel_is_open(a) || channel_is_open(b) || a == b;
}

static bool same_days(const struct campaign_name *a, const struct campaign_name *b)
{
    bool same = a->span_count == b->span_count && a->campaign == b->campaign;
    for (size_t i = 0; same && i < a->span_count; i++) {
        same = a->spans[i].from == b->spans[i].from && a->spans[i].campaign == b->spans[i].campaign;
    }
    return same;
}

struct search {
    const struct entry *entries;
    size_t count;
    const struct campaign_name *found;
    bool ambiguous;
};

static void search_text(const struct resolution *r, struct search *s, const struct campaign_name *n,
                        struct garner_str text, bool defining)
{
    size_t low = 0, high = s->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(s->entries[middle].text, text) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; text.len && low < s->count && str_compare(s->entries[low].text, text) == 0; low++) {
        const struct campaign_name *candidate = s->entries[low].name;
        if (candidate->defines != defining || !agree(n->channel, channel_of_campaign(r, candidate))) {
            continue;
        }
        s->ambiguous |= s->found && !same_days(s->found, candidate);
        s->found = candidate;
    }
}

/* An alias that holds for some days only holds for whoever was matched by name as well. */
static void copy_days(struct resolution *r, struct campaign_name *n, const struct campaign_name *from)
{
    n->spans = arena_alloc(&r->arena, from->span_count * sizeof *n->spans);
    n->span_count = from->span_count;
    for (size_t i = 0; i < from->span_count; i++) {
        n->spans[i] = from->spans[i];
        n->spans[i].how = from->spans[i].campaign == NO_CAMPAIGN ? RESOLVED_NOT : RESOLVED_MATCH;
    }
}

/* What defines campaigns is asked first; a lead's campaign id that nothing defines only where nothing there fits. */
static void match_one(struct resolution *r, const struct entry *entries, size_t count, struct campaign_name *n)
{
    struct search s = {.entries = entries, .count = count};
    for (int defining = 1; defining >= 0 && !s.found; defining--) {
        search_text(r, &s, n, n->folded, defining);
        search_text(r, &s, n, n->folded_utm, defining);
    }
    if (!s.found || s.ambiguous) {
        return;
    }
    n->how = RESOLVED_MATCH;
    n->campaign = s.found->campaign;
    if (n->span_count == 1) {
        copy_days(r, n, s.found);
    }
}

static void match_names(struct resolution *r)
{
    struct entry *entries = xreallocarray(NULL, 3 * r->count + 1, sizeof *entries);
    size_t count = list_entries(r, entries);
    for (size_t i = 0; i < r->count; i++) {
        if (r->names[i].how == RESOLVED_NOT) {
            match_one(r, entries, count, &r->names[i]);
        }
    }
    free(entries);
}

void resolve_names(struct resolution *r)
{
    resolve_apart(r, true);
    match_names(r);
    resolve_apart(r, false);
}
