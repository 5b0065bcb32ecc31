/* overlap.c - refuses periods that overlap: spend from 1 to 31 January beside spend of the 15th, or of 15 January to 15
 * February, says something about some days twice, and no way of adding them up is right. Called by merge.c once a kind
 * is merged, in its transaction; see overlap.h.
 *
 * A fact is about the days from its `day` to its `until_day`, alone that day where it has none. Two facts of one
 * campaign and cost type (of a claim: action and window) agree where their days are the same or apart. A fact with an
 * id of its own (an invoice, a reward) is one of many and may lie anywhere. Facts of different sets of dimensions break
 * the same amount down in two ways: one may hold the other's days, and spend.c takes one of the two; but they must not
 * cross. That two scopes restate single days is how sources restate the past: the later one holds. */
#include "core/store/overlap_words.h"
#include "core/base/mem.h"
#include "core/base/number.h"
#include "core/base/str.h"

enum { SQL_MAX = 1 << 16 };

/* ---- scopes that yield ---- */

int overlap_begin(struct batch *batch, struct error *error)
{
    const struct store_merge *merge = batch->merge;
    sqlite3_stmt *s;
    if (merge->yielding_count == 0) {
        return 0;
    }
    batch->yields = xcalloc(merge->yielding_count, sizeof *batch->yields);
    int code = store_prepare(batch->store, "SELECT id FROM scope WHERE source = ?1 AND name = ?2", &s, error);
    for (size_t i = 0; i < merge->yielding_count && !code; i++) {
        sqlite3_bind_int64(s, 1, merge->source);
        bind_str(s, 2, merge->yielding[i]);
        int row = store_step(batch->store, s, error);
        if (row > 0) {
            batch->yields[batch->yield_count++] = sqlite3_column_int64(s, 0);
        }
        sqlite3_reset(s);
        code = row < 0 ? row : 0;
    }
    sqlite3_finalize(s);
    return code;
}

void overlap_end(struct batch *batch)
{
    free(batch->yields);
    batch->yields = NULL;
    batch->yield_count = 0;
}

static bool yields(const struct batch *batch, int64_t scope)
{
    for (size_t i = 0; i < batch->yield_count; i++) {
        if (batch->yields[i] == scope) {
            return true;
        }
    }
    return false;
}

/* ---- the same key from another scope ---- */

static int64_t integer(sqlite3_value *value, int64_t fallback)
{
    return sqlite3_value_type(value) == SQLITE_NULL ? fallback : sqlite3_value_int64(value);
}

static bool measures_differ(const struct fact *fact, sqlite3_value **before, sqlite3_value **after)
{
    for (size_t i = 1; i < fact->count; i++) {
        const struct fact_column *column = &fact->columns[i];
        bool measure = column->field && column->field->flags & FIELD_MEASURE && column->lead == i;
        bool absent = sqlite3_value_type(before[i]) == SQLITE_NULL;
        if (measure && (absent != (sqlite3_value_type(after[i]) == SQLITE_NULL) ||
                        sqlite3_value_int64(before[i]) != sqlite3_value_int64(after[i]))) {
            return true;
        }
    }
    return false;
}

void overlap_note(struct batch *batch, const struct fact *fact, sqlite3_value **before, sqlite3_value **after)
{
    int64_t was = integer(before[fact->count], 0), is = integer(after[fact->count], 0);
    if (batch->clash.camp || fact->until == FACT_NONE || !was || was == is || yields(batch, was) ||
        (fact->id != FACT_NONE && sqlite3_value_bytes(before[fact->id]))) {
        return;
    }
    int64_t day = sqlite3_value_int64(before[fact->place]);
    struct clash clash = {sqlite3_value_int64(before[fact->keys[0]]), day, integer(before[fact->until], day),
                          integer(after[fact->until], day),           was, is};
    if (clash.was_until != clash.is_until || (clash.was_until > day && measures_differ(fact, before, after))) {
        batch->clash = clash;
    }
}

static int refuse_clash(struct batch *batch, struct error *error)
{
    const struct clash *clash = &batch->clash;
    if (clash->was_until != clash->is_until) {
        struct overlap_side old = {clash->day, clash->was_until, clash->was_scope, {0}};
        struct overlap_side new = {clash->day, clash->is_until, clash->is_scope, {0}};
        return overlap_refuse(batch, clash->camp, &old, &new, error);
    }
    struct buf text;
    buf_init(&text, ERROR_MESSAGE_MAX);
    overlap_add_subject(batch, &text, clash->camp);
    buf_addc(&text, ' ');
    overlap_add_days(&text, clash->day, clash->was_until);
    buf_adds(&text, ": ");
    overlap_add_scope(batch->store, &text, clash->was_scope);
    buf_adds(&text, " and ");
    overlap_add_scope(batch->store, &text, clash->is_scope);
    buf_adds(&text, " do not say the same about this period; keep the right one of the two files; where they are of "
                    "two accounts, make them two sources");
    int code = error_set(error, GARNER_E_DATA, "%s", buf_text(&text));
    buf_release(&text);
    return code;
}

/* ---- rows that say the same ---- */

void overlap_note_echo(struct batch *batch, const struct fact *fact, sqlite3_value **before, sqlite3_value **after)
{
    int64_t was = integer(before[fact->count], 0), is = integer(after[fact->count], 0);
    if (was && is && was != is && !batch->returning && fact->id != FACT_NONE) {
        const char *id = (const char *)sqlite3_value_text(before[fact->id]);
        bool made_up = id && id[0] == 'h' && id[1] == ':';
        batch->echoes += made_up;
        batch->echoed = made_up ? was : batch->echoed;
    }
}

void overlap_warn(const struct batch *batch, const struct scope *scope)
{
    if (batch->echoes == 0) {
        return;
    }
    struct buf text;
    buf_init(&text, ERROR_MESSAGE_MAX);
    buf_addf(&text, "%llu records of ", (unsigned long long)batch->echoes);
    overlap_add_scope(batch->store, &text, scope->id);
    buf_adds(&text, " have no id and say the same as some of ");
    overlap_add_scope(batch->store, &text, batch->echoed);
    buf_adds(&text, ": they count once; where they are facts of their own, map an id, or join the files");
    overlap_log(batch, &text);
}

/* ---- periods beside other days ---- */

/* A fact's set of dimensions: the text before the bar, after a blank that tells it from none. */
#define DIMENSIONS(f)                                                                                                  \
    "iif(" f ".breakdown = 0, '', ' ' || (SELECT substr(text, 1, instr(text, '|')) FROM word WHERE id = " f            \
    ".breakdown))"

static bool groups(const struct fact *fact, size_t column)
{
    const struct fact_column *c = &fact->columns[column];
    return c->form != COLUMN_CAMP && column != fact->place && column != fact->id && strcmp(c->name, "breakdown") != 0;
}

/* " AND a.x = b.x" for each column that tells apart what may lie on the same days. */
static void add_group(struct buf *sql, const struct fact *fact, const char *a, const char *b)
{
    for (size_t i = 0; i < fact->key_count; i++) {
        const char *name = fact->columns[fact->keys[i]].name;
        if (groups(fact, fact->keys[i])) {
            buf_addf(sql, " AND %s.\"%s\" = %s.\"%s\"", a, name, b, name);
        }
    }
}

static void add_group_columns(struct buf *sql, const struct fact *fact)
{
    for (size_t i = 0; i < fact->key_count; i++) {
        if (groups(fact, fact->keys[i])) {
            buf_addf(sql, ", f.\"%s\"", fact->columns[fact->keys[i]].name);
        }
    }
}

static const char *only_without_id(const struct fact *fact, const char *with_id)
{
    return fact->id == FACT_NONE ? "" : with_id;
}

/* Of two facts that overlap, one that begins first, or with the other, is a period: those are looked through, with
 * whatever begins inside of them. One of each pair is this run's, since earlier ones were looked at then. ?1 source,
 * ?2 run, ?3 and ?4 the first and last day that the batch is about. */
static void pair_sql(struct buf *sql, const struct fact *fact)
{
    const char *name = fact->type->name;
    buf_addf(sql, "WITH period AS MATERIALIZED (SELECT f.camp, f.day, f.until_day, " DIMENSIONS(
                      "f") " AS dimensions,"
                           " f.scope, max(f.changed = ?2) AS mine");
    add_group_columns(sql, fact);
    buf_addf(sql,
             " FROM fact_%s f INDEXED BY fact_%s_until WHERE f.source = ?1 AND f.until_day > f.day%s"
             " AND f.until_day >= ?3 AND f.day <= ?4 GROUP BY 1, 2, 3, 4, 5",
             name, name, only_without_id(fact, " AND f.id = ''"));
    add_group_columns(sql, fact);
    buf_addf(
        sql,
        "), pair AS (SELECT p.camp, p.day, p.until_day, p.dimensions, coalesce(p.scope, 0) AS scope,"
        " o.day AS other_day, coalesce(o.until_day, o.day) AS other_until, " DIMENSIONS(
            "o") " AS other_dimensions,"
                 " coalesce(o.scope, 0) AS other_scope, o.changed = ?2 AS other_mine"
                 " FROM period p CROSS JOIN fact_%s o ON o.camp = p.camp AND o.day BETWEEN p.day AND p.until_day%s",
        name, only_without_id(fact, " AND o.id = ''"));
    add_group(sql, fact, "o", "p");
    buf_adds(sql,
             " WHERE (p.mine OR o.changed = ?2))"
             " SELECT * FROM pair WHERE iif(dimensions = other_dimensions,"
             " other_day <> day OR other_until <> until_day, other_day > day AND other_until > until_day) LIMIT 1");
}

/* What a row of pair_sql says, the older side first. Texts live until the statement's next step. */
struct pair {
    int64_t camp;
    struct overlap_side old, new;
};

static struct garner_str without_marks(struct garner_str dimensions)
{
    bool bar = dimensions.len && dimensions.ptr[dimensions.len - 1] == '|';
    return str_trim(str_of(dimensions.ptr, dimensions.len - bar));
}

static struct overlap_side read_side(sqlite3_stmt *row, int first)
{
    return (struct overlap_side){.day = sqlite3_column_int64(row, first),
                                 .until = sqlite3_column_int64(row, first + 1),
                                 .dimensions = without_marks(column_str(row, first + 2)),
                                 .scope = sqlite3_column_int64(row, first + 3)};
}

static struct pair read_pair(sqlite3_stmt *row, const struct scope *scope)
{
    struct overlap_side a = read_side(row, 1), b = read_side(row, 5);
    bool a_new = a.scope == scope->id && (b.scope != scope->id || a.day > b.day);
    return (struct pair){sqlite3_column_int64(row, 0), a_new ? b : a, a_new ? a : b};
}

/* The yielding scope's facts of that campaign, wherever the new one has days. */
static int give_way(struct batch *batch, const struct pair *pair, struct error *error)
{
    struct store *store = batch->store;
    struct buf text;
    buf_init(&text, ERROR_MESSAGE_MAX);
    overlap_add_subject(batch, &text, pair->camp);
    buf_adds(&text, ": ");
    overlap_add_side(store, &text, &pair->old);
    buf_adds(&text, ", which is gone or has changed, gives way to ");
    overlap_add_side(store, &text, &pair->new);
    overlap_log(batch, &text);
    return store_execf(store, error,
                       "DELETE FROM " FACT_NAME " WHERE camp = %lld AND scope = %lld AND day <= %lld"
                       " AND coalesce(until_day, day) >= %lld%s",
                       batch->fact->type->name, (long long)pair->camp, (long long)pair->old.scope,
                       (long long)pair->new.until, (long long)pair->new.day,
                       only_without_id(batch->fact, " AND id = ''"));
}

/* 1 = a pair was put right, 0 = there is none, negative = refused. */
static int settle_pair(struct batch *batch, sqlite3_stmt *s, const struct scope *scope, struct error *error)
{
    int row = store_step(batch->store, s, error);
    if (row <= 0) {
        return row;
    }
    struct pair pair = read_pair(s, scope);
    bool apart = pair.old.scope != pair.new.scope;
    int code = apart && yields(batch, pair.old.scope) ? give_way(batch, &pair, error)
                                                      : overlap_refuse(batch, pair.camp, &pair.old, &pair.new, error);
    sqlite3_reset(s);
    return code ? code : 1;
}

static int check_pairs(struct batch *batch, const struct scope *scope, struct error *error)
{
    struct buf sql;
    sqlite3_stmt *s;
    buf_init(&sql, SQL_MAX);
    pair_sql(&sql, batch->fact);
    int code = store_prepare(batch->store, buf_text(&sql), &s, error);
    buf_release(&sql);
    if (code) {
        return code;
    }
    sqlite3_bind_int64(s, 1, batch->merge->source);
    sqlite3_bind_int64(s, 2, batch->merge->run);
    sqlite3_bind_int64(s, 3, batch->first_day);
    sqlite3_bind_int64(s, 4, batch->last_until > batch->last_day ? batch->last_until : batch->last_day);
    do {
        code = settle_pair(batch, s, scope, error);
    } while (code > 0);
    sqlite3_finalize(s);
    return code;
}

/* Most sources have no periods at all. */
static int has_periods(struct batch *batch, int64_t *found, struct error *error)
{
    char sql[256];
    const char *name = batch->fact->type->name;
    snprintf(sql, sizeof sql,
             "SELECT EXISTS (SELECT 1 FROM fact_%s INDEXED BY fact_%s_until WHERE source = %lld AND until_day > day%s)",
             name, name, (long long)batch->merge->source, only_without_id(batch->fact, " AND id = ''"));
    return store_integer(batch->store, sql, found, error);
}

int overlap_check(struct batch *batch, const struct scope *scope, struct error *error)
{
    int64_t periods = 0;
    if (batch->fact->until == FACT_NONE || !batch->placed) {
        return 0;
    }
    if (batch->clash.camp) {
        return refuse_clash(batch, error);
    }
    int code = has_periods(batch, &periods, error);
    return code || !periods ? code : check_pairs(batch, scope, error);
}
