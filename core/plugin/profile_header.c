/* profile_header.c - where the header of a CSV file stands, judged by how its first rows are filled; see
 * profile_parts.h. Title lines fill few cells, headers as many as the data, and no header is made of numbers. */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/plugin/profile_parts.h"

enum { WITHIN = 64, WIDTHS = 512 };

enum cell_look { LOOK_EMPTY = 0, LOOK_NAME = 1, LOOK_VALUE = 2 };

struct head_row {
    uint64_t line;
    size_t cells, filled, values;
    unsigned char looks[WIDTHS]; /* of its first cells */
};

static struct head_row look_at(const struct csv *csv)
{
    struct head_row row = {.line = csv->line, .cells = csv->count};
    for (size_t i = 0; i < csv->count && !csv->fault[0]; i++) {
        struct garner_str cell = str_trim(csv->cells[i]);
        enum cell_look look = cell.len == 0 ? LOOK_EMPTY : profile_is_value(cell) ? LOOK_VALUE : LOOK_NAME;
        row.filled += look != LOOK_EMPTY;
        row.values += look == LOOK_VALUE;
        if (i < WIDTHS) {
            row.looks[i] = (unsigned char)look;
        }
    }
    return row;
}

static bool is_separator_line(const struct csv *csv)
{
    return csv->line == 1 && csv->raw.len == 5 && str_is_nocase(str_of(csv->raw.ptr, 4), "sep=");
}

static int read_head(const struct table *table, int fd, struct head_row *rows, size_t *count, struct error *error)
{
    struct stream stream;
    struct csv csv;
    stream_open(&stream, fd, table->stream.memory, table->options.encoding);
    csv_init(&csv, &stream, table->csv.separator, table->options.quote);
    int code = 0;
    *count = 0;
    for (size_t i = 0; i < WITHIN && (code = csv_row(&csv, error)) > 0; i++) {
        struct head_row row = look_at(&csv);
        if (row.filled && !is_separator_line(&csv)) {
            rows[(*count)++] = row;
        }
    }
    csv_release(&csv);
    stream_close(&stream);
    return code < 0 ? code : 0;
}

/* The commonest number of cells among rows of two or more. */
static size_t common_width(const struct head_row *rows, size_t count)
{
    size_t seen[WIDTHS] = {0}, best = 0;
    for (size_t i = 0; i < count; i++) {
        seen[rows[i].cells < WIDTHS ? rows[i].cells : WIDTHS - 1]++;
    }
    for (size_t width = 2; width < WIDTHS; width++) {
        best = seen[width] && seen[width] >= seen[best] ? width : best;
    }
    return best;
}

static const struct head_row *first_full(const struct head_row *rows, size_t count, size_t width)
{
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        most = rows[i].filled > most ? rows[i].filled : most;
    }
    for (size_t i = 0; i < count; i++) {
        if (rows[i].filled * 2 >= most && rows[i].cells >= width) {
            return &rows[i];
        }
    }
    return NULL;
}

/* A title line in several cells stands above a fuller row of names, below which there are values. */
static const struct head_row *below_titles(const struct head_row *row, const struct head_row *end)
{
    while (end - row > 2 && row[0].values == 0 && row[1].values == 0 && row[2].values > 0 &&
           row[1].filled > row[0].filled) {
        row++;
    }
    return row;
}

static bool is_mostly_values(const struct head_row *row)
{
    return row->values > 0 && row->values * 2 >= row->filled;
}

/* Whether the cells below are nearly all values. */
static bool is_column_of_values(const struct head_row *row, const struct head_row *end, size_t column)
{
    size_t values = 0, filled = 0;
    for (row++; row < end; row++) {
        values += row->looks[column] == LOOK_VALUE;
        filled += row->looks[column] != LOOK_EMPTY;
    }
    return values > 0 && values * 5 >= filled * 4;
}

/* A row that has values wherever the rows below have them is one of them. */
static bool is_data(const struct head_row *row, const struct head_row *end)
{
    size_t columns = 0, alike = 0;
    for (size_t i = 0; row->values && i < row->cells && i < WIDTHS; i++) {
        bool values = is_column_of_values(row, end, i);
        columns += values;
        alike += values && row->looks[i] == LOOK_VALUE;
    }
    return is_mostly_values(row) || (columns > 0 && alike == columns);
}

int profile_header(const struct table *table, int fd, uint64_t *line, bool *none, struct error *error)
{
    struct head_row *rows = xcalloc(WITHIN, sizeof *rows);
    size_t count;
    int code = read_head(table, fd, rows, &count, error);
    *line = 0;
    if (code || count == 0) {
        free(rows);
        return code;
    }
    /* A row that is as full as any may be narrower than the data, which then end in separators. */
    const struct head_row *any = first_full(rows, count, 0), *wide = first_full(rows, count, common_width(rows, count));
    const struct head_row *header = wide && wide != any && !is_mostly_values(wide) ? wide : any;
    header = below_titles(header, rows + count);
    *line = header->line;
    *none = is_data(header, rows + count);
    free(rows);
    return 0;
}
