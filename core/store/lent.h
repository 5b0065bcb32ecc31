/* lent.h - facts that several files hold: one scope has them, and they go back to the one before it when it drops them.
 * For merge.c, window.c, notes.c and open.c. */
#ifndef GARNER_STORE_LENT_H
#define GARNER_STORE_LENT_H

#include "core/store/window.h"

/* Registers the function lender(kind, key columns …): the scope that a fact goes back to, else NULL. */
int lent_register(struct store *store, struct error *error);

/* Called for every fact that a merge updates, with the rows as the triggers give them. An SQLite result code. */
int lent_note(struct batch *batch, const struct fact *fact, sqlite3_value **before, sqlite3_value **after);

/* A scope that is read anew says anew what it holds. */
int lent_forget(struct store *store, const struct scope *scope, struct error *error);
/* Whether there is anything lent at all. */
int lent_any(struct store *store, int64_t *any, struct error *error);

#endif
