/* hubspot.h - what the files of this plugin share: one pull, its requests, its cursor, the names it looks up. */
#ifndef PLUGINS_HUBSPOT_H
#define PLUGINS_HUBSPOT_H

#include <garner/http.h>
#include <stdio.h>

enum { MARKS = 12, AFTER_MAX = 255, ID_MAX = 63, PAGE = 100, SEARCH_PAGE = 200, EVENT_DAYS = 30 };

struct config {
    struct garner_http_options http;
    struct garner_strs objects;
    struct garner_str api_version, search_rate;
    struct garner_duration overlap;
    struct garner_str contact_campaign, deal_campaign, self_reported, lost_to;
};

/* Ids and what they are called. */
struct names {
    struct name {
        struct garner_str id, name;
        enum garner_deal_state state; /* of a deal's stage */
    } * items;
    size_t count, room;
};

/* How far one kind of object is: all that was changed before `mark` is in the store. A stretch that is under way brings
 * what was changed from `since` on and goes on behind `after`. Times are UTC milliseconds. */
struct mark {
    char name[16];
    uint64_t asked; /* what was asked for (a hash): another question begins anew */
    int64_t mark;   /* 0 = nothing was read to its end yet */
    bool under_way;
    int64_t since, until, seen;
    char after[AFTER_MAX + 1];
};

/* A page of objects: what is needed of it once its records are gone. */
struct page {
    char ids[SEARCH_PAGE][ID_MAX + 1]; /* of those that were taken */
    size_t kept, records;
    char last[ID_MAX + 1];
};

/* How the object at hand is asked for. Written once an object, so that memory does not grow with its pages. */
struct asking {
    struct garner_str list, search, links; /* paths */
    const char *listed;                    /* the properties: "a,b" */
    const char *quoted;                    /* the same as JSON: "\"a\",\"b\"" */
    char *body;                            /* of the request at hand */
    size_t body_room;
};

struct hubspot {
    struct garner_pull *pull;
    const struct config *config;
    struct garner_http_options usual, search; /* as configured, with the rates HubSpot allows */
    struct garner_instant now;
    struct mark marks[MARKS];
    size_t mark_count;
    struct page page;
    struct asking asking;
    char cursor[MARKS * 512];
    struct names owners, stages;
    struct garner_str home_currency; /* of the account; absent until asked for */
    bool leads_are_objects;          /* lead objects are pulled: contacts are no leads then */
};

/* ---- marks.c: the cursor ---- */
/* Reads pull->cursor; a line that cannot be read is as if it were not there. */
void marks_read(struct hubspot *h);
/* In h->cursor, until the next call. */
struct garner_str marks_text(struct hubspot *h);
struct mark *marks_of(struct hubspot *h, const char *name);
uint64_t text_hash(uint64_t seed, struct garner_str text);

/* ---- api.c: paths, requests, answers ---- */
/* "/crm/objects/2026-03/contacts", or as the older versions have it "/crm/v3/objects/contacts". rest may be NULL. */
struct garner_str api_path(struct hubspot *h, const char *area, const char *what, const char *rest);
/* The same for what always has its version last ("/crm/…/2026-03", "/account-info/v3/details"). */
struct garner_str api_versioned(struct hubspot *h, const char *before, const char *after);
/* A list by `after`, all its pages; query ends with an absent name. */
struct garner_pages api_list(struct hubspot *h, struct garner_str path, const struct garner_pair *query);
struct garner_request api_request(struct hubspot *h, struct garner_str path);
/* What HubSpot's answers mean beyond their status. */
void api_judge(struct garner_pull *pull, const struct garner_reply *reply, struct garner_verdict *verdict);
struct garner_str kept(struct garner_pull *pull, struct garner_str text);
/* Letters, digits, - and _, no more than ID_MAX of them: it may stand in a path and in JSON. */
bool id_is_good(struct garner_str id);

/* ---- lookup.c: owners, stages, currency ---- */
int lookup_owners(struct hubspot *h);
int lookup_stages(struct hubspot *h);
int lookup_currency(struct hubspot *h);
const struct name *name_of(const struct names *names, struct garner_str id);
void names_add(struct garner_pull *pull, struct names *names, struct garner_str id, struct garner_str name);

enum { FIRST_PART = 1, LAST_PART = 2 };

/* ---- objects.c, people.c: records from HubSpot's objects ---- */
struct object {
    const char *name;     /* in the option `objects` and the cursor */
    const char *path;     /* in URLs */
    const char *modified; /* the property that says when it was changed */
    const char *const *properties;
    const char *linked; /* what its associations are read to; NULL = none are */
    /* A record of its list or search. */
    int (*read)(struct hubspot *, const struct object *, struct garner_str id, const struct garner_node *properties);
    /* What one object is associated with; to is a list, or NULL. parts: FIRST_PART, LAST_PART, mostly both. */
    int (*link)(struct hubspot *, const struct object *, struct garner_str id, const struct garner_node *to, int parts);
    int (*remove)(struct hubspot *, const struct object *, struct garner_str id);
};
extern const struct object objects[];
extern const size_t object_count;
int contact_read(struct hubspot *, const struct object *, struct garner_str id, const struct garner_node *properties);
int contact_remove(struct hubspot *, const struct object *, struct garner_str id);
extern const char *const contact_properties[];

/* A property that was emptied clears what the store has; one that the account does not know is absent. */
struct garner_str property(const struct garner_node *properties, const char *name);
int property_instant(struct hubspot *h, const struct garner_node *properties, const char *name,
                     struct garner_instant *out);
/* Text that is there, else absent. */
struct garner_str property_text(const struct garner_node *properties, const char *name);
/* The owner's name; cleared where there is none any more. */
struct garner_str property_owner(struct hubspot *h, const struct garner_node *properties);
/* Calls each with every id that was merged into this one. */
int merged_each(struct hubspot *h, const struct object *object, struct garner_str id,
                const struct garner_node *properties,
                int (*each)(struct hubspot *, const struct object *, struct garner_str gone, struct garner_str id));

/* ---- sync.c ---- */
/* Brings what was changed since the last pull, page by page, then what was deleted. */
int sync_object(struct hubspot *h, const struct object *object);

/* ---- links.c ---- */
/* Reads what the objects of the page at hand are associated with. */
int links_read(struct hubspot *h, const struct object *object);

/* ---- marketing.c ---- */
int marketing_campaigns(struct hubspot *h);
int marketing_events(struct hubspot *h);

#endif
