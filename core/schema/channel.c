/* channel.c - from words and UTM values to channels. Called where campaigns are resolved. The rules over UTM values are
 * Google Analytics 4's default channel group in its order, read onto garner's channels; the first that fits decides. */
#include "core/schema/channel.h"
#include "core/base/str.h"
#include "core/schema/channel_parts.h"

/* What the rules look at, folded once. */
struct utm {
    struct channel_word source, medium;
    struct garner_str campaign;
    enum site site;
    bool paid;
};

static bool is_one_of(const struct channel_word *word, const char *const *list)
{
    for (; *list; list++) {
        if (strcmp(word->text, *list) == 0) {
            return true;
        }
    }
    return false;
}

static bool has(const struct channel_word *word, const char *part)
{
    return strstr(word->text, part) != NULL;
}

/* GA4: ^(.*cp.*|ppc|retargeting|paid.*)$ */
static bool is_paid(const struct channel_word *medium)
{
    return has(medium, "cp") || strcmp(medium->text, "ppc") == 0 || strcmp(medium->text, "retargeting") == 0 ||
           strncmp(medium->text, "paid", 4) == 0;
}

/* Where `part`, in small letters, begins in text at or after `from`; text.len where it does not. */
static size_t find_nocase(struct garner_str text, const char *part, size_t from)
{
    size_t len = strlen(part);
    for (size_t i = from; i + len <= text.len; i++) {
        if (str_is_nocase(str_of(text.ptr + i, len), part)) {
            return i;
        }
    }
    return text.len;
}

/* GA4: ^(.*(([^a-df-z]|^)shop|shopping).*)$ - "eshop" and "my shop", but not "workshop". */
static bool is_shop_campaign(struct garner_str campaign)
{
    for (size_t at = 0; (at = find_nocase(campaign, "shop", at)) < campaign.len; at++) {
        char before = at > 0 ? (char)(campaign.ptr[at - 1] | 0x20) : ' ';
        bool letter = before >= 'a' && before <= 'z' && before != 'e';
        if (!letter || find_nocase(campaign, "shopping", at) == at) {
            return true;
        }
    }
    return false;
}

static enum garner_channel paid_channel(const struct utm *utm)
{
    static const char *const display[] = {"display", "banner", "expandable", "interstitial", "cpm", NULL};
    if (utm->paid && (utm->site == SITE_SHOPPING || is_shop_campaign(utm->campaign))) {
        return GARNER_SHOPPING;
    }
    if (utm->paid && utm->site == SITE_SEARCH) {
        return GARNER_PAID_SEARCH;
    }
    if (utm->paid && utm->site == SITE_SOCIAL) {
        return GARNER_PAID_SOCIAL;
    }
    if (utm->paid && utm->site == SITE_VIDEO) {
        return GARNER_VIDEO;
    }
    if (is_one_of(&utm->medium, display)) {
        return GARNER_DISPLAY;
    }
    return utm->paid ? GARNER_CHANNEL_OTHER : GARNER_CHANNEL_UNSPECIFIED;
}

static enum garner_channel organic_channel(const struct utm *utm)
{
    static const char *const social[] = {"social", "social_network", "social_media", "sm", NULL};
    if (utm->site == SITE_ASSISTANT || strcmp(utm->medium.text, "ai_assistant") == 0) {
        return GARNER_AI_ASSISTANT;
    }
    if (utm->site == SITE_SHOPPING || is_shop_campaign(utm->campaign)) {
        return GARNER_SHOPPING;
    }
    if (utm->site == SITE_SOCIAL || is_one_of(&utm->medium, social)) {
        return GARNER_ORGANIC_SOCIAL;
    }
    if (utm->site == SITE_VIDEO || has(&utm->medium, "video")) {
        return GARNER_ORGANIC_VIDEO;
    }
    if (utm->site == SITE_SEARCH || strcmp(utm->medium.text, "organic") == 0) {
        return GARNER_ORGANIC_SEARCH;
    }
    return GARNER_CHANNEL_UNSPECIFIED;
}

static enum garner_channel other_channel(const struct utm *utm)
{
    static const char *const referral[] = {"referral", "app", "link", NULL};
    static const char *const email[] = {"email", "e_mail", NULL};
    const char *medium = utm->medium.text;
    if (is_one_of(&utm->medium, referral)) {
        return GARNER_REFERRAL_SITE;
    }
    if (is_one_of(&utm->source, email) || is_one_of(&utm->medium, email)) {
        return GARNER_EMAIL;
    }
    if (strcmp(medium, "affiliate") == 0) {
        return GARNER_AFFILIATE;
    }
    if (strcmp(medium, "audio") == 0) {
        return GARNER_TV_RADIO;
    }
    if (strcmp(utm->source.text, "sms") == 0 || strcmp(medium, "sms") == 0) {
        return GARNER_SMS;
    }
    bool push = str_ends(str_of(medium, utm->medium.len), "push") || has(&utm->medium, "mobile") ||
                has(&utm->medium, "notification") || strcmp(utm->source.text, "firebase") == 0;
    return push ? GARNER_CHANNEL_OTHER : GARNER_CHANNEL_UNSPECIFIED;
}

/* Beyond GA4: a medium or source that is itself a channel's word ("trade_show", "newsletter"). */
static enum garner_channel worded_channel(const struct utm *utm)
{
    enum garner_channel channel = channel_listed(utm->medium.text);
    if (channel == GARNER_CHANNEL_UNSPECIFIED || channel == GARNER_CHANNEL_UNKNOWN) {
        channel = channel_listed(utm->source.text);
    }
    return channel == GARNER_CHANNEL_UNSPECIFIED ? GARNER_CHANNEL_UNKNOWN : channel;
}

enum garner_channel channel_of_utm(struct garner_str source, struct garner_str medium, struct garner_str campaign)
{
    static const char *const nothing[] = {"", "none", "not_set", NULL};
    static enum garner_channel (*const rules[])(const struct utm *) = {paid_channel, organic_channel, other_channel};
    if (source.len == 0 && medium.len == 0 && campaign.len == 0) {
        return GARNER_CHANNEL_UNSPECIFIED;
    }
    bool ads;
    struct utm utm = {channel_fold(source), channel_fold(medium), campaign, channel_site(source, &ads), false};
    utm.paid = ads || is_paid(&utm.medium);
    if (strcmp(utm.source.text, "direct") == 0 && is_one_of(&utm.medium, nothing)) {
        return GARNER_DIRECT;
    }
    if (find_nocase(campaign, "cross-network", 0) < campaign.len) {
        return GARNER_CHANNEL_OTHER;
    }
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        enum garner_channel channel = rules[i](&utm);
        if (channel != GARNER_CHANNEL_UNSPECIFIED) {
            return channel;
        }
    }
    return worded_channel(&utm);
}

/* A site's name alone means what GA4 takes it for without a medium. */
static enum garner_channel channel_of_site(struct garner_str word)
{
    bool ads;
    struct utm utm = {.site = channel_site(word, &ads)};
    if (utm.site == SITE_NONE) {
        return GARNER_CHANNEL_UNSPECIFIED;
    }
    utm.paid = ads;
    return ads ? paid_channel(&utm) : organic_channel(&utm);
}

enum garner_channel channel_of_word(struct garner_str word)
{
    struct channel_word folded = channel_fold(word);
    if (folded.len == 0) {
        return GARNER_CHANNEL_UNSPECIFIED;
    }
    enum garner_channel channel = channel_listed(folded.text);
    return channel == GARNER_CHANNEL_UNSPECIFIED ? channel_of_site(word) : channel;
}

enum garner_channel channel_of(const struct garner_campaign_ref *campaign)
{
    if (campaign->channel != GARNER_CHANNEL_UNSPECIFIED) {
        return campaign->channel;
    }
    enum garner_channel word = channel_of_word(campaign->channel_word);
    if (word != GARNER_CHANNEL_UNSPECIFIED && word != GARNER_CHANNEL_UNKNOWN) {
        return word;
    }
    enum garner_channel utm = channel_of_utm(campaign->utm_source, campaign->utm_medium, campaign->utm_campaign);
    return utm == GARNER_CHANNEL_UNSPECIFIED ? word : utm;
}

bool channel_is_unpaid(enum garner_channel channel)
{
    return channel == GARNER_DIRECT || channel == GARNER_ORGANIC_SEARCH || channel == GARNER_ORGANIC_SOCIAL ||
           channel == GARNER_ORGANIC_VIDEO || channel == GARNER_AI_ASSISTANT || channel == GARNER_REFERRAL_SITE;
}
