/* batch.c - the virtual table over a feed: each step takes the feed's next record of the kind being merged and gives
 * its cells to SQL. It ends early where something must happen between two rows (a removal, members to clear), and is
 * read on from there. Read by the upsert statements alone; merge.c decides what happens at each end. */
#include "core/store/batch.h"
#include "core/base/calendar.h"
#include "core/base/mem.h"
#include "core/store/notes.h"

struct batch_table {
    sqlite3_vtab base;
    struct store *store;
};
struct batch_cursor {
    sqlite3_vtab_cursor base;
    struct batch *batch;
    sqlite3_int64 row;
};

/* ---- the feed ---- */

static int32_t utc_day(int64_t ms)
{
    int64_t day = ms / CALENDAR_DAY_MS;
    return (int32_t)(ms % CALENDAR_DAY_MS < 0 ? day - 1 : day);
}

static void note_place(struct batch *batch)
{
    const struct fact *fact = batch->fact;
    if (fact->place == FACT_NONE || batch->cells[fact->place].type != CELL_INTEGER) {
        return;
    }
    int64_t at = batch->cells[fact->place].integer;
    int32_t day = fact->columns[fact->place].form == COLUMN_MS ? utc_day(at) : (int32_t)at;
    batch->first_day = !batch->placed || day < batch->first_day ? day : batch->first_day;
    batch->last_day = !batch->placed || day > batch->last_day ? day : batch->last_day;
    batch->placed = true;
    if (fact->until != FACT_NONE && batch->cells[fact->until].type == CELL_INTEGER &&
        batch->cells[fact->until].integer > batch->last_until) {
        batch->last_until = (int32_t)batch->cells[fact->until].integer;
    }
    batch->first_ms = !batch->timed || at < batch->first_ms ? at : batch->first_ms;
    batch->last_ms = !batch->timed || at > batch->last_ms ? at : batch->last_ms;
    batch->timed = true;
}

static enum batch_stop fail(struct batch *batch, int code)
{
    batch->code = code;
    return BATCH_FAILED;
}

/* A removed key may come again, with other measures. */
static void forget_key(struct batch *batch)
{
    uint32_t *seen = batch->keep_seen ? table_find(&batch->seen, values_key(batch)) : NULL;
    if (seen) {
        *seen = SEEN_REMOVED;
    }
}

static enum batch_stop take_removal(struct batch *batch)
{
    int code = values_read(batch, true);
    if (code) {
        return fail(batch, code);
    }
    forget_key(batch);
    return BATCH_REMOVE;
}

/* Rows of the window's own scope are restated whole: only one that came from elsewhere still has what it clears. */
static bool must_clear(const struct batch *batch)
{
    return batch->cleared && (!batch->merge->windowed || batch->store->notes->scope_moved);
}

static enum batch_stop advance(struct batch *batch)
{
    if (must_clear(batch)) {
        return BATCH_CLEAR;
    }
    batch->store->notes->scope_moved = false;
    batch->cleared = 0;
    for (;;) {
        int got = batch->merge->feed.next(batch->merge->feed.context, &batch->item, batch->error);
        if (got <= 0) {
            return got ? fail(batch, got) : BATCH_END;
        }
        batch->kinds |= GARNER_EMITS(batch->item.type->kind);
        if (batch->item.type != batch->fact->type) {
            continue;
        }
        if (batch->item.remove) {
            return take_removal(batch);
        }
        int code = values_read(batch, false);
        int fresh = code || !batch->keep_seen ? 1 : grain_check(batch);
        if (code || fresh < 0) {
            return fail(batch, code ? code : fresh);
        }
        note_place(batch);
        if (fresh) {
            batch->rows++;
            batch->updated_before = batch->store->notes->updated;
            batch->merged |=
                batch->fact->type->kind == GARNER_RECORD_CONTACT && batch->item.record.contact.merged_into.len;
            return BATCH_ROW;
        }
        batch->counts->repeated++;
    }
}

int batch_rewind(struct batch *batch, struct fact *fact, struct error *error)
{
    batch->fact = fact;
    batch->error = error;
    batch->rows = 0;
    batch->cleared = 0;
    batch->timed = batch->merged = false;
    batch->clash = (struct clash){0};
    batch->last_until = INT32_MIN;
    batch->code = 0;
    table_clear(&batch->seen);
    batch->cells[0] = (struct cell){.type = CELL_INTEGER, .integer = batch->merge->source};
    return batch->merge->feed.rewind(batch->merge->feed.context, error);
}

/* ---- the module ---- */

static int connect_table(sqlite3 *db, void *store, int argc, const char *const *argv, sqlite3_vtab **out,
                         char **message)
{
    (void)argc;
    (void)argv;
    (void)message;
    char *sql = sqlite3_mprintf("CREATE TABLE batch (c0");
    for (int i = 1; i < FACT_COLUMNS && sql; i++) {
        char *longer = sqlite3_mprintf("%z, c%d", sql, i);
        sql = longer;
    }
    char *whole = sql ? sqlite3_mprintf("%z)", sql) : NULL;
    int result = whole ? sqlite3_declare_vtab(db, whole) : SQLITE_NOMEM;
    sqlite3_free(whole);
    if (result == SQLITE_OK) {
        struct batch_table *table = xcalloc(1, sizeof *table);
        table->store = store;
        *out = &table->base;
    }
    return result;
}

static int disconnect_table(sqlite3_vtab *table)
{
    free(table);
    return SQLITE_OK;
}

static int best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    info->estimatedCost = 1e6;
    info->estimatedRows = 1000000;
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    struct batch_cursor *cursor = xcalloc(1, sizeof *cursor);
    cursor->batch = ((struct batch_table *)table)->store->batch;
    *out = &cursor->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *cursor)
{
    free(cursor);
    return SQLITE_OK;
}

static int next_row(sqlite3_vtab_cursor *base)
{
    struct batch_cursor *cursor = (struct batch_cursor *)base;
    if (!cursor->batch) {
        return SQLITE_MISUSE;
    }
    cursor->row++;
    cursor->batch->stop = advance(cursor->batch);
    return cursor->batch->stop == BATCH_FAILED ? SQLITE_ERROR : SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *base, int number, const char *text, int argc, sqlite3_value **argv)
{
    (void)number;
    (void)text;
    (void)argc;
    (void)argv;
    return next_row(base);
}

static int at_end(sqlite3_vtab_cursor *base)
{
    return ((struct batch_cursor *)base)->batch->stop != BATCH_ROW;
}

/* The texts stay where they are until the next step, and SQLite copies each row into its page before that. */
static int give_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
    const struct cell *cell = &((struct batch_cursor *)base)->batch->cells[column];
    if (cell->type == CELL_INTEGER) {
        sqlite3_result_int64(context, cell->integer);
    } else if (cell->type == CELL_TEXT) {
        sqlite3_result_text64(context, cell->text.ptr, cell->text.len, SQLITE_STATIC, SQLITE_UTF8);
    }
    return SQLITE_OK;
}

static int give_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *row)
{
    *row = ((struct batch_cursor *)base)->row;
    return SQLITE_OK;
}

static const sqlite3_module module = {
    .xConnect = connect_table,
    .xBestIndex = best_index,
    .xDisconnect = disconnect_table,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = filter,
    .xNext = next_row,
    .xEof = at_end,
    .xColumn = give_column,
    .xRowid = give_rowid,
};

int batch_register(struct store *store, struct error *error)
{
    return sqlite3_create_module_v2(store->db, "batch", &module, store, NULL) ? store_failed(store, store->db, error)
                                                                              : 0;
}
