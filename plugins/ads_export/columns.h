/* columns.h - which column of an ad platform's report holds what, in whose report. For this plugin only. */
#ifndef ADS_EXPORT_COLUMNS_H
#define ADS_EXPORT_COLUMNS_H

#include <garner/plugin.h>

enum role {
    ACCOUNT,
    CAMPAIGN_ID,
    CAMPAIGN,
    CAMPAIGN_TYPE,
    OBJECTIVE,
    STATUS,
    DAY,
    FROM, /* of the period that a row is about */
    TO,
    CURRENCY,
    COST,
    IMPRESSIONS,
    CLICKS,
    CONVERSIONS,
    VALUE, /* of the conversions, or of the results */
    RESULTS,
    RESULT_TYPE,
    WINDOW, /* attribution setting */
    ROLES
};

/* What a platform counts beside its results; each is an action of its own. */
enum { PURCHASES = 0, ACTIONS = 5 };
extern const char *const action_names[ACTIONS];

/* Dimensions below the campaign. Sorted by name, so that texts made of them in this order are canonical. */
enum { DIMENSIONS = 25 };
extern const char *const dimension_names[DIMENSIONS];

enum platform { UNKNOWN, GOOGLE, META, LINKEDIN, MICROSOFT, TIKTOK, PLATFORMS };

struct columns {
    enum platform platform;
    int at[ROLES]; /* -1 = the file has none */
    int actions[ACTIONS];
    int dimensions[DIMENSIONS];
    struct garner_str currency; /* of the header: "Amount spent (IDR)" */
    bool repeats_spend;         /* each row shows the whole spend of what it stood in: not additive */
};

/* Words of which a header row has at least two. NULL-terminated. */
extern const char *const header_words[];

/* platform: as configured; UNKNOWN finds it by the header. */
struct columns columns_of(const struct garner_file *file, enum platform platform);

#endif
