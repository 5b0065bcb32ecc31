/* serve.c - the test server: answers HTTP/1.1 on 127.0.0.1 as its fixture says, logs every request whole, and says at
 * its end whether what the fixture expects has come. For plugins' and the fetch service's tests; README.md has the
 * format.
 *
 *     serve [--log FILE] [--ports FILE] [--check] [--again] FIXTURE… */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "tests/server/connection.h"
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 512, FIXED = 3 /* signals and the two listeners come first */ };

static int64_t now_ms(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * INT64_C(1000) + at.tv_nsec / 1000000;
}

static void die(const char *what)
{
    fprintf(stderr, "serve: %s\n", what);
    exit(2);
}

/* A listening socket on a free port of 127.0.0.1. */
static int listener(uint16_t *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, len) || listen(fd, 128) ||
        getsockname(fd, (struct sockaddr *)&address, &len)) {
        die("cannot listen on 127.0.0.1");
    }
    *port = ntohs(address.sin_port);
    return fd;
}

static int signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* a test that was killed leaves no server behind */
    return signalfd(-1, &set, SFD_CLOEXEC);
}

/* By rename, so that whoever waits for the file reads it whole. */
static void write_ports(const char *path, uint16_t base, uint16_t other)
{
    char *draft = xasprintf("%s.new", path);
    FILE *file = fopen(draft, "w");
    if (!file || fprintf(file, "%u\n%u\n", base, other) < 0 || fclose(file) || rename(draft, path)) {
        die("cannot write the ports file");
    }
    free(draft);
}

static void accept_all(struct connection *connections, int listening, uint32_t on)
{
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        if (connections[i].fd >= 0) {
            continue;
        }
        int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            return;
        }
        connection_open(&connections[i], fd, on);
    }
}

static int wait_ms(int64_t until, int64_t now)
{
    return until == INT64_MAX ? -1 : until <= now ? 0 : until - now > 1000 ? 1000 : (int)(until - now);
}

static void serve(struct server *server, struct connection *connections, struct pollfd *polls)
{
    for (;;) {
        int64_t now = now_ms(), until = INT64_MAX;
        for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
            int64_t mine = INT64_MAX;
            struct connection *c = &connections[i];
            polls[FIXED + i] = (struct pollfd){.fd = c->fd};
            polls[FIXED + i].events = c->fd < 0 ? 0 : connection_waits_for(c, now, &mine);
            until = mine < until ? mine : until;
        }
        if (poll(polls, FIXED + CONNECTIONS_MAX, wait_ms(until, now)) < 0 && errno != EINTR) {
            die("poll failed");
        }
        if (polls[0].revents) {
            return;
        }
        now = now_ms();
        for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
            if (connections[i].fd >= 0) {
                connection_step(server, &connections[i], (polls[FIXED + i].revents & (POLLIN | POLLHUP | POLLERR)) != 0,
                                now);
            }
        }
        accept_all(connections, polls[1].fd, ON_BASE);
        accept_all(connections, polls[2].fd, ON_OTHER);
    }
}

/* Says what did not come as expected; the number of complaints. */
static int verdict(const struct server *server)
{
    int wrong = 0;
    for (const struct block *b = server->fixture.blocks; b; b = b->next) {
        if (b->expect_min >= 0 && (b->hits < b->expect_min || b->hits > b->expect_max)) {
            fprintf(stderr, "%s:%u: " STR_FMT " " STR_FMT " was asked for %lld times, expected %lld", b->file, b->line,
                    STR_ARG(b->method), STR_ARG(b->path), (long long)b->hits, (long long)b->expect_min);
            fprintf(stderr,
                    b->expect_max == b->expect_min ? "\n"
                    : b->expect_max == INT64_MAX   ? " or more\n"
                                                   : " to %lld\n",
                    (long long)b->expect_max);
            wrong++;
        }
    }
    if (server->unexpected) {
        fprintf(stderr, "%lld requests that the fixture does not answer; see UNEXPECTED and MALFORMED in the log\n",
                (long long)server->unexpected);
        wrong++;
    }
    return wrong;
}

/* For a client that asks for the same things over and over: every block answers however often, and nothing is expected.
 */
static void forget_counts(struct fixture *fixture)
{
    for (struct block *b = fixture->blocks; b; b = b->next) {
        b->times = b->expect_min = b->expect_max = -1;
    }
}

static int run(struct server *server, const char *ports, int base, int other, uint16_t base_port, uint16_t other_port)
{
    struct connection *connections = xcalloc(CONNECTIONS_MAX, sizeof *connections);
    struct pollfd *polls = xcalloc(FIXED + CONNECTIONS_MAX, sizeof *polls);
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        connections[i].fd = -1;
    }
    polls[0] = (struct pollfd){.fd = signals(), .events = POLLIN};
    polls[1] = (struct pollfd){.fd = base, .events = POLLIN};
    polls[2] = (struct pollfd){.fd = other, .events = POLLIN};
    if (ports) {
        write_ports(ports, base_port, other_port);
    }
    serve(server, connections, polls);
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        if (connections[i].fd >= 0) {
            connection_close(server, &connections[i]);
        }
    }
    free(connections);
    free(polls);
    int wrong = verdict(server);
    fprintf(server->log, "# %lld requests, at most %lld at once, %lld unexpected\n", (long long)server->requests,
            (long long)server->open_most, (long long)server->unexpected);
    return wrong ? 1 : 0;
}

int main(int argc, char **argv)
{
    struct server server = {.log = stdout, .begun = now_ms()};
    const char *ports = NULL;
    bool check = false, again = false;
    uint16_t base_port = 0, other_port = 0;
    int base = listener(&base_port), other = listener(&other_port), read = 0;
    server.fixture.base = arena_printf(&server.fixture.arena, "http://127.0.0.1:%u", base_port);
    server.fixture.other = arena_printf(&server.fixture.arena, "http://127.0.0.1:%u", other_port);
    for (int i = 1; i < argc; i++) {
        struct error error = {0};
        if (strcmp(argv[i], "--check") == 0) {
            check = true;
        } else if (strcmp(argv[i], "--again") == 0) {
            again = true;
        } else if (strcmp(argv[i], "--log") == 0 && i + 1 < argc) {
            server.log = fopen(argv[++i], "w");
        } else if (strcmp(argv[i], "--ports") == 0 && i + 1 < argc) {
            ports = argv[++i];
        } else if (fixture_read(&server.fixture, argv[i], &error)) {
            die(error.message);
        } else {
            read++;
        }
    }
    if (!read || !server.log) {
        die(read ? "cannot write the log" : "usage: serve [--log FILE] [--ports FILE] [--check] [--again] FIXTURE…");
    }
    if (again) {
        forget_counts(&server.fixture);
    }
    int code = check ? 0 : run(&server, ports, base, other, base_port, other_port);
    fixture_release(&server.fixture);
    fclose(server.log);
    return code;
}
