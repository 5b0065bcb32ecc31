/* journal.h - the details of the last runs: windows, records by kind, cursor, log. Written by run.c and merge.c inside
 * their transactions; read through views.sql. */
#ifndef GARNER_STORE_JOURNAL_H
#define GARNER_STORE_JOURNAL_H

#include "core/store/internal.h"

struct journal_kind {
    uint64_t inserted, updated, deleted;
};

/* Opens the details of a run, and drops those of the source's run that is too long ago. */
int journal_begin(struct store *store, int64_t source, int64_t run, struct error *error);
/* Adds one window or checkpoint. kinds: what it changed, by enum garner_record. */
int journal_merge(struct store *store, const struct store_merge *merge, const struct journal_kind *kinds,
                  struct error *error);
/* log may be NULL. */
int journal_end(struct store *store, int64_t run, const char *log, struct error *error);

#endif
