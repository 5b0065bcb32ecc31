/* endpoint.h - what the configuration says of one endpoint, and how far each of them has been read. Private to rest. */
#ifndef REST_ENDPOINT_H
#define REST_ENDPOINT_H

#include <garner/http.h>

#define GARNER_EMITS_ALL ((GARNER_EMITS(GARNER_RECORD_LIMIT) - 1) & ~UINT32_C(1))

struct rest {
    struct garner_http_options http;
    const struct garner_node *endpoints;
    struct garner_day start;
    struct garner_duration lookback;
};

struct endpoint {
    const struct garner_node *node, *map;
    const char *name, *records;
    struct garner_str path, method, body;
    bool windowed; /* its request names days */
    uint32_t kinds;
    struct {
        const char *field; /* NULL = none: it is read whole, or by days */
        int64_t overlap_ms;
    } cursor;
};

/* The largest value that a field had, in records that were taken. */
struct high {
    const char *field;
    int column;
    struct garner_str largest;
    char text[64];
};
void high_begin(struct high *high, const struct garner_file *file);
void high_see(struct high *high, const struct garner_row *row);
struct garner_str high_text(const struct high *high);

/* How far each endpoint has been read; the pull's cursor, a line for each. */
enum { MARKS_MAX = 64 };
struct marks {
    struct garner_pair items[MARKS_MAX];
    size_t count;
};
int marks_read(struct garner_pull *pull, struct marks *marks);
struct garner_str marks_find(const struct marks *marks, const char *name);
/* An absent value leaves what is there. */
void marks_set(struct garner_pull *pull, struct marks *marks, const char *name, struct garner_str value);
struct garner_str marks_text(struct garner_pull *pull, const struct marks *marks);

int endpoint_read(struct garner_pull *pull, const struct rest *rest, const struct garner_node *node,
                  struct endpoint *out);
/* Its pages, for the days of window and from mark on. */
int endpoint_pages(struct garner_pull *pull, const struct rest *rest, const struct endpoint *endpoint,
                   const struct garner_window *window, struct garner_str mark, struct garner_pages *out);
/* After its pages were read: whether there was a list where `records` says. */
int endpoint_check(struct garner_pull *pull, const struct endpoint *endpoint, const struct garner_pages *pages);

#endif
