/* facts_sql.c - the statements on fact tables, generated from their columns: upsert from the batch table, remove, find,
 * and the triggers that report changes. Called by merge.c and open.c; executes nothing itself but the triggers' DDL. */
#include "core/store/facts.h"
#include "core/base/buf.h"

enum { SQL_MAX = 1 << 20 };

static void key_list(struct buf *sql, const struct fact *fact, const char *format, const char *separator)
{
    for (size_t i = 0; i < fact->key_count; i++) {
        buf_adds(sql, i ? separator : "");
        for (const char *p = format; *p; p++) {
            if (*p == '@') {
                buf_addf(sql, "\"%s\"", fact->columns[fact->keys[i]].name);
            } else if (*p == '#') {
                buf_addf(sql, "?%zu", i + 1);
            } else {
                buf_addc(sql, *p);
            }
        }
    }
}

/* What a column is after the upsert. An absent value never overwrites, except that a window restates its own rows
 * whole. A currency follows its amount, a precision its instant. */
static void new_value(struct buf *sql, const struct fact *fact, size_t i, bool windowed)
{
    const char *name = fact->columns[i].name, *lead = fact->columns[fact->columns[i].lead].name;
    buf_addf(sql, "CASE WHEN excluded.\"%s\" IS NOT NULL%s THEN excluded.\"%s\" ELSE \"" FACT_NAME "\".\"%s\" END",
             lead, windowed ? " OR \"scope\" IS excluded.\"scope\"" : "", name, fact->type->name, name);
}

static void differs(struct buf *sql, const struct fact *fact, size_t i, bool windowed)
{
    const char *name = fact->columns[i].name, *lead = fact->columns[fact->columns[i].lead].name;
    buf_addf(sql, " OR (\"%s\" IS NOT excluded.\"%s\"", name, name);
    /* In a window only rows of its own scope come this far: they are restated whole. */
    if (!windowed) {
        buf_addf(sql, " AND excluded.\"%s\" IS NOT NULL", lead);
    }
    buf_addc(sql, ')');
}

/* OR FAIL spares SQLite the copy of every page it would need to undo this statement alone: whoever runs it rolls the
 * whole transaction back. */
static void upsert_sql(struct buf *sql, const struct fact *fact, bool windowed)
{
    buf_addf(sql, "INSERT OR FAIL INTO " FACT_NAME " (", fact->type->name);
    for (size_t i = 0; i < fact->count; i++) {
        buf_addf(sql, "\"%s\", ", fact->columns[i].name);
    }
    buf_adds(sql, "scope, run, changed) SELECT ?1");
    for (size_t i = 1; i < fact->count; i++) {
        buf_addf(sql, ", c%zu", i);
    }
    buf_adds(sql, ", ?2, ?3, ?3 FROM batch WHERE true ON CONFLICT (");
    key_list(sql, fact, "@", ", ");
    buf_adds(sql, ") DO UPDATE SET ");
    for (size_t i = 1; i < fact->count; i++) {
        if (!fact->columns[i].key) {
            buf_addf(sql, "\"%s\" = ", fact->columns[i].name);
            new_value(sql, fact, i, windowed);
            buf_adds(sql, ", ");
        }
    }
    buf_addf(sql, "scope = coalesce(excluded.scope, scope), changed = excluded.changed WHERE %s",
             windowed ? "scope IS NOT excluded.scope" : "false");
    for (size_t i = 1; i < fact->count; i++) {
        if (!fact->columns[i].key) {
            differs(sql, fact, i, windowed);
        }
    }
}

static int prepare_once(struct store *store, struct buf *sql, sqlite3_stmt **statement, struct error *error)
{
    int code = store_prepare(store, buf_text(sql), statement, error);
    buf_release(sql);
    return code;
}

int fact_upsert(struct store *store, struct fact *fact, bool windowed, sqlite3_stmt **out, struct error *error)
{
    int code = 0;
    if (!fact->upsert[windowed]) {
        struct buf sql;
        buf_init(&sql, SQL_MAX);
        upsert_sql(&sql, fact, windowed);
        code = prepare_once(store, &sql, &fact->upsert[windowed], error);
    }
    *out = fact->upsert[windowed];
    return code;
}

int fact_remove(struct store *store, struct fact *fact, sqlite3_stmt **out, struct error *error)
{
    int code = 0;
    if (!fact->remove) {
        struct buf sql;
        buf_init(&sql, SQL_MAX);
        buf_addf(&sql, "DELETE FROM " FACT_NAME " WHERE ", fact->type->name);
        key_list(&sql, fact, "@ = #", " AND ");
        code = prepare_once(store, &sql, &fact->remove, error);
    }
    *out = fact->remove;
    return code;
}

int fact_find(struct store *store, struct fact *fact, sqlite3_stmt **out, struct error *error)
{
    int code = 0;
    if (!fact->find) {
        struct buf sql;
        buf_init(&sql, SQL_MAX);
        buf_adds(&sql, "SELECT ");
        for (size_t i = 0; i < fact->count; i++) {
            buf_addf(&sql, "%s\"%s\"", i ? ", " : "", fact->columns[i].name);
        }
        buf_addf(&sql, " FROM " FACT_NAME " WHERE ", fact->type->name);
        key_list(&sql, fact, "@ = #", " AND ");
        code = prepare_once(store, &sql, &fact->find, error);
    }
    *out = fact->find;
    return code;
}

/* ---- triggers ---- */

static void row_of(struct buf *sql, const struct fact *fact, const char *which)
{
    for (size_t i = 0; i < fact->count; i++) {
        buf_addf(sql, ", %s.\"%s\"", which, fact->columns[i].name);
    }
    buf_addf(sql, ", %s.scope, %s.changed", which, which);
}

static int watch(struct store *store, const struct fact *fact, struct error *error)
{
    const char *name = fact->type->name;
    struct buf sql;
    buf_init(&sql, SQL_MAX);
    buf_addf(&sql,
             "CREATE TEMP TRIGGER watch_%s_update AFTER UPDATE ON main." FACT_NAME " BEGIN SELECT fact_updated(%d",
             name, name, (int)fact->type->kind);
    row_of(&sql, fact, "old");
    row_of(&sql, fact, "new");
    buf_addf(&sql,
             "); END; CREATE TEMP TRIGGER watch_%s_delete AFTER DELETE ON main." FACT_NAME
             " BEGIN SELECT fact_deleted(%d",
             name, name, (int)fact->type->kind);
    row_of(&sql, fact, "old");
    buf_adds(&sql, "); END;");
    int code = store_exec(store, buf_text(&sql), error);
    buf_release(&sql);
    return code;
}

int facts_watch(struct store *store, struct error *error)
{
    int code = 0;
    for (int kind = 1; kind < GARNER_RECORD_LIMIT && !code; kind++) {
        code = watch(store, &store->facts[kind], error);
    }
    return code;
}
