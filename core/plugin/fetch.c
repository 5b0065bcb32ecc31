/* fetch.c - one request until it has a good answer or has failed for good: credentials, rates, tries, waits, redirects;
 * see fetch.h. */
#include "core/plugin/fetch.h"

#include "core/base/str.h"
#include "core/plugin/json_tree.h"
#include "core/plugin/url.h"
#include <errno.h>
#include <sodium.h>
#include <unistd.h>

enum { REDIRECTS_MAX = 5, BACKOFF_MAX_MS = 60000, JSON_MAX = 64 << 20, JUDGED_MAX = 64 << 10, WRITE_STEP = 1 << 20 };

/* A request on its way. */
struct attempt {
    const struct garner_request *request;
    const struct garner_http_options *options;
    struct garner_str url;
    unsigned tries, redirects;
    bool renewed; /* the access token, in the course of this request */
};

/* ---- turns ---- */

int host_sleep(struct host *host, int64_t ms)
{
    int64_t until = clock_monotonic() + ms;
    int64_t left;
    while ((left = until - clock_monotonic()) > 0) {
        int code = host_check_cancelled(host);
        if (code) {
            return code;
        }
        host_progress(host, host->received, 0);
        usleep((useconds_t)(left < 100 ? left : 100) * 1000);
    }
    return 0;
}

static int open_rate(struct host *host, const struct attempt *attempt)
{
    struct fetch *fetch = host->fetch;
    struct garner_str origin = url_origin(attempt->url);
    bool known = fetch->rate.fd >= 0 && garner_same(fetch->origin, origin);
    if (known && garner_same(fetch->rate_text, attempt->options->rate)) {
        return 0;
    }
    rate_close(&fetch->rate);
    fetch->rate = (struct rate){.fd = -1, .slot = -1, .concurrency = attempt->options->concurrency};
    fetch->origin = known ? fetch->origin : arena_str(&host->arena, origin);
    fetch->rate_text = attempt->options->rate;
    int code = rate_parse(attempt->options->rate, &fetch->rate, &host->error);
    return code ? code : rate_open(&fetch->rate, fetch->rate_folder, url_host(attempt->url), &host->error);
}

static int take_turn(struct host *host, const struct attempt *attempt)
{
    int code = open_rate(host, attempt);
    int64_t wait;
    while (code == 0 && (wait = rate_take(&host->fetch->rate)) > 0) {
        if (wait > attempt->options->max_wait.ms) {
            host_fail(host, GARNER_E_LIMITED, STR_FMT " asked all sources to wait for %lld s",
                      STR_ARG(host->fetch->origin), (long long)(wait / 1000));
            host->error.wait_ms = wait;
            return GARNER_E_LIMITED;
        }
        code = host_sleep(host, wait);
    }
    return code;
}

/* ---- after an answer ---- */

static int fail_for_good(struct host *host, const struct garner_verdict *verdict)
{
    host_fail(host, verdict->code, "%s", verdict->message ? verdict->message : "the source refused the request");
    host->error.wait_ms = verdict->wait_ms > 0 ? verdict->wait_ms : 0;
    return verdict->code;
}

/* A wait at random up to what doubles with every try, so that many do not come back at once. */
static int64_t backoff(const struct attempt *attempt)
{
    int64_t most = attempt->options->backoff.ms > 0 ? attempt->options->backoff.ms : 1000;
    for (unsigned i = 0; i < attempt->tries && most < BACKOFF_MAX_MS; i++) {
        most *= 2;
    }
    most = most < BACKOFF_MAX_MS ? most : BACKOFF_MAX_MS;
    return 1 + (int64_t)randombytes_uniform((uint32_t)most);
}

/* 1 = try again, or the code that the request ends with. */
static int wait_and_retry(struct host *host, struct attempt *attempt, const struct garner_verdict *verdict)
{
    bool may_pass = (verdict->code == GARNER_E_TEMPORARY || verdict->code == GARNER_E_LIMITED) && verdict->wait_ms >= 0;
    if (verdict->wait_ms > 0 && verdict->code == GARNER_E_LIMITED) {
        rate_pause(&host->fetch->rate, verdict->wait_ms);
    }
    if (!may_pass || attempt->tries >= (uint64_t)attempt->options->retries ||
        verdict->wait_ms > attempt->options->max_wait.ms) {
        return fail_for_good(host, verdict);
    }
    int64_t wait = verdict->wait_ms > 0 ? verdict->wait_ms : backoff(attempt);
    attempt->tries++;
    host_log(host, wait >= 5000 ? GARNER_LOG_WARNING : GARNER_LOG_INFO, "%s; try %u of %lld in %.1f s",
             verdict->message ? verdict->message : "the source refused the request", attempt->tries + 1,
             (long long)attempt->options->retries + 1, (double)wait / 1000);
    int code = host_sleep(host, wait);
    return code ? code : 1;
}

/* The access token has run out, or was withdrawn: once a request another one is got. */
static int renew(struct host *host, struct attempt *attempt)
{
    attempt->renewed = true;
    int code = oauth_token(host, attempt->options, host->fetch->access_token);
    host->fetch->authorised = false;
    code = code ? code : fetch_authorise(host);
    return code ? code : 1;
}

static bool is_redirect(int32_t status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static int follow(struct host *host, struct attempt *attempt, const struct answer *answer)
{
    struct garner_str where = answer_header(&answer->reply, "Location");
    struct garner_str target = where.len ? url_resolve(attempt->url, where, &host->arena) : where;
    if (++attempt->redirects > REDIRECTS_MAX || !url_is_good(target)) {
        return host_fail(host, GARNER_E_DATA, "%s redirects %s", answer->reply.url,
                         url_is_good(target) ? "more than 5 times" : "to no address");
    }
    bool other = !url_same_origin(attempt->url, target);
    bool told = attempt->request->body.ptr || attempt->request->form;
    if (other && (told || fetch_carries_secrets(host, attempt->request))) {
        return host_fail(host, GARNER_E_DATA,
                         "%s redirects to another host, " STR_FMT
                         "; credentials are not sent there. If that is the API's "
                         "new address, set base_url",
                         answer->reply.url, STR_ARG(url_host(target)));
    }
    attempt->url = arena_str(&host->arena, target);
    return 1;
}

static const char *method_after(const struct answer *answer, const struct garner_request *request)
{
    bool changes = answer->reply.status == 303 || answer->reply.status == 302 || answer->reply.status == 301;
    return changes ? "GET" : request->method;
}

/* The body as JSON where it is a small one, for judges and messages; a page's only where one of them may need it. */
static int parse_for_judges(struct host *host, const struct attempt *attempt, struct answer *answer)
{
    bool good = answer->reply.status >= 200 && answer->reply.status < 300;
    bool outlined = answer->listed && good && !attempt->request->judge;
    struct garner_str text;
    const char *fault;
    int code = body_text(&answer->body, &text, &host->error);
    if (code) {
        return code;
    }
    answer->reply.text = str_of(text.ptr, text.len < JUDGED_MAX ? text.len : JUDGED_MAX);
    if (!outlined && text.len && text.len <= JUDGED_MAX) {
        answer->reply.json = json_tree(&answer->arena, text, &fault);
    }
    return 0;
}

static int send_in_turn(struct host *host, struct attempt *attempt, struct answer *answer)
{
    int code = take_turn(host, attempt);
    if (code) {
        return code;
    }
    code = fetch_send(host, attempt->request, attempt->options, attempt->url, &host->fetch->credentials, answer);
    rate_give(&host->fetch->rate);
    return code ? code : parse_for_judges(host, attempt, answer);
}

/* 0 = the answer is good, 1 = send again, or a code. */
static int judge(struct host *host, struct attempt *attempt, struct answer *answer)
{
    struct garner_verdict verdict;
    fetch_judge(host, answer, &verdict);
    bool came = answer->result.outcome == NET_DONE;
    if (came && attempt->request->judge) {
        attempt->request->judge(&host->pull, &answer->reply, &verdict);
    }
    if (verdict.code == 0) {
        return 0;
    }
    if (verdict.code == GARNER_E_AUTH && oauth_used(attempt->options) && !attempt->renewed) {
        return renew(host, attempt);
    }
    return wait_and_retry(host, attempt, &verdict);
}

static int check_url(struct host *host, const struct attempt *attempt)
{
    if (!url_is_good(attempt->url)) {
        return host_fail(host, GARNER_E_CONFIG, "\"" STR_FMT "\" is no http or https address",
                         STR_ARG(host_cover(host, attempt->url, &host->arena)));
    }
    if (fetch_carries_secrets(host, attempt->request) && url_is_exposed(attempt->url)) {
        return host_fail(host, GARNER_E_CONFIG, "credentials are not sent over plain http to " STR_FMT "; use https",
                         STR_ARG(url_host(attempt->url)));
    }
    return 0;
}

int fetch_perform(struct host *host, const struct garner_request *request, struct garner_str url, struct answer *answer)
{
    struct garner_request moved = *request;
    struct attempt attempt = {.request = &moved, .options = &host->fetch->options, .url = url};
    int code = fetch_authorise(host);
    code = code ? code : check_url(host, &attempt);
    for (int again = code == 0; again;) {
        code = send_in_turn(host, &attempt, answer);
        if (code == 0 && answer->result.outcome == NET_DONE && is_redirect(answer->reply.status)) {
            moved.method = method_after(answer, request);
            moved.query = NULL;
            if (moved.method && strcmp(moved.method, "GET") == 0) {
                moved.form = NULL;
                moved.body = str_of(NULL, 0);
            }
            code = follow(host, &attempt, answer);
        } else if (code == 0) {
            code = judge(host, &attempt, answer);
        }
        again = code == 1;
    }
    return code;
}

/* ---- services ---- */

int fetch_prepare(struct host *host, const struct garner_request *request, size_t size, size_t http_size,
                  struct arena *arena, struct garner_request *out, struct garner_str *url)
{
    int code = fetch_open(host);
    if (code) {
        return code;
    }
    *out = (struct garner_request){0};
    memcpy(out, request, size < sizeof *out ? size : sizeof *out);
    fetch_options(host, out->http, http_size);
    struct garner_str base = host->fetch->options.base_url;
    *url = url_below(base, out->url, arena);
    if (url_is_good(*url) && url_is_good(base) && !url_same_origin(*url, base)) {
        return host_fail(host, GARNER_E_DATA,
                         "the source names an address on another host, " STR_FMT "; it is not asked",
                         STR_ARG(url_host(*url)));
    }
    return 0;
}

int fetch_service(struct garner_pull *pull, const struct garner_request *request, size_t size, size_t http_size,
                  struct garner_reply *reply, size_t reply_size)
{
    struct host *host = host_of(pull);
    struct garner_request whole;
    struct garner_str url, text;
    const char *fault = NULL;
    int code = fetch_prepare(host, request, size, http_size, &host->arena, &whole, &url);
    code = code ? code : fetch_perform(host, &whole, url, &host->fetch->answer);
    if (code) {
        return code;
    }
    struct answer *answer = &host->fetch->answer;
    code = body_text(&answer->body, &text, &host->error);
    if (code == 0 && !answer->reply.json && text.len > JUDGED_MAX && text.len <= JSON_MAX) {
        answer->reply.json = json_tree(&answer->arena, text, &fault);
    }
    memcpy(reply, &answer->reply, reply_size < sizeof answer->reply ? reply_size : sizeof answer->reply);
    return code;
}

int fetch_download(struct garner_pull *pull, const struct garner_request *request, size_t size, size_t http_size,
                   int fd)
{
    struct host *host = host_of(pull);
    struct garner_request whole;
    struct garner_str url, text;
    int code = fetch_prepare(host, request, size, http_size, &host->arena, &whole, &url);
    code = code ? code : fetch_perform(host, &whole, url, &host->fetch->answer);
    code = code ? code : body_text(&host->fetch->answer.body, &text, &host->error);
    while (code == 0 && text.len) {
        ssize_t n = write(fd, text.ptr, text.len < WRITE_STEP ? text.len : WRITE_STEP);
        if (n <= 0 && errno != EINTR) {
            return host_fail(host, GARNER_E_TEMPORARY, "cannot keep the answer of " STR_FMT ": %s", STR_ARG(url),
                             strerror(errno));
        }
        text = str_of(text.ptr + (n > 0 ? n : 0), text.len - (size_t)(n > 0 ? n : 0));
        body_read_to(&host->fetch->answer.body, text.ptr);
    }
    return code;
}
