/* grain.c - the grain check: a key that comes twice within one merge. With equal contents it is one record; where what
 * a summed kind measures differs, a dimension is missing and adding or choosing would be wrong either way. Called by
 * batch.c; for other kinds the last record wins. */
#include "core/store/batch.h"
#include "core/base/calendar.h"
#include "core/base/number.h"
#include "core/base/str.h"
#include "core/store/dictionary.h"

enum { CONTENT_BIT = 1 << 30 };

static uint32_t content(struct batch *batch)
{
    struct dictionary *d = batch->store->dictionary;
    const struct fact *fact = batch->fact;
    scratch_start(d, 'v');
    for (size_t i = 1; i < fact->count; i++) {
        const struct cell *cell = &batch->cells[i];
        if (fact->columns[i].key) {
            continue;
        }
        scratch_add_number(d, (int64_t)cell->type);
        if (cell->type == CELL_TEXT) {
            scratch_add(d, cell->text);
        } else if (cell->type == CELL_INTEGER) {
            scratch_add_number(d, cell->integer);
        }
    }
    return scratch_print(d).a | CONTENT_BIT;
}

/* ---- the message ---- */

static struct cell stored_cell(sqlite3_stmt *row, size_t column)
{
    struct cell cell = {.type = CELL_NULL};
    int i = (int)column, type = sqlite3_column_type(row, i);
    if (type == SQLITE_INTEGER) {
        cell.type = CELL_INTEGER;
        cell.integer = sqlite3_column_int64(row, i);
    } else if (type == SQLITE_TEXT) {
        cell.type = CELL_TEXT;
        cell.text = column_str(row, i);
    }
    return cell;
}

static bool equal(const struct cell *a, const struct cell *b)
{
    if (a->type != b->type) {
        return false;
    }
    return a->type == CELL_NULL ||
           (a->type == CELL_INTEGER ? a->integer == b->integer : str_compare(a->text, b->text) == 0);
}

/* Appends the first column of what sql selects for an id. */
static void add_looked_up(struct store *store, struct buf *out, const char *sql, int64_t id)
{
    sqlite3_stmt *statement;
    if (store_prepare(store, sql, &statement, NULL)) {
        return;
    }
    sqlite3_bind_int64(statement, 1, id);
    if (store_step(store, statement, NULL) > 0) {
        buf_addstr(out, column_str(statement, 0));
    }
    sqlite3_finalize(statement);
}

static void add_word(struct store *store, struct buf *out, int64_t id)
{
    add_looked_up(store, out, "SELECT text FROM word WHERE id = ?1", id);
}

static void add_camp(struct store *store, struct buf *out, int64_t id)
{
    add_looked_up(store, out,
                  "SELECT coalesce(name, native_id, utm_campaign, click_id, 'without a name') FROM campaign_ref "
                  "WHERE id = ?1",
                  id);
}

/* A cell as people read it. currency: the cell after an amount of money. */
static void add_cell(struct store *store, struct buf *out, const struct fact_column *column, const struct cell *cell,
                     const struct cell *currency)
{
    char text[32];
    if (cell->type == CELL_NULL) {
        buf_adds(out, "nothing");
        return;
    }
    switch (column->form) {
    case COLUMN_MICROS:
        buf_addf(out, "%s " STR_FMT, number_format_millionths(cell->integer, 2, text), STR_ARG(currency->text));
        return;
    case COLUMN_AMOUNT:
        buf_adds(out, number_format_millionths(cell->integer, 0, text));
        return;
    case COLUMN_DAY:
        buf_adds(out, calendar_format_day((int32_t)cell->integer, text));
        return;
    case COLUMN_WORD:
        add_word(store, out, cell->integer);
        return;
    case COLUMN_CAMP:
    case COLUMN_SELF:
        add_camp(store, out, cell->integer);
        return;
    case COLUMN_ENUM: {
        const char *name = words_name(column->field->words, (int)cell->integer);
        buf_adds(out, name ? name : "unspecified");
        return;
    }
    default:
        break;
    }
    if (cell->type == CELL_TEXT) {
        buf_addstr(out, cell->text);
    } else {
        buf_addf(out, "%lld", (long long)cell->integer);
    }
}

/* "spend of campaign Expo on 2026-03-01, cost_type booth" */
static void add_key(struct batch *batch, struct buf *out)
{
    const struct fact *fact = batch->fact;
    buf_adds(out, fact->type->name);
    for (size_t i = 0; i < fact->key_count; i++) {
        const struct fact_column *column = &fact->columns[fact->keys[i]];
        const struct cell *cell = &batch->cells[fact->keys[i]];
        if (column->form == COLUMN_SOURCE || (cell->type == CELL_TEXT ? cell->text.len == 0 : cell->integer == 0)) {
            continue;
        }
        if (column->form == COLUMN_CAMP) {
            buf_adds(out, " of campaign ");
        } else if (column->form == COLUMN_DAY) {
            buf_adds(out, " on ");
        } else {
            buf_addf(out, ", %s ", column->name);
        }
        add_cell(batch->store, out, column, cell, NULL);
    }
}

static const char *missing(const struct fact *fact, size_t differing)
{
    if (differing == fact->until) {
        return "; the two overlap, so that days would count twice";
    }
    switch (fact->type->kind) {
    case GARNER_RECORD_SPEND:
        return "; a dimension is missing from breakdown or id";
    case GARNER_RECORD_CLAIM:
        return "; a dimension is missing from breakdown";
    default:
        return "";
    }
}

/* Returns the column that differs, 0 where none is found. */
static size_t add_difference(struct batch *batch, sqlite3_stmt *row, struct buf *out)
{
    const struct fact *fact = batch->fact;
    for (size_t i = 1; i < fact->count; i++) {
        struct cell before = stored_cell(row, i), *after = &batch->cells[i];
        size_t lead = fact->columns[i].lead, next = lead + 1 < fact->count ? lead + 1 : lead;
        if (fact->columns[i].key || equal(&before, after)) {
            continue;
        }
        struct cell value = stored_cell(row, lead), currency = stored_cell(row, next);
        buf_adds(out, " comes twice, as ");
        add_cell(batch->store, out, &fact->columns[lead], &value, &currency);
        buf_adds(out, " and ");
        add_cell(batch->store, out, &fact->columns[lead], &batch->cells[lead], &batch->cells[next]);
        buf_addf(out, " (%s)", fact->columns[lead].name);
        return lead;
    }
    buf_adds(out, " comes twice, not the same");
    return 0;
}

static int refuse(struct batch *batch)
{
    sqlite3_stmt *row;
    int code = fact_find(batch->store, batch->fact, &row, batch->error);
    if (code) {
        return code;
    }
    size_t differing = 0;
    struct buf text;
    buf_init(&text, ERROR_MESSAGE_MAX);
    values_bind_key(batch, row);
    code = store_step(batch->store, row, batch->error);
    add_key(batch, &text);
    if (code > 0) {
        differing = add_difference(batch, row, &text);
        sqlite3_reset(row);
    }
    if (code >= 0) {
        code = error_set(batch->error, GARNER_E_DATA, "%s%s", buf_text(&text), missing(batch->fact, differing));
    }
    buf_release(&text);
    return code;
}

int grain_check(struct batch *batch)
{
    struct print key = values_key(batch);
    uint32_t now = content(batch), *seen = table_find(&batch->seen, key);
    if (!seen) {
        table_put(&batch->seen, key, now);
        return 1;
    }
    if (*seen == now) {
        return 0;
    }
    if (*seen != SEEN_REMOVED && batch->fact->type->summed) {
        return refuse(batch);
    }
    *seen = now;
    return 1;
}
