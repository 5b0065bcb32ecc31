/* profile_mapping.h - a map that is being made of a profile. Shared by profile_map.c (which kind, which columns) and
 * profile_value.c (what is written for a field) and profile_words.c. */
#ifndef GARNER_PLUGIN_PROFILE_MAPPING_H
#define GARNER_PLUGIN_PROFILE_MAPPING_H

#include "core/plugin/profile_alias.h"
#include "core/plugin/profile_fit.h"
#include "core/schema/record.h"

enum { MAPPING_FIELDS = 64 };

struct mapped {
    const struct field *field;
    int column;        /* -1 = a constant */
    const char *value; /* YAML; NULL = the column as it stands */
};

struct mapping {
    const struct profile *profile;
    struct arena *arena;
    const struct profile_kind *kind;
    const struct record_type *type;
    struct mapped fields[MAPPING_FIELDS];
    size_t count;
    bool no_days;            /* no column says when: somebody has to */
    const char *when;        /* YAML, NULL = all rows */
    int currency;            /* the column that names it; -1 = none */
    struct profile_map *out; /* takes the notes */
};

struct mapped *mapping_find(struct mapping *map, const char *field); /* NULL where it is not mapped */
void mapping_set(struct mapping *map, const char *field, int column, const char *value);
void mapping_drop(struct mapping *map, const char *field);
void mapping_note(struct mapping *map, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- profile_value.c ---- */

/* "{Name}" in quotes, or a map that says which column of several is meant. */
const char *mapping_column(const struct mapping *map, int column);
/* A text in double quotes. */
const char *mapping_quoted(struct arena *arena, struct garner_str text);
void mapping_add_quoted(struct buf *out, struct garner_str text);
/* {column: …, values: {…}} */
const char *mapping_values(const struct mapping *map, int column, const char *values);
const struct profile_column *mapping_source(const struct mapping *map, const struct mapped *mapped);
/* The first column that has one of the names, separated by bars; -1 = none. */
int mapping_named(const struct profile *profile, const char *names);
/* Whether one of the phrases stands in a text, as profile_words writes it; NULL-terminated. */
bool mapping_says(struct garner_str text, const char *const *phrases);
/* Decides what stands for states, statuses, names, amounts and breakdowns once the columns are found. */
void mapping_refine(struct mapping *map);

/* ---- profile_words.c ---- */

void mapping_refine_deal(struct mapping *map);
void mapping_refine_lead_status(struct mapping *map);
void mapping_refine_order(struct mapping *map);

#endif
