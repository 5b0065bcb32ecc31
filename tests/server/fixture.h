/* fixture.h - what the test server answers: blocks of a request and its reply, read from a data file (README.md has the
 * format). Knows nothing of sockets. */
#ifndef TESTS_SERVER_FIXTURE_H
#define TESTS_SERVER_FIXTURE_H

#include "core/base/arena.h"
#include "core/base/error.h"

enum demand_of { OF_QUERY = 1, OF_HEADER, OF_FORM, OF_JSON, OF_BODY };
enum demand_how { IS_EQUAL = 1, IS_LIKE, IS_THERE, IS_ABSENT };

/* Something a request must have for a block to answer it. */
struct demand {
    enum demand_of of;
    enum demand_how how;
    struct garner_str name;
    const char *value; /* a glob for IS_LIKE */
    struct demand *next;
};

struct line {
    struct garner_str text;
    struct line *next;
};

struct reply {
    int status;
    struct line *headers; /* "Name: value" */
    struct garner_str body;
    bool has_body, raw; /* raw: sent as it is, without placeholders */
    bool gzip, unframed, drop, reset, close;
    int64_t chunked;  /* size of a chunk; 0 = Content-Length */
    int64_t delay;    /* ms before the first byte */
    int64_t truncate; /* bytes of body after which the connection closes; -1 = none */
    int64_t slow;     /* bytes per second; 0 = as fast as it goes */
};

enum { ON_BASE = 1, ON_OTHER = 2 };

struct block {
    const char *file;
    uint32_t line;
    struct garner_str method, path;
    uint32_t on; /* ON_… */
    struct demand *demands;
    bool only;                      /* no query parameter beside those demanded */
    int64_t times;                  /* answers so many requests; -1 = all */
    int64_t expect_min, expect_max; /* -1 = does not matter */
    int64_t hits;
    struct reply reply;
    struct block *next;
};

struct fixture {
    struct arena arena;
    struct block *blocks;     /* in the order of the files */
    const char *base, *other; /* what {base} and {other} stand for */
};

/* Appends the blocks of a file. GARNER_E_CONFIG with "file:line: …". */
int fixture_read(struct fixture *fixture, const char *path, struct error *error);
void fixture_release(struct fixture *fixture);

/* Replaces {base} and {other}; the result lives in the fixture's arena. */
struct garner_str fixture_expand(struct fixture *fixture, struct garner_str text);

#endif
