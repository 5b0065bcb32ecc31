/* fixture_impl.h - what reads a data file, shared by fixture.c and fixture_reply.c. Private to them. */
#ifndef TESTS_SERVER_FIXTURE_IMPL_H
#define TESTS_SERVER_FIXTURE_IMPL_H

#include "tests/server/fixture.h"

#define FILE_MAX ((size_t)256 << 20)

struct reader {
    struct fixture *fixture;
    const char *path;
    struct garner_str rest; /* of the file */
    uint32_t line;
    struct block *block, **tail; /* tail: where the next block goes */
    bool in_reply;
    struct error *error;
};

/* Says what is wrong with the line at hand; returns GARNER_E_CONFIG. */
int reader_wrong(struct reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool reader_line(struct reader *r, struct garner_str *line);
/* A whole number from min on. */
int reader_number(struct reader *r, struct garner_str text, int64_t min, int64_t *out);
/* A file's bytes, in the fixture's arena. */
int reader_slurp(struct reader *r, const char *path, struct garner_str *out);

/* A line behind `reply`. */
int read_reply_line(struct reader *r, struct garner_str word, struct garner_str text);

#endif
