/* channel.h - which channel a campaign belongs to: the source's own word, else GA4's default channel group rules over
 * UTM values. The one place channel rules stand. */
#ifndef GARNER_SCHEMA_CHANNEL_H
#define GARNER_SCHEMA_CHANNEL_H

#include "core/schema/record.h"

/* A word of a source ("Paid Search", "cpc", "Google Ads", "Trade Show", "Referral", "organic_search") as a channel;
 * GARNER_CHANNEL_UNSPECIFIED where unknown. */
enum garner_channel channel_of_word(struct garner_str word);

/* By UTM source, medium and campaign; GARNER_CHANNEL_UNSPECIFIED where all are absent, GARNER_CHANNEL_UNKNOWN where no
 * rule fits. */
enum garner_channel channel_of_utm(struct garner_str source, struct garner_str medium, struct garner_str campaign);

/* The channel of a reference: given, else by its word, else by UTM. */
enum garner_channel channel_of(const struct garner_campaign_ref *campaign);

/* Channels that buy no media: direct, organic_*, ai_assistant, referral_site. Customers there are not "unmatched". */
bool channel_is_unpaid(enum garner_channel channel);

#endif
