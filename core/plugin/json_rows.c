/* json_rows.c - objects as rows; see json_rows.h. */
#include "core/plugin/json_rows.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/plugin/csv.h"
#include "core/plugin/json.h"

enum { FIRST_SLOTS = 64 };

/* ---- columns by name ---- */

static size_t hash(struct garner_str name)
{
    uint64_t h = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < name.len; i++) {
        h = (h ^ (unsigned char)name.ptr[i]) * UINT64_C(0x100000001B3);
    }
    return (size_t)(h ^ h >> 32);
}

static uint32_t *slot_of(const struct json_rows *rows, struct garner_str name)
{
    size_t at = hash(name) & (rows->slots - 1);
    while (rows->index[at] && !garner_same(rows->names[rows->index[at] - 1], name)) {
        at = (at + 1) & (rows->slots - 1);
    }
    return &rows->index[at];
}

static void grow_index(struct json_rows *rows)
{
    free(rows->index);
    rows->slots = rows->slots ? rows->slots * 2 : FIRST_SLOTS;
    rows->index = xcalloc(rows->slots, sizeof *rows->index);
    for (size_t i = 0; i < rows->columns; i++) {
        *slot_of(rows, rows->names[i]) = (uint32_t)i + 1;
    }
}

static void add_name(struct json_rows *rows, uint32_t *slot, struct garner_str name)
{
    if (rows->columns == rows->room) {
        rows->room = rows->room ? rows->room * 2 : FIRST_SLOTS;
        rows->names = xreallocarray(rows->names, rows->room, sizeof *rows->names);
    }
    rows->names[rows->columns++] = arena_str(&rows->names_arena, name);
    *slot = (uint32_t)rows->columns;
    if (rows->columns * 2 > rows->slots) {
        grow_index(rows);
    }
}

/* Objects mostly repeat their members in one order: the next column is tried before the table. -1 where unknown. */
static int64_t column_of(struct json_rows *rows, struct garner_str name)
{
    size_t expected = rows->expected;
    if (expected >= rows->columns || !garner_same(rows->names[expected], name)) {
        uint32_t found = *slot_of(rows, name);
        if (!found) {
            return -1;
        }
        expected = found - 1;
    }
    rows->expected = expected + 1;
    return (int64_t)expected;
}

/* ---- the two readings ---- */

static const char *collect_name(void *context, struct garner_str path, struct garner_str value)
{
    struct json_rows *rows = context;
    (void)value;
    if (column_of(rows, path) >= 0) {
        return NULL;
    }
    if (rows->columns == CSV_COLUMNS_MAX) {
        rows->too_many = true;
        return "has too many members";
    }
    add_name(rows, slot_of(rows, path), path);
    return NULL;
}

static const char *fill_cell(void *context, struct garner_str path, struct garner_str value)
{
    struct json_rows *rows = context;
    int64_t column = column_of(rows, path);
    if (column < 0) {
        return "has a member that it had not before: the file changed while it was read";
    }
    if (value.len > CSV_CELL_MAX) {
        return "a value is longer than 1 MiB";
    }
    rows->cells[column] = value;
    return NULL;
}

static int collect_names(struct json_rows *rows, struct error *error)
{
    const struct json_walk walk = {&rows->row_arena, rows, collect_name};
    int code = 0;
    while ((code = json_stream_next(&rows->values, error)) > 0) {
        rows->expected = 0;
        arena_clear(&rows->row_arena);
        if (!rows->values.fault) {
            json_walk(&walk, rows->values.raw);
        }
        if (rows->too_many) {
            return error_set(error, GARNER_E_DATA, "line %llu: the objects have more than %d different members",
                             (unsigned long long)rows->values.line, CSV_COLUMNS_MAX);
        }
    }
    return code;
}

int json_rows_open(struct json_rows *rows, struct stream *stream, enum json_form form, struct error *error)
{
    *rows = (struct json_rows){0};
    grow_index(rows);
    int code = json_stream_open(&rows->values, stream, form, error);
    code = code ? code : collect_names(rows, error);
    if (code) {
        return code;
    }
    rows->cells = xcalloc(rows->columns, sizeof *rows->cells);
    json_rows_rewind(rows);
    return 0;
}

void json_rows_close(struct json_rows *rows)
{
    arena_release(&rows->names_arena);
    arena_release(&rows->row_arena);
    free(rows->names);
    free(rows->cells);
    free(rows->index);
    *rows = (struct json_rows){0};
}

void json_rows_rewind(struct json_rows *rows)
{
    json_stream_rewind(&rows->values);
}

static bool is_blank(struct garner_str raw)
{
    return str_trim(raw).len == 0;
}

int json_rows_next(struct json_rows *rows, struct error *error)
{
    const struct json_walk walk = {&rows->row_arena, rows, fill_cell};
    int code = json_stream_next(&rows->values, error);
    if (code <= 0) {
        return code;
    }
    arena_clear(&rows->row_arena);
    memset(rows->cells, 0, rows->columns * sizeof *rows->cells);
    rows->expected = 0;
    rows->fault = rows->values.fault;
    if (!rows->fault && !(rows->values.form == JSON_LINES && is_blank(rows->values.raw))) {
        rows->fault = json_walk(&walk, rows->values.raw);
    }
    return 1;
}
