/* channel_words.c - the words for channels that sources use: CRM lead sources, ad platforms' campaign types, analytics
 * groups. Looked up folded (channel_parts.h). garner's own words are in words.c and known here, too. */
#include "core/base/str.h"
#include "core/schema/channel_parts.h"

static char folded_char(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return (char)(c - 'A' + 'a');
    }
    bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
    return kept ? c : '_';
}

struct channel_word channel_fold(struct garner_str text)
{
    struct channel_word word = {.len = 0};
    for (size_t i = 0; i < text.len && word.len < CHANNEL_WORD_MAX - 1; i++) {
        char c = folded_char(text.ptr[i]);
        if (c != '_' || (word.len > 0 && word.text[word.len - 1] != '_')) {
            word.text[word.len++] = c;
        }
    }
    word.len -= word.len > 0 && word.text[word.len - 1] == '_';
    word.text[word.len] = '\0';
    return word;
}

/* A word that says where somebody wrote from, not what brought them ("Web", "Chat"), is unknown: UTM values may know.
 */
static const struct {
    const char *word;
    enum garner_channel channel;
} listed[] = {
    {"ppc", GARNER_PAID_SEARCH},
    {"cpc", GARNER_PAID_SEARCH},
    {"sem", GARNER_PAID_SEARCH},
    {"sea", GARNER_PAID_SEARCH},
    {"pay_per_click", GARNER_PAID_SEARCH},
    {"pay_per_click_ads", GARNER_PAID_SEARCH},
    {"search", GARNER_PAID_SEARCH},
    {"search_ads", GARNER_PAID_SEARCH},
    {"search_advertising", GARNER_PAID_SEARCH},
    {"search_engine_marketing", GARNER_PAID_SEARCH},
    {"search_and_content", GARNER_PAID_SEARCH},
    {"search_content", GARNER_PAID_SEARCH},
    {"dynamic_search_ads", GARNER_PAID_SEARCH},
    {"apple_search_ads", GARNER_PAID_SEARCH},
    {"local_services", GARNER_PAID_SEARCH},
    {"hotel", GARNER_PAID_SEARCH},
    {"social_ads", GARNER_PAID_SOCIAL},
    {"paid_social_media", GARNER_PAID_SOCIAL},
    {"social_media_ads", GARNER_PAID_SOCIAL},
    {"social_media_advertising", GARNER_PAID_SOCIAL},
    {"sponsored_content", GARNER_PAID_SOCIAL},
    {"sponsored_updates", GARNER_PAID_SOCIAL},
    {"sponsored_inmails", GARNER_PAID_SOCIAL},
    {"lead_ads", GARNER_PAID_SOCIAL},
    {"banner", GARNER_DISPLAY},
    {"banners", GARNER_DISPLAY},
    {"banner_ads", GARNER_DISPLAY},
    {"display_ads", GARNER_DISPLAY},
    {"display_advertising", GARNER_DISPLAY},
    {"programmatic", GARNER_DISPLAY},
    {"native", GARNER_DISPLAY},
    {"native_ads", GARNER_DISPLAY},
    {"audience", GARNER_DISPLAY},
    {"cpm", GARNER_DISPLAY},
    {"video_ads", GARNER_VIDEO},
    {"paid_video", GARNER_VIDEO},
    {"paid_shopping", GARNER_SHOPPING},
    {"organic_shopping", GARNER_SHOPPING},
    {"google_shopping", GARNER_SHOPPING},
    {"shopping_ads", GARNER_SHOPPING},
    {"marketplace", GARNER_SHOPPING},
    {"affiliates", GARNER_AFFILIATE},
    {"affiliate_marketing", GARNER_AFFILIATE},
    {"e_mail", GARNER_EMAIL},
    {"emails", GARNER_EMAIL},
    {"email_marketing", GARNER_EMAIL},
    {"email_campaign", GARNER_EMAIL},
    {"e_mail_campaign", GARNER_EMAIL},
    {"edm", GARNER_EMAIL},
    {"nc_edm", GARNER_EMAIL},
    {"newsletter", GARNER_EMAIL},
    {"text_message", GARNER_SMS},
    {"sms_marketing", GARNER_SMS},
    {"organic", GARNER_ORGANIC_SEARCH},
    {"seo", GARNER_ORGANIC_SEARCH},
    {"search_engine", GARNER_ORGANIC_SEARCH},
    {"natural_search", GARNER_ORGANIC_SEARCH},
    {"social", GARNER_ORGANIC_SOCIAL},
    {"social_media", GARNER_ORGANIC_SOCIAL},
    {"social_network", GARNER_ORGANIC_SOCIAL},
    {"social_networks", GARNER_ORGANIC_SOCIAL},
    {"social_organic", GARNER_ORGANIC_SOCIAL},
    {"ai_referrals", GARNER_AI_ASSISTANT},
    {"ai", GARNER_AI_ASSISTANT},
    {"referral", GARNER_REFERRAL_SITE},
    {"referrals", GARNER_REFERRAL_SITE},
    {"referral_sites", GARNER_REFERRAL_SITE},
    {"referring_site", GARNER_REFERRAL_SITE},
    {"web_referral", GARNER_REFERRAL_SITE},
    {"website_referral", GARNER_REFERRAL_SITE},
    {"refer_a_friend", GARNER_REFERRAL_PROGRAM},
    {"friend", GARNER_REFERRAL_PROGRAM},
    {"customer_referral", GARNER_REFERRAL_PROGRAM},
    {"client_referral", GARNER_REFERRAL_PROGRAM},
    {"employee_referral", GARNER_REFERRAL_PROGRAM},
    {"external_referral", GARNER_REFERRAL_PROGRAM},
    {"personal_referral", GARNER_REFERRAL_PROGRAM},
    {"referral_programme", GARNER_REFERRAL_PROGRAM},
    {"referral_code", GARNER_REFERRAL_PROGRAM},
    {"reference", GARNER_REFERRAL_PROGRAM},
    {"word_of_mouth", GARNER_REFERRAL_PROGRAM},
    {"recommendation", GARNER_REFERRAL_PROGRAM},
    {"empfehlung", GARNER_REFERRAL_PROGRAM},
    {"trade_shows", GARNER_TRADE_SHOW},
    {"tradeshow", GARNER_TRADE_SHOW},
    {"tradeshows", GARNER_TRADE_SHOW},
    {"trade_fair", GARNER_TRADE_SHOW},
    {"trade_expo", GARNER_TRADE_SHOW},
    {"fair", GARNER_TRADE_SHOW},
    {"expo", GARNER_TRADE_SHOW},
    {"exhibition", GARNER_TRADE_SHOW},
    {"exhibit", GARNER_TRADE_SHOW},
    {"booth", GARNER_TRADE_SHOW},
    {"badge_scan", GARNER_TRADE_SHOW},
    {"messe", GARNER_TRADE_SHOW},
    {"fachmesse", GARNER_TRADE_SHOW},
    {"salon_professionnel", GARNER_TRADE_SHOW},
    {"feria", GARNER_TRADE_SHOW},
    {"fiera", GARNER_TRADE_SHOW},
    {"events", GARNER_EVENT},
    {"event_marketing", GARNER_EVENT},
    {"conference", GARNER_EVENT},
    {"congress", GARNER_EVENT},
    {"convention", GARNER_EVENT},
    {"summit", GARNER_EVENT},
    {"seminar", GARNER_EVENT},
    {"seminar_internal", GARNER_EVENT},
    {"seminar_partner", GARNER_EVENT},
    {"internal_seminar", GARNER_EVENT},
    {"workshop", GARNER_EVENT},
    {"roadshow", GARNER_EVENT},
    {"meetup", GARNER_EVENT},
    {"virtual_event", GARNER_EVENT},
    {"veranstaltung", GARNER_EVENT},
    {"webinars", GARNER_WEBINAR},
    {"webcast", GARNER_WEBINAR},
    {"web_seminar", GARNER_WEBINAR},
    {"mail", GARNER_DIRECT_MAIL},
    {"post", GARNER_DIRECT_MAIL},
    {"postcard", GARNER_DIRECT_MAIL},
    {"letter", GARNER_DIRECT_MAIL},
    {"catalog", GARNER_DIRECT_MAIL},
    {"flyer", GARNER_PRINT},
    {"newspaper", GARNER_PRINT},
    {"magazine", GARNER_PRINT},
    {"print_ad", GARNER_PRINT},
    {"print_ads", GARNER_PRINT},
    {"billboard", GARNER_PRINT},
    {"out_of_home", GARNER_PRINT},
    {"ooh", GARNER_PRINT},
    {"tv", GARNER_TV_RADIO},
    {"radio", GARNER_TV_RADIO},
    {"television", GARNER_TV_RADIO},
    {"ctv", GARNER_TV_RADIO},
    {"audio", GARNER_TV_RADIO},
    {"podcast", GARNER_TV_RADIO},
    {"cold_call", GARNER_OUTBOUND_SALES},
    {"cold_calling", GARNER_OUTBOUND_SALES},
    {"cold_email", GARNER_OUTBOUND_SALES},
    {"cold_outreach", GARNER_OUTBOUND_SALES},
    {"outbound", GARNER_OUTBOUND_SALES},
    {"outreach", GARNER_OUTBOUND_SALES},
    {"telemarketing", GARNER_OUTBOUND_SALES},
    {"telesales", GARNER_OUTBOUND_SALES},
    {"prospecting", GARNER_OUTBOUND_SALES},
    {"sales_prospecting", GARNER_OUTBOUND_SALES},
    {"web_research", GARNER_OUTBOUND_SALES},
    {"purchased_list", GARNER_OUTBOUND_SALES},
    {"list_purchase", GARNER_OUTBOUND_SALES},
    {"kaltakquise", GARNER_OUTBOUND_SALES},
    {"partners", GARNER_PARTNER},
    {"partner_referral", GARNER_PARTNER},
    {"reseller", GARNER_PARTNER},
    {"distributor", GARNER_PARTNER},
    {"direct_traffic", GARNER_DIRECT},
    {"offline", GARNER_OFFLINE_OTHER},
    {"offline_sources", GARNER_OFFLINE_OTHER},
    {"phone_inquiry", GARNER_OFFLINE_OTHER},
    {"phone_call", GARNER_OFFLINE_OTHER},
    {"phone", GARNER_OFFLINE_OTHER},
    {"walk_in", GARNER_OFFLINE_OTHER},
    {"advertisement", GARNER_CHANNEL_OTHER},
    {"advertising", GARNER_CHANNEL_OTHER},
    {"paid_other", GARNER_CHANNEL_OTHER},
    {"other_campaigns", GARNER_CHANNEL_OTHER},
    {"other_publicities", GARNER_CHANNEL_OTHER},
    {"cross_network", GARNER_CHANNEL_OTHER},
    {"performance_max", GARNER_CHANNEL_OTHER},
    {"pmax", GARNER_CHANNEL_OTHER},
    {"demand_gen", GARNER_CHANNEL_OTHER},
    {"discovery", GARNER_CHANNEL_OTHER},
    {"smart", GARNER_CHANNEL_OTHER},
    {"app", GARNER_CHANNEL_OTHER},
    {"local", GARNER_CHANNEL_OTHER},
    {"multi_channel", GARNER_CHANNEL_OTHER},
    {"mobile_push_notifications", GARNER_CHANNEL_OTHER},
    {"push", GARNER_CHANNEL_OTHER},
    {"public_relations", GARNER_CHANNEL_OTHER},
    {"pr", GARNER_CHANNEL_OTHER},
    {"press", GARNER_CHANNEL_OTHER},
    {"press_release", GARNER_CHANNEL_OTHER},
    {"unassigned", GARNER_CHANNEL_UNKNOWN},
    {"not_set", GARNER_CHANNEL_UNKNOWN},
    {"none", GARNER_CHANNEL_UNKNOWN},
    {"n_a", GARNER_CHANNEL_UNKNOWN},
    {"web", GARNER_CHANNEL_UNKNOWN},
    {"website", GARNER_CHANNEL_UNKNOWN},
    {"web_form", GARNER_CHANNEL_UNKNOWN},
    {"web_download", GARNER_CHANNEL_UNKNOWN},
    {"online_store", GARNER_CHANNEL_UNKNOWN},
    {"chat", GARNER_CHANNEL_UNKNOWN},
    {"live_chat", GARNER_CHANNEL_UNKNOWN},
    {"inbound", GARNER_CHANNEL_UNKNOWN},
};

enum garner_channel channel_listed(const char *folded)
{
    int own = words_number(&record_channels, str_of(folded, strlen(folded)));
    if (own) {
        return (enum garner_channel)own;
    }
    for (size_t i = 0; i < sizeof listed / sizeof *listed; i++) {
        if (listed[i].word[0] == folded[0] && strcmp(listed[i].word, folded) == 0) {
            return listed[i].channel;
        }
    }
    return GARNER_CHANNEL_UNSPECIFIED;
}
