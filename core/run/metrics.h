/* metrics.h - what the daemon knows of its sources as a text file for Prometheus (node_exporter's textfile collector).
 */
#ifndef GARNER_RUN_METRICS_H
#define GARNER_RUN_METRICS_H

#include "core/run/plan.h"

/* Replaces the file whole, so that nobody reads half of one. GARNER_E_TEMPORARY where it cannot be written. */
int metrics_write(const char *path, const struct plan *plan, struct store *store, struct error *error);

#endif
