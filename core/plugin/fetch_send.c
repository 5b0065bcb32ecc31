/* fetch_send.c - one try at a request; see fetch.h. */
#include "core/plugin/fetch.h"

#include "core/base/str.h"
#include "core/plugin/url.h"
#include "core/version.h"
#include <errno.h>

enum { CONNECT_MS = 15000, STALL_MS = 60000 };

struct receiver {
    struct host *host;
    struct answer *answer;
};

/* ---- answers ---- */

void answer_init(struct answer *answer, const char *folder)
{
    *answer = (struct answer){.headers = NULL};
    arena_init(&answer->arena);
    body_init(&answer->body, folder);
}

void answer_clear(struct answer *answer)
{
    arena_clear(&answer->arena);
    body_clear(&answer->body);
    answer->reply = (struct garner_reply){0};
    answer->headers = NULL;
    answer->header_count = answer->header_bytes = 0;
    answer->result = (struct net_result){0};
}

void answer_release(struct answer *answer)
{
    body_release(&answer->body);
    arena_release(&answer->arena);
}

struct garner_str answer_header(const struct garner_reply *reply, const char *name)
{
    for (const struct garner_pair *header = reply->headers; header && header->name.ptr; header++) {
        if (str_is_nocase(header->name, name)) {
            return header->value;
        }
    }
    return str_of(NULL, 0);
}

/* ---- what comes ---- */

static bool on_header(void *context, const char *line, size_t len)
{
    struct answer *answer = ((struct receiver *)context)->answer;
    struct garner_str text = {line, len};
    if (str_starts(text, "HTTP/")) {
        answer->header_count = 0; /* what came before was an interim answer */
        return true;
    }
    const char *colon = memchr(line, ':', len);
    answer->header_bytes += len;
    if (answer->header_bytes > HEADERS_MAX || answer->header_count == HEADER_LINES_MAX) {
        return false;
    }
    if (!colon) {
        return true;
    }
    if (!answer->headers) {
        answer->headers = arena_calloc(&answer->arena, HEADER_LINES_MAX + 1, sizeof *answer->headers);
    }
    size_t name = (size_t)(colon - line);
    answer->headers[answer->header_count++] = (struct garner_pair){
        arena_str(&answer->arena, str_trim(str_of(line, name))),
        arena_str(&answer->arena, str_trim(str_of(colon + 1, len - name - 1))),
    };
    answer->headers[answer->header_count] = (struct garner_pair){0};
    return true;
}

static bool on_body(void *context, const char *bytes, size_t len)
{
    struct receiver *receiver = context;
    return body_add(&receiver->answer->body, bytes, len);
}

static bool go_on(void *context)
{
    struct receiver *receiver = context;
    const struct host_sink *sink = receiver->host->outbox.sink;
    host_progress(receiver->host, receiver->host->received + receiver->answer->body.len, 0);
    return !sink->cancelled(sink->context);
}

/* ---- what goes ---- */

/* The names by which APIs call what must not be seen. */
static bool is_secret_name(struct garner_str name)
{
    static const char *const patterns[] = {"*token*", "*secret*",    "*key*",   "*password*",
                                           "*auth*",  "*signature*", "*cookie*"};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        if (str_glob(patterns[i], name)) {
            return true;
        }
    }
    return false;
}

static bool names_secret(const struct garner_pair *pairs)
{
    for (; pairs && pairs->name.ptr; pairs++) {
        if (is_secret_name(pairs->name)) {
            return true;
        }
    }
    return false;
}

bool fetch_carries_secrets(const struct host *host, const struct garner_request *request)
{
    return fetch_has_credentials(host) || names_secret(request->headers) || names_secret(request->query) ||
           names_secret(request->form);
}

static void learn_secrets(struct host *host, const struct garner_pair *pairs)
{
    for (; pairs && pairs->name.ptr; pairs++) {
        if (is_secret_name(pairs->name) && pairs->value.len > 7) {
            host_secret(host, pairs->value);
        }
    }
}

static bool is_header_text(struct garner_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] < ' ' && text.ptr[i] != '\t') {
            return false;
        }
    }
    return true;
}

static int header_lines(struct host *host, const struct garner_request *request, const struct credentials *credentials,
                        struct arena *arena, const char ***out)
{
    size_t count = 0;
    for (const struct garner_pair *header = request->headers; header && header->name.ptr; header++) {
        count++;
    }
    const char **lines = arena_calloc(arena, count + 4, sizeof *lines);
    size_t n = 0;
    for (const struct garner_pair *header = request->headers; header && header->name.ptr; header++) {
        if (!is_header_text(header->name) || !is_header_text(header->value)) {
            return host_fail(host, GARNER_E_CONFIG, "the header " STR_FMT " holds a line end or control character",
                             STR_ARG(header->name));
        }
        lines[n++] = arena_printf(arena, STR_FMT ": " STR_FMT, STR_ARG(header->name), STR_ARG(header->value));
    }
    if (credentials->header) {
        lines[n++] = credentials->header;
    }
    if (request->body.ptr || request->form) {
        lines[n++] =
            request->form ? "Content-Type: application/x-www-form-urlencoded" : "Content-Type: application/json";
    }
    lines[n++] = "Accept: application/json, */*;q=0.5";
    *out = lines;
    return 0;
}

/* Why a callback stopped the transfer. */
static int stopped(struct host *host, const struct answer *answer)
{
    if (answer->body.error == EFBIG) {
        return host_fail(host, GARNER_E_DATA, "%s answers with more than %lld bytes", answer->reply.url,
                         (long long)BODY_MAX);
    }
    if (answer->body.error) {
        return host_fail(host, GARNER_E_TEMPORARY, "cannot keep the answer of %s: %s", answer->reply.url,
                         strerror(answer->body.error));
    }
    if (answer->header_bytes > HEADERS_MAX || answer->header_count == HEADER_LINES_MAX) {
        return host_fail(host, GARNER_E_DATA, "%s answers with more than %d bytes or %d lines of headers",
                         answer->reply.url, HEADERS_MAX, HEADER_LINES_MAX);
    }
    return host_check_cancelled(host) ? GARNER_E_CANCELLED
                                      : host_fail(host, GARNER_E_CANCELLED, "the host asked to stop");
}

static void take_answer(struct host *host, struct answer *answer, const char *method, int64_t began)
{
    answer->reply.status = (int32_t)answer->result.status;
    answer->reply.headers = answer->headers;
    host->requests++;
    host->received += answer->result.bytes;
    host_log(host, GARNER_LOG_DEBUG, "%s %s: %ld%s%s, %llu bytes, %lld ms", method, answer->reply.url,
             answer->result.status, answer->result.why[0] ? ", " : "", answer->result.why,
             (unsigned long long)answer->body.len, (long long)(clock_monotonic() - began));
}

static const char *as_c(struct arena *arena, struct garner_str text)
{
    return text.len ? arena_strndup(arena, text.ptr, text.len) : NULL;
}

int fetch_send(struct host *host, const struct garner_request *request, const struct garner_http_options *options,
               struct garner_str url, const struct credentials *credentials, struct answer *answer)
{
    answer_clear(answer);
    struct arena *arena = &answer->arena;
    learn_secrets(host, request->headers);
    learn_secrets(host, request->query);
    learn_secrets(host, request->form);
    struct garner_str asked = url_query(url, request->query, arena);
    struct garner_str whole = asked.ptr ? url_query(asked, credentials->query, arena) : asked;
    struct garner_str body = request->form ? url_form(request->form, arena) : request->body;
    const char **lines = NULL;
    if (!whole.ptr || (request->form && request->form->name.ptr && !body.ptr)) {
        return host_fail(host, GARNER_E_DATA, "a request to " STR_FMT " is longer than 64 KiB, or its form than 1 MiB",
                         STR_ARG(url_host(url)));
    }
    int code = header_lines(host, request, credentials, arena, &lines);
    if (code) {
        return code;
    }
    const char *method = request->method ? request->method : body.ptr ? "POST" : "GET";
    answer->reply.url = host_cover(host, garner_text(as_c(arena, whole)), arena).ptr;
    struct receiver receiver = {host, answer};
    struct net_request wire = {
        .method = method,
        .url = as_c(arena, whole),
        .headers = lines,
        .body = body.ptr,
        .body_len = body.len,
        .has_body = body.ptr != NULL,
        .ca_file = as_c(arena, options->ca_file),
        .user_agent = "garner/" GARNER_VERSION,
        .connect_ms = CONNECT_MS,
        .stall_ms = STALL_MS,
        .total_ms = options->timeout.ms,
        .context = &receiver,
        .header = on_header,
        .received = on_body,
        .go_on = go_on,
    };
    int64_t began = clock_monotonic();
    host->fetch->net->request(host->fetch->session, &wire, &answer->result);
    take_answer(host, answer, method, began);
    return answer->result.outcome == NET_STOPPED ? stopped(host, answer) : 0;
}
