/* xlsx_styles.h - what each cell style of a workbook makes of a number (xl/styles.xml). For xlsx_book.c. */
#ifndef GARNER_PLUGIN_XLSX_STYLES_H
#define GARNER_PLUGIN_XLSX_STYLES_H

#include "core/plugin/xlsx_number.h"
#include "core/plugin/xlsx_xml.h"

struct xlsx_styles {
    unsigned char *shown; /* enum xlsx_shown, by the number that cells carry; owned */
    size_t count;
};
/* Replaces *out, all zero at first. */
int xlsx_styles_read(struct xlsx_styles *out, struct xlsx_archive *archive, const char *part, struct error *error);
void xlsx_styles_release(struct xlsx_styles *styles);

#endif
