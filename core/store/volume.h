/* volume.h - the volume guard: whether a window brings far less than its source's own history suggests. Called by
 * merge.c; volume_judge is the rule by itself. */
#ifndef GARNER_STORE_VOLUME_H
#define GARNER_STORE_VOLUME_H

#include "core/store/window.h"

/* VOLUME_DAYS: days of history that are kept, and that count. VOLUME_LEARN: so many there must be, which is more than a
 * week, so that every day of the week is among them. VOLUME_FLOOR: where the least usual number is lower, chance alone
 * explains what is missing. */
enum { VOLUME_DAYS = 30, VOLUME_LEARN = 8, VOLUME_FLOOR = 50 };

struct volume_figures {
    size_t days;          /* of history */
    int64_t usual, least; /* their median; what nine of ten of them reached */
    int64_t stored;       /* what the store holds inside the window */
};

/* Whether `brought` records are far fewer than history suggests: history[0..count), reordered, holds the least that a
 * comparable window brought on each of the last days; figures->stored is the caller's. Low means
 *   - restated days (stored > 0): less than a quarter of the least usual number, and less than half of what is stored.
 * A season that ends does not do that, since the days before are still brought as they were.
 *   - new days (stored = 0): less than a tenth of the least number there was.
 * Fills the other figures. */
bool volume_judge(int64_t *history, size_t count, int64_t brought, struct volume_figures *figures);

/* GARNER_E_DATA where the window brings far less of a kind than its history suggests; else adds it to the history, in
 * the merge's transaction. accept_empty lets it pass, and then the history begins anew. unchanged: it is as it was, and
 * is only added. */
int volume_guard(struct store *store, const struct store_merge *merge, const struct scope *scope, bool unchanged,
                 struct error *error);

#endif
