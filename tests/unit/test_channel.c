/* test_channel.c - words, sites and UTM values as channels. */
#include "core/base/str.h"
#include "core/schema/channel.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static struct garner_str str(const char *text)
{
    return text ? str_of(text, strlen(text)) : (struct garner_str){NULL, 0};
}

struct worded {
    const char *word, *channel; /* channel: "-" = unspecified */
};

static const char *name_of(enum garner_channel channel)
{
    return channel == GARNER_CHANNEL_UNSPECIFIED ? "-" : words_name(&record_channels, (int)channel);
}

static void check_words(const struct worded *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *found = name_of(channel_of_word(str(cases[i].word)));
        if (strcmp(found, cases[i].channel) != 0) {
            fail_msg("\"%s\" is %s, not %s", cases[i].word, found, cases[i].channel);
        }
    }
}

static void our_own_words_are_known(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < record_channels.count; i++) {
        const struct word *word = &record_channels.names[i];
        assert_int_equal(channel_of_word(str(word->name)), word->number);
    }
}

/* clang-format off */
static void words_of_sources_are_known(void **unused)
{
    (void)unused;
    static const struct worded cases[] = {
        /* HubSpot's original source */
        {"ORGANIC_SEARCH", "organic_search"}, {"PAID_SEARCH", "paid_search"}, {"PAID_SOCIAL", "paid_social"},
        {"SOCIAL_MEDIA", "organic_social"}, {"EMAIL_MARKETING", "email"}, {"REFERRALS", "referral_site"},
        {"DIRECT_TRAFFIC", "direct"}, {"OFFLINE", "offline_other"}, {"OTHER_CAMPAIGNS", "other"},
        {"AI_REFERRALS", "ai_assistant"},
        /* Salesforce and Zoho lead sources */
        {"Web", "unknown"}, {"Phone Inquiry", "offline_other"}, {"Partner Referral", "partner"},
        {"Purchased List", "outbound_sales"}, {"Trade Show", "trade_show"}, {"Employee Referral", "referral_program"},
        {"External Referral", "referral_program"}, {"Advertisement", "other"}, {"Seminar", "event"},
        {"Seminar - Internal", "event"}, {"Webinar", "webinar"}, {"Word of mouth", "referral_program"},
        {"Public Relations", "other"}, {"Cold Call", "outbound_sales"}, {"Web Research", "outbound_sales"},
        {"Email Campaign", "email"}, {"X (Twitter)", "organic_social"}, {"Chat", "unknown"},
        /* Google Analytics' groups */
        {"Paid Search", "paid_search"}, {"Organic Search", "organic_search"}, {"Paid Social", "paid_social"},
        {"Organic Social", "organic_social"}, {"Paid Shopping", "shopping"}, {"Organic Shopping", "shopping"},
        {"Paid Video", "video"}, {"Organic Video", "organic_video"}, {"Display", "display"}, {"Paid Other", "other"},
        {"Cross-network", "other"}, {"Referral", "referral_site"}, {"Email", "email"}, {"Affiliates", "affiliate"},
        {"Audio", "tv_radio"}, {"SMS", "sms"}, {"Mobile Push Notifications", "other"}, {"Direct", "direct"},
        {"Unassigned", "unknown"}, {"AI Assistant", "ai_assistant"},
        /* Google Ads' and Microsoft's campaign types */
        {"Search", "paid_search"}, {"SEARCH", "paid_search"}, {"Video", "video"}, {"Shopping", "shopping"},
        {"Performance Max", "other"}, {"PERFORMANCE_MAX", "other"}, {"Demand Gen", "other"}, {"Smart", "other"},
        {"App", "other"}, {"Audience", "display"}, {"Search & content", "paid_search"},
        /* origins of published data sets */
        {"organic_search", "organic_search"}, {"paid_search", "paid_search"}, {"social", "organic_social"},
        {"email", "email"}, {"direct_traffic", "direct"}, {"referral", "referral_site"}, {"display", "display"},
        {"other_publicities", "other"}, {"unknown", "unknown"}, {"Google", "organic_search"},
        {"bing", "organic_search"},
        {"Referral Sites", "referral_site"}, {"Reference", "referral_program"}, {"Facebook", "organic_social"},
        {"Pay per Click Ads", "paid_search"}, {"Press_Release", "other"}, {"Live Chat", "unknown"},
        /* fairs and people */
        {"Tradeshow", "trade_show"}, {"trade-show", "trade_show"}, {"Messe", "trade_show"}, {"EXPO", "trade_show"},
        {"Conference", "event"}, {"Customer Referral", "referral_program"}, {"Referral Program", "referral_program"},
        {"Empfehlung", "referral_program"}, {"Newsletter", "email"}, {"cpc", "paid_search"},
        /* sites, and their advertising */
        {"Google Ads", "paid_search"}, {"google_ads", "paid_search"}, {"AdWords", "paid_search"},
        {"Microsoft Advertising", "paid_search"}, {"Bing Ads", "paid_search"}, {"Facebook Ads", "paid_social"},
        {"LinkedIn Ads", "paid_social"}, {"Meta Ads", "paid_social"}, {"YouTube", "organic_video"},
        {"YouTube Ads", "video"}, {"Amazon Ads", "shopping"}, {"ChatGPT", "ai_assistant"},
        {" linkedin.com ", "organic_social"},
        /* nothing that we know */
        {"", "-"}, {NULL, "-"}, {"Welingak Website", "-"}, {"!!", "-"}, {"SE26", "-"}, {"leads", "-"},
        {"a very long text that somebody wrote into the field for the lead source one day", "-"},
    };
    check_words(cases, sizeof cases / sizeof *cases);
}

static void utm_values_follow_the_default_channel_group(void **unused)
{
    (void)unused;
    static const struct {
        const char *source, *medium, *campaign, *channel;
    } cases[] = {
        /* 1 and 2 */
        {"(direct)", "(none)", NULL, "direct"}, {"(direct)", "(not set)", "(not set)", "direct"},
        {"direct", NULL, NULL, "direct"}, {"direct", "cpc", NULL, "other"},
        {"google", "cpc", "Cross-Network 7", "other"},
        /* 3 to 8 */
        {"amazon", "cpc", NULL, "shopping"}, {"google", "cpc", "eu shopping de", "shopping"},
        {"google", "cpc", "eshop-spring", "shopping"}, {"google", "cpc", "shop now", "shopping"},
        {"google", "cpc", "workshop", "paid_search"}, {"google", "cpc", "workshop shop", "shopping"},
        {"google", "cpc", NULL, "paid_search"}, {"google", "CPC", "brand", "paid_search"},
        {"bing", "ppc", NULL, "paid_search"}, {"www.google.de", "paidsearch", NULL, "paid_search"},
        {"google_ads", NULL, NULL, "paid_search"}, {"adwords", NULL, NULL, "paid_search"},
        {"duckduckgo.com", "retargeting", NULL, "paid_search"}, {"google", "cpm", NULL, "paid_search"},
        {"facebook", "paid_social", NULL, "paid_social"}, {"fb", "cpc", NULL, "paid_social"},
        {"ig", "paid", NULL, "paid_social"}, {"facebook_ads", NULL, NULL, "paid_social"},
        {"facebook ads", "social", NULL, "paid_social"}, {"linkedin.com", "cpc", NULL, "paid_social"},
        {"youtube", "cpv", NULL, "video"}, {"google", "cpc", "windowshopping", "shopping"},
        {"dv360", "display", NULL, "display"}, {"taboola", "cpm", NULL, "display"},
        {"facebook", "banner", NULL, "display"}, {"taboola", "cpc", NULL, "other"},
        /* 8a to 12 */
        {"chatgpt.com", NULL, NULL, "ai_assistant"}, {"perplexity", "referral", NULL, "ai_assistant"},
        {"gemini.google.com", "referral", NULL, "ai_assistant"}, {"somebot", "ai-assistant", NULL, "ai_assistant"},
        {"ebay", "referral", NULL, "shopping"}, {NULL, NULL, "summer_shop", "shopping"},
        {"l.facebook.com", "referral", NULL, "organic_social"}, {"m.facebook.com", NULL, NULL, "organic_social"},
        {"https://lm.facebook.com/l.php?u=1", NULL, NULL, "organic_social"},
        {"t.co", "referral", NULL, "organic_social"},
        {"newsroom", "social-network", NULL, "organic_social"}, {"newsroom", "social media", NULL, "organic_social"},
        {"youtu.be", NULL, NULL, "organic_video"}, {"partner", "video-embed", NULL, "organic_video"},
        {"google", "organic", NULL, "organic_search"}, {"google.co.uk", "referral", NULL, "organic_search"},
        {"fr.search.yahoo.com", NULL, NULL, "organic_search"}, {"lesser-known", "organic", NULL, "organic_search"},
        /* 13 to 18 */
        {"blog.example.com", "referral", NULL, "referral_site"}, {"mail.google.com", "referral", NULL, "referral_site"},
        {"google.example.com", "referral", NULL, "referral_site"}, {"notgoogle.com", "referral", NULL, "referral_site"},
        {"ig.com", "referral", NULL, "referral_site"},
        {"hubspot", "e-mail", "May", "email"}, {"email", NULL, NULL, "email"}, {"E Mail", "x", NULL, "email"},
        {"awin", "affiliate", NULL, "affiliate"}, {"spotify", "audio", NULL, "tv_radio"},
        {"sms", NULL, NULL, "sms"}, {"crm", "sms", NULL, "sms"}, {"crm", "web-push", NULL, "other"},
        {"firebase", "x", NULL, "other"}, {"crm", "mobile", NULL, "other"},
        /* beyond the group: a medium or source that is a channel's word; else nobody knows */
        {"spring-expo", "trade_show", NULL, "trade_show"}, {"newsletter", NULL, NULL, "email"},
        {"postcard", "qr", NULL, "direct_mail"}, {"(not set)", "(not set)", NULL, "unknown"},
        {"acme", "strange", "x", "unknown"}, {NULL, NULL, "spring", "unknown"},
        {NULL, NULL, NULL, "-"}, {"", "", "", "-"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *found =
            name_of(channel_of_utm(str(cases[i].source), str(cases[i].medium), str(cases[i].campaign)));
        if (strcmp(found, cases[i].channel) != 0) {
            fail_msg("%s / %s / %s is %s, not %s", cases[i].source, cases[i].medium, cases[i].campaign, found,
                     cases[i].channel);
        }
    }
}
/* clang-format on */

static void a_reference_goes_by_channel_then_word_then_utm(void **unused)
{
    (void)unused;
    struct garner_campaign_ref ref = {.utm_source = str("google"), .utm_medium = str("cpc")};
    assert_int_equal(channel_of(&ref), GARNER_PAID_SEARCH);
    ref.channel_word = str("Web");
    assert_int_equal(channel_of(&ref), GARNER_PAID_SEARCH);
    ref.channel_word = str("Trade Show");
    assert_int_equal(channel_of(&ref), GARNER_TRADE_SHOW);
    ref.channel = GARNER_EVENT;
    assert_int_equal(channel_of(&ref), GARNER_EVENT);
    assert_int_equal(channel_of(&(struct garner_campaign_ref){.channel_word = str("Web")}), GARNER_CHANNEL_UNKNOWN);
    assert_int_equal(channel_of(&(struct garner_campaign_ref){.name = str("x")}), GARNER_CHANNEL_UNSPECIFIED);
}

static void only_what_buys_no_media_is_unpaid(void **unused)
{
    (void)unused;
    for (int channel = 0; channel <= GARNER_CHANNEL_UNKNOWN; channel++) {
        const char *name = name_of((enum garner_channel)channel);
        bool unpaid = strncmp(name, "organic_", 8) == 0 || strcmp(name, "direct") == 0 ||
                      strcmp(name, "ai_assistant") == 0 || strcmp(name, "referral_site") == 0;
        assert_true(channel_is_unpaid((enum garner_channel)channel) == unpaid);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_own_words_are_known),
        cmocka_unit_test(words_of_sources_are_known),
        cmocka_unit_test(utm_values_follow_the_default_channel_group),
        cmocka_unit_test(a_reference_goes_by_channel_then_word_then_utm),
        cmocka_unit_test(only_what_buys_no_media_is_unpaid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
