/* channel_parts.h - the two tables behind channel.c: words people and programs use for channels, and sites that UTM
 * sources name. Private to channel*.c. */
#ifndef GARNER_SCHEMA_CHANNEL_PARTS_H
#define GARNER_SCHEMA_CHANNEL_PARTS_H

#include "core/schema/record.h"

enum { CHANNEL_WORD_MAX = 64 };

/* A word in the form the tables are written in: small letters, everything that is no letter or digit as one '_' between
 * them ("Trade-Show " → "trade_show", "(not set)" → "not_set"). What does not fit is cut off. */
struct channel_word {
    char text[CHANNEL_WORD_MAX];
    size_t len;
};
struct channel_word channel_fold(struct garner_str text);

/* GARNER_CHANNEL_UNSPECIFIED where the table has no such word. */
enum garner_channel channel_listed(const char *folded);

enum site { SITE_NONE = 0, SITE_SEARCH = 1, SITE_SOCIAL = 2, SITE_VIDEO = 3, SITE_SHOPPING = 4, SITE_ASSISTANT = 5 };

/* What kind of site a UTM source names: "google", "www.google.de", "https://l.facebook.com/", "fb". *ads tells whether
 * it names the site's advertising ("facebook_ads", "adwords"). */
enum site channel_site(struct garner_str source, bool *ads);

#endif
