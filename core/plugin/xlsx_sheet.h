/* xlsx_sheet.h - the rows of one sheet of a workbook, as csv.h has those of a text. Used by table.c; knows nothing of
 * headers or of what cells mean.
 *
 * Text is given as it is, numbers as xlsx_number.h says, TRUE and FALSE, errors by their name but #N/A, which is
 * nothing; a formula by its stored result, or, where none was stored, as its text behind a "=". Cells that are merged
 * have their value at the top left. */
#ifndef GARNER_PLUGIN_XLSX_SHEET_H
#define GARNER_PLUGIN_XLSX_SHEET_H

#include "core/plugin/csv.h"
#include "core/plugin/xlsx_book.h"

struct xlsx_sheet;

/* Shares book. *out is NULL where it fails. */
int xlsx_sheet_open(struct xlsx_sheet **out, struct xlsx_book *book, size_t sheet, struct error *error);
/* The same over the XML of a sheet in memory, without a workbook around it. */
int xlsx_sheet_open_text(struct xlsx_sheet **out, struct garner_str xml, struct error *error);
void xlsx_sheet_close(struct xlsx_sheet *sheet); /* NULL is fine */
/* Reads the next row that the sheet has into row: line (its number in the sheet), raw (as CSV), cells, count (at least
 * 1) and fault. 1, 0 at the end, or a code. What row points to is valid until the next call. */
int xlsx_sheet_row(struct xlsx_sheet *sheet, struct csv *row, struct error *error);
/* Whether a cell of the row read last is a number as the program wrote it: its decimal mark is the point. */
bool xlsx_sheet_is_number(const struct xlsx_sheet *sheet, struct garner_str cell);
/* How many bytes of the file that is so far, about. */
uint64_t xlsx_sheet_read(const struct xlsx_sheet *sheet);

#endif
