/* people.c - a contact of HubSpot's as ours: who it is, the lead it became, the first and the latest touch HubSpot saw,
 * and who was merged into it. Called by sync.c through the table in objects.c. */
#include "hubspot.h"

const char *const contact_properties[] = {"email",
                                          "firstname",
                                          "lastname",
                                          "phone",
                                          "mobilephone",
                                          "country",
                                          "industry",
                                          "associatedcompanyid",
                                          "createdate",
                                          "lastmodifieddate",
                                          "hs_object_id",
                                          "hubspot_owner_id",
                                          "lifecyclestage",
                                          "hs_lead_status",
                                          "hs_lifecyclestage_marketingqualifiedlead_date",
                                          "hs_lifecyclestage_salesqualifiedlead_date",
                                          "hs_lifecyclestage_opportunity_date",
                                          "hs_lifecyclestage_customer_date",
                                          "hs_analytics_source",
                                          "hs_analytics_source_data_1",
                                          "hs_analytics_source_data_2",
                                          "hs_analytics_first_timestamp",
                                          "hs_analytics_first_url",
                                          "hs_latest_source",
                                          "hs_latest_source_data_1",
                                          "hs_latest_source_data_2",
                                          "hs_latest_source_timestamp",
                                          "hs_analytics_first_touch_converting_campaign",
                                          "hs_analytics_last_touch_converting_campaign",
                                          "hs_google_click_id",
                                          "hs_facebook_click_id",
                                          "hs_merged_object_ids",
                                          "hs_calculated_merged_vids",
                                          NULL};

/* ---- where a contact came from ---- */

/* HubSpot's traffic sources, and which of the two details below each names the campaign. */
static const struct source {
    const char *word;
    enum garner_channel channel;
    int campaign;
    enum garner_touch_kind kind; /* 0: nothing that a person did */
} sources[] = {
    {"ORGANIC_SEARCH", GARNER_ORGANIC_SEARCH, 0, GARNER_TOUCH_VISIT},
    {"PAID_SEARCH", GARNER_PAID_SEARCH, 1, GARNER_TOUCH_CLICK},
    {"EMAIL_MARKETING", GARNER_EMAIL, 1, GARNER_TOUCH_CLICK},
    {"SOCIAL_MEDIA", GARNER_ORGANIC_SOCIAL, 2, GARNER_TOUCH_VISIT},
    {"PAID_SOCIAL", GARNER_PAID_SOCIAL, 2, GARNER_TOUCH_CLICK},
    {"REFERRALS", GARNER_REFERRAL_SITE, 0, GARNER_TOUCH_VISIT},
    {"AI_REFERRALS", GARNER_AI_ASSISTANT, 0, GARNER_TOUCH_VISIT},
    {"OTHER_CAMPAIGNS", GARNER_CHANNEL_OTHER, 1, GARNER_TOUCH_VISIT},
    {"DIRECT_TRAFFIC", GARNER_DIRECT, 0, GARNER_TOUCH_VISIT},
    {"OFFLINE", GARNER_OFFLINE_OTHER, 0, GARNER_TOUCH_UNSPECIFIED},
};
static const struct source other_source = {NULL, GARNER_CHANNEL_UNSPECIFIED, 0, GARNER_TOUCH_VISIT};

static const struct source *source_named(struct garner_str word)
{
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        if (garner_same(word, garner_text(sources[i].word))) {
            return &sources[i];
        }
    }
    return &other_source;
}

/* The properties that tell of a contact's first touch, or of its latest. */
static const struct touch {
    const char *name, *at, *source, *data[2], *converting, *landing;
} first = {"first",
           "hs_analytics_first_timestamp",
           "hs_analytics_source",
           {"hs_analytics_source_data_1", "hs_analytics_source_data_2"},
           "hs_analytics_first_touch_converting_campaign",
           "hs_analytics_first_url"},
  latest = {"latest",
            "hs_latest_source_timestamp",
            "hs_latest_source",
            {"hs_latest_source_data_1", "hs_latest_source_data_2"},
            "hs_analytics_last_touch_converting_campaign",
            NULL};

static bool is_guid(struct garner_str text)
{
    return text.len == 36 && text.ptr[8] == '-' && text.ptr[13] == '-' && text.ptr[18] == '-' && text.ptr[23] == '-';
}

static struct garner_campaign_ref campaign_of(const struct garner_node *p, const struct touch *touch)
{
    struct garner_str word = property_text(p, touch->source), converting = property_text(p, touch->converting);
    const struct source *source = source_named(word);
    struct garner_campaign_ref campaign = {.channel = source->channel, .channel_word = word};
    if (source->campaign) {
        campaign.name = property_text(p, touch->data[source->campaign - 1]);
    }
    if (is_guid(converting)) {
        campaign.id = converting;
    } else if (converting.len) {
        campaign.name = converting;
    }
    struct garner_str google = property_text(p, "hs_google_click_id"), meta = property_text(p, "hs_facebook_click_id");
    campaign.click_id = source->channel == GARNER_PAID_SEARCH   ? google
                        : source->channel == GARNER_PAID_SOCIAL ? meta
                                                                : (struct garner_str){NULL, 0};
    return campaign;
}

static int emit_touch(struct hubspot *h, struct garner_str id, const struct garner_node *p, const struct touch *touch)
{
    struct garner_str word = property_text(p, touch->source);
    const struct source *source = source_named(word);
    struct garner_touch record = {
        .id = garner_text(garner_format(h->pull, "%.*s/%s", (int)id.len, id.ptr, touch->name)),
        .person = {.id = id},
        .campaign = campaign_of(p, touch),
        .kind = source->kind,
        .kind_word = word,
        .landing_page = touch->landing ? property_text(p, touch->landing) : (struct garner_str){NULL, 0},
    };
    int code = property_instant(h, p, touch->at, &record.at);
    bool seen = word.len && source->kind != GARNER_TOUCH_UNSPECIFIED && record.at.state == GARNER_SET;
    return code || !seen ? code : garner_emit_touch(h->pull, &record);
}

/* ---- the lead ---- */

static int read_qualified(struct hubspot *h, const struct garner_node *p, struct garner_lead *lead)
{
    static const char *const stages[] = {"hs_lifecyclestage_marketingqualifiedlead_date",
                                         "hs_lifecyclestage_salesqualifiedlead_date",
                                         "hs_lifecyclestage_opportunity_date"};
    int code = 0;
    for (size_t i = 0; i < sizeof stages / sizeof *stages && code == 0 && lead->qualified_at.state != GARNER_SET; i++) {
        code = property_instant(h, p, stages[i], &lead->qualified_at);
    }
    return code ? code : property_instant(h, p, "hs_lifecyclestage_customer_date", &lead->converted_at);
}

static struct garner_str own_property(struct hubspot *h, const struct garner_node *p, struct garner_str name)
{
    return name.len ? property_text(p, garner_format(h->pull, "%.*s", (int)name.len, name.ptr))
                    : (struct garner_str){NULL, 0};
}

static int emit_lead(struct hubspot *h, const struct garner_contact *contact, const struct garner_node *p)
{
    struct garner_lead lead = {
        .id = contact->id,
        .person = contact->person,
        .campaign = campaign_of(p, &first),
        .created_at = contact->created_at,
        .status = property(p, "lifecyclestage"),
        .owner = property_owner(h, p),
        .region = contact->region,
        .segment = contact->segment,
        .account = contact->account,
        .self_reported_source = own_property(h, p, h->config->self_reported),
    };
    struct garner_str named = own_property(h, p, h->config->contact_campaign);
    if (named.len) {
        lead.campaign = (struct garner_campaign_ref){.name = named, .channel = lead.campaign.channel};
    }
    int code = read_qualified(h, p, &lead);
    return code ? code : garner_emit_lead(h->pull, &lead);
}

/* ---- the contact ---- */

static int emit_merged(struct hubspot *h, const struct object *object, struct garner_str gone, struct garner_str id)
{
    (void)object;
    int code = garner_emit_contact(h->pull, &(struct garner_contact){.id = gone, .merged_into = id});
    return code || h->leads_are_objects ? code : garner_delete_lead(h->pull, &(struct garner_lead){.id = gone});
}

static struct garner_str full_name(struct hubspot *h, const struct garner_node *p)
{
    struct garner_str given = property_text(p, "firstname"), family = property_text(p, "lastname");
    const char *blank = given.len && family.len ? " " : "";
    const char *name = garner_format(h->pull, "%.*s%s%.*s", (int)given.len, given.ptr ? given.ptr : "", blank,
                                     (int)family.len, family.ptr ? family.ptr : "");
    return *name ? garner_text(name) : (struct garner_str){NULL, 0};
}

static int emit_touches(struct hubspot *h, struct garner_str id, const struct garner_node *p)
{
    int code = emit_touch(h, id, p, &first);
    if (code || garner_same(property_text(p, first.at), property_text(p, latest.at))) {
        return code;
    }
    return emit_touch(h, id, p, &latest);
}

int contact_read(struct hubspot *h, const struct object *object, struct garner_str id, const struct garner_node *p)
{
    struct garner_str mobile = property_text(p, "mobilephone");
    struct garner_contact contact = {
        .id = id,
        .person = {id, property_text(p, "email"), mobile.len ? mobile : property_text(p, "phone")},
        .name = full_name(h, p),
        .account = property(p, "associatedcompanyid"),
        .region = property(p, "country"),
        .segment = property(p, "industry"),
    };
    int code = property_instant(h, p, "createdate", &contact.created_at);
    code = code ? code : garner_emit_contact(h->pull, &contact);
    code = code || h->leads_are_objects ? code : emit_lead(h, &contact, p);
    code = code ? code : emit_touches(h, id, p);
    return code ? code : merged_each(h, object, id, p, emit_merged);
}

int contact_remove(struct hubspot *h, const struct object *object, struct garner_str id)
{
    (void)object;
    int code = garner_delete_contact(h->pull, &(struct garner_contact){.id = id});
    return code || h->leads_are_objects ? code : garner_delete_lead(h->pull, &(struct garner_lead){.id = id});
}
