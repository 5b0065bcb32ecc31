/* notes.h - what a transaction changed: every update and deletion of a fact is reported here by a trigger, becomes a
 * revision, and makes stale what was derived from it. */
#ifndef GARNER_STORE_NOTES_H
#define GARNER_STORE_NOTES_H

#include "core/base/buf.h"
#include "core/store/internal.h"

struct scope_note {
    int64_t id, delta; /* rows it has gained or lost */
};

struct notes {
    struct store *store;
    int64_t run, scope, at_ms; /* of the merge under way; 0 where there is none */
    uint64_t touched;          /* rows updated in any way, also where only their scope changed */
    uint64_t updated, deleted; /* facts */
    bool identity, credits;    /* became stale */
    bool muted;                /* what happens now is no change of a fact */
    bool scope_moved;          /* some row came from another scope; whoever asks resets it */
    struct scope_note *scopes; /* those whose digest no longer tells their rows */
    size_t scope_count, scope_cap;
    sqlite3_stmt *revision, *lend, *lender; /* the last two are lent.c's */
    struct buf key, before, after;
};

/* Registers the functions that the triggers of facts_watch call; sets store->notes. */
int notes_init(struct store *store, struct error *error);
void notes_free(struct store *store);

void notes_begin(struct notes *notes, int64_t run, int64_t scope);
/* Writes what became stale; before the commit. */
int notes_flush(struct notes *notes, struct error *error);
void notes_forget(struct notes *notes); /* NULL allowed */

#endif
