/* reply.c - see reply.h. Called by connection.c. */
#include "tests/server/reply.h"
#include "core/base/str.h"
#include <time.h>

#define BODY_MAX ((size_t)1 << 30)

/* ---- placeholders ---- */

static void add_date(struct buf *out, int64_t seconds_from_now)
{
    time_t at = time(NULL) + (time_t)seconds_from_now;
    struct tm tm;
    char text[64];
    strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&at, &tm));
    buf_adds(out, text);
}

/* What {name} stands for; false where it is none of ours, so that other braces stay as they are. */
static bool add_placeholder(const struct answer *answer, struct garner_str name, struct buf *out)
{
    int64_t seconds = 0;
    if (str_is(name, "n")) {
        return buf_addf(out, "%lld", (long long)answer->hit) == 0;
    }
    if (str_is(name, "i")) {
        return buf_addf(out, "%lld", (long long)answer->body.done + 1) == 0;
    }
    if (str_starts(name, "date+") && str_integer(str_of(name.ptr + 5, name.len - 5), &seconds)) {
        add_date(out, seconds);
        return true;
    }
    if (str_starts(name, "query:")) {
        const struct garner_str *value = request_find(answer->request->query, answer->request->query_count,
                                                      str_of(name.ptr + 6, name.len - 6), false);
        return buf_addstr(out, value ? *value : garner_text("")) == 0;
    }
    return false;
}

static void add_expanded(const struct answer *answer, struct garner_str text, struct buf *out)
{
    while (text.len) {
        const char *open = memchr(text.ptr, '{', text.len);
        size_t plain = open ? (size_t)(open - text.ptr) : text.len;
        buf_add(out, text.ptr, plain);
        text = str_of(text.ptr + plain, text.len - plain);
        const char *close = text.len ? memchr(text.ptr, '}', text.len) : NULL;
        if (close && add_placeholder(answer, str_of(text.ptr + 1, (size_t)(close - text.ptr) - 1), out)) {
            text = str_of(close + 1, text.len - (size_t)(close + 1 - text.ptr));
        } else if (text.len) {
            buf_addc(out, '{');
            text = str_of(text.ptr + 1, text.len - 1);
        }
    }
}

/* ---- the body ---- */

static struct garner_str between(const char *from, const char *to)
{
    return str_of(from, (size_t)(to - from));
}

static void body_init(struct body *body, const struct reply *reply)
{
    struct garner_str text = reply->body;
    *body = (struct body){.before = text};
    const char *open = text.len && !reply->raw ? memmem(text.ptr, text.len, "{repeat ", 8) : NULL;
    const char *end = text.ptr + text.len;
    const char *close = open ? memchr(open, '}', (size_t)(end - open)) : NULL;
    const char *stop = close ? memmem(close, (size_t)(end - close), "{end}", 5) : NULL;
    if (stop && str_integer(between(open + 8, close), &body->count)) {
        body->before = between(text.ptr, open);
        body->element = between(close + 1, stop);
        body->after = between(stop + 5, end);
    }
}

/* Appends some of the body; false once it has ended. */
static bool body_more(struct answer *answer, struct buf *out)
{
    struct body *body = &answer->body;
    if (body->stage == 1 && body->done < body->count) {
        add_expanded(answer, body->element, out);
        if (++body->done < body->count) {
            buf_addc(out, ',');
        }
        return true;
    }
    struct garner_str text = body->stage == 0 ? body->before : body->stage == 2 ? body->after : garner_text("");
    if (answer->reply.raw) {
        buf_addstr(out, text);
    } else {
        add_expanded(answer, text, out);
    }
    return ++body->stage <= 3;
}

static int64_t body_length(struct answer *answer)
{
    struct buf piece;
    buf_init(&piece, BODY_MAX);
    int64_t total = 0;
    while (body_more(answer, &piece)) {
        total += (int64_t)piece.len;
        buf_clear(&piece);
    }
    buf_release(&piece);
    body_init(&answer->body, &answer->reply);
    return total;
}

/* ---- gzip: stored blocks are valid deflate, and need no library ---- */

static uint32_t crc32_of(struct garner_str bytes)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < bytes.len; i++) {
        crc ^= (unsigned char)bytes.ptr[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
        }
    }
    return ~crc;
}

static void add_little(struct buf *out, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        buf_addc(out, (char)(value >> 8 * i & 0xFF));
    }
}

static void pack(struct answer *answer)
{
    struct buf plain;
    buf_init(&plain, BODY_MAX);
    while (body_more(answer, &plain)) {
    }
    buf_add(&answer->packed, "\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
    size_t at = 0;
    do {
        size_t n = plain.len - at < 65535 ? plain.len - at : 65535;
        buf_addc(&answer->packed, at + n == plain.len);
        add_little(&answer->packed, (uint32_t)n, 2);
        add_little(&answer->packed, ~(uint32_t)n, 2);
        buf_add(&answer->packed, plain.ptr ? plain.ptr + at : "", n);
        at += n;
    } while (at < plain.len);
    add_little(&answer->packed, crc32_of(buf_str(&plain)), 4);
    add_little(&answer->packed, (uint32_t)plain.len, 4);
    buf_release(&plain);
    answer->body = (struct body){.before = buf_str(&answer->packed)};
    answer->reply.raw = true;
}

/* ---- head ---- */

static const char *reason(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 401:
        return "Unauthorized";
    case 404:
        return "Not Found";
    case 429:
        return "Too Many Requests";
    case 503:
        return "Service Unavailable";
    case 599:
        return "Not In The Fixture";
    default:
        return "-";
    }
}

static bool has_header(const struct reply *reply, const char *name)
{
    for (const struct line *h = reply->headers; h; h = h->next) {
        if (h->text.len > strlen(name) && strncasecmp(h->text.ptr, name, strlen(name)) == 0 &&
            h->text.ptr[strlen(name)] == ':') {
            return true;
        }
    }
    return false;
}

static void add_head(struct answer *answer, struct buf *out)
{
    const struct reply *reply = &answer->reply;
    bool bodiless = reply->status == 204 || reply->status == 304 || reply->status < 200;
    buf_addf(out, "HTTP/1.1 %d %s\r\n", reply->status, reason(reply->status));
    for (const struct line *h = reply->headers; h; h = h->next) {
        add_expanded(answer, h->text, out);
        buf_adds(out, "\r\n");
    }
    if (reply->has_body && !has_header(reply, "Content-Type")) {
        buf_adds(out, "Content-Type: application/json; charset=utf-8\r\n");
    }
    if (reply->gzip) {
        buf_adds(out, "Content-Encoding: gzip\r\n");
    }
    if (answer_closes(answer)) {
        buf_adds(out, "Connection: close\r\n");
    }
    if (reply->chunked && !bodiless) {
        buf_adds(out, "Transfer-Encoding: chunked\r\n");
    } else if (!reply->unframed && !bodiless && !has_header(reply, "Content-Length")) {
        buf_addf(out, "Content-Length: %lld\r\n", (long long)body_length(answer));
    }
    buf_adds(out, "\r\n");
    answer->headless_body = bodiless || str_is(answer->request->method, "HEAD");
}

bool answer_closes(const struct answer *answer)
{
    return answer->reply.close || answer->reply.unframed || answer->cut;
}

void answer_begin(struct answer *answer, const struct request *request, const struct reply *reply, int64_t hit,
                  struct buf *out)
{
    *answer = (struct answer){.request = request, .reply = *reply, .hit = hit};
    buf_init(&answer->packed, BODY_MAX);
    answer->left = reply->truncate >= 0 ? reply->truncate : INT64_MAX;
    body_init(&answer->body, reply);
    if (reply->gzip) {
        pack(answer);
        answer->reply.body = answer->body.before;
    }
    add_head(answer, out);
    answer->ended = answer->headless_body;
}

void answer_more(struct answer *answer, struct buf *out)
{
    struct buf piece;
    buf_init(&piece, BODY_MAX);
    size_t want = answer->reply.chunked ? (size_t)answer->reply.chunked : 16384;
    bool more = true;
    while (piece.len < want && (more = body_more(answer, &piece))) {
    }
    if ((int64_t)piece.len > answer->left) {
        piece.len = (size_t)answer->left;
        answer->cut = true;
    }
    answer->left -= (int64_t)piece.len;
    answer->ended = !more || answer->cut;
    if (!answer->reply.chunked) {
        buf_add(out, piece.len ? piece.ptr : "", piece.len);
    }
    for (size_t at = 0; answer->reply.chunked && at < piece.len;) {
        size_t n = piece.len - at < want ? piece.len - at : want;
        buf_addf(out, "%zx\r\n", n);
        buf_add(out, piece.ptr + at, n);
        buf_adds(out, "\r\n");
        at += n;
    }
    if (answer->reply.chunked && answer->ended && !answer->cut) {
        buf_adds(out, "0\r\n\r\n");
    }
    buf_release(&piece);
}

void answer_end(struct answer *answer)
{
    buf_release(&answer->packed);
}
