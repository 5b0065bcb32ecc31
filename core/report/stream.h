/* stream.h - a query's rows into a renderer. Private to core/report. */
#ifndef GARNER_REPORT_STREAM_H
#define GARNER_REPORT_STREAM_H

#include "core/report/report.h"

/* How a result is dressed: columns[i] is shown for the query's column sources[i]. */
struct dress {
    const char *title;
    bool has_heading;
    size_t heading; /* the query's column of it */
    const struct column *columns;
    const size_t *sources;
    size_t count;
};

/* Prints every row of query. Nothing is printed where the first step fails already. */
int report_stream(struct query *query, const struct dress *dress, FILE *out, const struct render_options *options,
                  struct error *error);

#endif
