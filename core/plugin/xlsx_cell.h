/* xlsx_cell.h - one cell of a sheet, and the row that cells gather in. For xlsx_sheet.c. */
#ifndef GARNER_PLUGIN_XLSX_CELL_H
#define GARNER_PLUGIN_XLSX_CELL_H

#include "core/plugin/xlsx_book.h"

/* As its XML says. */
struct xlsx_cell {
    enum xlsx_type {
        XLSX_TYPE_NUMBER = 0,
        XLSX_TYPE_SHARED = 1,
        XLSX_TYPE_TEXT = 2, /* inline, or a formula's */
        XLSX_TYPE_BOOLEAN = 3,
        XLSX_TYPE_ERROR = 4,
        XLSX_TYPE_ISO_DATE = 5
    } type;
    size_t style;
    bool has_value, has_formula;
    struct buf value, formula;
    char text[XLSX_NUMBER_MAX]; /* a number or date, made */
};
void xlsx_cell_init(struct xlsx_cell *cell);
void xlsx_cell_release(struct xlsx_cell *cell);
/* type and style as attributes, or NULL. */
void xlsx_cell_begin(struct xlsx_cell *cell, const char *type, const char *style);

enum xlsx_cell_result { XLSX_CELL_TEXT = 0, XLSX_CELL_TOO_LONG = 1, XLSX_CELL_NO_TEXT = 2 /* of the shared ones */ };
/* What the cell holds: text of the book, or of the cell, valid until it begins again. book may be NULL. */
enum xlsx_cell_result xlsx_cell_text(struct xlsx_cell *cell, const struct xlsx_book *book, struct garner_str *text,
                                     bool *number);

/* The cells of a row. Texts of the book are pointed to, others copied: numbers apart from the rest. */
struct xlsx_row {
    struct xlsx_place {
        const char *ptr; /* NULL: in texts, or in numbers */
        size_t offset, len;
        bool number;
    } * places; /* by column; owned */
    size_t count, room;
    struct buf texts, numbers;
};
void xlsx_row_clear(struct xlsx_row *row);
void xlsx_row_release(struct xlsx_row *row);
/* column not below count. false where the row is too long. */
bool xlsx_row_add(struct xlsx_row *row, size_t column, struct garner_str text, const struct xlsx_cell *cell,
                  bool number);
/* Writes count cells; they are valid until the row is cleared. */
void xlsx_row_show(const struct xlsx_row *row, struct garner_str *cells);
bool xlsx_row_is_number(const struct xlsx_row *row, struct garner_str cell);

#endif
