/* rows.h - a report's row: its cells without the signs for "nothing", whether it is a total, what breaks it down. For
 * ads_export.c only. */
#ifndef ADS_EXPORT_ROWS_H
#define ADS_EXPORT_ROWS_H

#include "columns.h"

/* A cell without blanks around it; absent where there is no such column (-1) or it says nothing ("--"). */
struct garner_str cell(const struct garner_row *row, int column);
/* The column, or -1 where the row has nothing there. */
int shown(const struct garner_row *row, int column);
bool has_dimension(const struct garner_row *row, const struct columns *columns);
/* A total or subtotal of other rows: labelled as one, naming nothing where other rows name something, or without a day
 * in a report by days. */
bool is_total(const struct garner_row *row, const struct columns *columns);
/* "age,gender|age=18-24;gender=male": the dimensions, then what they are here; absent for a row without any. Lives
 * until the next row. */
struct garner_str breakdown_of(struct garner_pull *pull, const struct garner_row *row, const struct columns *columns);

#endif
