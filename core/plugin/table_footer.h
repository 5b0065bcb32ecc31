/* table_footer.h - lines that a program writes below the last row. For table.c only. */
#ifndef GARNER_PLUGIN_TABLE_FOOTER_H
#define GARNER_PLUGIN_TABLE_FOOTER_H

#include "core/plugin/table.h"

/* Whether the row just read is such a line. May read the file once more, at the first row that could be one. */
int table_is_footer(struct table *table, bool *footer, struct error *error);

#endif
