/* test_xlsx_refused.c - files that are no workbook, or none to be trusted: damaged, encrypted, or larger unpacked than
 * any workbook (core/plugin/xlsx_archive.h, xlsx_xml.h). */
#include "xlsx_case.h"

static const struct table_options DEFAULTS = {.quote = '"'};

#define DAMAGED(why)                                                                                                   \
    "f.xlsx: is a damaged Excel workbook (" why "); export it again, or open it in a spreadsheet program and save it " \
    "as .xlsx or CSV (UTF-8)"
#define HEAD "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a</v></c><c r=\"B1\" t=\"str\"><v>b</v></c></row>"
#define PART "f.xlsx: xl/worksheets/sheet1.xml"

static void expect_shown(struct garner_str bytes, const struct table_options *options, const char *expected)
{
    char *shown = xlsx_show(bytes, options);
    assert_string_equal(shown, expected);
    free(shown);
}

static void other_archives(void **state)
{
    (void)state;
    static const struct {
        const char *part, *expected;
    } samples[] = {
        {"readme.txt", "f.xlsx: is a ZIP archive that holds no Excel workbook; unpack it first"},
        {"xl/workbook.bin",
         "f.xlsx: is a binary Excel workbook (.xlsb); save it as .xlsx, or the sheet as CSV (UTF-8)"},
        {"content.xml", "f.xlsx: is an OpenDocument file; save it as .xlsx, or the sheet as CSV (UTF-8)"},
        {"Index/Document.iwa", "f.xlsx: is a Numbers file; export it as .xlsx or CSV (UTF-8)"},
    };
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        const struct xlsx_part_text parts[] = {
            {samples[i].part, "x"}, {"_rels/.rels", NULL}, {"xl/workbook.xml", NULL}, {NULL, NULL}};
        xlsx_expect(parts, &DEFAULTS, samples[i].expected);
    }
    const struct table_options named = {.quote = '"', .format = TABLE_XLSX}, csv = {.quote = '"', .format = TABLE_CSV};
    expect_shown(garner_text("a,b\n"), &named, "f.xlsx: is no Excel workbook (.xlsx); leave out `format`");
    expect_shown(
        garner_text("PK\x03\x04..."), &csv,
        "f.xlsx: is an Excel workbook or another ZIP archive; leave out `format`, or save the sheet as CSV (UTF-8)");
}

static void missing_parts(void **state)
{
    (void)state;
    const struct xlsx_part_text nothing[] = {{NULL, NULL}};
    xlsx_expect(nothing, &DEFAULTS, DAMAGED("xl/worksheets/sheet1.xml: No such file"));
    const struct xlsx_part_text parts[] = {
        {"xl/_rels/workbook.xml.rels", RELATIONS(RELATE("rId1", "chartsheet", "chart.xml"))}, {NULL, NULL}};
    xlsx_expect(
        parts, &DEFAULTS,
        "f.xlsx: is an Excel workbook without a sheet of cells (xl/workbook.xml); another program wrote something "
        "else, or it is damaged: save the sheet as CSV (UTF-8)");
    /* Another name for the workbook, as some of Microsoft's services write it; no styles, no strings. */
    const struct xlsx_part_text other[] = {
        {"_rels/.rels", RELATIONS(RELATE("rId1", "officeDocument", "/xl/workbook22.xml"))},
        {"xl/_rels/workbook22.xml.rels", RELATIONS(RELATE("rId1", "worksheet", "worksheets/Sheet1.xml"))},
        {"xl/workbook22.xml", "<workbook><sheets><sheet name=\"One\" id=\"rId1\"/></sheets></workbook>"},
        {"xl/workbook.xml", NULL},
        {"xl/styles.xml", NULL},
        {"xl/worksheets/sheet1.xml", SHEET(HEAD "<row><c s=\"1\"><v>46091</v></c></row>")},
        {NULL, NULL}};
    xlsx_expect(other, &DEFAULTS, "[a][b] | 2:[46091]-");
}

/* Whatever byte changes, the rows are those that were written, or there is an error; never a wrong number. */
static void flipped_bytes(void **state)
{
    (void)state;
    const struct xlsx_part_text parts[] = {
        {"xl/worksheets/sheet1.xml", SHEET(HEAD "<row><c><v>1234.5</v></c><c s=\"1\"><v>46091</v></c></row>")},
        {NULL, NULL}};
    struct garner_str bytes = xlsx_bytes(parts);
    const char *good = "[a][b] | 2:[1234.5][2026-03-10]";
    char *copy = xmalloc(bytes.len);
    size_t noticed = 0;
    for (size_t i = 4; i < bytes.len; i++) {
        memcpy(copy, bytes.ptr, bytes.len);
        copy[i] = (char)(copy[i] ^ (1 << (i % 8)));
        char *shown = xlsx_show(str_of(copy, bytes.len), &DEFAULTS);
        noticed += strcmp(shown, good) != 0;
        /* Styles that cannot be found leave days as numbers: the only other reading. */
        bool day_as_number = strcmp(shown, "[a][b] | 2:[1234.5][46091]") == 0;
        assert_true(strcmp(shown, good) == 0 || strstr(shown, "f.xlsx: ") || day_as_number);
        free(shown);
    }
    assert_true(noticed > 100);
    for (size_t len = 4; len < bytes.len; len++) {
        memcpy(copy, bytes.ptr, len);
        char *shown = xlsx_show(str_of(copy, len), &DEFAULTS);
        assert_true(str_starts(garner_text(shown), "f.xlsx: is a damaged Excel workbook ("));
        free(shown);
    }
    free(copy);
    free((char *)(uintptr_t)bytes.ptr);
}

static void bad_xml(void **state)
{
    (void)state;
    static const struct {
        const char *name, *sheet, *expected;
    } samples[] = {
        {"cut", "<worksheet><sheetData>" HEAD,
         "[a][b] | " PART " is damaged at its line 1: no element found; open the workbook in a spreadsheet program and "
         "save it again, or as CSV (UTF-8)"},
        {"crossed", "<worksheet><sheetData><row></sheetData></row></worksheet>",
         PART
         " is damaged at its line 1: mismatched tag; open the workbook in a spreadsheet program and save it again, "
         "or as CSV (UTF-8)"},
        {"entities",
         "<!DOCTYPE w [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><worksheet><sheetData>" HEAD
         "<row><c t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>",
         PART ": holds a document type declaration, which no workbook does"},
        {"files", "<!DOCTYPE w SYSTEM \"file:///etc/hostname\"><worksheet/>",
         PART ": holds a document type declaration, which no workbook does"},
        {"Latin-1",
         "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><worksheet><sheetData><row><c t=\"str\"><v>\xE4</v></c>"
         "</row></sheetData></worksheet>",
         "[ä]"},
        {"not UTF-8", "<worksheet><sheetData><row><c t=\"str\"><v>\xE4</v></c></row></sheetData></worksheet>",
         PART
         " is damaged at its line 1: not well-formed (invalid token); open the workbook in a spreadsheet program and "
         "save it again, or as CSV (UTF-8)"},
    };
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        print_message("%s\n", samples[i].name);
        const struct xlsx_part_text parts[] = {{"xl/worksheets/sheet1.xml", samples[i].sheet}, {NULL, NULL}};
        xlsx_expect(parts, &DEFAULTS, samples[i].expected);
    }
}

static void repeat(struct buf *out, const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++) {
        buf_adds(out, text);
    }
}

/* A sheet of before, text so many times, after. */
static void expect_repeated(const char *before, const char *text, size_t times, const char *after, const char *expected)
{
    struct buf sheet;
    buf_init(&sheet, (size_t)128 << 20);
    buf_adds(&sheet, before);
    repeat(&sheet, text, times);
    buf_adds(&sheet, after);
    assert_false(sheet.overflowed);
    const struct xlsx_part_text parts[] = {{"xl/worksheets/sheet1.xml", buf_text(&sheet)}, {NULL, NULL}};
    xlsx_expect(parts, &DEFAULTS, expected);
    buf_release(&sheet);
}

#define TEN "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static void what_is_too_big_is_refused(void **state)
{
    (void)state;
    const char *begin = "<worksheet><sheetData>" HEAD, *end = "</sheetData></worksheet>";
    print_message("depth\n");
    expect_repeated(begin, "<x>", 100, "", "[a][b] | " PART ": more than 64 elements inside each other");
    print_message("a tag\n");
    expect_repeated("<worksheet><sheetData x=\"", HUNDRED, 180000, "\"/></worksheet>",
                    PART ": a tag is longer than 16 MiB");
    print_message("a cell\n");
    expect_repeated("<worksheet><sheetData>" HEAD "<row r=\"2\"><c t=\"str\"><v>", HUNDRED, 10486,
                    "</v></c></row><row r=\"3\"><c><v>1</v></c></row></sheetData></worksheet>",
                    "[a][b] | 2:!a cell is longer than 1 MiB | 3:[1]-");
    print_message("a bomb\n");
    expect_repeated(
        begin, "                                                                ", (65 << 20) / 64, end,
        "f.xlsx: unpacks to more than a workbook may hold (xl/worksheets/sheet1.xml: over 500 times its packed "
        "size); save the sheet as CSV (UTF-8)");
}

/* Many references to one long text: what is told of the row stays short. */
static void a_row_too_long(void **state)
{
    (void)state;
    struct buf text, row;
    buf_init(&text, 2 << 20);
    buf_init(&row, 1 << 20);
    buf_adds(&text, "<sst><si><t>");
    repeat(&text, HUNDRED, 10000);
    buf_adds(&text, "</t></si></sst>");
    buf_adds(&row, "<worksheet><sheetData>" HEAD "<row r=\"2\">");
    repeat(&row, "<c t=\"s\"><v>0</v></c>", 20);
    buf_adds(&row, "</row><row r=\"3\"><c><v>1</v></c></row></sheetData></worksheet>");
    const struct xlsx_part_text parts[] = {
        {"xl/sharedStrings.xml", buf_text(&text)}, {"xl/worksheets/sheet1.xml", buf_text(&row)}, {NULL, NULL}};
    xlsx_expect(parts, &DEFAULTS, "[a][b] | 2:!is longer than 16 MiB | 3:[1]-");
    buf_release(&text);
    buf_release(&row);
}

static void encrypted_parts(void **state)
{
    (void)state;
    const char *sheet = SHEET(HEAD);
    char path[] = "xlsx-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    zip_t *zip = zip_open(path, ZIP_TRUNCATE, NULL);
    for (size_t i = 0; i < sizeof XLSX_FRAME / sizeof XLSX_FRAME[0]; i++) {
        xlsx_add(zip, &XLSX_FRAME[i]);
    }
    zip_int64_t index =
        zip_file_add(zip, "xl/worksheets/sheet1.xml", zip_source_buffer(zip, sheet, strlen(sheet), 0), 0);
    assert_int_equal(zip_file_set_encryption(zip, (zip_uint64_t)index, ZIP_EM_AES_256, "secret"), 0);
    assert_int_equal(zip_close(zip), 0);
    close(fd);
    fd = open(path, O_RDONLY);
    unlink(path);
    char bytes[1 << 16];
    ssize_t n = read(fd, bytes, sizeof bytes);
    close(fd);
    expect_shown(str_of(bytes, (size_t)n), &DEFAULTS,
                 "f.xlsx: is encrypted; save it without a password as .xlsx, or the sheet as CSV (UTF-8)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_archives),  cmocka_unit_test(missing_parts),
        cmocka_unit_test(flipped_bytes),   cmocka_unit_test(bad_xml),
        cmocka_unit_test(a_row_too_long),  cmocka_unit_test(what_is_too_big_is_refused),
        cmocka_unit_test(encrypted_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
