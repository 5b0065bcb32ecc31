/* facts.c - turns the record descriptors into columns and tables: the layout internal.h describes. Called when a store
 * is opened; knows nothing of how rows get in (facts_sql.c, merge.c). */
#include "core/store/facts.h"
#include "core/base/buf.h"
#include "core/base/mem.h"
#include <assert.h>

enum { SQL_MAX = 1 << 20 };

/* ---- columns ---- */

static size_t add(struct fact *fact, enum column_form form, const struct field *field, const char *name,
                  const char *suffix)
{
    assert(fact->count < FACT_COLUMNS);
    struct fact_column *column = &fact->columns[fact->count];
    *column = (struct fact_column){.form = form, .field = field, .lead = fact->count};
    snprintf(column->name, sizeof column->name, "%s%s", name, suffix);
    return fact->count++;
}

static void add_pair(struct fact *fact, enum column_form form, enum column_form second, const struct field *field,
                     const char *suffix)
{
    size_t lead = add(fact, form, field, field->name, "");
    size_t follower = add(fact, second, field, field->name, suffix);
    fact->columns[follower].lead = lead;
}

static size_t add_group(struct fact *fact, const struct field *field)
{
    switch (field->group) {
    case GROUP_PERSON:
        return add(fact, COLUMN_WHO, field, "who", "");
    case GROUP_REFERRER:
        return add(fact, COLUMN_REFERRER, field, "referrer", "");
    case GROUP_CAMPAIGN:
    case GROUP_NONE:
        break;
    }
    size_t camp = add(fact, COLUMN_CAMP, field, "camp", "");
    add(fact, COLUMN_CLICK, field, "click_id", "");
    return camp;
}

static size_t add_field(struct fact *fact, const struct field *field)
{
    size_t at = fact->count;
    switch (field->type) {
    case FIELD_TEXT:
        return add(fact, field->flags & FIELD_REPEATS ? COLUMN_WORD : COLUMN_TEXT, field, field->name, "");
    case FIELD_MONEY:
        add_pair(fact, COLUMN_MICROS, COLUMN_CURRENCY, field, "_currency");
        return at;
    case FIELD_INSTANT:
        add_pair(fact, COLUMN_MS, COLUMN_ONLY_DAY, field, "_day");
        return at;
    case FIELD_DAY:
        return add(fact, COLUMN_DAY, field, field->name, "");
    case FIELD_COUNT:
        return add(fact, COLUMN_COUNT, field, field->name, "");
    case FIELD_AMOUNT:
        return add(fact, COLUMN_AMOUNT, field, field->name, "");
    case FIELD_ENUM:
        break;
    }
    return add(fact, COLUMN_ENUM, field, field->name, "");
}

/* The fields of one reference stand together: the first of them makes its columns. */
static void add_columns(struct fact *fact)
{
    const struct record_type *type = fact->type;
    add(fact, COLUMN_SOURCE, NULL, "source", "");
    for (size_t i = 0; i < type->count; i++) {
        const struct field *field = &type->fields[i];
        bool inner = field->group != GROUP_NONE && i > 0 && type->fields[i - 1].group == field->group;
        if (inner) {
            continue;
        }
        size_t column = field->group == GROUP_NONE ? add_field(fact, field) : add_group(fact, field);
        fact->columns[column].key = (field->flags & FIELD_KEY) != 0;
        if (field->flags & FIELD_PLACE) {
            fact->place = column;
        }
        if (type->summed && strcmp(field->name, "until_day") == 0) {
            fact->until = column;
        }
        if (strcmp(field->name, "id") == 0) {
            fact->id = column;
        }
    }
    if (type->kind == GARNER_RECORD_CAMPAIGN) {
        add(fact, COLUMN_SELF, NULL, "camp", "");
    }
}

/* A campaign implies its source; touches are clustered by time, so that a day's delta lands on few pages. */
static void choose_key(struct fact *fact)
{
    size_t before_source = fact->type->kind == GARNER_RECORD_TOUCH ? 1 : 0, seen = 0;
    bool implied = false;
    for (size_t i = 1; i < fact->count; i++) {
        if (!fact->columns[i].key) {
            continue;
        }
        implied |= seen == 0 && fact->columns[i].form == COLUMN_CAMP;
        if (!implied && seen == before_source) {
            fact->keys[fact->key_count++] = 0;
        }
        fact->keys[fact->key_count++] = i;
        seen++;
    }
    fact->columns[0].key = !implied;
    assert(fact->key_count <= FACT_KEYS);
}

void facts_init(struct store *store)
{
    store->facts = xcalloc(GARNER_RECORD_LIMIT, sizeof *store->facts);
    for (int kind = 1; kind < GARNER_RECORD_LIMIT; kind++) {
        struct fact *fact = &store->facts[kind];
        fact->type = record_type(kind);
        fact->place = fact->until = fact->id = FACT_NONE;
        add_columns(fact);
        choose_key(fact);
    }
}

void facts_free(struct store *store)
{
    for (int kind = 1; store->facts && kind < GARNER_RECORD_LIMIT; kind++) {
        struct fact *fact = &store->facts[kind];
        sqlite3_finalize(fact->upsert[0]);
        sqlite3_finalize(fact->upsert[1]);
        sqlite3_finalize(fact->remove);
        sqlite3_finalize(fact->find);
    }
    free(store->facts);
    store->facts = NULL;
}

/* ---- tables ---- */

static bool is_text(enum column_form form)
{
    return form == COLUMN_TEXT || form == COLUMN_CURRENCY || form == COLUMN_CLICK;
}

static void column_sql(struct buf *sql, const struct fact_column *column)
{
    bool text = is_text(column->form);
    buf_addf(sql, "\"%s\" %s", column->name, text ? "TEXT" : "INTEGER");
    if (column->key || column->form == COLUMN_SOURCE) {
        buf_adds(sql, text ? " NOT NULL DEFAULT ''" : " NOT NULL DEFAULT 0");
    }
}

static void create_sql(struct buf *sql, const struct fact *fact)
{
    buf_addf(sql, "CREATE TABLE IF NOT EXISTS " FACT_NAME " (", fact->type->name);
    for (size_t i = 0; i < fact->count; i++) {
        column_sql(sql, &fact->columns[i]);
        buf_adds(sql, ", ");
    }
    buf_adds(sql, "scope INTEGER, run INTEGER NOT NULL, changed INTEGER NOT NULL, PRIMARY KEY (");
    for (size_t i = 0; i < fact->key_count; i++) {
        buf_addf(sql, "%s\"%s\"", i ? ", " : "", fact->columns[fact->keys[i]].name);
    }
    buf_adds(sql, ")) WITHOUT ROWID");
}

/* Periods are few among days, and overlap.c looks for them. */
static void index_sql(struct buf *sql, const struct fact *fact)
{
    if (fact->until != FACT_NONE) {
        buf_addf(sql,
                 "CREATE INDEX IF NOT EXISTS fact_%s_until ON " FACT_NAME " (source, until_day, day, camp)"
                 " WHERE until_day > day%s;",
                 fact->type->name, fact->type->name, fact->id != FACT_NONE ? " AND id = ''" : "");
    }
}

void facts_layout(const struct store *store, struct buf *out)
{
    for (int kind = 1; kind < GARNER_RECORD_LIMIT; kind++) {
        create_sql(out, &store->facts[kind]);
        index_sql(out, &store->facts[kind]);
    }
}

static int has_column(struct store *store, const struct fact *fact, const char *name, struct error *error)
{
    char sql[160];
    int64_t found = 0;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM pragma_table_info('" FACT_NAME "') WHERE name = '%s'",
             fact->type->name, name);
    int code = store_integer(store, sql, &found, error);
    return code ? code : found > 0;
}

static int add_missing(struct store *store, const struct fact *fact, struct error *error)
{
    int present = 1;
    for (size_t i = 0; i < fact->count && present >= 0; i++) {
        present = has_column(store, fact, fact->columns[i].name, error);
        if (present) {
            continue;
        }
        struct buf sql;
        buf_init(&sql, SQL_MAX);
        buf_addf(&sql, "ALTER TABLE " FACT_NAME " ADD COLUMN ", fact->type->name);
        column_sql(&sql, &fact->columns[i]);
        int code = store_exec(store, buf_text(&sql), error);
        buf_release(&sql);
        if (code) {
            return code;
        }
    }
    return present < 0 ? present : 0;
}

/* How many columns the table has; 0 where there is none. */
static int64_t columns_stored(struct store *store, const struct fact *fact, int *code, struct error *error)
{
    char sql[160];
    int64_t count = 0;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM pragma_table_info('" FACT_NAME "')", fact->type->name);
    *code = store_integer(store, sql, &count, error);
    return count;
}

static int make_table(struct store *store, const struct fact *fact, struct error *error)
{
    int code = 0;
    int64_t columns = columns_stored(store, fact, &code, error);
    if (code || columns >= (int64_t)fact->count + 3) {
        return code;
    }
    struct buf sql;
    buf_init(&sql, SQL_MAX);
    create_sql(&sql, fact);
    code = store_exec(store, buf_text(&sql), error);
    buf_release(&sql);
    return code ? code : add_missing(store, fact, error);
}

int facts_migrate(struct store *store, struct error *error)
{
    struct buf indexes;
    int code = 0;
    buf_init(&indexes, SQL_MAX);
    for (int kind = 1; kind < GARNER_RECORD_LIMIT && !code; kind++) {
        code = make_table(store, &store->facts[kind], error);
        index_sql(&indexes, &store->facts[kind]);
    }
    code = code ? code : store_exec(store, buf_text(&indexes), error);
    buf_release(&indexes);
    return code;
}
