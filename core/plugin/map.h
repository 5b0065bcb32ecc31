/* map.h - a `map:` tree compiled for the columns of one file, and run for every row of it. map_compile.c, map_value.c
 * and map_condition.c make it, map.c runs it. It knows records only by their tables (core/schema/record.h). */
#ifndef GARNER_PLUGIN_MAP_H
#define GARNER_PLUGIN_MAP_H

#include "core/plugin/host_impl.h"
#include "core/plugin/ordinals.h"

/* A literal, or a column where that is not below 0. */
struct map_piece {
    struct garner_str literal;
    int column;
};

/* How a text comes out of a row: the first of some columns that holds anything, or pieces one after the other. Pieces
 * without a column are a constant; pieces of which no column holds anything are nothing. */
struct map_text {
    const int *columns;
    size_t column_count;
    const struct map_piece *pieces;
    size_t piece_count;
};

/* `values:` – what a text is replaced by. */
struct map_word {
    const char *pattern;
    bool glob;
    struct garner_str value;
};

enum { MAP_MEMO = 64, MAP_NO_WORD = -1 };

/* Words of enumerations repeat: what they meant the last time. */
struct map_memo {
    struct garner_str text;
    int number;
};

struct map_value {
    const struct garner_node *node;
    const struct field *field;
    const struct field *word; /* where the source's own word is kept beside an enumeration; NULL = nowhere */
    struct map_text text;
    struct map_text currencies[2]; /* of the field, of the record; empty ones say nothing */
    struct cell_format format;
    const struct map_word *words;
    size_t word_count;
    struct garner_str fallback;
    bool minor;        /* an amount in cents and the like */
    const char *label; /* the column as messages name it */
    struct map_memo *memo;
    size_t memo_count;
};

struct map_condition {
    int column; /* -1: the file need not have it, and has not: it holds nothing */
    const char *const *patterns;
    size_t count;
};

struct map_record {
    const struct record_type *type;
    union record_any base; /* what is the same for every row */
    struct map_value *values;
    size_t count;
    struct map_condition *when, *unless;
    size_t when_count, unless_count;
    const char *when_rule, *unless_rule;
    const struct field *made_up_id; /* NULL: the map names it, or the kind has none */
    bool ordinal_id;                /* a repeated row gets its number as id (spend) */
    const struct field *person;     /* the first of its person's fields, where it must have one; else NULL */
    struct map_value **needed;      /* those of values without which there is no record */
    size_t needed_count;
};

struct map {
    struct map *next;
    const struct garner_node *node; /* what it was compiled from */
    struct map_record *records;
    size_t count;
    struct ordinals ordinals; /* of this file */
};

/* Compiles for the open file; the map lives in its arena. GARNER_E_CONFIG naming file:line:column. */
int map_compile(struct host *host, const struct garner_node *node, struct map **out);
void map_release(struct map *map);

/* Sets the field from the row, or from constants where row is NULL. GARNER_E_DATA with the reason in *why; other codes
 * have set host->error. */
int map_set(struct host *host, struct map_value *value, const struct garner_row *row, void *record, struct error *why);

/* ---- for the compiler's files ---- */

struct map_place {
    struct host *host;
    const struct table *table;
    struct arena *arena;
    const char *path; /* "map.lead.created_at" */
};
int map_wrong(const struct map_place *place, const struct garner_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A value's node: a template, or a map that says more. *found is false where all its columns are optional and missing.
 */
int map_compile_value(const struct map_place *place, const struct garner_node *node, struct map_value *value,
                      bool *found);
/* `when:` or `unless:`. */
int map_compile_conditions(const struct map_place *place, const struct garner_node *node, struct map_condition **out,
                           size_t *count);
/* Whether a column that the file lacks rules every row out: nothing else is missed then. */
bool map_is_never(const struct map_record *record);
/* The currency of amounts: a text, or a map with column, columns or template, and optional. */
int map_compile_currency(const struct map_place *place, const struct garner_node *node, struct map_text *out);
int map_compile_text(const struct map_place *place, const struct garner_node *node, struct map_text *out);
int map_find_column(const struct map_place *place, const struct garner_node *node, struct garner_str name, int64_t nth,
                    bool optional, int *column);
bool map_is_yes(struct garner_str text); /* "optional: yes" */
int map_wrong_word(const struct map_place *place, const struct garner_node *node, const char *what,
                   struct garner_str word, const char *const *candidates);

#endif
