/* xlsx_sheet.c - see xlsx_sheet.h. What a cell's XML means is xlsx_cell.c's. */
#include "core/plugin/xlsx_sheet.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/plugin/xlsx_cell.h"

enum { COLUMNS_MAX = CSV_COLUMNS_MAX, ROW_NUMBER_MAX = 1 << 24, RAW_MAX = STREAM_UNREAD_MAX, RAW_KEPT = 4096 };

/* What the text between two tags belongs to. */
enum within { NOTHING = 0, VALUE = 1, INLINE_TEXT = 2, FORMULA = 3 };

struct xlsx_sheet {
    struct xlsx_xml xml;
    struct xlsx_book *book;
    bool in_data, in_row, in_cell, in_inline;
    unsigned phonetic; /* <rPh> that are open */
    enum within within;
    struct xlsx_cell cell; /* at hand */
    uint64_t line;         /* of the row at hand */
    bool line_implied;
    size_t column; /* behind the cell at hand */
    struct xlsx_row row;
    struct buf raw;
    const char *fault; /* of the row; static text */
};

/* ---- places ---- */

/* "C5": column 2, row 5; either may be missing. false where it is something else. */
static bool read_reference(const char *text, size_t *column, uint64_t *line)
{
    size_t letters = 0, c = 0;
    for (; *text >= 'A' && *text <= 'Z' && letters < 4; text++, letters++) {
        c = c * 26 + (size_t)(*text - 'A' + 1);
    }
    uint64_t n = 0;
    for (; *text >= '0' && *text <= '9' && n <= ROW_NUMBER_MAX; text++) {
        n = n * 10 + (uint64_t)(*text - '0');
    }
    if (*text || n > ROW_NUMBER_MAX || (letters == 0 && n == 0)) {
        return false;
    }
    *column = letters ? c - 1 : *column;
    *line = n ? n : *line;
    return true;
}

/* ---- rows ---- */

static void begin_row(struct xlsx_sheet *sheet, const char **attributes)
{
    const char *number = xlsx_attribute(attributes, "r");
    uint64_t line = sheet->line + 1;
    size_t ignored = 0;
    if (number && !read_reference(number, &ignored, &line)) {
        xlsx_xml_fail(&sheet->xml, GARNER_E_DATA, "%s: \"%.20s\" is no number of a row", sheet->xml.part.name, number);
        return;
    }
    if (line <= sheet->line) {
        xlsx_xml_fail(&sheet->xml, GARNER_E_DATA, "%s: row %llu stands behind row %llu; save the workbook again",
                      sheet->xml.part.name, (unsigned long long)line, (unsigned long long)sheet->line);
        return;
    }
    sheet->line = line;
    sheet->line_implied = !number;
    sheet->column = 0;
    sheet->in_row = true;
    sheet->fault = NULL;
    xlsx_row_clear(&sheet->row);
}

static void end_row(struct xlsx_sheet *sheet)
{
    sheet->in_row = false;
    xlsx_xml_pause(&sheet->xml);
}

/* ---- cells ---- */

static void begin_cell(struct xlsx_sheet *sheet, const char **attributes)
{
    const char *place = NULL, *type = NULL, *style = NULL;
    for (; *attributes; attributes += 2) {
        if (attributes[0][0] && !attributes[0][1]) {
            place = attributes[0][0] == 'r' ? attributes[1] : place;
            type = attributes[0][0] == 't' ? attributes[1] : type;
            style = attributes[0][0] == 's' ? attributes[1] : style;
        }
    }
    size_t column = sheet->column;
    uint64_t line = sheet->line;
    if (place && !read_reference(place, &column, &line)) {
        xlsx_xml_fail(&sheet->xml, GARNER_E_DATA, "%s: \"%.20s\" is no cell", sheet->xml.part.name, place);
        return;
    }
    if (sheet->line_implied && line > sheet->line) {
        sheet->line = line;
    }
    if (line != sheet->line || column < sheet->column) {
        sheet->fault = "its cells are out of order";
    } else if (column >= COLUMNS_MAX) {
        sheet->fault = "more than 16384 cells";
    }
    sheet->column = column + 1;
    sheet->in_cell = true;
    xlsx_cell_begin(&sheet->cell, type, style);
}

static void end_cell(struct xlsx_sheet *sheet)
{
    sheet->in_cell = false;
    if (sheet->fault) {
        return;
    }
    struct garner_str text = str_of(NULL, 0);
    bool number = false;
    switch (xlsx_cell_text(&sheet->cell, sheet->book, &text, &number)) {
    case XLSX_CELL_TOO_LONG:
        sheet->fault = "a cell is longer than 1 MiB";
        return;
    case XLSX_CELL_NO_TEXT:
        xlsx_xml_fail(&sheet->xml, GARNER_E_DATA,
                      "%s: row %llu has a cell whose text is missing from the workbook; save the workbook again",
                      sheet->xml.part.name, (unsigned long long)sheet->line);
        return;
    case XLSX_CELL_TEXT:
        break;
    }
    bool kept = text.len == 0 || xlsx_row_add(&sheet->row, sheet->column - 1, text, &sheet->cell, number);
    sheet->fault = kept ? NULL : "is longer than 16 MiB";
}

/* ---- XML ---- */

static void start_in_cell(struct xlsx_sheet *sheet, const char *name)
{
    if (strcmp(name, "v") == 0) {
        sheet->within = VALUE;
        sheet->cell.has_value = true;
    } else if (strcmp(name, "is") == 0) {
        sheet->in_inline = true;
        sheet->cell.has_value = true;
    } else if (strcmp(name, "f") == 0) {
        sheet->within = FORMULA;
        sheet->cell.has_formula = true;
    } else if (sheet->in_inline && strcmp(name, "rPh") == 0) {
        sheet->phonetic++;
    } else if (sheet->in_inline && strcmp(name, "t") == 0 && !sheet->phonetic) {
        sheet->within = INLINE_TEXT;
    }
}

static void on_start(void *data, const char *name, const char **attributes)
{
    struct xlsx_sheet *sheet = data;
    if (sheet->in_cell) {
        start_in_cell(sheet, name);
    } else if (sheet->in_row && strcmp(name, "c") == 0) {
        begin_cell(sheet, attributes);
    } else if (sheet->in_data && !sheet->in_row && strcmp(name, "row") == 0) {
        begin_row(sheet, attributes);
    } else if (strcmp(name, "sheetData") == 0) {
        sheet->in_data = true;
    }
}

static void on_text(void *data, const char *text, int len)
{
    struct xlsx_sheet *sheet = data;
    if (sheet->within == FORMULA) {
        buf_add(&sheet->cell.formula, text, (size_t)len);
    } else if (sheet->within != NOTHING) {
        buf_add(&sheet->cell.value, text, (size_t)len);
    }
}

static void on_end(void *data, const char *name)
{
    struct xlsx_sheet *sheet = data;
    sheet->within = NOTHING;
    if (sheet->in_cell) {
        if (strcmp(name, "c") == 0) {
            end_cell(sheet);
        } else if (strcmp(name, "is") == 0) {
            sheet->in_inline = false;
            sheet->phonetic = 0;
        } else if (strcmp(name, "rPh") == 0) {
            sheet->phonetic -= sheet->phonetic > 0;
        }
    } else if (sheet->in_row && strcmp(name, "row") == 0) {
        end_row(sheet);
    } else if (strcmp(name, "sheetData") == 0) {
        sheet->in_data = false;
    }
}

/* ---- the sheet ---- */

static int open_xml(struct xlsx_sheet **out, struct xlsx_book *book, const char *part, struct garner_str text,
                    struct error *error)
{
    static const struct xlsx_handlers handlers = {.start = on_start, .end = on_end, .text = on_text};
    struct xlsx_sheet *sheet = xcalloc(1, sizeof *sheet);
    sheet->book = book;
    xlsx_cell_init(&sheet->cell);
    buf_init(&sheet->raw, RAW_MAX);
    int code = xlsx_xml_open(&sheet->xml, book ? book->archive : NULL, part, text, &handlers, sheet, error);
    if (code) {
        xlsx_sheet_close(sheet);
        sheet = NULL;
    }
    *out = sheet;
    return code;
}

int xlsx_sheet_open(struct xlsx_sheet **out, struct xlsx_book *book, size_t sheet, struct error *error)
{
    return open_xml(out, xlsx_book_share(book), book->sheets[sheet].part, str_of(NULL, 0), error);
}

int xlsx_sheet_open_text(struct xlsx_sheet **out, struct garner_str xml, struct error *error)
{
    return open_xml(out, NULL, "the sheet", xml, error);
}

void xlsx_sheet_close(struct xlsx_sheet *sheet)
{
    if (!sheet) {
        return;
    }
    xlsx_xml_close(&sheet->xml);
    xlsx_cell_release(&sheet->cell);
    xlsx_row_release(&sheet->row);
    buf_release(&sheet->raw);
    xlsx_book_release(sheet->book);
    free(sheet);
}

static void add_raw(struct buf *raw, struct garner_str cell)
{
    bool quoted = cell.len && (memchr(cell.ptr, ',', cell.len) || memchr(cell.ptr, '"', cell.len) ||
                               memchr(cell.ptr, '\n', cell.len) || memchr(cell.ptr, '\r', cell.len));
    if (!quoted) {
        buf_addstr(raw, cell);
        return;
    }
    buf_addc(raw, '"');
    for (size_t i = 0; i < cell.len; i++) {
        buf_add(raw, cell.ptr[i] == '"' ? "\"\"" : cell.ptr + i, cell.ptr[i] == '"' ? 2 : 1);
    }
    buf_addc(raw, '"');
}

/* The row at hand as the caller sees it. */
static void show(struct xlsx_sheet *sheet, struct csv *row)
{
    row->line = sheet->line;
    row->count = 0;
    csv_pad(row, sheet->row.count ? sheet->row.count : 1);
    xlsx_row_show(&sheet->row, row->cells);
    buf_clear(&sheet->raw);
    for (size_t i = 0; i < row->count && !sheet->raw.overflowed; i++) {
        if (i) {
            buf_addc(&sheet->raw, ',');
        }
        add_raw(&sheet->raw, row->cells[i]);
    }
    if (sheet->raw.overflowed && sheet->raw.len > RAW_KEPT) {
        sheet->fault = "is longer than 16 MiB";
        sheet->raw.len = RAW_KEPT;
    }
    row->raw = buf_str(&sheet->raw);
    snprintf(row->fault, sizeof row->fault, "%s", sheet->fault ? sheet->fault : "");
}

int xlsx_sheet_row(struct xlsx_sheet *sheet, struct csv *row, struct error *error)
{
    int code = xlsx_xml_run(&sheet->xml, error);
    if (code <= 0) {
        return code;
    }
    show(sheet, row);
    return 1;
}

bool xlsx_sheet_is_number(const struct xlsx_sheet *sheet, struct garner_str cell)
{
    return xlsx_row_is_number(&sheet->row, cell);
}

uint64_t xlsx_sheet_read(const struct xlsx_sheet *sheet)
{
    const struct xlsx_part *part = &sheet->xml.part;
    return part->size ? (uint64_t)((double)part->packed * (double)part->read / (double)part->size) : 0;
}
