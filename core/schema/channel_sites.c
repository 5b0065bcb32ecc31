/* channel_sites.c - which kind of site a UTM source or referrer names. A modest list of the sites that matter; knows
 * nothing of media, campaigns and channels. */
#include "core/base/str.h"
#include "core/schema/channel_parts.h"

/* A name with a dot is a whole host and wins over plain names. A plain name is the source itself or, from three letters
 * on, the part of a host that its owner chose ("google" of www.google.co.uk). */
static const struct {
    const char *name;
    enum site site;
} sites[] = {
    {"google", SITE_SEARCH},
    {"bing", SITE_SEARCH},
    {"yahoo", SITE_SEARCH},
    {"duckduckgo", SITE_SEARCH},
    {"ddg", SITE_SEARCH},
    {"baidu", SITE_SEARCH},
    {"yandex", SITE_SEARCH},
    {"ya.ru", SITE_SEARCH},
    {"ecosia", SITE_SEARCH},
    {"naver", SITE_SEARCH},
    {"daum", SITE_SEARCH},
    {"qwant", SITE_SEARCH},
    {"startpage", SITE_SEARCH},
    {"seznam", SITE_SEARCH},
    {"sogou", SITE_SEARCH},
    {"so.com", SITE_SEARCH},
    {"aol", SITE_SEARCH},
    {"ask", SITE_SEARCH},
    {"lycos", SITE_SEARCH},
    {"brave", SITE_SEARCH},
    {"search.brave.com", SITE_SEARCH},
    {"msn", SITE_SEARCH},
    {"adwords", SITE_SEARCH},
    {"microsoft_ads", SITE_SEARCH},
    {"microsoft_advertising", SITE_SEARCH},
    {"facebook", SITE_SOCIAL},
    {"fb", SITE_SOCIAL},
    {"fb.com", SITE_SOCIAL},
    {"fb.me", SITE_SOCIAL},
    {"meta", SITE_SOCIAL},
    {"messenger", SITE_SOCIAL},
    {"instagram", SITE_SOCIAL},
    {"insta", SITE_SOCIAL},
    {"ig", SITE_SOCIAL},
    {"threads", SITE_SOCIAL},
    {"linkedin", SITE_SOCIAL},
    {"lnkd.in", SITE_SOCIAL},
    {"twitter", SITE_SOCIAL},
    {"x", SITE_SOCIAL},
    {"x_twitter", SITE_SOCIAL},
    {"x.com", SITE_SOCIAL},
    {"t.co", SITE_SOCIAL},
    {"tiktok", SITE_SOCIAL},
    {"pinterest", SITE_SOCIAL},
    {"pin.it", SITE_SOCIAL},
    {"reddit", SITE_SOCIAL},
    {"snapchat", SITE_SOCIAL},
    {"snap", SITE_SOCIAL},
    {"tumblr", SITE_SOCIAL},
    {"quora", SITE_SOCIAL},
    {"xing", SITE_SOCIAL},
    {"vk", SITE_SOCIAL},
    {"vk.com", SITE_SOCIAL},
    {"vkontakte", SITE_SOCIAL},
    {"ok.ru", SITE_SOCIAL},
    {"weibo", SITE_SOCIAL},
    {"wechat", SITE_SOCIAL},
    {"whatsapp", SITE_SOCIAL},
    {"wa.me", SITE_SOCIAL},
    {"telegram", SITE_SOCIAL},
    {"t.me", SITE_SOCIAL},
    {"discord", SITE_SOCIAL},
    {"mastodon", SITE_SOCIAL},
    {"bluesky", SITE_SOCIAL},
    {"bsky", SITE_SOCIAL},
    {"nextdoor", SITE_SOCIAL},
    {"hackernews", SITE_SOCIAL},
    {"news.ycombinator.com", SITE_SOCIAL},
    {"youtube", SITE_VIDEO},
    {"youtu.be", SITE_VIDEO},
    {"yt", SITE_VIDEO},
    {"vimeo", SITE_VIDEO},
    {"dailymotion", SITE_VIDEO},
    {"twitch", SITE_VIDEO},
    {"netflix", SITE_VIDEO},
    {"hulu", SITE_VIDEO},
    {"disneyplus", SITE_VIDEO},
    {"wistia", SITE_VIDEO},
    {"bilibili", SITE_VIDEO},
    {"rumble", SITE_VIDEO},
    {"amazon", SITE_SHOPPING},
    {"ebay", SITE_SHOPPING},
    {"etsy", SITE_SHOPPING},
    {"walmart", SITE_SHOPPING},
    {"aliexpress", SITE_SHOPPING},
    {"alibaba", SITE_SHOPPING},
    {"mercadolibre", SITE_SHOPPING},
    {"mercadolivre", SITE_SHOPPING},
    {"rakuten", SITE_SHOPPING},
    {"shopzilla", SITE_SHOPPING},
    {"shopping", SITE_SHOPPING},
    {"google_shopping", SITE_SHOPPING},
    {"shopping.google.com", SITE_SHOPPING},
    {"idealo", SITE_SHOPPING},
    {"chatgpt", SITE_ASSISTANT},
    {"openai", SITE_ASSISTANT},
    {"perplexity", SITE_ASSISTANT},
    {"claude", SITE_ASSISTANT},
    {"anthropic", SITE_ASSISTANT},
    {"gemini", SITE_ASSISTANT},
    {"gemini.google.com", SITE_ASSISTANT},
    {"bard.google.com", SITE_ASSISTANT},
    {"copilot", SITE_ASSISTANT},
    {"copilot.microsoft.com", SITE_ASSISTANT},
    {"deepseek", SITE_ASSISTANT},
    {"mistral", SITE_ASSISTANT},
    {"grok", SITE_ASSISTANT},
    {"meta.ai", SITE_ASSISTANT},
    /* Hosts of the same owners that people do not search on. */
    {"accounts.google.com", SITE_NONE},
    {"calendar.google.com", SITE_NONE},
    {"classroom.google.com", SITE_NONE},
    {"docs.google.com", SITE_NONE},
    {"drive.google.com", SITE_NONE},
    {"mail.google.com", SITE_NONE},
    {"meet.google.com", SITE_NONE},
    {"play.google.com", SITE_NONE},
    {"sites.google.com", SITE_NONE},
    {"mail.yahoo.com", SITE_NONE},
    {"teams.microsoft.com", SITE_NONE},
    {"aws.amazon.com", SITE_NONE},
};

/* What people put behind a site's name; the first ones say that it was paid for. */
static const char *const suffixes[] = {
    "_ads",  "_ad",      "_adwords", "_advertising", "_paid", "_cpc",   "_ppc",     "_sponsored", "ads",  "_organic",
    "_page", "_profile", "_group",   "_feed",        "_post", "_story", "_stories", "_reels",     "_bio", "_mobile"};
enum { PAID_SUFFIXES = 9 };

static bool find(struct garner_str name, enum site *site)
{
    for (size_t i = 0; i < sizeof sites / sizeof *sites; i++) {
        if (name.len && sites[i].name[0] == name.ptr[0] && str_is(name, sites[i].name)) {
            *site = sites[i].site;
            return true;
        }
    }
    return false;
}

/* The host of an address, or the text itself: small letters without scheme, port, path and "www.". */
static struct garner_str host_of(struct garner_str source, char out[CHANNEL_WORD_MAX])
{
    size_t len = 0;
    for (size_t i = 0; i < source.len && len < CHANNEL_WORD_MAX; i++) {
        char c = source.ptr[i];
        if (c == '/' && i + 1 < source.len && source.ptr[i + 1] == '/') {
            len = 0;
            i++;
        } else if (c == '/' || c == '?' || (c == ':' && !(i + 1 < source.len && source.ptr[i + 1] == '/'))) {
            break;
        } else if (c != ':') {
            out[len++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        }
    }
    struct garner_str host = str_trim(str_of(out, len));
    return str_starts(host, "www.") ? str_of(host.ptr + 4, host.len - 4) : host;
}

static struct garner_str cut_last_label(struct garner_str *host)
{
    size_t at = host->len;
    while (at > 0 && host->ptr[at - 1] != '.') {
        at--;
    }
    struct garner_str label = str_of(host->ptr + at, host->len - at);
    host->len = at > 0 ? at - 1 : 0;
    return label;
}

/* The label before the top-level domain, or before "co.uk" and the like. */
static struct garner_str owner_label(struct garner_str host)
{
    cut_last_label(&host);
    struct garner_str label = cut_last_label(&host);
    bool second_level = str_is(label, "co") || str_is(label, "com") || str_is(label, "net") || str_is(label, "org");
    return second_level && host.len ? cut_last_label(&host) : label;
}

static enum site named_site(struct garner_str name, bool *ads)
{
    enum site site = SITE_NONE;
    if (find(name, &site)) {
        *ads = str_is(name, "adwords") || str_starts(name, "microsoft_ad");
        return site;
    }
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        if (str_ends(name, suffixes[i]) && find(str_of(name.ptr, name.len - strlen(suffixes[i])), &site)) {
            *ads = i < PAID_SUFFIXES;
            return site;
        }
    }
    return SITE_NONE;
}

enum site channel_site(struct garner_str source, bool *ads)
{
    char text[CHANNEL_WORD_MAX];
    enum site site = SITE_NONE;
    *ads = false;
    struct garner_str host = host_of(source, text);
    if (host.len == 0 || memchr(host.ptr, '.', host.len) == NULL) {
        struct channel_word word = channel_fold(source);
        return named_site(str_of(word.text, word.len), ads);
    }
    if (find(host, &site)) {
        return site;
    }
    struct garner_str label = owner_label(host);
    return label.len > 2 && find(label, &site) ? site : SITE_NONE;
}
