/* fuzz_xlsx_sheet.c - libFuzzer target of xlsx_sheet_row, over the XML of a sheet. Rows must come in order and their
 * cells be text within the caps; cells are then tried as serials of dates and as number formats. */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/plugin/xlsx_sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool held)
{
    if (!held) {
        abort();
    }
}

static void try_cell(struct garner_str cell)
{
    char out[XLSX_NUMBER_MAX];
    char *copy = xstrndup(cell.ptr ? cell.ptr : "", cell.len);
    unsigned shown = xlsx_shown_by_code(copy);
    struct garner_str date = xlsx_date_text(cell, shown ? shown : XLSX_DATE_TIME | XLSX_FRACTIONS, cell.len % 2, out);
    must(date.ptr == cell.ptr || date.len < XLSX_NUMBER_MAX);
    struct garner_str number = xlsx_number_text(cell, out);
    must(number.ptr == cell.ptr || number.len < XLSX_NUMBER_MAX);
    char again[XLSX_NUMBER_MAX];
    must(garner_same(xlsx_number_text(number, again), number));
    must(xlsx_unescape(copy, cell.len) <= cell.len);
    free(copy);
}

static void check_row(const struct xlsx_sheet *sheet, const struct csv *row)
{
    must(row->count >= 1 && row->count <= CSV_COLUMNS_MAX && row->raw.len <= STREAM_UNREAD_MAX);
    for (size_t i = 0; i < row->count && !row->fault[0]; i++) {
        struct garner_str cell = row->cells[i];
        must(cell.len <= CSV_CELL_MAX && str_is_utf8(cell));
        must(!xlsx_sheet_is_number(sheet, cell) || cell.len);
        try_cell(cell);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct xlsx_sheet *sheet = NULL;
    struct csv row = {0};
    struct error error = {0};
    uint64_t line = 0;
    int code = xlsx_sheet_open_text(&sheet, str_of((const char *)data, size), &error);
    while (code == 0 && (code = xlsx_sheet_row(sheet, &row, &error)) > 0) {
        must(row.line > line);
        line = row.line;
        check_row(sheet, &row);
        code = 0;
    }
    must(code == 0 || error.message[0]);
    xlsx_sheet_close(sheet);
    csv_release(&row);
    return 0;
}
