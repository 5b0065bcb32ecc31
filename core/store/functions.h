/* functions.h - the SQL functions that garner adds, a table per file; functions.c registers them on a connection. */
#ifndef GARNER_STORE_FUNCTIONS_H
#define GARNER_STORE_FUNCTIONS_H

#include "core/store/internal.h"

/* A scalar has call, an aggregate step and final. The user data of all is the struct config. */
struct sql_function {
    const char *name;
    int arguments;
    bool varies; /* its result depends on more than its arguments: rates */
    void (*call)(sqlite3_context *, int, sqlite3_value **);
    void (*step)(sqlite3_context *, int, sqlite3_value **);
    void (*final)(sqlite3_context *);
};

/* They end with a NULL name. */
extern const struct sql_function functions_of_days[], functions_of_words[], functions_of_statistics[],
    functions_of_money[];

/* Whether one of the arguments is NULL: then so is the result, and nothing more is to be done. */
bool any_null(int count, sqlite3_value **values);

#endif
