/* ecb.c - the euro reference rates of the European Central Bank: from its files, the history (eurofxref-hist.csv) and
 * the daily one (eurofxref.csv), where a row is a day and a column a currency; or, without a path, from its server
 * (download.c). Knows nothing of who converts what. */
#include "ecb.h"

static const struct garner_option options[] = {
    GARNER_FILE_OPTIONS_AS(struct ecb, files, 0),
    GARNER_HTTP_OPTIONS(struct ecb, http, "https://www.ecb.europa.eu/stats/eurofxref", "none", NULL),
    {.name = NULL},
};

static const char *const header_words[] = {"Date", "USD", "JPY", "GBP", "CHF", NULL};
static const char *const day_names[] = {"Date", NULL};

/* The open file: where its days stand, and where its currencies. */
struct sheet {
    int day;
    size_t count; /* of the columns that are currencies */
    struct garner_hint hint;
};

static bool is_currency(struct garner_str name)
{
    bool letters = name.len == 3;
    for (size_t i = 0; letters && i < name.len; i++) {
        letters = name.ptr[i] >= 'A' && name.ptr[i] <= 'Z';
    }
    return letters;
}

/* Each row of either file ends with a separator: a column without a name and without values. */
static int check_columns(struct garner_pull *pull, const struct garner_file *file, struct sheet *sheet)
{
    sheet->day = garner_find_column(file, day_names);
    for (size_t i = 0; i < file->columns; i++) {
        sheet->count += is_currency(file->names[i]);
    }
    if (sheet->day >= 0 && sheet->count) {
        return 0;
    }
    return garner_fail(pull, GARNER_E_DATA,
                       "%s: no column \"Date\" beside columns of currencies (USD, JPY, …): this is none of the ECB's "
                       "eurofxref files; a zip must be unpacked first",
                       file->path);
}

/* The ECB writes a point. A file that went through a spreadsheet may have commas, which would read as thousands. */
static int read_rate(struct garner_pull *pull, const struct garner_row *row, size_t column, const struct sheet *sheet,
                     struct garner_amount *rate)
{
    const struct garner_str cell = row->cells[column], name = row->file->names[column];
    const char *field = garner_format(pull, "%.*s", (int)name.len, name.ptr);
    if (sheet->hint.decimal.ptr && cell.len && memchr(cell.ptr, ',', cell.len)) {
        return garner_reject(pull, field, "a comma in a rate, where the ECB writes a point; set decimal: \",\"");
    }
    int code = garner_amount_cell(pull, row, (int)column, &sheet->hint, rate);
    if (code == 0 && rate->state == GARNER_SET && rate->millionths <= 0) {
        return garner_reject(pull, field, "a rate must be greater than 0");
    }
    return code;
}

static int read_row(struct garner_pull *pull, const struct garner_row *row, const struct sheet *sheet)
{
    struct garner_rate record = {.base = garner_text("EUR")};
    int code = garner_day_cell(pull, row, sheet->day, NULL, &record.day);
    if (code == 0 && record.day.state != GARNER_SET) {
        return garner_reject(pull, "Date", "no day");
    }
    for (size_t i = 0; code == 0 && i < row->count; i++) {
        if (!is_currency(row->file->names[i])) {
            continue;
        }
        record.currency = row->file->names[i];
        record.rate = (struct garner_amount){0};
        code = read_rate(pull, row, i, sheet, &record.rate);
        if (code == 0 && record.rate.state == GARNER_SET) {
            code = garner_emit_rate(pull, &record);
        }
    }
    return code;
}

static int read_file(struct garner_pull *pull, struct garner_file *file)
{
    const struct ecb *config = pull->config;
    struct sheet sheet = {0};
    struct garner_row row;
    if (!config->files.decimal.len || garner_same(config->files.decimal, garner_text("auto"))) {
        sheet.hint.decimal = garner_text(".");
    }
    int code = check_columns(pull, file, &sheet);
    while (code == 0 && (code = garner_next_row(pull, file, &row)) > 0) {
        code = garner_row_result(read_row(pull, &row, &sheet));
    }
    return code;
}

/* A file's window takes away what the file no longer brings, of the window's kinds. A rate stays true when the next
 * daily file has only the next day, so the window is of a kind that no file of the ECB has. */
static int pull_files(struct garner_pull *pull, const struct ecb *config)
{
    const struct garner_input input = {
        .options = &config->files, .kinds = GARNER_EMITS(GARNER_RECORD_CAMPAIGN), .header_words = header_words};
    struct garner_file file;
    int code = 0;
    while (code == 0 && (code = garner_next_file(pull, &input, &file)) > 0) {
        code = read_file(pull, &file);
    }
    return code;
}

static int pull_rates(struct garner_pull *pull)
{
    const struct ecb *config = pull->config;
    return config->files.path.count ? pull_files(pull, config) : download_rates(pull, config);
}

/* For `garner profile`. */
static const char *const recognises[] = {"Date", "USD", "JPY", "CZK", "GBP", "CHF", "SEK", NULL};

GARNER_PLUGIN = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_plugin),
    .name = "ecb",
    .version = "1",
    .summary = "Exchange rates of the European Central Bank, from its files or its server.",
    .emits = GARNER_EMITS(GARNER_RECORD_RATE),
    .options = options,
    .config_size = sizeof(struct ecb),
    .pull = pull_rates,
    .recognises = recognises,
};
