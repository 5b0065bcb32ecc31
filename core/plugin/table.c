/* table.c - opens a file as rows; see table.h. Where the header stands is found in table_header.c. */
#include "core/plugin/table.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/plugin/table_footer.h"
#include "core/plugin/table_header.h"

/* ---- opening ---- */

/* What people name .csv without it being one. */
static const char *foreign(const struct survey *survey)
{
    static const struct {
        const char *mark, *what;
    } KNOWN[] = {
        {"PK\x03\x04",
         "an Excel workbook or another ZIP archive; leave out `format`, or save the sheet as CSV (UTF-8)"},
        {"\xD0\xCF\x11\xE0", "an Excel workbook with a password, or an old one (.xls); save it as .xlsx without a "
                             "password, or the sheet as CSV (UTF-8)"},
        {"\x1F\x8B", "compressed with gzip; unpack it first"},
        {"BZh91AY&SY", "compressed with bzip2; unpack it first"},
        {"\xFD\x37zXZ", "compressed with xz; unpack it first"},
        {"\x28\xB5\x2F\xFD", "compressed with zstd; unpack it first"},
        {"%PDF", "a PDF document; export CSV instead"},
    };
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++) {
        size_t len = strlen(KNOWN[i].mark);
        if (survey->head_len >= len && memcmp(survey->head, KNOWN[i].mark, len) == 0) {
            return KNOWN[i].what;
        }
    }
    return NULL;
}

static bool ends_nocase(const char *path, const char *suffix)
{
    size_t len = strlen(path), n = strlen(suffix);
    return len >= n && str_is_nocase(str_of(path + len - n, n), suffix);
}

static size_t skip_blanks(struct garner_str text, size_t i)
{
    while (i < text.len && (text.ptr[i] == ' ' || text.ptr[i] == '\t' || text.ptr[i] == '\r' || text.ptr[i] == '\n')) {
        i++;
    }
    return i;
}

/* JSON begins with an object, or with an array of objects or of nothing. */
static bool looks_like_json(struct garner_str text)
{
    size_t i = skip_blanks(text, 0);
    if (i == text.len || (text.ptr[i] != '{' && text.ptr[i] != '[')) {
        return false;
    }
    bool array = text.ptr[i] == '[';
    i = skip_blanks(text, i + 1);
    return i < text.len &&
           (array ? text.ptr[i] == '{' || text.ptr[i] == ']' : text.ptr[i] == '"' || text.ptr[i] == '}');
}

static struct garner_str at_hand(const struct table *table)
{
    return str_of(table->stream.text + table->stream.start, table->stream.end - table->stream.start);
}

static enum table_format find_format(const struct table *table)
{
    if (table->options.format != TABLE_AUTO) {
        return table->options.format;
    }
    if (!looks_like_json(at_hand(table))) {
        return TABLE_CSV;
    }
    return ends_nocase(table->path, ".jsonl") || ends_nocase(table->path, ".ndjson") ? TABLE_JSONL : TABLE_JSON;
}

/* Excel writes the separator above the header where it is not the locale's: "sep=;". 0 where there is no such line. */
static char declared_separator(struct garner_str text)
{
    bool declared = text.len >= 5 && str_is_nocase(str_of(text.ptr, 4), "sep=") &&
                    (text.len == 5 || text.ptr[5] == '\r' || text.ptr[5] == '\n');
    return declared ? text.ptr[4] : '\0';
}

static char find_separator(const struct table *table, enum table_format format, const struct survey *survey)
{
    if (table->options.separator || format == TABLE_TSV) {
        return table->options.separator ? table->options.separator : '\t';
    }
    char declared = declared_separator(at_hand(table));
    /* A short file is read whole before its end is met. */
    bool whole = table->stream.at_end || table->stream.offset >= survey->bytes;
    return declared ? declared : csv_sniff(at_hand(table), whole, table->options.quote);
}

static int open_json(struct table *table, enum table_format format, struct error *error)
{
    table->is_json = true;
    int code = json_rows_open(&table->json, &table->stream, format == TABLE_JSONL ? JSON_LINES : JSON_UNKNOWN, error);
    table->names = table->json.names;
    table->columns = table->json.columns;
    return code;
}

static int open_csv(struct table *table, enum table_format format, const struct survey *survey, struct error *error)
{
    csv_init(&table->csv, &table->stream, find_separator(table, format, survey), table->options.quote);
    bool plain = table->options.encoding == ENCODING_UTF8;
    table->csv.doubtful = survey->nul || (plain && !survey_valid_utf8(survey));
    return table_header_find(table, error);
}

/* By content: an Excel workbook is a ZIP archive. */
static bool is_workbook(const struct table *table, const struct survey *survey)
{
    return table->options.format == TABLE_XLSX ||
           (table->options.format == TABLE_AUTO && survey->head_len >= 4 && memcmp(survey->head, "PK\x03\x04", 4) == 0);
}

static int open_rows(struct table *table, const struct survey *survey, struct xlsx_book *book, struct error *error)
{
    bool workbook = is_workbook(table, survey), zipped = survey->head_len >= 2 && memcmp(survey->head, "PK", 2) == 0;
    const char *what = workbook && zipped ? NULL : foreign(survey);
    if (!what && workbook && !zipped && !book) {
        what = "no Excel workbook (.xlsx); leave out `format`";
    }
    if (what) {
        return error_set(error, GARNER_E_CONFIG, "is %s", what);
    }
    if (workbook) {
        return table_xlsx_open(table, book, error);
    }
    int code = stream_fill(&table->stream, error);
    if (code) {
        return code;
    }
    enum table_format format = find_format(table);
    table->options.format = format;
    bool json = format == TABLE_JSON || format == TABLE_JSONL;
    return json ? open_json(table, format, error) : open_csv(table, format, survey, error);
}

static int open_table(struct table **out, const char *path, int fd, struct garner_str memory,
                      const struct survey *survey, const struct table_options *options, struct xlsx_book *book,
                      struct error *error)
{
    struct table *table = xcalloc(1, sizeof *table);
    *out = table;
    table->path = arena_strdup(&table->arena, path);
    table->options = *options;
    if (table->options.encoding == ENCODING_AUTO) {
        table->options.encoding = survey_encoding(survey);
    }
    stream_open(&table->stream, fd, memory, table->options.encoding);
    int code = open_rows(table, survey, book, error);
    return code ? error_prefix(error, "%s", path) : 0;
}

int table_open(struct table **out, const char *path, int fd, struct garner_str memory, const struct survey *survey,
               const struct table_options *options, struct error *error)
{
    return open_table(out, path, fd, memory, survey, options, NULL, error);
}

void table_close(struct table *table)
{
    if (!table) {
        return;
    }
    json_rows_close(&table->json);
    xlsx_sheet_close(table->sheet);
    xlsx_book_release(table->book);
    csv_release(&table->csv);
    stream_close(&table->stream);
    arena_release(&table->arena);
    free(table);
}

int table_open_again(struct table **out, const struct table *table, int fd, struct error *error)
{
    struct survey survey = {.nul = table->csv.doubtful};
    struct table_options options = table->options;
    if (!table->is_json) {
        options.separator = table->csv.separator;
        options.header = table->header_line ? (int64_t)table->header_line : -1;
    }
    return open_table(out, table->path, fd, table->stream.memory, &survey, &options, table->book, error);
}

/* ---- rows ---- */

int table_record(struct table *table, struct error *error)
{
    return table->sheet ? xlsx_sheet_row(table->sheet, &table->csv, error) : csv_row(&table->csv, error);
}

static bool all_empty(const struct garner_str *cells, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (cells[i].len && str_trim(cells[i]).len) {
            return false;
        }
    }
    return true;
}

static bool is_header_again(const struct table *table)
{
    const struct garner_str *cells = table->csv.cells;
    bool same = table->columns > 1 && table->header_line && garner_same(str_trim(cells[0]), table->names[0]);
    for (size_t i = 1; same && i < table->columns; i++) {
        same = garner_same(str_trim(cells[i]), table->names[i]);
    }
    return same;
}

static int ragged(struct table *table)
{
    size_t count = table->csv.count, columns = table->columns;
    if (count > columns && all_empty(table->csv.cells, columns, count)) {
        return TABLE_CELLS;
    }
    if (count < columns && (count >= table->needed || table->options.pad)) {
        table->cells = csv_pad(&table->csv, columns);
        return TABLE_CELLS;
    }
    snprintf(table->ragged, sizeof table->ragged, "ragged: %zu cell%s where the header has %zu", count,
             count == 1 ? "" : "s", columns);
    table->fault = table->ragged;
    return TABLE_FAULT;
}

static int next_record(struct table *table, struct error *error)
{
    struct csv *csv = &table->csv;
    int code = table_record(table, error);
    if (code <= 0) {
        return code;
    }
    table->line = csv->line;
    table->raw = csv->raw;
    table->cells = csv->cells;
    if (csv->fault[0]) {
        table->fault = csv->fault;
        return TABLE_FAULT;
    }
    bool perhaps_blank = csv->cells[0].len == 0 || (unsigned char)csv->cells[0].ptr[0] <= ' ';
    if (perhaps_blank && all_empty(csv->cells, 0, csv->count)) {
        return TABLE_BLANK;
    }
    if (csv->count == table->columns) {
        return is_header_again(table) ? TABLE_AGAIN : TABLE_CELLS;
    }
    bool footer = false;
    code = csv->count == 1 ? table_is_footer(table, &footer, error) : 0;
    return code ? code : footer ? TABLE_FOOTER : ragged(table);
}

static int next_json(struct table *table, struct error *error)
{
    struct json_rows *json = &table->json;
    int code = json_rows_next(json, error);
    if (code <= 0) {
        return code;
    }
    table->line = json->values.line;
    table->raw = json->values.raw;
    table->cells = json->cells;
    table->fault = json->fault;
    if (json->fault) {
        return TABLE_FAULT;
    }
    return str_trim(table->raw).len ? TABLE_CELLS : TABLE_BLANK;
}

int table_next(struct table *table, struct error *error)
{
    int code = table->is_json ? next_json(table, error) : next_record(table, error);
    table->after_blank = code == TABLE_BLANK || code == TABLE_FOOTER;
    return code < 0 ? error_prefix(error, "%s", table->path) : code;
}

bool table_is_number(const struct table *table, struct garner_str cell)
{
    return table->sheet && xlsx_sheet_is_number(table->sheet, cell);
}

uint64_t table_read(const struct table *table)
{
    return table->sheet ? xlsx_sheet_read(table->sheet) : table->stream.offset;
}

int table_column(const struct garner_str *names, size_t columns, struct garner_str name, int64_t nth)
{
    int64_t left = nth;
    for (size_t i = 0; i < columns; i++) {
        if (garner_same(names[i], name) && --left == 0) {
            return (int)i;
        }
    }
    char text[256];
    if (name.len >= sizeof text || name.len == 0) {
        return -1;
    }
    memcpy(text, name.ptr, name.len);
    text[name.len] = '\0';
    left = nth;
    for (size_t i = 0; i < columns; i++) {
        if (garner_same_name(names[i], text) && --left == 0) {
            return (int)i;
        }
    }
    return -1;
}
