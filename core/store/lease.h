/* lease.h - who holds something across processes: a source while it is pulled, a message while it is sent. Private to
 * core/store. */
#ifndef GARNER_STORE_LEASE_H
#define GARNER_STORE_LEASE_H

#include "core/store/internal.h"

struct lease {
    int64_t pid, start, until;
    char host[256];
};

/* This process's, for lasts_ms from now. */
void lease_own(const struct store *store, int64_t lasts_ms, struct lease *own);
bool lease_is_own(const struct lease *held, const struct lease *own);
/* Whether another process holds it: alive where it is of this host, else until it runs out. */
bool lease_is_held(const struct lease *held, const struct lease *own, int64_t now);
/* From four columns: pid, start, until, host. */
void lease_column(sqlite3_stmt *statement, int column, struct lease *held);

#endif
