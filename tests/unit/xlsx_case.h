/* xlsx_case.h - workbooks made of XML texts, and a table of one shown as text: "header | line:cells | …"; cells stand
 * between brackets, an absent one as -, a row that cannot be read as !reason, a blank line as _. */
#ifndef GARNER_TEST_XLSX_CASE_H
#define GARNER_TEST_XLSX_CASE_H

#include "core/base/buf.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/plugin/table.h"
#include <fcntl.h>
#include <unistd.h>
#include <zip.h>
/* after ours: it defines words like skip and fail */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELATIONS(body)                                                                                                \
    "<?xml version=\"1.0\"?><Relationships "                                                                           \
    "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" body "</Relationships>"
#define RELATE(id, type, target) "<Relationship Id=\"" id "\" Type=\"" RELATION "/" type "\" Target=\"" target "\"/>"
#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define SHEET(rows) "<?xml version=\"1.0\"?><worksheet " MAIN "><sheetData>" rows "</sheetData></worksheet>"

struct xlsx_part_text {
    const char *name, *text; /* name NULL: the last one */
};

/* What every workbook here has unless a part of the same name is given. Styles: 0 General, 1 a day, 2 a day and time,
 * 3 a time, 4 a currency, 5 [h]:mm, 6 percent, 7 day and time with milliseconds. */
static const struct xlsx_part_text XLSX_FRAME[] = {
    {"_rels/.rels", RELATIONS(RELATE("rId1", "officeDocument", "xl/workbook.xml"))},
    {"xl/_rels/workbook.xml.rels",
     RELATIONS(RELATE("rId1", "worksheet", "worksheets/sheet1.xml") RELATE(
         "rId2", "worksheet", "/xl/worksheets/sheet2.xml") RELATE("rId3", "worksheet", "../xl/worksheets/sheet3.xml")
                   RELATE("rId4", "styles", "styles.xml") RELATE("rId5", "sharedStrings", "sharedStrings.xml"))},
    {"xl/workbook.xml",
     "<workbook " MAIN " xmlns:r=\"" RELATION "\"><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"rId1\"/>"
     "</sheets></workbook>"},
    {"xl/styles.xml",
     "<styleSheet " MAIN "><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd\\.mm\\.yyyy\\ hh:mm\"/>"
     "<numFmt numFmtId=\"165\" formatCode=\"[$€-407]\\ #,##0.00;[Red]-#,##0.00\"/><numFmt numFmtId=\"166\" "
     "formatCode=\"[h]:mm\"/><numFmt numFmtId=\"167\" formatCode=\"yyyy-mm-dd hh:mm:ss.000\"/></numFmts>"
     "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
     "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"20\"/><xf "
     "numFmtId=\"165\"/><xf numFmtId=\"166\"/><xf numFmtId=\"10\"/><xf numFmtId=\"167\"/></cellXfs></styleSheet>"},
};

static inline bool xlsx_given(const struct xlsx_part_text *parts, const char *name)
{
    for (; parts->name; parts++) {
        if (strcmp(parts->name, name) == 0) {
            return true;
        }
    }
    return false;
}

static inline void xlsx_add(zip_t *zip, const struct xlsx_part_text *part)
{
    zip_source_t *source = zip_source_buffer(zip, part->text, strlen(part->text), 0);
    assert_non_null(source);
    assert_true(zip_file_add(zip, part->name, source, 0) >= 0);
}

/* A workbook's bytes; the caller frees ptr. */
static inline struct garner_str xlsx_bytes(const struct xlsx_part_text *parts)
{
    zip_source_t *memory = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_source_keep(memory);
    zip_t *zip = zip_open_from_source(memory, ZIP_TRUNCATE, NULL);
    assert_non_null(zip);
    for (size_t i = 0; i < sizeof XLSX_FRAME / sizeof XLSX_FRAME[0]; i++) {
        if (!xlsx_given(parts, XLSX_FRAME[i].name)) {
            xlsx_add(zip, &XLSX_FRAME[i]);
        }
    }
    for (; parts->name; parts++) {
        if (parts->text) {
            xlsx_add(zip, parts);
        }
    }
    assert_int_equal(zip_close(zip), 0);
    zip_stat_t stat;
    assert_int_equal(zip_source_open(memory), 0);
    assert_int_equal(zip_source_stat(memory, &stat), 0);
    char *bytes = xmalloc(stat.size);
    assert_int_equal(zip_source_read(memory, bytes, stat.size), (zip_int64_t)stat.size);
    zip_source_close(memory);
    zip_source_free(memory);
    return str_of(bytes, stat.size);
}

static inline void xlsx_show_cells(struct buf *out, const struct garner_str *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (cells[i].ptr) {
            buf_addf(out, "[" STR_FMT "]", STR_ARG(cells[i]));
        } else {
            buf_addc(out, '-');
        }
    }
}

static inline void xlsx_show_rows(struct buf *out, struct table *table)
{
    struct error error = {0};
    int code = 0;
    xlsx_show_cells(out, table->names, table->columns);
    while ((code = table_next(table, &error)) > 0) {
        buf_addf(out, " | %llu:", (unsigned long long)table->line);
        if (code == TABLE_FAULT) {
            buf_addf(out, "!%s", table->fault);
        } else if (code == TABLE_BLANK) {
            buf_addc(out, '_');
        } else {
            xlsx_show_cells(out, table->cells, table->columns);
        }
    }
    if (code < 0) {
        buf_addf(out, " | %s", error.message);
    }
}

/* The table of a file's bytes as text, or the error's message; the caller frees. */
static inline char *xlsx_show(struct garner_str bytes, const struct table_options *options)
{
    struct error error = {0};
    struct survey survey = {0};
    struct table *table = NULL;
    struct buf out;
    buf_init(&out, 1 << 24);
    survey_add(&survey, bytes.ptr, bytes.len);
    if (table_open(&table, "f.xlsx", -1, bytes, &survey, options, &error)) {
        buf_adds(&out, error.message);
    } else {
        xlsx_show_rows(&out, table);
    }
    table_close(table);
    return buf_str(&out).len ? out.ptr : xstrdup("");
}

static inline void xlsx_expect(const struct xlsx_part_text *parts, const struct table_options *options,
                               const char *expected)
{
    struct garner_str bytes = xlsx_bytes(parts);
    char *shown = xlsx_show(bytes, options);
    assert_string_equal(shown, expected);
    free(shown);
    free((char *)(uintptr_t)bytes.ptr);
}

#endif
