/* synonyms.c - common words of exports; see synonyms.h. Channels have their own (core/schema/channel.h). */
#include "core/plugin/synonyms.h"
#include "core/base/str.h"
#include "core/schema/channel.h"

struct synonym {
    const char *word; /* as garner_same_name compares */
    int number;
};

static const struct synonym DEAL_STATES[] = {
    {"closedwon", GARNER_DEAL_WON},   {"wonclosed", GARNER_DEAL_WON},   {"win", GARNER_DEAL_WON},
    {"lose", GARNER_DEAL_LOST},       {"closedlost", GARNER_DEAL_LOST}, {"lostclosed", GARNER_DEAL_LOST},
    {"inprogress", GARNER_DEAL_OPEN}, {"abandoned", GARNER_DEAL_LOST},  {"disqualified", GARNER_DEAL_LOST},
    {"active", GARNER_DEAL_OPEN},
};

static const struct synonym ORDER_STATUSES[] = {
    {"completed", GARNER_ORDER_PAID},         {"complete", GARNER_ORDER_PAID},
    {"fulfilled", GARNER_ORDER_PAID},         {"shipped", GARNER_ORDER_PAID},
    {"delivered", GARNER_ORDER_PAID},         {"succeeded", GARNER_ORDER_PAID},
    {"success", GARNER_ORDER_PAID},           {"closed", GARNER_ORDER_PAID},
    {"partiallyrefunded", GARNER_ORDER_PAID}, {"unpaid", GARNER_ORDER_PENDING},
    {"onhold", GARNER_ORDER_PENDING},         {"authorized", GARNER_ORDER_PENDING},
    {"partiallypaid", GARNER_ORDER_PENDING},  {"processing", GARNER_ORDER_PENDING},
    {"open", GARNER_ORDER_PENDING},           {"awaitingpayment", GARNER_ORDER_PENDING},
    {"canceled", GARNER_ORDER_CANCELLED},     {"refunded", GARNER_ORDER_CANCELLED},
    {"voided", GARNER_ORDER_CANCELLED},       {"void", GARNER_ORDER_CANCELLED},
    {"failed", GARNER_ORDER_CANCELLED},       {"expired", GARNER_ORDER_CANCELLED},
    {"declined", GARNER_ORDER_CANCELLED},     {"returned", GARNER_ORDER_CANCELLED},
};

static const struct synonym COST_TYPES[] = {
    {"ads", GARNER_COST_MEDIA},
    {"adspend", GARNER_COST_MEDIA},
    {"advertising", GARNER_COST_MEDIA},
    {"mediaspend", GARNER_COST_MEDIA},
    {"placement", GARNER_COST_MEDIA},
    {"postage", GARNER_COST_MEDIA},
    {"agency", GARNER_COST_FEE},
    {"agencyfee", GARNER_COST_FEE},
    {"fees", GARNER_COST_FEE},
    {"commission", GARNER_COST_FEE},
    {"consulting", GARNER_COST_FEE},
    {"managementfee", GARNER_COST_FEE},
    {"servicefee", GARNER_COST_FEE},
    {"registration", GARNER_COST_FEE},
    {"retainer", GARNER_COST_FEE},
    {"stand", GARNER_COST_BOOTH},
    {"stall", GARNER_COST_BOOTH},
    {"boothspace", GARNER_COST_BOOTH},
    {"floorspace", GARNER_COST_BOOTH},
    {"space", GARNER_COST_BOOTH},
    {"exhibition", GARNER_COST_BOOTH},
    {"sponsorship", GARNER_COST_BOOTH},
    {"sponsoring", GARNER_COST_BOOTH},
    {"shipping", GARNER_COST_BOOTH},
    {"freight", GARNER_COST_BOOTH},
    {"drayage", GARNER_COST_BOOTH},
    {"furniture", GARNER_COST_BOOTH},
    {"standbuild", GARNER_COST_BOOTH},
    {"venue", GARNER_COST_BOOTH},
    {"boothbuild", GARNER_COST_BOOTH},
    {"hotel", GARNER_COST_TRAVEL},
    {"hotels", GARNER_COST_TRAVEL},
    {"flight", GARNER_COST_TRAVEL},
    {"flights", GARNER_COST_TRAVEL},
    {"train", GARNER_COST_TRAVEL},
    {"taxi", GARNER_COST_TRAVEL},
    {"meals", GARNER_COST_TRAVEL},
    {"catering", GARNER_COST_TRAVEL},
    {"lodging", GARNER_COST_TRAVEL},
    {"accommodation", GARNER_COST_TRAVEL},
    {"mileage", GARNER_COST_TRAVEL},
    {"perdiem", GARNER_COST_TRAVEL},
    {"carrental", GARNER_COST_TRAVEL},
    {"parking", GARNER_COST_TRAVEL},
    {"salary", GARNER_COST_STAFF},
    {"salaries", GARNER_COST_STAFF},
    {"wages", GARNER_COST_STAFF},
    {"personnel", GARNER_COST_STAFF},
    {"labor", GARNER_COST_STAFF},
    {"labour", GARNER_COST_STAFF},
    {"payroll", GARNER_COST_STAFF},
    {"staffing", GARNER_COST_STAFF},
    {"contractor", GARNER_COST_STAFF},
    {"print", GARNER_COST_CREATIVE},
    {"printing", GARNER_COST_CREATIVE},
    {"design", GARNER_COST_CREATIVE},
    {"video", GARNER_COST_CREATIVE},
    {"photography", GARNER_COST_CREATIVE},
    {"copy", GARNER_COST_CREATIVE},
    {"copywriting", GARNER_COST_CREATIVE},
    {"collateral", GARNER_COST_CREATIVE},
    {"content", GARNER_COST_CREATIVE},
    {"production", GARNER_COST_CREATIVE},
    {"brochures", GARNER_COST_CREATIVE},
    {"graphics", GARNER_COST_CREATIVE},
    {"software", GARNER_COST_TOOL},
    {"license", GARNER_COST_TOOL},
    {"licence", GARNER_COST_TOOL},
    {"subscription", GARNER_COST_TOOL},
    {"saas", GARNER_COST_TOOL},
    {"tools", GARNER_COST_TOOL},
    {"platform", GARNER_COST_TOOL},
    {"leadretrieval", GARNER_COST_TOOL},
    {"scanner", GARNER_COST_TOOL},
    {"giveaway", GARNER_COST_INCENTIVE},
    {"giveaways", GARNER_COST_INCENTIVE},
    {"swag", GARNER_COST_INCENTIVE},
    {"gift", GARNER_COST_INCENTIVE},
    {"gifts", GARNER_COST_INCENTIVE},
    {"reward", GARNER_COST_INCENTIVE},
    {"rewards", GARNER_COST_INCENTIVE},
    {"prize", GARNER_COST_INCENTIVE},
    {"prizes", GARNER_COST_INCENTIVE},
    {"voucher", GARNER_COST_INCENTIVE},
    {"vouchers", GARNER_COST_INCENTIVE},
    {"bonus", GARNER_COST_INCENTIVE},
    {"samples", GARNER_COST_INCENTIVE},
    {"merchandise", GARNER_COST_INCENTIVE},
    {"referralbonus", GARNER_COST_INCENTIVE},
};

static const struct synonym TOUCH_KINDS[] = {
    {"session", GARNER_TOUCH_VISIT},
    {"pageview", GARNER_TOUCH_VISIT},
    {"adclick", GARNER_TOUCH_CLICK},
    {"formsubmission", GARNER_TOUCH_FORM},
    {"formsubmit", GARNER_TOUCH_FORM},
    {"scan", GARNER_TOUCH_BADGE_SCAN},
    {"attendee", GARNER_TOUCH_ATTENDED},
    {"attendance", GARNER_TOUCH_ATTENDED},
    {"checkedin", GARNER_TOUCH_ATTENDED},
    {"phone", GARNER_TOUCH_CALL},
    {"phonecall", GARNER_TOUCH_CALL},
    {"reply", GARNER_TOUCH_EMAIL},
    {"delivered", GARNER_TOUCH_SENT},
    {"emailsent", GARNER_TOUCH_SENT},
    {"opened", GARNER_TOUCH_OPEN},
    {"emailopen", GARNER_TOUCH_OPEN},
    {"emailclick", GARNER_TOUCH_CLICK},
    {"clicked", GARNER_TOUCH_CLICK},
    {"registration", GARNER_TOUCH_REGISTERED},
    {"rsvp", GARNER_TOUCH_REGISTERED},
    {"absent", GARNER_TOUCH_NO_SHOW},
};

static const struct synonym ACTIVITY_KINDS[] = {
    {"phone", GARNER_ACTIVITY_CALL},         {"phonecall", GARNER_ACTIVITY_CALL},  {"mail", GARNER_ACTIVITY_EMAIL},
    {"demonstration", GARNER_ACTIVITY_DEMO}, {"offer", GARNER_ACTIVITY_QUOTE},     {"proposal", GARNER_ACTIVITY_QUOTE},
    {"ticket", GARNER_ACTIVITY_COMPLAINT},   {"feedback", GARNER_ACTIVITY_REVIEW}, {"nps", GARNER_ACTIVITY_REVIEW},
    {"thankyou", GARNER_ACTIVITY_THANKS},
};

static const struct synonym FLAGS[] = {
    {"true", GARNER_YES}, {"y", GARNER_YES}, {"1", GARNER_YES},
    {"false", GARNER_NO}, {"n", GARNER_NO},  {"0", GARNER_NO},
};

struct synonyms {
    const struct words *words;
    const struct synonym *list;
    size_t count;
};
#define LIST(words, list)                                                                                              \
    {                                                                                                                  \
        &(words), (list), sizeof(list) / sizeof(list)[0]                                                               \
    }

static const struct synonyms ALL[] = {
    LIST(record_deal_states, DEAL_STATES),       LIST(record_order_statuses, ORDER_STATUSES),
    LIST(record_cost_types, COST_TYPES),         LIST(record_touch_kinds, TOUCH_KINDS),
    LIST(record_activity_kinds, ACTIVITY_KINDS), LIST(record_flags, FLAGS),
};

int synonym_number(const struct words *words, struct garner_str text)
{
    int number = words_number(words, text);
    if (number == 0 && words == &record_channels) {
        return (int)channel_of_word(text);
    }
    for (size_t i = 0; number == 0 && i < sizeof ALL / sizeof ALL[0]; i++) {
        for (size_t k = 0; ALL[i].words == words && number == 0 && k < ALL[i].count; k++) {
            number = garner_same_name(text, ALL[i].list[k].word) ? ALL[i].list[k].number : 0;
        }
    }
    return number;
}

bool synonym_may_be_other(const struct words *words)
{
    return words == &record_cost_types || words == &record_touch_kinds || words == &record_activity_kinds;
}

void synonym_list(const struct words *words, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < words->count && used < size; i++) {
        int n = snprintf(out + used, size - used, "%s%s", used ? ", " : "", words->names[i].name);
        used += n > 0 ? (size_t)n : 0;
    }
}
