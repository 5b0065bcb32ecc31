/* derived.h - what follows from facts, as refresh.c puts it together: persons, campaigns, spend at campaign grain,
 * conversions and credits. Included by the files that make derived.sql's tables and by nobody else.
 *
 * Every step runs inside the transaction that refresh.c opened, writes only its own tables, and returns 0 or a code
 * with error set. Steps read what the ones before them wrote, in the order in which they stand here. */
#ifndef GARNER_STORE_DERIVED_H
#define GARNER_STORE_DERIVED_H

#include "core/base/arena.h"
#include "core/store/internal.h"

/* The campaign of what was spent on none: its key and its name. */
#define OVERHEAD "overhead"

enum { DAY_MS = 86400000, DAY_MIN = -1000000, DAY_MAX = 4000000 /* no fact is before or after */ };

/* The words of enumerations, the zone's shifts, the calendar: what only configuration and garner itself decide. */
int lookups_refresh(struct store *store, const struct config *config, struct error *error);

/* person_ref.person. *changed is set where any row was written, else left alone. */
int persons_refresh(struct store *store, const struct config *config, bool *changed, struct error *error);

/* campaign, campaign_map, campaign_word. *changed as above. */
int campaigns_refresh(struct store *store, const struct config *config, bool *changed, struct error *error);

/* spend_day, where spend or campaigns have changed; always where campaigns share any. */
extern const char spend_add_sql[]; /* campaign … clicks, in the order of derived.sql; adds to what is there */
int spend_refresh(struct store *store, bool campaigns_changed, struct error *error);

/* conversion, credit, touch_use. */
int conversions_refresh(struct store *store, const struct config *config, struct error *error);

/* spend_day again: what several campaigns share, by what each has won. */
int shared_refresh(struct store *store, struct error *error);

/* campaign.has_response, once touch_use is true. */
int responses_refresh(struct store *store, struct error *error);

/* ---- campaigns by reference, in memory ---- */

struct campaign_span {
    int32_t from, until;
    uint32_t campaign; /* campaign.id */
    bool by_click;     /* a known click of the fact goes before this */
};
struct campaign_fact {
    enum garner_channel channel;
    int32_t starts_on, ends_on; /* 1, 0 where unknown */
};
struct campaign_book {
    struct store *store;
    size_t refs;     /* highest campaign_ref.id */
    uint32_t *first; /* refs + 2 of them: the spans of ref r are first[r] … first[r + 1] − 1 */
    struct campaign_span *spans;
    size_t span_count;
    struct campaign_fact *facts; /* by campaign.id */
    size_t campaigns;            /* highest campaign.id */
    sqlite3_stmt *click;
};
/* The caller releases it, also after an error. */
int campaign_book_load(struct campaign_book *book, struct store *store, struct error *error);
void campaign_book_release(struct campaign_book *book);
/* The campaign that a fact of that day means: its campaign.id, 0 where it names none, negative = code. */
int64_t campaign_book_find(struct campaign_book *book, int64_t ref, struct garner_str click, int32_t day,
                           struct error *error);

#endif
