/* test_xlsx.c - Excel workbooks as tables (core/plugin/table.h): cells of every type, places, sheets, headers. */
#include "xlsx_case.h"

static const struct table_options DEFAULTS = {.quote = '"'};

static void expect_rows(const char *name, const char *rows, const char *strings, const char *expected)
{
    print_message("%s\n", name);
    char *sheet = xasprintf(SHEET("%s"), rows);
    char *shared = xasprintf("<sst " MAIN ">%s</sst>", strings ? strings : "");
    const struct xlsx_part_text parts[] = {
        {"xl/worksheets/sheet1.xml", sheet}, {"xl/sharedStrings.xml", shared}, {NULL, NULL}};
    xlsx_expect(parts, &DEFAULTS, expected);
    free(sheet);
    free(shared);
}

#define HEAD "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a</v></c><c r=\"B1\" t=\"str\"><v>b</v></c></row>"
#define ROW(cells) HEAD "<row r=\"2\">" cells "</row>"

static void cells_by_type(void **state)
{
    (void)state;
    static const struct {
        const char *name, *rows, *expected;
    } samples[] = {
        {"numbers as they stand", ROW("<c r=\"A2\"><v>1661.67</v></c><c r=\"B2\" t=\"n\"><v>-12</v></c>"),
         "[a][b] | 2:[1661.67][-12]"},
        {"binary noise", ROW("<c r=\"A2\"><v>1.4299999999999999</v></c><c r=\"B2\"><v>0.30000000000000004</v></c>"),
         "[a][b] | 2:[1.43][0.3]"},
        {"long ids keep their digits",
         ROW("<c r=\"A2\"><v>23850123456789012</v></c><c r=\"B2\"><v>1.2345678901234567E+16</v></c>"),
         "[a][b] | 2:[23850123456789012][12345678901234567]"},
        {"currency, percent, duration stay numbers",
         ROW("<c r=\"A2\" s=\"4\"><v>12.5</v></c><c r=\"B2\" s=\"6\"><v>5.1200000000000002E-2</v></c>") "<row "
                                                                                                        "r=\"3\"><c "
                                                                                                        "r=\"A3\" "
                                                                                                        "s=\"5\"><v>1."
                                                                                                        "5</v></c></"
                                                                                                        "row>",
         "[a][b] | 2:[12.5][0.0512] | 3:[1.5]-"},
        {"days, times, both",
         ROW("<c r=\"A2\" s=\"1\"><v>46091</v></c><c r=\"B2\" s=\"2\"><v>46091.604166666664</v></c>") "<row r=\"3\"><c "
                                                                                                      "r=\"A3\" "
                                                                                                      "s=\"3\"><v>0."
                                                                                                      "6041666666666666"
                                                                                                      "3</v></c><c "
                                                                                                      "r=\"B3\" "
                                                                                                      "s=\"7\"><v>"
                                                                                                      "46091."
                                                                                                      "604166701393</"
                                                                                                      "v></c></row>",
         "[a][b] | 2:[2026-03-10][2026-03-10T14:30:00] | 3:[14:30:00][2026-03-10T14:30:00.003]"},
        {"midnight of a time, time of a day",
         ROW("<c r=\"A2\" s=\"2\"><v>46091</v></c><c r=\"B2\" s=\"1\"><v>46091.75</v></c>"),
         "[a][b] | 2:[2026-03-10T00:00:00][2026-03-10T18:00:00]"},
        {"text in a cell of dates", ROW("<c r=\"A2\" s=\"1\" t=\"str\"><v>soon</v></c>"), "[a][b] | 2:[soon]-"},
        {"ISO dates",
         ROW("<c r=\"A2\" t=\"d\" s=\"1\"><v>2026-03-10T00:00:00</v></c>"
             "<c r=\"B2\" t=\"d\"><v>2026-03-10T14:30:00Z</v></c>"),
         "[a][b] | 2:[2026-03-10][2026-03-10T14:30:00Z]"},
        {"booleans", ROW("<c r=\"A2\" t=\"b\"><v>1</v></c><c r=\"B2\" t=\"b\"><v>0</v></c>"),
         "[a][b] | 2:[TRUE][FALSE]"},
        {"errors", ROW("<c r=\"A2\" t=\"e\"><v>#N/A</v></c><c r=\"B2\" t=\"e\"><v>#DIV/0!</v></c>"),
         "[a][b] | 2:-[#DIV/0!]"},
        {"a formula's result", ROW("<c r=\"A2\"><f>1+2</f><v>3</v></c><c r=\"B2\" t=\"str\"><f>\"\"</f><v></v></c>"),
         "[a][b] | 2:[3]-"},
        {"a formula without one", ROW("<c r=\"A2\"><f>SUM(B1:B9)</f></c><c r=\"B2\" t=\"b\"><f>B1&gt;2</f></c>"),
         "[a][b] | 2:[=SUM(B1:B9)][=B1>2]"},
        {"text of its own",
         ROW("<c r=\"A2\" t=\"inlineStr\"><is><t>x &amp; y</t></is></c>"
             "<c r=\"B2\" t=\"inlineStr\"><is><r><t>rich</t></r><r><t xml:space=\"preserve\"> text</t></r>"
             "<rPh sb=\"0\" eb=\"1\"><t>spoken</t></rPh></is></c>"),
         "[a][b] | 2:[x & y][rich text]"},
        {"escapes",
         ROW("<c r=\"A2\" t=\"str\"><v>a_x000D_b_x005F_x000D_</v></c><c r=\"B2\" t=\"str\"><v>_x00zz_</v></c>"),
         "[a][b] | 2:[a\rb_x000D_][_x00zz_]"},
        {"a prefix before the names",
         "<x:row r=\"1\" xmlns:x=\"y\"><x:c r=\"A1\" t=\"str\"><x:v>a</x:v></x:c></x:row>"
         "<x:row xmlns:x=\"y\"><x:c><x:v>5</x:v></x:c></x:row>",
         "[a] | 2:[5]"},
    };
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        expect_rows(samples[i].name, samples[i].rows, NULL, samples[i].expected);
    }
}

static void shared_strings(void **state)
{
    (void)state;
    const char *strings =
        "<si><t>plain</t></si><si><r><rPr><b/></rPr><t>bo</t></r><r><t xml:space=\"preserve\">ld </t></r></si>"
        "<si><t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh><phoneticPr fontId=\"1\"/></si>"
        "<si/><si><t>two_x000A_lines</t></si>";
    expect_rows("all",
                HEAD "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c></row>"
                     "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>2</v></c><c r=\"B3\" t=\"s\"><v>3</v></c></row>"
                     "<row r=\"4\"><c r=\"B4\" t=\"s\"><v>4</v></c></row>",
                strings, "[a][b] | 2:[plain][bold ] | 3:[東京]- | 4:-[two\nlines]");
    expect_rows("one that is missing", ROW("<c r=\"A2\" t=\"s\"><v>5</v></c>"), strings,
                "[a][b] | f.xlsx: xl/worksheets/sheet1.xml: row 2 has a cell whose text is missing from the workbook; "
                "save the workbook again");
}

static void places(void **state)
{
    (void)state;
    static const struct {
        const char *name, *rows, *expected;
    } samples[] = {
        {"sparse rows and cells",
         HEAD "<row r=\"4\"><c r=\"B4\"><v>1</v></c></row><row r=\"9\"><c r=\"A9\"><v>2</v></c></row>",
         "[a][b] | 4:-[1] | 9:[2]-"},
        {"no references at all",
         "<row><c t=\"str\"><v>a</v></c><c t=\"str\"><v>b</v></c></row><row><c><v>1</v></c><c/></row>",
         "[a][b] | 2:[1]-"},
        {"rows by their cells", "<row><c r=\"A3\" t=\"str\"><v>a</v></c></row><row><c r=\"A7\"><v>1</v></c></row>",
         "[a] | 7:[1]"},
        {"a blank row",
         HEAD "<row r=\"2\"><c r=\"A2\" s=\"1\"/></row><row r=\"3\"/><row r=\"4\"><c r=\"A4\"><v>1</v></c></row>",
         "[a][b] | 2:_ | 3:_ | 4:[1]-"},
        {"a cell beyond the header", ROW("<c r=\"A2\"><v>1</v></c><c r=\"D2\"><v>2</v></c>"),
         "[a][b] | 2:!ragged: 4 cells where the header has 2"},
        {"cells out of order",
         ROW("<c r=\"B2\"><v>1</v></c><c r=\"A2\"><v>2</v></c>") "<row r=\"3\"><c r=\"A3\"><v>1</v></c></row>",
         "[a][b] | 2:!its cells are out of order | 3:[1]-"},
        {"a cell of another row", ROW("<c r=\"B5\"><v>1</v></c>"), "[a][b] | 2:!its cells are out of order"},
        {"a column too far", ROW("<c r=\"XFE2\"><v>1</v></c>"), "[a][b] | 2:!more than 16384 cells"},
        {"the last column", "<row r=\"1\"><c r=\"XFD1\" t=\"str\"><v/></c><c r=\"XFE1\"/></row>" HEAD,
         "f.xlsx: xl/worksheets/sheet1.xml: row 1 stands behind row 1; save the workbook again"},
        {"no cell", ROW("<c r=\"2A\"><v>1</v></c>"), "[a][b] | f.xlsx: xl/worksheets/sheet1.xml: \"2A\" is no cell"},
    };
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        expect_rows(samples[i].name, samples[i].rows, NULL, samples[i].expected);
    }
}

#define TEXT(text) "<c t=\"str\"><v>" text "</v></c>"
#define SHEETS(body) "<workbook " MAIN " xmlns:r=\"" RELATION "\">" body "</workbook>"
#define NAMED(name, id, more) "<sheet name=\"" name "\" sheetId=\"" id "\" r:id=\"rId" id "\"" more "/>"

static void chooses_the_sheet(void **state)
{
    (void)state;
    static const char *const words[] = {"Day", "Cost", NULL};
    static const struct {
        const char *name, *sheet;
        const char *const *words;
        int64_t header;
        const char *one, *two, *three, *expected;
    } samples[] = {
        {"a cover without a table", "", NULL, 0, "<row>" TEXT("Report") "</row>", "<row>" TEXT("a") TEXT("b") "</row>",
         "", "[a][b]"},
        {"only titles", "", NULL, 0, "", "<row>" TEXT("Report") "</row>", "", "[Report]"},
        {"nothing", "", NULL, 0, "", "", "<row>" TEXT("a") TEXT("b") "</row>", ""},
        {"the hidden one is passed by", "", NULL, 0, "", "", "<row>" TEXT("a") TEXT("b") "</row>", ""},
        {"the header's words", "", words, 0, "<row>" TEXT("a") TEXT("b") "</row>",
         "<row>" TEXT("Spend") "</row><row>" TEXT("Day") TEXT("Cost") "</row><row>" TEXT("x") TEXT("y") "</row>", "",
         "[Day][Cost] | 3:[x][y]"},
        {"no header's words anywhere", "", words, 0, "<row>" TEXT("a") TEXT("b") "</row>", "<row>" TEXT("c") "</row>",
         "", "[a][b]"},
        {"the line of the header", "", NULL, 2, "<row>" TEXT("a") TEXT("b") "</row>",
         "<row>" TEXT("c") "</row><row>" TEXT("d") TEXT("e") "</row>", "", "[d][e]"},
        {"by name", "Two", NULL, 0, "<row>" TEXT("a") TEXT("b") "</row>", "<row>" TEXT("c") "</row>", "", "[c]"},
        {"by name, without case, hidden", "three", NULL, 0, "<row>" TEXT("a") "</row>", "", "<row>" TEXT("c") "</row>",
         "[c]"},
        {"no such name", "Tow", NULL, 0, "", "", "",
         "f.xlsx: has no sheet \"Tow\"; it has \"One\", \"Two\", \"Three\"; correct `sheet`"},
        {"no header", "", NULL, -1, "<row>" TEXT("x") TEXT("y") "</row>", "", "", "[1][2] | 1:[x][y]"},
    };
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        print_message("%s\n", samples[i].name);
        char *one = xasprintf(SHEET("%s"), samples[i].one), *two = xasprintf(SHEET("%s"), samples[i].two);
        char *three = xasprintf(SHEET("%s"), samples[i].three);
        const struct xlsx_part_text parts[] = {
            {"xl/workbook.xml", SHEETS("<sheets>" NAMED("One", "1", "") NAMED("Two", "2", " state=\"visible\"")
                                           NAMED("Three", "3", " state=\"veryHidden\"") "</sheets>")},
            {"xl/worksheets/sheet1.xml", one},
            {"xl/worksheets/sheet2.xml", two},
            {"xl/worksheets/sheet3.xml", three},
            {NULL, NULL}};
        const struct table_options options = {.quote = '"',
                                              .header = samples[i].header,
                                              .header_words = samples[i].words,
                                              .sheet = garner_text(samples[i].sheet)};
        xlsx_expect(parts, &options, samples[i].expected);
        free(one);
        free(two);
        free(three);
    }
}

static void days_from_1904(void **state)
{
    (void)state;
    const struct xlsx_part_text parts[] = {
        {"xl/workbook.xml",
         SHEETS("<workbookPr date1904=\"1\"/><sheets>" NAMED(
             "One", "1",
             "") "</sheets>"
                 "<extLst><ext xmlns:x15=\"urn:more\"><x15:workbookPr chartTrackingRefBase=\"1\"/></ext></extLst>")},
        {"xl/worksheets/sheet1.xml",
         SHEET(
             HEAD
             "<row><c s=\"1\"><v>0</v></c><c s=\"1\"><v>44629</v></c></row><row><c s=\"2\"><v>44629.5</v></c></row>")},
        {NULL, NULL}};
    xlsx_expect(parts, &DEFAULTS, "[a][b] | 2:[1904-01-01][2026-03-10] | 3:[2026-03-10T12:00:00]-");
}

static void preamble_and_raw(void **state)
{
    (void)state;
    static const char *const words[] = {"Day", "Cost", NULL};
    const struct table_options options = {.quote = '"', .header_words = words};
    const struct xlsx_part_text parts[] = {
        {"xl/worksheets/sheet1.xml",
         SHEET("<row>" TEXT("Spend") "</row><row>" TEXT("1 March, 2026") TEXT("b") "</row><row/><row>" TEXT("Day")
                   TEXT("Cost") "</row>"
                                "<row>" TEXT("say \"hi\"") "<c><v>1.50</v></c></row>")},
        {NULL, NULL}};
    struct garner_str bytes = xlsx_bytes(parts);
    struct survey survey = {0};
    struct table *table = NULL, *again = NULL;
    survey_add(&survey, bytes.ptr, bytes.len);
    assert_int_equal(table_open(&table, "f.xlsx", -1, bytes, &survey, &options, NULL), 0);
    assert_int_equal(table->preamble_lines, 3);
    assert_int_equal(table->titles, 2);
    assert_int_equal(table->blanks, 1);
    assert_true(str_is(table->preamble[1], "\"1 March, 2026\",b"));
    /* A second reader holds the book on its own. */
    assert_int_equal(table_open_again(&again, table, -1, NULL), 0);
    assert_int_equal(table_next(table, NULL), TABLE_CELLS);
    assert_int_equal(table->line, 5);
    assert_true(str_is(table->raw, "\"say \"\"hi\"\"\",1.50"));
    assert_true(table_is_number(table, table->cells[1]));
    assert_true(table_is_number(table, str_trim(table->cells[1])));
    assert_false(table_is_number(table, table->cells[0]));
    assert_int_equal(table_next(table, NULL), 0);
    table_close(table);
    assert_int_equal(table_next(again, NULL), TABLE_CELLS);
    assert_int_equal(again->line, 5);
    assert_int_equal(table_next(again, NULL), 0);
    table_close(again);
    free((char *)(uintptr_t)bytes.ptr);
}

static void reads_from_a_descriptor(void **state)
{
    (void)state;
    const struct xlsx_part_text parts[] = {{"xl/worksheets/sheet1.xml", SHEET(ROW("<c><v>7</v></c>"))}, {NULL, NULL}};
    struct garner_str bytes = xlsx_bytes(parts), none = {NULL, 0};
    char path[] = "xlsx-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes.ptr, bytes.len), (ssize_t)bytes.len);
    unlink(path);
    struct survey survey = {0};
    struct table *table = NULL;
    survey_add(&survey, bytes.ptr, bytes.len);
    assert_int_equal(table_open(&table, "f.csv", fd, none, &survey, &DEFAULTS, NULL), 0);
    assert_int_equal(table_next(table, NULL), TABLE_CELLS);
    assert_true(str_is(table->cells[0], "7"));
    assert_true(table_read(table) > 0 && table_read(table) <= bytes.len);
    table_close(table);
    close(fd);
    free((char *)(uintptr_t)bytes.ptr);
}

/* A sheet of many chunks: no row is lost or cut, wherever a chunk ends. */
static void rows_cross_chunks(void **state)
{
    (void)state;
    enum { ROWS = 20000 };
    struct buf xml;
    struct error error = {0};
    struct xlsx_sheet *sheet = NULL;
    struct csv row = {0};
    buf_init(&xml, 64 << 20);
    buf_adds(&xml, "<worksheet><sheetData>");
    for (int i = 1; i <= ROWS; i++) {
        buf_addf(&xml, "<row r=\"%d\"><c r=\"A%d\"><v>%d</v></c><c r=\"C%d\" t=\"str\"><v>%0*d</v></c></row>", i, i, i,
                 i, i % 97 + 1, i);
    }
    buf_adds(&xml, "</sheetData></worksheet>");
    assert_int_equal(xlsx_sheet_open_text(&sheet, buf_str(&xml), &error), 0);
    for (int i = 1; i <= ROWS; i++) {
        char text[128];
        assert_int_equal(xlsx_sheet_row(sheet, &row, &error), 1);
        assert_int_equal(row.line, i);
        assert_int_equal(row.count, 3);
        snprintf(text, sizeof text, "%d", i);
        assert_true(str_is(row.cells[0], text));
        snprintf(text, sizeof text, "%0*d", i % 97 + 1, i);
        assert_true(str_is(row.cells[2], text));
    }
    assert_int_equal(xlsx_sheet_row(sheet, &row, &error), 0);
    assert_int_equal(xlsx_sheet_row(sheet, &row, &error), 0);
    xlsx_sheet_close(sheet);
    csv_release(&row);
    buf_release(&xml);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_by_type),
        cmocka_unit_test(shared_strings),
        cmocka_unit_test(places),
        cmocka_unit_test(chooses_the_sheet),
        cmocka_unit_test(days_from_1904),
        cmocka_unit_test(preamble_and_raw),
        cmocka_unit_test(reads_from_a_descriptor),
        cmocka_unit_test(rows_cross_chunks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
