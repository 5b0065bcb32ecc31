/* records.h - the records a plugin may emit: garner's common schema as plain C.
 *
 * Included by plugin.h; plugins include that. A record is a struct that the caller fills with a designated initialiser
 * and emits; it is copied before emit returns, so everything it points to may be reused at once.
 *
 * Absent, cleared, set: a member left out (all zero) is absent and never overwrites what the store holds; a cleared one
 * does; zero is a value like any other, which is why every optional scalar carries its state. Text is absent when its
 * pointer is NULL and cleared when its length is 0. Enumerations are absent at 0.
 *
 * Enumerators have explicit numbers that are never reused: they stand in stores. */
#ifndef GARNER_RECORDS_H
#define GARNER_RECORDS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- values ---- */

/* UTF-8, not NUL-terminated, owned by whoever made it. ptr NULL = absent; len 0 with ptr set = cleared. */
struct garner_str {
    const char *ptr;
    size_t len;
};

enum garner_state { GARNER_ABSENT = 0, GARNER_SET = 1, GARNER_CLEARED = 2 };

/* An amount of money in 1e-6 of the currency's unit. currency is an ISO 4217 code and its NUL. */
struct garner_money {
    int64_t micros;
    char currency[4];
    uint8_t state; /* enum garner_state */
};

/* A calendar day: days since 1970-01-01 in the account's own time zone. */
struct garner_day {
    int32_t day;
    uint8_t state;
};

enum garner_precision { GARNER_PRECISION_INSTANT = 0, GARNER_PRECISION_DAY = 1 };

/* A point in time: UTC milliseconds since 1970. With precision day only the calendar day is known: ms is that day's
 * 00:00 as if in UTC, and the day never shifts with a time zone. */
struct garner_instant {
    int64_t ms;
    uint8_t state;
    uint8_t precision; /* enum garner_precision */
};

/* A whole number of things. */
struct garner_count {
    int64_t n;
    uint8_t state;
};

/* A fixed-point number in millionths: fractional conversions, rates, scores. */
struct garner_amount {
    int64_t millionths;
    uint8_t state;
};

/* ---- enumerations; the words in comments are the ones configuration and reports use ---- */

enum garner_channel {
    GARNER_CHANNEL_UNSPECIFIED = 0,
    GARNER_CHANNEL_OTHER = 1, /* other */
    GARNER_PAID_SEARCH = 2,
    GARNER_PAID_SOCIAL = 3,
    GARNER_DISPLAY = 4,
    GARNER_VIDEO = 5,
    GARNER_SHOPPING = 6,
    GARNER_AFFILIATE = 7,
    GARNER_EMAIL = 8,
    GARNER_SMS = 9,
    GARNER_ORGANIC_SEARCH = 10,
    GARNER_ORGANIC_SOCIAL = 11,
    GARNER_ORGANIC_VIDEO = 12,
    GARNER_AI_ASSISTANT = 13,
    GARNER_REFERRAL_SITE = 14,
    GARNER_REFERRAL_PROGRAM = 15,
    GARNER_TRADE_SHOW = 16,
    GARNER_EVENT = 17,
    GARNER_WEBINAR = 18,
    GARNER_DIRECT_MAIL = 19,
    GARNER_PRINT = 20,
    GARNER_TV_RADIO = 21,
    GARNER_OUTBOUND_SALES = 22,
    GARNER_PARTNER = 23,
    GARNER_DIRECT = 24,
    GARNER_OFFLINE_OTHER = 25,
    GARNER_CHANNEL_UNKNOWN = 26
};

enum garner_audience {
    GARNER_AUDIENCE_UNSPECIFIED = 0,
    GARNER_AUDIENCE_OTHER = 1,
    GARNER_AUDIENCE_NEW = 2,      /* new: meant to win customers */
    GARNER_AUDIENCE_EXISTING = 3, /* existing: stays out of cost per customer */
    GARNER_AUDIENCE_BOTH = 4
};

enum garner_flag { GARNER_FLAG_UNSPECIFIED = 0, GARNER_YES = 2, GARNER_NO = 3 };

enum garner_cost_type {
    GARNER_COST_UNSPECIFIED = 0, /* read as media */
    GARNER_COST_OTHER = 1,
    GARNER_COST_MEDIA = 2,
    GARNER_COST_FEE = 3,
    GARNER_COST_BOOTH = 4,
    GARNER_COST_TRAVEL = 5,
    GARNER_COST_STAFF = 6,
    GARNER_COST_CREATIVE = 7,
    GARNER_COST_TOOL = 8,
    GARNER_COST_INCENTIVE = 9
};

enum garner_date_basis {
    GARNER_BASIS_UNSPECIFIED = 0,
    GARNER_BASIS_OTHER = 1,
    GARNER_BASIS_CLICK = 2,
    GARNER_BASIS_IMPRESSION = 3,
    GARNER_BASIS_CONVERSION = 4
};

/* The last four carry no credit: they happened to a person who did not act. */
enum garner_touch_kind {
    GARNER_TOUCH_UNSPECIFIED = 0, /* read as other; earns credit */
    GARNER_TOUCH_OTHER = 1,
    GARNER_TOUCH_VISIT = 2,
    GARNER_TOUCH_CLICK = 3,
    GARNER_TOUCH_FORM = 4,
    GARNER_TOUCH_BADGE_SCAN = 5,
    GARNER_TOUCH_MEETING = 6,
    GARNER_TOUCH_ATTENDED = 7,
    GARNER_TOUCH_REFERRAL = 8,
    GARNER_TOUCH_CALL = 9,
    GARNER_TOUCH_EMAIL = 10,
    GARNER_TOUCH_SENT = 11,
    GARNER_TOUCH_OPEN = 12,
    GARNER_TOUCH_REGISTERED = 13,
    GARNER_TOUCH_NO_SHOW = 14
};

enum garner_activity_kind {
    GARNER_ACTIVITY_UNSPECIFIED = 0,
    GARNER_ACTIVITY_OTHER = 1,
    GARNER_ACTIVITY_CALL = 2,
    GARNER_ACTIVITY_EMAIL = 3,
    GARNER_ACTIVITY_MEETING = 4,
    GARNER_ACTIVITY_DEMO = 5,
    GARNER_ACTIVITY_QUOTE = 6,
    GARNER_ACTIVITY_COMPLAINT = 7,
    GARNER_ACTIVITY_REVIEW = 8,
    GARNER_ACTIVITY_ONBOARDING = 9,
    GARNER_ACTIVITY_THANKS = 10
};

enum garner_deal_state {
    GARNER_DEAL_UNSPECIFIED = 0, /* read as open */
    GARNER_DEAL_OTHER = 1,
    GARNER_DEAL_OPEN = 2,
    GARNER_DEAL_WON = 3,
    GARNER_DEAL_LOST = 4
};

enum garner_order_status {
    GARNER_ORDER_UNSPECIFIED = 0, /* read as paid */
    GARNER_ORDER_OTHER = 1,
    GARNER_ORDER_PAID = 2,
    GARNER_ORDER_PENDING = 3,
    GARNER_ORDER_CANCELLED = 4
};

/* ---- references ---- */

/* Who, as the source knows them; any one member is enough. id is native to the source (or to its `identity:` space). */
struct garner_person_ref {
    struct garner_str id, email, phone;
};

/* Which campaign, as the source knows it; any one member is enough. */
struct garner_campaign_ref {
    struct garner_str id, name;
    enum garner_channel channel;
    struct garner_str channel_word; /* the source's own word for the channel */
    struct garner_str utm_source, utm_medium, utm_campaign;
    struct garner_str click_id; /* gclid, fbclid, msclkid …; never folded */
};

/* ---- records. "key:" names what makes an upsert idempotent, always inside one source. ---- */

enum garner_record {
    GARNER_RECORD_CAMPAIGN = 1,
    GARNER_RECORD_SPEND = 2,
    GARNER_RECORD_CLAIM = 3,
    GARNER_RECORD_TOUCH = 4,
    GARNER_RECORD_LEAD = 5,
    GARNER_RECORD_CONTACT = 6,
    GARNER_RECORD_ACCOUNT = 7,
    GARNER_RECORD_ACTIVITY = 8,
    GARNER_RECORD_DEAL = 9,
    GARNER_RECORD_DEAL_CONTACT = 10,
    GARNER_RECORD_ORDER = 11,
    GARNER_RECORD_ORDER_LINE = 12,
    GARNER_RECORD_REFUND = 13,
    GARNER_RECORD_SUBSCRIPTION = 14,
    GARNER_RECORD_REP = 15,
    GARNER_RECORD_ASSIGNMENT = 16,
    GARNER_RECORD_RATE = 17
};
#define GARNER_RECORD_LIMIT 18 /* one past the last kind */
#define GARNER_EMITS(kind) (UINT32_C(1) << (kind)) /* a member of garner_plugin.emits */

/* A campaign, ad campaign, show, programme. key: id. */
struct garner_campaign {
    struct garner_str id, name;
    enum garner_channel channel;
    struct garner_str channel_word;
    struct garner_str kind; /* the source's objective */
    enum garner_audience audience;
    enum garner_flag brand;
    struct garner_str status;
    struct garner_day starts_on, ends_on;
    struct garner_money budget;
    struct garner_str parent_id, target_segment, target_region, time_zone;
};

/* What was spent. key: campaign, day, cost_type, breakdown, id.
 * until_day makes it a lump over day … until_day, both included. breakdown is the canonical text of all declared
 * dimensions ("ad_group=7;age=25-34"). id is an invoice, receipt or reward id. */
struct garner_spend {
    struct garner_campaign_ref campaign;
    struct garner_day day;
    enum garner_cost_type cost_type;
    struct garner_str breakdown, id;
    struct garner_day until_day;
    struct garner_money amount;
    struct garner_count impressions, clicks;
    struct garner_str cost_word; /* the source's own word for the cost type */
    /* Absent: all of it is the campaign's. Else it is shared, and campaign has what finds no taker: "even" or "lead" (by
     * the new leads of its days), then, each after a tab, "=" and a campaign's name or glob, or "@" and a channel. */
    struct garner_str allocation;
};

/* What a platform says it achieved. key: campaign, day, action, window, breakdown. */
struct garner_claim {
    struct garner_campaign_ref campaign;
    struct garner_day day;
    struct garner_str action, window, breakdown;
    struct garner_day until_day;
    struct garner_amount conversions;
    struct garner_money value;
    enum garner_date_basis date_basis;
};

/* One contact between a person and a campaign. key: at, id. */
struct garner_touch {
    struct garner_instant at;
    struct garner_str id;
    struct garner_person_ref person;
    struct garner_campaign_ref campaign;
    enum garner_touch_kind kind;
    struct garner_str kind_word, landing_page, promo_code;
};

/* Somebody who may become a customer. key: id. */
struct garner_lead {
    struct garner_str id;
    struct garner_person_ref person;
    struct garner_campaign_ref campaign;
    struct garner_instant created_at;
    struct garner_str status;
    struct garner_instant qualified_at;
    struct garner_str disqualified_reason, owner, region, segment, account;
    struct garner_person_ref referrer;
    struct garner_str self_reported_source;
    struct garner_instant converted_at;
};

/* A person in a CRM or shop. key: id; person.id is taken from id where absent. merged_into is another contact's id. */
struct garner_contact {
    struct garner_str id;
    struct garner_person_ref person;
    struct garner_str name, account, region, segment;
    struct garner_instant created_at;
    struct garner_day customer_since;
    struct garner_str consent, merged_into;
};

/* A company. key: id. */
struct garner_account {
    struct garner_str id, name, domain, parent_id, region, segment, owner;
    struct garner_day customer_since;
};

/* Something done for or by a person. key: id. */
struct garner_activity {
    struct garner_str id;
    struct garner_person_ref person;
    struct garner_instant at;
    enum garner_activity_kind kind;
    struct garner_str kind_word;
    enum garner_flag inbound;
    struct garner_str owner;
    struct garner_instant due_at, done_at, resolved_at;
    struct garner_amount score;
    struct garner_str outcome, subject;
};

/* An opportunity. key: id. */
struct garner_deal {
    struct garner_str id;
    struct garner_person_ref person;
    struct garner_str account;
    struct garner_campaign_ref campaign;
    struct garner_str owner, stage;
    struct garner_money amount, discount;
    struct garner_instant created_at, closed_at;
    enum garner_deal_state state;
    struct garner_str lost_reason, lost_to, region, product;
};

/* A person's part in a deal. key: deal_id, person. */
struct garner_deal_contact {
    struct garner_str deal_id;
    struct garner_person_ref person;
    struct garner_str role;
};

/* A purchase. key: id. amount is net of discount, without tax and shipping. */
struct garner_order {
    struct garner_str id;
    struct garner_person_ref person;
    struct garner_campaign_ref campaign;
    struct garner_instant at;
    struct garner_money amount, discount;
    struct garner_str promo_code;
    enum garner_order_status status;
    struct garner_str status_word, deal_id, region, segment;
};

/* A line of an order. key: order_id, line_id. */
struct garner_order_line {
    struct garner_str order_id, line_id, product_id, product, category;
    struct garner_amount quantity;
    struct garner_money amount, unit_cost;
};

/* Money given back; dated when it happens, never folded into the order. key: id. amount is positive. */
struct garner_refund {
    struct garner_str id, order_id;
    struct garner_instant at;
    struct garner_money amount;
};

/* A recurring purchase. key: id. amount is per month. */
struct garner_subscription {
    struct garner_str id;
    struct garner_person_ref person;
    struct garner_instant started_at, ended_at;
    struct garner_str end_reason;
    struct garner_money amount;
};

/* Who sells. key: id. */
struct garner_rep {
    struct garner_str id, name, email;
    struct garner_day started_on, left_on;
};

/* Who looked after whom, when. key: rep_id, region, account, from_day. */
struct garner_assignment {
    struct garner_str rep_id, region, account;
    struct garner_day from_day, until_day;
};

/* An exchange rate: one unit of base is `rate` units of currency. key: day, currency, base. */
struct garner_rate {
    struct garner_day day;
    struct garner_str currency, base;
    struct garner_amount rate;
};

#ifdef __cplusplus
}
#endif
#endif
