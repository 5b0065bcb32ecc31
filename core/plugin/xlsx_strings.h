/* xlsx_strings.h - the texts that the cells of a workbook share (xl/sharedStrings.xml). For xlsx_book.c.
 *
 * They are kept in memory, 256 MiB of them at most; a workbook with more is refused. */
#ifndef GARNER_PLUGIN_XLSX_STRINGS_H
#define GARNER_PLUGIN_XLSX_STRINGS_H

#include "core/base/buf.h"
#include "core/plugin/xlsx_xml.h"

struct xlsx_strings {
    struct buf text; /* all of them, one behind the other */
    uint32_t *ends;  /* of each in it; owned */
    size_t count, room;
};
/* Replaces *out, all zero at first. */
int xlsx_strings_read(struct xlsx_strings *out, struct xlsx_archive *archive, const char *part, struct error *error);
void xlsx_strings_release(struct xlsx_strings *strings);
/* Absent where there are not so many. */
struct garner_str xlsx_strings_get(const struct xlsx_strings *strings, uint64_t index);

#endif
