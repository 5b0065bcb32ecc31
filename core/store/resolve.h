/* resolve.h - campaign resolution in memory: every reference, and the campaigns they come to. Shared by resolve.c (the
 * order of the rules), resolve_alias.c (what the configuration says), resolve_names.c (what names say) and
 * resolve_write.c (rows in, rows out). */
#ifndef GARNER_STORE_RESOLVE_H
#define GARNER_STORE_RESOLVE_H

#include "core/store/derived.h"
#include "core/store/table.h"

/* How a reference came to its campaign: campaign_map.how. */
enum resolved { RESOLVED_NOT = 0, RESOLVED_ALIAS, RESOLVED_ID, RESOLVED_MATCH, RESOLVED_NAME, RESOLVED_CLICK };
const char *resolved_name(enum resolved how);

enum { NO_CAMPAIGN = -1 };

struct resolved_span {
    int32_t from, until;
    int32_t campaign; /* index; NO_CAMPAIGN where no bounded alias holds */
    enum resolved how;
};

/* A campaign_ref, but for those that are nothing but a click id. Texts live in the arena. */
struct campaign_name {
    int64_t id;
    struct garner_str source, native_id, name, utm_source, utm_medium, utm_campaign;
    enum garner_channel channel; /* 0 or unknown: open */
    bool defines; /* costs of the configuration never do: they go where their campaign's name leads */
    bool has_cost;
    struct garner_str folded, folded_utm, folded_id; /* name, utm_campaign, native id */
    struct resolved_span *spans;                     /* in order of days, without gaps */
    size_t span_count;
    int32_t campaign; /* on the days that no bounded alias takes */
    enum resolved how;
};

struct resolved_campaign {
    struct garner_str key, name;
    const struct campaign_alias *alias;
    enum garner_channel channel;
    bool has_cost;
    struct garner_str kind, segment, region, status;
    int64_t audience, brand;
    bool has_start, has_end;
    int64_t starts_on, ends_on;
    int64_t id; /* campaign.id, once written */
};

struct resolution {
    struct store *store;
    const struct config *config;
    struct arena arena;
    struct campaign_name *names; /* in the order of source, native id, name, channel and UTM values */
    size_t count;
    size_t *by_id; /* indexes of names, by campaign_ref.id */
    struct resolved_campaign *campaigns;
    size_t campaign_count, campaign_cap;
    struct table keys;   /* key → index + 1 */
    struct table groups; /* of names without ids: what channels they come with */
    struct group_channels {
        enum garner_channel only;
        bool several;
    } * group_list;
    size_t group_count, group_cap;
};

bool channel_is_open(enum garner_channel channel);
struct garner_str resolution_fold(struct resolution *r, struct garner_str text);
/* The campaign of that key, made where there is none yet; its index. */
int32_t resolution_campaign(struct resolution *r, struct garner_str key);

void resolve_aliases(struct resolution *r);
void resolve_names(struct resolution *r);

int resolution_load(struct resolution *r, struct error *error);
/* Fills in what campaign records say. */
int resolution_describe(struct resolution *r, struct error *error);
int resolution_write(struct resolution *r, bool *changed, struct error *error);

#endif
