/* internal.h - the store from inside: what its own files share. Nobody outside core/store includes it.
 *
 * The fact tables, one per record kind (facts.c makes them from the record descriptors): fact_<type->name> with the
 * columns
 *   source INTEGER                  source.id
 *   per field, in the descriptor's order:
 *     text                          NAME TEXT, or INTEGER (word.id) where FIELD_REPEATS
 *     money                         NAME INTEGER (micros), NAME_currency TEXT
 *     instant                       NAME INTEGER (ms), NAME_day INTEGER (1 = only the day is known, else NULL)
 *     day, count, amount, enum      NAME INTEGER
 *     the person's fields           who INTEGER (person_ref.id)
 *     the referrer's fields         referrer INTEGER (person_ref.id)
 *     the campaign reference's      camp INTEGER (campaign_ref.id), click_id TEXT; fact_campaign has camp too: itself
 *   scope INTEGER                   scope.id, NULL where no window brought it
 *   run, changed INTEGER            the run that brought it first; that changed it last
 * Absent is NULL; in key columns 0 or ''. Primary keys (WITHOUT ROWID): touch (at, source, id); spend (camp, day,
 * cost_type, breakdown, id); claim (camp, day, action, window, breakdown); deal_contact (source, deal_id, who); all
 * others source and their key fields. */
#ifndef GARNER_STORE_INTERNAL_H
#define GARNER_STORE_INTERNAL_H

#include "core/schema/identity.h"
#include "core/store/store.h"
#include <sqlite3.h>

struct fact;       /* facts.h */
struct dictionary; /* dictionary.h */
struct notes;      /* notes.h */
struct batch;      /* batch.h */

/* How long a connection waits for another's lock; once that was in vain, how long until it gets one again, so that many
 * pulls do not each wait that long. */
enum { STORE_BUSY_MS = 10000, STORE_BUSY_AGAIN_MS = 500 };

struct store {
    sqlite3 *db;     /* the writer, or in STORE_READ mode the only connection */
    sqlite3 *reader; /* opened when first asked for a query; in STORE_READ mode the same as db */
    char *path;
    enum store_mode mode;
    struct clock clock;
    const struct log *log;
    unsigned char identity_key[IDENTITY_KEY_BYTES];
    struct fact *facts; /* by kind; GARNER_RECORD_LIMIT of them */
    struct dictionary *dictionary;
    struct notes *notes;
    struct batch *batch;        /* what is being merged; NULL outside of merges */
    sqlite3_int64 data_version; /* as other processes left the file when the dictionaries were last true */

    /* functions.c sets both in store_bind_config; the reader's opening calls bind for the new connection. */
    const struct config *config;
    int (*bind)(sqlite3 *db, const struct config *config, struct error *error);
};

/* ---- statements (statement.c) ---- */

/* The code and message for what db last refused: BUSY and LOCKED ERROR_LOCKED, FULL, IOERR, READONLY …
 * GARNER_E_TEMPORARY, CORRUPT and NOTADB GARNER_E_DATA, anything else GARNER_E_BUG; with the store's path and what to
 * do. Returns the code. */
int store_failed(const struct store *store, sqlite3 *db, struct error *error);

/* Prepares on the store's db. *out is NULL on error; sqlite3_finalize takes NULL. */
int store_prepare(struct store *store, const char *sql, sqlite3_stmt **out, struct error *error);
/* The same with printf's arguments (sqlite3_mprintf's: %q %Q %w too). */
int store_preparef(struct store *store, sqlite3_stmt **out, struct error *error, const char *format, ...);
/* 1 = a row, 0 = end (the statement is then reset), negative = code (reset as well). */
int store_step(struct store *store, sqlite3_stmt *statement, struct error *error);
/* Steps to the end and resets: 0 or a code. */
int store_finish(struct store *store, sqlite3_stmt *statement, struct error *error);
/* Runs SQL that gives no rows: one or many statements. */
int store_exec(struct store *store, const char *sql, struct error *error);
int store_execf(struct store *store, struct error *error, const char *format, ...);
/* The first column of the first row as an integer, 0 where there is no row. */
int store_integer(struct store *store, const char *sql, int64_t *out, struct error *error);

/* BEGIN IMMEDIATE; COMMIT. rollback never fails, forgets every dictionary, and leaves a finished transaction alone. */
int store_begin(struct store *store, struct error *error);
int store_commit(struct store *store, struct error *error);
void store_rollback(struct store *store);

/* meta values that are integers: 0 where absent. */
int store_meta(struct store *store, const char *name, int64_t *out, struct error *error);
int store_meta_set(struct store *store, const char *name, int64_t value, struct error *error);

/* The embedded SQL file, NULL where there is none ("core/store/views.sql"). */
const char *store_embedded(const char *path);

/* Binds; absent text is NULL. The text must outlive the statement's next reset. */
int bind_str(sqlite3_stmt *statement, int index, struct garner_str text);
struct garner_str column_str(sqlite3_stmt *statement, int column);

#endif
