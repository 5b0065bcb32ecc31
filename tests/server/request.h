/* request.h - an HTTP/1.1 request, taken apart, and whether a block answers it. Knows nothing of sockets. */
#ifndef TESTS_SERVER_REQUEST_H
#define TESTS_SERVER_REQUEST_H

#include "core/base/buf.h"
#include "tests/server/fixture.h"

struct pair {
    struct garner_str name, value;
};

struct request {
    struct garner_str method, target; /* as they were sent */
    struct garner_str path;           /* without query, percent-decoded */
    struct pair *query, *headers;
    size_t query_count, header_count;
    struct garner_str body;
    bool chunked;
    int64_t content_length; /* -1 = none */
    uint32_t on;            /* ON_BASE or ON_OTHER */
};

/* Reads the request line and headers (without the empty line that ends them). NULL, or what is wrong (static text).
 * Everything points into head or the arena. */
const char *request_parse(struct request *request, struct arena *arena, struct garner_str head);

/* name=value&name=value, percent-decoded; the number of pairs. */
size_t request_pairs(struct arena *arena, struct garner_str text, struct pair **out);

/* The first of a name (headers without regard to case), or NULL. */
const struct garner_str *request_find(const struct pair *pairs, size_t count, struct garner_str name, bool nocase);

/* The first block that answers and has answers left, or NULL. Counts nothing. */
struct block *request_match(const struct request *request, struct arena *arena, struct block *blocks);

/* Appends why no block answers, a line for each that has the path. */
void request_explain(const struct request *request, struct arena *arena, const struct block *blocks, struct buf *out);

#endif
