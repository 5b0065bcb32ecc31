/* words.c - the words of every enumeration in records.h: the one place where number and word meet. Configuration,
 * mappings and reports read them from here. Knows nothing of records. */
#include "core/schema/record.h"

#define WORDS(name, table)                                                                                             \
    {                                                                                                                  \
        (name), (table), sizeof(table) / sizeof(table)[0]                                                              \
    }

static const struct word channels[] = {
    {GARNER_CHANNEL_OTHER, "other"},
    {GARNER_PAID_SEARCH, "paid_search"},
    {GARNER_PAID_SOCIAL, "paid_social"},
    {GARNER_DISPLAY, "display"},
    {GARNER_VIDEO, "video"},
    {GARNER_SHOPPING, "shopping"},
    {GARNER_AFFILIATE, "affiliate"},
    {GARNER_EMAIL, "email"},
    {GARNER_SMS, "sms"},
    {GARNER_ORGANIC_SEARCH, "organic_search"},
    {GARNER_ORGANIC_SOCIAL, "organic_social"},
    {GARNER_ORGANIC_VIDEO, "organic_video"},
    {GARNER_AI_ASSISTANT, "ai_assistant"},
    {GARNER_REFERRAL_SITE, "referral_site"},
    {GARNER_REFERRAL_PROGRAM, "referral_program"},
    {GARNER_TRADE_SHOW, "trade_show"},
    {GARNER_EVENT, "event"},
    {GARNER_WEBINAR, "webinar"},
    {GARNER_DIRECT_MAIL, "direct_mail"},
    {GARNER_PRINT, "print"},
    {GARNER_TV_RADIO, "tv_radio"},
    {GARNER_OUTBOUND_SALES, "outbound_sales"},
    {GARNER_PARTNER, "partner"},
    {GARNER_DIRECT, "direct"},
    {GARNER_OFFLINE_OTHER, "offline_other"},
    {GARNER_CHANNEL_UNKNOWN, "unknown"},
};
const struct words record_channels = WORDS("channel", channels);

static const struct word audiences[] = {
    {GARNER_AUDIENCE_OTHER, "other"},
    {GARNER_AUDIENCE_NEW, "new"},
    {GARNER_AUDIENCE_EXISTING, "existing"},
    {GARNER_AUDIENCE_BOTH, "both"},
};
const struct words record_audiences = WORDS("audience", audiences);

static const struct word flags[] = {
    {GARNER_YES, "yes"},
    {GARNER_NO, "no"},
};
const struct words record_flags = WORDS("flag", flags);

static const struct word cost_types[] = {
    {GARNER_COST_OTHER, "other"},       {GARNER_COST_MEDIA, "media"},   {GARNER_COST_FEE, "fee"},
    {GARNER_COST_BOOTH, "booth"},       {GARNER_COST_TRAVEL, "travel"}, {GARNER_COST_STAFF, "staff"},
    {GARNER_COST_CREATIVE, "creative"}, {GARNER_COST_TOOL, "tool"},     {GARNER_COST_INCENTIVE, "incentive"},
};
const struct words record_cost_types = WORDS("cost_type", cost_types);

static const struct word date_bases[] = {
    {GARNER_BASIS_OTHER, "other"},
    {GARNER_BASIS_CLICK, "click"},
    {GARNER_BASIS_IMPRESSION, "impression"},
    {GARNER_BASIS_CONVERSION, "conversion"},
};
const struct words record_date_bases = WORDS("date_basis", date_bases);

static const struct word touch_kinds[] = {
    {GARNER_TOUCH_OTHER, "other"},
    {GARNER_TOUCH_VISIT, "visit"},
    {GARNER_TOUCH_CLICK, "click"},
    {GARNER_TOUCH_FORM, "form"},
    {GARNER_TOUCH_BADGE_SCAN, "badge_scan"},
    {GARNER_TOUCH_MEETING, "meeting"},
    {GARNER_TOUCH_ATTENDED, "attended"},
    {GARNER_TOUCH_REFERRAL, "referral"},
    {GARNER_TOUCH_CALL, "call"},
    {GARNER_TOUCH_EMAIL, "email"},
    {GARNER_TOUCH_SENT, "sent"},
    {GARNER_TOUCH_OPEN, "open"},
    {GARNER_TOUCH_REGISTERED, "registered"},
    {GARNER_TOUCH_NO_SHOW, "no_show"},
};
const struct words record_touch_kinds = WORDS("touch_kind", touch_kinds);

static const struct word activity_kinds[] = {
    {GARNER_ACTIVITY_OTHER, "other"},
    {GARNER_ACTIVITY_CALL, "call"},
    {GARNER_ACTIVITY_EMAIL, "email"},
    {GARNER_ACTIVITY_MEETING, "meeting"},
    {GARNER_ACTIVITY_DEMO, "demo"},
    {GARNER_ACTIVITY_QUOTE, "quote"},
    {GARNER_ACTIVITY_COMPLAINT, "complaint"},
    {GARNER_ACTIVITY_REVIEW, "review"},
    {GARNER_ACTIVITY_ONBOARDING, "onboarding"},
    {GARNER_ACTIVITY_THANKS, "thanks"},
};
const struct words record_activity_kinds = WORDS("activity_kind", activity_kinds);

static const struct word deal_states[] = {
    {GARNER_DEAL_OTHER, "other"},
    {GARNER_DEAL_OPEN, "open"},
    {GARNER_DEAL_WON, "won"},
    {GARNER_DEAL_LOST, "lost"},
};
const struct words record_deal_states = WORDS("deal_state", deal_states);

static const struct word order_statuses[] = {
    {GARNER_ORDER_OTHER, "other"},
    {GARNER_ORDER_PAID, "paid"},
    {GARNER_ORDER_PENDING, "pending"},
    {GARNER_ORDER_CANCELLED, "cancelled"},
};
const struct words record_order_statuses = WORDS("order_status", order_statuses);

/* Numbers run without gaps in nearly every table, so the first look is usually the last. */
const char *words_name(const struct words *words, int number)
{
    size_t guess = number > 0 ? (size_t)number - 1 : words->count;
    if (guess < words->count && words->names[guess].number == number) {
        return words->names[guess].name;
    }
    for (size_t i = 0; i < words->count; i++) {
        if (words->names[i].number == number) {
            return words->names[i].name;
        }
    }
    return NULL;
}

static char plain(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return (char)(c - 'A' + 'a');
    }
    return c == '-' || c == ' ' ? '_' : c;
}

static bool same_word(const char *word, struct garner_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (word[i] == '\0' || word[i] != plain(name.ptr[i])) {
            return false;
        }
    }
    return word[name.len] == '\0';
}

int words_number(const struct words *words, struct garner_str name)
{
    for (size_t i = 0; i < words->count; i++) {
        if (same_word(words->names[i].name, name)) {
            return words->names[i].number;
        }
    }
    return 0;
}
