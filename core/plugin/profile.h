/* profile.h - what a file looks like to garner, before anybody has said anything about it: encoding, separator, header,
 * columns with guessed types, evidence for the order of dates and the decimal mark, currencies, total rows, duplicates.
 * Called by `garner profile` and by `preset: auto`.
 *
 * What the file could be is profile_fit.h's. It reads with the readers of a pull, so what it says is what a pull sees;
 * it knows nothing of stores or workers. */
#ifndef GARNER_PLUGIN_PROFILE_H
#define GARNER_PLUGIN_PROFILE_H

#include "core/base/arena.h"
#include "core/plugin/table.h"
#include "core/schema/values.h"

enum {
    PROFILE_VALUES = 24,  /* different values of a column that are kept */
    PROFILE_LINES = 5,    /* line numbers that are kept of rows that are remarkable */
    PROFILE_TEXT_MAX = 80 /* bytes that are kept of a value */
};

enum profile_guess {
    PROFILE_EMPTY = 0, /* nothing in it */
    PROFILE_TEXT = 1,
    PROFILE_WORDS = 2, /* text, the same few values again and again */
    PROFILE_FLAG = 3,  /* yes and no */
    PROFILE_ID = 4,
    PROFILE_EMAIL = 5,
    PROFILE_PHONE = 6,
    PROFILE_DAY = 7,
    PROFILE_INSTANT = 8,
    PROFILE_MONEY = 9, /* amounts whose currency is known */
    PROFILE_COUNT = 10,
    PROFILE_NUMBER = 11,
    PROFILE_SHARE = 12, /* 12.5% */
    PROFILE_CURRENCY = 13
};
const char *profile_guess_name(enum profile_guess guess);

struct profile_value {
    struct garner_str text;
    uint64_t rows;
};

struct profile_column {
    struct garner_str name;
    enum profile_guess guess;
    uint64_t filled, empty; /* empty: also words for nothing, such as "--" */
    uint64_t fits;          /* of the filled ones, how many are what the guess says */
    uint64_t distinct;
    bool distinct_more;     /* at least so many */
    struct profile_value values[PROFILE_VALUES]; /* the first that differ */
    size_t value_count;
    bool values_more; /* there are others */
    /* dates and numbers */
    uint64_t numeric_dates; /* dates such as 1/2/2026, of which the order has to be known */
    enum date_order order;  /* of those; DATE_ANY = the column does not decide, or contradicts itself */
    char decimal;           /* the mark that its numbers need; 0 = the same */
    struct garner_str not_dmy, not_mdy, point, comma;     /* the first value that decides so; absent where none does */
    struct garner_str two_ways;                           /* the first that has two readings */
    bool sorted_dmy, sorted_mdy;                          /* read so, and only so, its days never go back */
    struct garner_day first, last;                        /* of its days, where they can be read */
    char currency[4];                                     /* of its name or its cells; "" = none */
    bool currencies;                                      /* its cells name several */
    const char *currency_by;                              /* "name", "cells" */
};

/* Rows of a kind: how many, and where the first are. */
struct profile_lines {
    uint64_t count;
    uint64_t lines[PROFILE_LINES];
};

struct profile {
    struct arena arena; /* owns everything below */
    const char *path;
    uint64_t bytes;
    enum encoding encoding;
    const char *encoding_by; /* "byte order mark" … */
    enum table_format format;
    const char *format_name;
    char separator; /* 0 where it is no CSV */
    bool quoted;    /* cells in quotes occur */
    uint64_t crlf, lf, cr;        /* line ends of the first 256 KiB */
    uint64_t header_line;         /* 0 = there is none, or it is no CSV */
    bool no_header;               /* the first row is data */
    bool header_by_default;       /* a reader that is told nothing takes this line, too */
    const struct garner_str *preamble;
    size_t preamble_lines;
    struct profile_column *columns;
    size_t column_count;
    uint64_t rows, blank;         /* rows: without blank ones, with everything below */
    struct profile_lines ragged, unreadable, totals, repeated;
    struct garner_str total_label; /* of the first total row; absent where it has none */
};

/* Reads the whole file. 0 or a code with a message that names path. *out is set in either case, and freed by the
 * caller. */
int profile_read(const char *path, struct profile **out, struct error *error);
void profile_free(struct profile *profile);

/* The order that its numeric dates have: DATE_ANY where it has none, or where nothing decides. */
enum date_order profile_order(const struct profile_column *column);
/* Whether some of its values can be read in two ways that nothing decides between. */
bool profile_order_is_open(const struct profile_column *column);
bool profile_decimal_is_open(const struct profile_column *column);
static inline bool profile_is_date(const struct profile_column *column)
{
    return column->guess == PROFILE_DAY || column->guess == PROFILE_INSTANT;
}
static inline bool profile_is_number(const struct profile_column *column)
{
    return column->guess == PROFILE_COUNT || column->guess == PROFILE_NUMBER || column->guess == PROFILE_MONEY;
}

#endif
