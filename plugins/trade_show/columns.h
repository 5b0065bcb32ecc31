/* columns.h - which column of a badge-scan export holds what. For trade_show.c only. */
#ifndef TRADE_SHOW_COLUMNS_H
#define TRADE_SHOW_COLUMNS_H

#include <garner/plugin.h>

enum column {
    SCANNED, /* date, or date and time */
    TIME,    /* its time, where that stands in a cell of its own */
    SCAN_ID,
    BADGE,
    EMAIL,
    MOBILE,
    PHONE,
    FIRST_NAME,
    LAST_NAME,
    FULL_NAME,
    COMPANY,
    COUNTRY,
    STATUS,
    OWNER,
    KIND,
    COLUMNS
};

/* Words of which a header row has at least two. NULL-terminated. */
extern const char *const header_words[];

struct columns {
    int at[COLUMNS]; /* -1 = the file has none */
    bool utc;        /* its times are UTC whatever the venue */
};
struct columns columns_of(const struct garner_file *file);

#endif
