/* test_render.c - every format, byte by byte. */
#include "core/base/mem.h"
#include "core/report/render.h"
#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const struct column COLUMNS[] = {
    {"campaign", "Campaign", COLUMN_TEXT},
    {"row_type", "", COLUMN_HIDDEN},
    {"spend", "Spend", COLUMN_MONEY},
    {"customers", "Customers", COLUMN_COUNT},
    {"low", "95 % interval", COLUMN_INTERVAL},
    {"high", "", COLUMN_MONEY},
    {"roas", "ROAS", COLUMN_RATIO},
    {"share", "Share", COLUMN_PERCENT},
    {"day", "Day", COLUMN_DAY},
    {"bar", "", COLUMN_BAR},
};
enum { COLUMN_TOTAL = sizeof COLUMNS / sizeof *COLUMNS };
static const char *const NOTES[] = {"clock: cohort", "model: position | 90 days", NULL};

static struct cell text_cell(const char *text)
{
    return (struct cell){.type = CELL_TEXT, .text = garner_text(text)};
}
static struct cell integer_cell(int64_t value)
{
    return (struct cell){.type = CELL_INTEGER, .integer = value};
}
static struct cell real_cell(double value)
{
    return (struct cell){.type = CELL_REAL, .real = value};
}
#define NONE ((struct cell){.type = CELL_NULL})

/* What the format makes of `count` rows; the caller frees. */
static char *rendered(const struct render_options *options, const struct column *columns, size_t width,
                      const struct cell *cells, size_t count)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct render *render = render_begin(out, options, "Campaign <comparison>", NOTES, columns, width);
    struct error error = {0};
    for (size_t i = 0; i < count; i++) {
        render_row(render, cells + i * width);
    }
    assert_int_equal(render_end(render, &error), 0);
    fclose(out);
    return text;
}

static void expect(const char *format, const struct cell *cells, size_t count, const char *expected)
{
    struct render_options options = {.format = (enum render_format)render_format_named(format), .currency = "EUR"};
    char *text = rendered(&options, COLUMNS, COLUMN_TOTAL, cells, count);
    assert_string_equal(text, expected);
    free(text);
}

static const struct cell *rows(void)
{
    static struct cell cells[3][COLUMN_TOTAL];
    const struct cell made[3][COLUMN_TOTAL] = {
        {text_cell("=Messe_München, \"Süd\""), text_cell("campaign"), integer_cell(12000455000), integer_cell(3000000),
         integer_cell(342110000), integer_cell(4849250000), real_cell(1.0 / 3), real_cell(0.1234), integer_cell(20522),
         real_cell(0.5)},
        {text_cell("a|b <i>"), text_cell("campaign"), integer_cell(-1), integer_cell(12345678), integer_cell(542000001),
         NONE, NONE, NONE, NONE, NONE},
        {text_cell("Total"), text_cell("total"), integer_cell(12000454999), integer_cell(15345678), NONE, NONE,
         real_cell(INFINITY), real_cell(1), NONE, real_cell(2)},
    };
    memcpy(cells, made, sizeof cells);
    return cells[0];
}

static void test_table(void **state)
{
    (void)state;
    expect("table", rows(), 3,
           "Campaign <comparison>\n"
           "clock: cohort\n"
           "model: position | 90 days\n"
           "\n"
           "Campaign                  Spend  Customers     95 % interval  ROAS    Share  Day\n"
           "---------------------  --------  ---------  ----------------  ----  -------  ----------\n"
           "=Messe_München, \"Süd\"  12000.46       3     342.11 – 4849.25  0.33   12.3 %  2026-03-10\n"
           "a|b <i>                    0.00      12.35          > 542.00\n"
           "---------------------  --------  ---------  ----------------  ----  -------  ----------\n"
           "Total                  12000.45      15.35                          100.0 %\n");
    expect("table", NULL, 0,
           "Campaign <comparison>\n"
           "clock: cohort\n"
           "model: position | 90 days\n"
           "\n"
           "Campaign  Spend  Customers  95 % interval  ROAS  Share  Day\n"
           "--------  -----  ---------  -------------  ----  -----  ---\n");
}

static void test_csv(void **state)
{
    (void)state;
    expect(
        "csv", rows(), 3,
        "campaign,row_type,spend,customers,low,high,roas,share,day\r\n"
        "\"'=Messe_München, \"\"Süd\"\"\",campaign,12000.455,3,342.11,4849.25,0.3333333333333333,0.1234,2026-03-10\r\n"
        "a|b <i>,campaign,-0.000001,12.345678,542.000001,,,,\r\n"
        "Total,total,12000.454999,15.345678,,,,1,\r\n");
    expect("csv", NULL, 0, "campaign,row_type,spend,customers,low,high,roas,share,day\r\n");
    expect("tsv", rows() + COLUMN_TOTAL, 1,
           "campaign\trow_type\tspend\tcustomers\tlow\thigh\troas\tshare\tday\n"
           "a|b <i>\tcampaign\t-0.000001\t12.345678\t542.000001\t\t\t\t\n");
}

static void test_json(void **state)
{
    (void)state;
    expect("json", rows() + COLUMN_TOTAL, 2,
           "[\n"
           "  {\"campaign\": \"a|b <i>\", \"row_type\": \"campaign\", \"spend\": -0.000001, \"customers\": 12.345678, "
           "\"low\": 542.000001, \"high\": null, \"roas\": null, \"share\": null, \"day\": null},\n"
           "  {\"campaign\": \"Total\", \"row_type\": \"total\", \"spend\": 12000.454999, \"customers\": 15.345678, "
           "\"low\": null, \"high\": null, \"roas\": null, \"share\": 1, \"day\": null}\n"
           "]\n");
    expect("json", NULL, 0, "[]\n");
    expect("jsonl", rows(), 1,
           "{\"campaign\": \"=Messe_München, \\\"Süd\\\"\", \"row_type\": \"campaign\", \"spend\": 12000.455, "
           "\"customers\": 3, \"low\": 342.11, \"high\": 4849.25, \"roas\": 0.3333333333333333, \"share\": 0.1234, "
           "\"day\": \"2026-03-10\"}\n");
    expect("jsonl", NULL, 0, "");
}

/* What a program reads: json as an independent reader understands it, whatever stands in the texts. */
static void test_json_is_json(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "plain", "quote \" backslash \\ slash /", "tab\tnewline\ncontrol \x01", "Οδοντικά Εμφυτεύματα", "</script>",
        ""};
    static const struct column columns[] = {
        {"text", "", COLUMN_TEXT}, {"amount", "", COLUMN_MONEY}, {"none", "", COLUMN_MONEY}};
    enum { ROWS = sizeof texts / sizeof *texts };
    struct cell cells[ROWS * 3];
    for (size_t i = 0; i < ROWS; i++) {
        cells[i * 3] = text_cell(texts[i]);
        cells[i * 3 + 1] = integer_cell(INT64_C(9007199254740993) + (int64_t)i);
        cells[i * 3 + 2] = NONE;
    }
    struct render_options options = {.format = RENDER_JSON, .currency = "EUR"};
    char *text = rendered(&options, columns, 3, cells, ROWS);
    json_error_t error;
    json_t *rows = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    assert_non_null(rows);
    assert_int_equal(json_array_size(rows), ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        const json_t *row = json_array_get(rows, i);
        assert_string_equal(json_string_value(json_object_get(row, "text")), texts[i]);
        assert_true(json_is_real(json_object_get(row, "amount")));
        assert_true(json_is_null(json_object_get(row, "none")));
    }
    json_decref(rows);
    free(text);
}

static void test_markdown(void **state)
{
    (void)state;
    expect("md", rows() + COLUMN_TOTAL, 2,
           "## Campaign \\<comparison>\n"
           "\n"
           "- clock: cohort\n"
           "- model: position \\| 90 days\n"
           "\n"
           "| Campaign | Spend | Customers | 95 % interval | ROAS | Share | Day |\n"
           "| --- | ---: | ---: | ---: | ---: | ---: | --- |\n"
           "| a\\|b \\<i> | 0.00 | 12.35 | > 542.00 |  |  |  |\n"
           "| **Total** | **12000.45** | **15.35** |  |  | **100.0 %** |  |\n");
}

static void test_html(void **state)
{
    (void)state;
    struct render_options options = {.format = RENDER_HTML};
    char *text = rendered(&options, COLUMNS, COLUMN_TOTAL, rows(), 3);
    assert_non_null(strstr(text, "<!DOCTYPE html>\n<html lang=\"en\">"));
    assert_non_null(strstr(text, "<h1>Campaign &lt;comparison&gt;</h1>"));
    assert_non_null(strstr(text, "<td>a|b &lt;i&gt;</td><td class=\"n\">0.00</td>"));
    assert_non_null(strstr(text, "<td>=Messe_München, &quot;Süd&quot;</td>"));
    assert_non_null(strstr(text, "<tr class=\"total\"><td>Total</td>"));
    assert_non_null(strstr(text, "</html>\n"));
    free(text);
}

/* Undescribed columns: numbers to the right where nothing else is in them; what could move a cursor is gone. */
static void test_plain_table(void **state)
{
    (void)state;
    static const struct column columns[] = {{"n", "n", COLUMN_TEXT}, {"name", "name", COLUMN_TEXT}};
    const struct cell cells[] = {
        integer_cell(7), text_cell("日本\x1b[2J"), real_cell(1234.5), text_cell("e\xCC\x81t\tx\nbad\xFF"), NONE, NONE};
    struct render_options options = {.format = RENDER_TABLE};
    char *text = rendered(&options, columns, 2, cells, 3);
    assert_non_null(strstr(text, "\n     n  name\n------  ---------\n     7  日本\xEF\xBF\xBD[2J\n"
                                 "1234.5  e\xCC\x81t x bad\xEF\xBF\xBD\n\n"));
    free(text);
}

static void test_terminal(void **state)
{
    (void)state;
    static const struct column columns[] = {
        {"name", "Name", COLUMN_TEXT}, {"n", "N", COLUMN_INTEGER}, {"bar", "", COLUMN_BAR}};
    const struct cell cells[] = {text_cell("a campaign with a long name"), integer_cell(5), real_cell(0.52)};
    struct render_options options = {.format = RENDER_TABLE, .terminal = true, .width = 35, .color = true};
    char *text = rendered(&options, columns, 3, cells, 1);
    assert_non_null(strstr(text, "a campaign with a…  5  \033[34m██████▎"));
    free(text);
}

/* Too narrow for all: columns go from the right, and are named below; texts take the room that is left. */
static void test_narrow_terminal(void **state)
{
    (void)state;
    static const struct column columns[] = {
        {"name", "Name", COLUMN_TEXT}, {"n", "Number", COLUMN_INTEGER}, {"m", "Money", COLUMN_MONEY}};
    const struct cell cells[] = {text_cell("a campaign with a long name"), integer_cell(5), integer_cell(1)};
    struct render_options options = {.format = RENDER_TABLE, .terminal = true, .width = 22};
    char *text = rendered(&options, columns, 3, cells, 1);
    assert_non_null(strstr(text, "\nName            Number\n--------------  ------\na campaign wi…       5\n"
                                 "no room for: Money\n"));
    free(text);
}

static void test_money_decimals(void **state)
{
    (void)state;
    static const struct column columns[] = {{"m", "m", COLUMN_MONEY}};
    static const struct {
        const char *currency;
        int64_t micros;
        const char *shown;
    } cases[] = {
        {"EUR", 2345000, "2.34"},         {"EUR", 2355000, "2.36"}, {"JPY", 2500000, "2"},
        {"KWD", 1234567, "1.235"},        {NULL, -5000, "0.00"},    {"EUR", INT64_MAX, "9223372036854.775807"},
        {"EUR", -1999999000, "-2000.00"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct render_options options = {.format = RENDER_MD, .currency = cases[i].currency};
        struct cell cell = integer_cell(cases[i].micros);
        char *text = rendered(&options, columns, 1, &cell, 1), *expected = xasprintf("\n| %s |\n", cases[i].shown);
        if (!strstr(text, expected)) {
            fail_msg("%lld: %s", (long long)cases[i].micros, text);
        }
        free(text);
        free(expected);
    }
}

/* More rows than the table keeps: the later ones follow with the widths of the first. */
static void test_long_table(void **state)
{
    (void)state;
    static const struct column columns[] = {{"n", "n", COLUMN_INTEGER}, {"t", "t", COLUMN_TEXT}};
    struct render_options options = {.format = RENDER_TABLE};
    enum { ROWS = 10000 };
    struct cell *cells = xcalloc(2 * ROWS, sizeof *cells);
    for (int i = 0; i < ROWS; i++) {
        cells[2 * i] = integer_cell(i);
        cells[2 * i + 1] = text_cell("x");
    }
    char *text = rendered(&options, columns, 2, cells, ROWS);
    assert_non_null(strstr(text, "\n4095  x\n4096  x\n"));
    assert_non_null(strstr(text, "\n9999  x\n"));
    free(text);
    free(cells);
}

static void test_full_disk(void **state)
{
    (void)state;
    FILE *out = fopen("/dev/full", "w");
    if (!out) {
        skip();
    }
    struct render_options options = {.format = RENDER_CSV};
    struct error error = {0};
    struct render *render = render_begin(out, &options, NULL, NULL, COLUMNS, COLUMN_TOTAL);
    assert_int_equal(render_end(render, &error), GARNER_E_TEMPORARY);
    assert_non_null(strstr(error.message, "could not be written"));
    fclose(out);
}

static void test_names(void **state)
{
    (void)state;
    assert_int_equal(render_format_named("table"), RENDER_TABLE);
    assert_int_equal(render_format_named("html"), RENDER_HTML);
    assert_int_equal(render_format_named("xml"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_json_is_json),
        cmocka_unit_test(test_markdown),
        cmocka_unit_test(test_html),
        cmocka_unit_test(test_plain_table),
        cmocka_unit_test(test_terminal),
        cmocka_unit_test(test_narrow_terminal),
        cmocka_unit_test(test_money_decimals),
        cmocka_unit_test(test_long_table),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
