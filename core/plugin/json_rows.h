/* json_rows.h - the objects of a JSON file as rows under named columns: a member "a" is a column, one nested in it
 * "a.b". The columns are the union over all objects, so that a file is read twice. Used by table.c. */
#ifndef GARNER_PLUGIN_JSON_ROWS_H
#define GARNER_PLUGIN_JSON_ROWS_H

#include "core/base/arena.h"
#include "core/plugin/json_stream.h"

struct json_rows {
    struct json_stream values;
    struct arena names_arena, row_arena;
    struct garner_str *names; /* in the order they first appear */
    size_t columns;
    /* the row read last; valid until the next one */
    struct garner_str *cells; /* absent where the object lacks the member or it is null */
    const char *fault;        /* static text; NULL = the row is good */
    /* private */
    size_t room, slots, expected;
    uint32_t *index; /* hash table: column + 1 */
    bool too_many;
};

int json_rows_open(struct json_rows *rows, struct stream *stream, enum json_form form, struct error *error);
void json_rows_close(struct json_rows *rows);
void json_rows_rewind(struct json_rows *rows);
/* 1 = a row (values.line, values.raw say which), 0 = the end, negative = the file cannot be read on. */
int json_rows_next(struct json_rows *rows, struct error *error);

#endif
