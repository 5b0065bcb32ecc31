/* facts.h - the fact tables as data: which columns a record kind has in the store, and the SQL that follows from them.
 * Made once per open store from the record descriptors. */
#ifndef GARNER_STORE_FACTS_H
#define GARNER_STORE_FACTS_H

#include "core/base/buf.h"
#include "core/store/internal.h"

enum column_form {
    COLUMN_SOURCE = 1,
    COLUMN_TEXT,
    COLUMN_WORD,
    COLUMN_MICROS,
    COLUMN_CURRENCY,
    COLUMN_DAY,
    COLUMN_MS,
    COLUMN_ONLY_DAY, /* an instant's precision */
    COLUMN_COUNT,
    COLUMN_AMOUNT,
    COLUMN_ENUM,
    COLUMN_WHO,
    COLUMN_REFERRER,
    COLUMN_CAMP,
    COLUMN_CLICK,
    COLUMN_SELF /* the camp of a campaign record: itself */
};

struct fact_column {
    char name[48];
    enum column_form form;
    const struct field *field; /* of a reference its first field; NULL of source and self */
    bool key;
    size_t lead; /* the column it belongs to: itself, or of a currency its micros, of a precision its ms */
};

enum { FACT_COLUMNS = 40, FACT_KEYS = 6, FACT_NONE = FACT_COLUMNS };

struct fact {
    const struct record_type *type;
    struct fact_column columns[FACT_COLUMNS]; /* source first; scope, run and changed come after them */
    size_t count;
    size_t keys[FACT_KEYS]; /* the primary key, in its order */
    size_t key_count;
    size_t until;            /* the last day of what a summed kind adds up, FACT_NONE where it has only days */
    size_t id;               /* the key column that tells facts of the same days apart, FACT_NONE where none does */
    size_t place;            /* the column that places it in a window, FACT_NONE where none does */
    sqlite3_stmt *upsert[2]; /* [1]: of a window */
    sqlite3_stmt *remove, *find;
};

/* Fills store->facts. Free with facts_free, before the connection is closed. */
void facts_init(struct store *store);
void facts_free(struct store *store);

/* Creates what is missing: tables, and columns that a descriptor has gained. */
int facts_migrate(struct store *store, struct error *error);
/* Appends the SQL of all fact tables. */
void facts_layout(const struct store *store, struct buf *out);
/* The TEMP triggers that report every update and deletion of a fact to notes.c. */
int facts_watch(struct store *store, struct error *error);

/* Prepared on first use, owned by the fact.
 * upsert: reads the batch table; ?1 source, ?2 scope, ?3 run; windowed: restates rows of its own scope whole.
 * remove, find: by the key columns, in their order; find gives all columns. */
int fact_upsert(struct store *store, struct fact *fact, bool windowed, sqlite3_stmt **out, struct error *error);
int fact_remove(struct store *store, struct fact *fact, sqlite3_stmt **out, struct error *error);
int fact_find(struct store *store, struct fact *fact, sqlite3_stmt **out, struct error *error);

/* "fact_spend" */
#define FACT_NAME "fact_%s"

#endif
