/* fetch.h - what the files behind the service `fetch` share: fetch_open.c (what a pull needs for it), fetch.c (a
 * request until it has an answer or has failed), fetch_send.c (one try), fetch_judge.c (what an answer means), oauth*.c
 * (tokens), pages.c (lists). Private to them. */
#ifndef GARNER_PLUGIN_FETCH_H
#define GARNER_PLUGIN_FETCH_H

#include <garner/http.h>

#include "core/net/net.h"
#include "core/plugin/body.h"
#include "core/plugin/host_impl.h"
#include "core/plugin/rate.h"

enum { HEADERS_MAX = 64 << 10, HEADER_LINES_MAX = 200 };

/* An answer as it came: status, headers, body. */
struct answer {
    struct garner_reply reply;
    struct body body;
    struct arena arena; /* headers, url, json */
    struct garner_pair *headers;
    size_t header_count, header_bytes;
    struct net_result result;
    bool listed; /* a page's: where it is good its body is outlined, not parsed */
};
void answer_init(struct answer *answer, const char *folder);
void answer_clear(struct answer *answer);
void answer_release(struct answer *answer);
/* A header's value by name, without regard to case; absent where there is none. */
struct garner_str answer_header(const struct garner_reply *reply, const char *name);

/* How a request is authorised: header lines and query parameters. */
struct credentials {
    const char *header;          /* "Authorization: …", or NULL */
    struct garner_pair query[2]; /* ends with an absent name */
};

/* What fetching keeps for a pull. */
struct fetch {
    const struct net_api *net;
    struct net_session *session;
    struct rate rate; /* of the host below */
    struct garner_str origin, rate_text;
    struct answer answer; /* of garner_fetch */
    struct answer token_answer;
    struct garner_str access_token; /* of OAuth; absent until it is needed */
    /* Of the options asked with last: a pull mostly has one set of them. */
    const struct garner_http_options *seen;
    struct garner_http_options options;
    struct credentials credentials;
    bool authorised;
    const char *folder, *token_folder, *rate_folder;
    struct page_state *pages; /* all of them, for the end */
};

/* Loads what it takes, once a pull. 0 or a code. */
int fetch_open(struct host *host);
void fetch_release(struct host *host);
/* Takes a plugin's options into host->fetch->options, whole: those that its table does not have are as if not said. */
void fetch_options(struct host *host, const struct garner_http_options *options, size_t size);
/* The request as the host knows it, its options, and its address in arena. Opens what fetching takes. */
int fetch_prepare(struct host *host, const struct garner_request *request, size_t size, size_t http_size,
                  struct arena *arena, struct garner_request *out, struct garner_str *url);

/* Finds what the options at hand authorise requests with, into host->fetch->credentials, unless it is there. */
int fetch_authorise(struct host *host);
bool fetch_has_credentials(const struct host *host);

/* One prepared request with retries, until *answer is a good one. */
int fetch_perform(struct host *host, const struct garner_request *request, struct garner_str url,
                  struct answer *answer);

/* ---- fetch_send.c ---- */
/* One try: no retry, no judgement. A transfer that failed is in answer->result; a code only where the pull must end. */
int fetch_send(struct host *host, const struct garner_request *request, const struct garner_http_options *options,
               struct garner_str url, const struct credentials *credentials, struct answer *answer);

/* Whether what is sent should be seen by nobody but whom it is meant for. */
bool fetch_carries_secrets(const struct host *host, const struct garner_request *request);

/* ---- fetch_judge.c ---- */
/* What the answer, or its absence, means by itself. Texts in answer->arena. */
void fetch_judge(struct host *host, const struct answer *answer, struct garner_verdict *verdict);
/* The message in an error's body, wherever APIs put it; absent where there is none. */
struct garner_str fetch_message(const struct garner_reply *reply);
/* How long the answer says to wait; 0 = it does not say. now: UTC milliseconds. */
int64_t fetch_retry_after(const struct garner_reply *reply, int64_t now);

/* ---- oauth.c ---- */
bool oauth_used(const struct garner_http_options *options);
/* An access token into host->fetch->access_token. failed: the one that a server has just refused, or absent; then
 * another one is got. */
int oauth_token(struct host *host, const struct garner_http_options *options, struct garner_str failed);

/* ---- the services ---- */
int fetch_service(struct garner_pull *pull, const struct garner_request *request, size_t size, size_t http_size,
                  struct garner_reply *reply, size_t reply_size);
int fetch_download(struct garner_pull *pull, const struct garner_request *request, size_t size, size_t http_size,
                   int fd);
int pages_next(struct garner_pull *pull, struct garner_pages *pages, size_t size, size_t request_size, size_t http_size,
               const struct garner_node **record);
int pages_save(struct garner_pull *pull, struct garner_pages *pages, size_t size, size_t request_size, size_t http_size,
               int fd);
void pages_release(struct host *host);

#endif
