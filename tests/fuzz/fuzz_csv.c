/* fuzz_csv.c - any bytes as a file of rows (core/plugin/table.h). The first byte chooses how they are read. Lines never
 * go back, a second reader sees the same, and rows written anew with every cell quoted read as the same cells. */
#include "core/base/buf.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/plugin/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static const char *const WORDS[] = {"id", "email", "cost", "date", NULL};

static struct table_options choose(uint8_t how)
{
    static const enum table_format formats[] = {TABLE_AUTO, TABLE_CSV, TABLE_JSON, TABLE_JSONL};
    struct table_options options = {.format = formats[how & 3], .quote = how & 4 ? '\'' : '"'};
    options.header = how & 8 ? -1 : 0;
    options.header_words = how & 16 ? WORDS : NULL;
    options.encoding = how & 32 ? ENCODING_UTF8 : ENCODING_AUTO;
    options.separator = how & 64 ? ';' : '\0';
    return options;
}

static void put_cell(struct buf *out, struct garner_str cell)
{
    buf_addc(out, '"');
    for (size_t i = 0; i < cell.len; i++) {
        buf_add(out, "\"\"", cell.ptr[i] == '"' ? 2 : 0);
        buf_add(out, &cell.ptr[i], cell.ptr[i] != '"');
    }
    buf_addc(out, '"');
}

static void put_row(struct buf *out, const struct garner_str *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_add(out, ",", i > 0);
        put_cell(out, cells[i]);
    }
    buf_addc(out, '\n');
}

/* An object may hold nothing that a cell could; in CSV that is a blank line. */
static bool is_empty(const struct table *table)
{
    for (size_t i = 0; i < table->columns; i++) {
        if (str_trim(table->cells[i]).len) {
            return false;
        }
    }
    return true;
}

/* All rows that can be read, as text; the number of all others in *others. */
static void read_all(struct table *table, size_t size, struct buf *out, size_t *others)
{
    struct error error = {0};
    uint64_t line = 0;
    int kind = 0;
    while ((kind = table_next(table, &error)) > 0) {
        require(table->line >= line && table->line <= size + 1);
        line = table->line;
        *others += kind != TABLE_CELLS;
        if (kind == TABLE_CELLS && !is_empty(table)) {
            put_row(out, table->cells, table->columns);
        }
        require(kind != TABLE_FAULT || (table->fault && table->fault[0]));
    }
    require(kind == 0 || error.code == kind);
    *others += kind < 0;
}

static struct table *open_again(struct garner_str text)
{
    const struct table_options options = {
        .format = TABLE_CSV, .encoding = ENCODING_UTF8, .separator = ',', .quote = '"', .header = -1};
    struct survey survey = {0};
    struct table *table = NULL;
    require(table_open(&table, "again", -1, text, &survey, &options, NULL) == 0);
    return table;
}

static void check_again(const struct buf *rows)
{
    struct buf again;
    size_t others = 0;
    buf_init(&again, 64 << 20);
    struct table *table = open_again(buf_str(rows));
    read_all(table, rows->len, &again, &others);
    require(others == 0 && str_compare(buf_str(rows), buf_str(&again)) == 0);
    table_close(table);
    buf_release(&again);
}

static void check_second_reader(const struct table *table, size_t size, const struct buf *rows)
{
    struct buf again;
    size_t others = 0;
    struct table *second = NULL;
    buf_init(&again, 64 << 20);
    require(table_open_again(&second, table, -1, NULL) == 0);
    read_all(second, size, &again, &others);
    require(str_compare(buf_str(rows), buf_str(&again)) == 0);
    table_close(second);
    buf_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    const struct table_options options = choose(data[0]);
    const struct garner_str text = str_of((const char *)data + 1, size - 1);
    struct survey survey = {0};
    struct error error = {0};
    struct table *table = NULL;
    struct buf rows;
    size_t others = 0;
    survey_add(&survey, text.ptr, text.len);
    buf_init(&rows, 64 << 20);
    if (table_open(&table, "f", -1, text, &survey, &options, &error) == 0) {
        read_all(table, size, &rows, &others);
        check_second_reader(table, size, &rows);
        if (rows.len && !(table->csv.doubtful && survey.nul)) {
            check_again(&rows);
        }
    }
    table_close(table);
    buf_release(&rows);
    return 0;
}
