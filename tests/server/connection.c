/* connection.c - see connection.h. Called by serve.c. */
#include "tests/server/connection.h"
#include "core/base/str.h"
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEAD_MAX = 256 << 10, OUT_LOW = 65536 };
#define IN_MAX ((size_t)256 << 20)

void connection_open(struct connection *c, int fd, uint32_t on)
{
    *c = (struct connection){.fd = fd, .on = on};
    buf_init(&c->in, IN_MAX);
    buf_init(&c->body, IN_MAX);
    buf_init(&c->out, IN_MAX);
}

static void forget_request(struct server *server, struct connection *c)
{
    if (c->answering) {
        answer_end(&c->answer);
        server->open--;
    }
    c->answering = false;
    c->head_len = c->body_at = 0;
    buf_clear(&c->body);
    arena_clear(&c->arena);
}

void connection_close(struct server *server, struct connection *c)
{
    if (c->reset) {
        struct linger hard = {.l_onoff = 1, .l_linger = 0};
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    }
    close(c->fd);
    c->fd = -1;
    forget_request(server, c);
    buf_release(&c->in);
    buf_release(&c->body);
    buf_release(&c->out);
    arena_release(&c->arena);
}

/* ---- answering ---- */

static void log_request(struct server *server, struct connection *c, int64_t now)
{
    const struct request *q = &c->request;
    fprintf(server->log, "> %lld +%lldms %s " STR_FMT " " STR_FMT "\n", (long long)c->number,
            (long long)(now - server->begun), c->on == ON_BASE ? "base" : "other", STR_ARG(q->method),
            STR_ARG(q->target));
    for (size_t i = 0; i < q->header_count; i++) {
        fprintf(server->log, STR_FMT ": " STR_FMT "\n", STR_ARG(q->headers[i].name), STR_ARG(q->headers[i].value));
    }
    if (q->body.len) {
        fputc('\n', server->log);
        fwrite(q->body.ptr, 1, q->body.len, server->log);
        fputc('\n', server->log);
    }
}

static void answer_unexpected(struct server *server, struct connection *c)
{
    struct buf why;
    buf_init(&why, IN_MAX);
    request_explain(&c->request, &c->arena, server->fixture.blocks, &why);
    server->unexpected++;
    fprintf(server->log, "< %lld 599 UNEXPECTED %s", (long long)c->number, buf_text(&why));
    struct line type = {.text = garner_text("Content-Type: text/plain")};
    struct reply reply = {.status = 599, .headers = &type, .has_body = true, .raw = true, .truncate = -1};
    reply.body = arena_str(&c->arena, buf_str(&why));
    buf_release(&why);
    answer_begin(&c->answer, &c->request, &reply, 1, &c->out);
}

static void handle(struct server *server, struct connection *c, int64_t now)
{
    c->number = ++server->requests;
    c->request.on = c->on;
    server->open_most = ++server->open > server->open_most ? server->open : server->open_most;
    log_request(server, c, now);
    struct block *block = request_match(&c->request, &c->arena, server->fixture.blocks);
    c->answering = true;
    c->state = SENDS;
    c->sent = 0;
    if (!block) {
        answer_unexpected(server, c);
    } else {
        block->hits++;
        fprintf(server->log, "< %lld %d %s:%u hit %lld\n", (long long)c->number, block->reply.status, block->file,
                block->line, (long long)block->hits);
        answer_begin(&c->answer, &c->request, &block->reply, block->hits, &c->out);
        c->reset = block->reply.reset;
        c->drop = block->reply.drop || c->reset;
        c->due = now + block->reply.delay;
        c->state = block->reply.delay ? WAITS : SENDS;
    }
    c->sending_since = now + (block ? block->reply.delay : 0);
    fflush(server->log);
}

static void malformed(struct server *server, struct connection *c, const char *why)
{
    server->unexpected++;
    fprintf(server->log, "! MALFORMED %s\n", why);
    fflush(server->log);
    connection_close(server, c);
}

/* ---- reading ---- */

/* Moves whole chunks into body: 1 the last was there, 0 more must come, -1 nonsense. */
static int take_chunks(struct connection *c)
{
    for (;;) {
        const char *start = c->in.ptr + c->body_at, *end = c->in.ptr + c->in.len;
        const char *line_end = memmem(start, (size_t)(end - start), "\r\n", 2);
        if (!line_end) {
            return end - start > 1024 ? -1 : 0;
        }
        char *digits_end = NULL;
        size_t size = strtoul(start, &digits_end, 16);
        if (digits_end == start || size > IN_MAX) {
            return -1;
        }
        if ((size_t)(end - line_end) < size + 4) {
            return 0;
        }
        buf_add(&c->body, line_end + 2, size);
        c->body_at = (size_t)(line_end - c->in.ptr) + size + 4;
        if (!size) {
            return 1;
        }
    }
}

static const char *take_head(struct connection *c)
{
    const char *end = c->in.len ? memmem(c->in.ptr, c->in.len, "\r\n\r\n", 4) : NULL;
    if (!end) {
        return c->in.len > HEAD_MAX ? "a head without end" : NULL;
    }
    c->head_len = (size_t)(end - c->in.ptr) + 4;
    c->body_at = c->head_len;
    c->request = (struct request){.on = c->on};
    const char *why = request_parse(&c->request, &c->arena, arena_str(&c->arena, str_of(c->in.ptr, c->head_len - 4)));
    const struct garner_str *expects =
        why ? NULL : request_find(c->request.headers, c->request.header_count, garner_text("Expect"), true);
    if (expects && str_is_nocase(*expects, "100-continue")) {
        buf_adds(&c->out, "HTTP/1.1 100 Continue\r\n\r\n");
    }
    return why;
}

/* 1 a request is whole, 0 more must come, -1 nonsense. */
static int take_body(struct connection *c)
{
    if (c->request.chunked) {
        int whole = take_chunks(c);
        c->request.body = buf_str(&c->body);
        return whole;
    }
    size_t length = c->request.content_length > 0 ? (size_t)c->request.content_length : 0;
    if (length > IN_MAX - HEAD_MAX) {
        return -1;
    }
    if (c->in.len - c->head_len < length) {
        return 0;
    }
    buf_add(&c->body, c->in.ptr + c->head_len, length);
    c->request.body = buf_str(&c->body);
    c->body_at = c->head_len + length;
    return 1;
}

static void take_request(struct server *server, struct connection *c, int64_t now)
{
    const char *why = c->head_len ? NULL : take_head(c);
    int whole = why || !c->head_len ? 0 : take_body(c);
    if (why || whole < 0) {
        malformed(server, c, why ? why : "a body that is no body");
        return;
    }
    if (whole) {
        memmove(c->in.ptr, c->in.ptr + c->body_at, c->in.len - c->body_at);
        c->in.len -= c->body_at;
        handle(server, c, now);
    }
}

/* false when the client has gone. */
static bool fill(struct connection *c)
{
    char piece[65536];
    ssize_t n = recv(c->fd, piece, sizeof piece, 0);
    if (n > 0) {
        return buf_add(&c->in, piece, (size_t)n) == 0;
    }
    return n < 0 && (errno == EAGAIN || errno == EINTR);
}

/* ---- sending ---- */

static size_t allowance(const struct connection *c, int64_t now)
{
    size_t waiting = c->out.len - c->out_at;
    if (!c->answering || !c->answer.reply.slow) {
        return waiting;
    }
    int64_t may = (now - c->sending_since) * c->answer.reply.slow / 1000 + 1 - c->sent;
    return may <= 0 ? 0 : (size_t)may < waiting ? (size_t)may : waiting;
}

/* false when the client has gone. */
static bool drain(struct connection *c, int64_t now)
{
    size_t n = allowance(c, now);
    ssize_t sent = n ? send(c->fd, c->out.ptr + c->out_at, n, MSG_NOSIGNAL) : 0;
    if (sent < 0) {
        return errno == EAGAIN || errno == EINTR;
    }
    c->out_at += (size_t)sent;
    c->sent += sent;
    if (c->out_at == c->out.len) {
        buf_clear(&c->out);
        c->out_at = 0;
    }
    return true;
}

static void finish(struct server *server, struct connection *c)
{
    bool closes = answer_closes(&c->answer);
    const struct garner_str *wish =
        request_find(c->request.headers, c->request.header_count, garner_text("Connection"), true);
    closes = closes || (wish && str_is_nocase(*wish, "close"));
    forget_request(server, c);
    c->state = READS;
    if (closes) {
        connection_close(server, c);
    }
}

static void send_answer(struct server *server, struct connection *c, int64_t now)
{
    if (c->drop) {
        connection_close(server, c);
        return;
    }
    while (!c->answer.ended && c->out.len - c->out_at < OUT_LOW) {
        answer_more(&c->answer, &c->out);
    }
    if (!drain(c, now)) {
        fprintf(server->log, "! %lld the client went away after %lld bytes\n", (long long)c->number,
                (long long)c->sent);
        fflush(server->log);
        connection_close(server, c);
    } else if (c->answer.ended && !c->out.len) {
        finish(server, c);
    }
}

static void advance(struct server *server, struct connection *c, int64_t now)
{
    if (c->state == READS) {
        take_request(server, c, now);
        if (c->fd >= 0 && c->state == READS && c->out.len && !drain(c, now)) {
            connection_close(server, c);
        }
    }
    if (c->fd >= 0 && c->state == WAITS && now >= c->due) {
        c->state = SENDS;
    }
    if (c->fd >= 0 && c->state == SENDS) {
        send_answer(server, c, now);
    }
}

void connection_step(struct server *server, struct connection *c, bool readable, int64_t now)
{
    if (readable && !fill(c)) {
        if (c->answering) {
            fprintf(server->log, "! %lld the client went away after %lld bytes\n", (long long)c->number,
                    (long long)c->sent);
            fflush(server->log);
        }
        connection_close(server, c);
        return;
    }
    for (int64_t answered = -1; c->fd >= 0 && answered != server->requests;) {
        answered = server->requests; /* a client may send several requests at once: until nothing more moves */
        advance(server, c, now);
    }
}

short connection_waits_for(const struct connection *c, int64_t now, int64_t *until)
{
    *until = INT64_MAX;
    if (c->state == READS) {
        return (short)(POLLIN | (c->out.len ? POLLOUT : 0));
    }
    if (c->state == WAITS) {
        *until = c->due;
        return POLLIN;
    }
    if (!allowance(c, now) && c->answer.reply.slow) {
        int64_t gap = 1000 / c->answer.reply.slow;
        *until = now + (gap < 10 ? 10 : gap);
        return POLLIN;
    }
    return POLLIN | POLLOUT;
}
