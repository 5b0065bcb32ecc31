/* store.h - the store as the rest of garner sees it: sources, runs, merges, queries. SQLite is behind it and named
 * nowhere else. One process-wide writer at a time (BEGIN IMMEDIATE, busy timeout), any number of readers. */
#ifndef GARNER_STORE_STORE_H
#define GARNER_STORE_STORE_H

#include "core/base/arena.h"
#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/config/config.h"
#include "core/schema/record.h"

struct store;

enum store_mode { STORE_WRITE = 0 /* creates it, 0600 */, STORE_READ = 1 };

/* Opens, and in write mode creates or migrates. GARNER_E_CONFIG where the file is no store, or of a newer garner;
 * ERROR_LOCKED where it is locked; GARNER_E_DATA where it is damaged. The caller closes. clock and log are kept. */
int store_open(const char *path, enum store_mode mode, struct clock clock, const struct log *log, struct store **out,
               struct error *error);
void store_close(struct store *store); /* NULL allowed */

/* ---- sources and runs ---- */

/* The id of a source, made on first use. */
int store_source(struct store *store, const char *name, int64_t *id, struct error *error);
/* Its committed cursor, copied into arena; absent where there is none. */
int store_cursor(struct store *store, int64_t source, struct arena *arena, struct garner_str *cursor,
                 struct error *error);
/* One pull of a source at a time, across processes: ERROR_LOCKED, naming the holder, while another's lease is alive
 * (its process exists, else until it runs out). */
int store_lease(struct store *store, int64_t source, int64_t lasts_ms, struct error *error);
void store_release(struct store *store, int64_t source);

struct skip_count {
    const char *rule;
    uint64_t rows;
};
/* What a run did. rows_read = accepted + quarantined + skipped, always. */
struct run_counts {
    uint64_t rows_read, accepted, quarantined, skipped;
    struct skip_count skips[32]; /* rule texts owned by whoever fills it */
    size_t skip_rules;
    uint64_t bytes;    /* read, or received over the network */
    uint64_t requests; /* over the network */
    uint64_t inserted, updated, deleted, unchanged, repeated; /* records */
};
struct run_end {
    int code; /* enum garner_code; 0 = ok */
    const char *message;
    const struct run_counts *counts;
    const char *log; /* what it said on its way, a line each, without secrets; may be NULL */
};
struct run_begin {
    int64_t source;
    const char *plugin, *version;
    int64_t retry_of;           /* the run that failed and is tried again; 0 = none */
    struct garner_day from, to; /* what it is asked for; absent = as the plugin decides */
};
int store_run_begin(struct store *store, const struct run_begin *begin, int64_t *run, struct error *error);
int store_run_end(struct store *store, int64_t run, const struct run_end *end, struct error *error);

/* ---- merge ---- */

struct store_item {
    bool remove;
    const struct record_type *type;
    union record_any record; /* texts valid until the next item */
};

/* The records of one window or one checkpoint, in order; may be read more than once. */
struct store_feed {
    void *context;
    int (*rewind)(void *context, struct error *error);
    int (*next)(void *context, struct store_item *item, struct error *error); /* 1 = item, 0 = end, negative = code */
};

struct store_reject {
    struct garner_str file, field, reason, raw;
    uint64_t line;
};

struct store_merge {
    int64_t source, run;
    const char *space, *country; /* identity space; default country of phone numbers */
    bool keep_contact_details, accept_empty;
    bool company; /* companies are counted */
    const struct garner_str *yielding; /* scopes of files that are gone or will be read anew: overlaps are theirs */
    size_t yielding_count;
    bool windowed; /* the next five describe the window; else a checkpoint */
    bool adds;     /* nothing of its scope is deleted */
    uint32_t kinds;
    struct garner_str scope;
    struct garner_day from, to;
    unsigned char digest[16];              /* of the records, whatever their order; zero = unknown */
    uint64_t records;                      /* how many the feed has */
    uint64_t brought[GARNER_RECORD_LIMIT]; /* of them, by kind, those that are no removals */
    struct store_feed feed;
    const struct store_reject *rejects; /* replace those of the scope */
    size_t reject_count;
    struct garner_str cursor; /* absent = unchanged */
};

/* Merges all of it, and the cursor, in one transaction; adds to *counts. On any error nothing has changed:
 * GARNER_E_DATA from the grain check (naming key and measure), the zero-row guard or the volume guard (naming what
 * history has), ERROR_LOCKED while another writes, GARNER_E_TEMPORARY when out of space. */
int store_merge(struct store *store, const struct store_merge *merge, struct run_counts *counts, struct error *error);

/* ---- what follows from facts ---- */

/* Brings persons, campaigns, conversions and credits up to date with facts and configuration, in one transaction; cheap
 * when nothing changed. force recomputes everything. */
int store_refresh(struct store *store, const struct config *config, bool force, struct error *error);

/* Copies the store into a new file of one moment's state, while others write. GARNER_E_CONFIG where path exists or
 * cannot be made, GARNER_E_DATA where the store is damaged; on any failure nothing of that name is left. */
int store_backup(struct store *store, const char *path, struct error *error);

/* Reads all of the file: *problems gets what is wrong with it in words, at most twenty, in arena; none = it is whole.
 * A code only where it could not be read at all. Writers go on meanwhile. */
int store_verify(const char *path, struct arena *arena, struct garner_strs *problems, struct error *error);

/* ---- queries ---- */

enum cell_type { CELL_NULL = 0, CELL_INTEGER = 1, CELL_REAL = 2, CELL_TEXT = 3, CELL_BLOB = 4 };
struct cell {
    enum cell_type type;
    int64_t integer;
    double real;
    struct garner_str text; /* of text and blob; valid until the next step */
};
struct query_parameter {
    const char *name; /* ":from" */
    struct cell value;
};
struct query;

/* Prepares one statement on a read-only connection that refuses ATTACH and writing (an authorizer sees to it).
 * Parameters the statement does not name are ignored; names it has and are not given are NULL. The caller calls
 * query_close. */
int store_query(struct store *store, struct garner_str sql, const struct query_parameter *parameters, size_t count,
                struct query **out, struct error *error);
int query_step(struct query *query, struct error *error); /* 1 = a row, 0 = end, negative = code */
size_t query_columns(const struct query *query);
const char *query_name(const struct query *query, size_t column);
struct cell query_cell(const struct query *query, size_t column);
void query_close(struct query *query);

/* Runs one parameterless-or-not statement to its end, writing; for the few host tables commands edit (quarantine replay
 * marks …). */
int store_execute(struct store *store, const char *sql, const struct query_parameter *parameters, size_t count,
                  struct error *error);

/* Gives SQL on this store's connection the functions of store_functions.c: local_day(ms, precision),
 * to_currency(micros, from, day, to), lump(micros, from_day, until_day, a, b), poisson_low/high(n), wilson_low/high(k,
 * n), cheaper(cost_a, n_a, cost_b, n_b), channel_name(n), … bound to the configuration's zone. */
int store_bind_config(struct store *store, const struct config *config, struct error *error);

#endif
