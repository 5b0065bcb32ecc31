/* header.h - a report's SQL file, taken apart. Private to core/report. */
#ifndef GARNER_REPORT_HEADER_H
#define GARNER_REPORT_HEADER_H

#include "core/report/report.h"

/* Reads a report's text (report.h says how it is written). Everything goes into arena; name and path are kept as they
 * are. GARNER_E_CONFIG with "path:line: what". */
int report_parse(const char *name, const char *path, struct garner_str text, struct arena *arena, struct report *out,
                 struct error *error);

/* Whether value is one of "a|b|c". */
bool report_is_choice(const char *choices, const char *value);

#endif
