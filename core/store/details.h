/* details.h - contact details that are no longer to be kept. */
#ifndef GARNER_STORE_DETAILS_H
#define GARNER_STORE_DETAILS_H

#include "core/store/internal.h"

/* Inside a merge's transaction: remembers that details are kept from now on, or, the first time they are not any more,
 * takes all that are stored out of facts, revisions and person_detail. Counts as no change of any fact. */
int details_settle(struct store *store, bool keep, struct error *error);

#endif
