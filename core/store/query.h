/* query.h - what opening a store needs of query.c. */
#ifndef GARNER_STORE_QUERY_H
#define GARNER_STORE_QUERY_H

#include "core/store/internal.h"

/* Makes a connection refuse everything but SELECT, for good. */
int query_guard(struct store *store, sqlite3 *db, struct error *error);

#endif
