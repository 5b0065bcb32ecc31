/* columns.h - which column of a referral or affiliate export holds what. For referral.c only. */
#ifndef REFERRAL_COLUMNS_H
#define REFERRAL_COLUMNS_H

#include <garner/plugin.h>

enum column {
    REFERRAL_ID,
    REWARD_ID,
    ANY_ID,
    REFERRER_ID,
    PARTNER_ID, /* of a list of its own: partner 101 is not customer 101 */
    REFERRER_EMAIL,
    REFERRER_NAME,
    REFERRED_ID,
    REFERRED_EMAIL,
    REFERRED_NAME,
    PROGRAMME,
    STATUS,
    REWARD_STATUS,
    UNIT,
    CURRENCY,
    REFERRED_AT,
    CONVERTED_AT,
    REWARDED_AT,
    REWARD,
    COLUMNS
};

struct columns {
    int at[COLUMNS]; /* -1 = the file has none */
};

/* Words of which a header row has at least two. NULL-terminated. */
extern const char *const header_words[];

struct columns columns_of(const struct garner_file *file);

#endif
