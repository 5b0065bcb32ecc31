/* xlsx_book.h - an Excel workbook (.xlsx, .xlsm): its sheets by name, and what they share. For table_xlsx.c and
 * xlsx_sheet.c.
 *
 * A book is shared by counting: several readers of one file hold the same. */
#ifndef GARNER_PLUGIN_XLSX_BOOK_H
#define GARNER_PLUGIN_XLSX_BOOK_H

#include "core/base/arena.h"
#include "core/plugin/xlsx_strings.h"
#include "core/plugin/xlsx_styles.h"

struct xlsx_sheet_entry {
    struct garner_str name;
    const char *part;
    bool hidden;
};

struct xlsx_book {
    struct xlsx_archive *archive;
    struct xlsx_sheet_entry *sheets; /* those that hold cells, as the user sees them ordered; in arena */
    size_t count;
    bool from_1904; /* its days count from 1904 */
    struct xlsx_styles styles;
    struct xlsx_strings strings;
    struct arena arena;
    size_t users;
};

/* fd and memory as xlsx_archive_open has them, borrowed for as long as anybody holds the book. GARNER_E_CONFIG where it
 * is another kind of file, GARNER_E_DATA where it is damaged. */
int xlsx_book_open(struct xlsx_book **out, int fd, struct garner_str memory, struct error *error);
struct xlsx_book *xlsx_book_share(struct xlsx_book *book);
void xlsx_book_release(struct xlsx_book *book); /* NULL is fine */
/* The sheet of a name, without regard to case as in Excel; -1 = none. */
int xlsx_book_find(const struct xlsx_book *book, struct garner_str name);

#endif
