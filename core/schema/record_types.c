/* record_types.c - the record kinds as tables: which fields each has, of which type, which make its key, which must be
 * there. A field of include/garner/records.h stands here once more and nowhere else; its type and words come from the
 * struct's member, so table and struct cannot disagree. Knows nothing of bytes, stores or mappings. */
#include "core/base/str.h"
#include "core/schema/record.h"

/* clang-format off */
#define TYPE_OF(member) _Generic((member),                  \
        struct garner_str: FIELD_TEXT,                      \
        struct garner_money: FIELD_MONEY,                   \
        struct garner_day: FIELD_DAY,                       \
        struct garner_instant: FIELD_INSTANT,               \
        struct garner_count: FIELD_COUNT,                   \
        struct garner_amount: FIELD_AMOUNT,                 \
        default: FIELD_ENUM)
#define WORDS_OF(member) _Generic((member),                 \
        enum garner_channel: &record_channels,              \
        enum garner_audience: &record_audiences,            \
        enum garner_flag: &record_flags,                    \
        enum garner_cost_type: &record_cost_types,          \
        enum garner_date_basis: &record_date_bases,         \
        enum garner_touch_kind: &record_touch_kinds,        \
        enum garner_activity_kind: &record_activity_kinds,  \
        enum garner_deal_state: &record_deal_states,        \
        enum garner_order_status: &record_order_statuses,   \
        default: NULL)

#define OF(record, member) (((struct garner_##record *)0)->member)
#define ROW(name, record, member, group, flags)                                            \
    {(name), TYPE_OF(OF(record, member)), (group), (flags), offsetof(struct garner_##record, member), \
     WORDS_OF(OF(record, member))}
#define FIELD(record, member, flags) ROW(#member, record, member, GROUP_NONE, flags)
#define PERSON(record, flags)                                                              \
    ROW("person_id", record, person.id, GROUP_PERSON, flags),                              \
    ROW("email", record, person.email, GROUP_PERSON, (flags) | FIELD_CONTACT),             \
    ROW("phone", record, person.phone, GROUP_PERSON, (flags) | FIELD_CONTACT)
#define REFERRER(record)                                                                   \
    ROW("referrer_id", record, referrer.id, GROUP_REFERRER, 0),                            \
    ROW("referrer_email", record, referrer.email, GROUP_REFERRER, FIELD_CONTACT),          \
    ROW("referrer_phone", record, referrer.phone, GROUP_REFERRER, FIELD_CONTACT)
/* A click id belongs to one person's click: alone it names no campaign that money could be spent on. */
#define CAMPAIGN(record, flags)                                                            \
    ROW("campaign_id", record, campaign.id, GROUP_CAMPAIGN, (flags) | FIELD_REPEATS),      \
    ROW("campaign", record, campaign.name, GROUP_CAMPAIGN, (flags) | FIELD_REPEATS),       \
    ROW("channel", record, campaign.channel, GROUP_CAMPAIGN, flags),                       \
    ROW("channel_word", record, campaign.channel_word, GROUP_CAMPAIGN, (flags) | FIELD_REPEATS), \
    ROW("utm_source", record, campaign.utm_source, GROUP_CAMPAIGN, (flags) | FIELD_REPEATS), \
    ROW("utm_medium", record, campaign.utm_medium, GROUP_CAMPAIGN, (flags) | FIELD_REPEATS), \
    ROW("utm_campaign", record, campaign.utm_campaign, GROUP_CAMPAIGN, (flags) | FIELD_REPEATS), \
    ROW("click_id", record, campaign.click_id, GROUP_CAMPAIGN, (flags) & ~(uint32_t)FIELD_REQUIRED)

#define NEEDED_KEY (FIELD_KEY | FIELD_REQUIRED)

static const struct field campaign_fields[] = {
    FIELD(campaign, id, NEEDED_KEY),
    FIELD(campaign, name, 0),
    FIELD(campaign, channel, 0),
    FIELD(campaign, channel_word, FIELD_REPEATS),
    FIELD(campaign, kind, FIELD_REPEATS),
    FIELD(campaign, audience, 0),
    FIELD(campaign, brand, 0),
    FIELD(campaign, status, FIELD_REPEATS),
    FIELD(campaign, starts_on, 0),
    FIELD(campaign, ends_on, 0),
    FIELD(campaign, budget, 0),
    FIELD(campaign, parent_id, FIELD_REPEATS),
    FIELD(campaign, target_segment, FIELD_REPEATS),
    FIELD(campaign, target_region, FIELD_REPEATS),
    FIELD(campaign, time_zone, FIELD_REPEATS),
};

static const struct field spend_fields[] = {
    CAMPAIGN(spend, NEEDED_KEY),
    FIELD(spend, day, NEEDED_KEY | FIELD_PLACE),
    FIELD(spend, cost_type, FIELD_KEY),
    FIELD(spend, breakdown, FIELD_KEY | FIELD_REPEATS),
    FIELD(spend, id, FIELD_KEY),
    FIELD(spend, until_day, 0),
    FIELD(spend, amount, FIELD_REQUIRED | FIELD_MEASURE),
    FIELD(spend, impressions, FIELD_REQUIRED | FIELD_MEASURE),
    FIELD(spend, clicks, FIELD_REQUIRED | FIELD_MEASURE),
    FIELD(spend, cost_word, FIELD_REPEATS),
    FIELD(spend, allocation, FIELD_REPEATS),
};

static const struct field claim_fields[] = {
    CAMPAIGN(claim, NEEDED_KEY),
    FIELD(claim, day, NEEDED_KEY | FIELD_PLACE),
    FIELD(claim, action, NEEDED_KEY | FIELD_REPEATS),
    FIELD(claim, window, FIELD_KEY | FIELD_REPEATS),
    FIELD(claim, breakdown, FIELD_KEY | FIELD_REPEATS),
    FIELD(claim, until_day, 0),
    FIELD(claim, conversions, FIELD_REQUIRED | FIELD_MEASURE),
    FIELD(claim, value, FIELD_REQUIRED | FIELD_MEASURE),
    FIELD(claim, date_basis, 0),
};

static const struct field touch_fields[] = {
    FIELD(touch, at, NEEDED_KEY | FIELD_PLACE),
    FIELD(touch, id, NEEDED_KEY),
    PERSON(touch, FIELD_REQUIRED),
    CAMPAIGN(touch, 0),
    FIELD(touch, kind, 0),
    FIELD(touch, kind_word, FIELD_REPEATS),
    FIELD(touch, landing_page, FIELD_REPEATS),
    FIELD(touch, promo_code, FIELD_REPEATS),
};

static const struct field lead_fields[] = {
    FIELD(lead, id, NEEDED_KEY),
    PERSON(lead, 0),
    CAMPAIGN(lead, 0),
    FIELD(lead, created_at, FIELD_PLACE),
    FIELD(lead, status, FIELD_REPEATS),
    FIELD(lead, qualified_at, 0),
    FIELD(lead, disqualified_reason, FIELD_REPEATS),
    FIELD(lead, owner, FIELD_REPEATS),
    FIELD(lead, region, FIELD_REPEATS),
    FIELD(lead, segment, FIELD_REPEATS),
    FIELD(lead, account, 0),
    REFERRER(lead),
    FIELD(lead, self_reported_source, FIELD_REPEATS),
    FIELD(lead, converted_at, 0),
};

static const struct field contact_fields[] = {
    FIELD(contact, id, NEEDED_KEY),
    PERSON(contact, 0),
    FIELD(contact, name, FIELD_CONTACT),
    FIELD(contact, account, 0),
    FIELD(contact, region, FIELD_REPEATS),
    FIELD(contact, segment, FIELD_REPEATS),
    FIELD(contact, created_at, FIELD_PLACE),
    FIELD(contact, customer_since, 0),
    FIELD(contact, consent, FIELD_REPEATS),
    FIELD(contact, merged_into, 0),
};

static const struct field account_fields[] = {
    FIELD(account, id, NEEDED_KEY),
    FIELD(account, name, 0),
    FIELD(account, domain, 0),
    FIELD(account, parent_id, 0),
    FIELD(account, region, FIELD_REPEATS),
    FIELD(account, segment, FIELD_REPEATS),
    FIELD(account, owner, FIELD_REPEATS),
    FIELD(account, customer_since, 0),
};

static const struct field activity_fields[] = {
    FIELD(activity, id, NEEDED_KEY),
    PERSON(activity, 0),
    FIELD(activity, at, FIELD_PLACE),
    FIELD(activity, kind, 0),
    FIELD(activity, kind_word, FIELD_REPEATS),
    FIELD(activity, inbound, 0),
    FIELD(activity, owner, FIELD_REPEATS),
    FIELD(activity, due_at, 0),
    FIELD(activity, done_at, 0),
    FIELD(activity, resolved_at, 0),
    FIELD(activity, score, 0),
    FIELD(activity, outcome, FIELD_REPEATS),
    FIELD(activity, subject, FIELD_CONTACT),
};

static const struct field deal_fields[] = {
    FIELD(deal, id, NEEDED_KEY),
    PERSON(deal, 0),
    FIELD(deal, account, 0),
    CAMPAIGN(deal, 0),
    FIELD(deal, owner, FIELD_REPEATS),
    FIELD(deal, stage, FIELD_REPEATS),
    FIELD(deal, amount, 0),
    FIELD(deal, discount, 0),
    FIELD(deal, created_at, FIELD_PLACE),
    FIELD(deal, closed_at, 0),
    FIELD(deal, state, 0),
    FIELD(deal, lost_reason, FIELD_REPEATS),
    FIELD(deal, lost_to, FIELD_REPEATS),
    FIELD(deal, region, FIELD_REPEATS),
    FIELD(deal, product, FIELD_REPEATS),
};

static const struct field deal_contact_fields[] = {
    FIELD(deal_contact, deal_id, NEEDED_KEY),
    PERSON(deal_contact, NEEDED_KEY),
    FIELD(deal_contact, role, FIELD_REPEATS),
};

static const struct field order_fields[] = {
    FIELD(order, id, NEEDED_KEY),
    PERSON(order, 0),
    CAMPAIGN(order, 0),
    FIELD(order, at, FIELD_REQUIRED | FIELD_PLACE),
    FIELD(order, amount, 0),
    FIELD(order, discount, 0),
    FIELD(order, promo_code, FIELD_REPEATS),
    FIELD(order, status, 0),
    FIELD(order, status_word, FIELD_REPEATS),
    FIELD(order, deal_id, 0),
    FIELD(order, region, FIELD_REPEATS),
    FIELD(order, segment, FIELD_REPEATS),
};

static const struct field order_line_fields[] = {
    FIELD(order_line, order_id, NEEDED_KEY),
    FIELD(order_line, line_id, NEEDED_KEY),
    FIELD(order_line, product_id, FIELD_REPEATS),
    FIELD(order_line, product, FIELD_REPEATS),
    FIELD(order_line, category, FIELD_REPEATS),
    FIELD(order_line, quantity, 0),
    FIELD(order_line, amount, 0),
    FIELD(order_line, unit_cost, 0),
};

static const struct field refund_fields[] = {
    FIELD(refund, id, NEEDED_KEY),
    FIELD(refund, order_id, FIELD_REQUIRED),
    FIELD(refund, at, FIELD_REQUIRED | FIELD_PLACE),
    FIELD(refund, amount, FIELD_REQUIRED),
};

static const struct field subscription_fields[] = {
    FIELD(subscription, id, NEEDED_KEY),
    PERSON(subscription, 0),
    FIELD(subscription, started_at, FIELD_PLACE),
    FIELD(subscription, ended_at, 0),
    FIELD(subscription, end_reason, FIELD_REPEATS),
    FIELD(subscription, amount, 0),
};

static const struct field rep_fields[] = {
    FIELD(rep, id, NEEDED_KEY),
    FIELD(rep, name, 0),
    FIELD(rep, email, 0),
    FIELD(rep, started_on, 0),
    FIELD(rep, left_on, 0),
};

static const struct field assignment_fields[] = {
    FIELD(assignment, rep_id, NEEDED_KEY),
    FIELD(assignment, region, FIELD_KEY | FIELD_REPEATS),
    FIELD(assignment, account, FIELD_KEY),
    FIELD(assignment, from_day, NEEDED_KEY),
    FIELD(assignment, until_day, 0),
};

static const struct field rate_fields[] = {
    FIELD(rate, day, NEEDED_KEY | FIELD_PLACE),
    FIELD(rate, currency, NEEDED_KEY | FIELD_REPEATS),
    FIELD(rate, base, NEEDED_KEY | FIELD_REPEATS),
    FIELD(rate, rate, FIELD_REQUIRED | FIELD_MEASURE),
};

#define KIND(number, record, summed, help)                                                 \
    [number] = {(number), #record, sizeof(struct garner_##record), record##_fields,        \
                sizeof record##_fields / sizeof record##_fields[0], (summed), (help)}

static const struct record_type types[GARNER_RECORD_LIMIT] = {
    KIND(GARNER_RECORD_CAMPAIGN, campaign, false, "A campaign, ad campaign, show or programme."),
    KIND(GARNER_RECORD_SPEND, spend, true, "What was spent on a campaign on a day, or over a period."),
    KIND(GARNER_RECORD_CLAIM, claim, true, "What a platform says a campaign achieved on a day."),
    KIND(GARNER_RECORD_TOUCH, touch, false, "One contact between a person and a campaign."),
    KIND(GARNER_RECORD_LEAD, lead, false, "Somebody who may become a customer."),
    KIND(GARNER_RECORD_CONTACT, contact, false, "A person in a CRM or shop."),
    KIND(GARNER_RECORD_ACCOUNT, account, false, "A company."),
    KIND(GARNER_RECORD_ACTIVITY, activity, false, "Something done for or by a person: a call, a demo, a complaint."),
    KIND(GARNER_RECORD_DEAL, deal, false, "An opportunity to sell."),
    KIND(GARNER_RECORD_DEAL_CONTACT, deal_contact, false, "A person's part in a deal."),
    KIND(GARNER_RECORD_ORDER, order, false, "A purchase, net of discount, without tax and shipping."),
    KIND(GARNER_RECORD_ORDER_LINE, order_line, false, "A line of an order."),
    KIND(GARNER_RECORD_REFUND, refund, false, "Money given back for an order, dated when it happens."),
    KIND(GARNER_RECORD_SUBSCRIPTION, subscription, false, "A recurring purchase; its amount is per month."),
    KIND(GARNER_RECORD_REP, rep, false, "Somebody who sells."),
    KIND(GARNER_RECORD_ASSIGNMENT, assignment, false, "Who looked after which region or account, and when."),
    KIND(GARNER_RECORD_RATE, rate, true, "An exchange rate: one unit of base in units of currency."),
};
/* clang-format on */

const struct record_type *record_type(int kind)
{
    return kind > 0 && kind < GARNER_RECORD_LIMIT ? &types[kind] : NULL;
}

const struct record_type *record_type_named(struct garner_str name)
{
    for (int kind = 1; kind < GARNER_RECORD_LIMIT; kind++) {
        if (str_is(name, types[kind].name)) {
            return &types[kind];
        }
    }
    return NULL;
}

const struct field *record_field(const struct record_type *type, struct garner_str name)
{
    for (size_t i = 0; i < type->count; i++) {
        if (str_is(name, type->fields[i].name)) {
            return &type->fields[i];
        }
    }
    return NULL;
}
