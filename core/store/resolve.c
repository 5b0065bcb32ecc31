/* resolve.c - which campaign every reference means, in the order of the rules: an alias of the configuration, the
 * source's own id, a known click, a name that fits exactly one campaign, else a campaign of its own. Called by
 * refresh.c whenever facts or configuration have changed. Depends on neither the order of arrival nor numbers given. */
#include "core/store/resolve.h"
#include "core/base/buf.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/schema/channel.h"

const char *resolved_name(enum resolved how)
{
    static const char *const names[] = {"", "alias", "id", "match", "name", "click"};
    return names[how];
}

bool channel_is_open(enum garner_channel channel)
{
    return channel == GARNER_CHANNEL_UNSPECIFIED || channel == GARNER_CHANNEL_UNKNOWN;
}

struct garner_str resolution_fold(struct resolution *r, struct garner_str text)
{
    struct buf folded;
    buf_init(&folded, 8 * RECORD_TEXT_MAX);
    str_fold(&folded, text);
    struct garner_str kept = arena_str(&r->arena, buf_str(&folded));
    buf_release(&folded);
    return kept;
}

int32_t resolution_campaign(struct resolution *r, struct garner_str key)
{
    struct print print = print_of(r->store->identity_key, key.ptr, key.len);
    const uint32_t *known = table_find(&r->keys, print);
    if (known) {
        return (int32_t)*known - 1;
    }
    if (r->campaign_count == r->campaign_cap) {
        r->campaign_cap = r->campaign_cap ? 2 * r->campaign_cap : 64;
        r->campaigns = xreallocarray(r->campaigns, r->campaign_cap, sizeof *r->campaigns);
    }
    r->campaigns[r->campaign_count] = (struct resolved_campaign){.key = key};
    table_put(&r->keys, print, (uint32_t)++r->campaign_count);
    return (int32_t)r->campaign_count - 1;
}

/* ---- costs of no campaign ---- */

static void resolve_overhead(struct resolution *r)
{
    for (size_t i = 0; i < r->count; i++) {
        struct campaign_name *n = &r->names[i];
        if (n->has_cost && !n->native_id.len && !n->utm_campaign.len && str_is(n->folded, OVERHEAD)) {
            n->campaign = resolution_campaign(r, garner_text(OVERHEAD));
            n->how = RESOLVED_ALIAS;
        }
    }
}

/* ---- the source's own id ---- */

static void resolve_ids(struct resolution *r)
{
    for (size_t i = 0; i < r->count; i++) {
        struct campaign_name *n = &r->names[i];
        if (n->how == RESOLVED_NOT && n->native_id.len) {
            const char *key = arena_printf(&r->arena, STR_FMT ":" STR_FMT, STR_ARG(n->source), STR_ARG(n->native_id));
            n->campaign = resolution_campaign(r, garner_text(key));
            n->how = RESOLVED_ID;
        }
    }
}

/* ---- what campaigns are called ---- */

static void fill_days(struct campaign_name *n)
{
    for (size_t i = 0; i < n->span_count; i++) {
        if (n->spans[i].campaign == NO_CAMPAIGN) {
            n->spans[i].campaign = n->campaign;
            n->spans[i].how = n->how;
        }
    }
}

static struct garner_str shown_name(struct resolution *r, const struct campaign_name *n)
{
    if (n->name.len || n->utm_campaign.len || n->native_id.len) {
        return n->name.len ? n->name : n->utm_campaign.len ? n->utm_campaign : n->native_id;
    }
    if (n->utm_source.len || n->utm_medium.len) {
        struct garner_str none = garner_text("(none)");
        return garner_text(arena_printf(&r->arena, STR_FMT " / " STR_FMT,
                                        STR_ARG(n->utm_source.len ? n->utm_source : none),
                                        STR_ARG(n->utm_medium.len ? n->utm_medium : none)));
    }
    const char *word = words_name(&record_channels, (int)n->channel);
    return garner_text(word ? word : "unknown");
}

static void call_one(struct resolution *r, const struct campaign_name *n, struct resolved_campaign *c)
{
    if (!c->name.len) {
        c->name = shown_name(r, n);
    }
    if (channel_is_open(c->channel) && !channel_is_open(n->channel)) {
        c->channel = n->channel;
    }
}

/* What defines a campaign has the first word about its name and channel. */
static void call_campaigns(struct resolution *r)
{
    for (int defining = 1; defining >= 0; defining--) {
        for (size_t i = 0; i < r->count; i++) {
            const struct campaign_name *n = &r->names[i];
            for (size_t k = 0; n->defines == defining && k < n->span_count; k++) {
                struct resolved_campaign *c = &r->campaigns[n->spans[k].campaign];
                call_one(r, n, c);
                c->has_cost |= n->has_cost;
            }
        }
    }
    for (size_t i = 0; i < r->campaign_count; i++) {
        struct resolved_campaign *c = &r->campaigns[i];
        c->name = c->name.len ? c->name : c->key;
        c->channel = channel_is_open(c->channel) ? GARNER_CHANNEL_UNKNOWN : c->channel;
    }
}

int campaigns_refresh(struct store *store, const struct config *config, bool *changed, struct error *error)
{
    struct resolution r = {.store = store, .config = config};
    arena_init(&r.arena);
    int code = resolution_load(&r, error);
    if (!code) {
        resolve_overhead(&r);
        resolve_aliases(&r);
        resolve_ids(&r);
        resolve_names(&r);
        for (size_t i = 0; i < r.count; i++) {
            fill_days(&r.names[i]);
        }
        call_campaigns(&r);
        code = resolution_describe(&r, error);
    }
    code = code ? code : resolution_write(&r, changed, error);
    table_release(&r.keys);
    table_release(&r.groups);
    free(r.group_list);
    free(r.campaigns);
    free(r.names);
    free(r.by_id);
    arena_release(&r.arena);
    return code;
}
