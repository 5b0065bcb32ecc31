/* csv.h - rows of separated values (RFC 4180, read as leniently as spreadsheets do) over a text stream.
 *
 * A quote opens a quoted cell only as its first character; elsewhere it is text. What follows a closing quote belongs
 * to the cell. A quote that never closes spoils its own line only. */
#ifndef GARNER_PLUGIN_CSV_H
#define GARNER_PLUGIN_CSV_H

#include "core/plugin/decode.h"

enum { CSV_COLUMNS_MAX = 16384, CSV_CELL_MAX = 1 << 20, CSV_FAULT_MAX = 128 };

struct csv {
    struct stream *stream; /* borrowed */
    char separator, quote; /* quote 0 = none */
    bool doubtful;         /* the source holds NULs or bad UTF-8: look for them in every row */
    uint64_t next_line;
    /* the row read last; valid until the next csv_row */
    uint64_t line;
    struct garner_str raw; /* without its line end */
    struct garner_str *cells;
    size_t count;
    char fault[CSV_FAULT_MAX]; /* why it cannot be read; "" = it can */
    /* private */
    size_t room, lines;
    size_t *marked; /* cells that hold more quotes than the two around them */
    size_t marked_count, marked_room;
    char *plain; /* their text */
    size_t plain_room;
    bool too_wide;
};

void csv_init(struct csv *csv, struct stream *stream, char separator, char quote);
void csv_release(struct csv *csv);
/* 1 = a row (or, where fault is set, a line that is none), 0 = the end, negative = reading failed. */
int csv_row(struct csv *csv, struct error *error);
/* Gives the row just read as many cells as columns, absent ones behind those it has. */
const struct garner_str *csv_pad(struct csv *csv, size_t columns);
/* Begins again at the first line; the stream is rewound. */
void csv_rewind(struct csv *csv);

/* Comma, semicolon, tab or pipe: whichever splits the first rows of a text most evenly. whole: text is all there is. */
char csv_sniff(struct garner_str text, bool whole, char quote);

#endif
