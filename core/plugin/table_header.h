/* table_header.h - where the header of a CSV file stands. For table.c only. */
#ifndef GARNER_PLUGIN_TABLE_HEADER_H
#define GARNER_PLUGIN_TABLE_HEADER_H

#include "core/plugin/table.h"

/* Finds the header as the options say, keeps names and preamble, and leaves the reader behind it. */
int table_header_find(struct table *table, struct error *error);

#endif
