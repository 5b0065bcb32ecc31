/* marketing.c - campaigns with what was budgeted and spent, and who took part in marketing events. Lists of tens or
 * hundreds, read whole. Called by hubspot.c. */
#include "hubspot.h"

/* What a list brought, before each of its members is asked about. */
struct found {
    struct member {
        struct garner_str id, name;
        bool wanted;
        struct garner_campaign campaign; /* of a campaign: what its list says */
    } * items;
    size_t count, room;
};

static struct member *found_add(struct hubspot *h, struct found *found, struct garner_str id, struct garner_str name)
{
    if (found->count == found->room) {
        const struct member *old = found->items;
        found->room = found->room ? found->room * 2 : 64;
        found->items = garner_alloc_pull(h->pull, found->room * sizeof *found->items);
        if (old) {
            memcpy(found->items, old, found->count * sizeof *old);
        }
    }
    found->items[found->count] = (struct member){
        .id = kept(h->pull, id), .name = name.len ? kept(h->pull, name) : (struct garner_str){NULL, 0}, .wanted = true};
    return &found->items[found->count++];
}

/* ---- campaigns ---- */

static struct garner_str kept_property(struct hubspot *h, const struct garner_node *properties, const char *name)
{
    struct garner_str text = property(properties, name);
    return text.ptr ? kept(h->pull, text) : text;
}

/* A record in a window stands for all of its fields, so it waits for its budget. */
static int read_campaign(struct hubspot *h, const struct garner_node *record, struct found *found)
{
    const struct garner_node *p = garner_at(record, "properties");
    struct garner_str id = garner_text_at(record, "id");
    struct garner_campaign campaign = {.name = kept_property(h, p, "hs_name"),
                                       .status = kept_property(h, p, "hs_campaign_status"),
                                       .target_segment = kept_property(h, p, "hs_audience")};
    if (!id_is_good(id)) {
        return garner_reject(h->pull, "id", "a campaign without an id that could be one");
    }
    int code = garner_day_at(h->pull, p, "hs_start_date", &campaign.starts_on);
    code = code ? code : garner_day_at(h->pull, p, "hs_end_date", &campaign.ends_on);
    if (code) {
        return code;
    }
    struct member *member = found_add(h, found, id, campaign.name);
    member->campaign = campaign;
    member->campaign.id = member->id;
    return garner_skip(h->pull, "campaign, counted with its budget");
}

static int list_campaigns(struct hubspot *h, struct found *found)
{
    const struct garner_pair query[] = {
        {garner_text("limit"), garner_text("100")},
        {garner_text("properties"),
         garner_text("hs_name,hs_campaign_status,hs_audience,hs_start_date,hs_end_date,hs_currency_code")},
        {{NULL, 0}, {NULL, 0}}};
    struct garner_pages pages = api_list(h, api_path(h, "marketing", "campaigns", NULL), query);
    const struct garner_node *record;
    int code;
    while ((code = garner_next_record(h->pull, &pages, &record)) > 0) {
        code = garner_row_result(read_campaign(h, record, found));
        if (code) {
            return code;
        }
    }
    return code;
}

/* The names people give such items, where they are the names of cost types. */
static enum garner_cost_type cost_type_of(struct garner_str name)
{
    static const struct {
        const char *word;
        enum garner_cost_type type;
    } words[] = {
        {"ads", GARNER_COST_MEDIA},     {"media", GARNER_COST_MEDIA},         {"booth", GARNER_COST_BOOTH},
        {"travel", GARNER_COST_TRAVEL}, {"staff", GARNER_COST_STAFF},         {"creative", GARNER_COST_CREATIVE},
        {"fee", GARNER_COST_FEE},       {"incentive", GARNER_COST_INCENTIVE}, {"tool", GARNER_COST_TOOL}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (garner_same_name(name, words[i].word)) {
            return words[i].type;
        }
    }
    return GARNER_COST_OTHER;
}

/* HubSpot dates what was spent by when it was entered, and by nothing else. */
static int read_spend(struct hubspot *h, const struct garner_node *item, const struct member *campaign,
                      struct garner_str currency)
{
    struct garner_spend spend = {.campaign = {.id = campaign->id, .name = campaign->name},
                                 .id = garner_text_at(item, "id"),
                                 .cost_type = cost_type_of(garner_text_at(item, "name")),
                                 .cost_word = garner_text_at(item, "name")};
    int code = garner_day_at(h->pull, item, "createdAt", &spend.day);
    code = code ? code : garner_money_at(h->pull, item, "amount", currency, &spend.amount);
    return code ? code : garner_emit_spend(h->pull, &spend);
}

static int emit_campaign(struct hubspot *h, const struct garner_node *totals, struct garner_campaign *campaign)
{
    struct garner_str currency = garner_text_at(totals, "currencyCode");
    int code = 0;
    if (garner_text_at(totals, "budgetTotal").len) {
        code = garner_money_at(h->pull, totals, "budgetTotal", currency, &campaign->budget);
    }
    return code ? code : garner_emit_campaign(h->pull, campaign);
}

static int read_budget(struct hubspot *h, struct member *campaign)
{
    const char *rest = garner_format(h->pull, "%.*s/budget/totals", (int)campaign->id.len, campaign->id.ptr);
    struct garner_pages pages = {.request = api_request(h, kept(h->pull, api_path(h, "marketing", "campaigns", rest))),
                                 .records = "spendItems"};
    const struct garner_node *item;
    int code;
    while ((code = garner_next_record(h->pull, &pages, &item)) > 0) {
        struct garner_str currency = garner_text_at(pages.reply.json, "currencyCode");
        code = garner_row_result(read_spend(h, item, campaign, currency));
        if (code) {
            return code;
        }
    }
    return code ? code : garner_row_result(emit_campaign(h, pages.reply.json, &campaign->campaign));
}

/* One window: a campaign or an item that HubSpot no longer has goes from the store too. */
int marketing_campaigns(struct hubspot *h)
{
    const struct garner_window window = {
        .kinds = GARNER_EMITS(GARNER_RECORD_CAMPAIGN) | GARNER_EMITS(GARNER_RECORD_SPEND),
        .scope = garner_text("campaigns"),
    };
    struct found found = {0};
    int code = garner_window_begin(h->pull, &window);
    code = code ? code : list_campaigns(h, &found);
    for (size_t i = 0; i < found.count && code == 0; i++) {
        code = read_budget(h, &found.items[i]);
    }
    return code ? code : garner_window_done(h->pull, marks_text(h));
}

/* ---- events ---- */

static enum garner_channel channel_of(struct garner_str type)
{
    return garner_same_name(type, "webinar")      ? GARNER_WEBINAR
           : garner_same_name(type, "trade show") ? GARNER_TRADE_SHOW
                                                  : GARNER_EVENT;
}

static struct garner_str event_id(struct hubspot *h, struct garner_str id)
{
    return garner_text(garner_format(h->pull, "event/%.*s", (int)id.len, id.ptr));
}

/* Who took part is asked again for a while after an event, and whenever HubSpot says that it was changed. */
static bool is_wanted(const struct hubspot *h, const struct mark *mark, struct garner_instant changed,
                      struct garner_instant ends)
{
    int64_t recent = h->now.ms - EVENT_DAYS * INT64_C(86400000);
    return !mark->mark || changed.state != GARNER_SET || ends.state != GARNER_SET || ends.ms >= recent ||
           changed.ms >= mark->mark - h->config->overlap.ms;
}

static int read_event(struct hubspot *h, const struct garner_node *record, const struct mark *mark, struct found *found)
{
    struct garner_str id = garner_text_at(record, "objectId"), name = garner_text_at(record, "eventName");
    struct garner_instant changed = {0}, ends = {0};
    if (!id_is_good(id)) {
        return garner_reject(h->pull, "objectId", "an event without an id that could be one");
    }
    struct garner_campaign campaign = {.id = event_id(h, id),
                                       .name = name,
                                       .channel = channel_of(garner_text_at(record, "eventType")),
                                       .channel_word = garner_text_at(record, "eventType"),
                                       .status =
                                           garner_text(garner_true_at(record, "eventCancelled") ? "cancelled" : "")};
    int code = garner_day_at(h->pull, record, "startDateTime", &campaign.starts_on);
    code = code ? code : garner_day_at(h->pull, record, "endDateTime", &campaign.ends_on);
    code = code ? code : garner_instant_at(h->pull, record, "endDateTime", &ends);
    code = code ? code : garner_instant_at(h->pull, record, "updatedAt", &changed);
    code = code ? code : garner_emit_campaign(h->pull, &campaign);
    if (code == 0) {
        found_add(h, found, id, name)->wanted = is_wanted(h, mark, changed, ends);
    }
    return code;
}

static int list_events(struct hubspot *h, const struct mark *mark, struct found *found)
{
    const struct garner_pair query[] = {{garner_text("limit"), garner_text("100")}, {{NULL, 0}, {NULL, 0}}};
    struct garner_pages pages = api_list(h, api_versioned(h, "/marketing/marketing-events", ""), query);
    const struct garner_node *record;
    int code;
    while ((code = garner_next_record(h->pull, &pages, &record)) > 0) {
        code = garner_row_result(read_event(h, record, mark, found));
        if (code) {
            return code;
        }
    }
    return code;
}

static enum garner_touch_kind kind_of(struct garner_str state)
{
    return garner_same(state, garner_text("ATTENDED"))     ? GARNER_TOUCH_ATTENDED
           : garner_same(state, garner_text("NO_SHOW"))    ? GARNER_TOUCH_NO_SHOW
           : garner_same(state, garner_text("REGISTERED")) ? GARNER_TOUCH_REGISTERED
                                                           : GARNER_TOUCH_UNSPECIFIED;
}

static int read_part(struct hubspot *h, const struct garner_node *part, const struct member *event)
{
    struct garner_str state = garner_text_at(part, "properties.attendanceState");
    struct garner_str contact = garner_text_at(part, "associations.contact.contactId");
    struct garner_touch touch = {
        .id = garner_text(garner_format(h->pull, "event/%.*s/%.*s", (int)event->id.len, event->id.ptr, (int)contact.len,
                                        contact.ptr ? contact.ptr : "")),
        .person = {.id = contact, .email = garner_text_at(part, "associations.contact.email")},
        .campaign = {.id = event_id(h, event->id), .name = event->name},
        .kind = kind_of(state),
        .kind_word = state,
    };
    if (touch.kind == GARNER_TOUCH_UNSPECIFIED) {
        return garner_skip(h->pull, "cancelled or no participation");
    }
    int code = garner_instant_at(h->pull, part, "properties.occurredAt", &touch.at);
    return code ? code : garner_emit_touch(h->pull, &touch);
}

static int read_parts(struct hubspot *h, const struct member *event)
{
    const char *rest = garner_format(h->pull, "participations/%.*s/breakdown", (int)event->id.len, event->id.ptr);
    const struct garner_window window = {
        .kinds = GARNER_EMITS(GARNER_RECORD_TOUCH),
        .scope = garner_text(garner_format(h->pull, "event/%.*s", (int)event->id.len, event->id.ptr))};
    const struct garner_pair query[] = {{garner_text("limit"), garner_text("100")}, {{NULL, 0}, {NULL, 0}}};
    struct garner_pages pages = api_list(h, api_path(h, "marketing", "marketing-events", rest), query);
    const struct garner_node *part;
    int code = garner_window_begin(h->pull, &window);
    while (code == 0 && (code = garner_next_record(h->pull, &pages, &part)) > 0) {
        code = garner_row_result(read_part(h, part, event));
    }
    return code ? code : garner_window_done(h->pull, (struct garner_str){NULL, 0});
}

int marketing_events(struct hubspot *h)
{
    struct found found = {0};
    struct mark *mark = marks_of(h, "events");
    int code = list_events(h, mark, &found);
    code = code ? code : garner_checkpoint(h->pull, marks_text(h));
    for (size_t i = 0; i < found.count && code == 0; i++) {
        code = found.items[i].wanted ? read_parts(h, &found.items[i]) : 0;
    }
    mark->mark = h->now.ms;
    return code ? code : garner_checkpoint(h->pull, marks_text(h));
}
