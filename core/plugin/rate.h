/* rate.h - how often and how many at a time one host is asked, by all workers of this machine together. What they share
 * is a small file per host beside the store: its times under a lock, and a byte range lock per request under way, which
 * the kernel takes back from a worker that dies. */
#ifndef GARNER_PLUGIN_RATE_H
#define GARNER_PLUGIN_RATE_H

#include "core/base/error.h"

struct rate {
    int fd;                      /* -1 = not open */
    int64_t requests, period_ms; /* at most so many in a period; 0 = any */
    int64_t concurrency;
    int64_t slot; /* held; -1 = none */
};

/* "100/10s"; absent = any. GARNER_E_CONFIG where it is none. */
int rate_parse(struct garner_str text, struct rate *rate, struct error *error);
/* folder: where the files are. 0 or GARNER_E_TEMPORARY. */
int rate_open(struct rate *rate, const char *folder, struct garner_str host, struct error *error);
void rate_close(struct rate *rate);

/* Whether a request may begin: 0 = now, else how many milliseconds to wait before asking again. What it grants is taken
 * once. */
int64_t rate_take(struct rate *rate);
/* The request is over. */
void rate_give(struct rate *rate);
/* The host asked everybody to wait. */
void rate_pause(struct rate *rate, int64_t ms);

#endif
