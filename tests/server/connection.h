/* connection.h - one client of the test server: reads requests, answers them one after the other. Called by serve.c,
 * which owns the sockets' readiness. */
#ifndef TESTS_SERVER_CONNECTION_H
#define TESTS_SERVER_CONNECTION_H

#include "tests/server/reply.h"
#include <stdio.h>

/* What all connections share. */
struct server {
    struct fixture fixture;
    FILE *log;     /* line by line, so that a test can read it at any time */
    int64_t begun; /* ms */
    int64_t requests, unexpected, open, open_most;
};

struct connection {
    int fd; /* -1 = closed */
    uint32_t on;
    enum { READS, WAITS, SENDS } state;
    struct buf in, body, out;
    size_t out_at, head_len, body_at; /* out_at: sent of out; body_at: where the next chunk is in `in` */
    struct arena arena;               /* lives for a request */
    struct request request;
    struct answer answer;
    bool answering, drop, reset;
    int64_t number, due, sent, sending_since;
};

void connection_open(struct connection *connection, int fd, uint32_t on);
void connection_close(struct server *server, struct connection *connection);

/* Does what can be done now; closes where the connection has ended. */
void connection_step(struct server *server, struct connection *connection, bool readable, int64_t now);

/* What to poll for (POLLIN, POLLOUT or 0), and until when in ms (INT64_MAX = for ever). */
short connection_waits_for(const struct connection *connection, int64_t now, int64_t *until);

#endif
