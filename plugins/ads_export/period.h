/* period.h - the days that a report is about, from the lines above its header. For ads_export.c only. */
#ifndef ADS_EXPORT_PERIOD_H
#define ADS_EXPORT_PERIOD_H

#include <garner/plugin.h>

struct period {
    struct garner_day from, to;
};

/* "July 8, 2025 - July 31, 2025"; LinkedIn's "Report Start: …" and "Report End: …". Absent days where no line says it
 * ("All time"), or only in a way that has two readings. order: of numeric dates, or "auto". */
struct period period_of(struct garner_pull *pull, const struct garner_file *file, struct garner_str order);

#endif
