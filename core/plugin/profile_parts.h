/* profile_parts.h - what the files behind profile.h share. Private to profile*.c. */
#ifndef GARNER_PLUGIN_PROFILE_PARTS_H
#define GARNER_PLUGIN_PROFILE_PARTS_H

#include "core/plugin/column.h"
#include "core/plugin/file_facts.h"
#include "core/plugin/ordinals.h"
#include "core/plugin/profile.h"

uint64_t profile_hash(uint64_t hash, struct garner_str text); /* 0 begins */

/* ---- profile_cell.c: what a text can be ---- */

enum profile_sign {
    SIGN_EMAIL = 1 << 0,
    SIGN_PHONE = 1 << 1,
    SIGN_DAY = 1 << 2,
    SIGN_INSTANT = 1 << 3,
    SIGN_MONEY = 1 << 4, /* names its currency */
    SIGN_COUNT = 1 << 5,
    SIGN_NUMBER = 1 << 6, /* counts, too */
    SIGN_SHARE = 1 << 7,
    SIGN_FLAG = 1 << 8,
    SIGN_CURRENCY = 1 << 9,
    SIGN_SPACED = 1 << 10, /* has blanks in it */
    SIGN_TWO_WAYS = 1 << 11, /* a date or number of two readings */
    SIGN_DIGITS = 1 << 12
};
enum { SIGNS = 13 };
/* text: trimmed, not empty. says: of the column's name. currency gets the code that money names. */
unsigned profile_signs(struct garner_str text, unsigned says, char currency[4]);
/* Looks like a value, not like a name: a number, date or address. */
bool profile_is_value(struct garner_str text);

/* ---- profile_name.c: column names ---- */

enum profile_says {
    PROFILE_SAYS_ID = 1,
    PROFILE_SAYS_DATE = 2,
    PROFILE_SAYS_PHONE = 4,
    PROFILE_SAYS_CURRENCY = 8
};
unsigned profile_name_says(struct garner_str name);

/* ---- profile_header.c ---- */

/* The line on which the header of a CSV file stands: 0 in an empty one. *none is set where the first row is data. */
int profile_header(const struct table *table, int fd, uint64_t *line, bool *none, struct error *error);

/* ---- profile_column.c: columns, row by row ---- */

struct column_state {
    uint64_t signs[SIGNS]; /* how many values have each */
    struct ordinals seen;
    size_t most_distinct;
    unsigned says; /* its name */
    int32_t before[2];  /* the last day, read as DMY and as MDY */
    bool days[2];       /* whether there was one */
    uint64_t back[2], forth[2];
};
void profile_column_begin(struct profile_column *column, struct column_state *state, size_t most_distinct);
void profile_column_add(struct profile *profile, struct profile_column *column, struct column_state *state,
                        struct garner_str cell);
/* All rows are read, evidence is set: what is it? */
void profile_column_end(struct profile *profile, struct profile_column *column, struct column_state *state);

/* ---- profile_total.c: total rows ---- */

struct total_watch;
struct total_watch *profile_total_begin(struct arena *arena, size_t columns);
void profile_total_add(struct total_watch *watch, struct profile *profile, const struct table *table);
/* Adds rows without a label that are the sum of the others. */
void profile_total_end(struct total_watch *watch, struct profile *profile);

static inline void profile_lines_add(struct profile_lines *lines, uint64_t line)
{
    if (lines->count < PROFILE_LINES) {
        lines->lines[lines->count] = line;
    }
    lines->count++;
}

#endif
