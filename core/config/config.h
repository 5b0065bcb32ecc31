/* config.h - the YAML file as a checked configuration, every complaint with file:line:column.
 *
 * Two steps: config_load reads the file, substitutes ${VARIABLES}, checks the host's own keys and keeps each source's
 * other keys as nodes; config_check_options holds those against a plugin's option table, once that is known. */
#ifndef GARNER_CONFIG_CONFIG_H
#define GARNER_CONFIG_CONFIG_H

#include "core/attribution/attribution.h"
#include "core/base/arena.h"
#include "core/base/error.h"
#include "core/base/zone.h"
#include "core/config/notify.h"

enum { CHANNEL_LIMIT = GARNER_CHANNEL_UNKNOWN + 1 };

enum customer_kind { CUSTOMER_FIRST_ORDER = 0, CUSTOMER_WON_DEAL = 1, CUSTOMER_LEAD_STATUS = 2 };
enum revenue_kind { REVENUE_ORDERS = 0, REVENUE_DEALS = 1 };
enum claim_meaning { CLAIM_UNMAPPED = 0, CLAIM_LEAD = 1, CLAIM_ORDER = 2, CLAIM_CUSTOMER = 3 };

/* Who counts as a customer, and how a customer is credited: schema.md §3, metrics.md. */
struct rules {
    enum customer_kind customer;
    bool company;                     /* grain: company – whoever belongs to one company counts as one */
    struct garner_strs lead_statuses; /* CUSTOMER_LEAD_STATUS: folded comparison */
    enum revenue_kind revenue;        /* default: deals where customer is won_deal, else orders */
    bool history_complete;            /* `history: complete`: a first order is a new customer whatever its date */
    int model;                        /* enum attribution_model shown by default; position */
    int64_t lookback_ms;              /* default 90 days */
    int64_t channel_lookback_ms[CHANNEL_LIMIT]; /* 0 = lookback_ms */
    bool anchor_conversion;                     /* lookback_anchor: conversion */
    bool direct_counts;                         /* direct: count */
    int64_t half_life_ms;                       /* default 7 days */
    int64_t max_native_ids;                     /* a key tied to more native ids joins nobody; default 5 */
};

/* `campaigns:` – joins what differs in name between sources, and says what only a person knows. */
struct campaign_alias {
    const char *name;
    enum garner_channel channel; /* 0 = as the sources say */
    enum garner_audience audience;
    enum garner_flag brand;
    struct garner_strs match;   /* exact or glob over id, name, utm_campaign */
    struct garner_day from, to; /* only facts of these days */
    struct garner_str segment, region, kind;
    bool no_cost;                    /* cost: none */
    const struct garner_node *costs; /* NULL = none */
    uint32_t line;                   /* 0 where it stands in campaigns.yaml */
};

struct claim_rule {
    struct garner_str action; /* exact or glob */
    enum claim_meaning meaning;
};

enum { RETRY_DELAY_MAX_MS = 3600000, SCHEDULE_SLOTS_MAX = 8 };

/* One of a source's schedules. */
struct schedule_slot {
    struct schedule plan;
    const char *text;    /* as written ("every 6h" also where the key is every) */
    int32_t window_days; /* how far back it pulls then; 0 = as the plugin decides */
};

struct source_config {
    const char *name;
    const char *plugin;              /* NULL: the host's own source `costs` (costs: and known_customers:) */
    const char *preset;              /* NULL = none; "auto" until config_use_preset has named one */
    const char *space;               /* identity: – whose native person ids these are; default: the source's name */
    const char *timezone, *currency; /* its own, else the configuration's */
    const char *schedule;            /* for people, all of its times; NULL = none */
    const struct schedule_slot *slots;
    size_t slot_count;         /* 0 where there is no schedule; at most SCHEDULE_SLOTS_MAX */
    const char *schedule_zone; /* tz:, else its timezone */
    int64_t stale_after_ms;    /* 0 = until two scheduled pulls are missed */
    int64_t retry_delay_ms;    /* before the first retry; doubled each time, up to RETRY_DELAY_MAX_MS */
    int64_t timeout_ms, memory_limit, cpu_limit_ms, record_limit; /* defaults 10m, 1GiB, 10m, 0 = none */
    int64_t retries;                                              /* after failures that may pass; default 3 */
    bool enabled;
    bool accept_empty;
    const struct garner_node *options; /* a map: preset and own keys merged, host keys taken out */
    uint32_t line, column;
    const char *preset_why; /* what `preset: auto` went by; NULL = the user named it */
};

struct config {
    unsigned holds;                 /* further holders */
    struct arena arena;             /* owns everything below */
    const char *path, *dir;         /* the file as the user named it; its folder (absolute) */
    const struct garner_node *root; /* the file, its variables put in */
    const char *store;              /* absolute path */
    char currency[4];
    const char *timezone;
    struct zone *zone;
    const char *country; /* ISO 3166 alpha-2 of phone numbers that name none; "" = none */
    bool keep_contact_details;
    int64_t jobs;             /* default: 4 */
    const char *metrics_file; /* absolute path; NULL = none */
    struct rules rules;
    struct campaign_alias *campaigns;
    size_t campaign_count;
    struct claim_rule *claims;
    size_t claim_count;
    struct source_config *sources; /* includes the host's own `costs` source where there is anything for it */
    size_t source_count;
    const struct target *targets; /* of `notify:` */
    size_t target_count;
    const struct delivery *deliveries;
    size_t delivery_count;
    struct garner_strs plugin_path;
    /* Values that are never shown: passwords and hooks of targets; those of options marked secret once
     * config_check_options has seen them. */
    struct garner_strs secrets;
};

/* Where tokens, rates and scratch files are: beside the store. In arena. */
const char *config_state_dir(const struct config *config, struct arena *arena);

/* Loads FILE, and campaigns.yaml beside it, if any: a map as under `campaigns:`, in which no variables are substituted.
 * GARNER_E_CONFIG with "file:line:column: what; what to do". The caller calls config_free. Presets are those of
 * search.h. */
int config_load(const char *file, struct config **out, struct error *error);
void config_free(struct config *config);
/* Keeps it until one more config_free. */
struct config *config_hold(struct config *config);
/* The same from a tree (config->root of another process, or a part of it), which must outlive the configuration. dir is
 * absolute. */
int config_of_tree(const char *file, const char *dir, const struct garner_node *root, struct config **out,
                   struct error *error);

const struct source_config *config_source(const struct config *config, const char *name); /* NULL where unknown */
const struct target *config_target(const struct config *config, const char *name);        /* of notify: */
const struct delivery *config_delivery(const struct config *config, const char *name);
/* One of those a delivery goes to. */
const struct target *delivery_target(const struct delivery *delivery, const char *name);

/* Has the alias `name` of campaigns.yaml beside the configuration match these texts too (making file and alias where
 * they are missing), and takes the alias `absorbed` (NULL = none) out of it. All else in the file stays as it is,
 * comments too. The loaded configuration does not change. GARNER_E_CONFIG, and the file untouched, where it cannot be
 * read or written or is laid out so that this cannot be done. */
int config_join_campaigns(const struct config *config, const char *name, const char *absorbed, struct garner_strs match,
                          struct error *error);

/* When a source is due first after an instant: the earliest of its schedules. zone: of schedule_zone. */
int64_t source_next(const struct source_config *source, const struct zone *zone, int64_t after_ms);
/* How many days back a pull at `now` goes: the longest window of the schedules that had a time after since[i] (of
 * slots[i]) and not after now. 0 = as the plugin decides. */
int32_t source_window(const struct source_config *source, const struct zone *zone, const int64_t *since, int64_t now);
/* Gives a source that has none the schedule `every LENGTH`, in arena. */
void source_schedule_every(struct source_config *source, struct arena *arena, const char *length);

/* A preset's options from its file (search.h), in arena. */
int preset_load(const char *path, struct arena *arena, const struct garner_node **out, struct error *error);
/* Names and merges the preset of a source of this configuration that says `preset: auto`. preset: of the config's life.
 */
void config_use_preset(struct config *config, const struct source_config *source, const char *name,
                       const struct garner_node *preset, const char *why);

/* The tables the file is read by, for documentation and schemas: each ends with a row whose name is NULL. */
const struct garner_option *config_keys(void);             /* of its top level */
const struct garner_option *config_source_keys(void);      /* those the host keeps for itself in a source's block */
const struct garner_option *config_schedule_keys(void);    /* of an item of `schedule:` */
const struct garner_option *config_customer_keys(void);    /* of `customer:` */
const struct garner_option *config_attribution_keys(void); /* of `attribution:` */
const struct garner_option *config_campaign_keys(void);    /* of each name of `campaigns:` */
const struct garner_option *config_target_keys(void);      /* of an entry of `notify:` */
const struct garner_option *config_email_keys(void);       /* of its `email:` */
const struct garner_option *config_threshold_keys(void);   /* of an entry of its `thresholds:` */
const struct garner_option *config_deliver_keys(void);     /* of an entry of `deliver:` */
/* The names of a source's alone, NULL-terminated: no option may be called so. */
const char *const *config_source_key_names(void);

/* A plugin's options as `worker --describe` printed them: what a host may know without loading it. */
struct plugin_info {
    const char *path;                                  /* of the shared object */
    const char *name, *version, *summary, *api_sunset; /* api_sunset may be NULL */
    uint32_t abi, emits;
    int32_t lookback_days;
    const struct garner_option *options; /* ends with a NULL name; offset as in the plugin's struct */
    size_t option_count, config_size;
    const char *const *recognises; /* never NULL; as in struct garner_plugin */
    const char *example;           /* may be NULL */
};

/* Checks a source's options against the table: unknown keys with a suggestion, missing required ones, wrong types, and
 * choices; collects secrets. Messages name file:line:column and the source. */
int config_check_options(struct config *config, const struct source_config *source, const struct plugin_info *plugin,
                         struct error *error);

/* Fills a plugin's config struct (zeroed, config_size bytes) from checked options; texts live in arena. Paths become
 * absolute, relative to dir. Called in the worker. file: for messages. */
int options_fill(const struct garner_option *table, const struct garner_node *options, const char *file,
                 const char *dir, const char *currency, struct arena *arena, void *config, struct error *error);

/* ---- nodes ---- */
/* Member of a map, NULL where absent (or where node is NULL or no map). */
const struct garner_node *node_get(const struct garner_node *node, const char *key);
/* Text of a scalar member; absent otherwise. */
struct garner_str node_text(const struct garner_node *node, const char *key);
/* Parses YAML text into nodes: used by config_load, presets and tests. Scalars stay text; duplicate keys, anchors,
 * aliases and tags are refused. A map's member stands where its key begins. Nothing at all is an empty map. */
int node_parse(struct arena *arena, const char *file, struct garner_str text, const struct garner_node **out,
               struct error *error);

#endif
