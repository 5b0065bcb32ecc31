/* table_header.c - finds the header row and what stands above it; see table_header.h. */
#include "core/plugin/table_header.h"
#include "core/base/str.h"

enum { HEADER_WITHIN = 64, PREAMBLE_MAX = 1000 };

static bool is_blank(const struct csv *csv)
{
    for (size_t i = 0; i < csv->count; i++) {
        if (str_trim(csv->cells[i]).len) {
            return false;
        }
    }
    return !csv->fault[0];
}

static bool is_word(struct garner_str cell, const char *const *words)
{
    for (; *words; words++) {
        if (garner_same_name(cell, *words)) {
            return true;
        }
    }
    return false;
}

static bool has_words(const struct csv *csv, const char *const *words)
{
    size_t found = 0;
    for (size_t i = 0; i < csv->count && found < 2; i++) {
        found += csv->cells[i].len && is_word(csv->cells[i], words);
    }
    return found == 2;
}

static size_t filled(const struct csv *csv)
{
    size_t count = 0;
    for (size_t i = 0; i < csv->count; i++) {
        count += str_trim(csv->cells[i]).len > 0;
    }
    return count;
}

static bool is_separator_line(const struct csv *csv)
{
    return csv->line == 1 && csv->raw.len == 5 && str_is_nocase(str_of(csv->raw.ptr, 4), "sep=");
}

/* The line of the header: 1 and *line, 0 in an empty file, or a code. */
static int find_line(struct table *table, uint64_t *line, struct error *error)
{
    struct csv *csv = &table->csv;
    uint64_t first = 0;
    int code = 0;
    for (size_t rows = 0; rows < HEADER_WITHIN && (code = table_record(table, error)) > 0; rows++) {
        if (is_blank(csv) || is_separator_line(csv)) {
            continue;
        }
        first = first ? first : csv->line;
        if (!table->options.header_words || has_words(csv, table->options.header_words)) {
            *line = csv->line;
            return 1;
        }
    }
    *line = first;
    return code < 0 ? code : first > 0;
}

static void keep_preamble(struct table *table)
{
    const struct csv *csv = &table->csv;
    bool blank = is_blank(csv);
    table->blanks += blank;
    table->titles += !blank;
    if (table->preamble_lines == PREAMBLE_MAX) {
        return;
    }
    if (!table->preamble) {
        table->preamble = arena_calloc(&table->arena, PREAMBLE_MAX, sizeof *table->preamble);
    }
    table->preamble[table->preamble_lines++] = arena_str(&table->arena, csv->raw);
}

static int read_names(struct table *table, struct error *error)
{
    const struct csv *csv = &table->csv;
    if (csv->fault[0]) {
        return error_set(error, GARNER_E_DATA, "line %llu, the header, cannot be read: %s",
                         (unsigned long long)csv->line, csv->fault);
    }
    struct garner_str *names = arena_calloc(&table->arena, csv->count, sizeof *names);
    for (size_t i = 0; i < csv->count; i++) {
        names[i] = arena_str(&table->arena, str_trim(csv->cells[i]));
        table->needed = names[i].len ? i + 1 : table->needed;
    }
    table->names = names;
    table->columns = csv->count;
    return 0;
}

/* Reads on to the header's line; what it passes is the preamble. */
static int go_to_header(struct table *table, struct error *error)
{
    struct csv *csv = &table->csv;
    int code = table_restart(table, error);
    if (code) {
        return code;
    }
    while ((code = table_record(table, error)) > 0 && csv->line < table->header_line) {
        keep_preamble(table);
    }
    if (code > 0) {
        return read_names(table, error);
    }
    return code < 0 ? code
                    : error_set(error, GARNER_E_CONFIG, "has no line %llu for its header; correct `header`",
                                (unsigned long long)table->header_line);
}

/* Without a header the columns are "1", "2", … as many as the first row has cells. */
static int number_columns(struct table *table, struct error *error)
{
    struct csv *csv = &table->csv;
    int code = 0;
    do {
        code = table_record(table, error);
    } while (code > 0 && (is_blank(csv) || csv->fault[0]));
    size_t count = code > 0 ? csv->count : 0;
    struct garner_str *names = arena_calloc(&table->arena, count, sizeof *names);
    for (size_t i = 0; i < count; i++) {
        names[i] = garner_text(arena_printf(&table->arena, "%zu", i + 1));
    }
    table->names = names;
    table->columns = table->needed = count;
    return code < 0 ? code : table_restart(table, error);
}

int table_header_find(struct table *table, struct error *error)
{
    if (table->options.header < 0) {
        return number_columns(table, error);
    }
    table->header_line = (uint64_t)table->options.header;
    if (table->header_line == 0) {
        int code = find_line(table, &table->header_line, error);
        if (code <= 0) {
            return code;
        }
    }
    return go_to_header(table, error);
}

/* One cell alone is a title; so is every row above the line that the options name. */
static bool perhaps_header(const struct table *table)
{
    const struct csv *csv = &table->csv;
    const char *const *words = table->options.header_words;
    if (table->options.header > 0 && csv->line < (uint64_t)table->options.header) {
        return false;
    }
    return table->options.header == 0 && words ? has_words(csv, words) : filled(csv) > 1;
}

int table_header_rank(struct table *table, struct error *error)
{
    enum header_rank rank = HEADER_NONE;
    int code = 0;
    for (size_t rows = 0; rows < HEADER_WITHIN && (code = table_record(table, error)) > 0; rows++) {
        if (is_blank(&table->csv)) {
            continue;
        }
        if (perhaps_header(table)) {
            return HEADER_SURE;
        }
        rank = HEADER_PERHAPS;
    }
    return code < 0 ? code : (int)rank;
}
