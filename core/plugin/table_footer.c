/* table_footer.c - tells "©2026 Microsoft Corporation. All rights reserved." from the remains of a row; see
 * table_footer.h.
 *
 * A footer is one cell alone where the header has at least three, below every row that has more, and it reads like a
 * remark: a blank line above it, a copyright, a label with its value ("Exported: 3 March") or at least five words. What
 * does not is refused like any row that lacks cells, since a damaged one must not get lost. */
#include "core/plugin/table_footer.h"
#include "core/base/str.h"
#include "core/plugin/table_header.h"

enum { FEWEST_COLUMNS = 3, FEWEST_WORDS = 5 };

static bool has(struct garner_str text, const char *word)
{
    size_t len = strlen(word);
    for (size_t i = 0; i + len <= text.len; i++) {
        if (str_is_nocase(str_of(text.ptr + i, len), word)) {
            return true;
        }
    }
    return false;
}

static bool is_remark(struct garner_str text)
{
    size_t words = 1;
    for (size_t i = 1; i < text.len; i++) {
        words += text.ptr[i] != ' ' && text.ptr[i - 1] == ' ';
    }
    return words >= FEWEST_WORDS || has(text, "©") || has(text, "(c) ") || has(text, "copyright") || has(text, ": ");
}

static bool is_alone(const struct csv *csv)
{
    size_t full = 0;
    for (size_t i = 0; i < csv->count; i++) {
        full += str_trim(csv->cells[i]).len > 0;
    }
    return csv->count == 1 && full == 1;
}

/* The line of the last row that has more than one cell, or that cannot be read. */
static int find_last_row(struct table *table, struct error *error)
{
    struct table *again = NULL;
    table->last_row = table->header_line ? table->header_line : 1;
    int code = table_open_again(&again, table, table->stream.fd, error);
    while (code == 0 && (code = table_record(again, error)) > 0) {
        if (again->csv.count > 1 || again->csv.fault[0]) {
            table->last_row = again->csv.line;
        }
        code = 0;
    }
    table_close(again);
    return code;
}

int table_is_footer(struct table *table, bool *footer, struct error *error)
{
    *footer = false;
    if (table->columns < FEWEST_COLUMNS || table->options.pad || !is_alone(&table->csv) ||
        !(table->after_blank || is_remark(str_trim(table->csv.cells[0])))) {
        return 0;
    }
    int code = table->last_row ? 0 : find_last_row(table, error);
    *footer = !code && table->line > table->last_row;
    return code;
}
