/* persons_live.c - which references some fact still uses, and which of them hold the address of a role. Called by
 * persons.c first of all; joins nothing. */
#include "core/store/facts.h"
#include "core/store/persons.h"

static int mark_rows(struct components *c, unsigned char *bits, sqlite3_stmt *select, struct error *error)
{
    int row = store_step(c->store, select, error);
    for (; row > 0; row = store_step(c->store, select, error)) {
        components_mark(c, bits, sqlite3_column_int64(select, 0));
    }
    sqlite3_finalize(select);
    return row;
}

static int mark_column(struct components *c, const struct fact *fact, const char *column, struct error *error)
{
    sqlite3_stmt *select;
    int code = store_preparef(c->store, &select, error, "SELECT \"%w\" FROM " FACT_NAME, column, fact->type->name);
    return code ? code : mark_rows(c, c->live, select, error);
}

static int mark_kind(struct components *c, const struct fact *fact, struct error *error)
{
    int code = 0;
    for (size_t i = 0; i < fact->count && !code; i++) {
        if (fact->columns[i].form == COLUMN_WHO || fact->columns[i].form == COLUMN_REFERRER) {
            code = mark_column(c, fact, fact->columns[i].name, error);
        }
    }
    return code;
}

/* 1 where some reference of several keys is not known to be in use. */
static int any_idle(struct components *c, struct error *error)
{
    sqlite3_stmt *select;
    int code = store_prepare(c->store, "SELECT ref FROM identity_edge", &select, error);
    int row = code ? code : store_step(c->store, select, error);
    while (row > 0 && components_marked(c, c->live, sqlite3_column_int64(select, 0))) {
        row = store_step(c->store, select, error);
    }
    sqlite3_finalize(select);
    return row;
}

/* Every reference was made for a fact. It can only have fallen out of use where some fact was changed since. Touches,
 * by far the most, are read only where the other kinds leave a question. */
static int mark_used(struct components *c, struct error *error)
{
    int64_t revised;
    int code = store_integer(c->store, "SELECT EXISTS (SELECT 1 FROM revision)", &revised, error);
    if (code || !revised) {
        memset(c->live, 0xff, c->refs / 8 + 1);
        return code;
    }
    for (int kind = 1; kind < GARNER_RECORD_LIMIT && !code; kind++) {
        code = kind == GARNER_RECORD_TOUCH ? 0 : mark_kind(c, &c->store->facts[kind], error);
    }
    int idle = code ? code : any_idle(c, error);
    return idle > 0 ? mark_kind(c, &c->store->facts[GARNER_RECORD_TOUCH], error) : idle;
}

static int mark_roles(struct components *c, struct error *error)
{
    sqlite3_stmt *select;
    int code = store_prepare(c->store, "SELECT id FROM person_ref WHERE role = 1", &select, error);
    return code ? code : mark_rows(c, c->role, select, error);
}

int components_mark_all(struct components *c, struct error *error)
{
    int code = mark_used(c, error);
    return code ? code : mark_roles(c, error);
}
