/* batch.h - the records of one merge as a table SQL can read: `INSERT … SELECT … FROM batch`. */
#ifndef GARNER_STORE_BATCH_H
#define GARNER_STORE_BATCH_H

#include "core/store/facts.h"
#include "core/store/table.h"

/* Why the table came to an end. */
enum batch_stop {
    BATCH_ROW = 0, /* it has not: cells hold a row */
    BATCH_END,     /* the feed is through */
    BATCH_REMOVE,  /* cells hold the key of a record to remove; then read on */
    BATCH_CLEAR,   /* the row just merged has members to clear: cells, cleared; then read on */
    BATCH_FAILED   /* code, *error */
};

/* A fact about a period of which another scope, which stands, has said something else. */
struct clash {
    int64_t camp; /* 0 = none */
    int64_t day, was_until, is_until, was_scope, is_scope;
};

/* Of the keys brought so far in this pass: what a key's record held. */
enum { SEEN_REMOVED = 1 };

struct batch {
    struct store *store;
    const struct store_merge *merge;
    struct run_counts *counts;
    struct fact *fact;
    bool keep_seen;    /* remember keys: for the grain check, or to know what a window no longer has */
    struct table seen; /* fingerprint of a key → of its record, or SEEN_REMOVED */
    uint32_t kinds;    /* met in the feed so far */
    enum batch_stop stop;
    struct cell cells[FACT_COLUMNS]; /* [0] is the source */
    uint64_t cleared;                /* columns the record clears */
    uint64_t updated_before;         /* notes->updated as it was before the row */
    struct store_item item;
    uint64_t rows;               /* of this kind given to SQL, those repeated left out */
    bool placed;                 /* the next four hold something */
    int32_t first_day, last_day; /* places brought, of all kinds */
    int32_t last_until;          /* the last day of this kind's periods */
    int64_t first_ms, last_ms;   /* of this kind's instants */
    bool timed;
    bool merged;     /* some contact is merged into another */
    int64_t *yields; /* scopes whose facts give way where they overlap (overlap.h) */
    size_t yield_count;
    bool returning;     /* facts go back to whom they were taken from (lent.h) */
    struct clash clash; /* the first one of this kind */
    uint64_t echoes;    /* facts without an id of their own that another scope had brought as well */
    int64_t echoed;     /* that scope, of the last of them */
    int code;           /* of BATCH_FAILED */
    struct error *error;
};

/* Registers the table; store->batch is what it reads. */
int batch_register(struct store *store, struct error *error);

/* Starts over with one kind. */
int batch_rewind(struct batch *batch, struct fact *fact, struct error *error);

/* values.c: a record's members as cells; texts point into the record. key_only for removals. */
int values_read(struct batch *batch, bool key_only);
/* The fingerprint of a row's key columns. */
struct print values_key(struct batch *batch);

/* Binds the key cells, in the order of the primary key. */
void values_bind_key(const struct batch *batch, sqlite3_stmt *statement);

/* grain.c: what was seen before. 1 = new, 0 = repeats an equal record, negative = GARNER_E_DATA, the two differ. */
int grain_check(struct batch *batch);

#endif
