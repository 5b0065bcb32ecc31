/* table_xlsx.c - opens an Excel workbook as a table: which of its sheets, and where the header stands on it. See
 * table_header.h; called by table.c. */
#include "core/base/buf.h"
#include "core/base/str.h"
#include "core/plugin/table_header.h"

enum { NAMES_SHOWN = 600 };

int table_restart(struct table *table, struct error *error)
{
    if (!table->sheet) {
        csv_rewind(&table->csv);
        return 0;
    }
    size_t index = table->sheet_index;
    xlsx_sheet_close(table->sheet);
    return xlsx_sheet_open(&table->sheet, table->book, index, error);
}

static int open_sheet(struct table *table, size_t index, struct error *error)
{
    xlsx_sheet_close(table->sheet);
    table->sheet_index = index;
    return xlsx_sheet_open(&table->sheet, table->book, index, error);
}

static int no_sheet(const struct table *table, struct error *error)
{
    const struct xlsx_book *book = table->book;
    struct buf names;
    buf_init(&names, NAMES_SHOWN);
    for (size_t i = 0; i < book->count && !names.overflowed; i++) {
        buf_addf(&names, "%s\"" STR_FMT "\"", i ? ", " : "", STR_ARG(book->sheets[i].name));
    }
    int code = error_set(error, GARNER_E_CONFIG, "has no sheet \"" STR_FMT "\"; it has %s%s; correct `sheet`",
                         STR_ARG(table->options.sheet), buf_text(&names), names.overflowed ? ", …" : "");
    buf_release(&names);
    return code;
}

/* The first visible sheet with a header; else the first with anything on it; else the first. */
static int choose(struct table *table, size_t *chosen, struct error *error)
{
    const struct xlsx_book *book = table->book;
    int best = -1;
    *chosen = 0;
    for (size_t i = 0; i < book->count && best < HEADER_SURE; i++) {
        if (book->sheets[i].hidden) {
            continue;
        }
        int rank = open_sheet(table, i, error);
        rank = rank ? rank : table_header_rank(table, error);
        if (rank < 0) {
            return rank;
        }
        if (rank > best) {
            best = rank;
            *chosen = i;
        }
    }
    return 0;
}

static int find_sheet(struct table *table, size_t *chosen, struct error *error)
{
    if (table->options.sheet.len == 0) {
        return choose(table, chosen, error);
    }
    int index = xlsx_book_find(table->book, table->options.sheet);
    *chosen = (size_t)index;
    return index >= 0 ? 0 : no_sheet(table, error);
}

int table_xlsx_open(struct table *table, struct xlsx_book *shared, struct error *error)
{
    size_t chosen = 0;
    int code = 0;
    table->options.format = TABLE_XLSX;
    table->book = shared ? xlsx_book_share(shared) : NULL;
    if (!shared) {
        code = xlsx_book_open(&table->book, table->stream.fd, table->stream.memory, error);
    }
    code = code ? code : find_sheet(table, &chosen, error);
    code = code ? code : open_sheet(table, chosen, error);
    if (code) {
        return code;
    }
    table->options.sheet = table->book->sheets[chosen].name;
    code = table_header_find(table, error);
    table->needed = 0; /* a row ends with its last cell that holds something */
    return code ? error_prefix(error, "sheet \"" STR_FMT "\"", STR_ARG(table->options.sheet)) : 0;
}
