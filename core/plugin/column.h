/* column.h - what all values of a column say about how to read the ones that have two readings: the order of dates, the
 * decimal mark of numbers. Used by cell.c; knows nothing of records. */
#ifndef GARNER_PLUGIN_COLUMN_H
#define GARNER_PLUGIN_COLUMN_H

#include "core/plugin/table.h"
#include "core/schema/values.h"

/* What a number says about its decimal mark. */
enum mark { MARK_NONE = 0, MARK_POINT = 1, MARK_COMMA = 2, MARK_EITHER = 3 /* "1,234" */ };
enum mark number_mark(struct garner_str text);

/* A word that exports write where there is no number or date, such as "--" or "n/a"; also nothing at all. */
bool column_says_nothing(struct garner_str text);

/* The currency that a column's name carries in parentheses, "Amount spent (IDR)"; false where there is none. */
bool cell_currency_of_name(struct garner_str name, char out[4]);

struct column {
    struct date_evidence dates;
    bool not_ymd; /* some numeric date does not begin with a year of two digits */
    bool point, comma; /* some number can only be read with this decimal mark */
};

/* Reads the whole file of table once more, by a reader of its own, for all columns at once. The caller frees *out. */
int columns_scan(const struct table *table, int fd, struct column **out, struct error *error);

/* What is left: DATE_ANY or 0 where the column does not decide, or contradicts itself. */
enum date_order column_order(const struct column *column);
char column_decimal(const struct column *column);

#endif
