/* objects.c - HubSpot's other objects as our records: companies, lead objects, deals, calls, e-mails, meetings. The
 * table at the end is what sync.c goes by; contacts are in people.c. */
#include "hubspot.h"

/* ---- properties ---- */

struct garner_str property(const struct garner_node *properties, const char *name)
{
    const struct garner_node *node = garner_at(properties, name);
    struct garner_str text = garner_text_at(properties, name);
    return node && !text.len ? (struct garner_str){"", 0} : text;
}

struct garner_str property_text(const struct garner_node *properties, const char *name)
{
    struct garner_str text = name ? garner_text_at(properties, name) : (struct garner_str){NULL, 0};
    return text.len ? text : (struct garner_str){NULL, 0};
}

int property_instant(struct hubspot *h, const struct garner_node *properties, const char *name,
                     struct garner_instant *out)
{
    int code = garner_instant_at(h->pull, properties, name, out);
    if (code == 0 && out->state == GARNER_ABSENT && garner_at(properties, name)) {
        out->state = GARNER_CLEARED;
    }
    return code;
}

struct garner_str property_owner(struct hubspot *h, const struct garner_node *properties)
{
    struct garner_str id = property(properties, "hubspot_owner_id");
    const struct name *owner = id.len ? name_of(&h->owners, id) : NULL;
    return owner ? owner->name : id;
}

/* "12;34" and, in an older property, "12:1700000000000;34:…". */
static int merged_list(struct hubspot *h, const struct object *object, struct garner_str id, struct garner_str list,
                       int (*each)(struct hubspot *, const struct object *, struct garner_str, struct garner_str))
{
    int code = 0;
    while (list.len && code == 0) {
        size_t len = 0, digits = 0;
        while (len < list.len && list.ptr[len] != ';') {
            len++;
        }
        while (digits < len && list.ptr[digits] >= '0' && list.ptr[digits] <= '9') {
            digits++;
        }
        struct garner_str gone = {list.ptr, digits};
        if (digits && !garner_same(gone, id)) {
            code = each(h, object, gone, id);
        }
        size_t step = len + (len < list.len);
        list = (struct garner_str){list.ptr + step, list.len - step};
    }
    return code;
}

int merged_each(struct hubspot *h, const struct object *object, struct garner_str id,
                const struct garner_node *properties,
                int (*each)(struct hubspot *, const struct object *, struct garner_str gone, struct garner_str id))
{
    int code = merged_list(h, object, id, property_text(properties, "hs_merged_object_ids"), each);
    return code ? code : merged_list(h, object, id, property_text(properties, "hs_calculated_merged_vids"), each);
}

static int remove_merged(struct hubspot *h, const struct object *object, struct garner_str gone, struct garner_str id)
{
    (void)id;
    return object->remove(h, object, gone);
}

static struct garner_str first_contact(const struct garner_node *to)
{
    return to && to->count ? garner_text_at(&to->items[0], "toObjectId") : (struct garner_str){NULL, 0};
}

/* ---- companies ---- */

static const char *const company_properties[] = {"name",
                                                 "domain",
                                                 "country",
                                                 "industry",
                                                 "hs_parent_company_id",
                                                 "hubspot_owner_id",
                                                 "hs_lastmodifieddate",
                                                 "hs_object_id",
                                                 "hs_merged_object_ids",
                                                 NULL};

static int company_read(struct hubspot *h, const struct object *object, struct garner_str id,
                        const struct garner_node *p)
{
    int code = garner_emit_account(h->pull, &(struct garner_account){.id = id,
                                                                     .name = property(p, "name"),
                                                                     .domain = property(p, "domain"),
                                                                     .parent_id = property(p, "hs_parent_company_id"),
                                                                     .region = property(p, "country"),
                                                                     .segment = property(p, "industry"),
                                                                     .owner = property_owner(h, p)});
    return code ? code : merged_each(h, object, id, p, remove_merged);
}

static int company_remove(struct hubspot *h, const struct object *object, struct garner_str id)
{
    (void)object;
    return garner_delete_account(h->pull, &(struct garner_account){.id = id});
}

/* ---- lead objects ---- */

static const char *const lead_properties[] = {"hs_lead_name",
                                              "hs_lead_label",
                                              "hs_lead_type",
                                              "hs_pipeline_stage",
                                              "hs_lead_disqualification_reason",
                                              "hs_createdate",
                                              "hs_lastmodifieddate",
                                              "hubspot_owner_id",
                                              "hs_object_id",
                                              "hs_merged_object_ids",
                                              NULL};

/* Ids of objects that share a kind of record: "lead/12", "calls/34". */
struct own_id {
    char text[ID_MAX + 16];
};

static struct garner_str own_id(struct own_id *own, const char *of, struct garner_str id)
{
    int len = snprintf(own->text, sizeof own->text, "%s/%.*s", of, (int)id.len, id.ptr);
    return (struct garner_str){own->text, (size_t)len};
}

static int lead_read(struct hubspot *h, const struct object *object, struct garner_str id, const struct garner_node *p)
{
    struct own_id own = {""};
    struct garner_lead lead = {.id = own_id(&own, "lead", id),
                               .status = property(p, "hs_pipeline_stage"),
                               .disqualified_reason = property(p, "hs_lead_disqualification_reason"),
                               .segment = property(p, "hs_lead_type"),
                               .owner = property_owner(h, p)};
    int code = property_instant(h, p, "hs_createdate", &lead.created_at);
    code = code ? code : garner_emit_lead(h->pull, &lead);
    return code ? code : merged_each(h, object, id, p, remove_merged);
}

static int lead_link(struct hubspot *h, const struct object *object, struct garner_str id, const struct garner_node *to,
                     int parts)
{
    (void)object;
    struct own_id own = {""};
    struct garner_lead lead = {.id = own_id(&own, "lead", id), .person = {.id = first_contact(to)}};
    return (parts & FIRST_PART) && lead.person.id.len ? garner_emit_lead(h->pull, &lead) : 0;
}

static int lead_remove(struct hubspot *h, const struct object *object, struct garner_str id)
{
    (void)object;
    struct own_id own = {""};
    return garner_delete_lead(h->pull, &(struct garner_lead){.id = own_id(&own, "lead", id)});
}

/* ---- deals ---- */

static const char *const deal_properties[] = {"dealname",
                                              "amount",
                                              "deal_currency_code",
                                              "dealstage",
                                              "pipeline",
                                              "dealtype",
                                              "closedate",
                                              "createdate",
                                              "hs_lastmodifieddate",
                                              "hs_object_id",
                                              "hs_is_closed",
                                              "hs_is_closed_won",
                                              "closed_lost_reason",
                                              "hubspot_owner_id",
                                              "hs_primary_associated_company",
                                              "hs_merged_object_ids",
                                              NULL};

/* The deal says itself how it ended; where it does not, its stage does. */
static enum garner_deal_state deal_state(struct hubspot *h, const struct garner_node *p)
{
    struct garner_str stage = property_text(p, "dealstage");
    if (garner_true_at(p, "hs_is_closed_won")) {
        return GARNER_DEAL_WON;
    }
    if (garner_true_at(p, "hs_is_closed")) {
        return GARNER_DEAL_LOST;
    }
    if (property_text(p, "hs_is_closed").len) {
        return GARNER_DEAL_OPEN;
    }
    const struct name *known = name_of(&h->stages, stage);
    return known                                           ? known->state
           : garner_same(stage, garner_text("closedwon"))  ? GARNER_DEAL_WON
           : garner_same(stage, garner_text("closedlost")) ? GARNER_DEAL_LOST
                                                           : GARNER_DEAL_OPEN;
}

/* An amount is in the deal's currency; an account that has one currency does not say it deal by deal. */
static int deal_amount(struct hubspot *h, const struct garner_node *p, struct garner_money *out)
{
    struct garner_str currency = property_text(p, "deal_currency_code");
    if (!property_text(p, "amount").len) {
        out->state = garner_at(p, "amount") ? GARNER_CLEARED : GARNER_ABSENT;
        return 0;
    }
    return garner_money_at(h->pull, p, "amount", currency.len ? currency : h->home_currency, out);
}

static struct garner_campaign_ref deal_campaign(struct hubspot *h, const struct garner_node *p)
{
    struct garner_str name = h->config->deal_campaign;
    const char *path = garner_format(h->pull, "%.*s", (int)name.len, name.ptr ? name.ptr : "");
    return (struct garner_campaign_ref){.name = name.len ? property_text(p, path) : (struct garner_str){NULL, 0}};
}

static int deal_read(struct hubspot *h, const struct object *object, struct garner_str id, const struct garner_node *p)
{
    struct garner_str stage = property(p, "dealstage"), other = h->config->lost_to;
    const struct name *known = name_of(&h->stages, stage);
    struct garner_deal deal = {
        .id = id,
        .account = property(p, "hs_primary_associated_company"),
        .campaign = deal_campaign(h, p),
        .owner = property_owner(h, p),
        .stage = known ? known->name : stage,
        .state = deal_state(h, p),
        .lost_reason = property(p, "closed_lost_reason"),
        .product = property(p, "dealtype"),
    };
    if (other.len) {
        deal.lost_to = property(p, garner_format(h->pull, "%.*s", (int)other.len, other.ptr));
    }
    int code = property_instant(h, p, "createdate", &deal.created_at);
    code = code ? code : property_instant(h, p, "closedate", &deal.closed_at);
    code = code ? code : deal_amount(h, p, &deal.amount);
    code = code ? code : garner_emit_deal(h->pull, &deal);
    return code ? code : merged_each(h, object, id, p, remove_merged);
}

/* The contacts of a deal are a window of their own: one that is no longer associated goes. */
static int deal_link(struct hubspot *h, const struct object *object, struct garner_str id, const struct garner_node *to,
                     int parts)
{
    (void)object;
    struct own_id own = {""};
    const struct garner_window window = {.kinds = GARNER_EMITS(GARNER_RECORD_DEAL_CONTACT),
                                         .scope = own_id(&own, "deal", id)};
    int code = parts & FIRST_PART ? garner_window_begin(h->pull, &window) : 0;
    for (size_t i = 0; to && i < to->count && code == 0; i++) {
        struct garner_deal_contact contact = {.deal_id = id,
                                              .person = {.id = garner_text_at(&to->items[i], "toObjectId")},
                                              .role = garner_text_at(&to->items[i], "associationTypes.0.label")};
        code = garner_emit_deal_contact(h->pull, &contact);
    }
    return code || !(parts & LAST_PART) ? code : garner_window_done(h->pull, (struct garner_str){NULL, 0});
}

static int deal_remove(struct hubspot *h, const struct object *object, struct garner_str id)
{
    (void)object;
    return garner_delete_deal(h->pull, &(struct garner_deal){.id = id});
}

/* ---- activities ---- */

static const char *const call_properties[] = {
    "hs_timestamp",     "hs_call_title",       "hs_call_direction", "hs_call_status",
    "hubspot_owner_id", "hs_lastmodifieddate", "hs_object_id",      NULL};
static const char *const email_properties[] = {
    "hs_timestamp",     "hs_email_subject",    "hs_email_direction", "hs_email_status",
    "hubspot_owner_id", "hs_lastmodifieddate", "hs_object_id",       NULL};
static const char *const meeting_properties[] = {"hs_timestamp",
                                                 "hs_meeting_title",
                                                 "hs_meeting_outcome",
                                                 "hubspot_owner_id",
                                                 "hs_lastmodifieddate",
                                                 "hs_object_id",
                                                 NULL};

static const struct activity {
    const char *of;
    enum garner_activity_kind kind;
    const char *subject, *outcome, *direction;
} activities[] = {
    {"calls", GARNER_ACTIVITY_CALL, "hs_call_title", "hs_call_status", "hs_call_direction"},
    {"emails", GARNER_ACTIVITY_EMAIL, "hs_email_subject", "hs_email_status", "hs_email_direction"},
    {"meetings", GARNER_ACTIVITY_MEETING, "hs_meeting_title", "hs_meeting_outcome", NULL},
};

static enum garner_flag is_inbound(struct garner_str direction)
{
    bool in = direction.len >= 2 && memcmp(direction.ptr, "IN", 2) == 0; /* INBOUND, INCOMING_EMAIL */
    return !direction.len ? GARNER_FLAG_UNSPECIFIED : in ? GARNER_YES : GARNER_NO;
}

static int activity_read(struct hubspot *h, const struct object *object, struct garner_str id,
                         const struct garner_node *p)
{
    const struct activity *a = activities;
    while (strcmp(a->of, object->path) != 0) {
        a++;
    }
    struct own_id own = {""};
    struct garner_activity activity = {.id = own_id(&own, object->path, id),
                                       .kind = a->kind,
                                       .inbound = is_inbound(property_text(p, a->direction)),
                                       .owner = property_owner(h, p),
                                       .outcome = property(p, a->outcome),
                                       .subject = property(p, a->subject)};
    int code = property_instant(h, p, "hs_timestamp", &activity.at);
    return code ? code : garner_emit_activity(h->pull, &activity);
}

static int activity_link(struct hubspot *h, const struct object *object, struct garner_str id,
                         const struct garner_node *to, int parts)
{
    struct own_id own = {""};
    struct garner_activity activity = {.id = own_id(&own, object->path, id), .person = {.id = first_contact(to)}};
    return (parts & FIRST_PART) && activity.person.id.len ? garner_emit_activity(h->pull, &activity) : 0;
}

static int activity_remove(struct hubspot *h, const struct object *object, struct garner_str id)
{
    struct own_id own = {""};
    return garner_delete_activity(h->pull, &(struct garner_activity){.id = own_id(&own, object->path, id)});
}

/* ---- all of them, in the order they are pulled ---- */

const struct object objects[] = {
    {"companies", "companies", "hs_lastmodifieddate", company_properties, NULL, company_read, NULL, company_remove},
    {"contacts", "contacts", "lastmodifieddate", contact_properties, NULL, contact_read, NULL, contact_remove},
    {"leads", "leads", "hs_lastmodifieddate", lead_properties, "contacts", lead_read, lead_link, lead_remove},
    {"deals", "deals", "hs_lastmodifieddate", deal_properties, "contacts", deal_read, deal_link, deal_remove},
    {"calls", "calls", "hs_lastmodifieddate", call_properties, "contacts", activity_read, activity_link,
     activity_remove},
    {"emails", "emails", "hs_lastmodifieddate", email_properties, "contacts", activity_read, activity_link,
     activity_remove},
    {"meetings", "meetings", "hs_lastmodifieddate", meeting_properties, "contacts", activity_read, activity_link,
     activity_remove},
};
const size_t object_count = sizeof objects / sizeof *objects;
