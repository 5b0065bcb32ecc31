/* test_csv.c - rows of CSV and JSON files (core/plugin/table.h). A file is shown as "header | row | row"; cells stand
 * between brackets, an absent one as -, a row that cannot be read as !reason, a blank line as _, the header again as ^,
 * a footer as $. */
#include "core/base/buf.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/plugin/table.h"
/* after ours: it defines words like skip and fail */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static const struct table_options DEFAULTS = {.quote = '"'};

static void show_cells(struct buf *out, const struct garner_str *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (cells[i].ptr) {
            buf_addf(out, "[" STR_FMT "]", STR_ARG(cells[i]));
        } else {
            buf_addc(out, '-');
        }
    }
}

static void show_row(struct buf *out, const struct table *table, int kind)
{
    buf_adds(out, " | ");
    if (kind == TABLE_FAULT) {
        buf_addf(out, "!%s", table->fault);
    } else if (kind == TABLE_BLANK) {
        buf_addc(out, '_');
    } else if (kind == TABLE_AGAIN || kind == TABLE_FOOTER) {
        buf_addc(out, kind == TABLE_AGAIN ? '^' : '$');
    } else {
        show_cells(out, table->cells, table->columns);
    }
}

/* The whole file as text, or the error's message; the caller frees. */
static char *show(const char *path, struct garner_str bytes, const struct table_options *options)
{
    struct error error = {0};
    struct survey survey = {0};
    survey_add(&survey, bytes.ptr, bytes.len);
    struct table *table = NULL;
    struct buf out;
    buf_init(&out, 1 << 20);
    int code = table_open(&table, path, -1, bytes, &survey, options, &error);
    if (code == 0) {
        show_cells(&out, table->names, table->columns);
        while ((code = table_next(table, &error)) > 0) {
            show_row(&out, table, code);
        }
    }
    if (code < 0) {
        buf_addf(&out, "%s%s", out.len ? " | " : "", error.message);
    }
    table_close(table);
    return buf_str(&out).len ? out.ptr : xstrdup("");
}

struct sample {
    const char *name, *text, *expected;
};

static void check(const struct sample *samples, size_t count, const char *path, const struct table_options *options)
{
    for (size_t i = 0; i < count; i++) {
        print_message("%s\n", samples[i].name);
        char *shown = show(path, garner_text(samples[i].text), options);
        assert_string_equal(shown, samples[i].expected);
        free(shown);
    }
}
#define CHECK(samples, path, options) check(samples, sizeof samples / sizeof samples[0], path, options)

/* What is below the rows is passed over; a row that lost its cells is not. */
static void below_the_rows(void **state)
{
    (void)state;
#define TOP "a,b,c\n1,2,3\n"
#define SHOWN "[a][b][c] | [1][2][3] | "
#define REFUSED "!ragged: 1 cell where the header has 3"
    static const struct sample samples[] = {
        {"copyright",
         TOP "\"\xC2\xA9"
             "2026 Microsoft Corporation\"\n",
         SHOWN "$"},
        {"a sentence", TOP "This report was made for you\n\n", SHOWN "$ | _"},
        {"a label", TOP "Exported: 2026-03-03", SHOWN "$"},
        {"below a blank line", TOP "\nACME\nBerlin\n", SHOWN "_ | $ | $"},
        {"a cut row", TOP "4\n", SHOWN REFUSED},
        {"a cut name", TOP "Spring Sale 2026", SHOWN REFUSED},
        {"a sentence between rows", TOP "This report was made for you\n4,5,6\n", SHOWN REFUSED " | [4][5][6]"},
        {"rows below a blank line", TOP "\nACME\n4,5,6\n\nACME\n", SHOWN "_ | " REFUSED " | [4][5][6] | _ | $"},
        {"two cells", TOP "\nExported:,2026-03-03\n", SHOWN "_ | !ragged: 2 cells where the header has 3"},
        {"few columns", "a,b\n1,2\nThis report was made for you\n",
         "[a][b] | [1][2] | !ragged: 1 cell where the header has 2"},
        {"header alone", "a,b,c\nThis report was made for you\n", "[a][b][c] | $"},
        {"the header again", TOP "a, b ,\"c\"\n4,5,6\n", SHOWN "^ | [4][5][6]"},
        {"nearly the header", TOP "a,b,C\n", SHOWN "[a][b][C]"},
        {"one column", "a\na\n", "[a] | [a]"},
    };
    CHECK(samples, "f.csv", &DEFAULTS);
    struct table_options pad = DEFAULTS;
    pad.pad = true;
    static const struct sample padded[] = {{"padded", TOP "\nACME\n", SHOWN "_ | [ACME]--"}};
    CHECK(padded, "f.csv", &pad);
}

static void reads_cells(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"empty file", "", ""},
        {"header only", "a,b\n", "[a][b]"},
        {"one row", "a,b\n1,2\n", "[a][b] | [1][2]"},
        {"no final newline", "a,b\n1,2", "[a][b] | [1][2]"},
        {"crlf", "a,b\r\n1,2\r\n", "[a][b] | [1][2]"},
        {"cr alone", "a,b\r1,2\r3,4", "[a][b] | [1][2] | [3][4]"},
        {"quoted separator", "a,b\n\"x,y\",2\n", "[a][b] | [x,y][2]"},
        {"doubled quotes", "a,b\n\"say \"\"hi\"\"\",2\n", "[a][b] | [say \"hi\"][2]"},
        {"only doubled quotes", "a,b\n\"\"\"\",2\n", "[a][b] | [\"][2]"},
        {"quoted newline", "a,b\n\"x\ny\",2\n3,4\n", "[a][b] | [x\ny][2] | [3][4]"},
        {"quoted crlf", "a,b\r\n\"x\r\ny\",2\r\n", "[a][b] | [x\r\ny][2]"},
        {"empty cells", "a,b,c\n,\"\",\n1,2,3\n", "[a][b][c] | _ | [1][2][3]"},
        {"some empty cells", "a,b,c\n1,\"\",\n", "[a][b][c] | [1][][]"},
        {"quote inside a cell", "a,b\n5\" nail,2\n", "[a][b] | [5\" nail][2]"},
        {"text behind a quote", "a,b\n\"x\"y,2\n", "[a][b] | [xy][2]"},
        {"quotes behind a quote", "a,b\n\"x\"y\"z\",2\n", "[a][b] | [xy\"z\"][2]"},
        {"quoted last cell at the end", "a,b\n1,\"2\"", "[a][b] | [1][2]"},
        {"blank lines", "\na,b\n\n1,2\n  \n", "[a][b] | _ | [1][2] | _"},
        {"names are trimmed", " a , b\n1,2\n", "[a][b] | [1][2]"},
        {"one column", "a\n1\n2\n", "[a] | [1] | [2]"},
        {"names that repeat", "a,a,\n1,2,3\n", "[a][a][] | [1][2][3]"},
        {"trailing separator in rows", "a,b\n1,2,\n", "[a][b] | [1][2]"},
        {"trailing separator in the header", "a,b,\n1,2\n3,4,\n", "[a][b][] | [1][2]- | [3][4][]"},
        {"too few cells", "a,b,c\n1,2\n4,5,6\n", "[a][b][c] | !ragged: 2 cells where the header has 3 | [4][5][6]"},
        {"too many cells", "a,b\n1,2,3\n", "[a][b] | !ragged: 3 cells where the header has 2"},
        {"unicode", "a,b\n\xCA\xA4,x\n", "[a][b] | [\xCA\xA4][x]"},
        {"zip archive", "PK\x03\x04.....",
         "f.csv: is a damaged Excel workbook (Not a zip archive); export it again, or open it in a spreadsheet program "
         "and "
         "save it as .xlsx or CSV (UTF-8)"},
        {"old workbook", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
         "f.csv: is an Excel workbook with a password, or an old one (.xls); save it as .xlsx without a password, or "
         "the "
         "sheet as CSV (UTF-8)"},
    };
    CHECK(samples, "f.csv", &DEFAULTS);
}

static void one_bad_quote_spoils_one_line(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"in the middle", "a,b\n1,\"2\n3,4\n5,6\n",
         "[a][b] | !a quote opens here that is never closed | [3][4] | [5][6]"},
        {"in the last line", "a,b\n1,2\n3,\"4", "[a][b] | [1][2] | !a quote opens here that is never closed"},
        {"before a quoted row", "a,b\n1,\"2\n\"x\",4\n", "[a][b] | !ragged: 3 cells where the header has 2"},
    };
    CHECK(samples, "f.csv", &DEFAULTS);
}

static void finds_the_separator(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"semicolon with decimal commas", "a;b;c\n1,5;2,5;3\n1,5;2,5;3\n", "[a][b][c] | [1,5][2,5][3] | [1,5][2,5][3]"},
        {"tab", "a\tb\nx, y\tz\n", "[a][b] | [x, y][z]"},
        {"pipe", "a|b\n1|2\n", "[a][b] | [1][2]"},
        {"excel's own line", "sep=;\na;b\n1;2\n", "[a][b] | [1][2]"},
        {"separators in quotes", "a,b\n\"x;y;z\",2\n\"x;y;z\",2\n", "[a][b] | [x;y;z][2] | [x;y;z][2]"},
    };
    CHECK(samples, "f.csv", &DEFAULTS);
    char *shown =
        show("f.csv", garner_text("a:b\n'x:y':2\n"), &(struct table_options){.separator = ':', .quote = '\''});
    assert_string_equal(shown, "[a][b] | [x:y][2]");
    free(shown);
    shown = show("f.csv", garner_text("a,b\n\"x,y\n"), &(struct table_options){.quote = 0});
    assert_string_equal(shown, "[a][b] | [\"x][y]");
    free(shown);
}

static void finds_the_header(void **state)
{
    (void)state;
    static const char *const words[] = {"Campaign", "Cost", "E-mail", NULL};
    static const struct {
        const char *text;
        int64_t header;
        const char *expected;
    } cases[] = {
        {"Report\n\"July 8, 2025\"\nCampaign,Cost\nA,1\n", 0, "[Campaign][Cost] | [A][1]"},
        {"Campaign\ncampaign,COST\nA,1\n", 0, "[campaign][COST] | [A][1]"},
        {"x,y\nA,1\n", 0, "[x][y] | [A][1]"},
        {"t\n\nx,y\nA,1\n", 3, "[x][y] | [A][1]"},
        {"A,1\nB,2\n", -1, "[1][2] | [A][1] | [B][2]"},
        {"A,1\n", 7, "f.csv: has no line 7 for its header; correct `header`"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct table_options options = {.quote = '"', .header = cases[i].header, .header_words = words};
        char *shown = show("f.csv", garner_text(cases[i].text), &options);
        assert_string_equal(shown, cases[i].expected);
        free(shown);
    }
}

static void lines_and_preamble(void **state)
{
    (void)state;
    static const char *const words[] = {"a", "b", NULL};
    struct garner_str bytes = garner_text("Title\n\na,b\n\"1\n1\",2\r\n3,4\n");
    struct survey survey = {0};
    survey_add(&survey, bytes.ptr, bytes.len);
    struct table *table = NULL;
    struct table_options options = {.quote = '"', .header_words = words};
    assert_int_equal(table_open(&table, "f", -1, bytes, &survey, &options, NULL), 0);
    assert_int_equal(table->preamble_lines, 2);
    assert_true(str_is(table->preamble[0], "Title"));
    assert_int_equal(table->titles, 1);
    assert_int_equal(table->blanks, 1);
    assert_int_equal(table_next(table, NULL), TABLE_CELLS);
    assert_int_equal(table->line, 4);
    assert_true(str_is(table->raw, "\"1\n1\",2"));
    assert_int_equal(table_next(table, NULL), TABLE_CELLS);
    assert_int_equal(table->line, 6);
    assert_int_equal(table_next(table, NULL), 0);
    struct table *again = NULL;
    assert_int_equal(table_open_again(&again, table, -1, NULL), 0);
    assert_int_equal(table_next(again, NULL), TABLE_CELLS);
    assert_int_equal(again->line, 4);
    table_close(again);
    table_close(table);
}

static void bytes_that_are_no_text(void **state)
{
    (void)state;
    struct garner_str bytes = {"a,b\n1,\0\n3,4\n", 12};
    char *shown = show("f.csv", bytes, &DEFAULTS);
    assert_string_equal(shown, "[a][b] | !holds a NUL byte | [3][4]");
    free(shown);
    struct table_options options = {.quote = '"', .encoding = ENCODING_UTF8};
    shown = show("f.csv", garner_text("a,b\n1,\xE9\n3,4\n"), &options);
    assert_string_equal(shown, "[a][b] | !is not valid UTF-8 | [3][4]");
    free(shown);
    shown = show("f.csv", garner_text("a,b\n1,\xE9\n"), &DEFAULTS);
    assert_string_equal(shown, "[a][b] | [1][\xC3\xA9]");
    free(shown);
}

/* ---- sizes ---- */

static char *repeat(const char *before, char c, size_t count, const char *after, size_t *len)
{
    size_t first = strlen(before), last = strlen(after);
    char *text = xmalloc(first + count + last);
    memcpy(text, before, first);
    memset(text + first, c, count);
    memcpy(text + first + count, after, last);
    *len = first + count + last;
    return text;
}

static void check_size(const char *before, char c, size_t count, const char *after, const char *expected)
{
    size_t len = 0;
    char *text = repeat(before, c, count, after, &len);
    char *shown = show("f.csv", str_of(text, len), &DEFAULTS);
    assert_string_equal(shown, expected);
    free(shown);
    free(text);
}

static void what_is_too_big_is_refused(void **state)
{
    (void)state;
    check_size("a,b\n1,", 'x', CSV_CELL_MAX + 1, "\n3,4\n", "[a][b] | !cell 2 is longer than 1 MiB | [3][4]");
    check_size("a,b\n1,", 'x', STREAM_UNREAD_MAX + STREAM_CHUNK, "\n3,4\n", "[a][b] | !is longer than 16 MiB | [3][4]");
    check_size("a,b\n1,\"", 'x', STREAM_UNREAD_MAX + STREAM_CHUNK, "\n3,4\n",
               "[a][b] | !is longer than 16 MiB | [3][4]");
    check_size("a,b\n", ',', CSV_COLUMNS_MAX, "\n3,4\n", "[a][b] | !more than 16384 cells | [3][4]");
    check_size("a,b\n1", ',', CSV_COLUMNS_MAX, "\n3,4\n", "[a][b] | !more than 16384 cells | [3][4]");
}

/* A row that ends exactly where a chunk does, at every offset around it. */
static void rows_cross_chunks(void **state)
{
    (void)state;
    for (size_t around = 0; around < 24; around++) {
        size_t len = 0;
        char *text = repeat("a,b\n\"", 'x', STREAM_CHUNK - 16 + around, "\"\"\",2\r\n3,4\r\n", &len);
        struct survey survey = {0};
        struct table *table = NULL;
        assert_int_equal(table_open(&table, "f", -1, str_of(text, len), &survey, &DEFAULTS, NULL), 0);
        assert_int_equal(table_next(table, NULL), TABLE_CELLS);
        assert_int_equal(table->cells[0].len, STREAM_CHUNK - 16 + around + 1);
        assert_true(str_is(table->cells[1], "2"));
        assert_int_equal(table_next(table, NULL), TABLE_CELLS);
        assert_true(str_is(table->cells[0], "3"));
        assert_int_equal(table->line, 3);
        assert_int_equal(table_next(table, NULL), 0);
        table_close(table);
        free(text);
    }
}

/* ---- JSON ---- */

static void reads_json(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"lines", "{\"a\":1,\"b\":\"x\"}\n{\"b\":\"y\",\"c\":true}\n", "[a][b][c] | [1][x]- | -[y][true]"},
        {"a bad line", "{\"a\":1}\n{\"a\":\n{\"a\":3}\n", "[a] | [1] | !a value is none | [3]"},
        {"a blank line", "{\"a\":1}\n\n{\"a\":3}", "[a] | [1] | _ | [3]"},
        {"array", "[{\"a\":1},\n {\"a\":2}]", "[a] | [1] | [2]"},
        {"empty array", "[]", ""},
        {"array in a member", "{\"ok\":true,\"rows\":[{\"a\":1},{\"a\":2}],\"next\":null}", "[a] | [1] | [2]"},
        {"empty array in a member", "{\"rows\":[]}", ""},
        {"one object", "{\"a\":1,\"b\":[1,2]}", "[a][b.0][b.1] | [1][1][2]"},
        {"values one after the other", "{\n\"a\":1}\n{\n\"a\":2}\n", "[a] | [1] | [2]"},
        {"nested", "[{\"p\":{\"q\":{\"r\":1},\"s\":[{\"t\":2}]},\"e\":{},\"f\":[]}]", "[p.q.r][p.s.0.t] | [1][2]"},
        {"numbers keep their digits", "[{\"a\":12345678901234567890,\"b\":0.10,\"c\":-1E+2}]",
         "[a][b][c] | [12345678901234567890][0.10][-1E+2]"},
        {"escapes", "[{\"a\":\"\\u00e9\\n\\\"\\ud83d\\ude00\\ud83d\"}]",
         "[a] | [\xC3\xA9\n\"\xF0\x9F\x98\x80\xEF\xBF\xBD]"},
        {"null is absent", "[{\"a\":null,\"b\":\"\"}]", "[a][b] | -[]"},
        {"an element that is no object", "[{\"a\":1},2]", "[a] | [1] | !is not an object"},
        {"array cut off", "[{\"a\":1},{\"a\"", "f.json: line 1: the file ends inside a value"},
        {"array without its end", "[{\"a\":1}", "f.json: line 1: the file ends inside the array"},
        {"no comma", "[{\"a\":1}\n{\"a\":2}]", "f.json: line 2: a comma is missing between elements"},
        {"comma at the end", "[{\"a\":1},]", "f.json: line 1: a value is missing"},
        {"something behind", "[{\"a\":1}] x", "f.json: line 1: something follows the array"},
        {"strict numbers", "[{\"a\":01}]", "[a] | !an object is not closed"},
        {"strict escapes", "[{\"a\":\"\\x\"}]", " | !an escape in a string is malformed"},
        {"control characters", "[{\"a\":\"\t\"}]", " | !a string holds a control character"},
    };
    CHECK(samples, "f.json", &DEFAULTS);
    char *shown = show("f.jsonl", garner_text("{\"a\":[{\"b\":1}]}"), &DEFAULTS);
    assert_string_equal(shown, "[a.0.b] | [1]");
    free(shown);
}

static void json_has_limits(void **state)
{
    (void)state;
    size_t len = 0;
    char *text = repeat("[{\"a\":", '[', 100000, "}]", &len);
    char *shown = show("f.json", str_of(text, len), &DEFAULTS);
    assert_string_equal(shown, "f.json: line 1: the file ends inside a value");
    free(shown);
    shown = show("f.jsonl", str_of(text + 1, len - 1), &DEFAULTS);
    assert_string_equal(shown, " | !values are nested deeper than 128");
    free(shown);
    free(text);
    text = repeat("[{\"a\":\"", 'x', STREAM_UNREAD_MAX + STREAM_CHUNK, "\"}]", &len);
    shown = show("f.json", str_of(text, len), &DEFAULTS);
    assert_string_equal(shown, "f.json: line 1: a value is longer than 16 MiB");
    free(shown);
    free(text);
}

static void columns_by_name(void **state)
{
    (void)state;
    const struct garner_str names[] = {garner_text("E-Mail"), garner_text("email"), garner_text("Cost"),
                                       garner_text("cost")};
    static const struct {
        const char *name;
        int64_t nth;
        int column;
    } cases[] = {
        {"email", 1, 1}, {"E-Mail", 1, 0}, {"E mail", 1, 0}, {"E mail", 2, 1}, {"cost", 1, 3},
        {"COST", 1, 2},  {"COST", 2, 3},   {"costs", 1, -1}, {"", 1, -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(table_column(names, 4, garner_text(cases[i].name), cases[i].nth), cases[i].column);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(below_the_rows),
        cmocka_unit_test(reads_cells),
        cmocka_unit_test(one_bad_quote_spoils_one_line),
        cmocka_unit_test(finds_the_separator),
        cmocka_unit_test(finds_the_header),
        cmocka_unit_test(lines_and_preamble),
        cmocka_unit_test(bytes_that_are_no_text),
        cmocka_unit_test(what_is_too_big_is_refused),
        cmocka_unit_test(rows_cross_chunks),
        cmocka_unit_test(reads_json),
        cmocka_unit_test(json_has_limits),
        cmocka_unit_test(columns_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
