/* profile_header.c - where the header of a CSV file stands, judged by how its first rows are filled; see
 * profile_parts.h. Title lines fill few cells, headers as many as the data, and no header is made of numbers. */
#include "core/base/str.h"
#include "core/plugin/profile_parts.h"

enum { WITHIN = 64, WIDTHS = 512 };

struct head_row {
    uint64_t line;
    size_t cells, filled, values;
};

static struct head_row look_at(const struct csv *csv)
{
    struct head_row row = {.line = csv->line, .cells = csv->count};
    for (size_t i = 0; i < csv->count && !csv->fault[0]; i++) {
        struct garner_str cell = str_trim(csv->cells[i]);
        row.filled += cell.len > 0;
        row.values += cell.len > 0 && profile_is_value(cell);
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

static bool is_data(const struct head_row *row)
{
    return row->values > 0 && row->values * 2 >= row->filled;
}

int profile_header(const struct table *table, int fd, uint64_t *line, bool *none, struct error *error)
{
    struct head_row rows[WITHIN];
    size_t count;
    int code = read_head(table, fd, rows, &count, error);
    if (code || count == 0) {
        *line = 0;
        return code;
    }
    /* A row that is as full as any may be narrower than the data, which then end in separators. */
    const struct head_row *any = first_full(rows, count, 0), *wide = first_full(rows, count, common_width(rows, count));
    const struct head_row *header = wide && wide != any && !is_data(wide) ? wide : any;
    *line = header->line;
    *none = is_data(header);
    return 0;
}
