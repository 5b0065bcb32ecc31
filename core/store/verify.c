/* verify.c - whether a store is whole: SQLite's own check of its pages and indexes, then every reference between tables
 * (the store has no foreign keys: merges are quicker without). Called by the doctor through store.h. */
#include "core/store/facts.h"

enum { PROBLEMS_MAX = 20 };

struct verifying {
    struct store *store;
    struct arena *arena;
    struct garner_str *problems;
    size_t count;
    struct error *error;
};

static void add(struct verifying *v, const char *text)
{
    if (v->count < PROBLEMS_MAX) {
        v->problems[v->count++] = garner_text(arena_strdup(v->arena, text));
    }
}

/* SQL whose rows are problems in words. */
static int collect(struct verifying *v, const char *sql)
{
    sqlite3_stmt *s;
    int row = store_prepare(v->store, sql, &s, v->error);
    row = row ? row : store_step(v->store, s, v->error);
    for (; row > 0 && v->count < PROBLEMS_MAX; row = store_step(v->store, s, v->error)) {
        const char *text = (const char *)sqlite3_column_text(s, 0);
        if (text && strcmp(text, "ok") != 0) {
            add(v, text);
        }
    }
    sqlite3_finalize(s);
    return row < 0 ? row : 0;
}

static int look_for(struct verifying *v, const char *table, const char *column, const char *target)
{
    char sql[512];
    snprintf(sql, sizeof sql,
             "SELECT * FROM (SELECT format('%%d rows of %s name a %s that is not there', count(*)) AS problem, "
             "count(*) AS n FROM %s WHERE \"%s\" <> 0 AND \"%s\" NOT IN (SELECT id FROM %s)) WHERE n > 0",
             table, target, table, column, column, target);
    return collect(v, sql);
}

static int check_fact(struct verifying *v, const struct fact *fact)
{
    char table[64];
    snprintf(table, sizeof table, FACT_NAME, fact->type->name);
    int code = look_for(v, table, "scope", "scope");
    for (size_t i = 0; i < fact->count && code == 0; i++) {
        const struct fact_column *column = &fact->columns[i];
        switch (column->form) {
        case COLUMN_SOURCE:
            code = look_for(v, table, column->name, "source");
            break;
        case COLUMN_WORD:
            code = look_for(v, table, column->name, "word");
            break;
        case COLUMN_WHO:
        case COLUMN_REFERRER:
            code = look_for(v, table, column->name, "person_ref");
            break;
        case COLUMN_CAMP:
        case COLUMN_SELF:
            code = look_for(v, table, column->name, "campaign_ref");
            break;
        default:
            break;
        }
    }
    return code;
}

/* A damaged file is a problem, no failure of the check. */
static int verify(struct verifying *v)
{
    int code = collect(v, "PRAGMA quick_check(10)");
    for (int kind = 1; kind < GARNER_RECORD_LIMIT && code == 0 && v->count == 0; kind++) {
        code = check_fact(v, &v->store->facts[kind]);
    }
    code = code ? code : look_for(v, "run", "source", "source");
    code = code ? code : look_for(v, "quarantine_row", "source", "source");
    if (code == GARNER_E_DATA) {
        add(v, v->error->message);
        code = 0;
    }
    return code;
}

int store_verify(const char *path, struct arena *arena, struct garner_strs *problems, struct error *error)
{
    struct store store = {.path = (char *)path, .mode = STORE_READ};
    struct verifying v = {.store = &store, .arena = arena, .error = error};
    v.problems = arena_calloc(arena, PROBLEMS_MAX, sizeof *v.problems);
    facts_init(&store);
    int code = 0;
    if (sqlite3_open_v2(path, &store.db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        code = store.db ? store_failed(&store, store.db, error) : error_set(error, GARNER_E_TEMPORARY, "out of memory");
    } else {
        sqlite3_busy_timeout(store.db, STORE_BUSY_MS);
        code = verify(&v);
    }
    facts_free(&store);
    sqlite3_close_v2(store.db);
    *problems = (struct garner_strs){v.problems, v.count};
    return code;
}
