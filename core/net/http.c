/* http.c - one HTTP request over libcurl; see net.h. TLS is always verified; redirects are the caller's affair. */
#include "core/net/session.h"

enum { STALL_BYTES = 1 /* fewer bytes a second than this are a stall */ };

struct transfer {
    const struct net_request *request;
    bool stopped;
};

static size_t on_header(char *line, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    size_t len = size * count, text = len;
    while (text && (line[text - 1] == '\n' || line[text - 1] == '\r')) {
        text--;
    }
    transfer->stopped = !transfer->request->header(transfer->request->context, line, text);
    return transfer->stopped ? 0 : len;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    transfer->stopped = !transfer->request->received(transfer->request->context, bytes, size * count);
    return transfer->stopped ? 0 : size * count;
}

static int on_progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    struct transfer *transfer = context;
    (void)a, (void)b, (void)c, (void)d;
    const struct net_request *request = transfer->request;
    transfer->stopped = transfer->stopped || (request->go_on && !request->go_on(request->context));
    return transfer->stopped;
}

static void set_body(CURL *curl, const struct net_request *request)
{
    if (request->has_body) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body ? request->body : "");
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_len);
    } else if (request->method[0] == 'H' && request->method[1] == 'E') {
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
}

static void set_limits(CURL *curl, const struct net_request *request)
{
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)request->connect_ms);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)request->total_ms);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)STALL_BYTES);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)((request->stall_ms + 999) / 1000));
}

static void set_callbacks(CURL *curl, struct transfer *transfer)
{
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, transfer);
}

static struct curl_slist *header_list(const struct net_request *request)
{
    /* Without this curl waits a second for permission to send a longer body. */
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    for (const char *const *header = request->headers; header && *header; header++) {
        struct curl_slist *longer = curl_slist_append(list, *header);
        list = longer ? longer : list;
    }
    return list;
}

static enum net_outcome outcome_of(CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return NET_DONE;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_BAD_FUNCTION_ARGUMENT:
    case CURLE_FAILED_INIT:
        return NET_REFUSED;
    default:
        return NET_TEMPORARY;
    }
}

void session_result(struct net_session *session, CURLcode code, struct net_result *result)
{
    curl_off_t received = 0;
    curl_easy_getinfo(session->curl, CURLINFO_SIZE_DOWNLOAD_T, &received);
    curl_easy_getinfo(session->curl, CURLINFO_RESPONSE_CODE, &result->status);
    result->bytes = (uint64_t)received;
    result->outcome = outcome_of(code);
    if (code != CURLE_OK) {
        const char *why = session->why[0] ? session->why : curl_easy_strerror(code);
        snprintf(result->why, sizeof result->why, "%s", why);
    }
}

void http_request(struct net_session *session, const struct net_request *request, struct net_result *result)
{
    CURL *curl = session_begin(session, request->url, request->ca_file);
    struct transfer transfer = {.request = request};
    struct curl_slist *headers = header_list(request);
    *result = (struct net_result){0};
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, ""); /* whatever libcurl can decode */
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, request->user_agent);
    set_body(curl, request);
    set_limits(curl, request);
    set_callbacks(curl, &transfer);
    session_result(session, curl_easy_perform(curl), result);
    if (transfer.stopped) {
        result->outcome = NET_STOPPED;
    }
    curl_slist_free_all(headers);
}
