/* profile.c - reads a file from end to end and says what it looks like; see profile.h. */
#include "core/plugin/profile.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/plugin/column.h"
#include "core/plugin/profile_parts.h"
#include <unistd.h>

enum { DISTINCT_ALL = 4 << 20, DISTINCT_LEAST = 1000, ROWS_KNOWN = 4 << 20 };

/* ---- the file as a whole ---- */

static const char *encoding_reason(const struct survey *survey)
{
    const unsigned char *head = survey->head;
    bool mark16 =
        survey->head_len >= 2 && ((head[0] == 0xFF && head[1] == 0xFE) || (head[0] == 0xFE && head[1] == 0xFF));
    bool mark8 = survey->head_len >= 3 && head[0] == 0xEF && head[1] == 0xBB && head[2] == 0xBF;
    switch (survey_encoding(survey)) {
    case ENCODING_UTF16LE:
    case ENCODING_UTF16BE:
        return mark16 ? "by its byte order mark" : "every second byte is zero";
    case ENCODING_WINDOWS_1252:
        return "it is not valid UTF-8; a guess for Western European text";
    default:
        return mark8 ? "by its byte order mark" : "all of it is valid";
    }
}

static const char *format_name(const struct table *table)
{
    static const char *const names[] = {"", "csv", "tsv", "json", "jsonl"};
    size_t format = (size_t)table->options.format;
    return format > 0 && format < sizeof names / sizeof names[0] ? names[format] : "xlsx";
}

static bool is_csv(const struct table *table)
{
    return table->options.format == TABLE_CSV || table->options.format == TABLE_TSV;
}

static int read_line_ends(struct profile *profile, const struct table *table, int fd, struct error *error)
{
    struct stream stream;
    stream_open(&stream, fd, table->stream.memory, table->options.encoding);
    int code = stream_fill(&stream, error);
    for (size_t i = stream.start; code == 0 && i < stream.end; i++) {
        char c = stream.text[i];
        bool pair = c == '\r' && i + 1 < stream.end && stream.text[i + 1] == '\n';
        profile->crlf += pair;
        profile->cr += c == '\r' && !pair;
        profile->lf += c == '\n' && !(i > stream.start && stream.text[i - 1] == '\r');
        profile->quoted = profile->quoted || (table->options.quote && c == table->options.quote);
    }
    stream_close(&stream);
    return code;
}

/* Opens the file as a pull would, then again where the header stands elsewhere than a plain look takes it. */
static int open_table(struct profile *profile, int fd, const struct survey *survey, struct table **table,
                      struct error *error)
{
    struct table_options options = {.quote = '"'};
    int code = table_open(table, profile->path, fd, str_of(NULL, 0), survey, &options, error);
    profile->header_by_default = true;
    if (code || !is_csv(*table)) {
        return code;
    }
    uint64_t line = 0;
    code = profile_header(*table, fd, &line, &profile->no_header, error);
    if (code || line == 0 || (line == (*table)->header_line && !profile->no_header)) {
        return code;
    }
    profile->header_by_default = false;
    options.separator = (*table)->csv.separator;
    options.header = profile->no_header ? -1 : (int64_t)line;
    table_close(*table);
    return table_open(table, profile->path, fd, str_of(NULL, 0), survey, &options, error);
}

static void describe(struct profile *profile, const struct table *table, const struct survey *survey)
{
    profile->encoding = table->options.encoding;
    profile->encoding_by = encoding_reason(survey);
    profile->format = table->options.format;
    profile->format_name = format_name(table);
    profile->separator = is_csv(table) ? table->csv.separator : '\0';
    profile->header_line = is_csv(table) && !profile->no_header ? table->header_line : 0;
    struct garner_str *lines = arena_calloc(&profile->arena, table->preamble_lines + 1, sizeof *lines);
    for (size_t i = 0; i < table->preamble_lines; i++) {
        lines[i] = arena_str(&profile->arena, str_trim(table->preamble[i]));
    }
    profile->preamble = lines;
    profile->preamble_lines = table->preamble_lines;
}

/* ---- its rows ---- */

struct reader {
    struct profile *profile;
    struct table *table;
    struct column_state *states;
    struct total_watch *totals;
    struct ordinals rows;
};

static void read_cells(struct reader *r)
{
    struct profile *profile = r->profile;
    uint64_t hash = 0;
    for (size_t i = 0; i < profile->column_count; i++) {
        profile_column_add(profile, &profile->columns[i], &r->states[i], r->table->cells[i]);
        hash = profile_hash(hash, r->table->cells[i]);
    }
    profile_total_add(r->totals, profile, r->table);
    if (r->rows.used < ROWS_KNOWN && ordinals_next(&r->rows, hash | 1) > 1) {
        profile_lines_add(&profile->repeated, r->table->line);
    }
}

static void read_row(struct reader *r, int kind)
{
    struct profile *profile = r->profile;
    profile->blank += kind == TABLE_BLANK;
    profile->rows += kind == TABLE_CELLS || kind == TABLE_FAULT;
    if (kind == TABLE_FAULT) {
        bool ragged = strncmp(r->table->fault, "ragged", 6) == 0;
        profile_lines_add(ragged ? &profile->ragged : &profile->unreadable, r->table->line);
    } else if (kind == TABLE_CELLS) {
        read_cells(r);
    }
}

static int read_rows(struct reader *r, struct error *error)
{
    int code;
    while ((code = table_next(r->table, error)) > 0) {
        read_row(r, code);
    }
    profile_total_end(r->totals, r->profile);
    for (size_t i = 0; i < r->profile->column_count; i++) {
        profile_column_end(r->profile, &r->profile->columns[i], &r->states[i]);
    }
    ordinals_release(&r->rows);
    return code;
}

static void begin_columns(struct reader *r, const struct column *evidence)
{
    struct profile *profile = r->profile;
    size_t count = r->table->columns, most = count ? DISTINCT_ALL / count : 0;
    profile->column_count = count;
    profile->columns = arena_calloc(&profile->arena, count + 1, sizeof *profile->columns);
    r->states = arena_calloc(&profile->arena, count + 1, sizeof *r->states);
    r->totals = profile_total_begin(&profile->arena, count);
    for (size_t i = 0; i < count; i++) {
        struct profile_column *column = &profile->columns[i];
        column->name = arena_str(&profile->arena, r->table->names[i]);
        column->numeric_dates = evidence[i].dates.numeric;
        column->order = column_order(&evidence[i]);
        column->decimal = column_decimal(&evidence[i]);
        char currency[4];
        if (cell_currency_of_name(column->name, currency)) {
            memcpy(column->currency, currency, sizeof currency);
            column->currency_by = "name";
        }
        profile_column_begin(column, &r->states[i], most > DISTINCT_LEAST ? most : DISTINCT_LEAST);
    }
}

static int read_table(struct profile *profile, struct table *table, int fd, struct error *error)
{
    struct reader r = {.profile = profile, .table = table};
    struct column *evidence = NULL;
    int code = columns_scan(table, fd, &evidence, error);
    if (code == 0) {
        begin_columns(&r, evidence);
        code = read_rows(&r, error);
    }
    free(evidence);
    return code;
}

int profile_read(const char *path, struct profile **out, struct error *error)
{
    struct profile *profile = xcalloc(1, sizeof *profile);
    struct file_facts facts;
    struct table *table = NULL;
    int fd = -1;
    *out = profile;
    profile->path = arena_strdup(&profile->arena, path);
    int code = file_facts_read(path, &fd, &facts, error);
    if (code == 0) {
        profile->bytes = facts.size;
        code = open_table(profile, fd, &facts.survey, &table, error);
    }
    if (code == 0) {
        describe(profile, table, &facts.survey);
        code = read_line_ends(profile, table, fd, error);
    }
    code = code ? code : read_table(profile, table, fd, error);
    table_close(table);
    if (fd >= 0) {
        close(fd);
    }
    return code;
}

void profile_free(struct profile *profile)
{
    if (profile) {
        arena_release(&profile->arena);
        free(profile);
    }
}
