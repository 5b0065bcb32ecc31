/* make_xlsx.c - writes CSV files as the sheets of an Excel workbook, as a spreadsheet program would: numbers as binary
 * numbers, ISO dates and times as days since 1900 with a date format, other text shared. For the end-to-end tests and
 * for measuring.
 *
 *     make_xlsx OUT.xlsx NAME=FILE.csv …        a NAME that ends in "!" is a hidden sheet */
#include "core/base/calendar.h"
#include "core/base/buf.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/plugin/csv.h"
#include <fcntl.h>
#include <unistd.h>
#include <zip.h>

enum { SHEETS_MAX = 16, STYLE_DAY = 1, STYLE_TIME = 2, EPOCH = 25569 };
#define PART_MAX ((size_t)2 << 30)
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships"
#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

struct book {
    zip_t *zip;
    struct buf sheets, relations, strings;
    size_t sheet_count, string_count;
    /* the shared strings so far: slots hold number + 1 */
    uint32_t *slots;
    struct garner_str *known;
    size_t slot_count, room;
};

static void die(const char *what)
{
    fprintf(stderr, "make_xlsx: %s\n", what);
    exit(1);
}

/* ---- shared strings ---- */

static void add_escaped(struct buf *out, struct garner_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        const char *name = c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : NULL;
        if (name) {
            buf_adds(out, name);
        } else if (c == '\r') {
            buf_adds(out, "_x000D_");
        } else {
            buf_addc(out, c);
        }
    }
}

static uint64_t hash_of(struct garner_str text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < text.len; i++) {
        hash = (hash ^ (unsigned char)text.ptr[i]) * UINT64_C(1099511628211);
    }
    return hash ^ (hash >> 29);
}

static uint32_t *slot_of(const struct book *book, struct garner_str text)
{
    size_t i = hash_of(text) & (book->slot_count - 1);
    while (book->slots[i] && !garner_same(book->known[book->slots[i] - 1], text)) {
        i = (i + 1) & (book->slot_count - 1);
    }
    return &book->slots[i];
}

static void grow(struct book *book)
{
    book->slot_count = book->slot_count ? book->slot_count * 2 : 1024;
    free(book->slots);
    book->slots = xcalloc(book->slot_count, sizeof *book->slots);
    book->known = xreallocarray(book->known, book->slot_count, sizeof *book->known);
    for (size_t i = 0; i < book->string_count; i++) {
        *slot_of(book, book->known[i]) = (uint32_t)i + 1;
    }
}

static size_t share(struct book *book, struct garner_str text)
{
    if (book->string_count * 2 >= book->slot_count) {
        grow(book);
    }
    uint32_t *slot = slot_of(book, text);
    if (*slot == 0) {
        book->known[book->string_count++] = str_of(xstrndup(text.ptr ? text.ptr : "", text.len), text.len);
        *slot = (uint32_t)book->string_count;
        buf_adds(&book->strings, "<si><t xml:space=\"preserve\">");
        add_escaped(&book->strings, text);
        buf_adds(&book->strings, "</t></si>");
    }
    return *slot - 1;
}

/* ---- cells ---- */

/* A number that a spreadsheet would take for one. */
static bool is_number(struct garner_str text)
{
    size_t i = text.len && text.ptr[0] == '-', digits = 0, points = 0;
    bool padded = text.len > i + 1 && text.ptr[i] == '0' && text.ptr[i + 1] != '.';
    for (; i < text.len; i++) {
        bool point = text.ptr[i] == '.';
        points += point;
        digits += text.ptr[i] >= '0' && text.ptr[i] <= '9';
        if (!point && (text.ptr[i] < '0' || text.ptr[i] > '9')) {
            return false;
        }
    }
    return digits && digits <= 15 && points <= 1 && !padded && text.ptr[text.len - 1] != '.';
}

/* Days since 1900, with the time of day as a fraction; the style, or 0 where it is no date. */
static int serial_of(struct garner_str text, double *serial)
{
    char day_text[16];
    int32_t day = 0;
    int h = 0, m = 0, s = 0;
    if (text.len != 10 && text.len != 19) {
        return 0;
    }
    snprintf(day_text, sizeof day_text, "%.10s", text.ptr);
    if (!calendar_parse_day(day_text, &day)) {
        return 0;
    }
    char time_text[16] = "";
    snprintf(time_text, sizeof time_text, "%.*s", (int)text.len - 10, text.ptr + 10);
    if (text.len == 19 && sscanf(time_text, "%*1[T ]%2d:%2d:%2d", &h, &m, &s) != 3) {
        return 0;
    }
    *serial = day + EPOCH + (h * 3600 + m * 60 + s) / 86400.0;
    return text.len == 10 ? STYLE_DAY : STYLE_TIME;
}

static void add_cell(struct book *book, struct buf *out, size_t column, uint64_t line, struct garner_str text)
{
    char name[4] = {0};
    size_t n = 0;
    double serial = 0;
    for (size_t c = column + 1; c && n < 3; c = (c - 1) / 26) {
        memmove(name + 1, name, n++);
        name[0] = (char)('A' + (c - 1) % 26);
    }
    int style = serial_of(text, &serial);
    if (style) {
        buf_addf(out, "<c r=\"%s%llu\" s=\"%d\"><v>%.17g</v></c>", name, (unsigned long long)line, style, serial);
    } else if (is_number(text)) {
        char number[32];
        snprintf(number, sizeof number, STR_FMT, STR_ARG(text));
        buf_addf(out, "<c r=\"%s%llu\"><v>%.17g</v></c>", name, (unsigned long long)line, strtod(number, NULL));
    } else {
        buf_addf(out, "<c r=\"%s%llu\" t=\"s\"><v>%zu</v></c>", name, (unsigned long long)line, share(book, text));
    }
}

static void add_row(struct book *book, struct buf *out, const struct csv *csv, uint64_t line)
{
    buf_addf(out, "<row r=\"%llu\">", (unsigned long long)line);
    for (size_t i = 0; i < csv->count; i++) {
        if (csv->cells[i].len) {
            add_cell(book, out, i, line, csv->cells[i]);
        }
    }
    buf_adds(out, "</row>");
}

/* ---- parts ---- */

/* Takes the buffer's memory. */
static void add_part(struct book *book, const char *name, struct buf *part)
{
    zip_source_t *source = part->overflowed ? NULL : zip_source_buffer(book->zip, part->ptr, part->len, 1);
    if (!source || zip_file_add(book->zip, name, source, ZIP_FL_ENC_UTF_8) < 0) {
        die("a part cannot be added");
    }
}

static void add_rows(struct book *book, struct buf *out, const char *path)
{
    struct error error = {0};
    struct stream stream;
    struct csv csv;
    int fd = open(path, O_RDONLY | O_CLOEXEC), code = 0;
    if (fd < 0) {
        die("the CSV file cannot be read");
    }
    stream_open(&stream, fd, str_of(NULL, 0), ENCODING_UTF8);
    csv_init(&csv, &stream, ',', '"');
    for (uint64_t line = 1; (code = csv_row(&csv, &error)) > 0; line++) {
        add_row(book, out, &csv, line);
    }
    csv_release(&csv);
    stream_close(&stream);
    close(fd);
    if (code) {
        die(error.message);
    }
}

static void add_sheet(struct book *book, const char *argument)
{
    const char *equals = strchr(argument, '=');
    if (!equals || equals == argument) {
        die("expected NAME=FILE.csv");
    }
    struct buf part;
    buf_init(&part, PART_MAX);
    buf_adds(&part, XML "<worksheet xmlns=\"" MAIN "\"><sheetData>");
    add_rows(book, &part, equals + 1);
    buf_adds(&part, "</sheetData></worksheet>");
    bool hidden = equals[-1] == '!';
    size_t number = ++book->sheet_count;
    char name[64];
    snprintf(name, sizeof name, "xl/worksheets/sheet%zu.xml", number);
    add_part(book, name, &part);
    buf_adds(&book->sheets, "<sheet name=\"");
    add_escaped(&book->sheets, str_of(argument, (size_t)(equals - argument) - hidden));
    buf_addf(&book->sheets, "\" sheetId=\"%zu\" r:id=\"rId%zu\"%s/>", number, number,
             hidden ? " state=\"hidden\"" : "");
    buf_addf(&book->relations,
             "<Relationship Id=\"rId%zu\" Type=\"" RELATION "/worksheet\" Target=\"worksheets/sheet%zu.xml\"/>", number,
             number);
}

static void add_text_part(struct book *book, const char *name, const char *before, const struct buf *body,
                          const char *after)
{
    struct buf part;
    buf_init(&part, PART_MAX);
    buf_adds(&part, XML);
    buf_adds(&part, before);
    buf_adds(&part, body ? buf_text(body) : "");
    buf_adds(&part, after);
    add_part(book, name, &part);
}

static void add_frame(struct book *book)
{
    add_text_part(book, "_rels/.rels",
                  "<Relationships xmlns=\"" PACKAGE "\"><Relationship Id=\"rId1\" Type=\"" RELATION
                  "/officeDocument\" Target=\"xl/workbook.xml\"/>",
                  NULL, "</Relationships>");
    add_text_part(book, "xl/workbook.xml", "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" RELATION "\"><sheets>",
                  &book->sheets, "</sheets></workbook>");
    buf_adds(&book->relations,
             "<Relationship Id=\"s1\" Type=\"" RELATION "/styles\" Target=\"styles.xml\"/>"
             "<Relationship Id=\"s2\" Type=\"" RELATION "/sharedStrings\" Target=\"sharedStrings.xml\"/>");
    add_text_part(book, "xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"" PACKAGE "\">", &book->relations,
                  "</Relationships>");
    add_text_part(book, "xl/styles.xml",
                  "<styleSheet xmlns=\"" MAIN "\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" "
                  "formatCode=\"dd\\.mm\\.yyyy\\ hh:mm:ss;@\"/></numFmts><cellXfs count=\"3\"><xf numFmtId=\"0\"/>"
                  "<xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs>",
                  NULL, "</styleSheet>");
    add_text_part(book, "xl/sharedStrings.xml", "<sst xmlns=\"" MAIN "\">", &book->strings, "</sst>");
    add_text_part(
        book, "[Content_Types].xml",
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
        "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
        "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
        "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument."
        "spreadsheetml.sheet.main+xml\"/>",
        NULL, "</Types>");
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        die("usage: make_xlsx OUT.xlsx NAME=FILE.csv …");
    }
    struct book book = {.zip = zip_open(argv[1], ZIP_CREATE | ZIP_TRUNCATE, NULL)};
    buf_init(&book.sheets, PART_MAX);
    buf_init(&book.relations, PART_MAX);
    buf_init(&book.strings, PART_MAX);
    if (!book.zip) {
        die("the workbook cannot be written");
    }
    for (int i = 2; i < argc; i++) {
        add_sheet(&book, argv[i]);
    }
    add_frame(&book);
    if (zip_close(book.zip)) {
        die(zip_strerror(book.zip));
    }
    for (size_t i = 0; i < book.string_count; i++) {
        free((char *)(uintptr_t)book.known[i].ptr);
    }
    free(book.known);
    free(book.slots);
    buf_release(&book.sheets);
    buf_release(&book.relations);
    buf_release(&book.strings);
    return 0;
}
