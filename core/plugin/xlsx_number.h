/* xlsx_number.h - the numbers of a workbook's cells as text: as the spreadsheet shows them, and dates, which are
 * numbers of days there, in ISO form. For xlsx_sheet.c; pure. */
#ifndef GARNER_PLUGIN_XLSX_NUMBER_H
#define GARNER_PLUGIN_XLSX_NUMBER_H

#include "core/base/error.h"

enum { XLSX_NUMBER_MAX = 80 };

/* What a number format makes of a number. Amounts, percentages and durations ([h]:mm) stay numbers. */
enum xlsx_shown {
    XLSX_NUMBER = 0,
    XLSX_DATE = 1,      /* days */
    XLSX_DATE_TIME = 2, /* days and time */
    XLSX_TIME = 3,
    XLSX_FRACTIONS = 4 /* beside the last two: shows fractions of a second */
};
/* A format's code, such as "dd/mm/yyyy"; one of the built-in ones by number. */
unsigned xlsx_shown_by_code(const char *code);
unsigned xlsx_shown_by_id(unsigned id);

/* Binary noise is rounded away as Excel does, to 15 significant digits ("1.4299999999999999" is 1.43); whole numbers
 * keep all digits. raw itself where it is no number, else text in out. */
struct garner_str xlsx_number_text(struct garner_str raw, char out[XLSX_NUMBER_MAX]);

/* "2026-03-10", "2026-03-10T14:30:00" or, for times alone, "14:30:00"; to the second, or millisecond where the format
 * shows fractions. raw itself where it is no date that the spreadsheet could show. from_1904: the day that 0 is. */
struct garner_str xlsx_date_text(struct garner_str raw, unsigned shown, bool from_1904, char out[XLSX_NUMBER_MAX]);

#endif
