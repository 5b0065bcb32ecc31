/* reply.h - the bytes of an answer, made piece by piece so that a huge one takes no memory. Knows nothing of sockets.
 */
#ifndef TESTS_SERVER_REPLY_H
#define TESTS_SERVER_REPLY_H

#include "core/base/buf.h"
#include "tests/server/fixture.h"
#include "tests/server/request.h"

/* A body: what stands before {repeat N}, N times what stands between it and {end}, what stands behind. */
struct body {
    struct garner_str before, element, after;
    int64_t count, done; /* of the repetition */
    int stage;           /* 0 before, 1 element, 2 after, 3 ended */
};

struct answer {
    const struct request *request;
    struct reply reply;
    int64_t hit; /* what {n} stands for */
    struct body body;
    struct buf packed;  /* the whole body where it is gzipped */
    int64_t left;       /* bytes of body until the connection is cut; INT64_MAX = all */
    bool headless_body; /* HEAD, 204, 304: no body follows */
    bool ended, cut;    /* cut: ended before its announced end */
};

/* Begins an answer by appending its status line and headers to out. request must outlive the answer. */
void answer_begin(struct answer *answer, const struct request *request, const struct reply *reply, int64_t hit,
                  struct buf *out);
/* Appends the next piece of the body; sets `ended` with the last. */
void answer_more(struct answer *answer, struct buf *out);
void answer_end(struct answer *answer);
/* Whether the connection must be closed behind the answer. */
bool answer_closes(const struct answer *answer);

#endif
