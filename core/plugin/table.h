/* table.h - a file as rows of cells under named columns, whether it is CSV, JSON or a sheet of an Excel workbook. Used by
 * the host's file services, by costs and by the look at whole columns; knows nothing of plugins, records or windows. */
#ifndef GARNER_PLUGIN_TABLE_H
#define GARNER_PLUGIN_TABLE_H

#include "core/plugin/csv.h"
#include "core/plugin/json_rows.h"
#include "core/plugin/xlsx_sheet.h"

enum table_format { TABLE_AUTO = 0, TABLE_CSV = 1, TABLE_TSV = 2, TABLE_JSON = 3, TABLE_JSONL = 4, TABLE_XLSX = 5 };

struct table_options {
    enum table_format format;
    enum encoding encoding;
    char separator; /* 0 = found */
    char quote;     /* 0 = none */
    int64_t header; /* line of the header; 0 = found; -1 = none */
    const char *const *header_words;
    struct garner_str sheet; /* of a workbook; "" = the first one with a header */
    bool pad; /* short rows are filled up, not refused */
};
/* From the options of a plugin that reads files; GARNER_E_CONFIG where one makes no sense. */
int table_options_read(const struct garner_file_options *options, const char *const *header_words,
                       struct table_options *out, struct error *error);

enum table_row {
    TABLE_CELLS = 1,
    TABLE_BLANK = 2,
    TABLE_FAULT = 3,
    TABLE_AGAIN = 4, /* the header once more, as where files were joined */
    TABLE_FOOTER = 5 /* a line below the last row (table_footer.c) */
};

struct table {
    const char *path; /* as messages name it; owned */
    const struct garner_str *names;
    size_t columns;
    struct garner_str *preamble; /* lines above the header */
    size_t preamble_lines;
    uint64_t titles, blanks; /* how many of them hold something, and how many do not */
    /* the row read last; valid until the next one */
    uint64_t line;
    const struct garner_str *cells; /* as many as columns, where it is TABLE_CELLS */
    struct garner_str raw;
    const char *fault;
    /* private */
    struct arena arena;
    struct table_options options;
    struct stream stream;
    struct csv csv;
    struct json_rows json;
    bool is_json;
    struct xlsx_book *book; /* NULL unless it is a workbook */
    struct xlsx_sheet *sheet;
    size_t sheet_index;
    bool lenient;  /* what no record has may be asked for: members of JSON come and go */
    size_t needed; /* cells that a row must have */
    uint64_t header_line;
    uint64_t last_row; /* 0 = not looked for */
    bool after_blank;  /* the row read last stands below a blank line or a footer */
    char ragged[CSV_FAULT_MAX];
};

/* Opens a file whose bytes have been surveyed. fd is borrowed and read by position (-1: memory, which must outlive the
 * table). 0 or a code with a message that names path; *out is set in either case and is closed by the caller. */
int table_open(struct table **out, const char *path, int fd, struct garner_str memory, const struct survey *survey,
               const struct table_options *options, struct error *error);
void table_close(struct table *table);
/* A second reader of the same file, from its first row on. */
int table_open_again(struct table **out, const struct table *table, int fd, struct error *error);
/* An enum table_row, 0 = the end, or a code. */
int table_next(struct table *table, struct error *error);
/* Whether a cell of the row read last is a number that a program wrote, whatever decimal mark people use there. */
bool table_is_number(const struct table *table, struct garner_str cell);
/* Bytes of the file read so far. */
uint64_t table_read(const struct table *table);

/* The column of a name, exactly or as garner_same_name has it; nth from 1 among those that are named alike. -1 = none.
 */
int table_column(const struct garner_str *names, size_t columns, struct garner_str name, int64_t nth);

#endif
