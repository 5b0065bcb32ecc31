/* table_header.h - where the header of a CSV file or a sheet stands. For table.c and table_xlsx.c only. */
#ifndef GARNER_PLUGIN_TABLE_HEADER_H
#define GARNER_PLUGIN_TABLE_HEADER_H

#include "core/plugin/table.h"

/* Finds the header as the options say, keeps names and preamble, and leaves the reader behind it. */
int table_header_find(struct table *table, struct error *error);

/* How well the first rows fit a header: HEADER_NONE where all are blank. Leaves the reader behind them. */
enum header_rank { HEADER_NONE = 0, HEADER_PERHAPS = 1, HEADER_SURE = 2 };
int table_header_rank(struct table *table, struct error *error);

/* ---- table.c: rows before they are judged ---- */

/* Reads a row of a CSV file or a sheet into table->csv: 1, 0 at the end, or a code. */
int table_record(struct table *table, struct error *error);
/* Begins again at the first one. */
int table_restart(struct table *table, struct error *error);

/* ---- table_xlsx.c ---- */

/* Opens the sheet that the options name, or that fits best, and finds its header. shared: the book, if somebody has it
 * open, else NULL. */
int table_xlsx_open(struct table *table, struct xlsx_book *shared, struct error *error);

#endif
