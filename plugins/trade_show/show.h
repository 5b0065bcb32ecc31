/* show.h - the show whose scans are read, from the option `show`. For trade_show.c only. */
#ifndef TRADE_SHOW_SHOW_H
#define TRADE_SHOW_SHOW_H

#include "people.h"

struct show {
    struct garner_str campaign, from_text, to_text, region, segment, timezone;
    struct garner_day from, to;
    struct garner_campaign_ref ref;
    uint64_t seed; /* of its people's keys */
};

/* 0, or GARNER_E_CONFIG naming what is wrong. Texts belong to the pull. */
int show_read(struct garner_pull *pull, const struct garner_node *tree, struct show *show);
/* Emits it as a campaign, in a window of its own. */
int show_emit(struct garner_pull *pull, const struct show *show);
/* More than a day before it begins or after it ends. */
bool show_is_outside(const struct show *show, struct garner_instant at);

#endif
